"""Dates of birth in Vietnamese free text: which dates are masked.

A date is masked when words of birth stand before it in the same sentence (40 characters, no
"từ", "theo", "cấp" … between) or right after it. Without such words it must be of `LAST_OLD_YEAR`
or before (ten years ago; the core has no clock) and stand beside a Vietnamese name or something
masked: "Nguyen Van A,[CMND],20/12/1990". A year alone needs words of birth before it.
"""

from __future__ import annotations

import re

from bot.core.shadow import compiled

LAST_OLD_YEAR = 2016  #: a date without words of birth may be one up to this year
WORD = "[ngày sinh]"
MONTH = r"(?:1[0-2]|0?[1-9])"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
YEAR = r"(?:(?:19|20)\d\d)"
_THEN = r"(?:[ ]?(?:thang|thg|nam|[/.\-])[ ]?(?:nam[ ])?|[ ])"
DATE = compiled(rf"""(?<![\d/.\-])(?P<full>
    {DAY}{_THEN}{MONTH}(?:{_THEN}|,[ ])(?:{YEAR}|\d\d)(?![.\-/]?\d)
    | {YEAR}[/.\-]{MONTH}[/.\-]{DAY}(?!\d) )
  | (?<!\d)(?P<part> (?:{MONTH}[ ]?(?:nam|[/.\-])[ ]?)?{YEAR}(?![.\-/]?\d)
    | \d\d(?![.\-/:]?[\dA-Z]) )
""")
_BIRTH = r"""(?:(?<!ve[ ]|ky[ ])(?<!hoc[ ])(?<!phat[ ]|khai[ ])(?<!tuyen[ ])
    (?<![\d\]][ ]la[ ]ngay[ ])
    \b sinh(?![ ](?:hoat|vien|san|thai|hoc|ly|loi|to|trac|vat|ke|xa[ ]hoi)\b)
    | \b(?:sn|ns|n/s|nsinh|ntns|dob|born|birthday|birth) )"""
_BORN_LEFT = compiled(rf"{_BIRTH}(?P<between>[^0-9\[\]\n;!?]{{0,40}})$")
_BORN_RIGHT = compiled(rf"""(?:(?P<sure>[ ]?[(]|[ ]?la[ ])|[ ,:\-]{{0,4}})
    (?:(?:ngay|nam|thang)[ ,]{{1,2}})*{_BIRTH}(?(sure)|(?![^\n;!?]{{0,25}}[\d\[]))""")
_OTHER = compiled(r"""\b(?:theo|luat|nghi[ ]dinh|quy[ ]dinh|hieu[ ]luc|cap|nop|dang[ ]ky|hen)\b
    | \b(?:tu|truoc|sau|den)(?:[ ](?:ngay|nam|thang))*\W*$""")
_KINDS = r"\[(?:so[ ]dien[ ]thoai|so|cccd|cmnd|ho[ ]chieu|the[ ]bhyt|bien[ ]so|email)\]"
_LIST = r"(?:[ ]?[,|/:\-][ ]?|;|[ ]|\n)"
_BESIDE_LEFT = compiled(rf"{_KINDS}{_LIST}$")
_BESIDE_RIGHT = compiled(rf"{_LIST}{_KINDS}")
_FAMILY = (
    "nguyen|tran|le|pham|huynh|hoang|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|truong|doan|to|"
    "luong|mai|trinh|dao|cao|lam|ta|chau|ha|thai|tang|luu|nghiem|quach|tong|van|kieu|la|phung|dam"
)
_NAMED = compiled(rf"""\b(?:{_FAMILY})
    (?:(?-i:(?:[ ][A-Z][A-Za-z]*){{1,4}})|[ ](?:van|thi)(?:[ ][a-z]+){{1,3}})
    [\s,;|/:(\-]{{1,4}}$""")
_YEAR_OF_BIRTH = compiled(r"(?:sinh[ ]nam|nam[ ]sinh)\W{0,3}(?:la[ ])?$")
_SN = compiled(r"\bs[.]?n[.]?\W{0,2}$")
_NOTHING_MORE = re.compile(r"\s*(?:$|[,;.)])")
_DAYS_AND_SHORT_YEARS = 99


def birth_word(match: re.Match[str]) -> str | None:
    """Return what stands in place of a date of birth; None if a date is none."""
    left = match.string[max(0, match.start() - 60) : match.start()]
    right = match.string[match.end() : match.end() + 60]
    born = _BORN_LEFT.search(left)
    near = born is not None and not _OTHER.search(born["between"])
    if match.lastgroup == "part":
        found = near and _is_birth_year(match[0], left, right)
    else:
        found = near or bool(_BORN_RIGHT.match(right)) or _is_listed(match[0], left, right)
    return WORD if found else None


def _is_birth_year(written: str, left: str, right: str) -> bool:
    """Say whether a year after words of birth is one; two digits may be a house number (SN 12)."""
    if len(written) > len("90") or _YEAR_OF_BIRTH.search(left):
        return True
    return bool(_SN.search(left) and _NOTHING_MORE.match(right))


def _is_listed(date: str, left: str, right: str) -> bool:
    """Say whether an old date stands in a list with a name or with something masked."""
    if _OTHER.search(left[-12:]):
        return False
    beside = _NAMED.search(left) or _BESIDE_LEFT.search(left) or _BESIDE_RIGHT.match(right)
    return bool(beside) and _year(date) <= LAST_OLD_YEAR


def _year(date: str) -> int:
    parts = [int(part) for part in re.findall(r"\d+", date)]
    if max(parts) > _DAYS_AND_SHORT_YEARS:
        return max(parts)
    return parts[-1] + (2000 if parts[-1] <= LAST_OLD_YEAR + 10 - 2000 else 1900)
