"""Words for where mail is not the way: LinkedIn, the phone, somebody who passes it on, somebody else (B19, B30). Pure.

All speak only of what is known, in the language that the employer writes in. Names, role and company come from mail,
and enter as cleaned text (B32).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from agent import compose, material, writing
from agent.addressing import is_unreachable, is_usable, thread_contact
from agent.draft_request import DraftRequest
from agent.phrases import Facts, facts
from agent.rulebook import Rulebook
from agent.safe_text import plain
from agent.same_names import is_same_person
from agent.threads import Round, Thread
from agent.wording import tidy
from rules.pacing import Step
from rules.reading import Person

MAX_LINKEDIN_LENGTH = 300
"""What the service takes with an invitation (B19, B30)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that the owner may send, to somebody who passes it on."""

    to: str | None
    """None: the company's general address, if they have one."""
    subject: str
    body: str


def is_wanted(thread: Thread) -> bool:
    """Mail cannot do it: nobody's address is known, or a draft waits with an empty To."""
    if thread.is_over or not thread.rounds:
        return False
    return is_unreachable(thread) or any(d.address is None for d in thread.open_drafts())


def is_call_suggested(thread: Thread) -> bool:
    """The pacing suggested a call after so many days of silence (B23)."""
    return not thread.is_over and any(key.startswith("call:") for key in thread.told)


def linkedin_note(thread: Thread, rulebook: Rulebook, now: datetime) -> str:
    """An invitation's note of at most 300 characters; what does not fit is left out from the end."""
    round_ = thread.last_round or thread.next_round
    said = _Said.of(thread, _somebody(round_), rulebook, now)
    pieces = list(_note_pieces(said, thread, round_))
    sign_off = rulebook.owner.name
    while len(" ".join([*pieces, sign_off])) > MAX_LINKEDIN_LENGTH and len(pieces) > 1:
        pieces.pop()
    return " ".join([*pieces, sign_off])[:MAX_LINKEDIN_LENGTH]


def phone_script(thread: Thread, rulebook: Rulebook, now: datetime) -> tuple[str, ...]:
    """What to say on the phone after an interview; nothing where they asked for no calls."""
    round_ = thread.last_round
    if thread.no_phone_calls or round_ is None:
        return ()
    said = _Said.of(thread, _somebody(round_), rulebook, now)
    hello = said("phone_hello" if said.known["full"] else "phone_hello_nobody")
    return (
        f"“{hello}",
        f"{said('phone_after')} {said('phone_ask')}",
        said("phone_need"),
        f"{said('phone_thanks')}”",
        "If nobody answers: leave your name, your number and one sentence, once.",
    )


def forward_letter(thread: Thread, rulebook: Rulebook, now: datetime) -> Letter | None:
    """A mail that asks to pass thanks on to an interviewer whose address nobody gave; None where there is none."""
    round_ = thread.last_round
    unknown = next((p for p in round_.interviewers if p.name and not _address(thread, p)), None) if round_ else None
    if thread.is_over or unknown is None:
        return None
    contact = thread_contact(thread, round_)
    helper = Person(contact.name, contact.email) if contact else None
    said = _Said.of(thread, helper, rulebook, now)
    about = _Said.of(thread, unknown, rulebook, now)
    if not about.known["full"]:
        return None
    said = replace(said, known={**said.known, "full": about.known["full"]})
    ask = said("forward_ask")
    after = said("forward_after")
    text = "\n\n".join([ask, f"{after} {said('forward_close')}"])
    letter = compose.with_text(said.request, text, said("forward_subject"))
    return Letter(contact.email if contact else None, said("forward_subject"), letter.body)


def number_words(thread: Thread) -> str:
    """Their number, if a mail gave one."""
    return plain(thread.phone) if thread.phone else "No number stands in their mail; the company's switchboard will do."


@dataclass(frozen=True, slots=True)
class _Said:
    """Sentences of `outreach.yaml` in the language of one person, with the thread's facts."""

    request: DraftRequest
    known: Facts

    @classmethod
    def of(cls, thread: Thread, person: Person | None, rulebook: Rulebook, now: datetime) -> _Said:
        asked = writing.outreach_request(thread, Step.THANK_YOU, person, rulebook, now)
        return cls(asked, facts(asked, material.language(asked.language)))

    def __call__(self, name: str) -> str:
        tongue = material.language(self.request.language)
        sentence = tongue.outreach[name]
        return tidy(sentence.said(self.known, informally=tongue.is_informal(self.request.address)))

    def greeting(self) -> str:
        tongue = material.language(self.request.language)
        return compose.greeting(replace(self.request, tone="brief"), tongue, self.known)


def _note_pieces(said: _Said, thread: Thread, round_: Round | None) -> Iterator[str]:
    yield said.greeting()
    if round_ and round_.ended_at:
        yield said("linkedin_after")
        yield said("linkedin_stay")
    else:
        yield said("linkedin_before")
        yield said("linkedin_connect")
    if any(d.was_sent for d in thread.done) or (round_ and round_.thanks_settled_at):
        yield said("linkedin_news")


def _somebody(round_: Round | None) -> Person | None:
    return next((p for p in round_.interviewers if p.name), None) if round_ else None


def _address(thread: Thread, person: Person) -> str | None:
    known = [c for c in thread.contacts if is_usable(c) and is_same_person(Person(c.name, c.email), person)]
    return known[0].email if known else None
