"""The commands and their options: parse, call, exit. No rule, no SQL; each imports what it needs when it runs."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import typer

from agent import command_line_corrections, command_line_upkeep
from agent.command_options import ConfigOption, JsonOption, ThreadArgument

app = typer.Typer(
    name="followthrough",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"followthrough {version('followthrough')}")
        raise typer.Exit


@app.callback()
def program(
    is_version_asked: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Puts the right follow-up into your Drafts folder after every interview. Never sends anything."""


@app.command()
def init(
    config: ConfigOption = None,
    name: Annotated[str | None, typer.Option("--name", help="Your name, as drafts are signed with it.")] = None,
    addresses: Annotated[
        list[str] | None, typer.Option("--address", help="A mail address of yours; repeat it.")
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="Your IANA time zone.")] = None,
    country: Annotated[str | None, typer.Option("--country", help="Your country (ISO 3166).")] = None,
    preset: Annotated[str | None, typer.Option("--preset", help="How soon to follow up (docs/pacing.md).")] = None,
    provider: Annotated[str | None, typer.Option("--provider", help="gmail, outlook, imap or maildir.")] = None,
    mailbox: Annotated[str | None, typer.Option("--mailbox", help="maildir: the Maildir to watch.")] = None,
    host: Annotated[str | None, typer.Option("--host", help="imap: the server.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="imap: its port, if not the usual one.")] = None,
    username: Annotated[str | None, typer.Option("--username", help="imap: if it is not the address.")] = None,
    password_command: Annotated[str | None, typer.Option(help="imap: prints the password.")] = None,
    password_file: Annotated[str | None, typer.Option(help="imap: holds the password.")] = None,
    password_env: Annotated[str | None, typer.Option(help="imap: the environment variable that holds it.")] = None,
    password_keyring: Annotated[
        str | None, typer.Option(help="imap: the service it is kept under in the keyring.")
    ] = None,
    encryption: Annotated[
        str | None, typer.Option(help="imap: tls, starttls, or none (only for a server on this machine).")
    ] = None,
    ca_file: Annotated[
        str | None, typer.Option(help="imap: certificates to trust, for a server with one of its own.")
    ] = None,
    credentials_file: Annotated[str | None, typer.Option(help="gmail: the OAuth client (JSON).")] = None,
    client_id: Annotated[str | None, typer.Option(help="outlook: the application you registered.")] = None,
) -> None:
    """Ask a few questions, and write the configuration. Then take a first look."""
    from agent.commands import beginning
    from agent.commands.beginning_mailbox import MailboxAnswers

    box = MailboxAnswers(
        provider=provider,
        maildir=mailbox,
        host=host,
        port=port,
        username=username,
        password_command=password_command,
        password_file=password_file,
        password_env=password_env,
        password_keyring=password_keyring,
        encryption=encryption,
        ca_file=ca_file,
        credentials_file=credentials_file,
        client_id=client_id,
    )
    answers = beginning.Answers(name, tuple(addresses or ()), timezone, country, preset, box)
    raise typer.Exit(beginning.init(answers, config))


@app.command()
def run(
    config: ConfigOption = None,
    once: Annotated[bool, typer.Option("--once", help="One cycle over every mailbox, then stop.")] = False,
    observe: Annotated[bool, typer.Option("--observe", help="Decide and show everything, place nothing.")] = False,
    json: JsonOption = False,
    log_format: Annotated[
        Literal["human", "json"], typer.Option(envvar="FOLLOWTHROUGH_LOG_FORMAT", help="The log: lines, or objects.")
    ] = "human",
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option(envvar="FOLLOWTHROUGH_LOG_LEVEL", help="How much is logged."),
    ] = "info",
    log_file: Annotated[
        str | None,
        typer.Option(envvar="FOLLOWTHROUGH_LOG_FILE", help="Log to a file, kept small; - is standard output."),
    ] = None,
) -> None:
    """Watch the mailboxes and place drafts when they are due."""
    from agent.commands import running
    from agent.log_lines import Logging

    logs = Logging(log_format, log_level, log_file)
    raise typer.Exit(running.run(config, once=once, observe=observe, as_json=json, logs=logs))


@app.command()
def connect(
    mailbox: Annotated[str, typer.Argument(metavar="MAILBOX", help="Its name in the configuration.")],
    config: ConfigOption = None,
    browser: Annotated[bool, typer.Option(help="Open the sign-in page here; without, its address is shown.")] = True,
) -> None:
    """Sign in to a mailbox, and see that it can be read."""
    from agent.commands import connecting

    raise typer.Exit(connecting.connect(config, mailbox, use_browser=browser))


@app.command()
def status(
    config: ConfigOption = None,
    json: JsonOption = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only: is all well? Every mailbox read, none stopped by a fault: 0, else 1."),
    ] = False,
    hide_rejected: Annotated[bool, typer.Option("--hide-rejected", help="Leave out who said no.")] = False,
) -> None:
    """The board: every thread, its state, and what comes next."""
    from agent.commands import status as command

    raise typer.Exit(command.status(config, as_json=json, check=check, hide_rejected=hide_rejected))


@app.command()
def show(thread: ThreadArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """One thread: what is known, what comes next, its story."""
    from agent.commands import showing

    raise typer.Exit(showing.show(thread, config, as_json=json))


@app.command()
def why(
    what: Annotated[
        str,
        typer.Argument(
            metavar="MESSAGE|THREAD", help="A thread, or a mail: THREAD:NUMBER as `show` counts, or its Message-ID."
        ),
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Why a step is due when it is, or why a mail was read so."""
    from agent.commands import explaining

    raise typer.Exit(explaining.why(what, config, as_json=json))


@app.command()
def preview(
    thread: ThreadArgument,
    step: Annotated[str | None, typer.Option("--step", help="Another step than the next: check-in, nudge, …")] = None,
    all_tones: Annotated[bool, typer.Option("--all-tones", help="Each tone that can be configured.")] = False,
    model: Annotated[bool, typer.Option(help="Ask the language model, if one is configured.")] = True,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """The draft that would be placed, in full; nothing is placed."""
    from agent.commands import showing

    raise typer.Exit(showing.show_preview(thread, step, config, all_tones=all_tones, asks_model=model, as_json=json))


@app.command()
def classify(
    paths: Annotated[list[Path], typer.Argument(metavar="PATHS", help="An .eml file, an mbox file or a Maildir.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Read mail from files and say what each message means."""
    from agent.commands import classifying

    raise typer.Exit(classifying.classify(paths, config, as_json=json))


@app.command()
def replay(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="An mbox file or a Maildir.")],
    config: ConfigOption = None,
    start: Annotated[
        str | None, typer.Option("--from", help="The first start (ISO 8601); without it, the first message.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Stop here (ISO 8601); without it, when nothing more is due.")
    ] = None,
    send_after: Annotated[
        str | None, typer.Option("--send-after", help="The owner sends every draft untouched after this long (2h).")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Past mail through the engine: what would it have done?"""
    from agent.commands import replaying

    raise typer.Exit(replaying.replay(path, config, start, until, send_after, as_json=json))


@app.command()
def demo(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where to make the mailbox (default: a new temporary one).")
    ] = None,
) -> None:
    """Play an invented search on a mailbox of its own."""
    from agent.commands import demonstrating

    raise typer.Exit(demonstrating.demo(folder))


app.add_typer(command_line_corrections.app)
app.add_typer(command_line_upkeep.app)
