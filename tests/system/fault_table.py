"""Every way in which a mail service fails, and what the agent does about it, at every call of the port.

`FAULTS` is the table: the answer on the wire, the error of the port that it is, and the decision. `check` plays the two
months with one of them and gives what was not as it should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from agent.health import SPOKEN_OF_AT
from agent.retry import LONGEST_WAIT, RECHECK
from agent.store_rows import MailboxRow
from providers.interface import (
    DraftChanged,
    Gone,
    MailboxMissing,
    PermissionMissing,
    ProtocolViolation,
    ProviderError,
    RateLimited,
    Refused,
    SecretMissing,
    SignInRequired,
    Unreachable,
)
from tests.providers.watched import CALLS, WRITING
from tests.system.fault_life import Lived, Strike, live, lost_answers

LASTING = 5
"""So many failures in a row are a fault that lasts."""
ON_DRAFTS = WRITING | {"read_draft"}
REACHED = tuple(call for call in CALLS if call != "check")
"""`check` is for `connect` and `doctor`; no cycle makes it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One row: what the service answers, as which error, whether the effect came about, and what is decided."""

    answer: str
    error: type[ProviderError]
    is_after: bool = False
    asked_to_wait: timedelta | None = None
    """For `RateLimited`: what the service asks for."""

    def __str__(self) -> str:
        return self.answer.replace(" ", "-")

    def made(self, now: datetime) -> ProviderError:
        """The error, as an adapter raises it."""
        if self.error is RateLimited:
            return RateLimited("the service asks to wait", retry_at=now + (self.asked_to_wait or timedelta()))
        return self.error(f"it answered: {self.answer}", next_step="Do this.")


FAULTS = (
    Fault("time-out before the effect", Unreachable),
    Fault("time-out after the effect", Unreachable, is_after=True),
    Fault("connection reset", Unreachable),
    Fault("connection reset after the effect", Unreachable, is_after=True),
    Fault("401", SignInRequired),
    Fault("none yet: a command that gives no token", SecretMissing),
    Fault("403 for the rate", RateLimited, asked_to_wait=timedelta(minutes=10)),
    Fault("403 for want of permission", PermissionMissing),
    Fault("404 for a draft", Gone),
    Fault("404 for the mailbox", MailboxMissing),
    Fault("409 or 412", DraftChanged),
    Fault("410", Gone),
    Fault("429 with Retry-After", RateLimited, asked_to_wait=timedelta(seconds=90)),
    Fault("429 without Retry-After", RateLimited, asked_to_wait=timedelta(minutes=1)),
    Fault("500", Unreachable),
    Fault("503 after the effect", Unreachable, is_after=True),
    Fault("400, never accepted", Refused),
    Fault("a body that makes no sense", ProtocolViolation),
    Fault("a body that makes no sense, after the effect", ProtocolViolation, is_after=True),
    Fault("a body that never ends", Unreachable, is_after=True),
)

DECISIONS: dict[type[ProviderError], str] = {
    Unreachable: "again in 15 s to 15 min, the wait doubling; said when it lasts",
    RateLimited: "again when the service said; never spoken of",
    SignInRequired: "again once; then paused until `connect`, said with its next step",
    SecretMissing: "as unreachable three times; then paused, said with its next step, looked at again every 15 min",
    PermissionMissing: "paused, said with its next step, looked at again every 15 min",
    MailboxMissing: "paused, said with its next step, looked at again every 15 min",
    ProtocolViolation: "as unreachable three times; then a draft is shelved, anything else paused as above",
    Gone: "a draft that cannot go into its conversation goes alone; one to change or withdraw is looked for",
    DraftChanged: "the draft is the owner's from now on",
    Refused: "the draft is shelved, the owner told why",
}
"""What the agent does (class = decision); an error of a draft at a call that has none is taken for unreachable."""


@cache
def unharmed() -> Lived:
    """The life with no fault but those of every life."""
    return live(*lost_answers())


def cases() -> Iterator[tuple[str, Fault, int]]:
    """Every call, fault and length."""
    for call in REACHED:
        for fault in FAULTS:
            if fault.is_after and call not in WRITING:
                continue  # reading has no effect
            for times in (1, LASTING):
                yield call, fault, times


def check(call: str, fault: Fault, times: int, number: int) -> list[str]:
    """What is wrong in a life where `fault` comes at the `number`-th use of `call`, `times` times."""
    strike = Strike(call, number, fault.made, fault.is_after, times)
    lived = live(strike, *(s for s in lost_answers() if s.call != call or s.number >= number + times))
    wrong = [f"twice in Drafts: {name}" for name in lived.doubled]
    if not _ends_a_draft(call, fault):
        wrong += [*_differences(lived), *_wrong_decisions(lived, fault), *_wrong_lines(lived)]
    return wrong


def _ends_a_draft(call: str, fault: Fault) -> bool:
    """Whether the answer itself says that a draft is lost to us, so that the life goes another way."""
    return call in ON_DRAFTS and fault.error in (Gone, DraftChanged, Refused, ProtocolViolation)


def _differences(lived: Lived) -> Iterator[str]:
    for name in ("mailbox", "states", "messages", "events"):
        one, other = getattr(unharmed().end, name), getattr(lived.end, name)
        if one != other:
            yield f"{name} are other than without the fault: {one} became {other}"


def _wrong_decisions(lived: Lived, fault: Fault) -> Iterator[str]:
    for count, (now, row) in enumerate(_of(lived, fault), 1):
        if not _is_decided(fault, row, now):
            yield f"at failure {row.attempts}: until {row.retry_at}, {row.paused_why or 'not paused'}"
        is_in_a_row = fault.error is Unreachable and not fault.is_after
        if is_in_a_row and row.attempts < count:
            yield f"at failure {count} in a row: only {row.attempts} are remembered"


def _of(lived: Lived, fault: Fault) -> list[tuple[datetime, MailboxRow]]:
    what = str(fault.made(lived.rows[0][0])) if lived.rows else ""
    return [(now, row) for now, row in lived.rows if row.failure == what]


def _is_decided(fault: Fault, row: MailboxRow, now: datetime) -> bool:
    wait = row.retry_at - now if row.retry_at else None
    if fault.error is RateLimited:
        return wait == fault.asked_to_wait and row.paused_why is None
    if fault.error in (PermissionMissing, MailboxMissing):
        return wait == RECHECK and row.paused_next_step == "Do this."
    if row.paused_why is not None:
        lasting = ((SignInRequired, None), (SecretMissing, RECHECK), (ProtocolViolation, RECHECK))
        return (fault.error, wait) in lasting and row.attempts > 1
    return wait is not None and timedelta(seconds=15) <= wait <= LONGEST_WAIT


def _wrong_lines(lived: Lived) -> Iterator[str]:
    """One line when a fault lasts or asks for the owner, one when it is over (after a sign-in `connect` says so)."""
    spoken, signed_in, is_known = 0, 0, False
    for _, row in lived.rows:
        is_known = is_known and row.attempts > 1
        if row.attempts >= SPOKEN_OF_AT and not is_known:
            spoken, is_known = spoken + 1, True
        if row.paused_why is not None and row.retry_at is None:
            signed_in, is_known = signed_in + 1, False
    back = lived.lines.count("main: works again")
    if len(lived.lines) - back != spoken or back != spoken - signed_in:
        yield f"to be spoken of {spoken} times, and the owner is told {lived.lines}"


def short_cases() -> Iterator[tuple[str, Fault, int]]:
    """Each error at several calls and each call with several errors, for every run of the tests."""
    kinds = {(fault.error, fault.is_after): fault for fault in FAULTS}.values()
    possible = [(c, f) for c in REACHED for f in kinds if c in WRITING or not f.is_after]
    for number, (call, fault) in enumerate(possible[::3]):
        yield call, fault, LASTING if number % 2 else 1
