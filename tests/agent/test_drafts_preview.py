"""`preview` shows the words of a language model, where one is configured, or says why not; it places nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.clock import ManualClock
from agent.commands import showing
from agent.language_model import SEES_USUALLY
from agent.polisher import Polisher
from agent.preview import preview
from agent.store import Store
from rules.reading import Intent, Person
from tests.agent.model_server import answering, endless, serving
from tests.agent.test_drafts_model import warmly
from tests.agent.test_engine_rounds import interviewed
from tests.agent.world import PRIYA, World, interview

CONFIG = """me: {{name: Jordan Ellis, addresses: [jordan@ellis.example], timezone: America/New_York, country: US}}
data_dir: .
mailboxes: [{{name: main, provider: maildir, path: ./Mail}}]
drafting: {{model: {{endpoint: "{}", name: small, timeout: 2s}}}}
"""


def remembered(world: World, folder: Path) -> None:
    """The world's threads in the memory of a configured agent."""
    (folder / "Mail").mkdir()
    store = Store(folder / "followthrough.db")
    with store.decision():
        for thread in world.store.threads():
            store.put_thread(thread, world.clock.now(), world.clock.now(), world.rulebook.calendar.local_date)
    store.close()


@pytest.fixture
def shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, Any]]]:
    remembered(interviewed().until("2026-05-11 13:00"), tmp_path)
    config = tmp_path / "config.yaml"

    def look(endpoint: str, *, asks_model: bool = True, all_tones: bool = False) -> list[dict[str, Any]]:
        config.write_text(CONFIG.format(endpoint))
        wish = {"all_tones": all_tones, "asks_model": asks_model, "as_json": True}
        assert showing.show_preview("northwind", "thank-you", config, **wish) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return look


def test_the_words_of_the_model_are_shown_and_whose_they_are(shown: Callable[..., list[dict[str, Any]]]) -> None:
    with serving(answering(warmly)) as server:
        (plain,) = shown(server.endpoint, asks_model=False)
        (polished,) = shown(server.endpoint)
        assert len(server.asked) == 1
    assert plain["wording"] == ""
    assert polished["wording"] == "polished by small"
    assert polished["body"] != plain["body"]
    assert polished["body"].split("\n\n")[0] == plain["body"].split("\n\n")[0]


def test_words_that_are_refused_are_not_shown_but_why(shown: Callable[..., list[dict[str, Any]]]) -> None:
    with serving(answering(lambda text: text + " I have won many prizes in Paris.")) as server:
        (plain,) = shown(server.endpoint, asks_model=False)
        (refused,) = shown(server.endpoint)
    assert refused["body"] == plain["body"]
    assert refused["wording"].startswith("the words of small were refused: ")


def test_a_model_that_is_not_there_or_has_no_end_is_said(shown: Callable[..., list[dict[str, Any]]]) -> None:
    (missed,) = shown("http://127.0.0.1:9/v1")
    assert missed["wording"].startswith("not polished by small: it could not be reached")
    with serving(endless) as server:
        (drowned,) = shown(server.endpoint)
    assert drowned["wording"] == "not polished by small: its answer had no end"


def test_each_tone_is_shown_in_our_own_words(shown: Callable[..., list[dict[str, Any]]]) -> None:
    with serving(answering(warmly)) as server:
        assert {item["wording"] for item in shown(server.endpoint, all_tones=True)} == {""}
        assert server.asked == []


def test_the_thank_yous_of_a_panel_share_the_time_of_one_answer() -> None:
    people = (PRIYA, Person("Tom Berg", "tom@northwind.example"), Person("Ria Sand", "ria@northwind.example"))
    world = World()
    talk = interview("2026-05-11 14:00", "15:30", *people)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    clock = ManualClock(world.clock.now())
    made = preview(world.thread(), None, None, world.rulebook, world.clock.now())
    assert made is not None

    def slowly(_: object) -> str:
        clock.set(clock.now() + timedelta(seconds=40))
        return "junk"

    drafts = showing._polished(made, Polisher(slowly, "small", SEES_USUALLY), clock, 60).drafts
    said = [draft.wording.partition(":")[0] for draft in drafts]
    assert said == ["the words of small were refused"] * 2 + ["not asked of small"]
