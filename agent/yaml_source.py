"""YAML with the place of every key and value, so that a problem can be pointed at.

Every scalar stays the text it is in the file (the schema says what is a number), so no country `NO` turns into "false"
and no time `10:30` into 630. Nothing is constructed from tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from agent.errors import ConfigError, Problem

Loc = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top."""
Place = tuple[int, int]
"""Line and column, both from 1."""

_TOO_LONG = 1_000_000
_TOO_MANY_VALUES = 20_000
"""Aliases of aliases could ask for more than any memory holds."""
_EMPTY = ("", "~", "null", "Null", "NULL")
_PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str")


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file. Keys without a value are left out of `data`, as if they were not there."""

    name: str
    data: dict[str, object]
    problems: tuple[Problem, ...] = ()
    _keys: dict[Loc, Place] = field(default_factory=dict, repr=False)
    _values: dict[Loc, Place] = field(default_factory=dict, repr=False)

    def problem(self, loc: Loc, what: str, *, at_key: bool = False) -> Problem:
        """A problem at `loc`, or at the nearest thing above it that the file has."""
        places = (self._keys, self._values) if at_key else (self._values, self._keys)
        for end in range(len(loc), -1, -1):
            for known in places:
                if (place := known.get(loc[:end])) is not None:
                    return Problem(self.name, *place, path_of(loc), what)
        return Problem(self.name, 1, 1, path_of(loc), what)

    def key_places(self) -> Iterator[Loc]:
        """The place of every key in the file, in its order."""
        return iter(self._keys)


def path_of(loc: Loc) -> str:
    """`mailboxes[0].path`, as people write it."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part if part.isprintable() else ascii(part)}"
    return text.removeprefix(".")


def read(text: str, name: str) -> Source:
    """Parse `text`, the content of the file called `name`. Raises `ConfigError` if it is no YAML mapping.

    Twice-given keys, tags and circular aliases are reported in `Source.problems`.
    """
    if len(text) > _TOO_LONG:
        raise ConfigError([Problem(name, 0, 0, "", "this is far too long for a configuration.")])
    try:
        return _source(yaml.compose(text, Loader=yaml.BaseLoader), name)
    except RecursionError as error:
        raise ConfigError([Problem(name, 1, 1, "", "this is nested too deep for a configuration.")]) from error
    except yaml.MarkedYAMLError as error:
        raise ConfigError([_syntax_problem(name, error)]) from error
    except yaml.YAMLError as error:
        raise ConfigError([Problem(name, 1, 1, "", f"this is not YAML: {' '.join(str(error).split())}")]) from error


def _source(root: yaml.Node | None, name: str) -> Source:
    if root is None:
        return Source(name, {})
    walk = _Walk(name)
    data = walk.value(root, ())
    if not isinstance(data, dict):
        raise ConfigError([Problem(name, *_place(root), "", "the file must hold `key: value` lines, like `me:`.")])
    return Source(name, data, tuple(walk.problems), walk.keys, walk.values)


class _Walk:
    """Turns nodes into plain values and notes where they stood."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.keys: dict[Loc, Place] = {}
        self.values: dict[Loc, Place] = {}
        self._open: set[int] = set()

    def value(self, node: yaml.Node, loc: Loc) -> object:
        self.values[loc] = _place(node)
        if len(self.values) > _TOO_MANY_VALUES:
            raise ConfigError([Problem(self.name, *_place(node), "", "this is far too much for a configuration.")])
        if node.tag not in _PLAIN_TAGS:
            self._report(node, loc, f"the tag {node.tag} means nothing here. Remove it.")
        if id(node) in self._open:
            self._report(node, loc, "this alias contains itself.")
            return None
        self._open.add(id(node))
        try:
            return self._plain(node, loc)
        finally:
            self._open.discard(id(node))

    def _plain(self, node: yaml.Node, loc: Loc) -> object:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, position)) for position, item in enumerate(node.value)]
        if not self._is_text(node, loc):
            return None
        is_empty = isinstance(node, yaml.ScalarNode) and node.style is None and node.value in _EMPTY
        return None if is_empty else node.value

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(key_node, loc, "a key must be a word.")
                continue
            if not self._is_text(key_node, loc):
                continue
            key_loc = (*loc, key_node.value)
            if key_loc in self.keys:
                self._report(key_node, key_loc, f"given twice, first in line {self.keys[key_loc][0]}. Keep one.")
                continue
            self.keys[key_loc] = _place(key_node)
            if (value := self.value(value_node, key_loc)) is not None:
                found[key_node.value] = value
        return found

    def _is_text(self, node: yaml.Node, loc: Loc) -> bool:
        """False, and a problem, for what an escape like "\\ud83d" leaves behind: no encoding can hold it."""
        if any("\ud800" <= letter <= "\udfff" for letter in node.value):
            self._report(node, loc, "half a surrogate pair is no text. Write the letter itself.")
            return False
        return True

    def _report(self, node: yaml.Node, loc: Loc, what: str) -> None:
        self.problems.append(Problem(self.name, *_place(node), path_of(loc), what))


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _syntax_problem(name: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = " ".join(filter(None, (error.context, error.problem)))
    advice = " Indent with spaces, not tabs." if "\\t" in what else ""
    return Problem(name, *place, "", f"this is not YAML: {what}.{advice}")
