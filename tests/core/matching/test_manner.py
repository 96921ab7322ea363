"""How a message is put: as a question, as one of yes or no, as a mere tale."""

from __future__ import annotations

import pytest

from bot.core.catalogue import Catalogue
from bot.core.matching.manner import Manner


def manner(catalogue: Catalogue, says: str) -> Manner:
    return catalogue.matcher.ranker.analyst.analyse(says).manner


def asked(catalogue: Catalogue, says: str) -> str | None:
    aspect = catalogue.matcher.understand(says).aspect
    return aspect.value if aspect else None


@pytest.mark.parametrize(
    ("says", "marked", "worded", "polar"),
    [
        ("tui bị mất bằng lái", False, False, False),
        ("chị tôi bị mất bằng lái", False, False, False),
        ("mất bằng lái thì cần chi", False, True, False),
        ("mat bang lai thi can gi", False, True, False),
        ("bằng lái mất rồi, xin lại được không ạ", False, True, True),
        ("xin lại bằng lái ở đâu, phải không", False, True, True),
        ("con mười lăm tuổi thì ai đi với con?", True, True, False),
        ("mua xe này có phải sang tên không, hay để vậy?", True, True, False),
        ("giấy tờ làm hộ chiếu", False, True, False),
        ("tui không có giấy tờ chi hết", False, False, False),
        ("làm giấy tờ nhà đất", False, False, False),
        ("", False, False, False),
    ],
)
def test_the_manner_is_heard(
    catalogue: Catalogue, says: str, *, marked: bool, worded: bool, polar: bool
) -> None:
    heard = manner(catalogue, says)

    assert (heard.is_marked, heard.is_worded, heard.is_polar) == (marked, worded, polar)


@pytest.mark.parametrize(
    ("says", "opens"),
    [
        ("cách làm hộ chiếu", "steps"),
        ("ad ơi cho em hỏi phí làm hộ chiếu", "fee"),
        ("giấy tờ xin trích lục", "documents"),
        ("trang web làm hộ chiếu", "online"),
        ("thời hạn thẻ căn cước", "result"),
        ("thẩm quyền đăng ký giám hộ", "place"),
        ("giấy tờ của ba cháy hết rồi", None),
        ("làm hộ chiếu cách nào", None),
        ("hướng dẫn giúp em giấy tờ làm hộ chiếu", "documents"),
        ("chỗ nộp hồ sơ", "place"),
        ("cho nộp hồ sơ", None),
    ],
)
def test_first_words_may_name_what_is_wanted(
    catalogue: Catalogue, says: str, opens: str | None
) -> None:
    assert manner(catalogue, says).opens == opens


NAMED = {
    "documents": ("hồ sơ", "giấy tờ", "mẫu đơn"),
    "fee": ("lệ phí", "mức thu"),
    "time": ("thời gian", "thời hạn"),
    "place": ("nơi nộp", "chỗ làm"),
    "who": ("điều kiện", "đối tượng", "độ tuổi"),
    "law": ("quy định",),
    "result": ("quyền lợi", "kết quả"),
}
HOW = ("tách hộ khẩu thì {} thế nào", "vay hộ nghèo {} ra sao ạ", "tách hộ khẩu, {} sao ad")


def test_what_is_named_before_how_that_is_or_at_the_end_is_what_is_asked(
    catalogue: Catalogue,
) -> None:
    wrong = [
        (how.format(name), aspect)
        for how in (*HOW, "tách hộ khẩu {}", "đổi bằng lái, {}")
        for aspect, names in NAMED.items()
        for name in names
        if asked(catalogue, how.format(name)) != aspect
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "how", ["cho hỏi {} cấp lại thẻ bảo hiểm y tế như thế nào", "tư vấn giúp em {} sang tên sổ đỏ"]
)
@pytest.mark.parametrize(
    ("named", "aspect"),
    [("lệ phí", "fee"), ("thời gian", "time"), ("nơi nộp", "place"), ("độ tuổi", "who")],
)
def test_how_is_asked_of_what_first_words_name(
    catalogue: Catalogue, how: str, named: str, aspect: str
) -> None:
    assert asked(catalogue, how.format(named)) == aspect


@pytest.mark.parametrize(
    "says", ["bị mất hết giấy tờ", "tôi đã nộp hồ sơ", "con tôi làm mất giấy tờ", "đủ điều kiện"]
)
def test_what_is_done_with_a_thing_does_not_ask_for_it(catalogue: Catalogue, says: str) -> None:
    assert manner(catalogue, says).opens is None


def test_clauses_begin_where_they_begin(catalogue: Catalogue) -> None:
    assert manner(catalogue, "tôi bán xe, xe còn nợ, làm sao").starts == (0, 3, 6)


@pytest.mark.parametrize(
    ("says", "aspect"),
    [
        ("giấy khai sinh của con tui bị mối ăn rách hết chữ rồi", None),
        ("ông ngoại tôi mới mất hồi hôm, cả nhà đang rối", None),
        ("mẹ tôi tám mươi lăm tuổi, không có lương hưu chi hết", None),
        ("nhà tôi dột lắm, tôi có phải xin giấy phép xây dựng để lợp lại mái không?", "who"),
        ("đi thăm con ba tháng thì có cần khai tạm vắng không hè", "who"),
        ("kết hôn thì hai bên có buộc cùng ra phường không ạ?", "who"),
        ("đăng ký kết hôn có mất tiền không", "fee"),
        ("làm hộ chiếu trên mạng có được không", "online"),
    ],
)
def test_tales_ask_for_nothing_and_yes_or_no_asks_who_may(
    catalogue: Catalogue, says: str, aspect: str | None
) -> None:
    assert asked(catalogue, says) == aspect


@pytest.mark.parametrize(
    ("says", "aspect"),
    [
        ("xin lý lịch tư pháp có phải ra tận công an thành phố không", "place"),
        ("đăng ký kết hôn có phải mang giấy độc thân không hè", "documents"),
        ("tách hộ có cần chủ hộ đồng ý bằng văn bản không", "documents"),
        ("đổi căn cước có lấy gấp được không", "time"),
        ("sổ hộ khẩu giấy còn dùng được không", "result"),
        ("đăng ký tạm trú gọi điện thay vì lên phường được không", "online"),
    ],
)
def test_yes_or_no_may_ask_for_more_than_who(catalogue: Catalogue, says: str, aspect: str) -> None:
    assert asked(catalogue, says) == aspect
