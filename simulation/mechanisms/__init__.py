"""Mechanisms: why people hold back and what helps, row by row, and where each is found.

A row says what is described, which rules of which file do it, which parameters move it, and in
which quantity it shows: each *switch* takes the mechanism (or one part of it) away by settings, and
names the quantity that then rises or falls, with the reason. ``helpseek list mechanisms`` prints
the table; ``tests/laws/test_mechanisms.py`` throws every switch.
"""

from simulation.mechanisms.care import IN_CARE
from simulation.mechanisms.people import IN_PEOPLE
from simulation.mechanisms.surroundings import AROUND_PEOPLE
from simulation.switches import Mechanism

MECHANISMS: tuple[Mechanism, ...] = (*IN_PEOPLE, *AROUND_PEOPLE, *IN_CARE)
"""All rows, in the order of their numbers."""
