"""`connect`: sign in to a mailbox, then see that it can be read."""

from __future__ import annotations

import getpass
import os
import sys
import webbrowser
from pathlib import Path

from agent import wiring
from agent.commands.loading import load
from agent.config_places import option_for
from agent.config_schema import Config
from agent.errors import FollowthroughError, UsageError
from agent.folder_gaps import Gap, gaps
from agent.safe_text import plain
from providers import UnknownProvider
from providers.interface import ProviderError, SignInRequired
from providers.secrets import write_private
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
            return self._use_browser and _has_screen() and webbrowser.open(url)
        except webbrowser.Error:
            return False

    def secret(self, question: str) -> str:
        """What the owner types unseen; "" if nothing, or if nobody is there."""
        if not self.can_ask:
            return ""
        try:
            return getpass.getpass(f"{plain(question)} ").strip()
        except EOFError:
            return ""


def _has_screen() -> bool:
    """Whether a browser would have a window of its own: without one Python starts a text browser, which takes the
    terminal. One that the owner names is what they want."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in names)


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
            if who is not None:
                terminal.say(f"Signed in as {who}.")
        missing = _look(config, name, terminal)
    except UnknownProvider as error:
        raise UsageError(str(error)) from error
    except ProviderError as error:
        raise FollowthroughError(f"{name}: {error.what}", next_step=error.next_step) from error
    _wake(config_path, name)
    for gap in missing:
        terminal.say(f"{gap.what} {gap.next_step}")
    step = f"followthrough run --observe --once{option_for(config_path)}"
    terminal.say(f"{name} can be read. See what would be done: {step}")
    return 0


def _look(config: Config, name: str, terminal: Terminal) -> tuple[Gap, ...]:
    """See that it can be read, and which folders are not there; a password that is refused can be typed anew, where it
    is kept in a file."""
    while isinstance(found := seen(config, name), SignInRequired):
        place = wiring.password_place(config, name)
        if place is None or not terminal.can_ask:
            raise found
        terminal.say(f"{found.what} {found.next_step}")
        password = terminal.secret(f"The password anew, for {place} (not shown; Enter gives up):")
        if not password:
            step = f"Try again: followthrough connect {name}"
            raise FollowthroughError(f"{name} is not signed in to.", next_step=step)
        write_private(place, f"{password}\n")
    return found


def seen(config: Config, name: str) -> tuple[Gap, ...] | SignInRequired:
    """The folders that are missing, or why the sign-in is refused. Raises what else stops a cycle."""
    provider = wiring.open_mailbox(config, name)
    try:
        provider.check()
        return gaps(provider.folders())
    except SignInRequired as error:
        return error
    finally:
        provider.close()


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
