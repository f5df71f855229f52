"""Keeps a function's answer for its latest arguments: facts lean on one another, one message at a time."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def latest(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Wrap a pure function so that asking again with the very same (identical) positional arguments costs nothing."""
    kept: tuple[tuple[object, ...], _T] | None = None

    @wraps(function)
    def ask(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        nonlocal kept
        known = kept
        if not kwargs and known is not None and len(known[0]) == len(args) and all(map(operator.is_, known[0], args)):
            return known[1]
        answer = function(*args, **kwargs)
        kept = (args, answer)
        return answer

    return ask
