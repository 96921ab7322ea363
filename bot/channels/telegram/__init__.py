"""Telegram: updates in by polling or webhook, replies out as HTML messages with buttons."""

from __future__ import annotations

from bot.channels.telegram.channel import TelegramChannel, TelegramOptions, Webhook
from bot.channels.telegram.parse import CHANNEL

__all__ = ("CHANNEL", "TelegramChannel", "TelegramOptions", "Webhook")
