"""A round: every system on the same knowledge base, asked the same questions."""

from __future__ import annotations

import pickle
import re
import sys
import time
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from figures import asked_of, threshold
from measuring import Job, run
from noise import NOISES, SEED, spoil
from peers import BM25, LOGISTIC, PEERS, SLOW, TANTIVY, TOKEN_SET
from questions import Question, development, holdout
from systems import BOT

from bot.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from figures import Asked
    from material import Material
    from measuring import Run

DEVELOPMENT, HOLDOUT, TITLES = "development", "hold-out", "imported titles"
NOISY = (BOT, TOKEN_SET, BM25, LOGISTIC)
TITLED = (BOT, BM25, TANTIVY)
MOST_TITLES = 300
WRITTEN_BY_OTHERS = ("independent", "blind", "scope")
INDEPENDENT = tuple(f"{name}-{half}" for half in ("dev", "holdout") for name in WRITTEN_BY_OTHERS)
_ASIDE = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Round:
    """What every system answered."""

    entries: int
    groups: Mapping[str, Sequence[Question]]
    runs: Mapping[str, Run]  #: by system
    unknown: int  #: questions left out, for the knowledge base has none of their entries

    def asked(self, system: str, group: str) -> list[Asked]:
        """Return what a system answered to a group of questions."""
        return asked_of(self.runs[system], group, self.groups[group])

    def answers_from(self, system: str) -> float:
        """Return the threshold of a peer, chosen on the development questions."""
        return threshold(self.asked(system, DEVELOPMENT))

    def best_peers(self, number: int) -> list[str]:
        """Return the peers most often right on the development questions."""
        peers = [name for name, run in self.runs.items() if name != BOT and not run.failure]
        hits = {name: sum(a.is_first for a in self.asked(name, DEVELOPMENT)) for name in peers}
        return sorted(peers, key=lambda name: -hits[name])[:number]


def play(material: Material, scratch: Path, *, is_quick: bool = False) -> Round:
    """Ask every system, one after the other."""
    file = scratch / "material.pickle"
    file.write_bytes(pickle.dumps(material))
    groups, unknown = _groups(material)
    runs = {}
    for system in (*PEERS, BOT):
        if is_quick and system in SLOW:
            continue
        started = time.perf_counter()
        texts = {
            group: [question.text for question in questions]
            for group, questions in groups.items()
            if _is_asked(system, group)
        }
        runs[system] = run(Job(system, file, texts, may_sample=bool(material.titles)))
        took = time.perf_counter() - started
        print(f"  {len(material.entries)} entries, {system}: {took:.0f} s", file=sys.stderr)
    return Round(len(material.entries), groups, runs, unknown)


def _is_asked(system: str, group: str) -> bool:
    if group in NOISES:
        return system in NOISY
    return system in TITLED if group == TITLES else True


def _groups(material: Material) -> tuple[dict[str, list[Question]], int]:
    """Return what is asked, by group, and how many questions have no entry here.

    Among thousands of imported entries many a question out of scope has its answer.
    """
    known = set(material.entries)
    every = {DEVELOPMENT: development(), HOLDOUT: holdout()}
    groups = {
        name: [q for q in questions if q.entries & known or not (q.entries or material.titles)]
        for name, questions in every.items()
    }
    unknown = sum(bool(q.entries) and not q.entries & known for qs in every.values() for q in qs)
    if material.titles:
        return {**groups, TITLES: _titles(material.titles)}, unknown
    plain = [q for qs in groups.values() for q in qs if q.kind == "plain" and q.entries]
    noisy = {name: [replace(q, text=spoil(q.text, name)) for q in plain] for name in NOISES}
    return {**groups, **noisy}, unknown


def _titles(titles: Mapping[str, str]) -> list[Question]:
    """Ask for imported entries by their titles; one of the same title is as good."""
    same: dict[str, set[str]] = {}
    for entry, title in titles.items():
        same.setdefault(fold(title), set()).add(entry)
    chosen = Random(SEED).sample(sorted(titles), min(MOST_TITLES, len(titles)))  # noqa: S311 - the same each time
    return [
        Question(
            f"Cho tôi hỏi {_ASIDE.sub('', titles[entry])} cần giấy tờ gì?",
            frozenset(same[fold(titles[entry])]),
        )
        for entry in chosen
    ]
