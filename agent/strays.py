"""Drafts in a mailbox that is not configured any more, because it was renamed or removed (B33, B34). Pure.

Every mailbox that is configured looks for them among its own drafts and takes over what it finds. What none of them
holds is out of reach: the thread goes on without it, and the owner is told where it lies.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from agent import outgoing
from agent.happenings import Change, tell
from agent.rulebook import Rulebook
from agent.threads import Draft, DraftStatus, Thread

HINDERS = (DraftStatus.PLANNED, DraftStatus.LIVE, DraftStatus.EDITED, DraftStatus.WITHDRAWING)
"""Drafts beside which nothing further is placed."""


def found(thread: Thread, draft: Draft, mailbox: str, ref: str, at: datetime, *, is_ours: bool) -> Change:
    """It lies in this mailbox, as we wrote it (`is_ours`) or with the owner's words in it."""
    here = replace(draft, mailbox=mailbox, ref=ref, sought_in=frozenset())
    return Change(thread.with_draft(here)) if is_ours else outgoing.draft_edited(thread, here, at)


def missed(thread: Thread, draft: Draft, mailbox: str, at: datetime, rulebook: Rulebook) -> Change:
    """It does not lie in this mailbox; once it was sought in all of them, the thread goes on without it."""
    if draft.begun_at is None and draft.placed_at is None:
        return Change(thread.with_draft(replace(draft, mailbox=rulebook.mailbox(draft.mailbox))))
    sought = draft.sought_in | {mailbox}
    if not sought.issuperset(rulebook.mailboxes):
        return Change(thread.with_draft(replace(draft, sought_in=sought)))
    change = _given_up(thread, draft, at, rulebook)
    return change.then(tell(change.thread, f"left:{draft.id}", _where_it_lies(draft), at))


def _given_up(thread: Thread, draft: Draft, at: datetime, rulebook: Rulebook) -> Change:
    """One that was on its way out counts as withdrawn, any other as gone: nobody sees it being sent."""
    is_leaving = draft.status is DraftStatus.WITHDRAWING
    status = DraftStatus.WITHDRAWN if is_leaving else DraftStatus.GONE
    thread = thread.with_draft(replace(draft, status=status, ended_at=at, body="", is_stale=False))
    if is_leaving and not draft.skips:
        return Change(thread)
    why = draft.why if is_leaving else f"its mailbox, {draft.mailbox}, is not configured any more"
    return outgoing.skip(thread, draft.step, draft.round, at, why, rulebook)


def _where_it_lies(draft: Draft) -> str:
    step, to = draft.step.spoken, draft.to and (draft.to.name or draft.to.email)
    text = (
        f"The {step} draft{f' to {to}' if to else ''} was left in Drafts of {draft.mailbox}, "
        "which is not configured any more."
    )
    if draft.status is DraftStatus.WITHDRAWING:
        return f"{text} Delete it there: {draft.why}."
    return f"{text} Send it or delete it there; it is not looked after any more."
