"""Turns an utterance into plain syllables: abbreviations, chat spelling, raw keystrokes undone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.matching.syllables import SYLLABLES, read_telex, read_vni, sound
from bot.core.text import LONGEST, canonical, unmark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.vocabulary import Vocabulary

MOST_TOKENS = 240  #: of one utterance; a long story has some 150
_RAW = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[,;!?\n]|[.:)(](?=\s|$)|\s[-–+]\s")
_MARKUP = re.compile(r"<[^<>]{0,60}>")
_REPEATED = re.compile(r"(.)\1{2,}")
_LONGEST_RUN = 40  #: characters of a word looked at as words run together
_CHAT_SPELLING = (
    (re.compile(r"^(?:dz|z|j)"), ("d", "gi", "v")),
    (re.compile(r"^f"), ("ph",)),
    (re.compile(r"^w"), ("qu",)),
    (re.compile(r"k$"), ("c", "ch")),
    (re.compile(r"g$"), ("ng",)),
    (re.compile(r"^k(?=[aou])"), ("c",)),
    (re.compile(r"j$"), ("i", "y")),
)


@dataclass(frozen=True, slots=True)
class Token:
    """One syllable of an utterance."""

    text: str  #: folded
    typed: str = ""  #: with its marks, tone at the end; empty when none were typed

    @property
    def form(self) -> str:
        """Return it as it was typed: "=vé" is no "=về", "ve" may be either."""
        return f"={self.typed}" if self.typed else self.text


@dataclass(slots=True)
class Normaliser:
    """Knows the words of the knowledge base and of the citizens."""

    vocabulary: Vocabulary
    known: frozenset[str] = frozenset()
    _short: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _short_typed: frozenset[str] = frozenset()  #: chat words as they are written
    _local: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _kept: frozenset[tuple[str, str]] = (
        frozenset()
    )  #: pairs whose second word is not short for anything
    _sounds: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, tuple[Token, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        words = self.vocabulary
        for short, meaning in {**words.chat_words, **words.abbreviations}.items():
            self._short[unmark(short)] = tuple(unmark(meaning).split())
        self._short_typed = frozenset(
            unicodedata.normalize("NFC", short.lower()) for short in words.chat_words
        )
        for local, common in words.local_words.items():
            self._local[unicodedata.normalize("NFC", local.lower())] = tuple(
                unmark(common).split()
            )

    def learn(self, known: Iterable[str]) -> None:
        """Take the words of the knowledge base for words, and its pairs for what they say."""
        names = list(known)
        self.known = frozenset(name for name in names if len(name) > 1 and name.isalnum())
        pairs = (name.partition(" ") for name in names if name[0].isalnum())
        self._kept = frozenset((a, b) for a, space, b in pairs if space and b in self._short)
        self._sounds = {sound(word): word for word in sorted(self.known, reverse=True)}
        self._seen.clear()

    def tokens(self, text: str) -> list[Token]:
        """Return the syllables of a text."""
        return [token for clause in self.clauses(text) for token in clause]

    def clauses(self, text: str) -> list[list[Token]]:
        """Return the syllables of a text, parted where it has commas and stops."""
        clauses: list[list[Token]] = []
        bare = _MARKUP.sub(" ", unicodedata.normalize("NFC", text[:LONGEST]))
        left = MOST_TOKENS
        for part in _STOP.split(bare.lower()):
            clause: list[Token] = []
            for raw in _RAW.findall(part)[:left]:
                is_kept = raw in self._short and clause and (clause[-1].text, raw) in self._kept
                clause += (Token(raw),) if is_kept else self._read(raw)
            self._end(clause, part)
            if clause and left > 0:
                clauses.append(clause[:left])
                left -= len(clause)
        return clauses

    def _end(self, clause: list[Token], part: str) -> None:
        """Read the last word anew, where it means something else at the end of a question."""
        for ending in self.vocabulary.endings:
            if not part.rstrip().endswith(f" {ending.says}"):
                continue
            read = [*self._read(ending.says)]
            if clause[-len(read) :] != read:
                continue
            before = [token.text for token in clause[: -len(read)]]
            asks = {unmark(word) for word in ending.asks}
            if asks.intersection(before) and before[-1] not in map(unmark, ending.unless):
                clause[-len(read) :] = [Token(word) for word in unmark(ending.means).split()]

    def _read(self, raw: str) -> tuple[Token, ...]:
        known = self._seen.get(raw)
        if known is not None:
            return known
        if len(self._seen) > 50_000:  # noqa: PLR2004 - a bound on memory, nothing else
            self._seen.clear()
        found = self._seen[raw] = tuple(self._read_anew(raw))
        return found

    def _read_anew(self, raw: str) -> list[Token]:
        if raw in self._local:
            return [Token(word) for word in self._local[raw]]
        if not raw.isascii() and raw in self._short_typed:
            return [Token(word) for word in self._short[unmark(raw)]]
        folded = re.sub(r"[^a-z0-9]", "", unmark(raw))
        if not folded:
            return []
        if not raw.isascii() and folded in SYLLABLES:
            return [Token(folded, canonical(raw))]  # "sổ hồng" has no "hong", which is không
        return [Token(word) for word in self._work_out(folded)]

    def _work_out(self, word: str) -> tuple[str, ...]:
        """Read one written word, the likeliest way first."""
        if word in self._short:
            return self._short[word]
        if word in self.known or word in SYLLABLES or word.isdecimal():
            return (word,)
        keyed = read_vni(word) or read_telex(word)
        if keyed:
            return self._short.get(keyed, (keyed,))
        shorter = _REPEATED.sub(r"\1", word)
        if shorter != word:
            return self._work_out(shorter)
        respelt = self._respell(word)
        if respelt:
            return (respelt,)
        return tuple(self._split(word) or (word,))

    def _respell(self, word: str) -> str | None:
        for pattern, replacements in _CHAT_SPELLING:
            for replacement in replacements:
                changed = pattern.sub(replacement, word)
                if changed != word and (changed in self.known or changed in SYLLABLES):
                    return changed
        return None

    def _split(self, word: str) -> list[str] | None:
        """Part words run together, by the fewest and best known syllables."""
        if not 5 < len(word) <= _LONGEST_RUN or not word.isalpha():  # noqa: PLR2004 - two syllables
            return None
        best: list[tuple[float, list[str]] | None] = [(0.0, []), *([None] * len(word))]
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 7), end):
                before, part = best[start], word[start:end]
                if (
                    before is None
                    or part not in SYLLABLES
                    or (len(part) == 1 and part not in "aoey")
                ):
                    continue
                cost = before[0] + (1.0 if part in self.known and len(part) > 1 else 2.2)
                here = best[end]
                if here is None or cost < here[0]:
                    best[end] = (cost, [*before[1], part])
        whole = best[len(word)]
        if whole is None or sum(part in self.known for part in whole[1]) < len(whole[1]) - 1:
            return None
        return whole[1]

    def sounds_like(self, word: str) -> str | None:
        """Return a known word that sounds the same."""
        return self._sounds.get(sound(word))
