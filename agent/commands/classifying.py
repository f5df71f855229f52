"""`classify`: what each message means, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from agent import mail_files
from agent.commands.loading import load
from agent.judging import Judged, Unreadable, judge
from agent.mail_files import MailFile
from agent.safe_text import plain
from agent.screens.why import as_quoted
from agent.wiring import rulebook_of
from providers.interface import Folder, MessageKey, RawMessage
from rules import parsing
from rules.reading import Interview, Owner, Person, Reading, SentReading

UNREADABLE = {"intent": None, "confidence": 0.0, "sure": False}


def classify(paths: Iterable[Path], config_path: Path | None, *, as_json: bool) -> int:
    """Print one reading a message; 1 if one could not be read."""
    rulebook = rulebook_of(load(config_path))
    failed = 0
    for file in mail_files.find(paths):
        row, trouble = _classified(file, rulebook.owner, rulebook.sure_at)
        failed += trouble is not None
        if trouble:
            sys.stderr.write(f"{plain(file.name)}: {plain(trouble)}. It is skipped.\n")
        sys.stdout.write(f"{json.dumps(row, ensure_ascii=False)}\n" if as_json else f"{_lines(row)}\n")
    return 1 if failed else 0


def _classified(file: MailFile, owner: Owner, sure_at: float | None) -> tuple[dict[str, object], str | None]:
    try:
        mime = file.read()
    except OSError as error:
        return {
            "file": file.name,
            "message_id": None,
            **UNREADABLE,
        }, f"cannot be read: {(error.strerror or str(error)).lower()}"
    sender = parsing.read(mime[:65536]).sender
    folder = Folder.SENT if sender and sender.email in owner.addresses else Folder.INBOX
    judged = judge(RawMessage(MessageKey(file.name), folder, mime), owner)
    if isinstance(judged, Unreadable):
        return {"file": file.name, "message_id": None, **UNREADABLE}, judged.what
    return _row(file.name, judged, sure_at), None


def _row(name: str, judged: Judged, sure_at: float | None) -> dict[str, object]:
    reading = judged.reading
    head: dict[str, object] = {"file": name, "message_id": judged.message.message_id}
    if reading is None:
        return head | _sent_row(judged.sent)
    return head | {
        "intent": reading.intent.value,
        "confidence": round(reading.confidence, 4),
        "sure": reading.sure if sure_at is None else reading.confidence >= sure_at,
        "company": reading.company,
        "role": reading.role,
        "interview": _interview(reading.interview),
        "contact": _person(reading.contact),
        "decision_by": reading.decision_by.isoformat() if reading.decision_by else None,
        "language": reading.language,
        "evidence": _evidence(reading),
        "runner_up": reading.runner_up.value if reading.runner_up else None,
    }


def _sent_row(sent: SentReading | None) -> dict[str, object]:
    """The owner's own mail has no intent of B1; what it does to a thread is said instead."""
    return {
        "intent": None,
        "confidence": sent.confidence if sent else 0.0,
        "sure": sent is not None,
        "sent": sent.intent.value if sent else None,
        "company": sent.company if sent else None,
        "role": sent.role if sent else None,
        "interview": None,
        "contact": None,
        "decision_by": None,
        "language": None,
        "evidence": _evidence(sent) if sent else [],
    }


def _interview(interview: Interview | None) -> dict[str, object] | None:
    if interview is None:
        return None
    return {
        "start": interview.start.isoformat(),
        "end": interview.end.isoformat() if interview.end else None,
        "stage": interview.stage.value if interview.stage else None,
        "medium": interview.medium.value if interview.medium else None,
        "interviewers": [_person(p) for p in interview.interviewers],
    }


def _person(person: Person | None) -> dict[str, str | None] | None:
    return {"name": person.name, "email": person.email} if person else None


def _evidence(reading: Reading | SentReading) -> list[dict[str, object]]:
    return [{"rule": e.rule, "text": e.text, "weight": round(e.weight, 3)} for e in reading.evidence]


def _lines(row: dict[str, object]) -> str:
    return "\n".join(_shown(row))


def _shown(row: dict[str, object]) -> Iterator[str]:
    sure = "" if row["sure"] else "  (needs a look)"
    confidence = row["confidence"]
    assert isinstance(confidence, float | int)
    yield f"{plain(str(row['file']))}: {row.get('sent') or row['intent'] or 'unreadable'}  {confidence:.0%}{sure}"
    for name in ("company", "role", "decision_by"):
        if row.get(name):
            yield f"    {name.replace('_', ' ')}: {plain(str(row[name]))}"
    interview = row.get("interview")
    if isinstance(interview, dict):
        yield f"    interview: {interview['start']} to {interview['end'] or '?'}"
    evidence = row.get("evidence")
    for item in evidence[:4] if isinstance(evidence, list) else []:
        yield f"    {item['weight']:+.2f}  {item['rule']}: “{as_quoted(plain(str(item['text'])), 90)}”"
