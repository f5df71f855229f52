"""A weekday's name as a date: "Friday", "next Tuesday", "Thursday week", "mercredi prochain", "el jueves que viene"."""

from __future__ import annotations

from datetime import date, timedelta

from rules.time_words import Text, words_of

_ROMANCE = words_of("fr es pt it")
_PORTUGUESE_NUMBERS = words_of("segunda terça quarta quinta sexta")
_COUNTED = words_of("entrevista fase etapa vez via parte conversa ronda")
_NAMERS = words_of("on by or and til till coming")
_INSTEAD = words_of("instead then ok works suits")
_STOPS = words_of(". ! ? , ; - –") | {"\n"}
_CLOCK_WORDS = words_of(". , um om alle à")
_SIGNS = words_of("uhr uur h u")
_IN = words_of("in over dans tra fra")
"""Before a week after which the weekday comes: "Freitag in einer Woche"."""
_BEFORE_HOUR = words_of("half quarter")


def is_weekday_name(text: Text, at: int) -> bool:
    """Say whether a short word ("sat", "mo", "mar") is a weekday here: a number or another day stands beside it."""
    word, after, before = text.low[at], text.word(at + 1), text.word(at - 1)
    if text.language not in {None, "en"} and len(word) == 2:
        return _is_two_letter_name(text, at)
    if after in {".", ","}:
        after = text.word(at + 2)
    if text.language == "pt" and word in _PORTUGUESE_NUMBERS:
        return after not in _COUNTED or before == "na"
    if word in {"so", "do"}:
        return False
    if word == "mon" and text.language == "en" and before not in {"c'est", "ami", "-"}:
        return True
    lexicon = text.lexicon
    if after[:1].isdecimal() or after in lexicon.half_days or after in {"at", "@", "same"} or at == 0:
        return True
    if after in _BEFORE_HOUR:
        return True  # "sat half four instead"
    if after in _INSTEAD and (before in _STOPS or at == 0):
        return True
    return before in lexicon.next or before in lexicon.this or (before in _NAMERS and word not in {"mar", "mon"})


def _is_two_letter_name(text: Text, at: int) -> bool:
    """ "Do, 12.3.", "Do um 11", "Do 11 Uhr": written large, and a number follows."""
    is_joined = text.word(at + 1) in _CLOCK_WORDS
    number = text.word(at + 2 if is_joined else at + 1)
    is_clock = is_joined or ":" in number or text.word(at + 2) in _SIGNS
    return number[:1].isdecimal() and is_clock and text.raw[at][0].isupper()


def weekday_day(text: Text, at: int, today: date) -> tuple[date, int, bool]:
    """The date a lone weekday means, the end of its words, and whether nothing qualifies it."""
    lexicon, weekday = text.lexicon, text.lexicon.weekdays[text.low[at]]
    ahead = (weekday - today.isoweekday()) % 7
    before, before2, after, after2 = (text.word(at + k) for k in (-1, -2, 1, 2))
    monday = today - timedelta(days=today.isoweekday() - 1)
    in_next_week = monday + timedelta(days=6 + weekday)
    is_past = before in lexicon.last and not (text.language == "fr" and before == "passe")  # "passe vendredi": come by
    if is_past or (after in lexicon.last and text.language in _ROMANCE):
        return today - timedelta(days=(7 - ahead) if ahead else 7), at + 1, False
    if after in {"week", "week's"} and text.language in {None, "en"} and text.word(at + 2) not in {"of", "in"}:
        return today + timedelta(days=7 + (ahead or 7) if ahead else 7), at + 2, False
    if after in _IN and lexicon.numbers.get(after2) == 1 and text.word(at + 3) in lexicon.week:
        return today + timedelta(days=7 + ahead), at + 4, False
    if before in {"on", "from"} and before2 == "week" and text.word(at - 3) in {"a", "one"}:
        return today + timedelta(days=7 + ahead), at + 1, False
    if after == "after" and after2 == "next":
        return in_next_week + timedelta(days=7), at + 3, False
    if _next_week_beside(text, at):
        return in_next_week, at + 1, False
    if before in lexicon.this:
        return today + timedelta(days=ahead), at + 1, False
    if after == "en" and after2 == "huit":
        return today + timedelta(days=7 + ahead), at + 3, False
    if before in lexicon.next or (after in lexicon.next and after not in {"seguinte"}):
        end = at + 2 if after in lexicon.next else at + 1
        if text.language in _ROMANCE | {"de"}:
            return today + timedelta(days=ahead if ahead > 1 else ahead + 7), end, False
        return in_next_week, end, False
    if after == "que" and after2 in {"viene", "vem"}:
        return today + timedelta(days=ahead or 7), at + 3, False
    return today + timedelta(days=ahead), at + 1, True


def _next_week_beside(text: Text, at: int) -> bool:
    lexicon = text.lexicon
    for spot in (at - 2, at - 3, at + 1, at + 2, at + 3, at + 4):
        one, two = text.word(spot), text.word(spot + 1)
        if (one in lexicon.next and two in lexicon.week) or (
            two in lexicon.next and one in lexicon.week and two != "next"
        ):
            return spot != at - 3 or text.word(at - 1) in {"on", ",", "am", "le", "el", "op", "na", ":", "-"}
    return False
