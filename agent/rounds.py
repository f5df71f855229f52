"""Where an announced interview belongs: a new round, a known one, or a move of one (B13). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agent.same_names import is_same_person, merge_people
from agent.threads import Round, Session, Thread
from rules.reading import Interview, Person

REGRET_FOR = timedelta(days=1)
"""So long after its end an interview can still be called off: nobody came, and the employer says so."""
SAME_START = timedelta(minutes=15)
"""Announcements of one interview may differ by as much (B13)."""


@dataclass(frozen=True, slots=True)
class Stated:
    """An interview as one message states it."""

    interview: Interview
    at: datetime
    """When the message was received."""
    conversation: str | None
    is_move: bool
    """The message says that a known interview moves (`interview_rescheduled`)."""
    may_be_new: bool = False
    """That it moves is not plain: it may as well set the next one. An interview that is over then took place."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What stating an interview did to the rounds."""

    thread: Thread
    is_news: bool
    """False for a repeat or reminder of a known interview (B15)."""


def place(thread: Thread, stated: Stated, zone: ZoneInfo) -> Placed:
    """The thread with the stated interview in it.

    Same UID, or a start within 15 minutes, is the same interview; a move changes the round it is about; any other
    time opens the next round, or joins the round of its local date as a further session. A round whose thanks are
    settled does not move any more: what comes after it is the next one, and is thanked for itself.
    """
    same = _same_session(thread, stated)
    if same:
        round_, session = same
        return _restate(thread, round_, session, stated, zone)
    moved = _moved_session(thread, stated, zone)
    if moved:
        return _move(thread, *moved, stated, zone)
    return Placed(_add(thread, _instead(thread, stated), zone), is_news=True)


def call_off(
    thread: Thread, uid: str | None, conversation: str | None, at: datetime, default_length: timedelta
) -> Thread:
    """The thread with the interview called off that the message is about: by UID, by conversation, else the next one
    ahead.

    One that was over when the message was written took place and stays, unless the message came within a day and nobody
    was thanked yet: then it says that nothing took place (B33).
    """

    def ended(session: Session) -> datetime:
        return session.end or session.start + default_length

    live = [
        (r, s)
        for r in thread.rounds
        for s in r.sessions
        if not s.is_cancelled and (ended(s) > at or (r.thanks_settled_at is None and at - ended(s) <= REGRET_FOR))
    ]
    by_uid = [(r, s) for r, s in live if uid in s.events]
    if uid and not by_uid and any(uid in s.events for r in thread.rounds for s in r.sessions):
        return thread
    here = [(r, s) for r, s in live if conversation and s.conversation == conversation and not (uid and s.uid)]
    meant = here or live
    meant = [(r, s) for r, s in meant if ended(s) > at] or meant
    first = min(meant, key=lambda rs: rs[1].start)[0].number if meant else 0
    off = by_uid or [(r, s) for r, s in meant if r.number == first]
    for round_, session in off:
        current = next(r for r in thread.rounds if r.number == round_.number)
        sessions = tuple(replace(s, is_cancelled=True, stated_at=at) if s == session else s for s in current.sessions)
        thread = thread.with_round(replace(current, sessions=sessions))
    return thread


def stands_without(thread: Thread, uid: str) -> bool:
    """Whether an interview that this calendar event announced was announced by another one, too."""
    return any(uid in s.events and len(s.events) > 1 for r in thread.rounds for s in r.held)


def call_off_all_ahead(thread: Thread) -> Thread:
    """The thread without any round ahead: it is over, nothing further takes place unless it is reopened."""
    for round_ in thread.rounds:
        if not round_.ended_at and not round_.is_off:
            thread = thread.with_round(replace(round_, is_moot=True))
    return thread


def take_up_again(thread: Thread) -> Thread:
    """The reopened thread: what lay ahead when it ended takes place after all."""
    for round_ in thread.rounds:
        thread = thread.with_round(replace(round_, is_moot=False))
    return thread


def on_another_day(round_: Round, interview: Interview, at: datetime, zone: ZoneInfo) -> Round:
    """The round with all its sessions on the interview's day: the first at its time, the others as long after it on the
    clock as they were."""
    first = min(round_.held, key=lambda s: s.start)
    later = _on_the_clock(interview.start, zone) - _on_the_clock(first.start, zone)

    def moved(moment: datetime) -> datetime:
        return (_on_the_clock(moment, zone) + later).replace(tzinfo=zone).astimezone(UTC)

    sessions = [
        replace(s, start=moved(s.start), end=moved(s.end) if s.end else None, stated_at=at) for s in round_.held
    ]
    if interview.end:
        sessions = [replace(s, end=interview.end) if s.start == interview.start else s for s in sessions]
    off = (s for s in round_.sessions if s.is_cancelled)
    return replace(round_, sessions=(*sessions, *off))


def _on_the_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """As a clock on the wall shows it (naive)."""
    return moment.astimezone(zone).replace(tzinfo=None)


def leave_behind(thread: Thread) -> Thread:
    """The thread that goes on after its ending: what lay ahead then is called off for good."""
    for round_ in thread.rounds:
        if round_.is_moot:
            off = tuple(replace(s, is_cancelled=True) for s in round_.sessions)
            thread = thread.with_round(replace(round_, sessions=off, is_moot=False))
    return thread


def session_of(stated: Stated) -> Session:
    """The interview as a session of a round."""
    i = stated.interview
    return Session(
        start=i.start,
        end=i.end,
        stated_at=stated.at,
        uid=i.uid,
        sequence=i.sequence,
        stage=i.stage,
        medium=i.medium,
        interviewers=i.interviewers,
        conversation=stated.conversation,
    )


def _same_session(thread: Thread, stated: Stated) -> tuple[Round, Session] | None:
    uid, start = stated.interview.uid, stated.interview.start
    pairs = [(r, s) for r in reversed(thread.rounds) for s in r.sessions]
    by_uid = [(r, s) for r, s in pairs if uid in s.events]
    by_start = [(r, s) for r, s in pairs if abs(s.start - start) <= SAME_START and r.did_happen and not s.is_cancelled]
    return next(iter(by_uid or by_start), None)


def _restate(thread: Thread, round_: Round, session: Session, stated: Stated, zone: ZoneInfo) -> Placed:
    """The same interview said again: later or more exact words win, an older message changes nothing."""
    i = stated.interview
    is_stale = _is_stale(session, stated)
    moves = abs(i.start - session.start) > SAME_START or session.is_cancelled
    if is_stale and moves:
        return Placed(thread, is_news=False)
    if moves and round_.thanks_settled_at and i.start > stated.at:
        return Placed(_add(thread, _moved(session, stated), zone), is_news=True)
    if moves:
        return _move(thread, round_, session, stated, zone)
    fuller = replace(
        _announced_by(session, i, is_stale=is_stale),
        end=session.end if is_stale and session.end else i.end or session.end,
        stated_at=max(session.stated_at, stated.at),
        stage=session.stage or i.stage,
        medium=session.medium or i.medium,
        interviewers=_restated_people(session, i),
    )
    return Placed(_swap(thread, round_, session, fuller), is_news=False)


def _is_stale(session: Session, stated: Stated) -> bool:
    """Whether what is stated was known before: an event's SEQUENCE counts its own versions only (RFC 5545).

    An unchanged copy of one event is old where another one was updated since.
    """
    i = stated.interview
    known = session.events.get(i.uid or "", session.sequence)
    is_former = i.uid in dict(session.other_events) and session.sequence > 0
    return i.sequence < known or (i.sequence == known and (is_former or stated.at < session.stated_at))


def _announced_by(session: Session, said: Interview, *, is_stale: bool) -> Session:
    """The session under the calendar event that announced it last, the others remembered."""
    if not said.uid or said.uid == session.uid:
        return replace(session, sequence=max(said.sequence, session.sequence))
    leading = (session.uid, session.sequence) if is_stale and session.uid else (said.uid, said.sequence)
    return _under(session, *leading, known={**session.events, said.uid: said.sequence})


def _under(session: Session, uid: str | None, sequence: int, known: Mapping[str, int]) -> Session:
    others = tuple((other, number) for other, number in known.items() if other != uid)
    return replace(session, uid=uid, sequence=sequence, other_events=others)


def _named(session: Session, said: Interview) -> tuple[Person, ...]:
    """Who is said to interview, without the organiser who keeps the calendar while others, known before, interview."""
    known = session.interviewers
    if said.organiser is None or not known or any(is_same_person(said.organiser, p) for p in known):
        return said.interviewers
    return tuple(p for p in said.interviewers if not is_same_person(p, said.organiser)) or said.interviewers


def _restated_people(session: Session, said: Interview) -> tuple[Person, ...]:
    """Who interviews when the same time is said again: whoever was named before as well; but an update of the
    invitation (RFC 5545, SEQUENCE) names all who come."""
    is_update = said.uid is not None and said.uid == session.uid and said.sequence > session.sequence
    named = _named(session, said)
    if not (is_update and named):
        return merge_people((*session.interviewers, *named))
    stay = [p for p in session.interviewers if any(is_same_person(p, other) for other in named)]
    return merge_people((*stay, *named))


def _moved_session(thread: Thread, stated: Stated, zone: ZoneInfo) -> tuple[Round, Session] | None:
    """The interview that a new time replaces, if it replaces one (B13)."""
    if stated.interview.is_additional and not stated.is_move:
        return None
    ahead = [(r, s) for r in thread.rounds if not r.is_off and not r.thanks_settled_at for s in r.held]
    is_plain = stated.is_move and not stated.may_be_new
    ahead = [(r, s) for r, s in ahead if s.stated_at <= stated.at and (is_plain or not r.ended_at)]
    if not ahead:
        return None
    here = [(r, s) for r, s in ahead if stated.conversation and s.conversation == stated.conversation]
    if not stated.is_move:
        here = [(r, s) for r, s in here if not (stated.interview.uid and s.uid)]
        same_day = [rs for rs in here if _day(rs[1].start, zone) == _day(stated.interview.start, zone)]
        return next(iter(same_day or here), None)
    return min(here or ahead, key=lambda rs: (rs[0].ended_at is not None, rs[1].start))


def _moved(session: Session, stated: Stated) -> Session:
    """The session at its new time; what is not said anew stays."""
    new = session_of(stated)
    length = session.end - session.start if session.end else None
    return replace(
        _under(new, new.uid or session.uid, new.sequence, session.events),
        end=new.end or (new.start + length if length else None),
        stage=new.stage or session.stage,
        medium=new.medium or session.medium,
        interviewers=_named(session, stated.interview) or session.interviewers,
    )


def _instead(thread: Thread, stated: Stated) -> Session:
    """The session at a time of its own. If it takes the place of the one that was called off in its conversation, what
    is not said anew is as it was to be: "our interview is now on Wednesday" names nobody."""
    new = session_of(stated)
    last = max(thread.rounds, key=lambda r: r.number, default=None)
    if last is None or not last.is_off or last.is_moot or len(last.sessions) > 1 or stated.interview.is_additional:
        return new
    off = last.sessions[0]
    is_its_place = stated.is_move or (stated.conversation and off.conversation == stated.conversation)
    return _moved(replace(off, uid=None, other_events=()), stated) if is_its_place else new


def _move(thread: Thread, round_: Round, session: Session, stated: Stated, zone: ZoneInfo) -> Placed:
    """The session at its new time, in a round of its own if the rest of its day stays."""
    moved = _moved(session, stated)
    rest = tuple(s for s in round_.sessions if s != session)
    if any(not s.is_cancelled for s in rest) and _day(rest[0].start, zone) != _day(moved.start, zone):
        return Placed(_add(thread.with_round(replace(round_, sessions=rest)), moved, zone), is_news=True)
    reopened = replace(round_, sessions=(*rest, moved), ended_at=None, did_happen=True, is_moot=False)
    return Placed(thread.with_round(reopened), is_news=True)


def _add(thread: Thread, session: Session, zone: ZoneInfo) -> Thread:
    day = _day(session.start, zone)
    same_day = next(
        (r for r in thread.rounds if not r.is_off and _day(r.start, zone) == day and not r.thanks_settled_at), None
    )
    if same_day:
        return thread.with_round(replace(same_day, sessions=(*same_day.sessions, session), ended_at=None))
    number = 1 + max((r.number for r in thread.rounds), default=0)
    return thread.with_round(Round(number=number, sessions=(session,)))


def _swap(thread: Thread, round_: Round, old: Session, new: Session) -> Thread:
    return thread.with_round(replace(round_, sessions=tuple(new if s == old else s for s in round_.sessions)))


def _day(instant: datetime, zone: ZoneInfo) -> object:
    return instant.astimezone(zone).date()
