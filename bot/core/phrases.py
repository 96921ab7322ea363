"""Every sentence and every button that belongs to no entry, with the blanks each may have."""

from __future__ import annotations

import string
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from bot.core.entry import Aspect
from bot.core.facts import Content, Text


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def phrase(*names: str) -> AfterValidator:
    """Allow exactly the placeholders *names* in a phrase."""

    def check(text: str) -> str:
        strange = _placeholders(text) - set(names)
        if strange:
            allowed = ", ".join(f"{{{name}}}" for name in names) or "không chỗ trống nào"
            msg = f"chỗ trống lạ {{{min(strange)}}}; câu này chỉ được dùng: {allowed}"
            raise ValueError(msg)
        return text

    return AfterValidator(check)


Plain = Annotated[Text, phrase()]
Titled = Annotated[Text, phrase("title")]
Dated = Annotated[Text, phrase("date")]
Stepped = Annotated[Text, phrase("step", "steps", "title")]


class AspectWords(Content):
    """How an aspect is called: as a heading, and on a button."""

    heading: Plain
    button: Annotated[Plain, Field(max_length=32)]


class Feeling(Content):
    """What is said first to somebody who mourns, or rejoices."""

    says: Annotated[tuple[Text, ...], Field(min_length=1)]  #: words that tell so
    unless: tuple[Text, ...] = ()  #: but not beside these
    entries: tuple[str, ...] = ()  #: where it is said
    reply: Plain


class Buttons(Content):
    """The words on buttons that belong to no entry."""

    more: Plain
    reload: Plain
    sources: Plain
    history: Plain
    tips: Plain
    share: Plain
    categories: Plain
    help: Plain
    other: Plain
    calm: Plain
    back_to_entry: Plain
    guide_start: Plain
    guide_done: Plain
    guide_stuck: Plain
    guide_all: Plain
    guide_continue: Annotated[Text, phrase("step")]
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
    also_asked_below: Titled
    settled: Plain
    perhaps_meant: Titled
    feelings: tuple[Feeling, ...] = ()
    calm: Feeling  #: said to whoever told of danger and says that it is over
    papers: tuple[Text, ...] = ()  #: words that lead away from danger that was told
    categories: Plain
    category: Titled
    more: Titled
    sources: Titled
    history: Titled
    tips: Titled
    share: Annotated[Text, phrase("title", "link")]
    checked_on: Dated
    review_overdue: Dated
    expired: Dated
    changes_on: Annotated[Text, phrase("date", "text")]
    historical: Annotated[Text, phrase("date", "title")]
    version: Annotated[Text, phrase("version", "count")]
    version_good: Plain
    version_refused: Annotated[Text, phrase("count")]
    not_known: Plain
    unknown_aspect: Annotated[Text, phrase("text", "ask")]
    guide_step: Stepped
    guide_all: Titled
    guide_progress: Stepped
    guide_stuck: Annotated[Text, phrase("step")]
    guide_other_trouble: Plain
    guide_finished: Titled
    link_official: Annotated[Text, phrase("host", "name")]
    link_unlisted: Annotated[Text, phrase("host")]
    link_advice: Plain
    link_right_address: Annotated[Text, phrase("name", "url")]
    stale_button: Plain
    empty: Plain
    too_long: Annotated[Text, phrase("limit")]
    photo: Plain
    photo_not_an_image: Plain
    photo_too_large: Plain
    photo_broken: Plain
    photo_too_many: Plain
    photo_no_room: Plain
    photo_day_full: Plain
    photo_elsewhere: Plain
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
    not_accepted: Plain
    clear: Plain
    clear_whole: Plain
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
    photo_choose: Annotated[Plain, Field(max_length=32)]  # a button
    photo_yours: Plain
    photo_sending: Plain
    photo_sent: Plain
    photo_hint: Plain
    location_send: Annotated[Plain, Field(max_length=32)]  # a button
    location_yours: Plain
    location_finding: Plain
    location_failed: Plain
