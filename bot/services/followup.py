"""Looks after tickets whose time has come: waits too long, has a number to ask for, is overdue."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import journey
from bot.core.feedback import OfficeState, Receipt
from bot.core.follow import Rhythm, asks_at, next_look, overdue_at
from bot.core.tickets import UNDER_WAY, TicketState, Told
from bot.errors import DeliveryError, StaleError, StorageError, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.feedback import OfficeStatus
    from bot.core.models import Reply
    from bot.core.tickets import Ticket
    from bot.services.ways import Bureau, Way

logger = logging.getLogger(__name__)

AT_ONCE = 20  #: tickets read together; they are looked at one by one
POLL_EVERY = 30.0  #: seconds
_WITH_NEWS = {OfficeState.IN_PROGRESS, OfficeState.PASSED_ON, OfficeState.DONE}
_WATCHED = {TicketState.WITH_OFFICE, TicketState.DONE, TicketState.UNSURE}
_MOST_ADOPTED = 200
_AFTER_A_BUG = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of looking at a ticket."""

    ticket: Ticket
    news: tuple[Reply, ...] = ()
    answers: bool = True  #: whether the office could be asked


class FollowUp:
    """Asks offices and tells citizens, each in its time."""

    def __init__(
        self, bureau: Bureau, ways: Mapping[str, Way], rhythm: Rhythm | None = None
    ) -> None:
        self._bureau, self._ways = bureau, ways
        self._rhythm = rhythm or Rhythm()
        self._stopped = asyncio.Event()
        self._has_begun = False

    def stop(self) -> None:
        """End `run` after the ticket it is at."""
        self._stopped.set()

    async def run(self) -> None:
        """Look after tickets until stopped."""
        while not self._stopped.is_set():
            try:
                seen = await self.look_around()
            except StorageError as error:
                logger.error("followup.storage_failed", extra={"reason": str(error)})  # noqa: TRY400 - an outage, no bug
                seen = 0
            with suppress(TimeoutError):
                pause = 0.0 if seen == AT_ONCE else POLL_EVERY
                await asyncio.wait_for(self._stopped.wait(), pause)

    async def look_around(self) -> int:
        """Look at tickets whose time has come, and return how many that were."""
        await self._adopt()
        found = await self._bureau.tickets.to_look_at(self._bureau.now(), AT_ONCE)
        for ticket in found:
            if self._stopped.is_set():
                break
            await self._look(ticket)
        return len(found)

    async def _adopt(self) -> None:
        """Give a time to tickets on their way that have none yet.

        At the start those whose way has lost its settings are looked at at once.
        """
        under_way = await self._bureau.tickets.in_states(UNDER_WAY, _MOST_ADOPTED)
        now = self._bureau.now()
        for ticket in under_way:
            is_lost = not self._has_begun and ticket.route not in self._ways
            if is_lost or ticket.look_at is None:
                at = now if is_lost else journey.next_look(ticket, now, self._bureau.patience)
                with suppress(StaleError):
                    await self._bureau.keep(replace(ticket, look_at=at))
        self._has_begun = True

    async def _look(self, ticket: Ticket) -> None:
        """Look at one ticket; whatever goes wrong, the others get their turn."""
        try:
            if ticket.state in _WATCHED:
                await self._watch(ticket)
            elif ticket.is_settled:
                await self._bureau.keep(replace(ticket, look_at=None))
            else:
                await self._look_under_way(ticket)
        except StaleError:
            return  # it has changed meanwhile, and will be looked at again
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of a worker, as in the outbox
            logger.error(  # noqa: TRY400 - its message may quote what an office wrote
                "followup.bug", extra={"ticket": ticket.code, "error": type(error).__name__}
            )
            await self._postpone(ticket)

    async def _postpone(self, ticket: Ticket) -> None:
        with suppress(StaleError):
            later = self._bureau.now() + _AFTER_A_BUG
            await self._bureau.keep(replace(ticket, look_at=later))

    async def _look_under_way(self, ticket: Ticket) -> None:
        """Do what the worker of its route cannot do while that route is down."""
        way, now, patience = (
            self._ways.get(ticket.route),
            self._bureau.now(),
            self._bureau.patience,
        )
        is_down = way is None or way.gate.down_since is not None
        fails_over_at = now if way is None else journey.fails_over_at(ticket, patience)
        following = journey.next_route(ticket)
        if is_down and now >= journey.gives_up_at(ticket, patience):
            await self._give_up(ticket)
        elif is_down and following and not ticket.is_attempted and _is_past(fails_over_at, now):
            await self._bureau.turn(ticket, following, ticket.reason or "the route is down")
        else:
            await self._keep_waiting(ticket)

    async def _give_up(self, ticket: Ticket) -> None:
        state = TicketState.UNSURE if ticket.is_attempted else TicketState.DEAD
        over = journey.ended(ticket, state, ticket.reason or "too old", self._bureau.now())
        logger.error("ticket.%s", state.value, extra={"ticket": ticket.code})
        await self._bureau.keep(over, [self._bureau.newsroom().of_state(over)])

    async def _keep_waiting(self, ticket: Ticket) -> None:
        """Tell once that it takes longer, and look again when something else is due."""
        now, patience = self._bureau.now(), self._bureau.patience
        is_late = now >= ticket.created_at + patience.tells_after
        is_new = is_late and Told.DELAYED not in ticket.told
        told = replace(ticket, told=(*ticket.told, Told.DELAYED)) if is_new else ticket
        news = [self._bureau.newsroom().delayed(ticket)] if is_new else []
        look_at = journey.next_look(told, now, patience)
        await self._bureau.keep(replace(told, look_at=look_at), news)

    async def _watch(self, ticket: Ticket) -> None:
        """Ask the office, tell what is new, and what the calendar says."""
        found = await self._asked(ticket)
        found = self._reminded(found)
        now = self._bureau.now()
        look_at = next_look(found.ticket, self._rhythm, now, answers=found.answers)
        await self._bureau.keep(replace(found.ticket, look_at=look_at), found.news)

    async def _asked(self, ticket: Ticket) -> Finding:
        way = self._ways.get(ticket.route)
        if way is None or ticket.state is TicketState.UNSURE:
            return Finding(ticket)
        try:
            if ticket.number:
                return self._heard(ticket, await way.forwarder.status(ticket.number))
            if ticket.token:
                return self._numbered(ticket, await _redeem(way, ticket))
        except DeliveryError as error:
            logger.warning(
                "followup.unanswered", extra={"ticket": ticket.code, "reason": str(error)}
            )
            return Finding(ticket, answers=False)
        return Finding(ticket)

    def _heard(self, ticket: Ticket, status: OfficeStatus | None) -> Finding:
        """Take note of what an office says, and tell it if it is more than "received"."""
        if status is None or status == ticket.office:
            return Finding(ticket)
        is_done = status.state is OfficeState.DONE
        state = TicketState.DONE if is_done else TicketState.WITH_OFFICE
        closed_at = (ticket.closed_at or self._bureau.now()) if is_done else None
        heard = replace(ticket, office=status, state=state, closed_at=closed_at)
        before = ticket.office
        is_old = before is not None and (before.state, before.said) == (status.state, status.said)
        if is_old or status.state not in _WITH_NEWS:
            return Finding(heard)
        return Finding(heard, (self._bureau.newsroom().of_state(heard),))

    def _numbered(self, ticket: Ticket, receipt: Receipt | None) -> Finding:
        newsroom, now = self._bureau.newsroom(), self._bureau.now()
        if receipt and receipt.number:
            known = replace(ticket, number=receipt.number, token="")
            return Finding(known, (newsroom.of_state(known),))
        since = ticket.delivered_at or ticket.created_at
        if receipt is None and now - since > self._bureau.patience.fails_over_after:
            reason = "the office forgot its own token"
            lost = journey.ended(ticket, TicketState.UNSURE, reason, now)
            return Finding(lost, (newsroom.of_state(lost),))
        return Finding(ticket)

    def _reminded(self, found: Finding) -> Finding:
        """Add what the calendar says: the term is over, or it is time to ask the citizen."""
        ticket, now, newsroom = found.ticket, self._bureau.now(), self._bureau.newsroom()
        news = list(found.news)
        if _is_past(overdue_at(ticket), now):
            news.append(newsroom.overdue(ticket))
            ticket = replace(ticket, told=(*ticket.told, Told.OVERDUE))
        if Told.ASKED not in ticket.told and now >= asks_at(ticket, self._rhythm):
            news.append(newsroom.is_it_done(ticket))
            ticket = replace(ticket, told=(*ticket.told, Told.ASKED))
        return replace(found, ticket=ticket, news=tuple(news))


def _is_past(at: datetime | None, now: datetime) -> bool:
    return at is not None and now >= at


async def _redeem(way: Way, ticket: Ticket) -> Receipt | None:
    """Ask for the number behind a token; None if the office knows neither it nor the ticket."""
    try:
        return await way.forwarder.deliver(ticket.feedback, ticket.token)
    except UnknownOutcomeError:
        return await way.forwarder.look_up(ticket.code)
