"""The board: threads by state with what comes next, then what waits for the owner, and the mailboxes' health."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from agent.board import flags_of, next_of
from agent.glance import Glance, LookGlance, MailboxGlance
from agent.screens.page import Line, Span, fitted, heading, line
from agent.screens.words import REASONS, STATES, ago, counted, day_name, intent_name, listed, near, step_name

Card = Mapping[str, Any]
MARKS = {"warning": "!", "needs_look": "?", "held": "!", "unreachable": "@"}


def board(glance: Glance, now: datetime, width: int, *, hide_rejected: bool = False) -> list[Line]:
    """The whole screen of `status`."""
    shown = [c for c in glance.cards if not (hide_rejected and c["state"] == "rejected")]
    lines = [_summary(glance, shown, now), *_absence(glance, now), line()]
    for state in STATES:
        lines += _group(glance, [c for c in shown if c["state"] == state], state, now, width)
    lines += _drafts(shown, now, glance)
    lines += looks_section(glance.looks, glance.zone)
    lines += _warnings(shown)
    lines += _notices(glance, now)
    lines += _health(glance, now)
    return lines


def _summary(glance: Glance, shown: Sequence[Card], now: datetime) -> Line:
    if not glance.cards:
        return line("No thread yet. One begins with a mail about an interview, or with `followthrough add`.")
    is_open = sum(c["state"] not in ("closed", "rejected") for c in shown)
    drafts = sum(len(c["drafts"]) for c in shown)
    parts = [f"{counted(len(shown), 'thread')}, {is_open} open"]
    parts += [f"{counted(drafts, 'draft')} in Drafts"] if drafts else []
    parts += [f"{len(glance.looks)} to look at"] if glance.looks else []
    local = now.astimezone(glance.zone)
    return line(Span(" · ".join(parts), "strong"), Span(f"   {day_name(local.date())} {local:%H:%M}", "quiet"))


def _absence(glance: Glance, now: datetime) -> Iterator[Line]:
    """`away`, until it is over: else the wait of every step would look like a fault."""
    if glance.away is None or glance.away[1] < now.astimezone(glance.zone).date():
        return
    first, last = map(day_name, glance.away)
    words = f"Away from {first} to {last}: but for thank-yous, nothing is placed on these days."
    yield line(Span(words, "warn"))


def _group(glance: Glance, cards: Sequence[Card], state: str, now: datetime, width: int) -> Iterator[Line]:
    if not cards:
        return
    yield heading(f"{state.replace('_', ' ').capitalize()} ({len(cards)})")
    for card in sorted(cards, key=_soonest):
        yield _thread(card, glance, now, width)
    yield line()


def _thread(card: Card, glance: Glance, now: datetime, width: int) -> Line:
    """Mark, company, role, what comes next: as columns, and what is too long for the last one wraps within it."""
    marks = [MARKS[flag] for flag in flags_of(card, glance.looked_at)]
    company = 19 + (width - 80) // 5
    role = 25 + (width - 80) // 3
    following = next_of(card, now, glance.zone) or REASONS.get(card["reason"] or "", "")
    return line(
        Span(fitted(marks[0] if marks else "", 2), "warn"),
        Span(fitted(card["company"] or card["thread"], company), "name"),
        " ",
        Span(fitted(card["role"] or "", role), "quiet"),
        " ",
        Span(following, _tone(card, now)),
        hang=company + role + 4,
    )


def _tone(card: Card, now: datetime) -> str:
    if card["drafts"]:
        return "good"
    return "warn" if card["held_by"] or card["whose_turn"] == "owner" else ""


def _soonest(card: Card) -> tuple[str, str]:
    return (card["due_at"] or card["interview_at"] or "9999", card["company"] or "")


def _drafts(cards: Iterable[Card], now: datetime, glance: Glance) -> list[Line]:
    """What waits in Drafts to be read and sent."""
    rows = [
        line(
            Span(step_name(draft["kind"]), "good"),
            f" to {draft['name'] or next(iter(draft['to']), 'an address that you fill in')}, ",
            f"{card['company'] or card['thread']}",
            Span(f"  since {near(datetime.fromisoformat(draft['placed_at']), now, glance.zone)}", "quiet"),
            Span("  edited by you" if draft["touched"] else "", "quiet"),
            indent=2,
            hang=2,
        )
        for card in cards
        for draft in card["drafts"]
    ]
    return [heading("Waiting in Drafts", "read, change, send; deleting one means no"), *rows, line()] if rows else []


def looks_section(looks: Sequence[LookGlance], zone: tzinfo) -> list[Line]:
    """What could not be decided, and how to settle it."""
    if not looks:
        return []
    lines = [heading("Needs a look", "nothing was changed by these; why so: followthrough why NUMBER")]
    for look in looks:
        guess = f" Best guess: {intent_name(look.guess)}." if look.guess else ""
        received = day_name(look.at.astimezone(zone).date())
        lines += [
            line(
                Span(f"{look.number}  ", "warn"),
                Span(f"{received}  ", "quiet"),
                Span(look.sender, "name"),
                f": {look.subject or '(no subject)'}",
                indent=2,
                hang=3,
            ),
            line(f"{look.reason[:1].upper()}{look.reason[1:]}.{guess}", indent=5),
            line(*_settle_words(look), indent=5, hang=2),
        ]
    return [*lines, line()]


def _settle_words(look: LookGlance) -> list[str | Span]:
    settle = f"followthrough settle {look.number}"
    if len(look.threads) > 1:
        return [f"{settle} --thread {' | '.join(look.threads)}"]
    others = [i for i in ("unrelated", "reply", "rejection") if i != look.guess]
    return [settle, Span(" if so; else ", "quiet"), f"--intent {others[0]}", Span(f", {others[1]}, …", "quiet")]


def _warnings(cards: Iterable[Card]) -> list[Line]:
    """Why a thread gets no drafts (B8)."""
    rows = []
    for card in cards:
        name = Span(card["company"] or card["thread"], "name")
        rows += [line(Span("! ", "bad"), name, f": {text}", hang=2) for text in card["warnings"]]
        if card["warnings"]:
            rows.append(line(f"If all is well: followthrough trust {card['thread']}", indent=2))
    return [heading("Warnings", "no draft is made there"), *rows, line()] if rows else []


def _notices(glance: Glance, now: datetime) -> list[Line]:
    """What the owner was told of late, warnings apart."""
    told = [n for n in glance.notices if not n[2].startswith("Warning:")]
    rows = [line(Span(f"{near(at, now, glance.zone)}  ", "quiet"), text, indent=2, hang=2) for at, _, text in told]
    return [heading("Told you lately"), *rows, line()] if rows else []


def _health(glance: Glance, now: datetime) -> list[Line]:
    rows = [_mailbox(mailbox, glance, now) for mailbox in glance.mailboxes]
    unread = [mailbox.name for mailbox in glance.mailboxes if mailbox.read_at is None]
    if unread and len(unread) < len(glance.mailboxes):
        words = f"Nothing is placed before {listed(unread)} was read once: an answer may lie there."
        rows.append(line(Span(words, "warn"), indent=2, hang=2))
    if glance.shelved:
        were = "was" if glance.shelved == 1 else "were"
        rows.append(line(f"{counted(glance.shelved, 'message')} could not be read and {were} put aside.", indent=2))
    return [heading("Mailboxes"), *(rows or [line("None is configured.", indent=2)])]


def _mailbox(mailbox: MailboxGlance, glance: Glance, now: datetime) -> Line:
    name = Span(f"{mailbox.name}: ", "name")
    if mailbox.held_since:
        since = near(mailbox.held_since, now, glance.zone)
        words = f"paused by you since {since}. Go on: {mailbox.goes_on_with}"
        return line(name, Span(words, "warn"), indent=2, hang=2)
    if mailbox.paused_why:
        words = f"{mailbox.paused_why.rstrip('.')}. {mailbox.paused_next_step or ''}"
        return line(name, Span("paused: ", "bad"), words.rstrip(), indent=2, hang=2)
    if mailbox.failing_since:
        since = near(mailbox.failing_since, now, glance.zone)
        step = f"{mailbox.paused_next_step or ''} It is tried again by itself.".lstrip()
        words = f"{(mailbox.failure or '').rstrip('.')}. {step}"
        return line(name, Span(f"failing since {since}: ", "bad"), words, indent=2, hang=2)
    if mailbox.read_at is None or not glance.is_well(mailbox, now):
        return line(name, Span(_unread(mailbox, glance, now), "warn"), indent=2, hang=2)
    read = Span(f"read {ago(mailbox.read_at, now)}", "good")
    if mailbox.paused_next_step:
        return line(name, read, ". ", Span(mailbox.paused_next_step, "warn"), indent=2, hang=2)
    return line(name, read, indent=2)


def _unread(mailbox: MailboxGlance, glance: Glance, now: datetime) -> str:
    """Why a mailbox that neither failed nor was paused is not read."""
    last = f"last read {ago(mailbox.read_at, now)}" if mailbox.read_at else "not read yet"
    if mailbox.failure:
        return f"{last}: {mailbox.failure.rstrip('.')}. It goes on by itself."
    if mailbox.read_at:
        return f"{last}: is `followthrough run` still running? That, and more, says: followthrough doctor"
    if glance.began_at:
        return f"{last} to its end, which may take minutes; `followthrough run` was started {ago(glance.began_at, now)}"
    return f"{last}. Run: followthrough run"
