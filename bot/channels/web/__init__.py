"""The web page as a channel: its JSON API, its pages, and replies that wait to be fetched."""

from bot.channels.web.channel import CHANNEL, WebChannel

__all__ = ["CHANNEL", "WebChannel"]
