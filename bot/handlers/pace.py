"""How fast one conversation may write; nothing is lost, it is only asked to wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.models import Outcome
from bot.handlers.feedback_reply import aside, words

if TYPE_CHECKING:
    from bot.core.models import Reply
    from bot.handlers.context import Context

MINUTE = timedelta(minutes=1)


async def slow_down(context: Context) -> Reply | None:
    """Ask to wait when there were too many messages in the last minute."""
    desk = context.desk
    if desk is None:
        return None
    since = context.now - MINUTE
    count = await desk.records.messages_since(context.conversation.key, since)
    if count <= desk.limits.messages_a_minute:
        return None
    return replace(aside(words(context).too_fast, context), outcome=Outcome.REFUSED)
