"""Sends deliveries, part by part."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.telegram.faults import translate
from bot.channels.telegram.keyboard import without_urls
from bot.channels.telegram.render import render
from bot.errors import PermanentDeliveryError

if TYPE_CHECKING:
    from telegram import Bot

    from bot.channels.telegram.render import Part
    from bot.core.models import Delivery
    from bot.core.places import Address

logger = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_REMEMBERED = 1000  # half-sent deliveries, so that memory stays bounded
#: refusals of the form, not of the chat: plainer, the same words may pass
_FORM_REFUSED = ("parse entities", "too long", "button", "url", "keyboard", "markup")


class TelegramSender:
    """The outgoing half of the channel.

    A reply of several parts that fails half-way goes on, when tried again, with the part that
    failed; only a restart in between repeats the earlier ones.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._receipts: OrderedDict[int, list[str]] = OrderedDict()

    async def send(self, delivery: Delivery) -> str:
        """Send what is left of a delivery, and return the ids of its messages."""
        parts = render(delivery.reply)
        if not parts:
            msg = "nothing visible to send"
            raise PermanentDeliveryError(msg)
        receipts = self._remember(delivery.id)
        for part in parts[len(receipts) :]:
            try:
                receipts.append(await self._send_part(delivery.address, part))
            except TelegramError as error:
                fault = translate(error)
                if isinstance(fault, PermanentDeliveryError):
                    self._receipts.pop(delivery.id, None)
                raise fault from error
        self._receipts.pop(delivery.id, None)
        return ",".join(receipts)

    def _remember(self, delivery: int) -> list[str]:
        """Return the receipts of a delivery's earlier parts."""
        receipts = self._receipts.setdefault(delivery, [])
        while len(self._receipts) > _REMEMBERED:
            self._receipts.popitem(last=False)
        return receipts

    async def _send_part(self, address: Address, part: Part) -> str:
        chat, topic = _split(address)
        try:
            return await self._send_once(chat, topic, part)
        except ChatMigrated as error:
            logger.info("telegram.chat_migrated")
            return await self._send_once(error.new_chat_id, None, part)

    async def _send_once(self, chat: int, topic: int | None, part: Part) -> str:
        """Send as HTML; where Telegram refuses the form, once more as plain text."""
        try:
            sent = await self._bot.send_message(
                chat,
                part.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=topic,
                link_preview_options=_NO_PREVIEW,
                reply_markup=part.keyboard,
            )
        except BadRequest as error:
            if not any(words in error.message.lower() for words in _FORM_REFUSED):
                raise
            logger.error("telegram.form_refused")  # noqa: TRY400 - a fault of the form, not a crash
            sent = await self._bot.send_message(
                chat,
                part.plain,
                message_thread_id=topic,
                link_preview_options=_NO_PREVIEW,
                reply_markup=without_urls(part.keyboard),
            )
        return str(sent.message_id)


def _split(address: Address) -> tuple[int, int | None]:
    """Return the chat and the topic of an address such as "-100123:45"."""
    chat, _, topic = address.chat.partition(":")
    try:
        return int(chat), int(topic) if topic else None
    except ValueError as error:
        msg = "not a Telegram address"
        raise PermanentDeliveryError(msg) from error
