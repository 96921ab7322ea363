"""Feedback: begun, interrupted, gone on with, sent or given up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions, feedback_draft
from bot.core.complaints import hear
from bot.core.effects import DropPhotos
from bot.core.feedback_draft import OPTIONAL, Part
from bot.core.models import Button, Kind, Line, Outcome, Reply, Style
from bot.core.privacy import mask
from bot.core.text import fold
from bot.handlers import answers, feedback_parts, feedback_preview, feedback_send
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.fallback import menu, stale_button
from bot.handlers.feedback_reply import aside, current, needs_sender, words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.actions import Action
    from bot.core.feedback_draft import Draft
    from bot.core.models import Message
    from bot.handlers.context import Context, FeedbackDesk

    Verb = Callable[[Action, Draft, FeedbackDesk, Context], Awaitable[Reply]]

SURE = 0.8  #: confidence from which words in the middle of a draft are taken for a question


def is_part(message: Message, context: Context) -> bool:
    """Whether a message is meant for the draft being written."""
    if context.desk is None or current(context) is None or message.kind is Kind.ACTION:
        return False
    return not message.text.startswith("/")


async def take(message: Message, context: Context) -> Reply:
    """Take a message as an answer, or as a question asked in between."""
    draft, desk = current(context), context.desk
    if draft is None or desk is None:
        return stale_button(context)
    if message.kind is Kind.TEXT and fold(message.text) == fold(words(context).buttons.send):
        return await _send(actions.Action("f", ("send", draft.key)), draft, desk, context)
    if message.kind is Kind.TEXT and _is_question(message.text, draft, context):
        return await _answer_aside(message, draft, context)
    return await feedback_parts.take(message, draft, desk, context)


def _is_question(text: str, draft: Draft, context: Context) -> bool:
    """Whether words surely ask about a procedure, and do not tell what happened."""
    gopy = context.catalogue.gopy
    if draft.asked in {Part.NAME, Part.PHONE, Part.EMAIL} or hear(text, gopy).is_complaint:
        return False
    reading = context.catalogue.matcher.understand(text, context.subject)
    if reading.outcome is not Outcome.ANSWERED or reading.aspect is None:
        return False
    return reading.is_follow_up or (bool(reading.matches) and reading.matches[0].score >= SURE)


async def _answer_aside(message: Message, draft: Draft, context: Context) -> Reply:
    """Answer a question; its words can still be taken for the answer to ours."""
    reply = await answers.answer(message, context)
    kept = feedback_draft.write(replace(draft, aside=message.text))
    note = Button(words(context).buttons.note, actions.feedback("note"))
    conversation = replace(reply.conversation or context.conversation, draft=kept)
    buttons = (*reply.buttons[: MOST_BUTTONS - 2], note)
    return replace(reply, buttons=buttons, conversation=conversation)


async def act(action: Action, context: Context) -> Reply:
    """Do what a button or a command of feedback asks for."""
    desk, said = context.desk, words(context)
    turn_to = context.catalogue.gopy.turn_to
    if desk is None:
        return aside(said.not_here.format(turn_to=turn_to), context)
    if not context.is_private:
        return aside(said.only_private, context)
    verb = action.arguments[0] if action.arguments else "new"
    if verb in _OPENING:
        return await _OPENING[verb](desk, context)
    draft = current(context)
    key = action.arguments[1] if len(action.arguments) > 1 else ""
    if verb in {"send", "again"} and (draft is None or draft.key != key):
        found = await feedback_send.sent_before(key, desk, context)
        return found or _gone(context)
    if draft is None:
        return _gone(context)
    return await _VERBS.get(verb, _go_on)(action, draft, desk, context)


def _gone(context: Context) -> Reply:
    """Answer a button of a draft that is no more."""
    said = words(context)
    is_expired = bool(context.conversation.draft)
    text = said.expired if is_expired else context.catalogue.phrases.stale_button
    return aside(
        text, context, Button(said.buttons.begin, actions.feedback("new")), *menu(context)
    )


async def _new(desk: FeedbackDesk, context: Context) -> Reply:
    """Begin; a draft that was begun before goes on."""
    draft = current(context) or feedback_draft.begin(desk.chance, context.now)
    return feedback_parts.ask_next(draft, desk, context)


async def _say(desk: FeedbackDesk, context: Context) -> Reply:
    """Begin with the complaint that was heard."""
    offered = feedback_draft.read(context.conversation.draft)
    if offered is None or offered.is_over(context.now):
        return await _new(desk, context)
    return feedback_parts.ask_next(replace(offered, is_offered=False), desk, context)


_OPENING = {"new": _new, "say": _say}


async def _go_on(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    return feedback_parts.ask_next(draft, desk, context)


async def _skip(action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    if draft.asked not in OPTIONAL or draft.asked is None:
        return await _go_on(action, draft, desk, context)
    after = draft.after(draft.asked, needs_sender=needs_sender(draft, desk, context))
    return feedback_parts.ask_next(after, desk, context)


async def _choose_field(
    action: Action, draft: Draft, desk: FeedbackDesk, context: Context
) -> Reply:
    field = context.catalogue.gopy.field(action.arguments[-1])
    if field is None:
        return await _go_on(action, draft, desk, context)
    chosen = replace(draft, field=field.id)
    after = chosen.after(Part.FIELD, needs_sender=needs_sender(chosen, desk, context))
    return feedback_parts.ask_next(after, desk, context)


async def _choose_sender(
    action: Action, draft: Draft, desk: FeedbackDesk, context: Context
) -> Reply:
    chosen = replace(draft, is_named=action.arguments[0] == "named")
    after = chosen.after(Part.SENDER, needs_sender=needs_sender(chosen, desk, context))
    return feedback_parts.ask_next(after, desk, context)


async def _edit(action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    part = action.arguments[1] if len(action.arguments) > 1 else ""
    if part not in set(Part):
        return feedback_preview.choose_part(draft, desk, context, more=part == "more")
    edited = draft.asking(Part(part))
    if edited.asked is Part.PHOTOS:
        edited = replace(edited, photos=())
    return feedback_parts.ask_next(edited, desk, context)


async def _back(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Leave a part as it was, and look at the whole."""
    left = draft
    if draft.asked is not None and Part.FIELD in draft.answered:
        left = draft.after(draft.asked, needs_sender=needs_sender(draft, desk, context))
    return feedback_parts.ask_next(left, desk, context)


async def _mask(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take private numbers out of what is told."""
    safe = replace(draft, what=mask(draft.what), where=mask(draft.where), when=mask(draft.when))
    return feedback_parts.ask_next(safe, desk, context)


async def _note(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take for the answer what was taken for a question."""
    if not draft.aside:
        return feedback_parts.ask_next(draft, desk, context)
    return feedback_parts.answer(draft.aside, draft, desk, context)


async def _send(action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    if draft.asked is not None:
        return feedback_parts.ask_next(draft, desk, context)
    again = action.arguments[0] == "again"
    return await feedback_send.send(draft, desk, context, again=again)


async def _cancel(_action: Action, _draft: Draft, _desk: FeedbackDesk, context: Context) -> Reply:
    return give_up(context)


def give_up(context: Context) -> Reply:
    """Throw the draft away, and say so."""
    return Reply(
        lines=(Line(Style.TEXT, words(context).cancelled),),
        buttons=menu(context),
        outcome=Outcome.FEEDBACK,
        conversation=replace(context.conversation, draft="", step=None),
        effects=(DropPhotos(context.conversation.key),),
    )


_VERBS: dict[str, Verb] = {
    "go": _go_on,
    "skip": _skip,
    "field": _choose_field,
    "anon": _choose_sender,
    "named": _choose_sender,
    "edit": _edit,
    "back": _back,
    "mask": _mask,
    "note": _note,
    "send": _send,
    "again": _send,
    "cancel": _cancel,
}
