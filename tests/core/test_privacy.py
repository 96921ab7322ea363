from __future__ import annotations

import re
import time
import unicodedata
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.privacy import mask
from tests.core.privacy_corpus import Sample, corpus

SEED, OF_EACH = 1022, 150


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", text))


def is_leaked(sample: Sample, masked: str) -> bool:
    """Say whether a digit run or a word of the secret survives beyond the innocent part."""
    if numbers(masked) - numbers(sample.innocent):
        return True
    return any(word.casefold() in masked.casefold() for word in sample.words)


@pytest.mark.thorough
def test_personal_data_is_masked_and_the_rest_stays() -> None:
    samples = corpus(SEED, OF_EACH)
    leaks: dict[str, list[str]] = defaultdict(list)
    alarms: dict[str, list[str]] = defaultdict(list)
    for sample in samples:
        masked = mask(sample.text)
        if is_leaked(sample, masked):
            leaks[sample.kind].append(f"{sample.text!r} -> {masked!r}")
        if any(part not in masked for part in (sample.innocent, *sample.around)):
            alarms[sample.innocent_kind].append(f"{sample.text!r} -> {masked!r}")
    show("missed", Counter(sample.kind for sample in samples), leaks)
    show("false alarms", Counter(sample.innocent_kind for sample in samples), alarms)
    assert len(samples) >= 2000
    assert sum(map(len, leaks.values())) <= 0.01 * len(samples)
    assert sum(map(len, alarms.values())) <= 0.02 * len(samples)


def show(title: str, totals: Counter[str], found: dict[str, list[str]]) -> None:
    print(f"\n{title:20} {sum(map(len, found.values())):5} of {totals.total():5}")
    for kind, total in totals.items():
        print(f"  {kind:18} {len(found[kind]):5} of {total:5}", *found[kind][:3], sep="\n      ")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("TK,Nguyen Van A,201499999,20/12/1990", "TK,Nguyen Van A,[CMND],[ngày sinh]"),
        ("mat khau la Danang#77", "mat khau la [mật khẩu]"),
        ("Mật khẩu: 123456 không vào được", "Mật khẩu: [mật khẩu] không vào được"),
        ("mk em là danang2020", "mk em là [mật khẩu]"),
        ("quên mật khẩu là sao, đổi mật khẩu vneid2", "quên mật khẩu là sao, đổi mật khẩu vneid2"),
        (
            "mã OTP 771133 và mã xác nhận là 4521",
            "mã OTP [mã bí mật] và mã xác nhận là [mã bí mật]",
        ),
        ("gửi OTP tới 8188, otp 8188", "gửi OTP tới 8188, otp 8188"),
        ("gọi 0905123456 hoặc 0914 123 456", "gọi [số điện thoại] hoặc [số điện thoại]"),
        ("gọi 1022 0905.123.456", "gọi 1022 [số điện thoại]"),
        ("sđt o9O5.123.456", "sđt [số điện thoại]"),
        ("sdt ０９０５１２３４５６", "sdt [số điện thoại]"),
        ("sđt 0905\u200b123\u200b456 nhé", "sđt [số điện thoại] nhé"),
        ("a cong gmail cham com", "[email]"),
        ("a [at] gmail . com", "[email]"),
        ("liên hệ @binh", "liên hệ @binh"),
        ("hộp thư gopy@danang.gov.vn", "hộp thư gopy@danang.gov.vn"),
        ("vào cổng dichvucong.gov.vn", "vào cổng dichvucong.gov.vn"),
        ("https://a.vn/x?token=abc xong", "https://a.vn/x?[ẩn] xong"),
        ("CMND 201.499.999, phí 201.000.000 đồng", "CMND [CMND], phí 201.000.000 đồng"),
        ("đăng ký khai sinh ngày 20/12/2025", "đăng ký khai sinh ngày 20/12/2025"),
        ("CMND 201499999 cấp ngày 10/5/2010", "CMND [CMND] cấp ngày 10/5/2010"),
        ("giải phóng Đà Nẵng 29/3/1975", "giải phóng Đà Nẵng 29/3/1975"),
        ("Trần Văn Bình 29/3/1975", "Trần Văn Bình [ngày sinh]"),
        ("SN 45 Lê Duẩn", "SN 45 Lê Duẩn"),
        ("em sn 90, nữ", "em sn [ngày sinh], nữ"),
        ("tăng 70-60-50-40%", "tăng 70-60-50-40%"),
        ("100m2 1500000 đồng", "100m2 1500000 đồng"),
        ("nhà ở 16.047079, 108.206230", "nhà ở 16.047079, 108.206230"),
    ],
)
def test_a_message_is_masked_like_this(text: str, masked: str) -> None:
    assert mask(text) == masked


WORDS = (
    *("sinh ", "ngày ", "năm ", "sn ", "CMND ", "tháng ", "đồng", "từ ", "Nguyễn Văn A", "đ", "k"),
    *("a còng ", "gmail", " chấm com", "@", ".com", "http://", "?a=", "[số]", "[CMND]", "[", "]"),
    *(" ", "  ", ".", "-", ",", "/", "(", ")", "+84", ":", "\n", "%", "o", "O", "_", "\u200b"),
    *("0905", "1022", "0236", "8188", "123", "456", "1990", "20/12/1990", "20", "12", "0", "7"),
    *("201499999", "43A", "B1234567", "DN-", "H17", "1234", "DN4", "19", "90", "000", "m2", "é"),
)
hostile = st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text()


@given(hostile)
def test_masking_again_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(hostile)
def test_digits_never_become_more(text: str) -> None:
    def count(written: str) -> int:
        return sum(unicodedata.category(character) == "Nd" for character in written)

    assert count(mask(text)) <= count(text)


@given(st.lists(st.sampled_from([word for word in WORDS if word.isalpha()]) | st.text()))
def test_text_without_digits_addresses_and_queries_is_kept(parts: list[str]) -> None:
    text = " ".join(parts)
    plain = unicodedata.normalize("NFKD", text).casefold()
    told = ("@", "?", "#", "&", "gmail", "cong", "[", "(", "{", "<")
    if not any(character.isnumeric() for character in plain) and all(s not in plain for s in told):
        assert mask(text) == text


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(mask(text), str)


HOSTILE = (
    *("0", "1 ", "12 ", "0905 ", "a", "a.", "a@", "http://", "?a", "o ", "0.", "0((( ", "+84 "),
    *("sinh ", "20/12/", "nguyen van ", "a cong ", "a cham b ", "1.", "201 ", "eyJaaaaaaaaaa."),
    *("2018-", "1022 ", "H17.", "20 thang 12 ", "1,1", "123456789012:", "ﷺ", "0\u0300"),
)


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.thorough
def test_time_does_not_explode_on_repetitions(unit: str) -> None:
    assert seconds((unit * 20_000)[:20_000]) < 1


@pytest.mark.thorough
def test_a_hundred_thousand_characters_take_little_time() -> None:
    assert seconds("".join(unit * (100_000 // len(HOSTILE) // len(unit)) for unit in HOSTILE)) < 3


def seconds(text: str) -> float:
    started = time.thread_time()
    mask(text)
    return time.thread_time() - started
