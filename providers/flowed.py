"""Plain text whose lines are short on the way and whole for whoever reads it: format=flowed (RFC 3676). Pure.

A line that ends in a space goes on in the next one. A line that begins with a space, ">" or "From " gets one space
more; "-- " alone is the mark above a signature, and never goes on. Our text quotes nobody, so no depth is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import MIMEPart

LONGEST = 72
"""Characters of a line, its last space counted. RFC 3676, 4.2 allows 78; with room for quote marks of two answers."""
SIGNATURE_MARK = "-- "


def flowed(text: str) -> str:
    """The text with its long lines folded at spaces. A word that is longer than a line keeps a line of its own."""
    return "\n".join(_stuffed(part) for line in text.split("\n") for part in _folded(line))


def whole(text: str) -> str:
    """The lines of a flowed text as they were before `flowed`, spaces at their ends aside."""
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.removeprefix(" ")
        lines[-1:] = [lines[-1] + content] if goes_on else [*lines[-1:], content]
        goes_on = content.endswith(" ") and content != SIGNATURE_MARK
    return "\n".join(line if line == SIGNATURE_MARK else line.rstrip(" ") for line in lines)


def text_of(part: MIMEPart) -> str:
    """What a text part says, with LF line ends and flowed lines joined. Raises LookupError for an unknown charset."""
    text = str(part.get_content()).replace("\r\n", "\n")
    is_flowed = part.get_content_subtype() == "plain" and str(part.get_param("format", "")).lower() == "flowed"
    return whole(text) if is_flowed else text


def _folded(line: str) -> Iterator[str]:
    if line.rstrip(" ") == SIGNATURE_MARK.strip():
        yield SIGNATURE_MARK
        return
    begun, *words = line.rstrip(" ").split(" ")
    for word in words:
        # One space goes on the line's end, and one may come before it. "--" alone would become a signature's mark.
        if len(begun) + len(word) + 3 > LONGEST and begun.strip(" ") not in ("", "--"):
            yield f"{begun} "
            begun = word
        else:
            begun = f"{begun} {word}"
    yield begun


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) else line
