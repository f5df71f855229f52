"""Sentence material: the words of every step and the customs of a language, read once from agent/templates/<language>/.

A language is a folder of YAML files: `customs.yaml`, `manners.yaml`, `outreach.yaml` and one file a step
(agent/templates/README.md). Sentences are words with the documented variables between them, or else Jinja2 templates in
a sandbox (`agent.sandbox`) that knows these variables and nothing more; a name that is not among them is an error when
the file is read, not when a draft is due.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from agent.draft_request import TONES
from agent.salutation import NameWords
from agent.template_variables import FLAGS, VARIABLES
from rules.pacing import Step

if TYPE_CHECKING:
    from jinja2 import Template

FALLBACK_LANGUAGE = "en"
KEEPS = ("always", "fill")

_EITHER = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")
"""Two words for one place, formal and informal: [Ihnen|dir]."""
_VARIABLE = re.compile(r"\{\{ ([a-z_]+) \}\}")
_PLAIN = re.compile(r"(?:[^{}]|\{\{ [a-z_]+ \}\})*")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class MaterialError(ValueError):
    """Sentence material that cannot be used; says which file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One hand-written sentence and when it may be used."""

    text: str
    """As a Jinja2 template, in the formal address where the language has two."""
    informal: str
    """The same in the informal address."""
    tones: frozenset[str]
    """Empty: every tone."""
    needs: frozenset[str]
    unless: frozenset[str]

    def suits(self, tone: str, known: frozenset[str]) -> bool:
        """Whether it fits the tone, and all that it needs is known."""
        return (not self.tones or tone in self.tones) and self.needs <= known and not self.unless & known

    def said(self, facts: Mapping[str, str | bool], *, informally: bool = False) -> str:
        """The sentence with its facts filled in."""
        return filled(self.informal if informally else self.text, facts)


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a draft, and the sentences that can stand there."""

    name: str
    paragraph: int
    rank: int
    """Where room is short, low ranks stay."""
    is_filler: bool
    """Used only where the draft would be shorter than its tone wants."""
    tones: frozenset[str]
    """Empty: every tone."""
    needs: frozenset[str]
    unless: frozenset[str]
    sentences: tuple[Sentence, ...]

    def suits(self, tone: str, known: frozenset[str]) -> bool:
        """Whether it fits the tone, all that it needs is known, and nothing that it excludes."""
        return (not self.tones or tone in self.tones) and self.needs <= known and not self.unless & known


@dataclass(frozen=True, slots=True)
class StepMaterial:
    """The words of one step."""

    subjects: tuple[Sentence, ...]
    slots: tuple[Slot, ...]
    must_say: tuple[re.Pattern[str], ...]
    """What a draft of this step says in one form or another (B32)."""
    variables: frozenset[str]
    """Every fact that its words depend on."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language's customs, manners and steps."""

    code: str
    customs: Mapping[str, Any]
    manners: Mapping[str, Any]
    name_words: NameWords
    steps: Mapping[Step, StepMaterial]
    outreach: Mapping[str, Sentence]
    """Words for other ways than mail, by name."""

    def phrase(self, text: str, facts: Mapping[str, str | bool]) -> str:
        """One of the customs' templates with its facts filled in."""
        return filled(text, facts)

    def is_informal(self, address: str | None) -> bool:
        """Whether to write to somebody as du or tu: where they do so, and the language knows the difference."""
        return address == "informal" and "informal" in self.customs

    def is_stiff(self, address: str | None) -> bool:
        """Whether the language has a stiffer manner than its usual one, and the mail keeps to it ("Dear Ms. Roth")."""
        return address == "formal" and "stiff" in self.customs


@cache
def language(code: str | None) -> Language:
    """The material for an ISO 639-1 code, or English where there is none.

    Raises MaterialError for files that break their own rules.
    """
    folder = resources.files("agent") / "templates"
    chosen = code.lower()[:2] if code else FALLBACK_LANGUAGE
    if not re.fullmatch(r"[a-z]{2}", chosen) or not (folder / chosen / "customs.yaml").is_file():
        chosen = FALLBACK_LANGUAGE

    def contents(name: str) -> dict[str, Any]:
        return _mapping(f"{chosen}/{name}.yaml", (folder / chosen / f"{name}.yaml").read_text(encoding="utf-8"))

    customs = contents("customs")
    marks = customs.get("spaced_marks", "")
    steps = {step: step_material(f"{chosen}/{step}.yaml", contents(step.value), marks) for step in Step}
    shared = _mapping("names.yaml", (folder / "names.yaml").read_text(encoding="utf-8"))
    outreach = {name: _sentence(text, marks) for name, text in contents("outreach").items()}
    names = _name_words(shared, customs.get("names", {}))
    return Language(chosen, customs, contents("manners"), names, steps, outreach)


def languages() -> tuple[str, ...]:
    """The codes of all languages there is material for."""
    folder = resources.files("agent") / "templates"
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "customs.yaml").is_file()))


@lru_cache(maxsize=1024)
def pattern(expression: str) -> re.Pattern[str]:
    """A regular expression of the manners or of `must_say`, ignoring case."""
    return re.compile(expression, re.IGNORECASE)


def filled(text: str, facts: Mapping[str, str | bool]) -> str:
    """A template with its facts filled in. Raises MaterialError for a variable that there is not."""
    if not _PLAIN.fullmatch(text):
        return _compiled(text).render(facts)
    try:
        return _VARIABLE.sub(lambda found: str(facts[found[1]]), text)
    except KeyError as error:
        raise MaterialError(f"{text!r} uses {error.args[0]}, which this draft does not have.") from error


@cache
def _compiled(text: str) -> Template:
    """A template that may use the documented variables. Raises MaterialError for anything else."""
    from jinja2 import TemplateError

    from agent.sandbox import sandbox, variables_in

    try:
        if unknown := variables_in(text) - VARIABLES.keys() - FLAGS.keys():
            raise MaterialError(f"{text!r} uses {', '.join(sorted(unknown))}, which no draft has.")
        return sandbox().from_string(text)
    except TemplateError as error:
        raise MaterialError(f"{text!r}: {error}") from error


def step_material(where: str, contents: Mapping[str, Any], spaced_marks: str = "") -> StepMaterial:
    """The words of one step from its file's contents. Raises MaterialError, naming `where`.

    `spaced_marks` are those before which the language sets a space that must not break: ":;?!" in French.
    """
    try:
        subjects = tuple(_sentence(entry, spaced_marks) for entry in contents["subjects"])
        slots = tuple(_slot(entry, spaced_marks) for entry in contents["slots"])
        must_say = tuple(pattern(expression) for expression in contents.get("must_say", ()))
    except (KeyError, TypeError, AttributeError, MaterialError, re.error) as error:
        raise MaterialError(f"{where}: {error}") from error
    return StepMaterial(subjects, slots, must_say, _variables(subjects, slots))


def _names_in(text: str) -> frozenset[str]:
    if _PLAIN.fullmatch(text):
        return frozenset(_VARIABLE.findall(text))
    from agent.sandbox import variables_in

    return variables_in(text)


def _mapping(where: str, text: str) -> dict[str, Any]:
    contents = yaml.load(text, Loader=_LOADER)  # noqa: S506 (both are safe loaders, one is fast)
    if not isinstance(contents, dict):
        raise MaterialError(f"{where}: expected a mapping.")
    return contents


def _sentence(entry: str | Mapping[str, Any], spaced_marks: str) -> Sentence:
    parts: Mapping[str, Any] = {"text": entry} if isinstance(entry, str) else entry
    _only(parts, {"text", "tones", "needs", "unless"})
    tones = _among(parts.get("tones", ()), TONES)
    text = spaced(parts["text"], spaced_marks)
    formal, informal = (_checked(_EITHER.sub(rf"\{side}", text)) for side in (1, 2))
    return Sentence(formal, informal, tones, _facts(parts.get("needs", ())), _facts(parts.get("unless", ())))


def _checked(text: str) -> str:
    """The text, if it may be filled in."""
    if not _PLAIN.fullmatch(text):
        _compiled(text)
    elif unknown := _names_in(text) - VARIABLES.keys() - FLAGS.keys():
        raise MaterialError(f"{text!r} uses {', '.join(sorted(unknown))}, which no draft has.")
    return text


def spaced(text: str, marks: str) -> str:
    """The text with a space that does not break before these marks, where it has one at all (French)."""
    return re.sub(rf" (?=[{re.escape(marks)}])", "\u00a0", text) if marks else text


def _slot(entry: Mapping[str, Any], spaced_marks: str) -> Slot:
    _only(entry, {"slot", "paragraph", "rank", "keep", "tones", "needs", "unless", "sentences"})
    (keep,) = _among([entry.get("keep", "always")], KEEPS)
    sentences = tuple(_sentence(sentence, spaced_marks) for sentence in entry["sentences"])
    tones = _among(entry.get("tones", ()), TONES)
    needs, unless = _facts(entry.get("needs", ())), _facts(entry.get("unless", ()))
    return Slot(entry["slot"], entry["paragraph"], entry["rank"], keep == "fill", tones, needs, unless, sentences)


def _only(entry: Mapping[str, Any], keys: set[str]) -> None:
    if unknown := entry.keys() - keys:
        raise MaterialError(f"unknown key {', '.join(sorted(unknown))}; known are {', '.join(sorted(keys))}.")


def _among(values: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    if unknown := set(values) - set(known):
        raise MaterialError(f"{', '.join(sorted(unknown))} is none of {', '.join(sorted(known))}.")
    return _kept_once(frozenset(values))


@cache
def _kept_once(names: frozenset[str]) -> frozenset[str]:
    """The same set for the same names: nearly all of a thousand sentences need one of a few."""
    return names


def _facts(names: Iterable[str]) -> frozenset[str]:
    return _among(names, {*VARIABLES, *FLAGS})


def _variables(subjects: Iterable[Sentence], slots: Iterable[Slot]) -> frozenset[str]:
    found: set[str] = set()
    for slot in slots:
        found |= slot.needs | slot.unless
    for sentence in [*subjects, *(s for slot in slots for s in slot.sentences)]:
        found |= sentence.needs | sentence.unless | _names_in(sentence.text)
    return frozenset(found)


def _name_words(shared: Mapping[str, Iterable[str]], own: Mapping[str, Iterable[str]]) -> NameWords:
    return NameWords(**{kind: frozenset([*entries, *own.get(kind, ())]) for kind, entries in shared.items()})
