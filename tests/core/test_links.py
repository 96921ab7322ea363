from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.catalogue import Catalogue
from bot.core.links import defang, find_links, find_web_addresses, official


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("https://dichvucong.gov.vn/abc?x=1", ["dichvucong.gov.vn"]),
        ("vào dichvucong.gov.vn, phải không?", ["dichvucong.gov.vn"]),
        ("hxxps://dichvucongs.top/vn", ["dichvucongs.top"]),
        ("xem (https://egov.danang.gov.vn/tracuuhs).", ["egov.danang.gov.vn"]),
        ("https://egov.danang.gov.vn@evil.com/x", ["evil.com"]),
        ("gửi gopy@danang.gov.vn được không", []),
        ("nộp lúc 7.30 hay 8.00", []),
        ("làm ở đâu.ai biết chỉ với", []),
        ("hết 50.000đ", []),
    ],
)
def test_links_are_found_with_the_host_they_lead_to(text: str, hosts: list[str]) -> None:
    assert [link.host for link in find_links(text)] == hosts


@pytest.mark.parametrize(
    "text",
    [
        "https://egov.danang.gov.vn@evil.com",
        "https://egov.danang.gov.vn.evil.com",
        "https://egov-danang.gov.vn.top/",
        "http://dichvucong.gov.vn:pass@evil.com/",
        "https://xn--dichvucng-9bb.gov.vn",
    ],
)
def test_only_an_exact_host_is_official(catalogue: Catalogue, text: str) -> None:
    assert [official(link, catalogue.hosts) for link in find_links(text)] == [None]


def test_an_official_host_is_known_with_and_without_www(catalogue: Catalogue) -> None:
    for text in ("https://dichvucong.gov.vn", "WWW.DichVuCong.gov.vn/"):
        (link,) = find_links(text.lower())
        assert official(link, catalogue.hosts) is catalogue.hosts["dichvucong.gov.vn"]


def test_a_defanged_address_is_no_link() -> None:
    assert find_links(defang("https://evil.com/x")) == []


@given(st.text())
def test_no_text_makes_the_search_fall(text: str) -> None:
    assert all(isinstance(link.host, str) for link in find_links(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mở https://dichvucong.gov.vn, đăng nhập.", ["https://dichvucong.gov.vn"]),
        ("Vào dichvucong.gov.vn.", ["dichvucong.gov.vn"]),
        ("xem (egov.danang.gov.vn/tracuuhs)", ["egov.danang.gov.vn/tracuuhs"]),
        ("thư gopy@danang.gov.vn", []),
        ("dichvucong.gov.vn.example.com, gov.vn-x.com, vietnam.vn", []),
    ],
)
def test_our_own_texts_are_linked_to_the_pages_of_the_state(text: str, found: list[str]) -> None:
    assert find_web_addresses(text) == found
