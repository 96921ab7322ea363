"""Kill -9 at every persisted step of a ticket: none is lost, none comes twice unflagged."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.core.tickets import Ticket, TicketState
from bot.demo_office.gopy import GopyOffice
from bot.demo_office.loopback import on_loopback
from bot.demo_office.mail import MailOffice
from bot.demo_office.open311 import Open311Office
from bot.storage.codec import read_ticket
from tests.e2e.conftest import ROOT, environment
from tests.e2e.killing import code_of

pytestmark = pytest.mark.e2e

VICTIM = str(ROOT / "tests" / "e2e" / "victim_feedback.py")
ENDS_WITHIN = 60.0
ROUNDS = 2
TRIES_BY_MAIL = 2  #: a letter and its flagged repeat
ROUTES = ("gopy", "mail", "open311")
#: before or after each thing that is written down, and while the answer is on its way
POINTS = (
    "turn:written",
    "turn:committed",
    "claimed",
    "photo:kept",
    "photos:after",
    "opening",  # of the way to the office
    "noted:before",
    "noted:after",
    "taken",  # the office has it, its answer has not come
    "answered",
    "recorded:after",
    "settled:before",
    "settled:after",
)
#: when nothing can have left yet, so that what leaves afterwards is no repeat
UNDOUBTED = POINTS[: POINTS.index("noted:after")]
#: what follows a kill at "noted:after" on the way back, with the same ticket
AGAIN = ("asked", "recorded:after")


class Watched(list[Any]):
    """What an office received; tells when something comes in."""

    def __init__(self, on_append: Callable[[str], None]) -> None:
        super().__init__()
        self._on_append = on_append

    def append(self, received: Any) -> None:
        super().append(received)
        self._on_append(text_of(received))


def text_of(received: Any) -> str:
    """Return what an office received as text, whichever office it is."""
    if hasattr(received, "fields"):
        return "\n".join(received.fields.values())
    if hasattr(received, "form"):
        return "\n".join(received.form.fields.values())
    return f"{received['Message-ID']} {received['Subject']}"


@dataclass
class Offices:
    """The three offices, and who dies when they take something."""

    gopy: GopyOffice = field(default_factory=GopyOffice)
    mail: MailOffice = field(default_factory=MailOffice)
    open311: Open311Office = field(default_factory=lambda: Open311Office(api_key="k"))
    dies_for: str = ""
    pid: int = 0

    def __post_init__(self) -> None:
        for office in (self.gopy, self.mail, self.open311):
            office.received = Watched(self._took)

    def _took(self, text: str) -> None:
        if self.dies_for and self.dies_for in text:
            self.dies_for = ""
            os.kill(self.pid, signal.SIGKILL)

    def times(self, code: str) -> int:
        return len(self.texts(code))

    def texts(self, code: str) -> list[str]:
        offices = (self.gopy, self.mail, self.open311)
        found = [text_of(one) for office in offices for one in office.received]
        return [text for text in found if code in text]


class Spawner:
    """The process that forks victims."""

    def __init__(self, process: asyncio.subprocess.Process, offices: Offices) -> None:
        self._process, self._offices = process, offices

    async def run(self, number: int, route: str, point: str) -> int:
        """Let a victim run and return how it ended: -9 if it was killed."""
        reader, writer = self._process.stdout, self._process.stdin
        assert reader
        assert writer
        self._offices.gopy.personality = "reject_field" if "turned" in point else "good"
        self._offices.dies_for = code_of(number) if point == "taken" else ""
        writer.write(f"{number} {route} {point}\n".encode())
        async with asyncio.timeout(ENDS_WITHIN):
            self._offices.pid = int(await reader.readline())
            return int(await reader.readline())


@asynccontextmanager
async def spawner(folder: Path, offices: Offices) -> AsyncIterator[Spawner]:
    async with (
        on_loopback(offices.gopy.app()) as gopy,
        offices.mail as mail,
        on_loopback(offices.open311.app()) as open311,
    ):
        ports = (gopy.rpartition(":")[2], str(mail.port), open311.rpartition(":")[2])
        pipe = asyncio.subprocess.PIPE
        with (folder / "victim.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, VICTIM, f"sqlite:///{folder / 'bot.db'}", *ports),
                env=environment(folder, 1),
                stdin=pipe,
                stdout=pipe,
                stderr=log,
            )
        try:
            yield Spawner(process, offices)
        finally:
            if process.stdin:
                process.stdin.close()
            await process.wait()


def tickets_in(folder: Path) -> dict[str, Ticket]:
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        found = [read_ticket(body) for (body,) in database.execute("SELECT body FROM tickets")]
    return {ticket.code: ticket for ticket in found}


def news_in(folder: Path) -> Counter[str]:
    """Count how often each citizen was told that an office has the ticket."""
    return told_in(folder, "đã nhận") + told_in(folder, "đã giao cho")


def told_in(folder: Path, words: str) -> Counter[str]:
    """Count how often each citizen was told something with these words."""
    query = "SELECT chat FROM outbox WHERE channel = 'web' AND body LIKE ?"
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        found = database.execute(query, (f"%{words}%",)).fetchall()
    return Counter(code_of(int(chat.removeprefix("c"))) for (chat,) in found)


def plan() -> list[tuple[int, str, str]]:
    """Return every run: the number of the ticket, its route, the point."""
    steps = [(route, [point]) for point in POINTS for route in ROUTES] * ROUNDS
    steps += [(route, ["noted:after", again]) for again in AGAIN for route in ("gopy", "open311")]
    steps += [("gopy", [point]) for point in ("turned:before", "turned:after")] * ROUNDS
    return [
        (number, route, point)
        for number, (route, points) in enumerate(steps, 1)
        for point in points
    ]


async def test_a_ticket_outlives_every_kill(tmp_path: Path) -> None:
    offices, runs = Offices(), plan()
    async with spawner(tmp_path, offices) as victims:
        for number, route, point in runs:
            ended = await victims.run(number, route, point)
            assert ended == -signal.SIGKILL, (number, route, point, ended, log_of(tmp_path))
        last = runs[-1][0] + 1
        assert await victims.run(last, "gopy", "never") == 0, log_of(tmp_path)
        assert await victims.run(last + 1, "mail", "never") == 0, log_of(tmp_path)
    tickets, news = tickets_in(tmp_path), news_in(tmp_path)
    print_table(runs, offices)
    for number, route, point in [*runs, (last, "gopy", "never")]:
        code = code_of(number)
        copies = offices.times(code)
        assert tickets[code].state is TicketState.WITH_OFFICE, (point, tickets[code])
        assert news[code] == 1, (route, point)
        assert copies == 1 or is_flagged(offices.texts(code), tickets[code]), (route, point)
        assert not (point in UNDOUBTED and tickets[code].is_repeated), (route, point)


async def test_a_letter_cut_off_at_every_try_leaves_its_ticket_in_honest_doubt(
    tmp_path: Path,
) -> None:
    """A mailbox cannot be asked and must not get a third letter: nobody can know more."""
    offices, code = Offices(), code_of(1)
    async with spawner(tmp_path, offices) as victims:
        for _ in range(TRIES_BY_MAIL):
            assert await victims.run(1, "mail", "taken") == -signal.SIGKILL, log_of(tmp_path)
        assert await victims.run(2, "mail", "never") == 0, log_of(tmp_path)
    ticket, other = tickets_in(tmp_path)[code], tickets_in(tmp_path)[code_of(2)]
    assert ["Gửi lại" in text for text in offices.texts(code)] == [False, True]
    assert ticket.state is TicketState.UNSURE
    assert told_in(tmp_path, "chưa chắc nơi nhận có nhận được") == {code: 1}
    assert news_in(tmp_path) == {other.code: 1}  # nobody claims that the office has the first
    assert (other.state, offices.times(other.code)) == (TicketState.WITH_OFFICE, 1)


def is_flagged(texts: list[str], ticket: Ticket) -> bool:
    """Tell whether a letter that came twice says so, the second time."""
    is_said = ["Gửi lại" in text for text in texts]
    return ticket.route == "mail" and ticket.is_repeated and is_said == [False, True]


def log_of(folder: Path) -> str:
    return (folder / "victim.log").read_text(encoding="utf-8")[-3000:]


def print_table(runs: list[tuple[int, str, str]], offices: Offices) -> None:
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, route, point in runs:
        rows[point, route].append(offices.times(code_of(number)))
    print(f"\n{'killed at':<16} {'route':<8} {'runs':>4} {'lost':>4} {'flagged repeats':>15}")
    for (point, route), copies in rows.items():
        lost, again = copies.count(0), sum(max(0, count - 1) for count in copies)
        print(f"{point:<16} {route:<8} {len(copies):>4} {lost:>4} {again:>15}")
    codes = {code_of(number): route for number, route, _ in runs}
    missing = sum(offices.times(code) == 0 for code in codes)
    repeats = Counter(route for code, route in codes.items() for _ in offices.texts(code)[1:])
    print(f"{len(codes)} tickets, {len(runs)} kills: {missing} lost, repeats: {dict(repeats)}")
