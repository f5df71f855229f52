"""The owner's corrections: find the thread, change it in one decision, say what changed and what comes next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from agent import board, corrections, documents, wiring
from agent.clock import SystemClock
from agent.commands.loading import instant, load, memory
from agent.config_schema import Config
from agent.errors import UsageError
from agent.happenings import Change, Incoming
from agent.intake import Intake
from agent.linking import Place
from agent.naming import find_thread
from agent.rulebook import Rulebook
from agent.safe_text import plain
from agent.store import Look, Store
from agent.threads import Thread
from rules.reading import Intent, Interview, Person, Reading

Correction = Callable[[Thread, datetime, Rulebook], Change]


class Desk:
    """An open store and the owner's rules, for one command."""

    def __init__(self, config_path: Path | None) -> None:
        self.config: Config = load(config_path)
        self.store: Store = memory(config_path, self.config)
        self.rulebook: Rulebook = wiring.rulebook_of(self.config)
        self.now = SystemClock().now()

    def correct(self, name: str, correction: Correction) -> int:
        """Apply a correction to the thread of that name and say what it did. Raises `UsageError`, `StateError`."""
        with self.store.decision():
            thread = find_thread(name, self.store.threads())
            change = correction(thread, self.now, self.rulebook)
            self.keep(change)
        self.say(thread, change.thread)
        return 0

    def keep(self, change: Change) -> None:
        """Remember a change; the running agent plans anew in its next cycle."""
        self.store.put_thread(change.thread, self.now, self.now, self.rulebook.calendar.local_date)
        self.store.put_entries(change.entries)

    def say(self, before: Thread, after: Thread) -> None:
        """One line on what changed, one on what comes next."""
        name = plain(after.company or after.id)
        changed = f"{before.state.value} → {after.state.value}" if before.state is not after.state else "noted"
        following = board.next_words(after, self.rulebook, self.now)
        sys.stdout.write(f"{name}: {changed}\n" + (f"next: {following}\n" if following else ""))


def note(name: str, text: str, config: Path | None) -> int:
    """`note`."""
    return Desk(config).correct(name, lambda t, now, rulebook: corrections.note(t, text, now, rulebook))


def simple(name: str, correction: Callable[[Thread, datetime], Change], config: Path | None) -> int:
    """`close`, `reopen`, `didnt-happen`."""
    return Desk(config).correct(name, lambda t, now, _: correction(t, now))


def trust(name: str, config: Path | None) -> int:
    """`trust`."""
    return Desk(config).correct(name, lambda t, *_: corrections.trust(t))


def skip(name: str, config: Path | None) -> int:
    """`skip`."""
    return Desk(config).correct(name, corrections.skip)


def snooze(name: str, until: str, config: Path | None) -> int:
    """`snooze`."""
    try:
        day = date.fromisoformat(until)
    except ValueError as error:
        raise UsageError(f"{until!r} is no day.", next_step="Write it like 2026-06-30.") from error
    return Desk(config).correct(name, lambda t, _, rulebook: corrections.snooze(t, day, rulebook.calendar, rulebook))


def accept(name: str, config: Path | None) -> int:
    """`accept`: closes this thread, drafts withdrawals for the other open ones (B36)."""
    desk = Desk(config)
    with desk.store.decision():
        threads = desk.store.threads()
        taken = find_thread(name, threads)
        change = corrections.accept(taken, desk.now)
        desk.keep(change)
        others = [t for t in threads if t.id != taken.id and not t.is_over]
        for other in others:
            desk.keep(corrections.offer_withdrawal(other, desk.now))
    desk.say(taken, change.thread)
    for other in others:
        sys.stdout.write(
            f"{plain(other.company or other.id)}: a courteous withdrawal will be drafted; delete it to stay in\n"
        )
    return 0


def set_facts(
    name: str,
    company: str | None,
    role: str | None,
    start: str | None,
    minutes: int | None,
    person: str | None,
    address: str | None,
    config: Path | None,
) -> int:
    """`set`."""
    desk = Desk(config)
    if not any((company, role, start, person, address)):
        raise UsageError("set: nothing to set.", next_step="Give --company, --role, --time, --contact or --address.")

    def correction(thread: Thread, now: datetime, rulebook: Rulebook) -> Change:
        change = corrections.set_facts(thread, company, role)
        if address:
            change = change.then(corrections.set_contact(change.thread, Person(person, address.lower())))
        if start:
            change = change.then(
                corrections.set_interview(
                    change.thread, _interview(start, minutes, person, address, desk.config), now, rulebook
                )
            )
        return change

    return desk.correct(name, correction)


def add(
    company: str,
    role: str | None,
    start: str | None,
    minutes: int | None,
    person: str | None,
    address: str | None,
    config: Path | None,
) -> int:
    """`add`."""
    desk = Desk(config)
    interview = _interview(start, minutes, person, address, desk.config) if start else None
    mailbox = desk.config.mailboxes[0].name if desk.config.mailboxes else ""
    with desk.store.decision():
        change = corrections.add(
            desk.store.new_thread_id(company), mailbox, company, role, interview, desk.now, desk.rulebook
        )
        if address:
            change = change.then(corrections.set_contact(change.thread, Person(person, address.lower())))
        desk.keep(change)
    sys.stdout.write(f"{plain(change.thread.id)}: {change.thread.state.value}\n")
    return 0


def settle(key: str, intent: str | None, thread_name: str | None, config: Path | None) -> int:
    """`settle`: the owner says what a message means and where it belongs; the answer sticks (B4, B17)."""
    desk = Desk(config)
    with desk.store.decision():
        look = _look(key, desk.store.looks())
        reading = _settled(look, desk.store, intent)
        thread = find_thread(thread_name, desk.store.threads()) if thread_name else _only(look, desk.store)
        desk.store.settle_look(look.mailbox, look.key, desk.now)
        for held in filter(None, map(desk.store.thread, look.threads)):
            desk.keep(Change(replace(held, holds=tuple(h for h in held.holds if h != f"{look.mailbox}:{look.key}"))))
        thread = desk.store.thread(thread.id) if thread else None
        message = documents.message_from_json(look.document)
        intake = Intake(look.mailbox, desk.store, desk.rulebook, desk.now, desk.keep, lambda *_: None)
        after = intake.apply(thread, Incoming(Place(look.mailbox, None), look.key, message, reading, look.at))
    desk.say(thread or after, after)
    return 0


def _settled(look: Look, store: Store, intent: str | None) -> Reading:
    document = store.reading_document(look.mailbox, look.key)
    reading = documents.reading_from_json(document)
    try:
        chosen = Intent(intent) if intent else reading.intent
    except ValueError as error:
        known = ", ".join(i.value for i in Intent)
        raise UsageError(f"{intent!r} is no intent.", next_step=f"Choose one of: {known}.") from error
    return replace(reading, intent=chosen, sure=True)


def _look(key: str, looks: Sequence[Look]) -> Look:
    found = [look for look in looks if look.key == key or look.key.startswith(key)]
    if len(found) != 1:
        names = ", ".join(look.key for look in (found or looks)[:5]) or "nothing needs a look"
        raise UsageError(f"{key!r} names {len(found)} messages that need a look.", next_step=f"Known: {names}.")
    return found[0]


def _only(look: Look, store: Store) -> Thread | None:
    if len(look.threads) > 1:
        raise UsageError(
            "This message fits more than one thread.",
            next_step=f"Say which: --thread with one of {', '.join(look.threads)}.",
        )
    return store.thread(look.threads[0]) if look.threads else None


def _interview(start: str, minutes: int | None, person: str | None, address: str | None, config: Config) -> Interview:
    begins = instant(start, config, "--time")
    assert begins is not None
    people = (Person(person, address.lower() if address else None),) if person or address else ()
    return Interview(begins, begins + timedelta(minutes=minutes) if minutes else None, interviewers=people)
