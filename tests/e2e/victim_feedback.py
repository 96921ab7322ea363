"""Delivery in processes that kill themselves: `victim_feedback.py DATABASE GOPY MAIL OPEN311`.

Each line of standard input is a run, `<number> <route> <point>`: a child is forked, which opens
the ticket of this number unless it is there, works off whatever waits, and dies at the point
when it comes to it with this very ticket. Its process id is printed, then how it ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from PIL import Image

from bot.core.effects import OpenTicket
from bot.core.feedback import Coordinates, Feedback, Photo, Receipt, Sender
from bot.core.gopy import GopyFile
from bot.core.journey import Patience
from bot.core.models import Delivery, Line, Message, Reply, Settlement, Style
from bot.core.offices import Office, Offices
from bot.core.places import Address
from bot.core.ports import Forwarder
from bot.core.retry import RetryPolicy
from bot.core.ticket_news import Newsroom
from bot.core.tickets import OFFICE, Ticket, TicketState
from bot.forwarders.gopy import GopyForwarder, GopyOptions
from bot.forwarders.mail import MailForwarder, MailOptions
from bot.forwarders.open311 import Open311Forwarder, Open311Options
from bot.services.outbox import Lane
from bot.services.post_office import Outside, PostOffice
from bot.services.ways import Bureau
from bot.storage.store import open_store

ROOT = Path(__file__).resolve().parents[2]
FAR = datetime(2100, 1, 1, tzinfo=UTC)
LANE = Lane(
    at_once=1,
    lease=timedelta(minutes=6),
    timeout=timedelta(minutes=5),
    poll_every=timedelta(seconds=0.05),
    policy=RetryPolicy(timedelta(seconds=0.1), timedelta(seconds=0.2), timedelta(days=9)),
)
IDLE_AFTER = 20.0  #: seconds; a child that is not killed ends when nothing waits any more


def code_of(number: int) -> str:
    return f"DN-{number:04}-00000"


class Run(NamedTuple):
    number: int
    route: str
    point: str

    @property
    def lanes(self) -> tuple[str, ...]:
        """Return the lanes that work; a kill in one is to hit nobody on the way in another."""
        if self.point == "never":
            return ("gopy", "mail", "open311")
        return ("gopy", "mail") if self.point.startswith("turned") else (self.route,)

    @property
    def code(self) -> str:
        return code_of(self.number)

    def reach(self, point: str, code: str) -> None:
        """Die, as in a power cut, if this is the point and the ticket."""
        if point == self.point and code == self.code:
            os.kill(os.getpid(), signal.SIGKILL)


class Wrapped:
    """Something real, with points to die at."""

    def __init__(self, real: Any, run: Run) -> None:
        self._real, self._run = real, run

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class KillingStore(Wrapped):
    def __init__(self, real: Any, run: Run) -> None:
        super().__init__(real, run)
        self._codes: dict[int, str] = {}

    async def claim_deliveries(
        self, channels: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        claimed: Sequence[Delivery] = await self._real.claim_deliveries(
            channels, now, lease, limit
        )
        for delivery in claimed:
            self._codes[delivery.id] = delivery.address.chat
            self._run.reach("claimed", delivery.address.chat)
        return claimed

    async def settle_delivery(self, delivery: int, settlement: Settlement, now: datetime) -> None:
        self._run.reach("settled:before", self._codes[delivery])
        await self._real.settle_delivery(delivery, settlement, now)
        self._run.reach("settled:after", self._codes[delivery])


class KillingTickets(Wrapped):
    async def save(
        self,
        ticket: Ticket,
        now: datetime,
        notices: Sequence[Reply] = (),
        *,
        forward: bool = False,
    ) -> Ticket:
        point = _step_of(ticket, forward=forward)
        self._run.reach(f"{point}:before", ticket.code)
        saved: Ticket = await self._real.save(ticket, now, notices, forward=forward)
        self._run.reach(f"{point}:after", ticket.code)
        return saved

    async def keep_photo(self, owner: str, photo: Photo, now: datetime) -> str:
        photo_id: str = await self._real.keep_photo(owner, photo, now)
        self._run.reach("photo:kept", code_of(int(owner.removeprefix("web:c"))))
        return photo_id

    async def attach_photo(self, photo_id: str, code: str) -> None:
        await self._real.attach_photo(photo_id, code)
        self._run.reach("photo:attached", code)


def _step_of(ticket: Ticket, *, forward: bool) -> str:
    if forward:
        return "turned"
    if ticket.is_attempted:
        return "noted"
    return "recorded" if ticket.state is TicketState.WITH_OFFICE else "photos"


class KillingForwarder(Wrapped):
    async def deliver(self, feedback: Feedback, token: str = "") -> Receipt:
        receipt: Receipt = await self._real.deliver(feedback, token)
        self._run.reach("answered", feedback.code)
        return receipt

    async def look_up(self, code: str) -> Receipt | None:
        receipt: Receipt | None = await self._real.look_up(code)
        self._run.reach("asked", code)
        return receipt


class Album:
    async def fetch(self, reference: str) -> bytes:
        out = BytesIO()
        Image.new("RGB", (40, 30), (len(reference), 0, 0)).save(out, "JPEG")
        return out.getvalue()


def forwarders(gopy: str, mail: str, open311: str) -> dict[str, Forwarder]:
    here, contact = "http://127.0.0.1", Sender("Bot", "02363881888", "bot@danang.example")
    portal = GopyOptions(f"{here}:{gopy}", contact, Coordinates(16.05, 108.2))
    box = MailOptions(
        *("bot@danang.example", "gopy@danang.example", "danang.example", "127.0.0.1"),
        port=int(mail),
        starttls=False,
    )
    requests = Open311Options(f"{here}:{open311}", {}, "DEN", "k")
    return {
        "gopy": GopyForwarder(portal),
        "mail": MailForwarder(box),
        "open311": Open311Forwarder(requests),
    }


def ticket_of(run: Run) -> Ticket:
    now, chat = datetime.now(UTC), f"c{run.number}"
    place = Coordinates(16.0678, 108.2208)
    feedback = Feedback(run.code, "khac", "Việc khác", "Ổ gà", "Lê Lợi", "hôm qua", now, place)
    routes = run.lanes if run.point.startswith("turned") else (run.route,)
    return Ticket(
        *(run.code, f"web:{chat}", Address("web", chat), run.code, feedback, routes, now, now),
        photos=("album:1",),
        route=routes[0],
    )


async def open_ticket(store: Any, run: Run) -> None:
    """Take in the message, as a channel does, and answer what is not answered."""
    ticket = ticket_of(run)
    assert ticket.address
    text = json.dumps([run.number, run.route, run.point])
    await store.accept([Message(run.code, ticket.address, ticket.owner, FAR, text=text)])
    while True:
        async with store.next_turn() as turn:
            if turn is None:
                return
            opened = ticket_of(Run(*json.loads(turn.message.text)))
            reply = Reply((Line(Style.TEXT, "đã giữ"),), effects=(OpenTicket(opened),))
            await turn.settle(turn.conversation, [reply])
            run.reach("turn:written", opened.code)
        run.reach("turn:committed", opened.code)


async def until_idle(store: Any, routes: Collection[str]) -> None:
    async with asyncio.timeout(IDLE_AFTER):
        while await store.next_due_at([f"{OFFICE}:{route}" for route in routes]):
            await asyncio.sleep(0.02)


async def main(run: Run, database: str, ports: Sequence[str]) -> None:
    opened = await open_store(database, exclusive=True)
    store = KillingStore(opened, run)
    await open_ticket(store, run)
    ways = {route: way for route, way in forwarders(*ports).items() if route in run.lanes}
    words = yaml.load((ROOT / "knowledge/gopy.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes strings only
    newsroom = Newsroom(GopyFile.model_validate(words), Offices({r: Office(r) for r in ways}))
    tickets: Any = KillingTickets(opened.tickets, run)
    patience = Patience(settles_within=timedelta(0))
    bureau = Bureau(tickets, lambda: newsroom, lambda: datetime.now(UTC), patience)
    killing: Any = {route: KillingForwarder(way, run) for route, way in ways.items()}
    real: Any = store
    post = PostOffice(real, bureau, Outside(killing, {"album": Album()}), lambda: 0.5, LANE)
    working = asyncio.create_task(post.run())
    await until_idle(opened, ways)
    post.stop()
    await working
    await post.close()
    await opened.close()


def fork(work: Callable[[], Awaitable[None]]) -> int:
    """Do something in a child, and return its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        asyncio.run(work())  # type: ignore[arg-type]
        code = 0
    finally:
        os._exit(code)


def serve(database: str, *ports: str) -> None:
    for line in sys.stdin:
        number, route, point = line.split()
        run = Run(int(number), route, point)
        pid = fork(lambda run=run: main(run, database, ports))  # type: ignore[misc]
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:])
