"""What citizens are told of their tickets without having asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.days import VIETNAM, day_of
from bot.core.feedback import OfficeState
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.offices import DROPBOX
from bot.core.tickets import TicketState
from bot.core.working_days import add_working_days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.core.gopy import GopyFile
    from bot.core.gopy_words import States
    from bot.core.offices import Offices
    from bot.core.tickets import Ticket

_MOST_CODES = 5  # in one alert


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Words, and the names of the offices."""

    gopy: GopyFile
    offices: Offices

    def due_on(self, ticket: Ticket, now: datetime) -> date | None:
        """Return the last day of the term of an office that has it from now on."""
        field = self.gopy.field(ticket.feedback.field)
        if ticket.route == DROPBOX or field is None or field.due_days is None:
            return None
        today = day_of(now)
        return add_working_days(today, field.due_days, self.gopy.extra_days_off)

    def of_state(self, ticket: Ticket) -> Reply:
        """Tell where it stands."""
        lines = [self._state(ticket)]
        is_new = ticket.state is TicketState.WITH_OFFICE and ticket.office is None
        if is_new and ticket.route != DROPBOX:
            lines.append(self._term(ticket))
        return self._reply(ticket, *lines)

    def delayed(self, ticket: Ticket) -> Reply:
        """Tell that the office cannot be reached, and that we go on."""
        return self._reply(ticket, self._said(self.gopy.words.news.delayed, ticket))

    def rerouted(self, ticket: Ticket, following: str) -> Reply:
        """Tell that it goes another way."""
        words = self.gopy.words.news.rerouted
        names = {
            "office": self.offices.name_of(ticket.route),
            "next": self.offices.name_of(following),
        }
        return self._reply(ticket, words.format(code=ticket.code, **names))

    def overdue(self, ticket: Ticket) -> Reply:
        """Tell that the term is over, and where to turn."""
        return self._reply(ticket, self._said(self.gopy.words.news.overdue, ticket))

    def is_it_done(self, ticket: Ticket) -> Reply:
        """Ask whether the matter is settled."""
        news = self.gopy.words.news
        buttons = (
            Button(news.yes_done, actions.ticket(ticket.code, "done")),
            Button(news.not_done, actions.ticket(ticket.code, "not")),
        )
        return _news((self._said(news.is_it_done, ticket),), buttons)

    def photo_lost(self, ticket: Ticket) -> Reply:
        """Tell that a picture could not be read and does not go along."""
        return self._reply(ticket, self._said(self.gopy.words.news.photo_lost, ticket))

    def dead_letters(self, codes: Sequence[str]) -> Reply:
        """Tell those who run the bot what nobody could be given."""
        return _listed(self.gopy.words.alerts.dead, codes)

    def unsure_letters(self, codes: Sequence[str]) -> Reply:
        """Tell those who run the bot of which tickets nobody knows whether they arrived."""
        return _listed(self.gopy.words.alerts.unsure, codes)

    def route_down(self, route: str, since: datetime) -> Reply:
        """Tell those who run the bot which office takes nothing."""
        at = f"{since.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        words = self.gopy.words.alerts.down
        return _news((words.format(office=self.offices.name_of(route), since=at),), ())

    def route_gone(self, route: str, count: int) -> Reply:
        """Tell those who run the bot that tickets stay on a way which has no settings any more."""
        return _news((self.gopy.words.alerts.gone.format(count=count, route=route),), ())

    def guests(self, limit: str, count: int, most: int) -> Reply:
        """Tell those who run the bot which limit of the day guests have reached, or nearly."""
        words: str = getattr(self.gopy.words.alerts, limit)
        return _news((words.format(count=count, most=most),), ())

    def _reply(self, ticket: Ticket, *lines: str) -> Reply:
        follow = Button(self.gopy.words.news.follow, actions.ticket(ticket.code))
        return _news(lines, (follow,))

    def _term(self, ticket: Ticket) -> str:
        news = self.gopy.words.news
        if ticket.due_on is None:
            return news.due_unknown
        return news.due.format(date=f"{ticket.due_on:%d/%m/%Y}")

    def _state(self, ticket: Ticket) -> str:
        return self._said(_words_of(self.gopy.words.states, ticket), ticket)

    def _said(self, words: str, ticket: Ticket) -> str:
        told = words.format(
            code=ticket.code,
            office=self.offices.name_of(ticket.route),
            number=ticket.number,
            said=ticket.office.said if ticket.office else "",
            turn_to=self.gopy.turn_to,
            date=f"{ticket.due_on:%d/%m/%Y}" if ticket.due_on else "",
        )
        return told.replace(" ()", "")  # an office that gave no word with it


def _words_of(states: States, ticket: Ticket) -> str:
    """Return the sentence that says where a ticket stands, and no more than is known."""
    if ticket.state is not TicketState.WITH_OFFICE:
        return str(getattr(states, ticket.state.value))
    if ticket.route == DROPBOX:
        return states.in_dropbox
    said = ticket.office.state if ticket.office else OfficeState.RECEIVED
    if said in {OfficeState.IN_PROGRESS, OfficeState.PASSED_ON}:
        return str(getattr(states, said.value))
    if ticket.number:
        return states.with_office
    return states.with_office_number_later if ticket.token else states.with_office_unnumbered


def _news(lines: tuple[str, ...], buttons: tuple[Button, ...]) -> Reply:
    told = tuple(Line(Style.TEXT, line) for line in lines)
    return Reply(told, buttons, outcome=Outcome.FEEDBACK)


def _listed(words: str, codes: Sequence[str]) -> Reply:
    """Tell how many tickets there are, and the first of them."""
    listed = ", ".join(codes[:_MOST_CODES]) + (" …" if len(codes) > _MOST_CODES else "")
    return _news((words.format(count=len(codes), codes=listed),), ())
