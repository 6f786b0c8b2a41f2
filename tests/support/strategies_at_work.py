"""Settings of all strategies for tests: so strong that they must show, and without any effect."""

from __future__ import annotations

from typing import Any

FULL: dict[str, Any] = {"coverage": 1.0, "decay": 0.0}

STRONG: dict[str, dict[str, Any]] = {
    "public_campaign": {"ramp": 0, "knowledge": 1.0, "stigma": 1.0, **FULL},
    "social_contact": {"stigma": 1.0, "self_stigma": 1.0, **FULL},
    "screening": {"recognition": 1.0, "literacy": 1.0, **FULL},
    "gatekeepers": {"prompting": 10.0, "confrontation": 1.0, "stigma": 1.0, **FULL},
    "leap": {"confrontation": 1.0, "listening": 4.0, "prompting": 10.0, **FULL},
    "family_groups": {"relief": 1.0, **FULL},
    "motivational_interviewing": {
        "recognition": 1.0,
        "intention": 10.0,
        "attendance": 1.0,
        "dropout": 1.0,
        **FULL,
    },
    "help_resistance_protocol": {
        "acknowledgement": 1.0,
        "ease": 1.0,
        "target": "everyone",
        **FULL,
    },
    "subsidy": {"share": 1.0, **FULL},
    "free_first_sessions": {"sessions": 4, "foresight": 0.2, **FULL},
    "remote_care": {"growth": 10.0, "appeal": 10.0, **FULL},
    "more_places": {"growth": 10.0, **FULL},
    "reminders": {"effect": 1.0, "hand_over": 1.0, **FULL},
    "alliance_training": {"alliance": 1.0, "directiveness": 1.0, **FULL},
    "trauma_informed_care": {"effect": 1.0, "directiveness": 1.0, **FULL},
    "culturally_adapted_care": {"fit": 1.0, "trust": 1.0, **FULL},
    "peer_navigators": {
        "intention": 10.0,
        "trust": 1.0,
        "self_stigma": 1.0,
        "attendance": 1.0,
        "dropout": 1.0,
        "progress": 4.0,
        **FULL,
    },
    "guided_self_help": {"appeal": 10.0, "dropout": 1.0, "progress": 4.0, **FULL},
    "support_groups": {"growth": 10.0, "appeal": 10.0, **FULL},
}
"""Settings with which each strategy must show in a small town."""

IDLE: dict[str, dict[str, Any]] = {
    kind: {
        name: 0 if name in ("sessions", "ramp") else 1.0 if name == "foresight" else 0.0
        for name in fields
        if name not in ("coverage", "decay", "target")
    }
    for kind, fields in STRONG.items()
}
"""Settings with which each strategy does nothing, at whatever cost."""

EVERYTHING: list[dict[str, Any]] = [{"name": name, **fields} for name, fields in STRONG.items()]
"""All strategies at once, in full strength."""

EVERY_DEFAULT: list[dict[str, Any]] = [{"name": name} for name in STRONG]
"""All strategies at once, as they come."""

FOR_SERVICES = ("remote_care", "more_places", "support_groups")
"""Strategies that change services for all rather than something for persons."""

FOR_HELPERS = ("gatekeepers", "leap", "family_groups", "help_resistance_protocol")
"""Strategies for those around people in distress."""
