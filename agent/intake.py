"""Take one judged message into memory: find its thread, apply it, or say why not (B4, B10, B11, B17). Runs inside a
decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agent import documents, incoming, learning, linking, notes, outgoing, passing, voice
from agent.happenings import Change, Entry, Incoming, Outgoing
from agent.judging import Judged
from agent.linking import Link, Place, Verdict
from agent.rulebook import Rulebook
from agent.store import Store
from agent.store_rows import Look, MessageRow
from agent.threads import Draft, DraftStatus, Thread
from providers.interface import Folder
from rules import impostors
from rules.certainty import Context
from rules.reading import Intent, Owner, Person, Reading, SentIntent
from rules.senders import is_no_reply
from rules.structure import is_bulk

REASONS = {
    Verdict.AMBIGUOUS: "it fits more than one thread equally well",
    Verdict.NAME_ONLY: "only the name of the company ties it to this thread",
}
UNTHREADED = (Intent.UNRELATED, Intent.RECRUITER_OUTREACH)
"""Never linked: they leave an id and an intent, nothing else."""
OF_SOMETHING_ELSE = "its sender is of this thread, but it names another role or company"
SUSPECT = "it may not be from the employer, so nothing of it was believed"
"""Why a mail with a sign against it is kept aside: what it says waits for `trust`, or for the owner's answer (B8)."""


class Intake:
    """Takes the messages of one page."""

    def __init__(
        self,
        mailbox: str,
        store: Store,
        rulebook: Rulebook,
        now: datetime,
        record: Callable[[Change], None],
        tell: Callable[[Entry, str | None, str | None], None],
        judge_again: Callable[[Judged, Owner, Context], Judged] = lambda judged, *_: judged,
    ) -> None:
        self._judge_again = judge_again
        self._mailbox, self._store, self._rulebook, self._now, self._record, self._tell = (
            mailbox,
            store,
            rulebook,
            now,
            record,
            tell,
        )

    def shelve(self, key: str, what: str, version: str) -> None:
        """Put a message aside that could not be read; it is not tried again by itself."""
        self._store.shelve(self._mailbox, key, what, version, self._now)
        self._store.put_message(MessageRow(self._mailbox, key, None, "unreadable", None, self._now))

    def take(self, judged: Judged, draft_sent: tuple[str, str] | None) -> None:
        """One message; `draft_sent` names our draft if the provider knows it for that draft's sent copy."""
        copies = self._copies(judged)
        if judged.sent is not None:
            self._take_sent(judged, draft_sent, is_copy=bool(copies))
        elif judged.reading is None:
            self._remember(judged, Intent.UNRELATED.value, None)
        elif copies:
            self._take_copy(judged, copies[0])
        else:
            self._take_incoming(judged, judged.reading)

    # From others

    def _in_context(self, judged: Judged, reading: Reading) -> tuple[Judged, Reading]:
        """What is doubtful by itself may be plain from somebody whom the owner is in talks with."""
        if self._is_sure(reading) and reading.intent not in UNTHREADED:
            return judged, reading
        context = self._context(judged)
        if context is Context.STRANGER:
            return judged, reading
        again = self._judge_again(judged, self._rulebook.owner, context)
        return again, again.reading or reading

    def _context(self, judged: Judged) -> Context:
        """What the threads know of the sender: a correspondent answers in the thread's own conversation, or writes anew
        while it is open; a colleague of theirs writes from the same house."""
        sender = judged.message.sender
        if sender is None or sender.email is None:
            return Context.STRANGER
        address = f"addr:{sender.email}"
        strong = self._store.threads_by_keys(linking.strong_keys(judged.message, self._place(judged)))
        if any(address in thread.keys for thread in strong):
            return Context.CONVERSATION
        if is_no_reply(sender.email) or is_bulk(judged.message):
            return Context.STRANGER
        own = linking.organisations(Person(None, email) for email in self._rulebook.owner.addresses)
        houses = {f"org:{house}" for house in linking.organisations([sender]) if house not in own}
        known = [thread for thread in self._store.threads_by_keys({address, *houses}) if not thread.is_over]
        if any(address in thread.keys for thread in known):
            return Context.CORRESPONDENT
        return Context.HOUSE if known else Context.STRANGER

    def _take_incoming(self, judged: Judged, reading: Reading) -> None:
        judged, reading = self._in_context(judged, reading)
        if not self._is_sure(reading):
            self._take_unsure(judged, reading)
            return
        if reading.intent in UNTHREADED:
            self._remember(judged, reading.intent.value, None)
            self._announce(judged, reading, None)
            return
        place = self._place(judged)
        candidates = self._candidates(judged, reading, place)
        link = self._link(judged, reading, place, candidates)
        if link.verdict in REASONS:
            self._look(judged, reading, link, REASONS[link.verdict])
            return
        thread = next((t for t in candidates if t.id in link.threads), None)
        known = [t.id for t in candidates if not t.is_over and self._is_from_correspondent(judged, t)]
        if thread is None and link.verdict is not Verdict.NEW and known:
            self._look(judged, reading, Link(Verdict.AMBIGUOUS, tuple(known)), OF_SOMETHING_ELSE)
            return
        if thread is None and link.verdict is not Verdict.NEW:
            self._remember(judged, reading.intent.value, None)
            self._announce(judged, reading, None)
            return
        if thread is None and (doubt := self._doubt_of_beginning(reading, self._at(judged))):
            self._look(judged, reading, Link(Verdict.NONE), doubt)
            return
        warnings = self._warnings(judged, thread)
        if thread and incoming.is_suspect(thread, warnings):
            self._look(judged, reading, link, SUSPECT)
            self._warn(judged, reading, place, candidates)
            return
        self.apply(thread, Incoming(place, judged.raw.key, judged.message, reading, self._at(judged), warnings))

    def _is_from_correspondent(self, judged: Judged, thread: Thread) -> bool:
        sender = judged.message.sender
        return sender is not None and f"addr:{sender.email}" in thread.keys

    def _doubt_of_beginning(self, reading: Reading, at: datetime) -> str | None:
        """Why an announced interview cannot begin a thread by itself (B10)."""
        if reading.intent not in (Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED):
            return None
        if reading.interview is None:
            return "it announces an interview, but no time could be read in it"
        if incoming.lies_behind(reading.interview, at, timedelta()):
            return "it announces an interview that was over before it came"
        return None

    def _take_unsure(self, judged: Judged, reading: Reading) -> None:
        """Nothing changes; the owner is asked, if what it may mean would change anything (B4)."""
        place = self._place(judged)
        guesses = {reading.intent, reading.runner_up}
        candidates = self._candidates(judged, reading, place)
        if guesses & set(linking.BEGINNERS) or candidates:
            self._look(judged, reading, Link(Verdict.NONE), "it could not be read with confidence")
            self._warn(judged, reading, place, candidates)
        else:
            self._remember(judged, reading.intent.value, None)
            self._announce(judged, reading, None)

    def _warn(self, judged: Judged, reading: Reading, place: Place, candidates: Sequence[Thread]) -> None:
        """What cannot be trusted is said even of a mail that cannot be read with confidence (B8)."""
        link = self._link(judged, reading, place, candidates)
        thread = next((t for t in candidates if t.id in link.threads), None)
        warnings = self._warnings(judged, thread)
        if thread and warnings:
            at = self._at(judged)
            change = passing.until(thread, at, self._rulebook)
            item = Incoming(place, judged.raw.key, judged.message, reading, at, warnings)
            self._record(change.then(incoming.warn(change.thread, item)))

    def _warnings(self, judged: Judged, thread: Thread | None) -> tuple[str, ...]:
        known = frozenset(k[4:] for k in thread.keys if k.startswith("org:")) if thread else frozenset()
        return impostors.warnings(judged.message, self._rulebook.owner, known)

    def apply(self, thread: Thread | None, item: Incoming) -> Thread:
        """Apply a message to its thread (a new one if None) and remember both."""
        if thread is None:
            thread_id = self._store.new_thread_id(item.reading.company)
            change = incoming.begin(item, thread_id, self._rulebook)
        else:
            change = passing.until(thread, item.at, self._rulebook)
            change = change.then(self._received(change.thread, item))
        read = Entry(item.at, change.thread.id, "message_read", _read_fields(item.message.message_id, item.reading))
        row = MessageRow(
            item.place.mailbox,
            item.key,
            item.message.message_id,
            item.reading.intent.value,
            change.thread.id,
            self._now,
        )
        self._record(Change(change.thread, (read, *change.entries)))
        self._store.put_message(row)
        self._store.put_reading(
            item.place.mailbox, item.key, change.thread.id, item.at, documents.reading_to_json(item.reading)
        )
        return change.thread

    def _received(self, thread: Thread, item: Incoming) -> Change:
        if item.reading.intent is Intent.DELIVERY_FAILURE:
            return outgoing.bounced(thread, item.reading.bounce, item.at) if item.reading.bounce else Change(thread)
        return incoming.receive(thread, item, self._rulebook)

    def _candidates(self, judged: Judged, reading: Reading, place: Place) -> list[Thread]:
        keys = linking.bounce_keys(reading)
        if reading.intent is not Intent.DELIVERY_FAILURE or not self._is_sure(reading):
            keys |= linking.strong_keys(judged.message, place) | linking.weak_keys(judged.message, reading)
        return self._store.threads_by_keys(keys)

    def _link(self, judged: Judged, reading: Reading, place: Place, candidates: Sequence[Thread]) -> Link:
        if reading.intent is Intent.DELIVERY_FAILURE:
            return linking.link_bounce(reading, candidates)
        return linking.link(judged.message, reading, place, candidates)

    def _take_copy(self, judged: Judged, known: MessageRow) -> None:
        """The same mail once more (two addresses, re-delivery): nothing new, but its conversation belongs to the
        thread too."""
        self._remember(judged, known.intent, known.thread_id)
        thread = self._store.thread(known.thread_id) if known.thread_id else None
        keys = linking.strong_keys(judged.message, self._place(judged))
        if thread and not keys <= thread.keys:
            self._record(Change(replace(thread, keys=thread.keys | keys)))

    def _is_sure(self, reading: Reading) -> bool:
        least = self._rulebook.sure_at
        return reading.sure if least is None else reading.confidence >= least

    def _look(self, judged: Judged, reading: Reading, link: Link, reason: str) -> None:
        """Nothing changes; the owner is asked. Threads in question wait for the answer (B4, B11, B17)."""
        key, at = judged.raw.key, self._at(judged)
        self._remember(judged, reading.intent.value, None)
        self._announce(judged, reading, None)
        self._store.put_reading(self._mailbox, key, None, at, documents.reading_to_json(reading))
        document = documents.message_to_json(judged.message)
        conversation = self._place(judged).conversation_id
        self._store.put_look(Look(self._mailbox, key, at, reason, link.threads, document, conversation))
        if link.verdict is Verdict.AMBIGUOUS:
            for thread in filter(None, map(self._store.thread, link.threads)):
                self._record(Change(replace(thread, holds=(*thread.holds, f"{self._mailbox}:{key}"))))

    # The owner's own

    def _take_sent(self, judged: Judged, draft_sent: tuple[str, str] | None, *, is_copy: bool) -> None:
        assert judged.sent
        self._remember(judged, "sent", None)
        ours = draft_sent or (
            self._store.draft_with_message_id(judged.message.message_id) if judged.message.message_id else None
        )
        if ours:
            self._sent_copy(*ours, judged)
        elif judged.sent.intent is SentIntent.NOTES:
            self._take_notes(judged)
        elif not is_copy:
            self._take_own(judged)

    def _sent_copy(self, thread_id: str, draft_id: str, judged: Judged) -> None:
        thread = self._store.thread(thread_id)
        draft = thread.draft(draft_id) if thread else None
        if thread is None or draft is None:
            return
        # A service may give the sent copy an id of its own; answers and bounces refer to that one.
        thread = replace(thread, keys=thread.keys | linking.strong_keys(judged.message, self._place(judged)))
        self._learn(judged, thread, draft)
        if draft.status is DraftStatus.SENT:
            self._record(Change(thread))
            return
        change = passing.until(thread, self._at(judged), self._rulebook)
        draft = change.thread.draft(draft_id) or draft
        self._record(change.then(outgoing.draft_sent(change.thread, draft, self._at(judged), self._rulebook)))

    def _take_own(self, judged: Judged) -> None:
        assert judged.sent
        place = self._place(judged)
        keys = linking.strong_keys(judged.message, place) | linking.recipient_keys(judged.message)
        candidates = self._store.threads_by_keys(keys)
        link = linking.link_sent(judged.message, place, candidates, judged.sent.role)
        for thread in (t for t in candidates if t.id in link.threads):
            if link.verdict is Verdict.AMBIGUOUS:
                self._record(
                    Change(replace(thread, wrote_at=max(self._at(judged), thread.wrote_at or self._at(judged))))
                )
                continue
            self._remember(judged, "sent", thread.id)
            self._learn(judged, thread)
            change = passing.until(thread, self._at(judged), self._rulebook)
            mail = Outgoing(place, judged.raw.key, judged.message, judged.sent, self._at(judged))
            self._record(change.then(outgoing.owner_wrote(change.thread, mail, self._rulebook)))

    def _learn(self, judged: Judged, thread: Thread, draft: Draft | None = None) -> None:
        """What this mail of the owner's own shows of their way of writing (B7: nobody else's mail comes here)."""
        if not self._rulebook.learns_voice or judged.raw.folder is not Folder.SENT:
            return
        message = judged.message
        people = [Person(c.name, c.email) for c in thread.contacts]
        to = voice.name_of((*message.to, *message.cc), people)
        contact = thread.contact(to.email) if to else None
        mail = contact.last_mail if contact else None
        code = (mail.language if mail else None) or thread.language
        sample = voice.sample_of(message, to, code, mail.address if mail else None, self._at(judged))
        if draft is not None:
            placed = self._store.letter(draft.id)
            if placed is None:
                return
            sample = learning.learnt(sample, thread, draft, placed, message.own_text, self._rulebook, self._now)
        self._store.put_voice(message.message_id or judged.raw.key, sample)

    def _take_notes(self, judged: Judged) -> None:
        assert judged.sent
        found = notes.thread_named(judged.message.subject, judged.sent.company, self._store.threads())
        if found:
            self._record(notes.add(found, judged.message.own_text, self._at(judged)))

    # Pieces

    def _copies(self, judged: Judged) -> list[MessageRow]:
        message_id = judged.message.message_id
        rows = self._store.messages_with_id(message_id) if message_id else []
        return [
            r
            for r in rows
            if (r.mailbox, r.key) != (self._mailbox, judged.raw.key)
            and (r.intent == "sent") == (judged.sent is not None)
        ]

    def _at(self, judged: Judged) -> datetime:
        """When it was received; a clock in the future is not believed."""
        return min(judged.at, self._now)

    def _place(self, judged: Judged) -> Place:
        return Place(self._mailbox, judged.raw.conversation_id)

    def _remember(self, judged: Judged, intent: str, thread_id: str | None) -> None:
        self._store.put_message(
            MessageRow(self._mailbox, judged.raw.key, judged.message.message_id, intent, thread_id, self._now)
        )

    def _announce(self, judged: Judged, reading: Reading, thread: Thread | None) -> None:
        entry = Entry(
            self._at(judged),
            thread.id if thread else None,
            "message_read",
            _read_fields(judged.message.message_id, reading),
        )
        self._tell(entry, reading.company, reading.role)


def _read_fields(message_id: str | None, reading: Reading) -> dict[str, object]:
    return {"message_id": message_id, "intent": reading.intent.value}
