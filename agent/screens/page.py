"""Lines of styled text for a terminal: wrapped to its width, readable without colour, harmless whatever stands in them.

A screen gives lines; `printed` is the only way out, and it lets no character of a text act on the terminal (B6). No
library is loaded for this: `status` has to be quick.
"""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from agent.safe_text import harmless

NARROWEST, WIDEST = 60, 120
INDENT = 2

STYLES: Mapping[str, str] = MappingProxyType(
    {"": "", "strong": "1", "quiet": "2", "good": "32", "warn": "33", "bad": "31", "head": "1;36", "name": "1"}
)
"""Style names and the terminal's numbers for them (ECMA-48 SGR); only colours that every theme makes readable."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or one paragraph that wraps; what follows its first line is indented by `hang` columns more."""

    spans: tuple[Span, ...] = ()
    indent: int = 0
    hang: int = 0


def line(*parts: str | Span, indent: int = 0, hang: int = 0) -> Line:
    """A line of plain and styled pieces."""
    return Line(tuple(p if isinstance(p, Span) else Span(p) for p in parts), indent, hang)


def heading(text: str, note: str = "") -> Line:
    """A heading, with a quiet word beside it."""
    return line(Span(text, "head"), *((Span(f"  {note}", "quiet"),) if note else ()))


def printed(lines: Iterable[Line], *, width: int, colour: bool) -> str:
    """The lines as text for a terminal of that width."""
    return "".join(f"{_inked(spans, colour)}\n" for item in lines for spans in _wrapped(item, width))


def show(lines: Iterable[Line]) -> None:
    """Print on standard output, as wide as the terminal is and with colour where one is wanted."""
    sys.stdout.write(printed(lines, width=terminal_width(), colour=wants_colour()))


def terminal_width() -> int:
    """Columns to print in: those of the terminal (or $COLUMNS), within reason; 80 where there is no terminal."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


def wants_colour() -> bool:
    """Colour goes to terminals only, and nowhere if $NO_COLOR is set; $FORCE_COLOR asks for it everywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def cells(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def fitted(text: str, width: int) -> str:
    """The text in exactly so many columns: cut with an ellipsis, or filled up."""
    text = " ".join(harmless(text).split())
    if cells(text) > width:
        kept = ""
        for character in text:
            if cells(kept) + _cell(character) > width - 1:
                break
            kept += character
        text = f"{kept.rstrip()}…"
    return text + " " * (width - cells(text))


def _cell(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _inked(spans: Sequence[Span], colour: bool) -> str:
    spans = _trimmed(spans)
    if not colour:
        return "".join(s.text for s in spans)
    joined = [(style, "".join(s.text for s in same)) for style, same in groupby(spans, key=lambda s: STYLES[s.style])]
    return "".join(f"\x1b[{style}m{text}\x1b[0m" if style else text for style, text in joined)


def _trimmed(spans: Sequence[Span]) -> list[Span]:
    """Without spaces at the end of the row."""
    kept = list(spans)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[-1] = Span(kept[-1].text.rstrip(), kept[-1].style)
    return kept


def _wrapped(item: Line, width: int) -> Iterator[list[Span]]:
    """The pieces of each row; words go to the next row where one is full, and a longer word is broken."""
    row, used = [Span(" " * item.indent)], item.indent
    start = used
    for span in item.spans:
        for word in _words(harmless(span.text)):
            for piece in _broken(word, width - item.indent - item.hang):
                if used + cells(piece.rstrip()) > width and used > start:
                    yield row
                    start = item.indent + item.hang
                    row, used = [Span(" " * start)], start
                    piece = piece.lstrip()
                row.append(Span(piece, span.style))
                used += cells(piece)
    yield row


def _words(text: str) -> Iterator[str]:
    """Pieces that may stand on a row of their own: spaces go with the word before them."""
    word = ""
    for character in text:
        if word.endswith(" ") and character != " ":
            yield word
            word = ""
        word += character
    if word:
        yield word


def _broken(word: str, width: int) -> Iterator[str]:
    while cells(word.rstrip()) > width:
        cut = next(i for i in range(1, len(word) + 1) if cells(word[: i + 1]) > width)
        yield word[:cut]
        word = word[cut:]
    if word:
        yield word
