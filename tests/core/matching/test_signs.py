"""What is not ours is told by its signs, wherever and however else it sounds like ours."""

from __future__ import annotations

import pytest

from bot.core.catalogue import Catalogue
from bot.core.matching.signs import SURE
from bot.core.models import Outcome


def told(catalogue: Catalogue, says: str) -> dict[str, float]:
    ranker = catalogue.matcher.ranker
    lesson = ranker.lesson
    return {
        lesson.ids[lesson.entries + number]: weight
        for number, weight in ranker.analyst.analyse(says).told.items()
    }


def test_a_place_elsewhere_counts_more_than_other_signs(catalogue: Catalogue) -> None:
    assert told(catalogue, "em ở Bắc Giang, thẻ bảo hiểm y tế bị mất") == {"noi-khac": SURE}
    assert told(catalogue, "nộp giấy xác nhận cư trú để khỏi đóng thuế") == {"thue": 1.0}


@pytest.mark.parametrize(
    "says",
    [
        "quê ở Bắc Giang, giờ thuê trọ muốn khai tạm trú",
        "bạn tôi ở Hà Nội ra chơi ngủ lại hai đêm",
        "tôi ở Huế vào, làm giấy ở Đà Nẵng được không",
        "mai tôi đi công tác Hà Nội",
        "không thành lập công ty, chỉ đăng ký hộ kinh doanh",
    ],
)
def test_beside_other_words_or_set_aside_a_sign_tells_nothing(
    catalogue: Catalogue, says: str
) -> None:
    assert not told(catalogue, says)


@pytest.mark.parametrize(
    "says",
    [
        "em ở Bắc Giang, thẻ bảo hiểm y tế bị mất",
        "làm sổ đỏ tại Long An",
        "xin giấy xác nhận cư trú để khỏi đóng thuế bên Đức",
        "xin thẻ tạm trú cho ông xã người Úc",
        "thi bằng lái B1 khi nào có lịch",
        "thẻ ATM bị mất làm lại ở đâu",
        "làm giấy tờ giả được không",
        "hồ sơ",
        "bị mất rồi",
        "cấp lại",
    ],
)
def test_what_is_not_ours_is_never_answered_with_a_procedure(
    catalogue: Catalogue, says: str
) -> None:
    reading = catalogue.matcher.understand(says)

    assert reading.outcome in {Outcome.UNKNOWN, Outcome.SMALL_TALK}
    assert not reading.requests


def test_a_follow_up_of_a_bare_word_still_is_one(catalogue: Catalogue) -> None:
    reading = catalogue.matcher.understand("cần giấy tờ gì", "tam-tru")

    assert [request.entry for request in reading.requests] == ["tam-tru"]


def test_a_sign_need_be_no_word_of_any_entry(catalogue: Catalogue) -> None:
    assert told(catalogue, "chúc mừng năm mới")["chao"] == 1.0
    assert "thue" in told(catalogue, "hoan thuee")
