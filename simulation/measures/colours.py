"""Colours of what is measured: told apart with any kind of colour vision, on light and dark pages.

They are Okabe and Ito's palette, and a few tints of it for what stands beside them.
"""

from __future__ import annotations

BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#F0E442",
)
SAND, RUST, PALE, SLATE, SILVER = "#F2DFA9", "#7A2E0E", "#8CCBEF", "#4A5560", "#C3CAD1"

DARK = {
    BLUE: "#3D9BE0",
    ORANGE: "#F0B429",
    GREEN: "#2FC193",
    VERMILION: "#F0763A",
    PURPLE: "#DDA0C4",
    SKY: "#8CCFF5",
    YELLOW: "#F5EA6B",
    SILVER: "#56626D",
    SAND: "#E8D9A0",
    RUST: "#A8492A",
    PALE: "#B5E0F8",
    SLATE: "#A3AFBA",
}
"""What each colour becomes on a dark page."""

PALETTE = (BLUE, VERMILION, SKY, GREEN, PURPLE, ORANGE, RUST, SLATE, YELLOW, PALE)
"""Colours in the order in which rows get them that name none."""


def nth(place: int) -> str:
    """The colour of the row at this place of those that name none; after the last, the first."""
    return PALETTE[place % len(PALETTE)]
