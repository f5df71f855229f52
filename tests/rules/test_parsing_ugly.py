"""Broken and hostile mail is read as far as it goes, says what was wrong, and costs little (B6)."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import mime
from rules.message import Message
from rules.mime import Budget
from rules.parsing import read
from tests.rules.mail_builder import mail, raw
from tests.rules.test_parsing import CORPUS

TEXT = "We would like to invite you to an interview on Tuesday."
ENCODED = base64.b64encode(TEXT.encode()).decode()


def multipart(*parts: str, boundary: str = "b", ending: str = "--b--\n") -> bytes:
    """A multipart/mixed message of ready-made parts."""
    return raw(
        f"Content-Type: multipart/mixed; boundary={boundary}", "".join(f"--b\n{part}\n" for part in parts) + ending
    )


READABLE = {
    "no header at all": b"\n" + TEXT.encode(),
    "no empty line below the headers": b"Subject: Hi\nFrom: d@x.example\n" + TEXT.encode() + b"\nBye for now",
    "mbox separator first": b"From d@x.example Mon Mar  9 10:00:00 2026\nSubject: Hi\n\n" + TEXT.encode(),
    "leading empty lines": b"\r\n\r\nSubject: Hi\r\n\r\n" + TEXT.encode(),
    "carriage returns alone": b"Subject: Hi\rContent-Type: text/plain\r\r" + TEXT.encode(),
    "mixed newlines": b"Subject: Hi\r\nContent-Type: text/plain\n\r\n" + TEXT.encode() + b"\r\nmore\nand\rmore",
    "garbage between headers": b"Subject: Hi\nthis is no header\nContent-Type: text/plain\n\n" + TEXT.encode(),
    "NUL bytes": raw("Content-Type: text/plain", "\0" + TEXT + "\0\0"),
    "unknown charset": raw("Content-Type: text/plain; charset=klingon", TEXT),
    "a charset that is no text": raw("Content-Type: text/plain; charset=rot13", TEXT),
    "quoted charset with rubbish": raw("Content-Type: text/plain; charset=\"'utf-8'\"; x", TEXT),
    "UTF-16 declared": raw("Content-Type: text/plain; charset=utf-16", TEXT.encode("utf-16")),
    "UTF-16 undeclared": raw("Content-Type: text/plain", TEXT.encode("utf-16-le")),
    "UTF-8 with a byte order mark": raw("Content-Type: text/plain", b"\xef\xbb\xbf" + TEXT.encode()),
    "base64 cut off": raw("Content-Transfer-Encoding: base64", ENCODED + "\n" + ENCODED[:21]),
    "base64 with rubbish inside": raw(
        "Content-Transfer-Encoding: base64", "!!" + ENCODED[:20] + "\n**\n" + ENCODED[20:]
    ),
    "quoted-printable with loose signs": raw("Content-Transfer-Encoding: quoted-printable", TEXT + "\n=zz = =\n100%="),
    "unknown transfer encoding": raw("Content-Transfer-Encoding: x-secret", TEXT),
    "content type without a slash": raw("Content-Type: text", TEXT),
    "content type of slashes": raw("Content-Type: ///", TEXT),
    "content type twice": raw("Content-Type: text/plain\nContent-Type: image/png", TEXT),
    "parameters without semicolon": raw("Content-Type: text/plain charset=utf-8", TEXT),
    "multipart without boundary": raw(
        "Content-Type: multipart/mixed", f"--x1\nContent-Type: text/plain\n\n{TEXT}\n--x1--"
    ),
    "multipart with the wrong boundary": multipart(f"Content-Type: text/plain\n\n{TEXT}", boundary="other"),
    "multipart not closed": multipart(f"Content-Type: text/plain\n\n{TEXT}", ending=""),
    "multipart without any part": raw("Content-Type: multipart/mixed; boundary=b", TEXT),
    "part without headers": multipart(f"\n{TEXT}"),
    "preamble and epilogue": multipart(f"\n{TEXT}").replace(b"\n\n--b", b"\n\nFor old readers only\n--b")
    + b"\nThe end",
    "HTML called plain text": raw("Content-Type: text/plain", f"<html><body><p>{TEXT}</p></body></html>"),
    "HTML never closed": raw("Content-Type: text/html", f"<table><tr><td><b>{TEXT}"),
    "HTML with stray brackets": raw("Content-Type: text/html", f"a < b && c > d <p>{TEXT}</p <div"),
    "alternatives side by side": multipart(
        f"Content-Type: text/plain\n\n{TEXT}", f"Content-Type: text/html\n\n<p>{TEXT}</p>"
    ),
    "nested messages": multipart(
        f"\n{TEXT}", "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: x"
    ),
}


@pytest.mark.parametrize("data", READABLE.values(), ids=READABLE.keys())
def test_what_a_person_could_still_read_is_read(data: bytes) -> None:
    """B6: damage costs what it damaged and no more."""
    assert TEXT in read(data).own_text


EMPTY = {
    "nothing": b"",
    "one byte": b"\xff",
    "newlines": b"\n\n\n\n",
    "NULs": b"\0" * 1000,
    "a boundary alone": b"Content-Type: multipart/mixed; boundary=b\n\n--b--",
    "an endless header": b"Subject: " + b"a" * 1_000_000,
    "addresses of brackets": raw('From: <<<<>>>>\nTo: ,;,;<,>;"\nCc: ((((', "x"),
    "encoded words of rubbish": raw("Subject: =?utf-8?b?===?= =?x?q?=ZZ?= =??= =?utf-8?q?open", "x"),
    "dates of rubbish": raw("Date: 99 Foo 99999 99:99:99 +9999999999\nReceived: ; 32 Jan 2026 25:61:61 +2500", "x"),
    "references of rubbish": raw("References: <<a@b> <> < > <" + "x" * 5000 + ">", "x"),
}


@pytest.mark.parametrize("data", EMPTY.values(), ids=EMPTY.keys())
def test_nothing_readable_is_no_error(data: bytes) -> None:
    """B6: a message always comes out."""
    assert isinstance(read(data), Message)


@pytest.mark.parametrize(
    ("data", "defect"),
    [
        (READABLE["unknown charset"], "unknown charset 'klingon'"),
        (READABLE["base64 cut off"], "base64 is cut off"),
        (READABLE["multipart with the wrong boundary"], "multipart without its boundary"),
        (READABLE["multipart not closed"], "multipart is not closed"),
        (READABLE["content type of slashes"], "content type is broken"),
        (READABLE["no empty line below the headers"], "header block is broken"),
        (raw("Content-Type: text/plain; charset=utf-8", b"Gr\xfc\xdfe"), "bytes do not fit the charset"),
        (raw("", b"x" * 400_000), "body is cut to a bound"),
    ],
)
def test_damage_is_listed(data: bytes, defect: str) -> None:
    """B5, B6: nothing is guessed in silence."""
    assert defect in read(data).defects


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?b?R3LDvMOfZQ==?=", "Grüße"),
        ("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?= aus Kiel", "Grüße aus Kiel"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-8859-1?q?Gr=FC=DFe?= =?utf-8?q?_dich?=", "Grüße dich"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?windows-1252?Q?Interview_=96_Tuesday?=", "Interview – Tuesday"),
        ("=?nonsense?q?Hello_there?=", "Hello there"),
        ("=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        ("Gr\u00fc\u00dfe raw", "Grüße raw"),
        ("a\u200b\u00adb", "ab"),
    ],
)
def test_a_subject_reads_as_people_see_it(value: str, text: str) -> None:
    """RFC 2047, as written by programs that never read it."""
    assert read(raw(f"Subject: {value}", "x")).subject == text


def test_a_subject_in_raw_latin_letters_is_understood() -> None:
    """Old programs put eight-bit letters into headers."""
    assert read(b"Subject: Gr\xfc\xdfe\n\nx").subject == "Grüße"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="cv; final.pdf"', "cv; final.pdf"),
        ("attachment; filename*=utf-8''Lebenslauf%20M%C3%BCller.pdf", "Lebenslauf Müller.pdf"),
        ('attachment; filename*0="long"; filename*1="name.pdf"', "longname.pdf"),
        ('attachment; filename="=?utf-8?q?M=C3=BCller.pdf?="', "Müller.pdf"),
    ],
)
def test_attachment_names_are_read(disposition: str, name: str) -> None:
    """RFC 2183, RFC 2231, and what programs write instead."""
    part = f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\nJVBERi0="

    assert read(multipart(part)).attachments == (name,)


def test_a_plain_text_attachment_is_not_the_body() -> None:
    """A job description in a text file is not what the writer says."""
    part = (
        "Content-Type: text/plain; name=jd.txt\nContent-Disposition: attachment; filename=jd.txt\n\nWe regret nothing."
    )

    assert read(multipart(f"\n{TEXT}", part)).own_text == TEXT


# ---- bounds: counted, not timed -------------------------------------------------------------------------------------


def test_parts_are_counted_and_nesting_is_limited() -> None:
    """Ten thousand nested parts are looked at down to the bound."""
    levels = "".join(f"--b{n:05}\nContent-Type: multipart/mixed; boundary=b{n + 1:05}\n\n" for n in range(10_000))
    budget = Budget()
    mime.tree(raw("Content-Type: multipart/mixed; boundary=b00000", levels), budget)

    assert budget.parts >= mime.MAX_PARTS - mime.MAX_DEPTH - 2
    assert "parts nested too deeply" in budget.defects


def test_a_flood_of_parts_ends_the_search() -> None:
    """However many delimiters there are, so many looks and no more."""
    budget = Budget()
    mime.tree(raw("Content-Type: multipart/mixed; boundary=b", "x--b" * 300_000), budget)

    assert budget.looks == 0
    assert "too many parts" in budget.defects


def test_a_long_body_is_read_at_its_beginning() -> None:
    """Fifty megabytes say no more than their first quarter of one."""
    message = read(raw("Content-Type: text/plain", TEXT + "\n" + "x " * 4_000_000))

    assert message.own_text.startswith(TEXT)
    assert len(message.own_text) < 300_000
    assert message.size > 8_000_000


def test_deep_html_is_stripped_instead_of_parsed() -> None:
    """An HTML parser's time grows with depth; a page this deep is no page."""
    assert TEXT in read(raw("Content-Type: text/html", "<div>" * 50_000 + TEXT)).own_text


# ---- fuzz -----------------------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    (
        *(
            b"From: ",
            b"Subject: ",
            b"Content-Type: ",
            b"multipart/mixed; boundary=b",
            b"\n--b\n",
            b"--b--",
            b"text/html",
        ),
        *(b"\n\n", b"\r\n", b"=?utf-8?q?", b"?=", b"<div>", b"<blockquote>", b"> ", b"On 1 a@b wrote:\n", b"-- \n"),
        *(
            b"Thanks,\nDana\n",
            b"From: x\nSent: y\nTo: z\nSubject: q\n",
            b"BEGIN:VEVENT\n",
            b"text/calendar",
            b"=",
            b"\xff",
        ),
        *(
            b"DTSTART;TZID=x:20260101T000000\n",
            b"Content-Transfer-Encoding: base64\n",
            b"\x00",
            b"</td>",
            b"<td>",
            b"<tr>",
        ),
        b"---------- Forwarded message ----------\nFrom: a\n",
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.binary(max_size=30)), max_size=40).map(b"".join))
def test_any_bytes_make_a_message(data: bytes) -> None:
    """B6: reading never raises, and the same bytes always read the same."""
    message = read(data)

    assert message == read(data)
    assert message.received_at.tzinfo is not None
    assert message.size == len(data)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(CORPUS))
def test_mutilated_real_mail_makes_a_message(seed: int, path: object) -> None:
    """B6: bytes lost, changed, doubled or cut in otherwise good mail."""
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())  # type: ignore[attr-defined]
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 200)]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randrange(1, 200)]
        else:
            del data[-chance.randrange(1, 50) :]
        data = data or bytearray(b"x")

    assert isinstance(read(bytes(data)), Message)


def test_what_we_build_we_read() -> None:
    """The builder of these tests and the reader agree on an ordinary mail."""
    assert read(mail(TEXT)).own_text == TEXT
