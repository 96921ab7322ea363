"""Conversations of several turns: is their subject kept, changed and let go where it should be?

Each turn is labelled with the entries that may answer it (none: nothing of ours should), the
aspect that is asked, if one is, and its kind. Turns are asked as citizens ask: one after
the other, whatever became of those before. Turns of one conversation hang together, so the
intervals, made for single questions, are a little too narrow.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from figures import share
from grid import print_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS = ("dev", "holdout")
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tools" / "data"
#: failures of hold-outs are never printed; each pair of files is by a hand of its own
FILES = tuple(
    DATA / f"{name}-{part}.jsonl" for name in ("dialogue", "talks", "chats") for part in _PARTS
)
KINDS = ("first", "follow-up", "elliptic", "switch", "back", "small", "outside")
ANSWERED = ("answered", "guide")
_HEADS = ("right entry", "right aspect", "clarified", "wrong entry")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a citizen says, and what should come of it."""

    text: str
    entries: frozenset[str]
    aspect: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn and what the bot made of it."""

    turn: Turn
    outcome: str
    entry: str | None
    aspect: str | None

    @property
    def given(self) -> str | None:
        """Return the entry it was answered with."""
        return self.entry if self.outcome in ANSWERED else None

    @property
    def is_right(self) -> bool:
        """Whether it was answered with a right entry, or with none where none is right."""
        return self.given in self.turn.entries if self.turn.entries else self.given is None

    @property
    def has_aspect(self) -> bool:
        """Whether what is asked was heard; any will do where no label says what it is."""
        return self.turn.aspect in (None, self.aspect)


Talk = tuple[Answered, ...]


def main() -> None:
    """Measure the files and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    parser.add_argument("--failures", action="store_true", help="print each, never of a hold-out")
    options = parser.parse_args()
    if not options.failures:
        print_dialogues(options.files)
        return
    for path in options.files:
        if not path.stem.endswith("-holdout"):
            print_failures(played(path))


def print_dialogues(files: Sequence[Path], knowledge: Path | None = None) -> None:
    """Print what becomes of the turns of each kind."""
    for path in files:
        talks = played(path, knowledge)
        print(f"== dialogues, {path.stem}: {len(talks)} of them, {sum(map(len, talks))} turns")
        everything = [answered for talk in talks for answered in talk]
        groups = {kind: [a for a in everything if a.turn.kind == kind] for kind in KINDS}
        rows = [(name, *_row(group)) for name, group in {**groups, "all": everything}.items()]
        print_grid([("", *_HEADS), *rows])
        whole = share(all(a.is_right and a.has_aspect for a in talk) for talk in talks)
        print(f"dialogues without a fault: {whole}\n", flush=True)


def _row(group: Sequence[Answered]) -> tuple[str, ...]:
    return (
        share(one.is_right for one in group),
        share(one.has_aspect for one in group if one.turn.aspect),
        share(one.outcome == "clarified" for one in group),
        share(bool(one.given) and not one.is_right for one in group),
    )


def print_failures(talks: Sequence[Talk]) -> None:
    """Print each turn that went wrong, under what was said before it."""
    for talk in talks:
        for at, one in enumerate(talk):
            if one.is_right and one.has_aspect:
                continue
            before = " / ".join(other.turn.text for other in talk[:at])
            meant = "|".join(sorted(one.turn.entries)) or "(nothing)"
            print(f"{one.turn.kind}: {one.turn.text}\n    after: {before or '(nothing)'}")
            print(f"    {meant} {one.turn.aspect} → {one.outcome} {one.entry} {one.aspect}")


def played(path: Path, knowledge: Path | None = None) -> list[Talk]:
    """Have every conversation of a file with the bot, in one process."""
    talks = [_turns(line) for line in path.read_text(encoding="utf-8").splitlines()]
    said = "\n".join("".join(f"{turn.text}\n" for turn in talk) for talk in talks)
    answers = iter(_answers(said, knowledge))
    return [tuple(Answered(turn, *next(answers)) for turn in talk) for talk in talks]


def _turns(line: str) -> list[Turn]:
    rows = json.loads(line)["turns"]
    return [Turn(r["q"], frozenset(r["ids"]), r["aspect"], r["kind"]) for r in rows]


def _answers(said: str, knowledge: Path | None) -> list[tuple[str, str | None, str | None]]:
    settings = {"BOT_KNOWLEDGE_DIR": str(knowledge)} if knowledge else {}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", "--dialogue"],
        input=said,
        capture_output=True,
        check=True,
        cwd=ROOT,
        encoding="utf-8",
        env={**os.environ, **settings, "PYTHONUTF8": "1"},
    )
    told = (json.loads(line) for line in done.stdout.splitlines())
    return [(each["outcome"], each["entry"], each["aspect"]) for each in told]


if __name__ == "__main__":
    main()
