"""A circuit breaker: how long nothing is sent to a peer that does not take anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import TransientDeliveryError, UnwelcomeError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.errors import DeliveryError

_NOTHING = timedelta(0)
_ROUND = 5  # probes


@dataclass(frozen=True, slots=True)
class Breaker:
    """Closed it lets everything pass; open it lets nothing pass until a probe is due.

    A fault of the peer opens it at once, and the oldest delivery stays first, so that what waits
    keeps its order. What may be the fault of one delivery opens it after several in a row; that
    one is passed over by the next probe, so that it cannot keep the others from being tried.
    Where several fail it is rather the peer's fault; only each fifth probe passes them all over.
    """

    opens_after: int = 3
    first: timedelta = timedelta(seconds=5)
    cap: timedelta = timedelta(minutes=5)
    failures: int = 0  #: in a row
    down_since: datetime | None = None  #: when the first of them was
    probe_at: datetime | None = None  #: None: closed
    suspects: frozenset[int] = frozenset()  #: deliveries that failed, perhaps by their own fault

    @property
    def is_open(self) -> bool:
        """Tell whether only probes pass."""
        return self.probe_at is not None

    @property
    def passed_over(self) -> frozenset[int]:
        """Return the deliveries that are not to be the next probe."""
        is_their_turn = len(self.suspects) > 1 and self.failures % _ROUND
        return frozenset() if is_their_turn else self.suspects

    def wait(self, now: datetime) -> timedelta:
        """Return for how long nothing may pass."""
        return max(_NOTHING, self.probe_at - now) if self.probe_at else _NOTHING

    def failed(self, delivery: int, error: DeliveryError, now: datetime, chance: float) -> Breaker:
        """Return the breaker after a failure; *chance* is between 0 and 1."""
        failures = self.failures + 1
        is_ours = not is_fault_of_peer(error)
        opens = self.is_open or not is_ours or failures >= self.opens_after
        return replace(
            self,
            failures=failures,
            down_since=self.down_since or now,
            probe_at=now + self._pause(failures, error, chance) if opens else None,
            suspects=self.suspects | {delivery} if is_ours else frozenset(),
        )

    def succeeded(self) -> Breaker:
        """Return the breaker after the peer took something, or said no by itself."""
        return replace(self, failures=0, down_since=None, probe_at=None, suspects=frozenset())

    def _pause(self, failures: int, error: DeliveryError, chance: float) -> timedelta:
        longest = min(self.cap, self.first * float(2 ** min(failures - 1, 20)))
        return max(longest / 2 + longest / 2 * chance, error.retry_after or _NOTHING)


def is_fault_of_peer(error: DeliveryError) -> bool:
    """Tell whether an error would have met any other delivery as well."""
    return isinstance(error, TransientDeliveryError) and not isinstance(error, UnwelcomeError)
