"""`show` and `preview`: one thread, and what would be written in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from agent import outreach, timeline
from agent.addressing import others_to_ask
from agent.board import row
from agent.clock import Clock, SystemClock
from agent.commands.desk import Desk
from agent.draft_request import TONES
from agent.errors import UsageError
from agent.polisher import Polisher, polished_now
from agent.preview import Preview, preview
from agent.screens import page
from agent.screens.preview import previews
from agent.screens.thread import Known, thread
from agent.wiring import polisher_of
from rules.pacing import Step


def show(name: str, config: Path | None, *, as_json: bool) -> int:
    """`show`. Raises `UsageError` for a name that means no thread, or several."""
    desk = Desk(config)
    known = desk.known(name)
    if as_json:
        looks = {t for look in desk.store.looks() for t in look.threads}
        sys.stdout.write(f"{json.dumps(_object(known, looks), ensure_ascii=False)}\n")
    else:
        page.show(thread(known))
    return 0


def show_preview(
    name: str, step: str | None, config: Path | None, *, all_tones: bool, asks_model: bool, as_json: bool
) -> int:
    """`preview`. A language model, where one is configured, is asked for the words of the step's own tone alone."""
    desk = Desk(config)
    found = desk.thread(name)
    tones = TONES if all_tones else (None,)
    made = [preview(found, _step(step), tone, desk.rulebook, desk.now) for tone in tones]
    shown = [p for p in made if p]
    if not shown:
        steps = ", ".join(s.value.replace("_", "-") for s in Step)
        raise UsageError(f"Nothing comes next in {found.id} by itself.", next_step=f"Name a step: --step {steps}.")
    polisher = polisher_of(desk.config) if asks_model and not all_tones else None
    if polisher and desk.config.drafting.model:
        if sys.stderr.isatty():
            sys.stderr.write(f"Asking {polisher.name} …\n")
        limit = desk.config.drafting.model.timeout.total_seconds()
        shown = [_polished(item, polisher, SystemClock(), limit) for item in shown]
    if as_json:
        for item in _preview_objects(shown):
            sys.stdout.write(f"{json.dumps(item, ensure_ascii=False)}\n")
    else:
        page.show(previews(found, shown, desk.now, desk.zone))
    return 0


def _polished(shown: Preview, polisher: Polisher, clock: Clock, limit: float) -> Preview:
    """In the model's words, as a placed draft will be after a while. All answers together get the time of one."""
    ends = clock.now() + timedelta(seconds=limit)
    drafts = []
    for draft, request in zip(shown.drafts, shown.requests, strict=True):
        is_late = clock.now() >= ends
        late = replace(draft, wording=f"not asked of {polisher.name}: the time of one answer ({limit:.0f} s) is over")
        drafts.append(late if is_late else polished_now(draft, request, polisher))
    return replace(shown, drafts=tuple(drafts))


def _step(word: str | None) -> Step | None:
    if word is None:
        return None
    try:
        return Step(word.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as error:
        steps = ", ".join(s.value.replace("_", "-") for s in Step)
        raise UsageError(f"--step: {word!r} is no step.", next_step=f"Choose one of: {steps}.") from error


def _object(known: Known, looks: set[str]) -> dict[str, object]:
    found, zone = known.thread, known.zone
    is_wanted = outreach.is_wanted(found)
    may_call = is_wanted or outreach.is_call_suggested(found)
    return {
        **row(found, looks, known.rulebook, known.now),
        "because": known.reason.then,
        "held_by": known.reason.held_by,
        "rounds": [
            {
                "round": r.number,
                "start": r.start.astimezone(zone).isoformat(timespec="seconds"),
                "end": r.end(known.rulebook.pacing(found, r.stage).default_length).astimezone(zone).isoformat(),
                "stage": r.stage.value if r.stage else None,
                "medium": r.medium.value if r.medium else None,
                "interviewers": [{"name": p.name, "email": p.email} for p in r.interviewers],
                "is_off": r.is_off,
            }
            for r in found.rounds
        ],
        "contacts": [{"name": c.name, "email": c.email, "is_bad": c.is_bad} for c in found.contacts],
        "promise": found.promise.by.isoformat() if found.promise else None,
        "notes": [{"kind": n.kind, "text": n.text} for n in found.notes],
        "warnings": [w.text for w in found.warnings],
        "linkedin_note": outreach.linkedin_note(found, known.rulebook, known.now) if is_wanted else None,
        "phone_script": list(outreach.phone_script(found, known.rulebook, known.now)) if may_call else [],
        "to_be_passed_on": _letter(outreach.forward_letter(found, known.rulebook, known.now)),
        "others_to_ask": [{"name": c.name, "email": c.email} for c in others_to_ask(found)],
        "story": list(timeline.texts(known.story)),
    }


def _letter(letter: outreach.Letter | None) -> dict[str, object] | None:
    return {"to": letter.to, "subject": letter.subject, "body": letter.body} if letter else None


def _preview_objects(shown: list[Preview]) -> Iterator[dict[str, object]]:
    for item in shown:
        for draft in item.drafts:
            yield {
                "step": item.step.value,
                "at": item.at.isoformat(timespec="seconds"),
                "tone": item.tone,
                "to": [draft.address] if draft.address else [],
                "subject": draft.subject,
                "body": draft.body,
                "wording": draft.wording,
            }
        for fault in item.faults:
            yield {"step": item.step.value, "at": item.at.isoformat(), "tone": item.tone, "fault": fault}
