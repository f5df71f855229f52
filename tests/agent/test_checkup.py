"""`doctor`: what is wrong is found, each finding says what to do, and nothing is left behind."""

from __future__ import annotations

import errno
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from agent import config
from agent.checkup import memory, surroundings
from agent.checkup.findings import Finding, Level, worst
from agent.checkup.language_model import language_model
from agent.checkup.mailbox import SUBJECT, mailbox, sign_in
from agent.folder_gaps import pressing
from agent.store import Store
from providers.interface import DraftRef, FoldersFound, MailboxMissing, Permit, SignInRequired, Unreachable
from providers.memory import Memory
from providers.server_clock import server_time

NOW = datetime(2026, 5, 11, 14, 0, tzinfo=UTC)
CONFIG = "me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: Europe/Berlin%s}\nmailboxes: []\n"


class Sticky(Memory):
    """A mailbox from which nothing can be removed."""

    def delete_draft(self, ref: DraftRef) -> None:
        raise Unreachable("the line dropped")


class Refusing(Memory):
    """A mailbox whose sign-in is dead."""

    def permit(self) -> Permit:
        return Permit(NOW - timedelta(days=8), NOW - timedelta(days=1))

    def check(self) -> None:
        raise SignInRequired("the token was refused", next_step="Run: followthrough connect main")


class Strange(Memory):
    """A mailbox whose folders have names that nobody knows."""

    def folders(self) -> FoldersFound:
        return FoldersFound("", "", others=("Angefangen", "Postausgang"))


class New(Memory):
    """A mailbox with nothing but an inbox."""

    def folders(self) -> FoldersFound:
        return FoldersFound("", "")


class Hurrying(Memory):
    """A mailbox whose clock is a quarter of an hour fast."""

    def written_at(self, ref: DraftRef) -> datetime:
        return NOW + timedelta(minutes=15)


def looked_at(provider: Memory, *, writes: bool = True) -> list[Finding]:
    """What is found in a mailbox."""
    return list(mailbox("main", "jordan@mail.example", lambda: provider, lambda: NOW, writes=writes))


def test_a_test_draft_is_written_and_nothing_of_it_stays() -> None:
    box = Memory(lambda: NOW)
    found = looked_at(box)

    assert [f.level for f in found] == [Level.OK, Level.OK]
    assert box.drafts() == []


def test_a_clock_that_differs_from_the_mailboxs_is_found_by_the_test_draft() -> None:
    """IMAP has no other way to ask for the time; without a draft nothing is claimed."""
    clock = next(f for f in looked_at(Hurrying(lambda: NOW)) if f.check == "clock")

    assert clock.level is Level.ERROR
    assert "15 minutes behind mailbox main" in clock.text
    assert "clock" not in {f.check for f in looked_at(Hurrying(lambda: NOW), writes=False)}


def test_nothing_is_written_where_that_is_not_wanted() -> None:
    found = looked_at(Sticky(lambda: NOW), writes=False)

    assert [f.check for f in found] == ["mailbox main"]


def test_a_test_draft_that_stays_is_named_so_that_it_can_be_deleted_by_hand() -> None:
    (_, draft) = looked_at(Sticky(lambda: NOW))

    assert draft.level is Level.ERROR
    assert "could not be removed: the line dropped" in draft.text
    assert SUBJECT in draft.next_step


def test_a_dead_sign_in_says_when_it_ended_and_what_to_run() -> None:
    signed, refused = looked_at(Refusing(lambda: NOW))

    assert "it ended on 2026-05-10" in signed.text
    assert refused == Finding("mailbox main", Level.ERROR, "the token was refused.", "Run: followthrough connect main")


@pytest.mark.parametrize(
    ("ends_in", "level"), [(timedelta(days=30), Level.OK), (timedelta(days=2), Level.WARNING), (None, Level.OK)]
)
def test_a_sign_in_that_ends_soon_is_warned_of(ends_in: timedelta | None, level: Level) -> None:
    permit = Permit(NOW - timedelta(days=5), NOW + ends_in if ends_in else None)
    found = sign_in("mailbox main: sign-in", permit, NOW)

    assert found.level is level
    assert "signed in 5 days ago" in found.text
    assert level is Level.OK or "followthrough connect main" in found.next_step


def test_a_folder_that_was_not_found_is_warned_of_with_what_to_write() -> None:
    """B7, B14, B33: without the folder for sent mail the owner's own answers are not read. No test draft is written
    while it would make a folder beside one that may be the owner's."""
    answers, sent, drafts = looked_at(Strange(lambda: NOW))

    assert answers == Finding("mailbox main", Level.OK, "answers; its inbox was found", "")
    assert (sent.level, sent.text) == (
        Level.WARNING,
        "No folder for sent mail was found, so what you send is not read.",
    )
    assert "`folders: {sent: …}` for this mailbox; there are: Angefangen, Postausgang." in sent.next_step
    assert "the first draft will make one" in drafts.text
    assert "folders: {drafts: …}" in drafts.next_step


def test_a_mailbox_that_is_only_new_is_told_of_where_it_is_asked_for_and_not_nagged_about() -> None:
    new = New(lambda: NOW)

    assert [f.text for f in looked_at(new, writes=False)] == [
        "answers; its inbox was found",
        "No folder for sent mail was found, so what you send is not read.",
    ]
    assert pressing(new.folders()) == ""
    assert pressing(Memory(lambda: NOW).folders()) == ""


def test_a_folder_for_drafts_that_was_made_beside_others_is_told() -> None:
    """The owner may look into another one."""
    made = pressing(FoldersFound("Sent", "Drafts", made_drafts=True, others=("Angefangen",)))

    assert made.startswith("No folder for drafts was found, so Drafts was made.")
    assert pressing(FoldersFound("Sent", "Drafts", made_drafts=True)) == ""


def test_a_mailbox_that_cannot_be_opened_is_an_error_with_a_next_step() -> None:
    def missing() -> Memory:
        raise MailboxMissing("there is no folder Drafts")

    (found,) = mailbox("main", "jordan@mail.example", missing, lambda: NOW, writes=True)

    assert (found.level, bool(found.next_step)) == (Level.ERROR, True)


@pytest.mark.parametrize(
    ("off", "level", "says"),
    [
        (timedelta(seconds=20), Level.OK, "agrees"),
        (timedelta(minutes=4), Level.WARNING, "4 minutes ahead of"),
        (-timedelta(minutes=30), Level.ERROR, "30 minutes behind"),
    ],
)
def test_a_clock_that_is_off_is_found(off: timedelta, level: Level, says: str) -> None:
    found = surroundings.clock("the servers", NOW, NOW + off)

    assert found.level is level
    assert says in found.text


@pytest.mark.parametrize(("room", "level"), [(10**10, Level.OK), (10**8, Level.WARNING), (10**6, Level.ERROR)])
def test_a_disk_that_runs_full_is_warned_of_in_time(tmp_path: Path, room: int, level: Level) -> None:
    tmp_path.chmod(0o700)

    assert worst(surroundings.disk(tmp_path, lambda folder: room)) is level


def test_a_full_disk_is_no_want_of_permission(tmp_path: Path) -> None:
    """Room is to be made there; `chmod` would change nothing."""

    def free(folder: Path) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    (found,) = surroundings.disk(tmp_path, free)

    assert found.level is Level.ERROR
    assert found.next_step.startswith("Make room")


def test_a_country_without_holidays_is_no_silent_matter() -> None:
    def holidays(country: str) -> Finding:
        found = config.parse(CONFIG % country)
        return list(surroundings.zone_data(found, NOW))[1]

    assert holidays(", country: DE").level is Level.OK
    assert "me.country" in holidays("").next_step


def test_a_region_with_holidays_of_its_own_is_offered_until_it_is_named() -> None:
    """Great Britain without one lacks Easter Monday, of which nobody is told otherwise."""

    def holidays(where: str) -> str:
        return list(surroundings.zone_data(config.parse(CONFIG % where), NOW))[1].text

    assert "with me.region (ENG, NIR, SCT, WLS) those of yours too" in holidays(", country: GB")
    assert "region" not in holidays(", country: GB, region: ENG")
    assert "region" not in holidays(", country: IE")


def test_days_away_are_shown_until_they_are_over() -> None:
    def checks(days: str) -> set[str]:
        return {f.check for f in surroundings.zone_data(config.parse(f"{CONFIG % ''}away: {days}\n"), NOW)}

    assert "away" in checks("[2026-05-04, 2026-05-11]")
    assert "away" not in checks("[2026-05-01, 2026-05-10]")


def test_every_kind_of_draft_can_be_written_in_every_language() -> None:
    assert worst(surroundings.templates()) is Level.OK


def test_a_damaged_memory_is_found_and_a_whole_one_says_what_it_keeps(tmp_path: Path) -> None:
    place = tmp_path / "followthrough.db"
    assert "nothing is remembered yet" in next(memory.memory(tmp_path)).text
    store = Store(place)
    with store.decision():
        store.put_pause("main", NOW)
    store.close()
    whole = list(memory.memory(tmp_path))
    place.write_bytes(b"no database at all, " * 4096)
    (damaged,) = memory.memory(tmp_path)

    assert [f.check for f in whole] == ["pause", "store", "retention"]
    assert damaged.level is Level.ERROR
    assert "Put a backup in its place" in damaged.next_step


def test_the_time_of_a_mail_service_is_read_from_its_answer() -> None:
    class Server(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(404)
            self.end_headers()

        def date_time_string(self, timestamp: float | None = None) -> str:
            return "Mon, 11 May 2026 14:00:00 GMT"

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        told = server_time(f"http://127.0.0.1:{server.server_port}/")

    assert told == NOW


def test_a_service_that_does_not_answer_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        server_time("http://127.0.0.1:9/")


MODEL = "drafting: {model: {endpoint: 'http://127.0.0.1:1/v1', name: small%s}}\n"


def test_a_language_model_is_named_with_what_it_sees_of_drafts() -> None:
    (found,) = language_model(config.parse(CONFIG % "" + MODEL % ", sees: [company]"))

    assert found == Finding(
        "language model", Level.OK, "small at http://127.0.0.1:1/v1 polishes drafts, and sees of them: company"
    )


def test_where_no_language_model_is_configured_nothing_is_said_of_one() -> None:
    assert list(language_model(config.parse(CONFIG % ""))) == []


def test_a_language_model_without_its_key_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are placed in the built-in words all the same."""
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    (found,) = language_model(config.parse(CONFIG % "" + MODEL % ", key_env: NO_SUCH_KEY"))

    assert found.level is Level.WARNING
    assert "its key is empty" in found.text
