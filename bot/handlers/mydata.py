"""What is kept about a citizen, and forgetting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.days import VIETNAM
from bot.core.effects import Erase
from bot.core.models import Button, Conversation, Line, Outcome, Reply, Style
from bot.handlers.fallback import menu
from bot.handlers.feedback_reply import aside, words

if TYPE_CHECKING:
    from bot.core.actions import Action
    from bot.core.gopy_talk import MineWords
    from bot.core.places import Address
    from bot.core.records import Kept
    from bot.handlers.context import Context, FeedbackDesk

ERASE = "erase"


async def show(_action: Action, context: Context) -> Reply:
    """Say what is kept, for how long, and how to have it erased."""
    desk, address = context.desk, context.address
    if desk is None or address is None:
        return aside(_words(context).nothing, context)
    kept = await desk.records.kept(context.conversation.key, address)
    erase = Button(words(context).buttons.erase, ERASE)
    lines = tuple(Line(Style.TEXT, text) for text in _told(kept, desk, context))
    return Reply(lines, (erase, *menu(context)[:1]), Outcome.COMMAND)


def _told(kept: Kept, desk: FeedbackDesk, context: Context) -> list[str]:
    said, terms = _words(context), desk.terms
    counts = said.kept.format(
        messages=kept.messages, replies=kept.replies, tickets=kept.tickets, photos=kept.photos
    )
    if kept.since:
        counts += " " + said.since.format(date=f"{kept.since.astimezone(VIETNAM):%-d/%-m/%Y}")
    days = said.terms.format(
        talk=terms.conversations.days, tickets=terms.tickets.days, photos=terms.photos.days
    )
    draft = (said.draft,) if context.conversation.draft else ()
    return [counts, *draft, days, said.how]


async def erase(action: Action, context: Context) -> Reply:
    """Ask whether everything shall be forgotten, or forget it."""
    desk, address = context.desk, context.address
    if desk is None or address is None:
        return aside(_words(context).nothing, context)
    kept = await desk.records.kept(context.conversation.key, address)
    choice = action.arguments[0] if action.arguments else ""
    is_answered = choice in {"all", "keep"} or (choice == "yes" and not kept.undelivered)
    if is_answered:
        return _erased(kept, address, context, withdraw=choice != "keep")
    return _ask(kept, context)


def _ask(kept: Kept, context: Context) -> Reply:
    said, labels = _words(context), words(context).buttons
    texts, buttons = [said.erase], [Button(labels.erase, f"{ERASE}:yes")]
    if kept.undelivered:
        texts.append(said.erase_undelivered.format(count=kept.undelivered))
        buttons = [
            Button(labels.erase_all, f"{ERASE}:all"),
            Button(labels.erase_keep, f"{ERASE}:keep"),
        ]
    buttons.append(Button(labels.not_now, "help"))
    return Reply(tuple(Line(Style.TEXT, text) for text in texts), tuple(buttons))


def _erased(kept: Kept, address: Address, context: Context, *, withdraw: bool) -> Reply:
    said, owner = _words(context), context.conversation.key
    text = said.erased
    if kept.undelivered:
        text = said.erased_withdrawn if withdraw else said.erased_kept
    return Reply(
        lines=(Line(Style.TEXT, text),),
        buttons=menu(context),
        outcome=Outcome.COMMAND,
        conversation=Conversation(owner),
        effects=(Erase(owner, address, undelivered=withdraw),),
    )


def _words(context: Context) -> MineWords:
    return context.catalogue.gopy.mine
