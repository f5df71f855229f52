"""`why`: the reading of one mail, or the next step of a thread."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from agent import documents, passing, timeline
from agent.commands.desk import Desk
from agent.errors import UsageError
from agent.naming import find_thread
from agent.reasons import Reason
from agent.screens import page
from agent.screens.why import Read, of_mail, of_thread
from agent.screens.words import counted
from agent.store_rows import Look, MessageRow
from agent.threads import Thread


def why(name: str, config: Path | None, *, as_json: bool) -> int:
    """`why` of a message (its key, its Message-ID, or THREAD:NUMBER as `show` counts), else of a thread.

    Raises `UsageError` for what is neither.
    """
    desk = Desk(config)
    read = find_read(desk, name)
    if read is not None:
        lines = of_mail(read, desk.now, desk.zone)
        row = _mail_object(read)
    else:
        thread = passing.until(desk.thread(name), desk.now, desk.rulebook).thread
        reason, since = desk.reason(thread), timeline.since(desk.store.thread_journal(thread.id), thread.state.value)
        lines = of_thread(thread, reason, since, desk.now, desk.zone)
        row = _thread_object(thread, reason, since)
    if as_json:
        sys.stdout.write(f"{json.dumps(row, ensure_ascii=False, default=str)}\n")
    else:
        page.show(lines)
    return 0


def find_read(desk: Desk, name: str) -> Read | None:
    """The mail that the owner names, if it is one: its number under needs a look, a key (or its beginning), a
    Message-ID, or THREAD:NUMBER.

    Raises `UsageError` for a mail that left nothing to explain, or a name that fits several.
    """
    looks = desk.store.looks()
    named = look_numbered(name, looks)
    found = desk.store.find_messages(named.key if named else name)
    if not found and ":" in name:
        found = _counted(desk, name)
    if not found:
        return None
    if len(found) > 1:
        keys = ", ".join(m.key for m in found[:5])
        raise UsageError(f"{name!r} fits {len(found)} messages.", next_step=f"Name one: {keys}.")
    row = found[0]
    look = next((k for k in looks if (k.mailbox, k.key) == (row.mailbox, row.key)), None)
    try:
        reading = documents.reading_from_json(desk.store.reading_document(row.mailbox, row.key))
    except KeyError as error:
        what = "was sent by you" if row.intent == "sent" else f"was read as {row.intent}"
        raise UsageError(
            f"The message {what}; of such mail nothing but that is kept.",
            next_step="To see how its file reads: followthrough classify FILE.",
        ) from error
    thread = desk.store.thread(row.thread_id) if row.thread_id else None
    at = desk.store.received_at(row.mailbox, row.key) or row.read_at
    return Read(row.key, row.message_id, at, reading, thread, look.reason if look else None)


def look_numbered(name: str, looks: Sequence[Look]) -> Look | None:
    """The message under needs a look that has this number."""
    return next((look for look in looks if str(look.number) == name), None)


def _counted(desk: Desk, name: str) -> list[MessageRow]:
    thread_name, _, number = name.rpartition(":")
    if not number.isdecimal():
        return []
    thread = find_thread(thread_name, desk.store.threads())
    mails = desk.mails(thread)
    mail = timeline.numbered(mails, int(number))
    if mail is None:
        has = f"{thread.id} has {counted(len(mails), 'mail')}."
        raise UsageError(has, next_step=f"See them with: followthrough show {thread.id}.")
    return [row for row in desk.store.find_messages(mail.key) if row.thread_id == thread.id][:1]


def _mail_object(read: Read) -> dict[str, object]:
    reading = read.reading
    return {
        "message": read.key,
        "message_id": read.message_id,
        "at": read.at.isoformat(),
        "thread": read.thread.id if read.thread else None,
        "intent": reading.intent.value,
        "confidence": round(reading.confidence, 4),
        "sure": reading.sure,
        "runner_up": reading.runner_up.value if reading.runner_up else None,
        "company": reading.company,
        "role": reading.role,
        "decision_by": reading.decision_by.isoformat() if reading.decision_by else None,
        "interview_start": reading.interview.start.isoformat() if reading.interview else None,
        "needs_look": read.needs_look,
        "evidence": [{"rule": e.rule, "text": e.text, "weight": round(e.weight, 3)} for e in reading.evidence],
    }


def _thread_object(thread: Thread, reason: Reason, since: tuple[object, str] | None) -> dict[str, object]:
    item = reason.item
    return {
        "thread": thread.id,
        "state": thread.state.value,
        "since": str(since[0]) if since else None,
        "state_because": since[1] if since else None,
        "next_step": item.step.value if item else None,
        "due_at": item.at.isoformat() if item else None,
        "because": reason.then,
        "rule": reason.rule,
        "wording": reason.wording,
        "held_by": reason.held_by,
        "what_would_change_it": list(reason.changes),
    }
