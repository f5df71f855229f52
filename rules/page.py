"""The lines of a page while `rules.html` walks it: line breaks, table rows, quote and signature marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules.charsets import cleaned

QUOTED_FROM_HERE = "\x01"
"""A line of its own: the mail program marked everything below it as the earlier message."""
SIGNATURE_LINE = "\x02"
"""Before a line that the mail program marked as signature."""

SMALL_PRINT = "\x03"
"""Before a line in noticeably smaller letters than the text, below all of it."""

_PLAIN_SIZE = 16.0
_SMALL_SIZE = 12.5
_SMALL_SHARE = 0.85
"""Letters count as small print below this many pixels and this share of the size that most of the text has."""
_TEXT_SHARE = 0.3
"""The size of the text is the largest that this share of all letters has; headlines have less."""
_UNREADABLE_SIZE = 1.0

_SPACES = re.compile(r"[ \t\r\n\f]+")
_LONGEST_LABEL = 40


@dataclass(slots=True)
class Page:
    """The lines so far, and the one being written. Line breaks are owed, not written, until text follows."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    owed: int = 0
    """Line breaks before the next text: 0, 1, or 2 (an empty line between)."""
    between: str = ""
    """What joins the next text to the cell before it."""
    bullet: bool = False
    quotes: int = 0
    signatures: int = 0
    preformatted: int = 0
    size: int = 0
    full: int = 0
    """How many lines with text there are."""
    sizes: list[float] = field(default_factory=lambda: [_PLAIN_SIZE])
    """For each open element that sets a font size, that size in pixels; browsers begin with 16."""
    line_sizes: list[float] = field(default_factory=list)
    """For each line, the size of its largest letters."""
    largest: float = 0.0
    tight: list[int] = field(default_factory=list)
    """For each open paragraph without margin, the size of the page when it began."""
    strikes: int = 0
    is_struck: bool = False
    rows: list[list[int]] = field(default_factory=list)
    """For each open table row: how many lines had text when it began, and how many cells have begun."""

    def write(self, text: str) -> None:
        """Take text of the page; white space is folded as browsers do."""
        size = self.sizes[-1]
        if size <= _UNREADABLE_SIZE:
            return
        if not (text.isascii() and text.isprintable()):
            text = cleaned(text)
        if self.preformatted:
            self._write_preformatted(text)
            return
        flat = _SPACES.sub(" ", text)
        if flat in ("", " ") and (self.owed or not self.line or not flat):
            return
        if self.between:
            self._join_cells()
        if self.owed:
            self.finish_line()
            flat = flat.lstrip(" ")
        if self.bullet:
            self.bullet = False
            self.line.append("- ")
        if self.strikes and not self.is_struck:
            self.is_struck = True
            self.line.append("Former: ")
        self.line.append(flat)
        self.largest = max(self.largest, size)
        self.size += len(flat)

    def _write_preformatted(self, text: str) -> None:
        for index, piece in enumerate(text.split("\n")):
            if index:
                self.owed = 1 if piece.strip() else 2
            if piece.strip():
                self.finish_line()
                self.line.append(piece)
                self.largest = max(self.largest, self.sizes[-1])
        self.size += len(text)

    def _join_cells(self) -> None:
        before = "".join(self.line).rstrip()
        self.line = [before, " " if before[-1:] in (":", "?") else self.between]
        self.owed, self.between = 0, ""

    def break_line(self, count: int = 1) -> None:
        """The next text begins a new line; with 2, after an empty one."""
        if count > self.owed:
            self.owed = 1 if self.bullet or self._is_row_empty() else count

    def begin_tight_paragraph(self) -> None:
        """A paragraph without margin, as Word writes each line of a letter."""
        self.break_line()
        self.tight.append(self.size)

    def end_tight_paragraph(self) -> None:
        """The next text begins a new line; an empty paragraph is an empty line."""
        is_empty = bool(self.tight) and self.tight.pop() == self.size
        self.break_line(2 if is_empty else 1)

    def line_break(self) -> None:
        """A <br>; the second in a row leaves an empty line."""
        if self.line:
            self.owed = min(2, self.owed + 1)
        elif self.lines:
            self.owed = 2

    def finish_line(self) -> None:
        """Put the line being written, and the empty line owed after it, among the lines."""
        text = "".join(self.line).strip()
        if text:
            self._append(self._mark() + text)
            self.full += 1
        self.line.clear()
        self.largest, self.is_struck = 0.0, False
        if self.owed > 1 and self.lines and self.lines[-1]:
            self._append(">" if self.quotes and self.lines[-1][0] == ">" else "")
        self.owed, self.between = 0, ""

    def _append(self, line: str) -> None:
        self.lines.append(line)
        self.line_sizes.append(self.largest)

    def _mark(self) -> str:
        if self.quotes:
            return "> " * self.quotes
        return SIGNATURE_LINE if self.signatures else ""

    def cut(self) -> None:
        """Everything from here on is the earlier message."""
        self.finish_line()
        self._append(QUOTED_FROM_HERE)

    def _is_row_empty(self) -> bool:
        return bool(self.rows) and not self.line and self.full == self.rows[-1][0]

    def begin_row(self) -> None:
        """A table row begins a line."""
        self.break_line()
        self.finish_line()
        self.rows.append([self.full, 0])

    def begin_cell(self) -> None:
        """A further cell of a row that is one line so far continues that line."""
        if not self.rows:
            self.break_line()
            return
        row = self.rows[-1]
        row[1] += 1
        if row[1] > 1 and self.line and self.full == row[0]:
            label = sum(map(len, self.line))
            self.between = ": " if row[1] == 2 and label <= _LONGEST_LABEL else " | "
        else:
            self.break_line()

    def end_row(self) -> None:
        """The next text begins a new line."""
        if self.rows:
            self.rows.pop()
        self.between = ""
        self.break_line()

    def text(self) -> str:
        """All lines, the small print below the text marked."""
        self.finish_line()
        self._mark_small_print()
        return "\n".join(self.lines).strip("\n")

    def _mark_small_print(self) -> None:
        amounts: dict[float, int] = {}
        for line, size in zip(self.lines, self.line_sizes, strict=True):
            amounts[size] = amounts.get(size, 0) + len(line)
        least = sum(amounts.values()) * _TEXT_SHARE
        usual = max((size for size, amount in amounts.items() if amount >= least), default=0.0)
        limit = min(usual * _SMALL_SHARE, _SMALL_SIZE)
        for index in range(len(self.lines) - 1, -1, -1):
            if self.line_sizes[index] > limit:
                return
            if self.lines[index] and self.lines[index][0] not in (">", SIGNATURE_LINE, QUOTED_FROM_HERE):
                self.lines[index] = SMALL_PRINT + self.lines[index]
