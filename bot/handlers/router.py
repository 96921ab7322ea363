"""The way from a message to its handler: the first of ROUTES that fits answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.core import actions
from bot.core.actions import Action
from bot.core.models import Button, Kind, Message, Outcome, Reply
from bot.core.text import clean, fold
from bot.errors import UserError
from bot.handlers import (
    admin,
    answers,
    fallback,
    feedback,
    feedback_acts,
    feedback_reply,
    guide_speech,
    guides,
    links,
    mydata,
    pace,
    procedures,
    start,
    tracking,
)
from bot.handlers.context import MOST_BUTTONS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.models import Conversation
    from bot.handlers.context import Context, Handler


class Route(NamedTuple):
    """Messages that pass the test go to the handler."""

    test: Callable[[Message, Context], bool]
    handler: Handler


ACTIONS: dict[str, Callable[[Action, Context], Awaitable[Reply]]] = {
    "start": start.start,
    "help": start.help_,
    "ask": start.ask,
    "cancel": start.cancel,
    "e": procedures.show_entry,
    "m": procedures.show_more,
    "s": procedures.show_sources,
    "h": procedures.show_history,
    "t": procedures.show_tips,
    "l": procedures.show_share_link,
    "c": procedures.browse,
    "g": guides.open_guide,
    "f": feedback_acts.act,
    "k": tracking.act,
    "mine": mydata.show,
    "erase": mydata.erase,
    "version": admin.show_version,
    "reload": admin.reload,
}


def is_action(message: Message, _context: Context) -> bool:
    """Whether a button was tapped, or its words typed."""
    return message.kind is Kind.ACTION


def is_command(message: Message, _context: Context) -> bool:
    """Whether the message begins with a slash."""
    return message.kind is Kind.TEXT and message.text.startswith("/")


def is_no_question(message: Message, _context: Context) -> bool:
    """Whether there is nothing to understand: no text, no letter in it, or too much of it."""
    return (
        message.kind is not Kind.TEXT
        or len(message.text) > fallback.LONGEST_UTTERANCE
        or not any(character.isalnum() for character in message.text)
    )


def is_about_guide(message: Message, context: Context) -> bool:
    """Whether the words mean something in the guide that is going on."""
    return guide_speech.spoken_verb(message.text, context) is not None


def is_anything(_message: Message, _context: Context) -> bool:
    """Whether it is a message at all."""
    return True


async def run_action(message: Message, context: Context) -> Reply:
    """Do what a button asks for; an unknown code shows the entry it names, if any."""
    action = actions.parse(message.action)
    handler = ACTIONS.get(action.verb) if action else None
    if action and handler:
        return await handler(action, context)
    for part in message.action.split(":"):
        if context.catalogue.find(part):
            return await procedures.show_entry(Action("e", (part,)), context)
    return fallback.stale_button(context)


async def run_command(message: Message, context: Context) -> Reply:
    """Do what a slash command stands for."""
    name, _, rest = message.text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    known = next((c for c in context.catalogue.commands if c.command == name), None)
    if known is None:
        return await start.help_(Action("help"), context)
    if known.action == "k" and rest.strip():
        return await tracking.read(replace(message, text=rest), context)
    argument = rest.strip().split(" ")[0][:64]
    code = f"{known.action}:{argument}" if known.action == "start" and argument else known.action
    return await run_action(replace(message, action=code), context)


ROUTES = (
    Route(is_action, run_action),
    Route(tracking.is_about_ticket, tracking.read),
    Route(feedback.is_part, feedback.take),
    Route(is_no_question, fallback.refuse),
    Route(is_command, run_command),
    Route(is_about_guide, guides.go_on),
    Route(links.is_about_links, links.judge),
    Route(is_anything, answers.answer),
)


async def respond(message: Message, context: Context) -> Reply:
    """Answer one message, and remember what the citizen was shown."""
    message = _as_choice(replace(message, text=clean(message.text)), context.conversation)
    context, lapsed = feedback_reply.without_lapsed(context.taking_up())
    try:
        hurried = await pace.slow_down(context)
        reply = hurried or await _first_handler(message, context)(message, context)
    except UserError as error:
        said = getattr(context.catalogue.phrases, error.phrase)
        reply = fallback.say(said, context)
    reply = _with_ways_back(feedback_reply.telling_of(lapsed, reply, context), context)
    return replace(reply, conversation=_remember(reply, context))


def _first_handler(message: Message, context: Context) -> Handler:
    return next(route.handler for route in ROUTES if route.test(message, context))


def _as_choice(message: Message, conversation: Conversation) -> Message:
    """Take the number or the words of a button last shown for a tap on it."""
    if message.kind is not Kind.TEXT or not message.text:
        return message
    said = fold(message.text)
    for number, button in enumerate(conversation.choices, start=1):
        if button.action and said in {str(number), fold(button.text)}:
            return replace(message, kind=Kind.ACTION, action=button.action)
    return message


def _with_ways_back(reply: Reply, context: Context) -> Reply:
    """Offer to go on with the guide and the feedback that something else has interrupted."""
    ways = [_way_into_guide(reply, context), _way_into_draft(reply, context)]
    missing = [way for way in ways if way is not None and way not in reply.buttons]
    if reply.outcome is Outcome.GUIDE:  # it has its own ways on, and they come first
        missing = missing[: MOST_BUTTONS - len(reply.buttons)]
    return replace(reply, buttons=(*reply.buttons[: MOST_BUTTONS - len(missing)], *missing))


def _way_into_guide(reply: Reply, context: Context) -> Button | None:
    guide, number = guide_speech.current_step(context)
    conversation = reply.conversation or context.conversation
    if guide is None or conversation.step is None or reply.outcome is Outcome.GUIDE:
        return None
    label = context.catalogue.phrases.buttons.guide_continue.format(step=number)
    return Button(label, actions.guide(guide.id, "show", number))


def _way_into_draft(reply: Reply, context: Context) -> Button | None:
    conversation = reply.conversation or context.conversation
    is_left = conversation.draft and feedback_reply.current(context) is not None
    if not is_left or feedback_reply.is_in_draft(reply):
        return None
    return feedback_reply.way_on(context)


def _remember(reply: Reply, context: Context) -> Conversation:
    conversation = reply.conversation or context.conversation
    if tracking.was_asked(context.conversation) and reply.outcome is not Outcome.FEEDBACK:
        conversation = replace(conversation, step=None)  # a code is asked for once
    return replace(conversation, choices=tuple(b for b in reply.buttons if b.action))
