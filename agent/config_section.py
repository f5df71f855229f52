"""What all sections of the configuration share: strict mappings whose keys say what they mean and how they look."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A mapping in the file: frozen, and no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


def key(what: str, example: str, default: Any = None, **constraints: Any) -> Any:
    """An optional key; `example` is YAML, its default or a likely value."""
    return Field(default, description=what, examples=[example], **constraints)


def needed(what: str, example: str, **constraints: Any) -> Any:
    """A key that must be there; `example` is YAML."""
    return Field(description=what, examples=[example], **constraints)
