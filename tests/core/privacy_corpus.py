"""Made-up messages of citizens: each with what must be masked and what must stay."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from tests.core.privacy_innocents import INNOCENTS, day, digits

#: a piece of text, and words of it (besides its digits) that must not survive
Piece = tuple[str, tuple[str, ...]]
Maker = Callable[[random.Random], Piece]


@dataclass(frozen=True, slots=True)
class Sample:
    """A message with one secret and one innocent piece, and the plain words around them."""

    kind: str
    text: str
    secret: str
    words: tuple[str, ...]
    innocent_kind: str
    innocent: str
    around: tuple[str, ...]


SEPARATORS = (" ", ".", "-")
NAMES = ("Nguyễn Văn An", "Trần Thị Bích", "Lê Hoàng Long", "Phạm Thu Hà", "Võ Minh Quân")
USERS = ("nguyenvana", "tran.bich", "le_long90", "thuha-1988", "quanvo2001", "binh.dn")
POSTS = ("gmail.com", "yahoo.com.vn", "hotmail.com", "outlook.com", "fpt.edu.vn")


def grouped(chance: random.Random, text: str, *shapes: tuple[int, ...]) -> str:
    """Write digits in one piece or in groups of one of the shapes."""
    shape = chance.choice([(len(text),), *shapes])
    separator = chance.choice(SEPARATORS)
    groups, at = [], 0
    for size in shape:
        groups.append(text[at : at + size])
        at += size
    return separator.join(groups)


def cmnd(chance: random.Random) -> Piece:
    text = chance.choice("23") + digits(chance, 8)
    label = chance.choice(("CMND ", "cmt số ", "chứng minh nhân dân: ", "số ", ""))
    return label + grouped(chance, text, (3, 3, 3), (3, 6), (2, 3, 4)), ()


def cccd(chance: random.Random) -> Piece:
    text = f"0{chance.randint(10, 96)}{chance.randint(0, 3)}{digits(chance, 8)}"
    label = chance.choice(("CCCD ", "căn cước số ", "can cuoc cong dan: ", "số định danh ", ""))
    return label + grouped(chance, text, (3, 3, 3, 3), (4, 4, 4), (3, 9), (6, 6)), ()


def phone(chance: random.Random) -> Piece:
    text = f"{chance.choice('35789')}{digits(chance, 8)}"
    shape = chance.choice(("0{}{}{}", "0{} {} {}", "0{}.{}.{}", "0{}-{}-{}", "(0{}) {} {}"))
    label = chance.choice(("sđt ", "gọi em số ", "ĐT:", "zalo ", "dt", ""))
    return label + shape.format(text[:3], text[3:6], text[6:]), ()


def abroad(chance: random.Random) -> Piece:
    text = f"{chance.choice('35789')}{digits(chance, 8)}"
    shapes = ("+84{}{}{}", "84{}{}{}", "+84 {} {} {}", "(+84) {}.{}.{}", "+84 (0){} {} {}")
    shape = chance.choice((*shapes, "84-{}-{}-{}", "+84-{} {}.{}", "0084{}{}{}"))
    return shape.format(text[:2], text[2:5], text[5:]), ()


def old_phone(chance: random.Random) -> Piece:
    text = f"01{chance.choice('2689')}{digits(chance, 8)}"
    return "số cũ " + grouped(chance, text, (4, 3, 4), (5, 3, 3), (5, 6)), ()


def landline(chance: random.Random) -> Piece:
    text = f"3{chance.randint(500, 799)}{digits(chance, 3)}"
    shape = chance.choice(("0236{}{}", "0236.{}.{}", "(0236) {} {}", "0236-{}{}", "0236/{}{}"))
    return chance.choice(("máy bàn ", "gọi ", "")) + shape.format(text[:4], text[4:]), ()


def letter_phone(chance: random.Random) -> Piece:
    text = f"0{chance.choice('79')}0{digits(chance, 7)}"
    letter = chance.choice("oO")
    return "sđt " + grouped(chance, text.replace("0", letter), (4, 3, 3)), ()


def email(chance: random.Random) -> Piece:
    user, post = chance.choice(USERS), chance.choice(POSTS)
    shape = chance.choice(("{}@{}", "{} @ {}", "{}@ {}", "mail:{}@{}", "<{}@{}>"))
    return shape.format(user, post), (user, post)


def said_email(chance: random.Random) -> Piece:
    user, post = chance.choice(USERS), chance.choice(POSTS)
    at = chance.choice((" a còng ", " acong ", " [at] ", "(at)", " a móc "))
    dot = chance.choice((" chấm ", " . ", ".", "[dot]", " cham "))
    return user + at + post.replace(".", dot), (user, post.split(".")[0])


def born(chance: random.Random) -> Piece:
    date = day(chance, 1940, 2024)
    shapes = ("sinh ngày {}", "sinh {}", "ngày sinh: {}", "ngày sinh của mẹ tôi là {}")
    more = ("ntns {}", "{} là ngày sinh của tôi", "sn {}", "sinh tại Đà Nẵng ngày {}")
    return chance.choice((*shapes, *more)).format(date), ()


def born_short(chance: random.Random) -> Piece:
    date = f"{chance.randint(1, 28)}.{chance.randint(1, 12)}.{chance.randint(30, 99)}"
    return chance.choice(("ngày sinh: {}", "sinh ngày {}", "sn {}")).format(date), ()


def born_year(chance: random.Random) -> Piece:
    shapes = ("sn {}", "sinh năm {}", "năm sinh: {}", "sn{}", "sinh {}", "năm sinh của em là {}")
    return chance.choice(shapes).format(chance.randint(1940, 2024)), ()


def listed(chance: random.Random) -> Piece:
    date = f"{chance.randint(10, 28)}/{chance.randint(10, 12)}/{chance.randint(1940, 2008)}"
    number = chance.choice("23") + digits(chance, 8)
    shape = chance.choice(("TK,{0},{1},{2}", "TK;{0};{1};{2}", "{0} {2}", "{0}, {2}, {1}"))
    return shape.format(chance.choice(NAMES), number, date), ()


def passport(chance: random.Random) -> Piece:
    text = f"{chance.choice('BCNEKP')}{digits(chance, 7)}"
    return chance.choice(("hộ chiếu ", "passport: ", "")) + text, (text,)


def insurance(chance: random.Random) -> Piece:
    letters, text = chance.choice(("DN", "GD", "HS", "SV", "TE")), digits(chance, 13)
    shape = chance.choice(("{0}{1}", "{0} {1}", "{0} {2} {3} {4}", "{0}{2} {3} {4}"))
    return "thẻ BHYT " + shape.format(letters, text, text[0], text[1:3], text[3:]), (text,)


def insurance_number(chance: random.Random) -> Piece:
    return f"mã số BHYT {chance.choice('7480')}{digits(chance, chance.choice((9, 14)))}", ()


def plate(chance: random.Random) -> Piece:
    place, series = chance.choice(("43", "92", "29", "51")), chance.choice("ABCDEFHK")
    text = digits(chance, 5)
    shapes = (
        "{0}{1}-{2}.{3}",
        "{0}{1} {2}{3}",
        "{0}{1}1 {2}{3}",
        "{0}-{1}1 {2}.{3}",
        "{0}{1}{2}{3}",
    )
    shape = chance.choice(shapes)
    if shape != shapes[1]:
        series = chance.choice((series, series.lower()))
    return chance.choice(("xe ", "biển số ")) + shape.format(place, series, text[:3], text[3:]), ()


def account(chance: random.Random) -> Piece:
    text = chance.choice("123456789") + digits(chance, chance.choice((9, 11, 12, 13)))
    label = chance.choice(("stk ", "tài khoản ", "chuyển vào số "))
    return label + grouped(chance, text, (4, 4, len(text) - 8)), ()


def link(chance: random.Random) -> Piece:
    token = f"tk{digits(chance, 5)}qz{digits(chance, 4)}"
    page = chance.choice(("https://a.vn/xac-nhan", "http://egov.danang.gov.vn/reg", "t.me/bot"))
    return f"{page}?{chance.choice(('token', 'code', 'start'))}={token}&n=1", (token,)


def bot_token(chance: random.Random) -> Piece:
    letters = "ABCDEFghijklmnop0123456789_-"
    secret = "AA" + "".join(chance.choice(letters) for _ in range(33))
    return f"token {digits(chance, 10)}:{secret}", (secret,)


def zalo_link(chance: random.Random) -> Piece:
    return f"https://zalo.me/09{digits(chance, 8)}", ()


SECRETS: tuple[Maker, ...] = (
    *(cmnd, cccd, phone, abroad, old_phone, landline, letter_phone, email, said_email, born),
    *(born_short, born_year, listed, passport, insurance, insurance_number, plate, account),
    *(link, bot_token, zalo_link),
)


STARTS = ("Chào anh chị", "cho em hỏi", "Dạ", "toi muon hoi", "Nhờ kiểm tra giúp", "alo")
MIDDLES = (", ", " và ", "; ", " thì ", "\n", ". Còn ", " - ", " có ", ", thêm nữa ")
ENDS = ("được không ạ", "xin cảm ơn", "giải quyết giúp em", "k ad", "ạ", "vậy đúng chưa")


def message(chance: random.Random, kind: Maker) -> Sample:
    secret, words = kind(chance)
    maker = chance.choice(INNOCENTS)
    innocent = maker(chance)
    pieces = [secret, innocent]
    chance.shuffle(pieces)
    start, end = chance.choice(STARTS), chance.choice(ENDS)
    text = f"{start} {pieces[0]}{chance.choice(MIDDLES)}{pieces[1]} {end}"
    if chance.random() < 1 / 4:
        text = unicodedata.normalize("NFD", text)
        innocent = unicodedata.normalize("NFD", innocent)
        start, end = unicodedata.normalize("NFD", start), unicodedata.normalize("NFD", end)
    return Sample(kind.__name__, text, secret, words, maker.__name__, innocent, (start, end))


def corpus(seed: int, of_each: int) -> list[Sample]:
    """Return messages, as many of each kind of secret; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - made-up text, no secret
    return [message(chance, kind) for kind in SECRETS for _ in range(of_each)]
