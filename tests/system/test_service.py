"""`followthrough service`, with a systemctl of our own that writes down what it is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("followthrough")
CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC}
data_dir: ./data
mailboxes: [{name: local, provider: maildir, path: ./Mail}]
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$HOME/asked"
case "$*" in
*daemon-reload*) if [ -e "$HOME/no-bus" ]; then echo "Failed to connect to bus" >&2; exit 1; fi ;;
*show*) printf 'ActiveState=active\\nSubState=running\\nUnitFileState=enabled\\nMainPID=4711\\n' ;;
*restart*) if [ -e "$HOME/fails" ]; then cat "$HOME/fails" >&2; exit 1; fi ;;
esac
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a configuration and a systemctl."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL)
    program.chmod(0o755)
    return tmp_path


def unit(home: Path) -> Path:
    """Where the unit belongs."""
    return home / ".config" / "systemd" / "user" / "followthrough.service"


def service(home: Path, *arguments: str, path: str | None = None) -> tuple[int, str]:
    """Exit status and all that is said."""
    environment = {"PATH": path or f"{home / 'bin'}:/usr/bin:/bin", "HOME": str(home)}
    done = subprocess.run(
        [PROGRAM, "service", *arguments], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def asked(home: Path) -> list[str]:
    """What systemctl was asked, in order."""
    return (home / "asked").read_text().splitlines() if (home / "asked").exists() else []


def test_it_is_installed_started_shown_and_removed_again(home: Path) -> None:
    """The unit runs this very program on this very configuration; removed, nothing of it is left."""
    assert service(home, "status") == (1, "not installed. Install it: followthrough service install\n")
    status, said = service(home, "install")
    assert (status, asked(home)) == (
        0, ["--user daemon-reload", "--user enable followthrough.service", "--user restart followthrough.service"],
    )  # fmt: skip
    assert "loginctl enable-linger" in said
    written = unit(home).read_text()
    assert f"ExecStart={PROGRAM} run --config {home}/config.yaml\n" in written
    assert {f"ReadWritePaths=-{home}/data", f"ReadWritePaths=-{home}/Mail"} <= set(written.splitlines())
    assert service(home, "status") == (0, "runs (process 4711); starts when you log in.\n")

    assert service(home, "uninstall")[0] == 0
    assert asked(home)[-2:] == ["--user disable --now followthrough.service", "--user daemon-reload"]
    assert not unit(home).exists()
    assert service(home, "uninstall") == (0, "not installed.\n")


def test_it_can_be_looked_at_first(home: Path) -> None:
    """`--show` writes nothing and asks nothing."""
    status, said = service(home, "install", "--show")

    assert status == 0
    assert "ProtectSystem=strict" in said
    assert asked(home) == []
    assert not unit(home).exists()


def test_somebody_elses_unit_is_left_alone(home: Path) -> None:
    """It is neither written over nor removed."""
    unit(home).parent.mkdir(parents=True)
    unit(home).write_text("[Service]\nExecStart=/bin/true\n")

    for command in ("install", "uninstall"):
        assert "was written by somebody else. Move it away first." in service(home, command)[1]
    assert unit(home).read_text() == "[Service]\nExecStart=/bin/true\n"
    assert asked(home) == []


def test_a_wrong_configuration_is_told_before_anything_is_written(home: Path) -> None:
    """Exit status 2, as everywhere."""
    (home / "config.yaml").write_text("me: {}\n")

    assert service(home, "install")[0] == 2
    assert not unit(home).exists()


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("Job for followthrough.service failed.", "service install --no-confine"),
        ("Failed to connect to bus: No medium found", "Log in as yourself (not with su or sudo)"),
    ],
)
def test_what_systemd_refuses_is_told_with_the_next_step(home: Path, said: str, step: str) -> None:
    """Its own words first."""
    (home / "fails").write_text(said)
    status, told = service(home, "install")

    assert status == 1
    assert said in told
    assert step in told


def test_an_installation_that_nobody_takes_leaves_no_unit_behind(home: Path) -> None:
    """As with `su`, where the owner's systemd cannot be reached."""
    (home / "no-bus").touch()

    assert service(home, "install")[0] == 1
    assert not unit(home).exists()


def test_without_systemd_the_page_on_other_systems_is_named(home: Path) -> None:
    """macOS, Windows, and systems without it."""
    status, said = service(home, "install", path=str(home / "nowhere"))

    assert status == 1
    assert "There is no systemd on this machine. docs/service.md says" in said
