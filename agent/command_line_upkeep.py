"""The commands that take the search out of the program and that living with it needs, and their options: parse, call,
exit; a part of `agent.command_line`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent import command_line_service
from agent.command_options import ConfigOption, JsonOption

app = typer.Typer()
app.add_typer(command_line_service.app, name="service")

MailboxArgument = Annotated[
    str | None, typer.Argument(metavar="MAILBOX", help="Its name in the configuration; without it, all of them.")
]


@app.command()
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="csv, xlsx or ics.")] = "csv",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; without it, printed.")] = None,
    config: ConfigOption = None,
) -> None:
    """The whole search as a table (csv, xlsx) or a calendar (ics)."""
    from agent.commands import exporting

    raise typer.Exit(exporting.run(form, output, config))


@app.command()
def doctor(
    config: ConfigOption = None,
    draft: Annotated[bool, typer.Option(help="Write a test draft into each mailbox and remove it.")] = True,
    json: JsonOption = False,
) -> None:
    """Look at all that is needed. Each line says how it is and what to do."""
    from agent.commands import doctor as command

    raise typer.Exit(command.doctor(config, writes=draft, as_json=json))


@app.command()
def voice(
    leave_out: Annotated[
        str | None, typer.Option("--leave-out", help="A line of drafts to leave out, as it is offered here.")
    ] = None,
    take: Annotated[
        str | None, typer.Option("--take", help="A line to say in your own words, as they are offered here.")
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Forget all that was learnt and chosen.")] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """What drafts take over from your own mail. Also what you keep changing in them."""
    from agent.commands import voicing

    raise typer.Exit(voicing.voice(config, leave_out=leave_out, take=take, reset=reset, as_json=json))


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


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The new file; it holds threads, readings and draft texts.")
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Copy the memory to a file, also while the agent runs."""
    from agent.commands import backing_up

    raise typer.Exit(backing_up.backup(file, config, as_json=json))


@app.command()
def stats(config: ConfigOption = None, json: JsonOption = False) -> None:
    """How far the search came. How often and how soon answers came."""
    from agent.commands import exporting

    raise typer.Exit(exporting.show_stats(config, as_json=json))


@app.command("notify-test")
def notify_test(config: ConfigOption = None) -> None:
    """Send yourself a notification through every service."""
    from agent.commands import notifying

    raise typer.Exit(notifying.notify_test(config))


@app.command()
def forget(
    thread: Annotated[str | None, typer.Argument(metavar="THREAD", help="Its name in `status`.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything on this machine, sign-ins included.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Delete what is remembered of a thread, or everything. Mail is not touched."""
    from agent.commands import forgetting

    raise typer.Exit(forgetting.forget(thread, config, everything=everything, is_sure=yes))


@app.command()
def uninstall(
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Also remove its drafts from Drafts, those that you did not change.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Remove service, memory, sign-ins and configuration. Mail stays."""
    from agent.commands import uninstalling

    raise typer.Exit(uninstalling.uninstall(config, drafts=drafts, is_sure=yes))
