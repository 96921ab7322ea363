"""Understands utterances: which entry is meant, what of it is asked, or that it is not ours."""

from bot.core.matching.matcher import Matcher
from bot.core.matching.ranking import Lesson

__all__ = ["Lesson", "Matcher"]
