"""Reads YAML as plain strings, lists and mappings, and remembers where each of them stands.

Scalars stay strings: PyYAML's guesses turn 17:30 into 1050 and 0236 into 158 (yaml-traps.md).
Anchors are refused: editors do not need them, and a few lines of them can fill the memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml

from bot.core.problems import Place, Problem
from bot.core.yaml_slips import explain, hidden_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Path = tuple[str | int, ...]
Spot = tuple[int, int]  #: a line and a column, counted from 0; thousands of them are never told

MAX_CHARACTERS = 8_000_000  #: of a file; the largest of ours has half a million
MAX_DEPTH = 12
FULL = 80  #: characters of a line after which a sentence goes on below
HEADLESS = 3  #: keys repeated one after the other, from which an entry has lost its head
_PLAIN_TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_TOO_DEEP = ("lồng quá sâu", "bớt các tầng thụt vào")
_LEVELS = 40
#: what libyaml's composer, which calls itself for each level, may run out of stack over
_DEEP = re.compile(r"(?:[\[{][^\[\]{}\"']{0,80}){40}|(?:- ){40}|^ {400}", re.MULTILINE)
_QUOTE = "đặt cả câu trong dấu ngoặc kép"
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of one file, with the place of each by its path."""

    file: str
    value: Any
    spots: Mapping[Path, Spot]

    def place(self, path: Path) -> Place:
        """Return where *path* stands, or the nearest known thing around it."""
        while path and path not in self.spots:
            path = path[:-1]
        line, column = self.spots.get(path, (0, 0))
        return Place(self.file, line + 1, column + 1)


@dataclass(slots=True)
class _Reader:
    file: str
    lines: Sequence[str]
    spots: dict[Path, Spot] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, mark: yaml.Mark) -> Place:
        return Place(self.file, mark.line + 1, mark.column + 1)

    def complain(self, mark: yaml.Mark, what: str, fix: str) -> None:
        self.problems.append(Problem(self.at(mark), what, fix))

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.spots.setdefault(path, _spot(node.start_mark))
        if not node.tag.startswith(_PLAIN_TAGS):
            self.complain(node.start_mark, "câu bắt đầu bằng dấu !", _QUOTE)
        if len(path) > MAX_DEPTH:
            self.complain(node.start_mark, *_TOO_DEEP)
            return ""
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, i)) for i, child in enumerate(node.value)]
        if node.end_mark.line > node.start_mark.line and not getattr(node, "style", None):
            self.look_for_items(node)
        return node.value

    def look_for_items(self, node: yaml.Node) -> None:
        """Complain of a dash that stands too far to the right: it is no new item to YAML.

        Below a line that was full it may be a dash of the sentence.
        """
        for above, line in pairwise(self.lines[node.start_mark.line : node.end_mark.line + 1]):
            if line.lstrip().startswith("- ") and len(above) < FULL:
                number = self.lines.index(line, node.start_mark.line)
                place = Place(self.file, number + 1, len(line) - len(line.lstrip()) + 1)
                what = "dấu - thụt lệch sang phải nên dính vào câu trên"
                self.problems.append(Problem(place, what, "cho thẳng hàng với các dấu - khác"))

    def read_mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        repeated: list[tuple[str, yaml.Mark]] = []
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                self.complain(key_node.start_mark, "khóa phải là một từ", "viết khóa: giá trị")
            elif key in values:
                repeated.append((key, key_node.start_mark))
            else:
                self.spots[*path, key] = _spot(key_node.start_mark)
                values[key] = self.read(value_node, (*path, key))
        self.complain_of_repeated(repeated, path)
        return values

    def complain_of_repeated(self, keys: Sequence[tuple[str, yaml.Mark]], path: Path) -> None:
        """Tell repeated keys; when there are many, an entry lost its first line."""
        is_headless = len(keys) >= HEADLESS
        for key, mark in keys[:1] if is_headless else keys:
            above = mark.line - self.spots[*path, key][0]
            what = f'khóa "{key}" có hai lần (lần đầu ở {above} dòng phía trên)'
            fix = (
                'có lẽ mục mới mất dòng "- id: …" ở ngay đây' if is_headless else "bỏ bớt một lần"
            )
            self.complain(mark, what, fix)


def _spot(mark: yaml.Mark) -> Spot:
    return mark.line, mark.column


def parse(text: str, file: str) -> tuple[Tree | None, list[Problem]]:
    """Read one file; on a syntax error there is no tree and one problem."""
    if fault := _fault_of_form(text, file):
        return None, [fault]
    reader = _Reader(file, text.split("\n"))
    try:
        anchor = _first_anchor(text)
        if anchor is not None:
            reader.complain(anchor, "dùng & hoặc * để lặp lại nội dung", "chép nội dung ra đủ")
            return None, reader.problems
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return None, [explain(error, text, file)]
    if node is None:
        return None, [Problem(Place(file), "tệp trống", "khôi phục bản trước")]
    value = reader.read(node, ())
    reader.problems += _lost_comments(text, file)
    return Tree(file, value, reader.spots), reader.problems


def _fault_of_form(text: str, file: str) -> Problem | None:
    """Return why a text is not even tried."""
    if len(text) > MAX_CHARACTERS:
        return Problem(Place(file), "tệp quá lớn", "chia thành nhiều tệp")
    if _may_be_deep(text) and (deep := _DEEP.search(text)):
        return Problem(_place(file, text, deep.start()), *_TOO_DEEP)
    return hidden_character(text, file)


def _may_be_deep(text: str) -> bool:
    """Whether a text is worth a closer look, which takes ten times as long."""
    brackets = text.count("[") + text.count("{")
    return brackets >= _LEVELS or "- " * _LEVELS in text or " " * (10 * _LEVELS) in text


def _place(file: str, text: str, offset: int) -> Place:
    line = text.count("\n", 0, offset) + 1
    return Place(file, line, offset - text.rfind("\n", 0, offset))


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
