"""The `notifications` section: where the owner is told, of what, and when not."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, PlainValidator

from agent.config_section import Section, key
from agent.config_types import Clock, FilePath, Line, from_text, one_of
from agent.notices import Kind
from rules.pacing_settings import parse_clock


def _service(text: str) -> str:
    """An address as Apprise takes it; whether the service exists is seen by `notify-test` and `doctor`."""
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", text, re.IGNORECASE):
        raise ValueError("this is no address of a service. Write it like ntfy://ntfy.sh/a-word-only-you-know")
    return text


def _quiet(text: str) -> tuple[time, time]:
    begin, _, end = text.partition("-")
    try:
        return parse_clock(begin.strip()), parse_clock(end.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} are no hours. Write them like 21:00-08:00") from error


Quiet = Annotated[tuple[time, time], PlainValidator(from_text(_quiet))]
KindName = Annotated[str, PlainValidator(from_text(one_of(Kind)))]


class Notifications(Section):
    """Where you are told that something waits, through any service that Apprise knows (over a hundred)."""

    services: tuple[Annotated[Line, AfterValidator(_service)], ...] = key(
        "Addresses of services, as Apprise writes them. Most hold a secret; `services_file` keeps it out of here.",
        "[ntfy://ntfy.sh/a-word-only-you-know]",
        (),
        repr=False,
    )
    services_file: FilePath | None = key(
        "A file with one such address a line, readable by you alone.", "~/.config/followthrough/services"
    )
    tell: tuple[KindName, ...] = key(
        f"What you are told of: {', '.join(Kind)}.", f"[{', '.join(Kind)}]", tuple(k.value for k in Kind)
    )
    details: bool = key("Whether subjects of mail and words of drafts may be in it.", "false", False)
    digest: Clock | None = key("When you are told each day what waits; never, if not given.", '"18:00"')
    evening: Clock = key("When you are told of tomorrow's interviews.", '"18:00"', time(18), validate_default=False)
    quiet: Quiet | None = key("Hours in which nothing is told; it is told after them.", "21:00-08:00")
