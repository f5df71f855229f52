"""What stands beside a number that may be an hour: "at", a day, "in the evening"."""

from __future__ import annotations

from rules.time_words import Text, words_of

_LEADERS = words_of("about approx approximately around circa ca exactly just the las la le l' les ore o'clock")
BEFORE_HOUR = words_of(
    ". , ; : ! ? ( - – so for about say then our the your by do it that not is was of from to till still at meet "
    "come you be"
) | {
    "\n",
    "",
}
"""What stands before an hour that its day follows: "so 10 tomorrow", "make it 10 Thursday"."""
_DAY_BEFORE, _DAY_BEHIND = 9, 7
"""How many words away a day still tells that a number is an hour."""
ENDS_PHRASE = words_of("too . , ? ) ! in with at then works sharp if ok - for it w is same before after and as") | {
    "\n",
    "",
}
_TONIGHT = words_of("tonight tonite")


def is_anchored(text: Text, at: int) -> bool:
    """Whether "at", "um", "alle" … stands before the number, perhaps with "about" between."""
    spot = at - 1
    if text.word(spot) == "." and text.word(spot - 1) in {"kl", "ca"}:
        spot -= 1
    while text.word(spot) in _LEADERS and at - spot <= 3 and text.word(spot) not in {"around", "about"}:
        if text.word(spot) in {"las", "ore", "la", "le"} and text.word(spot) in text.lexicon.at:
            return True
        spot -= 1
    is_made = text.word(spot) in {"that", "it"} and text.word(spot - 1) == "make"  # "make that 9, not 10"
    return text.word(spot) in text.lexicon.at or text.word(spot) == "kl" or is_made


def is_day_name(text: Text, at: int) -> bool:
    """Say whether a weekday or "tomorrow" stands at `at`, spelt so that it can be nothing else."""
    word, lexicon = text.word(at), text.lexicon
    return word in lexicon.days or (word in lexicon.weekdays and word not in lexicon.weak)


def is_day(text: Text, at: int) -> bool:
    """Say whether a weekday, a month, "tomorrow" or "the 17th" ends at word `at`."""
    word, lexicon = text.word(at), text.lexicon
    if word in lexicon.months or word in lexicon.weekdays or word in lexicon.days:
        return True
    if word.isdecimal() and len(word) <= 2:
        return text.word(at - 1) in lexicon.months
    return word in {"th", "st", "nd", "rd", "e", "."} and text.word(at - 1).isdecimal()


def is_by_day(text: Text, start: int, end: int) -> bool:
    """Whether a day is named shortly before or behind words `start`…`end`: what may be hours beside it are hours."""
    near = (*range(start - _DAY_BEFORE, start), *range(end, end + _DAY_BEHIND))
    return any(is_day(text, at) for at in near)


def half_day_follows(text: Text, at: int) -> bool:
    """Say whether "in the evening", "de la tarde", "'s avonds" stands at `at`."""
    word, lexicon = text.word(at), text.lexicon
    if word in {"in", "of", "de", "da", "di", "del", "du", "'", "della"}:
        reach = [text.word(at + k) for k in (1, 2)]
        if word == "'":
            reach = [text.word(at + 2)]
        return any(w in lexicon.half_days for w in reach) or (word == "de" and reach == ["la", "mañana"])
    if word == "at":
        return text.word(at + 1) == "night"
    if word in lexicon.this or word == "that" or word in _TONIGHT:
        return word in _TONIGHT or text.word(at + 1) in lexicon.half_days
    return word in lexicon.half_days and text.language not in {None, "en"}


def goes_on(text: Text, at: int) -> bool:
    """Tell "at 10 Thursday" and "at 10 ET" from the address "at 10 Main Street"."""
    return text.low[at] in text.lexicon.weekdays or text.low[at] in text.lexicon.months or text.raw[at].isupper()
