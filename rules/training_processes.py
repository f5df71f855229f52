"""Training's long steps on all processors, with the results in the same order as one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def side_by_side(work: Callable[..., T], tasks: Iterable[Sequence[Any]]) -> list[T]:
    """What `work` gives for each task, a task being its arguments. All of them must be picklable."""
    with ProcessPoolExecutor() as pool:
        return [future.result() for future in [pool.submit(work, *task) for task in tasks]]
