"""Serves every part of an open bot until it is told to stop."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import random
import signal
from typing import TYPE_CHECKING

from bot.app.offices import maildir_of
from bot.app.parts import Bot, open_bot, terms
from bot.app.time import clock
from bot.channels.server import build_server, serve
from bot.channels.web import CHANNEL as WEB
from bot.channels.web import WebChannel
from bot.errors import SettingsError
from bot.services.photo_intake import PhotoIntake, PhotoLimits
from bot.services.retention import Retention
from bot.settings import TelegramMode

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel
    from bot.settings import CitizenSettings, Settings, TelegramSettings

logger = logging.getLogger(__name__)

STOPS_WITHIN = 10.0  #: seconds from the signal to the end of the process
FINISHES_WITHIN = 3.0  #: seconds for what is under way


async def run(settings: Settings) -> None:
    """Serve the page, the API and every channel with settings, until SIGINT or SIGTERM."""
    async with open_bot(settings, exclusive=True) as bot:
        await serve_bot(bot, settings)


async def serve_bot(bot: Bot, settings: Settings) -> None:
    """Start every part of an open bot and stop them together."""
    stop = _stop_event()
    _reload_on_hangup(bot)
    web = _web(bot, settings.citizens)
    bot.senders[WEB] = web
    telegram = _telegram(bot, settings.telegram) if settings.telegram else None
    routes = [*web.routes, *(telegram.routes if telegram else ())]
    server = build_server(routes, lambda: _missing(bot, telegram), lambda: _notes(bot))
    async with serve(server, settings.host, settings.port):
        working = [asyncio.create_task(w.run()) for w in (bot.inbox, bot.outbox, bot.post)]
        retention = Retention(bot.tickets, terms(settings), clock)
        parts = (bot.library.watch(), retention.run(), bot.alarm.run())
        listening = [asyncio.create_task(part) for part in parts]
        if maildir := maildir_of(bot.post.bureau, settings.offices):
            listening.append(asyncio.create_task(maildir.run()))
        if telegram:
            listening.append(asyncio.create_task(_listen(telegram)))
        try:
            await _until(stop, [*working, *listening])
        finally:
            web.close()
            await _end(bot, working, listening)
    if telegram:
        await telegram.close()


def _web(bot: Bot, own: CitizenSettings) -> WebChannel:
    limits = PhotoLimits(bytes_held=own.loose_photos, bytes_a_day=own.guest_photos)
    photos = PhotoIntake(bot.tickets, clock, limits, bot.pseudonyms.name)
    return WebChannel(bot.accept, bot.store, bot.library.current, clock, photos)


def _telegram(bot: Bot, settings: TelegramSettings) -> TelegramChannel:
    # Half a second and 20 MB that only those with a token pay.
    from bot.channels import telegram  # noqa: PLC0415

    webhook = None
    if settings.mode is TelegramMode.WEBHOOK and settings.webhook_url and settings.webhook_secret:
        webhook = telegram.Webhook(
            settings.webhook_url, settings.webhook_secret.get_secret_value()
        )
    commands = bot.library.current().commands
    options = telegram.TelegramOptions(
        token=settings.token.get_secret_value(),
        api_url=settings.api_url,
        webhook=webhook,
        commands=tuple((c.command, c.description) for c in commands if not c.is_for_admins),
    )
    channel = telegram.TelegramChannel(options, bot.accept, clock, random.random)
    bot.senders[telegram.CHANNEL] = channel.sender
    bot.photos[telegram.CHANNEL] = channel.photos
    bot.share_links.telegram_username = lambda: channel.username
    return channel


async def _listen(telegram: TelegramChannel) -> None:
    """Run the Telegram channel; a token that is refused must not end the other channels."""
    try:
        await telegram.run()
    except SettingsError as error:
        logger.error("telegram.refused", extra={"reason": str(error)})  # noqa: TRY400 - no bug
        await asyncio.Event().wait()


async def _missing(bot: Bot, telegram: TelegramChannel | None) -> dict[str, str]:
    """Return what is not ready, and why."""
    await bot.store.check()
    reason = telegram.check() if telegram else None
    return {"telegram": reason} if reason else {}


def _notes(bot: Bot) -> dict[str, dict[str, str]]:
    """Return what does not keep us from being ready: offices that take nothing, and since when."""
    down = bot.post.down()
    told = {route: f"down since {since:%Y-%m-%dT%H:%M:%SZ}" for route, since in down.items()}
    return {"offices": told} if told else {}


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


def _reload_on_hangup(bot: Bot) -> None:
    """Read the knowledge base again on SIGHUP, as daemons do."""
    running: set[asyncio.Task[bool]] = set()

    def start() -> None:
        task = asyncio.ensure_future(bot.library.reload())
        running.add(task)
        task.add_done_callback(running.discard)

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, start)


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Wait for the stop, or for the first part that fails."""
    waiting = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in done - {waiting}:
        await task


async def _end(
    bot: Bot, working: list[asyncio.Task[None]], listening: list[asyncio.Task[None]]
) -> None:
    """Take nothing in any more, finish what is under way, and end within a bounded time."""
    # Everything is stored: an end that drags on may be a hard one, but not a mute one.
    faulthandler.dump_traceback_later(STOPS_WITHIN, exit=True)
    for task in listening:
        task.cancel()
    bot.inbox.stop()
    bot.outbox.stop()
    bot.post.stop()
    await asyncio.wait(working, timeout=FINISHES_WITHIN)
    for task in working:
        task.cancel()
    await asyncio.gather(*working, *listening, return_exceptions=True)
