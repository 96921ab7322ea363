"""The tables of bench.py in which systems stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figures import figures, first_rate, given, inside, share
from grid import print_grid
from noise import NOISES
from rounds import DEVELOPMENT, HOLDOUT, INDEPENDENT, NOISY, TITLED, TITLES
from systems import AMONG, BOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from figures import Asked
    from rounds import Round

KINDS = ("young", "plain", "local", "story", "volunteer", "near_miss")
_HEADS = ("first", "among three", "answered right", "wrong, confident", "out of scope answered")
_COSTS = ("median / p99 ms", "build s", "MB")


def print_main(played: Round) -> None:
    """Print how right and how costly every system is, on each group of questions."""
    for group in (DEVELOPMENT, HOLDOUT):
        number = len(played.groups[group])
        ours = sum(bool(question.entries) for question in played.groups[group])
        print(f"== {played.entries} entries, {group}: {ours} in scope, {number - ours} outside")
        rows = [_main_row(played, system, group) for system in played.runs]
        print_grid([("", *_HEADS, *_COSTS), *rows])
    if any(run.is_sampled for run in played.runs.values()):
        print("* over 50 ms a question: asked an evenly spaced sample of each group\n")


def _main_row(played: Round, system: str, group: str) -> tuple[str, ...]:
    run = played.runs[system]
    if run.failure:
        return (system, run.failure, *["-"] * (len(_HEADS) + len(_COSTS) - 1))
    found = figures(played.asked(system, group), played.answers_from(system))
    return (
        system + "*" * run.is_sampled,
        found.first,
        found.among,
        found.right,
        found.wrong,
        found.outside,
        found.latency,
        f"{run.build:.2f}",
        f"{run.memory:.0f}",
    )


def print_noise(played: Round) -> None:
    """Print who is still right when what is typed is spoilt."""
    systems = [name for name in NOISY if _has_answers(played, name)]
    number = len(played.groups[NOISES[0]])
    print(f"== right first under made-up noise, {number} plain questions in scope")
    rows = [
        (noise, *(first_rate(played.asked(name, noise)) for name in systems)) for noise in NOISES
    ]
    print_grid([("", *systems), *rows])


def print_near_misses(played: Round) -> None:
    """Print who tells neighbouring entries apart."""
    print("== near misses: questions that stand close to the wrong entry")
    rows: list[Sequence[str]] = [("", "", "first", "among three", "wrong, confident")]
    for origin in INDEPENDENT:
        for system in (BOT, *played.best_peers(2)):
            asked = _independent(played, system, origin, "near_miss")
            rows.append((origin, system, *_near_miss(asked, played.answers_from(system))))
    print_grid(rows)


def _near_miss(asked: Sequence[Asked], answers_from: float) -> tuple[str, str, str]:
    decided = [(given(one.found, answers_from), one.question.entries) for one in asked]
    return (
        first_rate(asked),
        share(bool(one.question.entries & set(one.found.entries[:AMONG])) for one in asked),
        share(bool(said) and not said & meant for said, meant in decided),
    )


def print_kinds(played: Round) -> None:
    """Print who is right first, by how a question is written."""
    print("== right first, by kind of question")
    columns = [(origin, name) for origin in INDEPENDENT for name in (BOT, *played.best_peers(2))]
    rows: list[Sequence[str]] = [("", *(origin for origin, _ in columns))]
    rows.append(("", *(system for _, system in columns)))
    for kind in KINDS:
        cells = (_independent(played, system, origin, kind) for origin, system in columns)
        rows.append((kind, *map(first_rate, cells)))
    print_grid(rows)


def _independent(played: Round, system: str, origin: str, kind: str) -> list[Asked]:
    group = DEVELOPMENT if origin.endswith("-dev") else HOLDOUT
    asked = inside(played.asked(system, group))
    return [a for a in asked if (a.question.origin, a.question.kind) == (origin, kind)]


def print_titles(played: Round) -> None:
    """Print who finds imported entries by their official titles."""
    number = len(played.groups[TITLES])
    print(f"== {number} imported titles asked for, {played.entries} entries: right first")
    systems = [name for name in TITLED if _has_answers(played, name)]
    print_grid([("", "first"), *((s, first_rate(played.asked(s, TITLES))) for s in systems)])


def _has_answers(played: Round, system: str) -> bool:
    return system in played.runs and not played.runs[system].failure
