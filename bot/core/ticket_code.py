"""Ticket codes: made, read back however they were written down, found in a sentence.

A code is `DN-7K3M-9QX2T`: eight symbols of chance in Crockford's base 32 (no I, L, O, U), so 2⁴⁰
codes, and one check symbol. The check is Damm's (H. M. Damm, Totally anti-symmetric quasigroups,
2004; in base 32 also github.com/DanielTillett/Damm32): the symbols run through a weakly totally
anti-symmetric quasigroup, here x ∘ y = 2·(x + y) in the field GF(2⁵) with 2⁵ = 2² + 1, and the
whole must end at 0. So symbol number n, from 0, weighs 2⁹⁻ⁿ, and these nine weights are all
different and none is 0. From that follows, and the tests go through all of it, what is caught
always, in every code:

- one wrong symbol, the check symbol too;
- two symbols swapped, neighbours or not;
- a pair of equal symbols that became another pair of equal ones (77 for 44);
- a symbol left out or added, by the length.

Anything else slips through once in 32 times. What is not told apart, because it is read as the
same symbol: O and 0, I and L and 1. `DN` is not part of the sum.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PREFIX = "DN"
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  #: https://www.crockford.com/base32.html
_RANDOM = 8
_FIRST = 4  #: symbols before the second dash
_FIELD = 0b100101  #: x⁵ + x² + 1, that 2⁵ = 2² + 1
_ALIKE = str.maketrans("OIL", "011")

_SYMBOL = "[0-9A-TV-Z]"  # those that look alike too
_DASHES = r"\-‐-―−_.·/:"  # those of all keyboards, and what stands in their place
_GAP = rf"[\s{_DASHES}]{{0,3}}"
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"  # no letter and no digit beside it
_GROUPS = rf"({_SYMBOL}{{{_FIRST}}}){_GAP}({_SYMBOL}{{{_RANDOM - _FIRST + 1}}}){_END}"
# a lookahead, so that one that only looks like a code does not swallow the beginning of a code
_CODE = re.compile(rf"{_START}(?=([DĐÐ]N){_GAP}{_GROUPS})")
_BARE = re.compile(rf"{_START}(?=(){_GROUPS})")
_ALONE = re.compile(rf"(?:[DĐÐ]N)?({_SYMBOL}{{{_RANDOM + 1}}})")
# a code that somebody tried to write: with its prefix, and no spaces as between words
_NEAR = re.compile(
    rf"{_START}[DĐÐ]N[{_DASHES}]?(?=\S*\d)(?=\S*[A-Z])[0-9A-Z]{{3,5}}[{_DASHES}]?[0-9A-Z]{{3,6}}{_END}"
)
_NEAR_ALONE = re.compile(r"(?=\S*\d)[0-9A-Z]{7,11}")
_NO_SYMBOL = re.compile(r"[\W_]+")
_SURE = re.compile(rf"[\d{_DASHES}]")  # words have neither digits nor dashes between them


def make_code(chance: Callable[[int], int]) -> str:
    """Return a new code.

    Args:
        chance: Gives a number from 0 up to, not including, its argument: `secrets.randbelow`.
    """
    symbols = "".join(SYMBOLS[chance(len(SYMBOLS))] for _ in range(_RANDOM))
    return _written(symbols + SYMBOLS[_remainder(symbols)])


def read_code(written: str) -> str | None:
    """Return the code somebody wrote when asked for one; None if there is none or it is wrong.

    Alone, the symbols may be spaced in any way. Within a text the groups of four and five must be
    whole, with a digit or a dash among them. The prefix may be missing, so that one number plate
    or identity number in 32 is taken for a code.
    """
    text = _plain(written)
    alone = _ALONE.fullmatch(_NO_SYMBOL.sub("", text))
    return (_checked([alone[1]]) if alone else None) or find_code(text) or _first(_BARE, text)


def find_code(text: str) -> str | None:
    """Return the first right code of a sentence; it must carry its prefix.

    Without the prefix number plates and identity numbers would be taken for codes.
    """
    return _first(_CODE, _plain(text))


def is_nearly_code(text: str, *, alone: bool = False) -> bool:
    """Tell whether a text holds what was meant for a code; a right one is that, too.

    *alone*: a code was asked for, so the prefix may be missing.
    """
    plain = _plain(text)
    if find_code(text) or _NEAR.search(plain):
        return True
    return alone and _NEAR_ALONE.fullmatch(_NO_SYMBOL.sub("", plain)) is not None


def _plain(text: str) -> str:
    return clean(text).upper()


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = (match for match in pattern.finditer(text) if _is_sure(match))
    return _checked(match[2] + match[3] for match in found)


def _is_sure(match: re.Match[str]) -> bool:
    """Say whether it cannot be words, such as "ĐN giao thong"."""
    return _SURE.search(match.string, match.start(), match.end(3)) is not None


def _checked(candidates: Iterable[str]) -> str | None:
    for candidate in candidates:
        symbols = candidate.translate(_ALIKE)
        if _remainder(symbols) == 0:
            return _written(symbols)
    return None


def _remainder(symbols: str) -> int:
    """Return where the symbols lead; also the symbol that would lead from there to 0."""
    state = 0
    for symbol in symbols:
        state = (state ^ SYMBOLS.index(symbol)) << 1
        state ^= _FIELD if state >= len(SYMBOLS) else 0
    return state


def _written(symbols: str) -> str:
    return f"{PREFIX}-{symbols[:_FIRST]}-{symbols[_FIRST:]}"
