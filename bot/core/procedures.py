"""Reads files of entries in pieces: a broken one costs only itself, an unchanged one no time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.core.content import Category, ProceduresFrame
from bot.core.entry import Entry
from bot.core.problems import Place, Problem
from bot.core.schema import validate
from bot.core.yaml_tree import MAX_CHARACTERS, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.yaml_tree import Path, Tree

MOST_ENTRIES = 50_000
_ITEM = re.compile(r"( *)- +id:")
_NAMED = re.compile(r" *- +id: *[\"']?([a-z0-9-]+)")
_TOP = re.compile(r"\ufeff?(categories|entries):")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file that are read by themselves; as a rule one entry."""

    file: str
    offset: int  #: lines before it
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a piece holds; its problems count lines from its own beginning."""

    entries: tuple[tuple[Entry, Path], ...] = ()
    categories: tuple[Category, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: tuple[str, ...] = ()  #: ids of the entries that are refused


@dataclass(frozen=True, slots=True)
class Procedures:
    """What the files of entries hold: the good ones, and the problems of the others."""

    categories: tuple[Category, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, tuple[Piece, Path]] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)  #: by the text of the piece
    broken: frozenset[str] = frozenset()  #: ids of the entries that are refused
    is_unfinished: bool = False  #: whether a file ends within a line, as half-written ones do

    @property
    def names(self) -> frozenset[str]:
        """Return the ids there are, of entries that are refused, too."""
        return self.broken | self.entries.keys()

    @property
    def renamed(self) -> Mapping[str, str]:
        """Return the ids that entries had formerly, with those they have now."""
        return {old: entry.id for entry in self.entries.values() for old in entry.formerly}

    def place(self, entry: str, *path: str | int) -> Place:
        """Return where a part of an entry stands; its piece is read once more to know."""
        piece, root = self.origins[entry]
        tree, _ = parse(piece.text, piece.file)
        return _moved(tree.place((*root, *path)) if tree else Place(piece.file), piece)


def read_procedures(files: Mapping[str, str], known: Mapping[str, Reading]) -> Procedures:
    """Read files given by name with their text; *known* pieces are not read again."""
    pieces = [piece for name, text in files.items() for piece in cut(text, name)]
    read = [(piece, known.get(piece.text) or _read(piece)) for piece in pieces]
    entries, origins, doubles = _gathered(read)
    problems = [
        replace(p, place=_moved(p.place, piece)) for piece, each in read for p in each.problems
    ]
    return Procedures(
        categories=tuple(category for _, each in read for category in each.categories),
        entries=entries,
        problems=(*problems, *doubles),
        origins=origins,
        readings={piece.text: each for piece, each in read},
        broken=frozenset(id_ for _, each in read for id_ in each.broken),
        is_unfinished=any(not text.endswith("\n") for text in files.values()),
    )


def _gathered(
    read: Sequence[tuple[Piece, Reading]],
) -> tuple[dict[str, Entry], dict[str, tuple[Piece, Path]], list[Problem]]:
    """Return the entries by their ids, where they stand, and those whose id was there before."""
    entries: dict[str, Entry] = {}
    origins: dict[str, tuple[Piece, Path]] = {}
    doubles: list[Problem] = []
    for piece, reading in read:
        for entry, path in reading.entries:
            if entry.id in entries:
                doubles.append(_twice(entry, origins[entry.id][0], piece, path))
            elif len(entries) < MOST_ENTRIES:
                entries[entry.id] = entry
                origins[entry.id] = (piece, path)
    return entries, origins, doubles


def _moved(place: Place, piece: Piece) -> Place:
    return Place(piece.file, place.line + piece.offset, place.column)


def _twice(entry: Entry, first: Piece, piece: Piece, path: Path) -> Problem:
    tree, _ = parse(piece.text, piece.file)
    place = tree.place((*path, "id")) if tree else Place(piece.file)
    what = f'mã "{entry.id}" đã có ở mục trên ({first.file}, từ dòng {first.offset + 1})'
    return Problem(_moved(place, piece), what, "đổi mã", entry.id)


def cut(text: str, file: str) -> Iterator[Piece]:
    """Cut a file where its entries begin; the first piece is what stands around them."""
    if len(text) > MAX_CHARACTERS:
        yield Piece(file, 0, text)  # the reader refuses it
        return
    around: list[str] = []
    pieces: list[tuple[int, list[str]]] = []
    in_entries = in_piece = False
    indent = None
    for number, line in enumerate(text.split("\n")):
        if top := _TOP.match(line):
            in_entries, in_piece, indent = top[1] == "entries", False, None
        elif in_entries and (item := _ITEM.match(line)) and indent in {None, item[1]}:
            in_piece, indent = True, item[1]
            pieces.append((number, []))
        around.append("" if in_piece else line)
        if in_piece:
            pieces[-1][1].append(line)
    yield Piece(file, 0, "\n".join(around))
    yield from (Piece(file, number, "\n".join(lines)) for number, lines in pieces)


def _read(piece: Piece) -> Reading:
    tree, problems = parse(piece.text, piece.file)
    named = _NAMED.match(piece.text)
    entry = named[1] if named else ""
    problems = [
        problem if problem.entry else replace(problem, entry=entry) for problem in problems
    ]
    if any(problem.is_refused for problem in problems):
        tree = None  # what a slip has done to the rest cannot be told
    if tree is None:
        return Reading(problems=tuple(problems), broken=(entry,) if entry else ())
    value = tree.value
    if piece.offset:
        return _read_entries(value, tree, (), problems)
    frame, found = validate(ProceduresFrame, value, tree, ())
    rest = value.get("entries") if isinstance(value, dict) else None
    reading = _read_entries(rest, tree, ("entries",), [*problems, *found])
    return replace(reading, categories=frame.categories if frame else ())


def _read_entries(values: Any, tree: Tree, root: Path, problems: list[Problem]) -> Reading:
    entries, broken = [], []
    found = list(problems)
    for i, value in enumerate(values if isinstance(values, list) else ()):
        entry, wrong = validate(Entry, value, tree, (*root, i))
        if entry is not None:
            entries.append((entry, (*root, i)))
        elif isinstance(value, dict):
            broken.append(str(value.get("id", "")))
        found += wrong
    return Reading(tuple(entries), problems=tuple(found), broken=tuple(broken))
