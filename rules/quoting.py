"""The writer's new words apart from quoted history (B2): quote marks, attribution lines, header blocks, forwards.

Lines are looked at one by one, and a pattern sees at most `_LONGEST` characters of a line: the time is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules.mail_words import any_of, header_initials, header_label
from rules.page import QUOTED_FROM_HERE

SHORT_COVER = 6
"""A forward whose own words are no more than this ("FYI, see below") says what it forwards."""
_LONGEST = 400
_MOST_HEADER_LINES = 12
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Split:
    """A body in its layers."""

    runs: list[list[str]] = field(default_factory=list)
    """The writer's own lines; quotes stood between the runs."""
    quoted: list[str] = field(default_factory=list)
    """Quoted lines, outermost quote level removed."""
    forwarded: list[str] | None = None
    """The lines of a block the writer forwarded, with its header lines, if a forward begins the quoted part."""
    is_announced: bool = False
    """Something said where the quoted part comes from: an attribution, a header block, a mark of the mail program."""


_VERBS = f"(?:(?<!\\w)(?:{any_of('attribution_verbs')})(?!\\w)|{any_of('attribution_verbs_unspaced')})"
_VERB = re.compile(_VERBS, re.IGNORECASE)
_ENDS = re.compile(rf"(?:{_VERBS}\W{{0,3}}|のメール|님이 작성(?:했습니다)?)\s?[:：]\s?$", re.IGNORECASE)
_OPENER = re.compile(rf"(?:{any_of('attribution_openers')})(?:[\s,.:/]|\d|$)", re.IGNORECASE)
_SAID = re.compile(r"(?:on|at) \S.{0,200}\bsaid\s?:$", re.IGNORECASE)
_TRACE = re.compile(r"\d|@|quoting|zitat", re.IGNORECASE)
_ADDRESS = re.compile(r"<[^<>\s]{1,120}@[^<>\s]{1,120}>")
_ADDRESS_AT_END = re.compile(r"<[^<>\s]{1,120}@[^<>\s]{1,120}>\s?[:：]$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME = re.compile(r"\d[:.h]\d\d")
_CLOCK = re.compile(r"\s*\d")
_KINDS = frozenset(("author", "sent", "to", "subject"))
_DIGIT = re.compile(r"\d")
_COLONS = ":："
_COLON_CHARACTERS = frozenset(_COLONS)
_RULERS = frozenset("-_—–=*>#+ ")
_OPENER_INITIALS = frozenset("<qczоt") | frozenset("oalepidwvnsmkx0123456789")
_DASHES = r"[-_—–=*#+> ]{0,40}"
_CUT = re.compile(rf"[-_—–=*]{_DASHES}(?:{any_of('original_message')}) ?{_DASHES}$", re.IGNORECASE)
_FORWARD = re.compile(
    rf"{_DASHES}(?:{any_of('forwarded_message')})(?: (?:from|von|de) \S.{{0,80}})? ?[:：]? ?{_DASHES}$", re.IGNORECASE
)
_FIELD = header_label()
_FIELD_INITIALS = header_initials()
_RULE_LINE = re.compile(r"[_\-=*—–]{5,200}$")
_QUOTE_MARK = re.compile(r"^\s{0,3}>\s?")
_STAMP = re.compile(
    r"(?:.{1,120} on )?\d{1,4}[/.-]\d\d?[/.-]\d{1,4},? \d\d?[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]M)?$", re.IGNORECASE
)
"""A moment alone in a line, or behind a name and "on"."""
_STAMP_ENDS = frozenset("0123456789Mm")


def split(text: str) -> Split:
    """Layer the lines of a cleaned body. Nothing is lost but quote marks: every line is in one layer."""
    lines = text.split("\n")
    if "\n>From " in text:
        lines = _without_mbox_escapes(lines)
    return _Reader(lines).read()


def _without_mbox_escapes(lines: list[str]) -> list[str]:
    """An mbox file writes ">From" where a line began with "From"; no quote stands alone like that."""
    between = zip(["", *lines], lines, [*lines[1:], ""], strict=False)
    return [
        line[1:] if line.startswith(">From ") and not (above.startswith(">") or below.startswith(">")) else line
        for above, line, below in between
    ]


@dataclass(slots=True)
class _Reader:
    lines: list[str]
    result: Split = field(default_factory=Split)
    at: int = 0
    own_words: int = 0

    def read(self) -> Split:
        """Go through the lines once."""
        run: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if _is_marked(line):
                run = self._end_run(run)
                if self._is_marked_forward(line):
                    self._take_history("forward", 1)
                else:
                    self._take_marked()
                continue
            kind, length = self._what_begins(line)
            if kind is None:
                run.append(line)
                self.at += 1
                continue
            run = self._end_run(run)
            self._take_history(kind, length)
        self._end_run(run)
        return self.result

    def _is_marked_forward(self, line: str) -> bool:
        """Gmail marks the header lines of a forward as it marks an attribution, and not the forwarded text."""
        text = _QUOTE_MARK.sub("", line, count=1).strip()
        is_ruled = text[:1] in _RULERS or text[-1:] in _COLON_CHARACTERS
        if not is_ruled or len(text) > _LONGEST or not _FORWARD.match(text) or not self._has_header_line_after():
            return False
        if self.own_words <= SHORT_COVER:
            return True
        block = self.lines[self.at + 1 : self.at + 1 + _MOST_HEADER_LINES]
        end = header_length([_QUOTE_MARK.sub("", marked, count=1) for marked in block])
        return end < len(block) and not _is_marked(block[end])

    def _end_run(self, run: list[str]) -> list[str]:
        if any(line.strip() for line in run):
            self.result.runs.append(run)
            self.own_words += sum(len(_WORD.findall(line)) for line in run)
        return []

    def _take_marked(self) -> None:
        """A run of lines behind ">", with the empty lines inside it."""
        while self.at < len(self.lines) and _is_marked(self.lines[self.at]):
            self.result.quoted.append(_QUOTE_MARK.sub("", self.lines[self.at], count=1))
            self.at += 1

    def _what_begins(self, line: str) -> tuple[str | None, int]:
        """The kind of history that begins at this line, and how many lines announce it."""
        text = line.strip()
        if not text:
            return None, 0
        if text == QUOTED_FROM_HERE:
            return "cut", 1
        if text[0] in _RULERS or text[-1] in _COLONS:
            kind = self._announcement(text)
            if kind:
                return kind, 1
        length = self._attribution(text)
        if length:
            return "attribution", length
        if text[0] in _FIELD_INITIALS and not _COLON_CHARACTERS.isdisjoint(text[:24]) and self._header_block(self.at):
            return "block", 0
        if self._is_memo(text):
            return "block", 0
        return None, 0

    def _is_memo(self, text: str) -> bool:
        """Whether history begins here as Lotus Notes puts it: a name, a moment, then To, cc and Subject."""
        at = self.at
        if text[-1] not in _STAMP_ENDS or not _STAMP.match(text[:_LONGEST]):
            at += 1
            text = self.lines[at].strip() if at < len(self.lines) else ""
            if not text[:1].isdecimal() or not _STAMP.match(text[:_LONGEST]):
                return False
        after = self._next_filled(at + 1)
        found = _FIELD.match(self.lines[after].strip()[:_LONGEST]) if after < len(self.lines) else None
        return found is not None and found.lastgroup == "to"

    def _announcement(self, text: str) -> str | None:
        """A line such as "-----Original Message-----", or a ruler above a header block."""
        if len(text) > _LONGEST:
            return None
        if _FORWARD.match(text) and (text.startswith("---") or self._has_header_line_after()):
            return "forward"
        if _CUT.match(text):
            return "cut"
        if _RULE_LINE.match(text) and self._header_block(self._next_filled(self.at + 1), fewest=2):
            return "block"
        return None

    def _take_history(self, kind: str, length: int) -> None:
        self.result.is_announced = True
        announced = [_QUOTE_MARK.sub("", line, count=1) for line in self.lines[self.at : self.at + length]]
        announced = [line for line in announced if line != QUOTED_FROM_HERE]
        after = self._next_filled(self.at + length)
        self.result.quoted.extend(announced)
        if kind == "attribution" and after < len(self.lines) and _is_marked(self.lines[after]):
            self.at += length
            return
        rest = self.lines[self.at + length :]
        if (kind == "forward" or (kind == "block" and not self.result.runs)) and self.result.forwarded is None:
            self.result.forwarded = [_QUOTE_MARK.sub("", line, count=1) if _is_marked(line) else line for line in rest]
        self.result.quoted.extend(line for line in rest if line != QUOTED_FROM_HERE)
        self.at = len(self.lines)

    def _next_filled(self, at: int) -> int:
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        return at

    def _has_header_line_after(self) -> bool:
        following = self._next_filled(self.at + 1)
        if following >= len(self.lines):
            return False
        line = _QUOTE_MARK.sub("", self.lines[following])
        return _FIELD.match(line.strip()[:_LONGEST]) is not None

    def _header_block(self, at: int, fewest: int = 3) -> bool:
        """Header lines as quoted, `fewest` kinds at least: an author first, or a date and an address close behind."""
        if at >= len(self.lines):
            return False
        kinds: list[str] = []
        has_address = False
        for line in self.lines[at : at + 9]:
            text = line.strip()[:_LONGEST]
            found = _FIELD.match(text)
            kind = (found.lastgroup or "") if found else ""
            if not kinds and kind not in ("author", "sent"):
                return False
            if found and kind in _KINDS and not (kind == "author" and _CLOCK.match(text, found.end())):
                kinds.append(kind)
                has_address = has_address or "@" in text
        if "author" not in kinds[:3] or len(set(kinds)) < fewest:
            return False
        return kinds[0] == "author" or has_address

    def _attribution(self, text: str) -> int:
        """How many lines the attribution beginning here takes ("On … Dana wrote:" may be wrapped); 0 for none."""
        if text[-1] not in _COLONS and "@" not in text and text[0].lower() not in _OPENER_INITIALS:
            return 0
        joined = ""
        for count in range(1, 5):
            index = self.at + count - 1
            if index >= len(self.lines):
                return 0
            line = self.lines[index].strip()
            if not line or len(joined) + len(line) > _LONGEST:
                return 0
            joined = f"{joined} {line}" if joined else line
            if line[-1] in _COLONS and self._is_attribution(joined, index):
                return count
            if count == 1 and "@" not in line and not (_OPENER.match(line) and _DIGIT.search(line)):
                return 0
        return 0

    def _is_attribution(self, text: str, index: int) -> bool:
        if _SAID.match(text) or (_ADDRESS_AT_END.search(text) and _YEAR.search(text) and _TIME.search(text)):
            return True
        if not _VERB.search(text) or not (_TRACE.search(text) or self._quote_follows(index)):
            return False
        return bool(_OPENER.match(text) or _ENDS.search(text) or _ADDRESS.search(text) or self._quote_follows(index))

    def _quote_follows(self, index: int) -> bool:
        following = self._next_filled(index + 1)
        return following < len(self.lines) and _is_marked(self.lines[following])


def header_length(block: list[str]) -> int:
    """How many lines at the beginning of a quoted or forwarded message are its header lines."""
    for index, line in enumerate(block):
        text = line.strip()
        if not text and index:
            return index
        if text and not (_FIELD.match(text[:_LONGEST]) or "@" in text or line[0] in " \t"):
            return index
    return len(block)


def author_of(headers: list[str]) -> str:
    """The author in the header lines of a quoted or forwarded message, as written; "" if none is named."""
    for line in headers[:9]:
        found = _FIELD.match(line.strip()[:_LONGEST])
        if found and found.lastgroup == "author":
            return line.strip()[found.end() : _LONGEST].strip("* ")
    return ""


def newest_in(quoted: str) -> str:
    """The newest mail of a quoted history: neither what it quotes itself, nor the mails below it.

    Where everything is quoted twice over (a forward of an answer), all of it.
    """
    lines = quoted.split("\n")
    own = [line for line in lines[: _older_from(lines)] if not _is_marked(line)]
    text = "\n".join(own)
    return text if _WORD.search(text) else quoted


def _older_from(lines: list[str]) -> int:
    """The line at which the next older mail begins, with a header block of its own."""
    has_words = False
    for index, line in enumerate(lines):
        text = line.strip()[:_LONGEST]
        found = _FIELD.match(text) if text[:1] in _FIELD_INITIALS else None
        if has_words and found is not None and found.lastgroup == "author" and found.end() < len(text):
            return index
        has_words = has_words or bool(text and found is None and not _is_marked(line))
    return len(lines)


def _is_marked(line: str) -> bool:
    return line.startswith(">") or (
        line[:1] == " " and line.lstrip(" ")[:1] == ">" and len(line) - len(line.lstrip(" ")) < 3
    )
