"""What bench.py tells of this bot alone: how it decides, and where it fails."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from figures import inside, outside, share
from grid import print_grid
from rounds import DEVELOPMENT, HOLDOUT
from systems import BOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from figures import Asked
    from rounds import Round

WORST = 10
_HEADS = (
    "answered right",
    "answered wrong",
    "right one shown",
    "out of scope answered",
    "aspect right",
)


def print_decisions(played: Round) -> None:
    """Print what becomes of the questions of each set."""
    print(f"== {BOT}, as it decides, {played.entries} entries")
    sets: dict[str, list[Asked]] = {}
    for one in (*played.asked(BOT, DEVELOPMENT), *played.asked(BOT, HOLDOUT)):
        sets.setdefault(one.question.origin, []).append(one)
    rows = [(origin, *_decided(asked)) for origin, asked in sets.items()]
    print_grid([("", *_HEADS), *rows])


def _decided(asked: Sequence[Asked]) -> tuple[str, ...]:
    ours = inside(asked)
    told = [one for one in ours if one.question.aspect]
    return (
        share(_is_right(one) for one in ours),
        share(bool(one.found.given) and not _is_right(one) for one in ours),
        share(bool(one.found.shown & one.question.entries) for one in ours),
        share(bool(one.found.given) for one in outside(asked)),
        share(one.found.aspect == one.question.aspect for one in told),
    )


def _is_right(one: Asked) -> bool:
    return bool((one.found.given or frozenset()) & one.question.entries)


def print_confusions(played: Round) -> None:
    """Print which entries are taken for which, more than once, on development questions."""
    asked = inside(played.asked(BOT, DEVELOPMENT))
    taken = Counter((_meant(one), _first(one)) for one in asked if not one.is_first)
    print("== taken for another, development questions (asked → given, times)")
    for (meant, first), times in taken.most_common():
        if times > 1:
            print(f"{times:3}  {meant} → {first}")
    print()


def print_aspects(played: Round) -> None:
    """Print which aspects are taken for which, on development questions that ask for one."""
    asked = [one for one in inside(played.asked(BOT, DEVELOPMENT)) if one.question.aspect]
    pairs = ((one.question.aspect, one.found.aspect or "nothing") for one in asked)
    taken = Counter((meant, heard) for meant, heard in pairs if meant != heard)
    print("== aspects taken for another, development questions (asked → heard, times)")
    for (meant, heard), times in taken.most_common():
        print(f"{times:3}  {meant} → {heard}")
    print()


def print_worst(played: Round) -> None:
    """Print the surest wrong answers to development questions."""
    asked = played.asked(BOT, DEVELOPMENT)
    wrong = [one for one in asked if one.found.given and not _is_right(one)]
    print("== surest wrong answers, development questions")
    for one in sorted(wrong, key=lambda one: -one.found.score)[:WORST]:
        said = " ".join(one.question.text.split())[:160]
        print(f"{one.found.score:.2f}  {_meant(one)} → {_first(one)}: {said}")
    print(flush=True)


def _meant(one: Asked) -> str:
    return " | ".join(sorted(one.question.entries)) or "(out of scope)"


def _first(one: Asked) -> str:
    return one.found.entries[0] if one.found.entries else "(nothing)"
