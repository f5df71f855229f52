"""The unit that `followthrough service install` writes."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent.service_unit import Installation, unit_text

ODD = Installation(Path("/opt/my apps/followthrough"), Path("/home/j/100%/$x/config.yaml"), (Path("/home/j/My Mail"),))


def lines(installation: Installation = ODD, *, is_confined: bool = True) -> list[str]:
    """The unit's lines."""
    return unit_text(installation, is_confined=is_confined).splitlines()


def test_paths_reach_systemd_as_they_are() -> None:
    """systemd.syntax(7): spaces are quoted, specifiers and variables doubled."""
    assert 'ExecStart="/opt/my apps/followthrough" run --config /home/j/100%%/$$x/config.yaml' in lines()
    assert 'ReadWritePaths=-"/home/j/My Mail"' in lines()


def test_only_what_the_agent_keeps_can_be_written() -> None:
    """All else is read-only, in a unit that systemd lets an owner confine (`PrivateUsers`)."""
    assert {"ProtectSystem=strict", "PrivateUsers=yes", "NoNewPrivileges=yes", "UMask=0077"} <= set(lines())
    assert [line for line in lines() if line.startswith("ReadWritePaths=")] == ['ReadWritePaths=-"/home/j/My Mail"']


def test_programs_of_the_owner_may_write_in_their_home() -> None:
    """A password program like gpg keeps locks there."""
    with_commands = Installation(ODD.program, ODD.config, ODD.writable, runs_commands=True)

    assert "ProtectSystem=full" in lines(with_commands)
    assert not any("ReadWritePaths" in line or "PrivateTmp" in line for line in lines(with_commands))


def test_where_nothing_can_be_confined_the_rest_still_works() -> None:
    """Without user namespaces the unit of an owner would not start."""
    plain = set(lines(is_confined=False))

    assert "PrivateUsers=yes" not in plain
    assert {"NoNewPrivileges=yes", "UMask=0077", "Restart=on-failure"} <= plain


def test_a_wrong_configuration_is_not_tried_again_and_again() -> None:
    """Exit status 2; and 143 is how the agent ends when it is stopped while it loads."""
    assert {"RestartPreventExitStatus=2", "SuccessExitStatus=143"} <= set(lines())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("is_confined", [True, False])
def test_systemd_finds_nothing_to_say_about_it(is_confined: bool, tmp_path: Path) -> None:
    """`systemd-analyze verify`."""
    unit = tmp_path / "followthrough.service"
    installation = Installation(Path(sys.executable), tmp_path / "config.yaml", (tmp_path,))
    unit.write_text(unit_text(installation, is_confined=is_confined))
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", unit], env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_page_on_services_has_a_property_list_that_launchd_can_read() -> None:
    """docs/service.md; it runs the agent and brings it back when it fails."""
    page = (Path(__file__).parents[2] / "docs" / "service.md").read_text()
    job = plistlib.loads(page.partition("```xml\n")[2].partition("```")[0].encode())

    assert job["ProgramArguments"][1] == "run"
    assert job["KeepAlive"] == {"SuccessfulExit": False}
