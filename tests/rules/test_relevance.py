"""What of a mailbox's past is fetched: all that people write, and of mass mail what can concern a search for work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.parsing import read
from rules.relevance import known_senders, may_matter, own_domain, search_words
from rules.senders import is_no_reply, system_for

DATA = Path(__file__).parents[1] / "data"
FIRST, LATER, LATEST, NEWEST, ODDEST, LAST, FRESH = "first", "later", "latest", "newest", "oddest", "last", "fresh"
"""When the mail was written: later mail is by systems of invented hosts, that from the latest on by odder ones."""
WORD = re.compile(r"[\w'-]+")
NEWSLETTER = b"List-Unsubscribe: <https://x.example/u>\r\n"


def head_of(mime: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", mime, maxsplit=1)[0]


def labelled() -> Iterator[tuple[str, bytes]]:
    """Intent and bytes of each mail of the corpus."""
    for line in (DATA / "corpus-dev" / "labels.jsonl").read_text().splitlines():
        label = json.loads(line)
        yield label["intent"], (DATA / "corpus-dev" / label["file"]).read_bytes()


def invented() -> Iterator[dict[str, str]]:
    """Training mail that a machine sent, but for scams and bounces: sender, subject, text, intent."""
    for folder in ("corpus-train", "voices"):
        for file in sorted((DATA / folder).glob("*.jsonl")):
            for row in map(json.loads, file.read_text().splitlines()):
                if not row.get("scam") and row["intent"] != "delivery_failure" and from_machine(row["from"]):
                    yield row


def notices() -> Iterator[dict[str, str]]:
    """Those that concern a search for work."""
    return (row for row in invented() if row["intent"] not in ("unrelated", "recruiter_outreach"))


def written(row: dict[str, str]) -> str:
    name, _, _ = row["id"].partition("-")
    if name[0] != "Z":
        return FIRST
    if name >= "ZA8":
        return FRESH
    if name >= "Z89":
        return LAST if name >= "Z9S" else ODDEST
    return NEWEST if name >= "Z65" else LATEST if name >= "Z39" else LATER


def from_machine(sender: str) -> bool:
    address = parseaddr(sender)[1]
    return is_no_reply(address) or system_for(address) is not None


def has_word(text: str) -> bool:
    line = f" {' '.join(WORD.findall(text.lower()))} "
    return any(f" {word} " in line for word in search_words())


def is_found(sender: str, text: str) -> bool:
    """As a service's search finds it: by its sender or by a word."""
    address = parseaddr(sender)[1].lower()
    local, _, domain = address.rpartition("@")
    by_sender = any(known in (address, local, domain) or domain.endswith("." + known) for known in known_senders())
    return by_sender or has_word(text)


def as_mass_mail(row: dict[str, str]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = row["from"], " ".join(row["subject"].split())
    mail["List-Unsubscribe"] = "<https://x.example/u>"
    return mail.as_bytes()


def test_no_hiring_mail_of_the_corpus_is_left_out() -> None:
    left_out = [intent for intent, mime in labelled() if intent != "unrelated" and not may_matter(head_of(mime))]
    assert left_out == []


def test_no_notice_of_the_corpus_is_missed_by_searching() -> None:
    missed = []
    for intent, mime in labelled():
        message = read(mime)
        sender = str(message.sender.email) if message.sender else ""
        text = f"{message.subject} {message.own_text} {message.footer} {message.sender}"
        if intent != "unrelated" and from_machine(sender) and not is_found(sender, text):
            missed.append((sender, message.subject))
    assert missed == []


@pytest.mark.parametrize(
    ("when", "at_least", "most_missed"),
    [
        (FIRST, 550, 4),
        (LATER, 850, 12),
        (LATEST, 600, 38),
        (NEWEST, 640, 34),
        (ODDEST, 500, 36),
        (LAST, 380, 9),
        (FRESH, 140, 2),
    ],
)
def test_notices_by_many_writers_are_found_by_searching(when: str, at_least: int, most_missed: int) -> None:
    """Floors that only go up for the same mail; what is missed are notices that hardly speak of work, and those in
    languages that are not read."""
    rows = [row for row in notices() if written(row) == when]
    missed = [
        row["subject"] for row in rows if not is_found(row["from"], f"{row['subject']} {row['text']} {row['from']}")
    ]
    assert len(rows) > at_least
    assert len(missed) <= most_missed, missed


@pytest.mark.parametrize(
    ("when", "most_left_out"),
    [(FIRST, 9), (LATER, 33), (LATEST, 79), (NEWEST, 98), (ODDEST, 93), (LAST, 37), (FRESH, 10)],
)
def test_mass_mail_of_hiring_systems_is_kept_by_its_fields_alone(when: str, most_left_out: int) -> None:
    """All training mail from a machine, with the mark of a newsletter put on it. The latest is by systems with invented
    hosts, and with subjects that do not tell."""
    rows = [row for row in notices() if written(row) == when]
    left_out = [row["subject"] for row in rows if not may_matter(as_mass_mail(row))]
    assert len(left_out) <= most_left_out, left_out


ORDINARY = [
    ("Brightbean Coffee <hello@brightbean.example>", "20% off all beans this weekend"),
    ("City Library <noreply@citylibrary.example>", "Your loan is due on Friday"),
    ("Parcelwise <tracking@parcelwise.example>", "Your parcel is on its way"),
    ("Northern Rail <news@northernrail.example>", "Timetable changes from 13 December"),
    ("The Morning Digest <digest@morningdigest.example>", "Five stories for your commute"),
    ("Möbelhaus Lind <newsletter@lind.example>", "Neue Sofas und Sessel im Herbst"),
    ("Ciné Lumière <infos@cinelumiere.example>", "Les films de la semaine"),
]


@pytest.mark.parametrize(("sender", "subject"), ORDINARY)
def test_newsletters_and_notices_of_shops_are_left_out(sender: str, subject: str) -> None:
    head = f"From: {sender}\r\nSubject: {subject}\r\n".encode() + NEWSLETTER
    assert not may_matter(head)
    assert not has_word(f"{sender} {subject}")


@pytest.mark.parametrize(
    "fields",
    [
        b"From: Sam <sam@webmail.example>\r\nSubject: hi\r\n",
        NEWSLETTER + b"From: no-reply@us.greenhouse-mail.io\r\nSubject: Oops\r\n",
        NEWSLETTER + b"From: x@y.example\r\nSubject: Your application\r\n",
        NEWSLETTER + b"From: x@y.example\r\nSubject: =?utf-8?q?Ihr_Vorstellungsgespr=C3=A4ch?=\r\n",
        NEWSLETTER + b"From: Larch Foods <no-reply@jobs.larch.example>\r\nSubject: Hello\r\n",
        NEWSLETTER + b"From: SmartRecruiters Notifications <no-reply@sr.example>\r\nSubject: Hello\r\n",
        NEWSLETTER + b"From: Acme Careers <x@y.example>\r\nSubject: Hello\r\n",
        NEWSLETTER + b"From: x@y.example\r\nSubject: Hello\r\nIn-Reply-To: <a@b.example>\r\n",
        NEWSLETTER + b'From: x@y.example\r\nContent-Type: text/calendar; method="REQUEST"\r\n',
        NEWSLETTER + b"From: x@y.example\r\nContent-Type: multipart/report; report-type=delivery-status\r\n",
        NEWSLETTER + b"From: x@y.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n",
        b"",
    ],
)
def test_what_people_and_hiring_systems_send_may_matter(fields: bytes) -> None:
    assert may_matter(fields)


def test_whoever_takes_part_in_a_thread_may_write_anything() -> None:
    head = NEWSLETTER + b"From: Dana <dana@mail.northwind.example>\r\nSubject: Our autumn picnic\r\n"
    assert not may_matter(head)
    assert may_matter(head, frozenset({"dana@mail.northwind.example"}))
    assert may_matter(head, frozenset({"northwind.example"}))


def test_job_alerts_are_not_searched_for_and_answers_of_job_boards_are() -> None:
    assert not is_found("Indeed <alert@indeed.com>", "14 new welders in Leeds")
    assert is_found("Indeed <alert@indeed.com>", "Your application was viewed")


def test_a_domain_that_anybody_can_have_stands_for_nobody() -> None:
    assert [own_domain(a) for a in ("a@gmail.com", "a@us.greenhouse-mail.io", "a@mail.northwind.example", "")] == [
        "",
        "",
        "northwind.example",
        "",
    ]


@given(st.binary(max_size=400))
def test_no_header_block_is_too_ugly(block: bytes) -> None:
    """B6."""
    assert may_matter(block) in (True, False)
    assert may_matter(NEWSLETTER + b"Subject: interview\r\n" + block) in (True, False)
