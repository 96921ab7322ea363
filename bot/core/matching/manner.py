"""How a message is put: as a question, as one that is answered by yes or no, or as a mere tale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
NEAR = 16  #: words at the end of a message among which those that ask are looked for
CLOSING = 2  #: words at the end of a clause among which "không" makes a question


@dataclass(frozen=True, slots=True)
class Manner:
    """How a message is put."""

    is_marked: bool = False  #: it has a question mark
    is_worded: bool = False  #: it has words that ask
    is_polar: bool = False  #: it asks whether something is so
    opens: Aspect | None = None  #: what its first words name as wanted: "cách làm hộ chiếu"
    starts: tuple[int, ...] = ()  #: where its clauses begin


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

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> Ear:
        """Read the words as citizens' words are read."""

        def read(says: Sequence[str]) -> Words:
            found: defaultdict[str, list[Sequence[Token]]] = defaultdict(list)
            for one in says:
                tokens = normaliser.tokens(one)
                found[tokens[0].text].append(tokens)
            return dict(found)

        words = vocabulary.questions
        trailing = frozenset(t.text for one in words.trailing for t in normaliser.tokens(one))
        return cls(
            read((*words.open, *words.asking)),
            read(words.open),
            read(words.closing),
            {aspect: read(says) for aspect, says in words.opening.items()},
            frozenset(words_of(" ".join(words.polite))),
            read(words.idle),
            trailing,
        )

    def hear(self, clauses: Sequence[Sequence[Token]], text: str) -> Manner:
        """Return how a message is put."""
        starts = tuple(accumulate(map(len, clauses[:-1]), initial=0))
        clauses = [self._busy(clause) for clause in clauses]
        said = [token for clause in clauses for token in clause]
        begins = len(said) - NEAR
        is_closed = any(self._is_closed(clause) for clause in clauses[-2:])
        opens = self._opens(said)
        is_worded = bool(opens) or is_closed or _has(self.asking, said, begins)
        last = self._asked(clauses[-1]) if clauses else ()
        is_polar = bool(last) and self._is_closed(last) and not _has(self.open, last)
        return Manner(MARK in text, is_worded, is_polar, opens, starts)

    def _opens(self, said: Sequence[Token]) -> Aspect | None:
        first = next((i for i, token in enumerate(said) if token.text not in self.polite), 0)
        for aspect, words in self.opening.items():
            if _has(words, said, first, first + 1):
                return aspect
        return None

    def _busy(self, clause: Sequence[Token]) -> Sequence[Token]:
        """Leave out what looks like a question and is none."""
        idle = {
            place + i
            for place, token in enumerate(clause)
            for phrase in self.idle.get(token.text, ())
            if _is_at(phrase, clause, place)
            for i in range(len(phrase))
        }
        return [token for place, token in enumerate(clause) if place not in idle]

    def _asked(self, clause: Sequence[Token]) -> Sequence[Token]:
        """Leave out what is said after a question."""
        end = len(clause)
        while end and clause[end - 1].text in self.trailing:
            end -= 1
        return clause[:end]

    def _is_closed(self, clause: Sequence[Token]) -> bool:
        said = self._asked(clause)
        return any(
            _is_at(phrase, said, place) and len(said) - place - len(phrase) < CLOSING
            for place, token in enumerate(said)
            for phrase in self.closing.get(token.text, ())
        )


def _has(words: Words, said: Sequence[Token], begin: int = 0, end: int | None = None) -> bool:
    return any(
        _is_at(phrase, said, place)
        for place in range(max(0, begin), len(said) if end is None else min(end, len(said)))
        for phrase in words.get(said[place].text, ())
    )


def _is_at(phrase: Sequence[Token], said: Sequence[Token], place: int) -> bool:
    """Whether a phrase stands at a place; "chị" is no "chi", but "gi" may be "gì"."""
    here = said[place : place + len(phrase)]
    return len(here) == len(phrase) and all(
        one.text == other.text and other.typed in {"", one.typed}
        for one, other in zip(phrase, here, strict=True)
    )
