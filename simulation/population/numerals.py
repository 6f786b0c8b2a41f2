"""Numbers as people write them: decimal and thousands signs, currency signs, bands.

``45,000`` may be forty-five thousand or forty-five. What a column says as a whole usually tells;
where it does not, reading stops and asks for the setting ``decimal``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

POINT, COMMA = "point", "comma"
"""The decimal signs that can be declared."""

_SIGN = {POINT: ".", COMMA: ","}
_CURRENCY = re.compile(r"^[-−]?\s*(?:[$€£¥₹]|USD|EUR|GBP)\s*|\s*(?:[$€£¥₹]|USD|EUR|GBP)$")
_BLANKS = " \u00a0\u2007\u2009\u202f"
_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMA_GROUPS = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})")
_POINT_GROUPS = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+")
_BLANK_GROUPS = re.compile(rf"[-+]?\d{{1,3}}(?:[{_BLANKS}'’]\d{{3}})+")

_FIGURES = re.compile(rf"[-+]?[\d.,'’{_BLANKS}]+(?:[eE][-+]?\d+)?")
_PARTS = re.compile(r"\d[\d.,]*\d|\d")

_NUMBER = r"(\d[\d.,]*)"
_BAND_FORMS = (
    (re.compile(_NUMBER + r"(?:-|–|—|to|bis|and)" + _NUMBER), "from to"),
    (
        re.compile(
            _NUMBER + r"(?:\+|plus|(?:and|or)(?:over|more|older|above|up|upwards)"
            r"|(?:und|oder)(?:mehr|älter|darüber))"
        ),
        "from",
    ),
    (re.compile(r"(?:>=|≥|atleast)" + _NUMBER), "from"),
    (re.compile(r"(?:>|over|above|morethan|olderthan|über)" + _NUMBER), "over"),
    (re.compile(r"(?:<=|≤|upto|atmost)" + _NUMBER), "up to"),
    (re.compile(r"(?:<|under|below|lessthan|youngerthan|unter)" + _NUMBER), "below"),
    (re.compile(_NUMBER + r"(?:orless|orfewer|oryounger|andunder|andyounger|andbelow)"), "up to"),
)


class Style(NamedTuple):
    """How the numbers of a column are written.

    ``decimal``: POINT or COMMA. ``grouped``: whether any has its thousands grouped. ``certain``:
    whether a cell says so beyond doubt. ``contested``: a number that could mean two things,
    ``guessed``: one that most likely means what it is taken for; None where there is none.
    """

    decimal: str
    grouped: bool = False
    certain: bool = True
    contested: str | None = None
    guessed: str | None = None


def without_currency(text: str) -> str:
    """The text without a sign of a currency before or behind the number."""
    bare = _CURRENCY.sub("", text)
    if bare != text and text[0] in "-−":
        bare = "-" + bare
    return bare.replace("−", "-").strip()


def _evidence(text: str) -> str:
    """What one number says of how it is written."""
    if "," not in text and "." not in text:
        return "blanks" if _BLANK_GROUPS.fullmatch(text) else "none"
    bare = re.sub(rf"[{_BLANKS}'’]", "", text)
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        return "point" if point > comma else "comma"
    sign, groups = (",", _COMMA_GROUPS) if comma >= 0 else (".", _POINT_GROUPS)
    if not groups.fullmatch(bare):
        return "comma" if sign == "," else "point"
    if bare.count(sign) > 1:
        return "point, grouped" if sign == "," else "comma, grouped"
    if bare.lstrip("+-").startswith("0"):
        return "comma" if sign == "," else "point"  # nobody groups 0,500
    return "maybe " + sign


def style_of(texts: Iterable[str], low: float, high: float, *, scale_free: bool = False) -> Style:
    """How the numbers of a column are written, from its different texts.

    ``low`` and ``high`` are the range of the column: where 45.000 cannot be forty-five thousand, it
    is forty-five. ``scale_free`` columns (weights) may be multiplied by any number as a whole.
    """
    found: dict[str, str] = {}
    whole = 0
    long_whole = False
    for text in texts:
        bare = without_currency(text)
        # Of bands, each end; of anything else that is no number, nothing.
        parts = [bare] if _FIGURES.fullmatch(bare) else _PARTS.findall(bare)
        for part in parts:
            kind = _evidence(part)
            if kind == "none":
                digits = part.lstrip("+-")
                if digits.isdigit():
                    whole += 1
                    long_whole = long_whole or len(digits) > 3
            else:
                found.setdefault(kind, part)
    comma = "comma" in found or "comma, grouped" in found
    point = "point" in found or "point, grouped" in found
    grouped = any("grouped" in kind or kind == "blanks" for kind in found)
    if comma and point:
        first = found.get("comma") or found["comma, grouped"]
        return Style(POINT, grouped, True, first)
    if comma:
        return Style(COMMA, grouped or "maybe ." in found)
    if point:
        return Style(POINT, grouped or "maybe ," in found)
    maybe_comma, maybe_point = found.get("maybe ,"), found.get("maybe .")
    if maybe_comma and maybe_point:
        return Style(POINT, False, True, maybe_comma)
    if not maybe_comma and not maybe_point:
        return Style(POINT, grouped, certain=False)
    text = without_currency(maybe_comma or maybe_point or "")
    if abs(float(text.replace(",", "").replace(".", ""))) > high:
        return Style(COMMA if maybe_comma else POINT)  # too large to be thousands
    if maybe_comma:
        # 45,000 is nearly always forty-five thousand.
        return Style(POINT, True, certain=False, guessed=maybe_comma)
    if long_whole or (scale_free and not whole):
        return Style(POINT, False, certain=False)
    return Style(POINT, False, certain=False, contested=maybe_point)


def number_in(text: str, decimal: str) -> float | None:
    """The number that a text says with this decimal sign, None if it says none."""
    bare = without_currency(text)
    if _PLAIN.fullmatch(bare) and (decimal == POINT or "." not in bare):
        return float(bare)
    if _BLANK_GROUPS.match(bare):
        bare = re.sub(rf"(?<=\d)[{_BLANKS}'’](?=\d{{3}}(?!\d))", "", bare)
    whole, sign, part = bare.partition(_SIGN[decimal])
    groups = _COMMA_GROUPS if decimal == POINT else _POINT_GROUPS
    if groups.fullmatch(whole):
        whole = whole.replace("," if decimal == POINT else ".", "")
    plain = f"{whole}.{part}" if sign else whole
    if _PLAIN.fullmatch(plain):
        return float(plain)
    try:
        return float(bare) if not any(mark in bare for mark in ",_") else None  # inf, nan
    except ValueError:
        return None


def band_in(text: str, decimal: str = POINT) -> tuple[float, float] | None:
    """First and last value of a band, last infinite where it is open; None if it is no band.

    The last of ``25-34`` is 34, of ``under 5`` the number just below 5.
    """
    plain = re.sub(r"\s|[$€£¥₹]|years?(old)?|yrs?\.?|jahren?", "", text.casefold())
    for form, meaning in _BAND_FORMS:
        if match := form.fullmatch(plain):
            numbers = [number_in(part, decimal) for part in match.groups()]
            first, last = numbers[0], numbers[-1]
            if first is None or last is None:
                return None
            if meaning == "from to":
                return (first, last) if first <= last else None
            if meaning == "from":
                return first, math.inf
            if meaning == "over":
                return math.nextafter(first, math.inf), math.inf
            if meaning == "up to":
                return 0.0, first
            return 0.0, math.nextafter(first, -math.inf)
    return None
