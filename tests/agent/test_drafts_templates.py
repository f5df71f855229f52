"""The owner's own texts: used, or left aside with a reason; sandboxed; mistakes with file and line (B32)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import config, lints, own_templates, template_check
from agent.checkup.findings import Level
from agent.commands import doctor
from agent.compose import draft, facts_digest
from agent.errors import Problem
from agent.own_templates import OwnTemplate, OwnTemplates
from agent.reasons import explained
from agent.template_parsing import parse
from rules.pacing import Step
from rules.reading import Person
from tests.agent.drafting import ABOUT, request
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_rules_drafts import panel
from tests.agent.world import World

MINE = """Subject: Our talk about {{ the_role }}

Thank you for {{ talk }} {{ on_day }} about {{ position }}. I enjoyed it very much.

{% if about %}What you said about {{ about }} stays with me. You made me think. {% endif %}I look forward to more.
"""


def template(text: str = MINE, name: str = "thank_you.en.txt") -> OwnTemplate:
    made = parse(name, text)
    assert isinstance(made, OwnTemplate), made
    return made


def mistake(text: str, name: str = "thank_you.en.txt") -> Problem:
    made = parse(name, text, f"/texts/{name}")
    assert isinstance(made, Problem)
    return made


def owned(*files: tuple[str, str]) -> dict[str, object]:
    return {"templates": OwnTemplates(tuple(template(text, name) for name, text in files))}


# Used


def test_the_owners_text_stands_between_greeting_and_signature() -> None:
    asked = request(notes=(ABOUT,))
    composed = draft(asked, template())
    assert lints.faults(composed, asked) == ()
    assert composed.subject == "Our talk about the Senior Data Analyst role"
    assert composed.body == (
        "Dear Priya,\n\n"
        "Thank you for our call on Monday, May 11, about the Senior Data Analyst role at Brightwater Analytics. "
        "I enjoyed it very much.\n\n"
        "What you said about the forecasting project stays with me. You made me think. I look forward to more.\n\n"
        "Kind regards,\nElena Marsh\n+1 212 555 0147\nhttps://elenamarsh.example\n"
    )


def test_what_is_not_known_leaves_nothing_behind() -> None:
    """B32: a missing fact drops its sentence."""
    asked = request(interview_on=None)
    composed = draft(asked, template())
    assert lints.faults(composed, asked) == ()
    assert "about the Senior" in composed.body
    assert "  " not in composed.body


def test_a_draft_is_placed_in_the_owners_text_and_why_says_so() -> None:
    world = interviewed(World(settings=owned(("thank_you.en.txt", MINE)))).until("2026-05-11 16:00")
    assert "I enjoyed it very much." in world.body()
    assert "your template thank_you.en.txt" in explained(world.thread(), world.rulebook, world.clock.now()).wording


def test_the_most_particular_file_is_taken() -> None:
    names = ("thank_you.de.txt", "thank_you.de.warm.txt", "thank_you.de.informal.txt", "thank_you.en.txt")
    templates = OwnTemplates(tuple(template("Vielen Dank.", name) for name in names))

    def taken(tone: str, address: str | None, language: str = "de", step: Step = Step.THANK_YOU) -> str | None:
        found = templates.of(step, language, tone, address)
        return found.name if found else None

    assert taken("neutral", None) == "thank_you.de.txt"
    assert taken("neutral", "informal") == "thank_you.de.informal.txt"
    assert taken("warm", "informal") == "thank_you.de.warm.txt"
    assert taken("warm", None, "fr") is None
    assert taken("warm", None, step=Step.NUDGE) is None


def test_another_text_rewords_the_live_draft() -> None:
    """B27."""
    other = template(MINE.replace("very much", "a great deal"))
    assert facts_digest(request(), template()) != facts_digest(request(), other) != facts_digest(request())


# Left aside


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for everything, {{ given }}.",
        MINE.replace("I enjoyed it very much.", "I am just checking in."),
        MINE.replace("I enjoyed it very much.", "I enjoyed it [TODO]."),
        MINE.replace("I enjoyed it very much.", "I enjoyed it. " * 8),
    ],
)
def test_what_does_not_pass_is_left_aside_and_why_says_so(text: str) -> None:
    """B32: the built-in words are used meanwhile."""
    world = interviewed(World(settings=owned(("thank_you.en.txt", text)))).until("2026-05-11 16:00")
    (said,) = world.thread().open_drafts()
    assert said.wording.startswith("your template thank_you.en.txt was left aside: ")
    assert "TODO" not in said.body
    assert "checking in" not in said.body


def test_one_of_a_panel_gets_the_owners_text_and_the_others_are_worded_differently() -> None:
    """B30, B32: never a sentence that an earlier draft in the thread used."""
    world = panel(World(settings=owned(("thank_you.en.txt", MINE))))
    bodies = [d.body for d in world.thread().open_drafts()]
    assert sum("I enjoyed it very much." in body for body in bodies) == 1


# Mistakes


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Thank you.\n\nAbout {{ compnay }}.", 3, "'compnay' is no variable. Did you mean 'company'?"),
        ("Thank you.\n{% if about %}\nNever closed.", 2, "Unexpected end of template"),
        ("{{ 7 * 7 }}", 1, "only variables"),
        ("Thank you.\n\n{{ about.__class__ }}", 3, "only variables"),
        ("{% for a in about %}{{ a }}{% endfor %}", 1, "only variables"),
        ("{{ about | upper }}", 1, "only variables"),
        ("{{ ''.join(about) }}", 1, "only variables"),
        ("{% include '/etc/passwd' %}", 1, "only variables"),
        ("{% set x = about %}", 1, "only variables"),
        ("{% if about %}" * 1300, 1, "inside each other"),
        ("Subject: {{ oops", 1, "unexpected end"),
        ("Subject: Thanks\n\n", 1, "has no text"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(text: str, line: int, says: str) -> None:
    found = mistake(text)
    assert str(found).startswith(f"/texts/thank_you.en.txt:{line}:1: ")
    assert says.lower() in found.what.lower()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("thankyou.en.txt", "is no step"),
        ("thank_you.txt", "names no language"),
        ("thank_you.en.loud.txt", "'loud' is neither"),
        ("thank_you.en.md", "ends with something else"),
    ],
)
def test_a_file_that_is_not_named_like_one_is_reported(name: str, says: str) -> None:
    assert says in mistake("Thank you.", name).what


def test_the_folder_is_read_whole_and_every_mistake_reported(tmp_path: Path) -> None:
    (tmp_path / "thank_you.en.txt").write_text(MINE, encoding="utf-8")
    (tmp_path / "check-in.de.warm.txt").write_bytes("Schöne Grüße".encode("latin-1"))
    (tmp_path / "nudge.fr.txt").write_text("Merci {{ prenom }}.", encoding="utf-8")
    (tmp_path / "closing.en.txt").write_text("x" * 30_000, encoding="utf-8")
    (tmp_path / "thank_you.en.txt~").write_text("an editor's copy", encoding="utf-8")
    loaded = own_templates.load(tmp_path)
    assert [t.name for t in loaded.templates] == ["thank_you.en.txt"]
    assert len(loaded.problems) == 3
    assert own_templates.load(tmp_path / "missing").problems[0].what.startswith("is no folder")
    assert own_templates.load(None) == OwnTemplates()


def test_what_would_be_left_aside_is_said_beforehand() -> None:
    """For `doctor` and the start of `run`."""
    templates = OwnTemplates((template(), template("Thanks.", "closing.en.txt")))
    found = template_check.problems(templates)
    assert {p.file for p in found} == {"closing.en.txt"}
    assert any("left aside" in p.what for p in found)


@given(name=st.text(max_size=30), text=st.text(alphabet="{}%# |.()'\"abcdefinty\n_-", max_size=60))
def test_no_file_does_anything_but_be_a_template_or_a_mistake(name: str, text: str) -> None:
    """B6: and what mail puts into a variable is never taken for a template."""
    made = parse(f"thank_you.en{name}.txt" if name else "thank_you.en.txt", text)
    if isinstance(made, OwnTemplate):
        draft(request(to=Person("{{ role }} {% raw %}", "p@x.example"), company="{{ 7 * 7 }}"), made)


def test_doctor_names_the_line_of_a_mistake(tmp_path: Path) -> None:
    text = "me: {name: J, addresses: [j@m.example], timezone: UTC}\ndrafting: {templates: mine}\n"
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "nudge.en.txt").write_text("Hello\n\n{{ oops }}", encoding="utf-8")
    settings = config.parse(text, folder=tmp_path)
    (finding,) = doctor.own_templates(settings)
    assert (finding.level, finding.text.startswith(f"{folder}/nudge.en.txt:3:1: 'oops'")) == (Level.WARNING, True)
    (folder / "nudge.en.txt").unlink()
    assert list(doctor.own_templates(settings)) == []
