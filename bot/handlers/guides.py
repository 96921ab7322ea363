"""Guides: one step at a time, with a way out of every usual trouble."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.models import Button, Line, Outcome, Reply, Step, Style
from bot.handlers.context import GUIDE, MOST_BUTTONS
from bot.handlers.fallback import menu, stale_button
from bot.handlers.guide_speech import current_step, named_step, spoken_verb

if TYPE_CHECKING:
    from bot.core.actions import Action
    from bot.core.content import Guide
    from bot.core.models import Conversation, Message
    from bot.handlers.context import Context


async def open_guide(action: Action, context: Context) -> Reply:
    """Do in a guide what a button asks for."""
    guide = context.catalogue.guides.get(action.arguments[0]) if action.arguments else None
    if guide is None:
        return stale_button(context)
    verb = action.arguments[1] if len(action.arguments) > 1 else ""
    number, trouble = _numbers(action)
    return _do(guide, verb, number, trouble, context)


def _numbers(action: Action) -> tuple[int, int]:
    numbers = [int(a[:3]) for a in action.arguments[2:4] if a.isdecimal()]
    return (*numbers, 0, 0)[0], (*numbers, 0, 0)[1]


def _do(guide: Guide, verb: str, number: int, trouble: int, context: Context) -> Reply:
    """Carry out one verb; what makes no sense in this guide opens it from the front."""
    if verb == "all":
        return _overview(guide, context)
    if verb not in {*_VERBS, "stuck", "trouble"} or not 1 <= number <= len(guide.steps):
        return _front(guide, context)
    if verb == "trouble":
        return _solve(guide, number, trouble, context)
    if verb == "stuck":
        return _ask_trouble(guide, number, context, start=trouble)
    return _VERBS[verb](guide, number, context)


async def go_on(message: Message, context: Context) -> Reply:
    """Understand what is typed in the middle of a guide."""
    guide, number = current_step(context)
    verb = spoken_verb(message.text, context)
    if guide is None or verb is None:
        return stale_button(context)
    number = named_step(message.text, guide) or number
    if verb == "back":
        return _show_step(guide, max(1, number - 1), context)
    if verb.startswith("trouble:"):
        _, step, trouble = verb.split(":")
        return _solve(guide, int(step), int(trouble), context)
    return _do(guide, verb, number, 0, context)


def _front(guide: Guide, context: Context) -> Reply:
    """Say first what has replaced the guide, then offer to begin or to go on."""
    phrases = context.catalogue.phrases
    reached = context.conversation.progress.get(guide.id, 0)
    lines = [Line(Style.TITLE, guide.title), Line(Style.TEXT, guide.replaced)]
    lines += [Line(Style.STEP, step.title) for step in guide.steps]
    lines.append(_dated(guide, context))
    words = phrases.buttons
    if 0 < reached < len(guide.steps):
        going_on = words.guide_continue.format(step=reached + 1)
        buttons = [
            Button(going_on, actions.guide(guide.id, "show", reached + 1)),
            Button(words.guide_again, actions.guide(guide.id, "show", 1)),
        ]
    else:
        buttons = [Button(words.guide_start, actions.guide(guide.id, "show", 1))]
    buttons += [Button(way.label, actions.entry(way.entry)) for way in guide.ways[:2]]
    return _reply(guide, lines, buttons, context.conversation)


def _show_step(guide: Guide, number: int, context: Context) -> Reply:
    step, words = guide.steps[number - 1], context.catalogue.phrases.buttons
    titled = context.catalogue.phrases.guide_step.format(
        step=number, steps=len(guide.steps), title=step.title
    )
    lines = [Line(Style.TITLE, titled)]
    if number == 1:
        lines.append(Line(Style.NOTE, guide.replaced))
    lines.append(Line(Style.TEXT, step.text))
    if step.tip:
        lines.append(Line(Style.NOTE, step.tip))
    buttons = [
        Button(words.guide_done, actions.guide(guide.id, "done", number)),
        Button(words.guide_stuck, actions.guide(guide.id, "stuck", number)),
        Button(words.guide_all, actions.guide(guide.id, "all")),
    ]
    return _reply(guide, lines, buttons, _at(guide, number, context))


def _next_step(guide: Guide, number: int, context: Context) -> Reply:
    if number == len(guide.steps):
        return _finish(guide, context)
    return _show_step(guide, number + 1, context)


def _overview(guide: Guide, context: Context) -> Reply:
    phrases = context.catalogue.phrases
    _, number = current_step(context)
    lines = [Line(Style.TITLE, phrases.guide_all.format(title=guide.title))]
    lines.append(Line(Style.NOTE, guide.replaced))
    lines += [Line(Style.STEP, f"{step.title}. {step.text}") for step in guide.steps]
    lines.append(_dated(guide, context))
    number = number or context.conversation.progress.get(guide.id, 0) + 1
    number = min(number, len(guide.steps))
    label = phrases.buttons.guide_continue.format(step=number)
    buttons = [Button(label, actions.guide(guide.id, "show", number))]
    buttons += [Button(way.label, actions.entry(way.entry)) for way in guide.ways]
    return _reply(guide, lines, buttons, context.conversation)


def _ask_trouble(guide: Guide, number: int, context: Context, start: int) -> Reply:
    phrases = context.catalogue.phrases
    troubles = guide.steps[number - 1].troubles
    buttons = [
        Button(trouble.label, actions.guide(guide.id, "trouble", number, i))
        for i, trouble in enumerate(troubles, start=1)
    ][start:]
    if len(buttons) >= MOST_BUTTONS:
        rest = actions.guide(guide.id, "stuck", number, start + MOST_BUTTONS - 2)
        buttons[MOST_BUTTONS - 2 :] = [Button(phrases.buttons.more, rest)]
    other = len(troubles) + 1
    buttons.append(
        Button(phrases.buttons.other, actions.guide(guide.id, "trouble", number, other))
    )
    lines = [Line(Style.TEXT, phrases.guide_stuck.format(step=number))]
    return _reply(guide, lines, buttons, _at(guide, number, context))


def _solve(guide: Guide, number: int, trouble: int, context: Context) -> Reply:
    phrases = context.catalogue.phrases
    troubles = guide.steps[number - 1].troubles
    known = 1 <= trouble <= len(troubles)
    said = troubles[trouble - 1].answer if known else phrases.guide_other_trouble
    lines = [Line(Style.TITLE, troubles[trouble - 1].label)] if known else []
    lines.append(Line(Style.TEXT, said))
    words = phrases.buttons
    other = len(troubles) + 1
    buttons = [Button(words.guide_solved, actions.guide(guide.id, "show", number))]
    if known:
        unsolved = actions.guide(guide.id, "trouble", number, other)
        buttons.append(Button(words.guide_still_stuck, unsolved))
    buttons.append(Button(words.guide_all, actions.guide(guide.id, "all")))
    return _reply(guide, lines, buttons, _at(guide, number, context))


def _finish(guide: Guide, context: Context) -> Reply:
    said = context.catalogue.phrases.guide_finished.format(title=guide.title)
    lines = [Line(Style.TITLE, said), Line(Style.TEXT, guide.done)]
    progress = {**context.conversation.progress, guide.id: len(guide.steps)}
    left = replace(context.conversation, step=None, progress=progress)
    buttons = [Button(way.label, actions.entry(way.entry)) for way in guide.ways]
    return _reply(guide, lines, [*buttons, *menu(context)][:4], left)


def _at(guide: Guide, number: int, context: Context) -> Conversation:
    step = Step(GUIDE, {"guide": guide.id, "step": str(number)})
    progress = {**context.conversation.progress, guide.id: number - 1}
    return replace(context.conversation, step=step, progress=progress)


def _dated(guide: Guide, context: Context) -> Line:
    checked_on = f"{guide.checked_on:%-d/%-m/%Y}"
    return Line(Style.NOTE, context.catalogue.phrases.checked_on.format(date=checked_on))


def _reply(
    guide: Guide, lines: list[Line], buttons: list[Button], conversation: Conversation
) -> Reply:
    return Reply(
        lines=tuple(lines),
        buttons=tuple(buttons),
        outcome=Outcome.GUIDE,
        entry=guide.entry,
        conversation=conversation.understood(),
    )


_VERBS = {"show": _show_step, "done": _next_step}
