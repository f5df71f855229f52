"""The owner's own way of writing: learnt from their sent mail alone, shown, chosen, forgotten (B7, B32)."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import lints, voice
from agent.blotting import sentences_of
from agent.compose import draft, facts_digest
from agent.material import languages
from agent.store import Store
from agent.style import StyleRule
from agent.voice import LEAST, Sample, Voice, is_optional, offers, sample_of, voice_of
from rules import parsing
from rules.message import Message
from rules.pacing import Step
from rules.reading import Intent, Person
from tests.agent.drafting import NOTES, request
from tests.agent.test_engine_rounds import interviewed
from tests.agent.world import OWNER, PRIYA, World

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def learnt(text: str, to: str = "Priya Raman", code: str = "en", address: str | None = None) -> Sample:
    raw = f"From: Jordan Ellis <{OWNER}>\r\nTo: x@y.example\r\nSubject: Re: Interview\r\n"
    message = parsing.read(f'{raw}Content-Type: text/plain; charset="utf-8"\r\n\r\n{text}'.encode(), NOON)
    return sample_of(message, Person(to, "x@y.example"), code, address, NOON)


def used(times: int, **facts: object) -> list[Sample]:
    return [Sample(NOON, "en", "formal", **facts) for _ in range(times)]  # type: ignore[arg-type]


# What is read of a mail


@pytest.mark.parametrize(
    ("text", "greeting", "sign_off"),
    [
        ("Hi Priya,\n\nThank you.\n\nBest wishes,\nJordan\n", "Hi {{ given }},", "Best wishes,"),
        (
            "Good day Priya!\n\nThank you.\n\nAll the best\nJordan Ellis\n",
            "Good day {{ given }},",
            "All the best",
        ),
        ("Hello Priya Raman,\n\nThank you.\n\nBest,\nJordan\n", "Hello {{ full }},", "Best,"),
        ("Hi Priya, thank you for today.\n\nBest,\nJordan\n", None, "Best,"),
        ("Hi Anna,\n\nThank you.\n", None, None),
        ("Priya\n\nThank you.\n", None, None),
        ("Hey Priya,\n\nThank you.\n\nCheers,\nJordan\n", None, None),
        ("{{ 7 * 7 }} Priya,\n\nThank you.\n\n{% raw %}\nJordan\n", None, None),
    ],
)
def test_the_form_of_greeting_and_sign_off_is_read_and_nothing_else(
    text: str, greeting: str | None, sign_off: str | None
) -> None:
    """B32: no slang is taken over; no name is kept."""
    sample = learnt(text)
    assert (sample.greeting, sample.sign_off) == (greeting, sign_off)
    assert "Raman" not in repr(sample)


def test_other_languages_are_read_too() -> None:
    sample = learnt("Liebe Ingrid,\n\nvielen Dank.\n\nLiebe Grüße\nJordan\n", "Ingrid Keller", "de", "informal")
    assert (sample.language, sample.address) == ("de", "informal")
    assert (sample.greeting, sample.sign_off) == ("Liebe {{ given }},", "Liebe Grüße")


# What is made of it


def test_a_form_counts_once_it_was_used_often_and_most_of_the_time() -> None:
    few = voice_of(used(LEAST - 1, greeting="Hi {{ given }},"))
    often = voice_of(used(LEAST, greeting="Hi {{ given }},", sign_off="All the best,"))
    mixed = voice_of([*used(LEAST, greeting="Hi {{ given }},"), *used(LEAST, greeting="Hello {{ given }},")])
    assert few == mixed == Voice()
    assert often.greetings == {("en", "formal"): "Hi {{ given }},"}
    assert often.sign_offs == {("en", "formal"): "All the best,"}


@pytest.mark.parametrize(
    ("code", "of_an_hour", "of_the_day"),
    [
        ("en", ("Good morning", "Good evening"), "Good day"),
        ("de", ("Guten Morgen", "Guten Abend"), "Guten Tag"),
        ("es", ("Buenos días", "Buenas tardes"), "Hola"),
        ("fr", ("Bonsoir", "Bon après-midi"), "Bonjour"),
        ("it", ("Buonasera", "Buon pomeriggio"), "Buongiorno"),
        ("nl", ("Goedemorgen", "Goedenavond"), "Goedendag"),
        ("pt", ("Bom dia", "Boa tarde"), "Olá"),
    ],
)
def test_a_greeting_that_names_a_time_of_day_is_no_habit(
    code: str, of_an_hour: tuple[str, str], of_the_day: str
) -> None:
    """B32: the owner wrote in the mornings, and the draft is read in the evening."""
    for hello, is_taken in (*((hour, False) for hour in of_an_hour), (of_the_day, True)):
        form = f"{hello} {{{{ given }}}},"
        known = voice_of([replace(sample, language=code) for sample in used(2 * LEAST, greeting=form)])
        assert (known.greetings == {(code, "formal"): form}) is is_taken


def test_the_tone_is_that_of_the_sign_off() -> None:
    """B24: it gives way to what the owner configured."""
    world = interviewed(World(settings={"voice": voice_of(used(LEAST, sign_off="Warm regards,"))}))
    style = world.rulebook.style(world.thread())
    assert (style.tone, style.tone_source) == ("warm", "your own voice")
    told = replace(world.rulebook, styles=(StyleRule("drafting", {}, "formal"),))
    assert told.style(world.thread()).tone == "formal"


def test_drafts_greet_and_end_as_the_owner_does() -> None:
    asked = request(own_greeting="Hi {{ given }},", own_sign_off="All the best,")
    composed = draft(asked)
    assert lints.faults(composed, asked) == ()
    assert composed.body.startswith("Hi Priya,\n\n")
    assert "\n\nAll the best,\nElena Marsh\n" in composed.body
    assert facts_digest(asked) != facts_digest(request())


@pytest.mark.parametrize("name", ["Dr. Priya Raman", "Ms. Raman", "hiring team", None])
def test_a_title_or_a_missing_name_is_greeted_by_custom_all_the_same(name: str | None) -> None:
    to = Person(name, "p@brightwater.example")
    assert draft(request(to=to, own_greeting="Hi {{ given }},")).body == draft(request(to=to)).body


def test_a_line_that_the_owner_wants_left_out_is_left_out_where_a_draft_is_whole_without_it() -> None:
    asked = request(notes=NOTES, left_out=frozenset({"interest", "offer", "fit", "opening", "close"}))
    composed = draft(asked)
    assert lints.faults(composed, asked) == ()
    assert {"opening", "close"} <= set(composed.slots)
    assert not {"interest", "offer", "fit"} & set(composed.slots)


def test_what_was_learnt_never_keeps_a_draft_from_being_placed() -> None:
    odd = Voice(greetings={("en", "formal"): "Hello again and once more,"}, left_out=frozenset({"thank_you.interest"}))
    world = interviewed(World(settings={"voice": odd, "learns_voice": False})).until("2026-05-11 16:00")
    assert world.body().startswith("Dear Priya,")


# What the owner keeps changing


def changed(step: Step, slots: tuple[str, ...], placed: str, sent: str) -> Sample:
    return voice.compared(learnt(sent), step, slots, placed, sent)


def test_a_line_taken_out_is_told_from_one_left_standing() -> None:
    composed = draft(request())
    text = composed.body.partition("\n\n")[2].rpartition("\n\n")[0]
    sentences = text.replace("\n\n", " ").split(". ")
    assert len(sentences) == len(composed.slots)
    without = composed.body.replace(sentences[1] + ". ", "")
    sample = changed(Step.THANK_YOU, composed.slots, composed.body, without)
    assert sample.dropped == (composed.slots[1],)
    assert set(sample.kept) == set(composed.slots) - {composed.slots[1]}
    assert sample.greeting is None  # ours, and left standing
    untouched = changed(Step.THANK_YOU, composed.slots, composed.body, composed.body)
    assert untouched.dropped == ()


@pytest.mark.parametrize("width", [50, 72, 1000])
def test_a_line_that_a_mail_program_only_broke_elsewhere_was_left_standing(width: int) -> None:
    composed = draft(request(notes=NOTES))
    lines = [line for text in composed.body.split("\n") for line in textwrap.wrap(text, width) or [""]]
    sample = changed(Step.THANK_YOU, composed.slots, composed.body, "\n".join(lines))
    assert (sample.dropped, sample.kept) == ((), composed.slots)


def test_what_is_taken_out_again_and_again_is_offered() -> None:
    samples = [
        *used(LEAST, step="thank_you", kept=("opening",), dropped=("interest", "close")),
        *used(1, step="thank_you", kept=("opening", "interest", "close")),
    ]
    interest, close = offers(samples)
    assert (interest.name, interest.times, interest.of) == ("thank_you.interest", LEAST, LEAST + 1)
    assert (interest.is_optional, close.is_optional) == (True, False)
    assert [o.name for o in offers(samples, ["thank_you.interest"])] == ["thank_you.close"]
    assert offers(samples[1:]) == ()


def test_a_line_that_no_draft_has_is_refused() -> None:
    assert is_optional("check_in.fit")
    for name in ("thank_you.nonsense", "nonsense.fit", "nonsense"):
        with pytest.raises(ValueError, match="nonsense"):
            is_optional(name)


def test_every_language_has_the_same_optional_lines() -> None:
    """A line is offered by the name that all languages share."""
    from agent.material import language

    for step in Step:
        english = {s.name: s.rank > 1 for s in language("en").steps[step].slots}
        for code in languages():
            for slot in language(code).steps[step].slots:
                assert english.get(slot.name, slot.rank > 1) == (slot.rank > 1), (code, step, slot.name)


# In the agent


def writes(world: World, moment: str, text: str, sender: str = OWNER) -> None:
    """A mail of the owner's own, in real words."""
    world.until(moment)
    mail, _ = world._mail(Person("Jordan Ellis", sender), PRIYA, "Re: Interview", None)
    mail.set_content(text)
    world.mailbox.owner_sends(mail.as_bytes())
    world.run()


def well_acquainted() -> World:
    world = interviewed()
    for hour in (8, 9, 10):
        writes(world, f"2026-05-11 {hour:02}:00", "Hi Priya,\n\nThat suits me well.\n\nAll the best,\nJordan\n")
    return world


def test_the_owners_sent_mail_teaches_and_the_next_draft_follows() -> None:
    world = well_acquainted().until("2026-05-11 16:00")
    assert world.body().startswith("Hi Priya,")
    assert "All the best,\nJordan Ellis" in world.body()


def test_mail_of_others_teaches_nothing() -> None:
    """B7."""
    world = interviewed()
    for hour in (8, 9, 10):
        world.employer(f"2026-05-11 {hour:02}:00", Intent.REPLY)
    assert world.store.voice() == []


def test_our_own_words_sent_as_they_are_teach_no_greeting() -> None:
    world = interviewed().until("2026-05-11 16:00")
    world.owner_sends_drafts("2026-05-11 17:00")
    (sample,) = world.store.voice()
    assert (sample.greeting, sample.sign_off, sample.dropped) == (None, None, ())
    assert "opening" in sample.kept


def test_what_was_learnt_can_be_forgotten() -> None:
    world = well_acquainted()
    with world.store.decision():
        world.store.put_voice_choice("thank_you.interest")
        world.store.forget_voice()
    world.until("2026-05-11 16:00")
    assert world.body().startswith("Dear Priya,")
    assert world.store.voice_choices() == []


def test_learning_can_be_switched_off() -> None:
    world = interviewed(World(settings={"learns_voice": False}))
    for hour in (8, 9, 10):
        writes(world, f"2026-05-11 {hour:02}:00", "Hi Priya,\n\nThat suits me.\n\nBest,\nJordan\n")
    assert world.store.voice() == []


def test_nothing_of_the_text_is_kept() -> None:
    world = well_acquainted()
    (document,) = {repr(s.greeting) + repr(s.sign_off) for s in world.store.voice()}
    assert document == "'Hi {{ given }},''All the best,'"
    assert isinstance(world.store, Store)


def test_a_line_that_the_owner_takes_out_before_sending_is_noticed() -> None:
    """B33: the edited draft is theirs; what they left standing is learnt from its sent copy."""
    world = interviewed().until("2026-05-11 16:00")
    (stored,) = world.drafts()
    (draft_,) = world.thread().open_drafts()
    gone = draft_.slots.index("interest")
    text = draft_.body.split("\n\n", 1)[1].rpartition("\n\n")[0]
    sentence = sentences_of(text)[gone]
    world.until("2026-05-11 16:20")
    plain = world.body().replace("\r\n", "\n")
    world.mailbox.owner_edits(stored.id, retold(stored.mime, plain.replace(sentence, "")))
    world.run()
    world.owner_sends_drafts("2026-05-11 17:00")

    (sample,) = world.store.voice()
    assert sample.step == "thank_you"
    assert sample.dropped == ("interest",)
    assert "opening" in sample.kept


def retold(mime: bytes, text: str) -> bytes:
    """The same mail with other words."""
    message = message_from_bytes(mime, policy=policy.default)
    message.set_content(text)
    return message.as_bytes()


@given(st.text(max_size=300), st.text(max_size=40))
def test_no_mail_breaks_the_learning(text: str, name: str) -> None:
    """B6: whatever the owner wrote, a greeting is a form or nothing."""
    message = Message(None, Person(name or None, OWNER), NOON, own_text=text, signature=text)
    sample = sample_of(message, Person(name or None, "x@y.example"), "en", None, NOON)
    for form in (sample.greeting, sample.sign_off):
        assert form is None or not set(form.replace("{{ given }}", "").replace("{{ full }}", "")) & set("{}[]<>%\n")
