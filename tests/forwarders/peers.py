"""Every forwarder beside a real office on loopback, ready to be used."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.demo_office.gopy import GopyOffice
from bot.demo_office.loopback import HOST, on_loopback
from bot.demo_office.mail import MailOffice
from bot.demo_office.open311 import Open311Office
from bot.demo_office.webhook import PATH, WebhookOffice
from bot.forwarders.dropbox import DropboxForwarder, DropboxOptions
from bot.forwarders.gopy import GopyForwarder, GopyOptions
from bot.forwarders.http import Timeouts
from bot.forwarders.mail import MailForwarder, MailOptions
from bot.forwarders.open311 import Open311Forwarder, Open311Options
from bot.forwarders.webhook import WebhookForwarder, WebhookOptions
from tests.forwarders.kinds import (
    DropboxPeer,
    GopyPeer,
    IssuesPeer,
    MailPeer,
    Open311Peer,
    Peer,
    WebhookPeer,
)
from tests.forwarders.sample import CENTRE, CONTACT, NOON, PATIENT, VERY_LONG

Open = Callable[[Path, Timeouts], AbstractAsyncContextManager[Peer]]


@asynccontextmanager
async def to_portal(url: str, key: str = "", **rest: Any) -> AsyncIterator[GopyForwarder]:
    """Open the way to a portal and close it."""
    told: dict[str, Any] = {"topics": {"rac-thai": "4"}, "timeouts": PATIENT} | rest
    forwarder = GopyForwarder(GopyOptions(url + "/", CONTACT, CENTRE, key, **told), lambda: NOON)
    try:
        yield forwarder
    finally:
        await forwarder.close()


@asynccontextmanager
async def gopy(_: Path, timeouts: Timeouts) -> AsyncIterator[Peer]:
    office = GopyOffice(key="k", slow_for=VERY_LONG)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(on_loopback(office.app()))
        async with to_portal(url, "k", timeouts=timeouts) as forwarder:
            peer = GopyPeer(stack, forwarder)
            peer.office = office
            yield peer


def open311(kind: type[Open311Peer]) -> Open:
    @asynccontextmanager
    async def opened(_: Path, timeouts: Timeouts) -> AsyncIterator[Peer]:
        office = Open311Office(kind.base, api_key="k", slow_for=VERY_LONG, clock=lambda: NOON)
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(on_loopback(office.app()))
            options = Open311Options(url, {"rac-thai": "RAC"}, "DEN", "k", timeouts=timeouts)
            forwarder = Open311Forwarder(options, lambda: NOON)
            peer = kind(stack, forwarder)
            peer.office = office
            try:
                yield peer
            finally:
                await forwarder.close()

    return opened


@asynccontextmanager
async def webhook(_: Path, timeouts: Timeouts) -> AsyncIterator[Peer]:
    office = WebhookOffice("bí mật", slow_for=VERY_LONG)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(on_loopback(office.app()))
        forwarder = WebhookForwarder(WebhookOptions(url + PATH, "bí mật", timeouts))
        peer = WebhookPeer(stack, forwarder)
        peer.office = office
        try:
            yield peer
        finally:
            await forwarder.close()


def to_mailbox(port: int, **rest: Any) -> MailForwarder:
    """Return the way to a mailbox of this machine, in the open unless told otherwise."""
    told: dict[str, Any] = {
        "sender": "bot@danang.example",
        "recipient": "gopy@danang.example",
        "domain": "danang.example",
        "host": HOST,
        "port": port,
        "starttls": False,
        "timeout": PATIENT.answer,
    }
    return MailForwarder(MailOptions(**(told | rest)))


@asynccontextmanager
async def mail(_: Path, timeouts: Timeouts) -> AsyncIterator[Peer]:
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(MailOffice(slow_for=VERY_LONG))
        forwarder = to_mailbox(office.port, timeout=timeouts.answer)
        peer = MailPeer(stack, forwarder)
        peer.office = office
        try:
            yield peer
        finally:
            await forwarder.close()


@asynccontextmanager
async def dropbox(folder: Path, _: Timeouts) -> AsyncIterator[Peer]:
    async with AsyncExitStack() as stack:
        forwarder = DropboxForwarder(DropboxOptions(folder / "gop-y"))
        peer = DropboxPeer(stack, forwarder)
        peer.folder = folder / "gop-y"
        try:
            yield peer
        finally:
            await forwarder.close()


PEERS: dict[str, Open] = {
    "gopy": gopy,
    "open311-endpoint": open311(Open311Peer),
    "open311-issues": open311(IssuesPeer),
    "webhook": webhook,
    "mail": mail,
    "dropbox": dropbox,
}
