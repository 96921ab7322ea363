"""Tickets: what became of a feedback, and whether its matter is settled."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions, feedback_draft
from bot.core.effects import ChangeTicket
from bot.core.models import Button, Kind, Line, Outcome, Reply, Step, Style
from bot.core.ticket_code import find_code, read_code
from bot.core.ticket_news import Newsroom
from bot.core.tickets import TicketState
from bot.handlers import feedback_parts
from bot.handlers.fallback import menu
from bot.handlers.feedback_reply import aside, current, words

if TYPE_CHECKING:
    from bot.core.actions import Action
    from bot.core.gopy_talk import TrackWords
    from bot.core.models import Message
    from bot.core.tickets import Ticket
    from bot.handlers.context import Context, FeedbackDesk

ASKED = "ticket code"  #: the step in which a bare code is understood
MOST_SHOWN = 4
SHORTENED = 200  #: characters of one's own words that are shown again
_ALMOST = re.compile(r"\b[DĐ]N[ -]?[0-9A-Z]{3,5}[ -]?[0-9A-Z]{4,6}\b", re.IGNORECASE)


def is_about_ticket(message: Message, context: Context) -> bool:
    """Whether a code is in a message, or was asked for and may be."""
    if context.desk is None or message.kind is not Kind.TEXT or current(context):
        return False
    if _ALMOST.search(message.text):
        return True
    step = context.conversation.step
    return step is not None and step.name == ASKED and read_code(message.text) is not None


async def read(message: Message, context: Context) -> Reply:
    """Show the ticket whose code is in a message."""
    code = find_code(message.text) or read_code(message.text)
    if code is None:
        return _ask_again(_words(context).wrong, context)
    return await _show(code, context)


async def act(action: Action, context: Context) -> Reply:
    """Do what a button or the command asks for: list, show, answer."""
    if context.desk is None:
        turn_to = context.catalogue.gopy.turn_to
        return aside(words(context).not_here.format(turn_to=turn_to), context)
    if not action.arguments:
        return await _list(context.desk, context)
    code = read_code(action.arguments[-1])
    if code is None:
        return _ask_again(_words(context).wrong, context)
    if action.arguments[0] in {"done", "not"}:
        return await _answered(code, context.desk, context, is_done=action.arguments[0] == "done")
    return await _show(code, context)


def _words(context: Context) -> TrackWords:
    return context.catalogue.gopy.track


def _ask_again(said: str, context: Context, *buttons: Button) -> Reply:
    """Say something, and understand a bare code after it."""
    reply = aside(said, context, *buttons)
    return replace(reply, conversation=replace(context.conversation, step=Step(ASKED)))


async def _list(desk: FeedbackDesk, context: Context) -> Reply:
    own = await desk.records.tickets_of(context.conversation.key, MOST_SHOWN)
    begin = Button(words(context).buttons.begin, actions.feedback("new"))
    if not own:
        return _ask_again(_words(context).none, context, begin, *menu(context)[:1])
    buttons = [Button(_label(ticket), actions.ticket(ticket.code)) for ticket in own]
    return _ask_again(_words(context).which, context, *buttons, begin)


def _label(ticket: Ticket) -> str:
    what = ticket.feedback.what
    short = what if len(what) <= 24 else what[:24].rsplit(" ", 1)[0] + "…"  # noqa: PLR2004 - a button
    return f"{ticket.code} {short}".strip()


async def _show(code: str, context: Context) -> Reply:
    """Show a ticket: its state to everybody who knows the code, its words to whom it is from."""
    desk = context.desk
    ticket = await desk.records.ticket(code) if desk else None
    if desk is None or ticket is None:
        return _ask_again(_words(context).unknown.format(code=code), context)
    lines = list(Newsroom(context.catalogue.gopy, desk.offices).of_state(ticket).lines)
    is_own = ticket.owner == context.conversation.key
    if is_own and ticket.feedback.what:
        what = ticket.feedback.what[:SHORTENED]
        lines.append(Line(Style.NOTE, f"{_words(context).yours}: {what}"))
    buttons = (*_own_buttons(ticket, context), *menu(context)) if is_own else menu(context)
    conversation = replace(context.conversation, step=None)
    return Reply(tuple(lines), buttons[:4], Outcome.FEEDBACK, conversation=conversation)


def _own_buttons(ticket: Ticket, context: Context) -> tuple[Button, ...]:
    """Offer to close what the office has, or to insist."""
    if ticket.state not in {TicketState.WITH_OFFICE, TicketState.DONE, TicketState.UNSURE}:
        return ()
    if ticket.closed_at is not None and ticket.state is not TicketState.DONE:
        return ()
    news = context.catalogue.gopy.words.news
    return (
        Button(news.yes_done, actions.ticket(ticket.code, "done")),
        Button(news.not_done, actions.ticket(ticket.code, "not")),
    )


async def _answered(code: str, desk: FeedbackDesk, context: Context, *, is_done: bool) -> Reply:
    """Take the citizen's word for whether a matter is settled."""
    ticket = await desk.records.ticket(code)
    if ticket is None:
        return _ask_again(_words(context).unknown.format(code=code), context)
    if ticket.owner != context.conversation.key:
        return aside(_words(context).not_yours, context)
    if is_done:
        return _close(ticket, context)
    draft = current(context) or feedback_draft.begin(desk.chance, context.now)
    return feedback_parts.ask_next(replace(draft, follows=ticket.code), desk, context)


def _close(ticket: Ticket, context: Context) -> Reply:
    if ticket.closed_at is not None and ticket.look_at is None:
        return aside(_words(context).closed.format(code=ticket.code), context)
    closed = replace(ticket, closed_at=context.now, look_at=None)
    reply = aside(_words(context).thanks.format(code=ticket.code), context)
    return replace(reply, effects=(ChangeTicket(closed),))
