"""Signing in to Gmail, keeping the sign-in, and what the owner reads when it ends."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from providers.gmail import Gmail
from providers.gmail.sign_in import lacking, sign_in
from providers.gmail.token import permit_of
from providers.interface import PermissionMissing, ProviderError, SignInRequired, Unreachable
from tests.providers.provider_mail import draft
from tests.providers.servers.faults import Fault, refusal
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account
from tests.providers.servers.google_sign_in import Consent, GoogleSignIn

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
WEEK = 604_799
Connect = Callable[..., str | None]


@dataclass
class Person:
    """The owner at the terminal: with a browser, or with an address to paste."""

    google: GoogleSignIn
    has_browser: bool = True
    can_ask: bool = True
    pastes: Callable[[str], str] = lambda address: address
    said: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.said.append(line)

    def ask(self, question: str) -> str:
        url = next(line for line in self.said if line.startswith("http"))
        return self.pastes(self.google.browse(url))

    def open_browser(self, url: str) -> bool:
        if self.has_browser:
            browser = threading.Thread(target=self._visit, args=(self.google.browse(url),))
            browser.start()
        return self.has_browser

    def _visit(self, address: str) -> None:
        base = address.partition("?")[0]
        assert requests.get(f"{base}favicon.ico", timeout=5).status_code == 404
        assert b"close this page" in requests.get(address, timeout=5).content


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleSignIn]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the stand-in speaks plain HTTP
    gmail = GmailServer(Account(address="jordan.ellis@gmail.com"), "nobody").start()
    google = GoogleSignIn(gmail).start()
    yield google
    google.close()
    gmail.close()


@pytest.fixture
def connect(google: GoogleSignIn, tmp_path: Path) -> Connect:
    def connecting(person: Person, **named: object) -> str | None:
        settings: dict[str, object] = {
            "address": "jordan.ellis@gmail.com",
            "credentials_file": google.client_file(tmp_path / "client.json"),
            "token_file": tmp_path / "token.json",
            "api_endpoint": google.gmail.url,
            "now": lambda: NOW,
            **named,
        }
        return sign_in(person, **settings)  # type: ignore[arg-type]

    return connecting


def opened(google: GoogleSignIn, folder: Path, now: datetime = NOW) -> Gmail:
    return Gmail(
        "jordan.ellis@gmail.com",
        token_file=folder / "token.json",
        api_endpoint=google.gmail.url,
        now=lambda: now,
        sleep=lambda seconds: None,
    )


@pytest.mark.parametrize("has_browser", [True, False], ids=["in-a-browser", "by-a-pasted-address"])
def test_the_sign_in_is_kept_where_only_its_owner_can_read_it(
    google: GoogleSignIn, connect: Connect, tmp_path: Path, has_browser: bool
) -> None:
    person = Person(google, has_browser)
    assert connect(person) == "jordan.ellis@gmail.com"
    file = tmp_path / "token.json"
    kept = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (kept["type"], kept["issued_at"]) == ("authorized_user", "2026-11-03T09:00:00+00:00")
    assert {"refresh_token", "client_id", "client_secret", "token_uri"} <= set(kept)
    assert "7 days" in person.said[-1]
    opened(google, tmp_path).check()


def test_no_secret_is_shown(google: GoogleSignIn, connect: Connect) -> None:
    person = Person(google, has_browser=False)
    connect(person)
    assert not any(word in line for line in person.said for word in ("access-", "refresh-", "invented-secret"))


def test_an_app_in_testing_is_told_of_with_the_day_it_ends(
    google: GoogleSignIn, connect: Connect, tmp_path: Path
) -> None:
    google.lives_for = WEEK
    person = Person(google)
    connect(person)
    assert (early := opened(google, tmp_path).permit()) is not None
    assert (early.issued_at, early.ends_at, early.note) == (NOW, NOW + timedelta(seconds=WEEK), "")
    permit = opened(google, tmp_path, NOW + timedelta(days=5, hours=1)).permit()
    assert permit is not None
    for words in (person.said[-1], permit.note):
        assert "10 November 2026" in words
        assert "In production" in words


def test_where_google_does_not_say_the_last_days_of_the_first_week_are_warned_of() -> None:
    notes = {days: permit_of(NOW, None, NOW + timedelta(days=days)).note for days in (0, 4, 5, 6, 7, 300)}
    assert [days for days, note in notes.items() if note] == [5, 6]
    assert "10 November 2026" in notes[5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no file"),
        ("{", "not the JSON file"),
        ("[]", "not the JSON file"),
        ('{"web": {}}', '"Web application"'),
        ('{"type": "service_account"}', "service account"),
        ('{"type": "authorized_user", "refresh_token": "x"}', "belongs under token_file"),
        ('{"installed": {"client_id": "x"}}', "no 'client_secret'"),
        ('{"installed": 7}', "no 'client_id'"),
    ],
)
def test_the_wrong_client_file_is_named_before_anything_is_opened(
    google: GoogleSignIn, connect: Connect, tmp_path: Path, content: str | None, words: str
) -> None:
    file = tmp_path / "wrong.json"
    if content is not None:
        file.write_text(content)
    person = Person(google)
    with pytest.raises(SignInRequired, match=words) as caught:
        connect(person, credentials_file=file)
    assert "step 5" in caught.value.next_step
    assert person.said == []


def test_permissions_that_were_not_ticked_are_named(google: GoogleSignIn, connect: Connect, tmp_path: Path) -> None:
    google.consent = Consent(unticks=("compose",))
    with pytest.raises(PermissionMissing, match=r"managing drafts \(gmail.compose\)") as caught:
        connect(Person(google))
    assert "tick every box" in caught.value.next_step
    assert not (tmp_path / "token.json").exists()


def test_wider_permissions_cover_the_needed_ones() -> None:
    assert lacking({"https://www.googleapis.com/auth/gmail.modify"}) == ()
    assert len(lacking({"https://www.googleapis.com/auth/gmail.labels"})) == 2


def test_another_account_is_refused_with_both_named(google: GoogleSignIn, connect: Connect, tmp_path: Path) -> None:
    google.gmail.account.address = "robin@gmail.com"
    with pytest.raises(SignInRequired, match=r"for robin@gmail.com, and .* jordan.ellis@gmail.com"):
        connect(Person(google))
    assert not (tmp_path / "token.json").exists()


def test_the_same_account_written_otherwise_is_the_same(google: GoogleSignIn, connect: Connect) -> None:
    assert connect(Person(google), address="JordanEllis+jobs@googlemail.com") == "jordan.ellis@gmail.com"


def test_a_refusal_on_googles_page_is_said(google: GoogleSignIn, connect: Connect) -> None:
    google.consent = Consent(allows=False)
    with pytest.raises(SignInRequired, match="not allowed"):
        connect(Person(google))


@pytest.mark.parametrize(
    ("pastes", "words"),
    [
        (lambda address: "", "not the address"),
        (lambda address: "https://accounts.google.com/", "not the address"),
        (lambda address: address.replace("state=", "state=x"), "another sign-in"),
        (lambda address: address.replace("code=code", "code=other"), "did not accept the code"),
    ],
)
def test_a_wrong_pasted_address_is_told_for_what_it_is(
    google: GoogleSignIn, connect: Connect, pastes: Callable[[str], str], words: str
) -> None:
    with pytest.raises(SignInRequired, match=words):
        connect(Person(google, has_browser=False, pastes=pastes))


def test_nobody_answering_ends_the_wait(google: GoogleSignIn, connect: Connect) -> None:
    with pytest.raises(SignInRequired, match="in time"):
        connect(Person(google, has_browser=False, can_ask=False), wait_seconds=0)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(), Unreachable),
        (Fault(500, b"<html>"), SignInRequired),
        (Fault(200, b"<html>"), SignInRequired),
        (Fault(200, b'{"token_type": "Bearer"}'), SignInRequired),
    ],
    ids=["cut", "500", "garbage", "no-token"],
)
def test_a_token_service_that_fails_leaves_nothing_behind(
    google: GoogleSignIn, connect: Connect, tmp_path: Path, fault: Fault, expected: type[ProviderError]
) -> None:
    google.faults.add(fault)
    with pytest.raises(expected):
        connect(Person(google))
    assert not (tmp_path / "token.json").exists()


def test_a_token_command_needs_no_sign_in(google: GoogleSignIn) -> None:
    """Nothing was tried yet, so nobody is said to be signed in."""
    assert sign_in(Person(google), address="jordan@gmail.com", token_command="oama access") is None


# Keeping it


def test_an_access_token_is_renewed_when_google_refuses_it(
    google: GoogleSignIn, connect: Connect, tmp_path: Path
) -> None:
    """Writing too: a refused request had no effect."""
    connect(Person(google))
    provider = opened(google, tmp_path)
    provider.check()
    google.gmail.tokens.clear()
    provider.save_draft(draft("thanks@mail.example"), None)
    assert (google.refreshed, len(google.gmail.account.whole_drafts())) == (1, 1)


def test_a_sign_in_by_another_process_is_used_at_once(google: GoogleSignIn, connect: Connect, tmp_path: Path) -> None:
    """`connect` while the agent runs."""
    provider = opened(google, tmp_path)
    with pytest.raises(SignInRequired, match="not signed in to yet"):
        provider.check()
    connect(Person(google))
    provider.check()
    google.end_everything()
    with pytest.raises(SignInRequired):
        provider.check()
    connect(Person(google))
    provider.check()


def test_the_running_agent_never_writes_the_token_file(google: GoogleSignIn, connect: Connect, tmp_path: Path) -> None:
    connect(Person(google))
    before = (tmp_path / "token.json").read_bytes()
    google.gmail.tokens.clear()
    opened(google, tmp_path).check()
    assert (tmp_path / "token.json").read_bytes() == before


@pytest.mark.parametrize(
    ("age", "words", "step"),
    [
        (timedelta(days=7, minutes=1), 'after 7 days for an app in "Testing"', "In production"),
        (timedelta(minutes=5), "A changed password", "Sign in again"),
        (timedelta(days=90), "A changed password", "Sign in again"),
    ],
)
def test_an_ended_sign_in_says_why_and_what_to_do(
    google: GoogleSignIn, connect: Connect, tmp_path: Path, age: timedelta, words: str, step: str
) -> None:
    connect(Person(google))
    google.end_everything()
    with pytest.raises(SignInRequired, match=words) as caught:
        opened(google, tmp_path, NOW + age).check()
    assert step in caught.value.next_step


@pytest.mark.parametrize(
    ("fault", "expected", "words"),
    [
        (Fault(400, b'{"error": "invalid_client"}'), SignInRequired, "OAuth client"),
        (Fault(400, b'{"error": "invalid_grant", "error_subtype": "invalid_rapt"}'), SignInRequired, "administrator"),
        (Fault(400, b'{"error": "admin_policy_enforced"}'), SignInRequired, "administrator"),
        (Fault(400, b'{"error": "invalid_scope"}'), SignInRequired, "grant"),
        (Fault(400, b'{"error": "odd"}'), Unreachable, "no sense"),
        (Fault(200, b"<html>"), Unreachable, "sign-in service"),
        (Fault(), Unreachable, "cannot be reached"),
    ],
)
def test_a_refusal_to_renew_is_told_for_what_it_is(
    google: GoogleSignIn,
    connect: Connect,
    tmp_path: Path,
    fault: Fault,
    expected: type[ProviderError],
    words: str,
) -> None:
    connect(Person(google))
    google.gmail.tokens.clear()
    for _ in range(20):
        google.faults.add(fault)
    with pytest.raises(ProviderError) as caught:
        opened(google, tmp_path).check()
    assert isinstance(caught.value, expected)
    assert words in caught.value.what


@pytest.mark.parametrize("content", ["", "{", "[]", '{"token": 1}', '{"refresh_token": []}'])
def test_a_broken_token_file_asks_for_a_new_sign_in(google: GoogleSignIn, tmp_path: Path, content: str) -> None:
    file = tmp_path / "token.json"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SignInRequired) as caught:
        opened(google, tmp_path).check()
    assert "followthrough connect" in caught.value.next_step
    assert opened(google, tmp_path).permit() is None or content.startswith("{")


def test_a_token_file_that_others_can_read_is_refused(google: GoogleSignIn, connect: Connect, tmp_path: Path) -> None:
    connect(Person(google))
    (tmp_path / "token.json").chmod(0o644)
    with pytest.raises(PermissionMissing) as caught:
        opened(google, tmp_path).check()
    assert "chmod 600" in caught.value.next_step


def test_another_account_behind_the_token_is_never_read(google: GoogleSignIn, connect: Connect, tmp_path: Path) -> None:
    connect(Person(google))
    google.gmail.account.address = "robin@gmail.com"
    provider = opened(google, tmp_path)
    with pytest.raises(SignInRequired, match="belongs to another account") as caught:
        provider.save_draft(draft("thanks@mail.example"), None)
    assert "@" not in caught.value.what + caught.value.next_step  # the log names nobody's address
    assert google.gmail.account.whole_drafts() == []


@pytest.mark.parametrize(
    ("fault", "step"),
    [(refusal(401, "authError"), "Sign in again"), (refusal(403, "insufficientPermissions"), "tick every box")],
)
def test_what_google_refuses_of_a_kept_sign_in_asks_for_another(
    google: GoogleSignIn, connect: Connect, tmp_path: Path, fault: Fault, step: str
) -> None:
    connect(Person(google))
    google.gmail.faults.add(replace(fault, times=9))
    with pytest.raises((SignInRequired, PermissionMissing)) as caught:
        opened(google, tmp_path).check()
    assert step in caught.value.next_step


def test_a_token_command_is_asked_again_when_its_token_is_refused(google: GoogleSignIn, tmp_path: Path) -> None:
    store = tmp_path / "secret"
    store.write_text("old")
    google.gmail.tokens.add("new")
    provider = Gmail(
        "jordan.ellis@gmail.com", token_command=f"cat {store}", api_endpoint=google.gmail.url, sleep=lambda s: None
    )
    with pytest.raises(SignInRequired, match="the token that `token_command` printed") as caught:
        provider.check()
    assert caught.value.next_step.startswith("Run what `token_command` says by hand")
    store.write_text("new")
    provider.check()
    assert provider.permit() is None


def test_the_api_that_is_switched_off_is_named_at_sign_in(google: GoogleSignIn, connect: Connect) -> None:
    google.gmail.faults.add(refusal(403, "accessNotConfigured"))
    with pytest.raises(PermissionMissing, match="switched off"):
        connect(Person(google))


def test_a_token_command_for_another_account_is_told_where_to_look(google: GoogleSignIn) -> None:
    google.gmail.tokens.add("robins")
    google.gmail.account.address = "robin@gmail.com"
    provider = Gmail("jordan.ellis@gmail.com", token_command="echo robins", api_endpoint=google.gmail.url)
    with pytest.raises(SignInRequired) as caught:
        provider.check()
    assert "token_command" in caught.value.next_step
    assert "Sign in again" not in caught.value.next_step
