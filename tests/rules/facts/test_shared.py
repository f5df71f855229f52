"""Whether an invitation brings something to read; never what, and never where a link leads (B32)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import shared
from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Intent

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
READ = "https://lumenfeld.example/blog/forecasting"


def brings(
    text: str, code: str = "en", files: tuple[str, ...] = (), intent: Intent = Intent.INTERVIEW_SCHEDULED
) -> bool:
    message = Message(None, None, MONDAY, own_text=text, attachments=files)
    return shared.is_brought(message, Clues(intent, code, None))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", f"To prepare, here is an article on our forecasting platform: {READ}"),
        ("en", f"I thought you might like this blog post before we meet:\n{READ}"),
        ("de", f"Hier finden Sie einen Artikel über unsere Plattform: {READ}"),
        ("fr", f"Voici un article sur notre plateforme : {READ}"),
        ("es", f"Le comparto un artículo sobre la plataforma: {READ}"),
        ("pt", f"Segue um artigo sobre a plataforma: {READ}"),
        ("nl", f"Hierbij een artikel over ons platform: {READ}"),
        ("it", f"Ecco un articolo sulla piattaforma: {READ}"),
    ],
)
def test_a_link_to_something_to_read_is_noticed(code: str, text: str) -> None:
    assert brings(text, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "I have attached our annual report."),
        ("en", "Please find attached some background reading."),
        ("de", "Im Anhang finden Sie unseren Geschäftsbericht."),
        ("fr", "Vous trouverez ci-joint un guide de préparation."),
        ("es", "Adjunto la guía de preparación."),
        ("pt", "Em anexo está o guia de preparação."),
        ("nl", "Bijgevoegd is ons jaarverslag."),
        ("it", "In allegato la guida alla preparazione."),
    ],
)
def test_a_file_to_read_is_noticed_where_there_is_one(code: str, text: str) -> None:
    assert brings(text, code, ("report.pdf",))
    assert not brings(text, code)
    assert not brings(text, code, ("invite.ics", "logo.png"))


@pytest.mark.parametrize(
    "text",
    [
        "Here is the link to the video call: https://zoom.us/j/123",
        "Here is an article: https://zoom.us/j/123",
        "Here is a blog post: https://click.mail.example/track?id=9",
        "Here is our company overview: https://boards.greenhouse.io/lumenfeld/jobs/1",
        "Here are some slides: https://calendly.com/priya/30min",
        f"Here is the job description: {READ}",
        f"Here is the privacy notice: {READ}",
        f"Here is how to get here: {READ}",
        f"Here is a form to send your slides: {READ}",
        f"I have attached your slides: {READ}",
        f"Here is what to prepare: slides on {READ}",
        f"If you like, here is an article: {READ}",
        f"Please send us an article that you wrote, for example {READ}",
        "Here is an article on our platform.",
        f"You can unsubscribe here: {READ}",
        f"Here is the case study that we ask you to solve: {READ}",
        "",
    ],
)
def test_other_links_and_what_the_owner_is_to_send_are_nothing_to_thank_for(text: str) -> None:
    assert not brings(text)


def test_only_an_invitation_brings_it() -> None:
    text = f"Here is an article on our forecasting platform: {READ}"
    assert not brings(text, intent=Intent.REJECTION)
    assert not brings(text, intent=Intent.UNRELATED)
    assert not brings(text, "sv")


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    """B6."""
    assert brings(f"Here is an article {text}") in (True, False)
