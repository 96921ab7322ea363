"""Delivery in processes that kill themselves: `victim_feedback.py DATABASE GOPY MAIL OPEN311`.

Each line of standard input is a run, `<number> <route> <point>`: a child is forked, which opens
the ticket of this number unless it is there, works off whatever waits, and dies at the point
when it comes to it with this very ticket. Its process id is printed, then how it ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from bot.core.effects import OpenTicket
from bot.core.feedback import Coordinates, Feedback, Sender
from bot.core.gopy import GopyFile
from bot.core.journey import Patience
from bot.core.models import Line, Message, Reply, Style
from bot.core.offices import Office, Offices
from bot.core.places import Address
from bot.core.retry import RetryPolicy
from bot.core.ticket_news import Newsroom
from bot.core.ticket_ports import Forwarder
from bot.core.tickets import OFFICE, Ticket
from bot.forwarders.gopy import GopyForwarder, GopyOptions
from bot.forwarders.mail import MailForwarder, MailOptions
from bot.forwarders.open311 import Open311Forwarder, Open311Options
from bot.services.outbox import Lane
from bot.services.post_office import Outside, PostOffice
from bot.services.ways import Bureau
from bot.storage.store import open_store
from tests.e2e.killing import KillingForwarder, KillingStore, KillingTickets, Run

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
    routes = (run.route, "mail") if run.point.startswith("turned") else (run.route,)
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
