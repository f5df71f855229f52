"""`voice`: what was learnt of the owner's own way of writing, what they keep changing, and forgetting it all."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from agent.commands.desk import Desk
from agent.errors import UsageError
from agent.screens import page
from agent.screens.page import Line, Span, heading, line
from agent.screens.words import step_name
from agent.voice import LEAST, Offer, Voice, is_optional, offers, voice_of


def voice(config: Path | None, *, leave_out: str | None, reset: bool, as_json: bool) -> int:
    """Show, choose or forget. Raises `UsageError` for a line that drafts do not have, or cannot do without."""
    desk = Desk(config)
    with desk.store.decision():
        if reset:
            desk.store.forget_voice()
        if leave_out is not None:
            desk.store.put_voice_choice(_checked(leave_out))
    samples, choices = desk.store.voice(), desk.store.voice_choices()
    learnt, offered = voice_of(samples, choices), offers(samples, choices)
    if as_json:
        sys.stdout.write(f"{json.dumps(_object(learnt, offered, len(samples)), ensure_ascii=False)}\n")
    else:
        page.show(list(_screen(learnt, offered, len(samples), is_on=desk.rulebook.learns_voice)))
    return 0


def _checked(name: str) -> str:
    try:
        if is_optional(name):
            return name
    except ValueError as error:
        step = "Name it as `followthrough voice` offers it: thank_you.interest."
        raise UsageError(f"--leave-out: {error}.", next_step=step) from error
    raise UsageError(
        f"--leave-out: no draft is whole without {name}.", next_step="Write your own text: docs/own-words.md."
    )


def _object(learnt: Voice, offered: tuple[Offer, ...], count: int) -> dict[str, object]:
    return {
        "mails": count,
        "greetings": [{"language": c, "address": a, "form": form} for (c, a), form in learnt.greetings.items()],
        "sign_offs": [{"language": c, "address": a, "form": form} for (c, a), form in learnt.sign_offs.items()],
        "tone": learnt.tone,
        "left_out": sorted(learnt.left_out),
        "offers": [{"line": o.name, "times": o.times, "of": o.of, "is_optional": o.is_optional} for o in offered],
    }


def _screen(learnt: Voice, offered: tuple[Offer, ...], count: int, *, is_on: bool) -> Iterator[Line]:
    yield heading("Your own voice", f"from {count} mails of yours" if count else "nothing learnt yet")
    if not is_on:
        yield line(Span("Off: drafting.own_voice is false.", "warn"), indent=2)
    for what, forms in (("Greeting", learnt.greetings), ("Sign-off", learnt.sign_offs)):
        for (code, address), form in forms.items():
            shown = form.replace("{{ given }}", "…").replace("{{ full }}", "…")
            yield line(Span(f"{what:<10}", "quiet"), f"{shown}  ", Span(f"({code}, {address})", "quiet"), indent=2)
    if learnt.tone:
        yield line(Span(f"{'Tone':<10}", "quiet"), learnt.tone, indent=2)
    for name in sorted(learnt.left_out):
        yield line(Span(f"{'Left out':<10}", "quiet"), _line_name(name), indent=2)
    if not (learnt.greetings or learnt.sign_offs or learnt.tone):
        yield line(f"A greeting or sign-off is taken over once you have used it {LEAST} times.", indent=2)
    if offered:
        yield from _offers(offered)
    yield line()
    yield line(Span("Forget it all: followthrough voice --reset", "quiet"))


def _offers(offered: tuple[Offer, ...]) -> Iterator[Line]:
    yield line()
    yield heading("What you keep changing")
    for offer in offered:
        yield line(f"{_line_name(offer.name)}: in {offer.times} of {offer.of} drafts", indent=2)
        step = f"followthrough voice --leave-out {offer.name}" if offer.is_optional else "docs/own-words.md"
        words = "Leave it out: " if offer.is_optional else "Write your own text for this step: "
        yield line(Span(f"{words}{step}", "quiet"), indent=4)


def _line_name(name: str) -> str:
    step, _, slot = name.partition(".")
    return f"the line “{slot.replace('_', ' ')}” of the {step_name(step)}"
