"""Numbers a citizen writes that point to nobody: they must stay readable."""

from __future__ import annotations

import random
from collections.abc import Callable


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def day(chance: random.Random, first: int, last: int) -> str:
    date = (chance.randint(1, 28), chance.randint(1, 12), chance.randint(first, last))
    shapes = ("{0}/{1}/{2}", "{0:02}/{1:02}/{2}", "{0:02}-{1:02}-{2}", "{0}.{1}.{2}")
    more = ("{2}-{1:02}-{0:02}", "{0:02} {1:02} {2}", "{0} tháng {1} năm {2}")
    return chance.choice((*shapes, *more)).format(*date)


def hotline(chance: random.Random) -> str:
    one = ("8188", "1022", "0236 1022", "0236.1022", "0236.383.1022", "0236 3831022", "1900 1234")
    more = ("(0236) 383 1022", "+84 236 1022", "113/114/115/111", "113, 114, 115", "02363831022")
    return "tổng đài " + chance.choice((*one, *more))


def fee(chance: random.Random) -> str:
    number = chance.randint(1, 999)
    one = ("{}.000 đồng", "1.{:03}.000đ", "{}k", "2tr{}", "{}.000.000 đ", "{}.000.000 đồng")
    more = ("{}000 đồng", "{} triệu", "{}.000-900.000đ", "{}000000 đồng", "{} 000 000 đồng")
    return chance.choice(("lệ phí ", "giá ", "")) + chance.choice((*one, *more)).format(number)


def law(chance: random.Random) -> str:
    number, year = chance.randint(1, 960), chance.randint(2010, 2026)
    one = ("Nghị định {}/{}/NĐ-CP", "QĐ {}/QĐ-UBND", "Luật số {}/{}/QH15", "TT {}/{}/TT-BCA")
    return chance.choice((*one, "QĐ số {}/QĐ-UBND năm {}", "{}/{}/nđ-cp")).format(number, year)


def law_date(chance: random.Random) -> str:
    date = day(chance, 2017, 2027)
    shapes = ("từ {}", "có hiệu lực từ ngày {}", "trước ngày {}", "nộp hồ sơ ngày {}", "hẹn {}")
    return chance.choice((*shapes, "ban hành ngày {}")).format(date)


def years(chance: random.Random) -> str:
    year = chance.randint(1995, 2024)
    shapes = ("năm {0}", "giai đoạn {0}-{1}", "từ {0} đến {1}", "học sinh năm {0}", "{0}, {1}")
    return chance.choice(shapes).format(year, year + 1)


def ticket(chance: random.Random) -> str:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = "".join(chance.choice(letters) for _ in range(9))
    return f"mã góp ý DN-{code[:4]}-{code[4:]}"


def dossier(chance: random.Random) -> str:
    return f"hồ sơ 000.00.16.H17-24{chance.randint(10, 12)}24-{digits(chance, 4)}"


def hours(chance: random.Random) -> str:
    return chance.choice(("7h30–17h30", "7:30 - 17:00", "lúc 8h", "07.30-17.30", "13h30-17h"))


def place(chance: random.Random) -> str:
    number = chance.randint(1, 300)
    shapes = ("số {} Lê Duẩn", "K{}/12 Hải Phòng", "tổ {} phường Hải Châu", "SN {} Trần Phú")
    return chance.choice((*shapes, "kiệt {}/5/7 Ông Ích Khiêm", "lô {} khu B")).format(number)


def quantity(chance: random.Random) -> str:
    number = chance.randint(1, 999)
    shapes = ("{} bản sao", "{}%", "{},5%", "{} m2", "{}m2", "{} ngày làm việc", "{} tuổi", "x{}")
    return chance.choice(shapes).format(number)


def procedure(chance: random.Random) -> str:
    return f"thủ tục {chance.randint(1, 3)}.{digits(chance, 6)}"


INNOCENTS: tuple[Callable[[random.Random], str], ...] = (
    *(hotline, fee, law, law_date, years, ticket, dossier, hours, place, quantity, procedure),
)
