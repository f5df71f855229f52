"""Anything may happen in any order; the promises of the contract hold after every step (B12, B13, B21, B22, B33,
B34)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent.lifecycle import TRANSITIONS, Position, State
from agent.plan import is_offered, upcoming
from agent.threads import FOLLOW_UPS, DraftStatus
from providers.interface import ProviderError, Unreachable
from rules.pacing import Step
from rules.reading import Bounce, Intent, Interview, Person, SentIntent
from tests.agent.world import World

EMPLOYERS = [Person(f"Pat{n} Lee", f"pat@company{n}.example") for n in range(3)]
COLLEAGUES = [Person(f"Kim{n} Fox", f"kim@company{n}.example") for n in range(3)]
HIRING = [i for i in Intent if i not in (Intent.DELIVERY_FAILURE, Intent.AUTO_REPLY)]
TIMED = (Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED)
ALLOWED = {
    (a.state, b.state)
    for a, row in TRANSITIONS.items()
    if a is not Position.NEW
    for b in row.values()
    if isinstance(b, Position)
}


class EngineMachine(RuleBasedStateMachine):
    """Three employers, one owner, an unreliable machine."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(now="2026-05-04 09:00")
        self.last_mail: dict[int, str] = {}
        self.delivered: list[bytes] = []

    # Mail

    @rule(
        who=st.integers(0, 2),
        intent=st.sampled_from(HIRING),
        in_days=st.integers(0, 9),
        hour=st.integers(8, 17),
        replies=st.booleans(),
        panel=st.booleans(),
        promise=st.one_of(st.none(), st.integers(0, 20)),
        sure=st.sampled_from([True, True, True, False]),
    )
    def employer_writes(
        self,
        who: int,
        intent: Intent,
        in_days: int,
        hour: int,
        replies: bool,
        panel: bool,
        promise: int | None,
        sure: bool,
    ) -> None:
        now = self.world.clock.now()
        facts: dict[str, Any] = {"company": f"Company{who} Works", "role": "Engineer", "sure": sure}
        if intent in TIMED:
            start = (now + timedelta(days=in_days)).replace(hour=hour + 4, minute=0, second=0, microsecond=0)
            people = (EMPLOYERS[who], COLLEAGUES[who]) if panel else (EMPLOYERS[who],)
            facts["interview"] = Interview(start, start + timedelta(minutes=45), interviewers=people)
        elif promise is not None:
            facts["decision_by"] = (now + timedelta(days=promise)).date()
        reply_to = self.last_mail.get(who) if replies else None
        self._deliver(who, intent=intent.value, reply_to=reply_to, **facts)

    @rule(who=st.integers(0, 2), days=st.integers(0, 30))
    def employer_is_away(self, who: int, days: int) -> None:
        back = (self.world.clock.now() + timedelta(days=days)).date()
        self._deliver(who, intent="auto_reply", reply_to=self.last_mail.get(who), returns_on=back)

    @rule(who=st.integers(0, 2))
    def a_mail_bounces(self, who: int) -> None:
        self._deliver(who, intent="delivery_failure", reply_to=None, bounce=Bounce(EMPLOYERS[who].email, None))

    @rule(data=st.data())
    def mail_is_delivered_again(self, data: st.DataObject) -> None:
        if self.delivered:
            self.world.mailbox.deliver(data.draw(st.sampled_from(self.delivered)))
            self._cycle()

    @rule(
        who=st.integers(0, 2),
        intent=st.sampled_from([SentIntent.OTHER, SentIntent.OTHER, SentIntent.CALL_OFF, SentIntent.WITHDRAWAL]),
        replies=st.booleans(),
    )
    def owner_writes(self, who: int, intent: SentIntent, replies: bool) -> None:
        moment = f"{self.world.clock.now().astimezone():%Y-%m-%d %H:%M}"
        del moment
        mail, _ = self.world._mail(
            Person("Jordan Ellis", "jordan@ellis.example"),
            EMPLOYERS[who],
            "Re: Interview",
            self.last_mail.get(who) if replies else None,
        )
        mail.set_content(f'{{"sent": "{intent.value}"}}')
        self.world.mailbox.owner_sends(mail.as_bytes())
        self._cycle()

    def _deliver(self, who: int, *, reply_to: str | None, **reading: Any) -> None:
        before = len(self.world.mailbox._contents.entries)
        self.last_mail[who] = self.world._deliver(EMPLOYERS[who], "Interview", reply_to, None, **reading)
        self.delivered.append(self.world.mailbox._contents.entries[before].mime or b"")
        self._cycle()

    # Drafts

    @rule(data=st.data(), fate=st.sampled_from(["sends", "sends under a new id", "edits", "deletes"]))
    def owner_takes_a_draft(self, data: st.DataObject, fate: str) -> None:
        drafts = self.world.drafts()
        if not drafts:
            return
        draft = data.draw(st.sampled_from([d.id for d in drafts]))
        mailbox = self.world.mailbox
        if fate == "edits":
            mailbox.owner_edits(draft, mailbox._contents.drafts[draft].mime + b"\r\nBy hand.\r\n")
        elif fate == "deletes":
            mailbox.owner_deletes(draft)
        else:
            mailbox.owner_sends_draft(draft, at=self.world.clock.now(), changes_message_id=fate != "sends")
        self._cycle()

    # Time and trouble

    @rule(minutes=st.sampled_from([1, 30, 61, 300, 1440, 4320, 10080, 45000]))
    def time_passes(self, minutes: int) -> None:
        end = self.world.clock.now() + timedelta(minutes=minutes)
        while (wake := self.world.store.next_wake()) is not None and self.world.clock.now() < wake <= end:
            self.world.clock.set(wake)
            self._cycle()
        self.world.clock.set(end)
        self._cycle()

    @rule(hours=st.integers(1, 600))
    def the_machine_sleeps(self, hours: int) -> None:
        self.world.clock.set(self.world.clock.now() + timedelta(hours=hours))
        self._cycle()

    @rule(
        verb=st.sampled_from(["save_draft", "delete_draft", "replace_draft", "changes", "outcome", "find_draft"]),
        late=st.booleans(),
    )
    def the_mailbox_fails(self, verb: str, late: bool) -> None:
        self.world.mailbox.fail_next(verb, Unreachable("the line dropped"), after_effect=late)

    @rule()
    def the_program_restarts(self) -> None:
        self.world.restart()
        self._cycle()

    def _cycle(self) -> None:
        for _ in range(8):
            try:
                self.world.cycle.run()
            except ProviderError:
                continue
            return
        raise AssertionError("the mailbox fails for ever")

    # Promises

    @invariant()
    def no_draft_is_there_twice(self) -> None:
        drafts = Counter(d.message_id for d in self.world.drafts())
        assert all(count == 1 for count in drafts.values())

    @invariant()
    def one_live_draft_for_one_person_in_one_thread(self) -> None:
        for thread in self.world.store.threads():
            placed = [d.address for d in thread.drafts if d.status in (DraftStatus.LIVE, DraftStatus.PLANNED)]
            assert all(count == 1 for count in Counter(placed).values())

    @invariant()
    def every_live_draft_is_in_the_mailbox_and_none_beside_them(self) -> None:
        known = {
            d.message_id
            for t in self.world.store.threads()
            for d in t.drafts
            if d.status in (DraftStatus.LIVE, DraftStatus.EDITED) and not d.missing_since
        }
        assert {d.message_id for d in self.world.drafts()} == known

    @invariant()
    def each_kind_goes_out_once_a_round_at_most(self) -> None:
        for thread in self.world.store.threads():
            for step in FOLLOW_UPS:
                done = Counter(d.round for d in thread.done if d.step is step and d.was_sent)
                assert all(count == 1 for count in done.values()), (thread.id, step)

    @invariant()
    def follow_ups_are_a_week_apart(self) -> None:
        for thread in self.world.store.threads():
            placed = sorted(d.placed_at for d in thread.drafts if d.step in FOLLOW_UPS and d.placed_at)
            sent = sorted(
                d.ended_at
                for d in thread.drafts
                if d.step in FOLLOW_UPS and d.status is DraftStatus.SENT and d.ended_at
            )
            for at in sent:
                later = [p for p in placed if p > at]
                assert all((p.date() - at.date()).days >= 6 for p in later)

    @invariant()
    def nothing_untouched_lies_in_drafts_after_an_ending(self) -> None:
        for thread in self.world.store.threads():
            if thread.is_over:
                live = [d.step for d in thread.drafts if d.status in (DraftStatus.LIVE, DraftStatus.PLANNED)]
                assert all(step is Step.REJECTION_REPLY for step in live), (thread.id, live)

    @invariant()
    def only_transitions_of_the_table_happen(self) -> None:
        for told in self.world.told:
            if told.entry.event == "state_changed" and told.entry.data["from"]:
                pair = (State(told.entry.data["from"]), State(told.entry.data["to"]))
                assert pair in ALLOWED or pair[0] in (State.CLOSED, State.REJECTED), pair

    @invariant()
    def no_step_comes_before_a_promised_day(self) -> None:
        for thread in self.world.store.threads():
            promise = thread.live_promise
            for draft in thread.open_drafts(*FOLLOW_UPS):
                if (
                    promise
                    and draft.placed_at
                    and draft.placed_at > promise.stated_at
                    and draft.status is DraftStatus.LIVE
                ):
                    assert draft.placed_at.date() > promise.by or promise.by < _ended_on(thread)

    @invariant()
    def nothing_that_is_due_is_forgotten(self) -> None:
        now = self.world.clock.now()
        for thread in self.world.store.threads():
            item = upcoming(thread, self.world.rulebook)
            pacing = self.world.rulebook.pacing(thread)
            if (
                item is None
                or item.held_by
                or thread.open_drafts()
                or is_offered(item, now, self.world.rulebook, pacing)
            ):
                continue
            if item.step is not Step.THANK_YOU and not any(not c.is_bad for c in thread.contacts):
                continue
            wake = self.world.store._db.execute("SELECT wake_at FROM threads WHERE id = ?", (thread.id,)).fetchone()[0]
            assert wake is not None, (thread.id, item, thread.position)
            assert datetime.fromisoformat(wake) - now < timedelta(days=40), (wake, item)
            assert datetime.fromisoformat(wake) > now or item.at > now, (wake, item)


def _ended_on(thread: Any) -> date:
    last = thread.last_round
    return last.end(timedelta(minutes=45)).date() if last else date.min


TestEngineMachine = EngineMachine.TestCase
TestEngineMachine.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
