"""What a message from others does to its thread (B10, B13-B16, B21, B33). Pure.

`begin` and `receive` are the two doors. The thread has been brought up to the message's time (`agent.passing`) before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from agent import due, rounds
from agent.happenings import Change, Incoming, enter, tell, withdraw
from agent.lifecycle import CloseReason, Event, Position, State
from agent.linking import conversation_of, is_same_interview, keys_of
from agent.people import remember, writer_of
from agent.rulebook import Rulebook
from agent.same_names import have_little_in_common
from agent.threads import FOLLOW_UPS, Ask, DraftStatus, Promise, Thread, ThreadId, ThreadWarning
from rules.pacing import Step
from rules.reading import Intent, Interview

SILENT = (Intent.UNRELATED, Intent.RECRUITER_OUTREACH)
"""Linked or not, they say nothing in the matter."""


def begin(incoming: Incoming, thread_id: ThreadId, rulebook: Rulebook) -> Change:
    """A new thread, begun by this message (B10)."""
    r = incoming.reading
    thread = Thread(
        id=thread_id,
        mailbox=incoming.place.mailbox,
        root=incoming.message.message_id or incoming.key,
        began_at=incoming.at,
        position=Position.NEW,
        company=r.company,
        role=r.role,
        language=r.language,
    )
    return receive(thread, incoming, rulebook)


def receive(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    """The thread after one more message from others."""
    thread = _learn(thread, incoming, rulebook)
    change = warn(thread, incoming)
    intent = incoming.reading.intent
    if intent in SILENT:
        return change
    handler = _HANDLERS.get(intent, _talk)
    change = change.then(handler(change.thread, incoming, rulebook))
    if change.thread.reason is CloseReason.NO_ANSWER and intent is not Intent.AUTO_REPLY:
        change = change.then(enter(change.thread, Event.EMPLOYER_WROTE, incoming.at, "the employer wrote"))
    return change


# What every message adds


def _learn(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Thread:
    r = incoming.reading
    before = {c.email for c in thread.contacts}
    if r.intent not in SILENT and r.intent not in (Intent.AUTO_REPLY, Intent.DELIVERY_FAILURE):
        thread = remember(thread, incoming, rulebook.owner)
        thread = replace(
            thread,
            company=_fuller(thread, "company", r.company),
            role=_role(thread, incoming),
            language=thread.language or r.language,
            topic=r.topic or thread.topic,
            starts_on=r.start.on if r.start else thread.starts_on,
            material_at=incoming.at if r.brings_material else thread.material_at,
            mailbox=incoming.place.mailbox,
            phone=r.phone or thread.phone,
            no_phone_calls=thread.no_phone_calls or r.no_phone_calls,
        )
    new = {c.email for c in thread.contacts} - before
    return replace(thread, keys=thread.keys | keys_of(incoming.message, r, incoming.place, new))


def _role(thread: Thread, incoming: Incoming) -> str | None:
    """The post; another one that somebody writes the same interview is now about takes its place."""
    r, known = incoming.reading, thread.role
    is_told = bool(r.role) and (r.role or "") in incoming.message.own_text and not incoming.message.calendar
    is_other = is_told and have_little_in_common(known, r.role) and is_same_interview(thread, r)
    return r.role if is_other and "role" not in thread.locked else _fuller(thread, "role", r.role)


def _fuller(thread: Thread, name: str, value: str | None) -> str | None:
    """What is known stays, unless the same words come in a fuller form; the owner's correction always stays."""
    known: str | None = getattr(thread, name)
    if name in thread.locked or not value or not known:
        return known if name in thread.locked else known or value
    return value if value.casefold().startswith(known.casefold()) else known


def is_suspect(thread: Thread, warnings: Iterable[str]) -> bool:
    """Whether a message has signs against it that the owner has not said to trust in this thread (B8)."""
    said = {known.text for known in thread.warnings} if thread.trusted else set()
    return not set(warnings) <= said


def warn(thread: Thread, incoming: Incoming) -> Change:
    """Raise the message's warnings on its thread (B8)."""
    new = tuple(ThreadWarning(text, incoming.at, incoming.key) for text in incoming.warnings)
    fresh = tuple(w for w in new if w.text not in {known.text for known in thread.warnings})
    change = Change(replace(thread, warnings=(*thread.warnings, *fresh), trusted=thread.trusted and not fresh))
    for warning in fresh:
        key = f"warning:{warning.text}"
        change = change.then(
            tell(change.thread, key, f"Warning: {warning.text} No draft until you say so (trust).", incoming.at)
        )
    return change


def _heard(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    """An employer message restarts the wait, may bring or void a promise, and overtakes waiting drafts (B15, B21,
    B33)."""
    return _overtake(_told(thread, incoming, rulebook), incoming, incoming.at)


def _told(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Thread:
    at = incoming.at
    return replace(thread, heard_at=max(at, thread.heard_at or at), promise=_promise(thread, incoming, rulebook))


def _promise(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Promise | None:
    known, stated = thread.promise, incoming.reading.decision_by
    if stated:
        is_newest = known is None or known.stated_at <= incoming.at
        return Promise(stated, incoming.at) if is_newest else known
    is_void = known is not None and known.by < rulebook.calendar.local_date(incoming.at)
    return None if is_void else known


def _overtake(thread: Thread, incoming: Incoming, at: datetime) -> Change:
    change = Change(thread)
    for draft in thread.open_drafts(*FOLLOW_UPS):
        if draft.status is DraftStatus.EDITED:
            words = draft.step.spoken
            text = f"{_sender(incoming)} wrote while your edited {words} waits in Drafts. Read their mail first."
            change = change.then(tell(change.thread, f"overtaken:{draft.id}:{incoming.key}", text, at))
        else:
            change = change.but(withdraw(change.thread, draft, "the employer wrote first", at))
    return change


def _sender(incoming: Incoming) -> str:
    sender = incoming.message.sender
    return (sender and (sender.name or sender.email)) or "The employer"


# One handler an intent


def _talk(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    """`reply`, `status_update`, `application_received`: news, but no state of its own.

    A mail that only now came to light overtakes no draft that would have been placed all the same had it been known.
    """
    if thread.rejected_at and incoming.reading.intent is Intent.STATUS_UPDATE:
        change = _still_open(thread, incoming)
        return change.but(_told(change.thread, incoming, rulebook))
    told = _told(thread, incoming, rulebook)
    is_late = all(incoming.at < draft.planned_at for draft in thread.open_drafts(*FOLLOW_UPS))
    if is_late and due.follow_up(told, rulebook) == due.follow_up(thread, rulebook):
        return Change(told)
    return _overtake(told, incoming, incoming.at)


def _still_open(thread: Thread, incoming: Incoming) -> Change:
    """They write after their rejection that they are still deciding. It may have been a mistake: the owner is told, and
    nobody is thanked for a decision that was none (B4)."""
    for draft in thread.open_drafts(Step.REJECTION_REPLY):
        thread = withdraw(thread, draft, "they are still deciding", incoming.at)
    text = f"{_sender(incoming)} wrote after the rejection that they are still deciding, so it is not answered. "
    text += f"If the search goes on: followthrough reopen {thread.id}"
    return tell(replace(thread, rejected_at=None), f"still-open:{incoming.key}", text, incoming.at)


def _ask(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    change = _heard(thread, incoming, rulebook)
    return change.but(replace(change.thread, ask=_asked(incoming, rulebook)))


def _asked(incoming: Incoming, rulebook: Rulebook) -> Ask:
    writer = writer_of(incoming.message, incoming.reading, rulebook.owner)
    by, conversation = writer.email if writer else None, _conversation(incoming)
    return Ask(incoming.at, incoming.reading.intent, by, conversation, incoming.message.message_id)


PLAIN_MOVE = 0.9
"""From this confidence on a new time that comes when the interview is over says that it did not take place (B13): below
it, the employer rather sets the next one ("that was great fun, next up is our director, Thursday at 2")."""


def _want(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    """`scheduling_request`."""
    change = _ask(thread, incoming, rulebook)
    change = change.but(_go_on(change.thread, incoming.at))
    return change.then(enter(change.thread, Event.TIME_WANTED, incoming.at, "an interview is wanted, its time open"))


def _schedule(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    """`interview_scheduled` and `interview_rescheduled` (B13)."""
    interview = incoming.reading.interview
    if interview is None or _is_old_news(thread, interview, incoming.at, rulebook):
        return Change(thread) if interview and _is_known(thread, interview) else _talk(thread, incoming, rulebook)
    reading = incoming.reading
    is_move = reading.intent is Intent.INTERVIEW_RESCHEDULED
    may_be_new = is_move and reading.runner_up is Intent.INTERVIEW_SCHEDULED and reading.confidence < PLAIN_MOVE
    stated = rounds.Stated(interview, incoming.at, _conversation(incoming), is_move, may_be_new)
    placed = rounds.place(thread, stated, rulebook.calendar.zone)
    change = Change(placed.thread)
    if placed.is_news:
        change = _heard(placed.thread, incoming, rulebook)
        change = change.but(_unthank(change.thread, incoming.at))
    if change.thread.next_round is None:
        return change
    thread = _go_on(change.thread, incoming.at)
    if thread.ask and thread.ask.intent is Intent.SCHEDULING_REQUEST:
        thread = replace(thread, ask=None)
    change = change.but(thread)
    why = "a new time is set" if is_move else "a definite time is known"
    return change.then(enter(thread, Event.TIME_SET, incoming.at, why))


def _cancel(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    """`interview_cancelled` (B13)."""
    event = next((e for e in incoming.message.calendar if e.uid), None)
    uid = event.uid if event else None
    if event and event.is_placeholder and rounds.stands_without(thread, event.uid):
        return Change(thread)
    default_length = rulebook.pacing(thread).default_length
    called_off = rounds.call_off(thread, uid, _conversation(incoming), incoming.at, default_length)
    change = _heard(called_off, incoming, rulebook)
    change = change.but(_unthank(change.thread, incoming.at))
    had_round = called_off is not thread
    if change.thread.next_round is not None or not (
        had_round or change.thread.state in (State.SCHEDULED, State.ARRANGING)
    ):
        return change
    return change.then(enter(change.thread, Event.CALLED_OFF, incoming.at, "the interview was called off"))


def _reject(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    return _end(thread, incoming, rulebook, Event.REJECTED, "the employer said no")


def _offer(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    change = _end(thread, incoming, rulebook, Event.OFFERED, "the employer made an offer")
    if change.thread.reason is not CloseReason.OFFER or thread.reason is CloseReason.OFFER:
        return change
    who = thread.company or _sender(incoming)
    text = f"Congratulations: an offer from {who}. Take your time with it; no draft is written."
    return change.then(tell(change.thread, "offer", text, incoming.at))


def _end(thread: Thread, incoming: Incoming, rulebook: Rulebook, event: Event, why: str) -> Change:
    """Over: nothing further takes place, and every untouched draft goes (B33)."""
    was_over_by_owner = thread.reason in (CloseReason.WITHDRAWN, CloseReason.BY_OWNER)
    change = _heard(thread, incoming, rulebook)
    for draft in change.thread.open_drafts():
        change = change.but(withdraw(change.thread, draft, why, incoming.at))
    ended = replace(rounds.call_off_all_ahead(change.thread), ask=None)
    if event is Event.REJECTED and not was_over_by_owner and thread.state is not State.REJECTED:
        ended = replace(ended, rejected_at=incoming.at)
    return change.but(ended).then(enter(ended, event, incoming.at, why))


def _away(thread: Thread, incoming: Incoming, rulebook: Rulebook) -> Change:
    """`auto_reply`: nobody answered, but somebody may be away (B16)."""
    sender = incoming.message.sender
    contact = thread.contact(sender.email) if sender else None
    if contact is None or incoming.reading.returns_on is None:
        return Change(thread)
    return Change(thread.with_contact(replace(contact, back_on=incoming.reading.returns_on)))


# Pieces


def _is_old_news(thread: Thread, interview: Interview, at: datetime, rulebook: Rulebook) -> bool:
    """A thread may begin with an interview that is over: then the owner says so, as no such mail begins one."""
    is_beginning = thread.position is Position.NEW
    return not is_beginning and lies_behind(interview, at, rulebook.pacing(thread).default_length)


def lies_behind(interview: Interview, at: datetime, default_length: timedelta) -> bool:
    """A time that was over a day before the message came (`at`) is no announcement, whatever the words look like."""
    return (interview.end or interview.start + default_length) + timedelta(days=1) < at


def _is_known(thread: Thread, interview: Interview) -> bool:
    """A calendar program's repeat of an interview of this thread (B15)."""
    return any(interview.uid in s.events for r in thread.rounds for s in r.sessions)


def _conversation(incoming: Incoming) -> str:
    return conversation_of(incoming.message, incoming.place) or incoming.key


def _unthank(thread: Thread, at: datetime) -> Thread:
    """Withdraw thank-yous of rounds that did not take place after all (B33)."""
    pending = {r.number for r in thread.rounds if r.is_off or r.ended_at is None}
    for draft in thread.open_drafts(Step.THANK_YOU):
        if draft.round in pending:
            thread = withdraw(thread, draft, "the interview did not take place", at)
    return thread


def _go_on(thread: Thread, at: datetime) -> Thread:
    """A thread that goes on needs no answer to its rejection, nor what its ending called off."""
    for draft in thread.open_drafts(Step.REJECTION_REPLY):
        thread = withdraw(thread, draft, "the employer wants to talk again", at)
    return replace(rounds.leave_behind(thread), rejected_at=None)


_HANDLERS: Mapping[Intent, Callable[[Thread, Incoming, Rulebook], Change]] = {
    Intent.INTERVIEW_SCHEDULED: _schedule,
    Intent.INTERVIEW_RESCHEDULED: _schedule,
    Intent.INTERVIEW_CANCELLED: _cancel,
    Intent.SCHEDULING_REQUEST: _want,
    Intent.INFORMATION_REQUEST: _ask,
    Intent.REJECTION: _reject,
    Intent.OFFER: _offer,
    Intent.AUTO_REPLY: _away,
}
