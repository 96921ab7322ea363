"""How a message is put: as a question, as one that is answered by yes or no, or as a mere tale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.core.text import words as words_of

if TYPE_CHECKING:
    from bot.core.entry import Aspect
    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import Vocabulary

Words = Mapping[str, Sequence[Sequence["Token"]]]  #: phrases by their first word
MARK = "?"
NEAR = 16  #: words at the end of a message, of its last two clauses, that may ask
CLOSING = 2  #: words at the end of a clause among which "không" makes a question


@dataclass(frozen=True, slots=True)
class Manner:
    """How a message is put."""

    is_marked: bool = False  #: it has a question mark
    is_worded: bool = False  #: it has words that ask
    is_polar: bool = False  #: it asks whether something is so
    opens: Aspect | None = None  #: what its first words name as wanted: "cách làm hộ chiếu"
    starts: tuple[int, ...] = (0,)  #: where its clauses begin
    asking: frozenset[int] = frozenset()  #: where words ask


@dataclass(frozen=True, slots=True)
class Ear:
    """Knows the words that ask."""

    asking: Words
    open: Words  #: those that yes and no do not answer
    closing: Words  #: those that ask at the end of a clause
    opening: Mapping[Aspect, Words]  #: those that ask at the beginning of a message
    polite: frozenset[str]  #: said before a question
    idle: Words  #: those that look like these and ask for nothing: "không có chi hết"
    trailing: frozenset[str]  #: said after a question
    tags: frozenset[str]  #: of these, those that make one, not always for yes or no: "hả"

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> Ear:
        """Read the words as citizens' words are read."""

        def read(says: Sequence[str]) -> Words:
            found: defaultdict[str, list[Sequence[Token]]] = defaultdict(list)
            for one in says:
                if tokens := normaliser.tokens(one):
                    found[tokens[0].text].append(tokens)
            return dict(found)

        words = vocabulary.questions
        trailing = frozenset(t.text for one in words.trailing for t in normaliser.tokens(one))
        closing = read(words.closing)
        return cls(
            read((*words.open, *words.asking)),
            read(words.open),
            closing,
            {aspect: read(says) for aspect, says in words.opening.items()},
            frozenset(words_of(" ".join(words.polite))),
            read(words.idle),
            trailing,
            trailing & closing.keys(),
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
        opens = self._opens(said)
        near = max(len(said) - NEAR, starts[-2:][0])
        is_worded = bool(opens) or any(place >= near for place in asking)
        open_ = _places(self.open, said) - idle
        is_polar = max(closing - idle, default=-1) >= starts[-1] > max(open_, default=-1)
        return Manner(MARK in text, is_worded, is_polar, opens, starts, frozenset(asking))

    def _closing(self, clause: Sequence[Token]) -> Iterator[int]:
        """Yield the places of words that make a question, at the end of a clause."""
        end = len(clause)
        while end and clause[end - 1].text in self.trailing:
            end -= 1
        for place, token in enumerate(clause[:end]):
            for phrase in self.closing.get(token.text, ()):
                if end - place - len(phrase) < CLOSING and _is_at(phrase, clause[:end], place):
                    yield place

    def _opens(self, said: Sequence[Token]) -> Aspect | None:
        if not said:
            return None
        first = next((i for i, token in enumerate(said) if token.text not in self.polite), 0)
        for aspect, words in self.opening.items():
            phrases = words.get(said[first].text, ())
            if any(_is_at(phrase, said, first) for phrase in phrases):
                return aspect
        return None


def _places(words: Words, said: Sequence[Token], *, whole: bool = False) -> set[int]:
    """Return where phrases begin, or all their places."""
    return {
        place + i
        for place, token in enumerate(said)
        for phrase in words.get(token.text, ())
        if _is_at(phrase, said, place)
        for i in range(len(phrase) if whole else 1)
    }


def _is_at(phrase: Sequence[Token], said: Sequence[Token], place: int) -> bool:
    """Whether a phrase stands at a place; "chị" is no "chi", but "gi" may be "gì"."""
    here = said[place : place + len(phrase)]
    return len(here) == len(phrase) and all(
        one.text == other.text and other.typed in {"", one.typed}
        for one, other in zip(phrase, here, strict=True)
    )
