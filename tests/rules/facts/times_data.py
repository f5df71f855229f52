"""Reads the invented phrasings under tests/data/times and makes messages of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from rules.facts.clues import Clues
from rules.layers import layered
from rules.message import CalendarEvent, Message
from rules.reading import Intent, Owner
from rules.zones import zone_named

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Case:
    """One phrasing: a message, its owner and reader's clues, and what a careful person reads."""

    name: str
    message: Message
    owner: Owner
    clues: Clues
    wanted: Mapping[str, Any]


def owner_in(zone: str, country: str | None = None) -> Owner:
    return Owner("Robin Vale", frozenset({"robin@mail.example"}), zone, country)


def message_of(
    text: str, written: str, subject: str = "", quoted: str = "", calendar: tuple[CalendarEvent, ...] = ()
) -> Message:
    date = datetime.fromisoformat(written)
    return Message("<a@b.example>", None, date, date, subject, text, quoted_text=quoted, calendar=calendar)


def clues_of(intent: Intent, language: str | None) -> Clues:
    return Clues(intent, language, None)


def moment(value: Any, zone: str) -> datetime | None:
    """A time of the data file as an instant; without an offset it is in `zone`."""
    if value is None:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=zone_named(zone))


def cases(file: str, fields: tuple[str, ...], default_intent: Intent) -> Iterator[Case]:
    """Every case of a data file; a list is read by `fields`, a mapping by its keys."""
    for group in yaml.safe_load((DATA / "times" / file).read_text("utf-8")):
        for row in group["cases"]:
            wanted = row if isinstance(row, dict) else dict(zip(("text", *fields), row, strict=False))
            intent = Intent(wanted.get("intent", group.get("intent", default_intent)))
            if wanted.get("moved"):
                intent = Intent.INTERVIEW_RESCHEDULED
            message = message_of(wanted["text"], group["written"], wanted.get("subject", ""), wanted.get("quoted", ""))
            yield Case(
                f"{group['language']}: {wanted['text'][:60]}",
                message,
                owner_in(group["zone"]),
                clues_of(intent, group["language"]),
                {**wanted, "zone": group["zone"]},
            )


def training_rows() -> Iterator[dict[str, Any]]:
    """The rows of the training mail, in which every row carries its labels."""
    for path in sorted((DATA / "corpus-train").glob("g*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def training_cases() -> Iterator[Case]:
    """The training mail as cases; the owner's zone is the offset of the date, as its README says."""
    for row in training_rows():
        if "start" not in row:
            continue
        date = datetime.fromisoformat(row["date"])
        layers = layered(row["text"], None)
        message = Message(
            None, None, date, date, row["subject"] or "", layers.own, layers.signature, layers.footer, layers.quoted
        )
        minutes = int((date.utcoffset() or timedelta()).total_seconds()) // 60
        zone = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        yield Case(row["id"], message, owner_in(zone), clues_of(Intent(row["intent"]), row["language"]), row)
