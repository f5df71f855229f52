"""Every key of the configuration: its type, its default, what it means, and how it looks in the file.

The one source of the parser, of `config.example.yaml` and of `docs/configuration.md`.
The first of a key's `examples` is YAML as one would write it: for an optional key the default, or a likely value.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from agent.config_drafting import Drafting
from agent.config_mailboxes import Mailbox
from agent.config_notifications import Notifications
from agent.config_pacing import PacingSection
from agent.config_places import DEFAULT_DATA_DIR, default_data_dir
from agent.config_section import Section, key, needed
from agent.config_types import Absence, Address, Country, Duration, FilePath, Line, Timezone, Url
from rules.reading import Owner
from rules.workdays import BusinessCalendar, calendar_for, known_regions


def _at_least_one(addresses: tuple[str, ...]) -> tuple[str, ...]:
    if not addresses:
        raise ValueError("must not be empty. Write it like [jordan@mail.example]")
    return addresses


class Me(Section):
    """The owner: whose mailbox it is."""

    name: Line = needed("Your name, as drafts are signed with it.", "Jordan Ellis")
    addresses: Annotated[tuple[Address, ...], AfterValidator(_at_least_one)] = needed(
        "All your mail addresses; mail from them is yours.", "[jordan@mail.example]"
    )
    timezone: Timezone = needed("Your IANA time zone.", "America/New_York")
    country: Country | None = key("Your country (ISO 3166): its public holidays are no business days.", "US")
    region: Line | None = key(
        "Your state or region (the part after the dash in ISO 3166-2), for its holidays too.", "NY"
    )
    phone: Line | None = key("Your phone number, for the signature.", '"+1 212 555 0147"')
    link: Url | None = key("A page about you (profile, portfolio), for the signature.", "https://jordan.example")

    @field_validator("region")
    @classmethod
    def _region_is_known(cls, region: str | None, info: ValidationInfo) -> str | None:
        country = info.data.get("country")
        if region is None or (country is None and "country" not in info.data):
            return region
        code = region.upper().removeprefix(f"{country}-")
        if code not in (known := known_regions(country)):
            raise ValueError(f"{region!r} is no region of {country}. Known are: {', '.join(sorted(known)) or 'none'}")
        return code

    @property
    def owner(self) -> Owner:
        """The owner, as reading mail needs them."""
        return Owner(self.name, frozenset(self.addresses), self.timezone, self.country)

    @property
    def calendar(self) -> BusinessCalendar:
        """The owner's business days and clock."""
        return calendar_for(self.timezone, self.country, self.region)


class ReadingSection(Section):
    """How sure a reading must be."""

    threshold: float | None = key(
        "Confidence below which a message changes nothing and waits under `needs a look`; 0.5 to 1.",
        "0.8",
        ge=0.5,
        le=1,
    )


class Company(Section):
    """What you know about a company; rules of pacing can match it. Nothing is looked up."""

    industry: Line | None = key("Your word for its industry.", "government")
    size: Line | None = key("Your word for its size.", "large")


class Limits(Section):
    """Ceilings that keep a mistake small."""

    drafts_a_day: int = key(
        "Drafts placed in one mailbox on one day; over it, nothing is placed.", "10", 10, ge=1, le=100
    )
    catch_up_a_day: int = key("Overdue steps placed in one mailbox on one day, after a pause.", "3", 3, ge=0, le=100)


def _named_once(mailboxes: tuple[Mailbox, ...]) -> tuple[Mailbox, ...]:
    names = [mailbox.name for mailbox in mailboxes]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two mailboxes are called {twice[0]!r}. Give each its own name")
    return mailboxes


class Config(Section):
    """The whole configuration."""

    me: Me = needed("The owner: whose mailbox it is.", "")
    data_dir: FilePath = Field(
        description="Where state, tokens and logs are kept (only you can read it).",
        examples=[DEFAULT_DATA_DIR],
        default_factory=default_data_dir,
        validate_default=True,
    )
    look_back: Duration = key("How much of the past is read at the first start.", "30d", timedelta(days=30))
    poll: Duration = key("How often the mailboxes are looked at.", "2m", timedelta(minutes=2))
    away: Absence | None = key(
        "First and last day that you are away: but for thank-yous, nothing is placed meanwhile; it follows after.",
        "[2026-07-06, 2026-07-17]",
    )
    pacing: PacingSection = key("When follow-ups are due.", "", PacingSection())
    drafting: Drafting = key("How drafts are worded.", "", Drafting())
    reading: ReadingSection = key("How sure a reading must be.", "", ReadingSection())
    companies: dict[str, Company] = key(
        "What you know about companies.", "{Northwind: {industry: government, size: large}}", {}
    )
    limits: Limits = key("Ceilings that keep a mistake small.", "", Limits())
    notifications: Notifications = key("Where and of what you are told.", "", Notifications())
    calendar_file: FilePath | None = key(
        "A file in which the calendar is kept fresh while the agent runs, for your calendar program to read.",
        "~/followthrough.ics",
    )
    mailboxes: Annotated[tuple[Mailbox, ...], AfterValidator(_named_once)] = key(
        "The accounts to watch.", "[{name: local, provider: maildir, path: ~/Mail}]", ()
    )
