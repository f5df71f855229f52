"""`voice`: what was learnt of the owner's own way of writing, what they keep changing, and forgetting it all."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from agent.commands.desk import Desk
from agent.errors import UsageError
from agent.rewording import Rewording, rewordings
from agent.screens import page
from agent.screens.page import Line, Span, heading, line
from agent.screens.words import listed, step_name
from agent.voice import LEAST, Offer, Voice, is_optional, offers, voice_of


def voice(config: Path | None, *, leave_out: str | None, take: str | None, reset: bool, as_json: bool) -> int:
    """Show, choose or forget. Raises `UsageError` for a line that drafts do not have or cannot do without, and for one
    that the owner says in no words of their own."""
    desk = Desk(config)
    with desk.store.decision():
        if reset:
            desk.store.forget_voice()
        if leave_out is not None:
            desk.store.put_voice_choice(_checked(leave_out))
        if take is not None:
            for said in _said(take, rewordings(desk.store.voice(), desk.store.voice_lines())):
                desk.store.put_voice_line(said.line, said.text)
    samples, choices, lines = desk.store.voice(), desk.store.voice_choices(), desk.store.voice_lines()
    learnt, own = voice_of(samples, choices, lines), rewordings(samples, lines)
    said_anew = {said.line[0] for said in own} | {name for name, *_ in lines}
    offered = tuple(offer for offer in offers(samples, choices) if offer.name not in said_anew)
    if as_json:
        sys.stdout.write(f"{json.dumps(_object(learnt, offered, own, len(samples)), ensure_ascii=False)}\n")
    else:
        page.show(list(_screen(learnt, offered, own, len(samples), is_on=desk.rulebook.learns_voice)))
    return 0


def _said(name: str, own: tuple[Rewording, ...]) -> tuple[Rewording, ...]:
    found = tuple(said for said in own if said.line[0] == name)
    if not found:
        offered = listed(sorted({said.line[0] for said in own}))
        step = f"Offered are: {offered}." if offered else "Offers appear in `followthrough voice`."
        raise UsageError(f"--take: you say no {name} in words of your own so far.", next_step=step)
    return found


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


def _object(learnt: Voice, offered: tuple[Offer, ...], own: tuple[Rewording, ...], count: int) -> dict[str, object]:
    return {
        "mails": count,
        "greetings": [{"language": c, "address": a, "form": form} for (c, a), form in learnt.greetings.items()],
        "sign_offs": [{"language": c, "address": a, "form": form} for (c, a), form in learnt.sign_offs.items()],
        "tone": learnt.tone,
        "left_out": sorted(learnt.left_out),
        "lines": [{"line": n, "language": c, "address": a, "text": text} for (n, c, a), text in learnt.lines.items()],
        "offers": [{"line": o.name, "times": o.times, "of": o.of, "is_optional": o.is_optional} for o in offered],
        "own_words": [
            {"line": n, "language": c, "address": a, "text": said.text, "times": said.times, "of": said.of}
            for said in own
            for n, c, a in [said.line]
        ],
    }


def _screen(
    learnt: Voice, offered: tuple[Offer, ...], own: tuple[Rewording, ...], count: int, *, is_on: bool
) -> Iterator[Line]:
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
    for (name, code, address), text in learnt.lines.items():
        where = Span(f" ({code}, {address})", "quiet")
        yield line(Span(f"{'Yours':<10}", "quiet"), f"{_line_name(name)}: {_shown(text)}", where, indent=2)
    if not (learnt.greetings or learnt.sign_offs or learnt.tone):
        yield line(f"A greeting or sign-off is taken over once you have used it {LEAST} times.", indent=2)
    if offered or own:
        yield line()
        yield heading("What you keep changing")
        yield from _own_words(own)
        yield from _offers(offered)
    yield line()
    yield line(Span("Forget it all: followthrough voice --reset", "quiet"))


def _offers(offered: tuple[Offer, ...]) -> Iterator[Line]:
    for offer in offered:
        yield line(f"{_line_name(offer.name)}: in {offer.times} of {offer.of} drafts", indent=2)
        step = f"followthrough voice --leave-out {offer.name}" if offer.is_optional else "docs/own-words.md"
        words = "Leave it out: " if offer.is_optional else "Write your own text for this step: "
        yield line(Span(f"{words}{step}", "quiet"), indent=4)


def _own_words(own: tuple[Rewording, ...]) -> Iterator[Line]:
    for said in own:
        name, code, address = said.line
        where = Span(f" ({code}, {address})", "quiet")
        yield line(f"{_line_name(name)}: in {said.times} of {said.of} drafts you wrote", where, indent=2)
        yield line(_shown(said.text), indent=4)
        yield line(Span(f"Say it so from now on: followthrough voice --take {name}", "quiet"), indent=4)


def _shown(text: str) -> str:
    """A template with its variables as blanks to fill: [company]."""
    return re.sub(r"\{\{ ([a-z_]+) \}\}", lambda match: f"[{match[1].replace('_', ' ')}]", text)


def _line_name(name: str) -> str:
    step, _, slot = name.partition(".")
    return f"the line “{slot.replace('_', ' ')}” of the {step_name(step)}"
