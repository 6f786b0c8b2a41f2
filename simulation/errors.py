"""Errors that a user can mend: each names the file, the field, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

_LONGEST_SHOWN = 80


def shown(value: Any) -> str:
    """What was found, short and on one line, however large or odd it is."""
    text = repr(value)
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


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
        self.problem = problem
        self.source = source
        self.field = field
        self.found = found
        self.allowed = allowed
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
