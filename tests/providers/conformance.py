"""What every provider must do. An adapter's tests subclass `ProviderConformance` and bring a `mailbox` fixture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from providers.interface import (
    Cursor,
    DraftChanged,
    Fate,
    Folder,
    Gone,
    Interest,
    Page,
    Provider,
    ProviderError,
    RawMessage,
    ReplyAnchor,
)
from tests.providers.mailbox_driver import Mailbox
from tests.providers.provider_mail import draft, mail, paragraphs, said
from tests.providers.scripted_life import ProviderLife

DRAFT_ID = "<thanks@mail.example>"
DRAFT = draft("thanks@mail.example")
EDITED = draft("thanks@mail.example", body="Hello Priya,\n\nthank you, and until soon!\n")
REWORDED = draft("thanks@mail.example", body="Hello Priya,\n\nthank you for yesterday.\n")


def read_all(provider: Provider, cursor: Cursor | None, since: datetime) -> tuple[list[RawMessage], Page]:
    """Every message behind `cursor`, and the last page."""
    messages: list[RawMessage] = []
    while True:
        page = provider.changes(cursor, since, Interest())
        messages += page.messages
        cursor = page.cursor
        if not page.more:
            return messages, page


class ProviderConformance:
    """The behaviours of the port, with a `mailbox` fixture supplied by the subclass."""

    tells_twice = False
    """Whether the service may tell of a message again, as after a change of its flags."""

    @pytest.fixture
    def mailbox(self) -> Mailbox:
        raise NotImplementedError

    @pytest.fixture
    def provider(self, mailbox: Mailbox) -> Provider:
        return mailbox.open()

    @pytest.fixture
    def since(self, mailbox: Mailbox) -> datetime:
        return mailbox.now() - timedelta(days=30)

    # Reading

    def test_a_first_poll_tells_received_mail_from_sent_mail(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        """B7: direction first."""
        mailbox.deliver(received := mail("a@marlowfinch.example"))
        mailbox.owner_sends(sent := draft("b@mail.example"))
        messages, _ = read_all(provider, None, since)
        assert {(message.folder, message.mime) for message in messages} == {
            (Folder.INBOX, received),
            (Folder.SENT, sent),
        }

    def test_an_empty_mailbox_has_nothing_to_tell(self, provider: Provider, since: datetime) -> None:
        provider.check()
        messages, page = read_all(provider, None, since)
        assert (messages, page.reset) == ([], False)
        assert read_all(provider, page.cursor, since)[0] == []

    def test_mail_that_was_reported_is_not_reported_again(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        mailbox.deliver(mail("a@marlowfinch.example"))
        _, page = read_all(provider, None, since)
        mailbox.deliver(new := mail("b@marlowfinch.example"))
        messages, page = read_all(provider, page.cursor, since)
        assert [message.mime for message in messages] == [new]
        assert read_all(provider, page.cursor, since)[0] == []

    def test_times_come_in_utc_and_can_be_kept(self, mailbox: Mailbox, provider: Provider, since: datetime) -> None:
        """Whatever zone the service writes them in: beyond the adapter every moment is of one kind."""
        mailbox.deliver(mail("a@marlowfinch.example"))
        (message,), _ = read_all(provider, None, since)
        assert message.received_at is None or message.received_at.tzinfo is UTC

    def test_many_messages_come_in_pages_and_each_once(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        first = _delivered(mailbox, "first", 70)
        messages, page = read_all(provider, None, since)
        assert (len(messages), {message.mime for message in messages}) == (70, first)
        later = _delivered(mailbox, "later", 25)
        messages, _ = read_all(provider, page.cursor, since)
        assert (len(messages), {message.mime for message in messages}) == (25, later)
        assert len({message.key for message in messages}) == 25

    def test_a_page_can_be_read_again_after_a_stop(self, mailbox: Mailbox, since: datetime) -> None:
        """The cursor moves only once a page is stored; until then the same page must come again."""
        _delivered(mailbox, "a", 25)
        _, page = read_all(mailbox.open(), None, since)
        _delivered(mailbox, "b", 25)
        once = mailbox.open().changes(page.cursor, since, Interest())
        again = mailbox.open().changes(page.cursor, since, Interest())
        assert {message.key for message in once.messages} == {message.key for message in again.messages}
        assert once.more

    def test_a_first_poll_leaves_what_is_older_than_the_look_back(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        """B18: the past is read as far as `look_back`."""
        old, recent = since - timedelta(days=2), since + timedelta(days=2)
        mailbox.deliver(mail("old@marlowfinch.example", at=old), received_at=old)
        mailbox.deliver(mime := mail("recent@marlowfinch.example", at=recent), received_at=recent)
        messages, page = read_all(provider, None, since)
        assert [message.mime for message in messages] == [mime]
        assert read_all(provider, page.cursor, since)[0] == []

    def test_what_the_agent_already_knows_may_be_left_out_but_stops_nothing(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        mailbox.deliver(mail("a@marlowfinch.example"))
        (known, *_), _ = read_all(provider, None, since)
        mailbox.deliver(new := mail("b@marlowfinch.example"))
        page = provider.changes(None, since, Interest(is_known=lambda key: key == known.key))
        assert [message.mime for message in page.messages if message.key != known.key] == [new]

    def test_drafts_are_never_taken_for_mail(self, mailbox: Mailbox, provider: Provider, since: datetime) -> None:
        """B7: neither the agent's nor the owner's own."""
        provider.save_draft(DRAFT, None)
        mailbox.owner_saves_draft(draft("own@mail.example"))
        messages, page = read_all(provider, None, since)
        mailbox.owner_edits_draft(DRAFT_ID, EDITED)
        assert messages + read_all(provider, page.cursor, since)[0] == []

    def test_reading_marks_nothing(self, mailbox: Mailbox, provider: Provider, since: datetime) -> None:
        """B7: nothing becomes read, moved or answered."""
        mailbox.deliver(mail("a@marlowfinch.example"))
        mailbox.owner_sends(draft("b@mail.example"))
        mailbox.owner_saves_draft(DRAFT)
        before = mailbox.marks()
        _, page = read_all(provider, None, since)
        read_all(provider, page.cursor, since)
        ref = provider.find_draft(DRAFT_ID)
        assert ref is not None
        provider.outcome(ref)
        provider.find_sent("<b@mail.example>")
        provider.check()
        assert mailbox.marks() == before

    def test_bytes_come_as_they_are(self, mailbox: Mailbox, provider: Provider, since: datetime) -> None:
        """B6: broken mail is delivered as it is; judging it is not the provider's business."""
        ugly = (
            b"Subject: =?utf-8?b?!!!?=\nMessage-ID: <ugly@x.example>\nContent-Type: text/plain; charset=x\n\n\xff\x00\n"
        )
        mailbox.deliver(ugly)
        (message,), _ = read_all(provider, None, since)
        assert message.mime == ugly

    # The cursor

    def test_a_cursor_outlives_the_process(self, mailbox: Mailbox, since: datetime) -> None:
        mailbox.deliver(mail("a@marlowfinch.example"))
        _, page = read_all(mailbox.open(), None, since)
        mailbox.deliver(new := mail("b@marlowfinch.example"))
        messages, _ = read_all(mailbox.open(), Cursor(bytes(page.cursor)), since)
        assert [message.mime for message in messages] == [new]

    def test_a_cursor_nobody_trusts_begins_a_bounded_rescan(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        old = since - timedelta(days=2)
        mailbox.deliver(mail("old@marlowfinch.example", at=old), received_at=old)
        mailbox.deliver(recent := mail("recent@marlowfinch.example"))
        for cursor in (b"", b"rubbish", b"\x00\xff" * 40, b"[]", *mailbox.old_cursors()):
            first = provider.changes(Cursor(cursor), since, Interest())
            rest, last = read_all(provider, first.cursor, since)
            assert (first.reset, last.reset) == (True, False), cursor
            assert [message.mime for message in (*first.messages, *rest)] == [recent]

    def test_an_idle_poll_says_that_no_draft_changed(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        provider.save_draft(DRAFT, None)
        mailbox.settle()
        _, page = read_all(provider, None, since)
        assert not provider.changes(page.cursor, since, Interest()).drafts_changed

    @pytest.mark.parametrize(
        "act",
        [
            pytest.param(lambda box: box.owner_edits_draft(DRAFT_ID, EDITED), id="edits"),
            pytest.param(lambda box: box.owner_sends_draft(DRAFT_ID), id="sends"),
            pytest.param(lambda box: box.owner_deletes_draft(DRAFT_ID), id="deletes"),
            pytest.param(lambda box: box.owner_sends(draft("own@mail.example")), id="writes-own-mail"),
        ],
    )
    def test_whatever_the_owner_does_with_a_draft_is_noticed(
        self, mailbox: Mailbox, provider: Provider, since: datetime, act: Callable[[Mailbox], None]
    ) -> None:
        provider.save_draft(DRAFT, None)
        mailbox.settle()
        _, page = read_all(provider, None, since)
        act(mailbox)
        assert provider.changes(page.cursor, since, Interest()).drafts_changed

    # Drafts

    def test_a_draft_comes_back_as_written(self, mailbox: Mailbox, provider: Provider) -> None:
        written = draft("e@mail.example", subject="Re: Gespräch in Köln", body="Grüße, 東京 ☕\n")
        ref = provider.save_draft(written, ReplyAnchor("<confirmation@marlowfinch.example>"))
        assert [said(one) for one in mailbox.drafts()] == [said(written)]
        assert said(provider.read_draft(ref)) == said(written)
        assert ref.message_id == "<e@mail.example>"

    def test_a_flowed_draft_keeps_its_paragraphs(self, mailbox: Mailbox, provider: Provider) -> None:
        """RFC 3676: whatever a service keeps of it, the lines that were folded on the way are whole to a reader."""
        body = "Hello Priya,\n\nfrom Köln I thank you" + " for your time on Thursday" * 9 + ".\n\nFrom here,\nJordan\n"
        ref = provider.save_draft(draft("flow@mail.example", body=body, is_flowed=True), None)
        assert paragraphs(provider.read_draft(ref)) == [line for line in body.split("\n") if line]

    def test_a_draft_is_read_back_as_it_is_now(self, mailbox: Mailbox, provider: Provider) -> None:
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_edits_draft(DRAFT_ID, EDITED)
        assert said(provider.read_draft(ref)) == said(EDITED)
        mailbox.owner_deletes_draft(DRAFT_ID)
        with pytest.raises(Gone):
            provider.read_draft(ref)

    def test_an_untouched_draft_stays_untouched(self, mailbox: Mailbox, provider: Provider, since: datetime) -> None:
        ref = provider.save_draft(DRAFT, None)
        mailbox.deliver(mail("a@marlowfinch.example"))
        read_all(provider, None, since)
        assert provider.outcome(ref).fate is Fate.UNTOUCHED
        assert mailbox.open().outcome(ref).fate is Fate.UNTOUCHED

    def test_a_draft_that_the_owner_edited_is_edited(self, mailbox: Mailbox, provider: Provider) -> None:
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_edits_draft(DRAFT_ID, EDITED)
        assert provider.outcome(ref).fate is Fate.EDITED

    @pytest.mark.parametrize("edits", [False, True], ids=["as-is", "edited"])
    @pytest.mark.parametrize("changes_message_id", [False, True], ids=["same-id", "new-id"])
    def test_a_draft_that_the_owner_sent_is_sent(
        self, mailbox: Mailbox, provider: Provider, since: datetime, edits: bool, changes_message_id: bool
    ) -> None:
        """B33: sent as is or edited, the step is done at that time."""
        ref = provider.save_draft(DRAFT, None)
        _, page = read_all(provider, None, since)
        if edits:
            mailbox.owner_edits_draft(DRAFT_ID, EDITED)
        mailbox.owner_sends_draft(DRAFT_ID, changes_message_id=changes_message_id)
        outcome = provider.outcome(ref)
        (message,), _ = read_all(provider, page.cursor, since)
        assert (outcome.fate, outcome.sent_key) == (Fate.SENT, message.key)
        assert outcome.sent_at is not None
        assert abs(outcome.sent_at - mailbox.now()) < timedelta(minutes=1)

    def test_a_draft_that_the_owner_deleted_is_gone(self, mailbox: Mailbox, provider: Provider) -> None:
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_deletes_draft(DRAFT_ID)
        assert provider.outcome(ref).fate is Fate.GONE

    def test_a_draft_in_a_delayed_send_is_gone_and_later_sent(self, mailbox: Mailbox, provider: Provider) -> None:
        """B33: a draft that vanished counts as sent if a sent copy shows up later."""
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_deletes_draft(DRAFT_ID)
        assert provider.outcome(ref).fate is Fate.GONE
        mailbox.owner_sends(DRAFT)
        assert provider.outcome(ref).fate is Fate.SENT

    def test_other_mail_of_the_owner_is_not_the_draft(self, mailbox: Mailbox, provider: Provider) -> None:
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_deletes_draft(DRAFT_ID)
        elsewhere = "Sam Ortega <sam@brightwater.example>"
        mailbox.owner_sends(draft("x@mail.example", to=elsewhere, in_reply_to="other@brightwater.example"))
        mailbox.owner_saves_draft(draft("y@mail.example", to=elsewhere, in_reply_to="other@brightwater.example"))
        assert provider.outcome(ref).fate is Fate.GONE

    def test_two_drafts_do_not_share_a_fate(self, mailbox: Mailbox, provider: Provider) -> None:
        other = draft("other@mail.example", to="Lee Park <lee.park@marlowfinch.example>")
        first, second = provider.save_draft(DRAFT, None), provider.save_draft(other, None)
        mailbox.owner_sends_draft("<other@mail.example>")
        assert (provider.outcome(first).fate, provider.outcome(second).fate) == (Fate.UNTOUCHED, Fate.SENT)

    def test_an_untouched_draft_is_replaced(self, mailbox: Mailbox, provider: Provider) -> None:
        """B27: reworded in place."""
        ref = provider.replace_draft(provider.save_draft(DRAFT, None), REWORDED, None)
        assert [said(one) for one in mailbox.drafts()] == [said(REWORDED)]
        assert provider.outcome(ref).fate is Fate.UNTOUCHED
        mailbox.owner_sends_draft(DRAFT_ID)
        assert provider.outcome(ref).fate is Fate.SENT

    def test_an_edited_draft_is_never_replaced_or_deleted(self, mailbox: Mailbox, provider: Provider) -> None:
        """B33: what the owner edited is theirs."""
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_edits_draft(DRAFT_ID, EDITED)
        with pytest.raises(DraftChanged):
            provider.replace_draft(ref, REWORDED, None)
        with pytest.raises(DraftChanged):
            provider.delete_draft(ref)
        assert [said(one) for one in mailbox.drafts()] == [said(EDITED)]

    def test_a_draft_that_is_gone_is_not_written_again(self, mailbox: Mailbox, provider: Provider) -> None:
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_deletes_draft(DRAFT_ID)
        with pytest.raises(Gone):
            provider.replace_draft(ref, REWORDED, None)
        with pytest.raises(Gone):
            provider.delete_draft(ref)
        assert mailbox.drafts() == []

    def test_only_our_draft_is_deleted(self, mailbox: Mailbox, provider: Provider) -> None:
        mailbox.owner_saves_draft(own := draft("own@mail.example"))
        provider.delete_draft(provider.save_draft(DRAFT, None))
        assert [said(one) for one in mailbox.drafts()] == [said(own)]

    # Look before you write

    def test_a_draft_is_found_by_its_exact_message_id(self, mailbox: Mailbox, provider: Provider) -> None:
        ref = provider.save_draft(DRAFT, None)
        mailbox.owner_saves_draft(draft("more-thanks@mail.example", in_reply_to="thanks@mail.example"))
        assert provider.find_draft(DRAFT_ID) == ref
        for near in ("<thanks@mail.exampl>", "<hanks@mail.example>", "thanks@mail.example", "<thanks@mail.example", ""):
            assert provider.find_draft(near) is None

    def test_a_mail_or_sent_draft_is_no_draft(self, mailbox: Mailbox, provider: Provider) -> None:
        mailbox.deliver(mail("thanks@mail.example"))
        mailbox.owner_sends(draft("sent@mail.example"))
        assert provider.find_draft(DRAFT_ID) is None
        assert provider.find_draft("<sent@mail.example>") is None
        assert provider.find_sent(DRAFT_ID) is None

    def test_a_sent_mail_is_found_by_its_message_id(
        self, mailbox: Mailbox, provider: Provider, since: datetime
    ) -> None:
        provider.save_draft(DRAFT, None)
        assert provider.find_sent(DRAFT_ID) is None
        mailbox.owner_sends_draft(DRAFT_ID)
        (message,), _ = read_all(provider, None, since)
        assert provider.find_sent(DRAFT_ID) == message.key
        assert provider.find_draft(DRAFT_ID) is None

    def test_of_two_drafts_with_one_message_id_one_gives_way_whoever_looks(
        self, mailbox: Mailbox, provider: Provider
    ) -> None:
        """B34: two agents that looked at the same moment both wrote; never do both give way."""
        refs = [provider.save_draft(DRAFT, None), mailbox.open().save_draft(DRAFT, None)]
        assert len({ref.id for ref in refs}) == 2
        doubles = [[one.double_of(ref) for ref in refs] for one in (provider, mailbox.open())]
        (lower,) = [ref for ref, double in zip(refs, doubles[0], strict=True) if double is not None]
        (higher,) = [ref for ref in refs if ref != lower]
        assert [[double and double.id for double in found] for found in doubles] == [
            [higher.id if ref == lower else None for ref in refs]
        ] * 2

        provider.delete_draft(lower)
        assert provider.double_of(higher) is None
        assert provider.outcome(higher).fate is Fate.UNTOUCHED

    def test_a_draft_whose_answer_was_lost_is_found_and_used(self, mailbox: Mailbox, provider: Provider) -> None:
        """B34: written, then the process died before it knew; looking first, it writes no second one."""
        provider.save_draft(DRAFT, None)
        restarted = mailbox.open()
        ref = restarted.find_draft(DRAFT_ID)
        assert ref is not None
        assert restarted.outcome(ref).fate is Fate.UNTOUCHED
        restarted.replace_draft(ref, REWORDED, None)
        assert [said(one) for one in mailbox.drafts()] == [said(REWORDED)]

    # Failure

    def test_only_provider_errors_come_out(self, mailbox: Mailbox, provider: Provider, since: datetime) -> None:
        mailbox.deliver(mail("a@marlowfinch.example"))
        mailbox.owner_sends(draft("b@mail.example"))
        ref = provider.save_draft(DRAFT, None)
        calls: tuple[Callable[[], object], ...] = (
            provider.check,
            lambda: provider.changes(None, since, Interest()),
            lambda: provider.save_draft(draft("c@mail.example"), None),
            lambda: provider.replace_draft(ref, REWORDED, None),
            lambda: provider.find_draft(DRAFT_ID),
            lambda: provider.read_draft(ref),
            lambda: provider.find_sent("<b@mail.example>"),
            lambda: provider.outcome(ref),
            lambda: provider.delete_draft(ref),
        )
        for name, fault in mailbox.faults().items():
            with fault:
                failures = [failure for call in calls if (failure := _provider_error(call))]
                assert all(failure.what for failure in failures)
                assert failures, name

    # Everything together

    def test_a_whole_application_is_lived_through(self, mailbox: Mailbox) -> None:
        ProviderLife(mailbox, is_repeated=self.tells_twice).run()


class KeepsDraftBytes:
    """For services that keep a draft as the bytes it was written in: nothing is lost or added on the way."""

    def test_a_drafts_bytes_come_back(self, mailbox: Mailbox) -> None:
        provider = mailbox.open()
        written = draft("thanks@mail.example", subject="Re: Gespräch in Köln", body="Grüße, 東京 ☕\n")
        ref = provider.save_draft(written, ReplyAnchor("<confirmation@marlowfinch.example>"))
        assert (mailbox.drafts(), provider.read_draft(ref)) == ([written], written)
        reworded = provider.replace_draft(ref, REWORDED, None)
        assert (mailbox.drafts(), provider.read_draft(reworded)) == ([REWORDED], REWORDED)


def _delivered(mailbox: Mailbox, name: str, count: int) -> set[bytes]:
    mimes = {mail(f"{name}-{number}@marlowfinch.example") for number in range(count)}
    for mime in mimes:
        mailbox.deliver(mime)
    return mimes


def _provider_error(call: Callable[[], object]) -> ProviderError | None:
    """The failure, in the language of the port; any other exception passes through and fails the test."""
    try:
        call()
    except ProviderError as error:
        return error
    return None
