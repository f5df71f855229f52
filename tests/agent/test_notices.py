"""What the owner is told: the right thing, in the agent's own words, once, at a decent hour, through crashes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from agent import config, corrections
from agent.apprise_service import AppriseService
from agent.errors import ConfigError
from agent.messenger import AGAIN, CannotTell, Messenger
from agent.notices import Kind, Wishes
from agent.store import Store
from agent.store_rows import MailboxRow
from providers.interface import Permit
from rules.reading import Intent, Interview, Person
from tests.agent.phone import Phone
from tests.agent.world import DANA, PRIYA, World, at, interview

ANA = Person("Ana Ruiz", "ana@acme.example")
NO_CALLS = Wishes(kinds=frozenset(Kind) - {Kind.BEFORE, Kind.AFTER})


class Told(World):
    """A world whose owner has a phone: after every cycle they are told what there is to tell."""

    def __init__(self, wishes: Wishes = NO_CALLS, *phones: Phone) -> None:
        self.phones = phones or (Phone(),)
        self.wishes = wishes
        super().__init__()

    @property
    def phone(self) -> Phone:
        return self.phones[0]

    def run(self) -> None:
        super().run()
        self.tell()

    def tell(self) -> None:
        """A messenger that remembers nothing, as after a restart."""
        Messenger(self.phones, self.wishes, self.rulebook).run(self.store, self.clock.now())


def interviewed(wishes: Wishes = NO_CALLS, *phones: Phone) -> Told:
    """The interview is over and its thank-you waits in Drafts."""
    world = Told(wishes, *phones)
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        subject="Our secret project",
        interview=interview("2026-05-11 14:00", "14:45", PRIYA),
    )
    return world


def test_a_waiting_draft_is_told_once_with_who_which_step_and_by_when() -> None:
    world = interviewed()
    world.until("2026-05-11 20:00")
    for _ in range(3):
        world.run()

    assert world.phone.heard == [
        (
            "A thank-you waits in Drafts",
            "To Priya Raman: Northwind, Data Engineer. Read it, change it, send it, best before tomorrow 14:45.",
        )
    ]


def test_no_word_of_a_mail_or_draft_is_told_unless_that_is_wanted() -> None:
    private, open_ = interviewed(), interviewed(Wishes(details=True))
    for world in (private, open_):
        world.until("2026-05-11 20:00")
        world.employer("2026-05-12 09:00", Intent.REJECTION, subject="Our secret project", sure=False)

    assert "secret project" not in private.phone.text
    assert "Dear Priya" not in private.phone.text
    assert private.phone.count("needs a look") == open_.phone.count("needs a look") == 1
    assert "Dear Priya" in open_.phone.text
    assert "Priya Raman: Our secret project" in open_.phone.text


def test_in_quiet_hours_nothing_is_told_and_afterwards_only_what_is_still_true() -> None:
    """A draft that was sent in the night is no news in the morning."""
    quiet = Wishes(NO_CALLS.kinds, quiet=(time(15), time(8)))
    waiting, sent = interviewed(quiet), interviewed(quiet)
    sent.owner_sends_drafts("2026-05-11 20:00")
    for world in (waiting, sent):
        world.until("2026-05-12 07:59")
        assert world.phone.heard == []
        world.until("2026-05-12 08:00")

    assert waiting.phone.count("thank-you") == 1
    assert sent.phone.heard == []


def test_the_evening_before_and_after_an_interview_the_owner_is_asked_the_right_thing() -> None:
    world = interviewed(Wishes())
    world.until("2026-05-10 18:00")
    (before,) = world.phone.heard
    world.until("2026-05-11 14:45")
    after = world.phone.heard[1]
    world.until("2026-05-11 20:00")

    assert before[0] == "Interview tomorrow 14:00"
    assert before[1] == "Northwind, Data Engineer, with Priya Raman. Ask when you will hear from them."
    assert after[0] == "How was it at Northwind?"
    assert "Notes Northwind" in after[1]
    assert "followthrough note northwind" in after[1]
    assert world.phone.count("How was it") == 1


def test_who_has_written_notes_is_not_asked_for_them() -> None:
    world = interviewed(Wishes(frozenset({Kind.AFTER})))
    world.corrects("2026-05-11 14:40", lambda t, now: corrections.note(t, "about: streams", now, world.rulebook))
    world.until("2026-05-11 20:00")

    assert world.phone.heard == []


def test_a_moved_interview_is_announced_anew() -> None:
    world = interviewed(Wishes(frozenset({Kind.BEFORE})))
    world.until("2026-05-10 19:00")
    world.employer(
        "2026-05-10 20:00", Intent.INTERVIEW_RESCHEDULED, interview=interview("2026-05-12 09:00", "09:30", PRIYA)
    )
    world.until("2026-05-11 18:00")

    assert [title for title, _ in world.phone.heard] == ["Interview tomorrow 14:00", "Interview tomorrow 09:00"]


def test_an_offer_and_a_rejection_come_in_kind_words() -> None:
    offered, rejected = interviewed(), interviewed()
    offered.employer("2026-05-06 09:00", Intent.OFFER)
    rejected.employer("2026-05-06 09:00", Intent.REJECTION)

    assert offered.phone.heard[0][0] == "Congratulations"
    assert "an offer from Northwind" in offered.phone.heard[0][1]
    assert rejected.phone.heard == [
        (
            "News from Northwind",
            "They have decided otherwise this time. A kind reply will be in Drafts on the next business day.",
        )
    ]


def test_an_edited_draft_that_a_reply_overtakes_is_told() -> None:
    """B33."""
    world = interviewed()
    world.owner_sends_drafts("2026-05-11 18:00")
    world.until("2026-05-18 12:00")
    world.owner_edits_drafts("2026-05-18 13:00")
    world.employer("2026-05-18 14:00", Intent.REPLY)

    assert world.phone.count("wrote while your edited check-in waits in Drafts") == 1
    assert "You edited" not in world.phone.text


def test_a_paused_mailbox_is_told_once_with_what_to_do() -> None:
    world = interviewed()
    with world.store.decision():
        row = world.store.mailbox("main")
        world.store.put_mailbox(
            MailboxRow(
                row.name,
                row.cursor,
                row.started_at,
                row.read_at,
                paused_why="the password was refused",
                paused_next_step="Run: followthrough connect main",
                failing_since=world.clock.now(),
            )
        )
    for _ in range(3):
        world.tell()

    assert world.phone.heard == [
        ("The mailbox main is paused", "the password was refused. Run: followthrough connect main")
    ]


def test_a_sign_in_that_is_about_to_end_is_told_once_while_it_can_be_renewed() -> None:
    world, ends_at = interviewed(), at("2026-05-08 12:00")
    messenger = Messenger(world.phones, NO_CALLS, world.rulebook)
    for moment in ("2026-05-05 12:00", "2026-05-06 13:00", "2026-05-07 12:00", "2026-05-08 12:00"):
        world.clock.set(at(moment))
        messenger.run(world.store, world.clock.now(), {"gmail": Permit(ends_at=ends_at)})

    assert world.phone.heard == [
        ("The sign-in of gmail ends Fri 8 May 12:00", "Sign in again: followthrough connect gmail")
    ]


def test_the_daily_digest_comes_once_a_day_and_only_if_something_waits() -> None:
    world = interviewed(Wishes(frozenset({Kind.DIGEST}), digest=time(18)))
    world.until("2026-05-06 20:00")
    assert world.phone.heard == []
    world.until("2026-05-10 18:00").until("2026-05-10 20:00").until("2026-05-11 17:59").until("2026-05-11 20:00")

    assert [body for _, body in world.phone.heard] == [
        "Interview tomorrow 14:00: Northwind, Data Engineer",
        "In Drafts: thank-you to Priya Raman, Northwind",
    ]


def test_the_past_that_is_read_at_the_first_start_is_no_news_but_its_drafts_are() -> None:
    """B18: a rejection of last week is history; the thank-you that is still in time is told."""
    world = World(now="2026-05-11 17:00", is_started=False)
    Messenger([Phone()], NO_CALLS, world.rulebook).run(world.store, at("2026-05-08 13:00"))
    lay_there(world, "2026-05-08 14:00", PRIYA, "Northwind", interview("2026-05-11 14:00", "14:45", PRIYA))
    lay_there(world, "2026-05-08 15:00", ANA, "Acme", interview("2026-05-12 14:00", "14:45", ANA))
    lay_there(world, "2026-05-09 15:00", ANA, "Acme", None)
    world.clock.set(at("2026-05-11 17:00"))
    world.run()
    phone = Phone()
    Messenger([phone], NO_CALLS, world.rulebook).run(world.store, world.clock.now())

    assert world.of("Acme").is_over
    assert phone.count("A thank-you waits in Drafts") == 1
    assert "News from" not in phone.text


def lay_there(world: World, moment: str, sender: Person, company: str, held: Interview | None) -> None:
    """An announcement, or a rejection, from before the first start."""
    world.clock.set(at(moment))
    intent = Intent.INTERVIEW_SCHEDULED if held else Intent.REJECTION
    reading = {"interview": held} if held else {}
    world._deliver(sender, company, None, None, intent=intent.value, company=company, role="Engineer", **reading)


def test_what_happened_before_telling_began_is_history() -> None:
    world = interviewed()
    silent = World()
    silent.employer("2026-05-06 09:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", None, DANA))
    silent.employer("2026-05-07 09:00", Intent.REJECTION, sender=DANA)
    silent.until("2026-05-07 10:00")
    phone = Phone()
    Messenger([phone], NO_CALLS, silent.rulebook).run(silent.store, silent.clock.now())

    assert phone.heard == []
    assert world.phone.heard == []


def test_what_a_service_did_not_take_is_told_to_that_one_later_and_once() -> None:
    good, bad = Phone("good"), Phone("bad")
    world = interviewed(NO_CALLS, good, bad)
    bad.is_off = True
    world.until("2026-05-11 16:00")
    assert (len(good.heard), len(bad.heard)) == (1, 0)
    bad.is_off = False
    world.until("2026-05-11 17:00")
    world.until("2026-05-11 18:00")

    assert good.heard == bad.heard
    assert len(good.heard) == 1


def test_a_service_that_stays_away_is_given_up_after_a_day() -> None:
    world = interviewed()
    world.phone.is_off = True
    world.until("2026-05-11 16:00")
    for hour in range(26):
        world.until(f"2026-05-{12 + (8 + hour) // 24} {(8 + hour) % 24:02}:30")

    assert not any(w.notice.kind == Kind.DRAFT for w in world.store.waiting_notices(at("2026-06-30 09:00")))


class Crash(Exception):
    """The process died here."""


class Crashing(Store):
    """A store whose n-th boundary kills the process; the phone's counts too."""

    dies_at = 0
    passed = 0

    def boundary(self, where: str) -> None:
        self.passed += 1
        if self.passed == self.dies_at:
            raise Crash(where)

    @contextmanager
    def decision(self) -> Iterator[None]:
        with super().decision():
            yield
            self.boundary("before a commit")
        self.boundary("after a commit")


@pytest.mark.parametrize("dies_at", range(1, 13))
def test_through_a_crash_at_any_moment_everything_is_told_and_nothing_twice_in_silence(dies_at: int) -> None:
    """Only a death in the very moment of telling can bring a thing twice; then the second says so."""
    store = Crashing(":memory:")
    phone = Phone(crash=store.boundary)
    world = World(open_store=lambda path: store)
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA, DANA)
    )
    Messenger([phone], NO_CALLS, world.rulebook).run(store, world.clock.now())
    world.until("2026-05-11 20:00")
    store.passed, store.dies_at = 0, dies_at
    for _ in range(3):
        try:
            Messenger([phone], NO_CALLS, world.rulebook).run(store, world.clock.now())
        except Crash as crash:
            died = str(crash)
            store.dies_at = 0

    for who in ("Priya Raman", "Dana Cole"):
        times = phone.count(f"To {who}")
        assert times == 1 or (times == 2 and AGAIN in phone.heard[1][1]), died
    assert store.passed > 0
    assert store.unsettled_notices() == (0, 0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what Apprise loads
def test_apprise_tells_a_service_of_the_owners_own() -> None:
    """A JSON service on this machine: title and body arrive; one that refuses, or does not exist, is an error."""
    heard: list[dict[str, object]] = []
    answers = [200, 500]

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers[len(heard) - 1])
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        service = AppriseService(f"json://127.0.0.1:{server.server_port}/secret-word")
        service.tell("A thank-you waits", "To Priya <b>&</b> Dana")
        with pytest.raises(CannotTell):
            service.tell("again", "again")
        server.shutdown()

    assert (heard[0]["title"], heard[0]["message"]) == ("A thank-you waits", "To Priya <b>&</b> Dana")
    assert service.name.startswith("json-")
    assert "secret" not in service.name
    assert not AppriseService("nosuch://service").is_known()


def test_services_may_stand_in_a_private_file_and_are_never_printed(tmp_path: Path) -> None:
    text = (
        "me: {name: J, addresses: [j@mail.example], timezone: UTC}\n"
        "notifications: {services: [ntfy://ntfy.example/secret], quiet: 21:00-07:30, tell: [draft, paused]}\n"
    )
    found = config.parse(text)

    assert found.notifications.quiet == (time(21), time(7, 30))
    assert "secret" not in repr(found)
    with pytest.raises(ConfigError, match=r"notifications\.quiet: .*21:00-08:00"):
        config.parse(text.replace("21:00-07:30", "late"))
    with pytest.raises(ConfigError, match="Did you mean 'draft'"):
        config.parse(text.replace("[draft,", "[drafts,"))
    with pytest.raises(ConfigError, match="no address of a service"):
        config.parse(text.replace("ntfy://ntfy.example/secret", "my phone"))


def test_telling_again_waits_longer_each_time() -> None:
    """A service that is down is not hammered."""
    world = interviewed()
    world.phone.is_off = True
    world.until("2026-05-11 15:45")
    begun = world.clock.now()
    waits = []
    for _ in range(4):
        (waiting,) = world.store.waiting_notices(begun + timedelta(days=30))
        world.clock.set(begun + timedelta(hours=waiting.attempts))
        world.tell()
        waits.append(waiting.attempts)

    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
