"""Labelled questions for measuring: the committed ones, and those of ../shared, if there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.content import QuestionsFile
from bot.core.schema import read_model
from bot.core.yaml_tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "questions"


@dataclass(frozen=True, slots=True)
class Question:
    """An utterance, the entries that answer it (none: out of scope), and how it is written."""

    text: str
    entries: frozenset[str]
    aspect: str | None = None
    kind: str = ""


def committed() -> list[Question]:
    """Return the content tests of the knowledge base."""
    path = ROOT / "knowledge" / "questions.yaml"
    if not path.is_file():
        return []
    tree, problems = parse(path.read_text(encoding="utf-8"), path.name)
    if tree is None or problems:
        raise SystemExit(problems)
    file, problems = read_model(QuestionsFile, tree)
    if file is None:
        raise SystemExit(problems)
    return [
        Question(q.says, frozenset([q.entry] if q.entry else []), q.aspect, "committed")
        for q in file.questions
    ]


def from_lines(path: Path) -> Iterator[Question]:
    """Read questions, one JSON object a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kind = row.get("kind") or f"tier {row.get('tier', '')}"
        yield Question(row["q"], frozenset(row["ids"]), row.get("aspect"), kind)


def all_sets(*more: Path) -> dict[str, list[Question]]:
    """Return every set that is here, by name."""
    sets = {"committed": committed()}
    for path in (SHARED / "dev-corpus.jsonl", SHARED / "dev-written.jsonl", *more):
        if path.is_file():
            sets[path.stem] = list(from_lines(path))
    return sets
