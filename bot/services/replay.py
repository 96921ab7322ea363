"""Asks two versions of the knowledge base the same questions, and tells what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.cards import card
from bot.core.models import Outcome
from bot.core.render import plain
from bot.core.trials import try_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.core.catalogue import Catalogue
    from bot.core.content import Expectation
    from bot.core.trials import Trial


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that is understood or answered in another way."""

    says: str
    before: str  #: the entry, or the outcome when none is answered
    after: str
    old_words: str
    new_words: str
    breaks: str | None  #: the content test it breaks

    @property
    def is_moved(self) -> bool:
        """Whether another entry answers; otherwise only the wording differs."""
        return self.before != self.after


def differences(
    old: Catalogue, new: Catalogue, expected: Iterable[Expectation], today: date
) -> Iterator[Difference]:
    """Ask both versions and yield what differs, and every content test the new one fails."""
    for expectation in expected:
        before, after = (try_out(catalogue, expectation) for catalogue in (old, new))
        names = _answer(before), _answer(after)
        words = _words(old, before, today), _words(new, after, today)
        fault = after.fault()
        if names[0] != names[1] or words[0] != words[1] or fault:
            yield Difference(expectation.says, *names, *words, fault)


def _answer(trial: Trial) -> str:
    """Name what a citizen is shown."""
    understood = trial.understood
    if understood.outcome is Outcome.ANSWERED:
        return " + ".join(request.entry for request in understood.requests)
    shown = ", ".join(understood.choices) or understood.topic or ""
    return f"{understood.outcome.value} ({shown})"


def _words(catalogue: Catalogue, trial: Trial, today: date) -> str:
    said = []
    for request in trial.understood.requests:
        entry = catalogue.find(request.entry)
        if entry:
            said.append(plain(card(catalogue, entry, request.aspect, today).lines))
    return "\n".join(said)
