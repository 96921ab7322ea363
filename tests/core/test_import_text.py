"""Fields of an export become plain lists and sentences that say the same."""

from __future__ import annotations

import time

import pytest

from bot.core.import_text import LONGEST_TEXT, MOST_ITEMS, items_of, plain, sentence_of


def test_html_and_invisible_characters_go_and_what_they_parted_stays_parted() -> None:
    field = (
        "<!-- ẩn --><script>alert('x')</script><ul><li>Tờ&nbsp;khai</li><li>Ảnh&nbsp;4&lt;6</li>"
        "</ul><p>&lt;b&gt;Giấy\u200b tờ\x07 khác&lt;/b&gt;</p>\uf0b7 10<sup>2</sup> bản"
    )

    assert plain(field).split("\n") == ["- Tờ khai", "- Ảnh 4<6", "Giấy tờ khác", "10^2 bản"]


def test_wrapped_lines_are_one_item_and_marked_ones_are_several() -> None:
    assert items_of("1. Đơn của tổ chức,\ncá nhân (theo mẫu).\n2. Giấy tờ của Bộ\nTư pháp.") == (
        "Đơn của tổ chức, cá nhân (theo mẫu).",
        "Giấy tờ của Bộ Tư pháp.",
    )
    assert items_of("Tờ khai\nBản sao theo Thông tư số\n35/2023/TT-BCA") == (
        "Tờ khai",
        "Bản sao theo Thông tư số 35/2023/TT-BCA",
    )


def test_a_step_keeps_its_details_and_a_count_that_starts_again_keeps_its_numbers() -> None:
    once = "- Bước 1: Nộp hồ sơ:\n+ trực tiếp\n+ qua mạng\n- Bước 2:: Chờ."
    twice = "a) Trực tiếp\nBước 1: Nộp.\nb) Qua mạng. Bước 1: Gửi."

    assert items_of(once) == ("Nộp hồ sơ: + trực tiếp + qua mạng", "Chờ.")
    assert items_of(twice) == ("a) Trực tiếp", "Bước 1: Nộp. b) Qua mạng.", "Bước 1: Gửi.")


def test_what_is_said_twice_stays_under_another_heading() -> None:
    said = "[a) Đất ở:]\n- Đơn\n- Đơn\n[b) Đất khác:]\n- Đơn\n[c) Không có gì:]"

    assert items_of(said) == ("a) Đất ở:", "Đơn", "b) Đất khác:", "Đơn")


def test_long_texts_and_lists_are_capped_and_say_so() -> None:
    items = items_of("\n".join(f"- giấy số {n} {'x ' * 600}" for n in range(100)))

    assert len(items) == MOST_ITEMS
    assert len(items[0]) <= LONGEST_TEXT
    assert items[0].endswith("…")
    assert items[-1] == "… (danh mục còn 61 mục nữa, xem ở nguồn)"
    assert len(sentence_of("dài " * 5000)) <= LONGEST_TEXT


@pytest.mark.parametrize(
    "piece",
    [
        "<script",
        "<!--",
        "<p ",
        "; ",
        "a;(",
        "a\n",
        "- a:\n",
        "[: ",
        ". : ",
        "(",
        "1. ",
        "Bước 1: ",
    ],
)
@pytest.mark.thorough
def test_no_field_takes_long_however_odd_it_is(piece: str) -> None:
    begun = time.thread_time()
    said = plain(piece * (200_000 // len(piece)))
    items_of(said, parted=True)
    sentence_of(said)

    assert time.thread_time() - begun < 2
