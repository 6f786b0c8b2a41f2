"""What is counted each week: flows that the processes count, and stocks at the end of the week."""

from __future__ import annotations

from simulation.parameters.services import MODALITIES
from simulation.population.columns import SEVERITIES, STAGES
from simulation.population.columns import YEAR as YEAR

FLOWS = (
    "onsets", "remissions", "deepenings", "conversations", "prompts", "recognitions", "intentions",
    "requests", "confidences", "structural_failures", "offers", "refusals", "repeated_requests",
    "withdrawals", "no_shows", "entries", "step_ups", "dropouts", "completions", "returns",
    "talks", "advice_refused", "subjects_changed", "turned_away", "referrals", "confrontations",
    "professional_changes", "labels", "subthreshold_onsets",
    *(f"visits_{name}" for name in MODALITIES),
    "patient_payments", "subsidies",
)  # fmt: skip
"""What the processes count each week; what people pay, and what strategies pay in their place, in
hundredths of the currency, all others whole."""
(
    ONSETS, REMISSIONS, DEEPENINGS, CONVERSATIONS, PROMPTS, RECOGNITIONS, INTENTIONS, REQUESTS,
    CONFIDENCES, STRUCTURAL_FAILURES, OFFERS, REFUSALS, REPEATED_REQUESTS, WITHDRAWALS, NO_SHOWS,
    ENTRIES, STEP_UPS, DROPOUTS, COMPLETIONS, RETURNS, TALKS, ADVICE_REFUSED, SUBJECTS_CHANGED,
    TURNED_AWAY, REFERRALS, CONFRONTATIONS, PROFESSIONAL_CHANGES, LABELS,
    SUBTHRESHOLD_ONSETS,
) = range(29)  # fmt: skip
VISITS = FLOWS.index(f"visits_{MODALITIES[0]}")
PATIENT_PAYMENTS = FLOWS.index("patient_payments")
SUBSIDIES = FLOWS.index("subsidies")
MONEY = ("patient_payments", "subsidies")
"""What is counted in hundredths of the currency."""

STOCKS = (
    *(f"stage_{name}" for name in STAGES),
    *(f"severity_{name}" for name in SEVERITIES),
    *(f"in_care_{name}" for name in MODALITIES),
    "weary", "disorder_12m", "disorder_12m_with_need_12m", "disorder_12m_with_service_12m",
)  # fmt: skip
"""What is counted of adults at the end of each week."""

COUNTS = (*FLOWS, *STOCKS)
"""All counts, in the order of their columns."""
BY_STAGE = COUNTS.index(f"stage_{STAGES[0]}")
BY_SEVERITY = COUNTS.index(f"severity_{SEVERITIES[0]}")
IN_CARE_BY_MODALITY = COUNTS.index(f"in_care_{MODALITIES[0]}")
WEARY_NOW = COUNTS.index("weary")
DISORDER = COUNTS.index("disorder_12m")
DISORDER_WITH_NEED = COUNTS.index("disorder_12m_with_need_12m")
DISORDER_WITH_SERVICE = COUNTS.index("disorder_12m_with_service_12m")
