"""A provider's handle on a draft as text, to be kept in the thread's document."""

from __future__ import annotations

import json
from dataclasses import asdict

from providers.interface import DraftRef


def ref_to_text(ref: DraftRef) -> str:
    """The handle as JSON."""
    return json.dumps(asdict(ref))


def ref_from_text(text: str) -> DraftRef:
    """The handle that `ref_to_text` wrote."""
    return DraftRef(**json.loads(text))
