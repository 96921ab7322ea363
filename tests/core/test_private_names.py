"""Names and house numbers are no part of a question that is kept."""

from __future__ import annotations

import time

import pytest

from bot.core.privacy import mask
from bot.core.private_names import nameless, without_marks


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("tôi tên Nguyễn Văn Bảy, mất căn cước", "tôi tên [tên], mất căn cước"),
        ("TK,Nguyen Van A,201567890,01/01/1980", "TK,[tên],[CMND],[ngày sinh]"),
        ("em tên Hoa, kết hôn cần gì", "em tên [tên], kết hôn cần gì"),
        ("ten nguyen thi hoa lam can cuoc", "ten [tên] can cuoc"),
        ("đăng ký tạm trú ở 12/5 Lê Lợi", "đăng ký tạm trú ở [số nhà] [tên]"),
        ("nhà ở K12/34 Ông Ích Khiêm", "nhà ở [số nhà] Ông Ích Khiêm"),
    ],
)
def test_names_and_houses_go(said: str, kept: str) -> None:
    assert nameless(mask(said)) == kept


@pytest.mark.parametrize(
    "said",
    [
        "làm hộ chiếu cho con cần gì",
        "lệ phí đăng ký kết hôn ở phường nào",
        "cao tuổi được trợ cấp bao nhiêu",
        "Đà Nẵng có mấy nơi làm căn cước",
        "đổi tên đệm trong khai sinh",
        "mai táng phí ở 2 phường",
        "tên con viết sai trong khai sinh",
        "tờ khai CT01 lấy ở đâu",
    ],
)
def test_what_is_asked_stays(said: str) -> None:
    assert nameless(mask(said)) == said


def test_names_are_told_in_linear_time() -> None:
    began = time.perf_counter()
    nameless("tên Nguyễn " * 20_000)
    nameless("A" * 200_000)
    assert time.perf_counter() - began < 2


def test_marks_are_no_words_of_a_question() -> None:
    assert without_marks("cccd [CCCD] hết hạn, gọi [số điện thoại]") == "cccd hết hạn, gọi"
