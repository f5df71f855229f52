"""Two months of a search as a script: what the employers and the owner do, and when the agent has its cycles.

Two employers, a panel, a moved interview, an edited draft, a deleted one, one reworded after a note, one sent under a
new Message-ID, a promise, a rejection, a draft that expires, a closing note and silence. Every crash test plays it; a
driver decides how the moves reach the mailbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.reading import Intent, Person
from tests.agent.world import DANA, PRIYA, at, interview, mail_of

TOM = Person("Tom Berg", "tom@northwind.example")
ANN = Person("Ann Ito", "ann@northwind.example")
OLE = Person("Ole Vik", "ole@fjordpay.example")


@dataclass(frozen=True, slots=True)
class Move:
    """At that moment something happens in the mailbox (or nothing), then the agent has `cycles` cycles."""

    at: datetime
    name: str
    act: Callable[[Any], None]
    cycles: int = 1


def _arrives(when: str, sender: Person, number: int, intent: Intent, **facts: Any) -> Move:
    moment, references = at(when), facts.pop("reply_to", None)
    reading = {"intent": intent.value, **facts}
    mime = mail_of(sender, f"<life-{number}@mail.example>", moment, reading, references=references)
    return Move(moment, f"{sender.name}: {intent.value}", lambda client: client.deliver(mime))


def _nothing(when: str) -> Move:
    return Move(at(when), "time passes", lambda client: None)


def _northwind(**facts: Any) -> dict[str, Any]:
    return {"company": "Northwind", "role": "Data Engineer", **facts}


def _fjord(**facts: Any) -> dict[str, Any]:
    return {"company": "Fjordpay", "role": "Payments Engineer", **facts}


_PANEL = interview("2026-03-05 14:00", "15:00", PRIYA, TOM, uid="panel")
_FULLER = interview("2026-03-05 14:00", "15:00", PRIYA, TOM, ANN, uid="panel", sequence=1)

LIFE: tuple[Move, ...] = (
    _arrives("2026-03-02 10:00", DANA, 1, Intent.SCHEDULING_REQUEST, **_northwind()),
    Move(
        at("2026-03-02 12:00"), "the owner answers", lambda client: client.owner_writes(DANA, "<life-1@mail.example>")
    ),
    _arrives("2026-03-03 09:00", DANA, 2, Intent.INTERVIEW_SCHEDULED, **_northwind(interview=_PANEL)),
    _arrives(
        "2026-03-04 09:00",
        OLE,
        3,
        Intent.INTERVIEW_SCHEDULED,
        **_fjord(interview=interview("2026-03-06 10:00", "11:00", OLE)),
    ),
    _nothing("2026-03-05 16:00"),
    _arrives("2026-03-05 16:10", DANA, 4, Intent.INTERVIEW_SCHEDULED, **_northwind(interview=_FULLER)),
    Move(at("2026-03-05 16:30"), "the owner edits one draft", lambda client: client.edit_first()),
    Move(at("2026-03-05 17:00"), "the owner sends all drafts", lambda client: client.send_all()),
    _arrives(
        "2026-03-06 08:00",
        OLE,
        5,
        Intent.INTERVIEW_RESCHEDULED,
        reply_to="<life-3@mail.example>",
        **_fjord(interview=interview("2026-03-10 15:00", "16:00", OLE)),
    ),
    _nothing("2026-03-06 12:00"),
    _nothing("2026-03-10 17:00"),
    Move(
        at("2026-03-10 17:30"),
        "the owner takes a note",
        lambda client: client.owner_notes("Notes Fjordpay", "about: the move to event sourcing"),
    ),
    Move(
        at("2026-03-10 18:00"), "the owner sends all drafts, under new ids", lambda client: client.send_all(new_id=True)
    ),
    _nothing("2026-03-12 09:00"),
    _arrives(
        "2026-03-12 11:00",
        DANA,
        6,
        Intent.STATUS_UPDATE,
        reply_to="<life-2@mail.example>",
        **_northwind(decision_by=date(2026, 3, 20)),
    ),
    _nothing("2026-03-17 09:00"),
    Move(at("2026-03-17 10:00"), "the owner deletes all drafts", lambda client: client.delete_all(), cycles=2),
    _nothing("2026-03-23 09:00"),
    Move(at("2026-03-23 10:00"), "the owner sends all drafts", lambda client: client.send_all()),
    _nothing("2026-03-24 09:00"),
    _arrives("2026-03-24 10:00", OLE, 7, Intent.REJECTION, reply_to="<life-3@mail.example>", **_fjord()),
    _nothing("2026-03-25 09:00"),
    Move(at("2026-03-25 10:00"), "the owner sends all drafts", lambda client: client.send_all()),
    _nothing("2026-03-30 09:00"),
    _nothing("2026-04-13 09:00"),
    _nothing("2026-04-27 09:00"),
    Move(at("2026-04-27 12:00"), "the owner sends all drafts", lambda client: client.send_all()),
    _nothing("2026-05-11 12:30"),
)
