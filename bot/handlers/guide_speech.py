"""What is said in the middle of a guide: which step, which verb, which trouble is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.core.text import fold
from bot.handlers.context import GUIDE

if TYPE_CHECKING:
    from bot.core.content import Guide
    from bot.core.phrases import GuideSays
    from bot.handlers.context import Context

SAME_TROUBLE = 80  #: token-set similarity, in percent, from which a trouble is the one meant
ELSEWHERE = 88  #: the same for the troubles of other steps
_STEP_NUMBER = re.compile(r"\b(?:buoc|b)\s*(?:thu\s*)?(\d)\b")


def current_step(context: Context) -> tuple[Guide | None, int]:
    """Return the guide the conversation is in, and its step."""
    step = context.conversation.step
    if step is None or step.name != GUIDE:
        return None, 0
    guide = context.catalogue.guides.get(step.data.get("guide", ""))
    number = step.data.get("step", "1")
    if guide is None or not number.isdecimal():
        return None, 0
    return guide, min(max(1, int(number)), len(guide.steps))


def spoken_verb(text: str, context: Context) -> str | None:
    """Return what the words ask of the guide: a verb, or a trouble as "trouble:2:1"; else None."""
    guide, number = current_step(context)
    if guide is None:
        return None
    said = fold(text)
    verb = _verb_of(said, context.catalogue.phrases.guide_says)
    if verb is not None:
        return verb
    trouble = _spoken_trouble(said, guide, number)
    return f"trouble:{trouble[0]}:{trouble[1]}" if trouble else None


def named_step(text: str, guide: Guide) -> int | None:
    """Return the step that is named by its number, if the guide has it."""
    named = _STEP_NUMBER.search(fold(text))
    number = int(named[1]) if named else 0
    return number if 1 <= number <= len(guide.steps) else None


def _spoken_trouble(said: str, guide: Guide, number: int) -> tuple[int, int] | None:
    """Return the step and the number of the trouble the words name; of another step, if clear."""
    others = [n for n in range(1, len(guide.steps) + 1) if n != number]
    for step, alike in ((number, SAME_TROUBLE), *((n, ELSEWHERE) for n in others)):
        labels = [fold(trouble.label) for trouble in guide.steps[step - 1].troubles]
        best = process.extractOne(said, labels, scorer=fuzz.token_set_ratio, score_cutoff=alike)
        if best:
            return step, best[2] + 1
    return None


def _verb_of(said: str, words: GuideSays) -> str | None:
    bare = _STEP_NUMBER.sub("", said).replace(" o ", " ").strip(" .!").removesuffix(" o")
    for verb, sayings in (
        ("done", words.done),
        ("stuck", words.stuck),
        ("all", words.all),
        ("back", words.back),
    ):
        if bare in {fold(saying) for saying in sayings}:
            return verb
    return None
