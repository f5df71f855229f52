"""Short waits inside one call, for what a second try heals within seconds; longer ones are the agent's (`agent.retry`).

Only reading repeats: a call that writes may have had its effect although its answer was lost, so it is never repeated
here; the agent looks first and writes then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import tenacity

from providers.interface import ProtocolViolation, Unreachable

TRIES = 3
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 4.0

T = TypeVar("T")


def repeated(read: Callable[[], T], sleep: Callable[[float], None]) -> T:
    """What `read` gives, tried up to `TRIES` times while the service is `Unreachable` or talks nonsense.

    Waits grow and are random (truncated exponential back-off). Raises the last error.
    """
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type((Unreachable, ProtocolViolation)),
        stop=tenacity.stop_after_attempt(TRIES),
        wait=tenacity.wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS),
        sleep=sleep,
        reraise=True,
    )
    return retrying(read)
