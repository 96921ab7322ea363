"""Tells what an editor did when YAML only says that it cannot go on, often some lines later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.core.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import yaml

BEFORE = 2  #: lines above the place that YAML names in which a slip is looked for
_QUOTE = "đặt cả câu trong dấu ngoặc kép"
_ODD_SPACE = "[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]"
_START = r"^\s*(?:- +)?(?:[\w-]+: +)?"


class _Slip(NamedTuple):
    """How a line looks when it is the cause; the column is where group 1 begins."""

    pattern: re.Pattern[str]
    what: str
    fix: str


def _slip(pattern: str, what: str, fix: str) -> _Slip:
    return _Slip(re.compile(pattern), what, fix)


#: what is wrong wherever it stands
_CERTAIN = (
    _slip(
        r"^(<{7}|={7}\s*$|>{7}|\|{7})",
        "dấu trộn hai bản của git còn sót",
        "chọn một bản rồi xóa các dòng <<<<<<<, ======= và >>>>>>>",
    ),
    _slip(r"^( *\t)", "thụt dòng bằng phím Tab", "thay Tab bằng dấu cách"),
    _slip(
        rf"^( *{_ODD_SPACE})",
        "đầu dòng có dấu cách lạ (thường do chép từ Word, trang web)",
        "xóa đi rồi gõ lại bằng phím cách",
    ),
    _slip(r"^(---|\.\.\.)\s*$", "có dòng --- hoặc ... giữa tệp", "bỏ dòng này"),
)
#: what is wrong where YAML stumbles
_LIKELY = (
    _slip(
        r"^\s*([•–—*+·▪●○◦➢»])\s",
        "gạch đầu dòng không phải dấu - (thường do chép từ Word)",
        'thay bằng "- "',
    ),
    _slip(
        rf"^\s*(?:-|[\w-]+:)({_ODD_SPACE})",
        "sau dấu này là dấu cách lạ (thường do chép từ Word, trang web)",
        "xóa đi rồi gõ lại bằng phím cách",
    ),
    _slip(r"^\s*[\w-]+\s*([：﹕∶])", "dấu hai chấm lạ", "gõ lại dấu : rồi một dấu cách"),
    _slip(r"^\s*(-)[^\s-]", "thiếu dấu cách sau dấu gạch", 'viết "- câu chữ"'),
    _slip(
        r"^\s*(?:- )?[a-z_]{2,}(:)(?!//)\S",
        "thiếu dấu cách sau dấu hai chấm",
        "viết khóa: giá trị",
    ),
    _slip(_START + r"([@`%])", 'câu bắt đầu bằng ký tự "{}" mà YAML giữ riêng', _QUOTE),
    _slip(_START + r"([!&*]\S*)", 'câu bắt đầu bằng "{}" mà YAML giữ riêng', _QUOTE),
    _slip(
        _START + r"([|>])(?! *[\d+-]*\s*(?:#.*)?$)",
        'câu bắt đầu bằng "{}" mà YAML giữ riêng',
        _QUOTE,
    ),
    _slip(r"^\s*[\w-]+: +([-?]) ", 'câu bắt đầu bằng "{}" mà YAML giữ riêng', _QUOTE),
    _slip(
        _START + r"(\[[^\]]*\]|\{[^}]*\}) *[^\s#,\]}]",
        "câu bắt đầu bằng ngoặc [ hoặc {{, YAML hiểu là danh sách",
        _QUOTE,
    ),
    _slip(
        _START + r'"(?:[^"\\]|\\.)*"( *[^\s#,:}\]])',
        "còn chữ đứng sau ngoặc kép đã đóng",
        "đặt cả câu trong ngoặc đơn '",
    ),
    _slip(
        _START + r"'[^']*'( *[^\s#,:}\]'])",
        "còn chữ đứng sau ngoặc đơn đã đóng",
        "đặt cả câu trong ngoặc kép",
    ),
    _slip(_START + r"([“”].*: )", "ngoặc cong “ ” không phải ngoặc kép của YAML", 'thay bằng "'),
)
_TO_THE_LEFT = _slip(
    r"^([^\s#])",
    "dòng này nằm sát lề nên bị hiểu là một khóa mới",
    "thụt vào cho thẳng với câu phía trên",
)
_TOP_LINE = re.compile(r"[a-z_]+:|#|---|- |\s|$")
_INLINE = re.compile(r"^ *[\w-]+: +\[.*\]\s*$")
_DEEPER = re.compile(r"^\s+[a-z_]+:(?: |$)")
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\ufeff-\ufffd\U00010000-\U0010ffff]"
    "|\r(?!\n|$)"
)


def hidden_character(text: str, file: str) -> Problem | None:
    """Find what no editor shows, and YAML refuses or takes for the end of a line."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return None
    begin = text.rfind("\n", 0, found.start()) + 1
    place = Place(file, text.count("\n", 0, found.start()) + 1, found.start() - begin + 1)
    what = f"có ký tự không nhìn thấy (U+{ord(found[0][0]):04X})"
    return Problem(place, what, "xóa và gõ lại chỗ này")


def explain(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Return what to tell an editor of a syntax error."""
    problem_mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", "") or error)
    if problem_mark is None:
        return _translated(said, Place(file))
    context = str(getattr(error, "context", ""))
    context_mark = getattr(error, "context_mark", None)
    is_known = "quoted scalar" in context or "simple key" in context
    mark = context_mark if is_known and context_mark else problem_mark
    lines = [line.rstrip("\r") for line in text.split("\n")]
    window = range(max(0, mark.line - BEFORE), min(problem_mark.line + 1, len(lines)))
    found = next(_slips(lines, window, file), None) or _shifted(lines, problem_mark, said, file)
    if found:
        return found
    if "quoted scalar" in context and "escape" not in said:
        return _translated("quoted scalar", Place(file, mark.line + 1, mark.column + 1))
    return _open_quote(lines[: problem_mark.line + 1], file) or _translated(
        said, Place(file, mark.line + 1, mark.column + 1)
    )


def _slips(lines: Sequence[str], window: range, file: str) -> Iterator[Problem]:
    is_indented = lines[0].startswith(" ")
    for slips in (_CERTAIN, (_TO_THE_LEFT,) if is_indented else (), _LIKELY):
        for number in window:
            for slip in slips:
                if found := slip.pattern.search(lines[number]):
                    place = Place(file, number + 1, found.start(1) + 1)
                    yield Problem(place, slip.what.format(found[1].strip()), slip.fix)


def _shifted(lines: Sequence[str], mark: yaml.Mark, said: str, file: str) -> Problem | None:
    """Find a line that stands too far to the left or to the right."""
    for number in range(mark.line, max(-1, mark.line - 3), -1):
        if number < len(lines) and not _TOP_LINE.match(lines[number]):
            return Problem(Place(file, number + 1), _TO_THE_LEFT.what, _TO_THE_LEFT.fix)
    if mark.line >= len(lines):
        return None
    place, line = Place(file, mark.line + 1, mark.column + 1), lines[mark.line]
    if "mapping values" in said and _DEEPER.match(line) and mark.column == line.index(":"):
        place = Place(file, mark.line + 1, len(line) - len(line.lstrip()) + 1)
        return Problem(place, "dòng thụt sâu hơn các dòng trên", "cho thẳng với khóa cùng tầng")
    if mark.line and line.lstrip().startswith("- ") and _INLINE.match(lines[mark.line - 1]):
        what = "danh sách ở dòng trên đã viết trong ngoặc vuông"
        return Problem(place, what, "viết thêm vào trong [ ], cách nhau bằng dấu phẩy")
    return None


def _open_quote(lines: Sequence[str], file: str) -> Problem | None:
    """Find the quote that is closed by the next one some lines below."""
    if not lines or '"' not in lines[-1]:
        return None
    opened = next((n for n in range(len(lines) - 2, -1, -1) if '"' in lines[n]), None)
    if opened is None or lines[opened].count('"') % 2 == 0:
        return None
    place = Place(file, opened + 1, lines[opened].index('"') + 1)
    return Problem(place, *_UNCLOSED)


def _translated(said: str, place: Place) -> Problem:
    """Say in Vietnamese what YAML says, where nothing better is known."""
    what, fix = next(((what, fix) for words, what, fix in _SYNTAX if words in said), _UNCLEAR)
    return Problem(place, what, fix)


_UNCLEAR = ("sai cú pháp YAML", "xem lại dấu hai chấm, ngoặc kép và thụt dòng quanh đây")
_UNCLOSED = ("ngoặc kép chưa đóng", 'thêm dấu " ở cuối câu')
_ASKEW = ("dòng thụt sai so với các dòng trên", "cho thẳng hàng với khóa cùng tầng")
_SYNTAX = (
    ("mapping values are not allowed", "câu có dấu hai chấm làm rối YAML", _QUOTE),
    ("cannot start any token", "câu bắt đầu bằng ký tự mà YAML giữ riêng", _QUOTE),
    ("found character '\\t'", "thụt dòng bằng phím Tab", "thay Tab bằng dấu cách"),
    ("found unexpected end of stream", *_UNCLOSED),
    ("quoted scalar", *_UNCLOSED),
    (
        "did not find expected '-' indicator",
        "dòng thụt sai so với danh sách",
        "cho thẳng hàng với dấu -",
    ),
    ("expected <block end>", *_ASKEW),
    ("did not find expected key", *_ASKEW),
    (
        "could not find expected ':'",
        "dòng này không có dấu hai chấm, cũng không bắt đầu bằng dấu gạch",
        'viết "khóa: giá trị"; là một dòng của danh sách thì thêm "- "; nối câu trên thì thụt vào',
    ),
    ("did not find expected ',' or ']'", "ngoặc vuông chưa đóng", "thêm dấu ]"),
    ("did not find expected ',' or '}'", "ngoặc nhọn chưa đóng", "thêm dấu }"),
    ("unknown escape character", "dấu \\ trong ngoặc kép", "dùng ngoặc đơn ' thay cho \""),
    ("did not find expected", *_UNCLEAR),
    ("undefined alias", "dấu * ở đầu câu", _QUOTE),
    ("scanning an alias", "dấu * ở đầu câu", _QUOTE),
    ("scanning an anchor", "dấu & ở đầu câu", _QUOTE),
    ("maximum", "lồng quá sâu", "bớt các tầng thụt vào"),
    ("expected a single document", "có dòng --- giữa tệp", "bỏ dòng ---"),
)
