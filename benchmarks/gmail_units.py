"""What Gmail costs: requests and quota units of each step, and the memory of many mailboxes.

    PYTHONPATH=. python benchmarks/gmail_units.py [MAILBOXES]

Measured against a server of our own; units by Google's table of May 2026. The look-back reads a month of 3,000
invented messages, in which 40 of the labelled corpus matter (`tests/providers/gmail_month.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta

from providers.gmail import Gmail
from providers.interface import Cursor, Interest, MessageKey, Page, ReplyAnchor
from rules.relevance import known_senders, search_words
from tests.providers.gmail_driver import GmailMailbox
from tests.providers.gmail_month import filled
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account

LOOK_BACK = timedelta(days=30)
INTEREST = Interest(words=search_words(), people=known_senders)
POLLS_A_DAY = 24 * 60 // 2


def main(mailboxes: int) -> None:
    print(f"{'step':<52}{'requests':>9}{'units':>7}")
    _steps()
    _look_back()
    _memory(mailboxes)


def _steps() -> None:
    box = GmailMailbox(GmailServer(Account()).start())
    box.deliver(mail("confirmation@marlowfinch.example"))
    provider = box.open()
    keys: set[str] = set()
    page = _all(box, provider, None, keys)
    idle = _measured(box, "idle poll", lambda: _all(box, provider, page.cursor))
    box.server.requests.clear()
    box.deliver(mail("new@marlowfinch.example"))
    _measured(box, "poll with one new message", lambda: _all(box, provider, page.cursor))
    anchor = ReplyAnchor("<confirmation@marlowfinch.example>", MessageKey(keys.pop()))
    _measured(box, "draft placed (looked for, written, read back)", lambda: _place(provider, anchor))
    print(f"{'a day of idle polls, one every two minutes':<52}{POLLS_A_DAY:>9}{idle * POLLS_A_DAY:>7}")
    box.server.close()


def _place(provider: Gmail, anchor: ReplyAnchor) -> None:
    provider.find_draft("<thanks@mail.example>")
    provider.save_draft(draft("thanks@mail.example"), anchor)


def _look_back() -> None:
    box = GmailMailbox(GmailServer(Account()).start())
    matter = filled(box.account)
    found: set[str] = set()
    _measured(box, "look-back over 3,000 messages", lambda: _all(box, box.open(page_size=25), None, found))
    print(f"  fetched {len(found)}; of the {len(matter)} that matter, missed {len(matter - found)}")
    box.server.close()


def _memory(count: int) -> None:
    box = GmailMailbox(GmailServer(Account()).start())
    _all(box, box.open(), None)
    before = _resident_kb()
    held = [box.open() for _ in range(count)]
    for provider in held:
        _all(box, provider, None)
    print(f"\nresident with one mailbox (and the server) {before / 1024:.0f} MB;", end=" ")
    print(f"each of {count} more {(_resident_kb() - before) / 1024 / count:.2f} MB")
    box.server.close()


def _all(box: GmailMailbox, provider: Gmail, cursor: Cursor | None, found: set[str] | None = None) -> Page:
    while True:
        page = provider.changes(cursor, box.now() - LOOK_BACK, INTEREST)
        if found is not None:
            found |= {message.key for message in page.messages}
        cursor = page.cursor
        if not page.more:
            return page


def _measured(box: GmailMailbox, name: str, step: Callable[[], object]) -> int:
    box.server.requests.clear()
    step()
    print(f"{name:<52}{box.server.requests.total():>9}{box.server.units:>7}")
    return box.server.units


def _resident_kb() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
