"""Labelled questions for measuring: those under tools/data, and those of ../shared, if there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "questions"
DATA = ROOT / "tools" / "data"
DEVELOPMENT = (
    SHARED / "dev-corpus.jsonl",
    SHARED / "dev-written.jsonl",
    DATA / "independent-dev.jsonl",
    DATA / "blind-dev.jsonl",
    DATA / "scope-dev.jsonl",
    DATA / "aspects-dev.jsonl",
    DATA / "fresh-dev.jsonl",
)
#: measured only; their questions are never printed
HOLDOUTS = (
    DATA / "independent-holdout.jsonl",
    DATA / "blind-holdout.jsonl",
    DATA / "scope-holdout.jsonl",
    DATA / "aspects-holdout.jsonl",
    DATA / "fresh-holdout.jsonl",
)


@dataclass(frozen=True, slots=True)
class Question:
    """An utterance, the entries that answer it (none: out of scope), and how it is written."""

    text: str
    entries: frozenset[str]
    aspect: str | None = None
    kind: str = ""
    origin: str = ""  #: the set it comes from


def from_lines(path: Path) -> Iterator[Question]:
    """Read questions, one JSON object a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kind = row.get("kind") or f"tier {row.get('tier', '')}"
        yield Question(row["q"], frozenset(row["ids"]), row.get("aspect"), kind, path.stem)


def all_sets() -> dict[str, list[Question]]:
    """Return every development set that is here, by name."""
    return {path.stem: list(from_lines(path)) for path in DEVELOPMENT if path.is_file()}


def development() -> list[Question]:
    """Return what thresholds and settings may be chosen on."""
    return [question for questions in all_sets().values() for question in questions]


def holdout() -> list[Question]:
    """Return what nothing is chosen on."""
    return [question for path in HOLDOUTS if path.is_file() for question in from_lines(path)]
