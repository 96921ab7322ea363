"""Understands utterances: which entry is meant, what of it is asked, or that it is not ours."""

from bot.core.matching.lesson import Lesson
from bot.core.matching.matcher import Matcher

__all__ = ["Lesson", "Matcher"]
