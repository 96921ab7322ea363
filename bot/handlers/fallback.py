"""Honest answers when there is no other: not known, not understood, not a text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.effects import DropPhotos
from bot.core.models import Button, Kind, Line, Outcome, Reply, Style

if TYPE_CHECKING:
    from bot.core.models import Message
    from bot.core.understanding import Understanding
    from bot.handlers.context import Context

LONGEST_UTTERANCE = 2000  #: characters; a long story is some 600
NEAREST = 3


def menu(context: Context) -> tuple[Button, ...]:
    """Return the buttons that always make sense."""
    words = context.catalogue.phrases.buttons
    return (
        Button(words.categories, actions.categories()),
        Button(words.help, actions.help_()),
    )


def unknown(reading: Understanding, context: Context) -> Reply:
    """Say that it is not known, with the nearest topics, the categories and the hotline.

    The entry last spoken of comes first: the talk goes on.
    """
    phrases = context.catalogue.phrases
    again = context.conversation.misses > 0
    lines = [Line(Style.TEXT, phrases.unknown_again if again else phrases.unknown)]
    ids = [*([context.subject] if context.subject else []), *reading.choices]
    near = {e.id: e for e in map(context.catalogue.find, ids) if e}
    found = list(near.values())[:NEAREST]
    if found:
        lines.append(Line(Style.TEXT, phrases.nearest))
    nearest = tuple(Button(e.title, actions.entry(e.id, reading.aspect)) for e in found)
    misses = context.conversation.misses + 1
    conversation = replace(context.conversation.understood(), misses=misses)
    return Reply(
        lines=tuple(lines),
        buttons=nearest + menu(context)[: 1 if nearest else 2],
        outcome=Outcome.UNKNOWN,
        aspect=reading.aspect,
        candidates=reading.matches,
        conversation=conversation,
    )


def stale_button(context: Context) -> Reply:
    """Answer a button that nothing stands behind any more."""
    said = context.catalogue.phrases.stale_button
    return Reply((Line(Style.TEXT, said),), menu(context), Outcome.REFUSED)


async def refuse(message: Message, context: Context) -> Reply:
    """Answer what is no question: empty, too long, a photo, a sticker."""
    lines = (Line(Style.TEXT, _refusal(message, context)),)
    if message.kind is not Kind.PHOTO or context.desk is None:
        return Reply(lines, menu(context), Outcome.REFUSED)
    label = context.catalogue.gopy.talk.buttons.begin
    begin = Button(label, actions.feedback("new"))
    dropped = (DropPhotos(context.conversation.key, (message.photo,)),) if message.photo else ()
    return Reply(lines, (begin, *menu(context)), Outcome.REFUSED, effects=dropped)


def _refusal(message: Message, context: Context) -> str:
    phrases = context.catalogue.phrases
    if message.kind is Kind.PHOTO:
        return phrases.photo
    if message.kind not in {Kind.TEXT, Kind.ACTION}:
        return phrases.not_text
    if len(message.text) > LONGEST_UTTERANCE:
        return phrases.too_long.format(limit=LONGEST_UTTERANCE)
    return phrases.empty


def say(said: str, context: Context) -> Reply:
    """Say one sentence, with the buttons that always make sense."""
    return Reply((Line(Style.TEXT, said),), menu(context), Outcome.REFUSED)


def apology(context: Context) -> Reply:
    """Answer after a bug of ours."""
    said = context.catalogue.phrases.failed
    return Reply((Line(Style.TEXT, said),), menu(context), Outcome.FAILED)
