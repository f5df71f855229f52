"""Lines that may name a company are cut where a sentence ends, and a fragment is never the company (B3, B32)."""

from __future__ import annotations

import pytest

from rules.facts import company
from rules.facts.company_cuts import cuts, sentences, without_stop
from rules.reading import Intent
from tests.rules.letter_builder import OWNER, clues, letter

QUOTED = [
    (
        "Nia Roy <nia@cottonwoodcoop.example>",
        "en",
        "for Member Services at Cottonwood Co-op. It takes 30\nminutes.",
        "Cottonwood Co-op",
    ),
    (
        "Al Day <al@redoakinsurance.example>",
        "en",
        "with Red Oak Insurance. Just you and me, half an hour.",
        "Red Oak Insurance",
    ),
    (
        "Pia Ray <pia@stmaryshospice.example>",
        "en",
        "for the ward job here at\nSt. Mary's Hospice. Ask for me at the\ndesk.",
        "St. Mary's Hospice",
    ),
    (
        "Jo Hay <jo@jsmithandsons.example>",
        "en",
        "on Thursday at 9 for Carpenter at\nJ. Smith & Sons. Bring your own\nboots.",
        "J. Smith & Sons",
    ),
    (
        "Bo Kay <bo@pyeandco.example>",
        "en",
        "on Wednesday, we make windows at\nPye & Co. It is the blue gate.",
        "Pye & Co",
    ),
    (
        "Des Hall <des@gmail.com>",
        "en",
        "at 3 for the tester job at\nTin Roof Software. Ring the\nbell twice.",
        "Tin Roof Software",
    ),
    (
        "Ute Voss <voss@heller-labor.example>",
        "de",
        "am Mittwoch als MTA bei\nDr. Heller Labor. Bitte bringen Sie Ihr\nZeugnis mit.",
        "Dr. Heller Labor",
    ),
    (
        "Ugo Rea <ugo@officinamorandi.example>",
        "it",
        "per il colloquio come Restauratrice da\nOfficina Morandi.",
        "Officina Morandi",
    ),
    (
        "Ana Rey <ana@hornodelsur.example>",
        "es",
        "del puesto de Panadera en el\nHorno del Sur. Solo tú y yo,\nmedia hora.",
        "Horno del Sur",
    ),
    (
        "Eva Gil <eva@norcargo.example>",
        "pt",
        "para Motorista na terça às 10 na\nNorcargo Transportes, S.A. Fica ao lado\ndo porto.",
        "Norcargo Transportes",
    ),
    (
        "Jet Vos <jet@kaashuisvos.example>",
        "nl",
        "over de functie van Kaasmaker bij\nKaashuis Vos. Het duurt een half\nuur.",
        "Kaashuis Vos",
    ),
    (
        "Luc Roy <luc@verreriebleue.example>",
        "fr",
        "pour le poste de souffleur à la\nVerrerie Bleue ! Sonnez au portail et\ndemandez-moi.",
        "Verrerie Bleue",
    ),
]


@pytest.mark.parametrize(("sender", "language", "quoted", "name"), QUOTED, ids=[row[3] for row in QUOTED])
def test_a_reply_that_quotes_more_than_the_company_names_the_company_alone_b3_b32(
    sender: str, language: str, quoted: str, name: str
) -> None:
    message = letter("I can do Thursday instead.", sender, "Re: your interview", quoted_text=quoted)

    assert company.find(message, OWNER, clues(message, Intent.STATUS_UPDATE, language)) == name


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("role at Cottonwood Co-op. It takes 30", ["role", "Cottonwood Co-op.", "It takes 30"]),
        ("Ask at Loom & Last! Ring the bell", ["Ask", "Loom & Last!", "Ring the bell"]),
        ("Present salary. Notice period. Smoker? Robin", ["Present salary.", "Notice period.", "Smoker?", "Robin"]),
        ("Auld & Co. It is the blue gate", ["Auld & Co.", "It is the blue gate"]),
    ],
)
def test_a_line_is_cut_where_a_sentence_ends(line: str, parts: list[str]) -> None:
    assert cuts(line) == parts


@pytest.mark.parametrize(
    "name",
    [
        "St. Mary's Hospice", "J. Smith & Sons", "Dr. Heller Labor", "Gebr. Ostertag Kranbau", "Jump! Studios",
        "Kaltbrunn Systeme GmbH & Co. KG", "Grupo Tezontle S.A. de C.V.", "Pye Co. Ltd",
    ],
)  # fmt: skip
def test_a_name_with_a_full_stop_inside_stays_whole(name: str) -> None:
    assert list(sentences(name)) == [name]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Officina Morandi.", "Officina Morandi"),
        ("Kulturkeller e. V.", "Kulturkeller e. V."),
        ("Boon N.V.", "Boon N.V."),
    ],
)
def test_a_sentences_full_stop_is_no_part_of_the_name(name: str, plain: str) -> None:
    assert without_stop(name) == plain


@pytest.mark.parametrize(
    "line", ["Clogwyn Access on Thursday and Friday", "Clogwyn Access tomorrow", "Clogwyn Access loves climbers"]
)
def test_a_sentence_that_begins_with_the_company_is_no_fuller_form_of_it(line: str) -> None:
    message = letter("See you then.", "Ivy <ivy@clogwynaccess.example>", quoted_text=f"Come to\n{line}\nat ten.")

    assert company.find(message, OWNER, clues(message)) == "Clogwyn Access"
