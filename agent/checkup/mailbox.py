"""One mailbox: can it be read, is its sign-in in good health, were its folders found, can a draft be written there and
removed again?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from secrets import token_hex

from agent import mime
from agent.checkup.findings import Finding, error, ok, warning
from agent.checkup.surroundings import clock
from agent.folder_gaps import gaps
from agent.screens.words import counted, listed
from providers import UnknownProvider
from providers.interface import FoldersFound, Gone, Permit, Provider, ProviderError
from rules.reading import Person

ENDS_SOON = timedelta(days=3)
SUBJECT = "A test of Followthrough: this draft is removed at once"
BODY = "followthrough doctor wrote this to see that drafts can be placed. It can be deleted.\n"


def mailbox(
    name: str, address: str, open_provider: Callable[[], Provider], now: Callable[[], datetime], *, writes: bool
) -> Iterator[Finding]:
    """Everything about one mailbox; with `writes` a draft from `address` is written and removed, and the time that the
    mailbox gave it is compared with ours."""
    check = f"mailbox {name}"
    try:
        provider = open_provider()
    except UnknownProvider as problem:
        yield error(check, str(problem), "Choose another provider for it.")
        return
    except ProviderError as problem:
        yield _failed(check, problem)
        return
    try:
        yield from _reached(check, provider, now())
        if writes and not _is_place_unsure(provider.folders()):
            yield from _draft(check, address, provider, now)
    except ProviderError as problem:
        yield _failed(check, problem)
    finally:
        provider.close()


def _reached(check: str, provider: Provider, now: datetime) -> Iterator[Finding]:
    if permit := provider.permit():
        yield sign_in(f"{check}: sign-in", permit, now)
    provider.check()
    found = provider.folders()
    yield ok(check, f"answers{_folders(found)}")
    yield from (warning(f"{check}: folders", gap.what, gap.next_step) for gap in gaps(found))


def _folders(found: FoldersFound | None) -> str:
    """What was looked for and is there."""
    if found is None:
        return ""
    names = ["inbox", *(["sent mail"] if found.sent else []), *(["drafts"] if found.drafts else [])]
    return f"; its {listed(names)} {'were' if names[1:] else 'was'} found"


def _is_place_unsure(found: FoldersFound | None) -> bool:
    """Whether a test draft would make a folder beside one that may be the owner's."""
    return found is not None and not found.drafts and bool(found.others)


def sign_in(check: str, permit: Permit, now: datetime) -> Finding:
    """How old the sign-in is, and whether it ends soon."""
    age = f"signed in {counted((now - permit.issued_at).days, 'day')} ago" if permit.issued_at else "signed in"
    renew = permit.note or f"Sign in again: followthrough connect {check.split()[1].rstrip(':')}"
    if permit.ends_at is None:
        return warning(check, f"{age}.", permit.note) if permit.note else ok(check, age)
    if permit.ends_at <= now:
        return error(check, f"{age}; it ended on {permit.ends_at:%Y-%m-%d}.", renew)
    ends = f"{age}; it ends on {permit.ends_at:%Y-%m-%d}"
    return warning(check, f"{ends}.", renew) if permit.ends_at - now < ENDS_SOON else ok(check, ends)


def _draft(box: str, address: str, provider: Provider, now: Callable[[], datetime]) -> Iterator[Finding]:
    message_id = f"<doctor.{token_hex(12)}@followthrough.invalid>"
    words = mime.build(
        sender=Person(None, address),
        to=Person(None, address),
        subject=SUBJECT,
        body=BODY,
        message_id=message_id,
        written_at=now(),
    )
    ref, check = provider.save_draft(words, None), f"{box}: draft"
    if told := provider.written_at(ref):
        yield clock(box, told, now())
    left = f"Delete it by hand if it is in Drafts: {SUBJECT!r}"
    try:
        found = provider.find_draft(message_id)
        provider.delete_draft(found or ref)
    except Gone:
        yield warning(check, "the test draft was written, and something else removed it.", left)
    except ProviderError as problem:
        yield error(check, f"the test draft was written and could not be removed: {problem.what}", left)
    else:
        yield (
            ok(check, "one was written and removed")
            if found
            else warning(
                check,
                "one was written and removed, but could not be found in between.",
                "Run doctor again in a minute.",
            )
        )


def _failed(check: str, problem: ProviderError) -> Finding:
    what = problem.what if problem.what.endswith((".", "!", "?")) else f"{problem.what}."
    return error(check, what, problem.next_step or "Try again; if it stays, see docs/troubleshooting.md.")
