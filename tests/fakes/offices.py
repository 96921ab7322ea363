"""An office in memory that behaves as it is told, for tests that need no wire."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.core.feedback import Feedback, OfficeStatus, Receipt
from bot.core.ticket_ports import unnoticed
from bot.errors import (
    DeliveryError,
    NotAdmittedError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)


@dataclass
class MemoryOffice:
    """Implements the Forwarder port.

    *mood*: "good", "down" (cannot be reached), "lost" (keeps it, its answer is lost), "broken"
    (keeps nothing, nobody can tell), "refuses". *moods* holds those of single tickets.
    """

    can_look_up: bool = True
    knows_again: bool = False
    mood: str = "good"
    gives_token: bool = False
    moods: dict[str, str] = field(default_factory=dict)
    received: list[Feedback] = field(default_factory=list)
    posts: int = 0
    statuses: dict[str, OfficeStatus] = field(default_factory=dict)
    on_post: Callable[[], object] = field(default=lambda: None)

    @property
    def codes(self) -> list[str]:
        return [feedback.code for feedback in self.received]

    def times(self, code: str) -> int:
        return self.codes.count(code)

    async def deliver(
        self,
        feedback: Feedback,
        token: str = "",
        on_leaving: Callable[[], Awaitable[None]] = unnoticed,
    ) -> Receipt:
        if token:
            self._reach()
            return Receipt(token.removeprefix("t")) if not self.gives_token else Receipt("", token)
        self.posts += 1
        mood = self.moods.get(feedback.code, self.mood)
        if mood != "down":  # then nobody is reached that could take something
            await on_leaving()
        self.on_post()
        if faults := _FAULTS.get(mood):
            raise faults(mood)
        if not (self.knows_again and feedback.code in self.codes):
            self.received.append(feedback)
        if mood == "lost":
            message = "the answer was lost"
            raise UnknownOutcomeError(message)
        return self._receipt(feedback.code)

    async def look_up(self, code: str) -> Receipt | None:
        if not self.can_look_up:
            return None
        self._reach()
        return self._receipt(code) if code in self.codes else None

    async def status(self, number: str) -> OfficeStatus | None:
        self._reach()
        return self.statuses.get(number)

    async def close(self) -> None:
        pass

    def _reach(self) -> None:
        if self.mood in {"down", "broken"}:
            message = "nobody there"
            raise TransientDeliveryError(message)

    def _receipt(self, code: str) -> Receipt:
        number = str(self.codes.index(code))  # the first is 0
        return Receipt(token=f"t{number}") if self.gives_token else Receipt(number)


_FAULTS: dict[str, type[DeliveryError]] = {
    "down": TransientDeliveryError,
    "broken": UnknownOutcomeError,
    "refuses": PermanentDeliveryError,
    "not admitted": NotAdmittedError,
}


def none_twice(offices: Sequence[MemoryOffice]) -> bool:
    """Tell whether no office has a ticket twice, and no two have the same."""
    codes = [code for office in offices for code in office.codes]
    return len(codes) == len(set(codes))
