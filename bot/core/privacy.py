"""Masking of personal data in Vietnamese free text, before it is logged, shown or sent on.

Patterns see the shadow of the text, in five passes, each over the result of the one before.
Numbers are read from left to right, the first rule that fits wins, and some rules are there to
keep: ticket codes, file codes (`000.00.16.H17-241124-0001`), laws, public hotlines, years, hours,
money. What is left is masked when it has eight digits or more, in one piece or in like pieces.

Dates of birth are read in the last pass, see `birthdays.py`.
All repetitions are bounded or possessive, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re

from bot.core.birthdays import DATE, DAY, MONTH, YEAR, birth_word
from bot.core.shadow import compiled, replace

#: public numbers that stay readable, as digits (facts: danang-portal-gopy-1022)
HOTLINES = (
    *("1022", "8188", "111", "112", "113", "114", "115"),
    *("02361022", "02363831022", "02351022", "05111022", "05113881888"),
)
PUBLIC_MAIL = {"gopy@danang.gov.vn"}
_WORDS = {
    **dict.fromkeys(("secret", "once"), "[mã bí mật]"),
    "word": "[mật khẩu]",
    "query": "?[ẩn]",
    "mail": "[email]",
    "phone": "[số điện thoại]",
    "cccd": "[CCCD]",
    "cmnd": "[CMND]",
    "bhyt": "[thẻ BHYT]",
    "passport": "[hộ chiếu]",
    "plate": "[biển số]",
    **dict.fromkeys(("run", "long"), "[số]"),
}


def mask(text: str) -> str:
    """Return the text with bracketed words in place of personal data, every occurrence.

    What comes back has no more digits than before, and masking it again changes nothing.
    """
    text = replace(text, _SECRET, _by_kind)
    text = replace(text, _QUERY, _by_kind)
    text = replace(text, _MAIL, _by_kind)
    text = replace(text, _NUMBER, _number_word)
    return replace(text, DATE, birth_word)


def _by_kind(match: re.Match[str]) -> str | None:
    if match[0].casefold() in PUBLIC_MAIL:
        return None
    return _WORDS.get(match.lastgroup or "")


# --- secrets, links, e-mail -------------------------------------------------------------------
_IS = r"(?:[ ](?:cua[ ])?(?:toi|em|minh|con|me|ba|chau))?(?:[ ]la[ ]|[ ]?[:=][ ]?)"
_SECRET = compiled(rf"""
    (?P<secret> (?<!\d)\d{{6,12}}:[\w-]{{25,}}+ | (?<!\w)eyJ[\w-]{{10,}}+(?:\.[\w-]++)*+ )
  | \b(?:mat[ ]khau|mk|password|pass|pw){_IS}(?P<word> (?=[^\s,]{{0,63}}\d)[^\s,\[]{{5,64}} )
  | \b(?:otp|pin|ma[ ](?:xac[ ](?:nhan|thuc)|kich[ ]hoat))(?:{_IS}|[ ])
    (?P<once> (?!8188|1022)\d{{4,8}}(?!\d) )""")
_QUERY = compiled(r"""(?: (?:https?://|www\.)[^\s?\#]*+ | (?<=[\w/])(?=[?&\#][\w.%-]{1,60}+=) )
    (?P<query>[?&\#]\S*+)?""")
_TLD = r"(?:com|vn|net|org|edu|gov|info)(?![A-Z])"
_DOT = r"(?:[.]|,(?=\S)|[(\[{]?(?:cham|dot)[)\]}]?)"
_LOCAL = r"(?<![\w.+%-])[.+%-]*+\w[\w.+%-]*+(?:[ ](?:cham|dot|gach[ ]duoi)[ ][\w.+%-]++){0,4}"
_TAIL = rf"(?:[ ]{{0,2}}{_DOT}[ ]{{0,2}}{_TLD})"
_HOST = r"[\w-]++(?:[.][\w-]++)"  # a quantifier follows
_POST = r"(?:gmail|yahoo|hotmail|outlook|icloud|ymail|live|zoho)"
_MAIL = compiled(rf"""(?P<mail> {_LOCAL} (?:
    @{_HOST}*+{_TAIL}{{0,3}}
  | (?:[ ]{{0,3}}@ | [ ]{{0,3}}[(\[{{<][ ]?(?:at|@|a[ ]?cong|a[ ]?moc)[ ]?[)\]}}>]
      | [ ]{{0,2}}\ba[ ]?(?:cong|moc|vong)\b)
    [ ]{{0,3}} {_HOST}*+ (?:(?<=[.]\w\w)|(?<=[.]\w{{3}})|{_TAIL}{{1,3}})
  | [ ]{{1,2}}(?:cong|at)[ ]{{1,2}}{_POST}{_TAIL}{{1,3}}
) (?:[.+%-]++\w[\w-]*+)*+ )""")

# --- numbers ----------------------------------------------------------------------------------
_J = r"[ .\-()_]{0,3}"  # what people write between two digits
_END = r"(?![.\-_,:]?\d|h\d)"
_DAYS = rf"{DAY}[ ]{MONTH}[ ]{YEAR}(?![ .\-/]?\d)" + "".join(
    rf"|(?:{DAY}[ ]?{dot}[ ]?{MONTH}[ ]?{dot}[ ]?(?:{YEAR}|\d\d)"
    rf"|{YEAR}{dot}{MONTH}{dot}{DAY})"
    r"(?![.\-/]?\d)"
    for dot in ("/", "-", "[.]")
)
_O = r"(?:\d|o(?![a-np-z]))"
_PAREN = r"(?:[(](?=[+]?[\do]{2,4}[)]))?"
_PHONE = (
    rf"(?:{_PAREN}[+]?(?<!\d)84(?=[ .\-)(]|[1-9]\d{{8}})"
    rf"[)]?{_J}(?:[(]?0[)]?{_J})?[1-9](?:{_J}{_O}){{8,9}}"
    rf"|{_PAREN}(?:(?<!\d)0|(?<![A-Z])o){_J}(?:[35789](?:{_J}{_O}){{8}}|[1245689](?:{_J}{_O}){{8,9}})"
    rf"|(?<!\d)02\d{{1,2}}/\d{{7,8}}){_END}"
)
_G = r"[ .\-_]?"
_CCCD = rf"(?<!\d)(?!\d{{10}}[ ])0(?:{_G},?\d){{2}}{_G},?[0-3](?:{_G},?\d){{8}}{_END}"
_MONEY = r"[ ]?(?:d(?![\w/.])|(?:dong|vnd|usd|trieu|ty|nghin|ngan)\b)"
_SHORT = "|".join(number for number in HOTLINES if number[0] != "0")
_ABROAD = rf"(?:{_PAREN}[+]?84[)]?{_J}|{_PAREN}0)"
_AREA = "|".join(_ABROAD + _J.join(number[1:]) for number in HOTLINES if number[0] == "0")
_PART = r"\d{1,7}(?!\d|/\d)"
_APART = r"(?![ .\-_]\d)"
_PIECE = rf"(?!{_PHONE}|{_CCCD}|{_DAYS}){_PART}"
_CODE = "[0-9A-HJKMNP-TV-Z]"  # Crockford base32
_NUMBER = compiled(rf"""
    (?P<ticket> (?<![A-Z])DN(?P<dash>[ -]){_CODE}{{4}}(?P=dash){_CODE}{{5}}\b)
  | (?P<dossier> (?<![A-Z\d])(?:\d{{2,3}}[.]){{0,3}}H\d\d(?:[.]\d{{1,3}}){{0,2}}
      -\d{{6}}-\d{{3,5}}(?!\d))
  | (?P<unit> (?<![A-Z])[kcd]?m[23]\b)
  | (?<!\d)(?: (?P<procedure> \d[.]\d{{6}}(?:[.]\d{{3}}(?:[.]\d\d){{2}}[.]H\d\d)?(?![.\-]?\d))
  | (?P<law> \d{{1,5}}/(?:\d{{4}}/)?(?=[A-Z]))
  | (?P<page> (?<=[/\-])\d[\d\-]{{2,40}}
      (?=(?:-article)?[.](?:html?|chn|ldo|epi|vov)\b))
  | (?P<place> \d{{1,2}}[.]\d{{4,8}}[ ]?,[ ]?1\d\d[.]\d{{4,8}}(?!\d))
  | (?P<hours> \d{{1,2}}[.:h]\d\d[ ]?-[ ]?\d{{1,2}}[.:h]\d\d(?![.\-]?\d))
  | (?P<years> {YEAR}(?:[ ]?[\-,./ ][ ]?{YEAR})++(?![ .\-_/]?\d))
  | (?P<short> (?:{_SHORT})(?:[ ,/\-.]{{1,3}}(?:{_SHORT})(?!\d))*+(?![ .\-]?\d))
  | (?P<service> 1[89]00(?:{_J}\d){{4}}(?:(?:{_J}\d){{2}})?{_END})
  | (?P<date> {_DAYS}) )
  | (?P<area> (?<!\d)(?:{_AREA}){_END})
  | (?P<cccd> {_CCCD})
  | (?P<phone> {_PHONE})
  | (?P<bhyt> (?<![A-Z])(?:(?-i:[A-Z]{{2}}){_G}|[A-Z]{{2}})\d(?:{_G}\d){{12}}{_END})
  | (?P<plate> (?<!\w)(?:1[1-9]|[2-9]\d)
      (?:(?-i:[ -]?[A-Z]{{1,2}}\d?)|-?(?!m[23])[a-z]\d|[a-z](?=-|[ ]?\d{{3}}[. ]?\d\d)
        |(?:ld|md|da|kt|td)\d?)
      (?![ ]{YEAR}\b)[ .\-]{{0,3}}(?:\d{{3}}[. ]?\d\d|\d{{4}})(?!\d|[.,\-]\d|{_MONEY}))
  | (?P<passport> (?<![A-Z])(?:[A-Z]|(?-i:[A-Z])[ -])(?:\d{{7,8}}|\d{{3}}[ ]\d{{4}}|\d\d[ ]\d{{5}})
      (?!\d|{_MONEY}))
  | (?P<cmnd> (?<!\d)(?:\d{{9}}|\d{{3}}(?P<gap>[ .\-,])\d{{3}}(?P=gap)\d{{3}})
      (?!\d|{_J}\d++(?!/)|,\d{{3}}(?!\d)|{_MONEY}))
  | (?P<long> (?<!\d)\d{{8,}}+(?:-\d{{3}}(?!\d))?)
  | (?P<run> (?<!\d){_PIECE}(?:
      (?<=\d\d\d)(?P<dot>[.\-_]){_PART}(?:(?P=dot){_PART})*+
      |(?P<tight>[.\-_]){_PIECE}(?:(?P=tight){_PIECE})*+
      |(?P<join>[ ]{{1,2}}){_PIECE}(?![.\-_]\d)(?:(?P=join){_PIECE}(?![.\-_]\d))*+
      |(?P<wide>[ ][.\-][ ]?|[.\-][ ]){_PIECE}{_APART}(?:(?P=wide){_PIECE}{_APART})*+)?+)
""")
_PRICED = compiled(r"\b(?:gia(?![ ]dinh)|phi|tien|luong|thu[ ]nhap|thue)\W(?:\w+\W+)?$")
_MEASURED = compiled(rf"(?:{_MONEY}|[ ]?(?:k|tr|m2|m|km|kg|ha|nguoi|ban|to)\b)")
_LABELLED = compiled(r"\b(?:cmnd|cmt|cccd|can[ ]cuoc|nhan[ ]dan|stk|tai[ ]khoan|so)\W{1,3}$")
_CURRENCY = compiled(_MONEY)
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .,]\d{3})+|[1-9]\d*")
_FEWEST_REAL = 3  #: digits in a phone number written with the letter o
_FEWEST = 8  #: digits that make a run a likely account, card or phone number


def _number_word(match: re.Match[str]) -> str | None:
    kind = match.lastgroup or ""
    if kind in {"run", "long", "cmnd"} and not _is_private(match):
        return None
    if kind == "phone" and sum(map(str.isdigit, match[0])) < _FEWEST_REAL:
        return None
    return _WORDS.get(kind)


def _is_private(match: re.Match[str]) -> bool:
    """Say whether a run of digits may point to a person: long enough and no amount."""
    digits = re.sub(r"\D", "", match[0])
    if len(digits) < _FEWEST or (match["run"] and match.string.startswith("%", match.end())):
        return False
    before, after = match.string[max(0, match.start() - 40) : match.start()], match.end()
    if len(digits) == _FEWEST and re.fullmatch(r"\d{3,5}\D+\d{3,5}", match[0]):
        return not _MEASURED.match(match.string, after)
    if not _AMOUNT.fullmatch(match[0]):
        return True
    if _CURRENCY.match(match.string, after):
        return not digits.endswith("00") and match.lastgroup != "run"
    priced = _PRICED.search(before) is not None
    if match[0].isdigit() or _LABELLED.search(before):
        return not (priced and digits.endswith("000"))
    return not (priced or digits.endswith("000") or len(digits) == _FEWEST)
