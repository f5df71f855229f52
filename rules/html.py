"""HTML to the text a reader sees, line by line, with quoted and signature parts marked.

What mail programs hide (preheaders, filler) is dropped, links keep their text, table rows become "label: value" lines.
Struck-out text is marked "Former:", for that is what it means in a rescheduled appointment.
Quoted blocks come out in the plain-text convention, every line behind "> ", so `rules.quoting` has one kind of input.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import accumulate
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from rules.charsets import cleaned
from rules.page import Page

MAX_SOURCE = 327_680
MAX_NODES = 12_000
MAX_TEXT = 262_144
MAX_NESTING = 300
TAGS_WORTH_COUNTING = 4_000
"""Bounds on one document, in characters, nodes and levels. The HTML parser's time grows with tags times levels."""

_SKIPPED_TAGS = (
    "head style script title template noscript iframe object svg math select textarea audio video canvas map meta link "
    "base img input -comment -doctype"
)
_BLOCK_TAGS = (
    "div section article header footer main nav aside center address form fieldset figure figcaption dl dt dd tbody "
    "thead tfoot caption details summary legend"
)
_PARAGRAPH_TAGS = "p h1 h2 h3 h4 h5 h6 ul ol blockquote hr table"
_UNCLOSED_TAGS = "br img hr meta link input col wbr area base p li td tr th dt dd option"
_SKIPPED, _BLOCKS, _PARAGRAPHS, _UNCLOSED = (
    frozenset(tags.split()) for tags in (_SKIPPED_TAGS, _BLOCK_TAGS, _PARAGRAPH_TAGS, _UNCLOSED_TAGS)
)
_STRIKES = frozenset(("s", "strike", "del"))

_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|max-height:0(?![.\d]*[1-9])|(?<!-)opacity:0(?:\.0+)?(?![.\d])"
)
_FONT_SIZE = re.compile(r"font-size:([\d.]{1,8})(px|pt|em|rem|%)?")
_PREHEADER = re.compile(r"pre-?header|preview-?text", re.IGNORECASE)
_QUOTE_CLASS = re.compile(
    r"(?:^|\s)(?:x_)?(?:gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|hmailquote"
    r"|moz-email-headers-table|AppleOriginalContents|airmail_ext_on)(?:\s|$)"
)
_EARLIER_ID = re.compile(
    r"(?:x_)*(?:divRplyFwdMsg|mail-editor-reference-message-container|ms-outlook-mobile-reference-message"
    r"|OLK_SRC_BODY_SECTION|replySplit|yahoo_quoted_\w{1,20})$"
)
_SIGNATURE = re.compile(
    r"(?:^|\s)(?:x_)?(?:gmail_signature|moz-signature|AppleMailSignature|ms-outlook-mobile-signature"
    r"|protonmail_signature_block|tutanota_signature|Signature)(?:\s|$)"
)
_NO_MARGIN = re.compile(r"margin(?:-bottom)?:0(?![.\d]*[1-9])")
_INDENT_ONLY = re.compile(r"border(?:-left)?:(?:none|0)")
_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
_MARKUP = re.compile(r"(?:<[^<>]{0,2000}>\s{0,9})+")


def text_of(html: str) -> str:
    """The visible text of an HTML body, at most about `MAX_TEXT` characters; quotes behind "> "."""
    html = html[:MAX_SOURCE]
    if _is_nested_beyond_reason(html):
        return cleaned(unescape(_MARKUP.sub("\n", html))).strip()
    root = LexborHTMLParser(html).root
    page = Page()
    if root is not None:
        _walk(root, page)
    return page.text()


def _is_nested_beyond_reason(html: str) -> bool:
    if html.count("<") < TAGS_WORTH_COUNTING:
        return False
    steps = (-1 if slash else 1 for slash, name in _TAG.findall(html) if name.lower() not in _UNCLOSED)
    return max(accumulate(steps), default=0) > MAX_NESTING


def _walk(root: Any, page: Page) -> None:
    """Depth first with a stack of our own: the depth is the sender's choice, not that of our recursion limit."""
    stack: list[tuple[Any, int]] = []
    node, visited = root, 0
    while node is not None and visited < MAX_NODES and page.size < MAX_TEXT:
        visited += 1
        child, mark = _enter(node, page)
        if child is not None:
            stack.append((node, mark))
            node = child
            continue
        node = node.next
        while node is None and stack:
            parent, mark = stack.pop()
            _leave(parent.tag, mark, page)
            node = parent.next if stack else None


_QUOTE, _SIGNED, _SIZED, _STRUCK, _TIGHT = 1, 2, 4, 8, 16
"""What entering an element began, so that leaving it can end that."""


def _enter(node: Any, page: Page) -> tuple[Any, int]:
    """Write what begins here; the first child to walk into (or None) and what leaving must undo."""
    tag = node.tag
    if tag == "-text":
        page.write(node.text_content or "")
        return None, 0
    if tag in _SKIPPED:
        return None, 0
    mark = _STRUCK if tag in _STRIKES else 0
    if tag != "br":
        attributes = node.attributes
        if attributes:
            if _is_hidden(attributes):
                return None, 0
            mark |= _marks(tag, attributes, page)
        elif tag == "blockquote":
            mark = _QUOTE
    _begin(tag, mark, page)
    child = node.child
    if child is None:
        _leave(tag, mark, page)
    return child, mark


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    if style and _HIDDEN.search(_compact(style)):
        return True
    name = attributes.get("class")
    return "hidden" in attributes or bool(name and _PREHEADER.search(name))


def _compact(style: str) -> str:
    return style[:1000].replace(" ", "").lower()


def _marks(tag: str, attributes: dict[str, str | None], page: Page) -> int:
    """What the attributes of an element say about what is in it."""
    mark = 0
    style = attributes.get("style")
    names = attributes.get("class") or ""
    ident = attributes.get("id") or ""
    if style and "font-size" in style:
        size = _FONT_SIZE.search(_compact(style))
        if size:
            page.sizes.append(_pixels(size.group(1), size.group(2), page.sizes[-1]))
            mark |= _SIZED
    if tag == "p" and ("Mso" in names or (style and _NO_MARGIN.search(_compact(style)))):
        mark |= _TIGHT
    if style and "line-through" in style:
        mark |= _STRUCK
    if ident and _EARLIER_ID.match(ident[:60]):
        page.cut()
    if (
        (tag == "blockquote" and not (style and _INDENT_ONLY.search(_compact(style))))
        or (names and _QUOTE_CLASS.search(names))
        or (tag == "div" and attributes.get("name") == "quote")
    ):
        mark |= _QUOTE
    if (names and _SIGNATURE.search(names)) or (ident and _SIGNATURE.search(ident)):
        mark |= _SIGNED
    return mark


def _pixels(number: str, unit: str | None, inherited: float) -> float:
    """A CSS font size in pixels; relative ones from the size around them."""
    try:
        value = float(number)
    except ValueError:
        return inherited
    if unit == "pt":
        return value * 4 / 3
    if unit in ("em", "%"):
        return inherited * value / (100 if unit == "%" else 1)
    return value * 16 if unit == "rem" else value


def _begin(tag: str, mark: int, page: Page) -> None:
    if tag == "br":
        page.line_break()
        return
    if mark & _TIGHT:
        page.begin_tight_paragraph()
    elif tag in _BLOCKS:
        page.break_line()
    elif tag in _PARAGRAPHS:
        page.break_line(2)
    elif tag == "tr":
        page.begin_row()
    elif tag in ("td", "th"):
        page.begin_cell()
    elif tag == "li":
        page.break_line()
        page.bullet = True
    elif tag == "pre":
        page.break_line()
        page.preformatted += 1
    if mark & (_QUOTE | _SIGNED):
        page.finish_line()
        page.quotes += bool(mark & _QUOTE)
        page.signatures += bool(mark & _SIGNED)
    if mark & _STRUCK:
        page.strikes += 1


def _leave(tag: str, mark: int, page: Page) -> None:
    if mark & _TIGHT:
        page.end_tight_paragraph()
    elif tag in _BLOCKS or tag == "li":
        page.break_line()
    elif tag in _PARAGRAPHS:
        page.break_line(2)
    elif tag == "tr":
        page.end_row()
    elif tag == "pre":
        page.preformatted -= 1
        page.break_line()
    if mark & (_QUOTE | _SIGNED):
        page.finish_line()
        page.quotes -= bool(mark & _QUOTE)
        page.signatures -= bool(mark & _SIGNED)
    if mark & _SIZED:
        page.sizes.pop()
    if mark & _STRUCK:
        page.strikes -= 1
        page.break_line()
