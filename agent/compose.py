"""The words and the mail of one draft, from a `DraftRequest` (B30 to B33). Pure and deterministic.

Facts become phrases (phrases.py), phrases and hand-written sentences become paragraphs (sentences.py, templates/),
and these become a message (mime.py). `lints.faults` judges the result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from agent import mime
from agent.blotting import fingerprints
from agent.draft_request import Anchor, Composed, DraftRequest, Note, Signature
from agent.material import Language, language
from agent.own_templates import OwnTemplate
from agent.phrases import Facts, attached_file, cleaned_fact, facts, recipient
from agent.salutation import Name, bare, cleaned_name
from agent.sentences import Chosen, choose, subject
from agent.wording import one_line, tidy

__all__ = ["Anchor", "Composed", "DraftRequest", "Note", "Signature", "draft", "facts_digest", "with_text"]


def draft(request: DraftRequest, own: OwnTemplate | None = None) -> Composed:
    """The finished draft, in the owner's own text for its step if there is one.

    Raises ValueError for a sender without a usable address or a time without a zone.
    """
    tongue = language(request.language)
    known = facts(request, tongue)
    if own:
        return _in_own_words(request, tongue, known, own)
    chosen = choose(request, tongue, known)
    slots = {c.slot for c in chosen}
    file = attached_file(request, tongue) if "attached" in slots else None
    composed = _whole(request, tongue, known, "\n\n".join(_paragraphs(chosen)), _subject(request, tongue, known))
    return replace(
        composed,
        sentences=tuple(c.fingerprint for c in chosen),
        slots=tuple(c.slot for c in chosen),
        attachments=(file,) if file else (),
        promised=str(known["promised"]) if "promised" in slots else "",
    )


def with_text(request: DraftRequest, text: str, subject: str) -> Composed:
    """A draft with other words between greeting and sign-off; `lints` must judge it before it is placed."""
    tongue = language(request.language)
    return _whole(request, tongue, facts(request, tongue), text, subject)


def _in_own_words(request: DraftRequest, tongue: Language, known: Facts, own: OwnTemplate) -> Composed:
    paragraphs = (tidy(" ".join(text.split())) for text in own.text.render(known).split("\n\n"))
    line = one_line(own.subject.render(known)) if own.subject and not request.anchor else ""
    text = "\n\n".join(filter(None, paragraphs))
    composed = _whole(request, tongue, known, text, line or _subject(request, tongue, known))
    says = own.variables
    file = attached_file(request, tongue) if {"attached", "promised"} & says else None
    return replace(
        composed,
        attachments=(file,) if file else (),
        promised=str(known["promised"]) if "promised" in says and not file else "",
    )


def _whole(request: DraftRequest, tongue: Language, known: Facts, text: str, line: str) -> Composed:
    body = "\n\n".join([greeting(request, tongue, known), text, sign_off(request, tongue)]) + "\n"
    raw = mime.build(
        sender=request.sender,
        to=request.to,
        subject=line,
        body=body,
        message_id=request.message_id,
        written_at=request.written_at,
        anchor=request.anchor,
    )
    return Composed(line, body, raw, fingerprints(text, known))


def facts_digest(request: DraftRequest, own: OwnTemplate | None = None) -> str:
    """Changes exactly when the words would have to (B27): on facts this step speaks of, not on ids or the clock.

    A promised day that passes changes it, a promise that the step never mentions does not.
    """
    tongue = language(request.language)
    known = facts(request, tongue)
    spoken_of = tongue.steps[request.step].variables | (own.variables if own else frozenset())
    variables = sorted(spoken_of & known.keys())
    said = {
        "facts": {name: known[name] for name in variables},
        "ends": [greeting(request, tongue, known), sign_off(request, tongue), _subject(request, tongue, known)],
        "manner": [request.step, tongue.code, request.tone, request.length, tongue.is_informal(request.address)],
        "left_out": sorted(request.left_out),
        "own_lines": [(slot, tongue.phrase(text, known)) for slot, text in request.own_lines],
        "own": own.digest if own else None,
        "file": attached_file(request, tongue),
        "people": [(cleaned_name(p.name), p.email) for p in (request.to, request.sender) if p],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def greeting(request: DraftRequest, tongue: Language, known: Facts) -> str:
    """The greeting by the customs of the language: given name, title and family name, whole name, team, or nobody."""
    forms = _for_tone(_manner_of(request, tongue)["greetings"], request.tone)
    name = recipient(request, tongue)
    company = cleaned_fact(request.company)
    if name:
        return _greeting_by_name(name, forms, request, tongue, known)
    called = (request.to.name or "") if request.to else ""
    form = "team" if company and "@" not in called and cleaned_name(called) else "nobody"
    return tidy(tongue.phrase(forms[form], {**known, "company": company}))


def _greeting_by_name(
    name: Name, forms: Mapping[str, str], request: DraftRequest, tongue: Language, known: Facts
) -> str:
    """Mrs and Mr stand only where the mail itself writes them: nobody's gender is guessed from a name."""
    if request.own_greeting and name.given and not name.titles and not tongue.is_stiff(request.address):
        return tidy(tongue.phrase(request.own_greeting, known))
    courtesies = tongue.customs.get("courtesies", {})
    courtesy = next((form for title in name.titles if (form := courtesies.get(bare(title)))), None)
    if tongue.is_informal(request.address) and name.given:
        return tidy(tongue.phrase(forms["given"], known))
    if courtesy and name.family:
        family = name.family
        if tongue.customs.get("particle_after_courtesy") == "capital":
            family = family[:1].upper() + family[1:]
        title = next((title for title in name.titles if bare(title) not in courtesies), "")
        return tidy(tongue.phrase(courtesy, {**known, "family": family, "title": title}))
    return tidy(tongue.phrase(forms[_form(name)], known))


def _form(name: Name) -> str:
    if name.is_titled_by_given_name:
        return "titled_given"
    return "titled" if name.title and name.family else "given" if name.given else "full"


def _manner_of(request: DraftRequest, tongue: Language) -> Mapping[str, Any]:
    """The customs for the form of address: greetings and sign-offs."""
    if tongue.is_stiff(request.address):
        return {**tongue.customs, **tongue.customs["stiff"]}
    informal: Mapping[str, Any] = tongue.customs.get("informal", {})
    return informal if tongue.is_informal(request.address) else tongue.customs


def _for_tone(by_tone: Mapping[str, Any], tone: str) -> Any:
    return by_tone.get(tone) or by_tone["neutral"]


def sign_off(request: DraftRequest, tongue: Language) -> str:
    """The closing words and the owner's signature, one line each (B32)."""
    manner = _manner_of(request, tongue)
    special = manner.get("sign_offs_by_country", {}).get((request.country or "").upper(), {})
    usual = special.get(request.tone) or _for_tone(manner["sign_offs"], request.tone)
    closing = request.own_sign_off or usual
    signature = request.signature
    lines = [one_line(part) for part in (signature.name, signature.phone or "", signature.link or "")]
    return "\n".join([closing, *filter(None, lines)])


def _paragraphs(chosen: tuple[Chosen, ...]) -> list[str]:
    """The material's paragraphs; one of a single sentence, between the first and the last, joins the next."""
    groups = [[c.text for c in group] for _, group in groupby(chosen, key=lambda c: c.paragraph)]
    for place in range(len(groups) - 2, 0, -1):
        if len(groups[place]) == 1:
            groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return [" ".join(texts) for texts in groups]


def _subject(request: DraftRequest, tongue: Language, known: Facts) -> str:
    own = subject(request, tongue, known)
    if request.anchor is None:
        return mime.one_line(own)
    return mime.reply_subject(request.anchor.subject) or f"Re: {mime.one_line(own)}"
