"""Ranks entries and topics for an utterance: the index and the classifier, on its best passage."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.core.matching.analysis import Analysis, Analyst
from bot.core.matching.aspects import AspectReader, core
from bot.core.matching.classifier import Classifier
from bot.core.matching.features import Concepts, buckets, weigh
from bot.core.matching.focus import ASIDE, Focus
from bot.core.matching.index import Index
from bot.core.matching.likeness import Likeness
from bot.core.matching.normalise import Normaliser, Token
from bot.core.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.matching.classifier import Memory
    from bot.core.matching.lesson import Lesson, Phrases
    from bot.core.vocabulary import Vocabulary

PASSAGE = 18  #: words looked at together in a long story
WHOLE = 0.25  #: what the whole of a story counts beside its best passage, in the index
WHOLE_CLASSIFIED = 0.4  #: the same, in the classifier
LIKE = 0.5  #: what likeness to one phrase counts
LIKEST = 10  #: entries whose phrases are compared one by one
FOUND = 0.5  #: what the index counts beside the classifier
IMPORTED_FOUND = 0.25  #: the same for titles that were imported
TAUGHT_FROM = 4  #: phrases an entry needs to be a class of the classifier


class Ranked(NamedTuple):
    """An entry or a topic, and how well it fits."""

    id: str
    is_topic: bool
    found: float  #: by the index; about 1 when its own words are there
    classified: float  #: by the classifier; about 1 when sure
    is_imported: bool = False  #: an official title only; what is written by hand comes first
    likeness: float = 0.0  #: to the nearest phrase; 1 when the words are the same

    @property
    def score(self) -> float:
        """Return what they make together."""
        found = (IMPORTED_FOUND if self.is_imported else FOUND) * self.found
        return found + self.classified + LIKE * self.likeness


class _Said(NamedTuple):
    """A phrase of the knowledge base, read."""

    tokens: Sequence[Token]
    words: Sequence[str]
    core: str
    weights: Sequence[float]  #: of each word; less for what is set aside


class Ranker:
    """Knows the words of every entry and topic."""

    def __init__(
        self, lesson: Lesson, memory: Memory | None = None, elder: Ranker | None = None
    ) -> None:
        """Learn a lesson; what takes long is borrowed of an *elder* who knows the same entries."""
        self.lesson = lesson
        self.is_borrowing = elder is not None and elder.lesson.is_about_the_same(lesson)
        if not self.is_borrowing:
            elder = None
        self._numbers = {id_: number for number, id_ in enumerate(lesson.ids)}
        vocabulary, phrases = lesson.vocabulary, lesson.phrases
        self.normaliser = Normaliser(vocabulary)
        self._concepts = _read_concepts(vocabulary, self.normaliser)
        self.aspects: AspectReader = (
            elder.aspects if elder else AspectReader.build(lesson, self.normaliser, memory)
        )
        self._focus = Focus.build(vocabulary, self.normaliser)
        self._fillers = frozenset(w for filler in vocabulary.fillers for w in words(filler))
        self._likeness = Likeness(self._fillers)
        taught: dict[int, list[_Said]] = {}
        self._index = Index.build(self._documents(phrases, taught))
        self.taught = {number: label for label, number in enumerate(taught)}
        is_apt = elder is not None and elder.taught == self.taught
        self.classifier: Classifier = (
            elder.classifier if elder and is_apt else self._teach([*taught.values()], memory)
        )
        self.normaliser.learn(
            name for name in self._index.names if len(name) > 1 and name.isalnum()
        )
        self.analyst = Analyst(
            self.normaliser, self._concepts, self._index, self._fillers, self.aspects, self._focus
        )

    def _said(self, text: str) -> _Said:
        clauses = self.normaliser.clauses(text)
        tokens = [token for clause in clauses for token in clause]
        words = [token.text for token in tokens]
        masses = [0.0 if word in self._fillers else 1.0 for word in words]
        weights = self._focus.weights(clauses, masses, 1.0)
        meant = [weight > 2 * ASIDE for weight in weights]
        subject = core(words, self.aspects.find(tokens), self._fillers, meant)
        return _Said(tokens, words, subject, weights)

    def _documents(
        self, phrases: Phrases, taught: dict[int, list[_Said]]
    ) -> Iterator[dict[str, float]]:
        """Yield what the index takes of each entry; keep the phrases of those with enough."""
        for number, said in enumerate(phrases):
            document: defaultdict[str, float] = defaultdict(float)
            read = [self._said(text) for text, _ in said]
            self._likeness.add((one.words for one in read), (text for text, _ in said))
            for one, (_, weight) in zip(read, said, strict=True):
                for place, name, value in weigh(one.tokens, self._concepts, one.core):
                    meant = one.weights[min(place, len(one.weights) - 1)]
                    document[name] += weight * value * meant
            if len(read) >= TAUGHT_FROM and number not in self.lesson.imported:
                taught[number] = read
            yield document

    def _teach(self, taught: Sequence[Sequence[_Said]], memory: Memory | None) -> Classifier:
        """Train on entries that have phrases enough; imported titles are left to the index."""
        samples = [
            buckets(one.words, self._concepts, one.core, one.weights)
            for said in taught
            for one in said
        ]
        labels = [label for label, said in enumerate(taught) for _ in said]
        return Classifier.train(samples, labels, len(taught), memory)

    def rank(self, analysis: Analysis) -> list[Ranked]:
        """Return what fits best, best first."""
        if not analysis.words:
            return []
        passages = list(_passages(len(analysis.words)))
        found = self._find(analysis, passages)
        classified = self._classify(analysis, passages)
        numbers = set(sorted(found, key=lambda n: -found[n])[:30])
        numbers |= {n for n, label in self.taught.items() if classified[label] > 0.1}  # noqa: PLR2004 - noise
        first = sorted(
            (self._ranked(number, found, classified) for number in numbers),
            key=lambda one: -one.score,
        )
        best = [self._numbers[one.id] for one in first[:LIKEST]]
        likeness = self._likeness.of(analysis.meant, best)
        ranked = [one._replace(likeness=likeness.get(self._numbers[one.id], 0.0)) for one in first]
        return sorted(ranked, key=lambda one: (-one.score, one.id))

    def nearest(self, analysis: Analysis, one: str) -> str:
        """Return the phrase of an entry that is most like an utterance."""
        return self._likeness.nearest(analysis.words, self._numbers[one])

    def shared(self, analysis: Analysis, one: str) -> list[str]:
        """Return the words and pairs an utterance shares with an entry, weightiest first."""
        number = self._numbers[one]
        features, _ = analysis.part(0, len(analysis.words))
        common = self._index.common(features, number)
        return [name.lstrip("=#") for name, _ in common][:6]

    def _ranked(self, number: int, found: dict[int, float], classified: list[float]) -> Ranked:
        label = self.taught.get(number)
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
            [self.classifier.score(self._buckets(analysis, start, end)) for start, end in passages]
        ).max(axis=0)
        if len(passages) > 1:
            whole = self.classifier.score(self._buckets(analysis, 0, len(analysis.words)))
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


def _read_concepts(vocabulary: Vocabulary, normaliser: Normaliser) -> Concepts:
    concepts: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for concept in vocabulary.concepts:
        for says in concept.says:
            said = tuple(token.text for token in normaliser.tokens(says))
            concepts[said[0]].append((said, concept.name))
    for found in concepts.values():
        found.sort(key=lambda item: -len(item[0]))
    return dict(concepts)
