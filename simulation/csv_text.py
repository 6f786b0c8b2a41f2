"""CSV that a spreadsheet shows and never runs: all that Helpseek writes as CSV is written here.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and names of
strategies, worlds, cultures and people come from files that others may have written. A text that
begins so is given an apostrophe in front, as OWASP advises (CSV injection); a number keeps its
sign. Arrow tables go through ``experiments.files.spreadsheets``; the page does the same for what it
saves itself (``frontend/src/charts/export.ts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

_UNSEEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x20\"\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\ufeff]"
)
"""What may be dropped before a cell is looked at; quotes are, where another one stands first."""
_SIGN = r"[=+\-@\uff0b\uff0d\uff1d\uff20]"
"""With the same signs at full width, which some spreadsheets take for them."""
_RUN = re.compile(rf"(?:^|(?<=[;\t\r\n]))(?={_UNSEEN}*{_SIGN})|^(?=[\t\r\n])")
"""Where a cell would be run: at its beginning, or after what other programs end cells at
(semicolons in many countries, tabs, and line ends where the quotes do not count)."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_QUOTED = re.compile(r'[",;\t\r\n]')


def harmless(text: str) -> str:
    """The text as a cell that is shown and not run; what is a number stays one."""
    return text if _NUMBER.fullmatch(text) else _RUN.sub("'", text)


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of CSV, each ended by a line feed: numbers unrounded, nothing where there is None."""
    for row in rows:
        # A line of one empty cell would be none.
        yield (",".join(map(_cell, row)) or '""') + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (bool, int, float, Decimal)):
        return str(value)
    text = harmless(str(value))
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
