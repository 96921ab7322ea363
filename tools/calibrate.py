"""Fits the confidence of the matcher on development questions and writes calibration.yaml.

Logistic regression on what the ranking says of its best entry: is it the right one? Thresholds are
the lowest that keep wrong answers and answers to what is out of scope under their targets; the
printed figures are from five-fold cross-validation, fit and thresholds both left out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tools"))

from questions import Question, all_sets  # noqa: E402 - the path comes first

from bot.services.knowledge import load  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.core.matching import Matcher

FOLDS = 5
MOST_WRONG = 0.03  #: of all in scope
MOST_OUTSIDE = 0.04  #: of all out of scope
OFFER_RIGHT = 0.25  #: chance of being meant from which an entry is offered
NAMES = ("bias", "found", "classified", "likeness", "lead")


def features(matcher: Matcher, question: Question) -> tuple[list[float], str, bool]:
    """Return the features of the best entry, its id, and whether a topic beats it."""
    analysis = matcher.ranker.analyst.analyse(question.text)
    ranked = matcher.ranker.rank(analysis)
    entries = [r for r in ranked if not r.is_topic]
    if not entries:
        return [1.0, 0.0, 0.0, 0.0, -1.0], "", True
    best = entries[0]
    rival = max((r.score for r in ranked if r.id != best.id), default=0.0)
    row = [1.0, best.found, best.classified, best.likeness, max(-1.0, best.score - rival)]
    return row, best.id, ranked[0].is_topic


def fit(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of a logistic regression, by Newton's method with a small ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - right) + 0.05 * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + 0.05 * np.eye(rows.shape[1])
        weights -= np.linalg.solve(curve, slope)
    return weights


def threshold(
    chance: NDArray[np.float64], right: NDArray[np.float64], inside: NDArray[np.bool_]
) -> float:
    """Return the lowest confidence that keeps both faults under their targets."""
    for level in np.arange(0.2, 0.99, 0.01):
        wrong = np.sum((chance >= level) & inside & (right == 0)) / max(1, inside.sum())
        outside = np.sum((chance >= level) & ~inside) / max(1, (~inside).sum())
        if wrong <= MOST_WRONG and outside <= MOST_OUTSIDE:
            return float(level)
    return 0.99


@dataclass(frozen=True, slots=True)
class Rows:
    """What the ranking said of each question, and what is true of it."""

    features: NDArray[np.float64]
    right: NDArray[np.float64]
    inside: NDArray[np.bool_]
    is_entry: NDArray[np.bool_]

    @classmethod
    def of(cls, matcher: Matcher, questions: Sequence[Question]) -> Rows:
        """Ask every question."""
        found = [features(matcher, question) for question in questions]
        hits = [float(f[1] in q.entries) for f, q in zip(found, questions, strict=True)]
        return cls(
            np.array([f[0] for f in found]),
            np.array(hits),
            np.array([bool(question.entries) for question in questions]),
            np.array([not f[2] for f in found]),
        )

    def chance(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the confidence in each best entry; none when a topic comes first."""
        return np.where(self.is_entry, 1 / (1 + np.exp(-self.features @ weights)), 0.0)


def cross_validate(rows: Rows) -> None:
    """Fit and choose the threshold on four fifths, judge the fifth, and print the sum."""
    fold = np.arange(len(rows.right)) % FOLDS
    answered = wrong = outside = 0
    for held in range(FOLDS):
        kept = fold != held
        chance = rows.chance(fit(rows.features[kept], rows.right[kept]))
        level = threshold(chance[kept], rows.right[kept], rows.inside[kept])
        given = (fold == held) & (chance >= level)
        answered += int(np.sum(given & (rows.right == 1)))
        wrong += int(np.sum(given & rows.inside & (rows.right == 0)))
        outside += int(np.sum(given & ~rows.inside))
    inside, others = rows.inside.sum(), (~rows.inside).sum()
    print(f"cross-validated, n={inside} in scope, {others} out of scope:")
    print(
        f"  answered right {answered / inside:.1%}, wrong {wrong / inside:.1%}, "
        f"out of scope answered {outside / others:.1%}"
    )


def main() -> None:
    """Cross-validate, fit on everything, write the file."""
    catalogue = load(ROOT / "knowledge")
    sets = all_sets()
    if not {"dev-corpus", "dev-written"} <= sets.keys():
        sys.exit("calibration needs ../shared/questions")
    questions = [question for of_set in sets.values() for question in of_set]
    known = set(catalogue.entries)
    questions = [q for q in questions if not q.entries or q.entries & known]
    rows = Rows.of(catalogue.matcher, questions)
    cross_validate(rows)
    weights = fit(rows.features, rows.right)
    fitted_on = f"{len(questions)} câu hỏi phát triển ({', '.join(sets)})"
    write(weights, threshold(rows.chance(weights), rows.right, rows.inside), fitted_on)


def write(weights: NDArray[np.float64], answer_from: float, fitted_on: str) -> None:
    """Write calibration.yaml."""
    named = {name: f"{value:.3f}" for name, value in zip(NAMES, weights, strict=True)}
    named |= {"topic": "0.35", "emergency": "0.3"}
    shown = ", ".join(f'{name}: "{value}"' for name, value in named.items())
    (ROOT / "knowledge" / "calibration.yaml").write_text(
        "# Tính bằng tools/calibrate.py, đừng sửa tay.\n"
        f'answer_from: "{answer_from:.2f}"\n'
        f'offer_from: "{min(OFFER_RIGHT, answer_from):.2f}"\n'
        f"weights: {{{shown}}}\n"
        f"fitted_on: {fitted_on}\n",
        encoding="utf-8",
    )
    print(f"answer from {answer_from:.2f}; weights {named}")


if __name__ == "__main__":
    main()
