"""What is counted each week, in plain words: said once, for tables of results and for curves."""

from __future__ import annotations

FLOW_WORDS = {
    "onsets": "Episodes that began",
    "remissions": "Episodes that ended",
    "deepenings": "Episodes that grew worse",
    "conversations": "Conversations about help between people who know each other",
    "prompts": "Times that somebody was urged by others to seek help",
    "recognitions": "People who came to see a need",
    "intentions": "People who came to mean to seek help",
    "requests": "Requests for help",
    "confidences": "People who confided in somebody",
    "structural_failures": "Attempts that failed for cost, travel or places",
    "offers": "Offers of help",
    "refusals": "Offers of help that were refused",
    "repeated_requests": "Requests again after a refusal",
    "withdrawals": "People who left a waiting list before their turn",
    "no_shows": "First appointments that people did not come to",
    "entries": "Courses of care begun",
    "step_ups": "Moves to more intensive care",
    "dropouts": "Courses left against the plan",
    "completions": "Courses completed",
    "returns": "Returns to care",
    "talks": "Talks with confidants",
    "advice_refused": "Advice of confidants refused",
    "subjects_changed": "Talks in which the subject was changed",
    "turned_away": "People turned away",
    "referrals": "People referred by a confidant",
    "confrontations": "Confrontations",
    "professional_changes": "Changes of the professional",
    "labels": "People called resistant to treatment",
    "subthreshold_onsets": "Mild distress that began without an episode",
    "patient_payments": "Paid by patients",
    "subsidies": "Subsidies",
    "cost_services": "Cost of services",
    "cost_strategies": "Cost of strategies",
}
"""Flows, and what was paid, by their names in tables."""

STOCK_WORDS = {
    "weary": "Worn out by caring for others",
    "disorder_12m": "In an episode in the last year",
    "disorder_12m_with_need_12m": "In an episode in the last year, and saw a need",
    "disorder_12m_with_service_12m": "In an episode in the last year, and used a service",
}
"""Adults at the end of a week."""
