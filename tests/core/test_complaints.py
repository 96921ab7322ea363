"""Complaints are heard in the words of people here; questions and small talk are not."""

from __future__ import annotations

from time import perf_counter

import pytest

from bot.core.catalogue import Catalogue
from bot.core.complaints import hear, names_identity_paper
from tests.core.complaint_speech import COMPLAINTS, OTHERS

LEAST_HEARD = 0.85  #: of the complaints; a missed one is still answered, and may be sent by /gopy
MOST_MISTAKEN = 0.03  #: of the others; somebody who asks is not to be answered with an offer


def is_heard(text: str, catalogue: Catalogue) -> bool:
    heard = hear(text, catalogue.gopy)
    return heard.is_complaint and not heard.asks


def test_most_complaints_are_heard_and_hardly_anything_else(catalogue: Catalogue) -> None:
    missed = [text for text in COMPLAINTS if not is_heard(text, catalogue)]
    mistaken = [text for text in OTHERS if is_heard(text, catalogue)]

    assert min(len(COMPLAINTS), len(OTHERS)) >= 60
    assert len(missed) <= (1 - LEAST_HEARD) * len(COMPLAINTS), missed
    assert len(mistaken) <= MOST_MISTAKEN * len(OTHERS), mistaken


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("đèn đường hư cả tháng", "ha-tang"),
        ("den duong hu ca thang", "ha-tang"),
        ("karaoke ồn quá trời", "moi-truong"),
        ("RÁC HÔI RÌNH không ai hốt", "moi-truong"),
        ("dây điện đứt rớt xuống đường", "khan-cap"),
        ("cán bộ vòi tiền", "can-bo"),
        ("chặt chém du khách", "tieu-dung"),
    ],
)
def test_the_field_is_guessed_from_the_words(catalogue: Catalogue, text: str, field: str) -> None:
    assert hear(text, catalogue.gopy).fields[0].id == field


def test_a_word_with_other_diacritics_is_another_word(catalogue: Catalogue) -> None:
    meant = [bool(hear(text, catalogue.gopy).fields) for text in ("mùi hôi", "mui hoi")]
    others = [bool(hear(text, catalogue.gopy).fields) for text in ("cho tôi hỏi", "tôi ổn")]
    alike = hear("bảo hiểm y tế chưa ai làm cho con", catalogue.gopy)  # "bão" sounds so here

    assert meant == [True, True]
    assert others == [False, False]
    assert not alike.fields


def test_a_long_word_is_counted_once(catalogue: Catalogue) -> None:
    assert hear("ngập nước", catalogue.gopy).words == 1
    assert hear("ngập nước, cống nghẹt", catalogue.gopy).words == 2


@pytest.mark.parametrize(
    "text", ["cống nghẹt thì báo ai", "ổ gà báo ở đâu?", "rac thi goi cho ai", "góp ý được không"]
)
def test_a_question_is_told_from_a_statement(catalogue: Catalogue, text: str) -> None:
    assert hear(text, catalogue.gopy).asks


@pytest.mark.parametrize("text", ["ảnh căn cước của tôi", "CCCD mat truoc", "so do nha toi"])
def test_identity_papers_are_known_by_name(catalogue: Catalogue, text: str) -> None:
    assert names_identity_paper(text, catalogue.gopy)


@pytest.mark.parametrize("text", ["cái ổ gà trước nhà", "ảnh chứng minh xe đậu sai", "", "😀"])
def test_other_pictures_are_not_taken_for_papers(catalogue: Catalogue, text: str) -> None:
    assert not names_identity_paper(text, catalogue.gopy)


def test_a_very_long_text_takes_no_time(catalogue: Catalogue) -> None:
    started = perf_counter()
    hear("ngập " * 4000 + "\u202e😀<b>", catalogue.gopy)

    assert perf_counter() - started < 1
