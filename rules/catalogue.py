"""The rules as data (rules/intents/*.yaml): loaded, checked, and matched against one sentence at a time.

A rule only recognises a move that a writer makes; what that move is worth is decided in rules/engine.py. Patterns
are written in words, not in regular expressions:

    chose|picked        one of these words            stem*       any word that begins so
    {regret}            a concept of concepts.yaml    word?       may be missing
    let_you_know        words that stand together
    ..                 up to five words              ...         up to ten words
    !you|your           one word, but none of these   _           any one word
    ^ $ [?]             start, end, a question

`{ }`, `|`, `*` and `?` combine: `{offer}|job*?`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from rules.reading import Intent
from rules.sentences import Sentence, phrases_of, shared, spelt_out

WEIGHTS = {"hint": 0.3, "fair": 1.0, "strong": 2.0, "decisive": 4.0}
"""Log-odds that a match adds for its intent before anything is learnt."""

_GAPS = {"..": r"(?:\S+ ){0,5}?", "...": r"(?:\S+ ){0,10}?"}
_TOO_COMMON = frozenset(
    "i we you your our us me he she they it the a an to of in on at for and or is are was be been have has had do did "  # noqa: SIM905
    "will would can could not no with this that my if so as by from all but one more any".split()
)
_COMMON = frozenset(
    "#day #time #num #month #url about am after again back best call come day days get go good here hi how interview "  # noqa: SIM905
    "job just know last let like look make may me meet meeting new next now only other our out over people please "
    "position questions re role see send so some still take team thank thanks their them then there they through time "
    "today tomorrow two up want week well were what when where which who work would year de la le en para un una con "
    "per di e il der die das und zu mit den ist im auf een het van te in op we je us it".split()
)
_TOO_COMMON_COST, _COMMON_COST = 200, 30


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern."""

    source: str
    needs_question: bool = False

    @property
    def compiled(self) -> re.Pattern[str]:
        """What is searched for. Made when it is first needed: most patterns never are, and all take 2 MB."""
        return _compiled(self.source)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to recognise an intent, with its meaning. Its examples stay in the file: only tests read them."""

    id: str
    intent: Intent
    means: str
    weight: float
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    languages: frozenset[str] = frozenset()
    """The languages it is for; none named: it is tried on any text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched a sentence, with the words that did it."""

    rule: Rule
    words: str
    is_conditional: bool
    """An "if" or its like stands before the words: the move is not made, only thought of."""


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of their files."""
    return _catalogue().rules


def hits_in(sentence: Sentence, language: str | None = None) -> Iterator[Hit]:
    """The rules that match a sentence of a text in this language (None: unknown), each at most once."""
    catalogue = _catalogue()
    begun: set[int] = set()
    wanted: dict[int, None] = {}
    for token in sentence.tokens:
        elements, places = _begun_by(token, language)
        begun.update(elements)
        wanted.update(places)
    line = f" {' '.join(sentence.tokens)} "
    done: set[str] = set()
    is_there, others = begun.__contains__, catalogue.others
    for place in [place for place in wanted if all(map(is_there, others[place]))]:
        rule, pattern = catalogue.patterns[place]
        if rule.id in done:
            continue
        found = found_in(line, pattern, sentence.is_question)
        if found and not any(found_in(line, exception, sentence.is_question) for exception in rule.unless):
            done.add(rule.id)
            yield Hit(rule, found.group().strip(), _is_conditional(line[: found.end()]))


def found_in(line: str, pattern: Pattern, is_question: bool) -> re.Match[str] | None:
    """Where a pattern stands in a sentence, given as its tokens with a space around each."""
    return None if pattern.needs_question and not is_question else pattern.compiled.search(line)


def _is_conditional(line: str) -> bool:
    return bool(_condition().search(line))


@cache
def _condition() -> re.Pattern[str]:
    return re.compile(rf"(?<= )(?:{_words('{condition}')}) ")


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """All patterns, and the elements that must be there: of each pattern the one that is rarest in mail leads to it,
    and unless a sentence has words for the `others` too, it need not be searched."""

    rules: tuple[Rule, ...]
    patterns: tuple[tuple[Rule, Pattern], ...]
    led_to: tuple[tuple[int, ...], ...]
    """By element: the patterns whose rarest it is."""
    others: tuple[tuple[int, ...], ...]
    """By pattern: its other elements."""
    begun_by: Mapping[str, tuple[int, ...]]
    """The elements that may begin with a word, or with a stem, which ends in *."""


@lru_cache(maxsize=10_000)
def _begun_by(token: str, language: str | None) -> tuple[tuple[int, ...], tuple[tuple[int, None], ...]]:
    """The elements that a word can begin, and the patterns to search for because of it in a text in this language, as
    the items of a dictionary."""
    catalogue = _catalogue()
    starts = (token, *(f"{token[:length]}*" for length in range(1, len(token) + 1)))
    rows = [row for start in starts if (row := catalogue.begun_by.get(start))]
    places = (place for row in rows for place in sorted({at for one in row for at in catalogue.led_to[one]}))
    wanted = {place: None for place in places if _is_for(catalogue.patterns[place][0], language)}
    return tuple({element for row in rows for element in row}), tuple(wanted.items())


def _is_for(rule: Rule, language: str | None) -> bool:
    return not language or not rule.languages or language in rule.languages


@cache
def _catalogue() -> _Catalogue:
    folder = resources.files("rules").joinpath("intents")
    loaded: list[Rule] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            loaded += rules_from(file.read_text(encoding="utf-8"), file.name)
    patterns = tuple((rule, pattern) for rule in loaded for pattern in rule.patterns)
    return _laid_out(tuple(loaded), patterns)


def _laid_out(rules: tuple[Rule, ...], patterns: tuple[tuple[Rule, Pattern], ...]) -> _Catalogue:
    numbers: dict[frozenset[str], int] = {}
    needed = [
        tuple(numbers.setdefault(firsts, len(numbers)) for firsts in _anchors(pattern.source))
        for _, pattern in patterns
    ]
    led_to: list[list[int]] = [[] for _ in numbers]
    for place, elements in enumerate(needed):
        led_to[elements[0]].append(place)
    begun_by: dict[str, list[int]] = {}
    for firsts, number in numbers.items():
        for word in firsts:
            begun_by.setdefault(word, []).append(number)
    return _Catalogue(
        rules,
        patterns,
        tuple(map(tuple, led_to)),
        tuple(elements[1:] for elements in needed),
        shared({word: tuple(elements) for word, elements in begun_by.items()}),
    )


def rules_from(source: str, name: str) -> list[Rule]:
    """The rules in one YAML text; raises ValueError that names the file and the rule."""
    data = yaml.load(source, Loader=yaml.CSafeLoader)
    try:
        intent = Intent(data["intent"])
        return [_rule(row, intent) for row in data["rules"]]
    except (KeyError, ValueError, TypeError, re.error) as problem:
        raise ValueError(f"{name}: {problem}") from problem


def _rule(row: Mapping[str, Any], intent: Intent) -> Rule:
    unknown = set(row) - {"id", "means", "weight", "languages", "patterns", "unless", "examples"}
    if unknown:
        raise ValueError(f"rule {row.get('id')}: unknown key {sorted(unknown)[0]!r}")
    if row["weight"] not in WEIGHTS:
        raise ValueError(f"rule {row['id']}: weight {row['weight']!r} is not one of {', '.join(WEIGHTS)}")
    return Rule(
        id=f"{intent.value}.{row['id']}",
        intent=intent,
        means=row["means"],
        weight=WEIGHTS[row["weight"]],
        patterns=tuple(_anchored_pattern(source) for source in row["patterns"]),
        unless=tuple(pattern_of(source) for source in row.get("unless", ())),
        languages=frozenset(row.get("languages", ())),
    )


def _anchored_pattern(source: str) -> Pattern:
    if not _anchors(source):
        raise ValueError(f"pattern {source!r} has no word to search for")
    return pattern_of(source)


def pattern_of(source: str) -> Pattern:
    """The pattern that is written so (see the head of this module); what is wrong with it is told when it is first
    searched for, by a ValueError."""
    return Pattern(source, "[?]" in source.split())


@cache
def _compiled(source: str) -> re.Pattern[str]:
    elements = source.split()
    start = "" if elements[0] == "^" else "(?<= )"
    return re.compile(start + "".join(_element(element) for element in elements if element != "[?]"))


def _element(element: str) -> str:
    if element in _GAPS:
        return _GAPS[element]
    if element in ("^", "$"):
        return {"^": "^ ", "$": "$"}[element]
    if element == "_":
        return r"\S+ "
    if element.startswith("!"):
        return rf"(?!(?:{_words(element[1:])}) )\S+ "
    if element.endswith("?"):
        return f"(?:(?:{_words(element[:-1])}) )?"
    return f"(?:{_words(element)}) "


def _words(alternatives: str) -> str:
    """The alternation for `a|b*|{concept}`; longer phrases first, so that they are not cut short."""
    parts = sorted(_atoms(alternatives), key=lambda atom: -len(atom))
    return "|".join(_spelling(atom) for atom in parts)


def _spelling(atom: str) -> str:
    return " ".join(re.escape(word[:-1]) + r"\S*" if word[-1] == "*" else re.escape(word) for word in atom.split())


def _atoms(alternatives: str) -> list[str]:
    found: list[str] = []
    for atom in alternatives.split("|"):
        found += _of_concept(atom[1:-1]) if atom.startswith("{") else [_phrase(atom)]
    return found


def _phrase(atom: str) -> str:
    return " ".join(word for written in atom.split("_") for word in spelt_out(written))


def _of_concept(name: str) -> list[str]:
    found = phrases_of(name)
    if not found:
        raise ValueError(f"no concept {name!r} in concepts.yaml")
    return found


def _anchors(source: str) -> tuple[frozenset[str], ...]:
    """For each element of a pattern that must be there, the words (or stems) that it may begin with; those of the
    element that is rarest in mail first."""
    found = []
    for element in source.split():
        if element in (*_GAPS, "^", "$", "_", "[?]") or element.startswith("!") or element.endswith("?"):
            continue
        if firsts := _firsts(element):
            found.append(firsts)
    return tuple(sorted(found, key=_cost))


def _firsts(element: str) -> frozenset[str]:
    """The words that an element may begin with; none if it may be the end."""
    atoms = _atoms(element)
    return frozenset() if "$" in atoms else frozenset(atom.split()[0] for atom in atoms)


def _cost(firsts: frozenset[str]) -> int:
    """How often, roughly, a sentence has one of these words."""
    return len(firsts) + _TOO_COMMON_COST * len(firsts & _TOO_COMMON) + _COMMON_COST * len(firsts & _COMMON)
