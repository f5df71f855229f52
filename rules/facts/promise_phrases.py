"""What a sentence says of a promise by its phrases alone (rules/promises.yaml): how strongly, and which day.

A sentence promises when it says that the owner will hear and names a day (`rules.deadlines`) for that, not for
something the owner has to do, and not for what the employer does among itself. Whether the message promises that day
is decided in `rules.facts.promise_choice`, where these phrases are one voice among others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from rules.facts.clues import Clues
from rules.periods import DueDay
from rules.reading import Intent
from rules.time_words import Text, words_of

ARRANGED = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})
_WAITING = frozenset({Intent.STATUS_UPDATE, Intent.APPLICATION_RECEIVED})
_OUTCOME = re.compile(
    r"either way|whether you|outcome|\bresults?\b|decision|\banswer|decid|\bhear|will know|'ll know|yes or no|"
    r"one way or|feedback|yes and no|every(?:one|body)\b|all (?:candidates|participants|applicants)|no later than|"
    r"not later than|at the latest|candidates the day|ergebnis|entscheid|bescheid|résultat|décision|réponse|resultado|"
    r"decisión|"
    r"respuesta|decisão|resposta|uitslag|resultaat|besluit|esito|risposta"
)
"""What a sentence of a mail that sets an interview must speak of, if its day is to be the promise."""
_DEADLINE = words_of("by within before until till latest than")
"""Words before a day by which something is to be done, of which an appointment has none."""
_NEWS = re.compile(r"\b(?:results?|outcome|decision|answer|verdict)\b")
_BEFORE_IT = re.compile(
    r"\b(?:links?|details|agenda|confirm\w*|parking|directions|invit\w+|pack|documents?|contract|paperwork|reminder)\b"
)
"""What is sent so that the interview can take place, or after it is won; its day is no promise."""
_LATE_THAT_DAY = re.compile(r"\b(?:evening|night|same day|end of the day|afternoon|afterwards)\b")
_SHORT_FORMS = {"u": "you", "ya": "you", "ur": "your", "yall": "you", "y'all": "you", "youse": "you", "yous": "you"}
"""How "you" is written in a hurry."""
_US = words_of("me us mir uns moi nous mij ons mi nos dame dammi")
_REACH = 40.0
_LOOSE_DISCOUNT = 12.0
_LONGEST_QUOTE, _MOST_WORDS_BESIDE = 3000, 4
_WHEN = re.compile(r"\bwhen\b[^?\n]{0,40}\b(?:i|we)\b[^?\n]{0,30}\b(?:hear|know|expect)\b[^?\n]{0,60}\?")
"""The owner's question, quoted, to which a day alone is an answer."""
_ASKS_FOR_TIME = re.compile(r"(?:\w+ ){0,2}(?:gimme|give (?:me|us)) (?:until|till)\b")
_DAYS_LATER = re.compile(r"\b(?:(one|two|three|four|five) days?|a day or (two)) (?:later|after|on)\b")
_AT_WORST = re.compile(r"^[;,] (?:at )?(?:the )?(?:worst|very latest|latest|outside)(?: case)?(?: ,)?$")


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


def is_question_when(quoted: str) -> bool:
    """Say whether the owner asked when to hear, so that a day alone is an answer."""
    return _WHEN.search(quoted[:_LONGEST_QUOTE].lower()) is not None


class PhraseReader:
    """Weighs one text's sentences."""

    def __init__(
        self, text: Text, due: list[DueDay], clues: Clues, today: date, after: date | None, *, is_asked: bool
    ) -> None:
        self.text, self.due, self.clues, self.after, self.is_asked = text, due, clues, after, is_asked
        self.today = today
        self.first: dict[int, int] = {}
        for at, number in enumerate(text.sentence):
            self.first.setdefault(number, at)

    def best(self) -> tuple[date | None, dict[int, tuple[float, date]]]:
        """The day that is promised most strongly, and what each sentence promises, by its number."""
        said = {number: found for number in self.first if (found := self.promise(number)) is not None}
        return (max(said.values(), key=lambda pair: pair[0])[1] if said else None), said

    def promise(self, number: int) -> tuple[float, date] | None:
        """How strongly the sentence promises a day, and which; None where it does not."""
        left, right = self._told_part(*self.text.bounds(self.first[number]))
        due = joined(self.text, [day for day in self.due if left <= day.start < right])
        if not due and (self.clues.intent not in _WAITING | ARRANGED or self.due[0].start >= left):
            return None  # no day, nor one named before
        sentence = self._words(left, right)
        due = [*due, *self._told_by_another(due, left, right)]
        if not due and not self._refers_back(sentence):
            return None
        if self._has("void", sentence) or self._has("silence", sentence):
            return None
        if self.clues.intent in ARRANGED and not self._is_outcome(sentence, due):
            return None
        hears = self.spans("hear", sentence, left)
        if not due:
            return self._of_day_named_before(left, sentence) if hears else None
        discount = 0.0
        if not hears:
            if self._is_redated(left, sentence, due) or (self.is_asked and self._is_bare(due, left, right)):
                return 3.0, due[-1].day
            if self.clues.intent not in _WAITING:
                return None
            if (beside := self._beside(right, due, sentence)) is not None:
                return beside
            hears, discount = self._loose(sentence, left), _LOOSE_DISCOUNT
        return self._closest(due, hears, sentence, left, discount)

    def _words(self, left: int, right: int) -> str:
        words = self.text.low[left:right]
        return " ".join(words if self.clues.language != "en" else [_SHORT_FORMS.get(word, word) for word in words])

    def _is_outcome(self, sentence: str, due: list[DueDay]) -> bool:
        """Say whether a sentence of a mail that sets an interview speaks of what comes out of it, or of a limit."""
        if _OUTCOME.search(sentence):
            return True
        is_limit = any(_DEADLINE.intersection(self.text.low[max(day.start - 3, 0) : day.start]) for day in due)
        return is_limit and self.after is not None and not _BEFORE_IT.search(sentence)

    def _is_too_early(self, day: DueDay, sentence: str) -> bool:
        """Say whether the interview has still to be held: nobody knows what comes out of it."""
        if self.after is None or day.day > self.after:
            return False
        is_that_evening = day.day == self.after and _NEWS.search(sentence) and _LATE_THAT_DAY.search(sentence)
        return not is_that_evening

    def _told_part(self, left: int, right: int) -> tuple[int, int]:
        """The sentence, or its part behind "but": "I'd hoped to write today but it'll be Monday"."""
        if "but" in self.text.low[left:right]:
            at = self.text.low.index("but", left)
            before = self._words(left, at)
            if self._has("void", before) or self._has("told", before):
                return at + 1, right
        return left, right

    def _closest(
        self, due: list[DueDay], hears: list[Span], sentence: str, left: int, discount: float
    ) -> tuple[float, date] | None:
        duties = self.spans("duty", sentence, left)
        inner = self.spans("internal", sentence, left) if len(due) > 1 or discount else []
        anchors = self.spans("anchor", sentence, left) if not all(day.is_day for day in due) else []
        best: tuple[float, date] | None = None
        for day in due:
            if self._is_too_early(day, sentence):
                continue
            if not day.is_day and not self._is_calendar(day) and self._is_anchored(day, anchors):
                continue
            if discount and day.day == self.today:
                continue  # "your letter came today"
            asked = [] if self._is_begged(day) else duties
            score = self._closeness(day, hears) - discount - self._closeness(day, asked)
            if score > 0:
                score -= 0.5 * self._closeness(day, inner)
            if score > 0 and (best is None or score > best[0]):
                best = (score, day.day)
        return best

    def _is_anchored(self, day: DueDay, anchors: list[Span]) -> bool:
        """Say whether a clock starts at another event, named in the same part of the sentence."""
        for anchor in anchors:
            between = self.text.low[min(anchor.end, day.end) : max(anchor.start, day.start)]
            if not any(mark in between for mark in ("and", ";", ":", "so")):
                return True
        return False

    def _closeness(self, day: DueDay, spans: list[Span]) -> float:
        """How close the nearest of `spans` stands to the day; a day that is named after it counts more."""
        best = 0.0
        for span in spans:
            if span.end <= day.start:
                gap, between = float(day.start - span.end), self.text.low[span.end : day.start]
            elif span.start <= day.start:
                gap, between = 0.0, []
            else:
                gap, between = max(span.start - day.end, 0) * 1.5 + 8, self.text.low[day.end : span.start]
            best = max(best, _REACH - gap - _REACH * (";" in between))
        return best

    def _is_begged(self, day: DueDay) -> bool:
        """Say whether the employer asks for this time itself: "give me two weeks"."""
        return not day.is_day and any(self.text.word(day.start - back) in _US for back in (1, 2))

    def _is_calendar(self, day: DueDay) -> bool:
        """Say whether a span hangs on the calendar ("the end of the month"), not on a count from some event."""
        return not any(
            self.text.low[at].isdecimal() or self.text.low[at] in self.text.lexicon.numbers
            for at in range(day.start, day.end)
        )

    def _of_day_named_before(self, left: int, sentence: str) -> tuple[float, date] | None:
        """ "They told me the 5th. I'll call you that same day", "… in writing that week"."""
        dated = [day for day in self.due if day.start < left and day.is_day]
        for kind, weeks in (("same_week", 0), ("next_week", 1)):
            if dated and self._has(kind, sentence):
                monday = dated[-1].day - timedelta(days=dated[-1].day.isoweekday() - 1)
                return 1.0, monday + timedelta(days=7 * weeks + 4)
        shift = self._shift(sentence) or 0
        before = [day for day in self.due if day.start < left and (day.is_day or not shift)]
        return (1.0, before[-1].day + timedelta(days=shift)) if before else None

    def _told_by_another(self, due: list[DueDay], left: int, right: int) -> list[DueDay]:
        """Days that are told by the one before: "they sit on the 19th and I write to all the following morning"."""
        named = [day for day in due if day.is_day]
        if not named:
            return []
        base, begin = named[-1], named[-1].end
        words = " ".join(self.text.low[begin:right])
        shift = self._later(words)
        return [] if shift is None else [DueDay(begin + shift[0], right, base.day + shift[1], True)]

    def days_later(self, words: str, offset: int) -> Iterator[tuple[Span, int]]:
        """Where "two days later" stands among `words`, and how many days that is."""
        for match in _DAYS_LATER.finditer(words):
            start = offset + words.count(" ", 0, match.start())
            days = self.text.lexicon.numbers[match[1] or match[2]]
            yield Span(start, offset + words.count(" ", 0, match.end()) + 1), days

    def _later(self, words: str) -> tuple[int, timedelta] | None:
        """Where "the next day" or "two days later" stands among `words`, and how far it lies."""
        if (found := _DAYS_LATER.search(words)) is not None:
            return words.count(" ", 0, found.start()), timedelta(days=self.text.lexicon.numbers[found[1] or found[2]])
        pattern = pattern_of("next_day", self.clues.language)
        found = pattern.search(words) if pattern else None
        return None if found is None else (words.count(" ", 0, found.start()), timedelta(days=1))

    def _is_redated(self, left: int, sentence: str, due: list[DueDay]) -> bool:
        """Say whether a promise that was not kept gets a new day: "I'd promised it for today. It'll be Thursday"."""
        if self.clues.intent in _WAITING and due and self._has("new_date", sentence):
            return True
        if left == 0 or not self._has("new_day", sentence):
            return False
        before = " ".join(self.text.low[slice(*self.text.bounds(left - 1))])
        return self._has("broken", before) and (self._has("hear", before) or self._has("loose", before))

    def _is_bare(self, due: list[DueDay], left: int, right: int) -> bool:
        """Say whether a sentence is hardly more than its day: an answer to a question."""
        words = [at for at in range(left, right) if self.text.low[at][0].isalnum()]
        beside = [at for at in words if not any(day.start <= at < day.end for day in due)]
        return (
            bool(due)
            and len(beside) <= _MOST_WORDS_BESIDE
            and not any(self._has(kind, self._words(left, right)) for kind in ("duty", "internal"))
        )

    def _refers_back(self, sentence: str) -> bool:
        return any(self._has(kind, sentence) for kind in ("same_day", "next_day", "same_week", "next_week"))

    def _shift(self, sentence: str) -> int | None:
        """How many days after the one named before: 0 for "that day", 1 for "the next day"."""
        return 0 if self._has("same_day", sentence) else 1 if self._has("next_day", sentence) else None

    def _loose(self, sentence: str, left: int) -> list[Span]:
        return self.spans("loose", sentence, left) if self._has("owner", sentence) else []

    def _beside(self, right: int, due: list[DueDay], sentence: str) -> tuple[float, date] | None:
        """A day whose promise stands in the next sentence: "I need ten days. Then every one of you gets a call."""
        is_bare = self._is_bare(due, right - len(sentence.split(" ")), right)
        if not (self._has("latest", sentence) or (is_bare and ":" not in sentence)) or due[-1].day == self.today:
            return None
        if any(self._has(kind, sentence) for kind in ("duty", "internal")):
            return None
        following = " ".join(self.text.low[right : right + 30])
        if self._has("anchor", following) and not due[-1].is_day:
            return None
        says_so = "latest" in sentence or _ASKS_FOR_TIME.match(sentence) or sentence.startswith("within")
        says_so = says_so or self._has("hear", following)
        return (2.0, due[-1].day) if says_so else None

    def _has(self, kind: str, sentence: str) -> bool:
        pattern = pattern_of(kind, self.clues.language)
        return pattern is not None and pattern.search(sentence) is not None

    def spans(self, kind: str, sentence: str, offset: int) -> list[Span]:
        pattern = pattern_of(kind, self.clues.language)
        found = []
        for match in pattern.finditer(sentence) if pattern else ():
            start = offset + sentence.count(" ", 0, match.start())
            found.append(Span(start, offset + sentence.count(" ", 0, match.end()) + 1))
        return found


def joined(text: Text, due: list[DueDay]) -> list[DueDay]:
    """Let "Thursday or Friday" be the later of the two."""
    out: list[DueDay] = []
    for day in due:
        joint = text.low[out[-1].end] if out and day.start - out[-1].end == 1 else ""
        if out and _AT_WORST.search(" ".join(text.low[out[-1].end : day.start])):
            joint = "or"
        if joint == "of" or (joint == "from" and not out[-1].is_day):
            continue  # "three weeks from today", "the 18th of this month": one day
        if joint in {"or", "oder", "ou", "o", "/"} or (joint and _is_later_one(text, out[-1], day)):
            day = DueDay(out.pop().start, day.end, day.day, day.is_day)
        out.append(day)
    return out


def _is_later_one(text: Text, one: DueDay, other: DueDay) -> bool:
    """ "Between Wednesday and Friday", "Thursday, Friday at the outside"."""
    if text.low[one.end] == "and":
        return "between" in text.low[max(one.start - 3, 0) : one.start]
    return text.low[one.end] == "," and text.low[other.end : other.end + 2] == ["at", "the"]


@cache
def pattern_of(kind: str, language: str | None) -> re.Pattern[str] | None:
    data = _data()
    names = [*data] if language is None else ["en", *([language] if language != "en" and language in data else [])]
    rows = [row for name in names for row in data[name].get(kind, ())]
    return (
        re.compile("|".join(rf"(?:\b{row})" if row[0] not in "^\\" else f"(?:{row})" for row in rows)) if rows else None
    )


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files("rules").joinpath("promises.yaml").read_text("utf-8")
    data: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return data
