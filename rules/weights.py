"""The learnt weights as a table that is small in memory: some flat runs of bytes instead of a hundred thousand objects.

A dictionary of the shipped features would take over 20 MB of the agent, all the time. Here a feature is found by its
checksum: that names a bucket, and the few features of a bucket are compared letter by letter, so that nothing is ever
taken for something else. That is slower than a dictionary, so what was looked up last is remembered.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from zlib import crc32

OFFSET = 128
"""Added to each weight, so that it is one byte."""

FIELD_BITS = 24
"""What a packed weight lies in: room for the sum of 65,000."""

LONGEST = 255
"""So that the length of a feature is one byte, too. No word that two writers use comes near it."""

MOST_REMEMBERED = 8_192
"""Features; about two megabytes of them."""

_FIELD_BYTES = FIELD_BITS // 8


class WeightTable(Mapping[str, bytes]):
    """The weights of each feature, one byte an intent. Nothing can be added to it."""

    def __init__(self, text: bytes, lengths: bytes, counts: bytes, weights: bytes) -> None:
        """`text` is the features one after the other, bucket by bucket; `lengths` has the length of each, `counts` how
        many each bucket holds, `weights` a row for each. These four are also what a file keeps of it."""
        self.sections = (text, lengths, counts, weights)
        self._text, self._weights = text, weights
        self._ends = array("I", accumulate(lengths, initial=0))
        self._starts = array("I", accumulate(counts, initial=0))
        self._last_bucket = len(counts) - 1
        self._width = len(weights) // max(1, len(lengths))
        self.remembered: Callable[[str], int | None] = lru_cache(MOST_REMEMBERED)(self.packed)
        """The same as `packed`, for what will be asked again soon."""

    @classmethod
    def of(cls, rows: Mapping[str, bytes]) -> WeightTable:
        """The same as a table. All rows are equally long, and no feature is longer than `LONGEST`, in bytes."""
        buckets = 1 << max(1, len(rows).bit_length())
        found = sorted((crc32(name) % buckets, name) for name in map(_written, rows))
        counts = [0] * buckets
        for bucket, _ in found:
            counts[bucket] += 1
        return cls(
            b"".join(name for _, name in found),
            bytes(len(name) for _, name in found),
            bytes(counts),
            b"".join(rows[_letters(name)] for _, name in found),
        )

    def packed(self, feature: str) -> int | None:
        """A feature's weights in one number, the first in the lowest `FIELD_BITS`; None for an unknown one."""
        row = self.row(feature)
        if row is None:
            return None
        fields = bytearray(len(row) * _FIELD_BYTES)
        fields[::_FIELD_BYTES] = row
        return int.from_bytes(fields, "little")

    def row(self, feature: str) -> bytes | None:
        """A feature's weights, one byte each; None for an unknown one."""
        name = _written(feature)
        bucket = crc32(name) & self._last_bucket
        ends, place, after = self._ends, self._starts[bucket], self._starts[bucket + 1]
        begin = ends[place]
        while place < after:
            end = ends[place + 1]
            if self._text[begin:end] == name:
                return self._weights[place * self._width : (place + 1) * self._width]
            begin, place = end, place + 1
        return None

    def __getitem__(self, feature: str) -> bytes:
        row = self.row(feature)
        if row is None:
            raise KeyError(feature)
        return row

    def __iter__(self) -> Iterator[str]:
        for place in range(len(self)):
            yield _letters(self._text[self._ends[place] : self._ends[place + 1]])

    def __len__(self) -> int:
        return len(self._ends) - 1


def _written(feature: str) -> bytes:
    return feature.encode("utf-8", "surrogatepass")  # hostile mail has halves of characters


def _letters(name: bytes) -> str:
    return name.decode("utf-8", "surrogatepass")
