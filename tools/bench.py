"""Accuracy and latency of the matcher, and of plain search on the same phrases in the same run.

Every rate is k/n with a 95 % Wilson interval. Figures are ratios within one run on one machine.
"""

from __future__ import annotations

import resource
import sys
import time
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tools"))

from peers import PEERS  # noqa: E402 - the path comes first
from questions import Question, all_sets  # noqa: E402

from bot.core.models import Outcome  # noqa: E402
from bot.services.knowledge import load  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.catalogue import Catalogue

CHOICES = 3


def wilson(hits: int, total: int) -> str:
    """Write a rate with its 95 % Wilson score interval."""
    if not total:
        return "-"
    z, rate = 1.96, hits / total
    middle = rate + z * z / (2 * total)
    spread = z * sqrt(rate * (1 - rate) / total + z * z / (4 * total * total))
    low, high = (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)
    return f"{hits}/{total} {rate:.1%} [{low:.0%}-{high:.0%}]"


def measure(
    rank: Callable[[str], list[str]], questions: Sequence[Question]
) -> tuple[str, str, str]:
    """Return accuracy@1, recall@3 and median / p99 latency in ms over questions in scope."""
    first = among = 0
    waits = []
    for question in questions:
        started = time.perf_counter()
        found = rank(question.text)
        waits.append((time.perf_counter() - started) * 1000)
        first += bool(found) and found[0] in question.entries
        among += any(entry in question.entries for entry in found[:CHOICES])
    total = len(questions)
    latency = f"{np.median(waits):.2f} / {np.percentile(waits, 99):.2f}"
    return wilson(first, total), wilson(among, total), latency


def print_decisions(catalogue: Catalogue, name: str, questions: Sequence[Question]) -> None:
    """Print what becomes of questions when the thresholds decide."""
    right = wrong = offered = outside = aspects = asked = 0
    inside = [q for q in questions if q.entries]
    for question in questions:
        reading = catalogue.matcher.understand(question.text)
        answered = {r.entry for r in reading.requests}
        is_answer = reading.outcome is Outcome.ANSWERED
        if not question.entries:
            outside += is_answer
            continue
        right += is_answer and bool(answered & question.entries)
        wrong += is_answer and not answered & question.entries
        offered += bool((answered | set(reading.choices)) & question.entries)
        if question.aspect:
            asked += 1
            aspects += reading.aspect == question.aspect
    total = len(questions) - len(inside)
    print(f"{name}: answered right {wilson(right, len(inside))}")
    print(f"{'':<14} answered wrong {wilson(wrong, len(inside))}")
    print(f"{'':<14} right one shown {wilson(offered, len(inside))}")
    print(f"{'':<14} out of scope answered {wilson(outside, total)}")
    print(f"{'':<14} aspect right {wilson(aspects, asked)}")


def main() -> None:
    """Measure everything and print it."""
    started = time.perf_counter()
    catalogue = load(ROOT / "knowledge")
    built = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(catalogue.entries)} entries read and indexed in {built:.2f} s, {memory:.0f} MB\n")
    matcher = catalogue.matcher

    def ours(utterance: str) -> list[str]:
        return [match.entry for match in matcher.understand(utterance).matches]

    entries = tuple(catalogue.entries.values())
    systems = {"this bot": ours, **{name: make(entries) for name, make in PEERS.items()}}
    sets = all_sets(*(Path(path) for path in sys.argv[1:]))
    known = set(catalogue.entries)
    for name, questions in sets.items():
        inside = [q for q in questions if q.entries & known]
        if not inside:
            continue
        print(f"== {name}: {len(inside)} in scope")
        print(f"{'':<20} {'first':<26} {'among three':<26} median / p99 ms")
        for system, rank in systems.items():
            first, among, latency = measure(rank, inside)
            print(f"{system:<20} {first:<26} {among:<26} {latency}")
        print_decisions(
            catalogue, name, [q for q in questions if not q.entries or q.entries & known]
        )
        print()


if __name__ == "__main__":
    main()
