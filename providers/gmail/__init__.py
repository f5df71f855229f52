"""Gmail, through its API."""

from __future__ import annotations

from providers.gmail.provider import Gmail

__all__ = ["Gmail"]
