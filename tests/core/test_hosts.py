"""Which hosts a text names."""

from __future__ import annotations

import pytest

from bot.core.hosts import hosts_in


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Vào https://dichvucong.gov.vn/a?b=1.", ["dichvucong.gov.vn"]),
        ("Vào dichvucong.gov.vn, hoặc DANANG.gov.vn/abc.", ["dichvucong.gov.vn", "danang.gov.vn"]),
        ("https://dichvucong.gov.vn@la.xyz/", ["la.xyz"]),
        ("http://203.113.1.2/abc và https://bit.ly/x", ["203.113.1.2", "bit.ly"]),
        ("https://dich-vu.lạ", ["dich-vu.lạ"]),
        ("http://[hỏng", ["http://[hỏng"]),
        ("thư gopy@danang.gov.vn, nộp 10.000đ, mẫu 1.004194", []),
    ],
)
def test_every_host_is_found(text: str, hosts: list[str]) -> None:
    assert list(hosts_in(text)) == hosts
