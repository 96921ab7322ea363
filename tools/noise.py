"""How people spoil what they type, made up by rule: the same text and seed give the same noise.

The word lists are common usage, on purpose not those of knowledge/synonyms.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from random import Random
from typing import TYPE_CHECKING

from noise_words import ABBREVIATIONS, CHAT, KEYS_BESIDE, STORIES

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 2018
_LETTERS = re.compile(r"[^\W\d_]+")
_MARKS = re.compile(r"[\u0300-\u036f]")
_SHORTEST = 3  #: letters of a word that gets a slip
_TELEX = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VNI = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_VNI_SHAPES = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_LAST_VOWELS = re.compile(r"([òóỏõọ])([ae])(?!\w)|(?<!q)([ùúủũụ])(y)(?!\w)", re.IGNORECASE)
_SPELLINGS = (
    (re.compile(r"^ph"), "f"),
    (re.compile(r"^qu"), "w"),
    (re.compile(r"^gi(?=[aeou])"), "j"),
    (re.compile(r"^d(?=[aeiou])"), "z"),
    (re.compile(r"ng$"), "g"),
    (re.compile(r"(?<=[aeiou])ch?$"), "k"),
)
_RESPELT = 0.2  #: share of the words spelt the chat way


def _clean(text: str, _: Random) -> str:
    return text


def _bare(text: str, _: Random) -> str:
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return _MARKS.sub("", spread)


def _slip(word: str, chance: Random) -> str:
    """Swap, drop, double or miss one letter."""
    at = chance.randrange(len(word) - 1)
    base = unicodedata.normalize("NFD", word[at].lower())[0]
    beside = KEYS_BESIDE.get(base, word[at])
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice(beside) + word[at + 1 :],
        )
    )


def _slips(share: float) -> Callable[[str, Random], str]:
    """Return a noise with slips in that *share* of the words."""

    def noise(text: str, chance: Random) -> str:
        words = unicodedata.normalize("NFC", text).split(" ")
        long = [at for at, word in enumerate(words) if len(word) >= _SHORTEST]
        number = min(len(long), max(1, round(share * len(words))))
        for at in chance.sample(long, number):
            words[at] = _slip(words[at], chance)
        return " ".join(words)

    return noise


def _telex(text: str, _: Random) -> str:
    return _LETTERS.sub(lambda word: _telex_word(word.group()), unicodedata.normalize("NFC", text))


def _telex_word(word: str) -> str:
    keys, tone = "", ""
    for letter in word.replace("đ", "dd").replace("Đ", "Dd"):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        keys += base
        for mark in marks:
            tone = _TELEX.get(mark, tone)
            keys += base.lower() if mark == "\u0302" else "w" if mark not in _TELEX else ""
    return keys + tone


def _vni(text: str, _: Random) -> str:
    return _LETTERS.sub(lambda word: _vni_word(word.group()), unicodedata.normalize("NFC", text))


def _vni_word(word: str) -> str:
    keys, tone = "", ""
    for letter in word.replace("đ", "d9").replace("Đ", "D9"):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        keys += base + "".join(_VNI_SHAPES.get(mark, "") for mark in marks)
        tone = next((_VNI[mark] for mark in marks if mark in _VNI), tone)
    return keys + tone


def _teencode(text: str, chance: Random) -> str:
    """Write as the young do: short words, sounds for letters, mostly without diacritics."""
    is_bare = chance.random() < 0.7  # noqa: PLR2004 - seven in ten messages
    said = []
    for word in unicodedata.normalize("NFC", text).lower().split():
        short = CHAT.get(word.strip(".,?!"))
        if short:
            said.append(chance.choice(short))
        elif is_bare:
            said.append(_respelt(_bare(word, chance), chance))
        else:
            said.append(word)
    return " ".join(said)


def _respelt(word: str, chance: Random) -> str:
    if chance.random() < _RESPELT:
        for pattern, spelling in _SPELLINGS:
            changed = pattern.sub(spelling, word)
            if changed != word:
                return changed
    return word


def _abbreviations(text: str, _: Random) -> str:
    said = unicodedata.normalize("NFC", text)
    for whole, short in ABBREVIATIONS.items():
        said = re.sub(rf"\b{whole}\b", short, said, flags=re.IGNORECASE)
    return said


def _run_together(text: str, chance: Random) -> str:
    """Leave out about half of the spaces."""
    first, *others = text.split()
    return first + "".join(chance.choice(("", " ")) + word for word in others)


def _decomposed(text: str, _: Random) -> str:
    """Put tones where the new rule does (hoà, thuỷ) and marks after their letters."""
    said = _LAST_VOWELS.sub(_moved, unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFD", said)


def _moved(found: re.Match[str]) -> str:
    first, second = (part for part in found.groups() if part)
    base, tone = list(unicodedata.normalize("NFD", first))
    return base + second + tone


def _capitals(text: str, _: Random) -> str:
    return text.upper()


def _story(text: str, chance: Random) -> str:
    before, after = chance.choice(STORIES)
    return f"{before} {text} {after}"


_NOISES: dict[str, Callable[[str, Random], str]] = {
    "clean": _clean,
    "no diacritics": _bare,
    "typos in 1 of 5 words": _slips(0.2),
    "typos in 2 of 5 words": _slips(0.4),
    "Telex keystrokes": _telex,
    "VNI keystrokes": _vni,
    "teencode": _teencode,
    "abbreviations": _abbreviations,
    "words run together": _run_together,
    "decomposed, new tones": _decomposed,
    "capitals": _capitals,
    "inside a long story": _story,
}
NOISES = tuple(_NOISES)


def spoil(text: str, noise: str) -> str:
    """Return a text with one of the NOISES on it."""
    chance = Random(f"{SEED} {noise} {text}")  # noqa: S311 - it shall be the same each time
    return _NOISES[noise](text, chance)
