"""The port keeps its promises: the errors drawn are the errors there are, names open providers, nothing can send."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import providers
from providers import PROVIDERS, UnknownProvider, interface, open_provider
from providers.interface import Provider, ProviderError, RateLimited
from providers.maildir import Maildir
from providers.memory import Memory

SOURCES = sorted(Path(providers.__file__).parent.rglob("*.py"))


def _subclasses(parent: type[Exception]) -> set[str]:
    return {parent.__name__}.union(*map(_subclasses, parent.__subclasses__()))


def test_the_error_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    assert interface.__doc__ is not None
    drawn = set(re.findall(r"^ {4}(?:│ {3})?(?:[├└]── )?(\w+)", interface.__doc__, re.MULTILINE))
    assert drawn == _subclasses(ProviderError)


def test_the_port_has_no_way_to_send() -> None:
    """The agent never sends mail: there is no verb for it."""
    assert Provider.__abstractmethods__ == {
        "changes",
        "check",
        "delete_draft",
        "find_draft",
        "find_sent",
        "outcome",
        "read_draft",
        "replace_draft",
        "save_draft",
    }


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_provider_knows_a_mail_transport(source: Path) -> None:
    imported = {name for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))) for name in _imported(node)}
    assert imported.isdisjoint({"smtplib", "aiosmtplib", "smtpd"})


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module.partition(".")[0]]
    return []


def test_a_mailbox_is_opened_by_name(tmp_path: Path) -> None:
    assert isinstance(open_provider("maildir", path=tmp_path, folders={"inbox": "."}), Maildir)
    assert isinstance(open_provider("memory", now=lambda: datetime.now(UTC)), Memory)


def test_every_name_opens_a_provider_class() -> None:
    for name, target in PROVIDERS.items():
        module, _, class_name = target.partition(":")
        __import__(module)
        assert issubclass(getattr(sys.modules[module], class_name), Provider), name


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownProvider, match=r"'gmial'.*maildir, memory"):
        open_provider("gmial")


def test_naming_providers_imports_none_of_them() -> None:
    code = "import sys, providers; print([m for m in sys.modules if m.startswith(('providers.ma', 'providers.me'))])"
    root = Path(providers.__file__).parent.parent
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert answer.stdout.strip() == "[]"


def test_an_error_carries_what_happened_and_what_to_do() -> None:
    error = RateLimited("too many calls", retry_at=datetime(2026, 3, 2, tzinfo=UTC), next_step="Wait.")
    assert (str(error), error.what, error.next_step) == ("too many calls", "too many calls", "Wait.")
