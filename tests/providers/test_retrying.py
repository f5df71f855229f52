"""A reading call that fails is tried again within seconds; what a second try cannot heal is told at once."""

from __future__ import annotations

import pytest

from providers.interface import SignInRequired, Unreachable
from providers.retrying import LONGEST_WAIT_SECONDS, TRIES, repeated


def test_a_short_outage_is_waited_out() -> None:
    answers = [Unreachable("down"), Unreachable("down"), "here"]
    waits: list[float] = []

    def read() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    assert repeated(read, waits.append) == "here"
    assert len(waits) == 2
    assert max(waits) <= LONGEST_WAIT_SECONDS


@pytest.mark.parametrize(("error", "tries"), [(Unreachable("down"), TRIES), (SignInRequired("no"), 1)])
def test_the_last_error_is_the_one_that_is_told(error: Exception, tries: int) -> None:
    tried = []

    def read() -> None:
        tried.append(1)
        raise error

    with pytest.raises(type(error)):
        repeated(read, lambda seconds: None)
    assert len(tried) == tries
