"""What is said in a talk about an entry, and how near it is to that entry and those beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.models import Outcome
from bot.core.vocabulary import TopicKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.matching.analysis import Analysis
    from bot.core.matching.callings import Calling
    from bot.core.matching.cues import CueBook
    from bot.core.matching.ranked import Ranked
    from bot.core.matching.ranking import Ranker
    from bot.core.understanding import Understanding
    from bot.core.vocabulary import Topic

LIKELY = 0.5  #: chance, among the entries on the same things, from which one may be meant
HARDLY_LIKELY = 0.1  #: chance of all of them together, at least
AGREED = 0.5  #: chance by itself from which an entry needs no more to be told apart
AGREED_BOTH = 0.9  #: the same, with the things of the entry spoken of said before it
SURE = 0.97  #: the same, where little tells it from the entry spoken of
TOLD_APART = 0.3  #: more of its names than of the other entry's have a word that was said
HARDLY = 0.05  #: the same, of an entry that is surely meant


@dataclass(frozen=True, slots=True)
class Saying:
    """An utterance in a talk about an entry."""

    ranker: Ranker
    entry: str  #: spoken of
    calling: Calling  #: of that entry
    analysis: Analysis
    alone: Understanding  #: what the utterance means by itself
    topic: Topic | None  #: that it is about by itself
    ranked: Sequence[Ranked]  #: what fits it when it begins with what the entry is about

    @property
    def core(self) -> list[str]:
        """Return the words of its bare subject."""
        return self.analysis.core.split()

    @property
    def length(self) -> int:
        """Return how many words it has."""
        return len(self.analysis.words)

    @property
    def best(self) -> Ranked | None:
        """Return what fits best in this talk."""
        return next(iter(self.ranked), None)

    @property
    def asks(self) -> bool:
        """Whether anything is asked: "giấy tờ" does, "ok thanks" does not."""
        manner = self.analysis.manner
        asks = bool(self.analysis.heard) or manner.is_marked or manner.is_worded
        lacks_subject = self.topic is not None and self.topic.lacks_subject
        return lacks_subject or (asks and self.alone.aspect is not None)

    @property
    def is_likely(self) -> bool:
        """Whether it sounds like this entry, or one on the same things."""
        best = self.best
        return best is not None and (best.id == self.entry or self._shares_things(best))

    @property
    def is_agreed(self) -> bool:
        """Whether another entry is meant, with what is spoken of said before it and without."""
        meant = next((one.entry for one in self.alone.requests), None)
        best = self.best
        return best is not None and self.entry != best.id == meant and best.chance >= AGREED_BOTH

    @property
    def turns_away(self) -> bool:
        """Whether it begins as "còn xe xăng thì sao" does, and surely means something else."""
        tokens = self.analysis.tokens
        is_typed = bool(tokens) and bool(tokens[0].typed)
        begins = is_typed and self.begins_with(self.ranker.reader.focus.references.turning)
        return begins and any(one.score >= SURE for one in self.alone.matches[:1])

    @property
    def chosen(self) -> str | None:
        """Return which of the entries that may be meant the talk tells: "lần đầu"."""
        best = self.best
        is_open = self.alone.outcome is Outcome.CLARIFIED
        if best is None or not is_open or best.id not in self.alone.choices:
            return None
        return best.id if self.is_likely and best.chance >= AGREED_BOTH else None

    @property
    def share(self) -> float:
        """Return how much of its bare subject is also said of the entry, 0 to 1."""
        core, rarity = self.core, self.ranker.rarity
        whole = sum(map(rarity, core))
        known = sum(rarity(word) for word in core if word in self.calling.words)
        return known / whole if whole else 0.0

    @property
    def solid(self) -> list[str]:
        """Return the words of its bare subject that do not tell by which means it is wanted."""
        book = self.ranker.reader.focus.references.means
        found = book.found(self.analysis.tokens)
        means = {place for _, _, places in found for place in places}
        core = self.core
        return [w for i, w in enumerate(self.analysis.words) if w in core and i not in means]

    @property
    def beside(self) -> str | None:
        """Return another entry on the same things that is told apart from the one spoken of."""
        near = [one for one in self.ranked if one.id == self.entry or self._shares_things(one)]
        whole = sum(one.chance for one in near)
        if not near or near[0].id == self.entry or whole < HARDLY_LIKELY:
            return None
        best, likely = near[0], near[0].chance / whole
        other = self.ranker.callings.of(best.id)
        if other is None or likely < LIKELY:
            return None
        if any(one.entry == best.id and one.score >= AGREED for one in self.alone.matches[:1]):
            return best.id
        enough = HARDLY if best.chance >= SURE else TOLD_APART
        return best.id if self._apart(other) >= enough else None

    def things(self) -> Mapping[str, frozenset[int]]:
        """Return the things it names, with the places of their words."""
        return self.ranker.callings.things(self.analysis.tokens)

    def begins_with(self, book: CueBook) -> bool:
        """Whether it begins with a cue of a book."""
        return any(place == 0 for place, _, _ in book.found(self.analysis.tokens))

    def is_strange_to(self, beside: str | None) -> bool:
        """Whether a word is neither said of the entries, nor usual in questions: "laptop"."""
        other = self.ranker.callings.of(beside) if beside else None
        known = [self.calling.words, self.ranker.aspects.usual, *([other.words] if other else [])]
        return any(
            not word[0].isdecimal() and not any(word in words for words in known)
            for word in self.core
        )

    def is_elsewhere(self, enough: float) -> bool:
        """Whether it is about what is not ours, unless *enough* of it is said of the entry."""
        if self.topic is None or self.topic.kind is not TopicKind.OUT_OF_SCOPE:
            return False
        return self.share < enough or (self.best is not None and self.best.is_topic)

    def _shares_things(self, one: Ranked) -> bool:
        other = None if one.is_topic else self.ranker.callings.of(one.id)
        return other is not None and bool(set(other.things) & set(self.calling.things))

    def _apart(self, other: Calling) -> float:
        """Return how well what was said tells another entry from this one."""
        core = self.core
        asked = self.ranker.callings.concepts(self.analysis.tokens)
        asked |= {token.form for token in self.analysis.tokens if token.text in core}
        mine, theirs = self.calling.shares, other.shares
        return max((theirs.get(mark, 0.0) - mine.get(mark, 0.0) for mark in asked), default=0.0)
