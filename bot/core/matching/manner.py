"""How a message is put: as a question, as one that is answered by yes or no, or as a mere tale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.core.entry import Aspect

if TYPE_CHECKING:
    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import Vocabulary

Words = Mapping[str, Sequence[Sequence["Token"]]]  #: phrases by their first word
Aspects = Mapping[str, Sequence[tuple["Aspect", Sequence["Token"]]]]  #: by one of their words
MARK = "?"
_HOW = (None, Aspect.STEPS)  #: what may be asked in words that name something else as wanted
NEAR = 16  #: words at the end of a message, of its last two clauses, that may ask
FEW = 10  #: words of a message that may end by naming what is wanted: "cccd mất giấy tờ"
CLOSING = 2  #: words at the end of a clause among which "không" makes a question


@dataclass(frozen=True, slots=True)
class Manner:
    """How a message is put."""

    is_marked: bool = False  #: it has a question mark
    is_worded: bool = False  #: it has words that ask
    is_polar: bool = False  #: it asks whether something is so
    opens: Aspect | None = None  #: what is named as wanted: "cách làm hộ chiếu", "phí ra sao"
    framed: frozenset[int] = frozenset()  #: where words ask for just that, whatever it is
    starts: tuple[int, ...] = (0,)  #: where its clauses begin
    asking: frozenset[int] = frozenset()  #: where words ask


@dataclass(frozen=True, slots=True)
class Ear:
    """Knows the words that ask."""

    asking: Words
    open: Words  #: those that yes and no do not answer
    closing: Words  #: those that ask at the end of a clause
    opening: Aspects  #: those that ask at the beginning of a message, by their first word
    frames: Words  #: those that ask for what is named before them
    named: Aspects  #: what is, by its last word
    polite: Words  #: said before a question
    taking: frozenset[str]  #: what is done with such a thing: "mất giấy tờ" names none
    leads: Words  #: said before what is wanted: "hướng dẫn giúp em"
    idle: Words  #: those that look like these and ask for nothing: "không có chi hết"
    trailing: frozenset[str]  #: said after a question
    tags: frozenset[str]  #: of these, those that make one, not always for yes or no: "hả"

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> Ear:
        """Read the words as citizens' words are read."""
        words, read = vocabulary.questions, partial(_by_first, normaliser=normaliser)
        trailing = _known(words.trailing, normaliser)
        closing = read(words.closing)
        return cls(
            asking=read((*words.open, *words.asking)),
            open=read(words.open),
            closing=closing,
            opening=_by_aspect(words.opening, 0, normaliser),
            frames=read(words.frames),
            named=_by_aspect(words.named, -1, normaliser),
            taking=_known(words.taking, normaliser),
            polite=read(words.polite),
            leads=read((*words.polite, *words.leads)),
            idle=read(words.idle),
            trailing=trailing,
            tags=trailing & closing.keys(),
        )

    def hear(self, clauses: Sequence[Sequence[Token]], text: str) -> Manner:
        """Return how a message is put."""
        said = [token for clause in clauses for token in clause]
        starts = tuple(accumulate(map(len, clauses[:-1]), initial=0))
        pairs = list(zip(starts, clauses, strict=False))
        idle = _places(self.idle, said, whole=True)
        closing = {start + place for start, clause in pairs for place in self._closing(clause)}
        ends = {s + len(c) - 1 for s, c in pairs if c and c[-1].text in self.tags}
        asking = (_places(self.asking, said) | closing | ends) - idle
        opens, framed = self._wanted(said, starts[-1])
        near = max(len(said) - NEAR, starts[-2:][0])
        is_worded = bool(opens) or any(place >= near for place in asking)
        open_ = _places(self.open, said) - idle
        is_polar = max(closing - idle, default=-1) >= starts[-1] > max(open_, default=-1)
        return Manner(MARK in text, is_worded, is_polar, opens, framed, starts, frozenset(asking))

    def _closing(self, clause: Sequence[Token]) -> Iterator[int]:
        """Yield the places of words that make a question, at the end of a clause."""
        end = len(clause)
        while end and clause[end - 1].text in self.trailing:
            end -= 1
        for place, token in enumerate(clause[:end]):
            for phrase in self.closing.get(token.text, ()):
                if end - place - len(phrase) < CLOSING and _is_at(phrase, clause[:end], place):
                    yield place

    def _wanted(self, said: Sequence[Token], start: int) -> tuple[Aspect | None, frozenset[int]]:
        """Return what is named as wanted, and where words ask for it, whatever it is.

        It is named by first words ("cách làm …", "hướng dẫn giúp em phí …"), or right before
        words like "ra sao" in the last clause, which begins at *start*, or at the very end.
        """
        frames = {start + place for place in _places(self.frames, said[start:], whole=True)}
        aspect, first = self._opens(said, self.polite)
        if aspect in _HOW:
            further, at = self._opens(said, self.leads)
            aspect, first = (further, at) if further else (aspect, 0)
        if aspect in _HOW:
            aspect = self._framed(said, frames) or aspect
        if aspect is None and len(said) <= FEW:
            return self._named(said, len(said)), frozenset()
        if aspect in _HOW:
            return aspect, frozenset()
        return aspect, frozenset(frames.union(range(first)))

    def start(self, said: Sequence[Token], before: Words | None = None) -> int:
        """Return where a message begins after polite words, or what else is said *before*."""
        skipped = self.polite if before is None else before
        first = 0
        while first < len(said) and (length := _length_at(skipped, said, first)):
            first += length
        return first

    def _opens(self, said: Sequence[Token], before: Words) -> tuple[Aspect | None, int]:
        """Return what first words name, and where they begin after what is said *before*."""
        first = self.start(said, before)
        for aspect, phrase in self.opening.get(said[first].text, ()) if first < len(said) else ():
            if _is_at(phrase, said, first):
                return aspect, first
        return None, 0

    def _framed(self, said: Sequence[Token], frames: set[int]) -> Aspect | None:
        """Return what is named right before words that ask for whatever it is."""
        named = (self._named(said, place) for place in sorted(frames))
        return next((aspect for aspect in named if aspect not in {None, Aspect.ONLINE}), None)

    def _named(self, clause: Sequence[Token], end: int) -> Aspect | None:
        """Return what the words up to a place name, unless something is done with it."""
        for aspect, phrase in self.named.get(clause[end - 1].text, ()) if end else ():
            begin = end - len(phrase)
            if begin > 0 and _is_at(phrase, clause, begin):
                return None if clause[begin - 1].text in self.taking else aspect
        return None


def _by_first(says: Sequence[str], normaliser: Normaliser) -> Words:
    found: defaultdict[str, list[Sequence[Token]]] = defaultdict(list)
    for tokens in filter(None, map(normaliser.tokens, says)):
        found[tokens[0].text].append(tokens)
    return dict(found)


def _by_aspect(says: Mapping[Aspect, Sequence[str]], at: int, normaliser: Normaliser) -> Aspects:
    """Return phrases with their aspects, by their word *at* a place."""
    found: defaultdict[str, list[tuple[Aspect, Sequence[Token]]]] = defaultdict(list)
    for aspect, many in says.items():
        for tokens in filter(None, map(normaliser.tokens, many)):
            found[tokens[at].text].append((aspect, tokens))
    return dict(found)


def _known(says: Sequence[str], normaliser: Normaliser) -> frozenset[str]:
    return frozenset(token.text for one in says for token in normaliser.tokens(one))


def _places(words: Words, said: Sequence[Token], *, whole: bool = False) -> set[int]:
    """Return where phrases begin, or all their places."""
    found: set[int] = set()
    for place, token in enumerate(said):
        for phrase in words.get(token.text, ()):
            if _is_at(phrase, said, place):
                found.update(range(place, place + (len(phrase) if whole else 1)))
    return found


def _length_at(words: Words, said: Sequence[Token], place: int) -> int:
    """Return how long a phrase is that stands at a place, 0 without one."""
    phrases = words.get(said[place].text, ())
    return max((len(phrase) for phrase in phrases if _is_at(phrase, said, place)), default=0)


def _is_at(phrase: Sequence[Token], said: Sequence[Token], place: int) -> bool:
    """Whether a phrase stands at a place; "chị" is no "chi", but "gi" may be "gì"."""
    if len(said) - place < len(phrase):
        return False
    for here, one in enumerate(phrase, place):
        other = said[here]
        if one.text != other.text or (other.typed and other.typed != one.typed):
            return False
    return True
