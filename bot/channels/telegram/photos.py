"""Fetches the photos of citizens, which lie with Telegram until a ticket is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.channels.telegram.faults import translate
from bot.channels.telegram.parse import PHOTO
from bot.core.photos import LARGEST
from bot.errors import PermanentDeliveryError, TransientDeliveryError, UnknownOutcomeError

if TYPE_CHECKING:
    from bot.channels.telegram.api import Api
    from bot.errors import DeliveryError


class TelegramPhotos:
    """Implements the PhotoSource port."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def fetch(self, reference: str) -> bytes:
        """Return the file as it was sent, or raise DeliveryError."""
        file_id = reference.removeprefix(PHOTO)
        try:
            file = await self._api.bot.get_file(file_id)
            if (file.file_size or 0) > LARGEST:
                msg = "file is too big"
                raise PermanentDeliveryError(msg)
            return await self._api.download(_address(file.file_path), LARGEST)
        except TelegramError as error:
            fault = _translated(error)
        raise fault  # outside: the message of its cause may hold the address, token included


def _address(file_path: str | None) -> str:
    """Return where the file lies; a Bot API server of our own may name a path of its disk."""
    if not file_path or not file_path.startswith(("http://", "https://")):
        msg = "the file has no address"
        raise PermanentDeliveryError(msg)
    return file_path


def _translated(error: TelegramError) -> DeliveryError:
    """Return what an error means here; what is only read may be asked for again."""
    fault = translate(error)
    if isinstance(fault, UnknownOutcomeError):
        return TransientDeliveryError(str(fault))
    return fault
