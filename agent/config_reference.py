"""`config.example.yaml` and the tables of `docs/configuration.md`, written from the schema so that they cannot drift.

python -m agent.config_reference          # writes both, and docs/pacing.md, into the current folder
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agent.config_pacing import PacingNumbers
from agent.config_problems import bare_type
from agent.config_schema import Config
from agent.pacing_reference import pacing_page

_EXAMPLE_HEAD = """\
# The configuration of Followthrough. Save it as config.yaml and change what is yours.
# A line that begins with # and no space shows a default, or a likely value: remove the # to set it.
# Durations are 90s, 2m, 3h, 5d or 3 business days. Everything is explained in docs/configuration.md.
"""
_PAGE_HEAD = """\
# Configuration

One YAML file, `config.yaml`. [`config.example.yaml`](../config.example.yaml) has every key;
`followthrough init` writes one by asking. It is looked for in this order: the file that `$FOLLOWTHROUGH_CONFIG` names,
`config.yaml` in the current folder, `$XDG_CONFIG_HOME/followthrough/config.yaml` (`~/.config/…`),
`/config/config.yaml` (containers). `$FOLLOWTHROUGH_DATA_DIR` is used where the file names no `data_dir`.

- **Durations** are `90s`, `2m`, `3h`, `5d` or `3 business days`. Hours run on the clock; a wait in days ends at 09:00,
  and on a business day.
- **Paths**: `~` is your home; a relative path begins in the folder of the configuration file. (What you give to
  `followthrough init` begins in the current folder, and is written so that it means the same.)
- **A key without a value** (`phone:`) counts as not given.
- **Commands** (`token_command`, `password_command`) are a line for the shell, or a list of a program and its arguments;
  what they print is the secret. Passwords themselves never stand in the file. A file that says which commands to run
  must not be writable by others: `chmod go-w config.yaml`.
- **Mistakes** are all reported at once, each with its place and its cure, and the exit status is 2:

```
config.yaml:5:12: me.country: 'UK' is no ISO 3166 country code. Write it like US, GB or DE. Did you mean 'GB'?
config.yaml:8:3: pacing.check_inn: there is no such key. Did you mean 'check_in'?
```
"""
_WIDTH = 100
_TOLD_ELSEWHERE = ("steps", "folders")
"""Their keys are those of `pacing`, or stand in the example."""
_WORTH_SETTING = ("country", "preset")
"""Optional, and yet not behind a # in the example."""


def example() -> str:
    """The text of `config.example.yaml`; it can be used as it is, and with any of its # removed."""
    return _EXAMPLE_HEAD + "\n".join(_section_lines(Config, "")) + "\n"


def configuration_page() -> str:
    """The text of `docs/configuration.md`."""
    return "\n".join([_PAGE_HEAD, *_tables(Config, "")]).rstrip() + "\n"


def main() -> None:
    """Write all three into the current folder."""
    for path, text in pages().items():
        Path(path).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


def pages() -> dict[str, str]:
    """Each generated file's path in the repository, and its text."""
    return {
        "config.example.yaml": example(),
        "docs/configuration.md": configuration_page(),
        "docs/pacing.md": pacing_page(),
    }


# config.example.yaml


def _section_lines(section: type[BaseModel], pad: str) -> Iterator[str]:
    for name, field in section.model_fields.items():
        inner = sections_in(field)
        if not pad:
            yield ""
        yield from textwrap.wrap(f"# {field.description}", _WIDTH, initial_indent=pad, subsequent_indent=f"{pad}# ")
        if not inner:
            yield f"{pad}{_mark(name, field)}{name}: {_example(field)}"
        elif name == "mailboxes":
            yield f"{name}:"
            yield from _mailbox_lines(inner, f"{pad}  ")
        elif _is_plain(field):
            yield from _plain_lines(name, field, inner[0], pad)
        else:
            yield from (f"{pad}#{line}" for line in _collection_lines(name, field, inner[0]))


def _plain_lines(name: str, field: FieldInfo, section: type[BaseModel], pad: str) -> Iterator[str]:
    """One section; where being there switches something on, all of it is behind #, also the keys that it needs."""
    if field.is_required() or field.default is not None:
        yield f"{pad}{name}:"
        yield from _section_lines(section, f"{pad}  ")
        return
    yield f"{pad}#{name}:"
    for line in _section_lines(section, f"{pad}  "):
        text = line.lstrip()
        yield line if text.startswith("#") else f"{line.removesuffix(text)}#{text}"


def _mailbox_lines(models: tuple[type[BaseModel], ...], pad: str) -> Iterator[str]:
    """The first mailbox as it is, the others behind #; their keys are many, so the meaning stands beside them."""
    for position, model in enumerate(models):
        if position:
            yield ""
        yield f"{pad}# {model.__doc__}"
        provider = get_args(model.model_fields["provider"].annotation)[0]
        fields = {name: field for name, field in model.model_fields.items() if name not in ("name", "provider")}
        yield from _entry(provider, fields, pad, is_behind_mark=position > 0)


def _entry(provider: str, fields: dict[str, FieldInfo], pad: str, *, is_behind_mark: bool) -> Iterator[str]:
    first, rest = (f"{pad}#- ", f"{pad}#  ") if is_behind_mark else (f"{pad}- ", f"{pad}  ")
    yield f"{first}name: {provider}"
    yield f"{rest}provider: {provider}"
    for name, field in fields.items():
        mark = "" if is_behind_mark else _mark(name, field)
        yield f"{rest}{mark}{name}: {_example(field)}  # {field.description}"


def _collection_lines(name: str, field: FieldInfo, section: type[BaseModel]) -> Iterator[str]:
    """A list or a mapping of sections, with one entry."""
    yield f"{name}:"
    entries = [f"{key}: {_example(inner)}" for key, inner in section.model_fields.items()]
    if get_origin(bare_type(field.annotation)) is dict:
        yield f"  Northwind: {{{', '.join(entries)}}}"
    else:
        yield from (f"  {'  ' if position else '- '}{entry}" for position, entry in enumerate(entries))


def _mark(name: str, field: FieldInfo) -> str:
    return "" if field.is_required() or name in _WORTH_SETTING else "#"


# docs/configuration.md


def _tables(section: type[BaseModel], title: str) -> Iterator[str]:
    rows = {name: field for name, field in section.model_fields.items() if field.description and _example(field)}
    yield f"## {title or 'At the top'}\n"
    yield f"{section.__doc__}\n" if section.__doc__ else ""
    yield "| key | meaning | without it | like |"
    yield "|---|---|---|---|"
    for name, field in rows.items():
        yield f"| `{name}` | {field.description} | {_absent(field, section)} | `{_example(field)}` |"
    yield ""
    for name, field in section.model_fields.items():
        for inner in sections_in(field) if name not in _TOLD_ELSEWHERE else ():
            yield from _tables(inner, _title(title, name, field, inner))


def _title(outer: str, name: str, field: FieldInfo, inner: type[BaseModel]) -> str:
    path = f"{outer}.{name}".removeprefix(".")
    if name == "mailboxes":
        return f"{path}: {get_args(inner.model_fields['provider'].annotation)[0]}"
    is_list = get_origin(bare_type(field.annotation)) is tuple
    return path + ("[…]" if is_list else "" if _is_plain(field) else ".…")


def _absent(field: FieldInfo, section: type[BaseModel]) -> str:
    if field.is_required():
        return "an error"
    if field.default in ((), {}):
        return "none"
    if field.default is None:
        return "the preset's" if issubclass(section, PacingNumbers) else ""
    return f"`{_example(field)}`"


def sections_in(field: FieldInfo) -> tuple[type[BaseModel], ...]:
    """The sections that a key holds: none, one, or one for each provider."""
    return tuple(_sections(field.annotation))


def _sections(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _sections(part)


def _is_plain(field: FieldInfo) -> bool:
    """Holds one section, as it is."""
    annotation = bare_type(field.annotation)
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _example(field: FieldInfo) -> str:
    return str(field.examples[0]) if field.examples else ""


if __name__ == "__main__":
    main()
