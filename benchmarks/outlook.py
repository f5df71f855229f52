"""What Outlook costs: HTTP requests of each step, the first look-back, and the memory of the daemon.

    PYTHONPATH=. python benchmarks/outlook.py [--mailboxes N]

Measured against servers of our own. The look-back reads a month of 3,000 invented messages, in which 40 of the labelled
corpus matter. Memory is that of `followthrough run` after its first polls, signed in as `connect` leaves it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from providers.interface import Cursor, Interest, MessageKey, Page, ReplyAnchor
from providers.outlook import Outlook
from providers.outlook.signing import sign_in
from rules.relevance import may_matter
from tests.providers.gmail_month import hiring_mail
from tests.providers.graph_driver import ADDRESS, GraphBox
from tests.providers.ordinary_mail import ordinary_mail
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account
from tests.providers.servers.graph import GraphServer
from tests.providers.servers.graph_mailbox import GraphMailbox
from tests.providers.servers.microsoft_login import CLIENT, MicrosoftLogin
from tests.providers.test_outlook_sign_in import Paper

LOOK_BACK = timedelta(days=30)
MESSAGES, OF_INTEREST = 3000, 40
PROGRAM = Path(sys.executable).with_name("followthrough")
CONFIG = """me: {{name: Jordan Ellis, addresses: [{address}], timezone: UTC, country: US}}
data_dir: ./data
poll: 5s
mailboxes:
"""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="Count requests and memory of Outlook mailboxes.")
    options.add_argument("--mailboxes", type=int, default=50)
    chosen = options.parse_args()
    print(f"{'step':<58}{'HTTP requests':>14}{'parts of batches':>18}")
    _steps()
    _look_back()
    print()
    for name, outlooks, gmails in (
        ("one Outlook mailbox", 1, 0),
        ("Gmail and Outlook", 1, 1),
        (f"{chosen.mailboxes} Outlook mailboxes", chosen.mailboxes, 0),
    ):
        print(f"{'followthrough run, ' + name:<58}{_resident_mb(outlooks, gmails):>11.0f} MB")


def _steps() -> None:
    box = GraphBox()
    box.deliver(mail("confirmation@marlowfinch.example"))
    provider, keys = box.open(), set[MessageKey]()
    page = _measured(box, "first poll of an empty mailbox, one message", lambda: _all(box, provider, None, keys))
    _measured(box, "idle poll", lambda: _all(box, provider, page.cursor, keys))
    box.deliver(mail("new@marlowfinch.example"))
    _measured(box, "poll with one new message", lambda: _all(box, provider, page.cursor, keys))
    anchor = ReplyAnchor("<confirmation@marlowfinch.example>", MessageKey(box.box.items[0].id(immutable=True)))
    _measured(box, "draft placed, a reply to unread mail", lambda: _place(provider, "thanks", anchor))
    box.box.owner_reads(box.box.items[0])
    _measured(box, "draft placed, a reply to read mail", lambda: _place(provider, "check-in", anchor))
    _measured(box, "draft placed, a new message", lambda: _place(provider, "new", None))
    box.close()


def _place(provider: Outlook, name: str, anchor: ReplyAnchor | None) -> None:
    provider.find_draft(f"<{name}@mail.example>")
    provider.save_draft(draft(f"{name}@mail.example"), anchor)


def _look_back() -> None:
    box = GraphBox()
    matter = _fill(box)
    for name, interest in (("everything", Interest()), ("what may matter", Interest(may_matter=may_matter))):
        keys = set[MessageKey]()
        provider = Outlook(ADDRESS, graph_endpoint=box.endpoint, now=box.now, tokens=box.open()._tokens)
        label = f"look-back over {MESSAGES:,} messages, {name}"
        _measured(box, label, lambda p=provider, k=keys, i=interest: _all(box, p, None, k, i))  # type: ignore[misc]
        print(f"  fetched {len(keys)}; of the {len(matter)} that matter, missed {len(matter - keys)}")
        provider.close()
    box.close()


def _fill(box: GraphBox) -> set[MessageKey]:
    """A month of mail; the keys of what matters in it."""
    hiring = [mime for _, mime in hiring_mail()]
    chosen = [hiring[at * len(hiring) // OF_INTEREST] for at in range(OF_INTEREST)]
    ordinary = list(ordinary_mail(MESSAGES - OF_INTEREST, ADDRESS))
    first, step = box.now() - timedelta(days=29), timedelta(days=28) / MESSAGES
    matter = set()
    for number, (label, mime) in enumerate(ordinary):
        at = first + step * number
        box.box.owner_sends(mime, at) if label == "SENT" else box.box.deliver(mime, at)
        if number % (len(ordinary) // OF_INTEREST) == 0 and chosen:
            matter.add(MessageKey(box.box.deliver(chosen.pop(), at).id(immutable=True)))
    return matter


def _all(
    box: GraphBox, provider: Outlook, cursor: Cursor | None, keys: set[MessageKey], interest: Interest | None = None
) -> Page:
    while True:
        page = provider.changes(cursor, box.now() - LOOK_BACK, interest or Interest(is_known=keys.__contains__))
        keys |= {message.key for message in page.messages}
        cursor = page.cursor
        if not page.more:
            return page


def _measured(box: GraphBox, name: str, step: Callable[[], Any]) -> Any:
    box.server.counts.clear()
    box.server.parts.clear()
    result = step()
    print(f"{name:<58}{box.server.requests_made:>14}{box.server.parts.total():>18}")
    return result


def _resident_mb(outlooks: int, gmails: int) -> float:
    """Of the daemon, once every mailbox was polled several times."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        login = MicrosoftLogin().start()
        stack.callback(login.close)
        graph = GraphServer(GraphMailbox(), tokens=login.granted).start()
        stack.callback(graph.close)
        gmail = GmailServer(Account(ADDRESS)).start()
        stack.callback(gmail.close)
        (folder / "config.yaml").write_text(_config(folder, outlooks, gmails, graph, gmail, login))
        environment = {**os.environ, "FOLLOWTHROUGH_CONFIG": "config.yaml", "HOME": str(folder)}
        process = subprocess.Popen([PROGRAM, "run"], cwd=folder, env=environment, stderr=subprocess.DEVNULL)
        stack.callback(process.kill)
        while graph.counts["POST /$batch"] < 3 * outlooks or (gmails and gmail.requests.total() < 4):
            assert process.poll() is None, "the daemon ended"
            time.sleep(0.5)
        return _resident_kb(process.pid) / 1024


def _config(
    folder: Path, outlooks: int, gmails: int, graph: GraphServer, gmail: GmailServer, login: MicrosoftLogin
) -> str:
    lines = [CONFIG.format(address=ADDRESS)]
    settings: dict[str, Any] = {"address": ADDRESS, "client_id": CLIENT, "authority": login.url}
    for number in range(outlooks):
        kept = folder / f"token-{number}.json"
        sign_in(Paper(), sleep=lambda seconds: None, token_cache=kept, **settings)
        lines.append(
            f"  - {{name: o{number}, provider: outlook, address: {ADDRESS}, client_id: {CLIENT}, token_cache: {kept}, "
            f"graph_endpoint: {graph.url}, authority: {login.url}}}\n"
        )
    for number in range(gmails):
        command = "token_command: echo token"
        lines.append(
            f"  - {{name: g{number}, provider: gmail, address: {ADDRESS}, {command}, api_endpoint: {gmail.url}}}\n"
        )
    return "".join(lines)


def _resident_kb(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    main()
