"""Reads YAML as plain strings, lists and mappings, and remembers where each of them stands.

Scalars stay strings: PyYAML's guesses turn 17:30 into 1050 and 0236 into 158 (yaml-traps.md).
Anchors are refused: editors do not need them, and a few lines of them can fill the memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from bot.core.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]

MAX_CHARACTERS = 40_000_000
MAX_DEPTH = 12
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of one file, with the place of each by its path."""

    file: str
    value: Any
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Return where *path* stands, or the nearest known thing around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))


@dataclass(slots=True)
class _Reader:
    file: str
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, mark: yaml.Mark) -> Place:
        return Place(self.file, mark.line + 1, mark.column + 1)

    def complain(self, mark: yaml.Mark, what: str, fix: str) -> None:
        self.problems.append(Problem(self.at(mark), what, fix))

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.places.setdefault(path, self.at(node.start_mark))
        if len(path) > MAX_DEPTH:
            self.complain(node.start_mark, "lồng quá sâu", "bớt các tầng thụt vào")
            return ""
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, i)) for i, child in enumerate(node.value)]
        return node.value

    def read_mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                self.complain(key_node.start_mark, "khóa phải là một từ", "viết khóa: giá trị")
                continue
            if key in values:
                above = key_node.start_mark.line + 1 - self.places[*path, key].line
                what = f'khóa "{key}" có hai lần (lần đầu ở {above} dòng phía trên)'
                self.complain(key_node.start_mark, what, "bỏ bớt một lần")
                continue
            self.places[*path, key] = self.at(key_node.start_mark)
            values[key] = self.read(value_node, (*path, key))
        return values


def parse(text: str, file: str) -> tuple[Tree | None, list[Problem]]:
    """Read one file; on a syntax error there is no tree and one problem."""
    if len(text) > MAX_CHARACTERS:
        return None, [Problem(Place(file), "tệp quá lớn", "chia thành nhiều tệp")]
    reader = _Reader(file)
    try:
        anchor = _first_anchor(text)
        if anchor is not None:
            reader.complain(anchor, "dùng & hoặc * để lặp lại nội dung", "chép nội dung ra đủ")
            return None, reader.problems
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return None, [_guess(error, text, file) or _explain(error, file)]
    if node is None:
        return None, [Problem(Place(file), "tệp trống", "khôi phục bản trước")]
    value = reader.read(node, ())
    reader.problems += _lost_comments(text, file)
    return Tree(file, value, reader.places), reader.problems


_QUOTED = re.compile(r'"(?:[^"\\\\]|\\\\.)*"|\'[^\']*\'')
_LOST = re.compile(r"^\s*(?:- )?(?:[\w-]+: )?[^\s#\"'|>].*?\S( #.*)$")


def _lost_comments(text: str, file: str) -> Iterator[Problem]:
    """Warn where the end of a sentence is taken for a comment: "50.000đ # đã đổi"."""
    for number, line in enumerate(text.splitlines(), start=1):
        if " #" not in line or line.lstrip().startswith("#"):
            continue
        lost = _LOST.match(_QUOTED.sub("x", line))
        if lost:
            place = Place(file, number, line.index(" #") + 2)
            what = "phần sau dấu # bị coi là ghi chú và bị bỏ"
            yield Problem(place, what, "đặt cả câu trong ngoặc kép", is_warning=True)


def _first_anchor(text: str) -> Any:
    """Find an anchor or alias before anything is built from it."""
    if "&" not in text and "*" not in text:
        return None
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return event.start_mark
    return None


_TOP_LINE = re.compile(r"[a-z_]+:|#|---|- |\s|$")


def _guess(error: yaml.YAMLError, text: str, file: str) -> Problem | None:
    """Find the two slips that YAML notices only some lines later."""
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", ""))
    if mark is None or "tab" in said or "cannot start any token" in said:
        return None  # told well enough where it stands
    lines = text.splitlines()[: mark.line + 1]
    for number in range(len(lines), max(0, len(lines) - 3), -1):
        if not _TOP_LINE.match(lines[number - 1]):
            what = "dòng này nằm sát lề nên bị hiểu là một khóa mới"
            return Problem(Place(file, number, 1), what, "thụt vào cho thẳng với câu phía trên")
    if lines and '"' in lines[-1]:
        quoted = (n for n in range(len(lines) - 1, 0, -1) if '"' in lines[n - 1])
        opened = next(quoted, 0)
        if opened and lines[opened - 1].count('"') % 2:
            place = Place(file, opened, lines[opened - 1].index('"') + 1)
            return Problem(place, "ngoặc kép chưa đóng", 'thêm dấu " ở cuối câu')
    return None


def _explain(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    if "quoted scalar" in str(getattr(error, "context", "")):
        mark = getattr(error, "context_mark", None) or mark  # where the quote was opened
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", "") or error)
    for words, what, fix in _SYNTAX:
        if words in said:
            return Problem(place, what, fix)
    return Problem(
        place, "sai cú pháp YAML", "xem lại dấu hai chấm, ngoặc kép và thụt dòng quanh đây"
    )


_QUOTE = "đặt cả câu trong dấu ngoặc kép"
_SYNTAX = (
    ("mapping values are not allowed", "câu có dấu hai chấm làm rối YAML", _QUOTE),
    (
        "cannot start any token",
        "dòng bắt đầu bằng phím Tab hoặc ký tự lạ",
        "thay Tab bằng dấu cách",
    ),
    ("found character '\\t'", "thụt dòng bằng phím Tab", "thay Tab bằng dấu cách"),
    ("found unexpected end of stream", "ngoặc kép chưa đóng", 'thêm dấu " ở cuối câu'),
    ("while scanning a quoted scalar", "ngoặc kép chưa đóng", 'thêm dấu " ở cuối câu'),
    (
        "did not find expected '-' indicator",
        "dòng thụt sai so với danh sách",
        "cho thẳng hàng với dấu -",
    ),
    (
        "expected <block end>",
        "dòng thụt sai so với các dòng trên",
        "cho thẳng hàng với khóa cùng tầng",
    ),
    (
        "did not find expected key",
        "dòng thụt sai so với các dòng trên",
        "cho thẳng hàng với khóa cùng tầng",
    ),
    ("could not find expected ':'", "thiếu dấu hai chấm sau khóa", 'viết "khóa: giá trị"'),
    ("did not find expected ',' or ']'", "ngoặc vuông chưa đóng", "thêm dấu ]"),
    ("did not find expected ',' or '}'", "ngoặc nhọn chưa đóng", "thêm dấu }"),
    ("found undefined alias", "dấu * ở đầu câu", _QUOTE),
    ("while scanning an alias", "dấu * ở đầu câu", _QUOTE),
    ("while scanning an anchor", "dấu & ở đầu câu", _QUOTE),
    ("found unknown escape character", "dấu \\ trong ngoặc kép", "dùng ngoặc đơn ' thay cho \""),
    ("special characters are not allowed", "có ký tự không nhìn thấy", "xóa và gõ lại dòng này"),
    ("control characters are not allowed", "có ký tự không nhìn thấy", "xóa và gõ lại dòng này"),
    ("expected a single document", "có dòng --- giữa tệp", "bỏ dòng ---"),
)
