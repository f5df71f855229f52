"""Questions at the terminal: each has an option for scripts, is checked at once, and asked again after a slip."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.errors import UsageError
from agent.screens import page


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks where somebody is there; otherwise takes the option or the guess. Raises `UsageError`."""

    can_ask: bool

    def for_(
        self, question: str, option: str, given: str | None, check: Callable[[str], str], guess: str | None = None
    ) -> str:
        """The checked answer: the option's, else the owner's at the prompt, else the guess."""
        if given is not None:
            try:
                return check(given)
            except ValueError as error:
                raise UsageError(f"{option}: {_sentence(error)}") from error
        if not self.can_ask:
            if guess:
                return check(guess)
            raise UsageError(f"{option} is missing, and there is nobody to ask.", next_step=f"Give {option}.")
        return self._asked(question, check, guess)

    def secret(self, question: str, instead: str) -> str:
        """What the owner types unseen; `instead` names the options that scripts use."""
        if not self.can_ask:
            raise UsageError("A password is needed, and there is nobody to ask.", next_step=f"Give {instead}.")
        while True:
            try:
                said = getpass.getpass(f"{question}: ").strip()
            except (EOFError, KeyboardInterrupt) as error:
                raise _unanswered() from error
            if said:
                return said

    def yes(self, question: str, *, otherwise: str = "yes") -> bool:
        """Whether the owner says yes; Enter means `otherwise`. Where nobody is there, no."""
        if not self.can_ask:
            return False
        sys.stdout.write(f"{question} [{'Y/n' if otherwise == 'yes' else 'y/N'}]: ")
        sys.stdout.flush()
        said = sys.stdin.readline()
        return bool(said) and (said.strip().lower() or otherwise) in ("y", "yes")

    def say(self, text: str) -> None:
        """A word to the owner between questions."""
        page.show([page.line(text)])

    def offer(self, question: str, choices: Mapping[str, str]) -> None:
        """What can be chosen, each with its explanation; the question itself is asked by `for_`."""
        width = max(map(len, choices)) + 2
        named = [page.line(page.fitted(name, width), why, indent=2, hang=width) for name, why in choices.items()]
        page.show([page.line(question), *named])

    def advise(self, why: str, command: str) -> None:
        """A command to run next, on a line of its own that is never broken."""
        sys.stdout.write(f"{why}\n  {command}\n")

    def _asked(self, question: str, check: Callable[[str], str], guess: str | None) -> str:
        while True:
            sys.stdout.write(f"{question}{f' [{guess}]' if guess else ''}: ")
            sys.stdout.flush()
            said = sys.stdin.readline()
            if not said:
                raise _unanswered()
            try:
                return check(said.strip() or guess or "")
            except ValueError as error:
                sys.stdout.write(f"{_sentence(error)}\n")


def _unanswered() -> UsageError:
    return UsageError("The questions were not answered.", next_step="Start again: followthrough init")


def _sentence(error: ValueError) -> str:
    return f"{str(error).rstrip('.?')}{'?' if str(error).endswith('?') else '.'}"
