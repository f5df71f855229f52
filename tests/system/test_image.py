"""What the image is built from, and how it is meant to be run."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "build.lock")


def pins(name: str) -> dict[str, Requirement]:
    """What a lock file pins, by canonical name."""
    lines = re.sub(r" \\\n\s+--hash=\S+", "", (ROOT / name).read_text()).splitlines()
    found = [Requirement(line) for line in lines if line and not line.lstrip().startswith("#")]
    return {canonicalize_name(r.name): r for r in found}


def needed(requirement: Requirement, seen: dict[str, Requirement]) -> dict[str, Requirement]:
    """A requirement and all that it brings, as far as it is installed here."""
    name = canonicalize_name(requirement.name)
    if name not in seen:
        seen[name] = requirement
        try:
            brought = [Requirement(text) for text in requires(name) or ()]
        except PackageNotFoundError:
            brought = []
        for one in brought:
            if any(one.marker is None or one.marker.evaluate({"extra": e}) for e in ("", *requirement.extras)):
                needed(one, seen)
    return seen


def pinned(requirement: Requirement, lock: dict[str, Requirement]) -> bool:
    """Whether the lock has a version of it that fits."""
    pin = lock.get(canonicalize_name(requirement.name))
    return pin is not None and requirement.specifier.contains(next(iter(pin.specifier)).version)


def test_the_lock_covers_all_that_the_program_depends_on() -> None:
    """Renewed by `.ci/lock`; the image is built from it alone."""
    lock, seen = pins("requirements.lock"), dict[str, Requirement]()
    for text in PROJECT["project"]["dependencies"]:
        assert pinned(Requirement(text), lock), f"{text}: run .ci/lock"
        needed(Requirement(text), seen)

    assert sorted(set(seen) - set(lock)) == [], "run .ci/lock"


def test_the_build_tools_are_pinned_as_the_project_asks() -> None:
    """The wheel is built with them."""
    lock = pins("build.lock")

    assert all(pinned(Requirement(text), lock) for text in PROJECT["build-system"]["requires"])


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_file_is_known_by_its_hash_and_no_index_is_named(name: str) -> None:
    """Where packages come from is the builder's business."""
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=[a-z])", text)[1:]

    assert entries
    assert all(re.search(r"==\S+.*\n\s+--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("package", ["agent", "providers", "rules"])
def test_the_wheel_has_every_file_that_the_program_reads(package: str) -> None:
    """An editable installation would hide one that is missing."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"].get(package, [])
    packed = {path for pattern in patterns for path in (ROOT / package).glob(pattern)}
    read = {p for p in (ROOT / package).rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc", ".md")}

    assert sorted(str(p.relative_to(ROOT)) for p in read - packed) == []


def instructions(word: str) -> list[str]:
    """The arguments of a Dockerfile's instruction."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    return re.findall(rf"^{word} (.*)$", text, re.MULTILINE)


def test_the_image_runs_without_a_shell_and_without_root() -> None:
    """Exec forms only; its healthcheck is a command that exists."""
    from agent import plain_options

    (health,) = instructions("HEALTHCHECK")
    command = json.loads(health.partition("CMD ")[2])

    assert command[0] == json.loads(instructions("ENTRYPOINT")[-1])[0] == "followthrough"
    assert plain_options.of_status(command[1:]) == (None, frozenset({"check"}))
    assert json.loads(instructions("CMD")[-1]) == ["run"]
    assert instructions("USER") == ["1000:1000"]


def test_the_image_is_labelled_with_the_version_of_the_program() -> None:
    """One version, said twice."""
    assert f"VERSION={PROJECT['project']['version']}" in instructions("ARG")


def services() -> dict[str, dict[str, Any]]:
    """Those of docker-compose.yml."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


@pytest.mark.parametrize("name", ["followthrough", "setup"])
def test_both_services_can_write_nowhere_but_into_their_folders(name: str) -> None:
    """A read-only root, no capabilities, no new privileges, no published ports."""
    service = services()[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service
    assert not service["user"].startswith("0")


def test_only_setting_up_may_write_the_configuration() -> None:
    """The agent itself has it read-only; what it remembers is in a volume."""
    assert services()["followthrough"]["volumes"] == ["./config:/config:ro", "data:/data"]
    assert services()["setup"]["volumes"] == ["./config:/config", "data:/data"]
    assert services()["setup"]["profiles"] == ["setup"]


def test_every_command_of_the_page_on_docker_exists() -> None:
    """docs/docker.md, and the comments of docker-compose.yml."""
    from typer.main import get_command

    from agent.command_line import app

    text = (ROOT / "docs" / "docker.md").read_text() + (ROOT / "docker-compose.yml").read_text()
    named = set(re.findall(r"(?:run --rm setup|exec followthrough followthrough|/tmp followthrough) ([a-z-]+)", text))

    assert {"init", "connect", "run", "status", "demo"} <= named
    assert named <= set(get_command(app).commands)  # type: ignore[attr-defined]
