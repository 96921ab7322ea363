"""Sending: a draft becomes one ticket, at an explicit tap, within what one may send a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.core import actions
from bot.core.cards import show_date
from bot.core.effects import OpenTicket
from bot.core.feedback_draft import as_ticket
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.offices import DROPBOX
from bot.core.text import fold
from bot.core.ticket_code import make_code
from bot.core.tickets import TicketState
from bot.core.working_days import add_working_days
from bot.handlers import feedback_preview
from bot.handlers.fallback import menu
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
MOST_ALIKE = 3  #: on one matter within that time; then somebody else must be asked
_GONE = {TicketState.WITHDRAWN, TicketState.DEAD}


async def send(
    draft: Draft, desk: FeedbackDesk, context: Context, *, again: bool = False
) -> Reply:
    """Make the ticket, unless something speaks against it; the draft is kept then."""
    why_not = await refusal(desk, context)
    if why_not:
        return aside(why_not, context, way_on(context), *menu(context)[:1])
    own = await desk.records.tickets_of(context.conversation.key, MOST_READ)
    twins = _twins(draft, own, context)
    if len(twins) >= MOST_ALIKE:
        said, turn_to = words(context), context.catalogue.gopy.turn_to
        text = said.same_again.format(code=twins[0].code, turn_to=turn_to)
        look = Button(said.buttons.look, actions.ticket(twins[0].code))
        return aside(text, context, way_on(context), look)
    if twins and not again:
        return _ask_about(twins[0], draft, desk, context)
    return _open(draft, desk, context)


async def sent_before(key: str, desk: FeedbackDesk, context: Context) -> Reply | None:
    """Answer a second tap on "send"; None when nothing was made of that draft."""
    ticket = await desk.records.ticket_of_draft(key) if key else None
    if ticket is None or ticket.owner != context.conversation.key:
        return None
    said = words(context)
    look = Button(said.buttons.look, actions.ticket(ticket.code))
    new = Button(said.buttons.new, actions.feedback("new"))
    return aside(said.sent_before.format(code=ticket.code), context, look, new)


async def refusal(desk: FeedbackDesk, context: Context) -> str:
    """Say why nothing may be sent now; nothing if it may."""
    said, turn_to = words(context), context.catalogue.gopy.turn_to
    owner = context.conversation.key
    if await desk.records.is_blocked(owner):
        return said.blocked.format(turn_to=turn_to)
    most = desk.limits.tickets_a_day
    own = await desk.records.tickets_of(owner, most)
    if sum(ticket.created_at > context.now - DAY for ticket in own) >= most:
        return said.too_many.format(most=most, turn_to=turn_to)
    if await _is_day_full(desk, context):
        return said.day_full.format(turn_to=turn_to)
    return ""


async def _is_day_full(desk: FeedbackDesk, context: Context) -> bool:
    """Tell whether all guests together have sent what is taken of them on one day."""
    guests = desk.limits.guests
    if not guests.apply_to(context.address):
        return False
    return (await desk.records.guests_on(context.today)).tickets >= guests.tickets


def _twins(draft: Draft, own: Sequence[Ticket], context: Context) -> list[Ticket]:
    """Return the recent tickets of the same citizen on the same matter, newest first."""
    told = fold(f"{feedback_preview.told(draft, context)} {draft.where}")
    recent = (
        ticket
        for ticket in own
        if ticket.created_at > context.now - RECENT and ticket.state not in _GONE
    )
    return [ticket for ticket in recent if _likeness(told, ticket) >= ALIKE]


def _likeness(told: str, ticket: Ticket) -> float:
    feedback = ticket.feedback
    return fuzz.token_sort_ratio(told, fold(f"{feedback.what} {feedback.where}"))


def _ask_about(twin: Ticket, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    said = words(context)
    code = f"{draft.key}:{feedback_preview.mark(draft, desk, context)}"
    buttons = (
        Button(said.buttons.again, actions.feedback("again", code)),
        Button(said.buttons.look, actions.ticket(twin.code)),
        Button(said.buttons.cancel, actions.feedback("cancel")),
    )
    line = Line(Style.TEXT, said.alike.format(code=twin.code))
    return keep(draft, (line,), buttons, context)


def _open(draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    field = feedback_preview.field_of(draft, context)
    told = feedback_preview.told(draft, context)
    feedback = draft.as_feedback(make_code(desk.chance), field, context.now, told)
    routes = tuple(desk.offices.routes_for(field))
    ticket = as_ticket(draft, feedback, context.conversation.key, context.address, routes)
    is_guest = desk.limits.guests.apply_to(context.address)
    said = words(context)
    look = Button(said.buttons.look, actions.ticket(ticket.code))
    new = Button(said.buttons.new, actions.feedback("new"))
    return Reply(
        lines=tuple(_receipt(ticket, field, desk, context)),
        buttons=(look, new),
        outcome=Outcome.FEEDBACK,
        conversation=replace(context.conversation, draft="", step=None),
        effects=(OpenTicket(ticket, context.today if is_guest else None),),
    )


def _receipt(ticket: Ticket, field: Field, desk: FeedbackDesk, context: Context) -> list[Line]:
    said = words(context)
    note = Line(Style.NOTE, said.sent_note.format(code=ticket.code))
    if ticket.route == DROPBOX:
        turn_to = context.catalogue.gopy.turn_to
        text = said.sent_nowhere.format(code=ticket.code, turn_to=turn_to)
        return [Line(Style.TEXT, text), note]
    office = desk.offices.name_of(ticket.route)
    due = context.catalogue.gopy.words.news.due_unknown
    if field.due_days is not None:
        days_off = context.catalogue.gopy.extra_days_off
        last = show_date(add_working_days(context.today, field.due_days, days_off))
        due = said.sent_due.format(days=field.due_days, date=last)
    return [
        Line(Style.TEXT, said.sent.format(code=ticket.code, office=office)),
        Line(Style.TEXT, due),
        note,
    ]
