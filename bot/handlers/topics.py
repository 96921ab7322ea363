"""What is no matter of an entry: small talk, what is not ours, and danger to life."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.complaints import names_any
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.vocabulary import TopicKind
from bot.handlers.fallback import menu, unknown

if TYPE_CHECKING:
    from bot.core.phrases import Feeling
    from bot.core.understanding import Understanding
    from bot.handlers.context import Context


def about_topic(reading: Understanding, context: Context) -> Reply:
    """Answer small talk, or what is not ours; without a topic, say that it is not known."""
    topic = context.catalogue.topics.get(reading.topic or "")
    if topic is None:
        return unknown(reading, context)
    if topic.kind is TopicKind.EMERGENCY:
        return _first_of_all(topic.id, topic.reply, context)
    is_chat = reading.outcome is Outcome.SMALL_TALK
    asked = reading.aspect if topic.lacks_subject else None
    return Reply(
        lines=(Line(Style.TEXT, topic.reply),),
        buttons=menu(context),
        outcome=reading.outcome,
        aspect=asked if is_chat else reading.aspect,
        conversation=replace(context.conversation.understood(), asked=asked, asked_at=context.now),
    )


def is_in_danger(reading: Understanding, text: str, context: Context) -> bool:
    """Whether danger was told lately, and neither mourning nor a paper leads away from it."""
    told = context.catalogue.topics.get(context.conversation.danger)
    if told is None or told.again is None:
        return False
    topic = context.catalogue.topics.get(reading.topic or "")
    if topic is not None and topic.kind is TopicKind.EMERGENCY:
        return _is_over(text, context)
    entry = next((request.entry for request in reading.requests), None)
    return entry in told.holds or not _leads_away(entry, text, context)


def _leads_away(entry: str | None, text: str, context: Context) -> bool:
    """Whether a paper is plainly asked for, or somebody mourns."""
    phrases = context.catalogue.phrases
    if names_any(text, phrases.papers) or any(names_any(text, f.says) for f in phrases.feelings):
        return True
    return entry is not None and context.catalogue.matcher.names_things(text)


def _is_told(feeling: Feeling, text: str) -> bool:
    return names_any(text, feeling.says) and not names_any(text, feeling.unless)


def _is_over(text: str, context: Context) -> bool:
    return _is_told(context.catalogue.phrases.calm, text)


def stay(text: str, context: Context) -> Reply:
    """Stay with somebody who told of danger, no papers now; unless they say that it is over."""
    if _is_over(text, context):
        return Reply(
            lines=(Line(Style.TEXT, context.catalogue.phrases.calm.reply),),
            buttons=menu(context),
            outcome=Outcome.SMALL_TALK,
            conversation=context.conversation.understood(),
        )
    again = context.catalogue.topics[context.conversation.danger].again or ""
    return _first_of_all(context.conversation.danger, again, context)


def of_others(reply: Reply) -> Reply:
    """Return a reply to danger that somebody reports of the city: they need not be stayed with."""
    if reply.conversation is None:
        return reply
    return replace(reply, conversation=replace(reply.conversation, danger="", danger_at=None))


def feeling_of(text: str, entry: str | None, context: Context) -> str | None:
    """Return what is said first to somebody who mourns, or rejoices; None without a reason."""
    for one in context.catalogue.phrases.feelings:
        if entry in one.entries and _is_told(one, text):
            return one.reply
    return None


def _first_of_all(topic: str, said: str, context: Context) -> Reply:
    words = context.catalogue.phrases.buttons
    steps = (Button(words.calm, actions.ask()), Button(words.help, actions.help_()))
    conversation = replace(context.conversation.understood(), danger=topic, danger_at=context.now)
    return Reply(
        lines=(Line(Style.TEXT, said),),
        buttons=steps,
        outcome=Outcome.SMALL_TALK,
        conversation=conversation,
    )
