"""Reads the records of an export, one after the other: CSV, JSON lines or a JSON array."""

from __future__ import annotations

import codecs
import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.import_columns import meaning_of
from bot.core.problems import Place, Problem
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.services.exports import Export

_DELIMITERS = ",;\t|"
#: numbers stay as they are written: a code 1.009160 must not become 1.00916
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


@dataclass(frozen=True, slots=True)
class Row:
    """A record with the line it begins at, or what is wrong with that line."""

    line: int
    fields: Mapping[str, object] | None
    wrong: str = ""


class BadLineError(ValueError):
    """A line cannot be read; the next one may be."""


def rows_of(export: Export) -> Iterator[Row]:
    """Yield the records of an export.

    Raises:
        ContentError: the file as a whole cannot be read on.
    """
    kind = export.name.lower().removesuffix(".gz").rpartition(".")[2]
    if kind not in _READERS:
        export.refuse("không rõ loại tệp", "chỉ nhận .csv, .json, .jsonl, có thể nén thành .gz")
    for count, row in enumerate(_READERS[kind](export), start=1):
        if count > export.limits.records:
            export.refuse(f"quá {export.limits.records} bản ghi", "chia thành nhiều tệp")
        yield row


class _Lines:
    """The lines of an export; after one that cannot be read comes the next."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._count = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        most = self._export.limits.record
        data = self._export.read_line(most + 1)
        if not data:
            raise StopIteration
        self._count += 1
        self._export.line = self._count
        if len(data) > most:
            while data and not data.endswith(b"\n"):
                data = self._export.read_line(most)
            msg = f"dòng dài quá {most} byte"
            raise BadLineError(msg)
        try:
            return data.decode("utf-8-sig" if self._count == 1 else "utf-8")
        except UnicodeDecodeError as error:
            msg = "không phải UTF-8"
            raise BadLineError(msg) from error


def _jsonl_rows(export: Export) -> Iterator[Row]:
    lines = _Lines(export)
    while True:
        try:
            text = next(lines, None)
            if text is None:
                return
            if text.strip():
                yield _row(export.line, _DECODER.decode(text))
        except BadLineError as error:
            yield Row(export.line, None, str(error))
        except (ValueError, RecursionError):
            yield Row(export.line, None, "dòng không phải JSON")


def _row(line: int, value: object) -> Row:
    if isinstance(value, dict):
        return Row(line, value)
    return Row(line, None, "không phải một bản ghi gồm tên cột và giá trị")


def _csv_rows(export: Export) -> Iterator[Row]:
    lines = _Lines(export)
    header, delimiter = _header(export, lines)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = export.line + 1
        try:
            cells = next(reader, None)
        except (BadLineError, csv.Error) as error:
            is_csv = isinstance(error, csv.Error)
            yield Row(line, None, "ngoặc kép chưa đóng hoặc ô quá dài" if is_csv else str(error))
            continue
        if cells is None:
            return
        if not any(map(str.strip, cells)):
            continue
        if len(cells) == len(header):
            yield Row(line, dict(zip(header, cells, strict=True)))
        else:
            yield Row(line, None, f"dòng có {len(cells)} ô, dòng đầu có {len(header)} cột")


def _header(export: Export, lines: _Lines) -> tuple[list[str], str]:
    """Return the names of the columns and what parts them: what makes most of them known."""
    try:
        first = next(lines, "")
        rows = {mark: next(csv.reader([first], delimiter=mark), []) for mark in _DELIMITERS}
    except (BadLineError, csv.Error) as error:
        what = f"không đọc được dòng tên cột ({error})"
        raise ContentError([Problem(Place(export.name), what, "lưu lại với mã UTF-8")]) from error
    known = {mark: {meaning_of(name) for name in row} for mark, row in rows.items()}
    best = max(known, key=lambda mark: len(known[mark]))
    if not {"code", "title"} <= known[best]:
        export.refuse("dòng đầu không có cột mã và cột tên thủ tục", 'đặt tên cột: "mã", "tên"')
    return rows[best], best


class _Array:
    """The elements of a JSON array, or of the one named "data", one after the other."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._text = ""
        self._at = 0
        self._has_ended = False

    def rows(self) -> Iterator[Row]:
        if self._next() == "{":
            self._enter_data()
        self._expect("[")
        while self._next() != "]":
            line = self._export.line
            yield _row(line, self._value())
            if self._next() != "]":
                self._expect(",")

    def _enter_data(self) -> None:
        """Go where the value of "data" begins."""
        self._expect("{")
        while self._value() != "data":
            self._expect(":")
            self._value()
            self._expect(",")
        self._expect(":")

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            self._export.refuse(f'chỗ này phải là dấu "{mark}": không phải danh sách JSON')
        self._advance(self._at + 1)

    def _next(self) -> str:
        """Return the next character but for blanks, "" at the end."""
        while True:
            rest = self._text[self._at : self._at + 1]
            if rest and not rest.isspace():
                return rest
            if rest:
                self._advance(self._at + 1)
            elif not self._read_on():
                return ""

    def _value(self) -> object:
        self._next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                end = len(self._text)
            else:
                if end < len(self._text) or self._has_ended:
                    self._advance(end)
                    return value
            if end - self._at > self._export.limits.record or not self._read_on():
                self._export.refuse("bản ghi bắt đầu ở dòng này hỏng hoặc quá dài")

    def _advance(self, end: int) -> None:
        self._export.line += self._text.count("\n", self._at, end)
        self._at = end

    def _read_on(self) -> bool:
        data = self._export.read_chunk()
        try:
            more = self._decode(data, final=not data)
        except UnicodeDecodeError as error:
            what = "tệp không phải UTF-8"
            place = Place(self._export.name, self._export.line)
            raise ContentError([Problem(place, what, "lưu lại với mã UTF-8")]) from error
        self._text = self._text[self._at :] + more
        self._at = 0
        self._has_ended = not data
        return bool(data)


_READERS: dict[str, Callable[[Export], Iterator[Row]]] = {
    "csv": _csv_rows,
    "jsonl": _jsonl_rows,
    "json": lambda export: _Array(export).rows(),
}
