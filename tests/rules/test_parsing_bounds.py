"""The work of reading grows with the size of a mail and no faster, by count of calls and shape of patterns (B6)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from rules import (
    bodies,
    calendar,
    calendar_zones,
    charsets,
    footers,
    headers,
    html,
    languages,
    layers,
    mail_words,
    mime,
    name_lines,
    page,
    parsing,
    quoting,
    signatures,
)
from rules.parsing import read

MODULES: tuple[ModuleType, ...] = (
    *(bodies, calendar, calendar_zones, charsets, footers, headers, html, languages, layers, mail_words, mime),
    *(name_lines, page, parsing, quoting, signatures),
)
PLAIN, RICH, CALENDAR, SUBJECT = (
    "Content-Type: text/plain\n\n",
    "Content-Type: text/html\n\n",
    "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n",
    "Subject: ",
)


def calls(data: bytes) -> int:
    """How many functions, built-in ones included, are called to read `data`."""
    count = 0

    def count_call(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        read(data)
    finally:
        sys.setprofile(None)
    return count


HOSTILE = [
    *(
        (PLAIN, piece)
        for piece in ("> ", "> a\n", "On 1 a@b wrote:\n", "On 1 Dana\n", "wrote:\n", "From: a\n", "____\n")
    ),
    *(
        (PLAIN, piece)
        for piece in ("From: a\nSent: b\nTo: c\nSubject: d\n\n", "---- Forwarded message ----\nFrom: a\n\n")
    ),
    *(
        (PLAIN, piece)
        for piece in ("Thanks,\nDana\n", "Dana\n\n", "unsubscribe. ", "confidential mail\n", "teams\nMeeting ID: 1\n")
    ),
    *((PLAIN, piece) for piece in ("a@b ", "<a@b>:", "+1 555 555 5555 ", "=?utf-8?q?a?=", "\r", "\u200b", "(", "-")),
    *(
        (RICH, piece)
        for piece in ("<p>a", "<br>", "<tr><td>a<td>b", "<blockquote>a</blockquote>", "<s>a</s>", "<b>", "&amp;")
    ),
    *(
        (CALENDAR, piece)
        for piece in ("BEGIN:VEVENT\nEND:VEVENT\n", "ATTENDEE;CN=a:mailto:a@b\n", ";A=b", "\n ", "RRULE:;")
    ),
    *(
        (SUBJECT, piece)
        for piece in ("=?utf-8?q?a?= ", "=?", "a b\n ", "\nX-A: b", "\nTo: <a@b>,", "\nReferences: <a@b>")
    ),
    ("Content-Type: multipart/mixed; boundary=b\n\n", "\n--b\n\nText\n"),
    ("Content-Type: multipart/mixed; boundary=b\n\n", "\n--b\nContent-Type: multipart/mixed; boundary=b\n\n"),
]


@pytest.mark.parametrize(("head", "piece"), HOSTILE, ids=repr)
def test_twice_the_mail_is_at_most_twice_the_work(head: str, piece: str) -> None:
    """B6: no input makes the work grow faster than itself, until a bound makes it grow no more."""
    few, many = 150, 300
    once, twice = (calls((head + piece * count).encode()) for count in (few, many))

    assert twice <= 2.2 * once + 50


@pytest.mark.parametrize(("head", "piece"), HOSTILE, ids=repr)
def test_a_large_mail_is_a_bounded_amount_of_work(head: str, piece: str) -> None:
    """B6: past the bounds, more mail is no more work."""
    assert calls((head + piece * (400_000 // len(piece))).encode()) < 700_000


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern of the modules that read mail."""
    for module in MODULES:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__}.{name}", value
    for phrase in mail_words.footer_phrases():
        if phrase.pattern is not None:
            yield f"footer {phrase.stem}", phrase.pattern


def repeats(tree: Any, is_inside: bool = False) -> Iterator[bool]:
    """For each repetition without an upper bound, whether it stands inside another one."""
    for operation, argument in tree:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = argument
            is_endless = most == re._constants.MAXREPEAT  # type: ignore[attr-defined]
            if is_endless:
                yield is_inside
            yield from repeats(body, is_inside or is_endless)
        elif name == "SUBPATTERN":
            yield from repeats(argument[3], is_inside)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from repeats(branch, is_inside)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from repeats(argument[1], is_inside)


def test_no_pattern_repeats_a_repetition_without_end() -> None:
    """B6: nested endless repetitions are what makes a pattern explode."""
    for name, pattern in patterns():
        parsed = re._parser.parse(pattern.pattern, pattern.flags)  # type: ignore[attr-defined]

        assert not any(repeats(parsed)), name
