"""One pass over one mailbox: gather, decide, act (B7, B34).

What a page brings is decided in one transaction: messages, readings, threads with their drafts, journal and cursor.
Planning
follows once the last page is read, and performing once the plan is kept. `replay` and `demo` drive exactly this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from agent import notes, outgoing, passing
from agent.clock import Clock
from agent.freshness import LEAST_STALE, awaited
from agent.handles import ref_from_text, ref_to_text
from agent.happenings import Change, Entry
from agent.intake import Intake
from agent.interest import interest_in
from agent.judging import Judged, Unreadable, judge, judge_in_context
from agent.observing import Observed
from agent.perform import Performer
from agent.planning import Around, observe_one, plan_one
from agent.polisher import Polisher, polished
from agent.rulebook import Rulebook
from agent.spoken import Guard, Spoken, Told, loudly
from agent.store import Store
from agent.store_rows import MailboxRow
from agent.threads import Draft, DraftStatus, Thread
from agent.voice import voice_of
from providers.interface import (
    Cursor,
    DraftRef,
    Fate,
    MessageKey,
    Outcome,
    Page,
    Provider,
    RawMessage,
    Trouble,
)
from rules.certainty import Context
from rules.reading import Owner

WATCHED = (DraftStatus.LIVE, DraftStatus.EDITED, DraftStatus.GONE)
"""Drafts of which something may still become."""
LOOK_FOR_GONE = timedelta(days=30)
OVERLAP = timedelta(days=1)
"""Read twice where a mailbox forgot the cursor: mail may have come during that reading, and its clock is not ours."""
ROUNDS_OF_PLANNING = 6
"""Withdrawing a draft can make room for the next step at once; more rounds than a thread has steps would be a loop."""


@dataclass
class Report:
    """What a cycle did, for the log."""

    messages: int = 0
    drafts: int = 0
    shelved: int = 0
    drafts_changed: bool = False
    """Whether anything in Drafts or Sent may have changed since the last one."""
    mistakes: list[str] = field(default_factory=list)
    """Where our own code broke on one message, draft or thread; the others were not touched by it."""


@dataclass(frozen=True, slots=True)
class _Happening:
    """One thing a page brings, in order of time; of the same moment the fate of a draft goes first."""

    order: tuple[datetime, int]
    happen: Callable[[], None]
    key: MessageKey | None = None
    """The message it is about."""


@dataclass
class Cycle:
    """One mailbox's cycle. `expected` names all configured mailboxes: nothing is placed before each was read once.

    `listen` hears every entry after it was kept; `progress` hears (done, total) while a long reading goes on.
    """

    mailbox: str
    provider: Provider
    store: Store
    rulebook: Rulebook
    clock: Clock
    look_back: timedelta
    listen: Callable[[Told], None] = lambda told: None
    progress: Callable[[int, int | None], None] = lambda done, total: None
    observe: bool = False
    """Decide and tell everything, place nothing (B28)."""
    observed: Observed = field(default_factory=Observed)
    """What was told so far, where several mailboxes observe together."""
    expected: Sequence[str] = ()
    stale_after: timedelta = LEAST_STALE
    version: str = "0"
    judge: Callable[[RawMessage, Owner], Judged | Unreadable] = judge
    judge_again: Callable[[Judged, Owner, Context], Judged] = judge_in_context
    notes: Callable[[], Mapping[str, str]] = dict
    """Thread → text of its notes file, of those that changed (B35)."""
    polisher: Polisher | None = None
    """A language model that may polish drafts once they are placed."""
    stopping: Callable[[], bool] = lambda: False
    """Asked at every safe point; when it says yes, the cycle ends early and nothing is lost."""
    guard: Guard = loudly
    """What a mistake of ours in one message, draft or thread may stop: everything, or that one alone."""
    mistakes_said: set[str] = field(default_factory=set)
    """Those that the log has named already: one that stays would be named every minute."""
    _has_planned: bool = False

    def __post_init__(self) -> None:
        self._spoken = Spoken(self.store, lambda told: self.listen(told), self.guard)

    def run(self) -> Report:
        """Read what is new, decide, plan, perform. Raises `ProviderError`; what was decided until then is kept."""
        report = Report()
        self._read(report)
        if not self.stopping():
            self._learn_voice()
            self._take_notes()
            self.plan_and_perform(report)
        return report

    # Gather and decide

    def _read(self, report: Report) -> None:
        more = True
        while more:
            row = self.store.mailbox(self.mailbox)
            cursor = Cursor(row.cursor) if row.cursor is not None else None
            page = self.provider.changes(cursor, self._since(row), interest_in(self.store, self.mailbox))
            judged = [
                self.judge(raw, self.rulebook.owner)
                for raw in page.messages
                if not self.store.knows(self.mailbox, raw.key)
            ]
            outcomes = self._outcomes(page)
            self._decide(row, page, judged, outcomes, report)
            report.drafts_changed |= page.drafts_changed
            report.messages += len(judged)
            report.shelved += len(page.troubles) + sum(isinstance(j, Unreadable) for j in judged)
            to_come = None if page.total is None else max(page.total - len(page.messages), 0)
            self.progress(report.messages, None if to_come is None else report.messages + to_come)
            more = page.more and not self.stopping()

    def _since(self, row: MailboxRow) -> datetime:
        """From when mail is read where there is no cursor or the mailbox forgot it: all that the machine slept through
        is news, however long that was (B25). `read_at` stands still until the last page of such a reading."""
        past = self.clock.now() - self.look_back
        return min(past, row.read_at - OVERLAP) if row.read_at else past

    def _learn_voice(self) -> None:
        """Drafts are written in the owner's own way, as far as it is known by now."""
        if self.rulebook.learns_voice:
            learnt = voice_of(self.store.voice(), self.store.voice_choices(), self.store.voice_lines())
            if learnt != self.rulebook.voice:
                self.rulebook = replace(self.rulebook, voice=learnt)

    def _take_notes(self) -> None:
        now = self.clock.now()
        for thread_id, text in self.notes().items():
            thread = self.store.thread(thread_id)
            change = notes.from_file(thread, text, now) if thread else None
            if change and change.thread != thread:
                with self._spoken.decision():
                    self._record(change)

    def _outcomes(self, page: Page) -> list[tuple[str, str, Outcome]]:
        """What became of our drafts here, asked only where something can have become of them."""
        names = (
            self.store.drafts_in(self.mailbox, *WATCHED)
            if page.drafts_changed
            else self.store.missing_drafts_in(self.mailbox)
        )
        found = []
        for thread_id, draft_id in names:
            thread = self.store.thread(thread_id)
            draft = thread.draft(draft_id) if thread else None
            if thread and draft and draft.ref and not self._is_given_up(draft):
                found.append((thread_id, draft_id, self._outcome(thread, draft, ref_from_text(draft.ref))))
        return self._one_draft_a_copy(found)

    def _outcome(self, thread: Thread, draft: Draft, ref: DraftRef) -> Outcome:
        """What became of one draft. New words of ours whose answer was lost on the way are not the owner's; and one
        that gave way to its double (`Performer.unite`) is not gone."""
        outcome = self.provider.outcome(ref)
        if outcome.fate is Fate.GONE and draft.status is DraftStatus.LIVE:
            double = self.provider.find_draft(draft.message_id)
            outcome = Outcome(Fate.EDITED, ref=double) if double else outcome
        elif not draft.is_stale:
            return outcome
        if outcome.fate is not Fate.EDITED or outcome.ref is None:
            return outcome
        is_ours = self._performer().is_as_wanted(thread, draft, outcome.ref)
        return replace(outcome, fate=Fate.UNTOUCHED) if is_ours else outcome

    def _is_given_up(self, draft: Draft) -> bool:
        """One that is gone is looked for a while longer: some mail programs take a draft out of Drafts while it is
        being edited."""
        since = draft.ended_at or self.clock.now()
        return draft.status is DraftStatus.GONE and self.clock.now() - since > LOOK_FOR_GONE

    def _one_draft_a_copy(self, found: list[tuple[str, str, Outcome]]) -> list[tuple[str, str, Outcome]]:
        """Several drafts may resemble one sent mail: it is the copy of one of them only, and of none if it is old
        news."""
        taken: set[MessageKey] = set()
        checked = []
        for thread_id, draft_id, outcome in sorted(found, key=lambda item: not self._is_exact(item)):
            key = outcome.sent_key
            if self._is_another_of_ours(draft_id, outcome) or (
                key and (key in taken or self.store.knows(self.mailbox, key))
            ):
                outcome = Outcome(Fate.GONE)
            elif key:
                taken.add(key)
            checked.append((thread_id, draft_id, outcome))
        return checked

    def _is_another_of_ours(self, draft_id: str, outcome: Outcome) -> bool:
        """What looks like the edited form of a draft may be the next one that we placed in its conversation."""
        found = self.store.draft_with_message_id(outcome.ref.message_id) if outcome.ref else None
        return found is not None and found[1] != draft_id

    def _is_exact(self, item: tuple[str, str, Outcome]) -> bool:
        thread = self.store.thread(item[0])
        draft = thread.draft(item[1]) if thread else None
        return bool(item[2].sent_key and draft and self.provider.find_sent(draft.message_id) == item[2].sent_key)

    def _decide(
        self,
        row: MailboxRow,
        page: Page,
        judged: Sequence[Judged | Unreadable],
        outcomes: Sequence[tuple[str, str, Outcome]],
        report: Report,
    ) -> None:
        now = self.clock.now()
        sent_copies = {o.sent_key: (t, d) for t, d, o in outcomes if o.fate is Fate.SENT and o.sent_key}
        with self._spoken.decision():
            intake = Intake(
                self.mailbox, self.store, self.rulebook, now, self._record, self._spoken.tell, self.judge_again
            )
            for unreadable in (j for j in judged if isinstance(j, Unreadable)):
                intake.shelve(unreadable.raw.key, unreadable.what, self.version)
            for trouble in page.troubles:
                self._shelve(intake, trouble)
            happenings = self._happenings(judged, outcomes, sent_copies, intake, now)
            for happening in sorted(happenings, key=lambda h: h.order):
                mistake = self._spoken.alone(happening.happen)
                if mistake:
                    report.mistakes.append(mistake)
                if mistake and happening.key:
                    intake.shelve(happening.key, mistake, self.version)
                    report.shelved += 1
            done = not page.more
            self.store.put_mailbox(
                replace(
                    row,
                    cursor=bytes(page.cursor),
                    read_at=now if done else row.read_at,
                    started_at=row.started_at or (now if done else None),
                )
            )

    def _shelve(self, intake: Intake, trouble: Trouble) -> None:
        if not self.store.knows(self.mailbox, trouble.key):
            intake.shelve(trouble.key, trouble.what, self.version)

    def _happenings(
        self,
        judged: Sequence[Judged | Unreadable],
        outcomes: Sequence[tuple[str, str, Outcome]],
        sent_copies: dict[MessageKey, tuple[str, str]],
        intake: Intake,
        now: datetime,
    ) -> list[_Happening]:
        """Everything that happened, each with its time: the fate of drafts and the mail of others in one order."""
        mail = [
            _Happening((min(item.at, now), 1), partial(intake.take, item, sent_copies.get(item.raw.key)), item.raw.key)
            for item in judged
            if isinstance(item, Judged)
        ]
        fates = [
            _Happening(
                (at := min(outcome.sent_at or now, now), 0), partial(self._fate, thread_id, draft_id, outcome, at)
            )
            for thread_id, draft_id, outcome in outcomes
        ]
        return [*fates, *mail]

    def _fate(self, thread_id: str, draft_id: str, outcome: Outcome, at: datetime) -> None:
        thread = self.store.thread(thread_id)
        draft = thread.draft(draft_id) if thread else None
        if thread is None or draft is None or draft.status not in WATCHED:
            return
        if draft.status is DraftStatus.GONE and outcome.fate is Fate.GONE:
            return
        change = passing.until(thread, at, self.rulebook)
        draft = change.thread.draft(draft_id) or draft  # time alone may have sent it on its way out
        if draft.status in WATCHED or outcome.fate is Fate.SENT:
            change = change.then(self._after(change.thread, draft, outcome, at))
        self._record(change)

    def _after(self, thread: Thread, draft: Draft, outcome: Outcome, at: datetime) -> Change:
        if outcome.fate is Fate.SENT:
            return outgoing.draft_sent(thread, draft, at, self.rulebook)
        is_back = draft.status is DraftStatus.GONE
        if outcome.fate is Fate.EDITED or is_back:
            held = replace(draft, ref=ref_to_text(outcome.ref)) if outcome.ref else draft
            is_known = draft.status is DraftStatus.EDITED
            return Change(thread.with_draft(held)) if is_known else outgoing.draft_edited(thread, held, at)
        if outcome.fate is Fate.GONE:
            return (
                outgoing.draft_gone(thread, draft, at, self.rulebook)
                if draft.missing_since
                else outgoing.draft_missing(thread, draft, at)
            )
        ref = ref_to_text(outcome.ref) if outcome.ref else draft.ref
        return Change(thread.with_draft(replace(draft, ref=ref, missing_since=None)))

    # Plan and perform

    def plan_and_perform(self, report: Report) -> None:
        """Plan what is due in all threads, do this mailbox's part; again while a withdrawal made room for the next
        step."""
        self._take_polished()
        performer = self._performer()
        if report.drafts_changed and not self.observe:
            performer.unite(self.clock.now())
        for _ in range(ROUNDS_OF_PLANNING):
            now = self.clock.now()
            self._plan(now, report)
            if self.observe or self.stopping():
                return
            done = performer.run(now)
            report.drafts += done
            report.mistakes += performer.mistakes
            if not done:
                break
        self._offer_for_polishing(self.clock.now())

    def _take_polished(self) -> None:
        for answer in self.polisher.answers() if self.polisher else ():
            thread = self.store.thread(answer.thread_id)
            if thread and self.polisher:
                with self._spoken.decision():
                    now = self.clock.now()
                    self._record(Change(polished(thread, answer, self.polisher, self.rulebook, now)))

    def _offer_for_polishing(self, now: datetime) -> None:
        for thread_id, draft_id in self.store.drafts_in(self.mailbox, DraftStatus.LIVE) if self.polisher else ():
            thread = self.store.thread(thread_id)
            draft = thread.draft(draft_id) if thread else None
            if thread and draft and self.polisher and not draft.is_stale:
                self.polisher.offer(thread, draft, self.rulebook, now)

    def _performer(self) -> Performer:
        around = (self.store, self.rulebook, self._record, self._spoken.decision, self.guard)
        return Performer(self.mailbox, self.provider, *around)

    def _plan(self, now: datetime, report: Report) -> None:
        """Plan the threads that want it; at first all of them, since the settings may be others than last time."""
        wake = self.store.next_wake()
        if self._has_planned and (wake is None or wake > now):
            return
        with self._spoken.decision():
            threads = self.store.threads_to_wake(now) if self._has_planned else self.store.threads()
            around = Around(self.store, self.rulebook, now, self._is_fresh, self._record, self._spoken.alone)
            observing = partial(observe_one, observed=self.observed, tell=self._spoken.tell)
            report.mistakes += around.over(threads, observing if self.observe else plan_one)
        self._has_planned = True

    def _is_fresh(self, thread: Thread) -> bool:
        rows, now = self.store.mailboxes(), self.clock.now()
        return awaited(thread, rows, self.expected, now, self.stale_after, here=self.mailbox) is None

    # Keeping and telling

    def _record(self, change: Change) -> None:
        """Keep a change; called inside a decision. The thread is looked at again at once, by the next planning."""
        now = self.clock.now()
        self.store.put_thread(change.thread, now, now, self.rulebook.calendar.local_date)
        self.store.put_entries([_without_words(e) for e in change.entries if e.thread])
        for entry in change.entries:
            self._spoken.tell(entry, change.thread.company, change.thread.role)


def _without_words(entry: Entry) -> Entry:
    """As the journal keeps it: a draft's words lie in the mailbox, and nobody needs them twice."""
    return replace(entry, data={name: value for name, value in entry.data.items() if name != "body"})
