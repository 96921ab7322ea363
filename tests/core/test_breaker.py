from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.breaker import Breaker
from bot.errors import (
    DeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
    UnwelcomeError,
)

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
UNKNOWN = UnknownOutcomeError("HTTP 500")
NOBODY = TransientDeliveryError("ClientConnectorError")
CLOSED = timedelta(0)


def failed(*errors: DeliveryError, breaker: Breaker | None = None) -> Breaker:
    """Let deliveries 1, 2 … fail one after the other."""
    breaker = breaker or Breaker()
    for delivery, error in enumerate(errors, 1):
        breaker = breaker.failed(delivery, error, NOW, 1.0)
    return breaker


def test_it_begins_closed() -> None:
    assert not Breaker().is_open
    assert Breaker().wait(NOW) == CLOSED


def test_what_may_be_the_fault_of_one_delivery_opens_it_after_three_in_a_row() -> None:
    assert not failed(UNKNOWN, UNKNOWN).is_open
    assert failed(UNKNOWN, UNKNOWN, UNKNOWN).is_open
    assert not failed(UNKNOWN, breaker=failed(UNKNOWN, UNKNOWN).succeeded()).is_open


def test_a_peer_that_is_not_there_opens_it_at_once() -> None:
    assert failed(NOBODY).wait(NOW) == timedelta(seconds=5)
    assert failed(NOBODY).passed_over == set()


@pytest.mark.parametrize("error", [UNKNOWN, UnwelcomeError("SMTP 451"), DeliveryError("bug")])
def test_a_delivery_that_fails_by_itself_is_not_the_next_probe(error: DeliveryError) -> None:
    breaker = Breaker()
    for _ in range(3):
        breaker = breaker.failed(7, error, NOW, 1.0)

    assert breaker.is_open
    assert breaker.passed_over == {7}


def test_where_several_fail_the_oldest_stays_first_but_for_each_fifth_probe() -> None:
    assert failed(UNKNOWN, UNKNOWN, UNKNOWN).passed_over == set()
    assert failed(*[UNKNOWN] * 5).passed_over == {1, 2, 3, 4, 5}
    assert failed(UNKNOWN, UNKNOWN, UNKNOWN, NOBODY).passed_over == set()


def test_the_pause_doubles_up_to_its_cap() -> None:
    pauses = [failed(*[NOBODY] * times).wait(NOW).total_seconds() for times in (1, 2, 3, 6, 7, 99)]

    assert pauses == [5, 10, 20, 160, 300, 300]


def test_half_of_a_pause_is_chance() -> None:
    assert Breaker().failed(1, NOBODY, NOW, 0.0).wait(NOW) == timedelta(seconds=2.5)


def test_a_peer_that_says_when_is_believed() -> None:
    busy = TransientDeliveryError("HTTP 429", timedelta(hours=2))

    assert failed(busy).wait(NOW) == timedelta(hours=2)
    assert failed(busy).wait(NOW + timedelta(hours=3)) == CLOSED


def test_it_stays_open_between_probes_and_knows_since_when() -> None:
    breaker = failed(NOBODY).failed(2, UNKNOWN, NOW + timedelta(minutes=1), 1.0)

    assert breaker.is_open
    assert breaker.down_since == NOW
    assert breaker.succeeded() == Breaker()
