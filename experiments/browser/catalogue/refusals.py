"""Refusals: what a client asked for and cannot have, each with the status of HTTP that fits."""

from __future__ import annotations

from typing import Any

from simulation.errors import InputError, shown


class Refusal(InputError):
    """Something asked for that is not there, not allowed or too much; see ``InputError``."""

    status = 400

    def told(self) -> dict[str, Any]:
        """What the client is told: ``problem``, ``field``, ``found``, ``allowed``, and ``text``,
        all of it in one line."""
        return told_of(self)


class NotThere(Refusal):
    """Nothing of that name is there."""

    status = 404


class Unreadable(Refusal):
    """A file of a result is damaged, of another format, or unlike what its name promises."""

    status = 422


class TooLarge(Refusal):
    """More than is read, held or sent."""

    status = 413


class TooBusy(Refusal):
    """It takes too long, or too many others ask at the same time."""

    status = 503


def told_of(error: InputError) -> dict[str, Any]:
    """An error as the page shows it. Paths of the machine are left out: only names of results."""
    parts = [f"{error.field}: {error.problem}" if error.field else error.problem]
    if error.found is not None:
        parts.append(f"found {shown(error.found)}")
    if error.allowed:
        parts.append(f"allowed: {error.allowed}")
    return {
        "problem": error.problem,
        "field": error.field,
        "found": "" if error.found is None else shown(error.found),
        "allowed": error.allowed,
        "text": "; ".join(parts),
    }
