"""The week, as a table: what runs, in this order, and which columns each process may touch."""

from __future__ import annotations

from simulation.processes.distress import DISTRESS
from simulation.processes.help_resistance import HELP_RESISTANCE
from simulation.processes.influence import INFLUENCE
from simulation.processes.outreach import OUTREACH
from simulation.processes.process import Process
from simulation.processes.recognition import RECOGNITION
from simulation.processes.record import RECORD
from simulation.processes.relatives import RELATIVES
from simulation.processes.seeking import SEEKING
from simulation.processes.services import SERVICES
from simulation.processes.treatment import TREATMENT

SCHEDULE: list[Process] = [
    OUTREACH,
    DISTRESS,
    INFLUENCE,
    RELATIVES,
    RECOGNITION,
    HELP_RESISTANCE,
    SEEKING,
    SERVICES,
    TREATMENT,
    RECORD,
]
"""The week. Everybody acts on what others showed at the end of last week."""
