"""What systems are built of: the knowledge base as it is now, with imported procedures or not."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.entry import IMPORTED
from bot.core.importing import name_of
from bot.core.text import fold
from bot.services.importer import Importer
from bot.services.knowledge import IMPORTED_FOLDER, lesson_of, read_folder, served_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.entry import Entry
    from bot.core.matching import Lesson
    from bot.core.vocabulary import Calibration, Topic
    from bot.services.knowledge import Draft

ROOT = Path(__file__).resolve().parent.parent
EXPORT = ROOT.parent / "shared" / "data" / "procedures.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Material:
    """All that is read before anything is built."""

    lesson: Lesson
    topics: Sequence[Topic]
    calibration: Calibration
    titles: dict[str, str]  #: official titles of imported entries, by id

    @property
    def entries(self) -> tuple[str, ...]:
        """Return the ids of the entries."""
        return self.lesson.ids[: self.lesson.entries]


def snapshot(scratch: Path) -> Path:
    """Copy what is written by hand; editors may save while the benchmark runs."""
    folder = scratch / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder, ignore=shutil.ignore_patterns(IMPORTED_FOLDER))
    return folder


def add_imported(folder: Path) -> None:
    """Import the export of ../shared into a copy of the knowledge base."""
    entries = read_folder(folder).procedures.entries.values()
    taken = {fold(said): e.id for e in entries for said in (e.title, *e.aliases)}
    importer = Importer(folder / IMPORTED_FOLDER, taken)
    importer.run(EXPORT, datetime.now(UTC).date(), lambda _done, _size: None)


def gather(folder: Path) -> Material:
    """Read a folder.

    Raises:
        SystemExit: a file is missing or broken.
    """
    draft = read_folder(folder)
    _require(draft)
    served = served_entries(draft).values()
    return Material(
        lesson=lesson_of(draft),
        topics=draft.files["small_talk.yaml"].topics,
        calibration=draft.files["calibration.yaml"],
        titles={e.id: _official(e) for e in served if e.category == IMPORTED},
    )


def _require(draft: Draft) -> None:
    needed = ("small_talk.yaml", "calibration.yaml", "synonyms.yaml")
    if not draft.procedures.entries or any(draft.files.get(name) is None for name in needed):
        raise SystemExit("\n".join(str(problem) for problem in sorted(draft.problems)))


def _official(entry: Entry) -> str:
    """Return the whole title; the one that is shown may be shortened."""
    return name_of(entry.aliases[0])
