"""How people here write and speak: synonyms.yaml, small_talk.yaml, calibration.yaml."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.core.entry import Aspect  # noqa: TC001 - pydantic reads it at run time
from bot.core.facts import Content, Id, Text
from bot.core.text import words

GAP = "…"  #: stands for any words among words that are looked for


def _require_words(value: str) -> str:
    """Refuse what nobody can say: a mark is no word, and a gap has words on both sides."""
    if not all(map(words, value.split(GAP))):
        msg = f"phải có chữ, cả trước lẫn sau dấu {GAP}"
        raise ValueError(msg)
    return value


Said = Annotated[Text, AfterValidator(_require_words)]  #: looked for in what citizens write


class TopicKind(StrEnum):
    """What a topic is about, when it is not one of our entries."""

    SMALL_TALK = "small_talk"
    INSULT = "insult"
    INJECTION = "injection"
    EMERGENCY = "emergency"
    OUT_OF_SCOPE = "out_of_scope"


class Topic(Content):
    """Something people say that no entry answers, and what we say to it."""

    id: Id
    kind: TopicKind
    says: Annotated[tuple[Text, ...], Field(min_length=1)]
    cues: tuple[Text, ...] = ()  #: more samples, short ones
    tell: tuple[Said, ...] = ()  #: words that tell by themselves; … stands for a few words
    places: tuple[Said, ...] = ()  #: whoever is there, or asks for there, means this topic
    unless: tuple[Said, ...] = ()  #: beside these, neither words nor places tell anything
    reply: Text
    again: Text | None = None  #: what we say to whatever is said after danger was told
    holds: tuple[Id, ...] = ()  #: entries that do not lead away from danger that was told
    lacks_subject: bool = False  #: it says nothing of which paper is meant


class Concept(Content):
    """Different words for the same thing."""

    name: Id
    says: Annotated[tuple[Said, ...], Field(min_length=1)]


class Ending(Content):
    """A chat word that means something else at the end of a question."""

    says: Said
    means: Said
    asks: tuple[Said, ...]  #: one of these stands before it in the question
    unless: tuple[Said, ...] = ()  #: but none of these right before it


class AgeGroup(Content):
    """Ages that the law treats alike."""

    name: Id
    least: int
    most: int

    def has(self, years: int) -> bool:
        """Whether somebody of that age belongs to it."""
        return self.least <= years <= self.most


class AspectCues(Content):
    """How an aspect is asked for, strongest first."""

    aspect: Aspect
    says: Annotated[tuple[Said, ...], Field(min_length=1)]
    weak: bool = False  #: decides only when nothing else does


class Asked(Content):
    """Sample questions that ask for one aspect, of whatever entry; without one, for none."""

    aspect: Aspect | None = None
    says: Annotated[tuple[Text, ...], Field(min_length=1)]


class AskedFile(Content):
    """asked.yaml."""

    asked: Annotated[tuple[Asked, ...], Field(min_length=1)]


class FocusWords(Content):
    """Words that tell what of a message is not meant; … stands for a few words."""

    settled: tuple[Said, ...]  #: what is done or owned
    unless: tuple[Said, ...]  #: but not when one of these stands beside it
    contrast: tuple[Said, ...]  #: what follows is not meant
    turns: tuple[Said, ...]  #: here something else begins
    courtesy: tuple[Said, ...] = ()  #: mere politeness, beside what is asked
    reasons: tuple[Said, ...] = ()  #: here begins why something named before is wanted
    pointing: tuple[Said, ...] = ()  #: this means what was named last
    means: tuple[Said, ...] = ()  #: how something named is to be done
    whole: tuple[Said, ...] = ()  #: a thing is neither lost nor spoilt: it may still be meant
    things: tuple[Said, ...] = ()  #: what can be asked for
    needs: tuple[Said, ...] = ()  #: these begin a question of yes or no for what is needed
    doing: tuple[Said, ...] = ()  #: but not before these: "có cần làm hộ chiếu không"
    needed: tuple[Said, ...] = ()  #: these ask for what is needed wherever they stand
    turning: tuple[Said, ...] = ()  #: these begin a question about something else
    costs: tuple[
        Said, ...
    ] = ()  #: where a fee or a time is asked these mean that it costs so much
    demands: tuple[Said, ...] = ()  #: who stands before these only demands what is named after


class QuestionWords(Content):
    """Words that tell whether anything is asked, as they are spelt here."""

    open: tuple[Said, ...] = ()  #: yes and no do not answer them
    asking: tuple[Said, ...] = ()  #: other words that ask, near the end of a message
    closing: tuple[Said, ...] = ()  #: these ask at the end of a clause: is it so or not
    #: these ask for an aspect at the beginning
    opening: dict[Aspect, tuple[Said, ...]] = Field(default_factory=dict)
    #: words that ask for whatever is named before them: "lệ phí tách hộ thế nào"
    frames: tuple[Said, ...] = ()
    leads: tuple[Said, ...] = ()  #: words before what is wanted: "hướng dẫn giúp em …"
    #: by aspect: what is named right before such words, or at the end of a few words
    named: dict[Aspect, tuple[Said, ...]] = Field(default_factory=dict)
    taking: tuple[Said, ...] = ()  #: but after these words it is not: "mất giấy tờ"
    polite: tuple[Said, ...] = ()  #: said before a question
    idle: tuple[Said, ...] = ()  #: these look like such words and ask for nothing
    trailing: tuple[Said, ...] = ()  #: said after a question
    turns: tuple[Said, ...] = ()  #: what follows is asked in earnest, what was before is not


class Vocabulary(Content):
    """The words of citizens."""

    abbreviations: dict[str, Said]  #: what is written -> what it stands for
    chat_words: dict[str, Said]  #: teencode and hasty spelling -> the plain word
    endings: tuple[Ending, ...] = ()
    local_words: dict[str, Said]  #: the speech of Đà Nẵng and Quảng Nam -> the common word
    concepts: tuple[Concept, ...]
    ages: tuple[AgeGroup, ...] = ()
    fillers: tuple[Said, ...]  #: words without a topic
    aspects: tuple[AspectCues, ...]
    focus: FocusWords
    not_asked: tuple[Said, ...] = ()  #: words that look like a question and are none
    questions: QuestionWords = QuestionWords()
    joins: tuple[Said, ...] = ()  #: words that join a second question on


class Calibration(Content):
    """Numbers fitted on development questions by tools/calibrate.py."""

    answer_from: float  #: confidence from which we answer
    offer_from: float  #: confidence from which we ask which entry is meant
    weights: dict[str, float]  #: of the features of confidence
    fitted_on: Text
