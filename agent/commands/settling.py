"""`settle`: the owner says what a message means and where it belongs; the answer sticks (B4, B17).

It answers what needs a look, and takes back a reading that was acted on: `settle MESSAGE --intent reply`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import timedelta

from agent import documents, incoming, linking, passing, retractions
from agent.commands.correcting import Did, How, keep, say
from agent.commands.desk import Desk
from agent.commands.explaining import find_read, look_numbered
from agent.errors import UsageError
from agent.glance import LookGlance
from agent.happenings import Change, Incoming
from agent.intake import UNTHREADED
from agent.linking import Place, Verdict
from agent.looks import Looks
from agent.moments import time_written
from agent.naming import find_thread
from agent.screens import page
from agent.screens.page import line
from agent.screens.status import looks_section
from agent.screens.why import Read
from agent.store_rows import Look, MessageRow
from agent.threads import Thread
from rules.message import Message
from rules.reading import Intent, Interview, Person, Reading


@dataclass(frozen=True, slots=True)
class Answer:
    """What the owner says of a message; None where they leave it as it was read."""

    intent: str | None = None
    thread: str | None = None
    time: str | None = None


def settle(name: str | None, answer: Answer, how: How) -> int:
    """`settle`; without a name, what needs a look is listed. Raises `UsageError`, `StateError`."""
    desk = Desk(how.config)
    looks = desk.store.looks()
    if name is None:
        _list(desk, looks, how)
        return 0
    look = _look(name, looks)
    if look:
        done = _settle_look(desk, look, answer)
    else:
        read = find_read(desk, name)
        if read is None:
            raise UsageError(f"{name!r} is no message that is known.", next_step="See them with: followthrough settle")
        done = _read_anew(desk, read, answer)
    if not done and not how.as_json:
        page.show([line("Settled: it changes nothing.")])
    say(desk, done, how)
    return 0


def _list(desk: Desk, looks: list[Look], how: How) -> None:
    found = [_glance(desk, look) for look in looks]
    if not how.as_json:
        page.show(looks_section(found, desk.zone) or [line("Nothing needs a look.")])
        return
    for look in found:
        row = {"number": look.number, "message": look.key, "reason": look.reason, "guess": look.guess}
        more = {"sender": look.sender, "subject": look.subject, "threads": look.threads}
        sys.stdout.write(f"{json.dumps({**row, **more}, ensure_ascii=False)}\n")


def _glance(desk: Desk, look: Look) -> LookGlance:
    message = documents.message_from_json(look.document)
    sender = message.sender
    who = (sender.name or sender.email) if sender else None
    guess = _looks(desk).reading(look).intent.value
    return LookGlance(
        look.number, look.key, look.at, look.reason, look.threads, who or "somebody", message.subject, guess
    )


def _look(name: str, looks: list[Look]) -> Look | None:
    if numbered := look_numbered(name, looks):
        return numbered
    found = [k for k in looks if k.key == name or (len(name) >= 4 and k.key.startswith(name))]
    return found[0] if len(found) == 1 else None


# What needs a look


def _settle_look(desk: Desk, look: Look, answer: Answer) -> list[Did]:
    looks = _looks(desk)
    reading = _said(desk, looks.reading(look), answer)
    message = documents.message_from_json(look.document)
    with desk.store.decision():
        before = _target(desk, look, message, reading, answer)
        for held in filter(None, map(desk.store.thread, look.threads)):
            desk.keep(Change(replace(held, holds=tuple(h for h in held.holds if h != f"{look.mailbox}:{look.key}"))))
        if reading.intent in UNTHREADED or (before is None and reading.intent not in linking.BEGINNERS):
            return _let_be(desk, look, message, reading)
        before = desk.store.thread(before.id) if before else None
        change = passing.until(looks.take_up(look, before, reading), desk.now, desk.rulebook)
        keep(desk, before, change, f"settled a mail as {reading.intent.value.replace('_', ' ')}")
    return [Did(before, change.thread)]


def _let_be(desk: Desk, look: Look, message: Message, reading: Reading) -> list[Did]:
    """The mail is nothing to the threads that it was held for; nor is a warning that it gave rise to in any (B8)."""
    desk.store.settle_look(look.mailbox, look.key, desk.now)
    desk.store.put_message(MessageRow(look.mailbox, look.key, message.message_id, reading.intent.value, None, desk.now))
    done = []
    for thread in desk.store.threads():
        if thread.id not in look.threads and all(w.message != look.key for w in thread.warnings):
            continue
        after = _looks(desk).disbelieved(look, thread)
        keep(desk, thread, Change(after), "said that a suspect mail is nothing")
        done.append(Did(thread, after))
    return done


def _looks(desk: Desk) -> Looks:
    return Looks(desk.store, desk.rulebook, desk.now, desk.keep)


def _target(desk: Desk, look: Look, message: Message, reading: Reading, answer: Answer) -> Thread | None:
    """The thread that the owner names, else the one it was held for, else the one it links to."""
    if answer.thread:
        return find_thread(answer.thread, desk.store.threads())
    if len(look.threads) > 1:
        step = f"Say which: --thread with one of {', '.join(look.threads)}."
        raise UsageError("This message fits more than one thread.", next_step=step)
    if look.threads:
        return desk.store.thread(look.threads[0])
    place = Place(look.mailbox, look.conversation_id)
    keys = linking.strong_keys(message, place) | linking.weak_keys(message, reading)
    candidates = desk.store.threads_by_keys(keys)
    link = linking.link(message, reading, place, candidates)
    if link.verdict is Verdict.AMBIGUOUS:
        step = f"Say which: --thread with one of {', '.join(link.threads)}."
        raise UsageError("This message fits more than one thread.", next_step=step)
    return next((t for t in candidates if t.id in link.threads), None)


def _said(desk: Desk, reading: Reading, answer: Answer) -> Reading:
    """The reading as the owner wants it."""
    if answer.intent:
        reading = replace(reading, intent=_intent(answer.intent))
    if answer.time:
        known = reading.interview
        was = known.start if known else None
        start = time_written(answer.time, desk.now, desk.rulebook.calendar.zone, "--time", instead_of=was)
        length = known.end - known.start if known and known.end else timedelta()
        interview = replace(known, start=start, end=start + length if length else None) if known else Interview(start)
        reading = replace(reading, interview=interview)
    needs_time = (Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED)
    if reading.intent in needs_time and reading.interview is None:
        step = 'Say when: --time "tomorrow 14:00".'
        raise UsageError("No time could be read in this message.", next_step=step)
    return replace(reading, sure=True)


def _intent(word: str) -> Intent:
    try:
        return Intent(word.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as error:
        known = ", ".join(i.value for i in Intent)
        raise UsageError(f"{word!r} is no intent.", next_step=f"Choose one of: {known}.") from error


# A reading that was acted on


def _read_anew(desk: Desk, read: Read, answer: Answer) -> list[Did]:
    """Take back what it did, then let it mean what the owner says."""
    if read.thread is None:
        step = "If it announces an interview: followthrough add COMPANY --time …"
        raise UsageError("This message changed nothing, so there is nothing to take back.", next_step=step)
    if not (answer.intent or answer.thread or answer.time):
        raise UsageError("settle: as what?", next_step="Say it with --intent, --thread or --time.")
    reading = _said(desk, read.reading, answer)
    row = next(m for m in desk.store.find_messages(read.key) if m.thread_id == read.thread.id)
    with desk.store.decision():
        was = passing.until(read.thread, desk.now, desk.rulebook).thread
        back = retractions.taken_back(was, read.reading.intent, read.at, read.message_id, desk.now)
        target = find_thread(answer.thread, desk.store.threads()) if answer.thread else back.thread
        moves = target.id != was.id
        if moves:
            keep(desk, was, back, "took a mail out that belongs elsewhere")
            back = Change(target)
        before = target if moves else was
        change = back if reading.intent in UNTHREADED else back.then(_received(desk, back.thread, read, reading, row))
        change = change.then(passing.until(change.thread, desk.now, desk.rulebook))
        words = f"settled the mail of {read.at:%d %b} as {reading.intent.value.replace('_', ' ')}"
        keep(desk, before, change, words)
        desk.store.put_message(replace(row, intent=reading.intent.value, thread_id=change.thread.id))
        document = documents.reading_to_json(reading)
        desk.store.put_reading(row.mailbox, row.key, change.thread.id, read.at, document)
    left = desk.store.thread(was.id) if moves else None
    return [*([Did(was, left)] if left else []), Did(before, change.thread)]


def _received(desk: Desk, thread: Thread, read: Read, reading: Reading, row: MessageRow) -> Change:
    """The mail once more, as far as it is remembered: its words are not kept."""
    writer = next((c for c in thread.contacts if c.last_mail and c.last_mail.key == read.key), None)
    sender = Person(writer.name, writer.email) if writer else None
    subject = writer.last_mail.subject if writer and writer.last_mail else ""
    message = Message(read.message_id, sender, read.at, subject=subject)
    item = Incoming(Place(row.mailbox, None), read.key, message, reading, read.at)
    return incoming.receive(thread, item, desk.rulebook)
