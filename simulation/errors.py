"""Errors that a user can mend: each names the file, the field, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

_LONGEST_SHOWN = 80
_LONGEST_PART = 400


def one_line(text: str, longest: int = _LONGEST_PART) -> str:
    """Any text as a part of a message, on one line and not too long, whoever wrote it.

    What a terminal would not show as it is (control signs, line ends, marks that turn the direction
    of writing, bytes that are no text) is told as Python would write it; a long text loses its
    middle. All user text in messages goes through here: names of files, labels, keys, values.
    """
    text = _shortened(text, longest)
    if not text.isprintable():
        text = "".join(
            sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
        )
    return _shortened(text, longest)


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = (longest - 3) // 3
    return f"{text[: longest - 3 - end]}...{text[-end:]}"


def shown(value: Any) -> str:
    """What was found, short and on one line, however large or odd it is."""
    return one_line(repr(value), _LONGEST_SHOWN)


class Notice(UserWarning):
    """Something that was read otherwise than it may have been meant, told and gone on with."""


class InputError(ValueError):
    """Something given to Helpseek that it cannot use; never a fault of the program.

    Parts (each may be empty): ``source`` is the file or option it came from, ``field`` the dotted
    place in it, ``found`` what stood there, ``allowed`` what may. Commands print the message in
    one or two lines and exit with code 2.
    """

    def __init__(
        self,
        problem: str,
        *,
        source: str = "",
        field: str = "",
        found: Any = None,
        allowed: str = "",
    ) -> None:
        self.problem = problem = one_line(problem)
        self.source = source = one_line(source)
        self.field = field = one_line(field)
        self.found = found
        self.allowed = allowed = one_line(allowed)
        place = ": ".join(part for part in (source, field) if part)
        message = f"{place}: {problem}" if place else problem
        if found is not None:
            message += f"; found {shown(found)}"
        if allowed:
            message += f"; allowed: {allowed}"
        super().__init__(message)

    def within(self, source: str) -> InputError:
        """The same error, told as one found in ``source``."""
        return InputError(
            self.problem, source=source, field=self.field, found=self.found, allowed=self.allowed
        )


def unknown_name(kind: str, name: object, known: Iterable[str], *, source: str = "") -> InputError:
    """The error for a name that nothing answers to, with the nearest names that something does."""
    names = sorted(known)
    near = get_close_matches(str(name), names, n=3, cutoff=0.5)
    allowed = "did you mean " + " or ".join(near) + "?" if near else ", ".join(names[:12])
    if not near and len(names) > 12:
        allowed += ", ..."
    return InputError(f"unknown {kind}", source=source, found=name, allowed=allowed)
