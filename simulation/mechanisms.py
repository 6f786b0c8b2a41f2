"""Mechanisms: why people hold back and what helps, row by row, and where each is found.

A row says what is described, which rules of which file do it, which parameters move it, and in
which quantity it shows: each *switch* takes the mechanism (or one part of it) away by settings, and
names the quantity that then rises or falls, with the reason. ``helpseek list mechanisms`` prints
the table; ``tests/test_mechanisms.py`` throws every switch.
"""

from __future__ import annotations

from simulation.switches import Mechanism, Settings, Switch, row

_EVERY_SERVICE = ("general_practice", "specialist", "remote", "self_help", "support_group")
_CULTURES = ("hispanic", "black", "asian")
_NORMS = ("perceived_stigma", "trust", "concealment", "literacy", "self_reliance")


def _services(name: str, value: float, services: tuple[str, ...] = _EVERY_SERVICE) -> Settings:
    return {f"services.{service}.{name}": value for service in services}


MECHANISMS: tuple[Mechanism, ...] = (
    row(
        1, "Stigma of three kinds, and how it turns inward",
        "Stigma perceived in others makes being known costly, the more so where the place punishes "
        "disclosure; in need it slowly becomes shame of one's own. Each deters a little.",
        {"processes/barriers.py": "stigma_barrier", "processes/choice.py": "suitability",
         "processes/influence.py": "self_stigma_next_week", "processes/distress.py":
         "after_recovery", "processes/treatment.py": "advance_treatment"},
        "weight_self_stigma weight_disclosure exposure_weight internalisation structural_stigma "
        "perceived_stigma_median self_stigma_median recovery_return care_destigmatises",
        Switch({"weight_disclosure": 0.0}, "service_use_12m", "rises",
               "who conceals need not fear what others would think"),
        Switch({"culture.structural_stigma": 0.0}, "service_use_12m", "rises",
               "disclosure no longer costs jobs and standing"),
        Switch({"weight_self_stigma": 0.0}, "service_use_12m", "rises", "shame no longer deters"),
        Switch({"internalisation": 0.0}, "self_stigma_untreated", "falls",
               "what others are believed to think no longer becomes one's own view of oneself"),
        Switch({"exposure_weight": 0.0}, "visible_help_wanted", "rises",
               "nobody avoids the help at which one may be seen"),
        strategies="social_contact",
    ),
    row(
        2, "Lack of awareness",
        "Whether a need is seen depends on severity, knowledge, denial and what others say; not "
        "seeing one is the commonest reason for not seeking help.",
        {"processes/recognition.py": "recognition_probability"},
        "recognition_base recognition_mild recognition_severe recognition_literacy "
        "recognition_before literacy_median male_shift age_shift",
        Switch({"recognition_base": 6.0}, "service_use_12m", "rises",
               "everybody in an episode sees the need at once"),
        Switch({"recognition_literacy": 0.0}, "need_gap_by_literacy", "falls",
               "knowledge no longer tells those who see a need from those who do not"),
        Switch({"recognition_mild": 0.0, "recognition_severe": 0.0}, "severe_ratio", "falls",
               "a severe episode is no easier to see than a mild one"),
        Switch({"recognition_before": 0.0}, "low_perceived_need_share", "rises",
               "who saw a need in an earlier episode does not know the signs"),
        strategies="public_campaign screening",
    ),
    row(
        3, "Denial as a defence",
        "Denial grows with shame and with the shock of a severe episode; it keeps the need from "
        "being seen and, later, people from staying in care.",
        {"processes/influence.py": "denial_next_week denial_after_confrontation",
         "processes/distress.py": "denial_after_shock", "processes/recognition.py":
         "recognition_probability", "processes/treatment.py": "dropout_probability"},
        "denial_median denial_growth shock_denial recognition_denial dropout_denial",
        Switch({"recognition_denial": 0.0}, "low_perceived_need_share", "falls",
               "denial no longer keeps the need from being seen"),
        Switch({"denial_growth": 0.0}, "denial_unaware", "falls",
               "shame no longer calls for a defence"),
        Switch({"shock_denial": 0.0}, "denial_unaware", "falls",
               "the shock is no longer kept away"),
        Switch({"dropout_denial": 0.0}, "dropout_gap_by_denial", "falls",
               "who denies the problem no longer leaves care sooner"),
        strategies="leap",
    ),
    row(
        4, "Self-sufficiency: handling it alone",
        "The wish to manage alone is the most stated and the heaviest barrier among people who see "
        "a need; it weakens as coping alone fails.",
        {"processes/barriers.py": "self_reliance_now", "processes/seeking.py":
         "intention_probability"},
        "self_reliance_median weight_self_reliance coping_fatigue",
        Switch({"weight_self_reliance": 0.0}, "service_use_12m", "rises",
               "nobody holds back to manage alone"),
        Switch({"weight_self_reliance": 0.0}, "handle_alone_share", "falls",
               "it is no longer a reason that anybody would name"),
        Switch({"coping_fatigue": 0.0}, "handle_alone_share", "rises",
               "weeks in which coping failed no longer wear the wish down"),
        strategies="motivational_interviewing",
    ),
    row(
        5, "Fear of vulnerability, suppressed emotion",
        "Who conceals tells nobody, so that nobody can urge them; in care, the alliance grows more "
        "slowly with those who show nothing.",
        {"processes/seeking.py": "confide_probability", "processes/influence.py":
         "notice_probability", "processes/treatment.py": "alliance_after_session"},
        "concealment_median confide_chance alliance_concealment",
        Switch({"concealment_median": 0.001}, "prompted_share", "rises",
               "episodes that show, and are told of, can be spoken of"),
        Switch({"concealment_median": 0.001}, "service_use_12m", "rises",
               "open people are urged, and have less to lose by being known"),
        Switch({"confide_chance": 0.0}, "prompted_share", "falls",
               "nobody is told, so fewer can urge"),
        Switch({"alliance_concealment": 0.0}, "alliance_in_care", "rises",
               "the bond grows as fast with those who hide what they feel"),
    ),
    row(
        6, "Cultural narratives and codes of non-disclosure",
        "Culture groups differ in stigma, trust, openness and knowledge, and services fit some "
        "groups less; care can be adapted to them.",
        {"population/traits.py": "draw_population", "processes/treatment.py": "alliance_at_start"},
        "culture.groups.asian.perceived_stigma culture.groups.asian.trust "
        "culture.groups.asian.concealment culture.groups.asian.literacy "
        "culture.groups.asian.self_reliance "
        "culture.groups.asian.service_fit alliance_culture",
        Switch({f"culture.groups.{group}.{norm}": 0.0 for group in _CULTURES for norm in _NORMS},
               "culture_gap", "falls", "groups no longer differ in what may be felt and told"),
        Switch({"alliance_culture": 0.0}, "alliance_low_fit", "rises",
               "care fits people of all groups alike"),
        strategies="culturally_adapted_care",
    ),
    row(
        7, "Authority and the loss of autonomy",
        "Pressure and directive care provoke reactance: offers are refused, care is left, denial "
        "hardens. Collaborative care does not.",
        {"processes/help_resistance.py": "refusal_probability", "processes/treatment.py":
         "dropout_probability", "processes/influence.py": "denial_after_confrontation"},
        "reactance_median refusal_directive dropout_directive confrontation_denial "
        "services.general_practice.directive",
        Switch({"refusal_directive": 0.0}, "refused_offer_share", "falls",
               "being told what to do is no reason to refuse"),
        Switch({"dropout_directive": 0.0}, "dropout_share", "falls",
               "being directed is no reason to leave"),
        Switch({"confrontation_denial": 0.0}, "denial_urged", "falls",
               "pressure no longer hardens those who resist it"),
        strategies="alliance_training",
    ),
    row(
        8, "Fear of change, familiar suffering",
        "A loop: the longer an episode goes untreated, the more a life without it threatens, and "
        "the less help is sought.",
        {"processes/influence.py": "fear_of_change_next_week", "processes/distress.py":
         "after_recovery", "processes/seeking.py": "intention_probability"},
        "fear_of_change_median fear_growth weight_fear recovery_return",
        Switch({"fear_growth": 0.0}, "fear_of_change_untreated", "falls",
               "suffering does not become familiar"),
        Switch({"fear_growth": 0.0}, "service_use_12m", "rises",
               "time without care no longer feeds what keeps from care"),
        Switch({"weight_fear": 0.0}, "service_use_12m", "rises", "change no longer threatens"),
        strategies="motivational_interviewing",
    ),
    row(
        9, "Past experience of therapy",
        "A course that helped or failed moves trust and the benefit that is expected; who speaks "
        "of it is an example or a warning to others.",
        {"population/experience.py": "after_experience", "processes/treatment.py":
         "advance_treatment", "processes/seeking.py": "intention_probability"},
        "experience_trust disclosure_chance warning_chance intention_example example_fade "
        "helpful_progress past_contact_rate past_good_share",
        Switch({"experience_trust": 0.0}, "trust_gap_by_experience", "falls",
               "good and bad care leave the same trust"),
        Switch({"disclosure_chance": 0.0}, "examples_seen", "falls",
               "nobody hears from those whom care has helped"),
        Switch({"disclosure_chance": 0.0}, "entries", "falls",
               "examples of care that helped no longer encourage"),
        Switch({"warning_chance": 0.0}, "entries", "rises",
               "tales of care that failed no longer discourage"),
        strategies="social_contact",
    ),
    row(
        10, "Mistrust and scepticism",
        "Who distrusts professionals, or doubts that care helps, seeks it less; trust is also what "
        "the alliance starts from.",
        {"processes/seeking.py": "advance_seeking", "processes/treatment.py": "alliance_at_start"},
        "trust_median expected_benefit_median weight_distrust weight_ineffective "
        "attitude_correlation",
        Switch({"weight_distrust": 0.0}, "service_use_12m", "rises",
               "professionals need no longer be trusted beforehand"),
        Switch({"weight_distrust": 0.0}, "barrier_distrust", "falls",
               "it is no longer a reason that anybody would name"),
        Switch({"weight_ineffective": 0.0}, "service_use_12m", "rises",
               "doubts about care no longer deter"),
        strategies="peer_navigators",
    ),
    row(
        11, "Cost, travel, time, waiting",
        "Price after coverage is set against income, travel and office hours against the day, "
        "waiting against both. It decides who enters, hardly how long they stay.",
        {"processes/choice.py": "price_to_person cost_burden travel_burden wait_burden choose_help",
         "processes/services.py": "attendance_probability admit expect_waits"},
        "price_weight price_scale travel_weight hours_weight wait_weight weight_structural "
        "structural_limit uninsured_share travel_median no_show_wait withdrawal first_no_show "
        "no_show_return services.specialist.price services.specialist.coinsurance "
        "services.specialist.places",
        Switch({"price_weight": 0.0}, "service_use_12m", "rises", "nobody is kept away by price"),
        Switch({"price_weight": 0.0}, "barrier_cost", "falls", "price weighs on nobody"),
        Switch({"travel_weight": 0.0}, "barrier_travel", "falls", "the way to care costs nothing"),
        Switch({"hours_weight": 0.0}, "full_time_use", "rises", "care can be had after work"),
        Switch(_services("places", 1000.0), "service_use_12m", "rises", "nobody has to wait"),
        Switch({"wait_weight": 0.0}, "mean_wait_weeks", "rises",
               "nobody turns to other help because of a long list"),
        Switch({"withdrawal": 0.0}, "barrier_availability", "falls", "nobody gives up waiting"),
        strategies="subsidy free_first_sessions more_places reminders",
    ),
    row(
        12, "Family, friends, peers: both ways",
        "Those close to a person who know of the episode urge or discourage; attitudes are talked "
        "about and grow alike; confidants advise.",
        {"processes/influence.py": "prompt_probability speaking_probability notice_probability "
         "advance_influence attitude_after_conversation favour",
         "processes/help_resistance.py": "turn_to_confidants",
         "processes/record.py": "opinion_of"},
        "prompt_chance discouragement recognition_prompt intention_prompt conversation_chance "
        "peer_weight attitude_return notice_household notice_friend notice_mild opinion_trust "
        "opinion_benefit talk_chance advice_refusal remission_support",
        Switch({"prompt_chance": 0.0}, "service_use_12m", "falls",
               "nobody is brought to care by others"),
        Switch({"recognition_prompt": 0.0}, "low_perceived_need_share", "rises",
               "nobody learns from others that something is wrong"),
        Switch({"intention_prompt": 0.0}, "service_use_12m", "falls",
               "encouragement no longer tips the balance"),
        Switch({"discouragement": 0.0}, "intentions", "rises", "nobody is talked out of it"),
        Switch({"advice_refusal": 1.0}, "intentions", "falls",
               "no advice of a confidant is ever taken; refusing it costs and feeds nothing here",
               on={"habit_gain": 0.0, "talk_cost": 0.0, "talk_cost_refused": 0.0}),
        Switch({"conversation_chance": 0.0}, "friends_alike", "falls",
               "friends no longer learn each other's attitudes"),
        strategies="gatekeepers",
    ),
    row(
        13, "Help resistance: asking, refusing, asking for something else",
        "A trait and a loop. Some ask confidants and professionals for help and refuse what is "
        "offered: to be in the conversation is what they get out of it, so the habit grows and "
        "confidants grow weary. It yields where the subject is changed, where a chronic case is "
        "referred to a professional, and when the issue beneath is resolved.",
        {"processes/help_resistance.py": "resistance_now refusal_probability "
         "stop_asking_probability turning_probability advice_refusal_probability "
         "habit_after_refusal habit_after_change_of_subject burden_after_talk "
         "referral_probability resistance_in_care turn_to_confidants bear"},
        "help_resistance_median refusal_base refusal_help_resistance refusal_habit ask_again "
        "stop_asking talk_chance talk_resistance acknowledgement advice_refusal habit_gain "
        "habit_break habit_treated chronic_habit referral_chance talk_cost talk_cost_refused "
        "weary_silence",
        Switch({"refusal_help_resistance": 0.0}, "refused_offer_share", "falls",
               "who asks for help takes it"),
        Switch({"refusal_habit": 0.0}, "repeated_requests", "falls",
               "refusing does not feed on itself"),
        Switch({"talk_resistance": 0.0}, "talks", "falls",
               "the conversation is no longer sought for its own sake"),
        Switch({"habit_gain": 0.0}, "advice_refused_share", "falls",
               "conversations no longer reward asking and refusing"),
        Switch({"acknowledgement": 0.0}, "asking_habit", "rises",
               "nobody breaks the loop by changing the subject"),
        Switch({"habit_treated": 0.0}, "asking_habit_after_care", "rises",
               "care does not reach the issue beneath"),
        Switch({"talk_cost": 0.0, "talk_cost_refused": 0.0}, "weary_share", "falls",
               "listening to it wears nobody out"),
        Switch({"weary_silence": 0.0}, "turned_away_share", "falls",
               "worn-out confidants listen as before"),
        strategies="help_resistance_protocol",
    ),
    row(
        14, "LEAP against confrontation",
        "Relatives who urge a person that sees no need either confront, which hardens denial, or "
        "listen, empathise, agree and partner, which softens it and builds trust.",
        {"processes/influence.py": "advance_influence denial_after_confrontation"},
        "confrontation_share confrontation_denial listening_denial listening_trust listening_fear",
        Switch({"confrontation_share": 0.0}, "denial_urged", "falls",
               "all relatives listen instead of confronting"),
        Switch({"confrontation_share": 0.0}, "perceived_need_12m", "rises",
               "people come to see a need where they are heard"),
        Switch({"listening_denial": 0.0, "listening_trust": 0.0, "listening_fear": 0.0},
               "trust_urged", "falls", "being listened to no longer builds trust"),
        Switch({"listening_denial": 0.0, "listening_trust": 0.0, "listening_fear": 0.0},
               "perceived_need_12m", "falls", "being listened to no longer opens eyes"),
        strategies="leap",
    ),
    row(
        15, "Exhausted relatives",
        "An untreated episode weighs upon those close to it; the weary say and hear less and "
        "are at more risk themselves. Rest and groups relieve them.",
        {"processes/relatives.py": "burden_after_strain strain", "processes/record.py":
         "advance_record", "processes/distress.py": "onset_probability"},
        "close_tie burden_growth burden_severe burden_relief weary_burden weary_silence "
        "burden_distress",
        Switch({"burden_growth": 0.0}, "weary_share", "falls",
               "living beside untreated illness costs nothing"),
        Switch({"burden_relief": 0.0}, "weary_share", "rises", "nobody rests or is relieved"),
        Switch({"weary_silence": 0.0}, "prompts", "rises", "the weary still speak up"),
        Switch({"burden_distress": 0.0}, "onsets", "falls", "exhaustion makes nobody ill"),
        strategies="family_groups",
    ),
    row(
        16, "Resistance as survival after trauma",
        "After much adversity trust is lower, change threatens more and sooner, care works less "
        "well and is left more often, episodes last longer.",
        {"population/traits.py": "draw_population", "processes/influence.py":
         "fear_of_change_next_week", "processes/treatment.py": "progress_after_session "
         "dropout_probability", "processes/distress.py": "remission_probability"},
        "trauma_some_share trauma_high_share trauma_shift fear_growth_trauma progress_trauma "
        "dropout_trauma remission_trauma vulnerability_trauma",
        Switch({"trauma_shift": 0.0}, "trust_gap_by_trauma", "falls",
               "adversity has taught nobody to be wary of help"),
        Switch({"fear_growth_trauma": 1.0}, "fear_gap_by_trauma", "falls",
               "suffering grows no more familiar to them than to others"),
        Switch({"progress_trauma": 1.0}, "progress_with_trauma", "rises",
               "care works as well for them"),
        Switch({"dropout_trauma": 0.0}, "dropout_gap_by_trauma", "falls",
               "care is no more of a threat to them"),
        Switch({"remission_trauma": 1.0}, "symptom_weeks_with_trauma", "falls",
               "they recover as fast as others"),
        strategies="trauma_informed_care",
    ),
    row(
        17, "Little progress in treatment",
        "Care that leads nowhere is left, stepped up to specialists, continued with somebody else, "
        "or the person is called resistant and loses trust.",
        {"processes/treatment.py": "is_stalled responsiveness_of progress_after_session "
         "dropout_probability _answer_to_stalling"},
        "stalled_sessions stalled_progress progress_spread dropout_stalled step_up_chance "
        "change_chance label_chance label_trust return_after_dropout return_after_completion",
        Switch({"dropout_stalled": 0.0}, "left_while_stalled", "falls",
               "getting nowhere is no reason to leave"),
        Switch({"step_up_chance": 0.0}, "stalled_before_specialists", "rises",
               "people stay in care that is too weak for them"),
        Switch({"change_chance": 0.0}, "professional_changes", "falls",
               "nobody goes on with another professional"),
        Switch({"label_chance": 0.0}, "trust_of_users", "rises",
               "nobody is told that they resist treatment"),
        Switch({"progress_spread": 0.0}, "labels", "falls", "everybody responds to care alike"),
    ),
    row(
        18, "Consequences of going untreated",
        "The longer an episode lasts, the less likely it ends; long untreated ones relapse more. "
        "What care adds is health.",
        {"processes/distress.py": "remission_probability onset_probability severity_next_week",
         "processes/record.py": "health_lost"},
        "remission_scale remission_offset remission_floor relapse_chronic relapse_memory "
        "deepening easing treatment_effect costs.disability_moderate",
        Switch({"remission_scale": 0.0, "remission_floor": 0.0533}, "long_episodes", "falls",
               "recovery, with the same half-way mark at three months, does not slow down"),
        Switch({"relapse_chronic": 0.0}, "onsets", "falls",
               "an episode that went long without care leaves no risk behind"),
        Switch({"treatment_effect": 0.0}, "qaly_loss", "rises", "care adds nothing to recovery"),
    ),
    row(
        19, "Other ways to be helped",
        "Help comes in person, remote, in groups and as self-help; people choose by preference, "
        "severity and circumstances, and an offer they prefer makes a better start.",
        {"processes/choice.py": "suitability choose_help", "processes/treatment.py":
         "alliance_at_start"},
        "preference_weight severity_match alliance_match services.remote.appeal "
        "services.self_help.appeal services.support_group.appeal services.remote.places",
        Switch(_services("places", 0.0, ("remote", "self_help", "support_group")),
               "any_help_begun", "falls", "only surgeries and clinics are left"),
        Switch({"preference_weight": 0.0}, "variety_of_help", "falls", "all want the same"),
        Switch({"severity_match": 0.0}, "severe_to_specialists", "falls",
               "the severe look for specialists no more than the mild"),
        Switch({"alliance_match": 0.0}, "alliance_in_care", "falls",
               "being offered what one prefers makes no better start"),
        strategies="remote_care guided_self_help support_groups",
    ),
    row(
        20, "The alliance",
        "The alliance starts from trust and match and grows with sessions; it keeps people in care "
        "and is part of what helps.",
        {"processes/treatment.py": "alliance_at_start alliance_after_session "
         "progress_after_session dropout_probability"},
        "alliance_trust alliance_growth alliance_spread dropout_alliance progress_alliance",
        Switch({"dropout_alliance": 0.0}, "dropout_gap_by_alliance", "falls",
               "a weak bond is no more reason to leave than a strong one"),
        Switch({"progress_alliance": 0.0}, "alliance_and_progress", "falls",
               "progress does not depend on the bond"),
        Switch({"alliance_growth": 0.0}, "dropout_share", "rises",
               "sessions no longer bind people to care"),
        Switch({"alliance_trust": 0.0}, "alliance_gap_by_trust", "falls",
               "the bond starts alike for those who trust and those who do not"),
        strategies="alliance_training",
    ),
    row(
        21, "About half of those affected get help",
        "What comes of all the others: somewhat less than half of all cases use a service in a "
        "year, and more of the severe.",
        {"outcomes.py": "outcomes Survey"},
        "", baseline="service_use_12m severe_ratio",
    ),
    row(
        22, "Community outreach and education",
        "What a community does about it: strategies, which modify named quantities of the week. "
        "Campaigns act through recognition more than through stigma.",
        {"processes/outreach.py": "advance_outreach", "strategies/base.py": "Strategy",
         "strategies/public.py": "PublicCampaign SocialContact", "strategies/screening.py":
         "Screening", "strategies/helpers.py": "Gatekeepers"},
        "",
        Switch({"strategies": []}, "low_perceived_need_share", "rises",
               "without a campaign fewer know what distress is",
               on={"strategies": ["public_campaign"]}),
        Switch({"strategies": []}, "low_perceived_need_share", "rises",
               "nobody is asked how they are", on={"strategies": ["screening"]}),
        Switch({"strategies": []}, "prompted_share", "falls",
               "fewer people know how to speak of distress", on={"strategies": ["gatekeepers"]}),
        Switch({"strategies": []}, "self_stigma_untreated", "rises",
               "fewer have met a person who recovered", on={"strategies": ["social_contact"]}),
        strategies="public_campaign screening gatekeepers social_contact",
    ),
)  # fmt: skip
"""All rows, in the order of their numbers."""
