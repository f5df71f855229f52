"""What an error of a mail service means for its mailbox: wait, ask the owner, or both. Pure (see
`providers.interface`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from providers.interface import (
    MailboxMissing,
    PermissionMissing,
    ProtocolViolation,
    ProviderError,
    SecretMissing,
    SignInRequired,
)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
RECHECK = timedelta(minutes=15)
"""A folder or a permission may come back by itself (a disk that is mounted again): it is looked for this often."""
TRIES_OF_NONSENSE = 3
"""An answer that makes no sense, or a secret that is not given, is taken for a passing fault so many times in a row."""


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Try again then; nothing for the owner to do."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NeedsOwner:
    """The mailbox is paused until the owner acts; looked at again at `recheck_at` (None: not by itself)."""

    recheck_at: datetime | None


def decide(error: ProviderError, attempts: int, now: datetime, jitter: float) -> RetryAt | NeedsOwner:
    """What to do after the `attempts`-th failure in a row (from 1). `jitter` is a random number from 0 to 1.

    A refused sign-in counts only when it happens twice in a row: services refuse by mistake. An answer that makes no
    sense counts from the fourth, and so does a secret that was not given: that heals by itself, as no refusal does.
    """
    is_refusal = not isinstance(error, SecretMissing)
    if is_refusal and isinstance(error, SignInRequired) and attempts > 1:
        return NeedsOwner(None)
    is_lasting = isinstance(error, ProtocolViolation | SecretMissing) and attempts > TRIES_OF_NONSENSE
    if is_lasting or isinstance(error, PermissionMissing | MailboxMissing):
        return NeedsOwner(now + RECHECK)
    return RetryAt(now + backoff(attempts, jitter))


def backoff(attempts: int, jitter: float) -> timedelta:
    """A doubling wait between half and the whole of its size, a quarter of an hour at most."""
    whole = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 10))
    return timedelta(seconds=whole.total_seconds() * (0.5 + jitter / 2))
