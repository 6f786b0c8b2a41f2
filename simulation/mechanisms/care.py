"""Rows 17 to 22: what care and its absence do, and what comes of it all."""

from __future__ import annotations

from simulation.mechanisms.settings import of_services
from simulation.switches import Mechanism, Switch, row

IN_CARE: tuple[Mechanism, ...] = (
    row(
        17,
        "Little progress in treatment",
        "Care that leads nowhere is left, stepped up to specialists, continued with somebody else, "
        "or the person is called resistant and loses trust.",
        {
            "processes/treatment.py": "is_stalled responsiveness_of progress_after_session "
            "dropout_probability "
            "completion_probability _answer_to_stalling",
            "processes/seeking.py": "return_probability",
        },
        "stalled_sessions stalled_progress progress_spread dropout_stalled step_up_chance "
        "extension_chance change_chance label_chance label_trust return_after_dropout "
        "return_after_completion return_trust",
        Switch(
            {"dropout_stalled": 0.0},
            "left_while_stalled",
            "falls",
            "getting nowhere is no reason to leave",
        ),
        Switch(
            {"step_up_chance": 0.0},
            "stalled_before_specialists",
            "rises",
            "people stay in care that is too weak for them",
            on={"services.general_practice.sessions": 5.0},
        ),
        Switch(
            {"change_chance": 0.0},
            "called_resistant",
            "rises",
            "who would go on with another professional stays, and is told to resist",
        ),
        Switch(
            {"extension_chance": 0.0},
            "visits_per_user",
            "falls",
            "care ends as planned, whether it has helped or not",
        ),
        Switch(
            {"label_chance": 0.0},
            "trust_of_users",
            "rises",
            "nobody is told that they resist treatment",
        ),
        Switch({"progress_spread": 0.0}, "labels", "falls", "everybody responds to care alike"),
    ),
    row(
        18,
        "Consequences of going untreated",
        "The longer an episode lasts, the less likely it ends; long untreated ones relapse more. "
        "What care adds is health.",
        {
            "processes/distress.py": "remission_rate onset_probability severity_next_week "
            "weekly_onset_rate "
            "advance_distress",
            "processes/record.py": "health_lost",
        },
        "remission_scale remission_offset remission_floor relapse_chronic relapse_protection "
        "relapse_memory deepening easing treatment_effect costs.disability_moderate "
        "longest_chronicity",
        Switch(
            {"remission_scale": 0.0, "remission_floor": 0.0533},
            "long_episodes",
            "falls",
            "recovery, with the same half-way mark at three months, does not slow down",
        ),
        Switch(
            {"relapse_chronic": 0.0},
            "onsets",
            "falls",
            "an episode that went long without care leaves no risk behind",
        ),
        Switch(
            {"relapse_protection": 0.0},
            "onsets",
            "rises",
            "what was learned in care protects nobody afterwards",
        ),
        Switch({"treatment_effect": 0.0}, "qaly_loss", "rises", "care adds nothing to recovery"),
    ),
    row(
        19,
        "Other ways to be helped",
        "Help comes in person, remote, in groups and as self-help; people choose by preference, "
        "severity and circumstances, and an offer they prefer makes a better start.",
        {
            "processes/choice.py": "suitability choose_help",
            "processes/treatment.py": "alliance_at_start",
        },
        "preference_weight severity_match alliance_match services.remote.appeal "
        "services.self_help.appeal services.support_group.appeal services.remote.places",
        Switch(
            of_services("places", 0.0, ("remote", "self_help", "support_group")),
            "any_help_begun",
            "falls",
            "only surgeries and clinics are left",
        ),
        Switch({"preference_weight": 0.0}, "variety_of_help", "falls", "all want the same"),
        Switch(
            {"severity_match": 0.0},
            "severe_to_specialists",
            "falls",
            "the severe look for specialists no more than the mild",
        ),
        Switch(
            {"alliance_match": 0.0},
            "alliance_in_care",
            "falls",
            "being offered what one prefers makes no better start",
        ),
        strategies="remote_care guided_self_help support_groups",
    ),
    row(
        20,
        "The alliance",
        "The alliance starts from trust and match and grows with sessions; it keeps people in care "
        "and is part of what helps.",
        {
            "processes/treatment.py": "alliance_at_start alliance_after_session "
            "progress_after_session dropout_probability "
            "_answer_to_stalling"
        },
        "alliance_trust alliance_growth alliance_spread dropout_alliance progress_alliance",
        Switch(
            {"dropout_alliance": 0.0},
            "dropout_gap_by_alliance",
            "falls",
            "a weak bond is no more reason to leave than a strong one",
        ),
        Switch(
            {"progress_alliance": 0.0},
            "alliance_and_progress",
            "falls",
            "progress does not depend on the bond",
        ),
        Switch(
            {"alliance_growth": 0.0},
            "dropout_share",
            "rises",
            "sessions no longer bind people to care",
        ),
        Switch(
            {"alliance_trust": 0.0},
            "alliance_gap_by_trust",
            "falls",
            "the bond starts alike for those who trust and those who do not",
        ),
        strategies="alliance_training",
    ),
    row(
        21,
        "About half of those affected get help",
        "What comes of all the others: somewhat less than half of all cases use a service in a "
        "year, and more of the severe.",
        {"measures/told.py": "outcomes", "measures/survey.py": "Survey"},
        "",
        baseline="service_use_12m severe_ratio",
    ),
    row(
        22,
        "Community outreach and education",
        "What a community does about it: strategies, which modify named quantities of the week. "
        "Campaigns act through recognition more than through stigma.",
        {
            "processes/outreach.py": "advance_outreach",
            "strategies/base.py": "Strategy",
            "strategies/public.py": "PublicCampaign SocialContact",
            "strategies/screening.py": "Screening",
            "strategies/helpers.py": "Gatekeepers",
        },
        "",
        Switch(
            {"strategies": []},
            "low_perceived_need_share",
            "rises",
            "without a campaign fewer know what distress is",
            on={"strategies": [{"name": "public_campaign", "ramp": 0}]},
        ),
        Switch(
            {"strategies": []},
            "low_perceived_need_share",
            "rises",
            "nobody is asked how they are",
            on={"strategies": ["screening"]},
        ),
        Switch(
            {"strategies": []},
            "prompted_share",
            "falls",
            "fewer people know how to speak of distress",
            on={"strategies": [{"name": "gatekeepers", "coverage": 0.6}]},
        ),
        Switch(
            {"strategies": []},
            "self_stigma_untreated",
            "rises",
            "fewer have met a person who recovered",
            on={"strategies": ["social_contact"]},
        ),
        strategies="public_campaign screening gatekeepers social_contact",
    ),
)
