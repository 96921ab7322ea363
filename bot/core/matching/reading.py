"""Reads what is said of entries and topics as citizens' words are read; once, as it takes long."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from bot.core.matching.concepts import Concepts
from bot.core.matching.features import sample, weigh
from bot.core.matching.focus import ASIDE, Focus
from bot.core.matching.heard import core, costing, find, read_cues
from bot.core.matching.manner import Ear
from bot.core.matching.normalise import Normaliser, Token
from bot.core.matching.sparse import Samples
from bot.core.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.matching.cues import CueBook
    from bot.core.matching.features import Concept, Sample
    from bot.core.matching.lesson import Phrase
    from bot.core.vocabulary import Vocabulary


class _Said(NamedTuple):
    """A phrase of the knowledge base, read."""

    tokens: Sequence[Token]
    words: Sequence[str]
    concepts: Sequence[Concept]
    core: str
    weights: Sequence[float]  #: of each word; less for what is set aside


class Page(NamedTuple):
    """What was read of an entry or a topic."""

    names: tuple[str, ...]  #: of the features, for the index
    weights: array[float]
    words: tuple[tuple[str, ...], ...]  #: of each phrase
    samples: Samples | None  #: of each phrase, for the classifier, if this is a class of it

    def document(self) -> Mapping[str, float]:
        """Return the summed weights of the features."""
        return dict(zip(self.names, self.weights, strict=True))


@dataclass(frozen=True, slots=True)
class PhraseReader:
    """Reads phrases with a vocabulary, whatever the entries are."""

    vocabulary: Vocabulary
    normaliser: Normaliser  #: that knows no words but those of the vocabulary
    concepts: Concepts
    cues: CueBook
    focus: Focus
    fillers: frozenset[str]
    ear: Ear
    costs: frozenset[str]  #: words that ask what a thing takes, in questions for that

    @classmethod
    def build(cls, vocabulary: Vocabulary) -> PhraseReader:
        """Read the vocabulary itself."""
        normaliser = Normaliser(vocabulary)
        return cls(
            vocabulary,
            normaliser,
            Concepts.build(vocabulary, normaliser),
            read_cues(vocabulary, normaliser),
            Focus.build(vocabulary, normaliser),
            frozenset(w for filler in vocabulary.fillers for w in words(filler)),
            Ear.build(vocabulary, normaliser),
            frozenset(w for cost in vocabulary.focus.costs for w in words(cost)),
        )

    def page(self, said: Phrase, *, is_class: bool) -> Page:
        """Read what is said of one entry; of one that is a class, also what is learnt from it."""
        read = [self._said(text) for text, _ in said]
        found = _document(said, read)
        return Page(
            tuple(map(intern, found)),
            array("d", found.values()),
            tuple(tuple(map(intern, one.words)) for one in read),
            Samples.of(map(_sample, read)) if is_class else None,
        )

    def _said(self, text: str) -> _Said:
        clauses = self.normaliser.clauses(text)
        tokens = [token for clause in clauses for token in clause]
        said = [token.text for token in tokens]
        masses = [0.0 if word in self.fillers else 1.0 for word in said]
        weights, _ = self.focus.weights(clauses, masses, 1.0)
        heard = find(self.cues, tokens)
        for place in costing(said, heard, self.costs):
            weights[place] = min(weights[place], ASIDE)
        meant = [weight > 2 * ASIDE for weight in weights]
        subject = core(said, heard, self.fillers, meant)
        return _Said(tokens, said, self.concepts.find(said), subject, weights)


def _document(said: Phrase, read: Sequence[_Said]) -> Mapping[str, float]:
    document: defaultdict[str, float] = defaultdict(float)
    for one, (_, weight) in zip(read, said, strict=True):
        weights = one.weights
        for place, name, value in weigh(one.tokens, one.concepts, one.core):
            document[name] += weight * value * weights[place]
    return document


def _sample(one: _Said) -> Sample:
    return sample(one.words, one.concepts, one.core, one.weights)
