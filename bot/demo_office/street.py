"""All demo offices side by side on loopback, and what arrives at each."""

from __future__ import annotations

from base64 import b64decode
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.demo_office import webhook
from bot.demo_office.gopy import GopyOffice
from bot.demo_office.gopy_rules import Status
from bot.demo_office.loopback import HOST, on_loopback
from bot.demo_office.mail import MailOffice
from bot.demo_office.open311 import Open311Office
from bot.demo_office.open311_model import SERVICES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from bot.demo_office.behaviour import Office

SECRET = "khoa-cua-van-phong-thu"  # noqa: S105 - of an office that only this machine can reach
KINDS: dict[str, type[Office]] = {
    "gopy": GopyOffice,
    "open311": Open311Office,
    "mail": MailOffice,
    "webhook": webhook.WebhookOffice,
}


@dataclass(frozen=True)
class Arrival:
    """What an office received, as somebody there would read it."""

    number: str
    fields: Mapping[str, str]
    photos: tuple[bytes, ...] = ()


@dataclass
class Stand:
    """An office that is open, and how much of its post has been shown."""

    name: str
    office: Any  #: one of KINDS; they agree on `personality` and `received`
    port: int
    _shown: int = 0

    def arrivals(self) -> list[Arrival]:
        """Return what has arrived since it was asked last."""
        new = self.office.received[self._shown :]
        first, self._shown = self._shown, self._shown + len(new)
        read = _READERS[self.name]
        return [read(one, number) for number, one in enumerate(new, first + 1)]

    def finish(self, number: str) -> None:
        """Let the office say that a matter is settled.

        Raises:
            KeyError: it has no such number, or settles nothing.
        """
        if self.name == "gopy" and number.isdecimal():
            self.office.set_status(int(number), Status.DONE)
        elif self.name == "open311":
            known = {str(one.id): one.id for one in self.office.received}
            self.office.set_status(known[number], "closed", "Đã khắc phục")
        else:
            raise KeyError(number)

    @property
    def settings(self) -> list[str]:
        """Return the lines that make a bot on this machine send to this office."""
        return list(_SETTINGS[self.name](self.port))


@asynccontextmanager
async def open_street(ports: Mapping[str, int]) -> AsyncIterator[dict[str, Stand]]:
    """Open an office on each of these ports; port 0 picks a free one."""
    async with AsyncExitStack() as stack:
        yield {name: await _open(stack, name, port) for name, port in ports.items()}


async def _open(stack: AsyncExitStack, name: str, port: int) -> Stand:
    if name == "mail":
        mail = await stack.enter_async_context(MailOffice(port=port))
        return Stand(name, mail, mail.port)
    office = webhook.WebhookOffice(SECRET) if name == "webhook" else KINDS[name]()
    url = await stack.enter_async_context(on_loopback(office.app(), port))  # type: ignore[attr-defined] # all but mail have it
    return Stand(name, office, int(url.rpartition(":")[2]))


def _gopy(one: Any, _: int) -> Arrival:
    return Arrival(str(one.id), one.fields, tuple(photo.content for photo in one.photos))


def _open311(one: Any, _: int) -> Arrival:
    fields = {"service": one.service.name, **one.form.fields}
    return Arrival(str(one.id), fields, tuple(photo.content for photo in one.form.photos))


def _mail(one: Any, number: int) -> Arrival:
    body = one.get_body(("plain",))
    text = body.get_content().strip() if body else ""
    photos = [part for part in one.iter_attachments() if part.get_content_maintype() == "image"]
    fields = {"to": str(one["To"]), "subject": str(one["Subject"]), "text": text}
    return Arrival(str(number), fields, tuple(part.get_content() for part in photos))


def _webhook(one: Any, _: int) -> Arrival:
    told = {name: str(value) for name, value in one.json.items() if name != "photos" and value}
    photos = tuple(b64decode(photo.get("content", "")) for photo in one.json.get("photos", ()))
    return Arrival(str(one.id), told, photos)


_READERS = {"gopy": _gopy, "open311": _open311, "mail": _mail, "webhook": _webhook}


def _gopy_settings(port: int) -> Iterator[str]:
    yield f"BOT_GOPY_URL=http://{HOST}:{port}"
    yield "BOT_GOPY_CONTACT_NAME=Trợ lý công dân"
    yield "BOT_GOPY_CONTACT_EMAIL=bot@danang.example"
    yield "BOT_GOPY_CONTACT_PHONE=0236000000"
    yield "BOT_GOPY_CENTRE=16.0678,108.2208"


def _open311_settings(port: int) -> Iterator[str]:
    yield f"BOT_OPEN311_URL=http://{HOST}:{port}"
    yield "BOT_OPEN311_KEY=khoa-thu"
    yield f"BOT_OPEN311_SERVICE={SERVICES[-1].code}"


def _mail_settings(port: int) -> Iterator[str]:
    yield f"BOT_MAIL_HOST={HOST}"
    yield f"BOT_MAIL_PORT={port}"
    yield "BOT_MAIL_STARTTLS=off"
    yield "BOT_MAIL_FROM=bot@danang.example"
    yield "BOT_MAIL_TO=gopy@danang.example"


def _webhook_settings(port: int) -> Iterator[str]:
    yield f"BOT_WEBHOOK_URL=http://{HOST}:{port}{webhook.PATH}"
    yield f"BOT_WEBHOOK_SECRET={SECRET}"


_SETTINGS = {
    "gopy": _gopy_settings,
    "open311": _open311_settings,
    "mail": _mail_settings,
    "webhook": _webhook_settings,
}
