"""The documentation says what the program does: commands, options, keys, states and messages are looked up in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from agent import config
from agent.command_line import app
from agent.command_reference import PAGE, commands_page
from agent.lifecycle import State
from agent.notices import Kind

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
COPIES = ("behaviour.md", "corpus.md", "rules-and-tests.md")
"""Kept word for word, or generated elsewhere."""
BASE = "me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC}\n"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    return [page for page in PAGES if page.name not in COPIES]


def blocks(page: Path, *languages: str) -> list[str]:
    """The code blocks of a page in one of these languages."""
    return [text for language, text in FENCE.findall(page.read_text()) if language in languages]


def calls(page: Path) -> Iterator[list[str]]:
    """Every `followthrough …` that a page tells its reader to run, as words."""
    text = page.read_text()
    shown = [line for block in blocks(page, "sh", "console") for line in block.splitlines()]
    inline = re.findall(r"`(followthrough [^`]+)`", text)
    for line in [*shown, *inline]:
        command = line.removeprefix("$ ").split("#")[0].strip()
        if command.startswith("followthrough "):
            yield command.split()[1:]


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.name)
def test_every_command_and_option_of_a_page_exists(page: Path) -> None:
    unknown = []
    for words in calls(page):
        command: Any = get_command(app)
        while words and hasattr(command, "commands"):
            name = words.pop(0)
            if name.startswith("-") or not re.fullmatch(r"[a-z][a-z-]*", name):
                break  # `followthrough --help`, `followthrough COMMAND`
            command = command.commands.get(name)
            if command is None:
                unknown.append(name)
                break
        else:
            known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
            options = [w.partition("=")[0].rstrip(",;.") for w in words if re.match(r"--?[a-z]", w)]
            unknown += [o for o in options if o not in known]

    assert unknown == []


def test_the_page_of_commands_is_the_generated_one() -> None:
    """Run `python -m agent.command_reference` after changing a command."""
    assert (ROOT / PAGE).read_text() == commands_page()


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.name)
def test_every_key_that_a_page_shows_is_a_key_of_the_configuration(page: Path) -> None:
    """Each YAML block is read as (a part of) a configuration."""
    for block in blocks(page, "yaml"):
        data = yaml.safe_load(block)
        if isinstance(data, dict) and set(data) & {"services", "version"} - {"notifications"}:
            continue  # docker-compose
        block = block.replace("@icloud.example", "@icloud.com")  # whose server is known
        config.parse(block if re.search("^me:", block, re.MULTILINE) else BASE + block, folder=ROOT)


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            missing.append(target)

    assert missing == []


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_every_page_that_the_program_names_is_there() -> None:
    named = {n for text in constants() for n in re.findall(r"docs/([a-z-]+\.md)", text)}

    assert sorted(n for n in named if not (ROOT / "docs" / n).exists()) == []


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    left_out = {"README.md", "corpus.md", "rules-and-tests.md", "troubleshooting.md"}

    assert [p.name for p in (ROOT / "docs").glob("*.md") if p.name not in left_out and f"({p.name})" not in index] == []


def test_the_states_and_kinds_of_notice_are_those_of_the_program() -> None:
    decides = (ROOT / "docs" / "how-it-decides.md").read_text()
    notices = (ROOT / "docs" / "notifications.md").read_text().partition("## What you are told")[2]
    states = set(re.findall(r"^\| `(\w+)` \|", decides, re.MULTILINE))
    kinds = {k for row in re.findall(r"^\| (`.+?) \|", notices, re.MULTILINE) for k in re.findall(r"`(\w+)`", row)}

    assert states == {s.value for s in State if s.value != "new"}
    assert kinds == {k.value for k in Kind}


def messages() -> list[str]:
    """The messages that the troubleshooting page explains."""
    text = (ROOT / "docs" / "troubleshooting.md").read_text()
    return re.findall(r"^### `(.+?)`", text, re.MULTILINE)


@pytest.mark.parametrize("message", messages())
def test_every_message_that_is_explained_is_one_that_the_program_prints(message: str) -> None:
    """Each stretch between two … stands in one string of the source."""
    for part in (p.strip() for p in re.split("…", message)):
        assert len(part) < 4 or any(part in text for text in constants()), part


@lru_cache(maxsize=1)
def constants() -> tuple[str, ...]:
    """Every string of the program's source, the fixed stretches of its f-strings among them."""
    trees = [ast.parse(p.read_text()) for name in ("agent", "providers") for p in (ROOT / name).rglob("*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return tuple(" ".join(n.value.split()) for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
