"""The rest of the knowledge base: categories, guides, official hosts, phrases and commands."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from bot.core.entry import Aspect, Entry, Source  # noqa: TC001 - pydantic reads them at run time
from bot.core.facts import Content, Day, Id, Text
from bot.core.models import Outcome  # noqa: TC001 - pydantic reads it at run time
from bot.core.phrases import Phrases, WebWords  # noqa: TC001 - pydantic reads them at run time
from bot.core.vocabulary import Topic  # noqa: TC001 - pydantic reads it at run time


class Category(Content):
    """A group of entries a citizen can browse."""

    id: Id
    title: Annotated[Text, Field(max_length=60)]


class Trouble(Content):
    """A usual way to get stuck, and the way out."""

    label: Annotated[Text, Field(max_length=40)]
    answer: Text


class GuideStep(Content):
    """One step of a guide."""

    title: Text
    text: Text
    tip: Text | None = None
    troubles: Annotated[tuple[Trouble, ...], Field(min_length=1)]


class Way(Content):
    """Another way that belongs to a guide."""

    label: Annotated[Text, Field(max_length=40)]
    entry: Id


class Guide(Content):
    """An entry that leads step by step."""

    id: Id
    entry: Id
    title: Text
    replaced: Text  #: what has replaced it and when; said first
    steps: Annotated[tuple[GuideStep, ...], Field(min_length=1)]
    done: Text
    ways: tuple[Way, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    checked_on: Day
    review_by: Day


class Page(Content):
    """A known page of an official host."""

    path: Text
    what: Text
    entry: Id | None = None


class OfficialHost(Content):
    """A host that citizens may trust, and what it is for."""

    host: Text
    name: Text
    url: Text
    what: Text
    entry: Id | None = None
    note: Text | None = None
    pages: tuple[Page, ...] = ()
    source: Source
    checked_on: Day


class ReferenceHost(Content):
    """A host that only sources cite."""

    host: Text
    name: Text


class Command(Content):
    """A slash command, what the menu says of it and the action it stands for."""

    command: Annotated[Text, Field(pattern=r"^[a-z0-9_]{1,32}$")]
    description: Annotated[Text, Field(max_length=256)]
    action: Text
    is_for_admins: bool = False  #: left out of the menu


class ProceduresFile(Content):
    """procedures.yaml."""

    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]


class ProceduresFrame(Content):
    """procedures.yaml, its entries still unread."""

    categories: tuple[Category, ...] = ()
    entries: Any = ()


class GuidesFile(Content):
    """guides.yaml."""

    guides: tuple[Guide, ...]


class LinksFile(Content):
    """links.yaml."""

    hosts: Annotated[tuple[OfficialHost, ...], Field(min_length=1)]
    references: tuple[ReferenceHost, ...] = ()


class PhrasesFile(Content):
    """phrases.yaml."""

    phrases: Phrases
    web: WebWords
    commands: Annotated[tuple[Command, ...], Field(min_length=1)]


class TopicsFile(Content):
    """small_talk.yaml."""

    topics: tuple[Topic, ...]


class Expectation(Content):
    """One content test: an utterance, and what must be understood."""

    says: Text
    entry: Id | None = None
    aspect: Aspect | None = None
    outcome: Outcome | None = None
    after: Id | None = None  #: the entry last spoken of


class QuestionsFile(Content):
    """questions.yaml: the tests of the knowledge base."""

    questions: tuple[Expectation, ...]
