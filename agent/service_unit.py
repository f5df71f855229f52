"""The unit file with which systemd keeps the agent running for its owner (systemd.service(5), systemd.exec(5)).

It confines the program as far as a unit of the owner's own may: namespaces need `PrivateUsers` there, and capabilities
it has none to give up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAME = "followthrough.service"
MARK = "# Written by `followthrough service install`; remove it with `followthrough service uninstall`."

_UNIT = """{mark}
[Unit]
Description=Followthrough: follow-ups after job interviews, as drafts
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=30
# A wrong configuration (status 2) is not cured by trying again.
RestartPreventExitStatus=2
SuccessExitStatus=143
TimeoutStopSec=10
UMask=0077
NoNewPrivileges=yes
{confined}
[Install]
WantedBy=default.target
"""
_CONFINED = """LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
PrivateUsers=yes
"""
_READ_ONLY = """# Everything is read-only but what is named here.
ProtectSystem=strict
PrivateTmp=yes
{writable}"""
_WITH_COMMANDS = """# The configuration runs commands of yours for passwords or tokens, which may write in your home.
ProtectSystem=full
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """What the unit runs, and what that may write to. All paths are absolute."""

    program: Path
    config: Path
    writable: Sequence[Path] = ()
    runs_commands: bool = False
    """Whether programs that the owner configured are run, whose needs are not known."""


def unit_text(installed: Installation, *, is_confined: bool = True) -> str:
    """The unit; without confinement only what works everywhere (`NoNewPrivileges`, a private umask)."""
    command = f"{_quoted(installed.program)} run --config {_quoted(installed.config, is_command=True)}"
    return _UNIT.format(mark=MARK, command=command, confined=_confined(installed) if is_confined else "")


def _confined(installed: Installation) -> str:
    if installed.runs_commands:
        return _CONFINED + _WITH_COMMANDS
    paths = "".join(f"ReadWritePaths=-{_quoted(path)}\n" for path in installed.writable)
    return _CONFINED + _READ_ONLY.format(writable=paths)


def _quoted(path: Path, *, is_command: bool = False) -> str:
    """As unit files take it: specifiers doubled, and quotes where there are spaces (systemd.syntax(7))."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    if is_command:
        text = text.replace("$", "$$")
    return f'"{text}"' if any(c in text for c in " '\"\\;") else text
