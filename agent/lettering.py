"""Output for terminals and pipes that do not know every letter, as in a locale that is not UTF-8: never an error.

What programs read (`--json`, `export`) is UTF-8 whatever the terminal speaks; for people, signs that cannot be shown
are written with those that every terminal has.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import MappingProxyType

SIGNS = MappingProxyType(
    {
        "→": "->", "…": "...", "·": "-", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "‹": "<", "›": ">",
        "█": "#",
    }
)  # fmt: skip
"""Signs of our screens, and of mail, in ASCII."""
_HANDLER = "followthrough"


def show_anyhow(arguments: Sequence[str]) -> None:
    """From now on standard output and error take every letter. `arguments` are those of the command line."""
    codecs.register_error(_HANDLER, _in_ascii)
    is_for_programs = "--json" in arguments or arguments[:1] == ["export"]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            is_data = is_for_programs and stream is sys.stdout
            stream.reconfigure(encoding="utf-8" if is_data else None, errors=_HANDLER)


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    """The letter without its accent, a sign that stands for it, or a question mark."""
    from unicodedata import normalize

    assert isinstance(error, UnicodeEncodeError)
    letters = error.object[error.start : error.end]
    plain = (SIGNS.get(c) or normalize("NFKD", c).encode("ascii", "ignore").decode() or "?" for c in letters)
    return "".join(plain), error.end
