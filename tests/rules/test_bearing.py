"""Ordinary mail makes appointments in the words of hiring mail: from a stranger, something must speak of a post."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules.bearing import bears_on_hiring, begins_a_search, is_plain_title
from rules.certainty import Context, is_sure
from rules.engine import judge, known_of
from rules.features import view_of
from rules.parsing import read
from rules.reading import Intent, Interview, Owner
from rules.structure import is_bulk, is_discussion
from tests.rules.mail_builder import mail

OWNER = Owner("Jordan Ellis", frozenset({"jordan@ellis.example"}), "America/New_York")
LIST = [("List-Id", "<pond.lists.example>"), ("List-Post", "<mailto:pond@lists.example>"), ("Precedence", "list")]


def bears(text: str, *, subject: str = "Thursday", title: str | None = None, mass: bool = False) -> bool:
    headers = [("List-Unsubscribe", "<https://news.example/u>")] if mass else []
    message = read(mail(text, subject=subject, headers=headers))
    return bears_on_hiring(message, view_of(message), title)


@pytest.mark.parametrize(
    "text",
    [
        "When could you come in for an interview? Any morning suits us.",
        "Thank you for your application. Could you tell us when you are free next week?",
        "We have shortlisted you and would like to meet.",
        "Ihre Bewerbung hat uns gefallen. Wann können Sie vorbeikommen?",
        "Votre candidature nous intéresse. Quand seriez-vous libre ?",
    ],
)
def test_words_of_hiring_make_a_message_bear_on_it(text: str) -> None:
    """B4, B10."""
    assert bears(text)


@pytest.mark.parametrize(
    "text",
    [
        "Let me know when and where. I can do Thursday after two, not before.",
        "It's fine with me. Could you set up the meeting with the two of them?",
        "Would you be available to meet the visitors from ten to eleven? I take them to lunch afterwards.",
        "The pump works again since 10:20. Please apply the patch and tell me how it goes.",
        "We start at seven sharp. Bring a pencil. What role do you sing this time?",
    ],
)
def test_appointments_of_an_office_or_a_club_do_not(text: str) -> None:
    """B4, B10."""
    assert not bears(text)


def test_a_title_in_full_is_enough_and_a_person_is_none() -> None:
    """B3, B10."""
    text = "Could you do Thursday at three? We would like to talk it through with you."

    assert bears(text, title="Senior Data Analyst")
    assert not bears(text, title="the mail administrator")
    assert [is_plain_title(title) for title in ("Chef de Projet", "Corporate Staff", "Oil/HOU/ECT Manager")] == [
        True,
        False,
        False,
    ]


def test_one_word_in_a_long_newsletter_is_not_enough() -> None:
    """B4: the editor's candidate for the best film is no candidate of ours."""
    story = "The lake was calm and the boats came in late, as they always do when the wind turns. " * 12
    assert not bears(f"{story} Our candidate for the best film is out on Thursday at eight. {story}")
    assert not bears("Read our interview with the lamp lighter, on Thursday at eight.", mass=True)


def test_nobody_is_invited_through_a_mailing_list() -> None:
    """B4, B10: what people write to each other through a list is not the owner's candidacy, whatever it says."""
    text = (
        "Dear Jordan,\n\nwe would like to invite you to an interview for the Data Engineer position on Tuesday, "
        "March 17, 2026 at 10:00 AM."
    )
    alone, on_list = read(mail(text)), read(mail(text, to="pond@lists.example", headers=LIST))

    assert judge(alone, OWNER).sure
    assert judge(alone, OWNER).intent is Intent.INTERVIEW_SCHEDULED
    assert not judge(on_list, OWNER).sure


def test_a_list_for_announcements_only_is_mass_mail_but_no_discussion() -> None:
    """RFC 2369: "List-Post: NO"."""
    news = read(mail("Hello", headers=[("List-Id", "<news.example>"), ("List-Post", "NO")]))
    assert is_bulk(news)
    assert not is_discussion(news)
    assert is_discussion(read(mail("Hello", headers=LIST)))


@pytest.mark.parametrize(
    ("intent", "doubt", "sure"),
    [
        (Intent.REJECTION, 0.0008, True),
        (Intent.REJECTION, 0.002, False),
        (Intent.OFFER, 0.004, True),
        (Intent.OFFER, 0.006, False),
        (Intent.SCHEDULING_REQUEST, 0.0008, False),
    ],
)
def test_an_end_that_is_hardly_in_doubt_need_not_speak_of_a_post_but_a_beginning_must(
    intent: Intent, doubt: float, sure: bool
) -> None:
    """B4, B10: an end begins no thread."""
    message = read(mail("The boat is full. We keep your oar for you.", subject="Thursday"))
    chances = dict.fromkeys(Intent, 0.0) | {intent: 1 - doubt, Intent.UNRELATED: doubt}

    assert is_sure(message, view_of(message), chances, intent, None) is sure


@pytest.mark.parametrize(("chance", "sure"), [(0.97, False), (0.985, True)])
@pytest.mark.parametrize("verdict", [Intent.REJECTION, Intent.OFFER])
def test_a_verdict_needs_more_certainty_than_anything_else_b4(verdict: Intent, chance: float, sure: bool) -> None:
    """A wrong rejection closes the thread, a wrong offer leaves it alone for good."""
    message = read(mail("We have decided about your application for the post of baker.", subject="Your application"))
    chances = dict.fromkeys(Intent, 0.0) | {verdict: chance, Intent.STATUS_UPDATE: 1 - chance}
    assert is_sure(message, view_of(message), chances, verdict, None) is sure


@pytest.mark.parametrize("context", list(Context))
def test_a_house_that_the_owner_is_in_talks_with_need_not_speak_of_a_post_b4(context: Context) -> None:
    """But unlike a correspondent in a conversation it must be as certain as anybody."""
    message = read(mail("We had a long think. We keep your oar for you another time.", subject="Thursday"))
    for chance, least in ((0.985, Context.HOUSE), (0.9, Context.CONVERSATION)):
        chances = dict.fromkeys(Intent, 0.0) | {Intent.REJECTION: chance, Intent.UNRELATED: 1 - chance}
        is_known = context in {Context.CONVERSATION, Context.CORRESPONDENT, least}
        assert is_sure(message, view_of(message), chances, Intent.REJECTION, None, context=context) is is_known


def test_what_is_known_of_the_writer_takes_chances_from_strangers_mail_b4() -> None:
    """In a conversation there is none of it, from the house little; the rest keeps its order."""
    chances = {Intent.UNRELATED: 0.5, Intent.REJECTION: 0.4, Intent.STATUS_UPDATE: 0.1}
    assert known_of(chances, Context.STRANGER) == pytest.approx(chances)
    house, correspondent = (known_of(chances, context) for context in (Context.HOUSE, Context.CONVERSATION))
    assert house[Intent.UNRELATED] == pytest.approx(1 / 6)
    assert correspondent[Intent.UNRELATED] == 0
    for known in (house, correspondent):
        assert sum(known.values()) == pytest.approx(1)
        assert known[Intent.REJECTION] == pytest.approx(4 * known[Intent.STATUS_UPDATE])


@pytest.mark.parametrize("context", [Context.CORRESPONDENT, Context.CONVERSATION])
def test_whether_a_time_is_new_or_moved_matters_only_in_a_new_conversation_b13(context: Context) -> None:
    """In the interview's own one either moves it; elsewhere a moved one that is taken for new would be a second one."""
    message = read(mail("Your interview is on Thursday 14 May at 2.", subject="Interview"))
    chances = dict.fromkeys(Intent, 0.0) | {Intent.INTERVIEW_SCHEDULED: 0.6, Intent.INTERVIEW_RESCHEDULED: 0.4}
    talk = Interview(datetime(2026, 5, 14, 14, tzinfo=UTC))
    sure = is_sure(message, view_of(message), chances, Intent.INTERVIEW_SCHEDULED, talk, context=context)
    assert sure is (context is Context.CONVERSATION)


@pytest.mark.parametrize(("unrelated", "sure"), [(0.97, False), (0.3, True)])
def test_what_is_plainly_private_ends_no_search_whoever_writes_it_b4(unrelated: float, sure: bool) -> None:
    """A contact's "sorry, we cannot come to the fair" must not close the thread and place a reply to a rejection."""
    message = read(mail("So sorry, we cannot come to the school fair after all. All the best!", subject="Saturday"))
    chances = dict.fromkeys(Intent, 0.0) | {Intent.UNRELATED: unrelated, Intent.REJECTION: 1 - unrelated}
    known = known_of(chances, Context.CORRESPONDENT)
    best = max(known, key=lambda intent: known[intent])
    told = best is Intent.REJECTION and is_sure(
        message, view_of(message), known, best, None, context=Context.CORRESPONDENT
    )
    assert told is sure


SHORT = "Wednesday 14:00 then. Bring your CV if you have a newer one. Ask for me at the gate."
OFFICE = "The figures for the second quarter are attached, and the pipeline people want an answer before noon."


@pytest.mark.parametrize(
    ("text", "doubt", "begins"),
    [
        pytest.param(SHORT, 0.003, True, id="short, and a word of hiring"),
        pytest.param(SHORT, 0.3, False, id="the same, where it may well be something else"),
        pytest.param(" ".join([SHORT, *[OFFICE] * 40]), 0.003, False, id="a long mail holds some words of everything"),
        pytest.param("Wednesday 14:00 then. Ask for me at the gate.", 0.003, False, id="no word of hiring"),
    ],
)
def test_a_stranger_begins_a_search_by_chance_length_and_words_together_b4(
    text: str, doubt: float, begins: bool
) -> None:
    """B10: people who know each other's matter do not spell it out, offices write much and mean something else."""
    message = read(mail(text, subject="Wednesday"))

    assert begins_a_search(message, view_of(message), None, doubt, most_doubt=0.0) is begins


def test_mass_mail_must_speak_of_a_post_plainly_to_begin_anything_b4() -> None:
    message = read(b"List-Unsubscribe: <mailto:off@northwind.example>\n" + mail(SHORT, subject="Wednesday"))

    assert not begins_a_search(message, view_of(message), None, 0.003, most_doubt=0.015)
