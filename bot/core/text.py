"""Vietnamese text: cleaning for display, folding for comparison."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20_000  #: characters looked at
_MARKS = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[a-z0-9]+")
_TAGS = range(0xE0000, 0xE0080)  #: invisible "tag" characters that smuggle text
#: letters whose mark is no combining character
_LETTERS = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ł": "l", "ø": "o"})


def clean(text: str) -> str:
    """Return the text in NFC without control, bidi, zero-width and tag characters."""
    composed = unicodedata.normalize("NFKC", text[:LONGEST])
    kept = (character for character in composed if _is_visible(character))
    return " ".join("".join(kept).split())


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return character in "\n\t\r\u2028\u2029"
    return category not in {"Cf", "Cs", "Co", "Cn"} and ord(character) not in _TAGS


def unmark(text: str) -> str:
    """Return the text in lower case without diacritics; length and punctuation may change."""
    spread = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    return _MARKS.sub("", spread).translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return _WORD.findall(unmark(text[:LONGEST]))


def fold(text: str) -> str:
    """Return a text for comparison: lower case, no diacritics, single spaces."""
    return " ".join(words(text))


_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def canonical(word: str) -> str:
    """Return a typed word with its tone at the end: hoà and hòa are the same, cần and căn are not.

    Hook and tilde (hỏi, ngã) are taken for one: the speech of Đà Nẵng does not part them.
    """
    tone = ""
    letters = []
    for character in unicodedata.normalize("NFD", word.casefold()):
        if character in _TONES:
            tone = "r" if _TONES[character] == "x" else _TONES[character]
        else:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters)) + tone
