"""Collects the words that houses' names are made of: `python -m rules.domain_training`. Not used when mail is read.

Reads the compact mail under tests/data, writes rules/domain_words.yaml: the words of names that also make up the
domain, by how many houses hold them. The same mail, the same words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path

from rules.domain_words import WORDS
from rules.pieces import squash
from rules.training_mail import files

HEAD = """# Words that houses' names are made of, by how many names in our own mail hold them (at least so many).
# Made by `python -m rules.domain_training`.
"""
STEPS = (2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
_LONGEST_LINE = 116


def houses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each house once, by its domain's label: the words of its name, where they make up the label and are several."""
    seen = set()
    for file in files():
        for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            label = parseaddr(row["from"])[1].rpartition("@")[2].split(".")[0].lower()
            words = tuple(squash(word) for word in (row.get("company") or "").replace("&", "and").split())
            if len(words) > 1 and "".join(words) == squash(label) and (label, words) not in seen:
                seen.add((label, words))
                yield label, words


def counted() -> dict[int, list[str]]:
    """The words by the largest step that their number of houses reaches."""
    spread = Counter(word for _, words in houses() for word in words)
    steps = {word: max(step for step in STEPS if step <= count) for word, count in spread.items() if count >= STEPS[0]}
    return {step: sorted(word for word, reached in steps.items() if reached == step) for step in STEPS}


def _lines(words: list[str]) -> Iterator[str]:
    line = ""
    for word in words:
        if len(line) + len(word) > _LONGEST_LINE:
            yield line.rstrip()
            line = ""
        line += f"{word} "
    yield line.rstrip()


def main() -> None:
    """Write the words."""
    text = HEAD + "".join(
        f"{step}: >-\n" + "".join(f"  {line}\n" for line in _lines(words)) for step, words in counted().items() if words
    )
    Path(__file__).with_name(WORDS).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
