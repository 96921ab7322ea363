"""What of an entry is asked: conventions, two questions in a row, and when nothing is."""

from __future__ import annotations

import pytest

from bot.core.catalogue import Catalogue
from bot.core.entry import Aspect
from bot.core.matching.asking import Asking
from bot.core.matching.cues import Cue, CueBook
from bot.core.matching.normalise import Token


def asked(catalogue: Catalogue, says: str) -> str | None:
    aspect = catalogue.matcher.understand(says).aspect
    return aspect.value if aspect else None


@pytest.mark.parametrize(
    ("says", "aspect"),
    [
        ("giấy độc thân xài được mấy tháng", "result"),
        ("căn cước làm lại mấy bữa có hè", "time"),
        ("vay vốn việc làm trả trong mấy năm", "time"),
        ("mai táng phí được bao nhiêu", "result"),
        ("chứng thực chữ ký hết mấy đồng rứa", "fee"),
        ("làm hộ chiếu nộp mấy tấm hình", "documents"),
        ("đăng ký kết hôn xong được cấp giấy tờ gì", "result"),
        ("đăng ký kết hôn phải nộp giấy tờ gì", "documents"),
        ("xin hướng dẫn làm hộ chiếu", "steps"),
        ("nơi đăng ký tạm trú", "place"),
        ("chi phí làm hộ chiếu thế nào", "fee"),
        ("bộ phận tiếp dân coi hồ sơ tới đâu rồi thì nhắn tin kiểu chi", "steps"),
    ],
)
def test_each_question_belongs_to_one_aspect(catalogue: Catalogue, says: str, aspect: str) -> None:
    assert asked(catalogue, says) == aspect


@pytest.mark.parametrize(
    ("says", "aspect"),
    [
        ("tách hộ ở đâu, làm sao ạ", "place"),
        ("tách hộ làm sao, ở đâu ạ", "steps"),
        ("đổi bằng lái hết bao nhiêu tiền rồi mấy ngày có", "fee"),
        ("đổi bằng lái mấy ngày có rồi hết bao nhiêu tiền", "time"),
        ("lam ho chieu can giay to gi va nop o dau", "documents"),
    ],
)
def test_of_two_questions_the_first_is_answered_first(
    catalogue: Catalogue, says: str, aspect: str
) -> None:
    assert asked(catalogue, says) == aspect


@pytest.mark.parametrize(
    ("says", "aspect"),
    [
        (
            "cháu bảy tuổi, hết diện miễn phí, mua bảo hiểm y tế cho cháu cần giấy tờ gì",
            "documents",
        ),
        ("nghe nói không mất tiền, vậy làm hộ chiếu ở chỗ nào", "place"),
        ("họ nói mấy bữa là có, mà sang tên xe hết bao nhiêu tiền", "fee"),
        ("giấy tờ nộp đủ rồi, đổi bằng lái mấy hôm thì có", "time"),
        ("chủ cũ đi xa, không liên lạc được. Đổi bằng lái hết mấy đồng rứa", "fee"),
    ],
)
def test_what_is_only_told_before_is_not_asked_first(
    catalogue: Catalogue, says: str, aspect: str
) -> None:
    assert asked(catalogue, says) == aspect


@pytest.mark.parametrize(
    "says",
    [
        "tôi muốn đăng ký kết hôn",
        "em làm mất hộ chiếu rồi",
        "ba em vừa qua đời",
        "bác hàng xóm em muốn làm lại thẻ bảo hiểm y tế",
        "cho em hỏi về lý lịch tư pháp",
    ],
)
def test_a_wish_and_a_story_ask_for_nothing(catalogue: Catalogue, says: str) -> None:
    assert asked(catalogue, says) is None


def test_a_bare_subject_asks_for_nothing(catalogue: Catalogue) -> None:
    ranker = catalogue.matcher.ranker
    said = [ranker.analyst.analyse(entry.title) for entry in catalogue.entries.values()]

    assert [one.words for one in said if not one.heard and ranker.aspects.read(one)] == []


@pytest.mark.parametrize(
    ("aspect", "pattern"),
    [
        ("documents", "{} cần giấy tờ gì"),
        ("documents", "{} thi dem theo chi"),
        ("steps", "cách {}"),
        ("steps", "muốn {} thì làm răng"),
        ("fee", "{} hết bao nhiêu tiền"),
        ("fee", "phí {}"),
        ("time", "{} mấy bữa có rứa"),
        ("time", "{} mat bao lau"),
        ("place", "{} nộp ở đâu"),
        ("place", "{} thì ra mô mần"),
        ("online", "{} qua mạng được không"),
        ("who", "{} nhờ người khác được không"),
        ("who", "điều kiện {}"),
        ("law", "{} theo luật nào"),
        ("result", "{} xong được cấp giấy gì"),
    ],
)
def test_whatever_entry_is_meant_its_aspect_is_heard(
    catalogue: Catalogue, aspect: str, pattern: str
) -> None:
    ranker = catalogue.matcher.ranker
    heard = [
        ranker.aspects.read(ranker.analyst.analyse(pattern.format(entry.aliases[0])))
        for entry in catalogue.entries.values()
    ]

    assert heard.count(Aspect(aspect)) >= 0.92 * len(heard)


def test_words_that_ask_weigh_more_than_the_subject() -> None:
    cue = Cue(((Token("o"), Token("dau")),), None, 1.0)
    asking = Asking(CueBook([cue]).words)
    found = asking.features(("ho", "chieu", "o", "dau"))

    assert asking.words == {"o", "dau"}
    subject = found.weights[(found.first == 1) & (found.last == 1)]
    question = found.weights[(found.first == 2) & (found.last == 2)]
    assert subject.max() < 0.75 * question.max()


def test_words_far_apart_are_told_together_only_near_the_end() -> None:
    words = [f"w{i}" for i in range(40)]
    found = Asking(frozenset(words)).features(words)
    far = (found.last - found.first) > 3

    assert far.any()
    assert found.first[far].min() == 18
    assert (found.last - found.first).max() == 7
