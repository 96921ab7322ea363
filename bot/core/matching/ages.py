"""Ages that are told in a row of words: "13 tuổi", "tám mươi mốt tuổi", "chưa đủ 14"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OLDEST = 120  #: no age is more
_YEARS, _MONTHS, _SOME, _TENS = "tuoi", "thang", "may", "muoi"
_DIGITS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_REACHED = {"du", "tron", "toi", "den", "qua", "hon", "tren"}
_NOT_YET, _BELOW = "chua", "duoi"
_UNITS = {
    *("ngay", "thang", "nam", "gio", "tuan", "nguoi", "trieu", "ty", "dong", "ngan", "nghin"),
    *("met", "m2", "lan", "ban", "so", "giay", "ho", "bua", "hom", "tram", "phan", "cai", "loai"),
}
_LONGEST = 3  #: words of a number
_ONES = range(1, 10)
_WRITTEN = {  #: digits as they are said, 0 for mười and mươi: "80" tám mươi, "04" mười bốn
    **{str(one): one for one in _ONES} | {"0": 10},
    **{f"{ten}0": 10 * ten for ten in _ONES} | {f"0{one}": 10 + one for one in _ONES},
    **{f"{ten}{one}": 10 * ten + one for ten in _ONES for one in _ONES},
    **{f"{ten}0{one}": 10 * ten + one for ten in _ONES for one in _ONES},
}


def ages(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the place and the years of every age; below an age is a year less."""
    for place, word in enumerate(words):
        if word == _YEARS:
            yield from _before(words, place)
        elif word.isdecimal() and _is_number(word) and _stands_alone(words, place):
            yield place, _reached(words, place, int(word))


def _before(words: Sequence[str], end: int) -> Iterator[tuple[int, int]]:
    """Yield the age whose number stands before the place of its unit."""
    if end and words[end - 1] == _MONTHS:
        yield end - 1, 0
        return
    if end and words[end - 1] == _SOME:
        end -= 1
    for size in range(min(_LONGEST, end), 0, -1):
        years = _number(words[end - size : end])
        if years is not None and years <= OLDEST:
            yield end - size, _reached(words, end - size, years)
            return


def _stands_alone(words: Sequence[str], place: int) -> bool:
    """Whether a number tells an age without its unit: "chưa đủ 14", "mới tròn 18"."""
    after = words[place + 1] if place + 1 < len(words) else ""
    before = words[place - 1] if place else ""
    is_age = before in _REACHED - {"toi", "den", "qua"} or before == _BELOW
    is_age = is_age or (before in _REACHED and _NOT_YET in words[place - 2 : place - 1])
    return is_age and after not in _UNITS | {_YEARS} and int(words[place]) <= OLDEST


def _reached(words: Sequence[str], place: int, years: int) -> int:
    """Return the years, one less for who is not that old yet."""
    before = words[max(0, place - 2) : place]
    is_below = _BELOW in before[-1:] or (_NOT_YET in before and before[-1] in _REACHED)
    return max(0, years - 1) if is_below else years


def _is_number(word: str) -> bool:
    """Whether a word is digits, and so few that they may be years; thousands cannot be read."""
    return word.isdecimal() and len(word) <= len(str(OLDEST))


def _number(words: Sequence[str]) -> int | None:
    """Read a number below a hundred, said as people say ages ("mười bốn", "tám lăm")."""
    if len(words) == 1 and _is_number(words[0]):
        return int(words[0])
    digits = [0 if word == _TENS else _DIGITS.get(word) for word in words]
    return _WRITTEN.get("".join("?" if digit is None else str(digit) for digit in digits))
