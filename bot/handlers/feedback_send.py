"""Sending: a draft becomes one ticket, at an explicit tap, within what one may send a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.core import actions
from bot.core.effects import OpenTicket
from bot.core.feedback_draft import as_ticket
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.text import fold
from bot.core.ticket_code import make_code
from bot.core.tickets import TicketState
from bot.handlers.feedback_reply import aside, keep, way_on, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.feedback_draft import Draft
    from bot.core.gopy import Field
    from bot.core.tickets import Ticket
    from bot.handlers.context import Context, FeedbackDesk

ALIKE = 88  #: percent of likeness from which two feedbacks are taken for the same
RECENT = timedelta(days=7)
DAY = timedelta(days=1)
MOST_READ = 50  #: tickets of one citizen looked through
_GONE = {TicketState.WITHDRAWN, TicketState.DEAD}


async def send(
    draft: Draft, desk: FeedbackDesk, context: Context, *, again: bool = False
) -> Reply:
    """Make the ticket, unless something speaks against it; the draft is kept then."""
    owner = context.conversation.key
    own = await desk.records.tickets_of(owner, MOST_READ)
    refusal = await _refusal(owner, own, desk, context)
    if refusal:
        return aside(refusal, context, way_on(context))
    twin = None if again else _twin(draft, own, context)
    if twin:
        return _ask_about(twin, draft, context)
    return _open(draft, desk, context)


async def sent_before(key: str, desk: FeedbackDesk, context: Context) -> Reply | None:
    """Answer a second tap on "send"; None when nothing was made of that draft."""
    ticket = await desk.records.ticket_of_draft(key) if key else None
    if ticket is None:
        return None
    said = words(context)
    look = Button(said.buttons.look, actions.ticket(ticket.code))
    new = Button(said.buttons.new, actions.feedback("new"))
    return aside(said.sent_before.format(code=ticket.code), context, look, new)


async def _refusal(owner: str, own: Sequence[Ticket], desk: FeedbackDesk, context: Context) -> str:
    """Say why nothing may be sent now; nothing if it may."""
    said, turn_to = words(context), context.catalogue.gopy.turn_to
    if await desk.records.is_blocked(owner):
        return said.blocked.format(turn_to=turn_to)
    most = desk.limits.tickets_a_day
    if sum(ticket.created_at > context.now - DAY for ticket in own) >= most:
        return said.too_many.format(most=most, turn_to=turn_to)
    return ""


def _twin(draft: Draft, own: Sequence[Ticket], context: Context) -> Ticket | None:
    """Return a recent ticket of the same citizen on the same matter."""
    if draft.follows:
        return None
    told = fold(f"{draft.what} {draft.where}")
    recent = (
        ticket
        for ticket in own
        if ticket.created_at > context.now - RECENT and ticket.state not in _GONE
    )
    return next((ticket for ticket in recent if _likeness(told, ticket) >= ALIKE), None)


def _likeness(told: str, ticket: Ticket) -> float:
    feedback = ticket.feedback
    return fuzz.token_sort_ratio(told, fold(f"{feedback.what} {feedback.where}"))


def _ask_about(twin: Ticket, draft: Draft, context: Context) -> Reply:
    said = words(context)
    buttons = (
        Button(said.buttons.again, actions.feedback("again", draft.key)),
        Button(said.buttons.look, actions.ticket(twin.code)),
        Button(said.buttons.cancel, actions.feedback("cancel")),
    )
    line = Line(Style.TEXT, said.alike.format(code=twin.code))
    return keep(draft, (line,), buttons, context)


def _open(draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    gopy = context.catalogue.gopy
    field = gopy.field(draft.field) or gopy.field(gopy.other) or gopy.fields[0]
    feedback = draft.as_feedback(make_code(desk.chance), field, context.now)
    routes = tuple(desk.offices.routes_for(field))
    ticket = as_ticket(draft, feedback, context.conversation.key, context.address, routes)
    said = words(context)
    look = Button(said.buttons.look, actions.ticket(ticket.code))
    new = Button(said.buttons.new, actions.feedback("new"))
    return Reply(
        lines=tuple(_receipt(ticket, field, desk, context)),
        buttons=(look, new),
        outcome=Outcome.FEEDBACK,
        conversation=replace(context.conversation, draft="", step=None),
        effects=(OpenTicket(ticket),),
    )


def _receipt(ticket: Ticket, field: Field, desk: FeedbackDesk, context: Context) -> list[Line]:
    said = words(context)
    office = desk.offices.name_of(ticket.route)
    due = context.catalogue.gopy.words.news.due_unknown
    if field.due_days is not None:
        due = said.sent_due.format(days=field.due_days)
    return [
        Line(Style.TEXT, said.sent.format(code=ticket.code, office=office)),
        Line(Style.TEXT, due),
        Line(Style.NOTE, said.sent_note.format(code=ticket.code)),
    ]
