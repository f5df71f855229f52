"""The unit that `followthrough service install` writes."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.main import get_command

from agent.command_line import app
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


def page_xml(number: int) -> str:
    """One of the XML files that docs/service.md shows."""
    page = (Path(__file__).parents[2] / "docs" / "service.md").read_text()
    return page.split("```xml\n")[number].partition("```")[0]


def run_options(words: list[str]) -> dict[str, Any]:
    """What `followthrough` takes from these words. Raises what it raises for an option that it has not."""
    command: Any = get_command(app)
    name, *options = words
    return dict(command.commands[name].make_context(name, options).params)


def test_the_property_list_for_launchd_runs_the_agent_and_brings_it_back_when_it_fails() -> None:
    """launchd.plist(5), as docs/service.md shows it: well-formed, the installed program, options that it has."""
    job = plistlib.loads(page_xml(1).encode())
    program, *words = job["ProgramArguments"]
    taken = run_options(words)

    assert program.endswith("/.venv/bin/followthrough")
    assert (words[0], taken["config"].name, taken["log_file"][-4:]) == ("run", "config.yaml", ".log")
    assert job["KeepAlive"] == {"SuccessfulExit": False}
    assert job["RunAtLoad"] is True


def test_the_windows_task_runs_the_agent_for_good() -> None:
    """Without a word on it the Task Scheduler stops a task after 72 hours, and on battery."""
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    task = ElementTree.fromstring(page_xml(2))
    said = {element.tag.removeprefix(space): element.text for element in task.iter()}
    taken = run_options(str(said["Arguments"]).split())

    assert task.tag == f"{space}Task"
    assert str(said["Command"]).endswith("\\Scripts\\followthrough.exe")
    assert str(taken["config"]).endswith("config.yaml")
    assert said["ExecutionTimeLimit"] == "PT0S"
    assert said["DisallowStartIfOnBatteries"] == said["StopIfGoingOnBatteries"] == "false"
    assert (said["Interval"], said["Count"]) == ("PT1M", "255")
