"""The commands of living with the program, and their options: parse, call, exit; a part of `agent.command_line`."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.command_options import ConfigOption

app = typer.Typer()

MailboxArgument = Annotated[
    str | None, typer.Argument(metavar="MAILBOX", help="Its name in the configuration; without it, all of them.")
]


@app.command()
def pause(mailbox: MailboxArgument = None, config: ConfigOption = None) -> None:
    """Leave a mailbox, or everything, alone for a while."""
    from agent.commands import pausing

    raise typer.Exit(pausing.pause(mailbox, config))


@app.command()
def resume(mailbox: MailboxArgument = None, config: ConfigOption = None) -> None:
    """Go on with what was paused."""
    from agent.commands import pausing

    raise typer.Exit(pausing.resume(mailbox, config))
