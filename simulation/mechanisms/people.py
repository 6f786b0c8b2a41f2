"""Rows 1 to 10: what lies in people, from stigma and denial to trust."""

from __future__ import annotations

from simulation.switches import Mechanism, Switch, row

_CULTURES = ("hispanic", "black", "asian")
_NORMS = ("perceived_stigma", "trust", "concealment", "literacy", "self_reliance")


IN_PEOPLE: tuple[Mechanism, ...] = (
    row(
        1,
        "Stigma of three kinds, and how it turns inward",
        "Stigma perceived in others makes being known costly, the more so where the place punishes "
        "disclosure; in need it slowly becomes shame of one's own. Each deters a little.",
        {
            "processes/barriers.py": "stigma_barrier",
            "processes/choice.py": "suitability",
            "processes/influence.py": "self_stigma_next_week",
            "processes/distress.py": "after_recovery",
            "processes/treatment.py": "advance_treatment",
            "population/traits.py": "_draw_traits",
        },
        "weight_self_stigma weight_disclosure exposure_weight internalisation structural_stigma "
        "perceived_stigma_median self_stigma_median recovery_return care_destigmatises",
        Switch(
            {"weight_disclosure": 0.0},
            "service_use_12m",
            "rises",
            "who conceals need not fear what others would think",
        ),
        Switch(
            {"culture.structural_stigma": 0.0},
            "service_use_12m",
            "rises",
            "disclosure no longer costs jobs and standing",
        ),
        Switch({"weight_self_stigma": 0.0}, "service_use_12m", "rises", "shame no longer deters"),
        Switch(
            {"internalisation": 0.0},
            "self_stigma_untreated",
            "falls",
            "what others are believed to think no longer becomes one's own view of oneself",
        ),
        Switch(
            {"exposure_weight": 0.0},
            "visible_help_wanted",
            "rises",
            "nobody avoids the help at which one may be seen",
        ),
        strategies="social_contact",
    ),
    row(
        2,
        "Lack of awareness",
        "Whether a need is seen depends on severity, knowledge, denial and what others say; not "
        "seeing one is the commonest reason for not seeking help.",
        {
            "processes/recognition.py": "recognition_probability advance_recognition",
            "processes/distress.py": "subthreshold_probability advance_distress",
            "population/traits.py": "_draw_traits",
        },
        "recognition_base recognition_mild recognition_severe recognition_literacy "
        "recognition_before literacy_median male_shift age_shift subthreshold_onset "
        "subthreshold_relief",
        Switch(
            {"recognition_base": 6.0},
            "service_use_12m",
            "rises",
            "everybody in an episode sees the need at once",
        ),
        Switch(
            {"recognition_literacy": 0.0},
            "need_gap_by_literacy",
            "falls",
            "knowledge no longer tells those who see a need from those who do not",
        ),
        Switch(
            {"recognition_mild": 0.0, "recognition_severe": 0.0},
            "severe_ratio",
            "falls",
            "a severe episode is no easier to see than a mild one",
        ),
        Switch(
            {"recognition_before": 0.0},
            "low_perceived_need_share",
            "rises",
            "who saw a need in an earlier episode does not know the signs",
        ),
        Switch(
            {"subthreshold_onset": 0.0},
            "use_without_disorder",
            "falls",
            "nobody feels a need without a disorder",
        ),
        strategies="public_campaign screening",
    ),
    row(
        3,
        "Denial as a defence",
        "Denial grows with shame and with the shock of a severe episode; it keeps the need from "
        "being seen and, later, people from staying in care.",
        {
            "processes/influence.py": "denial_next_week denial_after_confrontation",
            "processes/distress.py": "denial_after_shock",
            "processes/recognition.py": "recognition_probability",
            "processes/treatment.py": "dropout_probability",
            "population/traits.py": "_draw_traits",
        },
        "denial_median denial_growth shock_denial recognition_denial dropout_denial",
        Switch(
            {"recognition_denial": 0.0},
            "low_perceived_need_share",
            "falls",
            "denial no longer keeps the need from being seen",
        ),
        Switch(
            {"denial_growth": 0.0}, "denial_unaware", "falls", "shame no longer calls for a defence"
        ),
        Switch(
            {"shock_denial": 0.0}, "denial_unaware", "falls", "the shock is no longer kept away"
        ),
        Switch(
            {"dropout_denial": 0.0},
            "dropout_gap_by_denial",
            "falls",
            "who denies the problem no longer leaves care sooner",
        ),
        strategies="leap",
    ),
    row(
        4,
        "Self-sufficiency: handling it alone",
        "The wish to manage alone is the most stated and the heaviest barrier among people who see "
        "a need; it weakens as coping alone fails.",
        {
            "processes/barriers.py": "self_reliance_now attitudes",
            "processes/seeking.py": "intention_probability",
            "population/traits.py": "_draw_traits",
        },
        "self_reliance_median weight_self_reliance coping_fatigue",
        Switch(
            {"weight_self_reliance": 0.0},
            "service_use_12m",
            "rises",
            "nobody holds back to manage alone",
        ),
        Switch(
            {"weight_self_reliance": 0.0},
            "handle_alone_share",
            "falls",
            "it is no longer a reason that anybody would name",
        ),
        Switch(
            {"coping_fatigue": 0.0},
            "handle_alone_share",
            "rises",
            "weeks in which coping failed no longer wear the wish down",
        ),
        strategies="motivational_interviewing",
    ),
    row(
        5,
        "Fear of vulnerability, suppressed emotion",
        "Who conceals tells nobody, so that nobody can urge them; in care, the alliance grows more "
        "slowly with those who show nothing.",
        {
            "processes/seeking.py": "confide_probability",
            "processes/words.py": "notice_probability",
            "processes/treatment.py": "alliance_after_session",
            "population/traits.py": "_draw_traits",
        },
        "concealment_median confide_chance alliance_concealment",
        Switch(
            {"concealment_median": 0.001},
            "prompted_share",
            "rises",
            "episodes that show, and are told of, can be spoken of",
        ),
        Switch(
            {"concealment_median": 0.001},
            "service_use_12m",
            "rises",
            "open people are urged, and have less to lose by being known",
        ),
        Switch(
            {"confide_chance": 0.0}, "prompted_share", "falls", "nobody is told, so fewer can urge"
        ),
        Switch(
            {"alliance_concealment": 0.0},
            "alliance_in_care",
            "rises",
            "the bond grows as fast with those who hide what they feel",
        ),
    ),
    row(
        6,
        "Cultural narratives and codes of non-disclosure",
        "Culture groups differ in stigma, trust, openness and knowledge, and services fit some "
        "groups less; care can be adapted to them.",
        {
            "population/traits.py": "draw_population",
            "processes/barriers.py": "distrust_barrier",
            "processes/treatment.py": "alliance_at_start",
        },
        "culture.groups.asian.perceived_stigma culture.groups.asian.trust "
        "culture.groups.asian.concealment culture.groups.asian.literacy "
        "culture.groups.asian.self_reliance "
        "culture.groups.asian.service_fit weight_fit alliance_culture",
        Switch(
            {f"culture.groups.{group}.{norm}": 0.0 for group in _CULTURES for norm in _NORMS},
            "culture_gap",
            "falls",
            "groups no longer differ in what may be felt and told",
        ),
        Switch(
            {"weight_fit": 0.0},
            "culture_gap",
            "falls",
            "services that were not made for them keep nobody away",
        ),
        Switch(
            {"alliance_culture": 0.0},
            "alliance_low_fit",
            "rises",
            "care fits people of all groups alike",
        ),
        strategies="culturally_adapted_care",
    ),
    row(
        7,
        "Authority and the loss of autonomy",
        "Pressure and directive care provoke reactance: offers are refused, care is left, denial "
        "hardens. Collaborative care does not.",
        {
            "processes/help_resistance.py": "refusal_probability",
            "processes/treatment.py": "dropout_probability",
            "processes/influence.py": "denial_after_confrontation",
            "population/traits.py": "_draw_traits",
        },
        "reactance_median refusal_directive dropout_directive confrontation_denial "
        "services.general_practice.directive",
        Switch(
            {"refusal_directive": 0.0},
            "refused_offer_share",
            "falls",
            "being told what to do is no reason to refuse",
        ),
        Switch(
            {"dropout_directive": 0.0},
            "dropout_share",
            "falls",
            "being directed is no reason to leave",
        ),
        Switch(
            {"confrontation_denial": 0.0},
            "denial_urged",
            "falls",
            "pressure no longer hardens those who resist it",
        ),
        strategies="alliance_training",
    ),
    row(
        8,
        "Fear of change, familiar suffering",
        "A loop: the longer an episode goes untreated, the more a life without it threatens, and "
        "the less help is sought.",
        {
            "processes/influence.py": "fear_of_change_next_week",
            "processes/distress.py": "after_recovery",
            "processes/barriers.py": "attitudes",
            "processes/seeking.py": "intention_probability",
            "population/traits.py": "_draw_traits",
        },
        "fear_of_change_median fear_growth weight_fear recovery_return",
        Switch(
            {"fear_growth": 0.0},
            "fear_of_change_untreated",
            "falls",
            "suffering does not become familiar",
        ),
        Switch(
            {"fear_growth": 0.0},
            "service_use_12m",
            "rises",
            "time without care no longer feeds what keeps from care",
        ),
        Switch({"weight_fear": 0.0}, "service_use_12m", "rises", "change no longer threatens"),
        strategies="motivational_interviewing",
    ),
    row(
        9,
        "Past experience of therapy",
        "A course that helped or failed moves trust and the benefit that is expected; who speaks "
        "of it is an example or a warning to others.",
        {
            "population/experience.py": "after_experience",
            "processes/treatment.py": "advance_treatment",
            "processes/seeking.py": "intention_probability",
            "processes/record.py": "fade_examples",
            "population/traits.py": "_draw_history",
            "processes/influence.py": "advance_influence",
        },
        "experience_trust intention_before disclosure_chance warning_chance intention_example "
        "example_fade helpful_progress past_contact_rate past_good_share examples_counted "
        "look_interval",
        Switch(
            {"experience_trust": 0.0},
            "trust_gap_by_experience",
            "falls",
            "good and bad care leave the same trust",
        ),
        Switch(
            {"intention_before": 0.0},
            "service_use_12m",
            "falls",
            "who has been in care is as far from it as those who have not",
        ),
        Switch(
            {"disclosure_chance": 0.0},
            "examples_seen",
            "falls",
            "nobody hears from those whom care has helped",
        ),
        Switch(
            {"disclosure_chance": 0.0},
            "entries",
            "falls",
            "examples of care that helped no longer encourage",
        ),
        Switch(
            {"warning_chance": 0.0},
            "examples_seen",
            "rises",
            "nobody hears from those whom care has failed",
        ),
        Switch(
            {"warning_chance": 0.0},
            "entries",
            "rises",
            "tales of care that failed no longer discourage",
            on={"intention_example": 1.0},
        ),
        strategies="social_contact",
    ),
    row(
        10,
        "Mistrust and scepticism",
        "Who distrusts professionals, or doubts that care helps, seeks it less; trust is also what "
        "the alliance starts from.",
        {
            "processes/barriers.py": "distrust_barrier attitudes",
            "processes/treatment.py": "alliance_at_start",
            "population/traits.py": "_draw_traits",
        },
        "trust_median expected_benefit_median weight_distrust weight_ineffective "
        "attitude_correlation",
        Switch(
            {"weight_distrust": 0.0},
            "service_use_12m",
            "rises",
            "professionals need no longer be trusted beforehand",
        ),
        Switch(
            {"weight_distrust": 0.0},
            "barrier_distrust",
            "falls",
            "it is no longer a reason that anybody would name",
        ),
        Switch(
            {"weight_ineffective": 0.0},
            "service_use_12m",
            "rises",
            "doubts about care no longer deter",
        ),
        strategies="peer_navigators",
    ),
)
