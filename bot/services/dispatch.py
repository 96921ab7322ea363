"""Brings tickets to one office: the Sender of an outbox channel whose chats are ticket codes.

Each step is kept before the next begins, so that a process killed anywhere finds its way; that
something leaves is kept only when it does, not while the way is still being opened. What was
begun and has no known outcome is asked about; it is sent again only where the office has
nothing, or keeps one of two that are the same, or, flagged as a repeat, once.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.core import journey
from bot.core.feedback import Feedback, Receipt
from bot.core.tickets import TicketState
from bot.errors import (
    DeliveryError,
    NotAdmittedError,
    PermanentDeliveryError,
    StaleError,
    TransientDeliveryError,
    UnknownOutcomeError,
)

if TYPE_CHECKING:
    from bot.core.models import Delivery
    from bot.core.tickets import Ticket
    from bot.services.ticket_photos import TicketPhotos
    from bot.services.ways import Bureau, Way

logger = logging.getLogger(__name__)

_MOST_CHANGES = 10  #: of others, while we decide


class Doubt(Enum):
    """What is known of an earlier try."""

    NONE = auto()  #: the office certainly has nothing
    HARMLESS = auto()  #: it may have it, and would know it again
    BLIND = auto()  #: it may have it, and nobody can tell


class Trial:
    """One try to deliver a ticket: kept as begun at the last moment before anything leaves."""

    def __init__(self, bureau: Bureau, ticket: Ticket, *, as_repeat: bool) -> None:
        self._bureau, self.kept = bureau, ticket
        self.begun = journey.attempted(ticket, as_repeat=as_repeat)

    async def begin(self) -> None:
        """Keep that it is begun."""
        self.kept = await self._bureau.keep(self.begun)


class OfficeSender:
    """Implements the Sender port for one way to an office."""

    def __init__(self, way: Way, bureau: Bureau, photos: TicketPhotos) -> None:
        self._way, self._bureau, self._photos = way, bureau, photos
        self._forwarder, self._gate = way.forwarder, way.gate

    async def send(self, delivery: Delivery) -> str:
        """Bring one ticket a step further and return the office's receipt, if it gave one."""
        for _ in range(_MOST_CHANGES):
            try:
                return await self._send(delivery)
            except StaleError:
                continue  # somebody changed it meanwhile: decide again
        message = "the ticket keeps changing"
        raise TransientDeliveryError(message)

    async def _send(self, delivery: Delivery) -> str:
        ticket = await self._bureau.tickets.find(delivery.address.chat)
        if ticket is None or ticket.is_settled or ticket.route != self._way.route:
            return ""
        doubt = await self._ask(ticket, delivery) if ticket.is_attempted else Doubt.NONE
        if isinstance(doubt, Receipt):
            return await self._record(ticket.code, doubt)
        if self._is_over(ticket, doubt):
            await self._give_up(ticket, doubt, ticket.reason or "too old")
            return ""
        if doubt is Doubt.NONE and ticket.is_attempted and self._fails_over(ticket):
            await self._pass_on(ticket, ticket.reason or "nothing arrives there")
            return ""
        ticket = await self._photos.keep(ticket)
        return await self._deliver(ticket, doubt, delivery)

    async def _ask(self, ticket: Ticket, delivery: Delivery) -> Receipt | Doubt:
        """Find out what became of an earlier try."""
        blind = Doubt.HARMLESS if self._forwarder.knows_again else Doubt.BLIND
        if not self._forwarder.can_look_up:
            return blind
        try:
            found = await self._forwarder.look_up(ticket.code)
        except UnknownOutcomeError:  # it answers, and cannot tell
            return blind
        except DeliveryError as error:
            await self._is_unreachable(ticket, delivery, error)
            raise TransientDeliveryError(str(error), error.retry_after) from error
        if found is None and blind is Doubt.BLIND:
            self._let_it_settle(ticket)
        return found or Doubt.NONE

    async def _is_unreachable(
        self, ticket: Ticket, delivery: Delivery, error: DeliveryError
    ) -> None:
        self._gate.failed(delivery.id, TransientDeliveryError(str(error), error.retry_after))
        if self._is_too_old(ticket):
            await self._give_up(ticket, Doubt.BLIND, str(error))

    def _let_it_settle(self, ticket: Ticket) -> None:
        """Hold on while the office may still be busy with what we sent before we were cut off."""
        rest = ticket.updated_at + self._bureau.patience.settles_within - self._bureau.now()
        if rest.total_seconds() > 0:
            message = "the office may still be busy with it"
            raise TransientDeliveryError(message, rest)

    async def _deliver(self, ticket: Ticket, doubt: Doubt, delivery: Delivery) -> str:
        trial = Trial(self._bureau, ticket, as_repeat=doubt is Doubt.BLIND)
        feedback = await self._feedback_of(trial.begun)
        try:
            receipt = await self._forwarder.deliver(feedback, on_leaving=trial.begin)
        except NotAdmittedError as error:
            refusal = TransientDeliveryError(str(error))
            self._gate.failed(delivery.id, refusal)
            await self._take_back(ticket, trial.kept, doubt, str(error))
            raise refusal from error
        except PermanentDeliveryError as error:
            self._gate.succeeded()
            await self._refused(trial.kept, doubt, str(error))
            return ""
        except UnknownOutcomeError as error:
            pause = self._gate.failed(delivery.id, error)
            raise UnknownOutcomeError(str(error), pause) from error
        except DeliveryError as error:
            self._gate.failed(delivery.id, error)
            await self._take_back(ticket, trial.kept, doubt, str(error))
            raise
        return await self._record(ticket.code, receipt)

    async def _feedback_of(self, ticket: Ticket) -> Feedback:
        photos = await self._photos.load(ticket)
        return replace(ticket.feedback, photos=photos, is_repeat=ticket.is_repeated)

    async def _record(self, code: str, receipt: Receipt) -> str:
        """Keep that the office has it, whatever became of the ticket meanwhile."""
        self._gate.succeeded()
        ticket = await self._bureau.tickets.find(code)
        if ticket is None:
            return receipt.number
        newsroom, now = self._bureau.newsroom(), self._bureau.now()
        due = newsroom.due_on(ticket, now)
        with_office = journey.arrived(ticket, self._way.route, receipt, now, due)
        try:
            await self._bureau.keep(with_office, [newsroom.of_state(with_office)])
        except StaleError:
            return await self._record(code, receipt)
        logger.info("ticket.delivered", extra={"ticket": code, "route": self._way.route})
        return receipt.number

    async def _take_back(self, before: Ticket, kept: Ticket, doubt: Doubt, reason: str) -> None:
        """Note that this try certainly left nothing, and go another way if it is time."""
        if doubt is Doubt.NONE and self._fails_over(before):
            await self._pass_on(kept, reason)
            return
        is_attempted, is_repeated = doubt is not Doubt.NONE, before.is_repeated
        found: Ticket | None = kept
        while found and not found.is_settled and found.route == self._way.route:
            was = replace(found, is_attempted=is_attempted, is_repeated=is_repeated, reason=reason)
            try:
                await self._bureau.keep(was)
            except StaleError:
                found = await self._bureau.tickets.find(kept.code)
            else:
                return

    async def _refused(self, ticket: Ticket, doubt: Doubt, reason: str) -> None:
        """Go another way after an office said that it will never take it."""
        if doubt is Doubt.NONE:
            await self._pass_on(ticket, reason)
        else:
            await self._give_up(ticket, doubt, reason)

    async def _pass_on(self, ticket: Ticket, reason: str) -> None:
        following = journey.next_route(ticket)
        if following is None:
            await self._give_up(ticket, Doubt.NONE, reason)
            return
        logger.warning("ticket.rerouted", extra={"ticket": ticket.code, "reason": reason})
        await self._bureau.turn(ticket, following, reason)

    async def _give_up(self, ticket: Ticket, doubt: Doubt, reason: str) -> None:
        state = TicketState.DEAD if doubt is Doubt.NONE else TicketState.UNSURE
        over = journey.ended(ticket, state, reason, self._bureau.now())
        logger.error("ticket.%s", state.value, extra={"ticket": ticket.code, "reason": reason})
        await self._bureau.keep(over, [self._bureau.newsroom().of_state(over)])

    def _is_over(self, ticket: Ticket, doubt: Doubt) -> bool:
        is_spent = doubt is Doubt.BLIND and ticket.is_repeated
        return is_spent or self._is_too_old(ticket)

    def _is_too_old(self, ticket: Ticket) -> bool:
        return self._bureau.now() >= journey.gives_up_at(ticket, self._bureau.patience)

    def _fails_over(self, ticket: Ticket) -> bool:
        at = journey.fails_over_at(ticket, self._bureau.patience)
        return at is not None and self._bureau.now() >= at
