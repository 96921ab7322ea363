"""Ranks entries and topics for an utterance: the index and the classifier, on its best passage."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.core.matching.analysis import Analysis, Analyst
from bot.core.matching.aspects import AspectReader
from bot.core.matching.callings import Callings
from bot.core.matching.classifier import Classifier
from bot.core.matching.features import hashed
from bot.core.matching.index import Index
from bot.core.matching.lesson import ALIAS
from bot.core.matching.likeness import Likeness
from bot.core.matching.passages import PASSAGE, passages, together
from bot.core.matching.ranked import EPSILON, TITLED, Ranked, chances
from bot.core.matching.reading import PhraseReader
from bot.core.matching.signs import Signs
from bot.core.matching.sparse import Samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.classifier import Memory
    from bot.core.matching.lesson import Lesson
    from bot.core.matching.reading import Page

WHOLE = 0.6  #: what the whole of a story counts beside its best passage, in the index
WHOLE_CLASSIFIED = 0.5  #: the same, in the classifier
AGAINST = 0.8  #: what a sign counts against entries, beside what it counts for its topic
LIKEST = 12  #: entries whose phrases are compared one by one
TAUGHT_FROM = 4  #: phrases an entry needs to be a class of the classifier


class _Learnt(NamedTuple):
    """What takes long to learn; another ranker may borrow it."""

    aspects: AspectReader
    classifier: Classifier
    labels: Mapping[str, int]  #: the class of each entry or topic that is one


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
        elder = elder if elder and elder.lesson.is_read_alike(lesson) else None
        self.lesson: Lesson = lesson
        self.reader: PhraseReader = (
            elder.reader if elder else PhraseReader.build(lesson.vocabulary)
        )
        self.pages = [*self._read(elder)]  #: of each entry and topic
        self._numbers = {id_: number for number, id_ in enumerate(lesson.ids)}
        self._index = Index.build(page.document() for page in self.pages)
        self._likeness = self._written()
        signs = Signs.build(lesson.signs, self.reader.normaliser)
        self.callings = Callings(self.reader, lesson)
        self.analyst = Analyst.build(self.reader, self._index, signs)
        self.is_borrowing = borrows and elder is not None
        self._judge_by(elder.learnt if elder and borrows else self._learn(memory))

    def _judge_by(self, learnt: _Learnt) -> None:
        """Take over what was learnt."""
        self.learnt = learnt
        self.aspects = learnt.aspects
        labels = learnt.labels
        self.taught = {n: labels[id_] for id_, n in self._numbers.items() if id_ in labels}
        self._always = np.array([*self.taught], np.intp)
        self._labels = np.array([*self.taught.values()], np.intp)

    def taught_anew(self, memory: Memory | None) -> Ranker:
        """Return one who has read the same and borrows nothing."""
        ranker = copy(self)
        ranker.is_borrowing = False
        ranker._judge_by(self._learn(memory))  # noqa: SLF001 - it is one of us
        return ranker

    def _read(self, elder: Ranker | None) -> Iterator[Page]:
        """Read what is said of each entry and topic, if an elder has not read it."""
        known = dict(zip(elder.lesson.phrases, elder.pages, strict=True)) if elder else {}
        for number, said in enumerate(self.lesson.phrases):
            is_class = number not in self.lesson.imported and len(said) >= TAUGHT_FROM
            page = known.get(said)
            if page is None or (is_class and not page.samples):
                page = self.reader.page(said, is_class=is_class)
            yield page

    def _written(self) -> Likeness:
        """Gather the phrases that utterances are compared with, letter by letter."""
        likeness = Likeness(self.reader.fillers)
        for page, said in zip(self.pages, self.lesson.phrases, strict=True):
            likeness.add(page.words, (text for text, _ in said))
        return likeness

    def _names(self) -> Iterator[Sequence[tuple[str, ...]]]:
        """Yield what each entry that was written by hand is called, as it was read."""
        said = zip(self.pages, self.lesson.phrases[: self.lesson.entries], strict=False)
        for number, (page, phrases) in enumerate(said):
            if number not in self.lesson.imported:
                words = zip(page.words, phrases, strict=True)
                yield [read for read, (_, weight) in words if weight >= ALIAS]

    def _learn(self, memory: Memory | None) -> _Learnt:
        """Learn from entries that have phrases enough; imported titles are left to the index."""
        imported = self.lesson.imported
        aspects = AspectReader.build(self.lesson, self.reader, [*self._names()], memory)
        pages = zip(self.lesson.ids, self.pages, strict=True)
        taught = {
            id_: page.samples
            for number, (id_, page) in enumerate(pages)
            if page.samples and number not in imported
        }
        labels = [n for n, said in enumerate(taught.values()) for _ in said.sizes]
        samples = Samples.joined([*taught.values()])
        classifier = Classifier.train(samples, labels, len(taught), memory)
        return _Learnt(aspects, classifier, {id_: n for n, id_ in enumerate(taught)})

    def rank(self, analysis: Analysis, weights: Mapping[str, float]) -> list[Ranked]:
        """Return what fits best, best first, with the chance that it is meant.

        *weights*: of what speaks for an entry, fitted by tools/calibrate.py.
        """
        if not analysis.words:
            return []
        seen = self._likeliest(analysis, weights)
        likely = chances([one.sum(weights) for one in seen], weights["none"])
        ranked = [one.likely(chance) for one, chance in zip(seen, likely, strict=True)]
        return sorted(ranked, key=lambda one: (-one.chance, one.id))

    def _likeliest(self, analysis: Analysis, weights: Mapping[str, float]) -> list[Ranked]:
        """Return the entries and topics that fit best, by their words and by the classifier."""
        documents, found, classified = self._compared(analysis)
        told = self._told(analysis, documents)
        known = np.full(len(documents), TITLED * weights["found"])
        taught = np.full(len(documents), weights["untaught"])
        at = np.searchsorted(documents, self._always)
        known[at] = weights["found"]
        taught[at] = weights["classified"] * np.log(classified[self._labels] + EPSILON)
        speaks = taught + known * found + weights["told"] * told
        first = np.argsort(-speaks, kind="stable")[:LIKEST]
        numbers = documents[first].tolist()
        likeness = self._likeness.of(analysis.meant, numbers)
        ids, entries, labels = self.lesson.ids, self.lesson.entries, self.taught
        chance = {n: float(classified[labels[n]]) for n in numbers if n in labels}
        return [
            Ranked(ids[n], n >= entries, fits, chance.get(n), likeness.get(n, 0.0), tells)
            for n, fits, tells in zip(
                numbers, found[first].tolist(), told[first].tolist(), strict=True
            )
        ]

    def _compared(
        self, analysis: Analysis
    ) -> tuple[NDArray[np.intp], NDArray[np.floating], NDArray[np.floating]]:
        """Return what may be meant, how well it fits by its words, and each class's chance."""
        spans = list(passages(len(analysis.words)))
        documents, sums = self._index.search(analysis.features, spans, self._always)
        if not len(documents):
            documents, sums = self._always, np.zeros((len(spans), len(self._always)), np.float32)
        masses = np.array([sum(analysis.masses[start:end]) for start, end in spans])
        norms = np.sqrt((1 + masses) * self._index.rarest)[:, None]
        said = hashed(analysis.words, analysis.concepts, analysis.core, analysis.weights)
        classified = together(self.learnt.classifier.score(said, spans), WHOLE_CLASSIFIED)
        return documents, together(sums / norms, WHOLE), classified

    def _told(self, analysis: Analysis, documents: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what signs tell for topics, and against all entries; less in a long story."""
        told = np.zeros(len(documents))
        if analysis.told:
            counts = min(1.0, PASSAGE / len(analysis.words))
            against = -AGAINST * counts * max(analysis.told.values())
            told[documents < self.lesson.entries] = against
            for number, weight in analysis.told.items():
                told[documents == self.lesson.entries + number] = weight * counts
        return told

    def rarity(self, word: str) -> float:
        """Return how rare a word is among all entries and topics."""
        return self._index.rarity(word)

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
