"""Writes the procedures of a catalogue export as entries of the knowledge base.

It only adds files: those that exist stay as they are, and what they hold is not added again.
So a run that was killed is finished by running it once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import yaml

from bot.core.import_hosts import introduced
from bot.core.importing import RecordError, as_entry, name_of, read_record
from bot.core.problems import Place, Problem
from bot.core.text import fold
from bot.core.yaml_tree import parse
from bot.errors import ContentError
from bot.services.export_rows import rows_of
from bot.services.exports import Limits, open_export
from bot.services.texts import add_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from bot.core.importing import Record
    from bot.services.export_rows import Row

T = TypeVar("T")

BATCH = 100  #: entries in a file
TOLD = 20  #: examples of each kind in a report
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_HEADER = """\
# Thủ tục nhập từ bản xuất của danh mục quốc gia bằng `python -m bot import`, ngày {day}.
# Sửa thẳng ở đây được: lần nhập sau không ghi đè tệp này và không thêm lại mã đã có.
"""


class Twice(StrEnum):
    """How a record may repeat another."""

    CODE = "code"  #: the same code earlier in the export; the first is kept
    HAND_WRITTEN = "hand-written"  #: an entry of ours has this title or alias; not written
    TITLE = "title"  #: the same title as another imported one; both are kept


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that repeats another."""

    line: int
    code: str
    title: str
    other: str  #: id of the entry it repeats


@dataclass(frozen=True, slots=True)
class Tally(Generic[T]):
    """How many there were, and the first of them."""

    count: int = 0
    first: tuple[T, ...] = ()

    def plus(self, item: T) -> Tally[T]:
        """Return the tally with one more."""
        return Tally(self.count + 1, (*self.first, item)[:TOLD])


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the records of an export."""

    read: int = 0
    written: int = 0
    already_there: int = 0
    invalid: Tally[tuple[int, str]] = field(default_factory=Tally)  #: line, what is wrong
    duplicates: Mapping[Twice, Tally[Duplicate]] = field(
        default_factory=lambda: dict.fromkeys(Twice, Tally())
    )
    files: tuple[str, ...] = ()  #: names of those that were added


class Importer:
    """Adds the procedures of exports to the folder of imported entries.

    Args:
        folder: where imported entries are; it is made when it is missing.
        taken: the folded titles and aliases of the entries written by hand, and whose they are.
        hosts: those a citizen may be shown; others are left out of what is told.
        limits: how much is read of an export.
    """

    def __init__(
        self,
        folder: Path,
        taken: Mapping[str, str],
        hosts: Collection[str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._folder = folder
        self._taken = taken
        self._hosts = hosts
        self._limits = limits or Limits()

    def run(self, file: Path, day: date, progress: Callable[[int, int], None]) -> Report:
        """Import an export; *progress* is told how many of its bytes were read, and of how many.

        Raises:
            ContentError: the file, or one in the folder, cannot be read; what was written till
                then stays, and is not written again.
        """
        run = _Run(self._folder, self._taken, day, *_held(self._folder), hosts=self._hosts)
        with open_export(file, self._limits) as export:
            for row in rows_of(export):
                run.take(row)
                if run.report.read % BATCH == 0:
                    progress(export.done, export.size)
            run.write()
            progress(export.size, export.size)
        return run.report


def _held(folder: Path) -> tuple[set[str], dict[str, str]]:
    """Return the ids in the files of a folder, and the ids by their official titles."""
    ids: set[str] = set()
    titles: dict[str, str] = {}
    for entry in _entries(folder):
        names = [entry.get("id"), *_texts(entry.get("formerly"))]
        ids.update(name for name in names if isinstance(name, str))
        for title in _texts(entry.get("aliases"))[:1]:
            titles.setdefault(fold(name_of(title)), str(entry.get("id")))
    return ids, titles


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _entries(folder: Path) -> Iterator[Mapping[str, object]]:
    for path in sorted(folder.glob("*.yaml")):
        try:
            tree, problems = parse(path.read_text(encoding="utf-8"), path.name)
        except (OSError, UnicodeDecodeError) as error:
            raise _file_fault(path, "không đọc được tệp đã nhập", error) from error
        if tree is None:
            raise ContentError(problems)
        held = tree.value.get("entries") if isinstance(tree.value, dict) else None
        yield from (entry for entry in held or () if isinstance(entry, dict))


def _file_fault(path: Path, what: str, error: Exception) -> ContentError:
    place, what = Place(f"{path.parent.name}/{path.name}"), f"{what} ({type(error).__name__})"
    return ContentError([Problem(place, what, "xem quyền của thư mục và chỗ trống trên đĩa")])


@dataclass(slots=True)
class _Run:
    """One import while it goes on."""

    folder: Path
    taken: Mapping[str, str]
    day: date
    held: set[str]  #: ids that were in the folder before
    titles: dict[str, str]  #: folded official titles and the first id that had each
    hosts: Collection[str] | None = None
    seen: set[str] = field(default_factory=set)
    batch: list[dict[str, object]] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    def take(self, row: Row) -> None:
        """Write what a row holds, sooner or later, or note why not."""
        self.report = replace(self.report, read=self.report.read + 1)
        try:
            record = read_record(row.fields) if row.fields is not None else None
        except RecordError as error:
            self._refuse(row.line, str(error))
        else:
            if record is None:
                self._refuse(row.line, row.wrong)
            else:
                self._sort(row.line, record)

    def _refuse(self, line: int, wrong: str) -> None:
        self.report = replace(self.report, invalid=self.report.invalid.plus((line, wrong)))

    def _sort(self, line: int, record: Record) -> None:
        name = fold(record.name)
        if record.id in self.seen:
            self._note(Twice.CODE, line, record, record.id)
            return
        self.seen.add(record.id)
        first = self.titles.setdefault(name, record.id)
        if record.id in self.held:
            self.report = replace(self.report, already_there=self.report.already_there + 1)
        elif rival := self._rival(record):
            self._note(Twice.HAND_WRITTEN, line, record, rival)
        else:
            if first != record.id:
                self._note(Twice.TITLE, line, record, first)
            self._add(record)

    def _rival(self, record: Record) -> str | None:
        """Return the entry written by hand that is the same procedure."""
        if record.id in self.taken.values():
            return record.id
        return self.taken.get(fold(record.name)) or self.taken.get(fold(record.title))

    def _note(self, kind: Twice, line: int, record: Record, other: str) -> None:
        found = Duplicate(line, record.code, record.title, other)
        told = self.report.duplicates
        self.report = replace(self.report, duplicates={**told, kind: told[kind].plus(found)})

    def _add(self, record: Record) -> None:
        entry = as_entry(record, self.day)
        self.batch.append(entry if self.hosts is None else introduced(entry, self.hosts))
        if len(self.batch) == BATCH:
            self.write()

    def write(self) -> None:
        """Write the batch into a file of its own."""
        if not self.batch:
            return
        text = _HEADER.format(day=self.day) + yaml.dump(
            {"entries": self.batch}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110
        )
        try:
            name = add_file(self.folder, text)
        except OSError as error:
            raise _file_fault(self.folder / "*", "không ghi được tệp", error) from error
        self.report = replace(
            self.report,
            written=self.report.written + len(self.batch),
            files=(*self.report.files, name),
        )
        self.batch = []
