"""What is not ours is told by its signs, wherever and however else it sounds like ours."""

from __future__ import annotations

import pytest

from bot.core.catalogue import Catalogue
from bot.core.matching.signs import SURE
from bot.core.models import Outcome
from bot.core.vocabulary import TopicKind


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


DANGER = {
    "cap-cuu-chay": (
        "cháy rồi cứu với", "nhà hàng xóm bốc khói nghi ngút", "rò gas mùi nồng nặc",
        "chập điện cháy tủ điện", "co nguoi mac ket trong dam chay", "lũ cuốn người trôi rồi",
        "nhà ngập tới nóc cứu với", "sạt lở đất vùi nhà", "khói mù mịt trong chung cư",
    ),
    "cap-cuu-an-ninh": (
        "có đứa bé bị hiếp dâm", "con tôi bị dâm ô", "chong danh em", "bé bị cha dượng đánh",
        "có người cầm dao rượt", "trom vao nha", "bị cướp giật ví ngay đường Lê Duẩn",
        "con gái bị bắt cóc", "bị đòi nợ thuê tạt sơn", "thầy giáo sờ mó học sinh",
    ),
    "cap-cuu-y-te": (
        "ba toi xiu roi", "mẹ em ngất xỉu", "con nuốt phải pin", "vợ tôi đau bụng đẻ",
        "có người bị tai nạn xe nằm giữa đường", "bé sốt co giật", "bị rắn cắn",
        "con toi 2 tuoi moi nuot cuc pin", "có người chết đuối", "bé bị tím môi rồi",
        "ba tôi 78 tuổi tự nhiên ngã xuống nằm im", "có đứa nhỏ rớt xuống sông",
        "co nguoi duoi nuoc o bien my khe", "đau ngực dữ dội", "chảy máu không cầm",
    ),
    "khung-hoang": (
        "em muốn chết", "mun tu tu qua", "chán sống rồi", "mẹ tôi uống thuốc ngủ tự tử",
        "ai đó định nhảy cầu Thuận Phước", "uống thuốc sâu rồi",
    ),
}  # fmt: skip


@pytest.mark.parametrize("topic", DANGER)
def test_danger_is_heard_whatever_else_the_words_sound_like(
    catalogue: Catalogue, topic: str
) -> None:
    heard = {
        (says, catalogue.matcher.understand(says, current).topic)
        for says in DANGER[topic]
        for current in (None, "khai-sinh")
    }

    assert heard == {(says, topic) for says in DANGER[topic]}


@pytest.mark.parametrize(
    "says",
    [
        "hôm qua bị cướp giật túi mất hết giấy tờ giờ làm lại căn cước ở đâu",
        "chồng tôi mất tích 5 năm rồi muốn xóa tên khỏi hộ khẩu",
        "ba tôi bị tai nạn giao thông giờ liệt, xin giấy xác nhận khuyết tật",
        "ông nội mới mất vì đột quỵ, làm giấy chứng tử",
        "nhà cháy hết giấy tờ giờ làm lại khai sinh",
        "mấy bữa ni hàng xóm đốt rác khói mù mịt",
        "đèn đường bị chập điện không sáng",
        "đồ của con gái bị mất",
        "bị đánh thuế trước bạ bao nhiêu",
        "bé gái bị ốm",
    ],
)
def test_a_danger_that_is_but_told_is_none(catalogue: Catalogue, says: str) -> None:
    topic = catalogue.topics.get(catalogue.matcher.understand(says).topic or "")

    assert topic is None or topic.kind is not TopicKind.EMERGENCY
