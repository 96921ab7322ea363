"""What is understood of an utterance: negations, near misses, two questions, follow-ups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue import Catalogue
from bot.core.matching.classifier import Classifier
from bot.core.matching.cues import Cue, CueBook
from bot.core.matching.features import Hashed, Sample, hash_of
from bot.core.matching.index import MOST_DENSE, Index
from bot.core.matching.normalise import Token
from bot.core.matching.sparse import Samples
from bot.core.models import Outcome


def first(catalogue: Catalogue, says: str) -> str:
    return catalogue.matcher.understand(says).matches[0].entry


@pytest.mark.parametrize(
    ("says", "entry"),
    [
        ("mất căn cước", "mat-can-cuoc"),
        ("đổi căn cước", "doi-can-cuoc"),
        ("mất hộ chiếu", "mat-ho-chieu"),
        ("làm căn cước lần đầu", "can-cuoc-lan-dau"),
        ("khai sinh cho con", "khai-sinh"),
        ("khai tử cho ba", "khai-tu"),
        ("đăng ký thường trú", "thuong-tru"),
        ("đăng ký tạm trú", "tam-tru"),
        ("khai báo tạm vắng", "tam-vang"),
        ("mất hộ chiếu chứ không mất căn cước", "mat-ho-chieu"),
        ("mất căn cước chứ không mất hộ chiếu", "mat-can-cuoc"),
        ("hộ khẩu nhập rồi, giờ chỉ cần làm căn cước cho bé", "can-cuoc-tre-em"),
        ("không phải đổi căn cước, tôi bị mất căn cước", "mat-can-cuoc"),
    ],
)
def test_near_misses_and_negations(catalogue: Catalogue, says: str, entry: str) -> None:
    assert first(catalogue, says) == entry


def test_two_questions_in_one_message_are_both_served(catalogue: Catalogue) -> None:
    reading = catalogue.matcher.understand(
        "đăng ký tạm trú cần giấy tờ gì, với lại đổi giấy phép lái xe hết bao nhiêu tiền?"
    )

    assert [(r.entry, r.aspect) for r in reading.requests] == [
        ("tam-tru", "documents"),
        ("giay-phep-lai-xe", "fee"),
    ]


def test_a_follow_up_is_about_the_entry_last_spoken_of(catalogue: Catalogue) -> None:
    matcher = catalogue.matcher

    assert matcher.understand("còn lệ phí thì sao", "tam-tru").requests[0].entry == "tam-tru"
    assert matcher.understand("còn lệ phí thì sao").outcome is Outcome.UNKNOWN
    new = matcher.understand("lệ phí đổi bằng lái xe", "tam-tru")
    assert new.requests[0].entry == "giay-phep-lai-xe"


def test_why_is_told_in_plain_words(catalogue: Catalogue) -> None:
    told = "\n".join(catalogue.matcher.explain("mất cccd làm lại ở mô"))

    assert "Đọc là: mat can cuoc cong dan lam lai o dau" in told
    assert 'Hiểu là: "Cấp lại thẻ căn cước bị mất, bị hỏng" (mat-can-cuoc), chắc ' in told
    assert "trùng những chữ: " in told
    assert "giống câu mẫu" in told
    assert "Kém hơn: " in told
    assert 'Hỏi điều gì: nơi làm (place), vì có chữ "o dau"' in told
    assert "Kết luận: trả lời, vì chắc " in told


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("mất cà vẹt chứ không mất bằng lái", "Gạt sang bên"),
        ("xin chào", "Kết luận: đáp lời chuyện trò."),
        ("giá vàng hôm nay", "không thuộc các thủ tục của bot"),
        ("qwrt zxcv", "Kết luận: nói thật là chưa rõ"),
        ("còn lệ phí thì sao", "câu hỏi tiếp về mục vừa nói tới"),
        ("đăng ký tạm trú cần gì, với lại đổi bằng lái hết bao nhiêu tiền", "cả hai chuyện"),
        ("", "chưa rõ"),
    ],
)
def test_every_conclusion_has_its_reason(catalogue: Catalogue, says: str, told: str) -> None:
    assert told in "\n".join(catalogue.matcher.explain(says, "tam-tru"))


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_understood_somehow(catalogue: Catalogue, text: str) -> None:
    reading = catalogue.matcher.understand(text)

    assert all(0 <= match.score <= 1 for match in reading.matches)
    assert (reading.outcome is Outcome.ANSWERED) == bool(reading.requests)


def test_the_index_finds_the_owner_of_rare_words_first() -> None:
    documents = [{"a": 1.0, "x": 1.0}, {"a": 1.0, "y": 2.0}, {"a": 1.0}]
    index = Index.build(documents)

    best, scores = index.search([(0, "y", 1.0), (1, "a", 1.0)], [(0, 2)])
    assert best[scores[0].argmax()] == 1
    assert len(index.search([(0, "unheard", 1.0)], [(0, 1)])[0]) == 0
    assert index.rarity("y") > index.rarity("a")
    assert [name for name, _ in index.common({"a": 1.0, "y": 1.0}, 1)] == ["y", "a"]


@pytest.mark.parametrize("most_dense", [0, MOST_DENSE])
def test_the_index_keeps_the_best_of_many_and_those_asked_for(most_dense: int) -> None:
    index = Index.build([{"a": 1.0, f"n{i}": 1.0} for i in range(200)], most_dense)
    best, scores = index.search([(0, "a", 1.0), (5, "n150", 1.0)], [(0, 6)], np.array([199]))

    assert best[scores[0].argmax()] == 150
    assert 199 in best
    assert len(best) in {48, 49}


def test_every_span_of_words_is_scored_by_itself() -> None:
    index = Index.build([{"a": 1.0}, {"b": 1.0}])
    best, scores = index.search([(0, "a", 1.0), (1, "b", 1.0)], [(0, 1), (1, 2), (0, 2)])

    assert best.tolist() == [0, 1]
    assert (scores > 0).tolist() == [[True, False], [False, True], [True, True]]


def of(*names: str) -> Sample:
    return Sample([hash_of(name) for name in names], [1.0] * len(names))


def test_the_classifier_learns_what_it_was_shown() -> None:
    samples = [of("a", "b"), of("a", "c"), of("d", "e"), of("d", "f")]
    classifier = Classifier.train(Samples.of(samples), [0, 0, 1, 1], 2)
    said = Hashed.of(of("a", "b", "d", "e"), range(4), range(4))
    chances = classifier.score(said, [(0, 2), (2, 4), (0, 0)])

    assert chances.argmax(axis=1).tolist()[:2] == [0, 1]
    assert chances[0].sum() == pytest.approx(1.0)
    assert chances[2].tolist() == [0.0, 0.0]


def test_a_cue_with_a_gap_is_found_within_its_reach() -> None:
    cue = Cue(((Token("ai"),), (Token("phai"),)), None, 1.0)
    said = [Token(word) for word in ("ai", "trong", "nha", "phai", "di")]

    assert [places for _, _, places in CueBook([cue]).found(said)] == [frozenset({0, 3})]
    assert not list(CueBook([cue]).found([Token("ai")] + [Token("x")] * 12 + [Token("phai")]))
