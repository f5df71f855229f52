"""Drafts in every language but English: whole, mannerly, in the employer's form of address (B32)."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from itertools import combinations, product

import pytest

from agent import gallery, lints
from agent.compose import draft, facts_digest
from agent.draft_request import TONES, Anchor, DraftRequest, Note
from agent.material import language
from agent.salutation import form_of_address
from agent.wording import about_phrase
from providers.flowed import text_of
from rules.pacing import Step
from rules.reading import Medium, Person, Stage
from tests.agent.drafting import parsed, request

CODES = tuple(gallery.OTHER_LANGUAGES)
NAMES = ("Ingrid Keller", "José Müller-Łukasz", "Dr. Zoë Peña")
NOTES: dict[str, tuple[Note, ...]] = {
    "de": (Note("concern", "geringe Erfahrung mit Go"), Note("ask", "wie das Team die Bereitschaft aufteilt")),
    "fr": (Note("concern", "mon expérience limitée de Go"), Note("ask", "comment testez-vous les prévisions ?")),
    "es": (Note("concern", "mi experiencia limitada con Go"), Note("ask", "¿cómo se reparten las guardias?")),
    "pt": (Note("concern", "minha experiência limitada com Go"), Note("promised", "meu portfólio")),
    "nl": (Note("promised", "mijn portfolio"), Note("ask", "hoe het team de piketdienst verdeelt")),
    "it": (Note("promised", "il mio portfolio"), Note("ask", "come il team divide i turni")),
}
SATURDAY = date(2026, 5, 16)
FACTS: tuple[dict[str, object], ...] = (
    {},
    {"role": None, "company": None, "interview_on": None},
    {"to": Person(None, "p@acme.example"), "medium": Medium.PHONE, "stage": Stage.FINAL},
    {"role": "Ingénieur (H/F)", "company": "Universität Köln", "to_interviewed": False, "stage": Stage.PANEL},
    {
        "promise": date(2026, 5, 29),
        "may_ask_referral": True,
        "medium": Medium.ONSITE,
        "interview_on": date(2026, 5, 16),
    },
    {"promise": date(2026, 5, 15), "carries_thanks": True, "anchor": Anchor("<m@x.example>", (), "AW: Gespräch")},
)


def asked_for(code: str, number: int, **facts: object) -> DraftRequest:
    about = Note("about", gallery.ABOUT[code])
    notes = ((), (about,), (about, *NOTES[code]))[number % 3]
    known: dict[str, object] = {
        "language": code, "notes": notes, "fit": (None, gallery.FITS[code])[number % 2],
        "topic": (None, gallery.ABOUT[code])[number % 4 == 0], "country": "DE",
        "message_id": f"<{number}@inkmail.example>", "to": Person(NAMES[number % 3], "p@acme.example"),
    }  # fmt: skip
    return request(**{**known, **facts})


@pytest.mark.parametrize(("code", "step"), list(product(CODES, Step)))
def test_every_combination_gives_a_draft_without_fault(code: str, step: Step) -> None:
    """B32, over tones, address, and facts, notes, fit and topic present or absent (a fixed sample of them)."""
    for number, (tone, address, facts) in enumerate(product(TONES, (None, "informal"), FACTS)):
        asked = asked_for(code, number, step=step, tone=tone, address=address, **facts)
        composed = draft(asked)
        assert lints.faults(composed, asked) == ()
        assert text_of(parsed(composed)) == composed.body
        assert str(parsed(composed)["Subject"]) == composed.subject


@pytest.mark.parametrize(("code", "tone", "address"), list(product(CODES, TONES, (None, "informal"))))
def test_a_round_with_a_panel_of_three_never_repeats_a_sentence(code: str, tone: str, address: str | None) -> None:
    """B30, B32: three thank-yous that know nothing of each other, then every later step."""
    panel = [
        asked_for(
            code, 5, tone=tone, address=address, to=Person(name, f"p{i}@acme.example"), panel_index=i, panel_size=3
        )
        for i, name in enumerate(NAMES)
    ]
    drafts = [draft(asked) for asked in panel]
    for step in (Step.CHECK_IN, Step.NUDGE, Step.CLOSING, Step.REJECTION_REPLY, Step.WITHDRAWAL):
        used = frozenset().union(*(d.sentences for d in drafts))
        asked = asked_for(code, 5, step=step, tone=tone, address=address, carries_thanks=True, used_sentences=used)
        drafts.append(draft(asked))
        assert lints.faults(drafts[-1], asked) == ()
    assert not any(set(a.sentences) & set(b.sentences) for a, b in combinations(drafts, 2))


@pytest.mark.parametrize(
    ("code", "name", "formal", "informal"),
    [
        ("de", "Ingrid Keller", "Guten Tag Ingrid Keller,", "Hallo Ingrid,"),
        ("de", "Frau Dr. Ingrid Keller", "Sehr geehrte Frau Dr. Keller,", "Hallo Ingrid,"),
        ("de", "Herr Klaus von Weber", "Sehr geehrter Herr von Weber,", "Hallo Klaus,"),
        ("fr", "Claire Martin", "Bonjour Claire Martin,", "Bonjour Claire,"),
        ("fr", "Mme Claire Martin", "Bonjour Madame Martin,", "Bonjour Claire,"),
        ("es", "Ana Pérez", "Hola, Ana Pérez:", "Hola, Ana:"),
        ("nl", "Marloes van Rijn", "Beste Marloes van Rijn,", "Beste Marloes,"),
        ("nl", "mevrouw van Rijn", "Geachte mevrouw Van Rijn,", "Geachte mevrouw Van Rijn,"),
        ("it", "Anna Rossi", "Gentile Anna Rossi,", "Ciao Anna,"),
        ("pt", "Ana Souza", "Olá, Ana Souza,", "Olá, Ana,"),
    ],
)
def test_a_greeting_follows_custom_and_guesses_no_gender(code: str, name: str, formal: str, informal: str) -> None:
    said = [
        draft(asked_for(code, 1, to=Person(name, "p@x.example"), address=address)).body.split("\n")[0]
        for address in (None, "informal")
    ]
    assert said == [formal, informal]


@pytest.mark.parametrize(
    ("code", "day", "shown"),
    [
        ("de", date(2026, 5, 11), "am Montag, 11. Mai"),
        ("fr", date(2026, 5, 11), "lundi 11 mai"),
        ("fr", date(2026, 5, 1), "vendredi 1er mai"),
        ("es", date(2026, 5, 11), "lunes 11 de mayo"),
        ("nl", date(2026, 5, 11), "op maandag 11 mei"),
        ("it", date(2026, 5, 11), "lunedì 11 maggio"),
        ("pt", date(2026, 5, 11), "segunda-feira, 11 de maio"),
    ],
)
def test_dates_are_written_by_custom(code: str, day: date, shown: str) -> None:
    assert shown in draft(asked_for(code, 1, interview_on=day)).body


@pytest.mark.parametrize(
    ("code", "role", "phrase"),
    [
        ("fr", "Architecte", "poste d’Architecte"),
        ("fr", "Comptable H/F", "poste de Comptable chez"),
        ("de", "Entwickler (m/w/d)", "Position als Entwickler bei"),
        ("de", "Entwickler*in", "Position als Entwickler:in bei"),
        ("de", "Praktikum", "Position „Praktikum“ bei"),
        ("it", "Analista", "posizione di Analista presso"),
    ],
)
def test_a_role_joins_its_sentence(code: str, role: str, phrase: str) -> None:
    assert phrase in draft(asked_for(code, 1, role=role)).body


@pytest.mark.parametrize(
    ("code", "banned"),
    [
        ("de", "Ich wollte nur kurz nachfragen."),
        ("fr", "Je me permets de relancer."),
        ("es", "Solo quería saber cómo va."),
        ("pt", "Só queria saber."),
        ("nl", "Ik wilde even informeren."),
        ("it", "Volevo solo sapere."),
    ],
)
def test_the_languages_own_empty_phrases_are_faults(code: str, banned: str) -> None:
    rules = language(code).manners["never"]
    assert any(re.search(rule, banned, re.IGNORECASE) for rule in rules)


@pytest.mark.parametrize(
    ("code", "text", "form"),
    [
        ("de", "Wir freuen uns auf Sie und Ihre Unterlagen.", "formal"),
        ("de", "Schön, dass du dabei warst, wir melden uns bei dir.", "informal"),
        ("fr", "Nous vous remercions de votre temps.", "formal"),
        ("fr", "Merci, tu peux nous dire si ton agenda le permet ?", "informal"),
        ("es", "Le agradecemos su interés.", "formal"),
        ("es", "Cuéntanos si puedes el martes, y tu horario.", "informal"),
        ("nl", "Kunt u ons uw cv sturen?", "formal"),
        ("nl", "Laat je weten of jouw agenda het toelaat?", "informal"),
        ("it", "Gentile candidata, La ringraziamo per la Sua candidatura.", "formal"),
        ("it", "Ciao, puoi dirci se ti va bene martedì?", "informal"),
        ("pt", "Agradecemos ao senhor pela presença.", "formal"),
        ("pt", "Diz-nos se podes na terça, e contigo falamos.", "informal"),
        ("pt", "Você pode na terça?", None),
        ("en", "You can come.", None),
        ("en", "Dear Ms. Abernathy,\n\nWe are pleased to invite you.", "formal"),
        ("en", "Good morning Dr Okafor, the panel will see you at ten.", "formal"),
        ("en", "Dear Nell,\n\nWe'd love to meet you. Dear me, what a week.", "informal"),
        ("en", "Hi Nell, Dr. Walsh will see you.", "informal"),
        ("de", "Hallo.", None),
    ],
)
def test_the_employers_form_of_address_is_read(code: str, text: str, form: str | None) -> None:
    assert form_of_address(text, code) == form


@pytest.mark.parametrize(
    ("name", "address", "greeting"),
    [
        ("Gregor Walsh", "formal", "Dear Gregor Walsh,"),
        ("Gregor Walsh", "informal", "Hello Gregor,"),
        ("Gregor Walsh", None, "Hello Gregor,"),
        ("Mrs Margaret Clarke", "formal", "Dear Mrs Clarke,"),
    ],
)
def test_whoever_writes_dear_ms_roth_is_not_answered_by_a_given_name_b32(
    name: str, address: str | None, greeting: str
) -> None:
    """Nobody's Mr or Ms is guessed: the whole name stands for it."""
    person = Person(name, "office@pinecrest.example")
    written = draft(request(to=person, address=address, own_greeting="Hi {{ given }},", tone="warm"))
    assert written.body.startswith("Hi Gregor," if greeting == "Hello Gregor," else greeting)
    assert draft(request(to=person, address=address, tone="warm")).body.startswith(greeting)


@pytest.mark.parametrize("code", CODES)
def test_an_english_note_stays_beside_a_draft_in_another_language(code: str) -> None:
    """B32, B35: a name is the same everywhere, a phrase is not."""
    assert about_phrase("the forecasting project", code) is None
    assert about_phrase("how they moved to Kafka", code) is None
    assert about_phrase("Project Atlas", code) == "Project Atlas"
    assert about_phrase(gallery.ABOUT[code]) is None
    assert "forecast" not in draft(asked_for(code, 0, notes=(Note("about", "the forecasting project"),))).body


@pytest.mark.parametrize("code", CODES)
def test_the_form_of_address_changes_the_digest(code: str) -> None:
    formal, informal = (asked_for(code, 1, address=address) for address in ("formal", "informal"))
    assert facts_digest(formal) == facts_digest(asked_for(code, 1))
    assert facts_digest(formal) != facts_digest(informal)
    assert facts_digest(request(address="informal")) == facts_digest(request())


def test_only_the_language_that_is_needed_is_read() -> None:
    code = (
        "import pathlib; reads = []; real = pathlib.Path.read_text\n"
        "pathlib.Path.read_text = lambda self, *a, **k: (reads.append(str(self)), real(self, *a, **k))[1]\n"
        "from agent.material import language; language('nl')\n"
        "print(sorted({pathlib.Path(r).parent.name for r in reads if 'templates' in r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['nl', 'templates']"
