"""The ways to offices that have settings, and the post office that serves them."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

from bot.app.time import clock
from bot.core.feedback import Coordinates, Sender
from bot.core.journey import Patience
from bot.core.offices import DROPBOX, Office, Offices
from bot.core.places import Address
from bot.core.ticket_news import Newsroom
from bot.forwarders.bounces import LARGEST, read_bounce
from bot.forwarders.dropbox import DropboxForwarder, DropboxOptions
from bot.forwarders.gopy import GopyForwarder, GopyOptions
from bot.forwarders.mail import MailForwarder, MailOptions
from bot.forwarders.open311 import Open311Forwarder, Open311Options
from bot.forwarders.webhook import WebhookForwarder, WebhookOptions
from bot.services.bounced import Bounces, Maildir
from bot.services.post_office import Outside, PostOffice
from bot.services.ways import Bureau

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import timedelta

    from bot.core.gopy import GopyFile
    from bot.core.ports import Store
    from bot.core.ticket_ports import Forwarder, PhotoSource, TicketStore
    from bot.services.library import Library
    from bot.settings import OfficeSettings
    from bot.settings.offices import GopySettings, MailSettings, Open311Settings

_A_DAY = Patience().fails_over_after


def offices_of(settings: OfficeSettings, gopy: GopyFile) -> Offices:
    """Return the offices with settings, as citizens read their names; the drop box if none has."""
    names = gopy.words.offices
    found: dict[str, Office] = {}
    if settings.gopy:
        found["gopy"] = Office(names.gopy, needs_sender=True)
    if settings.open311:
        found["open311"] = Office(names.open311)
    if settings.mail:
        found["mail"] = Office(names.mail.format(address=settings.mail.recipient))
    if settings.webhook:
        found["webhook"] = Office(names.webhook)
    return Offices({**found, DROPBOX: Office(names.dropbox)})


def forwarders_of(settings: OfficeSettings, gopy: GopyFile) -> dict[str, Forwarder]:
    """Open the way to each office with settings; the drop box is always there."""
    return dict(_forwarders(settings, gopy))


def _forwarders(settings: OfficeSettings, gopy: GopyFile) -> Iterator[tuple[str, Forwarder]]:
    if settings.gopy:
        yield "gopy", _gopy(settings.gopy, gopy)
    if settings.open311:
        looks_back = settings.gives_up_after + _A_DAY  # longer than anything is tried
        yield "open311", _open311(settings.open311, gopy, looks_back)
    if settings.mail:
        yield "mail", _mail(settings.mail)
    if settings.webhook:
        secret = settings.webhook.secret.get_secret_value()
        yield "webhook", WebhookForwarder(WebhookOptions(settings.webhook.url, secret))
    yield DROPBOX, DropboxForwarder(DropboxOptions(settings.dropbox))


def _gopy(settings: GopySettings, gopy: GopyFile) -> Forwarder:
    topics = {field.id: field.gopy_code for field in gopy.fields if field.gopy_code}
    contact = Sender(settings.contact_name, settings.contact_phone, settings.contact_email)
    options = GopyOptions(
        url=settings.url,
        contact=contact,
        centre=Coordinates(*settings.centre),
        key=settings.key.get_secret_value(),
        topics=topics,
        other_topic=topics.get(gopy.other, "22"),
    )
    return GopyForwarder(options)


def _open311(settings: Open311Settings, gopy: GopyFile, looks_back: timedelta) -> Forwarder:
    services = {field.id: field.open311_service for field in gopy.fields if field.open311_service}
    options = Open311Options(
        url=settings.url,
        services=services,
        other_service=settings.service or services.get(gopy.other, ""),
        api_key=settings.key.get_secret_value(),
        jurisdiction=settings.jurisdiction,
        looks_back=looks_back,
    )
    return Open311Forwarder(options)


def _mail(settings: MailSettings) -> Forwarder:
    options = MailOptions(
        sender=settings.sender,
        recipient=settings.recipient,
        domain=settings.domain,
        host=settings.host,
        port=settings.port,
        starttls=settings.starttls,
        user=settings.user,
        password=settings.password.get_secret_value(),
    )
    return MailForwarder(options)


def bureau_of(library: Library, tickets: TicketStore, settings: OfficeSettings) -> Bureau:
    """Return what those who handle tickets outside a turn share."""
    offices = offices_of(settings, library.current().gopy)
    patience = Patience(settings.tells_after, settings.fails_over_after, settings.gives_up_after)
    return Bureau(tickets, lambda: Newsroom(library.current().gopy, offices), clock, patience)


def post_office_of(
    store: Store, bureau: Bureau, settings: OfficeSettings, photos: Mapping[str, PhotoSource]
) -> PostOffice:
    """Put together what brings tickets to offices."""
    forwarders = forwarders_of(settings, bureau.newsroom().gopy)
    return PostOffice(store, bureau, Outside(forwarders, photos), random.random)


def bounces_of(bureau: Bureau, settings: OfficeSettings) -> Bounces | None:
    """Return what takes letters that came back; None where no letters are sent."""
    if settings.mail is None:
        return None
    return Bounces(bureau, partial(read_bounce, domain=settings.mail.domain))


def maildir_of(bureau: Bureau, settings: OfficeSettings) -> Maildir | None:
    """Return what watches the folder where they are put, if there is one."""
    bounces, mail = bounces_of(bureau, settings), settings.mail
    if bounces is None or mail is None or mail.bounces is None:
        return None
    return Maildir(mail.bounces, bounces, LARGEST)


def admin_addresses(admins: Collection[str], channels: Collection[str]) -> list[Address]:
    """Return where those who run the bot can be told something."""
    found = [Address(*written.split(":", 1)) for written in sorted(admins)]
    return [address for address in found if address.channel in channels]
