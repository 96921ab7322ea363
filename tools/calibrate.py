"""Fits the chances of the matcher on development questions and writes calibration.yaml.

A conditional logit: each question is a choice among the entries and topics that fit best and
"nothing of these"; what speaks for each is weighed so that the right choices become likely. Each
set is judged by weights fitted on the other sets; the threshold is the highest at which enough is
still answered right by these judgements. Enough is more than the target, and faults are fewer than
theirs, for questions that nobody tuned on fare worse.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tools"))

from questions import Question, all_sets  # noqa: E402 - the path comes first

from bot.core.matching.ranked import EPSILON  # noqa: E402
from bot.services.knowledge import load  # noqa: E402

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.core.matching import Matcher
    from bot.core.matching.ranked import Ranked

Weights = Mapping[str, float]
ENOUGH = 0.92  #: answered right, of all in scope; the target is 0.88
FITTED = ("classified", "found", "likeness", "none")
TOLD = 4.0  #: what a sign counts; not fitted, for signs were chosen on the same questions
RIDGE = 0.02


@dataclass(frozen=True, slots=True)
class Choice:
    """What fitted a question, and which of it is right; the last row is "none of these"."""

    question: Question
    ids: Sequence[str]
    is_topic: Sequence[bool]
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    told: NDArray[np.float64]  #: what signs count

    @classmethod
    def of(cls, matcher: Matcher, question: Question) -> Choice:
        """Ask the matcher."""
        ranked = matcher.rank(matcher.ranker.analyst.analyse(question.text))
        inside = question.entries
        right = [one.id in inside if inside else one.is_topic for one in ranked]
        rows = [*map(_row, ranked), [0.0, 0.0, 0.0, 1.0]]
        return cls(
            question,
            [one.id for one in ranked],
            [one.is_topic for one in ranked],
            np.array(rows),
            np.array([*right, not inside]),
            TOLD * np.array([*(one.told for one in ranked), 0.0]),
        )

    def chances(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the chance of each row."""
        sums = self.rows @ weights + self.told
        powers = np.exp(sums - sums.max())
        chances: NDArray[np.float64] = powers / powers.sum()
        return chances

    def best(self, weights: NDArray[np.float64]) -> tuple[float, bool]:
        """Return the chance of the best entry (0 when a topic is likelier), and if it is right."""
        chances = self.chances(weights)[:-1]
        if not len(chances):
            return 0.0, False
        at = int(np.argmax(chances))
        return 0.0 if self.is_topic[at] else float(chances[at]), bool(self.right[at])


def _row(one: Ranked) -> list[float]:
    taught = math.log((one.classified or 0.0) + EPSILON)
    return [taught, one.found, one.likeness, 0.0]


def fit(choices: Sequence[Choice]) -> NDArray[np.float64]:
    """Return the weights that make the right choices likeliest, by Newton's method."""
    weights = np.array([1.5, 2.5, 4.0, 1.0])
    for _ in range(30):
        slope = -RIDGE * weights
        curve = RIDGE * np.eye(len(weights))
        for choice in choices:
            chances = choice.chances(weights)
            wanted = chances * choice.right
            if not wanted.any():
                continue
            rows, mean = choice.rows, choice.rows.T @ chances
            slope += rows.T @ (wanted / wanted.sum() - chances)
            curve += (rows * chances[:, None]).T @ rows - np.outer(mean, mean)
        weights += np.linalg.solve(curve, slope)
    return weights


@dataclass(frozen=True, slots=True)
class Judged:
    """The best entries of all questions: how likely and right; if there is a right one."""

    chance: NDArray[np.float64]
    right: NDArray[np.bool_]
    inside: NDArray[np.bool_]

    def shares(self, level: float) -> tuple[float, float, float]:
        """Return answered right, answered wrong, and out of scope answered, from a level on."""
        given, inside = self.chance >= level, self.inside
        return (
            float((given & inside & self.right).sum() / inside.sum()),
            float((given & inside & ~self.right).sum() / inside.sum()),
            float((given & ~inside).sum() / (~inside).sum()),
        )

    def threshold(self) -> float:
        """Return the highest chance from which enough is answered right."""
        levels = np.arange(0.3, 0.99, 0.01)
        return float(max(level for level in levels if self.shares(level)[0] >= ENOUGH))


def judge(sets: Mapping[str, Sequence[Choice]]) -> Judged:
    """Judge every set by weights fitted on the others."""
    best, inside = [], []
    for held, choices in sets.items():
        weights = fit([one for name in sets if name != held for one in sets[name]])
        best += [choice.best(weights) for choice in choices]
        inside += [bool(choice.question.entries) for choice in choices]
    chance, right = zip(*best, strict=True)
    return Judged(np.array(chance), np.array(right), np.array(inside))


def print_curve(judged: Judged) -> None:
    """Print what becomes of all questions from each threshold on, and how true chances are."""
    print("every set judged by weights fitted on the others\nfrom   right   wrong  out of scope")
    for level in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        print(f"{level:.2f}" + "".join(f"  {share:6.1%}" for share in judged.shares(level)))
    print("said to be sure   questions   right")
    edges = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 1.01)
    for low, high in pairwise(edges):
        here = (judged.chance >= low) & (judged.chance < high)
        share = (judged.right & judged.inside)[here].mean() if here.any() else 0.0
        print(f"{low:.2f} - {min(high, 1):.2f}       {here.sum():5}     {share:6.1%}")


def main() -> None:
    """Judge set by set, fit on everything, write the file."""
    catalogue = load(ROOT / "knowledge")
    sets = all_sets()
    if not {"dev-corpus", "dev-written"} <= sets.keys():
        sys.exit("calibration needs ../shared/questions")
    known = set(catalogue.entries)
    choices = {
        name: [
            Choice.of(catalogue.matcher, question)
            for question in questions
            if not question.entries or question.entries & known
        ]
        for name, questions in sets.items()
    }
    judged = judge(choices)
    print_curve(judged)
    every = [choice for of_set in choices.values() for choice in of_set]
    kept = {k: v for k, v in catalogue.calibration.weights.items() if k not in FITTED}
    weights = dict(zip(FITTED, fit(every).tolist(), strict=True)) | kept | {"told": TOLD}
    fitted_on = f"{len(every)} câu hỏi phát triển ({', '.join(sets)})"
    write(weights, judged.threshold(), catalogue.calibration.offer_from, fitted_on)


def write(weights: Weights, answer_from: float, offer_from: float, fitted_on: str) -> None:
    """Write calibration.yaml."""
    shown = ", ".join(f'{name}: "{value:.3f}"' for name, value in weights.items())
    (ROOT / "knowledge" / "calibration.yaml").write_text(
        "# Tính bằng tools/calibrate.py, đừng sửa tay.\n"
        f'answer_from: "{answer_from:.2f}"\n'
        f'offer_from: "{min(offer_from, answer_from):.2f}"\n'
        f"weights: {{{shown}}}\n"
        f"fitted_on: {fitted_on}\n",
        encoding="utf-8",
    )
    print(f"answer from {answer_from:.2f}; weights {shown}")


if __name__ == "__main__":
    main()
