"""Folders for sent mail and drafts that were not found in a mailbox: what that means, and what to write. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from providers.interface import FoldersFound

NAMED = 8
"""So many folders are named."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the owner may have to put right. Both are sentences."""

    what: str
    next_step: str
    is_pressing: bool
    """Whether there is a folder that may be the missing one: a mailbox that is only new need not be nagged about."""


def gaps(found: FoldersFound | None) -> tuple[Gap, ...]:
    """What is missing in a mailbox; nothing where the service itself says which folder is which."""
    if found is None:
        return ()
    there_are = ", ".join(found.others[:NAMED])
    missing = []
    if not found.sent:
        what = "No folder for sent mail was found, so what you send is not read."
        step = f"Write `folders: {{sent: …}}` for this mailbox; there are: {there_are}."
        if not found.others:
            step = "One that your mail program makes is found by itself; `folders: {sent: …}` names any other."
        missing.append(Gap(what, step, bool(found.others)))
    if found.others and (found.made_drafts or not found.drafts):
        made = f"so {found.drafts} was made" if found.made_drafts else "so the first draft will make one"
        step = f"If yours is among these, write `folders: {{drafts: …}}` for this mailbox: {there_are}."
        missing.append(Gap(f"No folder for drafts was found, {made}.", step, is_pressing=True))
    return tuple(missing)


def pressing(found: FoldersFound | None) -> str:
    """The gaps that the owner should hear of unasked, as one text; empty if there are none."""
    return " ".join(f"{gap.what} {gap.next_step}" for gap in gaps(found) if gap.is_pressing)
