"""A person of the plain model, as an object."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import mesa

from simulation.measures.categories import MODALITIES
from simulation.parameters import Services

if TYPE_CHECKING:
    from experiments.plain_mesa.model import PlainModel

ADULTS = 0.78
NEVER = -(10**9)
SERVICES = [getattr(Services(), name) for name in MODALITIES]


class PlainPerson(mesa.Agent):
    """A person: traits, an episode or none, and a place on the way to help."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        draw = self.random.random
        self.adult = draw() < ADULTS
        self.vulnerability = self.random.lognormvariate(0.0, 1.0)
        self.perceived_stigma = self.usual_stigma = draw()
        self.trust = self.usual_trust = draw()
        self.self_stigma = 0.5 * draw()
        self.self_reliance = draw()
        self.literacy = draw()
        self.concealment = draw()
        self.denial = 0.7 * draw()
        self.expected_benefit = draw()
        self.fear_of_change = 0.5 * draw()
        self.reactance = draw()
        self.help_resistance_trait = 0.3 * draw()
        self.income = self.random.lognormvariate(10.9, 0.7)
        self.covered = draw() < 0.88
        self.travel = self.random.lognormvariate(3.0, 0.5)
        self.preferences = [draw() for _ in SERVICES]
        self.trauma = self.random.choices((0, 1, 2), (36, 47, 17))[0]
        self.severity = self.worst_severity = 0
        self.episode_start = 0
        self.remission = self.last_need = self.last_service = NEVER
        self.need_start = -1
        self.stage = "well"
        self.stage_start = 0
        self.prompts = 0.0
        self.examples = 0
        self.confided = self.example = self.shows_example = False
        self.shows_weary = False
        self.burden = self.asking_habit = 0.0
        self.visits = self.weeks_ill = 0
        self.cost = self.health_lost = 0.0
        self.named: dict[str, int] = {}
        self.ever_in_care = False
        self.shown_opinion = 0.5
        self.modality = 0
        self.sessions = self.planned = 0
        self.alliance = self.progress = 0.0
        self.neighbours: list[tuple[PlainPerson, float]] = []

    def enter(self, stage: str) -> None:
        """Come to another stage."""
        self.stage = stage
        self.stage_start = self.model.week

    def distress(self) -> None:
        """Episodes begin, deepen, ease and remit."""
        if not self.adult:
            return
        p = self.model.p
        week = self.model.week
        if self.severity == 0:
            rate = p.onset_rate / 52.0 * self.vulnerability
            if self.remission != NEVER:
                since = week - self.remission
                fresh = max(1.0 - since / p.relapse_memory, 0.0)
                rate *= 1.0 + p.relapse_chronic * fresh
                rate *= 1.0 - p.relapse_protection * self.progress * fresh
            rate *= 1.0 + p.burden_distress * self.burden
            if self.random.random() < rate:
                draw = self.random.random()
                self.severity = 1 if draw < p.onset_share_mild else 2
                if draw >= 1.0 - p.onset_share_severe:
                    self.severity = 3
                self.worst_severity = self.severity
                self.episode_start = week
                self.confided = False
                if self.stage == "well":
                    self.enter("unaware")
            elif (
                self.stage == "well"
                and self.random.random() < p.subthreshold_onset / 52.0 * self.vulnerability
            ):
                self.confided = False
                self.need_start = week
                self.enter("aware")
            return
        weeks = week - self.episode_start
        rate = p.remission_scale / (weeks + p.remission_offset) + p.remission_floor
        if self.severity == 1:
            rate *= p.remission_mild
        elif self.severity == 3:
            rate *= p.remission_severe
        if self.trauma == 2:
            rate *= p.remission_trauma
        if self.confided:
            rate *= p.remission_support
        if self.stage == "in_care":
            rate *= 1.0 + p.treatment_effect * self.progress
        if self.random.random() < 1.0 - exp(-rate):
            self.severity = 0
            self.remission = week
            self.asking_habit *= 1.0 - p.habit_resolved
            if self.stage == "waiting":
                self.model.queues[self.modality].remove(self)
            if self.stage != "in_care":
                self.enter("well")
            return
        draw = self.random.random()
        if draw < p.deepening:
            self.severity = min(self.severity + 1, 3)
            self.worst_severity = max(self.worst_severity, self.severity)
        elif draw >= 1.0 - p.easing:
            self.severity = max(self.severity - 1, 1)

    def influence(self) -> None:
        """Talk with a tie now and then; in distress, be prompted by those who know."""
        if not self.adult:
            return
        p = self.model.p
        draw = self.random.random
        if draw() < p.conversation_chance and self.neighbours:
            other, strength = self.random.choice(self.neighbours)
            heard = other.shown_opinion
            weight = p.peer_weight * strength
            self.perceived_stigma += weight * (
                1.0 - heard - self.perceived_stigma
            ) + p.attitude_return * (self.usual_stigma - self.perceived_stigma)
            self.trust += weight * (heard - self.trust) + p.attitude_return * (
                self.usual_trust - self.trust
            )
        if self.stage in ("well", "in_care"):
            return
        self.prompts = 0.0
        self.examples = 0
        for other, strength in self.neighbours:
            self.examples += other.shows_example
            willing = strength * (1.0 - p.weary_silence if other.shows_weary else 1.0)
            if draw() >= p.prompt_chance * willing:
                continue
            if draw() >= p.notice_friend * strength * (1.0 - self.concealment):
                continue
            if draw() >= other.shown_opinion:
                self.prompts -= p.discouragement * strength
                continue
            self.prompts += strength
            if self.stage == "unaware":
                if draw() < p.confrontation_share:
                    self.denial += p.confrontation_denial * self.reactance * (1.0 - self.denial)
                else:
                    self.denial *= 1.0 - p.listening_denial
                    self.trust += p.listening_trust * (1.0 - self.trust)
        self.self_stigma += p.internalisation * max(self.perceived_stigma - self.self_stigma, 0.0)
        self.fear_of_change += p.fear_growth * (1.0 - self.fear_of_change)
        if self.stage == "unaware":
            self.denial += p.denial_growth * self.self_stigma * (1.0 - self.denial)

    def relatives(self) -> None:
        """Weigh upon those who are close, every fourth week of going without care."""
        if self.severity < 2 or self.stage == "in_care" or self.model.week % 4:
            return
        p = self.model.p
        for other, strength in self.neighbours:
            if strength >= p.close_tie and other.adult:
                heavier = p.burden_severe if self.severity == 3 else 1.0
                other.burden += 4.0 * p.burden_growth * strength * heavier * (1.0 - other.burden)

    def help_resistance(self) -> None:
        """Turn to a confidant with the problem; advice is taken, refused, or not given."""
        if not self.confided or self.severity == 0:
            return
        if self.stage not in ("aware", "intending", "asking", "refused"):
            return
        p = self.model.p
        draw = self.random.random
        resistance = self.help_resistance_now()
        if not self.neighbours or draw() >= p.talk_chance * (1.0 + p.talk_resistance * resistance):
            return
        other, strength = self.random.choice(self.neighbours)
        if draw() >= strength * (1.0 - p.weary_silence if other.shows_weary else 1.0):
            return
        cost = p.talk_cost
        if draw() < p.acknowledgement:
            self.asking_habit *= 1.0 - p.habit_break
        elif draw() < p.advice_refusal + (1.0 - p.advice_refusal) * resistance:
            self.asking_habit += p.habit_gain * resistance * (1.0 - self.asking_habit)
            cost = p.talk_cost_refused
        else:
            self.prompts += strength
        other.burden += cost * (1.0 - other.burden)
        if self.asking_habit >= p.chronic_habit and draw() < p.referral_chance:
            self.enter("intending")

    def help_resistance_now(self) -> float:
        """The trait, and the habit added to it."""
        return self.help_resistance_trait + (1.0 - self.help_resistance_trait) * self.asking_habit

    def recognition(self) -> None:
        """See a need, or not; a need without a disorder passes."""
        p = self.model.p
        if self.severity == 0 and self.stage in ("aware", "intending", "asking", "refused"):
            if self.random.random() < p.subthreshold_relief:
                self.enter("well")
            return
        if self.stage != "unaware":
            return
        log_odds = p.recognition_base + p.recognition_literacy * (self.literacy - 0.5)
        if self.severity == 1:
            log_odds += p.recognition_mild
        elif self.severity == 3:
            log_odds += p.recognition_severe
        log_odds += p.recognition_prompt * max(self.prompts, 0.0)
        log_odds -= p.recognition_denial * self.denial
        if self.random.random() < 1.0 / (1.0 + exp(-log_odds)):
            self.need_start = self.model.week
            self.enter("aware")

    def seeking(self) -> None:
        """Take a step on the way to help, or not."""
        if self.stage == "aware":
            self.weigh()
        elif self.stage == "intending":
            self.act()
        elif self.stage == "asking":
            self.answer()
        elif self.stage in ("dropped_out", "completed"):
            p = self.model.p
            left = self.stage == "dropped_out"
            base = p.return_after_dropout if left else p.return_after_completion
            if self.random.random() < 2.0 * base * self.trust:
                self.enter("intending")

    def best_help(self) -> tuple[int, float]:
        """The kind of help that suits best as things are, and what structure takes from it."""
        p = self.model.p
        best, best_suits, free_suits = 0, -1e9, -1e9
        for number, service in enumerate(SERVICES):
            suits = service.appeal + p.preference_weight * (self.preferences[number] - 0.5)
            suits += p.severity_match * service.severity_fit * (self.severity - 2)
            suits -= p.exposure_weight * service.exposure * self.perceived_stigma
            free_suits = max(free_suits, suits)
            paid = service.price * (service.coinsurance if self.covered else 1.0)
            suits -= p.price_weight * min(520.0 * paid / service.interval / self.income, 10.0)
            suits -= p.travel_weight * self.travel * service.travels / 30.0
            suits -= p.wait_weight * self.model.waits[number]
            if suits > best_suits:
                best, best_suits = number, suits
        return best, free_suits - best_suits

    def weigh(self) -> None:
        """Weigh the barriers, and form the intention to seek help or not."""
        p = self.model.p
        _, lost = self.best_help()
        weeks = self.model.week - self.need_start
        shame = p.weight_self_stigma * self.self_stigma
        shame += p.weight_disclosure * self.concealment * self.perceived_stigma
        barriers = {
            "alone": p.weight_self_reliance * self.self_reliance * exp(-p.coping_fatigue * weeks),
            "stigma": shame,
            "distrust": p.weight_distrust * (1.0 - self.trust) ** 2,
            "ineffective": p.weight_ineffective * (1.0 - self.expected_benefit),
            "fear": p.weight_fear * self.fear_of_change,
            "structure": p.weight_structural * lost,
        }
        log_odds = p.intention_base - sum(barriers.values()) + p.intention_prompt * self.prompts
        if self.ever_in_care:
            log_odds += p.intention_before
        log_odds += p.intention_example * min(self.examples, 3)
        if self.severity == 1:
            log_odds += p.intention_mild
        elif self.severity == 3:
            log_odds += p.intention_severe
        if self.random.random() < 1.0 / (1.0 + exp(-log_odds)):
            self.enter("intending")
        elif weeks % 4 == 0:
            for name, barrier in barriers.items():
                odds = exp((barrier - p.naming_threshold) / p.naming_spread)
                if self.random.random() < odds / (1.0 + odds):
                    self.named[name] = self.model.week
        if not self.confided and self.random.random() < p.confide_chance * (1.0 - self.concealment):
            self.confided = True

    def act(self) -> None:
        """Tell a confidant, ask a service, or give the intention up."""
        p = self.model.p
        if self.random.random() >= p.action_chance:
            if self.random.random() < p.intention_fade:
                self.enter("aware")
            return
        best, lost = self.best_help()
        if lost > p.structural_limit:
            self.enter("aware")
            return
        self.modality = best
        self.enter("asking")

    def answer(self) -> None:
        """Take the offer, or refuse it."""
        p = self.model.p
        log_odds = p.refusal_base + p.refusal_help_resistance * self.help_resistance_now()
        log_odds += p.refusal_directive * self.reactance * SERVICES[self.modality].directive
        if self.random.random() < 1.0 / (1.0 + exp(-log_odds)):
            self.enter("aware")
            return
        self.enter("waiting")
        self.model.queues[self.modality].append(self)

    def begin_care(self) -> None:
        """Come to the first appointment."""
        p = self.model.p
        if self.random.random() < p.first_no_show:
            self.enter("intending")
            return
        self.enter("in_care")
        self.model.in_care[self.modality] += 1
        self.sessions = 0
        self.progress = 0.0
        self.planned = max(
            int(SERVICES[self.modality].sessions * self.random.lognormvariate(0.0, 0.5) + 0.5), 1
        )
        start = 0.5 + p.alliance_trust * (self.trust - 0.5)
        self.alliance = min(max(self.random.gauss(start, p.alliance_spread), 0.0), 1.0)

    def treatment(self) -> None:
        """Have a session where one is due, and stay, leave or complete."""
        if self.stage != "in_care":
            return
        p = self.model.p
        service = SERVICES[self.modality]
        if (self.model.week - self.stage_start) % service.interval:
            return
        self.sessions += 1
        self.visits += 1
        self.cost += service.cost
        self.ever_in_care = True
        self.last_service = self.model.week
        self.asking_habit *= 1.0 - p.habit_treated * self.progress
        self.self_stigma *= 1.0 - p.care_destigmatises
        pace = p.alliance_growth * (1.0 - p.alliance_concealment * self.concealment)
        self.alliance += pace * (1.0 - self.alliance)
        gain = service.effect * (1.0 - p.progress_alliance * (1.0 - self.alliance))
        self.progress = min(self.progress + gain, 1.0)
        if self.sessions >= self.planned:
            done = self.severity == 0 or self.random.random() >= p.extension_chance
        else:
            done = self.severity == 0 and self.random.random() < p.well_completion
        if not done:
            early = 1.0 + p.dropout_early * exp(-(self.sessions - 1) / p.dropout_memory)
            ratio = exp(
                p.dropout_denial * (self.denial - 0.5) - p.dropout_alliance * (self.alliance - 0.5)
            )
            if self.random.random() >= service.dropout * early * ratio:
                return
        good = self.severity == 0 or self.progress >= 0.5
        aim = 1.0 if good else 0.0
        self.trust += p.experience_trust * (aim - self.trust)
        self.expected_benefit += p.experience_trust * (aim - self.expected_benefit)
        self.example = good and self.random.random() < p.disclosure_chance * (
            1.0 - self.concealment
        )
        self.model.in_care[self.modality] -= 1
        if self.severity == 0:
            self.enter("well")
        else:
            self.enter("completed" if done else "dropped_out")

    def record(self) -> None:
        """Show others what they can see, and be counted."""
        if not self.adult:
            return
        p = self.model.p
        week = self.model.week
        if self.example and self.random.random() < p.example_fade:
            self.example = False
        self.shows_example = self.example
        self.burden *= 1.0 - p.burden_relief
        self.shows_weary = self.burden >= p.weary_burden
        if self.severity:
            self.weeks_ill += 1
            self.health_lost += (0.0, 0.145, 0.396, 0.658)[self.severity]
        if (week + 1) % 52 == 0:
            self.visits = self.weeks_ill = 0
            self.cost = self.health_lost = 0.0
        self.shown_opinion = min(
            max(
                p.opinion_trust * self.trust
                + p.opinion_benefit * self.expected_benefit
                + (1.0 - p.opinion_trust - p.opinion_benefit) * (1.0 - self.perceived_stigma),
                0.0,
            ),
            1.0,
        )
        if self.stage not in ("well", "unaware"):
            self.last_need = week
        counts = self.model.counts
        counts[self.stage] += 1
        counts[self.severity] += 1
        if self.severity or self.remission > week - 52:
            counts["disorder_12m"] += 1
            if self.last_need > week - 52:
                counts["need_12m"] += 1
            if self.last_service > week - 52:
                counts["service_12m"] += 1
