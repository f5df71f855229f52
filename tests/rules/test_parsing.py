"""Reading raw messages: who, when, which body (B2, B6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rules.parsing import EPOCH, read
from rules.reading import Person
from tests.rules.mail_builder import event, mail, raw

CORPUS = sorted((Path(__file__).parents[1] / "data" / "corpus-dev").glob("*.eml"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_ordinary_mail_is_read_without_defects(path: Path) -> None:
    """What well-behaved programs send gives no reason for complaint."""
    message = read(path.read_bytes())

    assert message.defects == ()
    assert message.own_text or message.calendar


def test_people_subject_and_ids_are_read() -> None:
    """Names stay as written, addresses become lower-case, ids keep their brackets."""
    message = read(
        mail(
            "Hello",
            sender='"Cole, Dana" <Dana.Cole@Northwind.example>',
            to="Jordan <jordan@ellis.example>, sam@ellis.example",
            headers=[
                ("Reply-To", "Hiring <hiring@northwind.example>"),
                ("In-Reply-To", "<b@x.example>"),
                ("References", "<a@x.example> <b@x.example>"),
                ("Sender", "Scheduler <robot@scheduler.example>"),
            ],
        )
    )

    assert message.sender == Person("Cole, Dana", "dana.cole@northwind.example")
    assert message.to == (Person("Jordan", "jordan@ellis.example"), Person(None, "sam@ellis.example"))
    assert message.reply_to == (Person("Hiring", "hiring@northwind.example"),)
    assert message.on_behalf_of == Person("Scheduler", "robot@scheduler.example")
    assert message.message_id == "<one@northwind.example>"
    assert message.in_reply_to == "<b@x.example>"
    assert message.references == ("<a@x.example>", "<b@x.example>")


def test_in_reply_to_that_references_lack_is_the_newest_reference() -> None:
    """In-Reply-To names the message that is answered."""
    message = read(raw("References: <a@x> <b@x> <a@x>\nIn-Reply-To: <c@x>", "Hi"))

    assert message.references == ("<b@x>", "<a@x>", "<c@x>")


def test_the_providers_time_comes_first() -> None:
    """B6: the provider's time, else the topmost Received, else Date, else a fixed moment with a defect."""
    given = datetime(2026, 3, 9, 15, tzinfo=UTC)
    received = "Received: from a by b; Mon, 9 Mar 2026 14:00:00 +0000\nReceived: from c; Mon, 9 Mar 2026 13:00:00 +0000"
    date = "Date: Mon, 9 Mar 2026 12:00:00 +0000"

    assert read(raw(f"{received}\n{date}"), given).received_at == given
    assert read(raw(f"{received}\n{date}")).received_at == given - timedelta(hours=1)
    assert read(raw(date)).received_at == given - timedelta(hours=3)
    assert read(raw("Subject: no time")).received_at == EPOCH
    assert "no readable date" in read(raw("Subject: no time")).defects
    assert "no readable date" in read(raw("Subject: none\nDate: Mon, 01 Jan 0001 00:00:00 +0000")).defects


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_wrong_clock_is_only_a_value(year: int) -> None:
    """B6: what a sender's clock says is taken as it is."""
    assert read(raw(f"Date: Thu, 01 Jan {year} 00:00:00 +0000")).received_at.year == year


def test_the_date_header_keeps_the_writers_offset() -> None:
    """ "By Friday" is meant in the writer's day."""
    date = read(mail("Hi", date="Mon, 09 Mar 2026 23:30:00 -0700")).date

    assert date is not None
    assert date.utcoffset() == timedelta(hours=-7)


def test_plain_text_is_preferred_to_html() -> None:
    """Of alternatives the plain one is the writer's own."""
    assert read(mail("Plain words, and some more of them.", html="<p>Rich words, and some more.</p>")).own_text == (
        "Plain words, and some more of them."
    )


@pytest.mark.parametrize(
    "stub",
    [
        "",
        "Your email client does not support HTML. View this email in your browser: https://x.example",
        "This message requires an HTML-capable client.",
        "Diese Nachricht im Browser anzeigen",
    ],
)
def test_a_stub_gives_way_to_the_html(stub: str) -> None:
    """A plain part that only points at the HTML says nothing."""
    html = "<p>We would like to invite you to an interview on Tuesday, March 10 at 3 pm with our team.</p>"

    assert read(mail(stub, html=html)).own_text.startswith("We would like to invite you")


def test_a_plain_part_far_shorter_than_the_html_gives_way() -> None:
    """Some systems put a headline into the plain part and the message into the HTML."""
    html = "".join(f"<p>Sentence number {number} says something that matters.</p>" for number in range(20))

    assert "number 19" in read(mail("Interview update", html=html)).own_text


def test_text_around_an_attachment_is_read_in_order() -> None:
    """Apple Mail splits a text at its attachment."""
    body = (
        "--b\nContent-Type: text/plain\n\nBefore it.\n--b\nContent-Type: application/pdf; name=cv.pdf\n\nJVBERi0=\n"
        "--b\nContent-Type: text/plain\n\nAfter it.\n--b--\n"
    )
    message = read(raw("Content-Type: multipart/mixed; boundary=b", body))

    assert message.own_text == "Before it.\n\nAfter it."
    assert message.attachments == ("cv.pdf",)


def test_flowed_lines_are_joined() -> None:
    """RFC 3676: a space at the end of a line means that it goes on."""
    message = read(raw("Content-Type: text/plain; format=flowed", "Your interview is \non Tuesday.\nBring ID."))

    assert message.own_text == "Your interview is on Tuesday.\nBring ID."


def test_an_invitation_without_a_body_speaks_through_its_description() -> None:
    """The organiser wrote it there."""
    calendar = event("DTSTART:20260310T140000Z", "SUMMARY:Interview", "DESCRIPTION:Ask for me at the till.")

    assert read(mail(calendar=calendar)).own_text == "Ask for me at the till."


def test_the_same_invitation_inline_and_attached_is_one_event() -> None:
    """Calendar programs send it twice for the sake of old readers."""
    calendar = event("DTSTART:20260310T140000Z")
    message = read(mail("Hi there", calendar=calendar, attachments=[("invite.ics", calendar.encode())]))

    assert len(message.calendar) == 1
    assert message.attachments == ("invite.ics",)


def test_a_calendar_file_is_known_by_its_name() -> None:
    """Some systems attach invitations as octets."""
    calendar = event("DTSTART:20260310T140000Z", "SUMMARY:Final interview").encode()

    assert read(mail("See attached.", attachments=[("invite.ICS", calendar)])).calendar[0].summary == "Final interview"


def test_a_bounce_shows_its_report_and_the_returned_headers() -> None:
    """B16: which address failed, and which message came back."""
    body = (
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: rfc822; dana@northwind.example\nAction: failed\nStatus: 5.1.1\n"
        "--b\nContent-Type: message/rfc822\n\nMessage-ID: <mine@ellis.example>\nSubject: Thanks\n\nDear Dana\n--b--\n"
    )
    message = read(raw("Content-Type: multipart/report; report-type=delivery-status; boundary=b", body))

    assert "Final-Recipient: rfc822; dana@northwind.example" in message.delivery_status
    assert message.returned_headers["message-id"] == ("<mine@ellis.example>",)
    assert message.own_text == "It could not be delivered."


def test_headers_that_rules_look_at_keep_their_order() -> None:
    """B8: only the topmost Authentication-Results is the owner's own provider's."""
    headers = "Authentication-Results: mx.mail.example; dmarc=fail\nAuthentication-Results: forged.example; dmarc=pass"
    message = read(raw(headers + "\nAuto-Submitted: auto-replied", "Hi"))

    assert message.headers["authentication-results"][0] == "mx.mail.example; dmarc=fail"
    assert message.headers["auto-submitted"] == ("auto-replied",)


def test_an_attached_message_does_not_speak_for_the_writer() -> None:
    """B2: only the new text decides."""
    body = (
        "--b\nContent-Type: text/plain\n\nSee the attached mail.\n"
        "--b\nContent-Type: message/rfc822\n\nSubject: No\n\nWe regret to reject you.\n--b--\n"
    )

    assert "regret" not in read(raw("Content-Type: multipart/mixed; boundary=b", body)).own_text


def test_a_mail_that_only_carries_another_one_speaks_with_its_words() -> None:
    """Forwarding as an attachment, without a word of one's own."""
    body = "--b\nContent-Type: message/rfc822\n\nSubject: Yes\n\nYour interview is on Tuesday.\n--b--\n"
    message = read(raw("Content-Type: multipart/mixed; boundary=b", body))

    assert message.own_text == "Your interview is on Tuesday."
    assert message.is_forward


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("Mon, 9 Mar 2026 10:00:00 -0400 (EDT)", "2026-03-09T10:00:00-04:00"),
        ("9 Mar 2026 10:00 +0530", "2026-03-09T10:00:00+05:30"),
        ("Mon, 09 Mar 2026 10:00:00 GMT", "2026-03-09T10:00:00+00:00"),
        ("Mon, 09 Mar 2026 10:00:00", "2026-03-09T10:00:00+00:00"),
        ("2026-03-09T10:00:00+01:00", "2026-03-09T10:00:00+01:00"),
    ],
)
def test_dates_are_read_as_programs_write_them(value: str, iso: str) -> None:
    """RFC 5322 3.3, the obsolete forms, and ISO 8601."""
    date = read(raw(f"Date: {value}")).date

    assert date is not None
    assert date.isoformat() == iso


@pytest.mark.parametrize(
    ("value", "person"),
    [
        ("dana@x.example", Person(None, "dana@x.example")),
        ("<dana@x.example>", Person(None, "dana@x.example")),
        ("Dana Cole <DANA@X.example>", Person("Dana Cole", "dana@x.example")),
        ('"Dana \\"D\\" Cole" <dana@x.example>', Person("Dana D Cole", "dana@x.example")),
        ("dana@x.example (Dana Cole)", Person("Dana Cole", "dana@x.example")),
        ("=?utf-8?q?Dana_C=C3=B6le?= <dana@x.example>", Person("Dana Cöle", "dana@x.example")),
        ('"dana@x.example" <dana@x.example>', Person(None, "dana@x.example")),
        ("Cole, Dana <dana@x.example>", Person("Cole, Dana", "dana@x.example")),
        ("Team: dana@x.example, ann@x.example;", Person(None, "dana@x.example")),
        ("'Dana Cole' via Jobs <jobs@x.example>", Person("Dana Cole' via Jobs", "jobs@x.example")),
    ],
)
def test_senders_are_read_as_programs_write_them(value: str, person: Person) -> None:
    """RFC 5322 3.4 and what is written instead."""
    assert read(raw(f"From: {value}")).sender == person


def test_undisclosed_recipients_are_nobody() -> None:
    """RFC 5322 3.4: an empty group."""
    assert read(raw("To: undisclosed-recipients:;")).to == ()


@pytest.mark.parametrize(
    "ruler",
    [
        "--- Below this line is a copy of the message.",
        "------ This is a copy of the message, including all the headers. ------",
        "   ----- Original message follows -----",
    ],
)
def test_a_bounce_of_the_old_kind_returns_headers_in_its_text(ruler: str) -> None:
    """B16: qmail and Exim know no multipart/report; what they return is not news."""
    text = (
        "Sorry, I couldn't find a mailbox by that name.\n<dana@northwind.example>:\n550 no such user\n\n"
        f"{ruler}\n\nReturn-Path: <jordan@ellis.example>\nReceived: (qmail 1 invoked); 9 Mar 2026\n"
        "Message-ID: <mine@ellis.example>\nSubject: Thank you for the offer\n\nI accept the offer.\n"
    )
    message = read(raw("From: MAILER-DAEMON@mx.example\nSubject: failure notice", text))

    assert message.returned_headers["message-id"] == ("<mine@ellis.example>",)
    assert "offer" not in message.own_text
    assert "550 no such user" in message.own_text


def test_letters_and_accents_sent_apart_are_put_together() -> None:
    """ "ü" is one letter to every rule, however it was sent."""
    message = read(raw("Subject: Gespra\u0308ch", "Gru\u0308\u00dfe\u200b aus\u00a0Kiel"))

    assert message.subject == "Gespräch"
    assert message.own_text == "Grüße aus Kiel"
