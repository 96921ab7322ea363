"""A city in a test: a store, offices, a clock moved by hand, and what citizens are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.days import day_of
from bot.core.effects import OpenTicket
from bot.core.feedback import Coordinates, Feedback
from bot.core.gopy import GopyFile
from bot.core.guests import GuestLimits
from bot.core.journey import Patience
from bot.core.models import Message, Reply
from bot.core.offices import Office, Offices
from bot.core.places import Address
from bot.core.retry import RetryPolicy
from bot.core.ticket_news import Newsroom
from bot.core.ticket_ports import Forwarder, PhotoSource
from bot.core.tickets import Ticket
from bot.services.alarm import Alarm
from bot.services.outbox import Lane
from bot.services.post_office import OFFICE_LANE, Outside, PostOffice
from bot.services.ways import Bureau
from bot.storage.store import SqlStore

NAMES = {
    "gopy": "Cổng góp ý",
    "mail": "hộp thư góp ý",
    "open311": "Open311",
    "webhook": "hệ thống",
}
ADMIN = Address("telegram", "1")
QUICK = replace(OFFICE_LANE, policy=RetryPolicy(timedelta(seconds=5), give_up_after=timedelta.max))


class City:
    """Works when told to: `work` does all that is due, `pass_time` moves the clock and works."""

    def __init__(
        self,
        store: SqlStore,
        gopy: GopyFile,
        ways: Mapping[str, Forwarder],
        photos: Mapping[str, PhotoSource] | None = None,
        lane: Lane = QUICK,
    ) -> None:
        self.store, self.ways, self.gopy = store, ways, gopy
        self.now = datetime.now(UTC) + timedelta(seconds=1)  # the store's own clock is behind
        self.photos = photos or {}
        self.lane = lane
        self.guests = GuestLimits()
        self.patience = Patience(settles_within=timedelta(0))
        self._opened = 0
        self.restart()

    def restart(self) -> None:
        """Forget what only the process knew."""
        offices = Offices({route: Office(NAMES[route]) for route in self.ways})
        bureau = Bureau(
            self.store.tickets, lambda: Newsroom(self.gopy, offices), self.clock, self.patience
        )
        bureau = replace(bureau, guests=self.guests)
        outside = Outside(self.ways, self.photos)
        self.post = PostOffice(self.store, bureau, outside, lambda: 0.5, self.lane)
        self.alarm = Alarm(self.store, self.post.bureau, self.post.ways, lambda: [ADMIN])

    def clock(self) -> datetime:
        return self.now

    async def open(self, *photos: str, field: str = "ha-tang", what: str = "") -> str:
        """Let a citizen of their own send a feedback, and return its code."""
        self._opened += 1
        number = self._opened
        code, chat = f"DN-{number:04}-00000", f"c{number}"
        said = what or f"Ổ gà số {number}"
        place = Coordinates(16.0678, 108.2208)
        feedback = Feedback(code, field, "Đường sá", said, "Lê Lợi", "hôm qua", self.now, place)
        ticket = Ticket(
            code=code,
            owner=f"web:{chat}",
            address=Address("web", chat),
            draft=f"draft {number}",
            feedback=feedback,
            routes=tuple(self.ways),
            created_at=self.now,
            updated_at=self.now,
            photos=photos,
            route=next(iter(self.ways)),
            look_at=self.now + timedelta(hours=1),
        )
        message = Message(code, Address("web", chat), f"web:{chat}", self.now, text="gửi")
        await self.store.accept([message])
        opened = OpenTicket(ticket, day_of(self.now))
        async with self.store.next_turn() as turn:
            assert turn is not None
            await turn.settle(turn.conversation, [Reply((), effects=(opened,))])
        return code

    async def work(self) -> None:
        """Do all that is due now."""
        done = 1
        while done:
            done = 0
            for lane in self.post.lanes.values():
                done += await lane.deliver_due()
        while await self.post.follow_up.look_around():
            pass

    async def pass_time(self, span: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
        """Let time go by in steps, working at each."""
        end = self.now + span
        while self.now < end:
            self.now = min(end, self.now + step)
            await self.work()

    async def ticket(self, code: str) -> Ticket:
        found = await self.store.tickets.find(code)
        assert found is not None
        return found

    async def told(self, code: str) -> list[str]:
        """Return what the citizen of a ticket was told of it."""
        ticket = await self.ticket(code)
        assert ticket.address is not None
        return [line for reply in await self.said_to(ticket.address) for line in reply[:1]]

    async def said_to(self, address: Address) -> list[list[str]]:
        found = await self.store.replies_after(address, 0, 1000)
        return [[line.text for line in one.reply.lines] for one in found if one.reply.lines]
