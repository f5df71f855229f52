"""From a thread to a draft: which facts go into the words, and the draft's name that is the same after any crash
(B30-B34). Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from agent import compose, lints, material
from agent.addressing import has_thank_you, recipients
from agent.draft_request import NOTE_KINDS, Anchor, Composed, DraftRequest, Signature
from agent.draft_request import Note as RequestNote
from agent.happenings import Change, tell
from agent.own_templates import OwnTemplate
from agent.rulebook import Rulebook
from agent.same_names import is_same_person
from agent.threads import Draft, DraftStatus, MailRef, Round, Thread
from rules.pacing import Step
from rules.reading import Person

START_FAR = timedelta(days=21)
"""A role that begins sooner may have begun before the draft is sent."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A draft that is not to be placed: whom it was to, and what is wrong with it (B32)."""

    to: Person | None
    fault: str


@dataclass(frozen=True, slots=True)
class Written:
    """The drafts of one step, and those that are not fit to be placed."""

    drafts: tuple[Draft, ...] = ()
    unfit: tuple[Unfit, ...] = ()


def plan_drafts(thread: Thread, step: Step, round_: Round | None, rulebook: Rulebook, now: datetime) -> Written:
    """The drafts of one step, composed but not placed: one a recipient; one with an empty To where nobody can be
    reached."""
    people: tuple[Person | None, ...] = recipients(thread, step, round_) or (_unaddressed(round_),)
    drafts: list[Draft] = []
    unfit: list[Unfit] = []
    so_far = thread
    for index, person in enumerate(people):
        if step is Step.THANK_YOU and round_ and has_thank_you(thread, round_, person):
            continue
        draft = _blank(thread, step, round_, person, rulebook, now)
        request = _request(thread, draft, round_, index, len(people), _used(so_far, draft), rulebook, now)
        words = _words_beside(so_far, draft, request, rulebook)
        if words.faults:
            unfit.append(Unfit(person, words.faults[0]))
            continue
        drafts.append(_filled(draft, request, words))
        so_far = so_far.with_draft(drafts[-1])
    return Written(tuple(drafts), tuple(unfit))


@dataclass(frozen=True, slots=True)
class _Words:
    """A draft's words, what is wrong with them, and whose template they are from."""

    composed: Composed
    faults: tuple[str, ...]
    own: OwnTemplate | None
    wording: str


def _words_beside(thread: Thread, draft: Draft, request: DraftRequest, rulebook: Rulebook) -> _Words:
    """In sentences that the thread has not used. Where many interviewers used them up, a thank-you may say what only
    others read, after another interview: each of them is to get one (B30)."""
    words = _words(request, rulebook)
    if not words.faults or draft.step is not Step.THANK_YOU:
        return words
    read = _used(thread, draft, lambda d: d.round == draft.round or d.address == draft.address)
    return _words(replace(request, used_sentences=frozenset(read)), rulebook)


def _words(request: DraftRequest, rulebook: Rulebook) -> _Words:
    """In the owner's own text if there is one and it may be placed as it stands, else in the built-in words."""
    own, wording = _own(request, rulebook), ""
    if own:
        composed = compose.draft(request, own)
        found = lints.faults(composed, request)
        if not found:
            return _Words(composed, (), own, f"your template {own.name}")
        wording = f"your template {own.name} was left aside: {found[0]}"
    composed = compose.draft(request)
    found = lints.faults(composed, request)
    if found and request != (plain := _without_voice(request)):
        composed = compose.draft(plain)
        found = lints.faults(composed, plain)
    return _Words(composed, found, own, wording)


def _without_voice(request: DraftRequest) -> DraftRequest:
    """What was learnt of the owner's way must never keep a draft from being placed."""
    return replace(request, own_greeting=None, own_sign_off=None, left_out=frozenset(), own_lines=())


def _own(request: DraftRequest, rulebook: Rulebook) -> OwnTemplate | None:
    code = material.language(request.language).code
    return rulebook.templates.of(request.step, code, request.tone, request.address)


def _unaddressed(round_: Round | None) -> Person | None:
    """Whom a draft with an empty To greets: the only interviewer, if there is just one (B30)."""
    people = round_.interviewers if round_ else ()
    return Person(people[0].name, None) if len(people) == 1 and people[0].name else None


def renewed(thread: Thread, draft: Draft, rulebook: Rulebook, now: datetime) -> Draft:
    """The draft with the words that are true now (B27); the same draft where nothing in it changed."""
    current, request = request_for(thread, draft, rulebook, now)
    own = _own(request, rulebook)
    inputs = _inputs_digest(request, own)
    if inputs == draft.inputs:
        return draft
    if compose.facts_digest(request, own) == draft.digest:
        return replace(draft, inputs=inputs)
    words = _words_beside(thread, draft, request, rulebook)
    if words.faults:
        return draft
    fresh = _filled(current, request, words)
    if draft.digest and _says_the_same(fresh, draft):  # without a digest the mailbox may hold older words
        return replace(fresh, is_stale=draft.is_stale)
    return replace(fresh, is_stale=draft.status is DraftStatus.LIVE)


def _says_the_same(one: Draft, other: Draft) -> bool:
    said = [(d.subject, d.body, d.attachments, d.to) for d in (one, other)]
    return said[0] == said[1]


def request_for(thread: Thread, draft: Draft, rulebook: Rulebook, now: datetime) -> tuple[Draft, DraftRequest]:
    """What a draft would be written from now, and the draft with its recipient as they are known now."""
    round_ = next((r for r in thread.rounds if r.number == draft.round), None)
    people = recipients(thread, draft.step, round_)
    index = next((i for i, p in enumerate(people) if p.email == draft.address), 0)
    person = people[index] if people and people[index].email == draft.address else draft.to
    current = replace(draft, to=person)
    used = _used(thread, draft)
    return current, _request(thread, current, round_, index, max(1, len(people)), used, rulebook, now)


def outreach_request(
    thread: Thread, step: Step, person: Person | None, rulebook: Rulebook, now: datetime
) -> DraftRequest:
    """What words to a person beside the drafts would be written from (`agent.outreach`)."""
    round_ = thread.last_round or thread.next_round
    draft = _blank(thread, step, round_, person, rulebook, now)
    return _request(thread, draft, round_, 0, 1, set(), rulebook, now)


def without_files(
    thread: Thread, draft: Draft, troubles: Mapping[str, str], rulebook: Rulebook, now: datetime
) -> Change:
    """The thread with the draft reworded for files that cannot be attached, and the owner told why."""
    notes = tuple(replace(n, file=None) if n.file in troubles else n for n in thread.notes)
    thread = replace(thread, notes=notes)
    written = replace(renewed(thread, draft, rulebook, now), is_stale=draft.is_stale)
    change = Change(thread.with_draft(written))
    for path, why in troubles.items():
        step = draft.step.spoken
        text = f"{why[:1].upper()}{why[1:]}; the {step} does without it. Attach it yourself."
        change = change.then(tell(change.thread, f"attach:{draft.id}:{path}", text, now))
    return change


def _request(
    thread: Thread,
    draft: Draft,
    round_: Round | None,
    index: int,
    size: int,
    used: set[str],
    rulebook: Rulebook,
    now: datetime,
) -> DraftRequest:
    contact = thread.contact(draft.address)
    language = (
        contact.last_mail.language if contact and contact.last_mail and contact.last_mail.language else thread.language
    )
    address = contact.last_mail.address if contact and contact.last_mail else None
    manner = (material.language(language).code, address or "formal")
    style = rulebook.style(thread, round_.stage if round_ else None)
    return DraftRequest(
        step=draft.step,
        to=draft.to,
        sender=sender(thread, draft.reply_to, rulebook),
        signature=Signature(rulebook.owner.name, rulebook.phone, rulebook.link),
        company=thread.company,
        role=thread.role,
        language=language,
        address=address,
        own_greeting=rulebook.voice.greetings.get(manner),
        own_sign_off=rulebook.voice.sign_offs.get(manner),
        left_out=_left_out(rulebook, draft.step),
        own_lines=_own_lines(rulebook, draft.step, manner),
        tone=style.tone,
        length=style.length,
        event=_event(thread, draft),
        interview_on=_held_on(round_, rulebook) if round_ and round_.ended_at else None,
        stage=round_.stage if round_ else None,
        medium=round_.medium if round_ else None,
        other_interviewers=_others(draft.to, round_),
        panel_index=index,
        panel_size=size,
        promise=_promised(thread, draft, round_, rulebook),
        carries_thanks=draft.carries_thanks,
        topic=thread.topic,
        starts_on=_start(thread, draft),
        had_material=round_ is not None and _had_material(thread, round_),
        fit=style.fit,
        notes=_notes(thread, round_),
        used_sentences=frozenset(used),
        may_ask_referral=rulebook.may_ask_referral,
        today=rulebook.calendar.local_date(now),
        anchor=anchor_of(draft.reply_to),
        message_id=draft.message_id,
        written_at=rulebook.calendar.local(now),
        country=rulebook.owner.country,
        day_is_certain=round_ is None or _is_day_certain(round_, rulebook),
        to_interviewed=bool(draft.to and round_ and any(is_same_person(draft.to, i) for i in round_.interviewers)),
    )


def sender(thread: Thread, reply_to: MailRef | None, rulebook: Rulebook) -> Person:
    """The owner at the address that the employer wrote to."""
    refs = [reply_to, *(c.last_mail for c in thread.contacts)]
    used = [ref.addressed_to for ref in refs if ref and ref.addressed_to in rulebook.owner.addresses]
    return Person(rulebook.owner.name, next(iter(used), None) or rulebook.home_address)


def anchor_of(reply_to: MailRef | None) -> Anchor | None:
    """What the words and headers of a reply need of the mail it answers."""
    if reply_to is None or reply_to.message_id is None:
        return None
    return Anchor(reply_to.message_id, reply_to.references, reply_to.subject)


def _blank(
    thread: Thread, step: Step, round_: Round | None, person: Person | None, rulebook: Rulebook, now: datetime
) -> Draft:
    contact = thread.contact(person.email) if person else None
    reply_to = contact.last_mail if contact else None
    number = round_.number if round_ else max((r.number for r in thread.rounds), default=0)
    address = person.email if person else ""
    tries = sum((d.step, d.round, d.address or "") == (step, number, address) for d in thread.drafts)
    name = _name(thread.root, step, number, address or "", tries)
    domain = (sender(thread, reply_to, rulebook).email or "").rpartition("@")[2] or "localhost"
    carries = bool(step is Step.CHECK_IN and round_ and not round_.thanks_sent)
    return Draft(
        id=name,
        step=step,
        round=number,
        to=person,
        mailbox=mailbox_for(thread, person, rulebook),
        message_id=f"<{name}@{domain}>",
        subject="",
        body="",
        digest="",
        planned_at=now,
        reply_to=reply_to,
        carries_thanks=carries,
    )


def mailbox_for(thread: Thread, person: Person | None, rulebook: Rulebook) -> str:
    """Where a draft to somebody lies: where their conversation is, else where the thread was heard of last (B31)."""
    contact = thread.contact(person.email) if person else None
    return rulebook.mailbox(contact.last_mail.mailbox if contact and contact.last_mail else thread.mailbox)


def _name(*parts: object) -> str:
    """A draft's name: the same for the same step wherever and whenever it is planned, so it can be found again
    (B34)."""
    return "followthrough." + hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:24]


def _filled(draft: Draft, request: DraftRequest, words: _Words) -> Draft:
    composed = words.composed
    return replace(
        draft,
        subject=composed.subject,
        body=composed.body,
        sentences=composed.sentences,
        slots=composed.slots,
        attachments=composed.attachments,
        promised=composed.promised,
        wording=words.wording,
        digest=compose.facts_digest(request, words.own),
        inputs=_inputs_digest(request, words.own),
    )


def _inputs_digest(request: DraftRequest, own: OwnTemplate | None) -> str:
    """Of everything that a draft is written from, but for the sentences used before; of the day it is written on, only
    what words can depend on: the year, and which days have passed.

    Cheap to make, and asked for every live draft in every planning: the facts are looked at only where it changed.
    """
    timeless = replace(request, used_sentences=frozenset(), today=date.min, written_at=request.written_at.min)
    days = (request.promise, request.interview_on, request.starts_on)
    passed = [day and day < request.today for day in days]
    said = repr((timeless, passed, request.today.year, own.digest if own else None))
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _used(thread: Thread, but: Draft, of: Callable[[Draft], bool] = lambda draft: True) -> set[str]:
    """The sentences of the other drafts. What was withdrawn nobody read."""
    others = (d for d in thread.drafts if d.id != but.id and not d.is_out and of(d))
    return {sentence for draft in others for sentence in draft.sentences}


def _others(person: Person | None, round_: Round | None) -> int:
    if round_ is None:
        return 0
    return sum(person is None or not is_same_person(person, i) for i in round_.interviewers)


def _notes(thread: Thread, round_: Round | None) -> tuple[RequestNote, ...]:
    """The notes about this round: those taken since the one before it ended."""
    before = [r.ended_at for r in thread.rounds if r.ended_at and round_ and r.start < round_.start]
    since = max(before, default=None)
    current = (n for n in thread.notes if n.kind in NOTE_KINDS and (not since or n.at > since))
    return tuple(RequestNote(n.kind, n.text, n.file) for n in current)


def _held_on(round_: Round, rulebook: Rulebook) -> date:
    """The interview's date as the employer stated it; a time given in UTC says nothing of their date, so the
    owner's."""
    return rulebook.calendar.local_date(round_.start) if _is_utc(round_) else round_.start.date()


def _is_day_certain(round_: Round, rulebook: Rulebook) -> bool:
    """Not where a calendar's UTC could as well be London in winter and the day is another one there (B32)."""
    return not _is_utc(round_) or rulebook.calendar.local_date(round_.start) == round_.start.date()


def _is_utc(round_: Round) -> bool:
    return round_.start.utcoffset() == timedelta(0)


def _left_out(rulebook: Rulebook, step: Step) -> frozenset[str]:
    return frozenset(name.partition(".")[2] for name in rulebook.voice.left_out if name.startswith(f"{step.value}."))


def _own_lines(rulebook: Rulebook, step: Step, manner: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    lines = (
        (name.partition("."), text) for (name, *where), text in rulebook.voice.lines.items() if (*where,) == manner
    )
    return tuple((slot, text) for (of_step, _, slot), text in lines if of_step == step.value)


def _event(thread: Thread, draft: Draft) -> str | None:
    """Why the owner put this step on its day."""
    pin = thread.pin
    return pin.because if pin and (pin.step, pin.round) == (draft.step, draft.round) else None


def _start(thread: Thread, draft: Draft) -> date | None:
    """The role's first day, for the check-in, unless it is so near that it may come while the draft waits."""
    on = thread.starts_on
    is_far = on is not None and on - draft.planned_at.date() >= START_FAR
    return on if is_far and draft.step is Step.CHECK_IN else None


def _had_material(thread: Thread, round_: Round) -> bool:
    """Whether the employer sent something to read for this round: since the one before it began, and before it did."""
    before = max((r.start for r in thread.rounds if r.start < round_.start), default=None)
    at = thread.material_at
    return at is not None and at < round_.start and (before is None or at > before)


def _promised(thread: Thread, draft: Draft, round_: Round | None, rulebook: Rulebook) -> date | None:
    """The promised day that a check-in or nudge refers to; one before the interview was kept by inviting to it."""
    if thread.promise is None or draft.step not in (Step.CHECK_IN, Step.NUDGE):
        return None
    by = thread.promise.by
    return None if round_ and by < _held_on(round_, rulebook) else by
