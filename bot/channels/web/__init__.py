"""The web page as a channel: its JSON API, its pages, and replies that wait to be fetched."""

from bot.channels.web.channel import WebChannel
from bot.channels.web.visitor import CHANNEL

__all__ = ["CHANNEL", "WebChannel"]
