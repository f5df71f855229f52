"""A Gmail mailbox after a month: 3,000 messages, of which some are the labelled corpus's hiring mail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

from rules.senders import is_no_reply, system_for
from tests.providers.ordinary_mail import ordinary_mail
from tests.providers.servers.gmail_mailbox import Account

CORPUS = Path(__file__).parents[1] / "data" / "corpus-dev"


def filled(account: Account, *, messages: int = 3000, of_interest: int = 40) -> set[str]:
    """Fill `account`; the ids of the messages that matter, spread evenly over the month."""
    hiring = list(hiring_mail())
    chosen = [hiring[at * len(hiring) // of_interest] for at in range(of_interest)]
    ordinary = list(ordinary_mail(messages - of_interest, account.address))
    first = account.now - timedelta(days=29)
    step = timedelta(days=28) / messages
    every = len(ordinary) // of_interest
    matter = set()
    for number, (label, mime) in enumerate(ordinary):
        at = first + step * number
        account.deliver(mime, at=at, labels=frozenset({label} if label == "SENT" else {"INBOX", label}))
        if number % every == 0 and chosen:
            label, mime = chosen.pop()
            matter.add(account.deliver(mime, at=at, labels=frozenset({"INBOX", label})))
    account.history.clear()
    return matter


def hiring_mail() -> Iterator[tuple[str, bytes]]:
    """The corpus without what concerns no search for work: Gmail's label, as far as it can be guessed, and bytes.

    What a machine sent is a notice ("updates"); Gmail's own rules are not known.
    """
    for line in (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if label["intent"] != "unrelated":
            mime = (CORPUS / label["file"]).read_bytes()
            address = parseaddr(str(message_from_bytes(mime)["From"]))[1]
            is_machine = is_no_reply(address) or system_for(address) is not None
            yield "CATEGORY_UPDATES" if is_machine else "CATEGORY_PERSONAL", mime
