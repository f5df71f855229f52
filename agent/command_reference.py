"""`docs/commands.md`: every command with its options, written from the program so that it cannot drift.

python -m agent.command_reference          # writes it into the current folder
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

PAGE = "docs/commands.md"
_HEAD = """\
# Commands

`followthrough COMMAND --help` says the same. Screens are for people; `--json` gives one object a line for programs.
Exit status: 0 done, 1 failed, 2 wrong usage or configuration (with what to write instead). A THREAD is any part of a
company's or role's name that only one thread has; `--config FILE` names another configuration than the usual one
([where it is looked for](configuration.md)).
"""
_IN_EVERY = ("config", "help")


def commands_page() -> str:
    """The text of the page."""
    from agent.command_line import app

    program: Any = get_command(app)
    parts = [_HEAD]
    for name, command in program.commands.items():
        parts.append("\n".join(_command(f"followthrough {name}", command)))
    return "\n".join(parts)


def _command(name: str, command: Any) -> Iterator[str]:
    """The section of one command; of a group, that of each of its commands."""
    inner = getattr(command, "commands", None)
    if inner:
        yield f"## {name}\n\n{command.help}\n"
        for word, sub in inner.items():
            yield from _section(f"{name} {word}", sub, "###")
    else:
        yield from _section(name, command, "##")


def _section(name: str, command: Any, marks: str) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name not in _IN_EVERY]
    yield f"{marks} {name}\n"
    yield f"{command.help}\n"
    yield f"`{' '.join([name, *map(_shown, arguments)])}`\n"
    described = [*((_shown(a).strip("[]"), a) for a in arguments), *((_names(o), o) for o in options)]
    if described:
        yield "| | |\n|---|---|"
        yield from (f"| `{shown}` | {_plain(p.help)} |" for shown, p in described)
        yield ""


def _shown(argument: Any) -> str:
    word = str(argument.metavar or argument.name).upper()
    return word if argument.required else f"[{word}]"


def _names(option: Any) -> str:
    return ", ".join([*option.opts, *option.secondary_opts])


def _plain(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


def main() -> None:
    """Write it."""
    Path(PAGE).write_text(commands_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")


if __name__ == "__main__":
    main()
