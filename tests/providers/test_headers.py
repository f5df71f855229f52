"""The header fields that identify a draft are read from any bytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.fingerprint import Fingerprint
from providers.headers import Headers, read_headers, with_message_id
from providers.maildir.names import base_of, flags_of, unique_base
from tests.providers.provider_mail import draft

_PIECES = st.sampled_from(
    [
        b"Message-ID:",
        b"To: ",
        b"Subject: =?utf-8?b?",
        b"Date: ",
        b"Received: ;",
        b"\n",
        b"\r\n ",
        b"\n\n",
        b"<a@b>",
        b"\xff",
        b"?=",
    ]
)


def test_the_fields_of_a_draft_are_read() -> None:
    mime = (
        b"Message-ID:\r\n <one@mail.example>\r\nIn-Reply-To: <two@x.example> (a note)\r\n"
        b"To: Priya Raman <Priya.Raman@MarlowFinch.example>,\r\n\tlee@x.example\r\n"
        b"Subject: Re: AW: =?utf-8?q?Gespr=C3=A4ch_in?= =?utf-8?q?_K=C3=B6ln?=\r\n"
        b"Received: from a by b; Thu, 05 Mar 2026 15:45:00 +0100\r\nDate: Thu, 05 Mar 2026 09:45:00 -0500\r\n"
        b"\r\nMessage-ID: <body@x.example>\r\n"
    )
    assert read_headers(mime) == Headers(
        message_id="<one@mail.example>",
        in_reply_to="<two@x.example>",
        to=frozenset({"priya.raman@marlowfinch.example", "lee@x.example"}),
        subject="gespräch in köln",
        date=datetime(2026, 3, 5, 9, 45, tzinfo=timezone(timedelta(hours=-5))),
        received_at=datetime(2026, 3, 5, 14, 45, tzinfo=UTC),
    )


def test_the_first_of_repeated_fields_counts() -> None:
    """The topmost Received is the one of the owner's own server (B6)."""
    first = b"Message-ID: <a@x>\nReceived: x; 5 Mar 2026 10:00:00 +0000\n"
    second = b"Message-ID: <b@x>\nReceived: y; 1 Mar 2026 10:00:00 +0000\n"
    headers = read_headers(first + second)
    assert (headers.message_id, headers.received_at) == ("<a@x>", datetime(2026, 3, 5, 10, tzinfo=UTC))


@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=20).map(b"".join)))
def test_no_bytes_stop_the_reading(mime: bytes) -> None:
    """B6."""
    headers = read_headers(mime)
    assert Fingerprint.unpacked(Fingerprint.of(mime, 1).packed()) == Fingerprint.of(mime, 1)
    assert headers.date is None or headers.date.tzinfo is not None


def test_a_huge_header_is_read_in_bounded_time() -> None:
    """B6: nothing beyond 64 KB is looked at."""
    assert read_headers(b"Subject: " + b"x \n" * 300_000 + b"\nMessage-ID: <a@x>\n").message_id == ""


@pytest.mark.parametrize(
    "mime", [draft("a@mail.example"), b"Subject: x\n\nbody\n", b"Message-ID: <x@y>\r\n\r\nbody", b""]
)
def test_a_message_id_is_changed_and_nothing_else(mime: bytes) -> None:
    changed = with_message_id(mime, "<new@mail.example>")
    assert read_headers(changed).message_id == "<new@mail.example>"
    assert with_message_id(changed, "<new@mail.example>") == changed
    assert changed.endswith(mime[-6:])


@pytest.mark.parametrize(
    ("name", "base", "flags"),
    [
        ("1.M2P3.host", "1.M2P3.host", ""),
        ("1.M2P3.host:2,", "1.M2P3.host", ""),
        ("1.M2P3.host:2,FS", "1.M2P3.host", "FS"),
        ("1.M2P3.host,U=12:2,DS", "1.M2P3.host", "DS"),
        ("1.M2P3.host,S=100,W=104:2,S", "1.M2P3.host", "S"),
        ("1_0.3.host,U=9,FMD5=abc0:2,S", "1_0.3.host", "S"),
        ("1.a,b.host:1,x", "1.a,b.host", ""),
    ],
)
def test_a_base_name_survives_flags_and_syncing(name: str, base: str, flags: str) -> None:
    assert (base_of(name), flags_of(name)) == (base, flags)


def test_base_names_are_unique_and_clean() -> None:
    names = {unique_base() for _ in range(1000)}
    assert len(names) == 1000
    assert all(base_of(name) == name and "/" not in name for name in names)
