"""Lengths of time as people write them: "45 minutes", "an hour and a half", "eine Dreiviertelstunde", "mezz'oretta"."""

from __future__ import annotations

from dataclasses import dataclass

from rules.time_words import DASHES, MOST_MENTIONS, Text, words_of

_WHOLE = {
    "dreiviertelstunde": 45, "viertelstunde": 15, "halbstündig": 30, "halbstündiges": 30, "einstündig": 60,
    "einstündiges": 60, "demi-heure": 30, "mezz'ora": 30, "mezz'oretta": 30, "mezzora": 30, "un'ora": 60,
    "un'oretta": 60, "halfuur": 30, "halfuurtje": 30, "kwartiertje": 15, "half-hour": 30, "kwartier": 15,
}  # fmt: skip
_HALF = words_of("half halbe halben halbes halb demi media meia mezza")
_AND = words_of("and und et y e en")
_EXTRA = {
    "half": 30,
    "halbe": 30,
    "demie": 30,
    "demi": 30,
    "media": 30,
    "meia": 30,
    "mezza": 30,
    "mezzo": 30,
    "quarter": 15,
    "quart": 15,
    "cuarto": 15,
    "kwartier": 15,
    "bit": 0,
}
_ADJECTIVES = words_of(
    "full short petite petites good solid whole kleine gute guten halbes little kurze - – ( ~ ca circa about"
)
_FEWEST_EXTRA = 5
_ONE_AND_A_HALF = words_of("anderthalb eineinhalb anderhalf")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in minutes at words `start`…`end` (exclusive)."""

    start: int
    end: int
    minutes: int


def durations_in(text: Text) -> list[Duration]:
    """Every duration of the text in minutes, in order; days and weeks are none."""
    found: list[Duration] = []
    for at in text.points:
        if len(found) >= MOST_MENTIONS:
            break
        if found and at < found[-1].end:
            continue
        if (duration := _duration(text, at)) is not None:
            if found and duration.start < found[-1].end:
                continue
            found.append(duration)
    return found


def _duration(text: Text, at: int) -> Duration | None:
    word, lexicon = text.low[at], text.lexicon
    if word in _WHOLE:
        minutes, start = _WHOLE[word], at
        if word == "kwartier" and text.word(at - 1) in {"drie", "3"}:
            minutes, start = 45, at - 1
        return _extended(text, start, at + 1, minutes)
    if word in {"d'heure", "d'ora"} or (word in lexicon.hours and text.word(at - 1) in {"de", "an", "of"}):
        return _quarters(text, at)
    if word in lexicon.minutes:
        return _counted(text, at, 1)
    if word in lexicon.hours:
        return _counted(text, at, 60)
    return None


def _quarters(text: Text, at: int) -> Duration | None:
    """ "three quarters of an hour", "trois quarts d'heure", "half an hour"."""
    for back in range(1, 5):
        word = text.word(at - back)
        if word in {"quarters", "quarts", "cuartos", "quartos", "quarti"}:
            return Duration(at - back - 1, at + 1, 45)
        if word in {"quarter", "quart", "cuarto", "quarto"}:
            return Duration(at - back, at + 1, 15)
        if word == "half":
            return Duration(at - back, at + 1, 30)
    return _counted(text, at, 60) if text.word(at - 1) == "an" else None


def _counted(text: Text, at: int, unit: int) -> Duration | None:
    spot = at - 1
    if text.word(spot) in _ONE_AND_A_HALF:
        return Duration(spot, at + 1, 90)
    while text.word(spot) in _ADJECTIVES and at - spot < 3:
        spot -= 1
    before = text.word(spot)
    if before in _HALF and unit == 60:
        return _extended(text, spot, at + 1, 30)
    number = _number(text, spot)
    if number is None:
        return None
    start, value = spot - 3 * (before == ")"), number
    if text.word(spot - 1) in DASHES | text.lexicon.to and (low := _number(text, spot - 2)) is not None and low < value:
        start = spot - 2
    return _extended(text, start, at + 1, round(value * unit))


def _number(text: Text, at: int) -> float | None:
    word = text.word(at)
    if word == ")" and text.word(at - 2) == "(":  # "fifty (50) minutes"
        word = text.word(at - 1)
        return float(word) if word.isdecimal() and len(word) <= 3 else None
    if word.isdecimal() and len(word) <= 3:
        tail = (
            text.word(at - 1) == "," and text.word(at - 2).isdecimal() and word == "5" and len(text.word(at - 2)) == 1
        )
        return float(text.word(at - 2)) + 0.5 if tail else float(word)
    if word.count(".") == 1 and word.replace(".", "").isdecimal() and len(word) <= 4:
        return float(word)
    number = text.lexicon.numbers.get(word)
    tens = text.lexicon.numbers.get(text.word(at - 1), 0)
    return number + tens if number is not None and number < 10 and tens in {20, 30, 40, 50} else number


def _extended(text: Text, start: int, end: int, minutes: int) -> Duration:
    """Add what follows: "and a half", "et demie", "30 mins"."""
    spot = end
    if text.word(spot) in _AND:
        spot += 1
        while text.word(spot) in {"a", "un", "een", "eine"}:
            spot += 1
        extra = text.word(spot)
        if extra in _EXTRA and text.word(spot + 1) not in text.lexicon.hours:
            return Duration(start, spot + 1, minutes + _EXTRA[extra])
    more = text.word(spot)
    if (
        minutes % 60 == 0
        and text.low[end - 1] in {"h", "hr"}
        and len(more) == 2
        and more.isdecimal()
        and int(more) < 60
    ):
        return Duration(start, spot + 1, minutes + int(more))
    number = int(more[:3]) if more.isdecimal() else text.lexicon.numbers.get(more, 0)
    if minutes % 60 == 0 and _FEWEST_EXTRA <= number < 60 and text.word(spot + 1) in text.lexicon.minutes:
        return Duration(start, spot + 2, minutes + number)
    return Duration(start, end, minutes)
