"""Numbers as sentences, tables and figures show them; a dash where there is none."""

from __future__ import annotations

from math import isfinite

MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"
_WEEKS_IN_YEAR = 52


def there(value: float | None) -> bool:
    """Whether there is a number to show."""
    return value is not None and isfinite(value)


def plain(value: float | None, digits: int | None = None) -> str:
    """A number with as many digits as can be read: three that count below a hundred."""
    if value is None or not isfinite(value):
        return DASH
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 100 else 1 if size >= 10 else 2
    text = f"{abs(value):,.{digits}f}"
    zero = not any(letter in "123456789" for letter in text)
    return f"{MINUS}{text}" if value < 0 and not zero else text


def signed(value: float | None) -> str:
    """A difference: with its sign."""
    text = plain(value)
    return f"+{text}" if there(value) and value > 0 and text.strip("0.,") else text  # type: ignore[operator]


def between(low: float | None, high: float | None, *, sign: bool = True) -> str:
    """An interval; nothing where there is none."""
    if not there(low) or not there(high):
        return ""
    write = signed if sign else plain
    return f"{write(low)} to {write(high)}"


def amount(value: float | None) -> str:
    """An amount of money or a ratio: three figures that count, for more would feign."""
    if value is None or not isfinite(value):
        return DASH
    size = abs(value)
    if size < 100:
        return plain(value)
    digits = len(f"{size:.0f}") - 3
    return plain(round(value, -digits), 0)


def money(value: float, currency: str) -> str:
    """An amount of money as a ministry reads it: *1.2 million USD*."""
    for unit, word in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= 0.9995 * unit:
            return f"{amount(value / unit)}{word} {currency}"
    return f"{amount(value)} {currency}"


def percent(share: float | None) -> str:
    """A share as percent; all but certain is not told as certain."""
    if share is None or not isfinite(share):
        return DASH
    if 0.0 < share < 0.005:
        return "less than 1 %"
    if 0.995 < share < 1.0:
        return "more than 99 %"
    return f"{100 * share:.0f} %"


def out_of_ten(share: float, what: str) -> str:
    """A share as people count: ``in 8 of 10 towns``. All but certain is not told as certain, and
    what is rare is not told as one in ten."""
    if share >= 0.95:
        return f"in nearly all {what}"
    if share < 0.05:
        return f"in fewer than 1 of 20 {what}"
    return f"in {int(10.0 * share + 0.5)} of 10 {what}"


def general(value: float | int | None) -> str:
    """A number as it was set: all its digits, thousands apart."""
    if value is None:
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:,.10g}"
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def rounded(value: float) -> str:
    """A number to three figures that count."""
    return general(float(f"{value:.3g}"))


def duration(weeks: int) -> str:
    """A number of weeks, as years where it is whole ones."""
    if weeks and weeks % _WEEKS_IN_YEAR == 0:
        years = weeks // _WEEKS_IN_YEAR
        return f"{counted(years)} year{'' if years == 1 else 's'}"
    return f"{weeks:,} week{'' if weeks == 1 else 's'}"


_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def counted(number: int) -> str:
    """A small whole number as a word."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def listed(words: list[str], last: str = "and") -> str:
    """Words in a row, as a sentence lists them."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
