"""The rest of the knowledge base: categories, guides, official hosts, phrases and commands."""

from __future__ import annotations

import string
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from bot.core.entry import Aspect, Content, Day, Entry, Id, Source, Text
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


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _phrase(*names: str) -> AfterValidator:
    """Allow exactly the placeholders *names* in a phrase."""

    def check(text: str) -> str:
        strange = _placeholders(text) - set(names)
        if strange:
            allowed = ", ".join(f"{{{name}}}" for name in names) or "không chỗ trống nào"
            msg = f"chỗ trống lạ {{{min(strange)}}}; câu này chỉ được dùng: {allowed}"
            raise ValueError(msg)
        return text

    return AfterValidator(check)


Plain = Annotated[Text, _phrase()]
Titled = Annotated[Text, _phrase("title")]
Dated = Annotated[Text, _phrase("date")]
Stepped = Annotated[Text, _phrase("step", "steps", "title")]


class AspectWords(Content):
    """How an aspect is called: as a heading, and on a button."""

    heading: Plain
    button: Annotated[Plain, Field(max_length=32)]


class Buttons(Content):
    """The words on buttons that belong to no entry."""

    more: Plain
    sources: Plain
    history: Plain
    tips: Plain
    share: Plain
    categories: Plain
    help: Plain
    other: Plain
    back_to_entry: Plain
    guide_start: Plain
    guide_done: Plain
    guide_stuck: Plain
    guide_all: Plain
    guide_continue: Annotated[Text, _phrase("step")]
    guide_again: Plain
    guide_solved: Plain
    guide_still_stuck: Plain
    ask_again: Plain


class GuideSays(Content):
    """What citizens say in the middle of a guide instead of tapping a button."""

    done: tuple[Text, ...]
    stuck: tuple[Text, ...]
    all: tuple[Text, ...]
    back: tuple[Text, ...]


class Phrases(Content):
    """Every sentence the bot says that belongs to no entry."""

    start: Plain
    help: Plain
    cancelled: Plain
    nothing_to_cancel: Plain
    unknown: Plain
    unknown_again: Plain
    nearest: Plain
    hotline: Plain
    clarify: Plain
    clarify_aspect: Plain
    also_asked: Titled
    categories: Plain
    category: Titled
    more: Titled
    sources: Titled
    history: Titled
    tips: Titled
    share: Annotated[Text, _phrase("title", "link")]
    checked_on: Dated
    review_overdue: Dated
    expired: Dated
    changes_on: Annotated[Text, _phrase("date", "text")]
    historical: Annotated[Text, _phrase("date", "title")]
    unknown_aspect: Annotated[Text, _phrase("text", "ask")]
    guide_step: Stepped
    guide_all: Titled
    guide_progress: Stepped
    guide_stuck: Annotated[Text, _phrase("step")]
    guide_other_trouble: Plain
    guide_finished: Titled
    link_official: Annotated[Text, _phrase("host", "name")]
    link_unlisted: Annotated[Text, _phrase("host")]
    link_advice: Plain
    link_right_address: Annotated[Text, _phrase("name", "url")]
    stale_button: Plain
    empty: Plain
    too_long: Annotated[Text, _phrase("limit")]
    photo: Plain
    not_text: Plain
    failed: Plain
    ask_in_own_words: Plain
    aspects: dict[str, AspectWords]
    buttons: Buttons
    guide_says: GuideSays

    @model_validator(mode="after")
    def _require_every_aspect(self) -> Phrases:
        missing = [aspect.value for aspect in Aspect if aspect.value not in self.aspects]
        if missing:
            msg = f"'aspects' còn thiếu: {', '.join(missing)}"
            raise ValueError(msg)
        return self


class WebWords(Content):
    """The words on the web page."""

    title: Plain
    subtitle: Plain
    placeholder: Plain
    label: Plain
    send: Plain
    typing: Plain
    offline: Plain
    not_sent: Plain
    clear: Plain
    clear_confirm: Plain
    you: Plain
    bot: Plain
    log: Plain
    choices: Plain
    no_script: Plain
    all_procedures: Plain
    ask_about: Plain
    then: Plain
    sources: Plain
    history: Plain
    tips: Plain
    missing: Plain
    privacy: Plain
    skip: Plain


class ProceduresFile(Content):
    """procedures.yaml."""

    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]


class ProceduresFrame(Content):
    """procedures.yaml, its entries still unread."""

    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    entries: Annotated[tuple[Any, ...], Field(min_length=1)]


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
    aspect: str | None = None
    outcome: str | None = None


class QuestionsFile(Content):
    """questions.yaml: the tests of the knowledge base."""

    questions: tuple[Expectation, ...]
