"""`followthrough service` and its options; a part of `agent.command_line`."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.command_options import ConfigOption

app = typer.Typer(help="The agent as a service of your own (systemd).", no_args_is_help=True)


@app.command()
def install(
    config: ConfigOption = None,
    confine: Annotated[bool, typer.Option(help="Let it write only where it must, as far as systemd can.")] = True,
    show: Annotated[bool, typer.Option("--show", help="Only print the unit.")] = False,
) -> None:
    """Start it now and whenever you log in."""
    from agent.commands import serving

    raise typer.Exit(serving.install(config, is_confined=confine, only_shown=show))


@app.command()
def status() -> None:
    """Whether it is installed and runs."""
    from agent.commands import serving

    raise typer.Exit(serving.status())


@app.command()
def uninstall() -> None:
    """Stop it and remove it; what the agent knows stays."""
    from agent.commands import serving

    raise typer.Exit(serving.uninstall())
