"""`forget`: what is remembered of one thread, or everything, is deleted from this machine; mail is never touched."""

from __future__ import annotations

import sys
from pathlib import Path

from agent import belongings, daemon, wiring
from agent.commands.asking import Asking
from agent.commands.desk import Desk
from agent.commands.loading import load
from agent.config_schema import Config
from agent.errors import UsageError
from agent.screens import page
from agent.screens.words import counted
from agent.threads import Thread


def forget(thread: str | None, config: Path | None, *, everything: bool, is_sure: bool) -> int:
    """Forget a thread, or with `everything` all. Raises `UsageError` where it is not clear what is meant."""
    if everything == (thread is not None):
        raise UsageError("Forget what?", next_step="Name a thread, or say --all.")
    ask = Asking(sys.stdin.isatty())
    if everything:
        return _forget_all(load(config), ask, is_sure=is_sure)
    return _forget_thread(Desk(config), str(thread), ask, is_sure=is_sure)


def _forget_thread(desk: Desk, name: str, ask: Asking, *, is_sure: bool) -> int:
    thread = desk.thread(name)
    make_sure(ask, f"Forget everything about {thread.company or thread.id} ({thread.id})?", is_sure)
    with desk.store.decision():
        desk.store.forget_thread(thread)
    desk.store.tidy()
    for place in wiring.notes_folder(desk.config).glob(f"{thread.id}.*"):
        place.unlink()
    ask.say(f"{thread.id} is forgotten; its mail stays where it is. {_left(thread)}")
    ask.say("New mail about an interview there would begin it anew.")
    return 0


def _left(thread: Thread) -> str:
    waiting = sum(d.placed_at is not None for d in thread.open_drafts())
    return f"{counted(waiting, 'draft')} of it in Drafts: delete what you do not want." if waiting else ""


def _forget_all(config: Config, ask: Asking, *, is_sure: bool) -> int:
    folder = wiring.data_dir(config)
    make_sure(ask, f"Delete all that Followthrough keeps in {folder}, sign-ins included?", is_sure)
    with daemon.only_instance(folder):
        count = belongings.remove(belongings.kept_in(folder, config))
    left = belongings.dissolve(folder)
    ask.say(f"{counted(count, 'file')} deleted. Mail and drafts in your mailboxes stay as they are.")
    if left:
        ask.say(f"Not mine, and left in {folder}: {', '.join(left)}.")
    ask.say("The configuration is yours and stays; all of it goes with: followthrough uninstall")
    return 0


def make_sure(ask: Asking, question: str, is_sure: bool) -> None:
    """Ask once more, unless the owner said that they are sure. Raises `UsageError` where they are not."""
    if is_sure:
        return
    if not ask.can_ask:
        raise UsageError("This cannot be undone, and there is nobody to ask.", next_step="Say --yes if it is meant.")
    page.show([page.line("This cannot be undone.")])
    if not ask.yes(question, otherwise="no"):
        raise UsageError("Nothing was deleted.")
