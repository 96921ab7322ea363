"""What is set aside, pointed at, or told as a reason."""

from __future__ import annotations

import pytest

from bot.core.catalogue import Catalogue
from bot.core.matching.focus import HOW, WHY


def meant(catalogue: Catalogue, says: str) -> str:
    return " ".join(catalogue.matcher.ranker.analyst.analyse(says).meant)


def test_the_only_thing_named_is_meant_though_it_is_whole(catalogue: Catalogue) -> None:
    said = meant(catalogue, "căn cước vẫn còn nguyên, chỉ muốn đổi")

    assert said.startswith("can cuoc ")
    assert "nguyen" not in said


def test_what_is_owned_is_set_aside_for_what_is_wanted(catalogue: Catalogue) -> None:
    assert "khai" not in meant(catalogue, "khai sinh có rồi, giờ xin thẻ bảo hiểm y tế").split()


def test_what_is_pointed_at_is_the_thing_named_last(catalogue: Catalogue) -> None:
    said = meant(catalogue, "muốn đổi bằng lái mà chưa có căn cước, xin cái thẻ đó đã")

    assert "can cuoc" in said
    assert "bang lai" not in said


def test_a_lost_thing_is_not_set_aside_though_it_is_valid(catalogue: Catalogue) -> None:
    assert "ho chieu" in meant(catalogue, "đánh rơi cuốn hộ chiếu còn hạn, giờ tính sao")


def test_reasons_weigh_less_than_what_is_wanted(catalogue: Catalogue) -> None:
    analysis = catalogue.matcher.ranker.analyst.analyse("xin giấy độc thân vì sắp mua nhà đất")
    weights = dict(zip(analysis.words, analysis.weights, strict=True))

    assert weights["than"] == 1
    assert weights["dat"] == WHY


@pytest.mark.parametrize(
    ("says", "entry"),
    [
        ("cháu tám tuổi đã làm căn cước được chưa", "can-cuoc-tre-em"),
        ("con chưa đủ 14 mà muốn có thẻ căn cước", "can-cuoc-tre-em"),
        ("cháu mười lăm tuổi đi làm căn cước", "can-cuoc-lan-dau"),
        ("thẻ căn cước không mất, còn nguyên, muốn đổi địa chỉ mới", "doi-can-cuoc"),
        ("cần vay vốn mà chưa có sổ hộ nghèo, xin sổ đó ra sao", "ho-ngheo"),
        ("làm giấy chứng tử rồi mà tên bà vẫn còn trong hộ khẩu", "xoa-thuong-tru"),
        ("rớt mất hộ chiếu còn hạn", "mat-ho-chieu"),
        ("căn cước chưa hết hạn mà bị mất", "mat-can-cuoc"),
        ("thẻ bảo hiểm y tế của cháu 4 tuổi bị rớt mất", "cap-lai-the-bhyt"),
        ("ở nhà thuê muốn đăng ký thường trú", "thuong-tru"),
        ("vợ chồng tôi có hộ chiếu rồi, chỉ thiếu của con 4 tuổi", "ho-chieu-tre-em"),
        ("cụ đang hưởng trợ cấp cao tuổi, khi cụ mất thì gia đình được gì", "mai-tang-phi"),
    ],
)
def test_negations_ages_and_reasons_are_read_right(
    catalogue: Catalogue, says: str, entry: str
) -> None:
    assert catalogue.matcher.understand(says).matches[0].entry == entry


def test_mere_politeness_is_not_what_is_meant(catalogue: Catalogue) -> None:
    reading = catalogue.matcher.understand("cảm ơn nhiều, tôi rơi hộ chiếu trên xe buýt")

    assert reading.matches[0].entry == "mat-ho-chieu"
    assert meant(catalogue, "cảm ơn nhiều nha") == "cam on nhieu nha"


def test_the_means_weigh_less_than_what_is_named(catalogue: Catalogue) -> None:
    says = "thẻ bảo hiểm trẻ em có làm trên mạng được không"
    analysis = catalogue.matcher.ranker.analyst.analyse(says)
    weights = dict(zip(analysis.words, analysis.weights, strict=True))

    assert weights["mang"] == HOW
    assert weights["hiem"] == 1
    assert "mang" in meant(catalogue, "nộp hồ sơ trên mạng thì làm sao").split()


def test_who_demands_a_paper_weighs_less_than_the_paper(catalogue: Catalogue) -> None:
    analyst = catalogue.matcher.ranker.analyst
    said = analyst.analyse("bên điện lực đòi giấy xác nhận cư trú")
    weights = dict(zip(said.words, said.weights, strict=True))

    assert weights["luc"] == HOW
    assert weights["tru"] == 1
    assert min(analyst.analyse("ben dien luc doi giay xac nhan cu tru").weights) == 1


def test_a_paper_that_is_wanted_is_meant_though_another_is_demanded_for_it(
    catalogue: Catalogue,
) -> None:
    said = meant(catalogue, "đi làm căn cước người ta đòi giấy khai sinh")

    assert "can cuoc" in said


@pytest.mark.parametrize(
    ("says", "entry"),
    [
        ("điện lực đòi giấy xác nhận cư trú mới cho gắn công tơ", "xac-nhan-cu-tru"),
        ("trường đại học đòi giấy tạm trú", "tam-tru"),
        ("bên bảo hiểm nhân thọ đòi giấy chứng tử của ba tôi", "khai-tu"),
        ("vợ quê Hà Tĩnh, chồng quê Đại Lộc, đăng ký kết hôn ở đâu", "ket-hon"),
        ("cháu ở Sơn Trà, người yêu ở Quảng Bình, muốn đăng ký kết hôn", "ket-hon"),
        ("cho hỏi thủ tục báo tử", "khai-tu"),
        ("cho hỏi thủ tục làm căn cước", "can-cuoc-lan-dau"),
        ("bày tui kết hôn với", "ket-hon"),
        ("nộp hồ sơ trên mạng giùm mẹ bằng tài khoản của con được không", "nop-ho-so-truc-tuyen"),
    ],
)
def test_demands_places_and_accounts_are_read_right(
    catalogue: Catalogue, says: str, entry: str
) -> None:
    assert catalogue.matcher.understand(says).matches[0].entry == entry
