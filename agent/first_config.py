"""The text of a first configuration: short, with the reasons beside the keys. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.screens.words import some_of

_TEXT = """\
# The configuration of Followthrough, written by `followthrough init`. Change what you like; every key that there is
# stands with its meaning in config.example.yaml. Mistakes are told with their line before anything runs.

me:
  # Drafts are signed with it.
  name: {name}
  # All of yours: mail from them is yours.
  addresses: {addresses}
  timezone: {timezone}
  # Its public holidays are no business days{nationwide}.
  country: {country}
{region}  # For the signature:
  #phone: "+1 212 555 0147"
  #link: https://jordan.example

# When follow-ups are due: {summary}
# Others: {others} (docs/pacing.md).
pacing:
  preset: {preset}

{data_dir}mailboxes:
{mailbox}
"""

_OWN_MEMORY = """\
# Its own memory: two configurations must not share one.
data_dir: {}

"""


@dataclass(frozen=True, slots=True)
class Account:
    """The mailbox: its keys beside `name` and `provider`, each with a comment or an empty one."""

    name: str
    provider: str
    keys: Sequence[tuple[str, str | int, str]] = field(default_factory=tuple)
    """(key, value, comment)."""
    password: str | None = field(default=None, repr=False)
    """One that was typed: for the file that `password_file` names, never for this text."""


@dataclass(frozen=True, slots=True)
class FirstConfig:
    """The answers."""

    name: str
    addresses: Sequence[str]
    timezone: str
    country: str
    preset: str
    account: Account
    data_dir: str | None = None
    """Where it keeps its memory, if not where a configuration in its usual place does."""
    regions: Sequence[str] = ()
    """Those of the country that have holidays of their own."""


def text_of(first: FirstConfig, summaries: dict[str, str]) -> str:
    """The file's text; `summaries` has a sentence for every preset."""
    return _TEXT.format(
        name=_quoted(first.name),
        addresses=json.dumps(list(first.addresses), ensure_ascii=False),
        timezone=_quoted(first.timezone),
        country=_quoted(first.country),
        nationwide=": the nationwide ones" if first.regions else "",
        region=_region_lines(first.regions),
        preset=first.preset,
        summary=summaries[first.preset],
        others=", ".join(name for name in summaries if name != first.preset),
        data_dir=_OWN_MEMORY.format(_quoted(first.data_dir)) if first.data_dir else "",
        mailbox="\n".join(_account_lines(first.account)),
    )


def _region_lines(regions: Sequence[str]) -> str:
    if not regions:
        return ""
    return f"  # With your region, those of it too: {some_of(regions)}\n  #region: {_quoted(regions[0])}\n"


def _account_lines(account: Account) -> list[str]:
    lines = [f"  - name: {account.name}", f"    provider: {account.provider}"]
    for key, value, comment in account.keys:
        lines += [f"    # {comment}"] if comment else []
        lines.append(f"    {key}: {json.dumps(value, ensure_ascii=False)}")
    return lines


def _quoted(text: str) -> str:
    """As YAML takes it, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)
