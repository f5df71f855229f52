"""What a delivery failure is about (B16): the address that failed, the message that came back, or only a delay."""

from __future__ import annotations

import re

from rules.facts.clues import Clues
from rules.facts.contact import ADDRESS
from rules.message import Message
from rules.reading import Bounce, Intent, Owner

_LOOKED_AT = 8000  # characters
_RECIPIENT = re.compile(r"^(?:final|original)-recipient\s*:\s*[\w.-]+\s*;\s*<?([^\s<>;]+@[^\s<>;]+)>?", re.I | re.M)
_ACTION = re.compile(r"^action\s*:\s*(\w+)", re.I | re.M)
_STATUS = re.compile(r"^status\s*:\s*([245])\.\d", re.I | re.M)
_DELAYED = re.compile(
    r"\b(?:delay(?:ed)?|not (?:yet )?been delivered yet|will (?:continue to )?(?:keep )?(?:try|"
    r"retry)|still being retried|temporary (?:failure|problem)|noch nicht zugestellt|verzögert|"
    r"retardé|en attente de remise|aplazad|retrasad|atrasad|vertraagd|ritardat|in ritardo)\b|"
    r"warning: (?:message|could)",
    re.I,
)
_FAILED = re.compile(
    r"\b(?:failed permanently|permanent(?:ly)? (?:error|failure|fatal)|could ?n[o']t be delivered|"
    r"wasn't delivered|undeliverable|address not found|does not exist|doesn't exist|user unknown|"
    r"unzustellbar|non remis|no se pudo entregar|mailbox (?:full|unavailable)|gave up|giving up)\b",
    re.I,
)
_NO_RECIPIENT = re.compile(r"^(?:mailer-daemon|postmaster|noreply|no-reply)@", re.I)


def find(message: Message, owner: Owner, clues: Clues) -> Bounce | None:
    """The failed address and the returned message; None if the message is no delivery report (RFC 3464)."""
    failed = message.headers.get("x-failed-recipients", ())
    if not message.delivery_status and not failed and clues.intent is not Intent.DELIVERY_FAILURE:
        return None
    return Bounce(_address(message, owner), _returned_id(message), _is_delay(message))


def _address(message: Message, owner: Owner) -> str | None:
    if (found := _RECIPIENT.search(message.delivery_status[:_LOOKED_AT])) is not None:
        return found.group(1).lower()
    sources = [
        *message.headers.get("x-failed-recipients", ())[:1],
        message.own_text[:_LOOKED_AT],
        message.subject[:300],
        *message.returned_headers.get("to", ())[:1],
    ]
    sender = (message.sender.email or "") if message.sender else ""
    for text in sources:
        for address in ADDRESS.findall(text[:_LOOKED_AT]):
            low = address.lower()
            if low not in owner.addresses and low != sender and not _NO_RECIPIENT.match(low):
                return str(low)
    return None


def _returned_id(message: Message) -> str | None:
    for name in ("message-id", "x-original-message-id"):
        for value in message.returned_headers.get(name, ())[:1]:
            found = re.search(r"<[^<>\s]{1,400}>", value[:1000])
            return str(found.group()) if found else value.strip()[:400] or None
    return message.references[-1] if message.references else None


def _is_delay(message: Message) -> bool:
    actions = {action.lower() for action in _ACTION.findall(message.delivery_status[:_LOOKED_AT])}
    if actions:
        return "delayed" in actions and "failed" not in actions
    status = _STATUS.search(message.delivery_status[:_LOOKED_AT])
    if status is not None:
        return status.group(1) == "4"
    text = f"{message.subject[:300]}\n{message.own_text[:_LOOKED_AT]}"
    return bool(_DELAYED.search(text)) and not _FAILED.search(text)
