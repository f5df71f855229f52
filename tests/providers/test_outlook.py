"""Outlook against the shared suite, with the service being either way where sources disagree, and what is special to
reading it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from providers.interface import Fate, ReplyAnchor
from tests.providers.conformance import ProviderConformance
from tests.providers.graph_driver import GraphBox
from tests.providers.provider_mail import draft, mail
from tests.providers.scripted_life import ProviderLife
from tests.providers.servers.graph_mailbox import Variants

USUAL = Variants()
FORGETFUL = Variants(
    id_survives_sending=False,
    property_reaches_sent=False,
    reply_takes_properties=False,
    reply_marks_read=True,
    writes_html=False,
    rewrites_html=False,
    heeds_if_match=False,
    gives_headers=False,
    empty_pages=True,
    links_as_documented=True,
)


class OutlookConformance(ProviderConformance):
    variants = USUAL
    tells_twice = True

    @pytest.fixture
    def mailbox(self) -> Iterator[GraphBox]:
        box = GraphBox(self.variants)
        yield box
        box.close()
        assert box.server.routes.sending_attempts == []


class TestOutlook(OutlookConformance):
    pass


class TestOutlookThatKeepsLittle(OutlookConformance):
    variants = FORGETFUL


@pytest.fixture
def box() -> Iterator[GraphBox]:
    box = GraphBox()
    yield box
    box.close()


VARIED = {
    "the id changes on send": replace(USUAL, id_survives_sending=False),
    "the property is lost": replace(USUAL, property_reaches_sent=False),
    "the Message-ID changes": replace(USUAL, message_id_survives_sending=False),
    "createReply ignores properties": replace(USUAL, reply_takes_properties=False),
    "createReply refuses properties": replace(USUAL, reply_refuses_properties=True),
    "createReply marks as read": replace(USUAL, reply_marks_read=True),
    "no Message-ID can be set": replace(USUAL, message_id_can_be_set=False),
    "plain text replies": replace(USUAL, writes_html=False),
    "no If-Match": replace(USUAL, heeds_if_match=False),
    "no headers in lists": replace(USUAL, gives_headers=False),
    "whole rows for flags": replace(USUAL, partial_updates=False),
    "empty pages": replace(USUAL, empty_pages=True),
    "links as on Microsoft's page": replace(USUAL, links_as_documented=True),
    "replays": replace(USUAL, replays=True),
}


@pytest.mark.parametrize("variants", VARIED.values(), ids=VARIED)
def test_the_life_is_lived_whatever_the_service_does(variants: Variants) -> None:
    """Each disputed fact alone; the suite above has all of them together."""
    box = GraphBox(variants)
    try:
        ProviderLife(box, is_repeated=variants.replays or variants.reply_marks_read).run()
    finally:
        box.close()
    assert box.server.routes.sending_attempts == []


@pytest.mark.parametrize("edits", [False, True], ids=["as-is", "edited"])
def test_where_nothing_of_a_draft_survives_sending_its_conversation_tells(edits: bool) -> None:
    box = GraphBox(
        replace(USUAL, id_survives_sending=False, property_reaches_sent=False, message_id_survives_sending=False)
    )
    provider = box.open()
    box.deliver(mail("confirmation@marlowfinch.example"))
    box.owner_sends(draft("earlier@mail.example"))
    ref = provider.save_draft(draft("thanks@mail.example"), ReplyAnchor("<confirmation@marlowfinch.example>"))
    if edits:
        box.owner_edits_draft("<thanks@mail.example>", draft("thanks@mail.example", body="In other words.\n"))
    box.owner_sends_draft("<thanks@mail.example>")
    outcome = provider.outcome(ref)
    box.close()
    assert (outcome.fate, outcome.sent_at) == (Fate.SENT, box.now())
