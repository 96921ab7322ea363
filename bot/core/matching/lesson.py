"""What the matcher learns from: the phrases of entries and topics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.entry import IMPORTED
from bot.core.matching.signs import TopicWords
from bot.core.vocabulary import TopicKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.entry import Aspect, Entry
    from bot.core.vocabulary import Asked, Topic, Vocabulary

ALIAS = 1.0  #: weight of what an entry is called
_TITLE, _QUESTION = 2.0, 0.2
Phrase = tuple[tuple[str, float], ...]  #: what is said of one entry, each with its weight
Phrases = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that a ranker learns from; the same lesson makes the same ranker."""

    ids: tuple[str, ...]
    entries: int  #: the first of the ids; the others are topics
    imported: frozenset[int]  #: places of the entries that were not written by hand
    phrases: Phrases
    signs: tuple[TopicWords, ...]  #: of each topic
    vocabulary: Vocabulary
    asked: tuple[tuple[Aspect | None, str], ...]  #: sample questions, and what they ask for

    def is_read_alike(self, other: Lesson) -> bool:
        """Whether only the entries and what is said of them differ."""
        return (self.vocabulary, self.asked) == (other.vocabulary, other.asked)

    @classmethod
    def of(
        cls,
        entries: Sequence[Entry],
        topics: Sequence[Topic],
        vocabulary: Vocabulary,
        asked: Sequence[Asked],
    ) -> Lesson:
        """Gather what is said of entries and topics, and how aspects are asked for."""
        return cls(
            ids=(*(entry.id for entry in entries), *(topic.id for topic in topics)),
            entries=len(entries),
            imported=frozenset(i for i, e in enumerate(entries) if e.category == IMPORTED),
            phrases=(*map(_phrases_of, entries), *map(_says_of, topics)),
            signs=tuple(map(_words_of, topics)),
            vocabulary=vocabulary,
            asked=tuple((group.aspect, says) for group in asked for says in group.says),
        )


def _phrases_of(entry: Entry) -> tuple[tuple[str, float], ...]:
    return (
        (entry.title, _TITLE),
        *((alias, ALIAS) for alias in entry.aliases),
        *((question, _QUESTION) for question in entry.questions),
    )


def _says_of(topic: Topic) -> tuple[tuple[str, float], ...]:
    return tuple((said, ALIAS) for said in (*topic.says, *topic.cues))


def _words_of(topic: Topic) -> TopicWords:
    is_urgent = topic.kind is TopicKind.EMERGENCY
    return TopicWords(topic.tell, topic.places, topic.unless, is_urgent)
