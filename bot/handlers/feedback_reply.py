"""What every reply about a feedback being written has in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions, feedback_draft
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.fallback import menu

if TYPE_CHECKING:
    from bot.core.feedback_draft import Draft
    from bot.core.gopy_talk import TalkWords
    from bot.core.models import Wish
    from bot.handlers.context import Context, FeedbackDesk


def words(context: Context) -> TalkWords:
    """Return what is said while feedback is taken."""
    return context.catalogue.gopy.talk


def current(context: Context) -> Draft | None:
    """Return the draft being written, if one is and it has not been left for too long."""
    draft = feedback_draft.read(context.conversation.draft)
    if draft is None or draft.is_offered or draft.is_over(context.now):
        return None
    return draft


def needs_sender(draft: Draft, desk: FeedbackDesk, context: Context) -> bool:
    """Tell whether the office of a draft asks who writes; as long as it is not known, no."""
    field = context.catalogue.gopy.field(draft.field)
    return field is not None and desk.offices.needs_sender(field)


def keep(
    draft: Draft,
    lines: tuple[Line, ...],
    buttons: tuple[Button, ...],
    context: Context,
    wishes: tuple[Wish, ...] = (),
) -> Reply:
    """Return a reply in the middle of a draft."""
    kept = feedback_draft.write(replace(draft, is_offered=False))
    conversation = replace(context.conversation, draft=kept, step=None, clarified=False, misses=0)
    beside = menu(context)[:1] if len(buttons) == 1 else ()
    return Reply(
        lines=lines,
        buttons=(*buttons, *beside)[:MOST_BUTTONS],
        outcome=Outcome.FEEDBACK,
        conversation=conversation,
        wishes=wishes,
    )


def aside(said: str, context: Context, *buttons: Button) -> Reply:
    """Say something about feedback; a draft stays as it is."""
    ways = buttons or menu(context)
    return Reply((Line(Style.TEXT, said),), ways[:MOST_BUTTONS], outcome=Outcome.FEEDBACK)


def way_on(context: Context) -> Button:
    """Return the button that goes on with the draft."""
    return Button(words(context).buttons.go_on, actions.feedback("go"))
