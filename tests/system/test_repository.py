"""What the tree itself must keep to."""

from __future__ import annotations

import filecmp
import re
import subprocess
from pathlib import Path

import pytest

from rules.reading import Intent

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
COPIES = {
    "corpus-dev": "corpus-dev",
    "corpus-train": "corpus-train",
    "scenarios-dev": "scenarios-dev",
    "servers": "servers",
    "check": "check",
}
SENDING = re.compile(r"smtplib|messages/send|drafts/send|sendMail|\.send\(|Mail\.Send")


def source_files() -> list[Path]:
    """Every Python file of the product."""
    return [p for name in ("agent", "providers", "rules") for p in sorted((ROOT / name).rglob("*.py"))]


def test_nothing_in_the_product_can_send_mail() -> None:
    """The agent never sends: dangerous power is absent, not forbidden."""
    guilty = [str(p.relative_to(ROOT)) for p in source_files() if SENDING.search(p.read_text(encoding="utf-8"))]

    assert guilty == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the originals are not beside this clone; the copies stand alone")
@pytest.mark.parametrize("name", sorted(COPIES))
def test_the_copied_data_is_what_it_was_copied_from(name: str) -> None:
    """Corpus, scenarios, servers and score programs are copies; the originals win."""
    copy, original = ROOT / "tests" / "data" / COPIES[name], SHARED / name
    differing = [
        str(path.relative_to(copy))
        for path in sorted(copy.rglob("*"))
        if path.is_file() and not filecmp.cmp(path, original / path.relative_to(copy), shallow=False)
    ]

    assert differing == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the originals are not beside this clone; the copies stand alone")
@pytest.mark.parametrize(("copy", "original"), [("behaviour.md", "BEHAVIOUR.md"), ("corpus.md", "CORPUS.md")])
def test_the_contract_in_docs_is_the_contract(copy: str, original: str) -> None:
    """docs/behaviour.md and docs/corpus.md are copies too."""
    assert (ROOT / "docs" / copy).read_text() == (SHARED / original).read_text()


def test_the_intents_of_the_documentation_are_those_of_the_program() -> None:
    """B1: one list, kept in two places."""
    table = (ROOT / "docs" / "corpus.md").read_text().partition("## intent")[2].partition("Borders")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {i.value for i in Intent}


def test_every_command_of_the_readme_exists_and_begins_its_help_with_a_sentence() -> None:
    """README.md names commands in a table."""
    from typer.main import get_command

    from agent.command_line import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"`followthrough ([a-z-]+)", (ROOT / "README.md").read_text()))

    assert named <= set(commands)
    assert all(command.help and command.help[0].isupper() for command in commands.values())


def test_no_tracked_file_names_a_package_registry_or_an_absolute_home() -> None:
    """Nothing committed may depend on where it was written."""
    # Split so that this file does not find itself.
    words = [
        "pypi." + "org",
        "python" + "hosted",
        "registry.npm" + "js",
        "deb.deb" + "ian",
        "/ro" + "ot/",
        "/wo" + "rk/",
    ]
    done = subprocess.run(
        ["git", "grep", "-lIE", "|".join(words), "--", ".", ":!tests/data/servers"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.stdout.split() == []
