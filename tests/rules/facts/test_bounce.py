"""What a delivery failure is about (B16)."""

from __future__ import annotations

from rules.facts import bounce
from rules.message import Message
from rules.reading import Bounce, Intent
from tests.rules.letter_builder import OWNER, clues, letter

DAEMON = "Mail Delivery Subsystem <mailer-daemon@mx.example>"
REPORT = """Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; Petra@Mossgate.example
Action: failed
Status: 5.1.1
"""


def read(message: Message, intent: Intent = Intent.DELIVERY_FAILURE) -> Bounce | None:
    return bounce.find(message, OWNER, clues(message, intent))


def test_the_report_names_the_address_and_the_returned_message() -> None:
    """RFC 3464 2.3.2: Final-Recipient."""
    message = letter(
        "",
        DAEMON,
        delivery_status=REPORT,
        returned_headers={"message-id": ("<x1@mail.example>",)},
    )

    assert read(message) == Bounce("petra@mossgate.example", "<x1@mail.example>")


def test_a_delay_is_no_failure() -> None:
    """B16: a mere delay notice does not count as one."""
    message = letter("", DAEMON, delivery_status=REPORT.replace("failed", "delayed").replace("5.1.1", "4.4.1"))

    assert read(message) == Bounce("petra@mossgate.example", None, is_delay=True)


def test_a_delay_in_words_is_no_failure() -> None:
    words = "Your message to hr@acme.example has been delayed. We will keep trying for two days."

    assert read(letter(words, DAEMON)) == Bounce("hr@acme.example", None, is_delay=True)


def test_the_header_of_failed_recipients_names_the_address() -> None:
    message = letter("It failed.", DAEMON, headers={"x-failed-recipients": ("jobs@acme.example",)})

    assert read(message) == Bounce("jobs@acme.example", None)


def test_a_report_in_words_names_the_address_but_not_the_owner() -> None:
    words = "The message from robin@mail.example to clerk@acme.example could not be delivered."

    assert read(letter(words, DAEMON)) == Bounce("clerk@acme.example", None)


def test_other_mail_is_no_report() -> None:
    assert read(letter("Write to jobs@acme.example"), Intent.REPLY) is None
