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


def try_out(catalogue: Catalogue, expected: Expectation) -> Trial:
    """Ask a question of the content tests; an id the entry had formerly will do."""
    meant = catalogue.find(expected.entry) if expected.entry else None
    if meant:
        expected = expected.model_copy(update={"entry": meant.id})
    spoken_of = catalogue.find(expected.after) if expected.after else None
    current = spoken_of.id if spoken_of else None
    return Trial(expected, catalogue.matcher.understand(expected.says, current))


def trial_problems(
    catalogue: Catalogue, expected: Sequence[Expectation], tree: Tree
) -> Iterator[Problem]:
    """Tell the content tests that fail, and the entries that have too few."""
    tried: dict[str, int] = {}
    for i, one in enumerate(expected):
        trial = try_out(catalogue, one)
        fault = trial.fault()
        for named in (one.after, trial.expected.entry):
            if named and catalogue.find(named) is None:
                fault = f'không có mục "{named}"'
        if fault:
            place = tree.place(("questions", i))
            what = f'"{trial.expected.says}": {fault}'
            yield Problem(place, what, _remedy(catalogue, trial), served_as=_SERVED)
        if trial.expected.entry:
            tried[trial.expected.entry] = tried.get(trial.expected.entry, 0) + 1
    for entry in catalogue.entries.values():
        if entry.category != IMPORTED and tried.get(entry.id, 0) < ENOUGH:
            what = f'mục "{entry.id}" mới có {tried.get(entry.id, 0)} câu thử'
            place = tree.place(("questions",))
            yield Problem(place, what, f"viết đủ {ENOUGH} câu", entry.id, is_warning=True)


def _remedy(catalogue: Catalogue, trial: Trial) -> str:
    """Say how to mend a content test; an imported title goes to the entry written by hand."""
    heard = catalogue.entries.get(trial.entry or "")
    if heard is not None and heard.category == IMPORTED:
        return f'thêm tên đã nhập "{heard.title}" vào aliases của mục đúng'
    return "thêm cách nói này vào aliases của mục đúng, hoặc sửa câu thử"
