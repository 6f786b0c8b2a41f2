"""Questions about the towns of a view, answered on the view's own thread.

Each takes the towns, the checked message and a function that is told of progress and may raise to
give up; each gives the answer as the page reads it, without ``id``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from experiments.browser.live import answers

if TYPE_CHECKING:
    from experiments.browser.live.towns import Progress, Towns
    from experiments.browser.protocol import Message

Answer = Callable[["Towns", "Message", "Progress"], dict[str, Any]]


ANSWERS: dict[str, Answer] = dict(answers.ANSWERS)
