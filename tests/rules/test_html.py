"""HTML as a reader sees it: blocks, tables, hidden text, quotes and signatures (B2)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.html import MAX_NESTING, text_of
from rules.layers import layered
from rules.page import QUOTED_FROM_HERE, SIGNATURE_LINE, SMALL_PRINT
from rules.parsing import read


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<h2>Details</h2><p>Below</p>", "Details\n\nBelow"),
        ("  One \n  line\t of <b>te</b>xt ", "One line of text"),
        ("<p>A &amp; B &lt;x@y.example&gt;</p>", "A & B <x@y.example>"),
        ("<ul><li>One</li><li><p>Two</p></li></ul>", "- One\n- Two"),
        ("<pre>One\n  Two</pre>", "One\nTwo"),
        ("<p>See <a href='https://x.example/y?z'>your time</a> here</p>", "See your time here"),
        ("<a href='https://x.example'>https://x.example</a>", "https://x.example"),
        ("<style>p{}</style><script>x()</script><p>Text</p><!-- no --><title>no</title>", "Text"),
        ("<p>a<p>b<div>c", "a\n\nb\n\nc"),
        ("", ""),
        ("a&nbsp;b&zwnj;c&#847;", "a bc"),
        (
            '<p class="MsoNormal">One</p><p class="MsoNormal">Two</p><p class="MsoNormal">&nbsp;</p><p>Three</p>',
            "One\nTwo\n\nThree",
        ),
        ('<p style="margin: 0">One</p><p style="margin:0 0 0 0">Two</p>', "One\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
    ],
)
def test_blocks_become_lines(html: str, text: str) -> None:
    """Paragraphs, breaks, lists and links as browsers show them."""
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("<tr><td>Date:</td><td>Monday</td></tr><tr><td>Time</td><td>10 am</td></tr>", "Date: Monday\nTime: 10 am"),
        ("<tr><td><p>Date</p></td><td><p>Monday</p></td></tr>", "Date: Monday"),
        ("<tr><th>Where</th><td>Room 4<br>Broad Street</td></tr>", "Where: Room 4\nBroad Street"),
        ("<tr><td>9:00</td><td>Coding</td><td>Ann Lee</td></tr>", "9:00: Coding | Ann Lee"),
        ("<tr><td>When?</td><td>Monday</td></tr>", "When? Monday"),
        ("<tr><td><h2>Title</h2><p>Words</p></td><td>Side</td></tr>", "Title\n\nWords\n\nSide"),
        ("<tr><td>A</td><td><table><tr><td>B</td><td>C</td></tr></table></td></tr>", "A\n\nB: C"),
    ],
)
def test_table_rows_become_label_and_value(rows: str, text: str) -> None:
    """Invitations put their facts into tables."""
    assert text_of(f"<table>{rows}</table>") == text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">Hidden</div>',
        '<div style="DISPLAY : NONE !important">Hidden</div>',
        '<span style="visibility: hidden">Hidden</span>',
        '<div style="max-height:0;overflow:hidden">Hidden</div>',
        '<div style="mso-hide:all">Hidden</div>',
        '<div style="opacity:0">Hidden</div>',
        '<div style="font-size:0px">Hidden</div>',
        '<div style="font-size:1px;color:#fff">Hidden</div>',
        '<div class="preheader">Hidden</div>',
        "<div hidden>Hidden</div>",
    ],
)
def test_hidden_text_is_not_read(hidden: str) -> None:
    """B2: preheaders and filler are not what the reader is told."""
    assert text_of(f"<body>{hidden}<p>Shown</p></body>") == "Shown"


@pytest.mark.parametrize(
    "shown",
    [
        '<div style="max-height:100px">Shown</div>',
        '<div style="opacity:0.9">Shown</div>',
        '<td style="font-size:0"><span style="font-size:14px">Shown</span></td>',
        '<div style="font-size:1em">Shown</div>',
        '<div style="font-size:1.5rem">Shown</div>',
    ],
)
def test_shown_text_is_read(shown: str) -> None:
    """Styles that only resemble hiding."""
    assert text_of(shown) == "Shown"


def test_struck_out_times_are_marked_as_former() -> None:
    """A rescheduled appointment often shows its old time struck out."""
    html = '<p><s>Mon, 3 pm</s> Tue, 4 pm</p><p style="text-decoration: line-through">Room 1</p>'

    assert text_of(html) == "Former: Mon, 3 pm\nTue, 4 pm\n\nFormer: Room 1"


QUOTED = [
    "<blockquote>Old words</blockquote>",
    '<blockquote type="cite">Old words</blockquote>',
    '<div class="gmail_quote"><div class="gmail_attr">On Mon, Mar 9 Jordan &lt;j@x.example&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote">Old words</blockquote></div>',
    '<div class="moz-cite-prefix">Jordan schrieb:</div><blockquote>Old words</blockquote>',
    '<div class="yahoo_quoted" id="yahoo_quoted_123">On Monday Jordan wrote: Old words</div>',
    '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Jordan<br></div><div>Old words</div>',
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Jordan<br><b>Sent:</b> Monday<br>'
    "<b>To:</b> Dana<br><b>Subject:</b> Hi</p></div><p>Old words</p>",
    '<div id="mail-editor-reference-message-container"><div>Old words</div></div>',
    '<div class="protonmail_quote">Old words</div>',
    '<div name="quote" style="border-left:2px solid #C3D9E5">Old words</div>',
    '<div id="x_divRplyFwdMsg">From: x</div>Old words',
]


@pytest.mark.parametrize("quote", QUOTED)
def test_quoted_blocks_are_not_own_words(quote: str) -> None:
    """B2: as Gmail, Outlook, Yahoo, Thunderbird, Proton and web.de mark them."""
    layers = layered(text_of(f"<div>Yes, that works.</div><br>{quote}"), None)

    assert layers.own == "Yes, that works."
    assert "Old words" in layers.quoted


def test_an_indented_block_is_own_words() -> None:
    """Gmail's indent button makes a blockquote without a border."""
    html = '<p>The time:</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">Tuesday, 3 pm</blockquote>'

    assert "Tuesday, 3 pm" in layered(text_of(html), None).own


def test_an_answer_between_quoted_blocks_is_own_words() -> None:
    """B2: interleaved answering in HTML."""
    html = "<blockquote>Does Thursday work?</blockquote><p>Yes, at 10.</p><blockquote>Where?</blockquote>Here."

    assert layered(text_of(html), None).own == "Yes, at 10.\n\nHere."


@pytest.mark.parametrize(
    "mark", ['class="gmail_signature"', 'id="Signature"', 'class="moz-signature"', 'id="AppleMailSignature"']
)
def test_marked_signatures_are_signatures(mark: str) -> None:
    """B2: the mail program says so itself."""
    layers = layered(
        text_of(f"<p>See you on Tuesday.</p><div {mark}>Ann Lee<br>We build bridges and people.</div>"), None
    )

    assert layers.own == "See you on Tuesday."
    assert layers.signature == "Ann Lee\nWe build bridges and people."


def test_sentences_in_small_print_below_the_text_are_footer() -> None:
    """B2: what a system sets in small letters is not addressed to anybody."""
    html = (
        '<div style="font-size:15px"><p>We would like to meet you on Tuesday afternoon.</p><p>Ann</p></div>'
        '<div style="font-size:11px">You may be told about other openings from time to time.</div>'
    )
    layers = layered(text_of(html), None)

    assert layers.footer == "You may be told about other openings from time to time."
    assert "openings" not in layers.own


def test_text_in_one_small_size_is_text() -> None:
    """Small letters mean something only beside larger ones."""
    html = '<div style="font-size:11px"><p>We would like to meet you on Tuesday afternoon.</p></div>'

    assert "Tuesday" in layered(text_of(html), None).own


def test_marks_cannot_be_forged() -> None:
    """The control characters that mark lines never come from a mail."""
    for mark in (QUOTED_FROM_HERE, SIGNATURE_LINE, SMALL_PRINT):
        plain = f"Subject: x\n\n{mark}Words of the writer"
        html = f"Content-Type: text/html\n\n<p>&#{ord(mark)};Words of the {mark}writer"

        assert read(plain.encode()).own_text == "Words of the writer"
        assert read(html.encode()).own_text == "Words of the writer"


def test_a_page_nested_beyond_reason_is_stripped() -> None:
    """B6: the parser's time grows with tags times levels, so it never sees such a page."""
    html = "<div>" * (MAX_NESTING * 20) + "Text" + "</div>" * (MAX_NESTING * 20)

    assert text_of(html) == "Text"


_TAG_NAMES = "p div td tr table blockquote s pre li ul span b style br h1 a"
_TAGS = st.sampled_from(_TAG_NAMES.split())
_HTML = st.lists(
    st.one_of(_TAGS.map(lambda tag: f"<{tag}>"), _TAGS.map(lambda tag: f"</{tag}>"), st.text(max_size=8)), max_size=40
).map("".join)


@settings(max_examples=150, deadline=None)
@given(_HTML)
def test_any_markup_makes_lines(html: str) -> None:
    """B6: never an exception, never more text than there was (labels and marks aside)."""
    assert len(text_of(html)) <= 16 * len(html) + 16


FORWARDS = [
    '<div><br></div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>'
    "From: Ann Lee &lt;ann@x.example&gt;<br>Date: Mon, Mar 9, 2026<br>Subject: Interview<br>To: Dana<br></div><br>"
    "<div>The interview is on Tuesday.<br>Ann</div></div>",
    '<div>Begin forwarded message:<br></div><blockquote type="cite"><div><b>From:</b> Ann Lee &lt;ann@x.example&gt;<br>'
    '<b>Date:</b> March 9, 2026<br><b>To:</b> Dana<br></div></blockquote><blockquote type="cite">'
    "<div>The interview is on Tuesday.</div><div>Ann</div></blockquote>",
    '<div class="moz-forward-container">-------- Forwarded Message --------<table class="moz-email-headers-table">'
    "<tr><th>Subject: </th><td>Interview</td></tr><tr><th>From: </th><td>Ann Lee</td></tr></table>"
    "<p>The interview is on Tuesday.</p><p>Ann</p></div>",
]


@pytest.mark.parametrize("html", FORWARDS)
def test_a_mail_that_is_nothing_but_a_forward_says_what_it_forwards(html: str) -> None:
    """B2: as Gmail, Apple Mail and Thunderbird forward; who wrote it signs it."""
    layers = layered(text_of(html), None)

    assert layers.is_forward
    assert layers.own == "The interview is on Tuesday."
    assert layers.signature == "Ann"


@pytest.mark.parametrize("html", FORWARDS)
def test_a_forward_below_a_reply_is_quoted(html: str) -> None:
    """B2: the new text decides."""
    layers = layered(text_of(f"<div>We decided against it, see below what Ann had planned for you.</div>{html}"), None)

    assert layers.own == "We decided against it, see below what Ann had planned for you."
    assert "Tuesday" in layers.quoted
