"""Reading raw messages: who, when, which words (B2, B6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.parsing import read

CORPUS = sorted((Path(__file__).parents[1] / "data" / "corpus-dev").glob("*.eml"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_ordinary_mail_is_read_without_defects(path: Path) -> None:
    message = read(path.read_bytes())

    assert message.defects == ()
    assert message.own_text or message.calendar
