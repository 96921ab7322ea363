"""Ranks entries and topics for an utterance: the index and the classifier, on its best passage."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.core.entry import IMPORTED
from bot.core.matching.analysis import Analysis, Analyst
from bot.core.matching.aspects import AspectReader, core
from bot.core.matching.classifier import Classifier
from bot.core.matching.features import Concepts, buckets, weigh
from bot.core.matching.index import Index
from bot.core.matching.normalise import Normaliser, Token
from bot.core.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.entry import Entry
    from bot.core.vocabulary import Topic, Vocabulary

PASSAGE = 14  #: words looked at together in a long story
WHOLE = 0.25  #: what the whole of a story counts beside its best passage, in the index
WHOLE_CLASSIFIED = 0.4  #: the same, in the classifier
FOUND = 0.5  #: what the index counts beside the classifier
IMPORTED_FOUND = 0.25  #: the same for titles that were imported
TAUGHT_FROM = 4  #: phrases an entry needs to be a class of the classifier
_TITLE, _ALIAS, _QUESTION = 2.0, 1.0, 0.8


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry or a topic, and how well it fits."""

    id: str
    is_topic: bool
    found: float  #: by the index; about 1 when its own words are there
    classified: float  #: by the classifier; about 1 when sure
    is_imported: bool = False  #: an official title only; what is written by hand comes first

    @property
    def score(self) -> float:
        """Return what the two make together."""
        return (IMPORTED_FOUND if self.is_imported else FOUND) * self.found + self.classified


Phrases = tuple[tuple[tuple[str, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that a ranker learns from; the same lesson makes the same ranker."""

    ids: tuple[str, ...]
    entries: int  #: the first of the ids; the others are topics
    imported: frozenset[int]  #: places of the entries that were not written by hand
    phrases: Phrases
    vocabulary: Vocabulary

    @classmethod
    def of(
        cls, entries: Sequence[Entry], topics: Sequence[Topic], vocabulary: Vocabulary
    ) -> Lesson:
        """Gather what is said of entries and topics."""
        return cls(
            ids=(*(entry.id for entry in entries), *(topic.id for topic in topics)),
            entries=len(entries),
            imported=frozenset(i for i, e in enumerate(entries) if e.category == IMPORTED),
            phrases=(*map(_phrases_of, entries), *map(_says_of, topics)),
            vocabulary=vocabulary,
        )


class _Said(NamedTuple):
    """A phrase of the knowledge base, read."""

    tokens: Sequence[Token]
    words: Sequence[str]
    core: str


class Ranker:
    """Knows the words of every entry and topic."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        vocabulary, phrases = lesson.vocabulary, lesson.phrases
        self.normaliser = Normaliser(vocabulary)
        self._concepts = _read_concepts(vocabulary, self.normaliser)
        self.aspects = AspectReader.build(vocabulary, self.normaliser)
        self._fillers = frozenset(w for filler in vocabulary.fillers for w in words(filler))
        taught: dict[int, list[_Said]] = {}
        self._index = Index.build(self._documents(phrases, taught))
        self._taught = {number: label for label, number in enumerate(taught)}
        self._classifier = self._teach(list(taught.values()))
        self.normaliser.learn(
            name for name in self._index.names if len(name) > 1 and name.isalnum()
        )
        self.analyst = Analyst.of(self._index, self._concepts, self.normaliser, self.aspects)

    def _said(self, text: str) -> _Said:
        tokens = self.normaliser.tokens(text)
        words = [token.text for token in tokens]
        return _Said(tokens, words, core(words, self.aspects.find(tokens), self._fillers))

    def _documents(
        self, phrases: Phrases, taught: dict[int, list[_Said]]
    ) -> Iterator[dict[str, float]]:
        """Yield what the index takes of each entry; keep the phrases of those with enough."""
        for number, said in enumerate(phrases):
            document: defaultdict[str, float] = defaultdict(float)
            read = [self._said(text) for text, _ in said]
            for one, (_, weight) in zip(read, said, strict=True):
                for _, name, value in weigh(one.tokens, self._concepts, one.core):
                    document[name] += weight * value
            if len(read) >= TAUGHT_FROM and number not in self.lesson.imported:
                taught[number] = read
            yield document

    def _teach(self, taught: Sequence[Sequence[_Said]]) -> Classifier:
        """Train on entries that have phrases enough; imported titles are left to the index."""
        samples = [
            buckets(one.words, self._concepts, one.core, [1.0] * len(one.words))
            for said in taught
            for one in said
        ]
        labels = [label for label, said in enumerate(taught) for _ in said]
        return Classifier.train(samples, labels, len(taught))

    def rank(self, analysis: Analysis) -> list[Ranked]:
        """Return what fits best, best first."""
        if not analysis.words:
            return []
        passages = list(_passages(len(analysis.words)))
        found = self._find(analysis, passages)
        classified = self._classify(analysis, passages)
        numbers = set(sorted(found, key=lambda n: -found[n])[:30])
        numbers |= {n for n, label in self._taught.items() if classified[label] > 0.1}  # noqa: PLR2004 - noise
        ranked = [self._ranked(number, found, classified) for number in numbers]
        return sorted(ranked, key=lambda r: (-r.score, r.id))

    def shared(self, analysis: Analysis, one: str) -> list[str]:
        """Return the words and pairs an utterance shares with an entry, weightiest first."""
        number = self.lesson.ids.index(one)
        features, _ = analysis.part(0, len(analysis.words))
        common = self._index.common(features, number)
        return [name.lstrip("=#") for name, _ in common][:6]

    def _ranked(self, number: int, found: dict[int, float], classified: list[float]) -> Ranked:
        label = self._taught.get(number)
        return Ranked(
            self.lesson.ids[number],
            number >= self.lesson.entries,
            found.get(number, 0.0),
            classified[label] if label is not None else 0.0,
            number in self.lesson.imported,
        )

    def _buckets(self, analysis: Analysis, start: int, end: int) -> dict[int, float]:
        is_whole = end - start == len(analysis.words)
        core = analysis.core if is_whole else ""
        weights = analysis.weights[start:end]
        return buckets(analysis.words[start:end], self._concepts, core, weights)

    def _find(self, analysis: Analysis, passages: list[tuple[int, int]]) -> dict[int, float]:
        best: defaultdict[int, float] = defaultdict(float)
        for start, end in passages:
            for number, score in self._search(analysis, start, end):
                best[number] = max(best[number], score)
        if len(passages) > 1:
            for number, score in self._search(analysis, 0, len(analysis.words)):
                best[number] = (1 - WHOLE) * best[number] + WHOLE * score
        return best

    def _search(self, analysis: Analysis, start: int, end: int) -> list[tuple[int, float]]:
        features, mass = analysis.part(start, end)
        norm = math.sqrt((1 + mass) * self._index.rarest)
        return [(number, score / norm) for number, score in self._index.score(features.items())]

    def _classify(self, analysis: Analysis, passages: list[tuple[int, int]]) -> list[float]:
        scores = np.stack(
            [
                self._classifier.score(self._buckets(analysis, start, end))
                for start, end in passages
            ]
        ).max(axis=0)
        if len(passages) > 1:
            whole = self._classifier.score(self._buckets(analysis, 0, len(analysis.words)))
            scores = (1 - WHOLE_CLASSIFIED) * scores + WHOLE_CLASSIFIED * whole
        listed: list[float] = scores.tolist()
        return listed


def _passages(length: int) -> Iterator[tuple[int, int]]:
    """Cut a long row of words into overlapping passages."""
    if length <= PASSAGE + 4:
        yield 0, length
        return
    for start in range(0, length - PASSAGE // 2, PASSAGE // 2):
        yield start, min(length, start + PASSAGE)


def _phrases_of(entry: Entry) -> tuple[tuple[str, float], ...]:
    return (
        (entry.title, _TITLE),
        *((alias, _ALIAS) for alias in entry.aliases),
        *((question, _QUESTION) for question in entry.questions),
    )


def _says_of(topic: Topic) -> tuple[tuple[str, float], ...]:
    return tuple((said, _ALIAS) for said in (*topic.says, *topic.cues))


def _read_concepts(vocabulary: Vocabulary, normaliser: Normaliser) -> Concepts:
    concepts: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for concept in vocabulary.concepts:
        for says in concept.says:
            said = tuple(token.text for token in normaliser.tokens(says))
            concepts[said[0]].append((said, concept.name))
    for found in concepts.values():
        found.sort(key=lambda item: -len(item[0]))
    return dict(concepts)
