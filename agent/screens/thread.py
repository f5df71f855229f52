"""One thread: what is known, what comes next and why, the words for other ways than mail, and its story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePath

from agent import outreach
from agent.addressing import others_to_ask, unanswered
from agent.board import next_of
from agent.card import card_of
from agent.reasons import Reason
from agent.rulebook import Rulebook
from agent.screens.page import Line, Span, heading, line
from agent.screens.words import REASONS, STATES, day_name, listed, moment, near, step_name
from agent.threads import Round, Thread, Turn
from agent.timeline import Item
from rules.reading import Person

LABEL = 12
"""Columns of the labels on the left."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything `show` tells of one thread."""

    thread: Thread
    reason: Reason
    story: Sequence[Item]
    rulebook: Rulebook
    now: datetime

    @property
    def zone(self) -> tzinfo:
        """The owner's."""
        return self.rulebook.calendar.zone


def thread(known: Known) -> list[Line]:
    """The whole screen of `show`."""
    return [
        *_head(known),
        *_next(known),
        *_facts(known),
        line(),
        *_drafts(known),
        *_other_ways(known),
        *_story(known),
        *_foot(known),
    ]


def title(thread: Thread) -> str:
    """Data Engineer at Northwind."""
    company = thread.company or "an employer whose name is not known"
    return f"{thread.role} at {company}" if thread.role else company


def _head(known: Known) -> Iterator[Line]:
    thread = known.thread
    yield line(Span(title(thread), "head"), Span(f"   {thread.id}", "quiet"))
    state = STATES[thread.state.value]
    if thread.reason:
        state = f"{state}: {REASONS[thread.reason.value]}"
    turn = {Turn.OWNER: " · your turn", Turn.EMPLOYER: " · their turn", None: ""}[thread.turn]
    yield line(Span(state, "strong"), turn)
    yield line()


def _next(known: Known) -> Iterator[Line]:
    following = next_of(card_of(known.thread, known.rulebook), known.now, known.zone)
    yield _fact("Next", following or "nothing by itself", "good" if following else "")
    yield _fact("Why", known.reason.then)
    if known.reason.held_by:
        yield _fact("Held by", known.reason.held_by, "warn")
    for warning in known.thread.warnings:
        yield _fact("Warning", f"{warning.text}{' (you trust it)' if known.thread.trusted else ''}", "bad")


def _facts(known: Known) -> Iterator[Line]:
    thread, zone = known.thread, known.zone
    for round_ in thread.rounds:
        yield _fact(f"Round {round_.number}", _round_words(round_, known))
    for contact in thread.contacts:
        marks = [w for w, holds in _contact_marks(known, contact.email) if holds]
        bad = ["mail to it came back"] if contact.is_bad else []
        away = [f"away until {day_name(contact.back_on)}"] if contact.back_on else []
        words = f"{contact.name} <{contact.email}>" if contact.name else contact.email
        yield _fact("Contact", f"{words}{_in_brackets([*marks, *bad, *away])}")
    if thread.promise:
        spent = ", has done its work" if thread.promise.is_spent else ""
        teller = "you noted it" if thread.promise.is_owners else "they wrote it"
        stated = thread.promise.stated_at.astimezone(zone).date()
        yield _fact("Promise", f"an answer by {day_name(thread.promise.by)} ({teller} on {day_name(stated)}{spent})")
    if thread.phone or thread.no_phone_calls:
        yield _fact("Phone", "they asked for no calls" if thread.no_phone_calls else thread.phone or "")
    if thread.pin:
        because = f": {thread.pin.because}" if thread.pin.because else ""
        yield _fact("Pinned", f"{step_name(thread.pin.step.value)} to {day_name(thread.pin.on)}{because}")
    if thread.snoozed_until:
        yield _fact("Snoozed", f"until {moment(thread.snoozed_until, known.now, zone)}")
    for note in thread.notes:
        file = f" (with {PurePath(note.file).name})" if note.file else ""
        yield _fact("Note", f"{f'{note.kind}: ' if note.kind != 'shown' else ''}{note.text}{file}")


def _contact_marks(known: Known, email: str) -> list[tuple[str, bool]]:
    from agent.addressing import thread_contact

    chosen = thread_contact(known.thread, known.thread.last_round or known.thread.next_round)
    asked = {p.email for r in known.thread.rounds for p in r.interviewers}
    return [("follow-ups go here", bool(chosen and chosen.email == email)), ("interviewer", email in asked)]


def _round_words(round_: Round, known: Known) -> str:
    start = moment(round_.start, known.now, known.zone)
    ends = [s.end for s in round_.held if s.end]
    until = f"–{max(ends).astimezone(known.zone):%H:%M}" if ends else ""
    about = [v.value.replace("_", " ") for v in (round_.stage, round_.medium) if v]
    people = listed([_person(p) for p in round_.interviewers])
    state = "did not happen" if not round_.did_happen else "cancelled" if round_.is_off else ""
    return ", ".join(p for p in (f"{start}{until}", *about, f"with {people}" if people else "", state) if p)


def _person(person: Person) -> str:
    return person.name or person.email or "somebody"


def _in_brackets(words: Sequence[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def _drafts(known: Known) -> Iterator[Line]:
    placed = [d for d in known.thread.open_drafts() if d.placed_at]
    if not placed:
        return
    yield heading("Waiting in Drafts")
    for draft in placed:
        to = _person(draft.to) if draft.to else "(To is empty: fill in an address)"
        since = near(draft.placed_at, known.now, known.zone) if draft.placed_at else ""
        edited = ", edited by you" if draft.status.value == "edited" else ""
        yield line(Span(step_name(draft.step.value), "good"), f" to {to}: {draft.subject}", indent=2, hang=2)
        yield line(Span(f"since {since}{edited}", "quiet"), indent=4)
        if draft.promised:
            yield line(Span(f"you promised: {draft.promised}; nothing is attached", "warn"), indent=4)
        for path in draft.attachments:
            yield line(Span(f"attached: {PurePath(path).name}", "quiet"), indent=4)
    yield line()


def _other_ways(known: Known) -> Iterator[Line]:
    """A LinkedIn note and a phone script where mail is not the way (B19, B30), or a call may help (B23); who could pass
    thanks on; who else may know."""
    yield from _helpers(known)
    if outreach.is_wanted(known.thread):
        note = outreach.linkedin_note(known.thread, known.rulebook, known.now)
        yield heading("LinkedIn note", f"{len(note)} of {outreach.MAX_LINKEDIN_LENGTH} characters")
        yield line(note, indent=2)
        yield line()
    elif not outreach.is_call_suggested(known.thread):
        return
    script = outreach.phone_script(known.thread, known.rulebook, known.now)
    if script:
        yield heading("On the phone", outreach.number_words(known.thread))
        yield from (line(text, indent=2) for text in script)
        yield line()


def _helpers(known: Known) -> Iterator[Line]:
    letter = outreach.forward_letter(known.thread, known.rulebook, known.now)
    if letter:
        yield heading("To be passed on", f"to {letter.to or 'their general address'}, if you like")
        yield line(Span(f"Subject: {letter.subject}", "quiet"), indent=2)
        yield from (line(text, indent=2) for text in letter.body.strip().splitlines())
        yield line()
    others = others_to_ask(known.thread)
    if others:
        yield heading("Somebody else", f"{unanswered(known.thread)} messages were not answered")
        for contact in others:
            name = contact.name or contact.email
            step = f'followthrough set {known.thread.id} --contact "{name}"'
            yield line(f"{name} may know more: ", Span(step, "quiet"), indent=2, hang=2)
        yield line()


def _story(known: Known) -> Iterator[Line]:
    yield heading("Story")
    before = ""
    for item in known.story:
        at = moment(item.at, known.now, known.zone)
        shown = at if at != before else ""
        before = at
        number = f"{item.mail:>2} " if item.mail else "   "
        style = {"draft_placed": "good", "draft_sent": "good", "state_changed": "strong"}.get(item.kind, "")
        gap = (
            22
            if any(m.at.astimezone(known.zone).year != known.now.astimezone(known.zone).year for m in known.story)
            else 17
        )
        is_mail = item.kind == "message_read"
        detail = f"  “{_short(item.detail)}”" if is_mail and item.detail else f"  {item.detail}" if item.detail else ""
        yield line(
            Span(f"{shown:<{gap}} ", "quiet"),
            Span(number, "quiet"),
            Span(item.text, style),
            Span(detail, "quiet"),
            indent=2,
            hang=gap + 4,
        )


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89].rstrip()}…"


def _foot(known: Known) -> Iterator[Line]:
    numbers = [item.mail for item in known.story if item.mail]
    yield line()
    yield line(Span(f"Why it stands so: followthrough why {known.thread.id}", "quiet"))
    if numbers:
        yield line(Span(f"Why a mail was read so: followthrough why {known.thread.id}:{numbers[-1]}", "quiet"))


def _fact(label: str, text: str, style: str = "") -> Line:
    return line(Span(f"{label:<{LABEL}}", "quiet"), Span(text, style), hang=LABEL)
