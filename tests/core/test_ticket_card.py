"""What is told of a ticket: its state and what the office said, never more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.catalogue import Catalogue
from bot.core.feedback import Feedback, OfficeState, OfficeStatus
from bot.core.offices import Office, Offices
from bot.core.ticket_card import has_citizen_closed, news_of
from bot.core.ticket_news import Newsroom
from bot.core.tickets import Ticket, TicketState, Told

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TODAY, DUE, LATER = date(2026, 11, 24), date(2026, 11, 27), date(2026, 12, 1)
CODE, WHAT = "DN-7K3M-9QX2T", "Đèn hư trước nhà bà Bé"
OFFICES = Offices({"gopy": Office("cổng Góp ý")})
ARRIVED = ("đã nhận, số", "đã giao", "báo đang", "báo đã", "Hạn trả lời")


def ticket(state: TicketState, **changes: object) -> Ticket:
    feedback = Feedback(CODE, "ha-tang", "Đường sá", WHAT, "12 Lê Lợi", "hôm qua", NOW)
    one = Ticket(CODE, "test:1", None, "d", feedback, ("gopy",), NOW, NOW, state=state)
    return replace(one, route="gopy", **changes)  # type: ignore[arg-type]


def told(catalogue: Catalogue, one: Ticket, today: date = TODAY) -> str:
    return "\n".join(line.text for line in news_of(one, catalogue.gopy, OFFICES, today))


@pytest.mark.parametrize("state", list(TicketState))
def test_every_state_has_its_words_and_shows_no_content(
    catalogue: Catalogue, state: TicketState
) -> None:
    said = told(catalogue, ticket(state, number="7", due_on=DUE))

    assert said.startswith(f"Góp ý {CODE}: ")
    assert WHAT not in said
    assert "Lê Lợi" not in said


@pytest.mark.parametrize("state", [TicketState.KEPT, TicketState.SENDING, TicketState.DEAD])
def test_what_no_office_has_confirmed_is_not_said_to_have_arrived(
    catalogue: Catalogue, state: TicketState
) -> None:
    said = told(catalogue, ticket(state, told=(Told.DELAYED,)))

    assert not [words for words in ARRIVED if words in said]


def test_a_delay_is_told_as_long_as_nothing_was_tried(catalogue: Catalogue) -> None:
    waits = ticket(TicketState.KEPT, told=(Told.DELAYED,))

    assert "trục trặc" in told(catalogue, waits)
    assert "trục trặc" not in told(catalogue, replace(waits, is_attempted=True))
    assert "trục trặc" not in told(catalogue, replace(waits, state=TicketState.WITH_OFFICE))


def test_zero_is_a_number_and_is_told_once(catalogue: Catalogue) -> None:
    one = ticket(TicketState.WITH_OFFICE, number="0", due_on=DUE)
    done = replace(one, state=TicketState.DONE, office=OfficeStatus(OfficeState.DONE, "xong"))

    assert told(catalogue, one).count("số 0") == 1
    assert "Số của nơi nhận" not in told(catalogue, one)
    assert "Số của nơi nhận: 0" in told(catalogue, done)


def test_a_term_is_told_until_it_is_over_and_then_where_to_turn(catalogue: Catalogue) -> None:
    one = ticket(TicketState.WITH_OFFICE, number="7", due_on=DUE)

    assert "Hạn trả lời" in told(catalogue, one, DUE)
    assert "quá hạn" not in told(catalogue, one, DUE)
    late = told(catalogue, one, LATER)
    assert "quá hạn" in late
    assert "1022" in late
    assert "Hạn trả lời theo" not in late


@pytest.mark.parametrize("state", [TicketState.DONE, TicketState.DEAD, TicketState.WITHDRAWN])
def test_what_is_over_is_not_late(catalogue: Catalogue, state: TicketState) -> None:
    assert "quá hạn" not in told(catalogue, ticket(state, due_on=DUE), LATER)


def test_a_matter_its_citizen_closed_is_not_late(catalogue: Catalogue) -> None:
    one = ticket(TicketState.WITH_OFFICE, due_on=DUE, closed_at=NOW)

    assert has_citizen_closed(one)
    assert "quá hạn" not in told(catalogue, one, LATER)
    assert "đã báo việc này xong" in told(catalogue, one, LATER)


def test_what_lies_in_a_folder_no_office_has(catalogue: Catalogue) -> None:
    kept = replace(ticket(TicketState.WITH_OFFICE, number=CODE), route="dropbox")
    said = told(catalogue, kept)

    assert "chưa cơ quan nào nhận" in said
    assert not [words for words in ARRIVED if words in said]
    assert Newsroom(catalogue.gopy, OFFICES).due_on(kept, NOW) is None


def test_an_unknown_term_is_not_promised(catalogue: Catalogue) -> None:
    assert "chưa rõ hạn" in told(catalogue, ticket(TicketState.WITH_OFFICE))


def test_what_was_sent_again_is_told(catalogue: Catalogue) -> None:
    assert "gửi lại" in told(catalogue, ticket(TicketState.WITH_OFFICE, is_repeated=True))
