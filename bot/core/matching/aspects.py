"""What of an entry is asked: cues and a classifier of sample questions decide together."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.entry import Aspect
from bot.core.matching.asking import Asking
from bot.core.matching.classifier import Classifier
from bot.core.matching.sparse import Samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.matching.analysis import Analysis
    from bot.core.matching.classifier import Memory
    from bot.core.matching.heard import Heard
    from bot.core.matching.lesson import Lesson
    from bot.core.matching.normalise import Normaliser
    from bot.core.matching.reading import PhraseReader

STRONG = 4.0  #: weight of a cue that leaves little doubt
CUED = 3.5  #: what such a cue counts
MOST_CUED = 1.2  #: the most, in such cues
LIKELY = 1.6  #: what the logarithm of a chance counts beside it
NOTHING = -1.5  #: what speaks for nothing being asked, besides its chance
FAINT = 0.7  #: cues of less are too weak to tell that anything is asked
UNHEARD = -0.5  #: the same, where no word asks
BARE = 1.0  #: and where there are no more words than name a subject
SHORT = 4  #: words
TOLD = 6.0  #: where neither words nor a mark ask, and no cue is heard
UNASKED = -1.5  #: the same, where one is
TALE = 2.5  #: and where that is in a longer message, where cues may be part of what is told
LONG = 10  #: words
OPENING = 2.5  #: what it counts that a message begins by naming what is wanted
FRAMED = 8.0  #: and where nothing else is asked than how that is
POLAR = 0.5  #: what speaks for "who" where yes or no is the answer: may I, must I
USUAL = 5  #: sample questions that have a word, from which it says little of a subject
NAMES = 6  #: names of each entry that are learnt to ask for nothing
MOST_NAMES = 500  #: of all entries
LAST = 14  #: words at the end of a story, where the question mostly stands
WHOLE = 0.4  #: what the whole of a story counts beside its end
EPSILON = 0.001
_PLACES = {aspect: place for place, aspect in enumerate(Aspect)}
_LONGEST_DOUBLE = 24  #: words of a message in which two aspects are looked for
_CLEAR = 1.0  #: weight of a cue by which a part of a message asks by itself
_SURE = 0.4  #: chance of that
_ENDING = 4  #: words at the end of a part, where such a cue stands


@dataclass(frozen=True, slots=True)
class AspectReader:
    """Finds the words that ask for an aspect, and tells which one is meant."""

    classifier: Classifier
    asking: Asking
    names: frozenset[tuple[str, ...]]  #: what entries are called, as it is read
    joins: frozenset[str]  #: words that join a second question on
    turns: frozenset[str]  #: words before what is asked in earnest
    usual: frozenset[str]  #: words of many sample questions, whatever they are about

    @classmethod
    def build(
        cls,
        lesson: Lesson,
        reader: PhraseReader,
        names: Sequence[Sequence[tuple[str, ...]]],
        memory: Memory | None,
    ) -> AspectReader:
        """Learn from sample questions.

        What entries are called asks for nothing: *names*, of each, are samples of that; imported
        titles are none, so that an import changes nothing of what is heard.
        """
        asking = Asking(reader.cues.words | reader.fillers)
        asked = [_read(says, reader.normaliser) for _, says in lesson.asked]
        first = [name for called in names for name in called[:NAMES]][:MOST_NAMES]
        labels = [_PLACES[aspect] if aspect else len(Aspect) for aspect, _ in lesson.asked]
        labels += [len(Aspect)] * len(first)
        samples = Samples.of(map(asking.sample, (*asked, *first)))
        classifier = Classifier.train(samples, labels, len(Aspect) + 1, memory)
        called = frozenset(name for many in names for name in many)
        joins, turns = (
            frozenset(word for one in words for word in _read(one, reader.normaliser)[:1])
            for words in (lesson.vocabulary.joins, lesson.vocabulary.questions.turns)
        )
        return cls(classifier, asking, called, joins, turns, _usual(asked))

    def read(self, said: Analysis) -> Aspect | None:
        """Return the aspect asked for: by its cues, and by what sample questions sound like.

        Of two that are asked one after the other, it is the first.
        """
        if not said.words or (not said.heard and said.words in self.names):
            return None
        framed = said.manner.framed
        heard = (one for one in said.heard if _is_within(one, said) and not one.places & framed)
        said = replace(said, heard=tuple(heard))
        parts = [] if framed else self._parts(said)
        words = [word for i, word in enumerate(said.words) if i not in framed]
        whole, *each = self._chances(words, parts)
        best = _likeliest(said, whole)
        asked = [_surely_asked(said, *one) for one in zip(parts, each, strict=True)]
        turned = [said.words[begin] in self.turns for begin, _ in parts[1:]]
        doubles = zip(pairwise(asked), turned, strict=False)
        firsts = [first for (first, second), turns in doubles if second and not turns]
        return (firsts[0] if best and firsts else None) or best

    def _parts(self, said: Analysis) -> list[tuple[int, int]]:
        """Cut a message that seems to ask for two aspects: at stops, and where it is joined."""
        heard = {one.cue.aspect for one in said.heard if one.cue.weight >= _CLEAR}
        if len(heard) < 2 or len(said.words) > _LONGEST_DOUBLE:  # noqa: PLR2004 - two aspects
            return []
        joined = (i for i, word in enumerate(said.words) if word in self.joins)
        cuts = sorted({0, *said.manner.starts, *joined, len(said.words)})
        return list(pairwise(cuts))

    def _chances(
        self, words: Sequence[str], parts: Sequence[tuple[int, int]]
    ) -> list[Sequence[float]]:
        """Return the chances of each aspect, and of none: of all, and of each part."""
        end = len(words)
        spans = [(0, end)] if end <= LAST + 2 else [(end - LAST, end), (0, end)]
        chances = self.classifier.score(self.asking.features(words), [*spans, *parts]).tolist()
        ending, whole = chances[0], chances[len(spans) - 1]
        mixed = [(1 - WHOLE) * a + WHOLE * b for a, b in zip(ending, whole, strict=True)]
        return [mixed, *chances[len(spans) :]]


def _usual(said: Sequence[Sequence[str]]) -> frozenset[str]:
    counts = Counter(word for words in said for word in set(words))
    return frozenset(word for word, count in counts.items() if count >= USUAL)


def _read(says: str, normaliser: Normaliser) -> tuple[str, ...]:
    return tuple(token.text for token in normaliser.tokens(says))


def _is_within(one: Heard, said: Analysis) -> bool:
    """Whether a cue stands in one clause: the words beyond a stop are not asked for."""
    begin, end = min(one.places), max(one.places)
    return not any(begin < start <= end for start in said.manner.starts)


def _likeliest(said: Analysis, chances: Sequence[float]) -> Aspect | None:
    """Weigh the chances of all words together with the cues among them, and how it is put."""
    length = len(said.words)
    scores = [LIKELY * math.log(chance + EPSILON) for chance in chances]
    cued = dict.fromkeys(Aspect, 0.0)
    for one in said.heard:
        if one.cue.aspect:
            weight = CUED * min(one.weight(length) / STRONG, MOST_CUED)
            cued[one.cue.aspect] = max(cued[one.cue.aspect], weight)
    opens = said.manner.opens
    if opens:
        cued[opens] = max(cued[opens], FRAMED if said.manner.framed else OPENING)
    for aspect, weight in cued.items():
        scores[_PLACES[aspect]] += weight
    if said.manner.is_polar:
        scores[_PLACES[Aspect.WHO]] += POLAR
    scores[-1] += _silence(said, is_cued=max(cued.values()) > FAINT)
    best = max(range(len(scores)), key=lambda place: scores[place])
    return tuple(Aspect)[best] if best < len(Aspect) else None


def _silence(said: Analysis, *, is_cued: bool) -> float:
    """Return what speaks for nothing being asked, besides its chance."""
    manner, is_short = said.manner, len(said.words) <= SHORT
    if (manner.is_marked and not is_short) or (manner.is_worded and is_cued):
        return -math.inf
    known = NOTHING if said.heard else BARE if is_short else UNHEARD
    if manner.is_marked or manner.is_worded:
        return known
    if is_cued:
        return known + UNASKED + (TALE if len(said.words) > LONG else 0.0)
    return known + TOLD


def _surely_asked(
    said: Analysis, part: tuple[int, int], chances: Sequence[float]
) -> Aspect | None:
    """Return what a part of a message asks by itself: it ends with a cue, and sounds like it."""
    begin, end = part
    if not any(begin <= place < end for place in said.manner.asking):
        return None
    clear = (one for one in said.heard if one.cue.aspect and one.cue.weight >= _CLEAR)
    ending = (
        one for one in clear if begin <= min(one.places) and end - _ENDING <= max(one.places) < end
    )
    strongest = max(ending, key=lambda one: one.cue.weight, default=None)
    aspect = strongest.cue.aspect if strongest else None
    return aspect if aspect and chances[_PLACES[aspect]] >= _SURE else None
