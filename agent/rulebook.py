"""What the owner configured, as deciding needs it: made once by `agent.wiring`, handed to every pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from agent.threads import Thread
from rules.pacing import Pacing, PacingRule, Subject, pacing_for
from rules.reading import Owner, Stage
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
    """The owner, their calendar and their wishes. `employers` is keyed by `agent.linking.company_key`."""

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
    tone: str = "neutral"
    may_ask_referral: bool = False
    fit: str | None = None
    home_address: str = ""
    """The owner's first address: drafts are from it where the employer used none of theirs."""

    def pacing(self, thread: Thread, stage: Stage | None = None) -> Pacing:
        """The pacing of a thread (B23, B24); `stage` is that of the round a step follows."""
        domain = next((c.email.rpartition("@")[2] for c in thread.contacts), None)
        employer = self.employers.get((thread.company or "").casefold(), Employer())
        subject = Subject(thread.company, domain, thread.role, stage, employer.industry, employer.size)
        return _pacing(self.preset, tuple(self.rules), subject)


@lru_cache(maxsize=4096)
def _pacing(preset: str, rules: tuple[PacingRule, ...], subject: Subject) -> Pacing:
    return pacing_for(preset, rules, subject)
