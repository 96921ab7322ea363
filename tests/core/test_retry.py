from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.models import Delivery, DeliveryState, Reply
from bot.core.places import Address
from bot.core.retry import RetryPolicy
from bot.errors import (
    DeliveryError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
POLICY = RetryPolicy()


def delivery(attempts: int = 0, age: timedelta = timedelta()) -> Delivery:
    return Delivery(1, Address("x", "1"), Reply(()), attempts, NOW - age)


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [
        (0, 0.0, 1.0),  # half of the first wait is fixed
        (0, 1.0, 2.0),
        (3, 1.0, 16.0),  # doubles each time
        (30, 1.0, 1800.0),  # up to the cap
    ],
)
def test_waits_double_with_jitter_up_to_a_cap(
    attempts: int, chance: float, seconds: float
) -> None:
    assert POLICY.wait(attempts, chance).total_seconds() == seconds


def test_a_passing_fault_is_tried_again() -> None:
    settlement = POLICY.decide(TransientDeliveryError(), delivery(), NOW, 1.0)

    assert settlement.state is DeliveryState.PENDING
    assert settlement.due_at == NOW + timedelta(seconds=2)


def test_the_peer_may_ask_for_a_longer_wait() -> None:
    error = TransientDeliveryError(retry_after=timedelta(seconds=40))

    assert POLICY.decide(error, delivery(), NOW, 1.0).due_at == NOW + timedelta(seconds=40)


def test_a_lasting_fault_is_dead_at_once() -> None:
    settlement = POLICY.decide(PermanentDeliveryError("blocked"), delivery(), NOW, 1.0)

    assert settlement.state is DeliveryState.DEAD
    assert "blocked" in settlement.reason


@pytest.mark.parametrize(
    "error", [TransientDeliveryError(), UnknownOutcomeError(), DeliveryError()]
)
def test_after_a_day_it_is_given_up(error: DeliveryError) -> None:
    settlement = POLICY.decide(error, delivery(20, timedelta(hours=23, minutes=50)), NOW, 1.0)

    assert settlement.state is DeliveryState.DEAD
