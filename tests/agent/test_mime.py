"""The draft as a message: headers that survive every reader, a body whose paragraphs stay paragraphs (B31, B6)."""

from __future__ import annotations

import html
import re
import textwrap
from datetime import UTC, date, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import likeness, mime
from agent.compose import draft
from agent.draft_request import Anchor
from agent.material import languages
from providers.flowed import text_of
from rules.pacing import Step
from rules.reading import Person
from tests.agent.drafting import NOTES, parsed, request


def built(**parts: Any) -> EmailMessage:
    usual: dict[str, Any] = {
        "sender": Person("Elena Marsh", "elena@inkmail.example"),
        "to": Person("Priya Raman", "priya@brightwater.example"),
        "subject": "Thank you",
        "body": "Dear Priya,\n\nThank you.\n",
        "message_id": "<d1@inkmail.example>",
        "written_at": datetime(2026, 5, 11, 15, 30, tzinfo=timezone(timedelta(hours=-4))),
    }
    return message_from_bytes(mime.build(**(usual | parts)), policy=policy.default)


def test_a_draft_has_exactly_the_headers_it_needs() -> None:
    """No X- headers, nothing that tells how it was made."""
    anchor = Anchor("<m2@brightwater.example>", ("<m1@brightwater.example>",), "Your interview")
    message = built(anchor=anchor)
    assert message.keys() == [
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip
    assert message["Date"] == "Mon, 11 May 2026 15:30:00 -0400"
    assert message["In-Reply-To"] == "<m2@brightwater.example>"
    assert message["References"] == "<m1@brightwater.example> <m2@brightwater.example>"


def test_a_reply_keeps_the_subject_with_one_re() -> None:
    """B31."""
    for subject in (
        "Your interview",
        "Re: Your interview",
        "AW: Re: SV: Your interview",
        "RE[2]: Antw: Your interview",
    ):
        asked = request(anchor=Anchor("<m@brightwater.example>", (), subject))
        assert draft(asked).subject == "Re: Your interview"
        assert parsed(draft(asked))["Subject"] == "Re: Your interview"


@pytest.mark.parametrize(
    "subject", ["Research Engineer", "Reinsurance: next steps", "Swimming: AW 26", "Fwd: Your interview"]
)
def test_words_that_only_look_like_a_reply_mark_stay(subject: str) -> None:
    assert mime.reply_subject(subject) == f"Re: {subject}"


def test_a_gateways_tag_does_not_hide_the_reply_mark() -> None:
    assert mime.reply_subject("[EXTERNAL] RE: Your interview") == "Re: [EXTERNAL] Your interview"
    assert mime.reply_subject("[Req 12] Your interview") == "Re: [Req 12] Your interview"


def test_a_reply_to_an_empty_subject_names_the_purpose() -> None:
    asked = request(anchor=Anchor("<m@brightwater.example>", (), " Re: "))
    assert draft(asked).subject == "Re: Thank you for the Senior Data Analyst interview"


@pytest.mark.parametrize("step", Step)
def test_a_new_message_names_the_role_in_its_subject(step: Step) -> None:
    """B31."""
    assert "Senior Data Analyst" in draft(request(step=step)).subject
    assert draft(request(step=step, role=None, company=None)).subject.strip()


def test_without_an_address_the_draft_has_no_recipient() -> None:
    """B30."""
    assert built(to=None)["To"] is None
    assert built(to=Person("Priya Raman", None))["To"] is None
    assert parsed(draft(request(to=None)))["To"] is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Íñigo Larrañaga", "Íñigo Larrañaga"),
        ("Dr. Marguerite St. Clair-Osei", "Dr. Marguerite St. Clair-Osei"),
        ("Zara O'Dell", "Zara O'Dell"),
        ("王小明", "王小明"),
        ("Нина Орлова-Вишневская", "Нина Орлова-Вишневская"),
        ("Bea\r\nBcc: all@evil.example", "Bea Bcc all evil.example"),
        ("", ""),
    ],
)
def test_names_survive_the_way(name: str, shown: str) -> None:
    (address,) = built(to=Person(name, "bea@brightwater.example"))["To"].addresses
    assert (address.display_name, address.addr_spec) == (shown, "bea@brightwater.example")


def test_long_ids_are_neither_split_nor_encoded() -> None:
    """RFC 5322, 3.6.4; some hiring systems write ids of 150 characters."""
    ids = tuple(f"<{'a' * 150}{n}@mail.brightwater.example>" for n in range(30))
    raw = mime.build(
        sender=Person("E", "e@inkmail.example"), to=None, subject="s", body="b\n", message_id=ids[0],
        written_at=datetime(2026, 5, 11, tzinfo=UTC), anchor=Anchor(ids[-1], ids[:-1], "s"),
    )  # fmt: skip
    references = re.search(rb"^References: ([^\r\n]*(?:\r\n [^\r\n]*)*)", raw, re.MULTILINE)
    assert references
    found = references[1].decode().split()
    assert found[0] == ids[0]
    assert found[-1] == ids[-1]
    assert len(found) == mime.MAX_REFERENCES
    assert set(found) <= set(ids)


def test_what_is_no_id_is_left_out() -> None:
    message = built(anchor=Anchor("m2@brightwater.example", ("<a b>", "garbage", "<ok@brightwater.example>"), "s"))
    assert message["In-Reply-To"] == "<m2@brightwater.example>"
    assert "<ok@brightwater.example>" in message["References"]
    assert "a b" not in message["References"]
    assert built(anchor=Anchor("", (), "s"))["In-Reply-To"] is None


def test_paragraphs_stay_paragraphs() -> None:
    """The owner edits the draft in a mail program: one paragraph is one line, whatever the way did to it."""
    composed = draft(request(role="Ingénieure données"))
    message = parsed(composed)
    assert text_of(message) == composed.body
    assert message.get_content() != composed.body
    assert message["Content-Type"].params["format"] == "flowed"
    assert message["Content-Transfer-Encoding"] == "quoted-printable"
    assert message.get_content_charset() == "utf-8"
    assert all(len(paragraph.splitlines()) == 1 for paragraph in composed.body.split("\n\n")[1:-1])


def test_no_line_of_the_message_is_long_and_all_end_in_crlf() -> None:
    anchor = Anchor("<m@brightwater.example>", (), "Interview for the Senior Data Analyst role " * 5)
    raw = draft(request(to=Person("Priya " * 9 + "Ramán", "priya@brightwater.example"), anchor=anchor)).mime
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")


@pytest.mark.parametrize(
    "parts",
    [
        {"written_at": datetime(2026, 5, 11)},
        {"sender": Person("Elena", None)},
        {"sender": Person("Elena", "e@x.example\r\nBcc: y@x.example")},
        {"message_id": "no id at all"},
    ],
)
def test_what_makes_no_message_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="address"):
        built(**parts)


@given(st.text(max_size=150), st.text(max_size=80), st.text(max_size=60))
def test_hostile_headers_stay_in_their_lines(subject: str, name: str, local: str) -> None:
    """B6: no header can be forged, and the message can be read back."""
    raw = mime.build(
        sender=Person(name, "elena@inkmail.example"), to=Person(name, f"{local}@brightwater.example"),
        subject=subject, body="Hello,\n", message_id="<d@inkmail.example>",
        written_at=datetime(2026, 5, 11, tzinfo=UTC),
        anchor=Anchor(f"<{local}@brightwater.example>", (local, subject), subject),
    )  # fmt: skip
    head = raw.split(b"\r\n\r\n", 1)[0]
    allowed = (
        b"From To Subject Date Message-ID In-Reply-To References MIME-Version Content-Type Content-Transfer-Encoding"
    )
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert set(names) <= set(allowed.split())
    assert len(names) == len(set(names))
    found = re.search(rb"^Subject: ([^\r\n]*(?:\r\n [^\r\n]*)*)", raw, re.MULTILINE)
    assert found
    unfolded = found[1].replace(b"\r\n", b"").decode()
    assert str(make_header(decode_header(unfolded))).split() == mime.one_line(subject).split()


# Beside the plain text


def words_of_html(part: Any) -> str:
    """What a reader sees of an HTML part."""
    return html.unescape(re.sub(r"<[^>]+>", " ", str(part.get_content())))


@pytest.mark.parametrize(("code", "step"), list(product(languages(), Step)))
def test_the_html_alternative_says_the_same_words(code: str, step: Step) -> None:
    """B32."""
    composed = draft(request(language=code, step=step, company="Müller & Söhne", promise=date(2026, 5, 15)))
    message = built(body=composed.body, with_html=True)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert message.get_content_type() == "multipart/alternative"
    assert plain is not None
    assert text_of(plain) == composed.body
    assert words_of_html(rich).split() == composed.body.split()
    assert message.defects == []


def test_the_html_alternative_is_nothing_but_paragraphs() -> None:
    """B6: whatever stands in the text, it is shown and not obeyed."""
    rich = mime.as_html("Dear <b>Priya</b>,\n\n<script>alert(1)</script> & more.\n\nKind regards,\nElena\n")
    assert set(re.findall(r"</?(\w+)", rich)) == {"p", "br"}
    assert rich.count("<p>") == 3
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in rich


@pytest.mark.parametrize("width", [60, 76, 1000])
@pytest.mark.parametrize("with_html", [False, True])
def test_however_a_mail_program_breaks_the_lines_the_words_are_the_same(width: int, with_html: bool) -> None:
    """B33, B34: a draft that was only saved again says what we wrote, one with another word does not."""
    body = draft(request(notes=NOTES)).body
    ours = built(body=body, with_html=with_html).as_bytes()
    lines = [line for text in body.split("\n") for line in textwrap.wrap(text, width) or [""]]
    head = ours.partition(b"\nMIME-Version")[0]
    saved = head + b"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    assert likeness.has_same_words(ours, saved + "\n".join(lines).encode())
    assert likeness.has_same_words(ours, built(body=body, with_html=not with_html).as_bytes())
    assert not likeness.has_same_words(ours, saved + "\n".join(lines).replace("Priya", "Tom").encode())


def test_files_stand_beside_the_text_in_lines_that_are_not_long() -> None:
    files = [
        mime.Attachment("CV.pdf", "application/pdf", bytes(range(256)) * 9),
        mime.Attachment('Größe "2"\r\nBcc: x.txt', "text/plain", b"hello"),
    ]
    raw = mime.build(
        sender=Person("E", "e@inkmail.example"), to=None, subject="s", body="Thank you.\n", message_id="<d@x.example>",
        written_at=datetime(2026, 5, 11, tzinfo=UTC), attachments=files, with_html=True,
    )  # fmt: skip
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.get_payload(decode=True) for part in message.iter_attachments()] == [f.content for f in files]
    assert [part.get_filename() for part in message.iter_attachments()] == ["CV.pdf", 'Größe "2"Bcc: x.txt']
    assert message["Bcc"] is None
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "text/plain",
    ]  # fmt: skip
    assert all(len(line) <= 78 or b"filename*" in line for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_the_same_parts_make_the_same_bytes() -> None:
    """B34: a draft is known by its bytes."""
    parts: dict[str, Any] = {"attachments": [mime.Attachment("a.txt", "text/plain", b"a")], "with_html": True}
    assert built(**parts).as_bytes() == built(**parts).as_bytes()
