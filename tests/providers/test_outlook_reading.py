"""Reading an Outlook mailbox: few requests, each message once, whatever a delta round brings and however it ends."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.interface import Cursor, Folder, Interest, MessageKey, Page, ProtocolViolation, Unreachable
from providers.outlook import Outlook, fetch, graph
from tests.providers.conformance import read_all
from tests.providers.graph_driver import ADDRESS, NOW, FixedTokens, GraphBox
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.faults import Fault
from tests.providers.servers.graph import ALWAYS, refusal
from tests.providers.servers.graph_items import Item
from tests.providers.servers.graph_mailbox import Variants

SINCE = NOW - timedelta(days=30)
USUAL = Variants()


@pytest.fixture
def box() -> Iterator[GraphBox]:
    box = GraphBox()
    yield box
    box.close()
    assert box.server.routes.sending_attempts == []


def read_on(box: GraphBox, cursor: Cursor, known: set[MessageKey] | None = None) -> list[bytes]:
    """What is new to an agent that remembers the messages it `known`s."""
    provider, found, more = box.open(), [], True
    while more:
        page = provider.changes(cursor, SINCE, Interest(is_known=(known or set()).__contains__))
        found += [message.mime for message in page.messages]
        cursor, more = page.cursor, page.more
    return found


def test_an_idle_poll_is_one_request(box: GraphBox) -> None:
    box.deliver(mail("a@marlowfinch.example"))
    provider = box.open()
    _, page = read_all(provider, None, SINCE)
    made = box.server.requests_made
    idle = provider.changes(page.cursor, SINCE, Interest())
    assert (box.server.requests_made - made, idle.more, idle.messages, idle.drafts_changed) == (1, False, (), False)


def test_new_mail_costs_one_request_more_however_many_small_ones_there_are(box: GraphBox) -> None:
    provider = box.open()
    _, page = read_all(provider, None, SINCE)
    for number in range(8):
        box.deliver(mail(f"{number}@marlowfinch.example"))
    made = box.server.requests_made
    assert len(provider.changes(page.cursor, SINCE, Interest()).messages) == 8
    assert box.server.requests_made - made == 2


def test_every_request_asks_for_ids_that_survive_a_move(box: GraphBox) -> None:
    box.deliver(mail("a@marlowfinch.example"))
    box.owner_sends(draft("b@mail.example"))
    messages, _ = read_all(box.open(), None, SINCE)
    assert {message.key for message in messages} == {item.id(immutable=True) for item in box.box.items}


def test_mail_that_was_only_opened_is_not_fetched_again(box: GraphBox) -> None:
    item = box.box.deliver(mail("a@marlowfinch.example"))
    messages, page = read_all(box.open(), None, SINCE)
    box.box.owner_reads(item)
    made = box.server.parts["GET /me/messages/{id}/$value"] + box.server.counts["GET /me/messages/{id}/$value"]
    assert read_on(box, page.cursor, {message.key for message in messages}) == []
    assert box.server.parts["GET /me/messages/{id}/$value"] + box.server.counts["GET /me/messages/{id}/$value"] == made


def test_a_row_that_tells_only_a_change_is_completed(box: GraphBox) -> None:
    """The mail arrived and was opened before it was ever read here (microsoft-graph-docs/issues/7776)."""
    item = box.box.deliver(mail("a@marlowfinch.example"))
    _, page = read_all(box.open(), None, SINCE)
    box.box.owner_reads(item)
    (message,), _ = read_all(box.open(), page.cursor, SINCE)
    assert (message.received_at, message.conversation_id) == (item.received_at, item.conversation)


def test_mail_that_went_before_it_was_fetched_is_left_out(box: GraphBox) -> None:
    provider = box.open()
    gone, stays = (box.box.deliver(mail(f"{name}@marlowfinch.example")) for name in ("a", "b"))
    listed = replace(gone)
    box.server.faults.add(refusal(404, "ErrorItemNotFound", path=listed.id(immutable=True), times=2))
    page = provider.changes(None, SINCE, Interest())
    assert ([message.mime for message in page.messages], page.troubles) == ([stays.mime()], ())


def test_mail_that_a_rule_moved_away_is_no_news(box: GraphBox) -> None:
    item = box.box.deliver(mail("a@marlowfinch.example"))
    _, page = read_all(box.open(), None, SINCE)
    box.box.move(item, "deleteditems")
    assert read_on(box, page.cursor) == []


def test_only_the_folder_whose_token_is_lost_begins_anew(box: GraphBox) -> None:
    """B18: as far back as the look-back, and nothing known is fetched again."""
    box.deliver(mail("a@marlowfinch.example"))
    box.owner_sends(draft("b@mail.example"))
    messages, page = read_all(box.open(), None, SINCE)
    known = {message.key for message in messages}
    box.deliver(new := mail("c@marlowfinch.example"))
    box.server.routes.deltas.expire("inbox")
    box.server.asked_parts.clear()
    provider = box.open()
    first = provider.changes(page.cursor, SINCE, Interest(is_known=known.__contains__))
    assert (first.reset, first.more) == (True, True)
    assert read_on(box, first.cursor, known) == [new]
    again = [path for path in box.server.asked_parts if "$filter" in path]
    assert len(again) == 1
    assert "/inbox/" in again[0]


@pytest.mark.parametrize(
    ("status", "code"),
    [(410, "syncStateNotFound"), (400, "SyncStateNotFound"), (404, "syncstatenotfound"), (410, "resyncRequired")],
)
def test_a_lost_token_is_known_in_every_spelling(box: GraphBox, status: int, code: str) -> None:
    _, page = read_all(box.open(), None, SINCE)
    box.server.faults.add(refusal(status, code, path="inbox"))
    assert box.open().changes(page.cursor, SINCE, Interest()).reset


def test_a_service_that_forgets_every_time_is_no_endless_loop(box: GraphBox) -> None:
    with box.failing(refusal(410, "syncStateNotFound", path="delta", times=ALWAYS)):
        assert isinstance(_page_or_error(box, None), Unreachable)
    _, page = read_all(box.open(), None, SINCE)
    box.server.routes.deltas.expire("drafts")
    begun = box.open().changes(page.cursor, SINCE, Interest())
    with box.failing(refusal(410, "syncStateNotFound", path="drafts", times=ALWAYS)):
        assert isinstance(_page_or_error(box, begun.cursor), Unreachable)


def test_a_lost_token_of_drafts_means_look_at_the_drafts(box: GraphBox) -> None:
    _, page = read_all(box.open(), None, SINCE)
    box.server.routes.deltas.expire("drafts")
    assert box.open().changes(page.cursor, SINCE, Interest()).drafts_changed


# Links


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/v1.0/me/mailFolders/inbox/messages/delta?$deltatoken=x",
        "http://127.0.0.1.elsewhere.example/v1.0/me/",
        "/me/mailFolders/inbox/messages/delta",
        "",
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(box: GraphBox, link: str) -> None:
    """The access token would go along."""
    body = json.dumps({"value": [], "@odata.deltaLink": link}).encode()
    box.server.faults.add(Fault(200, body, path="inbox", times=ALWAYS))
    assert isinstance(_page_or_error(box, None), ProtocolViolation)


def test_a_link_is_followed_however_the_service_spells_it() -> None:
    """Its page shows `mailfolders` where requests say `mailFolders` (delta-query-messages)."""
    box = GraphBox(Variants(links_as_documented=True))
    box.deliver(first := mail("a@marlowfinch.example"))
    messages, page = read_all(box.open(), None, SINCE)
    box.deliver(second := mail("b@marlowfinch.example"))
    later = read_on(box, page.cursor)
    box.close()
    assert b"/me/mailfolders('AQMk" in page.cursor
    assert ([message.mime for message in messages], later) == ([first], [second])


def test_a_link_that_cannot_be_followed_is_not_kept(box: GraphBox) -> None:
    """The cursor stays where it was, so that an answer that makes sense ends it."""
    body = json.dumps({"value": [], "@odata.deltaLink": f"{box.server.url}/v1.0/me/events/delta?$deltatoken=x"})
    box.server.faults.add(Fault(200, body.encode(), path="inbox"))
    assert isinstance(_page_or_error(box, None), ProtocolViolation)


def test_a_list_that_leads_back_to_itself_is_an_error(box: GraphBox) -> None:
    link = f"{box.server.url}/v1.0/me/mailFolders('inbox')/messages/delta?$skiptoken=x"
    body = json.dumps({"value": [], "@odata.nextLink": link}).encode()
    box.server.faults.add(Fault(200, body, path="inbox", times=ALWAYS))
    first = box.open().changes(None, SINCE, Interest())
    assert isinstance(_page_or_error(box, first.cursor), ProtocolViolation)


@pytest.mark.parametrize(
    "value", [7, None, "x", [1], [{"subject": "no id"}], [{"id": ""}], [{"id": 5}]], ids=lambda value: str(value)
)
def test_rows_that_make_no_sense_are_an_error(box: GraphBox, value: object) -> None:
    link = f"{box.server.url}/v1.0/me/mailFolders('inbox')/messages/delta?$deltatoken=x"
    body = json.dumps({"value": value, "@odata.deltaLink": link}).encode()
    box.server.faults.add(Fault(200, body, path="inbox", times=ALWAYS))
    assert isinstance(_page_or_error(box, None), ProtocolViolation)


# The first look back


def test_of_old_mail_only_what_may_matter_is_fetched(box: GraphBox) -> None:
    """Whether it may is judged by its headers as they stand in the mail; of sent mail the service tells but a few."""
    box.deliver(offer := mail("a@marlowfinch.example"))
    box.deliver(mail("b@newsletter.example", sender="News <news@newsletter.example>", subject="This week"))
    box.owner_sends(sent := draft("c@mail.example"))
    seen: list[bytes] = []

    def may_matter(headers: bytes) -> bool:
        seen.append(headers)
        return b"Interview" in headers

    page = box.open().changes(None, SINCE, Interest(may_matter=may_matter))
    assert {message.mime for message in page.messages} == {offer, sent}
    assert any(b"Message-ID: <a@marlowfinch.example>\r\n" in headers for headers in seen)
    assert any(b"To: Priya Raman <priya.raman@marlowfinch.example>\r\n" in headers for headers in seen)
    assert all(headers.endswith(b"\r\n\r\n") for headers in seen)
    assert box.server.parts["GET /me/messages/{id}/$value"] + box.server.counts["GET /me/messages/{id}/$value"] == 2


def test_new_mail_is_fetched_whatever_its_headers_say(box: GraphBox) -> None:
    interest = Interest(may_matter=lambda headers: False)
    page = box.open().changes(None, SINCE, interest)
    box.deliver(new := mail("a@marlowfinch.example"))
    assert [message.mime for message in box.open().changes(page.cursor, SINCE, interest).messages] == [new]


def test_progress_is_told_once_it_is_known(box: GraphBox) -> None:
    for number in range(25):
        box.deliver(mail(f"{number}@marlowfinch.example"))
    provider, cursor, totals = box.open(), None, []
    for _ in range(3):
        page = provider.changes(cursor, SINCE, Interest())
        cursor = page.cursor
        totals.append(page.total)
    assert totals == [25, 15, 5]


# Large and broken mail


def test_large_mails_do_not_pile_up_in_memory(box: GraphBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "ENOUGH_BYTES", 5000)
    large = "x" * 4000 + "\n"
    for number in range(6):
        attached = mail(f"{number}@marlowfinch.example", body=large)
        box.deliver(attached.replace(b"MIME-Version", b"Content-Disposition: attachment\nMIME-Version"))
    page = box.open().changes(None, SINCE, Interest())
    assert (len(page.messages), page.more) == (2, True)
    assert len(read_on(box, page.cursor)) == 4


def test_a_mail_larger_than_any_is_put_aside_and_the_rest_is_read(
    box: GraphBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B6."""
    monkeypatch.setattr(graph, "LARGEST_ANSWER_BYTES", 20_000)
    huge = box.box.deliver(mail("huge@marlowfinch.example", body="x" * 30_000))
    box.deliver(small := mail("small@marlowfinch.example"))
    page = box.open().changes(None, SINCE, Interest())
    assert [message.mime for message in page.messages] == [small]
    assert [trouble.key for trouble in page.troubles] == [huge.id(immutable=True)]
    assert "larger than" in page.troubles[0].what


@pytest.mark.parametrize(
    "fault",
    [
        refusal(400, "ErrorMimeContentConversionFailed"),
        refusal(500, "ErrorMimeContentConversionFailed"),
        refusal(500, "ErrorItemCorrupt"),
    ],
)
def test_a_mail_that_the_service_cannot_give_is_put_aside(box: GraphBox, fault: Fault) -> None:
    broken = box.box.deliver(mail("a@marlowfinch.example"))
    box.deliver(whole := mail("b@marlowfinch.example"))
    name = broken.id(immutable=True)
    with box.failing(replace(fault, path=name, times=ALWAYS)):
        page = box.open().changes(None, SINCE, Interest())
    assert [message.mime for message in page.messages] == [whole]
    assert [trouble.key for trouble in page.troubles] == [name]


def test_a_page_that_something_on_the_way_gives_does_not_pass_for_a_mail(box: GraphBox) -> None:
    """B6: a proxy's page would be read as unrelated mail, and the mail itself never."""
    box.deliver(mail("0@marlowfinch.example"))
    page = Fault(200, b"<html>Blocked</html>", {"Content-Type": "text/html; charset=utf-8"}, path=r"\$value", times=3)
    box.server.faults.add(page)
    provider = box.open()
    with pytest.raises(Unreachable, match="web page"):
        read_all(provider, None, SINCE)

    messages, _ = read_all(provider, None, SINCE)
    assert [message.mime for message in messages] == [mail("0@marlowfinch.example")]


def test_a_service_that_gives_no_bytes_in_batches_is_asked_one_by_one(box: GraphBox) -> None:
    """That such parts come in base64 is no promise of Microsoft's pages."""
    for number in range(3):
        box.deliver(mail(f"{number}@marlowfinch.example"))
    box.server.faults.add(refusal(501, "NotImplemented", path=r"\$value", times=9))
    messages, _ = read_all(box.open(), None, SINCE)
    assert len(messages) == 3


@pytest.mark.parametrize(
    "part_bytes",
    [
        lambda content: base64.b64encode(content).decode(),
        lambda content: base64.urlsafe_b64encode(content).decode().rstrip("="),
        lambda content: base64.encodebytes(content).decode(),
        lambda content: content.decode("latin-1"),
    ],
    ids=["base64", "for addresses, unpadded", "in lines", "as it is"],
)
def test_bytes_in_a_batch_are_read_in_whatever_form_they_come(
    box: GraphBox, part_bytes: Callable[[bytes], str]
) -> None:
    """Where they cannot be made out, each mail is asked for by itself."""
    box.server.part_bytes = part_bytes
    mimes = {mail(f"{number}@marlowfinch.example", body="Grüße, ÿþ?>~\n") for number in range(3)}
    for mime in mimes:
        box.deliver(mime)
    messages, _ = read_all(box.open(), None, SINCE)
    assert {message.mime for message in messages} == mimes


@pytest.mark.parametrize(
    "responses",
    [
        7,
        [7],
        ["x"],
        [{}],
        [{"id": "x", "status": 200}],
        [{"id": "0", "status": "?"}],
        [{"id": "0", "status": 200, "headers": [1]}],
        [],
    ],
    ids=str,
)
def test_a_batch_that_makes_no_sense_is_an_error(box: GraphBox, responses: object) -> None:
    box.server.faults.add(Fault(200, json.dumps({"responses": responses}).encode(), times=ALWAYS))
    assert isinstance(_page_or_error(box, None), ProtocolViolation)


# Cursors


def test_a_cursor_of_another_account_is_not_trusted(box: GraphBox) -> None:
    box.deliver(mail("a@marlowfinch.example"))
    _, page = read_all(box.open(), None, SINCE)
    other = Outlook("other@mail.example", graph_endpoint=box.endpoint, tokens=FixedTokens())
    again = other.changes(page.cursor, SINCE, Interest())
    other.close()
    assert (again.reset, len(again.messages)) == (True, 1)
    assert ADDRESS != "other@mail.example"


def test_nothing_of_a_mail_is_kept_in_the_cursor(box: GraphBox) -> None:
    for number in range(12):
        box.deliver(mail(f"{number}@marlowfinch.example", subject="Secret matters"))
    page = box.open().changes(None, SINCE, Interest())
    assert page.more
    assert b"Secret" not in page.cursor
    assert b"marlowfinch" not in page.cursor


# Any order of everything


EVENTS = st.lists(
    st.sampled_from(["arrive", "send", "read", "remove", "draft", "poll", "expire", "restart"]), min_size=1, max_size=14
)
VARIANTS = st.builds(
    Variants,
    replays=st.booleans(),
    empty_pages=st.booleans(),
    partial_updates=st.booleans(),
    gives_headers=st.booleans(),
    links_as_documented=st.booleans(),
)


@settings(max_examples=25)
@given(VARIANTS, EVENTS)
def test_each_message_is_read_exactly_once_whatever_happens_in_between(variants: Variants, events: list[str]) -> None:
    box = GraphBox(variants)
    try:
        _World(box).live(events)
    finally:
        box.close()


class _World:
    """An agent that remembers what it read, and a mailbox where things happen."""

    def __init__(self, box: GraphBox) -> None:
        self.box, self.provider = box, box.open()
        self.read: list[MessageKey] = []
        self.cursor: Cursor | None = None

    def live(self, events: list[str]) -> None:
        for number, event in enumerate(events):
            self._happen(event, number)
        self._poll()
        here = {item.id(immutable=True) for item in self.box.box.items if item.folder in ("inbox", "sentitems")}
        assert len(self.read) == len(set(self.read))
        assert here <= set(self.read)

    def _happen(self, event: str, number: int) -> None:
        inbox = self.box.box.inside("inbox")
        acts: dict[str, Callable[[], Any]] = {
            "arrive": lambda: self.box.deliver(mail(f"{number}@marlowfinch.example")),
            "send": lambda: self.box.owner_sends(draft(f"{number}@mail.example")),
            "read": lambda: _each(inbox, self.box.box.owner_reads),
            "remove": lambda: _each(inbox[:1], lambda item: self.box.box.move(item, "deleteditems")),
            "draft": lambda: self.box.owner_saves_draft(draft(f"{number}@mail.example")),
            "poll": self._poll,
            "expire": lambda: self.box.server.routes.deltas.expire(("inbox", "sentitems", None)[number % 3]),
            "restart": self._restart,
        }
        acts[event]()

    def _restart(self) -> None:
        self.provider = self.box.open()

    def _poll(self) -> None:
        more = True
        while more:
            page = self.provider.changes(self.cursor, SINCE, Interest(is_known=lambda key: key in self.read))
            self.read += [message.key for message in page.messages]
            assert all(message.folder in (Folder.INBOX, Folder.SENT) for message in page.messages)
            self.cursor, more = page.cursor, page.more


def _each(items: list[Item], act: Callable[[Item], None]) -> None:
    for item in items:
        act(item)


def _page_or_error(box: GraphBox, cursor: Cursor | None) -> Page | Exception:
    try:
        return box.open().changes(cursor, SINCE, Interest())
    except (ProtocolViolation, Unreachable) as error:
        return error
