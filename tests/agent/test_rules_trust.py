"""Whose mail it is, and whom not to trust (B6, B7, B8)."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from agent import corrections
from agent.happenings import Change
from agent.intake import SUSPECT
from agent.judging import Judged, judge
from agent.looks import Looks
from providers.interface import Folder, MessageKey, RawMessage
from rules.reading import Intent, Owner, Person, SentIntent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, OWNER, PRIYA, Envelope, World, at, interview, mail_of

MX = "mx.ellis.example"
FAILED = {"Authentication-Results": f"{MX}; dmarc=fail header.from=northwind.example"}
PASSED = {"Authentication-Results": f"{MX}; dmarc=pass header.from=northwind.example"}
TALK = interview("2026-05-11 14:00", "14:45", PRIYA)
JORDAN = Owner("Jordan Ellis", frozenset({OWNER}), "America/New_York", "US")


def invited(envelope: Envelope | None = None, sender: Person = PRIYA) -> World:
    """An interview was announced in that envelope."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=sender, interview=TALK, envelope=envelope)
    return world


def own(headers: dict[str, str], folder: Folder) -> Judged:
    """A mail with the owner's name on it, found there, truly judged."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Jordan Ellis <{OWNER}>", str(PRIYA.email), "My application"
    mail["Message-ID"], mail["Date"] = "<own@ellis.example>", "Tue, 12 May 2026 10:00:00 -0400"
    for name, value in headers.items():
        mail[name] = value
    mail.set_content("Hi Priya,\n\nI am writing to withdraw my application.\n\nBest,\nJordan")
    judged = judge(RawMessage(MessageKey("k"), folder, mail.as_bytes(), None, at("2026-05-12 10:00")), JORDAN)
    assert isinstance(judged, Judged)
    return judged


# B7: direction


def test_what_lies_in_sent_is_the_owners() -> None:
    """B7: whatever its headers claim."""
    judged = own({}, Folder.SENT)

    assert judged.sent is not None
    assert judged.sent.intent is SentIntent.WITHDRAWAL
    assert judged.reading is None


@pytest.mark.parametrize(
    ("result", "is_owners"),
    [
        (f"{MX}; dmarc=pass header.from=ellis.example", True),
        (f"{MX}; dmarc=fail header.from=ellis.example", False),
        (f"{MX}; dkim=pass header.d=ellis.example", True),
        (f"{MX}; dkim=pass header.d=evil.example", False),
        ("mx.evil.example; dmarc=pass header.from=ellis.example", False),
        (None, False),
    ],
    ids=str,
)
def test_mail_in_the_inbox_that_claims_to_be_the_owners_must_be_authenticated(
    result: str | None, is_owners: bool
) -> None:
    """B7: by the owner's own provider; otherwise it is nobody's, and means nothing."""
    judged = own({"Authentication-Results": result} if result else {}, Folder.INBOX)

    assert (judged.sent is not None) is is_owners
    assert judged.reading is None


def test_only_the_topmost_verdict_counts() -> None:
    """B7, B8: those below it came with the message."""
    mail = EmailMessage()
    mail["Authentication-Results"] = f"{MX}; dmarc=fail header.from=ellis.example"
    forged = own({}, Folder.INBOX)
    assert forged.sent is None
    raw = (
        f"Authentication-Results: {MX}; dmarc=fail header.from=ellis.example\r\n"
        f"Authentication-Results: {MX}; dmarc=pass header.from=ellis.example\r\n"
        f"From: Jordan Ellis <{OWNER}>\r\nTo: x@northwind.example\r\nSubject: Hi\r\n\r\nI withdraw my application.\r\n"
    )
    judged = judge(RawMessage(MessageKey("k"), Folder.INBOX, raw.encode(), None, at("2026-05-12 10:00")), JORDAN)

    assert isinstance(judged, Judged)
    assert judged.sent is None


def test_a_forged_withdrawal_in_the_inbox_closes_nothing() -> None:
    """B7: through the whole engine, really read."""
    world = interviewed()
    world.cycle.judge = judge
    raw = f"From: Jordan Ellis <{OWNER}>\r\nTo: {PRIYA.email}\r\nIn-Reply-To: {ROOT}\r\nReferences: {ROOT}\r\n"
    raw += "Message-ID: <forged@evil.example>\r\nSubject: Re: Interview\r\n\r\nI withdraw my application.\r\n"
    world.mailbox.deliver(raw.encode())
    world.run()

    assert world.thread().state == "scheduled"
    assert world.store.looks() == []


def test_the_agents_own_drafts_are_never_taken_for_mail() -> None:
    """B7: neither while they lie there, nor when they appear in Sent, nor when a copy comes to the inbox."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    world.cycle.judge = judge
    (draft,) = world.drafts()
    world.mailbox.deliver(draft.mime)
    world.run()
    assert world.thread().state == "interviewed"
    world.owner_sends_drafts("2026-05-11 17:00")

    assert [t.entry.event for t in world.told].count("message_read") == 1
    assert len(world.store.threads()) == 1


def test_reading_touches_no_mail() -> None:
    """B7: nothing is marked read, moved or answered: the mailbox is asked for changes and drafts, and no more."""
    world = interviewed()
    before = list(world.mailbox._contents.entries)
    world.until("2026-05-18 12:00")

    assert world.mailbox._contents.entries == before


def test_the_owner_declining_closes_the_thread_from_any_open_state() -> None:
    """B7: also in `arranging`, before any interview."""
    world = World()
    asked = world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    world.owner_writes("2026-05-05 12:00", reply_to=asked, intent=SentIntent.WITHDRAWAL)

    assert (world.thread().state, world.thread().reason) == ("closed", "withdrawn")


def test_the_owner_calling_off_one_of_two_times_leaves_the_other() -> None:
    """B7, B12: a definite time still lies ahead."""
    world = interviewed()
    second = interview("2026-05-14 10:00", "10:45", DANA)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=second)
    world.owner_writes("2026-05-10 10:00", reply_to=ROOT, intent=SentIntent.CALL_OFF)
    world.until("2026-05-14 12:00")

    assert world.states() == ["scheduled", "interviewed"]
    assert world.sent_to("thank_you") == [DANA.email]


# B6


def test_a_message_is_of_the_time_it_was_received() -> None:
    """B6: a Date header in the future is not believed, nor one long past."""
    world = thanked()
    envelope = Envelope({"Date": "Fri, 01 Jan 2027 10:00:00 -0500"}, text="News")
    world.employer("2026-05-14 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, envelope=envelope)
    world.until("2026-05-22 12:00")

    assert [a for a, kind in world.placed() if kind == "check_in"] == ["2026-05-21 09:00"]


def test_a_message_that_cannot_be_read_is_put_aside_and_the_others_go_on() -> None:
    """B6: it never stops a cycle."""
    world = interviewed()
    real = world.cycle.judge

    def stumbling(raw: RawMessage, owner: Owner) -> object:
        if b"X-Stone" in raw.mime:
            from agent.judging import Unreadable

            return Unreadable(raw, "ValueError: a stone")
        return real(raw, owner)

    world.cycle.judge = stumbling  # type: ignore[assignment]
    world.mailbox.deliver(b"X-Stone: 1\r\nFrom: a@b.example\r\n\r\nx")
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_CANCELLED, reply_to=ROOT)

    assert [what for *_, what in world.store.shelf()] == ["ValueError: a stone"]
    assert world.thread().state == "arranging"


def test_template_marks_and_line_breaks_in_names_stay_text() -> None:
    """B6, B32: never evaluated, never a header of their own."""
    world = World()
    evil = Person("{{ 7*7 }} Priya", "priya@northwind.example")
    role = "Engineer\r\nBcc: all@evil.example {{ 7*7 }}"
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=evil, role=role, interview=TALK)
    world.until("2026-05-11 16:00")
    (draft,) = world.drafts()

    assert b"49" not in draft.mime.split(b"\r\n\r\n", 1)[1]
    assert b"{{" not in draft.mime
    assert world.draft()["Bcc"] is None


# B8


def warned(world: World) -> bool:
    """Whether the thread carries a warning that holds its drafts back."""
    return "warning" in world.row()["flags"] and "held" in world.row()["flags"]


def test_a_sender_that_fails_authentication_is_warned_of_and_no_draft_is_made() -> None:
    """B8: dmarc=fail; told once, at the message."""
    world = invited(Envelope(FAILED, text="Hello"))
    world.until("2026-05-12 12:00")

    assert warned(world)
    assert world.placed() == []
    assert sum("could not confirm" in text for text in world.notices()) == 1


def test_a_sender_that_passes_is_not_warned_of() -> None:
    """B8."""
    world = invited(Envelope(PASSED, text="Hello"))
    world.until("2026-05-12 12:00")

    assert not warned(world)
    assert len(world.placed()) == 1


@pytest.mark.parametrize(
    ("reply_to", "is_warned"),
    [("priya@elsewhere.example", True), ("priya@jobs.northwind.example", False), ("priya-1@reply.lever.co", False)],
)
def test_a_reply_to_in_another_organisation_is_warned_of(reply_to: str, is_warned: bool) -> None:
    """B8: unless it is a known hiring system."""
    world = invited(Envelope({"Reply-To": f"Priya <{reply_to}>"}, text="Hello"))

    assert warned(world) is is_warned


def test_a_look_alike_of_a_domain_known_in_the_thread_is_warned_of() -> None:
    """B8: n0rthwind answers in the same conversation."""
    world = interviewed()
    fake = Person("Priya Raman", "priya@n0rthwind.example")
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=fake, reply_to=ROOT)
    world.until("2026-05-12 12:00")

    assert warned(world)
    assert world.placed() == []


@pytest.mark.parametrize(
    "text",
    [
        "The interview for this position will be held on Telegram, please add our hiring manager @acme there.",
        "For the job you must first pay a registration fee of $80 before the interview.",
        "To prove you are fit for the position, buy gift cards for our office and send us the codes.",
        "Congratulations, you are hired for the position. We will mail you a cheque to deposit for your home office.",
    ],
    ids=["chat app", "fee", "gift cards", "cheque"],
)
def test_the_marks_of_a_job_scam_are_warned_of(text: str) -> None:
    """B8."""
    world = invited(Envelope(text=text))

    assert warned(world)


def test_trust_lets_the_drafts_come() -> None:
    """B8: "until the owner says so"; the thank-you inside its deadline."""
    world = invited(Envelope(FAILED, text="Hello"))
    world.until("2026-05-11 18:00")
    assert world.placed() == []
    world.corrects("2026-05-11 18:30", lambda t, _: corrections.trust(t))

    assert world.placed() == [("2026-05-11 18:30", "thank_you")]
    assert world.row()["flags"] == []


def test_trust_is_for_what_was_seen_and_a_new_sign_warns_again() -> None:
    """B8: the same failing sender is trusted on, a fee is another matter."""
    world = invited(Envelope(FAILED, text="Hello"))
    world.corrects("2026-05-05 12:00", lambda t, _: corrections.trust(t))
    world.employer("2026-05-06 10:00", Intent.REPLY, reply_to=ROOT, envelope=Envelope(FAILED, text="Hello again"))
    assert not warned(world)
    fee = "For the job you must first pay a registration fee of $80 before the interview."
    world.employer("2026-05-07 10:00", Intent.REPLY, reply_to=ROOT, envelope=Envelope(FAILED, text=fee))

    assert warned(world)


FORGED_MOVE = {"reply_to": ROOT, "envelope": Envelope(FAILED, text="Hello"), "company": "Northwind"}


def with_a_suspect_move() -> World:
    """Priya's name on a mail that fails authentication: not two o'clock on Monday, but four."""
    world = invited(Envelope(PASSED, text="Hello"))
    later = interview("2026-05-11 16:00", "16:45", PRIYA)
    world.employer("2026-05-07 10:00", Intent.INTERVIEW_RESCHEDULED, interview=later, **FORGED_MOVE)
    return world


def looks_of(world: World) -> Looks:
    """As the owner's commands take them up."""
    now = world.clock.now()
    day_of = world.rulebook.calendar.local_date
    return Looks(world.store, world.rulebook, now, lambda c: world.store.put_thread(c.thread, now, now, day_of))


def test_a_suspect_mail_moves_no_interview() -> None:
    """B8: its time is not believed, and the owner is asked."""
    world = with_a_suspect_move()

    assert [r.start for r in world.thread().rounds] == [at("2026-05-11 14:00")]
    assert warned(world)
    assert [look.reason for look in world.store.looks()] == [SUSPECT]
    assert world.until("2026-05-12 12:00").placed() == []


def test_trust_believes_what_was_kept_aside() -> None:
    """B8: the mail was theirs after all; the thank-you follows the new time."""
    world = with_a_suspect_move()
    world.corrects("2026-05-08 09:00", lambda t, _: corrections.trust(looks_of(world).believe(t)))
    world.until("2026-05-12 12:00")

    assert world.placed() == [("2026-05-11 17:45", "thank_you")]
    assert world.store.looks() == []
    assert world.row()["flags"] == []


def test_a_suspect_mail_that_is_nothing_takes_its_warning_with_it() -> None:
    """B8: settled as unrelated; the thank-you follows the old time. While another one waits, the warning stays."""
    world = with_a_suspect_move()
    world.employer("2026-05-07 11:00", Intent.REJECTION, **FORGED_MOVE)
    for left in (1, 0):
        look = world.store.looks()[0]
        world.store.settle_look(look.mailbox, look.key, world.clock.now())
        world.corrects("2026-05-08 09:00", lambda t, _, look=look: Change(looks_of(world).disbelieved(look, t)))
        assert warned(world) is bool(left)
    world.until("2026-05-12 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]


def test_a_warning_holds_every_kind_of_step_back() -> None:
    """B8: "no draft is made": not the check-in, nor the reply to a rejection."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REPLY, reply_to=ROOT, envelope=Envelope(FAILED, text="Hello"))
    world.until("2026-05-25 12:00")
    world.employer("2026-05-25 13:00", Intent.REJECTION, reply_to=ROOT)
    world.until("2026-06-10 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]
    assert warned(world) or world.thread().state == "rejected"


def test_a_warning_in_one_thread_is_none_in_another() -> None:
    """B8: "on the thread"."""
    world = invited(Envelope(FAILED, text="Hello"))
    sam = Person("Sam Ode", "sam@lakeside.example")
    talk = interview("2026-05-11 10:00", "10:45", sam)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=sam, company="Lakeside", interview=talk)
    world.until("2026-05-12 12:00")

    assert world.sent_to("thank_you") == [sam.email]


def test_a_mailbox_whose_clock_is_ahead_puts_nothing_into_the_future() -> None:
    """B6: received next week, says the server; the wait begins now."""
    world = thanked()
    world.until("2026-05-14 10:00")
    reading = {"intent": "status_update", "company": "Northwind", "role": "Data Engineer"}
    mime = mail_of(PRIYA, "<9@northwind.example>", at("2026-05-25 10:00"), reading, references=ROOT)
    world.mailbox.deliver(mime, received_at=at("2026-05-25 10:00"))
    world.run()
    world.until("2026-05-22 12:00")

    assert [a for a, kind in world.placed() if kind == "check_in"] == ["2026-05-21 09:00"]
