"""Words for where mail is not the way: a LinkedIn note and a phone script (B19, B30). Pure.

Both speak only of what is known. Names, role and company come from mail, and enter as cleaned text (B32).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.addressing import is_unreachable
from agent.lifecycle import State
from agent.phrases import cleaned_fact
from agent.rulebook import Rulebook
from agent.safe_text import plain
from agent.salutation import cleaned_name
from agent.threads import Round, Thread

MAX_LINKEDIN_LENGTH = 300
"""What the service takes with an invitation (B19, B30)."""


def is_wanted(thread: Thread) -> bool:
    """Mail cannot do it: nobody's address is known, or a draft waits with an empty To."""
    if thread.is_over or not thread.rounds:
        return False
    return is_unreachable(thread) or any(d.address is None for d in thread.open_drafts())


def is_call_suggested(thread: Thread) -> bool:
    """The pacing suggested a call after so many days of silence (B23)."""
    return not thread.is_over and any(key.startswith("call:") for key in thread.told)


def linkedin_note(thread: Thread, rulebook: Rulebook) -> str:
    """An invitation's note of at most 300 characters; what does not fit is left out from the end."""
    round_ = thread.last_round or thread.next_round
    pieces = list(_note_pieces(thread, round_, rulebook))
    sign_off = rulebook.owner.name
    while len(" ".join([*pieces, sign_off])) > MAX_LINKEDIN_LENGTH and len(pieces) > 1:
        pieces.pop()
    return " ".join([*pieces, sign_off])[:MAX_LINKEDIN_LENGTH]


def phone_script(thread: Thread, rulebook: Rulebook) -> tuple[str, ...]:
    """What to say on the phone after an interview; nothing where they asked for no calls."""
    round_ = thread.last_round
    if thread.no_phone_calls or round_ is None:
        return ()
    name = cleaned_name(_who(round_))
    about = _about(thread)
    lines = [f"“Hello{f', may I speak to {name}' if name else ''}? This is {rulebook.owner.name}."]
    on = _day(rulebook.calendar.local_date(round_.start))
    lines.append(f"We spoke on {on}{about}, and I enjoyed it.")
    lines.append(f"{_question(thread)} Is there anything more you need from me?")
    lines.append("Thank you for your time.”")
    lines.append("If nobody answers: leave your name, your number and one sentence, once.")
    return tuple(lines)


def number_words(thread: Thread) -> str:
    """Their number, if a mail gave one."""
    return plain(thread.phone) if thread.phone else "No number stands in their mail; the company's switchboard will do."


def _note_pieces(thread: Thread, round_: Round | None, rulebook: Rulebook) -> Iterator[str]:
    name = cleaned_name(_who(round_)) if round_ else ""
    yield f"Hello {name.split()[0]}," if name else "Hello,"
    about = _about(thread)
    if round_ and round_.ended_at:
        on = _day(rulebook.calendar.local_date(round_.start))
        yield f"thank you for the conversation on {on}{about}."
        yield "I enjoyed it and would be glad to stay in touch."
    else:
        yield f"I look forward to our conversation{about}."
        yield "I would be glad to connect."
    if thread.state in (State.THANKED, State.CHECKED_IN, State.NUDGED):
        yield "If there is news on the next steps, I would like to hear it."


def _who(round_: Round | None) -> str | None:
    return next((p.name for p in round_.interviewers if p.name), None) if round_ else None


def _about(thread: Thread) -> str:
    role, company = cleaned_fact(thread.role), cleaned_fact(thread.company)
    if role:
        return f" about the {role} role at {company}" if company else f" about the {role} role"
    return f" about working at {company}" if company else ""


def _question(thread: Thread) -> str:
    if thread.state is State.INTERVIEWED:
        return "I wanted to thank you. What are the next steps?"
    return "How does the decision stand, and when may I expect to hear?"


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
