"""What the owner configured, as deciding needs it: made once by `agent.wiring`, handed to every pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from agent.own_templates import NONE as NO_TEMPLATES
from agent.own_templates import OwnTemplates
from agent.same_names import is_same_company
from agent.style import Style, StyleRule, style_for
from agent.threads import Thread
from agent.voice import NO_VOICE, Voice
from rules.pacing import Pacing, PacingRule, Subject, pacing_for
from rules.reading import Owner, Stage
from rules.senders import domain_of, is_mail_provider, system_at
from rules.workdays import BusinessCalendar

MOST_INTERVIEWERS = 6
"""More than these: the owner is asked whom to thank (B30)."""
CATCH_UP_AFTER = timedelta(hours=1)
"""A step placed later than this after its moment is caught up (B25)."""


@dataclass(frozen=True, slots=True)
class Employer:
    """What the owner said about a company (B24); nothing is looked up."""

    industry: str | None = None
    size: str | None = None


@dataclass(frozen=True)
class Rulebook:
    """The owner, their calendar and their wishes. `employers` is keyed by the company's name, in whatever form."""

    owner: Owner
    calendar: BusinessCalendar
    phone: str | None = None
    link: str | None = None
    preset: str = "balanced"
    rules: Sequence[PacingRule] = ()
    employers: Mapping[str, Employer] = field(default_factory=dict)
    sure_at: float | None = None
    """Least confidence to act on (B4); None leaves it to `rules.engine`."""
    drafts_a_day: int = 10
    catch_up_a_day: int = 3
    styles: Sequence[StyleRule] = ()
    """The owner's wishes for tone, length and fit, those that come first winning."""
    templates: OwnTemplates = NO_TEMPLATES
    """The owner's own texts."""
    voice: Voice = NO_VOICE
    """What was learnt of the owner's own way of writing."""
    learns_voice: bool = True
    may_ask_referral: bool = False
    home_address: str = ""
    """The owner's first address: drafts are from it where the employer used none of theirs."""
    with_html: frozenset[str] = frozenset()
    """Mailboxes whose compose window expects the words in HTML too (B32)."""
    mailboxes: tuple[str, ...] = ()
    """Those that are configured; none named: whichever there are."""
    away: tuple[date, date] | None = None
    """First and last day of the owner's absence."""

    def back_on(self, instant: datetime) -> date | None:
        """The owner's first day back, if they are away at that moment."""
        if self.away is None or not self.away[0] <= self.calendar.local_date(instant) <= self.away[1]:
            return None
        return self.away[1] + timedelta(days=1)

    def mailbox(self, name: str) -> str:
        """Where to put what belongs to a mailbox: there, or in the first one if it is not configured any more."""
        return name if name in self.mailboxes or not self.mailboxes else self.mailboxes[0]

    def pacing(self, thread: Thread, stage: Stage | None = None) -> Pacing:
        """The pacing of a thread (B23, B24); `stage` is that of the round a step follows."""
        return _pacing(self.preset, tuple(self.rules), self._subject(thread, stage))

    def style(self, thread: Thread, stage: Stage | None = None) -> Style:
        """How a thread is written to (B24); `stage` is that of the round a step follows."""
        own = StyleRule("your own voice", {}, self.voice.tone)
        return style_for((*self.styles, own), self._subject(thread, stage))

    def in_tone(self, tone: str) -> Rulebook:
        """These rules, with one tone for everything."""
        return replace(self, styles=(StyleRule("asked for", {}, tone), *self.styles))

    def _subject(self, thread: Thread, stage: Stage | None) -> Subject:
        employer = self._employer(thread.company)
        return Subject(thread.company, _domain(thread), thread.role, stage, employer.industry, employer.size)

    def _employer(self, company: str | None) -> Employer:
        return next((told for name, told in self.employers.items() if is_same_company(name, company)), Employer())


def _domain(thread: Thread) -> str | None:
    """The employer's own domain, as far as its people have one; a hiring system's is nobody's."""
    domains = [domain_of(c.email) for c in thread.contacts]
    return next((d for d in domains if not system_at(d) and not is_mail_provider(d)), next(iter(domains), None))


@lru_cache(maxsize=4096)
def _pacing(preset: str, rules: tuple[PacingRule, ...], subject: Subject) -> Pacing:
    return pacing_for(preset, rules, subject)
