"""The owner's corrections: find the thread, change it in one decision, say what changed and what comes next."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from agent import attachments, corrections, notes, passing
from agent.board import next_words
from agent.card import is_leaving
from agent.commands.desk import Desk
from agent.differences import differences
from agent.errors import UsageError
from agent.happenings import Change, Entry
from agent.lifecycle import CloseReason
from agent.looks import Looks
from agent.moments import day_written, time_written
from agent.naming import find_thread
from agent.rulebook import Rulebook
from agent.same_names import company_words, is_same_company
from agent.screens import page
from agent.screens.page import Line, Span, line
from agent.screens.thread import title
from agent.threads import Thread
from rules.reading import Interview, Person

Correction = Callable[[Thread, datetime, Rulebook], Change]


@dataclass(frozen=True, slots=True)
class Facts:
    """What `set` and `add` were told; None where nothing was said."""

    company: str | None = None
    role: str | None = None
    time: str | None = None
    minutes: int | None = None
    interviewer: str | None = None
    not_interviewer: str | None = None
    contact: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class How:
    """Where the configuration is (None: where it is found), and how to answer."""

    config: Path | None = None
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Did:
    """What a correction did to one thread; `before` is None for a new one."""

    before: Thread | None
    after: Thread


def correct(name: str, correction: Correction, how: How, words: str) -> int:
    """Apply a correction to the thread of that name and say what it did. Raises `UsageError`, `StateError`."""
    desk = Desk(how.config)
    with desk.store.decision():
        before = passing.until(find_thread(name, desk.store.threads()), desk.now, desk.rulebook)
        change = before.then(correction(before.thread, desk.now, desk.rulebook))
        change = change.then(passing.until(change.thread, desk.now, desk.rulebook))
        keep(desk, before.thread, change, words)
    say(desk, [Did(before.thread, change.thread)], how)
    return 0


def keep(desk: Desk, before: Thread | None, change: Change, words: str) -> None:
    """Remember a correction, and that it was the owner's; nothing is remembered where nothing changed."""
    if change.thread != before:
        entry = Entry(desk.now, change.thread.id, "corrected", {"text": words})
        desk.keep(Change(change.thread, (*change.entries, entry)))


def say(desk: Desk, done: Sequence[Did], how: How) -> None:
    """For each thread a line for each thing that changed, and one on what comes next."""
    for did in done:
        changed = differences(did.before, did.after, desk.rulebook, desk.now)
        following = next_words(did.after, desk.rulebook, desk.now) or _afterwards(did.after)
        if how.as_json:
            row = {
                "thread": did.after.id,
                "state": did.after.state.value,
                "changed": changed,
                "next": following or None,
            }
            sys.stdout.write(f"{json.dumps(row, ensure_ascii=False)}\n")
        else:
            page.show(_told(did.after, changed, following))


def _afterwards(thread: Thread) -> str:
    return "the agent takes the draft out and plans on from there" if any(map(is_leaving, thread.drafts)) else ""


def _told(thread: Thread, changed: Sequence[str], following: str) -> list[Line]:
    return [
        line(Span(title(thread), "head"), Span(f"   {thread.id}", "quiet")),
        *(line("- ", text, indent=2, hang=2) for text in changed or ["nothing changed"]),
        line(Span("Next: ", "strong"), following or "nothing by itself", indent=2, hang=6),
    ]


def note(name: str, text: str, attach: Path | None, how: How) -> int:
    """`note`."""
    if not text.strip():
        raise UsageError("note: no words.", next_step='Write it like: note northwind "about: the telemetry project"')
    file = str(attach.expanduser().resolve()) if attach else None
    if file and (why := attachments.trouble(file)):
        raise UsageError(f"--attach: {why}.", next_step="Name a smaller file, or one that you can read.")
    return correct(name, lambda t, now, rulebook: corrections.note(t, text, now, rulebook, file), how, f"note: {text}")


def forget_note(name: str, beginning: str, how: How) -> int:
    """`note --forget`."""

    def correction(thread: Thread, now: datetime, rulebook: Rulebook) -> Change:
        change = notes.forget(thread, beginning)
        if change.thread == thread:
            known = "; ".join(n.text for n in thread.notes) or "none"
            raise UsageError(f"No note begins {beginning!r}.", next_step=f"The notes are: {known}")
        return change

    return correct(name, correction, how, f"forgot the note {beginning}")


def simple(name: str, correction: Callable[[Thread, datetime], Change], how: How, words: str) -> int:
    """`close`, `didnt-happen`."""
    return correct(name, lambda t, now, _: correction(t, now), how, words)


def trust(name: str, how: How) -> int:
    """`trust`: what was kept aside as suspect is believed, and drafts are made again (B8)."""
    desk = Desk(how.config)
    with desk.store.decision():
        before = passing.until(find_thread(name, desk.store.threads()), desk.now, desk.rulebook)
        desk.keep(before)
        believed = Looks(desk.store, desk.rulebook, desk.now, desk.keep).believe(before.thread)
        change = corrections.trust(believed)
        change = change.then(passing.until(change.thread, desk.now, desk.rulebook))
        keep(desk, before.thread, change, "trusted it")
    say(desk, [Did(before.thread, change.thread)], how)
    return 0


def skip(name: str, how: How) -> int:
    """`skip`."""
    return correct(name, corrections.skip, how, "left the step out")


def snooze(name: str, until: str, how: How) -> int:
    """`snooze`."""

    def correction(thread: Thread, now: datetime, rulebook: Rulebook) -> Change:
        day = day_written(until, now, rulebook.calendar.zone)
        if day <= rulebook.calendar.local_date(now):
            raise UsageError(f"{until!r} is not ahead.", next_step="Name a day after today.")
        return corrections.snooze(thread, day, rulebook.calendar, rulebook)

    return correct(name, correction, how, f"put it off until {until}")


def pin(day: str, name: str, because: str | None, how: How) -> int:
    """`pin`."""

    def correction(thread: Thread, now: datetime, rulebook: Rulebook) -> Change:
        on = day_written(day, now, rulebook.calendar.zone)
        if on < rulebook.calendar.local_date(now):
            raise UsageError(f"{day!r} is over.", next_step="Name a day from today on.")
        return corrections.pin(thread, on, because, now, rulebook.calendar)

    return correct(name, correction, how, f"moved the next follow-up to {day}{f': {because}' if because else ''}")


def accept(name: str, how: How) -> int:
    """`accept`: closes this thread, drafts withdrawals for the other open ones (B36)."""
    desk = Desk(how.config)
    done: list[Did] = []
    with desk.store.decision():
        threads = desk.store.threads()
        taken = find_thread(name, threads)
        change = corrections.accept(taken, desk.now)
        keep(desk, taken, change, "accepted the offer")
        done.append(Did(taken, change.thread))
        for other in (t for t in threads if t.id != taken.id and not t.is_over):
            offered = corrections.offer_withdrawal(other, desk.now)
            keep(desk, other, offered, f"accepted the offer of {taken.company or taken.id}")
            done.append(Did(other, offered.thread))
    say(desk, done, how)
    return 0


def reopen(name: str, how: How) -> int:
    """`reopen`; of an offer that was accepted, the others go on too (B36)."""
    desk = Desk(how.config)
    with desk.store.decision():
        threads = desk.store.threads()
        before = passing.until(find_thread(name, threads), desk.now, desk.rulebook)
        change = before.then(corrections.reopen(before.thread, desk.now))
        change = change.then(passing.until(change.thread, desk.now, desk.rulebook))
        keep(desk, before.thread, change, "reopened it")
        done = [Did(before.thread, change.thread)]
        was_taken = before.thread.reason is CloseReason.OFFER and not change.thread.is_over
        for other in (t for t in threads if was_taken and t.id != before.thread.id):
            going_on = corrections.keep_going(other, desk.now)
            keep(desk, other, going_on, f"reopened the offer of {before.thread.company or before.thread.id}")
            done += [Did(other, going_on.thread)] if going_on.thread != other else []
    say(desk, done, how)
    return 0


def set_facts(name: str, facts: Facts, how: How) -> int:
    """`set`."""
    _check(facts, "set")
    given = {n: getattr(facts, n) for n in Facts.__slots__ if getattr(facts, n)}
    if not given.keys() - {"minutes", "address"}:
        step = "Give --time, --company, --role, --contact or --interviewer."
        raise UsageError("set: nothing to set.", next_step=step)
    words = ", ".join(f"{n.replace('_', ' ')} {value}" for n, value in given.items())
    return correct(name, lambda t, now, r: _set(t, facts, now, r), how, f"set {words}")


def add(facts: Facts, how: How) -> int:
    """`add`: an interview that no mail announced; of a company that is known already, a further one in its thread."""
    _check(facts, "add")
    desk = Desk(how.config)
    with desk.store.decision():
        known = _known(facts, desk.store.threads())
        if known and not facts.time:
            step = f"Its interviews: followthrough show {known.id}. A further one: add it with --time."
            raise UsageError(f"{facts.company} is there already, as {known.id}.", next_step=step)
        change = _added(desk, facts, known)
        change = change.then(passing.until(change.thread, desk.now, desk.rulebook))
        keep(desk, known, change, f"added {facts.company}{f' {facts.time}' if facts.time else ''}")
    say(desk, [Did(known, change.thread)], how)
    return 0


def _check(facts: Facts, command: str) -> None:
    if facts.company is not None and not company_words(facts.company):
        raise UsageError(
            f"{command}: {facts.company!r} is no company's name.", next_step="Write it as they do, like 'Acme Works'."
        )
    if facts.address and not (facts.contact or facts.interviewer):
        raise UsageError(f"{command}: --address of whom?", next_step="Give --contact or --interviewer with the name.")
    if facts.address and "@" not in facts.address:
        raise UsageError(
            f"--address: {facts.address!r} is no mail address.", next_step="Write it like ana@acme.example."
        )
    if facts.minutes and not facts.time:
        raise UsageError("--minutes without --time.", next_step="Give --time too, when the interview begins.")
    if facts.minutes is not None and not 0 < facts.minutes <= 24 * 60:
        raise UsageError(f"--minutes: {facts.minutes} is no length.", next_step="Write it like 45.")


def _known(facts: Facts, threads: Sequence[Thread]) -> Thread | None:
    same = [t for t in threads if not t.is_over and is_same_company(t.company, facts.company)]
    if facts.role:
        same = [t for t in same if not t.role or t.role.casefold() == facts.role.casefold()]
    if len(same) > 1:
        roles = ", ".join(f"--role {t.role!r}" for t in same)
        raise UsageError(f"{facts.company} has {len(same)} threads.", next_step=f"Say which: {roles}.")
    return same[0] if same else None


def _added(desk: Desk, facts: Facts, known: Thread | None) -> Change:
    assert facts.company
    interview = _interview(facts, desk.now, desk.rulebook) if facts.time else None
    if known and interview:
        change = corrections.add_interview(known, interview, desk.now, desk.rulebook)
    else:
        name = desk.store.new_thread_id(facts.company)
        mailbox = desk.config.mailboxes[0].name if desk.config.mailboxes else ""
        change = corrections.add(name, mailbox, facts.company, facts.role, interview, desk.now, desk.rulebook)
    return change.then(_people(change.thread, facts))


def _set(thread: Thread, facts: Facts, now: datetime, rulebook: Rulebook) -> Change:
    change = corrections.set_facts(thread, facts.company, facts.role)
    if facts.time:
        ahead = change.thread.next_round
        interview = _interview(facts, now, rulebook, instead_of=ahead.start if ahead else None)
        change = change.then(corrections.set_interview(change.thread, interview, now, rulebook))
    return change.then(_people(change.thread, facts))


def _people(thread: Thread, facts: Facts) -> Change:
    change, address = Change(thread), facts.address.strip().lower() if facts.address else None
    if facts.not_interviewer:
        change = change.then(corrections.drop_interviewer(change.thread, facts.not_interviewer))
    if facts.interviewer:
        change = change.then(corrections.set_interviewer(change.thread, Person(facts.interviewer, address)))
    if facts.contact:
        change = change.then(_contact(change.thread, facts, address))
    return change


def _contact(thread: Thread, facts: Facts, address: str | None) -> Change:
    """Somebody known may be named without the address; one that is given with an interviewer is the interviewer's."""
    assert facts.contact
    name = facts.contact
    if facts.interviewer and not _is_same(facts.interviewer, name):
        address = None
    if address is None:
        known = [c for c in thread.contacts if name.casefold() in (c.email.casefold(), (c.name or "").casefold())]
        if len(known) != 1:
            step = "Give --address too."
            if facts.address:
                step = f"--address is that of {facts.interviewer}: name the contact in a `set` of its own."
            raise UsageError(f"--contact: no address of {name} is known.", next_step=step)
        name, address = known[0].name or name, known[0].email
    return corrections.set_contact(thread, Person(name, address))


def _is_same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold()


def _interview(facts: Facts, now: datetime, rulebook: Rulebook, *, instead_of: datetime | None = None) -> Interview:
    assert facts.time
    start = time_written(facts.time, now, rulebook.calendar.zone, "--time", instead_of=instead_of)
    return Interview(start, start + timedelta(minutes=facts.minutes) if facts.minutes else None)
