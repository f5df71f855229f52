"""Listening for new mail: read at once when told, quiet about a line that drops, never in the way of stopping."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

import pytest

from agent.news import PATIENCE, listen
from providers.interface import Refused, Unreachable


class ToldMailbox:
    """A mailbox whose `wait_for_news` gives what a test wrote down, then stops the listener."""

    name = "post"

    def __init__(self, *answers: bool | Exception) -> None:
        self._answers = deque(answers)
        self.stop = Patient()
        self.cycles = 0

    def wait_for_news(self, seconds: float) -> bool:
        answer = self._answers.popleft()
        if not self._answers:
            self.stop.set()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def cycle(self) -> None:
        self.cycles += 1


class Patient(threading.Event):
    """A stop that is never waited for."""

    def wait(self, timeout: float | None = None) -> bool:
        return self.is_set()


Listen = Callable[..., ToldMailbox]


@pytest.fixture
def listened(caplog: pytest.LogCaptureFixture) -> Listen:
    caplog.set_level(logging.INFO)

    def run(*answers: bool | Exception) -> ToldMailbox:
        mailbox = ToldMailbox(*answers, False)
        listen(mailbox, mailbox.stop)
        return mailbox

    return run


def test_every_piece_of_news_brings_a_cycle_and_silence_none(listened: Listen) -> None:
    assert listened(True, False, False, True).cycles == 2


def test_a_line_that_dropped_brings_a_cycle_and_no_words(listened: Listen, caplog: pytest.LogCaptureFixture) -> None:
    """The mailbox itself says so if it cannot be read either."""
    assert listened(Unreachable("the line dropped"), False).cycles == 1
    assert caplog.messages == []


def test_listening_that_keeps_failing_is_told_once_and_its_recovery_once(
    listened: Listen, caplog: pytest.LogCaptureFixture
) -> None:
    listened(*[Unreachable("no second connection")] * (PATIENCE + 4), True)
    assert [message.partition(".")[0] for message in caplog.messages] == [
        "post: new mail is found by polling alone for now",
        "post: new mail is heard of at once again",
    ]


def test_a_mailbox_that_cannot_tell_is_left_to_polling(listened: Listen) -> None:
    assert listened(Refused("It does not tell."), True).cycles == 0
