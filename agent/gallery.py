"""The gallery: one of each draft, as a page to read (docs/drafts.md).

`python -m agent.gallery > docs/drafts.md` renders it anew; a test fails when the page and the words have drifted apart.
`python -m agent.gallery --sentences` prints every sentence there is, with sample facts, for reading aloud.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from agent.compose import draft
from agent.draft_request import TONES, Anchor, DraftRequest, Note, Signature
from agent.material import language, languages
from agent.phrases import facts
from agent.template_variables import FLAGS, VARIABLES
from agent.wording import tidy
from rules.pacing import Step
from rules.reading import Medium, Person, Stage

PAGE_WIDTH = 100

INTRODUCTION = """# Drafts

What Followthrough writes, so that you can read it before it writes for you. Every text below is composed by the
program from invented facts; `python -m agent.gallery > docs/drafts.md` renders this page anew. Which sentences a draft
gets is decided by its own Message-ID, so yours will differ, but the same draft always reads the same. No sentence comes
twice in one thread.

The words live in `agent/templates/`, one folder a language and one file a step; `agent/templates/README.md` says how
they are written.
"""

USUAL = DraftRequest(
    step=Step.THANK_YOU,
    to=Person("Aylin Demir", "aylin.demir@lumenfeld.example"),
    sender=Person("Felix Brandt", "felix@inkmail.example"),
    signature=Signature("Felix Brandt", "+49 30 23125 417", "https://felixbrandt.example"),
    company="Lumenfeld",
    role="Grid Data Engineer",
    language="en",
    tone="neutral",
    interview_on=date(2026, 5, 11),
    stage=None,
    medium=Medium.VIDEO,
    other_interviewers=0,
    panel_index=0,
    panel_size=1,
    promise=None,
    carries_thanks=False,
    topic=None,
    fit=None,
    notes=(),
    used_sentences=frozenset(),
    may_ask_referral=False,
    today=date(2026, 5, 18),
    anchor=None,
    message_id="<gallery@inkmail.example>",
    written_at=datetime(2026, 5, 18, 9, tzinfo=UTC),
    country="GB",
)
FIT = "six years of work with grid data"
NOTES = (
    Note("about", "the forecasting project"),
    Note("ask", "how do they test forecasts before a release?"),
    Note("concern", "limited experience with Go"),
)
PROMISED = Note("promised", "send my portfolio", "portfolio.pdf")
PROMISE = date(2026, 5, 15)
START = date(2026, 7, 6)
OTHER_LANGUAGES = {
    "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "nl": "Dutch", "it": "Italian"
}  # fmt: skip
ABOUT = {
    "de": "das Prognoseprojekt",
    "fr": "le projet de prévision",
    "es": "el proyecto de previsión",
    "pt": "o projeto de previsão",
    "nl": "het voorspellingsproject",
    "it": "il progetto di previsione",
}
FITS = {
    "de": "sechs Jahre Erfahrung mit Netzdaten",
    "fr": "six ans d’expérience des données de réseau",
    "es": "seis años de experiencia con datos de red",
    "pt": "seis anos de experiência com dados de rede",
    "nl": "zes jaar ervaring met netdata",
    "it": "sei anni di esperienza con i dati di rete",
}
PANEL = ("Aylin Demir", "Jonas Falk", "Dr. Martin Ebert")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One text of the gallery, and what is known in it."""

    title: str
    request: DraftRequest


def page() -> str:
    """The whole page, as Markdown."""
    parts = [INTRODUCTION]
    for step in Step:
        parts.append(f"## {step.value.replace('_', ' ').capitalize()}\n")
        parts += [_shown(exhibit) for exhibit in exhibits(step)]
    parts.append("## Other ways than mail\n")
    parts += [_other_ways(code, name) for code, name in {"en": "English", **OTHER_LANGUAGES}.items()]
    for code, name in OTHER_LANGUAGES.items():
        parts.append(f"## {name}\n")
        parts += [_shown(exhibit) for exhibit in exhibits_in(code)]
    return "\n".join([*parts, _variables()])


def exhibits(step: Step) -> tuple[Exhibit, ...]:
    """The texts shown for one step: the usual case in every tone, then what makes a difference to it."""
    usual = replace(USUAL, step=step)
    in_tones = [Exhibit(f"{tone.capitalize()}, with little known", replace(usual, tone=tone)) for tone in TONES]
    return tuple([*in_tones, *_thank_yous()] if step is Step.THANK_YOU else [*in_tones, *_later(usual)])


def exhibits_in(code: str) -> tuple[Exhibit, ...]:
    """One of each step in another language, and a thank-you to somebody who is on first-name terms."""
    usual = replace(USUAL, language=code, notes=(Note("about", ABOUT[code]),), fit=FITS[code], promise=PROMISE)
    steps = [
        Exhibit(f"{step.value.replace('_', ' ').capitalize()} ({code})", replace(usual, step=step)) for step in Step
    ]
    return (*steps, Exhibit(f"Thank you, informally ({code})", replace(usual, address="informal")))


def sentences(code: str) -> Iterator[str]:
    """Every sentence of a language with sample facts in it, step by step and slot by slot."""
    tongue = language(code)
    for step in Step:
        known = dict(facts(replace(USUAL, step=step, notes=NOTES, promise=PROMISE, fit=FIT), tongue)) | _SAMPLES
        for slot in tongue.steps[step].slots:
            yield f"{step.value}: {slot.name}"
            yield from (f"    {tidy(sentence.said(known))}" for sentence in slot.sentences)


_SAMPLES = {
    "about": "how you moved to Kafka",
    "also_about": "the new control room",
    "topic": "the pricing engine",
    "ask": "how the team shares its on-call duty",
    "ask_question": "How do you test forecasts before a release?",
    "concern": "my limited experience with Go",
    "fit": FIT,
    "event": "the launch on the 12th",
    "connection": "Lund University",
    "promised": "the portfolio",
    "fit_sentence": "I have run grid models for six years.",
}


def _thank_yous() -> tuple[Exhibit, ...]:
    noted = replace(USUAL, notes=NOTES, fit=FIT, stage=Stage.TECHNICAL)
    panel = tuple(
        Exhibit(
            f"To a panel of three, the {place}",
            replace(
                noted, to=Person(name, f"p{i}@lumenfeld.example"), panel_index=i, panel_size=3, other_interviewers=2
            ),
        )
        for i, (name, place) in enumerate(zip(PANEL, ("first", "second", "third"), strict=True))
    )
    return (
        *(Exhibit(f"{tone.capitalize()}, with notes and a line of fit", replace(noted, tone=tone)) for tone in TONES),
        Exhibit("With something in common", replace(USUAL, notes=(NOTES[0], Note("connection", "Lund University")))),
        Exhibit("With what was promised attached", replace(USUAL, notes=(PROMISED,), length="long", fit=FIT)),
        Exhibit("With something to read before the interview", replace(USUAL, had_material=True, fit=FIT)),
        Exhibit("A topic of the invitation, no notes", replace(USUAL, topic="the pricing engine", fit=FIT)),
        Exhibit(
            "No name, no role, no date", replace(USUAL, to=Person(None, "a@b.example"), role=None, interview_on=None)
        ),
        Exhibit("To the recruiter, with no interviewer's address known", replace(USUAL, to_interviewed=False)),
        *panel,
    )


def _later(usual: DraftRequest) -> tuple[Exhibit, ...]:
    noted = replace(usual, notes=NOTES, fit=FIT)
    shown: list[Exhibit] = [Exhibit("With notes and a line of fit", noted)]
    if usual.step in (Step.CHECK_IN, Step.NUDGE):
        shown += [
            Exhibit(f"{tone.capitalize()}, after a promised day", replace(usual, tone=tone, promise=PROMISE))
            for tone in TONES
        ]
        shown.append(Exhibit("Carrying the thanks of an overtaken thank-you", replace(noted, carries_thanks=True)))
    if usual.step is Step.CHECK_IN:
        shown.append(Exhibit("With the start date that they named", replace(usual, starts_on=START)))
    if usual.step in (Step.CLOSING, Step.REJECTION_REPLY):
        shown.append(Exhibit("With a referral asked for", replace(noted, may_ask_referral=True)))
    if usual.step in (Step.REJECTION_REPLY, Step.WITHDRAWAL):
        shown.append(Exhibit("Before any interview", replace(usual, interview_on=None)))
    if usual.step in (Step.CHECK_IN, Step.NUDGE):
        shown.append(Exhibit("On a day that the owner chose", replace(usual, event="launch on the 12th")))
    anchor = Anchor("<m@lumenfeld.example>", (), "Your interview at Lumenfeld")
    return (*shown, Exhibit("As a reply, company unknown", replace(usual, anchor=anchor, company=None)))


def _shown(exhibit: Exhibit) -> str:
    # Each exhibit has an id of its own, as every draft has, so that the page shows many sentences.
    asked = replace(
        exhibit.request, message_id=f"<{exhibit.request.step}.{exhibit.title.replace(' ', '-')}@inkmail.example>"
    )
    composed = draft(asked)
    lines = [line for text in composed.body.rstrip().split("\n") for line in textwrap.wrap(text, PAGE_WIDTH) or [""]]
    return "\n".join([f"### {exhibit.title}\n", "```text", f"Subject: {composed.subject}", "", *lines, "```", ""])


def _other_ways(code: str, name: str) -> str:
    """The words of a LinkedIn note, a call and a mail to be passed on, as `show` puts them together."""
    tongue = language(code)
    known = facts(replace(USUAL, language=code), tongue)
    texts = [f"{key.replace('_', ' '):<20} {tidy(said.said(known))}" for key, said in tongue.outreach.items()]
    return "\n".join([f"### {name}\n", "```text", *texts, "```", ""])


def _variables() -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in (*VARIABLES.items(), *FLAGS.items())]
    head = ["## Variables of the sentences", "", "| name | meaning |", "|---|---|"]
    return "\n".join([*head, *rows, ""])


def main(arguments: Sequence[str]) -> None:
    """Prints the page, or with `--sentences` all sentences of all languages."""
    if list(arguments) == ["--sentences"]:
        print("\n".join(line for code in languages() for line in sentences(code)))
    else:
        print(page(), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
