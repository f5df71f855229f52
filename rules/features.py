"""What the statistical layer looks at in a message: words, word pairs, runs of word classes, concepts, the sender.

The same function feeds training (rules/training.py) and judging (rules/model.py), so the two cannot drift apart.
Each block of features is scaled by 1/√n, so that a long mail does not shout louder than a short one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.catalogue import Hit, hits_in
from rules.circumstances import Circumstances
from rules.history import quotes_own
from rules.languages import language_of
from rules.message import Message
from rules.quoting import newest_in
from rules.senders import domain_of, is_mail_provider, is_no_reply, system_of
from rules.sentences import Sentence, sentences_of
from rules.word_classes import class_blocks

REACH_TOKENS = 7
"""How far apart two concepts of one sentence may stand and still be taken together ("can't … go … further")."""

SUBWORD_LENGTHS = (3, 4, 5)
SHORTEST_WORD_WITH_PARTS = 4
_REPLY_SUBJECT = re.compile(r"\s*(?:re|aw|antw|r|sv|rif|res|rv)\s?:", re.I)
_LENGTH_STEPS = (25, 60, 120)
_MOST_COUNTED = 3
_FEW_CHARACTERS = 80
_QUOTED_CHARACTERS = 1500
_DESCRIPTION_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class View:
    """A message cut into what the rules and the model look at; made once and shared by both."""

    subject: tuple[Sentence, ...]
    body: tuple[Sentence, ...]
    sender: tuple[str, ...]
    """Plain words for the kind of sender and the shape of the message, e.g. "no-reply", "reply"."""
    hits: tuple[tuple[Sentence, Hit], ...]
    """The rules that matched, each with the sentence it matched in; those of the subject first."""
    subject_hits: int
    """How many of `hits` stand in the subject."""
    language: str | None
    asked: tuple[Sentence, ...] = ()
    """The newest mail that the message quotes, unless its writer wrote that one, too: what it answers."""


def view_of(message: Message) -> View:
    """Look at the subject and the writer's own words (B2), never at footers or signatures; apart, at what is quoted."""
    words = _words(message)
    language = language_of(words or message.subject)
    subject, body = sentences_of(message.subject), sentences_of(words)
    in_subject = [(sentence, hit) for sentence in subject for hit in hits_in(sentence, language)]
    in_body = [(sentence, hit) for sentence in body for hit in hits_in(sentence, language)]
    hits, sender = (*in_subject, *in_body), tuple(_sender_words(message))
    asked = () if quotes_own(message) else sentences_of(newest_in(message.quoted_text)[:_QUOTED_CHARACTERS])
    return View(subject, body, sender, hits, len(in_subject), language, asked)


def _words(message: Message) -> str:
    """The writer's own words; an invitation that has hardly any speaks through its summary and description."""
    if len(message.own_text) >= _FEW_CHARACTERS or not message.calendar:
        return message.own_text
    event = message.calendar[0]
    return f"{message.own_text}\n\n{event.summary}\n\n{event.description[:_DESCRIPTION_CHARACTERS]}"


def blocks_of(view: View, around: Circumstances) -> dict[str, Sequence[str]]:
    """The features of a message by block; a feature's name begins with its block's letter and a colon."""
    subject = [token for sentence in view.subject for token in sentence.tokens]
    body = [token for sentence in view.body for token in sentence.tokens]
    pairs = [f"b:{a} {b}" for sentence in view.body for a, b in pairwise(sentence.tokens)]
    concepts = {
        f"k:{mark.concept}?" if sentence.is_question else f"k:{mark.concept}"
        for sentence in view.body
        for mark in sentence.marks
    }
    return {
        "subject": list({f"s:{token}" for token in subject} | {f"s:{a} {b}" for a, b in pairwise(subject)}),
        "subject concepts": list({f"t:{mark.concept}" for sentence in view.subject for mark in sentence.marks}),
        "words": list({f"u:{token}" for token in body}),
        "word pairs": list(set(pairs)),
        "concepts": list(concepts),
        "concept pairs": list({pair for sentence in view.body for pair in concept_pairs(sentence)}),
        "rules": list(dict.fromkeys(_rule_features(view))),
        "parts": [token for token in {*body, *subject} if len(token) >= SHORTEST_WORD_WITH_PARTS],
        "sender": [f"x:{word}" for word in (*view.sender, *_shape(view))],
        "facts": [f"f:{word}" for word in around.words],
        **class_blocks(view.body),
    }


def _rule_features(view: View) -> Iterator[str]:
    """A rule in the subject, in the text, or under an "if" is not the same thing."""
    for place, (_, hit) in enumerate(view.hits):
        where = "subject " if place < view.subject_hits else ""
        yield f"r:{where}{hit.rule.id}{' if' if hit.is_conditional else ''}"


def concept_pairs(sentence: Sentence) -> list[str]:
    marks = sentence.marks
    found = []
    for place, first in enumerate(marks):
        reach = first.start + REACH_TOKENS
        for second in marks[place + 1 :]:
            if second.start > reach:
                break
            if second.start >= first.end and second.concept != first.concept:
                found.append(f"p:{first.concept}>{second.concept}")
    return found


def parts_of(word: str) -> tuple[str, ...]:
    """The runs of three to five letters of a word, its edges marked: endings and stems in any language."""
    if len(word) < SHORTEST_WORD_WITH_PARTS or word[0] == "#":
        return ()
    edged = f"<{word}>"
    return tuple(
        f"c:{edged[start : start + length]}" for length in SUBWORD_LENGTHS for start in range(len(edged) - length + 1)
    )


def _shape(view: View) -> list[str]:
    """Length, clock times, days and questions, in coarse steps."""
    tokens = [token for sentence in view.body for token in sentence.tokens]
    counts = {
        "times": tokens.count("#time"),
        "days": tokens.count("#day"),
        "questions": sum(sentence.is_question for sentence in view.body),
    }
    length = sum(len(tokens) >= step for step in _LENGTH_STEPS)
    return [f"length {length}", *(f"{name} {min(count, _MOST_COUNTED)}" for name, count in counts.items())]


def _sender_words(message: Message) -> list[str]:
    address = (message.sender.email if message.sender else None) or ""
    words = ["reply" if _REPLY_SUBJECT.match(message.subject) else "no reply"]
    if is_no_reply(address):
        words.append("nobody reads")
    if is_mail_provider(domain_of(address)):
        words.append("private address")
    if address.startswith(("mailer-daemon@", "postmaster@")):
        words.append("mail system")
    system = system_of(message)
    if system is not None:
        words.append(f"system {system.kind.value}")
    return words
