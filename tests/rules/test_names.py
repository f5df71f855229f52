"""The grammar of names: persons, companies, titles, letters (shared by the facts)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import letters, organisations, people, title_words, titles
from rules.pieces import PackedWords, joined, pieces
from tests.rules.letter_builder import letter


@given(st.text(max_size=200))
def test_pieces_joined_again_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


@given(st.lists(st.from_regex(r"[a-c]{1,5}", fullmatch=True)), st.from_regex(r"[a-c]{0,5}", fullmatch=True))
def test_packed_words_are_a_set_of_whole_words(words: list[str], other: str) -> None:
    packed = PackedWords(words)
    assert all(word in packed for word in words)
    assert (other in packed) == (other in words)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Dr. Elaine Marsh", "Elaine Marsh"),
        ("Cole, Dana", "Dana Cole"),
        ("Ruth Calloway, DVM", "Ruth Calloway"),
        ("Lic. Fernanda Ocampo", "Fernanda Ocampo"),
        ("Dana Cole (she/her)", "Dana Cole"),
        ("i.A. Sabine Kroll", "Sabine Kroll"),
    ],
)
def test_titles_degrees_and_asides_are_left_out(name: str, bare: str) -> None:
    """docs/corpus.md: academic titles and honorifics are ignored in comparison."""
    assert people.bare(name) == bare


@pytest.mark.parametrize(
    "name",
    [
        *("Store Careers", "HR Team", "Google Calendar", "Acme Talent Acquisition", "no-reply", "12 Monkeys"),
        *(
            "Flusswerk Karriere",
            "Emploi Rivage",
            "Carreiras Vale",
            "Vacatures Zilverberk",
            "Ricerca Personale",
            "Empleo Sur",
        ),
    ],
)
def test_desks_are_no_persons(name: str) -> None:
    assert not people.is_person(name)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Gideon Strauss", "gstrauss@a.example"),
        ("Rowan Castellanos", "rowan.c@a.example"),
        ("Hakim Bensaïd", "hbensaid@a.example"),
        ("Jürgen Müller", "juergen.mueller@a.example"),
        ("Mo Farouk", "mo@a.example"),
        ("T. V. Ramaswamy", "tvr@a.example"),
    ],
)
def test_addresses_are_known_to_be_made_of_names(name: str, address: str) -> None:
    assert people.fits(name, address)


@pytest.mark.parametrize(("name", "address"), [("Dana Cole", "careers@a.example"), ("Tom Bell", "wes@a.example")])
def test_other_addresses_are_not(name: str, address: str) -> None:
    assert not people.fits(name, address)


@pytest.mark.parametrize(
    ("display", "person"),
    [
        ("Dana Cole (Acme)", "Dana Cole"),
        ("Asha Pillai via Calendly", "Asha Pillai"),
        ("Dana at Acme", "Dana"),
        ("Acme Careers", None),
        ("Talent Acquisition Ranjitha K", "Ranjitha K"),
    ],
)
def test_the_person_in_a_display_name(display: str, person: str | None) -> None:
    assert people.spoken_by(display) == person


@pytest.mark.parametrize(
    ("display", "person"),
    [
        ("Ms. Jones", "Ms. Jones"),
        ("Frau Dr. Weber", "Frau Dr. Weber"),
        ("Mr. Smith (Northwind)", "Mr. Smith"),
        ("Ms. Maya Jones", "Maya Jones"),
        ("Jones", None),
    ],
)
def test_a_family_name_that_stands_alone_keeps_its_title(display: str, person: str | None) -> None:
    """B32: a greeting by the family name alone would be rude."""
    assert people.spoken_by(display) == person


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Acme, Inc.", "Acme"),
        ("Kaltbrunn Systeme GmbH & Co. KG", "Kaltbrunn Systeme"),
        ("Meccanica Adige S.p.A.", "Meccanica Adige"),
        ("Auld & Co", "Auld & Co"),
        ("Grupo Tezontle, S.A. de C.V.", "Grupo Tezontle"),
        ("Bicing Parts SL", "Bicing Parts"),
    ],
)
def test_legal_forms_are_left_out(name: str, plain: str) -> None:
    """docs/corpus.md: company without the legal form."""
    assert organisations.without_form(name) == plain


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Three River Veterinary", "threerivervet"),
        ("Tallow & Finch", "tallowandfinch"),
        ("Bühnenbau Kettler", "buehnenbau-kettler"),
        ("European Union Forestry Agency", "eufa"),
        ("Hochschule Niederrode", "hs-niederrode"),
        ("Acme", "acmehq"),
    ],
)
def test_names_spell_out_the_domains_that_are_made_of_them(words: str, label: str) -> None:
    assert organisations.spelt_out(words.split(), label) >= 0.85


@pytest.mark.parametrize(
    ("words", "label"), [("Cobalt Heron", "acme"), ("The", "theacme"), ("Monday", "mondaine-watches")]
)
def test_other_names_do_not(words: str, label: str) -> None:
    assert organisations.spelt_out(words.split(), label) < 0.85


@pytest.mark.parametrize(
    ("text", "language", "title"),
    [
        ("a Senior Software Engineer job", "en", "Senior Software Engineer"),
        ("the Assistant Professor of Early Modern History", "en", "Assistant Professor of Early Modern History"),
        ("als Sachbearbeiter Einkauf (m/w/d) bei uns", "de", "Sachbearbeiter Einkauf (m/w/d)"),
        ("di Disegnatore meccanico.", "it", "Disegnatore meccanico"),
        ("the night porter job", "en", "night porter"),
        ("a Software Engineer III", "en", "Software Engineer III"),
    ],
)
def test_a_title_reaches_from_its_first_rank_to_its_speciality(text: str, language: str, title: str) -> None:
    parts = pieces(text)
    found = titles.titles_in(parts, language)

    assert [joined(parts[one.begin : one.reach]) for one in found] == [title]


@pytest.mark.parametrize(
    "word",
    [
        "Founder", "Co-Founder", "Proprietor", "Inhaberin", "Mitgründer", "Geschäftsführender", "Cofondatrice",
        "Gérant", "Dueña", "Socia", "Sócio-gerente", "Fundador", "Hoofdredacteur", "Mede-oprichter", "Eigenaar",
        "Titolare", "Amministratrice", "Président-directeur", "Adjunct-directeur",
    ],
)  # fmt: skip
def test_what_owners_and_founders_sign_as_is_an_office(word: str) -> None:
    assert title_words.is_office(word)


@pytest.mark.parametrize("word", ["Foundry", "Founders", "Editore", "Uitgevers", "Coop", "Chefs", "Oberland", "Subsea"])
def test_words_of_houses_that_begin_so_are_none(word: str) -> None:
    assert not title_words.is_office(word)


def test_the_tail_of_a_letter_begins_at_the_sign_off() -> None:
    """B2: a signature is not what the writer says."""
    read = letters.letter_of(letter("Hi Robin,\n\nTuesday it is.\n\nBest,\nDana Cole\nTalent Partner\nAcme Robotics"))

    assert read.body.strip() == "Hi Robin,\n\nTuesday it is."
    assert read.tail == ("Dana Cole", "Talent Partner", "Acme Robotics")
    assert read.signer == "Dana Cole"


def test_hard_wrapped_lines_are_whole_again() -> None:
    text = "I'm confirming the final round for Head of Data with Margit\nSorensen, our CTO."

    assert "Margit Sorensen" in letters.unwrapped(text)


def test_lines_of_a_timetable_stay_apart() -> None:
    text = "10:00 - 10:45 Bill Tran, Director of Product Management\n11:00 - 11:45 Sunita Rao"

    assert letters.unwrapped(text) == text
