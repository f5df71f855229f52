"""Which tests hold which rule of docs/behaviour.md: the table in docs/rules-and-tests.md.

    python -m tests.system.rule_table

writes it anew. A test cites rules (B1 …) in its docstring or its name; one that cites none is of those that its class
or its file cites. Ranges count in full: "B20 to B24", "B13-B16".
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "docs" / "behaviour.md"
TABLE = ROOT / "docs" / "rules-and-tests.md"
_RULE = re.compile(r"^- \*\*B(\d+)\*\* (.+)$", re.MULTILINE)
_CITED = re.compile(r"(?:\b|_)[Bb](\d+)(?:\s*(?:-|–|to)\s*B(\d+))?(?=\b|_)")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Cited:
    """One test and the rules it cites."""

    file: str
    name: str
    rules: frozenset[int]


def rules() -> Mapping[int, str]:
    """Every rule of the contract: its number and how it begins."""
    return {int(number): _beginning(text) for number, text in _RULE.findall(CONTRACT.read_text(encoding="utf-8"))}


def tests() -> Iterator[Cited]:
    """Every test of the project, file by file."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if "data" not in path.relative_to(ROOT / "tests").parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from _tests_in(tree, path.relative_to(ROOT).as_posix(), frozenset())


def by_rule() -> Mapping[int, Mapping[str, list[str]]]:
    """For each rule of the contract the names of its tests, by file."""
    found: dict[int, dict[str, list[str]]] = {number: defaultdict(list) for number in rules()}
    for test in tests():
        for number in sorted(test.rules & found.keys()):
            found[number][test.file].append(test.name)
    return found


def table() -> str:
    """The whole page."""
    said, found = rules(), by_rule()
    lines = [
        "# Which tests hold which rule",
        "",
        "Written by `python -m tests.system.rule_table` from the docstrings and names of the tests; a test fails when",
        "it drifts, or when a rule of [behaviour.md](behaviour.md) has no test.",
        "",
        "| rule | tests | begins |",
        "|---|---|---|",
    ]
    lines += [f"| [B{n}](#b{n}) | {sum(map(len, found[n].values()))} | {text} |" for n, text in said.items()]
    for number, files in found.items():
        lines += ["", f"## B{number}"]
        for file, names in files.items():
            lines += ["", f"`{file}`", "", *(f"- {_sentence(name)}" for name in names)]
    return "\n".join(lines) + "\n"


def cited_in(text: str) -> frozenset[int]:
    """The rules that a text cites."""
    spans = ((int(first), int(last or first)) for first, last in _CITED.findall(text))
    return frozenset(number for first, last in spans for number in range(first, last + 1))


def _tests_in(node: ast.Module | ast.ClassDef, file: str, around: frozenset[int]) -> Iterator[Cited]:
    around = cited_in(ast.get_docstring(node) or "") or around
    for item in node.body:
        if isinstance(item, ast.ClassDef):
            yield from _tests_in(item, file, around)
        elif isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and item.name.startswith("test_"):
            own = cited_in(f"{item.name} {ast.get_docstring(item) or ''}")
            yield Cited(file, item.name, own or around)


def _beginning(text: str) -> str:
    plain = re.sub(r"[*|`]", "", text)
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _sentence(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
