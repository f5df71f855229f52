"""What `status` says of a thread: its contract object, and the words for a person, from its card."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from agent.screens.words import day_name, near, step_name

if TYPE_CHECKING:
    from agent.rulebook import Rulebook
    from agent.threads import Thread

Card = Mapping[str, Any]
"""What `agent.card.card_of` made."""


def row(thread: Thread, looks: Collection[str], rulebook: Rulebook, now: datetime) -> dict[str, object]:
    """One thread as `status --json` prints it (docs/behaviour.md)."""
    from agent.card import card_of

    return row_of(card_of(thread, rulebook), looks, rulebook.calendar.zone)


def row_of(card: Card, looks: Collection[str], zone: tzinfo) -> dict[str, object]:
    """The contract's object, from a card; `looks` are the threads that a message waiting for a look may belong to."""
    names = ("thread", "mailbox", "company", "role", "state", "reason", "round", "whose_turn", "next_step")
    drafts = [
        {
            "kind": d["kind"],
            "to": d["to"],
            "placed_at": _local(d["placed_at"], zone),
            "touched": d["touched"],
        }
        for d in card["drafts"]
    ]
    return {
        **{name: card[name] for name in names},
        "due_at": _local(card["due_at"], zone),
        "drafts": drafts,
        "flags": flags_of(card, looks),
    }


def flags_of(card: Card, looks: Collection[str]) -> list[str]:
    """What the owner should know of it at a glance."""
    return [*(["needs_look"] if card["thread"] in looks else []), *card["flags"]]


def next_words(thread: Thread, rulebook: Rulebook, now: datetime) -> str:
    """What comes next and when, in plain words."""
    from agent.card import card_of

    return next_of(card_of(thread, rulebook), now, rulebook.calendar.zone)


def next_of(card: Card, now: datetime, zone: tzinfo) -> str:
    """What comes next and when, from a card; "" where nothing does."""
    if card["drafts"]:
        kinds = ", ".join(dict.fromkeys(step_name(d["kind"]) for d in card["drafts"]))
        edited = " (you edited it)" if any(d["touched"] for d in card["drafts"]) else ""
        return f"in Drafts: {kinds}{edited}"
    if card["next_step"]:
        return _due_words(card, now, zone)
    if card["interview_at"]:
        return f"interview {near(datetime.fromisoformat(card['interview_at']), now, zone)}"
    if "unreachable" in card["flags"]:
        return "no address known: see `show`"
    if card["closes_at"]:
        closes = day_name(datetime.fromisoformat(card["closes_at"]).astimezone(zone).date())
        return f"ends {closes} if nothing comes"
    if card["whose_turn"] == "owner":
        return "they wait for your answer"
    return "waits for their answer" if card["state"] == "arranging" else ""


def _due_words(card: Card, now: datetime, zone: tzinfo) -> str:
    step, at = step_name(card["next_step"]), datetime.fromisoformat(card["due_at"])
    if card["held_by"]:
        return f"{step} waits for {card['held_by']}"
    if card["offered_from"] and now >= datetime.fromisoformat(card["offered_from"]):
        return f"{step} long overdue: yours to decide"
    return f"{step} {near(at, now, zone)}" if at > now else f"{step} is due"


def _local(moment: str | None, zone: tzinfo) -> str | None:
    return datetime.fromisoformat(moment).astimezone(zone).isoformat(timespec="seconds") if moment else None
