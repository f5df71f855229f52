"""What a change did to a thread, in the owner's words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath

from agent import draft_request
from agent.addressing import CHOSEN_CONTACT, thread_contact
from agent.material import language
from agent.notes import PRIVATE, language_of, slips_in
from agent.rulebook import Rulebook
from agent.screens.words import REASONS, STATES, day_name, listed, moment, step_name
from agent.threads import DraftStatus, Note, Round, Thread
from agent.wording import note_phrase

_LEAVING = (DraftStatus.WITHDRAWING, DraftStatus.WITHDRAWN)


def differences(before: Thread | None, after: Thread, rulebook: Rulebook, now: datetime) -> list[str]:
    """One sentence a difference; empty where nothing changed. `before` is None for a new thread."""
    if before is None:
        return [f"new: {_state(after)}", *_rounds(None, after, rulebook, now)]
    return [
        *_position(before, after),
        *_names(before, after),
        *_rounds(before, after, rulebook, now),
        *_gone(before, after, rulebook, now),
        *_people(before, after),
        *_words(before, after),
        *_waiting(before, after, rulebook, now),
        *_drafts(before, after),
    ]


def _position(before: Thread, after: Thread) -> Iterator[str]:
    if before.position is not after.position:
        yield f"was “{_state(before)}”, is “{_state(after)}”"


def _state(thread: Thread) -> str:
    return f"{STATES[thread.state.value]}{f': {REASONS[thread.reason.value]}' if thread.reason else ''}"


def _names(before: Thread, after: Thread) -> Iterator[str]:
    for name in ("company", "role"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{name}: {new} (was {old or 'unknown'}); later mail leaves it alone"


def _rounds(before: Thread | None, after: Thread, rulebook: Rulebook, now: datetime) -> Iterator[str]:
    old = {r.number: r for r in before.rounds} if before else {}
    for round_ in after.rounds:
        was = old.get(round_.number)
        if was is None:
            yield f"round {round_.number}: {_when(round_, rulebook, now)}"
        elif not round_.is_off and _times(was) != _times(round_):
            yield f"round {round_.number}: {_when(round_, rulebook, now)} (was {_when(was, rulebook, now)})"
        if was and not was.is_off and round_.is_off:
            yield f"round {round_.number} did not take place"
        if was and was.interviewers != round_.interviewers:
            people = listed([p.name or p.email or "" for p in round_.interviewers]) or "nobody known"
            yield f"round {round_.number} is with {people}"


def _gone(before: Thread, after: Thread, rulebook: Rulebook, now: datetime) -> Iterator[str]:
    kept = {r.number for r in after.rounds}
    yield from (f"no interview on {_when(r, rulebook, now)}" for r in before.rounds if r.number not in kept)


def _when(round_: Round, rulebook: Rulebook, now: datetime) -> str:
    """Its day, and when each of its interviews is: "Mon 11 May 14:00–14:45 and 16:00"."""
    zone = rulebook.calendar.zone
    ends = [f"–{end.astimezone(zone):%H:%M}" if end else "" for _, end in _times(round_)]
    first, *later = [start for start, _ in _times(round_)]
    starts = [moment(first, now, zone), *(f"{start.astimezone(zone):%H:%M}" for start in later)]
    return listed([f"{start}{end}" for start, end in zip(starts, ends, strict=True)])


def _times(round_: Round) -> list[tuple[datetime, datetime | None]]:
    """Start and end of each of its interviews, in order; of one that is off, when they would have been."""
    sessions = sorted(round_.held or round_.sessions, key=lambda session: session.start)
    return [(session.start, session.end) for session in sessions]


def _people(before: Thread, after: Thread) -> Iterator[str]:
    old = {c.email: (c.name, c.is_bad) for c in before.contacts}
    for contact in after.contacts:
        if (contact.name, contact.is_bad) != old.get(contact.email):
            yield f"contact: {contact.name or ''} <{contact.email}>".replace(":  <", ": <")
    if (chosen := _chosen(after)) and chosen != _chosen(before):
        yield f"follow-ups go to {chosen}, whoever else writes"
    gone = set(old) - {c.email for c in after.contacts}
    yield from (f"no longer a contact: {email}" for email in sorted(gone))


def _chosen(thread: Thread) -> str | None:
    return next((k.removeprefix(CHOSEN_CONTACT) for k in thread.locked if k.startswith(CHOSEN_CONTACT)), None)


def _words(before: Thread, after: Thread) -> Iterator[str]:
    known = {(n.kind, n.text, n.file) for n in before.notes}
    for note in (n for n in after.notes if (n.kind, n.text, n.file) not in known):
        file = f", with {PurePath(note.file).name}" if note.file else ""
        yield f"noted: {note.text} ({_use(note, after)}{file})"
        yield from (f"look at it again: {slip}" for slip in slips_in(note, language_of(after)))
    kept = {(n.kind, n.text) for n in after.notes}
    yield from (f"forgotten: {note.text}" for note in before.notes if (note.kind, note.text) not in kept)
    if after.promise and after.promise != before.promise:
        yield f"their promise: an answer by {day_name(after.promise.by)}"
    if before.promise and after.promise is None:
        yield "their promise no longer counts"


def _use(note: Note, thread: Thread) -> str:
    """What becomes of a note: not every line fits a sentence of a draft."""
    if note.kind == PRIVATE:
        return "kept here, never in a draft"
    contact = thread_contact(thread, thread.last_round or thread.next_round)
    last = contact.last_mail if contact else None
    code = (last.language if last else None) or language_of(thread)
    line = draft_request.Note(note.kind, note.text)
    if note_phrase(line, language(code).code, last.address if last else None):
        return f"used in drafts as “{note.kind}”"
    return "shown beside drafts, not in them"


def _waiting(before: Thread, after: Thread, rulebook: Rulebook, now: datetime) -> Iterator[str]:
    if after.snoozed_until and after.snoozed_until != before.snoozed_until:
        yield f"nothing further before {moment(after.snoozed_until, now, rulebook.calendar.zone)}"
    if after.pin and after.pin != before.pin:
        because = f" ({after.pin.because})" if after.pin.because else ""
        yield f"{step_name(after.pin.step.value)} moved to {day_name(after.pin.on)}{because}"
    if after.trusted and not before.trusted:
        yield "trusted: drafts are made again"
    if before.warnings and not after.warnings:
        yield "the warning is taken back: drafts are made again"
    if before.holds and not after.holds:
        yield "its steps are no longer held"
    if before.ask and not after.ask and not after.is_over:
        yield "nobody waits for your answer any more"
    for done in after.done[len(before.done) :]:
        yield f"{step_name(done.step.value)} {'counts as sent' if done.was_sent else 'is left out'}"
    for old in before.rounds:
        new = next((r for r in after.rounds if r.number == old.number), old)
        if new.thanks_settled_at and not old.thanks_settled_at and not new.is_off:
            yield "thank-you is left out"
    if after.withdrawal_wanted_at and not before.withdrawal_wanted_at:
        yield "a courteous withdrawal will be drafted; delete it to stay in"
    if before.withdrawal_wanted_at and not after.withdrawal_wanted_at and not after.is_over:
        yield "no withdrawal is drafted any more"


def _drafts(before: Thread, after: Thread) -> Iterator[str]:
    for draft in after.drafts:
        was = before.draft(draft.id)
        if was and was.status not in _LEAVING and draft.status in _LEAVING:
            step = step_name(draft.step.value)
            yield f"its {step} draft is taken out of Drafts{', and counts as left out' if draft.skips else ''}"
        elif draft.status is DraftStatus.EDITED and after.is_over and not before.is_over:
            yield f"the {step_name(draft.step.value)} that you edited stays in Drafts: it is yours"
