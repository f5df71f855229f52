"""Which server, how private the line, whose password: told by the address where that can be, refused where it must."""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from imapclient.exceptions import LoginError
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from providers.folder_names import NAMES
from providers.imap.credentials import Credentials
from providers.imap.folders import Folders, Listed, find_folders
from providers.imap.presets import PRESETS
from providers.imap.provider import Imap
from providers.imap.server import Privacy, server_for
from providers.imap.trouble import translated
from providers.interface import (
    MailboxMissing,
    PermissionMissing,
    ProviderError,
    SecretMissing,
    SignInRequired,
    Unreachable,
)
from providers.loopback import is_loopback
from tests.providers.certificates import self_signed
from tests.providers.imap_driver import QUICK
from tests.providers.servers.dovecot import PASSWORD, Dovecot, free_port, why_not
from tests.providers.servers.scripted_imap import ScriptedImap


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls") / "server.pem")


@pytest.fixture(scope="module")
def encrypted(certificate: Path) -> Iterator[Dovecot]:
    """A server that speaks TLS on one port and begins it with STARTTLS on the other."""
    if reason := why_not():
        pytest.skip(reason)
    server = Dovecot(tls_port=free_port(), certificate=certificate)
    server.start()
    yield server
    server.remove()


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n")
    path.chmod(0o600)
    return path


def opened(server: Dovecot, password: Path, **settings: object) -> Imap:
    settings = {"host": "localhost", "port": server.tls_port, "username": "jordan"} | settings
    return Imap("jordan@mail.example", password_file=password, patience=QUICK, **settings)  # type: ignore[arg-type]


# The line


def test_a_certificate_that_nobody_vouches_for_is_refused(encrypted: Dovecot, password: Path) -> None:
    with pytest.raises(Unreachable, match="not to be trusted") as failure:
        opened(encrypted, password).check()
    assert "ca_file" in failure.value.next_step


@pytest.mark.parametrize("starts_plain", [False, True], ids=["tls", "starttls"])
def test_a_certificate_named_as_trusted_is_accepted(
    encrypted: Dovecot, password: Path, certificate: Path, starts_plain: bool
) -> None:
    port = encrypted.port if starts_plain else encrypted.tls_port
    provider = opened(encrypted, password, ca_file=certificate, port=port, starttls=starts_plain)
    provider.check()
    assert not provider.wait_for_news(0.05) or not provider.wait_for_news(0.05)
    provider.close()


def test_the_name_in_the_certificate_must_be_the_hosts(encrypted: Dovecot, password: Path, certificate: Path) -> None:
    with pytest.raises(Unreachable, match="not to be trusted"):
        opened(encrypted, password, ca_file=certificate, host="127.0.0.1").check()


@pytest.mark.parametrize("began", [timedelta(days=2), timedelta(days=-2)], ids=["it ended", "it has not begun"])
def test_a_certificate_out_of_its_time_sends_nobody_to_look_for_another_host(
    password: Path, tmp_path: Path, began: timedelta
) -> None:
    """It was right for months, and the owner can do nothing about it but look at the clock."""
    certificate = self_signed(tmp_path / "server.pem", began=began)
    certificate.chmod(0o644)
    server = Dovecot(tls_port=free_port(), certificate=certificate)
    server.start()
    try:
        with pytest.raises(Unreachable, match="not to be trusted") as failure:
            opened(server, password, ca_file=certificate).check()
    finally:
        server.remove()
    assert "clock" in failure.value.next_step
    assert "host" not in failure.value.next_step


def test_a_port_that_begins_in_plain_text_is_told(encrypted: Dovecot, password: Path) -> None:
    with pytest.raises(Unreachable) as failure:
        opened(encrypted, password, port=encrypted.port).check()
    assert "starttls" in failure.value.next_step


def test_a_server_without_starttls_is_not_given_the_password(password: Path) -> None:
    """Whoever sits between could have taken the offer out."""
    server = ScriptedImap()
    provider = Imap(
        "jordan@mail.example", "127.0.0.1", server.port, starttls=True, password_file=password, patience=QUICK
    )
    with pytest.raises(Unreachable):
        provider.check()
    assert "LOGIN" not in server.heard
    server.close()


def test_a_ca_file_that_is_none_says_so(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    server = server_for("a@b.example", "b.example", None, ca_file=tmp_path / "ca.pem")
    with pytest.raises(PermissionMissing, match="cannot be used") as failure:
        server.context()
    assert "ca_file" in failure.value.next_step


def test_plain_text_goes_to_this_machine_only() -> None:
    assert server_for("a@b.example", "127.0.0.1", 143, tls=False).privacy is Privacy.NONE
    with pytest.raises(PermissionMissing) as failure:
        server_for("a@b.example", "mail.example", 143, tls=False)
    assert "tls: true" in failure.value.next_step


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.3.4.5", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost.mail.example", False),
        ("127.0.0.1.mail.example", False),
        ("192.168.1.2", False),
        ("", False),
    ],
)
def test_only_what_can_mean_nothing_else_is_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


# Known services


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("jordan@icloud.com", "imap.mail.me.com"),
        ("jordan@Fastmail.com", "imap.fastmail.com"),
        ("jordan@yahoo.com", "imap.mail.yahoo.com"),
        ("jordan@gmail.com", "imap.gmail.com"),
        ("jordan@gmx.net", "imap.gmx.net"),
    ],
)
def test_a_well_known_address_names_its_server(address: str, host: str) -> None:
    server = server_for(address, None, None)
    assert (server.host, server.port, server.privacy) == (host, 993, Privacy.TLS)


def test_an_unknown_address_needs_a_host_and_microsofts_another_provider() -> None:
    with pytest.raises(MailboxMissing) as failure:
        server_for("jordan@marlowfinch.example", None, None)
    assert "`host`" in failure.value.next_step
    with pytest.raises(MailboxMissing) as failure:
        server_for("jordan@outlook.com", None, None)
    assert "provider: outlook" in failure.value.next_step


def test_no_domain_belongs_to_two_services() -> None:
    domains = [domain for preset in PRESETS for domain in preset.domains]
    assert len(domains) == len(set(domains))
    assert all(preset.password_page or not preset.is_app_password for preset in PRESETS)


@pytest.mark.parametrize(
    ("host", "said", "words"),
    [
        ("imap.gmail.com", "[ALERT] Application-specific password required: https://x (Failure)", "Gmail wants an app"),
        ("imap.gmail.com", "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "apppasswords"),
        ("imap.mail.me.com", "[AUTHENTICATIONFAILED] Authentication failed", "App-Specific Passwords"),
        ("imap.mail.yahoo.com", "[AUTHENTICATIONFAILED] LOGIN Invalid credentials", "Generate app password"),
        ("imap.gmx.net", "authentication failed", "let programs in"),
        ("outlook.office365.com", "LOGIN failed.", "provider: outlook"),
        ("mail.marlowfinch.example", "LOGIN failed.", "Check username and password"),
    ],
)
def test_a_refused_password_is_told_in_the_words_of_its_service(host: str, said: str, words: str) -> None:
    error = translated(LoginError(f"b'{said}'"), server_for("a@b.example", host, None), datetime.now(UTC))
    assert isinstance(error, SignInRequired)
    assert words in f"{error.what} {error.next_step}"


# The secret


def test_the_password_comes_from_the_first_source_that_is_given(
    tmp_path: Path, password: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FT_PASSWORD", "from the environment")
    everything = Credentials("j", None, ("/bin/sh", "-c", "echo 'from a command'"), password, "FT_PASSWORD")
    assert everything.secret() == "from a command"
    assert Credentials("j", None, "echo 'from a line'", password, "FT_PASSWORD").secret() == "from a line"
    assert Credentials("j", None, None, password, "FT_PASSWORD").secret() == PASSWORD
    assert Credentials("j", None, None, None, "FT_PASSWORD").secret() == "from the environment"


@pytest.mark.parametrize(
    "credentials",
    [
        Credentials("j"),
        Credentials("j", password_command="false"),
        Credentials("j", password_command="no-such-program-anywhere"),
        Credentials("j", password_file=Path("/nowhere/password")),
        Credentials("j", password_env="FT_NOT_SET"),
    ],
)
def test_a_missing_password_says_what_to_do(credentials: Credentials) -> None:
    with pytest.raises(SecretMissing) as failure:
        credentials.secret()
    assert failure.value.next_step


def test_a_mailbox_whose_command_fails_is_not_one_that_was_refused(tmp_path: Path) -> None:
    """The server was not asked, and once the command works all goes on: nobody needs to `connect`."""
    place, server = tmp_path / "password", ScriptedImap()
    provider = Imap("j@mail.example", "127.0.0.1", server.port, tls=False, password_command=f"cat {place}")
    with pytest.raises(SecretMissing) as failure:
        provider.check()
    assert "connect" not in failure.value.next_step
    assert server.heard == []
    place.write_text(PASSWORD)
    provider.check()
    provider.close()
    server.close()


def test_a_password_file_must_be_the_owners_alone_and_hold_something(password: Path) -> None:
    password.chmod(0o644)
    with pytest.raises(PermissionMissing, match="others"):
        Credentials("j", password_file=password).secret()
    password.chmod(0o600)
    password.write_text("\n")
    with pytest.raises(SecretMissing, match="empty"):
        Credentials("j", password_file=password).secret()
    assert stat.S_IMODE(os.stat(password).st_mode) == 0o600


class Ring(KeyringBackend):
    """A keyring of our own with one entry; locked when told so."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked("locked")
        return PASSWORD if (service, username) == ("mail", "jordan") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_the_systems_keyring_is_asked_for_the_users_password(ring: Ring) -> None:
    assert Credentials("jordan", password_keyring="mail").secret() == PASSWORD


def test_a_keyring_without_the_password_says_how_to_put_it_there(ring: Ring) -> None:
    with pytest.raises(SecretMissing) as failure:
        Credentials("robin", password_keyring="my mail").secret()
    assert failure.value.next_step.endswith("keyring set 'my mail' robin")


def test_a_locked_keyring_asks_to_be_unlocked(ring: Ring) -> None:
    ring.is_locked = True
    with pytest.raises(SecretMissing, match="locked") as failure:
        Credentials("jordan", password_keyring="mail").secret()
    assert "Unlock it" in failure.value.next_step


def test_without_the_keyring_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretMissing, match="not installed") as failure:
        Credentials("jordan", password_keyring="mail").secret()
    assert "followthrough[keyring]" in failure.value.next_step


def test_no_secret_shows_in_anything_printed(password: Path) -> None:
    credentials = Credentials("j", "print-token hunter2", "print-password hunter2", password)
    assert "hunter2" not in repr(credentials)


def test_an_access_token_signs_in_by_xoauth2() -> None:
    """Gmail and Microsoft describe it; the token never travels as a password."""
    capabilities = b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nTAG OK done\r\n"
    server = ScriptedImap(always={"CAPABILITY": capabilities, "AUTHENTICATE": b"+ \r\n"}, accepts_tokens=True)
    provider = Imap(
        "jordan@mail.example", "127.0.0.1", server.port, tls=False, token_command="echo t0ken", patience=QUICK
    )
    provider.check()
    assert b"user=jordan@mail.example\x01auth=Bearer t0ken\x01\x01" in server.tokens
    assert "LOGIN" not in server.heard
    provider.close()
    server.close()


def test_a_refused_access_token_is_one_of_the_owners_command() -> None:
    """Advice about passwords would lead nowhere."""
    capabilities = b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nTAG OK done\r\n"
    server = ScriptedImap(always={"CAPABILITY": capabilities, "AUTHENTICATE": b"TAG NO refused\r\n"})
    provider = Imap("j@mail.example", "127.0.0.1", server.port, tls=False, token_command="echo old", patience=QUICK)
    with pytest.raises(SignInRequired, match="the token that `token_command` printed") as failure:
        provider.check()
    assert failure.value.next_step.count("followthrough connect") == 1
    provider.close()
    server.close()


def test_a_password_beyond_ascii_signs_in() -> None:
    server = ScriptedImap(always={"AUTHENTICATE": b"+ \r\n"}, accepts_tokens=True)
    provider = Imap(
        "jordan@mail.example", "127.0.0.1", server.port, tls=False, password_command="echo pässwörd", patience=QUICK
    )
    provider.check()
    assert "\0jordan@mail.example\0pässwörd".encode() in server.tokens
    provider.close()
    server.close()


# Folders


def listed(*folders: tuple[str, str], delimiter: str = "/") -> list[Listed]:
    return [(frozenset(flags.lower().split()), delimiter, name) for flags, name in (("", "INBOX"), *folders)]


@pytest.mark.parametrize(
    ("folders", "sent", "drafts"),
    [
        ((("\\Sent", "A"), ("\\Drafts", "B"), ("", "Sent"), ("", "Drafts")), "A", "B"),
        ((("", "[Gmail]/Gesendet"), ("", "[Gmail]/Entwürfe")), "[Gmail]/Gesendet", "[Gmail]/Entwürfe"),
        ((("", "Messages envoyés"), ("", "Brouillons")), "Messages envoyés", "Brouillons"),
        ((("", "Elküldött elemek"), ("", "Piszkozatok")), "Elküldött elemek", "Piszkozatok"),
        ((("", "Trimise"), ("", "Ciorne")), "Trimise", "Ciorne"),
        ((("", "Απεσταλμένα"), ("", "Πρόχειρα")), "Απεσταλμένα", "Πρόχειρα"),
        ((("", "Archive/Sent"), ("", "Sent"), ("", "INBOX/Drafts")), "Sent", "INBOX/Drafts"),
        ((("\\NoSelect \\Sent", "Sent"), ("", "下書き")), "", "下書き"),
        ((), "", ""),
    ],
)
def test_folders_are_found_by_their_use_and_else_by_name(
    folders: tuple[tuple[str, str], ...], sent: str, drafts: str
) -> None:
    found = find_folders(listed(*folders), {})
    assert (found.inbox, found.sent, found.drafts) == ("INBOX", sent, drafts)


def test_a_drafts_folder_to_be_lies_beside_the_others() -> None:
    assert find_folders(listed(("", "INBOX.Sent"), delimiter="."), {}).drafts_to_be == "INBOX.Drafts"
    assert find_folders(listed(("", "Sent")), {}).drafts_to_be == "Drafts"


def test_the_folders_of_unknown_use_are_named_beside_what_was_found() -> None:
    folders = listed(("", "Postausgang"), ("\\Trash", "Papierkorb"), ("\\NoSelect", "A"), ("", "Drafts"), ("", "Old"))
    found = find_folders(folders, {})
    assert (found.sent, found.others) == ("", ("Old", "Postausgang"))


def test_the_names_of_folders_stand_in_the_form_in_which_they_are_compared() -> None:
    for names in NAMES.values():
        assert [unicodedata.normalize("NFC", name).casefold() for name in names] == list(names)
        assert len(set(names)) == len(names)


def test_configured_folders_count_and_must_be_there() -> None:
    folders = listed(("\\Drafts", "Drafts"), ("", "Mine"))
    assert find_folders(folders, {"drafts": "Mine", "sent": "Mine"}) == Folders("INBOX", "Mine", "Mine", "Drafts")
    with pytest.raises(MailboxMissing) as failure:
        find_folders(folders, {"drafts": "Yours"})
    assert "drafts: Drafts" in failure.value.next_step


def test_folders_that_cannot_be_meant_are_refused() -> None:
    for wrong in ({"draft": "x"}, {"sent": "x", "drafts": "x"}):
        with pytest.raises(ValueError, match="folder"):
            Imap("a@b.example", "h", folders=wrong)


def test_every_known_error_is_one_of_the_port() -> None:
    server = server_for("a@b.example", "b.example", None)
    for error in (OSError("x"), TimeoutError(), ValueError("x"), KeyError("x"), AssertionError()):
        assert isinstance(translated(error, server, datetime.now(UTC)), ProviderError)
