"""What of an entry is asked: cues and a classifier of sample questions decide together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from bot.core.entry import Aspect
from bot.core.matching.classifier import Classifier
from bot.core.matching.cues import Cue, CueBook, read_cue
from bot.core.matching.features import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.matching.classifier import Memory
    from bot.core.matching.lesson import Lesson
    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import Vocabulary

STRONG = 4.0  #: weight of a cue that leaves little doubt
CUED = 1.0  #: what such a cue counts beside the classifier
SURE = 0.2  #: score from which an aspect is taken for asked
NOTHING = 0.8  #: share of the chance that nothing is asked, which must be beaten
NAMES = 6  #: names of each entry that are learnt to ask for nothing
MOST_NAMES = 500  #: of all entries; imported titles are not needed for that
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

    @classmethod
    def build(cls, lesson: Lesson, normaliser: Normaliser, memory: Memory | None) -> AspectReader:
        """Read the cues as citizens' words are read, and learn from sample questions.

        What entries are called asks for nothing: names are the samples of that.
        """
        samples = [(says, _PLACES[aspect]) for aspect, says in lesson.asked]
        names = [
            said[0] for phrases in lesson.phrases[: lesson.entries] for said in phrases[:NAMES]
        ]
        samples += [(name, len(Aspect)) for name in names[:MOST_NAMES]]
        read = [
            _features([token.text for token in normaliser.tokens(says)]) for says, _ in samples
        ]
        labels = [label for _, label in samples]
        classifier = Classifier.train(read, labels, len(Aspect) + 1, memory)
        return cls(CueBook(cls._cues(lesson.vocabulary, normaliser)), classifier)

    @staticmethod
    def _cues(vocabulary: Vocabulary, normaliser: Normaliser) -> list[Cue]:
        cues = []
        for group in vocabulary.aspects:
            for rank, says in enumerate(group.says):
                parts = read_cue(says, normaliser)
                weight = sum(map(len, parts)) + 0.5 - 0.4 * rank / len(group.says)
                weight *= WEAK if group.weak else 1.0
                cues.append(Cue(parts, group.aspect, weight))
        silent = (Cue(read_cue(says, normaliser), None, 0.0) for says in vocabulary.not_asked)
        return [*cues, *silent]

    def read(self, words: Sequence[str], heard: Sequence[Heard]) -> Aspect | None:
        """Return the aspect asked for: by its cues, and by what sample questions sound like."""
        likely = self.classifier.score(_features(words)).tolist()
        cued = dict.fromkeys(Aspect, 0.0)
        for one in heard:
            if one.cue.aspect:
                weight = min(one.weight(len(words)) / STRONG, 1.2)
                cued[one.cue.aspect] = max(cued[one.cue.aspect], CUED * weight)
        scores = {aspect: cued[aspect] + likely[place] for aspect, place in _PLACES.items()}
        best = max(scores, key=lambda aspect: scores[aspect])
        is_cued = max(cued.values()) > SURE  # words that ask are there: something is asked
        return (
            best if scores[best] > (SURE if is_cued else max(SURE, NOTHING * likely[-1])) else None
        )

    def find(self, said: Sequence[Token]) -> list[Heard]:
        """Return the cues in a row of words; not those inside longer ones."""
        heard = [Heard(cue, places) for _, cue, places in self.book.found(said)]
        return [
            one
            for one in heard
            if one.cue.aspect and not any(one.places < other.places for other in heard)
        ]


def _features(words: Sequence[str]) -> dict[int, float]:
    """Return hashed counts of words, pairs and triples."""
    counts: dict[int, float] = {}
    for size in (1, 2, 3):
        for i in range(len(words) - size + 1):
            key = crc32(" ".join((str(size), *words[i : i + size])).encode()) % BUCKETS
            counts[key] = counts.get(key, 0.0) + 1.0
    return counts


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
