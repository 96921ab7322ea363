"""For those who run the bot: which version is live, why a newer one is refused, reading again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.handlers import start

if TYPE_CHECKING:
    from bot.core.actions import Action
    from bot.handlers.context import Context

MOST_PROBLEMS = 5  #: told in one reply


async def show_version(action: Action, context: Context) -> Reply:
    """Say which version is live, and what was refused; to others this is no command."""
    if not context.is_admin:
        return await start.help_(action, context)
    catalogue, phrases = context.shelf.current(), context.catalogue.phrases
    said = phrases.version.format(version=catalogue.version, count=len(catalogue.entries))
    lines = [Line(Style.TEXT, said)]
    refused = [problem for problem in context.shelf.problems if problem.is_refused]
    head = phrases.version_refused.format(count=len(refused)) if refused else phrases.version_good
    lines.append(Line(Style.TEXT, head))
    lines += [Line(Style.ITEM, problem.for_editors()) for problem in refused[:MOST_PROBLEMS]]
    button = Button(phrases.buttons.reload, actions.reload())
    return Reply(tuple(lines), (button,), outcome=Outcome.COMMAND)


async def reload(action: Action, context: Context) -> Reply:
    """Read the knowledge base again, and say what came of it."""
    if context.is_admin:
        await context.shelf.reload()
    return await show_version(action, context)
