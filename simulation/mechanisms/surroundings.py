"""Rows 11 to 16: what lies around people and behind them: services, others, adversity."""

from __future__ import annotations

from simulation.mechanisms.settings import of_services
from simulation.switches import Mechanism, Switch, row

AROUND_PEOPLE: tuple[Mechanism, ...] = (
    row(
        11,
        "Cost, travel, time, waiting",
        "Price after coverage is set against income, travel and office hours against the day, "
        "waiting against both. It decides who enters, hardly how long they stay.",
        {
            "processes/choice.py": "price_to_person cost_burden travel_burden wait_burden "
            "choose_help",
            "processes/services.py": "place_in_line attendance_probability admit expect_waits",
            "processes/seeking.py": "advance_seeking",
            "population/traits.py": "_draw_circumstances",
        },
        "price_weight price_scale travel_weight hours_weight wait_weight weight_structural "
        "structural_limit uninsured_share travel_median no_show_wait withdrawal first_no_show "
        "triage no_show_return services.specialist.price services.specialist.coinsurance "
        "services.specialist.places wait_memory part_time_hours insured_from_age "
        "insured_below_age",
        Switch({"price_weight": 0.0}, "service_use_12m", "rises", "nobody is kept away by price"),
        Switch({"price_weight": 0.0}, "barrier_cost", "falls", "price weighs on nobody"),
        Switch({"travel_weight": 0.0}, "barrier_travel", "falls", "the way to care costs nothing"),
        Switch({"hours_weight": 0.0}, "full_time_use", "rises", "care can be had after work"),
        Switch(of_services("places", 1000.0), "service_use_12m", "rises", "nobody has to wait"),
        Switch(
            {"wait_weight": 0.0},
            "mean_wait_weeks",
            "rises",
            "nobody turns to other help because of a long list",
        ),
        Switch(
            {"no_show_wait": 0.0},
            "missed_first_share",
            "falls",
            "a long wait no longer makes people miss the first appointment",
            on={"services.specialist.places": 2.5},
        ),
        Switch(
            {"triage": 0.0},
            "wait_of_the_severe",
            "rises",
            "the severely ill wait their turn as all others",
        ),
        Switch({"withdrawal": 0.0}, "barrier_availability", "falls", "nobody gives up waiting"),
        strategies="subsidy free_first_sessions more_places reminders",
    ),
    row(
        12,
        "Family, friends, peers: both ways",
        "Those close to a person who know of the episode urge or discourage; attitudes are talked "
        "about and grow alike; confidants advise.",
        {
            "processes/influence.py": "advance_influence attitude_after_conversation",
            "processes/words.py": "prompt_probability speaking_probability notice_probability "
            "favour word_of",
            "processes/help_resistance.py": "turn_to_confidants turning_probability "
            "advice_refusal_probability",
            "processes/record.py": "opinion_of",
            "processes/recognition.py": "recognition_probability",
            "processes/seeking.py": "intention_probability",
            "processes/distress.py": "remission_rate",
        },
        "prompt_chance discouragement recognition_prompt intention_prompt conversation_chance "
        "peer_weight attitude_return notice_household notice_friend notice_mild opinion_trust "
        "opinion_benefit talk_chance advice_refusal remission_support visits_heard",
        Switch(
            {"prompt_chance": 0.0},
            "service_use_12m",
            "falls",
            "nobody is brought to care by others",
        ),
        Switch(
            {"recognition_prompt": 0.0},
            "low_perceived_need_share",
            "rises",
            "nobody learns from others that something is wrong",
        ),
        Switch(
            {"intention_prompt": 0.0},
            "service_use_12m",
            "falls",
            "encouragement no longer tips the balance",
        ),
        Switch({"discouragement": 0.0}, "intentions", "rises", "nobody is talked out of it"),
        Switch(
            {"advice_refusal": 1.0},
            "intentions",
            "falls",
            "no advice of a confidant is ever taken; refusing it costs and feeds nothing here",
            on={"habit_gain": 0.0, "talk_cost": 0.0, "talk_cost_refused": 0.0},
        ),
        Switch(
            {"conversation_chance": 0.0},
            "friends_alike",
            "falls",
            "friends no longer learn each other's attitudes",
        ),
        strategies="gatekeepers",
    ),
    row(
        13,
        "Help resistance: asking, refusing, asking for something else",
        "A trait and a loop. Some ask confidants and professionals for help and refuse what is "
        "offered: to be in the conversation is what they get out of it, so the habit grows and "
        "confidants grow weary. It yields where the subject is changed, where a chronic case is "
        "referred to a professional, and when the issue beneath is resolved.",
        {
            "processes/help_resistance.py": "resistance_now refusal_probability "
            "odds_after_referral stop_asking_probability "
            "turning_probability advice_refusal_probability habit_after_refusal "
            "habit_after_change_of_subject burden_after_talk referral_probability "
            "resistance_in_care ear_of answer_of turn_to_confidants bear",
            "processes/seeking.py": "advance_seeking",
            "processes/distress.py": "advance_distress",
            "processes/words.py": "speaking_probability",
            "population/traits.py": "_draw_traits",
        },
        "help_resistance_median refusal_base refusal_help_resistance refusal_habit ask_again "
        "stop_asking talk_chance talk_resistance acknowledgement advice_refusal habit_gain "
        "habit_break habit_treated habit_resolved chronic_habit referral_chance referral_odds "
        "talk_cost talk_cost_refused weary_silence refusals_counted",
        Switch(
            {"refusal_help_resistance": 0.0},
            "refused_offer_share",
            "falls",
            "who asks for help takes it",
        ),
        Switch(
            {"refusal_habit": 0.0}, "repeated_requests", "falls", "refusing does not feed on itself"
        ),
        Switch(
            {"talk_resistance": 0.0},
            "talks",
            "falls",
            "the conversation is no longer sought for its own sake",
        ),
        Switch(
            {"habit_gain": 0.0},
            "advice_refused_share",
            "falls",
            "conversations no longer reward asking and refusing",
        ),
        Switch(
            {"acknowledgement": 0.0},
            "asking_habit",
            "rises",
            "nobody breaks the loop by changing the subject",
        ),
        Switch(
            {"habit_treated": 0.0},
            "asking_habit_after_care",
            "rises",
            "care does not reach the issue beneath",
        ),
        Switch(
            {"habit_resolved": 0.0},
            "asking_habit",
            "rises",
            "the habit outlives the problem that it belonged to",
        ),
        Switch(
            {"referral_chance": 0.0},
            "chronic_without_care",
            "rises",
            "nobody sends chronic cases to a professional",
            on={"help_resistance_median": 0.35},
        ),
        Switch(
            {"referral_odds": 1.0},
            "refusals",
            "rises",
            "who was sent by somebody they listen to refuses as before",
        ),
        Switch(
            {"talk_cost": 0.0, "talk_cost_refused": 0.0},
            "weary_share",
            "falls",
            "listening to it wears nobody out",
        ),
        Switch(
            {"weary_silence": 0.0},
            "turned_away_share",
            "falls",
            "worn-out confidants listen as before",
        ),
        strategies="help_resistance_protocol",
    ),
    row(
        14,
        "LEAP against confrontation",
        "Relatives who urge a person that sees no need either confront, which hardens denial, or "
        "listen, empathise, agree and partner, which softens it and builds trust.",
        {
            "processes/influence.py": "advance_influence denial_after_confrontation",
            "processes/words.py": "confrontation_probability",
        },
        "confrontation_share confrontation_denial listening_denial listening_trust listening_fear",
        Switch(
            {"confrontation_share": 0.0},
            "denial_urged",
            "falls",
            "all relatives listen instead of confronting",
        ),
        Switch(
            {"confrontation_share": 0.0},
            "perceived_need_12m",
            "rises",
            "people come to see a need where they are heard",
        ),
        Switch(
            {"listening_denial": 0.0, "listening_trust": 0.0, "listening_fear": 0.0},
            "trust_urged",
            "falls",
            "being listened to no longer builds trust",
        ),
        Switch(
            {"listening_denial": 0.0, "listening_trust": 0.0, "listening_fear": 0.0},
            "perceived_need_12m",
            "falls",
            "being listened to no longer opens eyes",
        ),
        strategies="leap",
    ),
    row(
        15,
        "Exhausted relatives",
        "An untreated episode weighs upon those close to it; the weary say and hear less and "
        "are at more risk themselves. Rest and groups relieve them.",
        {
            "processes/relatives.py": "burden_after_strain strain is_close",
            "processes/record.py": "advance_record relieve",
            "processes/distress.py": "onset_probability weekly_onset_rate",
            "processes/help_resistance.py": "ear_of",
            "processes/words.py": "speaking_probability",
        },
        "close_tie burden_growth burden_severe burden_relief weary_burden weary_silence "
        "burden_distress least_burden",
        Switch(
            {"burden_growth": 0.0},
            "weary_share",
            "falls",
            "living beside untreated illness costs nothing",
        ),
        Switch({"burden_relief": 0.0}, "weary_share", "rises", "nobody rests or is relieved"),
        Switch({"weary_silence": 0.0}, "prompts", "rises", "the weary still speak up"),
        Switch({"burden_distress": 0.0}, "onsets", "falls", "exhaustion makes nobody ill"),
        strategies="family_groups",
    ),
    row(
        16,
        "Resistance as survival after trauma",
        "After much adversity trust is lower, change threatens more and sooner, care works less "
        "well and is left more often, episodes last longer.",
        {
            "population/traits.py": "draw_population _draw_circumstances _draw_traits "
            "_draw_vulnerability",
            "processes/influence.py": "fear_of_change_next_week",
            "processes/treatment.py": "progress_after_session dropout_probability",
            "processes/distress.py": "remission_rate",
        },
        "trauma_some_share trauma_high_share trauma_shift fear_growth_trauma progress_trauma "
        "dropout_trauma remission_trauma vulnerability_trauma",
        Switch(
            {"trauma_shift": 0.0},
            "trust_gap_by_trauma",
            "falls",
            "adversity has taught nobody to be wary of help",
        ),
        Switch(
            {"fear_growth_trauma": 1.0},
            "fear_gap_by_trauma",
            "falls",
            "suffering grows no more familiar to them than to others",
        ),
        Switch(
            {"progress_trauma": 1.0}, "progress_with_trauma", "rises", "care works as well for them"
        ),
        Switch(
            {"dropout_trauma": 0.0},
            "dropout_gap_by_trauma",
            "falls",
            "care is no more of a threat to them",
        ),
        Switch(
            {"remission_trauma": 1.0},
            "symptom_weeks_with_trauma",
            "falls",
            "they recover as fast as others",
        ),
        strategies="trauma_informed_care",
    ),
)
