from __future__ import annotations

import secrets
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.privacy import mask
from bot.core.ticket_code import SYMBOLS, find_code, make_code, read_code

CODE = "DN-7K3M-9QX2T"
ZERO = "DN-0000-00000"
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in SYMBOLS + "DN-"}  #: full-width forms
PLACES = range(9)


def taking(symbols: str) -> Callable[[int], int]:
    """Return a chance that takes these symbols, one after the other."""
    numbers = iter([SYMBOLS.index(symbol) for symbol in symbols])
    return lambda below: next(numbers) % below


def symbols_of(code: str) -> list[int]:
    return [SYMBOLS.index(symbol) for symbol in code.removeprefix("DN").replace("-", "")]


def code_of(numbers: list[int]) -> str:
    symbols = "".join(SYMBOLS[number] for number in numbers)
    return f"DN-{symbols[:4]}-{symbols[4:]}"


def plus(one: str, other: str) -> str:
    return code_of([a ^ b for a, b in zip(symbols_of(one), symbols_of(other), strict=True)])


codes = st.text(SYMBOLS, min_size=8, max_size=8).map(lambda symbols: make_code(taking(symbols)))


def test_a_code_is_made_of_eight_symbols_of_chance_and_a_check_symbol() -> None:
    assert make_code(taking("7K3M9QX2")) == CODE


def test_chance_is_asked_for_one_of_32_eight_times() -> None:
    asked: list[int] = []

    def zero(below: int) -> int:
        asked.append(below)
        return 0

    assert make_code(zero) == ZERO
    assert asked == [32] * 8


def test_a_thousand_codes_of_real_chance_are_all_different() -> None:
    assert len({make_code(secrets.randbelow) for _ in range(1000)}) == 1000


# --- what the check symbol catches: an error is what it adds (xor) to the symbols. Right codes
# --- added are a right code, so an error no code hides is one that is wrong beside zeros


@given(codes, codes)
def test_two_right_codes_added_are_a_right_code(one: str, other: str) -> None:
    assert read_code(plus(one, other)) == plus(one, other)


def test_one_wrong_symbol_is_always_caught() -> None:
    for place in PLACES:
        for wrong in range(1, 32):
            error = [wrong if n == place else 0 for n in PLACES]
            assert read_code(code_of(error)) is None, error


def test_two_swapped_symbols_or_pairs_of_equal_ones_are_always_caught() -> None:
    # a and b swapped add a+b at both places; so do two a that became two b
    for pair in combinations(PLACES, 2):
        for wrong in range(1, 32):
            error = [wrong if n in pair else 0 for n in PLACES]
            assert read_code(code_of(error)) is None, error


@given(codes, st.sampled_from(PLACES), st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_is_caught_in_any_code(code: str, place: int, symbol: str) -> None:
    wrong = symbols_of(code)
    wrong[place] = SYMBOLS.index(symbol)
    assume(code_of(wrong) != code)

    assert read_code(code_of(wrong)) is None


@given(codes, st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_two_swapped_symbols_are_caught_in_any_code(code: str, one: int, other: int) -> None:
    wrong = symbols_of(code)
    wrong[one], wrong[other] = wrong[other], wrong[one]
    assume(code_of(wrong) != code)

    assert read_code(code_of(wrong)) is None


@given(codes, st.sampled_from(PLACES))
def test_a_symbol_left_out_or_doubled_is_caught(code: str, place: int) -> None:
    bare = code.replace("-", "").removeprefix("DN")

    assert read_code("DN" + bare[:place] + bare[place + 1 :]) is None
    assert read_code("DN" + bare[:place] + bare[place] + bare[place:]) is None


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "DN-7K3M-9QX2T",
        "dn-7k3m-9qx2t",
        "  DN-7K3M-9QX2T\n",
        "DN7K3M9QX2T",
        "dn 7k3m 9qx2t",
        "7K3M-9QX2T",
        "7k3m9qx2t",
        "D N 7 K 3 M 9 Q X 2 T",
        "7K3 M9Q X2T",
        "DN–7K3M—9QX2T",  # dashes a phone makes
        "DN\u20117K3M\u20119QX2T",
        "DN_7K3M_9QX2T",
        "DN - 7K3M - 9QX2T",
        "ĐN-7K3M-9QX2T",  # an autocorrected prefix
        "#DN-7K3M-9QX2T.",
        "“DN-7K3M-9QX2T”",
        "\u200bDN-7K3M-\u00ad9QX2T",  # invisible characters of a copied text
        "ＤＮ－７Ｋ３Ｍ－９ＱＸ２Ｔ",
        "Mã góp ý của tôi là DN-7K3M-9QX2T ạ",
        "mã góp ý: 7K3M-9QX2T nhé",
        "cho mình hỏi 7k3m 9qx2t tới đâu rồi",
        "tra cứu 7k3m9qx2t giúp em",
        "tra cứu dn7k3m9qx2t",
        "mã DN: 7K3M-9QX2T",
        "EN-7K3M-9QX2T",
        "DN-7K3M-9QX2S à nhầm DN-7K3M-9QX2T",  # the right one counts
    ],
)
def test_a_code_is_read_however_it_was_written(written: str) -> None:
    assert read_code(written) == CODE


@pytest.mark.parametrize(
    "written",
    [
        *("", "-", "DN", "DN-", "xin chào", "Tôi không nhớ mã", "0905123456", "079201001234"),
        *("DN-7K3M-9QX2S", "DN-7K3M-9QX2", "DN-7K3M-9QX2T5", "DN-7K3M-9QX2Tạ"),
        *("DN-7K3M-9QXUT", "DN-7K3M-9QX2Ţ"),
    ],
)
def test_what_is_no_right_code_is_not_read(written: str) -> None:
    assert read_code(written) is None


@pytest.mark.parametrize("written", ["DN-1O0I-L00MN", "dn-lo0i-1oomn", "DN-1001-100MN"])
def test_letters_that_look_like_digits_are_read_as_those(written: str) -> None:
    assert read_code(written) == make_code(taking("1001100M")) == "DN-1001-100MN"


@given(codes, st.data())
def test_a_code_survives_handwriting(code: str, data: st.DataObject) -> None:
    looks = {"0": "0Oo", "1": "1IiLl", "-": ["-", "", " ", "–", " - "]}
    written = [data.draw(st.sampled_from(looks.get(sign, [sign, sign.lower()]))) for sign in code]
    keeps_prefix = data.draw(st.booleans())

    assert read_code("".join(written if keeps_prefix else written[3:])) == code


@given(codes)
def test_full_width_characters_are_read(code: str) -> None:
    assert read_code(code.translate(WIDE)) == read_code(code.lower().translate(WIDE)) == code


@given(codes)
def test_a_code_read_again_is_itself(code: str) -> None:
    assert read_code(code) == find_code(code) == code


@given(st.text())
def test_whatever_is_read_is_a_right_code(text: str) -> None:
    for code in (read_code(text), find_code(text)):
        assert code is None or read_code(code) == code


# --- finding ----------------------------------------------------------------------------------


@given(st.text(), codes, st.text())
def test_a_code_is_found_in_any_text(before: str, code: str, after: str) -> None:
    assume(find_code(before) is None)

    assert find_code(f"{before} {code}, {after}") == code


@pytest.mark.parametrize(
    "text",
    [
        "Góp ý DN-7K3M-9QX2T của tôi tới đâu rồi?",
        "góp ý dn7k3m9qx2t tới đâu rồi",
        "góp ý dn 7k3m 9qx2t tới đâu rồi",
        "(DN-7K3M-9QX2T)",
        "DN 2026 - DN-7K3M-9QX2T",
        "DN-7K3M-9QX2S, DN-7K3M-9QX2T",
    ],
)
def test_a_code_is_found_in_a_sentence(text: str) -> None:
    assert find_code(text) == CODE


def test_no_number_plate_is_found_as_a_code() -> None:
    plates = [f"{city}A1-{number}" for city in (43, 92) for number in range(10_000, 10_100)]

    assert any(read_code(plate) for plate in plates)  # so the prefix is needed
    assert not any(find_code(f"xe {plate} đậu trên vỉa hè") for plate in plates)


def test_words_after_the_name_of_the_city_are_no_code() -> None:
    words = ("giao thong", "mong cac anh", "dang ngap", "tinh hinh nay", "thoi tiet")

    assert [find_code(f"o DN {word} te qua") for word in words] == [None] * len(words)


def test_a_code_without_its_prefix_is_not_found_in_a_sentence() -> None:
    assert find_code("góp ý 7K3M-9QX2T tới đâu rồi") is None


# --- masking ----------------------------------------------------------------------------------


@given(codes)
def test_masking_leaves_a_code_readable(code: str) -> None:
    text = f"Mã góp ý của bác Nguyễn Văn A: {code}, gọi 0905123456"

    assert mask(text) == f"Mã góp ý của bác Nguyễn Văn A: {code}, gọi [số điện thoại]"
