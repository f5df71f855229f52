"""Clock times, ranges and durations as people write them: "2-2:45pm", "halb drei", "15h30", "an hour and a half".

Pure grammar over `rules.time_words.Text`. Whether "at 2" is in the morning is settled here: by what is written, else by
office hours. What a time is *for* is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rules.time_words import DASHES, Text, words_of

_SIGN_WORDS = words_of("uhr h u uur heures heure horas ore hrs hours o'clock hs oras")
_AM = frozenset({"am", "a.m"})
_PM = frozenset({"pm", "p.m"})
_PREFIX_SKIP = words_of("about approx approximately around circa ca exactly just the las la le l' les ore o'clock")
_FIRM = words_of("at @ um om alle às a las ore à pelas h")
_MINUTE_WORDS = {
    "five": 5,
    "ten": 10,
    "twenty": 20,
    "twenty-five": 25,
    "quarter": 15,
    "fünf": 5,
    "zehn": 10,
    "zwanzig": 20,
    "viertel": 15,
    "kwart": 15,
    "vijf": 5,
    "tien": 10,
    "twintig": 20,
    "fuenf": 5,
}
_PAST = words_of("past after nach over")
_BEFORE = words_of("to of before til till vor voor")
_HALVES = {
    "demie": 30,
    "demi": 30,
    "media": 30,
    "meia": 30,
    "mezza": 30,
    "mezzo": 30,
    "quart": 15,
    "cuarto": 15,
    "quarto": 15,
}
_NO_CLOCK_AFTER = words_of(
    "% percent th st nd rd people candidates rounds miles km metres meters floor years weeks days / x pm² minutes"
)
_NO_CLOCK_BEFORE = words_of(
    "room raum zimmer kamer salle sala level floor suite unit building gebäude $ £ € eur usd gbp # no nr n° "
    "gate grade version"
)
_OFFICE_FROM = 7


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `is_exact` means that no guess about morning or afternoon is left."""

    hour: int
    minute: int = 0
    is_exact: bool = False

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        return self.hour * 60 + self.minute


@dataclass(frozen=True, slots=True)
class ClockMention:
    """A time or a range at words `start`…`end` (exclusive).

    `strength` 3: cannot be anything else; 2: "at 10"; 1: only beside a date ("Friday 1-2", "10.45").
    """

    start: int
    end: int
    begin: Clock
    until: Clock | None
    strength: int


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in minutes at words `start`…`end` (exclusive)."""

    start: int
    end: int
    minutes: int


@dataclass(frozen=True, slots=True)
class _Point:
    clock: Clock
    end: int
    strength: int


def clocks_in(text: Text, taken: set[int]) -> list[ClockMention]:
    """Every clock time and range of the text, in order. `taken` are the words that dates already use."""
    found: list[ClockMention] = []
    at = 0
    for start in text.points:
        if start >= at and start not in taken and (mention := _mention(text, start, taken)) is not None:
            found.append(mention)
            at = mention.end
    return found


def _mention(text: Text, at: int, taken: set[int]) -> ClockMention | None:
    first = _point(text, at, taken)
    if first is None:
        return None
    second = _second(text, first.end, taken) if first.clock.hour < 24 else None
    if second is None:
        if first.strength < 1:
            return None
        clock = _settled(text, first.clock, at, first.end)
        return ClockMention(at, first.end, clock, None, first.strength)
    if first.strength < 1 and second.strength < 1 and not _is_bare_range(text, at, second.end):
        return None
    begin, until = _settled_range(text, first.clock, second.clock, at, second.end)
    return ClockMention(at, second.end, begin, until, max(first.strength, second.strength, 1))


def _second(text: Text, at: int, taken: set[int]) -> _Point | None:
    """The end of a range that goes on at `at`, or None."""
    word, spot = text.word(at), at
    if word in {"(", ","}:
        return None
    if (
        word in DASHES
        or word in text.lexicon.to
        or (word in {"and", "und", "et", "y", "e", "en", "ed"} and _between(text, at))
    ):
        spot = at + 1
    else:
        return None
    for _ in range(2):
        if text.word(spot) in _PREFIX_SKIP or text.word(spot) in {"las", "as", "alle", "a", "um", "à", "kl"}:
            spot += 1
    if spot in taken or spot >= len(text.low):
        return None
    return _point(text, spot, taken, in_range=True)


def _between(text: Text, at: int) -> bool:
    return any(text.word(at - k) in {"between", "zwischen", "entre", "tussen", "tra", "fra"} for k in range(2, 7))


def _is_bare_range(text: Text, start: int, end: int) -> bool:
    """Say whether "1-2" or "8 to 11" is a range of hours: not of weeks, people or pages."""
    after, lexicon = text.word(end), text.lexicon
    if after in lexicon.units or after in lexicon.minutes or after in _NO_CLOCK_AFTER or after in lexicon.working_days:
        return False
    if after in lexicon.hours and after not in {"h", "uur", "hrs", "horas", "ore", "heures"}:
        return False
    before = text.word(start - 1)
    return (
        before in lexicon.at
        or before in {",", "(", ":", "-", "–", "den"}
        or before in lexicon.weekdays
        or (
            before in lexicon.half_days
            or before in lexicon.this
            or before in lexicon.months
            or before.isdigit()
            or before in {"st", "nd", "rd", "th"}
        )
        or before in lexicon.days
    )


def _point(text: Text, at: int, taken: set[int], in_range: bool = False) -> _Point | None:
    word = text.low[at]
    if word[0] in "0123456789":
        return _digits(text, at, taken, in_range)
    lexicon = text.lexicon
    if word in lexicon.noon and text.word(at - 1) not in {"am", "heute", "après", "nach", "this"}:
        return _Point(Clock(12, 0, True), at + 1, 3)
    return _worded(text, at, taken, in_range)


def _digits(text: Text, at: int, taken: set[int], in_range: bool) -> _Point | None:
    word = text.low[at]
    if text.word(at - 1) in _NO_CLOCK_BEFORE:
        return None
    minute = 0
    strength = 0
    if ":" in word or "." in word:
        parsed = _split(word)
        if parsed is None:
            return None
        hour, minute = parsed
        strength = 3 if ":" in word else 1
        if strength == 1 and (_is_anchored(text, at) or in_range):
            strength = 2
    elif "/" in word:
        return None
    elif len(word) == 4:
        return _military(text, at, taken, in_range)
    elif len(word) <= 2 and int(word) <= 24:
        hour = int(word)
    else:
        return None
    return _with_signs(text, at, hour, minute, strength, in_range)


def _with_signs(text: Text, at: int, hour: int, minute: int, strength: int, in_range: bool) -> _Point | None:
    """Read what follows the number: am/pm, "Uhr", "h30", "past …", and judge how surely it is a clock."""
    word, lexicon = text.low[at], text.lexicon
    spot = at + 1
    after = text.word(spot)
    exact = hour >= 13 or hour == 0 or (len(word) > 2 and word[0] == "0")
    half, spot_half = _added(text, spot)
    if half is not None and strength == 0:
        minutes = hour * 60 + half
        return _Point(_with_meridiem(text, spot_half, Clock(minutes // 60 % 24, minutes % 60, exact))[0], spot_half, 2)
    if after in _SIGN_WORDS:
        if (
            strength == 0
            and after in {"hours", "heure", "heures", "hrs", "horas", "uur", "ore", "h", "u"}
            and not _is_time_of_day(text, at, spot, in_range)
        ):
            return None
        spot += 1
        digits = text.word(spot)
        if (
            minute == 0
            and strength == 0
            and len(digits) == 2
            and digits.isdigit()
            and int(digits) < 60
            and after not in {"hours", "hrs"}
        ):
            minute, spot = int(digits), spot + 1
        elif minute == 0 and strength == 0 and (plus := _added(text, spot))[0] is not None:
            total = hour * 60 + (plus[0] or 0)
            hour, minute, spot = total // 60, total % 60, plus[1]
        strength = 3
        if text.word(spot) in {"uhr", "heures", "uur"}:
            spot += 1
    clock, spot_m = _with_meridiem(text, spot, Clock(hour, minute, exact))
    if spot_m != spot:
        return _Point(clock, spot_m, 3) if hour <= 12 or clock.is_exact else None
    if hour > 24 or (hour == 24 and minute):
        return None
    if strength == 0 and not in_range:
        strength = _bare_strength(text, at)
    return _Point(Clock(hour % 24, minute, exact), spot, strength)


def _is_time_of_day(text: Text, at: int, spot: int, in_range: bool) -> bool:
    """Tell "à 15 heures", "10 h 30", "14u" from the durations "2 hours", "24 heures", "2 uur"."""
    if in_range or _is_anchored(text, at):
        return True
    after = text.low[spot]
    if after in {"h", "u", "hs"}:
        return text.word(at - 1) not in {"within", "en", "de", "pendant"} or int(text.low[at]) > 4
    following = text.word(spot + 1)
    return following.isdigit() and len(following) == 2


def _bare_strength(text: Text, at: int) -> int:
    """How surely a number without any sign is an hour: "at 10" (2), "Friday 10" (0: only within a range)."""
    after, lexicon = text.word(at + 1), text.lexicon
    if after in _NO_CLOCK_AFTER or after in lexicon.spans or after in lexicon.months:
        return 0
    if int(text.low[at]) > 24 or (after == "-" and text.word(at + 2) in lexicon.spans):
        return 0
    if (after == "." and text.word(at + 2) in lexicon.months) or text.low[at] == "0":
        return 0
    if text.word(at - 1) in {"ore", "kl", "klo"}:
        return 3
    if not _is_anchored(text, at):
        before = text.word(at - 1)
        if before in lexicon.weekdays or before in lexicon.days or before in {",", "instead"}:
            return (
                1
                if after
                in {
                    ".",
                    ",",
                    "\n",
                    "",
                    "?",
                    ")",
                    "!",
                    "in",
                    "with",
                    "at",
                    "then",
                    "works",
                    "sharp",
                    "if",
                    "ok",
                    "-",
                    "for",
                    "it",
                    "w",
                    "is",
                }
                else 0
            )
        return 0
    raw_after = text.raw[at + 1] if at + 1 < len(text.raw) else ""
    if (
        text.language in {None, "en"}
        and raw_after[:1].isupper()
        and not (after in lexicon.weekdays or after in lexicon.months or raw_after.isupper())
    ):
        return 1 if after in {"eastern", "central", "pacific", "mountain", "uk", "london", "berlin"} else 0
    before = text.word(at - 1)
    return 2 if before in _FIRM and not (before == "a" and text.language in {None, "en", "fr"}) else 1


def _is_anchored(text: Text, at: int) -> bool:
    spot = at - 1
    while text.word(spot) in _PREFIX_SKIP and at - spot <= 3 and text.word(spot) not in {"around", "about"}:
        if text.word(spot) in {"las", "ore", "la"} and text.word(spot) in text.lexicon.at:
            return True
        spot -= 1
    return text.word(spot) in text.lexicon.at


def _military(text: Text, at: int, taken: set[int], in_range: bool) -> _Point | None:
    word = text.low[at]
    hour, minute = int(word[:2]), int(word[2:])
    if hour > 23 or minute > 59:
        return None
    after = text.word(at + 1)
    if after in {"hrs", "hours", "h", "hr", "uhr", "z"}:
        return _Point(Clock(hour, minute, True), at + 2, 3)
    following = text.word(at + 2)
    if (
        after in DASHES | {"to"}
        and len(following) == 4
        and following.isdigit()
        and (word[0] == "0" or following > word)
        and int(following[2:]) < 60
        and int(following) < 2400
    ):
        return _Point(Clock(hour, minute, True), at + 1, 2)
    if in_range or (_is_anchored(text, at) and text.word(at - 1) in {"at", "@", "um", "om", "starting"}):
        return _Point(Clock(hour, minute, True), at + 1, 2)
    return None


def _split(word: str) -> tuple[int, int] | None:
    parts = word.replace(".", ":").split(":")
    if len(parts) == 3 and len(parts[2]) == 2:
        parts = parts[:2]
    if len(parts) != 2 or len(parts[0]) > 2 or len(parts[1]) != 2 or not (parts[0].isdigit() and parts[1].isdigit()):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return (hour, minute) if hour <= 24 and minute < 60 else None


def _with_meridiem(text: Text, at: int, clock: Clock) -> tuple[Clock, int]:
    """Take am/pm that stands right at `at`; the clock and the next word."""
    word, end = text.word(at), at + 1
    if word in {"a", "p"} and text.word(at + 1) == "." and text.word(at + 2) == "m":
        word, end = word + ".m", at + 3
    if (
        word == "am"
        and text.language == "de"
        and not (text.word(at - 1) == "" or text.word(at + 1) in {".", ",", "\n", "-", "–", "cet", "est", "et"})
    ):
        return clock, at
    if word == "noon" or word == "midday":
        return Clock(12, 0, True), at + 1
    if word in _AM:
        clock = Clock(clock.hour % 12 if clock.hour <= 12 else clock.hour, clock.minute, True)
    elif word in _PM:
        clock = Clock(clock.hour % 12 + 12 if clock.hour <= 12 else clock.hour, clock.minute, True)
    else:
        return clock, at
    if (
        text.word(end) == "."
        and end + 1 < len(text.raw)
        and not text.raw[end + 1][:1].isupper()
        and word.endswith(".m")
    ):
        end += 1
    return clock, end


def _added(text: Text, at: int) -> tuple[int | None, int]:
    """The minutes that "et demie", "y cuarto", "e mezza", "menos cuarto" add to an hour, and the next word."""
    sign, word, spot = 1, text.word(at), at
    if word in {"et", "y", "e"}:
        spot += 1
    elif word in {"moins", "menos", "meno"}:
        sign, spot = -1, spot + 1
    else:
        return None, at
    if text.word(spot) in {"le", "un", "um"}:
        spot += 1
    if (value := _HALVES.get(text.word(spot))) is not None:
        return sign * value, spot + 1
    digits = text.word(spot)
    number = text.lexicon.numbers.get(digits, int(digits) if digits.isdigit() and len(digits) == 2 else 0)
    return (
        (sign * number, spot + 1)
        if number in {5, 10, 20, 25, 35, 40, 50} and text.language in {"es", "pt", "it", "fr"}
        else (None, at)
    )


def _worded(text: Text, at: int, taken: set[int], in_range: bool) -> _Point | None:
    word, after = text.low[at], text.word(at + 1)
    if word in {"half", "halb"}:
        return _half(text, at)
    if (
        word in {"dreiviertel", "viertel"}
        and (hour := _hour(text, at + 1))
        and (word == "dreiviertel" or text.word(at - 1) == "um")
    ):
        return _Point(_minus(hour, 15 if word == "dreiviertel" else 45), at + 2, 2)
    if word in _MINUTE_WORDS and (after in _PAST or after in _BEFORE) and (hour := _hour(text, at + 2)):
        return _past_or_to(text, at, hour, after)
    number = text.lexicon.numbers.get(word, 0)
    if not 1 <= number <= 12 or word in {"a", "an", "un", "couple"}:
        return None
    return _hour_in_words(text, at, number, in_range)


def _half(text: Text, at: int) -> _Point | None:
    """English "half two" and "half past two" are 2:30, German "halb zwei" and Dutch "half twee" 1:30."""
    spot = at + 1 + (text.word(at + 1) == "past")
    hour = _hour(text, spot)
    if not hour or text.word(spot + 1) in text.lexicon.spans:
        return None
    minus = text.low[at] == "halb" or (text.language == "nl" and spot == at + 1)
    end = spot + 1 + (text.word(spot + 1) in {"uhr", "uur"})
    clock, end = _with_meridiem(text, end, _minus(hour, 30) if minus else Clock(hour, 30))
    return _Point(clock, end, 3 if spot == at + 2 or minus else 2)


def _past_or_to(text: Text, at: int, hour: int, word: str) -> _Point | None:
    minutes = _MINUTE_WORDS[text.low[at]]
    if text.low[at] in {"ten", "five", "twenty"} and word == "to" and text.word(at - 1) in {"from", "between"}:
        return None
    clock = Clock(hour, minutes) if word in _PAST else _minus(hour, minutes)
    firm = text.low[at] in {"quarter", "kwart", "viertel"} or word == "past"
    if not firm and not _is_anchored(text, at) and text.word(at - 1) not in {",", ":", "-", "–"}:
        return None
    clock, end = _with_meridiem(text, at + 3, clock)
    return _Point(clock, end + (text.word(end) in {"uhr", "uur", "o'clock"}), 3 if firm else 2)


def _minus(hour: int, minutes: int) -> Clock:
    total = (hour * 60 - minutes) % (12 * 60) if hour <= 12 else hour * 60 - minutes
    return Clock(total // 60 or 12, total % 60)


def _hour(text: Text, at: int) -> int:
    word = text.word(at)
    if word.isdigit() and len(word) <= 2:
        return int(word) if 1 <= int(word) <= 24 else 0
    number = text.lexicon.numbers.get(word, 0)
    return number if 1 <= number <= 12 and word not in {"a", "an", "un", "couple"} else 0


_AFTER_HOUR = words_of(
    ". , ) ; : ! ? in on for and with sharp your my our his her then to at we i but period if - – — o'clock de da di en y et e "
    "del della"
) | {"\n"}


def _hour_in_words(text: Text, at: int, hour: int, in_range: bool) -> _Point | None:
    spot, minute, strength = at + 1, 0, 0
    after, lexicon = text.word(spot), text.lexicon
    half, spot_half = _added(text, spot)
    if half is not None and _is_anchored(text, at):
        total = hour * 60 + half
        return _Point(Clock(total // 60, total % 60), spot_half, 2)
    if after in {"o'clock", "uhr", "heures", "uur", "oclock"} or (after in {"horas", "ore"} and _is_anchored(text, at)):
        if after == "uur" and not _is_anchored(text, at):
            return None
        return _Point(_with_meridiem(text, spot + 1, Clock(hour, 0))[0], spot + 1, 3)
    clock, end = _with_meridiem(text, spot, Clock(hour))
    if end != spot:
        return _Point(clock, end, 3)
    number = lexicon.numbers.get(after, 0)
    if number in {15, 20, 25, 30, 35, 40, 45, 50, 55} or (after == "ten" and False):
        minute, spot, strength = number, spot + 1, 1
    if in_range:
        return _Point(Clock(hour, minute), spot, strength)
    if not _is_anchored(text, at) and not (minute and text.word(at - 1) in {",", "is", "'s", "it's"}):
        return None
    if minute or (
        text.word(spot) in _AFTER_HOUR
        or not text.word(spot)
        or text.word(spot) in lexicon.weekdays
        or text.word(spot) in lexicon.days
        or text.word(spot) in lexicon.to
    ):
        firm = text.word(at - 1) in _FIRM or minute
        return _Point(
            _with_meridiem(text, spot, Clock(hour, minute))[0],
            _with_meridiem(text, spot, Clock(hour, minute))[1],
            2 if firm else 1,
        )
    return None


def _settled(text: Text, clock: Clock, start: int, end: int) -> Clock:
    """Decide morning or afternoon: by a word nearby, by the same time written fully elsewhere, else office hours."""
    if clock.is_exact:
        return clock
    half = part_of_day(text, start, end)
    if half is None and (twin := _written_fully(text, clock)) is not None:
        return twin
    return _in_half(clock, half)


def _in_half(clock: Clock, half: str | None) -> Clock:
    hour = clock.hour % 12 if clock.hour == 12 and half == "am" and False else clock.hour
    if half == "am":
        return replace(clock, hour=hour, is_exact=True)
    if half == "pm":
        return replace(clock, hour=hour % 12 + 12, is_exact=True)
    if hour < _OFFICE_FROM:
        return replace(clock, hour=hour + 12)
    return replace(clock, hour=hour)


def part_of_day(text: Text, start: int, end: int) -> str | None:
    """ "am" or "pm" where "in the morning", "arvo", "de la tarde" … stands within a few words of a time, else None."""
    lexicon = text.lexicon
    for spot in [*range(end, min(end + 5, len(text.low))), *range(start - 1, max(start - 6, -1), -1)]:
        word = text.low[spot]
        if word in {"\n", "!", "?"} or (word == "." and spot > start):
            if spot >= end:
                continue
            break
        if word in _AM | _PM or word in {"a.m.", "p.m."}:
            continue
        if word in lexicon.pm or word == "tonight":
            return "pm"
        if word in lexicon.am and text.word(spot - 1) not in {"good", "guten", "this", "ce"}:
            return "am"
        if word in {"mañana", "manana", "morgen"} and text.word(spot - 1) in {"la", "am", "heute"}:
            return "am"
        if word in {"breakfast", "frühstück", "ontbijt"}:
            return "am"
    return None


def _written_fully(text: Text, clock: Clock) -> Clock | None:
    written = f"{clock.hour}:{clock.minute:02d}"
    for spot in text.points:
        word = text.low[spot].replace(".", ":")
        if word == written or (clock.minute == 0 and word == str(clock.hour)):
            after = text.word(spot + 1)
            if after in _AM:
                return Clock(clock.hour % 12, clock.minute, True)
            if after in _PM:
                return Clock(clock.hour % 12 + 12, clock.minute, True)
    return None


def _settled_range(text: Text, first: Clock, second: Clock, start: int, end: int) -> tuple[Clock, Clock]:
    half = part_of_day(text, start, end)
    if first.is_exact:
        return first, _after(first, second)
    if second.is_exact:
        options = [
            c
            for c in (first, replace(first, hour=first.hour % 12 + 12), replace(first, hour=first.hour % 12))
            if c.minutes < second.minutes
        ]
        best = max(options, key=lambda c: c.minutes, default=first)
        return replace(best, is_exact=True), second
    begin = _in_half(first, half) if half or first.hour != 12 else first
    if half == "pm" and first.hour in {10, 11} and second.hour <= 3:
        begin = first
    return begin, _after(begin, second)


def _after(begin: Clock, end: Clock) -> Clock:
    if end.is_exact and (end.minutes > begin.minutes or end.hour == 0):
        return end
    for hour in (end.hour, end.hour % 12, end.hour % 12 + 12):
        if hour * 60 + end.minute > begin.minutes:
            return Clock(hour, end.minute, True)
    return end
