"""Tickets: what became of a feedback, and whether its matter is settled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.cards import show_date
from bot.core.days import day_of
from bot.core.effects import ChangeTicket
from bot.core.models import Button, Kind, Line, Outcome, Reply, Step, Style
from bot.core.ticket_card import WITH_OFFICE, has_citizen_closed, news_of
from bot.core.ticket_code import find_code, is_nearly_code, read_code
from bot.handlers import feedback_acts
from bot.handlers.fallback import menu
from bot.handlers.feedback_reply import aside, current, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.actions import Action
    from bot.core.gopy_talk import TrackWords
    from bot.core.models import Conversation, Message
    from bot.core.tickets import Ticket
    from bot.handlers.context import Context, FeedbackDesk

ASKED = "ticket code"  #: the step in which a bare code is understood, for one message
MOST_SHOWN = 4
SHORTENED = 200  #: characters of one's own words that are shown again
ON_BUTTON = 24
FEW_WORDS = 3  #: with more words around it in the middle of a draft, a code is part of the answer


def is_about_ticket(message: Message, context: Context) -> bool:
    """Whether a code is in a message, or was asked for and may be."""
    text = message.text
    if context.desk is None or message.kind is not Kind.TEXT or text.startswith("/"):
        return False
    if was_asked(context.conversation):
        return read_code(text) is not None or is_nearly_code(text, alone=True)
    is_answer = current(context) is not None and len(text.split()) > FEW_WORDS
    return not is_answer and is_nearly_code(text)


def was_asked(conversation: Conversation) -> bool:
    """Tell whether the last reply asked for a code."""
    return conversation.step is not None and conversation.step.name == ASKED


async def read(message: Message, context: Context) -> Reply:
    """Show the ticket whose code is in a message."""
    if context.desk is None:
        return feedback_acts.not_here(context)
    code = find_code(message.text) or read_code(message.text)
    if code is None:
        return _ask_again(_words(context).wrong, context)
    return await _show(code, context)


async def act(action: Action, context: Context) -> Reply:
    """Do what a button or the command asks for: list, show, answer."""
    if context.desk is None:
        return feedback_acts.not_here(context)
    if not action.arguments:
        return await _list(context.desk, context)
    code = read_code(action.arguments[-1])
    if code is None:
        return _ask_again(_words(context).wrong, context)
    if action.arguments[0] not in {"done", "not", "anew"}:
        return await _show(code, context)
    return await _answered(action.arguments[0], code, context.desk, context)


async def _answered(verb: str, code: str, desk: FeedbackDesk, context: Context) -> Reply:
    """Take the citizen's word for whether a matter is settled."""
    ticket = await desk.records.ticket(code)
    if ticket is None:
        return _ask_again(_words(context).unknown.format(code=code), context)
    if ticket.owner != context.conversation.key:
        return aside(_words(context).not_yours, context)
    if verb == "done":
        return _close(ticket, context)
    return await feedback_acts.go_on_from(ticket, context, anew=verb == "anew")


def _words(context: Context) -> TrackWords:
    return context.catalogue.gopy.track


def _ask_again(said: str, context: Context, *buttons: Button) -> Reply:
    """Say something, and understand a bare code after it, unless something else is going on."""
    reply = aside(said, context, *buttons)
    step = context.conversation.step or Step(ASKED)
    return replace(reply, conversation=replace(context.conversation, step=step))


async def _list(desk: FeedbackDesk, context: Context) -> Reply:
    own = await desk.records.tickets_of(context.conversation.key, MOST_SHOWN)
    begin = Button(words(context).buttons.begin, actions.feedback("new"))
    if not own or not context.is_private:
        return _ask_again(_words(context).none, context, begin, *menu(context)[:1])
    buttons = [Button(_label(ticket), actions.ticket(ticket.code)) for ticket in own]
    return _ask_again(_words(context).which, context, *buttons, begin)


def _label(ticket: Ticket) -> str:
    what = ticket.feedback.what
    short = what if len(what) <= ON_BUTTON else what[:ON_BUTTON].rsplit(" ", 1)[0] + "…"
    return f"{ticket.code} {short}".strip()


async def _show(code: str, context: Context) -> Reply:
    """Show a ticket: its state to everybody who knows the code, its words to whom it is from."""
    desk = context.desk
    ticket = await desk.records.ticket(code) if desk else None
    if desk is None or ticket is None:
        return _ask_again(_words(context).unknown.format(code=code), context)
    lines = list(news_of(ticket, context.catalogue.gopy, desk.offices, context.today))
    is_own = ticket.owner == context.conversation.key
    if not is_own:
        lines.append(Line(Style.NOTE, _words(context).others))
    elif context.is_private:
        lines += (Line(Style.NOTE, text) for text in _content(ticket, context))
    buttons = (*_own_buttons(ticket, context), *menu(context)) if is_own else menu(context)
    step = None if was_asked(context.conversation) else context.conversation.step
    conversation = replace(context.conversation, step=step)
    return Reply(tuple(lines), buttons[:4], Outcome.FEEDBACK, conversation=conversation)


def _content(ticket: Ticket, context: Context) -> Iterator[str]:
    said, told = _words(context), ticket.feedback
    what = told.what if len(told.what) <= SHORTENED else told.what[:SHORTENED] + "…"
    sent_on = show_date(day_of(ticket.created_at))
    yield said.yours.format(date=sent_on, what=what)
    if told.where:
        yield said.place.format(where=told.where[:SHORTENED])
    if ticket.photos:
        yield said.photos.format(count=len(ticket.photos))


def _own_buttons(ticket: Ticket, context: Context) -> tuple[Button, ...]:
    """Offer to close what the office has, or to insist."""
    news = context.catalogue.gopy.words.news
    not_done = Button(news.not_done, actions.ticket(ticket.code, "not"))
    if ticket.state not in WITH_OFFICE:
        return ()
    if has_citizen_closed(ticket):
        return (not_done,)
    return (Button(news.yes_done, actions.ticket(ticket.code, "done")), not_done)


def _close(ticket: Ticket, context: Context) -> Reply:
    """Take the citizen's word that a matter is settled; nothing more is asked or told of it."""
    if ticket.state not in WITH_OFFICE:
        return aside(_words(context).not_there, context)
    if has_citizen_closed(ticket):
        return aside(_words(context).closed.format(code=ticket.code), context)
    closed = replace(ticket, closed_at=context.now, look_at=None)
    reply = aside(_words(context).thanks.format(code=ticket.code), context)
    return replace(reply, effects=(ChangeTicket(closed),))
