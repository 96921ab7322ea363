"""The buttons of feedback: begun, gone on with, edited, sent or given up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions, feedback_draft
from bot.core.effects import DropPhotos
from bot.core.feedback_draft import Part
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.privacy import mask
from bot.handlers import feedback_parts, feedback_preview, feedback_send
from bot.handlers.fallback import menu
from bot.handlers.feedback_reply import aside, current, keep, needs_sender, way_on, words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.actions import Action
    from bot.core.feedback_draft import Draft
    from bot.core.tickets import Ticket
    from bot.handlers.context import Context, FeedbackDesk

    Verb = Callable[[Action, Draft, FeedbackDesk, Context], Awaitable[Reply]]


async def act(action: Action, context: Context) -> Reply:
    """Do what a button or a command of feedback asks for."""
    desk = context.desk
    if desk is None or not context.is_private:
        return not_here(context)
    verb = action.arguments[0] if action.arguments else "new"
    if verb in _OPENING:
        refusal = await feedback_send.refusal(desk, context)
        if refusal:
            return _refused(refusal, context)
        return _OPENING[verb](desk, context)
    draft = current(context)
    key = action.arguments[1] if len(action.arguments) > 1 else ""
    if verb in {"send", "again"} and (draft is None or draft.key != key):
        found = await feedback_send.sent_before(key, desk, context)
        return found or _gone(context)
    if draft is None:
        return _gone(context)
    return await _VERBS.get(verb, _go_on)(action, draft, desk, context)


def not_here(context: Context) -> Reply:
    """Say where feedback is taken instead: elsewhere, or where nobody else reads along."""
    said = words(context)
    if context.desk is None:
        return aside(said.not_here.format(turn_to=context.catalogue.gopy.turn_to), context)
    return aside(said.only_private, context)


def _refused(refusal: str, context: Context) -> Reply:
    """Say why no feedback is taken now; a draft stays as it is."""
    way = (way_on(context),) if current(context) else ()
    return aside(refusal, context, *way, *menu(context))


def _gone(context: Context) -> Reply:
    """Answer a button of a draft that is no more."""
    begin = Button(words(context).buttons.begin, actions.feedback("new"))
    text = context.catalogue.phrases.stale_button
    return aside(text, context, begin, *menu(context))


def _new(desk: FeedbackDesk, context: Context) -> Reply:
    """Begin; a draft that was begun before goes on."""
    draft = current(context) or feedback_draft.begin(desk.chance, context.now)
    return feedback_parts.ask_next(replace(draft, aside=""), desk, context)


def _say(desk: FeedbackDesk, context: Context) -> Reply:
    """Begin with the complaint that was heard."""
    told = feedback_draft.read(context.conversation.draft)
    if told is None or not told.is_offered:
        return _new(desk, context)
    empty = replace(told, what="", answered=(), asked=Part.WHAT, is_offered=False)
    return feedback_parts.answer(told.what, empty, desk, context)


_OPENING = {"new": _new, "say": _say}


async def go_on_from(ticket: Ticket, context: Context, *, anew: bool = False) -> Reply:
    """Begin a feedback that goes on from a ticket; one on another matter is asked about first."""
    desk, open_ = context.desk, current(context)
    if desk is None or not context.is_private:
        return not_here(context)
    refusal = await feedback_send.refusal(desk, context)
    if refusal:
        return _refused(refusal, context)
    if open_ is not None and open_.follows == ticket.code:
        return feedback_parts.ask_next(replace(open_, aside=""), desk, context)
    if open_ is not None and not anew:
        label = words(context).buttons.begin_anew
        begin_anew = Button(label, actions.ticket(ticket.code, "anew"))
        return aside(words(context).open_draft, context, way_on(context), begin_anew)
    draft = feedback_draft.follow_up(desk.chance, context.now, ticket)
    reply = feedback_parts.ask_next(draft, desk, context)
    dropped = (DropPhotos(context.conversation.key),) if open_ is not None else ()
    return replace(reply, effects=dropped)


async def _go_on(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    return feedback_parts.ask_next(replace(draft, aside=""), desk, context)


async def _skip(action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    part = action.arguments[1] if len(action.arguments) > 1 else ""
    if draft.asked is None or part != draft.asked.value:
        return await _go_on(action, draft, desk, context)
    return feedback_parts.pass_over(draft, desk, context)


async def _choose_field(
    action: Action, draft: Draft, desk: FeedbackDesk, context: Context
) -> Reply:
    field = context.catalogue.gopy.field(action.arguments[-1])
    if field is None or draft.asked is not Part.FIELD:
        return await _go_on(action, draft, desk, context)
    chosen = replace(draft, field=field.id)
    after = chosen.after(Part.FIELD, needs_sender=needs_sender(chosen, desk, context))
    return feedback_parts.ask_next(after, desk, context)


async def _choose_sender(
    action: Action, draft: Draft, desk: FeedbackDesk, context: Context
) -> Reply:
    if draft.asked not in {Part.SENDER, Part.NAME}:
        return await _go_on(action, draft, desk, context)
    chosen = replace(draft, is_named=action.arguments[0] == "named")
    after = chosen.after(Part.SENDER, needs_sender=needs_sender(chosen, desk, context))
    return feedback_parts.ask_next(after, desk, context)


async def _edit(action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    part = action.arguments[1] if len(action.arguments) > 1 else ""
    if draft.asked is not None and not draft.is_edited:
        return await _go_on(action, draft, desk, context)
    if part not in set(Part):
        return feedback_preview.choose_part(draft, desk, context, more=part == "more")
    return feedback_parts.ask_next(draft.asking(Part(part)), desk, context)


async def _back(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Leave a part as it was, and look at the whole."""
    left = draft.looked_over() if draft.is_edited else draft
    return feedback_parts.ask_next(left, desk, context)


async def _mask(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take private numbers out of what is told."""
    safe = replace(draft, what=mask(draft.what), where=mask(draft.where), when=mask(draft.when))
    return feedback_parts.ask_next(safe, desk, context)


async def _drop_photos(
    _action: Action, draft: Draft, desk: FeedbackDesk, context: Context
) -> Reply:
    left = replace(draft, photos=(), photographed_at=None)
    reply = feedback_parts.ask_next(left, desk, context)
    dropped = (DropPhotos(context.conversation.key, draft.photos),) if draft.photos else ()
    return replace(reply, effects=dropped)


async def _note(_action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take for the answer what was taken for a question, or for nothing."""
    if not draft.aside:
        return feedback_parts.ask_next(draft, desk, context)
    return feedback_parts.note(draft, desk, context)


async def _send(action: Action, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Send it, if it is what the preview with that button showed."""
    are_photos_there = draft.without_lost_photos(context.now).photos == draft.photos
    if draft.asked is not None or not are_photos_there:
        return feedback_parts.ask_next(draft, desk, context)
    if action.arguments[-1] != feedback_preview.mark(draft, desk, context):
        return feedback_preview.show(draft, desk, context, said=words(context).changed)
    again = action.arguments[0] == "again"
    return await feedback_send.send(draft, desk, context, again=again)


async def _cancel(_action: Action, draft: Draft, _desk: FeedbackDesk, context: Context) -> Reply:
    """Ask first when something would be lost."""
    if not draft.answered and not draft.photos:
        return give_up(context)
    said = words(context)
    buttons = (
        Button(said.buttons.write_on, actions.feedback("go")),
        Button(said.buttons.drop, actions.feedback("drop")),
    )
    return keep(draft, (Line(Style.TEXT, said.stop),), buttons, context)


async def _drop(_action: Action, _draft: Draft, _desk: FeedbackDesk, context: Context) -> Reply:
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
    "nophotos": _drop_photos,
    "note": _note,
    "send": _send,
    "again": _send,
    "cancel": _cancel,
    "drop": _drop,
}
