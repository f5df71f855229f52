"""Signing in to Outlook with MSAL's own code against a small token server: device codes, refreshing, and the end."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.interface import PermissionMissing, ProviderError, SignInRequired, Unreachable
from providers.outlook import Outlook
from providers.outlook.refusals import WORDS, error_of
from providers.outlook.signed_in import SignedIn
from providers.outlook.signing import sign_in
from tests.providers.servers.faults import Fault
from tests.providers.servers.graph import GraphServer
from tests.providers.servers.microsoft_login import CLIENT, MicrosoftLogin

ADDRESS = "jordan@mail.example"


class Paper:
    """A terminal that keeps what is said."""

    can_ask = False

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def ask(self, question: str) -> str:
        raise EOFError

    def open_browser(self, url: str) -> bool:
        return False


@pytest.fixture
def login() -> Iterator[MicrosoftLogin]:
    login = MicrosoftLogin().start()
    yield login
    login.close()


@pytest.fixture
def settings(login: MicrosoftLogin, tmp_path: Path) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "client_id": CLIENT,
        "tenant": "common",
        "cloud": "global",
        "token_cache": tmp_path / "data" / "outlook-token.json",
        "authority": login.url,
    }


def connected(settings: dict[str, Any], paper: Paper | None = None) -> str | None:
    return sign_in(paper or Paper(), sleep=lambda seconds: None, **settings)


def tokens(settings: dict[str, Any]) -> SignedIn:
    return SignedIn(
        settings["address"],
        settings["client_id"],
        settings["tenant"],
        settings["cloud"],
        settings["token_cache"],
        settings["authority"],
    )


def test_signing_in_shows_where_to_go_and_what_to_enter(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    paper = Paper()
    login.polls_before = 70
    assert connected(settings, paper) == ADDRESS
    said = "\n".join(paper.lines)
    assert "https://microsoft.com/devicelogin" in said
    assert "ABCD-EFGH" in said
    assert "cannot send" in said
    assert "Still waiting" in said


def test_no_permission_to_send_is_ever_asked_for(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    """The agent never sends: here it could not if it tried."""
    connected(settings)
    tokens(settings).token(renew=True)
    asked = {scope for one in login.scopes for scope in one.split()}
    assert asked == {"https://graph.microsoft.com/Mail.ReadWrite", "openid", "profile", "offline_access"}


def test_the_sign_in_is_kept_for_its_owner_alone(settings: dict[str, Any]) -> None:
    connected(settings)
    path: Path = settings["token_cache"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_sign_in_that_others_can_read_is_not_used(settings: dict[str, Any]) -> None:
    connected(settings)
    settings["token_cache"].chmod(0o644)
    with pytest.raises(PermissionMissing) as failure:
        tokens(settings).token()
    assert failure.value.next_step == f"chmod 600 {settings['token_cache']}"


def test_a_token_is_used_while_it_is_good_and_then_renewed_in_silence(
    login: MicrosoftLogin, settings: dict[str, Any]
) -> None:
    connected(settings)
    held = tokens(settings)
    assert held.token() == held.token() == "access-1"
    assert held.token(renew=True) == "access-2"
    assert tokens(settings).token() == "access-2"  # another process finds it, too
    assert login.refreshed == 1


def test_a_token_close_to_its_end_is_renewed_before_it_fails(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    login.lives_seconds = 60
    connected(settings)
    assert tokens(settings).token() == "access-2"


def test_a_running_agent_notices_a_new_sign_in_by_itself(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    running = tokens(settings)
    with pytest.raises(SignInRequired, match="not signed in to yet"):
        running.token()
    connected(settings)
    assert running.token() == "access-1"
    login.revoke()
    with pytest.raises(SignInRequired):
        running.token(renew=True)
    connected(settings)
    assert running.token() == "access-2"


@pytest.mark.parametrize(
    ("decision", "words"),
    [("decline", "The sign-in was declined."), ("expire", "The code has expired before anybody entered it.")],
)
def test_a_sign_in_that_came_to_nothing_says_so(
    login: MicrosoftLogin, settings: dict[str, Any], decision: str, words: str
) -> None:
    login.decision = decision
    with pytest.raises(SignInRequired) as failure:
        connected(settings)
    assert (failure.value.what, failure.value.next_step[:13]) == (words, "Sign in again")
    assert not settings["token_cache"].exists()


def test_a_code_nobody_enters_is_given_up_in_the_end(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    login.decision, login.code_lives_seconds = "", 60
    with pytest.raises(SignInRequired, match="expired before anybody entered it"):
        connected(settings)


def test_a_failed_sign_in_leaves_the_old_one(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    connected(settings)
    login.decision = "decline"
    with pytest.raises(SignInRequired):
        connected(settings)
    assert tokens(settings).token() == "access-1"


def test_signing_in_as_somebody_else_is_said(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    paper = Paper()
    login.username = "other@mail.example"
    assert connected(settings, paper) == "other@mail.example"
    assert "You signed in as other@mail.example; the configuration says jordan@mail.example." in paper.lines


def test_the_last_account_that_signed_in_is_the_one(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    """First the wrong account, then the right one under another of its names."""
    login.username = "wrong@mail.example"
    connected(settings)
    login.username = "jordan.ellis@mail.example"
    connected(settings)
    assert tokens(settings).token() == "access-2"


def test_a_kept_sign_in_that_cannot_be_read_is_replaced_by_the_next(settings: dict[str, Any]) -> None:
    connected(settings)
    path: Path = settings["token_cache"]
    for broken in ("rubbish", '{"Account": 7}'):
        path.write_text(broken)
        with pytest.raises(ProviderError):
            tokens(settings).token()
        connected(settings)
        assert tokens(settings).token().startswith("access-")


def test_without_an_application_id_the_guide_is_named(settings: dict[str, Any]) -> None:
    for held in (tokens(settings | {"client_id": None}), tokens(settings | {"client_id": None, "token_cache": None})):
        with pytest.raises(SignInRequired) as failure:
            held.token()
        assert "docs/outlook.md" in failure.value.next_step


def test_a_directory_that_does_not_exist_is_named(settings: dict[str, Any]) -> None:
    with pytest.raises(SignInRequired) as failure:
        connected(settings | {"tenant": "nowhere.example"})
    assert "nowhere.example" in failure.value.what
    assert "tenant" in failure.value.next_step


def test_an_application_of_the_wrong_kind_is_explained_at_once(login: MicrosoftLogin, settings: dict[str, Any]) -> None:
    login.flow_refusal = ("invalid_request", 9002331, "Application is configured for use by Microsoft Account users.")
    with pytest.raises(SignInRequired) as failure:
        connected(settings)
    assert failure.value.what == "The application (client_id) is for personal accounts only. (AADSTS9002331)"
    assert failure.value.next_step == "Write tenant: consumers."


@pytest.mark.parametrize(
    ("error", "number", "words"),
    [
        ("invalid_grant", 50173, "the password was changed"),
        ("interaction_required", 50076, "asks you to confirm once more"),
        ("invalid_grant", 53003, "conditional access"),
        ("invalid_grant", 700082, "not used for so long"),
        ("invalid_grant", 123456, "Microsoft has ended this sign-in. (AADSTS123456)"),
        ("interaction_required", 0, "asks you to confirm once more"),
        ("something_new", 0, "Microsoft refused the sign-in."),
    ],
)
def test_why_a_sign_in_ended_is_said_plainly(
    login: MicrosoftLogin, settings: dict[str, Any], error: str, number: int, words: str
) -> None:
    connected(settings)
    login.revoke(error, number)
    with pytest.raises(SignInRequired) as failure:
        tokens(settings).token(renew=True)
    assert words in failure.value.what
    assert failure.value.next_step


def test_every_explanation_ends_with_a_step() -> None:
    for number, (what, step) in WORDS.items():
        error = error_of({"error": "invalid_grant", "error_codes": [number]})
        assert (error.what, error.next_step) == (f"{what} (AADSTS{number})", step)
        assert what.endswith(".")
        assert step.endswith(".")


@pytest.mark.parametrize(
    "result", [{}, {"error": None}, {"error_codes": "x"}, {"error_description": 7}, {"error_codes": [None, "1"]}]
)
def test_a_refusal_in_no_known_form_is_a_refusal_all_the_same(result: dict[str, Any]) -> None:
    assert isinstance(error_of(result), SignInRequired)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(path="token", times=99),
        Fault(503, b"", path="token", times=99),
        Fault(500, b"<html>", path="token", times=99),
        Fault(200, b"<html>", path="token", times=99),
        Fault(200, b"[]", path="token", times=99),
        Fault(400, b'{"error": "temporarily_unavailable"}', path="token", times=99),
    ],
    ids=["the line drops", "503", "500 page", "page", "list", "busy"],
)
def test_trouble_at_the_token_service_is_no_end_of_the_sign_in(
    login: MicrosoftLogin, settings: dict[str, Any], fault: Fault
) -> None:
    connected(settings)
    login.faults.add(fault)
    with pytest.raises(ProviderError) as failure:
        tokens(settings).token(renew=True)
    assert not isinstance(failure.value, SignInRequired)


def test_no_network_is_no_refusal(settings: dict[str, Any]) -> None:
    with pytest.raises(Unreachable):
        connected(settings | {"authority": "http://127.0.0.1:9"})


def test_an_address_without_encryption_gets_no_sign_in(settings: dict[str, Any]) -> None:
    with pytest.raises(PermissionMissing, match="without encryption"):
        connected(settings | {"authority": "http://login.example"})
    with pytest.raises(PermissionMissing, match="without encryption"):
        Outlook(ADDRESS, token_command="true", graph_endpoint="http://graph.example")


def test_a_mailbox_with_a_token_command_needs_no_sign_in(settings: dict[str, Any]) -> None:
    paper = Paper()
    assert connected(settings | {"token_command": "oama access jordan"}, paper) is None
    assert "token_command" in paper.lines[0]


# With the mailbox


@pytest.fixture
def server(login: MicrosoftLogin) -> Iterator[GraphServer]:
    server = GraphServer(tokens=login.granted).start()
    yield server
    server.close()


@pytest.fixture
def outlook(server: GraphServer, settings: dict[str, Any]) -> Iterator[Outlook]:
    connected(settings)
    provider = Outlook(**settings, graph_endpoint=server.url, sleep=lambda seconds: None)
    yield provider
    provider.close()


def test_a_refused_token_is_renewed_once_and_the_mailbox_read(
    outlook: Outlook, login: MicrosoftLogin, server: GraphServer
) -> None:
    outlook.check()
    login.granted.discard("access-1")
    outlook.check()
    assert (login.refreshed, server.requests_made) == (1, 3)


def test_a_changed_password_pauses_the_mailbox_with_the_next_step(outlook: Outlook, login: MicrosoftLogin) -> None:
    login.revoke("invalid_grant", 50173)
    with pytest.raises(SignInRequired) as failure:
        outlook.check()
    assert "password" in failure.value.what
    assert "followthrough connect" in failure.value.next_step


def test_what_conditional_access_asks_of_a_token_is_passed_on(
    outlook: Outlook, login: MicrosoftLogin, server: GraphServer
) -> None:
    server.claims = json.dumps({"access_token": {"nbf": {"essential": True, "value": "1"}}})
    login.granted.discard("access-1")
    outlook.check()
    assert [json.loads(claims) for claims in login.claims] == [json.loads(server.claims)]


def test_a_token_that_is_refused_even_when_new_ends_the_sign_in(outlook: Outlook, server: GraphServer) -> None:
    server.tokens = set()
    with pytest.raises(SignInRequired) as failure:
        outlook.check()
    assert "followthrough connect" in failure.value.next_step


@pytest.mark.parametrize("is_split", [False, True], ids=["one line", "words, as the configuration has them"])
def test_a_token_command_is_asked_again_once_its_token_is_refused(
    server: GraphServer, tmp_path: Path, is_split: bool
) -> None:
    count = tmp_path / "count"
    script = tmp_path / "token.py"
    script.write_text(
        f"import pathlib\np = pathlib.Path({str(count)!r})\nn = len(p.read_text()) if p.exists() else 0\n"
        "p.write_text('x' * (n + 1))\nprint(f'command-{n}')\n"
    )
    command = (sys.executable, str(script)) if is_split else f"{sys.executable} {script}"
    server.tokens = {"command-0"}
    provider = Outlook(ADDRESS, token_command=command, graph_endpoint=server.url)
    provider.check()
    provider.check()
    server.tokens = {"command-1"}
    provider.check()
    assert count.read_text() == "xx"
    server.tokens = set()
    with pytest.raises(SignInRequired, match="the token that `token_command` printed") as failure:
        provider.check()
    assert failure.value.next_step.startswith("Run what `token_command` says by hand")
    provider.close()
    assert provider.permit() is None
