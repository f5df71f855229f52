"""Threads and readings as JSON documents, and back."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from agent.threads import Thread
from agent.voice import Sample
from rules.message import Message
from rules.reading import Reading

_TEXTS: Any = {
    **dict.fromkeys(("own_text", "quoted_text", "signature", "footer", "delivery_status"), True),
    "calendar": {"__all__": {"description", "location"}},
}
"""What people wrote; it stays in the mailbox."""


def _dumped(adapter: TypeAdapter[Any], value: object, **left_out: Any) -> str:
    """Without what is as it is by default: that is half of a document, and reading fills it in again."""
    return str(adapter.dump_json(value, exclude_defaults=True, **left_out).decode())


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def thread_to_json(thread: Thread) -> str:
    """The whole thread."""
    return _dumped(_adapter(Thread), thread)


def thread_from_json(document: str) -> Thread:
    """The thread that `thread_to_json` wrote; raises `pydantic.ValidationError` for anything else."""
    thread: Thread = _adapter(Thread).validate_json(document)
    return thread


def reading_to_json(reading: Reading) -> str:
    """A reading: facts and evidence sentences."""
    return _dumped(_adapter(Reading), reading)


def reading_from_json(document: str) -> Reading:
    """The reading that `reading_to_json` wrote."""
    reading: Reading = _adapter(Reading).validate_json(document)
    return reading


def sample_to_json(sample: Sample) -> str:
    """What a mail of the owner's own teaches."""
    return _dumped(_adapter(Sample), sample)


def sample_from_json(document: str) -> Sample:
    """The sample that `sample_to_json` wrote."""
    sample: Sample = _adapter(Sample).validate_json(document)
    return sample


def message_to_json(message: Message) -> str:
    """A message without its texts: what linking it later needs."""
    return _dumped(_adapter(Message), message, exclude=_TEXTS)


def message_from_json(document: str) -> Message:
    """The message that `message_to_json` wrote."""
    message: Message = _adapter(Message).validate_json(document)
    return message
