"""Measures the statistical layer on mail by writers it has not learnt from: `python -m rules.training --report`.

The files of the training mail are dealt into five folds; a file's writers are never in both parts. The two files that
alone hold a language or a kind of mail are dealt out by message, each message there being by another writer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from rules.features import View
from rules.training import BLOCK_WEIGHT, INTENTS, LEVELLING, PENALTY, RAREST, Material, scored
from rules.training_mail import Example
from rules.training_math import Matrix2, Vector, chances_of, fitted, matrix_of
from rules.training_moves import FOLDS

_PLAIN = ("subject", "words", "word pairs", "parts", "sender")
_LAYERS: Mapping[str, tuple[str, ...]] = {
    "words alone": _PLAIN,
    "words and concepts": (*_PLAIN, "subject concepts", "concepts", "concept pairs"),
    "words and rules": (*_PLAIN, "rules"),
    "words and facts": (*_PLAIN, "facts"),
    "all but facts": (*_PLAIN, "subject concepts", "concepts", "concept pairs", "rules"),
    "all but moves": (*_PLAIN, "subject concepts", "concepts", "concept pairs", "rules", "facts"),
    "all but answers": (*_PLAIN, "subject concepts", "concepts", "concept pairs", "rules", "facts", "moves"),
    "all": tuple(BLOCK_WEIGHT),
}


def report(known: Material) -> str:
    """The whole report as text."""
    truth = known.truth
    folds = np.array([example.fold for example in known.examples])
    files = {example.group for example in known.examples}
    parts = [f"{len(truth)} messages in {len(files)} files, {FOLDS} folds by writer", ""]
    parts += ["| layers | intent accuracy | macro-F1 |", "|---|---|---|"]
    parts.append(_row("rules alone", truth, _by_rules(known.views)))
    scores = np.zeros((len(truth), len(INTENTS)))
    for name, wanted in _LAYERS.items():
        kept = [{block: features for block, features in message.items() if block in wanted} for message in known.blocks]
        scores = _unseen(kept, truth, known.trust, folds)
        parts.append(_row(name, truth, scores.argmax(axis=1)))
    chances = chances_of(scores)
    by_group = _by_group(known.examples, truth, chances)
    parts += ["", *_calibration(truth, chances), "", *by_group, "", *_confusion(truth, chances)]
    return "\n".join(parts)


def _unseen(blocks: Sequence[dict[str, Sequence[str]]], truth: Vector, trust: Vector, folds: Vector) -> Matrix2:
    """Scores of each message by a model that was not shown its writer."""
    matrix = matrix_of(blocks, BLOCK_WEIGHT, LEVELLING, RAREST)
    scores = np.zeros((len(truth), len(INTENTS)))
    for fold in range(FOLDS):
        learnt, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights, bias = fitted(matrix.values[learnt], truth[learnt], trust[learnt], PENALTY)
        scores[held] = scored(weights, bias, matrix.values[held])
    return scores


def _by_rules(views: Sequence[View]) -> Vector:
    """What the rules alone would say: the intent whose matches weigh most, `unrelated` without any."""
    said = []
    for view in views:
        totals: Counter[int] = Counter()
        for rule in {hit.rule for _, hit in view.hits if not hit.is_conditional}:
            totals[INTENTS.index(rule.intent)] += rule.weight  # type: ignore[assignment]
        said.append(totals.most_common(1)[0][0] if totals else len(INTENTS) - 1)
    return np.array(said)


def macro_f1(truth: Vector, said: Vector) -> float:
    """The mean F1 over the intents that occur."""
    scores = []
    for place in range(len(INTENTS)):
        both = int(((truth == place) & (said == place)).sum())
        either = int((truth == place).sum() + (said == place).sum())
        if (truth == place).any():
            scores.append(2 * both / either)
    return float(np.mean(scores))


def _row(name: str, truth: Vector, said: Vector) -> str:
    return f"| {name} | {(truth == said).mean():.3f} | {macro_f1(truth, said):.3f} |"


def _calibration(truth: Vector, chances: Matrix2) -> list[str]:
    best, said = chances.max(axis=1), chances.argmax(axis=1)
    lines = ["| confidence | messages | right | mean confidence |", "|---|---|---|---|"]
    for low in np.arange(0.2, 1.0, 0.1):
        inside = (best >= low) & (best < low + 0.1)
        if inside.any():
            right = (truth == said)[inside].mean()
            lines.append(f"| {low:.1f}–{low + 0.1:.1f} | {inside.sum()} | {right:.3f} | {best[inside].mean():.3f} |")
    return lines


def _by_group(known: Sequence[Example], truth: Vector, chances: Matrix2) -> list[str]:
    right = defaultdict(list)
    for example, ok in zip(known, truth == chances.argmax(axis=1), strict=True):
        right[example.group if example.group.startswith("g") else "voices"].append(bool(ok))
    lines = ["| file | messages | intent accuracy |", "|---|---|---|"]
    return lines + [f"| {group} | {len(oks)} | {sum(oks) / len(oks):.3f} |" for group, oks in sorted(right.items())]


def _confusion(truth: Vector, chances: Matrix2) -> list[str]:
    said = chances.argmax(axis=1)
    short = ["".join(word[0] for word in intent.split("_")) + intent[-1] for intent in INTENTS]
    lines = ["| is \\ read as | " + " | ".join(short) + " | F1 |", "|---" * (len(INTENTS) + 2) + "|"]
    for place, intent in enumerate(INTENTS):
        counts = [int(((truth == place) & (said == other)).sum()) for other in range(len(INTENTS))]
        f1 = 2 * counts[place] / max(1, int((truth == place).sum() + (said == place).sum()))
        cells = " | ".join(str(count) if count else "" for count in counts)
        lines.append(f"| {intent} ({short[place]}) | {cells} | {f1:.2f} |")
    return lines
