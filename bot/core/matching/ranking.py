"""Ranks entries and topics for an utterance: the index and the classifier, on its best passage."""

from __future__ import annotations

from array import array
from collections import defaultdict
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.core.matching.analysis import Analysis, Analyst
from bot.core.matching.aspects import AspectReader, core
from bot.core.matching.classifier import Classifier
from bot.core.matching.features import Concepts, hashed, weigh
from bot.core.matching.focus import ASIDE, Focus
from bot.core.matching.index import Index
from bot.core.matching.likeness import Likeness
from bot.core.matching.normalise import Normaliser, Token
from bot.core.matching.passages import passages, together
from bot.core.matching.ranked import EPSILON, TITLED, Ranked, chances
from bot.core.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.classifier import Memory
    from bot.core.matching.lesson import Lesson, Phrase, Phrases
    from bot.core.vocabulary import Vocabulary

WHOLE = 0.25  #: what the whole of a story counts beside its best passage, in the index
WHOLE_CLASSIFIED = 0.4  #: the same, in the classifier
LIKEST = 12  #: entries whose phrases are compared one by one
TAUGHT_FROM = 4  #: phrases an entry needs to be a class of the classifier


class _Said(NamedTuple):
    """A phrase of the knowledge base, read."""

    tokens: Sequence[Token]
    words: Sequence[str]
    core: str
    weights: Sequence[float]  #: of each word; less for what is set aside


class _Page(NamedTuple):
    """What was read of an imported entry; to read thousands of them takes seconds."""

    names: tuple[str, ...]  #: of the features
    weights: array[float]
    words: tuple[tuple[str, ...], ...]  #: of each phrase


class Ranker:
    """Knows the words of every entry and topic."""

    def __init__(
        self,
        lesson: Lesson,
        memory: Memory | None = None,
        elder: Ranker | None = None,
        *,
        borrows: bool = False,
    ) -> None:
        """Learn a lesson with what an *elder* has read; one who *borrows* judges as they do."""
        self.lesson = lesson
        elder = elder if elder and elder.lesson.is_read_alike(lesson) else None
        self._known: Mapping[Phrase, _Page] = elder.pages if elder else {}
        self.pages: dict[Phrase, _Page] = {}
        elder = elder if borrows else None
        self.is_borrowing = elder is not None
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
        self._known = {}
        self.taught = {number: label for label, number in enumerate(taught)}
        if elder:
            self.taught = elder.labels_of(lesson.ids)
        self._always = np.array([*self.taught], np.intp)
        self._labels = np.array([*self.taught.values()], np.intp)
        self.classifier: Classifier = (
            elder.classifier if elder else self._teach([*taught.values()], memory)
        )
        self.normaliser.learn(self._index.names)
        self.analyst = Analyst(
            self.normaliser, self._concepts, self._index, self._fillers, self.aspects, self._focus
        )

    def labels_of(self, ids: Sequence[str]) -> dict[int, int]:
        """Return the classes of those entries and topics that were taught, by their places."""
        labels = {self.lesson.ids[number]: label for number, label in self.taught.items()}
        return {number: labels[id_] for number, id_ in enumerate(ids) if id_ in labels}

    def _said(self, text: str) -> _Said:
        clauses = self.normaliser.clauses(text)
        tokens = [token for clause in clauses for token in clause]
        words = [token.text for token in tokens]
        masses = [0.0 if word in self._fillers else 1.0 for word in words]
        weights, _ = self._focus.weights(clauses, masses, 1.0)
        meant = [weight > 2 * ASIDE for weight in weights]
        subject = core(words, self.aspects.find(tokens), self._fillers, meant)
        return _Said(tokens, words, subject, weights)

    def _documents(
        self, phrases: Phrases, taught: dict[int, list[_Said]]
    ) -> Iterator[Mapping[str, float]]:
        """Yield what the index takes of each entry; keep the phrases of those with enough."""
        for number, said in enumerate(phrases):
            if number in self.lesson.imported:
                yield self._imported(said)
                continue
            read = [self._said(text) for text, _ in said]
            self._likeness.add((one.words for one in read), (text for text, _ in said))
            if len(read) >= TAUGHT_FROM:
                taught[number] = read
            yield self._document(said, read)

    def _imported(self, said: Phrase) -> Mapping[str, float]:
        """Return what the index takes of an imported entry, read before or now."""
        page = self._known.get(said)
        if page is None:
            read = [self._said(text) for text, _ in said]
            found = self._document(said, read)
            shared = tuple(tuple(map(intern, one.words)) for one in read)
            page = _Page(tuple(map(intern, found)), array("d", found.values()), shared)
        self.pages[said] = page
        self._likeness.add(page.words, (text for text, _ in said))
        return dict(zip(page.names, page.weights, strict=True))

    def _document(self, said: Phrase, read: Sequence[_Said]) -> Mapping[str, float]:
        document: defaultdict[str, float] = defaultdict(float)
        for one, (_, weight) in zip(read, said, strict=True):
            for place, name, value in weigh(one.tokens, self._concepts, one.core):
                document[name] += weight * value * one.weights[place]
        return document

    def _teach(self, taught: Sequence[Sequence[_Said]], memory: Memory | None) -> Classifier:
        """Train on entries that have phrases enough; imported titles are left to the index."""
        samples = [
            hashed(one.words, self._concepts, one.core, one.weights)
            for said in taught
            for one in said
        ]
        labels = [label for label, said in enumerate(taught) for _ in said]
        return Classifier.train(samples, labels, len(taught), memory)

    def rank(self, analysis: Analysis, weights: Mapping[str, float]) -> list[Ranked]:
        """Return what fits best, best first, with the chance that it is meant.

        *weights*: of what speaks for an entry, fitted by tools/calibrate.py.
        """
        if not analysis.words:
            return []
        first = self._likeliest(analysis, weights)
        numbers = [self._numbers[one.id] for one in first]
        likeness = self._likeness.of(analysis.meant, numbers)
        seen = [
            one._replace(likeness=likeness.get(number, 0.0))
            for number, one in zip(numbers, first, strict=True)
        ]
        likely = chances([one.sum(weights) for one in seen], weights["none"])
        ranked = [one._replace(chance=chance) for one, chance in zip(seen, likely, strict=True)]
        return sorted(ranked, key=lambda one: (-one.chance, one.id))

    def _likeliest(self, analysis: Analysis, weights: Mapping[str, float]) -> list[Ranked]:
        """Return the entries and topics that fit best, by their words and by the classifier."""
        spans = list(passages(len(analysis.words)))
        documents, sums = self._index.search(analysis.features, spans, self._always)
        masses = np.array([sum(analysis.masses[start:end]) for start, end in spans])
        norms = np.sqrt((1 + masses) * self._index.rarest)[:, None]
        said = hashed(analysis.words, self._concepts, analysis.core, analysis.weights)
        classified = together(self.classifier.score(said, spans), WHOLE_CLASSIFIED)
        found = np.zeros(len(self.lesson.ids))
        found[documents] = together(sums / norms, WHOLE)
        taught = np.full(len(found), weights["untaught"])
        taught[self._always] = weights["classified"] * np.log(classified[self._labels] + EPSILON)
        known = np.full(len(found), TITLED * weights["found"])
        known[self._always] = weights["found"]
        first = np.union1d(documents, self._always)
        first = first[np.argsort(-(taught + known * found)[first], kind="stable")]
        return [self._ranked(n, float(found[n]), classified) for n in first[:LIKEST].tolist()]

    def _ranked(self, number: int, found: float, classified: NDArray[np.floating]) -> Ranked:
        label = self.taught.get(number)
        chance = None if label is None else float(classified[label])
        return Ranked(self.lesson.ids[number], number >= self.lesson.entries, found, chance)

    def title(self, one: str) -> str:
        """Return what an entry is called first of all; of a topic, its first sample."""
        return self.lesson.phrases[self._numbers[one]][0][0]

    def nearest(self, analysis: Analysis, one: str) -> str:
        """Return the phrase of an entry that is most like an utterance."""
        return self._likeness.nearest(analysis.words, self._numbers[one])

    def shared(self, analysis: Analysis, one: str) -> list[str]:
        """Return the words and pairs an utterance shares with an entry, weightiest first."""
        number = self._numbers[one]
        features, _ = analysis.part(0, len(analysis.words))
        common = self._index.common(features, number)
        shown = (name for name, _ in common if name[0] not in "=#!")
        return list(shown)[:6]


def _read_concepts(vocabulary: Vocabulary, normaliser: Normaliser) -> Concepts:
    concepts: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for concept in vocabulary.concepts:
        for says in concept.says:
            said = tuple(token.text for token in normaliser.tokens(says))
            concepts[said[0]].append((said, concept.name))
    for found in concepts.values():
        found.sort(key=lambda item: -len(item[0]))
    return dict(concepts)
