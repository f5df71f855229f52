"""The commands by which the owner corrects what is known, and their options: parse, call, exit; a part of
`agent.command_line`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.command_options import ConfigOption, JsonOption, ThreadArgument

app = typer.Typer()


@app.command()
def note(
    thread: ThreadArgument,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help='What you talked about, or "they decide by Friday".')
    ] = "",
    attach: Annotated[
        Path | None, typer.Option("--attach", help="The file that you promised them; the draft takes it along.")
    ] = None,
    forget: Annotated[str | None, typer.Option("--forget", help="Take back the notes that begin so.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """A note on an interview: it makes drafts specific."""
    from agent.commands import correcting

    how = correcting.How(config, json)
    if forget is not None:
        raise typer.Exit(correcting.forget_note(thread, forget, how))
    raise typer.Exit(correcting.note(thread, text, attach, how))


@app.command()
def settle(
    message: Annotated[
        str | None,
        typer.Argument(
            metavar="MESSAGE", help="The message: its number under needs a look, or THREAD:NUMBER as `show` counts."
        ),
    ] = None,
    intent: Annotated[str | None, typer.Option("--intent", help="What it means.")] = None,
    thread: Annotated[str | None, typer.Option("--thread", help="Where it belongs.")] = None,
    time: Annotated[str | None, typer.Option("--time", help="When the interview in it is.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Say what a mail means that needs a look or was misread."""
    from agent.commands import correcting, settling

    raise typer.Exit(settling.settle(message, settling.Answer(intent, thread, time), correcting.How(config, json)))


TimeOption = Annotated[
    str | None, typer.Option("--time", help='When the interview begins: "tomorrow 14:00", 2026-05-11T14:00.')
]
MinutesOption = Annotated[int | None, typer.Option("--minutes", help="How long it takes.")]
InterviewerOption = Annotated[str | None, typer.Option("--interviewer", help="Name of somebody who interviews.")]
ContactOption = Annotated[str | None, typer.Option("--contact", help="Name of the person follow-ups are written to.")]
AddressOption = Annotated[str | None, typer.Option("--address", help="The mail address of that person.")]
RoleOption = Annotated[str | None, typer.Option("--role", help="The job.")]


@app.command()
def add(
    company: Annotated[str, typer.Argument(metavar="COMPANY", help="The company.")],
    role: RoleOption = None,
    time: TimeOption = None,
    minutes: MinutesOption = None,
    interviewer: InterviewerOption = None,
    contact: ContactOption = None,
    address: AddressOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Add an interview that no mail announced."""
    from agent.commands import correcting

    facts = correcting.Facts(company, role, time, minutes, interviewer, None, contact, address)
    raise typer.Exit(correcting.add(facts, correcting.How(config, json)))


@app.command("set")
def set_(
    thread: ThreadArgument,
    company: Annotated[str | None, typer.Option("--company", help="The company's name.")] = None,
    role: RoleOption = None,
    time: TimeOption = None,
    minutes: MinutesOption = None,
    interviewer: InterviewerOption = None,
    not_interviewer: Annotated[
        str | None, typer.Option("--not-interviewer", help="Name of somebody who does not interview.")
    ] = None,
    contact: ContactOption = None,
    address: AddressOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Correct a time, a name, a role, a person."""
    from agent.commands import correcting

    facts = correcting.Facts(company, role, time, minutes, interviewer, not_interviewer, contact, address)
    raise typer.Exit(correcting.set_facts(thread, facts, correcting.How(config, json)))


@app.command()
def trust(thread: ThreadArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Believe the mail that a warning is about. Drafts are made again."""
    from agent.commands import correcting

    raise typer.Exit(correcting.trust(thread, correcting.How(config, json)))


@app.command()
def skip(thread: ThreadArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Leave the next step out."""
    from agent.commands import correcting

    raise typer.Exit(correcting.skip(thread, correcting.How(config, json)))


@app.command()
def snooze(
    thread: ThreadArgument,
    until: Annotated[str, typer.Argument(metavar="UNTIL", help='A day: 2026-06-30, friday, "in 2 weeks".')],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Nothing further in a thread before that day."""
    from agent.commands import correcting

    raise typer.Exit(correcting.snooze(thread, until, correcting.How(config, json)))


@app.command()
def pin(
    day: Annotated[str, typer.Argument(metavar="DAY", help='2026-06-30, friday, "in 2 weeks".')],
    thread: ThreadArgument,
    because: Annotated[
        str | None, typer.Option("--because", help='What makes it a good day: "the launch on the 12th".')
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Choose the day of the next follow-up, with a reason."""
    from agent.commands import correcting

    raise typer.Exit(correcting.pin(day, thread, because, correcting.How(config, json)))


@app.command()
def close(thread: ThreadArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """End a thread; its untouched drafts go."""
    from agent import corrections
    from agent.commands import correcting

    raise typer.Exit(correcting.simple(thread, corrections.close, correcting.How(config, json), "closed it"))


@app.command()
def reopen(thread: ThreadArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Take a thread up again where it ended."""
    from agent.commands import correcting

    raise typer.Exit(correcting.reopen(thread, correcting.How(config, json)))


@app.command()
def accept(thread: ThreadArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """You take this offer; withdrawals for the others."""
    from agent.commands import correcting

    raise typer.Exit(correcting.accept(thread, correcting.How(config, json)))


@app.command("didnt-happen")
def didnt_happen(thread: ThreadArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """It did not take place: no thank-you, a new time."""
    from agent import corrections
    from agent.commands import correcting

    raise typer.Exit(
        correcting.simple(
            thread, corrections.did_not_happen, correcting.How(config, json), "said that it did not happen"
        )
    )
