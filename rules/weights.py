"""The learnt weights as a table that is small in memory: some flat runs of bytes instead of a hundred thousand objects.

A dictionary of the shipped features would take over 20 MB of the agent, all the time. Here a feature is found by its
checksum: that names a bucket of some ten features, and those of them that have the right mark, another byte of the
checksum, are compared letter by letter, so that nothing is ever taken for something else. A message's features are
looked up in one go, which is nearly as fast as a dictionary.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from struct import unpack
from zlib import crc32

OFFSET = 128
"""Added to each weight, so that it is one byte."""

LONGEST = 255
"""So that the length of a feature is one byte, too. No word that two writers use comes near it."""


_BUCKET_BITS = 4
"""A bucket has 8 to 16 features: few enough to search, many enough for its two numbers to weigh nothing."""

_MARK_SHIFT = 24
"""The mark is the highest byte of the checksum; buckets go by its lowest bits."""

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


class WeightTable(Mapping[str, bytes]):
    """The weights of each feature, one byte an intent. Nothing can be added to it."""

    def __init__(self, text: bytes, lengths: bytes, marks: bytes, counts: bytes, weights: bytes) -> None:
        """`text` is the features one after the other, bucket by bucket; `lengths` has the length of each, `marks` a
        byte of its checksum, `counts` how many each bucket holds, `weights` a row for each feature. These five are
        also what a file keeps of it."""
        self.sections = (text, lengths, marks, counts, weights)
        self._starts = array("I", accumulate(counts, initial=0))
        """The place of the first feature of each bucket."""
        self._offsets = array("I", _sums(lengths, self._starts))
        """Where its text begins."""
        self.width = len(weights) // max(1, len(lengths))
        """How many weights a feature has."""

    @classmethod
    def of(cls, rows: Mapping[str, bytes]) -> WeightTable:
        """The same as a table. All rows are equally long, and no feature is longer than `LONGEST`, in bytes."""
        buckets = 1 << max(0, len(rows).bit_length() - _BUCKET_BITS)
        found = sorted((crc32(name) % buckets, name) for name in map(_written, rows))
        counts = [0] * buckets
        for bucket, _ in found:
            counts[bucket] += 1
        return cls(
            b"".join(name for _, name in found),
            bytes(len(name) for _, name in found),
            bytes(crc32(name) >> _MARK_SHIFT for _, name in found),
            bytes(counts),
            b"".join(rows[_letters(name)] for _, name in found),
        )

    def known(self, features: Iterable[str]) -> dict[str, bytes]:
        """Those of the features that are known, each with its weights, one byte each."""
        found = {}
        text, lengths, marks, counts, weights = self.sections
        starts, offsets, width, last_bucket = self._starts, self._offsets, self.width, len(counts) - 1
        for feature in features:
            name = feature.encode("utf-8", "surrogatepass")  # hostile mail has halves of characters
            checksum = crc32(name)
            bucket, mark = checksum & last_bucket, checksum >> _MARK_SHIFT
            first, end = starts[bucket], starts[bucket + 1]
            place = marks.find(mark, first, end)
            while place >= 0:
                at = offsets[bucket] + sum(lengths[first:place])
                if lengths[place] == len(name) and text.startswith(name, at):
                    found[feature] = weights[place * width : (place + 1) * width]
                    break
                place = marks.find(mark, place + 1, end)
        return found

    def row(self, feature: str) -> bytes | None:
        """A feature's weights, one byte each; None for an unknown one."""
        return self.known((feature,)).get(feature)

    def __getitem__(self, feature: str) -> bytes:
        row = self.row(feature)
        if row is None:
            raise KeyError(feature)
        return row

    def __iter__(self) -> Iterator[str]:
        text, lengths, *_ = self.sections
        at = 0
        for length in lengths:
            yield _letters(text[at : at + length])
            at += length

    def __len__(self) -> int:
        return len(self.sections[1])


def _sums(lengths: bytes, starts: Sequence[int]) -> Iterator[int]:
    """The sum of the lengths before each of these places."""
    return accumulate((sum(lengths[first:end]) for first, end in pairwise(starts)), initial=0)


def _written(feature: str) -> bytes:
    return feature.encode("utf-8", "surrogatepass")  # hostile mail has halves of characters


def _letters(name: bytes) -> str:
    return name.decode("utf-8", "surrogatepass")
