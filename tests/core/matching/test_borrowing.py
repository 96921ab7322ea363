"""A ranker that borrows what takes long of an elder, while entries come and go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.catalogue import Catalogue
from bot.core.matching import Lesson, Matcher
from bot.core.matching.ranking import Ranker

pytestmark = pytest.mark.thorough

ASKED = ("đăng ký kết hôn ở đâu", "làm lại bằng lái xe bị mất", "ho ngheo vay von")


def heard(matcher: Matcher, says: str) -> str | None:
    matches = matcher.understand(says).matches
    return matches[0].entry if matches else None


def test_an_entry_comes_another_goes_and_the_others_are_found_as_before(
    catalogue: Catalogue,
) -> None:
    old = catalogue.matcher
    entries = [entry for entry in catalogue.entries.values() if entry.id != "khai-sinh"]
    new = entries[5].model_copy(
        update={"id": "bien-so-nha", "title": "Gắn biển số nhà", "aliases": ("biển số nhà",) * 5}
    )
    entries.insert(3, new)
    lesson = Lesson.of(entries, tuple(catalogue.topics.values()), catalogue.vocabulary, ())
    lesson = replace(lesson, asked=old.ranker.lesson.asked)
    matcher = old.listening_to(lesson)

    assert matcher.ranker.is_borrowing
    assert heard(matcher, "gắn biển số nhà") == "bien-so-nha"
    assert heard(matcher, "làm giấy khai sinh cho con") != "khai-sinh"
    assert [heard(matcher, says) for says in ASKED] == [heard(old, says) for says in ASKED]


@pytest.mark.thorough
def test_imported_entries_read_before_are_found_as_if_read_anew(catalogue: Catalogue) -> None:
    old = catalogue.matcher
    lesson = old.ranker.lesson
    imported = replace(lesson, imported=frozenset(range(40, lesson.entries)))
    first = old.listening_to(imported)
    again = replace(first, ranker=Ranker(imported, elder=first.ranker, borrows=True))

    pages = zip(old.ranker.pages, first.ranker.pages, again.ranker.pages, strict=True)
    assert all(page is other is third for page, other, third in pages)
    for says in ASKED:
        assert again.understand(says).matches == first.understand(says).matches
