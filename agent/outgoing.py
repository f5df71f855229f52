"""What the owner's own mail, and the fate of our drafts, do to a thread (B7, B14, B16, B33). Pure.

The thread has been brought up to the time in question (`agent.passing`) before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from agent import rounds
from agent.addressing import is_left_out, thank_you_recipients
from agent.happenings import Change, Entry, Outgoing, enter, tell, withdraw
from agent.lifecycle import Event, State
from agent.linking import conversation_of, is_to_employer, strong_keys
from agent.rulebook import Rulebook
from agent.threads import FOLLOW_UPS, Done, Draft, DraftStatus, Round, Thread
from rules.pacing import Step
from rules.reading import Bounce, SentIntent

DONE_EVENTS = {Step.CHECK_IN: Event.CHECKED_IN, Step.NUDGE: Event.NUDGED, Step.WITHDRAWAL: Event.WITHDREW}


# The owner's own mail


def owner_wrote(thread: Thread, mail: Outgoing, rulebook: Rulebook) -> Change:
    """The thread after a mail of the owner's own, which is none of our drafts."""
    thread = replace(thread, keys=thread.keys | strong_keys(mail.message, mail.place))
    if mail.reading.intent is SentIntent.WITHDRAWAL:
        return _withdraw_all(thread, mail)
    change = Change(thread)
    if mail.reading.intent is SentIntent.CALL_OFF:
        change = _call_off(thread, mail, rulebook)
    was_answer = change.thread.ask is not None and answers(change.thread, mail)
    if not was_answer and not _is_calendars(mail) and is_to_employer(change.thread, mail.message):
        change = change.then(_counts_as_step(change.thread, mail, rulebook))
    wrote = replace(change.thread, wrote_at=max(mail.at, change.thread.wrote_at or mail.at))
    if was_answer:
        wrote = replace(wrote, ask=None)
    return change.but(_spend_promise(wrote, mail.at, rulebook))


def answers(thread: Thread, mail: Outgoing) -> bool:
    """Whether the mail answers what the employer waits for: to that person, or to theirs in that conversation (B14)."""
    ask = thread.ask
    if ask is None or mail.at < ask.at:
        return False
    to = {p.email for p in (*mail.message.to, *mail.message.cc)}
    if ask.by in to:
        return True
    if not is_to_employer(thread, mail.message):
        return False  # their question was handed on to a friend
    if ask.by is None:
        return True
    is_reply = ask.message_id is not None and ask.message_id in mail.message.references
    return is_reply or ask.conversation == conversation_of(mail.message, mail.place)


def _is_calendars(mail: Outgoing) -> bool:
    """A calendar program's yes or no to an invitation, which says nothing else."""
    return any(e.method in ("REPLY", "COUNTER") for e in mail.message.calendar)


def _withdraw_all(thread: Thread, mail: Outgoing) -> Change:
    change = Change(thread)
    for draft in thread.open_drafts():
        change = change.but(withdraw(change.thread, draft, "you withdrew", mail.at))
    ended = replace(rounds.call_off_all_ahead(change.thread), ask=None, wrote_at=mail.at, withdrawal_wanted_at=None)
    return change.but(ended).then(enter(ended, Event.WITHDREW, mail.at, "you withdrew"))


def _call_off(thread: Thread, mail: Outgoing, rulebook: Rulebook) -> Change:
    if thread.next_round is None:
        return Change(thread)
    conversation = conversation_of(mail.message, mail.place)
    off = rounds.call_off(thread, None, conversation, mail.at, rulebook.pacing(thread).default_length)
    if off.next_round is not None:
        return Change(off)
    return enter(off, Event.CALLED_OFF, mail.at, "you called the time off")


def _counts_as_step(thread: Thread, mail: Outgoing, rulebook: Rulebook) -> Change:
    """The owner was faster: their mail is the step that is live or next in `interviewed` and `rejected` (B33)."""
    to = {p.email for p in (*mail.message.to, *mail.message.cc) if p.email}
    change = Change(thread)
    open_drafts = [d for d in thread.open_drafts() if _can_be(thread, d.step, d.round, mail.at, rulebook)]
    taken = [d for d in open_drafts if d.address in to or not d.address or _is_alone(thread, d)]
    for draft in taken:
        change = change.but(withdraw(change.thread, draft, "you wrote yourself", mail.at))
        change = change.then(_done(change.thread, draft.step, draft.round, mail.at, rulebook, address=draft.address))
    if any(d.step is Step.THANK_YOU for d in taken):
        return change
    thread, round_ = change.thread, change.thread.last_round
    if thread.state is State.INTERVIEWED and round_ and round_.thanks_settled_at is None:
        is_thanks = _can_be(thread, Step.THANK_YOU, round_.number, mail.at, rulebook)
        return change.then(_thanked_by_hand(thread, round_, to, mail.at, rulebook)) if is_thanks else change
    number = _number(thread)
    is_reply = thread.state is State.REJECTED and _can_be(thread, Step.REJECTION_REPLY, number, mail.at, rulebook)
    if is_reply and not taken:
        return change.then(_done(thread, Step.REJECTION_REPLY, number, mail.at, rulebook))
    return change


def _can_be(thread: Thread, step: Step, number: int, at: datetime, rulebook: Rulebook) -> bool:
    """Whether a mail of that time can be the step: not if it was written before what the step follows, however late it
    came to light."""
    if step is Step.REJECTION_REPLY:
        return thread.rejected_at is not None and at >= thread.rejected_at
    if step is Step.WITHDRAWAL:
        return thread.withdrawal_wanted_at is not None and at >= thread.withdrawal_wanted_at
    ends = [r.end(rulebook.pacing(thread, r.stage).default_length) for r in thread.rounds if r.number == number]
    earlier = [d.at for d in thread.done if d.round == number] if step in FOLLOW_UPS else []
    return all(at >= moment for moment in (*ends, *earlier))


def _is_alone(thread: Thread, draft: Draft) -> bool:
    """A step with a single draft is done by any mail of the owner's in the thread; a panel's only by one to that
    person."""
    siblings = [d for d in thread.drafts if (d.round, d.step) == (draft.round, draft.step)]
    return sum(d.status is not DraftStatus.WITHDRAWN for d in siblings) == 1


def _thanked_by_hand(thread: Thread, round_: Round, to: set[str], at: datetime, rulebook: Rulebook) -> Change:
    expected = {p.email for p in thank_you_recipients(thread, round_) if p.email}
    covered = expected & to if len(expected) > 1 else expected
    thanked = replace(
        round_, thanked=round_.thanked | covered, thanks_sent=round_.thanks_sent or bool(covered) or not expected
    )
    thread = thread.with_round(thanked)
    if expected - thanked.thanked:
        return Change(thread)
    return settle_thanks(thread, thanked, at, "you thanked them yourself")


def _spend_promise(thread: Thread, at: datetime, rulebook: Rulebook) -> Thread:
    """Once the owner wrote on a later day than promised, that promise has done its work."""
    promise = thread.live_promise
    return _spend(thread) if promise and promise.by < rulebook.calendar.local_date(at) else thread


def _spend(thread: Thread) -> Thread:
    """A promise is spent once a step was sent (B21)."""
    return replace(thread, promise=replace(thread.promise, is_spent=True)) if thread.promise else thread


# The fate of drafts


def draft_sent(thread: Thread, draft: Draft, at: datetime, rulebook: Rulebook) -> Change:
    """The owner sent it, as it was or edited: the step is done at that time."""
    sent = replace(draft, status=DraftStatus.SENT, ended_at=at, body="", missing_since=None)
    to = [draft.address] if draft.address else []
    entry = Entry(at, thread.id, "draft_sent", {"kind": draft.step.value, "to": to})
    thread = replace(thread.with_draft(sent), keys=thread.keys | {f"mid:{draft.message_id}"})
    if draft.status is DraftStatus.GONE:
        return Change(_sent_after_all(thread, draft, at), (entry,))
    return Change(thread, (entry,)).then(_done(thread, draft.step, draft.round, at, rulebook, address=draft.address))


def _sent_after_all(thread: Thread, draft: Draft, at: datetime) -> Thread:
    """It had vanished and was taken for skipped; its sent copy shows that, and when, it went out (B33)."""
    done = tuple(
        replace(d, at=max(d.at, at), was_sent=True)
        if (d.step, d.round) == (draft.step, draft.round) and not d.was_sent
        else d
        for d in thread.done
    )
    for round_ in thread.rounds:
        if draft.step is Step.THANK_YOU and round_.number == draft.round:
            people = {draft.address} if draft.address else set()
            thread = thread.with_round(replace(round_, thanks_sent=True, thanked=round_.thanked | people))
    return replace(_spend(thread) if draft.step in FOLLOW_UPS else thread, done=done)


def draft_edited(thread: Thread, draft: Draft, at: datetime) -> Change:
    """The owner works on it: it is theirs now, and nothing further is placed beside it."""
    edited = replace(draft, status=DraftStatus.EDITED, missing_since=None, is_stale=False, body="")
    draft_of = f"the {draft.step.spoken} draft{_to(draft)}"
    text = f"You edited {draft_of}; it will not be touched, and nothing is placed beside it."
    return tell(thread.with_draft(edited), f"edited:{draft.id}", text, at)


def draft_missing(thread: Thread, draft: Draft, at: datetime) -> Change:
    """Not in Drafts and not in Sent, seen for the first time: one more look decides."""
    return Change(thread.with_draft(replace(draft, missing_since=at)))


def draft_gone(thread: Thread, draft: Draft, at: datetime, rulebook: Rulebook) -> Change:
    """Deleted: the step counts as skipped and is not placed again."""
    gone = replace(draft, status=DraftStatus.GONE, ended_at=at, body="")
    why = "its draft is gone"
    return Change(thread.with_draft(gone)).then(
        skip(thread.with_draft(gone), draft.step, draft.round, at, why, rulebook)
    )


def bounced(thread: Thread, bounce: Bounce, at: datetime) -> Change:
    """A mail came back: its address is bad, the step counts as sent, the next draft goes to somebody else (B16)."""
    if bounce.is_delay or not bounce.address:
        return Change(thread)
    contact = thread.contact(bounce.address)
    if contact is None or contact.is_bad:
        return Change(thread)
    thread = thread.with_contact(replace(contact, is_bad=True))
    return tell(
        thread,
        f"bounced:{bounce.address}",
        f"Mail to {bounce.address} came back. The next draft goes to another contact.",
        at,
    )


# Steps that are over


def skip(thread: Thread, step: Step, number: int, at: datetime, why: str, rulebook: Rulebook) -> Change:
    """The step is left out, for a reason the owner can read."""
    entry = Entry(at, thread.id, "step_skipped", {"kind": step.value, "why": why})
    if step is Step.THANK_YOU:
        round_ = next((r for r in thread.rounds if r.number == number), None)
        is_open = any(d.round == number for d in thread.open_drafts(Step.THANK_YOU))
        if round_ is None or is_open:
            return Change(thread, (entry,))
        return Change(thread, (entry,)).then(settle_thanks(thread, round_, at, why))
    done = replace(thread, done=(*thread.done, Done(step, number, at, was_sent=False)))
    if step is Step.WITHDRAWAL:
        done = replace(done, withdrawal_wanted_at=None)  # no means no: the thread goes on
    event = DONE_EVENTS.get(step)
    entered = enter(done, event, at, why) if event and step is not Step.WITHDRAWAL else Change(done)
    return Change(thread, (entry,)).then(entered)


def _done(
    thread: Thread, step: Step, number: int, at: datetime, rulebook: Rulebook, *, address: str | None = None
) -> Change:
    """The step was sent at `at`; a follow-up that counted as sent before (the owner was faster) counts once."""
    if step is not Step.THANK_YOU and any((d.step, d.round, d.was_sent) == (step, number, True) for d in thread.done):
        return Change(thread)
    thread = replace(thread, done=(*thread.done, Done(step, number, at, was_sent=True)))
    if step in FOLLOW_UPS:
        thread = _spend(thread)
    if step is Step.THANK_YOU:
        return _one_thanked(thread, number, address, at)
    event = DONE_EVENTS.get(step)
    return enter(thread, event, at, f"the {step.value.replace('_', '-')} went out") if event else Change(thread)


def _one_thanked(thread: Thread, number: int, address: str | None, at: datetime) -> Change:
    round_ = next((r for r in thread.rounds if r.number == number), None)
    if round_ is None:
        return Change(thread)
    thanked = replace(round_, thanks_sent=True, thanked=round_.thanked | ({address} if address else set()))
    thread = thread.with_round(thanked)
    waiting = [d for d in thread.open_drafts(Step.THANK_YOU) if d.round == number and d.address not in thanked.thanked]
    if waiting or _is_somebody_left_out(thread, thanked, address):
        return Change(thread)
    return settle_thanks(thread, thanked, at, "the thank-you went out")


def _is_somebody_left_out(thread: Thread, round_: Round, address: str | None) -> bool:
    """Another of a panel has no thank-you yet: all of them are to go out (B12)."""
    people = thank_you_recipients(thread, round_)
    is_panel = len(people) > 1 and address in {p.email for p in people}
    return is_panel and any(is_left_out(thread, round_, p) for p in people)


def settle_thanks(thread: Thread, round_: Round, at: datetime, why: str) -> Change:
    """No thank-you of this round is outstanding any more; `thanked` if it is the latest round (B12)."""
    if round_.thanks_settled_at is not None:
        return Change(thread)
    thread = thread.with_round(replace(round_, thanks_settled_at=at))
    last = thread.last_round
    if last is None or last.number != round_.number:
        return Change(thread)
    return enter(thread, Event.THANKED, at, why)


def _number(thread: Thread) -> int:
    return max((r.number for r in thread.rounds), default=0)


def _to(draft: Draft) -> str:
    return f" to {draft.to.name or draft.to.email}" if draft.to else ""
