"""Where a known system writes the company and the role: the phrases of rules/systems.yaml, as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rules import senders
from rules.message import Message

_LOOKED_AT = 4000  # characters
# A company ends before a mark or a small word, a role before the words that the phrase names next.
_COMPANY = r"(?P<company>[^\W_](?:[^\n,!?|()]{0,58}?[^\s,.!?|()])?)"
_ROLE = r"(?P<role>[^\W_][^\n|]{1,88}?)"
_COMPANY_ENDS = r"(?=\s*(?:[.!,|]|$|\s[-–—]\s|\s(?:for|on|has|is|was|and we)\b|\())"
_ROLE_ENDS = r"(?=\s*(?:[.!]|$|\s(?:at|with|has|is|was)\b))"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a system's own phrases state; None where they state nothing."""

    company: str | None = None
    role: str | None = None


def stated(message: Message, system: senders.System | None) -> Stated:
    """The company and the role that the known system's mail states in the phrases it always uses."""
    if system is None:
        return Stated()
    subject, body = _patterns(system.name)
    company = role = None
    for patterns, text in ((subject, message.subject[:300]), (body, message.own_text[:_LOOKED_AT])):
        for pattern in patterns:
            found = pattern.search(text)
            if found is not None:
                parts = found.groupdict()
                company = company or parts.get("company")
                role = role or parts.get("role")
    return Stated(company, role)


@cache
def _patterns(name: str) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    rows = senders.system_rows()
    own, kind = rows["systems"][name], rows["kinds"][rows["systems"][name]["kind"]]
    subject, body = (
        tuple(_compiled(phrase) for phrase in [*own.get(key, ()), *kind.get(key, ())]) for key in ("subject", "body")
    )
    return subject, body


def _compiled(phrase: str) -> re.Pattern[str]:
    pattern = phrase.replace("{company}", _COMPANY).replace("{role}", _ROLE)
    if phrase.endswith("{company}"):
        pattern += _COMPANY_ENDS
    elif phrase.endswith("{role}"):
        pattern += _ROLE_ENDS
    return re.compile(pattern, re.M)
