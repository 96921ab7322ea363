"""What the Telegram channel needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.settings.reader import PREFIX

if TYPE_CHECKING:
    from bot.settings.reader import Reader

_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class TelegramMode(StrEnum):
    """How updates come from Telegram."""

    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What the Telegram channel needs; present only with a token."""

    token: SecretStr
    api_url: str
    mode: TelegramMode
    webhook_url: str | None
    webhook_secret: SecretStr | None


def read_telegram(reader: Reader) -> TelegramSettings | None:
    """Read the settings of the channel; None without a token."""
    token = reader.secret("TELEGRAM_TOKEN")
    mode = TelegramMode(reader.choice("TELEGRAM_MODE", "polling", tuple(TelegramMode)).lower())
    api_url = reader.url("TELEGRAM_API_URL", "https://api.telegram.org", https=True)
    webhook_url = reader.url("TELEGRAM_WEBHOOK_URL", "", https=True)
    webhook_secret = reader.secret("TELEGRAM_WEBHOOK_SECRET")
    if not token:
        if webhook_url or webhook_secret:
            reader.faults.append(f"{PREFIX}TELEGRAM_TOKEN: còn thiếu, mà webhook thì đã đặt")
        return None
    if not _TOKEN.fullmatch(token):
        reader.faults.append(f"{PREFIX}TELEGRAM_TOKEN: không đúng dạng 123456:ABC…")
    if mode is TelegramMode.WEBHOOK:
        _require_webhook(reader, webhook_url, webhook_secret)
    return TelegramSettings(
        token=SecretStr(token),
        api_url=api_url,
        mode=mode,
        webhook_url=webhook_url or None,
        webhook_secret=SecretStr(webhook_secret) if webhook_secret else None,
    )


def _require_webhook(reader: Reader, url: str, secret: str) -> None:
    """Refuse a webhook without its address or its secret."""
    if not url:
        reader.faults.append(f"{PREFIX}TELEGRAM_WEBHOOK_URL: webhook cần địa chỉ https://")
    if not _WEBHOOK_SECRET.fullmatch(secret):
        reader.faults.append(
            f"{PREFIX}TELEGRAM_WEBHOOK_SECRET: webhook cần bí mật 16-256 ký tự A-Z a-z 0-9 _ -"
        )
