"""The command line: parse, call, print, exit. No rule, no SQL; each command imports what it needs when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from agent.errors import FollowthroughError

app = typer.Typer(
    name="followthrough",
    help="Puts the right follow-up into your Drafts folder after every interview. Never sends anything.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[Path | None, typer.Option("--config", "-c", help="The configuration (default: where `init` puts it).")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


@app.command()
def run(
    config: ConfigOption = None,
    once: Annotated[bool, typer.Option("--once", help="One cycle over every mailbox, then stop.")] = False,
    observe: Annotated[bool, typer.Option("--observe", help="Decide and show everything, place nothing.")] = False,
    json: JsonOption = False,
) -> None:
    """Watch the mailboxes and place drafts when they are due."""
    from agent.commands import running

    raise typer.Exit(running.run(config, once=once, observe=observe, as_json=json))


@app.command()
def status(config: ConfigOption = None, json: JsonOption = False) -> None:
    """The board: every thread, its state, and what comes next."""
    from agent.commands import status as command

    raise typer.Exit(command.status(config, as_json=json))


@app.command()
def classify(
    paths: Annotated[list[Path], typer.Argument(help="An .eml file, an mbox file or a Maildir.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Read mail from files and say what each message means."""
    from agent.commands import classifying

    raise typer.Exit(classifying.classify(paths, config, as_json=json))


@app.command()
def replay(
    path: Annotated[Path, typer.Argument(help="An mbox file or a Maildir.")],
    config: ConfigOption = None,
    start: Annotated[str | None, typer.Option("--from", help="The first start (ISO 8601); without it, the first message.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Stop here (ISO 8601); without it, when nothing more is due.")] = None,
    send_after: Annotated[str | None, typer.Option("--send-after", help="The owner sends every draft untouched after this long (2h).")] = None,
    json: JsonOption = False,
) -> None:
    """Run the engine over past mail, touching nothing: what would it have done?"""
    from agent.commands import replaying

    raise typer.Exit(replaying.replay(path, config, start, until, send_after, as_json=json))


@app.command()
def demo(folder: Annotated[Path | None, typer.Option("--folder", help="Where to make the mailbox (default: a new temporary one).")] = None) -> None:
    """A small mailbox, the real engine, the clock moved: what it does, shown."""
    from agent.commands import demonstrating

    raise typer.Exit(demonstrating.demo(folder))


def main() -> None:
    """Run the command line; errors meant for the owner end without a traceback (B "Exit status")."""
    try:
        app(standalone_mode=True)
    except FollowthroughError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.exit(1)
