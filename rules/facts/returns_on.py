"""The first day on which the writer of an automatic reply is back at work (B16).

"Back on Monday 12 May" is that day; "until 12 May", "through 12 May", "5–12 May" mean the day after it.
"""

from __future__ import annotations

from datetime import date, timedelta

from rules.dates import DateMention, Frame, dates_in
from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner
from rules.time_contexts import Phrases
from rules.time_words import DASHES, Text, cut, words_of
from rules.zones import zone_named

_BACK = Phrases(
    "back ; return ; returning ; returns ; returned ; resume ; resuming ; available again ; reachable again ; in the office again ; available from ; "
    "reachable from ; reply from ; respond from ; wieder ; zurück ; zurueck ; erreichbar ab ; rückkehr ; de retour ; retour ; reprise ; reprendrai ; "
    "à partir du ; joignable ; vuelvo ; vuelta ; regreso ; reincorporo ; incorporación ; disponible ; a partir del ; de volta ; regresso ; retorno ; "
    "volto ; retomo ; a partir de ; terug ; weer ; bereikbaar ; vanaf ; rientro ; rientrerò ; torno ; tornerò ; ritorno ; disponibile ; a partire dal ; "
    "di nuovo".split(";")
)
_UNTIL = Phrases(
    "until ; till ; til ; thru ; through ; up to ; up to and including ; inclusive ; bis ; bis zum ; bis einschließlich ; jusqu'au ; jusqu'à ; au ; hasta ; "
    "hasta el ; al ; até ; ate ; até ao ; a ; tot ; tot en met ; t/m ; fino al ; fino a ; al ; to ; and".split(";")
)
_AWAY = Phrases(
    "away ; out of office ; out of the office ; out-of-office ; ooo ; on leave ; annual leave ; vacation ; holiday ; holidays ; travelling ; traveling ; out today ; "
    "not in ; off ; closed ; abwesend ; urlaub ; nicht im büro ; außer haus ; absent ; absente ; congé ; congés ; vacances ; ausente ; vacaciones ; "
    "fuera de la oficina ; férias ; fora do escritório ; afwezig ; vakantie ; verlof ; assente ; ferie ; fuori ufficio ; fuori sede ; parental leave".split(
        ";"
    )
)
_NOT_BACK = words_of("get call come write go getting report circle reply answer respond")
_AGAIN = words_of("wieder zurück zurueck weer terug")
_FROM = words_of("ab am vanaf op")
_WEEKS = words_of("week woche semaine semana settimana")


def find(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The writer's first day back; None where the automatic reply names none."""
    written = message.date or message.received_at
    today = (written if written.utcoffset() else written.astimezone(zone_named(owner.timezone))).date()
    hours = (written.utcoffset() or timedelta()).total_seconds() / 3600
    frame = Frame(today, clues.language not in {None, "en"} or not -11 <= hours <= -4)
    for text in (cut(message.own_text, clues.language), cut(message.subject, clues.language)):
        found = _first_day_back(text, frame)
        if found is not None:
            return found
    return None


def _first_day_back(text: Text, frame: Frame) -> date | None:
    dates = [_never_today_by_name(mention, frame.today) for mention in dates_in(text, frame)]
    ahead = [mention for mention in dates if mention.day >= frame.today]
    for mention in ahead:
        if _says_back(text, mention) and not _ends_absence(text, mention):
            return mention.day
    for mention in ahead:
        if _ends_absence(text, mention):
            return mention.day + timedelta(days=1)
    week = _week(text, frame.today)
    if week is not None:
        return week
    away = [mention for mention in ahead if _says_away(text, mention)]
    return away[-1].day + timedelta(days=1) if away else None


def _never_today_by_name(mention: DateMention, today: date) -> DateMention:
    if mention.kind == "weekday" and mention.day == today:
        return DateMention(mention.start, mention.end, today + timedelta(days=7), "weekday", mention.weekday)
    return mention


def _says_back(text: Text, mention: DateMention) -> bool:
    left, right = text.bounds(mention.start)
    at = _BACK.within(text.low, max(left, mention.start - 8), mention.start)
    if at is not None:
        return not (text.low[at] == "back" and text.word(at - 1) in _NOT_BACK)
    follows = _BACK.within(text.low, mention.end, min(right, mention.end + 4))
    return (
        follows is not None
        and text.low[follows] in _AGAIN
        and any(text.word(at) in _FROM for at in (mention.start - 1, mention.start - 2))
    )


def _ends_absence(text: Text, mention: DateMention) -> bool:
    """Say whether the date ends a span: "until 12 May", "5 – 12 May", "vom 5. bis 12.5."."""
    start = mention.start
    while (
        text.word(start - 1) in words_of("the and including zum le el o al den il , incl einschließlich en met")
        and mention.start - start < 3
    ):
        start -= 1
    before = text.word(start - 1)
    if before in DASHES or before in words_of("to a au al bis and"):
        number = text.word(start - 2).strip(".")
        dated = (
            number in text.lexicon.months
            or number[:1].isdecimal()
            or number in text.lexicon.weekdays
            or text.word(start - 3)[:1].isdecimal()
        )
        return dated or before == "bis"
    return any(
        _UNTIL.begins(text.low, at) and text.low[at] not in words_of("to a au al and")
        for at in range(max(start - 4, 0), mention.start)
    )


def _says_away(text: Text, mention: DateMention) -> bool:
    left, right = text.bounds(mention.start)
    return _AWAY.has(text.low, left, right)


def _week(text: Text, today: date) -> date | None:
    """ "Away this week", "back next week": the Monday on which it begins again."""
    monday = today - timedelta(days=today.isoweekday() - 1)
    for at, word in enumerate(text.low):
        if word not in _WEEKS:
            continue
        before, after, lexicon = text.word(at - 1), text.word(at + 1), text.lexicon
        is_next = before in lexicon.next or after in lexicon.next
        if not is_next and before not in lexicon.this and text.low[at - 2 : at] not in (["of", "the"], ["all", "the"]):
            continue
        back = _BACK.has(text.low, max(at - 7, 0), at)
        if back and is_next:
            return monday + timedelta(days=7)
        if _AWAY.has(text.low, max(at - 10, 0), at + 8) or _UNTIL.has(text.low, max(at - 6, 0), at):
            return monday + timedelta(days=14 if is_next else 7)
    return None
