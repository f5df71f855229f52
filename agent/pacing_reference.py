"""`docs/pacing.md`: the presets side by side and how they were read out of the guides, written from the presets."""

from __future__ import annotations

from collections.abc import Iterator

from rules.pacing import PRESETS, Preset, load_preset
from rules.pacing_settings import WEEKDAYS, Value
from rules.waits import Wait
from rules.workdays import Window

_HEAD = """\
# Pacing

How long to wait before writing again is a matter of taste, and the published guides on following up contradict each
other. Followthrough does not average them: each is a preset, chosen with `pacing.preset`. `balanced` is the default and
belongs to none of them. Any number can be changed on its own, for every thread or by rule
([configuration](configuration.md#pacing)).

A wait in hours runs on the clock. A wait in days or business days ends at 09:00, and moves to the next business day if
it ends on another; a business day is Monday to Friday and no public holiday of your country. A day the employer
promised an answer by beats every preset.
"""
ROWS = {
    "thank_you": "thank-you, after the interview",
    "thank_you_deadline": "… skipped after",
    "check_in": "check-in, after the interview",
    "nudge": "nudge, after the check-in",
    "closing": "closing note, after the nudge",
    "min_gap": "least distance between two",
    "days": "weekdays",
    "suggest_call_after": "a call is suggested after",
}
SHARED = {
    "rejection_reply": "The reply to a rejection: {}.",
    "after_promise": "After a promised day: {}.",
    "close_after": "Silence after the closing note, then the thread is closed: {}.",
    "default_length": "An interview whose end nobody stated lasts {}.",
    "silence_note_after": "While a time is being arranged, silence after your answer, then you are told: {}.",
    "offer_close_after": "… and then closing the thread is offered: {}.",
    "late_limit": "A step this late is offered, not placed: {}.",
    "unsent_limit": "An untouched draft is withdrawn after {}.",
    "due_time": "A wait in days ends at {}.",
    "hours": "Drafts are placed on business days, {}.",
    "thank_you_hours": "Thank-yous are placed every day, {}.",
}
_CONTRADICTIONS = """\
## Where the guides disagree

| question | what they say | what Followthrough does |
|---|---|---|
| A separate thank-you? | within 24 hours (two), at 24 to 48 hours (one), only as the opening of the first follow-up (two) | always one; when is the preset's. Missed, the check-in carries the thanks |
| First check-in without a promised date? | second or third day, three to five business days, one to two weeks | the preset's; `balanced` takes the fifth business day |
| Calendar days or business days? | two count one way, two the other | each preset keeps its guide's; nothing is ever placed on a weekend or holiday but a thank-you |
| How often? | every five to seven days, or once a week | `min_gap`; never twice on one day |
| When does it end? | never until there is an answer, or with one last message | with one closing note, in every preset |
| "Dear Hiring Manager"? | forbidden by one, allowed by another | a person is greeted by name; where no name is known the greeting names the team |
| A lighter tone? | two forbid it, one rewards it, one wants warmth for small firms | `drafting.tone`; never slang, never an emoji |
| New material? | only what was promised, or anything of value | what your notes promise is said; the nudge offers more |

Success rates that the guides quote have no source, so none is repeated here.
"""  # noqa: E501 - rows of a table


def pacing_page() -> str:
    """The text of `docs/pacing.md`."""
    presets = [load_preset(name) for name in PRESETS]
    parts = [
        _HEAD,
        "## The presets\n",
        *_table(presets),
        "",
        *_stages(presets),
        "The same in all:\n",
        *_shared(presets[0]),
    ]
    return "\n".join([*parts, "", _CONTRADICTIONS, *_choices(presets)]).rstrip() + "\n"


def _table(presets: list[Preset]) -> Iterator[str]:
    yield "| | " + " | ".join(f"`{preset.name}`" for preset in presets) + " |"
    yield "|---" * (len(presets) + 1) + "|"
    for key, label in ROWS.items():
        yield f"| {label} | " + " | ".join(_words(key, preset.settings[key]) for preset in presets) + " |"


def _stages(presets: list[Preset]) -> Iterator[str]:
    for preset in presets:
        for rule in preset.rules:
            for key, value in rule.steps.items():
                yield f"`{preset.name}` after a {rule.match['stage']} interview: {key} {_words(key, value)}.\n"


def _shared(preset: Preset) -> Iterator[str]:
    for key, sentence in SHARED.items():
        yield f"- `{key}` {sentence.format(_words(key, preset.settings[key]))}"


def _choices(presets: list[Preset]) -> Iterator[str]:
    yield "## How each preset was read out of its guide\n"
    for preset in presets:
        yield f"### `{preset.name}`\n"
        yield f"Guide: {preset.guide}\n"
        yield f"{preset.summary}\n"
        yield from (f"- {choice}" for choice in preset.choices)
        yield ""


def _words(key: str, value: Value) -> str:
    match value:
        case None:
            return "–"
        case Wait():
            return str(value)
        case Window():
            return f"{value.opens:%H:%M} to {value.closes:%H:%M}"
        case frozenset():
            return (
                "any"
                if value == frozenset(range(5))
                else ", ".join(WEEKDAYS[day].capitalize() for day in sorted(value))
            )
        case int():
            return f"{value} days"
    return f"{int(value.total_seconds() // 60)} minutes" if hasattr(value, "total_seconds") else f"{value:%H:%M}"
