"""What is understood in a talk: of the entry last spoken of, of one beside it, or of neither."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue import Catalogue
from bot.core.models import Outcome


@pytest.mark.parametrize(
    "entry", ["khai-sinh", "ket-hon", "tam-tru", "ho-chieu", "vay-ho-ngheo", "sang-ten-xe"]
)
@pytest.mark.parametrize(
    ("says", "aspect"),
    [
        ("hết bao nhiêu tiền", "fee"),
        ("mất tiền không", "fee"),
        ("nộp ở đâu", "place"),
        ("nop o mo rua", "place"),
        ("cần những giấy gì", "documents"),
        ("rồi mấy bữa có", "time"),
        ("làm trên mạng được hông", "online"),
        ("theo luật nào", "law"),
        ("bước đầu tiên làm gì", "steps"),
    ],
)
def test_words_that_name_nothing_are_asked_of_the_entry(
    catalogue: Catalogue, entry: str, says: str, aspect: str
) -> None:
    reading = catalogue.matcher.understand(says, entry)

    assert [(r.entry, r.aspect) for r in reading.requests] == [(entry, aspect)]
    assert reading.is_follow_up
    assert reading.matches[0].entry == entry


def test_what_is_needed_is_asked_of_the_entry_whatever_is_named(catalogue: Catalogue) -> None:
    reading = catalogue.matcher.understand("có cần căn cước không", "ket-hon")

    assert [request.entry for request in reading.requests] == ["ket-hon"]


@pytest.mark.parametrize(
    ("entry", "says", "beside"),
    [
        ("can-cuoc-lan-dau", "bị mất thì sao", "mat-can-cuoc"),
        ("doi-can-cuoc", "còn cho con nít thì răng", "can-cuoc-tre-em"),
        ("ho-chieu", "mất rồi thì sao", "mat-ho-chieu"),
        ("ket-hon", "lấy chồng nước ngoài thì khác chi không", "ket-hon-nuoc-ngoai"),
        ("bhyt-tre-em", "mất thẻ rồi", "cap-lai-the-bhyt"),
    ],
)
def test_another_entry_on_the_same_thing_may_be_meant(
    catalogue: Catalogue, entry: str, says: str, beside: str
) -> None:
    assert catalogue.matcher.understand(says, entry).requests[0].entry == beside


@pytest.mark.parametrize(
    ("says", "entry"),
    [
        ("lệ phí hộ chiếu bao nhiêu", "ho-chieu"),
        ("nhầm rồi, tôi muốn đăng ký tạm trú", "tam-tru"),
        ("vậy xe máy cũ sang tên ở đâu", "sang-ten-xe"),
        ("con tôi mới sinh, muốn làm khai sinh thì cần mang theo những giấy tờ gì", "khai-sinh"),
    ],
)
def test_a_new_subject_replaces_the_old_one(catalogue: Catalogue, says: str, entry: str) -> None:
    assert catalogue.matcher.understand(says, "thuong-tru").requests[0].entry == entry


@pytest.mark.parametrize(
    ("says", "outcome"),
    [
        ("cảm ơn nhé", Outcome.SMALL_TALK),
        ("bot ngu quá", Outcome.SMALL_TALK),
        ("cháy nhà rồi cứu với", Outcome.SMALL_TALK),
        ("trời hôm nay mưa không", Outcome.UNKNOWN),
        ("tiền điện đóng ở đâu", Outcome.UNKNOWN),
        ("khám bệnh hết bao nhiêu", Outcome.UNKNOWN),
    ],
)
def test_what_is_not_ours_stays_so(catalogue: Catalogue, says: str, outcome: Outcome) -> None:
    reading = catalogue.matcher.understand(says, "thuong-tru")

    assert reading.outcome is outcome
    assert reading.requests == ()


def test_what_it_means_by_itself_is_offered_beside(catalogue: Catalogue) -> None:
    reading = catalogue.matcher.understand("làm trên mạng được hông", "ket-hon")

    assert catalogue.matcher.understand("làm trên mạng được hông").requests
    assert reading.choices == ("nop-ho-so-truc-tuyen",)


@pytest.mark.parametrize(
    ("says", "means"),
    [
        ("tren vneid lam dc hk", "khong"),
        ("có tốn j hk", "khong"),
        ("mất hk", "khau"),
        ("co can doi hk", "khau"),
        ("hk bị mất có sao k", "khong"),
    ],
)
def test_hk_at_the_end_of_a_question_is_no_household_book(
    catalogue: Catalogue, says: str, means: str
) -> None:
    assert catalogue.matcher.ranker.analyst.analyse(says).words[-1] == means


@pytest.mark.parametrize("says", ["ok thanks ad", "à", "ừ", "dạ em"])
def test_what_asks_nothing_is_no_follow_up(catalogue: Catalogue, says: str) -> None:
    assert catalogue.matcher.understand(says, "mat-can-cuoc").requests == ()


@pytest.mark.parametrize("says", ["bạn ở đâu", "bot ơi giúp được gì", "em tên gì vậy"])
def test_small_talk_stays_small_talk(catalogue: Catalogue, says: str) -> None:
    assert catalogue.matcher.understand(says, "khai-sinh").outcome is Outcome.SMALL_TALK


@pytest.mark.parametrize("says", ["hết bao nhiêu tiền", "nộp ở đâu vậy", "het bao nhieu"])
def test_without_a_talk_the_subject_is_asked_for(catalogue: Catalogue, says: str) -> None:
    reading = catalogue.matcher.understand(says)

    assert reading.requests == ()
    assert reading.outcome in {Outcome.UNKNOWN, Outcome.CLARIFIED}
    assert catalogue.topics.get(reading.topic or "chua-noi-gi") == catalogue.topics["chua-noi-gi"]


@pytest.mark.parametrize("entry", ["tam-tru", "ho-chieu", "ly-lich-tu-phap", "vay-ho-ngheo"])
@pytest.mark.parametrize(
    "says", ["laptop hư sửa bao lâu", "bảo hành tivi mấy năm", "con tôi sốt cao phải làm gì"]
)
def test_strange_words_are_not_asked_of_any_entry(
    catalogue: Catalogue, says: str, entry: str
) -> None:
    assert catalogue.matcher.understand(says, entry).requests == ()


def test_an_entry_that_is_gone_is_not_spoken_of(catalogue: Catalogue) -> None:
    says = "hết bao nhiêu tiền"

    assert catalogue.matcher.understand(says, "gone") == catalogue.matcher.understand(says)


@settings(max_examples=60, deadline=None)
@given(says=st.text(max_size=60), number=st.integers(0, 66))
def test_a_talk_offers_nothing_but_entries(catalogue: Catalogue, says: str, number: int) -> None:
    ids = sorted(catalogue.entries)
    reading = catalogue.matcher.understand(says, ids[number % len(ids)])

    assert {request.entry for request in reading.requests} <= set(ids)
    assert (reading.outcome is Outcome.ANSWERED) == bool(reading.requests)


@pytest.mark.parametrize(
    ("after", "says", "entry"),
    [
        ("doi-ho-khau", "ngân hàng đòi giấy xác nhận nơi ở thì xin ở đâu?", "xac-nhan-cu-tru"),
        ("dang-ky-xe-dien", "còn xe xăng mới thì răng", "dang-ky-xe-may"),
        ("giam-ho", "còn nếu tôi nhận cháu làm con luôn thì sao", "nuoi-con-nuoi"),
        ("trich-luc-khai-sinh", "tôi ngồi nhà bấm máy tính xin được không", "trich-luc-khai-sinh"),
        ("vneid-dinh-danh", "phai toi cong an phuong ha", "vneid-dinh-danh"),
        ("tach-ho", "nói rõ từng bước cho tôi với", "tach-ho"),
        ("doi-can-cuoc", "mất khoản phí nào", "doi-can-cuoc"),
        ("so-do", "lần đầu", "so-do"),
        ("tam-tru", "cần làm hộ chiếu", "ho-chieu"),
        ("ket-hon", "em có cần mang sổ hộ khẩu không", "ket-hon"),
        ("ket-hon", "có cần làm giấy độc thân không", "xac-nhan-tinh-trang-hon-nhan"),
        ("khai-sinh", "chua dk ket hon thi can them giay j", "khai-sinh"),
        ("vay-hoc-sinh-sinh-vien", "nha e k phai ho ngheo co dc k", "vay-hoc-sinh-sinh-vien"),
        ("trich-luc-khai-sinh", "xin o dau, e sinh o hue", "trich-luc-khai-sinh"),
        ("ho-kinh-doanh", "nộp qua mạng dc ko", "ho-kinh-doanh"),
        ("quen-mat-khau", "vào được rồi, giờ nộp hồ sơ trên đó sao", "nop-ho-so-truc-tuyen"),
        ("khai-tu", "rồi tiền mai táng thì sao", "mai-tang-phi"),
    ],
)
def test_a_talk_stays_or_turns_as_it_is_meant(
    catalogue: Catalogue, after: str, says: str, entry: str
) -> None:
    reading = catalogue.matcher.understand(says, after)

    assert [request.entry for request in reading.requests] == [entry]


@pytest.mark.parametrize(
    ("after", "says"),
    [
        ("cai-chinh-ho-tich", "chồng em vừa mất, em cần làm giấy tờ gì"),
        ("tra-cuu-ho-so", "ai nói bác phải đổi chứng minh, luật nào bắt vậy cháu"),
    ],
)
def test_a_longer_message_is_asked_of_the_entry_spoken_of_when_it_speaks_of_it(
    catalogue: Catalogue, after: str, says: str
) -> None:
    reading = catalogue.matcher.understand(says, after)

    assert after not in [request.entry for request in reading.requests]
