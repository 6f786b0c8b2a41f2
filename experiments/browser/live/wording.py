"""Words for groups of people and for amounts, as the live page has them."""

from __future__ import annotations

from experiments.words.wording import SEVERITY_WORDS, words_of

GROUPING_WORDS = {
    "severity": "Severity of the last episode",
    "income": "Household income",
    "culture": "Culture group",
    "sex": "Sex",
}
"""What groups are told apart by, in words."""


def group_title(by: str, group: str) -> str:
    """A group in words that stand by themselves: ``Middle income``, ``Women``."""
    if by == "severity":
        return f"{SEVERITY_WORDS[group]} before" if group in SEVERITY_WORDS else "Never ill before"
    if by == "income":
        return f"{words_of(group)} income"
    if by == "sex":
        return {"female": "Women", "male": "Men"}.get(group, words_of(group))
    return words_of(group)


def rounded(value: float) -> str:
    """A number with as many digits as one can make use of: three that count, or all before the
    point."""
    size = abs(value)
    if size >= 1000:
        return f"{round(value, 3 - len(str(int(size)))):,.0f}"
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if size >= 10 else f"{value:,.2f}"
