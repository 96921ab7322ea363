"""What of an entry is asked: cues and a classifier of sample questions decide together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.entry import Aspect
from bot.core.matching.classifier import Classifier
from bot.core.matching.cues import Cue, CueBook, read_cue
from bot.core.matching.features import Hashed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.matching.classifier import Memory
    from bot.core.matching.lesson import Lesson
    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import Vocabulary

STRONG = 4.0  #: weight of a cue that leaves little doubt
CUED = 3.5  #: what such a cue counts
MOST_CUED = 1.2  #: the most, in such cues
LIKELY = 1.6  #: what the logarithm of a chance counts beside it
NOTHING = -1.5  #: what speaks for nothing being asked, besides its chance
FAINT = 0.7  #: cues of less are too weak to tell that anything is asked
UNHEARD = -0.5  #: the same, where no word asks
BARE = 1.0  #: and where there are no more words than name a subject
SHORT = 4  #: words
NAMES = 6  #: names of each entry that are learnt to ask for nothing
MOST_NAMES = 500  #: of all entries
LAST = 14  #: words at the end of a story, where the question mostly stands
WHOLE = 0.4  #: what the whole of a story counts beside its end
EPSILON = 0.001
_FAINT = 0.3  #: what the beginning of a story weighs beside its end
_SKIPPED = 0.5  #: two words with one between, beside two that touch
_PLACES = {aspect: place for place, aspect in enumerate(Aspect)}
WEAK = 0.3  #: of its weight is left to a weak cue
_LATER = 0.4  #: what the end of a sentence weighs more than its beginning


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue, and the places of its words."""

    cue: Cue
    places: frozenset[int]

    def weight(self, length: int) -> float:
        """Return its weight in an utterance of *length* words."""
        return self.cue.weight + _LATER * min(self.places) / length


@dataclass(frozen=True, slots=True)
class AspectReader:
    """Finds the words that ask for an aspect, and tells which one is meant."""

    book: CueBook
    classifier: Classifier
    names: frozenset[tuple[str, ...]]  #: what entries are called, as it is read

    @classmethod
    def build(
        cls, lesson: Lesson, book: CueBook, normaliser: Normaliser, memory: Memory | None
    ) -> AspectReader:
        """Learn from sample questions.

        What entries are called asks for nothing: names are the samples of that; imported titles
        are none, so that an import changes nothing of what is heard.
        """
        samples = [(says, _PLACES[aspect]) for aspect, says in lesson.asked]
        names = [*lesson.names()]
        first = [name for called in names for name in called[:NAMES]]
        samples += [(name, len(Aspect)) for name in first[:MOST_NAMES]]
        read = [
            _features([token.text for token in normaliser.tokens(says)]) for says, _ in samples
        ]
        labels = [label for _, label in samples]
        classifier = Classifier.train(read, labels, len(Aspect) + 1, memory)
        called = frozenset(
            tuple(token.text for token in normaliser.tokens(name))
            for many in names
            for name in many
        )
        return cls(book, classifier, called)

    def read(self, words: Sequence[str], heard: Sequence[Heard]) -> Aspect | None:
        """Return the aspect asked for: by its cues, and by what sample questions sound like."""
        if not words or (not heard and tuple(words) in self.names):
            return None
        scores = [LIKELY * math.log(chance + EPSILON) for chance in self._chances(words)]
        scores[-1] += NOTHING if heard else UNHEARD if len(words) > SHORT else BARE
        cued = dict.fromkeys(Aspect, 0.0)
        for one in heard:
            if one.cue.aspect:
                weight = min(one.weight(len(words)) / STRONG, MOST_CUED)
                cued[one.cue.aspect] = max(cued[one.cue.aspect], CUED * weight)
        for aspect, weight in cued.items():
            scores[_PLACES[aspect]] += weight
        if max(cued.values()) > FAINT:  # words that ask are there: something is asked
            scores.pop()
        best = max(range(len(scores)), key=lambda place: scores[place])
        return tuple(Aspect)[best] if best < len(Aspect) else None

    def _chances(self, words: Sequence[str]) -> list[float]:
        """Return the chance of each aspect, and of none, by the classifier."""
        end = len(words)
        spans = [(0, end)] if end <= LAST + 2 else [(end - LAST, end), (0, end)]
        chances = self.classifier.score(_features(words), spans)
        mixed: list[float] = ((1 - WHOLE) * chances[0] + WHOLE * chances[-1]).tolist()
        return mixed


def read_cues(vocabulary: Vocabulary, normaliser: Normaliser) -> CueBook:
    """Read the words that ask for an aspect as citizens' words are read."""
    cues = []
    for group in vocabulary.aspects:
        for rank, says in enumerate(group.says):
            parts = read_cue(says, normaliser)
            weight = sum(map(len, parts)) + 0.5 - 0.4 * rank / len(group.says)
            weight *= WEAK if group.weak else 1.0
            cues.append(Cue(parts, group.aspect, weight))
    silent = (Cue(read_cue(says, normaliser), None, 0.0) for says in vocabulary.not_asked)
    return CueBook([*cues, *silent])


def find(book: CueBook, said: Sequence[Token]) -> list[Heard]:
    """Return the cues in a row of words; not those inside longer ones."""
    heard = [Heard(cue, places) for _, cue, places in book.found(said)]
    return [
        one
        for one in heard
        if one.cue.aspect and not any(one.places < other.places for other in heard)
    ]


def _features(words: Sequence[str]) -> Hashed:
    """Return hashed words, pairs and triples; later ones weigh more."""
    slope = (1 - _FAINT) / max(1, len(words))
    weights = [_FAINT + slope * (i + 1) for i in range(len(words))]
    found = [
        (" ".join((str(size), *words[i : i + size])), weights[i], i, i + size - 1)
        for size in (1, 2, 3)
        for i in range(len(words) - size + 1)
    ]
    found += [
        (f"s {words[i]} {words[i + 2]}", _SKIPPED * weights[i], i, i + 2)
        for i in range(len(words) - 2)
    ]
    return Hashed.of(found)


def core(
    words: Sequence[str],
    heard: Sequence[Heard],
    fillers: frozenset[str],
    meant: Sequence[bool],
) -> str:
    """Return what is left without questions, fillers and what is not *meant*: the bare subject."""
    asked = frozenset[int]().union(*(one.places for one in heard))
    left = (
        word for i, word in enumerate(words) if i not in asked and word not in fillers and meant[i]
    )
    return " ".join(left)
