"""The content tests: what citizens say, and the entry and aspect that must be understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.entry import IMPORTED
from bot.core.models import Outcome
from bot.core.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.catalogue import Catalogue
    from bot.core.content import Expectation
    from bot.core.matching import Matcher
    from bot.core.understanding import Understanding
    from bot.core.yaml_tree import Tree

_SERVED = "bot vẫn trả lời như đang viết"
ENOUGH = 5  #: questions an entry is tried with, at least
_OFFERED = {Outcome.ANSWERED, Outcome.CLARIFIED}


@dataclass(frozen=True, slots=True)
class Trial:
    """An expectation, and what was understood."""

    expected: Expectation
    understood: Understanding

    @property
    def entry(self) -> str | None:
        """Return the entry that came first."""
        is_offered = self.understood.outcome in _OFFERED and self.understood.matches
        return self.understood.matches[0].entry if is_offered else None

    def fault(self) -> str | None:
        """Say what is not as expected, if anything."""
        expected, outcome = self.expected, self.understood.outcome.value
        if expected.outcome and expected.outcome != outcome:
            return f"phải là {expected.outcome}, mà bot hiểu là {outcome} ({self.entry})"
        if expected.entry and expected.entry != self.entry:
            return f'phải hiểu là "{expected.entry}", mà bot hiểu là "{self.entry or outcome}"'
        aspect = self.understood.aspect.value if self.understood.aspect else None
        if expected.aspect and expected.aspect != aspect:
            return f"phải hiểu là hỏi {expected.aspect}, mà bot hiểu là hỏi {aspect}"
        return None


def try_out(matcher: Matcher, expected: Sequence[Expectation]) -> Iterator[Trial]:
    """Ask every question of the content tests."""
    return (Trial(one, matcher.understand(one.says)) for one in expected)


def trial_problems(
    catalogue: Catalogue, expected: Sequence[Expectation], tree: Tree
) -> Iterator[Problem]:
    """Tell the content tests that fail, and the entries that have too few."""
    tried: dict[str, int] = {}
    for i, trial in enumerate(try_out(catalogue.matcher, expected)):
        fault = trial.fault()
        if trial.expected.entry and trial.expected.entry not in catalogue.entries:
            fault = f'không có mục "{trial.expected.entry}"'
        if fault:
            place = tree.place(("questions", i))
            fix = "thêm cách nói này vào aliases của mục đúng, hoặc sửa câu thử"
            what = f'"{trial.expected.says}": {fault}'
            heard = catalogue.entries.get(trial.entry or "")
            is_imported = heard is not None and heard.category == IMPORTED
            yield Problem(place, what, fix, is_warning=is_imported, served_as=_SERVED)
        if trial.expected.entry:
            tried[trial.expected.entry] = tried.get(trial.expected.entry, 0) + 1
    for entry in catalogue.entries.values():
        if entry.category != IMPORTED and tried.get(entry.id, 0) < ENOUGH:
            what = f'mục "{entry.id}" mới có {tried.get(entry.id, 0)} câu thử'
            place = tree.place(("questions",))
            yield Problem(place, what, f"viết đủ {ENOUGH} câu", entry.id, is_warning=True)
