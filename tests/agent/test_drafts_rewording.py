"""A line that the owner keeps saying in words of their own is offered for the next drafts, without anybody's facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import lints
from agent.blotting import sentences_of
from agent.commands import voicing
from agent.compose import draft
from agent.errors import UsageError
from agent.material import language
from agent.phrases import facts
from agent.rewording import LEAST_SAID, as_template, between_greeting_and_sign_off, reworded, rewordings
from agent.store import Store
from agent.voice import Sample, Voice
from tests.agent.drafting import request
from tests.agent.test_drafts_voice import retold
from tests.agent.test_engine_rounds import interviewed
from tests.agent.world import World

EN = language("en")
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
LINE = ("thank_you.close", "en", "formal")
OWN = "Looking forward to hearing from you at {{ company }}."


def said(text: str, *private: str) -> str | None:
    return as_template(text, facts(request(), EN), private, EN)


@pytest.mark.parametrize(
    ("sentence", "template"),
    [
        ("I look forward to hearing from Brightwater Analytics.", "I look forward to hearing from {{ company }}."),
        (
            "Thank you, Priya, for the Senior Data Analyst interview.",
            "Thank you, {{ given }}, for the {{ role }} interview.",
        ),
        ("It was good to talk on Monday, May 11, about this.", "It was good to talk {{ on_day }} about this."),
        ("Many thanks to you and the team!", "Many thanks to you and the team!"),
    ],
)
def test_the_facts_of_a_thread_become_variables_again(sentence: str, template: str) -> None:
    assert said(sentence) == template


@pytest.mark.parametrize(
    "sentence",
    [
        "I was glad to meet Marcus as well.",
        "Marcus was kind to me.",
        "I will call at 10.",
        "My page is https://elena.example now.",
        "Write to me at elena@inkmail.example please.",
        "I liked the {{ company }} office.",
        "I would love to work on forecasting.",
        "Yes.",
        "I was just checking in about the role.",
        "One thing. Another thing.",
        "No end to this sentence",
        "I like the \ue000 very much.",
    ],
)
def test_a_sentence_that_carries_more_of_the_thread_is_not_kept(sentence: str) -> None:
    """Names, numbers, addresses, words of this thread's notes, and what no draft may say."""
    assert said(sentence, "about: the forecasting project") is None


@given(st.text(max_size=120))
def test_whatever_was_written_the_template_is_one_safe_sentence(text: str) -> None:
    template = said(text)
    if template is not None:
        assert EN.phrase(template, facts(request(), EN))
        assert not any(c.isdigit() or c in "@<>[]" for c in template)


def test_what_stands_in_the_place_of_a_line_is_found() -> None:
    composed = draft(request())
    placed = between_greeting_and_sign_off(composed.body)
    last = sentences_of(placed)[-1]
    own = "I would be glad to hear from Brightwater Analytics."
    sent = between_greeting_and_sign_off(composed.body.replace(last, own).replace("Dear", "Hi"))
    found = reworded(composed.slots, placed, sent, facts(request(), EN), (), EN)
    assert found == ((composed.slots[-1], "I would be glad to hear from {{ company }}."),)
    taken_out = placed.replace(last, "").strip()
    assert reworded(composed.slots, placed, taken_out, facts(request(), EN), (), EN) == ()


def told(*texts: str, threads: tuple[str, ...] = ("a", "b", "c", "d"), kept: int = 0) -> list[Sample]:
    samples = [
        Sample(
            NOON + timedelta(days=n), "en", "formal", step="thank_you", dropped=("close",), thread=threads[n],
            reworded=(("close", text),),
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip
    return [*samples, *(Sample(NOON, "en", "formal", step="thank_you", kept=("close",)) for _ in range(kept))]


def test_what_is_said_again_and_again_is_offered_in_its_latest_form() -> None:
    latest = "Looking forward to hearing from all of you at {{ company }}."
    (offered,) = rewordings(told(OWN, OWN, latest), {})
    assert (offered.line, offered.text, offered.times, offered.of) == (LINE, latest, LEAST_SAID, LEAST_SAID)
    assert rewordings(told(OWN, OWN, latest), {LINE: latest}) == ()


@pytest.mark.parametrize(
    "samples",
    [
        told(OWN, OWN),
        told(OWN, OWN, OWN, threads=("a", "a", "a")),
        told(OWN, OWN, OWN, kept=3),
        told(OWN, "Thank you once more for the time.", "All the best to you and the team."),
    ],
    ids=["seldom", "in one thread only", "not most of the time", "each time otherwise"],
)
def test_what_is_no_habit_is_not_offered(samples: list[Sample]) -> None:
    assert rewordings(samples, {}) == ()


def test_a_draft_says_the_line_as_the_owner_does_and_one_of_a_panel_only() -> None:
    asked = request(own_lines=(("close", OWN),))
    composed = draft(asked)
    assert lints.faults(composed, asked) == ()
    assert "Looking forward to hearing from you at Brightwater Analytics." in composed.body
    second = draft(replace(asked, panel_index=1, panel_size=2))
    assert "Looking forward" not in second.body
    unknown = draft(replace(asked, company=None))
    assert "Looking forward" not in unknown.body
    again = draft(replace(asked, used_sentences=frozenset(composed.sentences)))
    assert "Looking forward" not in again.body


def edited(world: World, own: str) -> World:
    """The owner puts a sentence of theirs for the last one of the thank-you, and sends it."""
    world.until("2026-05-11 16:00")
    (stored,) = world.drafts()
    last = sentences_of(between_greeting_and_sign_off(world.body()))[-1]
    world.until("2026-05-11 16:20")
    world.mailbox.owner_edits(stored.id, retold(stored.mime, world.body().replace(last, own)))
    world.run()
    return world.owner_sends_drafts("2026-05-11 17:00") or world


def test_a_line_put_in_the_place_of_ours_is_noticed_and_forgotten_with_its_thread() -> None:
    """B33: the edited draft is theirs; the sent copy teaches, and what it taught goes when the thread goes."""
    world = edited(interviewed(), "I would be glad to hear from Northwind.")
    (sample,) = world.store.voice()
    ((slot, text),) = sample.reworded
    assert (slot, text) == ("close", "I would be glad to hear from {{ company }}.")
    with world.store.decision():
        world.store.forget_thread(world.thread())
    (sample,) = world.store.voice()
    assert (sample.reworded, sample.thread) == ((), "")


def test_an_own_line_that_may_not_be_said_keeps_no_draft_from_being_placed() -> None:
    odd = Voice(lines={("thank_you.close", "en", "formal"): "I was just checking in."})
    world = interviewed(World(settings={"voice": odd, "learns_voice": False})).until("2026-05-11 16:00")
    assert "just checking" not in world.body()


def test_own_lines_belong_to_their_language_and_form_of_address() -> None:
    lines = Voice(lines={("thank_you.close", "de", "formal"): "Bis bald!", ("check_in.close", "en", "formal"): OWN})
    world = interviewed(World(settings={"voice": lines, "learns_voice": False})).until("2026-05-11 16:00")
    assert "Bis bald" not in world.body()
    assert "Looking forward" not in world.body()


def test_a_chosen_line_is_kept_until_all_is_forgotten() -> None:
    world = interviewed()
    with world.store.decision():
        world.store.put_voice_line(LINE, OWN)
    assert "Looking forward to hearing from you at Northwind." in world.until("2026-05-11 16:00").body()
    with world.store.decision():
        world.store.forget_voice()
    assert world.store.voice_lines() == {}


# The command

CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@ellis.example], timezone: America/New_York, country: US}
data_dir: .
mailboxes: [{name: main, provider: maildir, path: ./Mail}]
"""


def test_voice_shows_a_line_takes_it_over_and_forgets_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG)
    (tmp_path / "Mail").mkdir()

    def shown(**wish: Any) -> str:
        assert (
            voicing.voice(config, **({"leave_out": None, "take": None, "reset": False, "as_json": False} | wish)) == 0
        )
        return " ".join(capsys.readouterr().out.split())

    with pytest.raises(UsageError, match=r"no thank_you\.close in words of your own"):
        shown(take="thank_you.close")
    store = Store(tmp_path / "followthrough.db")
    with store.decision():
        for number, sample in enumerate(told(OWN, OWN, OWN)):
            store.put_voice(f"<{number}@ellis.example>", sample)
    store.close()

    assert "Looking forward to hearing from you at [company]." in shown()
    assert "voice --take thank_you.close" in shown()
    assert '"own_words": [{"line": "thank_you.close"' in shown(as_json=True)
    assert "Yours the line “close” of the thank-you" in shown(take="thank_you.close")
    assert "--take" not in shown()
    assert "nothing learnt yet" in shown(reset=True)
