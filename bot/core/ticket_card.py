"""What is said of a ticket to somebody who asks: its state, number, term and last news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.cards import show_date
from bot.core.feedback import OfficeState
from bot.core.models import Line, Style
from bot.core.offices import DROPBOX
from bot.core.ticket_news import Newsroom
from bot.core.tickets import TicketState, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.core.gopy import GopyFile
    from bot.core.offices import Offices
    from bot.core.tickets import Ticket

WITH_OFFICE = frozenset({TicketState.WITH_OFFICE, TicketState.UNSURE, TicketState.DONE})
_ON_ITS_WAY = {TicketState.KEPT, TicketState.SENDING}


def news_of(ticket: Ticket, gopy: GopyFile, offices: Offices, today: date) -> tuple[Line, ...]:
    """Say where a ticket stands; never more than the office said, and nothing of its content."""
    state, *term = (line.text for line in Newsroom(gopy, offices).of_state(ticket).lines)
    is_late = _is_late(ticket, today)
    texts = [state, *([] if is_late else term), *_of_office(ticket, gopy)]
    if is_late:
        texts += [line.text for line in Newsroom(gopy, offices).overdue(ticket).lines]
    if ticket.state in _ON_ITS_WAY and Told.DELAYED in ticket.told and not ticket.is_attempted:
        texts += [line.text for line in Newsroom(gopy, offices).delayed(ticket).lines]
    if ticket.is_repeated:
        texts.append(gopy.track.repeated)
    if has_citizen_closed(ticket):
        texts.append(gopy.track.settled)
    return tuple(Line(Style.TEXT, text) for text in texts)


def has_citizen_closed(ticket: Ticket) -> bool:
    """Tell whether the citizen said that the matter is settled; the office may say so as well."""
    is_closed = ticket.closed_at is not None and ticket.look_at is None
    return is_closed and ticket.state in WITH_OFFICE


def _is_late(ticket: Ticket, today: date) -> bool:
    is_open = ticket.state in {TicketState.WITH_OFFICE, TicketState.UNSURE}
    is_over = ticket.due_on is not None and ticket.due_on < today
    return is_open and is_over and not has_citizen_closed(ticket)


def _of_office(ticket: Ticket, gopy: GopyFile) -> Iterator[str]:
    """Yield the number of the office and the day it names, where its state does not tell them."""
    office = ticket.office
    is_new = office is None or office.state is OfficeState.RECEIVED
    is_told = ticket.state is TicketState.WITH_OFFICE and is_new
    if ticket.number and not is_told and ticket.route != DROPBOX:
        yield gopy.track.number.format(number=ticket.number)
    if office is not None and office.due and ticket.state is TicketState.WITH_OFFICE:
        yield gopy.track.office_due.format(date=office.due)
    is_due = ticket.due_on is not None and ticket.state is TicketState.WITH_OFFICE
    if office is not None and ticket.due_on is not None and is_due:
        yield gopy.words.news.due.format(date=show_date(ticket.due_on))
