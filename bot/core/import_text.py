"""Makes plain sentences, lists and dates of the fields of an export."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date
from urllib.parse import urlsplit

from bot.core.text import fold

LONGEST_FIELD = 60_000  #: characters looked at; the longest of the real catalogue has 53,000
LONGEST_TEXT = 900
MOST_ITEMS = 40
LONGEST_ADDRESS = 500

_HIDING = re.compile(r"(<!--|-->|</?(?:script|style)\b[^<>]*>?)", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|tr|table|ul|ol|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_LISTED = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_RAISED = re.compile(r"<sup\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|body|center|em|font|head|hr|html|i|img|label|li|meta|o:p|script|section|small"
    r"|span|strong|style|su[bp]|t(?:able|body|d|foot|h|head)|u|iframe|svg|input|button|form)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
_ODD = re.compile(r"[^\n -~\u00a1-\u00ac\u00ae-\u024f\u0300-\u036f\u1ea0-\u1ef9]")

_DAY = re.compile(r"(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|(\d\d?)/(\d\d?)/(\d{4}))(?!\d)")
_BULLET = re.compile(r"(?:[-–—+*•·▪◦●○➢\s]|o(?=\s))+")
_ORDINAL = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]|[ivx]{1,4}|[IVX]{1,4})[.)]+\s|\[")
_STEP = re.compile(r"(?:[a-zđ]\)\s*|Mặc định:\s*)?Bước\s+\d", re.IGNORECASE)
_STEP_LETTER = re.compile(r"(?:[a-zđ]\)|Mặc định:)\s*(?=Bước\s+\d)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:Bước\s+)?(\d{1,2})\s*[.):]+\s*(?!\d)", re.IGNORECASE)
_PARTS = re.compile(r";(?:\s+|$)(?![^()]{0,300}\))")
_INLINE_STEP = re.compile(r"(?<=[.;])\s+(?=Bước\s+\d{1,2}\s*:)")
_DOUBLED = re.compile(r"\s*([.:;])\s*:(?=\s|$)")
_HEADING = re.compile(r"\[(.*)\]:?")
#: what never ends a line that is whole
_DANGLING = re.compile(r"\b(?:và|hoặc|của|số|ngày|theo|tại|cho|với|do|là|về|từ|các),?$")
#: headings of the next section that a web page left at the end of a field
_NEXT_SECTION = re.compile(
    r"\s*(?:\bCơ quan có thẩm quyền(?: quyết định)?:|\bYêu cầu, điều kiện thực hiện\b).*",
    re.DOTALL,
)
#: links to files that only the page of the catalogue can open
_ATTACHED = re.compile(
    r"\bTài liệu đính kèm[\s:]*(?:https?://\S+(?:\s+[0-9a-f]{2,8}\b)?\s*)+", re.IGNORECASE
)
_SENTENCE_ENDS = (".", ";", ":", "!", "?")
_DETAIL = re.compile(r"\s*xem chi tiết\s*", re.IGNORECASE)  #: the text of a button
_NO_AMOUNT = re.compile(r"(?:.*:)?\s*(?:lệ )?phí\s*:\s*(?:đồng|vnđ)", re.IGNORECASE)
#: headings and place holders that say nothing
_EMPTY = {
    *("thanh phan ho so", "trinh tu thuc hien", "bieu mau dinh kem", "dang cap nhat"),
    *("chua cap nhat", "null", "none", "nan", "n a"),
}
_NOT_TOLD = ("khong co thong tin", "chua co thong tin")


def plain(value: object) -> str:
    """Return a field as lines of visible text without HTML."""
    text = html.unescape(_without_tags(_joined(value)[:LONGEST_FIELD]))
    lines = unicodedata.normalize("NFC", _without_tags(text)).splitlines()
    shown = _ATTACHED.sub("\n", _ODD.sub(_visible, "\n".join(lines)))
    return "\n".join(kept for line in shown.split("\n") if (kept := " ".join(line.split())))


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(f"- {_scalar(item)}" for item in value if _scalar(item))
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(text for part in value.values() if (text := _scalar_or_empty(part)))
    return _scalar_or_empty(value)


def _scalar_or_empty(value: object) -> str:
    is_said = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_said else ""


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _BREAK.sub("\n", _without_hidden(text))
    return _TAG.sub("", _RAISED.sub("^", _LISTED.sub("\n- ", text)))


def _without_hidden(text: str) -> str:
    """Drop comments, scripts and styles; in one pass, whatever is left open."""
    first, *rest = _HIDING.split(text)
    shown = [first]
    is_hidden = False
    for mark, part in zip(rest[::2], rest[1::2], strict=True):
        was_hidden, is_hidden = is_hidden, mark[:2] == "<!" or mark[1:2].isalpha()
        if not is_hidden:
            shown.append(part if was_hidden else mark + part)
    return "".join(shown)


def _visible(found: re.Match[str]) -> str:
    category = unicodedata.category(found[0])
    if category in {"Cf", "Cs", "Cn"}:
        return ""
    return " " if category in {"Cc", "Co"} else found[0]


def items_of(text: str, *, parted: bool = False) -> tuple[str, ...]:
    """Return the items of a list, each once; *parted* also parts them at semicolons."""
    items = _unwrapped(_INLINE_STEP.sub("\n", text).split("\n"))
    if parted:
        whole = [_NEXT_SECTION.sub("", item) for item in items]
        items = [part.strip(" .,;") for item in whole for part in _PARTS.split(item)]
    kept = _once([_tidy(item) for item in items if _says_something(item)])
    while kept and kept[-1].endswith(":"):
        kept.pop()  # a heading that nothing follows
    return tuple(_capped([shorten(item) for item in _without_numbers(kept)]))


def _tidy(item: str) -> str:
    heading = _HEADING.fullmatch(item)
    return f"{heading[1].strip(' *+-:')}:" if heading else _DOUBLED.sub(r"\1", item)


def _once(items: list[str]) -> list[str]:
    """Drop what is said twice; under another heading it is said for another case."""
    kept: list[str] = []
    said: set[str] = set()
    for item in items:
        if item.endswith(":"):
            said.clear()
        if item not in said:
            kept.append(item)
        said.add(item)
    return kept


def sentence_of(text: str) -> str:
    """Return a text of some lines as one."""
    said = ""
    for item in items_of(_DETAIL.sub("\n", text)):
        if not _NO_AMOUNT.fullmatch(item):
            said += f"{'' if said.endswith(_SENTENCE_ENDS) else ';'} {item}" if said else item
    return shorten(said)


def shorten(text: str, most: int = LONGEST_TEXT) -> str:
    """Cut a text at a word so that it has at most so many characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    if not text[most - 1].isspace() and " " in cut:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:.-–(/") + "…"


def _unwrapped(lines: list[str]) -> list[str]:
    """Join the lines of each item: those that were only wrapped, and all of one "Bước n"."""
    bare = [_BULLET.sub("", line, count=1) if _BULLET.match(line) else line for line in lines]
    in_steps = any(_STEP.match(text) for text in bare)
    is_marked = any(map(_is_marked, lines))
    items: list[str] = []
    for line, text in zip(lines, bare, strict=True):
        if in_steps:
            begins = _STEP.match(text) is not None
        else:
            begins = _is_marked(line) or (bool(items) and _follows(items[-1], text, is_marked))
        if begins or not items:
            items.append(_STEP_LETTER.sub("", text))
        else:
            items[-1] += f" {line if in_steps else text}"
    return items


def _follows(last: str, line: str, is_marked: bool) -> bool:  # noqa: FBT001 - private
    """Whether a line without a mark begins an item, and does not go on with the last one."""
    if line[:1].islower() or _DANGLING.search(last[-12:]):
        return False
    return not is_marked or last.endswith(_SENTENCE_ENDS)


def _is_marked(line: str) -> bool:
    return bool(_BULLET.match(line) or _ORDINAL.match(line))


def _says_something(item: str) -> bool:
    said, value = fold(item), fold(item.split(":", 1)[-1])
    return bool(said) and said not in _EMPTY and not value.startswith(_NOT_TOLD)


def _without_numbers(items: list[str]) -> list[str]:
    """Drop numbers that only count the items; those a text may refer to in parts stay."""
    numbers = [_NUMBER.match(item) for item in items]
    counted = [int(number[1]) for number in numbers if number]
    if counted != list(range(1, len(items) + 1)):
        return items
    return [_NUMBER.sub("", item, count=1) for item in items]


def _capped(items: list[str]) -> list[str]:
    if len(items) <= MOST_ITEMS:
        return items
    left = len(items) - MOST_ITEMS + 1
    return [*items[: MOST_ITEMS - 1], f"… (danh mục còn {left} mục nữa, xem ở nguồn)"]


def capital(text: str) -> str:
    """Return the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def names_of(text: str) -> str:
    """Return the names in a text that are parted by semicolons, each once."""
    parts = (part.strip(" .,-") for part in re.split(r"[;\n]", _NEXT_SECTION.sub("", text)))
    return "; ".join(dict.fromkeys(part for part in parts if part))


def https_of(text: str) -> str:
    """Return an address that one may be sent to, or nothing."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        return ""
    return text if usable and len(text) <= LONGEST_ADDRESS and " " not in text else ""


def partial_date_of(text: str) -> str:
    """Return the year, month or day a text begins with, or nothing."""
    found = _DAY.match(text)
    if not found:
        return ""
    year, month, day, local_day, local_month, local_year = found.groups()
    if local_year:
        year, month, day = local_year, local_month.zfill(2), local_day.zfill(2)
    said = "-".join(part for part in (year, month, day) if part)
    try:
        date.fromisoformat((said + "-01-01")[:10])
    except ValueError:
        return ""
    return said
