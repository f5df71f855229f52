"""The composition root: from a `Config` to the objects that work. The only module that opens providers by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent import own_templates
from agent.apprise_service import AppriseService
from agent.config_schema import Config
from agent.errors import StateError
from agent.notices import Wishes
from agent.polisher import Polisher
from agent.rulebook import Employer, Rulebook
from agent.store import Store
from providers import open_provider
from providers.interface import Provider, ProviderError
from providers.secrets import read_private

STORE_NAME = "followthrough.db"
LOCK_NAME = "running.lock"
"""Held by the agent that watches."""
NOTES_NAME = "notes"
WEB_ADDRESSES = {
    "gmail": ("api_endpoint", "https://gmail.googleapis.com"),
    "outlook": ("graph_endpoint", "https://graph.microsoft.com"),
}
"""The setting that names the service's address, and what it is without the setting."""
TOKEN_PLACES = {"gmail": "token_file", "outlook": "token_cache"}
"""The setting that names the file where a provider's sign-in is kept."""


def rulebook_of(config: Config) -> Rulebook:
    """The owner's wishes as deciding needs them."""
    me = config.me
    return Rulebook(
        owner=me.owner,
        calendar=me.calendar,
        phone=me.phone,
        link=me.link,
        preset=config.pacing.preset,
        rules=config.pacing.as_rules(),
        employers={name.casefold(): Employer(c.industry, c.size) for name, c in config.companies.items()},
        sure_at=config.reading.threshold,
        drafts_a_day=config.limits.drafts_a_day,
        catch_up_a_day=config.limits.catch_up_a_day,
        templates=own_templates.load(config.drafting.templates),
        learns_voice=config.drafting.own_voice,
        styles=config.drafting.as_styles(),
        may_ask_referral=config.drafting.referral,
        home_address=me.addresses[0],
        with_html=frozenset(m.name for m in config.mailboxes if m.wants_html),
        mailboxes=tuple(m.name for m in config.mailboxes),
        away=config.away,
    )


def open_store(config: Config) -> Store:
    """The agent's memory in the data directory. Raises `StateError`."""
    return Store(data_dir(config) / STORE_NAME)


def data_dir(config: Config) -> Path:
    """The data directory, made private (0700), and made at all if it is missing. Raises `StateError`."""
    folder = config.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        step = "Choose another data_dir, or give yourself write permission there."
        raise StateError(f"{folder} cannot be used: {reason}.", next_step=step) from error
    return folder


def notes_folder(config: Config) -> Path:
    """Where the notes files of threads lie, each named after its thread (B35)."""
    return data_dir(config) / NOTES_NAME


def polisher_of(config: Config) -> Polisher | None:
    """The language model that may polish drafts, if one is configured. Its key is read when it is asked."""
    model = config.drafting.model
    if model is None:
        return None
    from agent.model_client import ModelClient, secret_key

    client = ModelClient(model.endpoint, model.name, model.timeout, lambda: secret_key(model.key_file, model.key_env))
    return Polisher(client.ask, model.name, model.sees)


def sign_in_files(config: Config) -> list[Path]:
    """Where sign-ins are kept, one file a mailbox that is signed in to. Makes nothing."""
    places = [_sign_in_place(config, m.settings(), m.name, m.provider) for m in config.mailboxes]
    return [Path(place) for _, place in filter(None, places)]


def password_place(config: Config, name: str) -> Path | None:
    """The file that a mailbox's password is read from; None where it comes from elsewhere."""
    settings = next(m for m in config.mailboxes if m.name == name).settings()
    if not settings.keys().isdisjoint(("token_command", "password_command")):
        return None
    place = settings.get("password_file")
    return Path(place) if place else None


def open_mailbox(config: Config, name: str) -> Provider:
    """The provider of a configured mailbox. Raises `ProviderError`, or ValueError for one that is not built in."""
    mailbox = next(m for m in config.mailboxes if m.name == name)
    return open_provider(mailbox.provider, **settings_of(config, name))


def settings_of(config: Config, name: str) -> dict[str, Any]:
    """What the adapter of a mailbox is opened with; a sign-in is kept in the data directory if no place is given."""
    mailbox = next(m for m in config.mailboxes if m.name == name)
    settings = mailbox.settings()
    place = _sign_in_place(config, settings, name, mailbox.provider)
    if place:
        data_dir(config)
        settings.update([place])
    return settings


def _sign_in_place(config: Config, settings: dict[str, Any], name: str, provider: str) -> tuple[str, Any] | None:
    """The setting that names the file of a mailbox's sign-in, and that file; None where there is no such file."""
    key = TOKEN_PLACES.get(provider)
    if key is None or ("token_command" in settings and key not in settings):
        return None
    return key, settings.get(key) or config.data_dir / f"{name}-token.json"


def web_address(config: Config, name: str) -> str | None:
    """Where a mailbox is asked over the web; None where it is not."""
    mailbox = next(m for m in config.mailboxes if m.name == name)
    setting, usual = WEB_ADDRESSES.get(mailbox.provider, ("", ""))
    return getattr(mailbox, setting, None) or usual if setting else None


def wishes_of(config: Config) -> Wishes:
    """What the owner wants to be told, and when."""
    told = config.notifications
    return Wishes(frozenset(told.tell), told.details, told.evening, told.digest, told.quiet)


def services_of(config: Config) -> list[AppriseService]:
    """Where the owner is told, each service once. Raises `StateError` for a file that cannot be used."""
    told = config.notifications
    urls = [*told.services, *(_lines(told.services_file) if told.services_file else ())]
    return [AppriseService(url) for url in dict.fromkeys(urls)]


def _lines(path: Path) -> list[str]:
    try:
        text = read_private(path, what="the addresses of your notification services")
    except FileNotFoundError as error:
        raise StateError(f"{path} is not there.", next_step="Write one address a line into it, mode 600.") from error
    except ProviderError as error:
        raise StateError(error.what, next_step=error.next_step) from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
