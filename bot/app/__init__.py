"""The composition root: from settings to a running bot; the only room that knows every class."""

from bot.app.operating import back_up, is_in_dropbox, open_operators, take_bounce
from bot.app.parts import (
    Bot,
    ShareLinks,
    open_bot,
    open_library,
    recent_questions,
    upgrade_database,
)
from bot.app.serving import run, serve_bot
from bot.app.time import clock

__all__ = [
    "Bot",
    "ShareLinks",
    "back_up",
    "clock",
    "is_in_dropbox",
    "open_bot",
    "open_library",
    "open_operators",
    "recent_questions",
    "run",
    "serve_bot",
    "take_bounce",
    "upgrade_database",
]
