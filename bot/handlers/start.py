"""The beginning, the help and the way out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.actions import Action
from bot.core.models import Button, Conversation, Line, Reply, Style
from bot.handlers import feedback_acts, feedback_reply
from bot.handlers.fallback import menu
from bot.handlers.procedures import about

if TYPE_CHECKING:
    from bot.handlers.context import Context

FEEDBACK_LINK = "gopy"  #: t.me/<bot>?start=gopy


async def start(action: Action, context: Context) -> Reply:
    """Greet, or show the entry, or begin the feedback, that a deep link asks for."""
    if action.arguments == (FEEDBACK_LINK,):
        return await feedback_acts.act(Action("f", ("new",)), context)
    entry = context.catalogue.find(action.arguments[0]) if action.arguments else None
    if entry is not None:
        return about(entry, None, context)
    return _offer(context.catalogue.phrases.start, context)


async def help_(_action: Action, context: Context) -> Reply:
    """Say what the bot can do."""
    return _offer(context.catalogue.phrases.help, context)


async def ask(_action: Action, context: Context) -> Reply:
    """Invite the citizen to ask in their own words; what was open is not meant."""
    reply = _say(context.catalogue.phrases.ask_in_own_words, context)
    return replace(reply, conversation=context.conversation.understood())


async def cancel(_action: Action, context: Context) -> Reply:
    """Leave whatever is going on; the progress of guides is kept."""
    if feedback_reply.current(context) is not None:
        return feedback_acts.give_up(context)
    phrases = context.catalogue.phrases
    busy = context.conversation.step is not None or context.conversation.clarified
    reply = _say(phrases.cancelled if busy else phrases.nothing_to_cancel, context)
    left = Conversation(context.conversation.key, progress=context.conversation.progress)
    return replace(reply, conversation=left)


def _offer(said: str, context: Context) -> Reply:
    """Say what there is, with the ways into it: the categories, and what has a command."""
    ways = [Button(c.description, c.action) for c in context.catalogue.commands if ":" in c.action]
    categories = menu(context)[:1]
    return Reply((Line(Style.TEXT, said),), (*categories, *ways)[: context.room - 1])


def _say(said: str, context: Context) -> Reply:
    return Reply((Line(Style.TEXT, said),), menu(context))
