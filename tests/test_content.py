"""The knowledge base keeps its promises, and its content tests pass."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core.actions import MAX_BYTES
from bot.core.cards import BUDGET, card, length
from bot.core.catalogue import Catalogue
from bot.core.entry import Aspect, Entry
from bot.services.knowledge import check_folder
from tests.conftest import MEMORY, open_library

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
TODAY = date(2026, 11, 24)
CATALOGUE = open_library().current()
ENTRIES = list(CATALOGUE.entries.values())
CATALOGUE_IDS = 67


@pytest.mark.e2e
def test_the_knowledge_base_has_no_problem_and_its_content_tests_pass() -> None:
    assert check_folder(KNOWLEDGE, TODAY, MEMORY) == []


def test_every_entry_of_the_catalogue_is_there() -> None:
    assert len(ENTRIES) == CATALOGUE_IDS
    ids = KNOWLEDGE.parents[1] / "shared" / "catalogue_ids.md"
    if ids.is_file():
        named = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", ids.read_text(encoding="utf-8")))
        assert set(CATALOGUE.entries) <= named


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_first_message_fits_and_leads_on(entry: Entry) -> None:
    for aspect in (None, *Aspect):
        reply = card(CATALOGUE, entry, aspect, TODAY)
        assert length(reply.lines) <= BUDGET, aspect
        assert 2 <= len(reply.buttons) <= 4
        assert all(len(button.action.encode()) <= MAX_BYTES for button in reply.buttons)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_entry_is_dated_and_sourced(entry: Entry) -> None:
    assert entry.sources
    assert entry.checked_on < entry.review_by <= entry.checked_on + timedelta(days=200)
    assert 8 <= len(entry.aliases) <= 20
    assert len(entry.questions) >= 5


def test_an_overdue_answer_says_so_and_then_falls_silent() -> None:
    entry = CATALOGUE.entries["khai-sinh"]
    fresh = card(CATALOGUE, entry, None, entry.review_by)
    overdue = card(CATALOGUE, entry, None, entry.review_by + timedelta(days=1))
    expired = card(CATALOGUE, entry, None, entry.review_by + timedelta(days=91))

    assert "quá hạn" not in str(fresh.lines)
    assert "quá hạn" in str(overdue.lines)
    assert "Giấy chứng sinh" in str(overdue.lines)
    assert "Giấy chứng sinh" not in str(expired.lines)
    assert "1022" in str(expired.lines)


def test_a_fact_that_changes_is_told_before_and_after() -> None:
    entry = CATALOGUE.entries["doi-can-cuoc"]
    before = str(card(CATALOGUE, entry, Aspect.FEE, date(2026, 12, 1)).lines)
    after = str(card(CATALOGUE, entry, Aspect.FEE, date(2027, 1, 2)).lines)

    assert "Sắp đổi – từ 1/1/2027" in before
    assert "25.000" in before
    assert "Sắp đổi" not in after
    assert "50.000" in after


def test_the_accounts_of_2018_say_first_what_replaced_them(catalogue: Catalogue) -> None:
    for entry_id in ("tai-khoan-web", "tai-khoan-sms", "doi-ho-khau"):
        reply = card(catalogue, catalogue.entries[entry_id], None, TODAY)
        assert "Cách làm cũ. Từ" in reply.lines[1].text
