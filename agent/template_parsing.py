"""One file of the owner's own texts, read: a template that can be used, or what is wrong with it and in which line.

Apart from `agent.own_templates`, because it needs Jinja2 (`agent.sandbox` says what that costs).
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from agent.draft_request import ADDRESSES, TONES
from agent.errors import Problem
from agent.material import languages
from agent.own_templates import OwnTemplate
from agent.sandbox import sandbox
from agent.template_variables import FLAGS, VARIABLES
from rules.pacing import Step

ENDING = ".txt"
MAX_BYTES = 20_000
SUBJECT = "Subject:"
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip


def read(path: Path) -> OwnTemplate | Problem:
    """A file that is there. Raises nothing."""
    try:
        raw = path.read_bytes()[: MAX_BYTES + 1]
        if len(raw) > MAX_BYTES:
            return _problem(path, 1, f"has more than {MAX_BYTES} characters. A draft has under 200 words.")
        return parse(path.name, raw.decode("utf-8-sig"), str(path))
    except OSError as error:
        return _problem(path, 0, f"cannot be read: {(error.strerror or str(error)).lower()}.")
    except UnicodeDecodeError as error:
        return _problem(path, raw.count(b"\n", 0, error.start) + 1, "is not UTF-8. Save the file as UTF-8.")


def parse(name: str, text: str, place: str = "") -> OwnTemplate | Problem:
    """One file from its name and text; a Problem says which line is wrong and how it should read."""
    place = place or name
    kind = _kind(name)
    if isinstance(kind, str):
        return _problem(place, 0, kind)
    first, _, rest = text.replace("\r\n", "\n").partition("\n")
    has_subject = first.startswith(SUBJECT)
    try:
        whole = sandbox().parse(text)
        wrong = next(_mistakes(whole), None)
        if wrong:
            return _problem(place, *wrong)
        subject = sandbox().from_string(first.removeprefix(SUBJECT).strip()) if has_subject else None
        body = sandbox().from_string((rest if has_subject else text).strip("\n"))
    except TemplateSyntaxError as error:
        return _problem(place, error.lineno, f"{(error.message or 'cannot be read').rstrip('.')}.")
    except RecursionError:
        return _problem(place, 1, "has too many conditions inside each other.")
    if not (rest if has_subject else text).strip():
        return _problem(place, 1, "has no text.")
    names = frozenset(node.name for node in whole.find_all(nodes.Name))
    digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    return OwnTemplate(name, *kind, subject, body, names, digest)


def _kind(name: str) -> tuple[Step, str, str | None, str | None] | str:
    """Step, language, tone and form of address from the file's name, or what is wrong with it."""
    if not name.endswith(ENDING):
        return f"ends with something else than {ENDING}. Call it like thank_you.en.txt."
    step, *rest = name.removesuffix(ENDING).lower().replace("-", "_").split(".")
    steps = {s.value: s for s in Step}
    if step not in steps:
        return f"{step!r} is no step. Known are: {', '.join(steps)}."
    parts = {"language": languages(), "tone": TONES, "address": ADDRESSES}
    found: dict[str, str] = {}
    for word in rest:
        which = next((part for part, words in parts.items() if word in words and part not in found), None)
        if which is None:
            return f"{word!r} is neither a language ({', '.join(languages())}), a tone ({', '.join(TONES)}) nor formal."
        # "formal" is a tone first: thank_you.de.formal.formal.txt is for both.
        found[which] = word
    if "language" not in found:
        return "names no language. Call it like thank_you.en.txt."
    return steps[step], found["language"], found.get("tone"), found.get("address")


def _mistakes(whole: nodes.Template) -> Iterator[tuple[int, str]]:
    known = {*VARIABLES, *FLAGS}
    for node in _all_nodes(whole):
        if not isinstance(node, _ALLOWED):
            yield node.lineno, "only variables and {% if … %} are allowed here."
        if isinstance(node, nodes.Name) and node.name not in known:
            near = difflib.get_close_matches(node.name, known, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            yield node.lineno, f"{node.name!r} is no variable.{guess} docs/drafts.md lists them at its end."


def _all_nodes(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all_nodes(child)


def _problem(place: Path | str, line: int, what: str) -> Problem:
    return Problem(str(place), line, 1 if line else 0, "", what)
