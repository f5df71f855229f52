"""New mail is heard of the moment it arrives, whatever happens to the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from providers.imap.listening import REISSUE_SECONDS, Ear
from providers.imap.provider import Imap
from providers.interface import ProviderError, Refused, Unreachable
from providers.maildir import Maildir
from tests.providers.imap_driver import INBOX, QUICK, ImapMailbox
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.dovecot import Dovecot
from tests.providers.servers.scripted_imap import ScriptedImap

LONG = 10.0
"""Seconds that no test waits: what it waits for comes at once."""
SHORT = 0.05


@pytest.fixture
def box(dovecot: Dovecot) -> Iterator[ImapMailbox]:
    box = ImapMailbox(dovecot, patience=QUICK)
    yield box
    box.close()


def quiet(box: ImapMailbox) -> Imap:
    """A provider that listens, and was told already that it is new here."""
    provider = box.open()
    assert provider.wait_for_news(SHORT)
    assert not provider.wait_for_news(SHORT)
    return provider


def test_arriving_mail_ends_the_waiting(box: ImapMailbox) -> None:
    provider = quiet(box)
    box.deliver(mail("a@marlowfinch.example"))
    assert provider.wait_for_news(LONG)
    assert not provider.wait_for_news(SHORT)


def test_what_arrives_between_two_calls_is_heard_of_by_the_next(box: ImapMailbox) -> None:
    provider = quiet(box)
    box.deliver(mail("a@marlowfinch.example"))
    assert provider.wait_for_news(LONG)
    box.deliver(mail("b@marlowfinch.example"))  # the agent reads meanwhile: nobody idles
    assert provider.wait_for_news(LONG)


def test_drafts_and_sent_mail_wake_nobody(box: ImapMailbox) -> None:
    provider = quiet(box)
    box.owner_sends(draft("a@mail.example"))
    provider.save_draft(draft("b@mail.example"), None)
    assert not provider.wait_for_news(SHORT)


def test_listening_and_reading_do_not_disturb_each_other(box: ImapMailbox) -> None:
    provider = quiet(box)
    provider.check()
    box.deliver(mail("a@marlowfinch.example"))
    provider.check()
    assert provider.wait_for_news(LONG)


def test_a_line_that_drops_is_told_and_nothing_that_came_meanwhile_is_missed(box: ImapMailbox) -> None:
    provider = quiet(box)
    box.proxy.cut()
    box.deliver(mail("a@marlowfinch.example"))
    with pytest.raises(ProviderError):
        provider.wait_for_news(LONG)
    assert provider.wait_for_news(LONG)


def test_idle_is_issued_anew_before_anybody_forgets_the_line(box: ImapMailbox) -> None:
    """RFC 2177: within 29 minutes; here every nine."""
    ear, tick = listening_by_hand(box)
    for minutes in (8.0, 9.5, 10.0):
        tick(minutes * 60)
        assert not ear.wait(SHORT)
    assert b"".join(box.proxy.sent).count(b"DONE") == 1


def test_a_dead_line_is_noticed_when_idle_is_issued_anew(box: ImapMailbox) -> None:
    """Half-open: nothing comes, nothing is refused."""
    ear, tick = listening_by_hand(box)
    with box.proxy.stalling():
        assert not ear.wait(SHORT)
        tick(REISSUE_SECONDS + 1)
        with pytest.raises(ProviderError):
            ear.wait(SHORT)


def test_a_server_without_idle_is_left_to_polling(box: ImapMailbox) -> None:
    server = ScriptedImap(always={"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"})
    with pytest.raises(Refused):
        box.open(port=server.port).wait_for_news(SHORT)
    server.close()


def test_news_that_the_server_tells_before_it_idles_is_heard(box: ImapMailbox) -> None:
    """RFC 3501, 7: a server may say anything at any time."""
    server = ScriptedImap({"IDLE": [b"+ idling\r\n", b"* 1 EXISTS\r\n+ idling\r\n"]})
    ear = Ear(box.session(port=server.port), INBOX, iter((0.0, 0.0, 600.0, 600.0, 600.0, 601.0, 601.0, 601.0)).__next__)
    assert [ear.wait(SHORT) for _ in range(3)] == [True, False, True]
    server.close()


def test_a_farewell_while_idling_is_a_failure_and_no_news(box: ImapMailbox) -> None:
    server = ScriptedImap({"IDLE": [b"+ idling\r\n* BYE going down\r\n"]})
    provider = box.open(port=server.port)
    assert provider.wait_for_news(SHORT)
    with pytest.raises(Unreachable, match="going down"):
        provider.wait_for_news(LONG)
    server.close()


def test_a_mailbox_on_disk_does_not_tell(disk: object, provider: Maildir) -> None:
    with pytest.raises(Refused):
        provider.wait_for_news(SHORT)


def listening_by_hand(box: ImapMailbox) -> tuple[Ear, Callable[[float], None]]:
    now = [0.0]

    def tick(seconds: float) -> None:
        now[0] = seconds

    ear = Ear(box.session(), INBOX, lambda: now[0])
    assert ear.wait(SHORT)
    assert not ear.wait(SHORT)
    return ear, tick
