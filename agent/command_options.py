"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="The configuration (default: where `init` puts it).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
ThreadArgument = Annotated[
    str, typer.Argument(metavar="THREAD", help="Its name in `status`, or a part of the company's or role's.")
]
