"""The Telegram channel, put together."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram import BotCommand
from telegram.error import TelegramError

from bot.channels.telegram.api import ALLOWED_UPDATES, Api
from bot.channels.telegram.faults import describe
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.parse import Identity
from bot.channels.telegram.patience import START_UP, Patience
from bot.channels.telegram.photos import TelegramPhotos
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.taps import Taps
from bot.channels.telegram.webhook import webhook_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiohttp import web

    from bot.core.ports import Accept, Clock
    from bot.core.retry import RetryPolicy

logger = logging.getLogger(__name__)

_SILENCE = timedelta(seconds=60)  # added to the span of a poll: longer without one is unhealthy


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram posts updates, and the secret it shows."""

    url: str
    secret: str = field(repr=False)
    max_connections: int = 40


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """What differs from one installation to the next; without a webhook, we poll."""

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    webhook: Webhook | None = None
    commands: tuple[tuple[str, str], ...] = ()  #: name and description, shown as a menu
    span: timedelta = timedelta(seconds=30)  #: how long Telegram may hold a poll
    retry: RetryPolicy = START_UP


class TelegramChannel:
    """Telegram: `run` and `routes` bring messages to *accept*, `sender` takes replies away."""

    def __init__(
        self,
        options: TelegramOptions,
        accept: Accept,
        now: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._options = options
        self._now = now
        self._api = Api(options.token, options.api_url)
        self._taps = Taps(self._api.bot)
        self._intake = Intake(accept, now, self._taps)
        self._patience = Patience(chance, options.retry)
        self._polling = Polling(self._api, self._intake, self._patience, now, options.span)
        self._registered = False
        self.sender = TelegramSender(self._api.bot)
        self.photos = TelegramPhotos(self._api)  #: fetches what messages refer to

    @property
    def username(self) -> str | None:
        """Return our name for t.me links, or None until Telegram has told it."""
        return self._intake.me.username if self._intake.me else None

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes our web server must have; none when we poll."""
        webhook = self._options.webhook
        return webhook_routes(self._intake, webhook.secret) if webhook else ()

    async def run(self) -> None:
        """Bring messages in until cancelled.

        Raises:
            SettingsError: Telegram refuses the token.
        """
        await self._introduce()
        if self._options.webhook:
            await self._register(self._options.webhook)
            await asyncio.Event().wait()
        # an active webhook refuses polls; what waits on the server is kept
        await self._patience.insist(self._api.bot.delete_webhook, "deleteWebhook")
        await self._polling.run()

    def check(self) -> str | None:
        """Return why citizens are not heard now, or None when they are."""
        if self.username is None:
            return "Telegram has not answered yet"
        if self._options.webhook:
            return None if self._registered else "webhook not registered yet"
        polled_at = self._polling.polled_at
        if polled_at is None:
            return "not polled yet"
        silence = self._now() - polled_at
        if silence > self._options.span + _SILENCE:
            return f"no successful poll for {int(silence.total_seconds())} s"
        return None

    async def close(self) -> None:
        """Give back every connection; a webhook stays, Telegram keeps updates meanwhile."""
        await self._taps.close()
        await self._api.close()

    async def _introduce(self) -> None:
        """Learn who we are, and show the menu of commands."""
        me = await self._patience.insist(self._api.bot.get_me, "getMe")
        self._intake.me = Identity(me.id, me.username or "")
        if self._options.commands:
            await self._show_menu()
        logger.info("telegram.started", extra={"username": me.username})

    async def _show_menu(self) -> None:
        """Register the commands; citizens can type them without."""
        menu = [BotCommand(name, description) for name, description in self._options.commands]
        try:
            await self._api.bot.set_my_commands(menu)
        except TelegramError as error:
            logger.warning("telegram.menu_not_shown", extra={"reason": describe(error)})

    async def _register(self, webhook: Webhook) -> None:
        async def call() -> bool:
            return await self._api.bot.set_webhook(
                webhook.url,
                secret_token=webhook.secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=webhook.max_connections,
            )

        await self._patience.insist(call, "setWebhook")
        self._registered = True
        logger.info("telegram.webhook_registered")
