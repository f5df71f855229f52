"""The learnt weights as a table small in memory: three flat runs of bytes instead of a hundred thousand objects.

A dictionary of the shipped features would take over 20 MB of the agent, all the time. Here a feature is found by its
checksum (CRC-32) alone: the lowest bits name a bucket of some ten features, the rest is the mark of one of them. Its
letters are not kept, which saves two fifths of the memory: an unknown feature is taken for one of 130,000 known ones
once in 33,000 times, and then is one of hundreds that speak. A message's features are looked up in one go, which is
nearly as fast as a dictionary.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from struct import unpack
from zlib import crc32

OFFSET = 128
"""Added to each weight, so that it is one byte."""

_BUCKET_BITS = 4
"""A bucket has 8 to 16 features: few enough to search, many enough for its two numbers to weigh nothing."""

_MARK_BYTES = 3
_MARK_SHIFT = 8
"""The mark is the highest three bytes of the checksum; buckets go by its lowest bits, of which there are over eight."""

_FIELD_BYTES = 4
"""What each packed weight lies in: room for the sum of sixteen million."""

_FIELD_BITS = 8 * _FIELD_BYTES


def packed(rows: Iterable[bytes]) -> Iterator[int]:
    """Each row's weights side by side in one number, the first lowest, so that rows are added up by one addition.

    Behind the weights stands a 1, so that a sum also says how many rows it is of. All rows are equally long.
    """
    fields = bytearray()
    for row in rows:
        if not fields:
            fields = bytearray(len(row) * _FIELD_BYTES) + b"\x01"
        fields[:-1:_FIELD_BYTES] = row
        yield int.from_bytes(fields, "little")


def unpacked(total: int, width: int) -> tuple[int, ...]:
    """The sums of the columns, out of the sum of packed rows."""
    return unpack(f"<{width}I", total.to_bytes(width * _FIELD_BYTES, "little"))


def packed_weight(row: int, place: int) -> int:
    """One weight of a packed row, below 0 for one that speaks against."""
    return (row >> place * _FIELD_BITS & 0xFF) - OFFSET


class WeightTable:
    """The weights of each feature, one byte an intent. Nothing can be added to it."""

    def __init__(self, marks: bytes, counts: bytes, weights: bytes) -> None:
        """`marks` is three bytes of the checksum of each feature, bucket by bucket, `counts` how many features each
        bucket holds, `weights` a row for each feature. These three are also what a file keeps of it."""
        self.sections = (marks, counts, weights)
        self._starts = array("I", accumulate(counts, initial=0))
        """The place of the first feature of each bucket."""
        self.width = len(weights) // max(1, len(self))
        """How many weights a feature has."""

    @classmethod
    def of(cls, rows: Mapping[str, bytes]) -> WeightTable:
        """The same as a table. All rows are equally long. Of features with the same checksum the first is kept."""
        first_of = {crc32(_written(name)): name for name in reversed(list(rows))}
        buckets = 1 << max(_MARK_SHIFT, len(first_of).bit_length() - _BUCKET_BITS)
        found = sorted((checksum % buckets, checksum, name) for checksum, name in first_of.items())
        counts = [0] * buckets
        for bucket, _, _ in found:
            counts[bucket] += 1
        return cls(
            b"".join(_mark(checksum) for _, checksum, _ in found),
            bytes(counts),
            b"".join(rows[name] for _, _, name in found),
        )

    def known(self, features: Iterable[str]) -> dict[str, bytes]:
        """Those of the features that are known, each with its weights, one byte each."""
        found = {}
        marks, counts, weights = self.sections
        starts, width, last_bucket = self._starts, self.width, len(counts) - 1
        for feature in features:
            checksum = crc32(_written(feature))
            bucket, mark = checksum & last_bucket, _mark(checksum)
            first, end = starts[bucket] * _MARK_BYTES, starts[bucket + 1] * _MARK_BYTES
            at = marks.find(mark, first, end)
            while at >= 0 and (at - first) % _MARK_BYTES:  # the end of one mark and the beginning of the next
                at = marks.find(mark, at + 1, end)
            if at >= 0:
                place = at // _MARK_BYTES
                found[feature] = weights[place * width : (place + 1) * width]
        return found

    def row(self, feature: str) -> bytes | None:
        """A feature's weights, one byte each; None for an unknown one."""
        return self.known((feature,)).get(feature)

    def __len__(self) -> int:
        return len(self.sections[0]) // _MARK_BYTES


def _mark(checksum: int) -> bytes:
    return (checksum >> _MARK_SHIFT).to_bytes(_MARK_BYTES, "little")


def _written(feature: str) -> bytes:
    return feature.encode("utf-8", "surrogatepass")  # hostile mail has halves of characters
