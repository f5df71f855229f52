"""Do what the drafts' states ask for: place, renew, withdraw; look before writing, note every result (B34).

What is to be done stands in the store (`planned`, stale, `withdrawing`); here it meets the mailbox. A crash between
the two
is harmless: placing is announced first (`begun_at`), and looks for the draft's own Message-ID before it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from agent import attachments, likeness, mime, outgoing, strays, writing
from agent.handles import ref_from_text, ref_to_text
from agent.happenings import Change, Entry, draft_fields, tell
from agent.retry import TRIES_OF_NONSENSE
from agent.rulebook import Rulebook
from agent.spoken import Guard, loudly
from agent.store import Store
from agent.threads import Draft, DraftStatus, Thread
from providers.interface import (
    DraftChanged,
    DraftRef,
    Fate,
    Gone,
    ProtocolViolation,
    Provider,
    ProviderError,
    Refused,
    ReplyAnchor,
)

DOUBLES_APPEAR_WITHIN = timedelta(hours=1)
"""Two agents write the same draft only if they looked at the same moment; a copy that appears later is the owner's."""

Record = Callable[[Change], None]
"""Keeps a change and speaks of it; called inside a decision."""


Decision = Callable[[], AbstractContextManager[None]]
"""Opens one transaction of the store."""


class Performer:
    """Performs one mailbox's drafts."""

    def __init__(
        self,
        mailbox: str,
        provider: Provider,
        store: Store,
        rulebook: Rulebook,
        record: Record,
        decision: Decision,
        guard: Guard = loudly,
    ) -> None:
        self._mailbox, self._provider, self._store, self._rulebook = mailbox, provider, store, rulebook
        self._record, self._decision, self._guard = record, decision, guard
        self.mistakes: list[str] = []
        """Where our own code broke the last time."""

    def run(self, now: datetime) -> int:
        """Everything that waits for this mailbox, withdrawals first; how many drafts were dealt with.

        Raises `ProviderError` if the mailbox fails; what was done until then stands.
        """
        count = self.withdraw(now)
        count += self._each(self._strays(), self._take_over, now)
        count += self._each(self._stale(), self._renew, now)
        return count + self._each(self._waiting(DraftStatus.PLANNED), self._place, now)

    def withdraw(self, now: datetime) -> int:
        """Only what is on its way out of this mailbox; how many drafts were dealt with. Raises as `run` does."""
        self.mistakes = []
        return self._each(self._waiting(DraftStatus.WITHDRAWING), self._withdraw, now)

    def _each(
        self, drafts: Iterable[tuple[Thread, Draft]], act: Callable[[Thread, Draft, datetime], None], now: datetime
    ) -> int:
        """A draft that our own code breaks on waits for the next cycle, as after a crash; the others do not."""
        count = 0
        for thread, draft in drafts:
            if mistake := self._guard(partial(act, thread, draft, now)):
                self.mistakes.append(mistake)
            else:
                count += 1
        return count

    def _waiting(self, status: DraftStatus) -> Iterator[tuple[Thread, Draft]]:
        yield from self._load(self._store.drafts_in(self._mailbox, status))

    def _stale(self) -> Iterator[tuple[Thread, Draft]]:
        yield from self._load(self._store.stale_drafts_in(self._mailbox))

    def _strays(self) -> Iterator[tuple[Thread, Draft]]:
        for thread, draft in self._load(self._store.drafts_beside(self._rulebook.mailboxes, *strays.HINDERS)):
            if self._mailbox not in draft.sought_in:
                yield thread, draft

    def _load(self, names: list[tuple[str, str]]) -> Iterator[tuple[Thread, Draft]]:
        for thread_id, draft_id in names:
            thread = self._store.thread(thread_id)
            draft = thread.draft(draft_id) if thread else None
            if thread and draft:
                yield thread, draft

    # Place

    def _place(self, thread: Thread, draft: Draft, now: datetime) -> None:
        was_begun = draft.begun_at is not None
        announced = self._announced(thread.id, draft.id, now)
        if announced is None:
            return
        thread, draft = announced
        found = self._provider.find_draft(draft.message_id)
        if found is not None:
            self._adopt(thread, draft, found, now)
        elif was_begun and self._provider.find_sent(draft.message_id):
            self._settle(thread.id, draft.id, lambda t, d: outgoing.draft_sent(t, d, now, self._rulebook))
        else:
            self._save(thread, draft, now)

    def _adopt(self, thread: Thread, draft: Draft, found: DraftRef, now: datetime) -> None:
        """It is there already: placed before a crash, or by this agent on another machine."""
        if self.is_as_wanted(thread, draft, found):
            self._settle(thread.id, draft.id, lambda t, d: _placed(t, d, found, now))
            return
        held = ref_to_text(found)
        self._settle(
            thread.id, draft.id, lambda t, d: outgoing.draft_edited(t, replace(d, ref=held, placed_at=now), now)
        )

    def _save(self, thread: Thread, draft: Draft, now: datetime) -> None:
        thread, draft = self._with_readable_files(thread, draft, now)
        try:
            ref = self._saved(self._mime(thread, draft), _anchor(draft))
        except (Gone, ProtocolViolation, Refused) as error:
            if isinstance(error, ProtocolViolation) and self._failures() < TRIES_OF_NONSENSE:
                raise
            refusal = error
            self._settle(thread.id, draft.id, lambda t, d: self._refused(t, d, refusal, now))
            return
        self._settle(thread.id, draft.id, lambda t, d: _placed(t, d, ref, now))

    def _saved(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """In its conversation; where that was deleted, as a mail of its own."""
        try:
            return self._provider.save_draft(mime, anchor)
        except Gone:
            if anchor is None:
                raise
            return self._provider.save_draft(mime, None)

    def _failures(self) -> int:
        return self._store.mailbox(self._mailbox).attempts

    def _with_readable_files(self, thread: Thread, draft: Draft, now: datetime) -> tuple[Thread, Draft]:
        """The draft as it can be placed: where a file cannot be attached, its words do not say that it is."""
        troubles = {path: why for path in draft.attachments if (why := attachments.trouble(path))}
        if not troubles:
            return thread, draft
        self._settle(thread.id, draft.id, lambda t, d: writing.without_files(t, d, troubles, self._rulebook, now))
        current = self._store.thread(thread.id) or thread
        return current, current.draft(draft.id) or draft

    def _refused(self, thread: Thread, draft: Draft, error: ProviderError, now: datetime) -> Change:
        change = outgoing.draft_gone(thread, draft, now, self._rulebook)
        return change.then(
            tell(
                change.thread,
                f"refused:{draft.id}",
                f"A draft was refused: {error.what.rstrip('.')}. {error.next_step}".strip(),
                now,
            )
        )

    def is_as_wanted(self, thread: Thread, draft: Draft, ref: DraftRef) -> bool:
        """Whether a draft found in the mailbox says what we write; else the owner worked on it. Raises `Gone`."""
        return likeness.has_same_words(self._provider.read_draft(ref), self._mime(thread, draft))

    def _mime(self, thread: Thread, draft: Draft) -> bytes:
        sender = writing.sender(thread, draft.reply_to, self._rulebook)
        written_at = self._rulebook.calendar.local(draft.planned_at)
        return mime.build(
            subject=draft.subject,
            body=draft.body,
            sender=sender,
            to=draft.to,
            message_id=draft.message_id,
            written_at=written_at,
            anchor=writing.anchor_of(draft.reply_to),
            attachments=attachments.read(draft.attachments),
            with_html=draft.mailbox in self._rulebook.with_html,
        )

    # Take over

    def _take_over(self, thread: Thread, draft: Draft, now: datetime) -> None:
        """A draft whose mailbox is not configured any more; it may lie here, if that one was only renamed."""
        known, found = self._ref(draft), self._provider.find_draft(draft.message_id)
        if found is None:
            self._settle_stray(thread, draft, lambda t, d: strays.missed(t, d, self._mailbox, now, self._rulebook))
            return
        is_settled = draft.status in (DraftStatus.PLANNED, DraftStatus.EDITED)
        is_same = known is not None and (known.id, known.version) == (found.id, found.version)
        is_ours, held = is_settled or is_same or self.is_as_wanted(thread, draft, found), ref_to_text(found)
        self._settle_stray(thread, draft, lambda t, d: strays.found(t, d, self._mailbox, held, now, is_ours=is_ours))

    def _settle_stray(self, thread: Thread, draft: Draft, change: Callable[[Thread, Draft], Change]) -> None:
        """Unless another mailbox, or the owner, was quicker."""
        self._settle(thread.id, draft.id, lambda t, d: change(t, d) if d == draft else Change(t))

    # One of two

    def unite(self, now: datetime) -> None:
        """Take our draft out where an agent on another machine wrote the same one at the same moment and theirs stays
        (B34); what is not ours and untouched is left alone. Raises as `run` does."""
        for thread, draft in self._waiting(DraftStatus.LIVE):
            ref = self._ref(draft)
            is_fresh = draft.placed_at is not None and now - draft.placed_at <= DOUBLES_APPEAR_WITHIN
            double = self._provider.double_of(ref) if ref and is_fresh and not draft.is_stale else None
            if ref and double:
                self._give_way(thread, draft, ref, double, now)

    def _give_way(self, thread: Thread, draft: Draft, ref: DraftRef, double: DraftRef, now: datetime) -> None:
        try:
            is_ours = self.is_as_wanted(thread, draft, double)
            self._provider.delete_draft(ref)
        except (DraftChanged, Gone):
            return  # the owner was quicker; the next reading says what became of both
        held = ref_to_text(double)
        if is_ours:
            self._settle(thread.id, draft.id, lambda t, d: Change(t.with_draft(replace(d, ref=held))))
        else:
            self._settle(thread.id, draft.id, lambda t, d: outgoing.draft_edited(t, replace(d, ref=held), now))

    # Renew

    def _renew(self, thread: Thread, draft: Draft, now: datetime) -> None:
        ref = self._ref(draft)
        if ref is None:
            return
        thread, draft = self._with_readable_files(thread, draft, now)
        try:
            renewed = self._provider.replace_draft(ref, self._mime(thread, draft), _anchor(draft))
        except DraftChanged:
            self._settle(thread.id, draft.id, lambda t, d: outgoing.draft_edited(t, d, now))
        except Gone:
            # The next reading finds out what became of it; if it is still ours under another name, it is renewed then.
            self._settle(
                thread.id, draft.id, lambda t, d: outgoing.draft_missing(t, replace(d, digest="", is_stale=False), now)
            )
        else:
            self._settle(thread.id, draft.id, lambda t, d: _renewed(t, d, renewed, now))

    # Withdraw

    def _withdraw(self, thread: Thread, draft: Draft, now: datetime) -> None:
        ref = self._ref(draft)
        if ref is None and draft.begun_at is not None:
            ref = self._provider.find_draft(draft.message_id)
            if ref is not None and not self.is_as_wanted(thread, draft, ref):
                self._settle(thread.id, draft.id, lambda t, d: outgoing.draft_edited(t, d, now))
                return
        if ref is not None:
            fate = self._delete(ref)
            if fate is Fate.EDITED:
                self._settle(thread.id, draft.id, lambda t, d: outgoing.draft_edited(t, d, now))
                return
            if fate is Fate.SENT:
                self._settle(thread.id, draft.id, lambda t, d: outgoing.draft_sent(t, d, now, self._rulebook))
                return
        self._settle(thread.id, draft.id, lambda t, d: _withdrawn(t, d, now, self._rulebook))

    def _delete(self, ref: DraftRef) -> Fate:
        """Delete our untouched draft, wherever the mail program has put it by now; what else became of it, if
        anything."""
        try:
            self._provider.delete_draft(ref)
        except DraftChanged:
            return Fate.EDITED
        except Gone:
            outcome = self._provider.outcome(ref)
            if outcome.fate is not Fate.UNTOUCHED or outcome.ref is None:
                return outcome.fate
            self._provider.delete_draft(outcome.ref)
        return Fate.GONE

    # Memory

    def _announced(self, thread_id: str, draft_id: str, now: datetime) -> tuple[Thread, Draft] | None:
        """Say that the draft is about to be placed, as it is at this moment; None if a command of the owner's has
        meanwhile decided otherwise."""
        with self._decision():
            thread = self._store.thread(thread_id)
            draft = thread.draft(draft_id) if thread else None
            if thread is None or draft is None or draft.status is not DraftStatus.PLANNED:
                return None
            draft = replace(draft, begun_at=draft.begun_at or now)
            thread = thread.with_draft(draft)
            self._record(Change(thread))
            return thread, draft

    def _settle(self, thread_id: str, draft_id: str, change: Callable[[Thread, Draft], Change]) -> None:
        with self._decision():
            thread = self._store.thread(thread_id)
            draft = thread.draft(draft_id) if thread else None
            if thread and draft:
                self._record(change(thread, draft))

    def _ref(self, draft: Draft) -> DraftRef | None:
        return ref_from_text(draft.ref) if draft.ref else None


def _anchor(draft: Draft) -> ReplyAnchor | None:
    mail = draft.reply_to
    if mail is None or mail.message_id is None:
        return None
    if mail.mailbox != draft.mailbox:
        return ReplyAnchor(mail.message_id)  # keys and conversations mean nothing in another mailbox
    return ReplyAnchor(mail.message_id, mail.key, mail.conversation_id)  # type: ignore[arg-type]


def _placed(thread: Thread, draft: Draft, ref: DraftRef, now: datetime) -> Change:
    status = DraftStatus.LIVE if draft.status is DraftStatus.PLANNED else draft.status
    live = replace(draft, status=status, ref=ref_to_text(ref), placed_at=now, planned_at=draft.planned_at)
    change = Change(thread.with_draft(live), (Entry(now, thread.id, "draft_placed", draft_fields(draft)),))
    return change.then(_reminder(change.thread, live, now))


def _reminder(thread: Thread, draft: Draft, now: datetime) -> Change:
    """What the words promise and nothing does by itself, for the owner alone (B35)."""
    if not draft.promised:
        return Change(thread)
    company = thread.company or "them"
    text = (
        f"You promised {company} something: {draft.promised}. Send it, or have it attached: "
        f'followthrough note {thread.id} "promised: {draft.promised}" --attach FILE'
    )
    return tell(thread, f"promised:{draft.id}", text, now)


def _renewed(thread: Thread, draft: Draft, ref: DraftRef, now: datetime) -> Change:
    fresh = replace(draft, ref=ref_to_text(ref), is_stale=False)
    return Change(thread.with_draft(fresh), (Entry(now, thread.id, "draft_updated", draft_fields(draft)),))


def _withdrawn(thread: Thread, draft: Draft, now: datetime, rulebook: Rulebook) -> Change:
    out = thread.with_draft(replace(draft, status=DraftStatus.WITHDRAWN, ended_at=now, body=""))
    to = [draft.address] if draft.address else []
    entries = (
        (Entry(now, thread.id, "draft_withdrawn", {"kind": draft.step.value, "to": to, "why": draft.why}),)
        if draft.placed_at
        else ()
    )
    change = Change(out, entries)
    if draft.skips:
        change = change.then(outgoing.skip(out, draft.step, draft.round, now, draft.why, rulebook))
    return change
