"""Every combination of step, tone, language and form of address, over facts, notes and panels present and absent (B32).

    python -m tests.agent.sweep              # 300 rows of facts for each: some ten minutes
    python -m tests.agent.sweep --rows 3000  # as long as you like

A test runs a few rows of each. Which rows is decided by arithmetic, not by chance, so every run looks at the same ones.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations, product
from typing import Any

from agent import gallery, lints, mime
from agent.blotting import blotted
from agent.compose import draft
from agent.draft_request import TONES, Composed, DraftRequest, Note
from agent.material import language, languages
from agent.phrases import facts
from agent.polishing import text_of
from rules.pacing import Step
from rules.reading import Medium, Person, Stage
from tests.agent.drafting import parsed, request

CODES = languages()
MOST_ALIKE = 0.75
"""Two thank-yous to one panel that share more of their characters than this, facts aside, would be noticed."""
STRIDE = 7_919
"""A prime: rows taken with it are spread over all columns."""

NOTES: dict[str, tuple[str, str, str]] = {
    "en": ("limited experience with Go", "how the team shares its on-call duty", "send portfolio"),
    "de": ("geringe Erfahrung mit Go", "wie das Team die Bereitschaft aufteilt", "mein Portfolio"),
    "fr": ("mon expérience limitée de Go", "comment testez-vous les prévisions ?", "mon portfolio"),
    "es": ("mi experiencia limitada con Go", "¿cómo se reparten las guardias?", "mi portafolio"),
    "pt": ("minha experiência limitada com Go", "como a equipe divide os plantões", "meu portfólio"),
    "nl": ("mijn beperkte ervaring met Go", "hoe het team de piketdienst verdeelt", "mijn portfolio"),
    "it": ("la mia esperienza limitata con Go", "come il team divide i turni", "il mio portfolio"),
}
EVENTS = {
    "en": "launch on the 12th", "de": "der Start am 12. Mai", "fr": "le lancement du 12 mai", "es": "el lanzamiento",
    "pt": "o lançamento", "nl": "de lancering", "it": "il lancio",
}  # fmt: skip
COLUMNS: dict[str, tuple[Any, ...]] = {
    "role": (None, "Data Analyst", "Ingénieur (H/F)", "Summer Internship", "HEAD OF FINANCE", "Manager, Claims"),
    "company": (None, "Acme Inc.", "University of Lune", "Universität Köln", "Müller & Söhne GmbH", "'t Hooft B.V."),
    "to": ("Priya Raman", None, "Dr. Zoë Peña", "Frau Ingrid Keller", "hiring team", "O'DELL, Seán"),
    "interview_on": (None, date(2026, 5, 11), date(2026, 5, 16), date(2025, 12, 1)),
    "promise": (None, date(2026, 5, 15), date(2026, 5, 29)),
    "medium": (None, Medium.PHONE, Medium.VIDEO, Medium.ONSITE),
    "stage": (None, Stage.FINAL, Stage.TECHNICAL, Stage.ONSITE, Stage.PANEL),
    "fit": (False, True),
    "topic": (False, True),
    "notes": (0, 1, 2, 4, 5),
    "event": (False, True),
    "starts_on": (None, date(2026, 7, 6), date(2027, 1, 4)),
    "had_material": (False, True),
    "length": (None, "short", "long"),
    "carries_thanks": (False, True),
    "may_ask_referral": (False, True),
    "to_interviewed": (True, False),
    "day_is_certain": (True, False),
    "panel_size": (1, 3, 6),
}


@dataclass(frozen=True)
class Found:
    """A draft that should not be placed, and why."""

    request: DraftRequest
    why: str


def rows(count: int, offset: int = 0) -> Iterator[dict[str, Any]]:
    """So many rows of facts, spread over all columns."""
    total = 1
    for values in COLUMNS.values():
        total *= len(values)
    for number in range(count):
        place = (offset + number + 1) * STRIDE * STRIDE % total
        row = {}
        for name, values in COLUMNS.items():
            place, at = divmod(place, len(values))
            row[name] = values[at]
        yield row


def asked(code: str, row: dict[str, Any], number: int, **fixed: Any) -> DraftRequest:
    """The request of one row."""
    concern, ask, promised = NOTES[code]
    about = gallery.ABOUT.get(code, "the forecasting project")
    notes = (
        Note("about", about), Note("concern", concern), Note("ask", ask), Note("promised", promised, "portfolio.pdf"),
        Note("promised", promised),
    )  # fmt: skip
    kept = notes[:4] if row["notes"] == 4 else (*notes[:3], notes[4]) if row["notes"] == 5 else notes[: row["notes"]]
    facts = {
        **row,
        "to": Person(row["to"], "p@acme.example"),
        "fit": gallery.FITS.get(code, gallery.FIT) if row["fit"] else None,
        "topic": about if row["topic"] else None,
        "event": EVENTS[code] if row["event"] else None,
        "notes": kept,
        "other_interviewers": row["panel_size"],
        "message_id": f"<{number}@inkmail.example>",
        "country": ("US", "GB", "DE", "CH")[number % 4],
    }
    if fixed["step"] is not Step.THANK_YOU or not row["to_interviewed"]:  # with nobody to thank it goes to one contact
        facts["panel_size"] = 1
    return request(language=code, **facts, **fixed)


def sweep(count: int) -> Iterator[Found]:
    """Everything that is wrong in so many rows of each combination."""
    whole = product(Step, TONES, CODES, (None, "informal"))
    for number, (step, tone, code, address) in enumerate(whole):
        for row in rows(count, number * count):
            first = asked(code, row, number, step=step, tone=tone, address=address)
            drafts: list[Composed] = []
            for index in range(first.panel_size):
                used = frozenset(s for d in drafts for s in d.sentences)
                one = replace(first, panel_index=index, used_sentences=used)
                drafts.append(draft(one))
                yield from (Found(one, why) for why in _faults(one, drafts[-1]))
            yield from (Found(first, why) for why in _alike(first, drafts))


def _faults(one: DraftRequest, composed: Composed) -> Iterator[str]:
    yield from lints.faults(composed, one)
    message = parsed(composed)
    if message.defects or any(len(line) > mime.MAX_LINE_LENGTH for line in composed.mime.split(b"\r\n")):
        yield "The message is not as RFC 5322 wants it."
    if bool(composed.attachments) and composed.promised:
        yield "It promises what is attached."


def _alike(first: DraftRequest, drafts: list[Composed]) -> Iterator[str]:
    """Two of a panel that one reader would notice; the facts in them are the same for all, and do not count."""
    known = facts(first, language(first.language))
    for one, other in combinations(drafts, 2):
        if set(one.sentences) & set(other.sentences):
            yield "Two of a panel share a sentence."
        texts = [blotted(text_of(d.body), known) for d in (one, other)]
        # The quick upper bound first: the true likeness of two whole mails takes a while.
        matcher = SequenceMatcher(None, *texts, autojunk=False)
        if matcher.quick_ratio() > MOST_ALIKE and matcher.ratio() > MOST_ALIKE:
            yield f"Two of a panel are {matcher.ratio():.0%} alike."


def main(arguments: list[str]) -> int:
    """Prints what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300, help="rows of facts for each combination")
    count = 0
    for found in sweep(parser.parse_args(arguments).rows):
        count += 1
        one = found.request
        print(f"{one.step} {one.tone} {one.language} {one.address}: {found.why}\n{one}\n")
    print(f"{count} faults")
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
