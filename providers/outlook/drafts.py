"""Writing drafts: replies by createReply and one PATCH, new messages by one POST; never over somebody else's words."""

from __future__ import annotations

from typing import Any

from providers.headers import plain_subject
from providers.interface import DraftChanged, DraftRef, Refused, ReplyAnchor
from providers.outlook.fetch import message_path
from providers.outlook.graph import Graph
from providers.outlook.letter import Letter, above_quote, as_html, read_letter, with_words
from providers.outlook.look import Look
from providers.outlook.resource import Resource, rows, text
from providers.outlook.stored import BEGUN, MARKER, Stored, is_untouched, mark_of, ref_of

IN_REPLY_TO, REFERENCES = "String 0x1042", "String 0x1039"
"""PidTagInReplyToId and PidTagInternetReferences (MS-OXOMSG), for a reply to a mail that is not in this mailbox: in
JSON no header but x- ones can be set."""


class Drafts:
    """Writes to one mailbox's Drafts."""

    def __init__(self, graph: Graph, look: Look) -> None:
        self._graph, self._look = graph, look

    def save(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """See `Provider.save_draft`."""
        letter = read_letter(mime)
        answered, begun = self._look.answered(anchor, letter.message_id) if anchor else (None, None)
        if answered is None:
            return self._new(letter)
        ref = self._finished(begun or self._reply(letter, answered), letter)
        self._leave_unread(answered)
        return ref

    def replace(self, ref: DraftRef, mime: bytes) -> DraftRef:
        """See `Provider.replace_draft`."""
        stored, letter = self._ours(ref), read_letter(mime)
        if self._attach(stored, letter):
            stored = self._ours(ref)  # it has another change key now; what it says is the same
        kind, content = stored.body
        body = {"contentType": kind, "content": with_words(kind, content, letter.text)}
        return self._patched(stored, letter, body, if_match=stored.etag)

    def delete(self, ref: DraftRef) -> None:
        """See `Provider.delete_draft`; it goes to Deleted Items."""
        stored = self._ours(ref)
        self._graph.write("DELETE", message_path(stored.id), if_match=stored.etag)

    def _ours(self, ref: DraftRef) -> Stored:
        """The draft, if it is still what we wrote and where we put it."""
        stored = self._look.in_drafts(ref)
        if not is_untouched(stored, mark_of(ref)):
            raise DraftChanged(f"The draft {ref.message_id} was edited.")
        return stored

    # New ones

    def _new(self, letter: Letter) -> DraftRef:
        properties = [_property(MARKER, letter.message_id)]
        if letter.in_reply_to:
            properties.append(_property(IN_REPLY_TO, letter.in_reply_to))
            properties.append(_property(REFERENCES, letter.references or letter.in_reply_to))
        resource = {
            "subject": letter.subject,
            "body": {"contentType": "html", "content": as_html(letter.text)},
            "toRecipients": letter.recipients(),
            "internetMessageId": letter.message_id,
            "singleValueExtendedProperties": properties,
        }
        if letter.files:
            resource["attachments"] = [file.as_json() for file in letter.files]
        return ref_of(Stored(self._graph.write("POST", "/me/messages", resource)), letter.message_id)

    # Replies

    def _reply(self, letter: Letter, answered: Resource) -> Stored:
        """A reply begun: marked in the same request, so that one left behind by a crash is known and taken up."""
        path = f"{message_path(text(answered, 'id'))}/createReply"
        marked = {"message": {"singleValueExtendedProperties": [_property(MARKER, BEGUN + letter.message_id)]}}
        try:
            return Stored(self._graph.write("POST", path, marked))
        except Refused:
            return Stored(self._graph.write("POST", path, {}))

    def _finished(self, begun: Stored, letter: Letter) -> DraftRef:
        """The files first, so that no words ever speak of one that is not there yet. Then our words above the quoted
        mail, and our recipients in the place of those that the service chose: it answers Reply-To, which need not be
        the person we mean (B30)."""
        self._attach(begun, letter)
        kind, content = begun.body
        body = {"contentType": kind, "content": above_quote(kind, content, letter.text)}
        return self._patched(begun, letter, body)

    def _attach(self, stored: Stored, letter: Letter) -> bool:
        """Add the files that are not there yet, by an earlier try; whether any was added. None is ever taken away: it
        may be the owner's."""
        if not letter.files:
            return False
        place = f"{message_path(stored.id)}/attachments"
        there = {text(one, "name") for one in rows(self._graph.read(f"{place}?$select=id,name"))}
        missing = [file for file in letter.files if file.name not in there]
        for file in missing:
            self._graph.write("POST", place, file.as_json())
        return bool(missing)

    def _patched(self, stored: Stored, letter: Letter, body: dict[str, str], *, if_match: str = "") -> DraftRef:
        change: dict[str, Any] = {
            "body": body,
            "toRecipients": letter.recipients(),
            "ccRecipients": [],
            "bccRecipients": [],
            "internetMessageId": letter.message_id,
            "singleValueExtendedProperties": [_property(MARKER, letter.message_id)],
        }
        if plain_subject(text(stored.resource, "subject")) != plain_subject(letter.subject):
            change["subject"] = letter.subject  # another subject is another conversation, so it is left where it can be
        written = self._graph.write("PATCH", message_path(stored.id), change, if_match=if_match)
        return ref_of(Stored(written), letter.message_id)

    def _leave_unread(self, answered: Resource) -> None:
        """Mail that was not read stays so (B7), whatever the service did to it when it was answered."""
        if answered.get("isRead") is not False:
            return
        path = message_path(text(answered, "id"))
        if self._graph.read(f"{path}?$select=isRead").get("isRead") is True:
            self._graph.write("PATCH", path, {"isRead": False})


def _property(name: str, value: str) -> dict[str, str]:
    return {"id": name, "value": value}
