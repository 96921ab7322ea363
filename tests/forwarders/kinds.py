"""Offices as a contract sees them: what they have, and how they are made to misbehave."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from base64 import b64decode
from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from bot.core.ticket_ports import Forwarder
from bot.demo_office.behaviour import Office
from bot.demo_office.gopy import GopyOffice
from bot.demo_office.mail import MailOffice
from bot.demo_office.open311 import Open311Office
from bot.demo_office.open311_model import SERVICES
from bot.demo_office.webhook import WebhookOffice


class Seen(NamedTuple):
    """What an office has of one feedback."""

    text: str
    photos: list[bytes]
    number: str


class Peer(ABC):
    """An office and the way to it."""

    office: Office
    gives_number = True
    lost = "drop_after_store"  #: the trait that keeps it and cuts the connection
    later = "rate_limited"
    never = ""

    def __init__(self, stack: AsyncExitStack, forwarder: Forwarder) -> None:
        self.stack, self.forwarder = stack, forwarder

    @abstractmethod
    def seen(self) -> list[Seen]:
        """Return what the office has."""

    def turn(self, trait: str) -> None:
        """Let the office behave in another way."""
        self.office.personality = trait

    async def go_down(self) -> None:
        """Stop the office."""
        await self.stack.aclose()


class GopyPeer(Peer):
    office: GopyOffice
    never = "reject_field"

    def seen(self) -> list[Seen]:
        return [
            Seen(
                "\n".join(each.fields.values()),
                [photo.content for photo in each.photos],
                str(each.id),
            )
            for each in self.office.received
        ]


NO_JURISDICTION = "no_jurisdiction"  #: it wants one that is not set, as if ours were wrong


class Open311Peer(Peer):
    office: Open311Office
    base = "endpoint"
    never = "no_service"

    def seen(self) -> list[Seen]:
        return [
            Seen(
                "\n".join(each.form.fields.values()),
                [photo.content for photo in each.form.photos],
                str(each.id),
            )
            for each in self.office.received
        ]

    def turn(self, trait: str) -> None:
        whole = self.office.office
        known = () if trait == self.never else SERVICES
        self.office.office = dataclasses.replace(
            whole,
            services={service.code: service for service in known},
            jurisdictions=("a", "b") if trait == NO_JURISDICTION else (),
        )
        if trait not in {self.never, NO_JURISDICTION}:
            super().turn(f"{self.base}+{trait}")


class IssuesPeer(Open311Peer):
    base = "issue_reporting"


class WebhookPeer(Peer):
    office: WebhookOffice
    never = "bad_signature_401"

    def seen(self) -> list[Seen]:
        return [
            Seen(
                "\n".join(map(str, each.json.values())),
                [b64decode(photo["content"]) for photo in each.json["photos"]],
                str(each.id),
            )
            for each in self.office.received
        ]


class MailPeer(Peer):
    office: MailOffice
    gives_number = False
    lost, later, never = "drop_after_data", "temp_4xx", "perm_5xx"

    def seen(self) -> list[Seen]:
        return [self._seen(letter) for letter in self.office.received]

    @staticmethod
    def _seen(letter: EmailMessage) -> Seen:
        text = letter.get_body()
        assert isinstance(text, EmailMessage)
        photos = [
            part.get_content()
            for part in letter.iter_attachments()
            if part.get_content_maintype() == "image"
        ]
        return Seen(text.get_content().replace("\r\n", "\n"), photos, "")


class DropboxPeer(Peer):
    folder: Path
    lost, never = "", ""

    def seen(self) -> list[Seen]:
        return [
            Seen(
                (each / "gop-y.txt").read_text(encoding="utf-8"),
                [file.read_bytes() for file in sorted(each.glob("*.[jp][pn]g"))],
                each.name,
            )
            for each in sorted(self.folder.glob("*"))
        ]

    def turn(self, trait: str) -> None:
        """Put a file where the folder is to be, or take it away."""
        if trait == self.later:
            self.folder.write_bytes(b"")
        else:
            self.folder.unlink(missing_ok=True)

    async def go_down(self) -> None:
        self.turn(self.later)
