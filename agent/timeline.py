"""A thread's story, from the journal and the readings of its mail: what `show` tells in order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent.happenings import Entry
from agent.screens.words import REASONS, intent_name, listed, step_name
from rules.reading import Reading


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the story. `at` is aware."""

    at: datetime
    kind: str
    """The journal's event (docs/behaviour.md)."""
    text: str
    detail: str = ""
    """The words of the mail that decided, or the reason."""
    mail: int | None = None
    """Which mail of the thread it is, counted from 1; `why THREAD:NUMBER` explains it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the thread: where it lies, and how it was read."""

    key: str
    message_id: str | None
    at: datetime
    reading: Reading


def items(entries: Sequence[Entry], mails: Sequence[Mail], names: Mapping[str, str]) -> list[Item]:
    """The story in order of time; each mail with the sentence that weighed most. `names` are those of addresses."""
    numbers = {mail.message_id: number for number, mail in enumerate(mails, start=1) if mail.message_id}
    by_number = dict(enumerate(mails, start=1))
    story = []
    for entry in entries:
        number = numbers.get(str(entry.data.get("message_id"))) if entry.event == "message_read" else None
        tell = _WORDS.get(entry.event)
        if tell is None or (entry.event == "state_changed" and entry.data["from"] == entry.data["to"]):
            continue
        text, detail = tell(_named(entry.data, names))
        if number:
            detail = deciding_words(by_number[number].reading)
        story.append(Item(entry.at, entry.event, text, detail, number))
    return story


def deciding_words(reading: Reading) -> str:
    """The words in the mail that spoke most for the reading."""
    speaking = [e for e in reading.evidence if e.weight > 0 and " " in e.text.strip() and "#" not in e.text]
    return max(speaking, key=lambda e: e.weight).text.strip() if speaking else ""


def since(entries: Sequence[Entry], state: str) -> tuple[datetime, str] | None:
    """When the thread came to its state, and why."""
    moves = [e for e in entries if e.event == "state_changed" and e.data["to"] == state]
    return (moves[-1].at, str(moves[-1].data["why"])) if moves else None


Told = Mapping[str, Any]


def _named(data: Told, names: Mapping[str, str]) -> Told:
    """People are told by their names where these are known."""
    return {**data, "to": [names.get(a, a) for a in data["to"]]} if isinstance(data.get("to"), list) else data


def _mail(data: Told) -> tuple[str, str]:
    return f"They wrote: {intent_name(data['intent'])}", ""


def _state(data: Told) -> tuple[str, str]:
    reason, _, why = str(data["why"]).partition(": ")
    words = f"{REASONS[reason]}: {why}" if why and reason in REASONS else str(data["why"])
    return f"→ {data['to'].replace('_', ' ')}", words


def _draft(verb: str) -> Callable[[Told], tuple[str, str]]:
    def tell(data: Told) -> tuple[str, str]:
        to = f" to {listed(data['to'])}" if data.get("to") else " with an empty To"
        return f"{step_name(data['kind'])} {verb}{to}", str(data.get("why", ""))

    return tell


def _sent(data: Told) -> tuple[str, str]:
    to = f" to {listed(data['to'])}" if data.get("to") else ""
    return f"you sent the {step_name(data['kind'])}{to}", ""


def _skipped(data: Told) -> tuple[str, str]:
    return f"{step_name(data['kind'])} left out", str(data["why"])


_WORDS: Mapping[str, Callable[[Told], tuple[str, str]]] = {
    "message_read": _mail,
    "state_changed": _state,
    "draft_placed": _draft("placed in Drafts"),
    "draft_updated": _draft("reworded in Drafts"),
    "draft_withdrawn": _draft("withdrawn"),
    "draft_sent": _sent,
    "step_skipped": _skipped,
    "notified": lambda data: (str(data["text"]), ""),
    "corrected": lambda data: (f"you: {data['text']}", ""),
}


def mails_of(rows: Sequence[tuple[datetime, str, Reading]], ids: Mapping[str, str | None]) -> list[Mail]:
    """The mails of a thread, oldest first; `ids` gives the Message-ID of a key."""
    return [Mail(key, ids.get(key), at, reading) for at, key, reading in rows]


def numbered(mails: Sequence[Mail], number: int) -> Mail | None:
    """The mail with that number in the story."""
    return mails[number - 1] if 0 < number <= len(mails) else None


def texts(story: Sequence[Item]) -> Iterator[dict[str, object]]:
    """The story as JSON objects."""
    for item in story:
        yield {
            "at": item.at.isoformat(),
            "event": item.kind,
            "text": item.text,
            "detail": item.detail,
            "mail": item.mail,
        }
