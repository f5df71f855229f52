"""`connect`: sign in to a mailbox, then see that it can be read."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

from agent import wiring
from agent.commands.loading import load
from agent.errors import FollowthroughError, UsageError
from agent.safe_text import plain
from providers import UnknownProvider
from providers.interface import ProviderError
from providers.signing_in import sign_in_of


class Terminal:
    """The owner's terminal, as `providers.signing_in.Screen`; never opens a browser with `use_browser` False."""

    def __init__(self, *, use_browser: bool) -> None:
        self.can_ask = sys.stdin.isatty()
        self._use_browser = use_browser

    def say(self, line: str) -> None:
        """Show one line."""
        sys.stdout.write(f"{plain(line)}\n")
        sys.stdout.flush()

    def ask(self, question: str) -> str:
        """The owner's answer; raises `EOFError` if there is none."""
        sys.stdout.write(f"{plain(question)} ")
        sys.stdout.flush()
        said = sys.stdin.readline()
        if not said:
            raise EOFError
        return said.strip()

    def open_browser(self, url: str) -> bool:
        """Show a page; False where there is no browser, or none is wanted."""
        try:
            return self._use_browser and webbrowser.open(url)
        except webbrowser.Error:
            return False


def connect(config_path: Path | None, name: str, *, use_browser: bool) -> int:
    """Sign in to the mailbox called `name` and look at it. Raises `UsageError`, or what failed with its next step."""
    config = load(config_path)
    mailbox = next((m for m in config.mailboxes if m.name == name), None)
    if mailbox is None:
        names = ", ".join(m.name for m in config.mailboxes) or "none"
        raise UsageError(f"There is no mailbox {name!r}.", next_step=f"Configured: {names}.")
    terminal = Terminal(use_browser=use_browser)
    try:
        sign_in = sign_in_of(mailbox.provider)
        if sign_in is not None:
            who = sign_in(terminal, **wiring.settings_of(config, name))
            terminal.say(f"Signed in as {who}.")
        provider = wiring.open_mailbox(config, name)
        try:
            provider.check()
        finally:
            provider.close()
    except UnknownProvider as error:
        raise UsageError(str(error)) from error
    except ProviderError as error:
        raise FollowthroughError(f"{name}: {error.what}", next_step=error.next_step) from error
    _wake(config_path, name)
    terminal.say(f"{name} can be read. See what would be done: followthrough run --observe --once")
    return 0


def _wake(config_path: Path | None, name: str) -> None:
    """A mailbox that was paused for its sign-in is read again at the next poll."""
    config = load(config_path)
    store = wiring.open_store(config)
    try:
        with store.decision():
            row = store.mailbox(name)
            if row.failing_since is not None:
                store.put_mailbox(type(row)(row.name, row.cursor, row.started_at, row.read_at))
    finally:
        store.close()
