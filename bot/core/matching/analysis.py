"""An utterance taken apart: its words, what they were meant to be, and their weight."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.matching.features import weigh
from bot.core.matching.focus import ASIDE
from bot.core.matching.heard import core, costing, find
from bot.core.matching.manner import Manner
from bot.core.matching.normalise import Normaliser, Token
from bot.core.matching.syllables import SYLLABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.matching.features import Concept
    from bot.core.matching.heard import Heard
    from bot.core.matching.index import Index
    from bot.core.matching.reading import PhraseReader
    from bot.core.matching.signs import Signs

_IN_CONTEXT, _ODD_WORD, _REAL_WORD = 0.95, 0.45, 0.2
_SOUNDS_ALIKE = 0.8
_TAKEN_FROM = 0.5  #: likelihood from which a repaired word replaces the written one
_FILLER = 0.35  #: weight of a word without a topic
_NUMBER = 0.3
_STRANGER = 0.6  #: weight of a word the knowledge base does not know
_LONG_WORD = 7  #: letters from which two typing errors are forgiven
MOST_REPAIRS = 12  #: words repaired in one utterance


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of an utterance with all that is compared."""

    words: tuple[str, ...]
    concepts: tuple[Concept, ...]  #: what they stand for
    core: str  #: the bare subject
    heard: tuple[Heard, ...]  #: the words that ask for an aspect
    features: tuple[tuple[int, str, float], ...]  #: place, name, weight
    masses: tuple[float, ...]  #: how much each word would weigh if it were ours
    weights: tuple[float, ...]  #: of each word; less for what is set aside
    sets_aside: bool = False  #: whether it says that something is not meant
    told: Mapping[int, float] = field(default_factory=dict)  #: by topic: signs of it
    manner: Manner = field(default_factory=Manner)  #: how it is put
    tokens: tuple[Token, ...] = ()  #: the words, with the marks that were typed

    @property
    def meant(self) -> list[str]:
        """Return the words that are not set aside."""
        return [word for word, w in zip(self.words, self.weights, strict=True) if w > ASIDE * 2]

    def part(self, start: int, end: int) -> tuple[dict[str, float], float]:
        """Return the features and the mass of the words from *start* to *end*."""
        found: dict[str, float] = {}
        for place, name, weight in self.features:
            if start <= place < end and weight > found.get(name, 0.0):
                found[name] = weight
        return found, sum(self.masses[start:end])


@dataclass(slots=True)
class Analyst:
    """Takes utterances apart with the words of the knowledge base at hand."""

    reader: PhraseReader
    index: Index
    signs: Signs
    normaliser: Normaliser  #: that knows the words of the index, too
    _by_length: dict[int, list[str]] = field(default_factory=dict)
    _near: dict[str, list[tuple[str, float]]] = field(default_factory=dict)

    @classmethod
    def build(cls, reader: PhraseReader, index: Index, signs: Signs) -> Analyst:
        """Learn the words of the index."""
        normaliser = Normaliser(reader.vocabulary)
        normaliser.learn(index.names)
        return cls(reader, index, signs, normaliser)

    def __post_init__(self) -> None:
        for word in self.index.names:
            if len(word) > 1 and word.isalnum() and not word.isdecimal():
                self._by_length.setdefault(len(word), []).append(word)

    def analyse(self, text: str) -> Analysis:
        """Take one utterance apart."""
        clauses = self.normaliser.clauses(text)
        tokens = [token for clause in clauses for token in clause]
        repairs = self._repairs(tokens)
        best = [self._best(token, repairs.get(i)) for i, token in enumerate(tokens)]
        said = tuple(token.text for token in best)
        heard = tuple(find(self.reader.cues, best))
        masses = [self._mass(t.text, repairs.get(i)) for i, t in enumerate(tokens)]
        weights, aside = self.reader.focus.weights(clauses, masses, self.index.rarest)
        for place in costing(said, heard, self.reader.costs):
            weights[place] = min(weights[place], ASIDE)
        meant = [weight > ASIDE * 2 for weight in weights]
        subject = core(said, heard, self.reader.fillers, meant)
        concepts = tuple(self.reader.concepts.find(said))
        named = [
            *_apart(best, concepts, subject, _seams(said, heard)),
            *_mended(best, repairs),
        ]
        features = [(place, name, weight * weights[place]) for place, name, weight in named]
        weighed = tuple(mass * weight for mass, weight in zip(masses, weights, strict=True))
        parted = _as(clauses, best)
        told = self.signs.heard((clauses, parted) if repairs else (parted,), meant)
        manner = self.reader.ear.hear(parted, text)
        compared = (tuple(features), weighed, tuple(weights))
        return Analysis(
            said, concepts, subject, heard, *compared, aside, told, manner, tuple(best)
        )

    def _repairs(self, tokens: Sequence[Token]) -> dict[int, list[tuple[str, float]]]:
        repairs: dict[int, list[tuple[str, float]]] = {}
        for i, token in enumerate(tokens):
            if self._needs_no_repair(token.text) or len(repairs) >= MOST_REPAIRS:
                continue
            before = tokens[i - 1].text if i else ""
            after = tokens[i + 1].text if i + 1 < len(tokens) else ""
            found = self._repair(token.text, before, after)
            if found:
                repairs[i] = found
        return repairs

    def _needs_no_repair(self, word: str) -> bool:
        is_known = word in self.index or word in self.reader.fillers
        return is_known or len(word) < 3 or word.isdecimal()  # noqa: PLR2004 - two letters are too few to tell

    def _repair(self, word: str, before: str, after: str) -> list[tuple[str, float]]:
        alone = _ODD_WORD if word not in SYLLABLES else _REAL_WORD
        found = []
        for other, likeness in self._nearest(word):
            fits = f"{before} {other}" in self.index or f"{other} {after}" in self.index
            found.append((other, likeness * (_IN_CONTEXT if fits else alone)))
        return sorted(found, key=lambda item: -item[1])[:3]

    def _nearest(self, word: str) -> list[tuple[str, float]]:
        known = self._near.get(word)
        if known is None:
            if len(self._near) > 20_000:  # noqa: PLR2004 - a bound on memory, nothing else
                self._near.clear()
            known = self._near[word] = self._search_near(word)
        return known

    def _search_near(self, word: str) -> list[tuple[str, float]]:
        most = 1 if len(word) < _LONG_WORD else 2
        found: dict[str, float] = {}
        for length in range(len(word) - most, len(word) + most + 1):
            near = process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=most,
                limit=10,
            )
            found |= {other: 1 - errors / max(length, len(word)) for other, errors, _ in near}
        alike = self.normaliser.sounds_like(word)
        if alike:
            found[alike] = max(found.get(alike, 0.0), _SOUNDS_ALIKE)
        return list(found.items())

    @staticmethod
    def _best(token: Token, repair: list[tuple[str, float]] | None) -> Token:
        if repair and repair[0][1] > _TAKEN_FROM:
            return Token(repair[0][0])
        return token

    def _mass(self, word: str, repair: list[tuple[str, float]] | None) -> float:
        if word in self.index:
            return self.index.rarity(word) * (_FILLER if word in self.reader.fillers else 1.0)
        if word in self.reader.fillers:
            return 0.0
        if repair and repair[0][1] > _TAKEN_FROM:
            return self.index.rarity(repair[0][0]) * _SOUNDS_ALIKE
        return self.index.rarest * (_NUMBER if word.isdecimal() else _STRANGER)


def _mended(
    best: Sequence[Token], repairs: Mapping[int, Sequence[tuple[str, float]]]
) -> Iterator[tuple[int, str, float]]:
    """Yield what words may have been meant to be, besides what they were taken for."""
    for place, found in repairs.items():
        for word, chance in found:
            if word != best[place].text:
                yield place, word, chance


def _as(clauses: Sequence[Sequence[Token]], tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Part a row of words as it was parted before they were repaired."""
    ends = list(accumulate(len(clause) for clause in clauses))
    return [tokens[begin:end] for begin, end in pairwise((0, *ends))]


def _seams(said: Sequence[str], heard: Sequence[Heard]) -> set[int]:
    """Return the places where a pair of words would join a subject and its question.

    "khai sinh | bao lâu": "sinh bao" says nothing of the subject, but its rarity would count.
    """
    inside = [-1] * len(said)
    for number, one in enumerate(heard):
        for i in one.places:
            inside[i] = number
    return {i for i in range(1, len(said)) if inside[i] != inside[i - 1]}


def _apart(
    tokens: Sequence[Token], concepts: Sequence[Concept], subject: str, seams: set[int]
) -> Iterator[tuple[int, str, float]]:
    """Yield what the index may know, but for pairs of words over a seam."""
    for place, name, weight in weigh(tokens, concepts, subject):
        if not (place in seams and " " in name and name[0] != "!"):
            yield place, name, weight
