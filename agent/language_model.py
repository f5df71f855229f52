"""What the owner may let a language model see of a draft, and how it fails."""

from __future__ import annotations

SEES = ("names", "company", "notes", "subject", "addresses", "phones")
SEES_USUALLY = ("names", "company", "notes")


class ModelFailed(Exception):
    """No answer that could be looked at; says why in words for the owner, never with the key or the question."""
