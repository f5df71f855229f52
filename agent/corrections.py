"""What the owner tells the agent (B8, B35, B36 and "Commands"): it outranks whatever mail says later. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from agent import due, notes, outgoing, plan, rounds
from agent.addressing import CHOSEN_CONTACT, recipients
from agent.errors import UsageError
from agent.happenings import Change, enter, withdraw
from agent.lifecycle import Event, Position, State
from agent.rulebook import Rulebook
from agent.threads import FOLLOW_UPS, Contact, Draft, DraftStatus, Pin, Promise, Round, Thread, ThreadId
from rules.facts import decision_by
from rules.facts.clues import Clues
from rules.message import Message
from rules.pacing import Step
from rules.reading import Intent, Interview, Person
from rules.workdays import BusinessCalendar

DEFAULT_PROMISE_WORDS = Intent.STATUS_UPDATE


def note(thread: Thread, text: str, at: datetime, rulebook: Rulebook, file: str | None = None) -> Change:
    """A line about the interview, or what the employer said about when they decide ("they decide by Friday", B21).

    `file` is what the line promised, to be attached. Raises `UsageError` where the line promises nothing.
    """
    if file and ":" not in text.partition("\n")[0]:
        text = f"{notes.PROMISED}: {text}"
    if file and not any(n.kind == notes.PROMISED for n in notes.lines(text, at, notes.language_of(thread))):
        raise UsageError("--attach goes with what you promised.", next_step='Write it like "promised: my portfolio".')
    by = promised_day(text, at, rulebook)
    change = notes.add(thread, text, at, file)
    if by is None:
        return change
    return change.but(replace(change.thread, promise=Promise(by, at, is_owners=True)))


def promised_day(text: str, at: datetime, rulebook: Rulebook) -> date | None:
    """The day that a line names as the employer's promise, read as if they had written it now."""
    local = rulebook.calendar.local(at)
    said = text.replace("they ", "we ").replace("They ", "We ")
    message = Message(
        message_id=None, sender=None, received_at=at, date=local, own_text=f"We will let you know: {said}"
    )
    return decision_by.find(message, rulebook.owner, Clues(DEFAULT_PROMISE_WORDS, "en", None))


def trust(thread: Thread) -> Change:
    """The warning is nothing: drafts are made again (B8)."""
    return Change(replace(thread, trusted=True))


def skip(thread: Thread, at: datetime, rulebook: Rulebook) -> Change:
    """Leave the next step out; an untouched draft of it is withdrawn. No change if nothing is due."""
    live = next(iter(thread.open_drafts()), None)
    if live is not None:
        for draft in thread.open_drafts(live.step):
            thread = withdraw(thread, draft, "you skipped it", at, skips=True)
        return Change(thread)
    item = plan.upcoming(thread, rulebook)
    return outgoing.skip(thread, item.step, item.round, at, "you skipped it", rulebook) if item else Change(thread)


def snooze(thread: Thread, day: date, calendar: BusinessCalendar, rulebook: Rulebook) -> Change:
    """Nothing further before 09:00 of that day."""
    return Change(replace(thread, snoozed_until=calendar.at(day, rulebook.pacing(thread).due_time)))


def pin(thread: Thread, on: date, because: str | None, at: datetime, calendar: BusinessCalendar) -> Change:
    """Put the next follow-up on a day of the owner's choice, also one before which they wanted nothing (`snooze`).
    Raises `UsageError` where none is to come, or where it lies in Drafts already."""
    step = due.NEXT_STEP.get(thread.state, Step.CHECK_IN)
    round_ = thread.last_round if thread.state in due.NEXT_STEP else thread.next_round
    if thread.is_over or round_ is None:
        raise UsageError(f"{thread.id} has no follow-up to come.", next_step=f"See: followthrough show {thread.id}")
    if any(d.placed_at for d in thread.open_drafts(step)):
        raise UsageError(
            f"The {step.value.replace('_', '-')} of {thread.id} lies in Drafts already.",
            next_step="Send it on the day that you like best.",
        )
    is_sooner = thread.snoozed_until is not None and calendar.local_date(thread.snoozed_until) > on
    snoozed_until = None if is_sooner else thread.snoozed_until
    return Change(replace(thread, pin=Pin(step, round_.number, on, because, at), snoozed_until=snoozed_until))


def close(thread: Thread, at: datetime) -> Change:
    """Over, by the owner's wish."""
    for draft in thread.open_drafts():
        thread = withdraw(thread, draft, "you closed the thread", at)
    return enter(replace(rounds.call_off_all_ahead(thread), ask=None), Event.CLOSED_BY_OWNER, at, "you closed it")


def reopen(thread: Thread, at: datetime) -> Change:
    """Back to where it was before it ended, with the interviews that lay ahead then; the wait begins anew, or silence
    would end it again at once."""
    change = enter(replace(thread, rejected_at=None), Event.REOPENED, at, "you reopened it")
    if not change.entries:
        return change
    change = change.but(replace(rounds.take_up_again(change.thread), wrote_at=at))
    if change.thread.state is not State.SCHEDULED or change.thread.next_round:
        return change
    return change.then(enter(change.thread, Event.CALLED_OFF, at, "no interview lies ahead any more"))


def accept(thread: Thread, at: datetime) -> Change:
    """The owner takes this offer (B36)."""
    for draft in thread.open_drafts():
        thread = withdraw(thread, draft, "you accepted the offer", at)
    return enter(replace(rounds.call_off_all_ahead(thread), ask=None), Event.OFFERED, at, "you accepted the offer")


def offer_withdrawal(thread: Thread, at: datetime) -> Change:
    """A courteous withdrawal is drafted for a thread that is still open, in the place of its follow-ups (B36)."""
    for draft in thread.open_drafts(*FOLLOW_UPS):
        thread = withdraw(thread, draft, "you accepted another offer", at)
    return Change(replace(thread, withdrawal_wanted_at=at))


def keep_going(thread: Thread, at: datetime) -> Change:
    """The offer that was accepted is not taken after all: a withdrawal that is not out yet is not wanted any more. One
    that the owner edited is theirs, and stays wanted."""
    if thread.withdrawal_wanted_at is None or thread.is_over:
        return Change(thread)
    drafts = thread.open_drafts(Step.WITHDRAWAL)
    if any(d.status is DraftStatus.EDITED for d in drafts):
        return Change(thread)
    for draft in drafts:
        thread = withdraw(thread, draft, "you reopened the offer that you had accepted", at)
    return Change(replace(thread, withdrawal_wanted_at=None))


def did_not_happen(thread: Thread, at: datetime) -> Change:
    """Nobody called, or the owner missed it: no thank-you, and a time is to be found again (B36).

    It is about the round that began last, be it over or not; before any began, about the next one.
    """
    begun = [r for r in thread.rounds if not r.is_off and r.start <= at]
    round_ = max(begun, key=lambda r: r.start, default=thread.next_round)
    if round_ is None:
        return Change(thread)
    thread = thread.with_round(replace(round_, did_happen=False))
    for draft in thread.open_drafts(Step.THANK_YOU, *FOLLOW_UPS):
        if draft.round == round_.number:
            thread = withdraw(thread, draft, "the interview did not happen", at)
    return enter(thread, Event.CALLED_OFF, at, "the interview did not happen")


def set_facts(thread: Thread, company: str | None, role: str | None) -> Change:
    """Correct the company or the role; later mail leaves it alone."""
    given = {name: value for name, value in (("company", company), ("role", role)) if value}
    return Change(replace(thread, **given, locked=thread.locked | set(given)))  # type: ignore[arg-type]


def set_contact(thread: Thread, person: Person) -> Change:
    """Name the person that follow-ups go to, or give somebody known another address; later mail leaves it alone."""
    assert person.email
    change = know_person(thread, person)
    others = frozenset(k for k in change.thread.locked if not k.startswith(CHOSEN_CONTACT))
    chosen = replace(change.thread, locked=others | {f"{CHOSEN_CONTACT}{person.email}"})
    return change.but(_redirected(thread, chosen))


def know_person(thread: Thread, person: Person) -> Change:
    """An address that the owner gives is known, and good; an earlier one of the same person is forgotten."""
    assert person.email
    known = thread.contact(person.email) or Contact(person.email)
    same = {c.email for c in thread.contacts if c.email != person.email and _is_called(c.name, person.name)}
    thread = replace(thread, contacts=tuple(c for c in thread.contacts if c.email not in same))
    return Change(thread.with_contact(replace(known, name=person.name or known.name, is_bad=False)))


def set_interviewer(thread: Thread, person: Person) -> Change:
    """Somebody who interviews in the next round (in the last one, if none lies ahead); raises `UsageError` for no round
    at all."""
    round_ = _round_meant(thread)
    others = tuple(p for p in round_.interviewers if not _is_called(p.name, person.name))
    change = Change(_with_interviewers(thread, round_, (*others, person)))
    change = change.then(know_person(change.thread, person)) if person.email else change
    return change.but(_redirected(thread, change.thread))


def drop_interviewer(thread: Thread, name: str) -> Change:
    """Somebody who does not interview after all. Raises `UsageError` if nobody of that name does."""
    round_ = _round_meant(thread)
    gone = [p for p in round_.interviewers if name.casefold() in (p.name or p.email or "").casefold()]
    if not gone:
        known = ", ".join(p.name or p.email or "" for p in round_.interviewers) or "nobody"
        raise UsageError(f"{name!r} does not interview in round {round_.number}.", next_step=f"Known: {known}.")
    thread = _with_interviewers(thread, round_, tuple(p for p in round_.interviewers if p not in gone))
    for draft in thread.open_drafts(Step.THANK_YOU):
        if draft.round == round_.number and draft.address in {p.email for p in gone}:
            thread = withdraw(thread, draft, "they did not interview you", draft.planned_at)
    return Change(thread)


def _redirected(before: Thread, after: Thread) -> Thread:
    """Untouched drafts make way where the owner's word gave their step to somebody else, who is written to anew."""
    for draft in after.open_drafts():
        was, is_now = (_is_for(thread, draft) for thread in (before, after))
        if was and not is_now:
            after = withdraw(after, draft, "you named whom it goes to", draft.planned_at)
    return after


def _is_for(thread: Thread, draft: Draft) -> bool:
    round_ = next((r for r in thread.rounds if r.number == draft.round), None)
    return draft.address in ([p.email for p in recipients(thread, draft.step, round_)] or [None])


def _with_interviewers(thread: Thread, round_: Round, people: tuple[Person, ...]) -> Thread:
    """The first session names them all; which of a day's sessions somebody joined changes no draft."""
    first, *rest = round_.sessions
    sessions = (replace(first, interviewers=people), *(replace(s, interviewers=()) for s in rest))
    return thread.with_round(replace(round_, sessions=sessions))


def _round_meant(thread: Thread) -> Round:
    round_ = thread.next_round or thread.last_round
    if round_ is None:
        raise UsageError(
            f"{thread.id} has no interview yet.", next_step=f"Give it one: followthrough set {thread.id} --time …"
        )
    return round_


def _is_called(known: str | None, name: str | None) -> bool:
    return bool(known and name and known.casefold() == name.casefold())


def set_interview(thread: Thread, interview: Interview, at: datetime, rulebook: Rulebook) -> Change:
    """Put the next interview to another time, or note one that was arranged by phone. Several interviews on one day
    move to another day together.

    One that has just ended and is not thanked for yet is corrected where the new time is on its day.
    """
    last, local_date = thread.last_round, rulebook.calendar.local_date
    ahead = thread.next_round
    if ahead and len(ahead.held) > 1 and local_date(ahead.start) != local_date(interview.start):
        day = rounds.on_another_day(ahead, interview, at, rulebook.calendar.zone)
        return enter(thread.with_round(day), Event.TIME_SET, at, "you set the time")
    is_todays = bool(last and not last.thanks_settled_at and local_date(last.start) == local_date(interview.start))
    stated = rounds.Stated(interview, at, None, is_move=thread.next_round is not None or is_todays)
    return _placed(thread, stated, at, rulebook)


def add_interview(thread: Thread, interview: Interview, at: datetime, rulebook: Rulebook) -> Change:
    """A further interview in a thread that is known already."""
    stated = rounds.Stated(replace(interview, is_additional=True), at, None, is_move=False)
    return _placed(thread, stated, at, rulebook)


def _placed(thread: Thread, stated: rounds.Stated, at: datetime, rulebook: Rulebook) -> Change:
    placed = rounds.place(rounds.leave_behind(thread), stated, rulebook.calendar.zone).thread
    for draft in placed.open_drafts(Step.THANK_YOU):
        round_ = next((r for r in placed.rounds if r.number == draft.round), None)
        if round_ and round_.ended_at is None:
            placed = withdraw(placed, draft, "you changed the time", at)
    return enter(placed, Event.TIME_SET, at, "you set the time")


def add(
    thread_id: ThreadId,
    mailbox: str,
    company: str,
    role: str | None,
    interview: Interview | None,
    at: datetime,
    rulebook: Rulebook,
) -> Change:
    """A thread for an interview that no mail announced (B10)."""
    thread = Thread(
        id=thread_id,
        mailbox=mailbox,
        root=f"owner:{thread_id}",
        began_at=at,
        position=Position.NEW,
        company=company,
        role=role,
        locked=frozenset({"company"} | ({"role"} if role else set())),
    )
    if interview is None:
        return enter(thread, Event.TIME_WANTED, at, "you added it")
    return set_interview(thread, interview, at, rulebook)
