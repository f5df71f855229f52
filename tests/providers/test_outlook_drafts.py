"""Our drafts in Outlook: in their conversation, above the quoted mail, to the person we mean, and only while ours."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.headers import read_headers
from providers.interface import ConversationId, DraftChanged, DraftRef, Fate, Gone, MessageKey, ReplyAnchor
from providers.outlook.letter import RULE_HTML, RULE_TEXT, above_quote, as_html, own_words, with_words
from providers.outlook.stored import MARKER
from tests.providers.graph_driver import GraphBox
from tests.providers.provider_mail import draft, mail, said
from tests.providers.servers.graph_items import Item
from tests.providers.servers.graph_mailbox import QUOTE_HTML, Variants

USUAL = Variants()
THANKS = draft("thanks@mail.example", body="Hello Priya,\n\nthank you for <your> time & the tour.\n\nJordan\n")
REWORDED = draft("thanks@mail.example", body="Hello Priya,\n\nthank you for yesterday.\n")
ANCHOR = ReplyAnchor("<confirmation@marlowfinch.example>")
MAIL = mail("confirmation@marlowfinch.example", body="Hi Jordan,\n\nsee you on Thursday at 2 pm.\n")


class Desk:
    """A mailbox with one mail of the employer's, and a provider on it."""

    def __init__(self, variants: Variants = USUAL, mime: bytes = MAIL) -> None:
        self.box = GraphBox(variants)
        self.mail = self.box.box.deliver(mime)
        self.provider = self.box.open()

    def anchor(self) -> ReplyAnchor:
        """The employer's mail, as the agent knows it."""
        key, conversation = MessageKey(self.mail.id(immutable=True)), ConversationId(self.mail.conversation)
        return ReplyAnchor(self.mail.internet_message_id, key, conversation)

    def placed(self, mime: bytes = THANKS) -> tuple[DraftRef, Item]:
        """Our draft and how the service holds it."""
        ref = self.provider.save_draft(mime, self.anchor())
        return ref, self.box.box.inside("drafts")[-1]


@pytest.fixture
def desks() -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(variants: Variants = USUAL, mime: bytes = MAIL) -> Desk:
        made.append(Desk(variants, mime))
        return made[-1]

    yield make
    for desk in made:
        desk.box.close()
        assert desk.box.server.routes.sending_attempts == []


@pytest.mark.parametrize("writes_html", [True, False], ids=["html", "text"])
def test_a_reply_stands_in_its_conversation_above_the_quoted_mail(
    desks: Callable[..., Desk], writes_html: bool
) -> None:
    """B31, in the format that Outlook chose for it."""
    desk = desks(replace(USUAL, writes_html=writes_html))
    ref, item = desk.placed()
    content = item.body["content"]
    assert item.body["contentType"] == ("html" if writes_html else "text")
    assert (item.conversation, item.in_reply_to) == (desk.mail.conversation, "<confirmation@marlowfinch.example>")
    assert ref.conversation_id == desk.mail.conversation
    assert content.index("thank you for") < content.index("see you on Thursday")
    assert content.count("see you on Thursday") == 1
    assert ("&lt;your&gt; time &amp; the tour" if writes_html else "<your> time & the tour") in content


def test_a_reworded_draft_keeps_the_quoted_mail(desks: Callable[..., Desk]) -> None:
    """B27."""
    for writes_html in (True, False):
        desk = desks(replace(USUAL, writes_html=writes_html))
        ref, item = desk.placed()
        again = desk.provider.replace_draft(desk.provider.replace_draft(ref, REWORDED, None), THANKS, None)
        content = item.body["content"]
        assert [said(one) for one in desk.box.drafts()] == [said(THANKS)]
        assert (content.count("see you on Thursday"), content.count("thank you for")) == (1, 1)
        assert desk.provider.outcome(again).fate is Fate.UNTOUCHED


def test_only_the_person_we_mean_is_written_to(desks: Callable[..., Desk]) -> None:
    """B30: the service answers Reply-To, which need not be them."""
    elsewhere = MAIL.replace(b"Subject:", b"Reply-To: jobs@tracking.example, all@marlowfinch.example\nSubject:")
    desk = desks(USUAL, elsewhere)
    assert desk.mail.reply_to == ("jobs@tracking.example", "all@marlowfinch.example")
    _, item = desk.placed()
    assert (item.to, item.cc, item.bcc) == (("Priya Raman <priya.raman@marlowfinch.example>",), (), ())


def test_a_draft_without_a_known_address_has_an_empty_to(desks: Callable[..., Desk]) -> None:
    """B30."""
    unknown = re.sub(rb"(?m)^To: .*\n", b"", THANKS)
    assert read_headers(unknown).to == frozenset()
    desk = desks()
    for anchor in (desk.anchor(), None):
        ref = desk.provider.save_draft(unknown, anchor)
        assert desk.box.box.inside("drafts")[-1].to == ()
        assert desk.provider.outcome(ref).fate is Fate.UNTOUCHED


def test_nothing_tells_the_employer_of_the_program(desks: Callable[..., Desk]) -> None:
    desk = desks()
    desk.placed()
    desk.provider.save_draft(draft("other@mail.example"), None)
    for item in desk.box.box.inside("drafts"):
        assert b"followthrough" not in item.mime().lower()
        assert item.properties[MARKER] == item.internet_message_id


def test_the_subject_of_the_conversation_is_left_as_it_is(desks: Callable[..., Desk]) -> None:
    """Another one would be another conversation in Outlook; only where it means something else it is set."""
    desk = desks()
    _, item = desk.placed(draft("thanks@mail.example", subject="RE:  Interview on thursday"))
    assert item.subject == "Re: Interview on Thursday"
    _, other = desk.placed(draft("other@mail.example", subject="Thank you: Data Analyst"))
    assert other.subject == "Thank you: Data Analyst"


def test_a_reply_to_mail_of_another_mailbox_carries_its_thread(desks: Callable[..., Desk]) -> None:
    """B31: In-Reply-To and References, by the properties that stand for them."""
    desk = desks()
    desk.provider.save_draft(draft("thanks@mail.example", in_reply_to="elsewhere@marlowfinch.example"), ANCHOR)
    desk.provider.save_draft(
        draft("other@mail.example", in_reply_to="elsewhere@marlowfinch.example"),
        ReplyAnchor("<elsewhere@marlowfinch.example>"),
    )
    reply, new = desk.box.box.inside("drafts")
    assert (reply.in_reply_to, reply.conversation) == (desk.mail.internet_message_id, desk.mail.conversation)
    assert (new.in_reply_to, new.references) == ("<elsewhere@marlowfinch.example>",) * 2
    assert (new.subject, "Outlook" not in new.body["content"]) == ("Re: Interview on Thursday", True)


def test_mail_that_was_moved_is_answered_all_the_same(desks: Callable[..., Desk]) -> None:
    desk = desks()
    desk.box.box.move(desk.mail, "deleteditems")
    _, item = desk.placed()
    assert item.conversation == desk.mail.conversation


def test_mail_that_was_deleted_for_good_is_answered_by_a_new_message(desks: Callable[..., Desk]) -> None:
    desk = desks()
    desk.box.box.destroy(desk.mail)
    _, item = desk.placed()
    assert (item.in_reply_to, said(item.mime())) == ("<confirmation@marlowfinch.example>", said(THANKS))


def test_no_draft_is_answered(desks: Callable[..., Desk]) -> None:
    desk = desks()
    own = desk.box.box.owner_saves_draft(draft("own@mail.example"))
    anchor = ReplyAnchor("<own@mail.example>", MessageKey(own.id(immutable=True)))
    desk.provider.save_draft(THANKS, anchor)
    assert not any("createReply" in request for request in desk.box.server.counts)


@pytest.mark.parametrize("was_read", [False, True])
@pytest.mark.parametrize("marks", [False, True], ids=["leaves-it", "marks-it"])
def test_answering_leaves_mail_as_read_or_unread_as_it_was(
    desks: Callable[..., Desk], marks: bool, was_read: bool
) -> None:
    """B7."""
    desk = desks(replace(USUAL, reply_marks_read=marks))
    if was_read:
        desk.box.box.owner_reads(desk.mail)
    desk.placed()
    assert desk.mail.is_read is was_read


def test_a_new_change_key_alone_is_no_edit(desks: Callable[..., Desk]) -> None:
    """The service gives one for a category, a flag, or for reasons of its own."""
    desk = desks()
    ref, item = desk.placed()
    desk.box.box.update(item, {})
    outcome = desk.provider.outcome(ref)
    assert (outcome.fate, outcome.ref and outcome.ref.version != ref.version) == (Fate.UNTOUCHED, True)
    desk.provider.replace_draft(ref, REWORDED, None)


@pytest.mark.parametrize(
    "change",
    [
        {"body": {"contentType": "html", "content": "<b>Hello Priya</b>"}},
        {"subject": "Re: Interview on Thursday!"},
        {"toRecipients": []},
        {"ccRecipients": [{"emailAddress": {"address": "me@mail.example"}}]},
        {"bccRecipients": [{"emailAddress": {"address": "me@mail.example"}}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_the_owner_changed_makes_the_draft_theirs(
    desks: Callable[..., Desk], change: dict[str, object]
) -> None:
    """B33."""
    desk = desks()
    ref, item = desk.placed()
    desk.box.box.update(item, change)
    held = item.mime()
    assert desk.provider.outcome(ref).fate is Fate.EDITED
    with pytest.raises(DraftChanged):
        desk.provider.replace_draft(ref, REWORDED, None)
    with pytest.raises(DraftChanged):
        desk.provider.delete_draft(ref)
    assert item.mime() == held


def test_bold_type_alone_is_an_edit_too(desks: Callable[..., Desk]) -> None:
    desk = desks()
    ref, item = desk.placed()
    bold = item.body["content"].replace("thank you", "<b>thank you</b>")
    desk.box.box.update(item, {"body": {"contentType": "html", "content": bold}})
    assert desk.provider.outcome(ref).fate is Fate.EDITED


def test_a_withdrawn_draft_can_be_found_in_deleted_items(desks: Callable[..., Desk]) -> None:
    desk = desks()
    ref, item = desk.placed()
    desk.provider.delete_draft(ref)
    assert item.folder == "deleteditems"
    assert desk.provider.find_draft("<thanks@mail.example>") is None


def test_a_draft_in_another_folder_is_not_ours_to_change(desks: Callable[..., Desk]) -> None:
    desk = desks()
    ref, item = desk.placed()
    desk.box.box.move(item, "inbox")
    for call in (lambda: desk.provider.delete_draft(ref), lambda: desk.provider.read_draft(ref)):
        with pytest.raises(Gone):
            call()
    assert item.folder == "inbox"


def test_a_handle_of_another_version_makes_no_draft_ours(desks: Callable[..., Desk]) -> None:
    desk = desks()
    ref, item = desk.placed()
    for version in ("", "7", "[]", "{}", '{"key": "CQAAA2v2"}'):
        old = replace(ref, version=version)
        assert desk.provider.outcome(old).fate in (Fate.EDITED, Fate.GONE)
        with pytest.raises((DraftChanged, Gone)):
            desk.provider.delete_draft(old)
    assert item.folder == "drafts"


def test_a_property_that_differs_in_case_only_is_anothers(desks: Callable[..., Desk]) -> None:
    """The service compares such values without case; Message-IDs are told apart by it."""
    desk = desks(replace(USUAL, message_id_can_be_set=False))
    desk.placed(draft("Thanks@mail.example"))
    assert desk.provider.find_draft("<Thanks@mail.example>") is not None
    assert desk.provider.find_draft("<thanks@mail.example>") is None


def test_an_apostrophe_in_a_message_id_is_no_trouble(desks: Callable[..., Desk]) -> None:
    desk = desks()
    desk.provider.save_draft(draft("o'neil's@mail.example"), None)
    assert desk.provider.find_draft("<o'neil's@mail.example>") is not None


def test_a_sent_copy_is_told_from_other_mail_of_its_conversation(desks: Callable[..., Desk]) -> None:
    """B33: nothing of the draft is left but its conversation, where the owner also wrote to somebody else."""
    lost = Variants(id_survives_sending=False, property_reaches_sent=False, message_id_survives_sending=False)
    desk = desks(lost)
    ref, item = desk.placed()
    to_lee = "Lee Park <lee.park@marlowfinch.example>"
    desk.box.owner_sends(draft("x@mail.example", to=to_lee))
    desk.box.box.move(item, "deleteditems")
    assert desk.provider.outcome(ref).fate is Fate.GONE
    desk.box.owner_sends(draft("y@mail.example"))
    assert desk.provider.outcome(ref).fate is Fate.SENT


# Words and quotes


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=80).filter(
    lambda text: text.strip() and "__________" not in text and "---" not in text
)
QUOTED = st.sampled_from(
    [
        "",
        QUOTE_HTML + "From: Priya</div>see you</body></html>",
        "<html><head><style>p {}</style></head><body>" + QUOTE_HTML + "From: Priya</div>",
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt">From: Priya</div>',
        "<p>Am Montag schrieb Priya:</p><blockquote>see you</blockquote>",
        "<div>a quote in no known form</div><p>see you</p>",
        "<body bgcolor=white>\n\n<div><br></div>" + QUOTE_HTML + "x</div></body>",
        "<<<not html at all>>> & more",
    ]
)


@given(QUOTED, WORDS, WORDS)
def test_our_words_are_found_again_above_any_quoted_mail(quoted: str, first: str, then: str) -> None:
    body = above_quote("html", quoted, first)
    assert own_words("html", body).split() == first.split()
    again = with_words("html", body, then)
    assert own_words("html", again).split() == then.split()
    visible = quoted.partition("see you")
    assert visible[1] in again


@given(st.sampled_from(["", "________________________________\nFrom: Priya\n\nsee you\n", "see you\n"]), WORDS, WORDS)
def test_so_they_are_in_plain_text(quoted: str, first: str, then: str) -> None:
    body = above_quote("text", quoted, first)
    assert own_words("text", body).split() == first.split()
    again = with_words("text", body, then)
    assert own_words("text", again).split() == then.split()
    assert again.endswith(quoted)


def test_a_quoted_mail_without_a_mark_gets_one() -> None:
    assert RULE_HTML in above_quote("html", "<p>see you</p>", "Hello")
    assert RULE_TEXT in above_quote("text", "see you", "Hello")
    assert RULE_HTML not in above_quote("html", QUOTE_HTML, "Hello")


def test_line_breaks_and_signs_come_through_html() -> None:
    text = "Hello <Priya> & team,\n\n5 > 3\nJordan"
    assert own_words("html", as_html(text)).replace("\n\n\n", "\n\n") == text


@pytest.mark.parametrize(
    "hostile",
    ["<div " * 200_000, "<body " * 200_000, "-" * 1_000_000, "_" * 1_000_000, '<div style="' * 100_000, "<" * 500_000],
    ids=["div", "body", "dashes", "underscores", "style", "brackets"],
)
def test_a_hostile_quoted_mail_takes_no_time(hostile: str) -> None:
    """B6."""
    for kind in ("html", "text"):
        assert "Hello" in with_words(kind, above_quote(kind, hostile, "Hello"), "Hello")


# Files


def with_file(mime: bytes, name: str = "Größe.pdf", content: bytes = b"%PDF invented") -> bytes:
    """The same draft with a file."""
    message = message_from_bytes(mime, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def files_of(item: Item) -> list[tuple[str, str, bytes]]:
    return [(one["name"], one["contentType"], b64decode(one["contentBytes"])) for one in item.attachments]


@pytest.mark.parametrize("is_reply", [True, False])
def test_a_file_goes_with_the_draft(desks: Callable[..., Desk], is_reply: bool) -> None:
    """B35."""
    desk = desks()
    ref = desk.provider.save_draft(with_file(THANKS), desk.anchor() if is_reply else None)
    (item,) = desk.box.box.inside("drafts")
    assert files_of(item) == [("Größe.pdf", "application/pdf", b"%PDF invented")]
    assert desk.provider.outcome(ref).fate is Fate.UNTOUCHED


def test_a_file_given_later_is_added_once_and_the_draft_is_still_ours(desks: Callable[..., Desk]) -> None:
    """B27, B34."""
    desk = desks()
    ref, item = desk.placed()
    ref = desk.provider.replace_draft(ref, with_file(REWORDED), desk.anchor())
    ref = desk.provider.replace_draft(ref, with_file(THANKS), desk.anchor())
    assert len(item.attachments) == 1
    assert desk.provider.outcome(ref).fate is Fate.UNTOUCHED


def test_a_try_that_broke_off_after_the_file_adds_none_twice(desks: Callable[..., Desk]) -> None:
    """B34: the words come last, so none ever speak of a file that is not there."""
    desk = desks()
    ref, item = desk.placed()
    desk.box.box.attach(item, {"name": "Größe.pdf", "contentType": "application/pdf", "contentBytes": ""})
    ref = desk.provider.replace_draft(ref, with_file(REWORDED), desk.anchor())
    assert [one["name"] for one in item.attachments] == ["Größe.pdf"]
    assert desk.provider.outcome(ref).fate is Fate.UNTOUCHED
