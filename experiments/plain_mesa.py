"""The same week as an ordinary Mesa model, to measure Helpseek's speed beside.

One ``mesa.Agent`` a person, attributes on the object, neighbours by reference, chance from Mesa's
own generator, and the stages of the week one after the other, each over all agents, so that
everybody acts on what others showed last week: as a Mesa model is usually written, and with nothing
in it to slow it down. It follows the rules of the week closely enough to do the same work and
counts the same things, with the numbers of the same parameters; it is no specification, and its
results are not used.
"""

from __future__ import annotations

from collections import Counter, deque
from math import exp
from typing import Any

import mesa
import networkx as nx

from simulation.parameters import MODALITIES, Parameters, Services

PEOPLE = 5_000
MEAN_TIES = 8
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
        self.help_resistance = 0.3 * draw()
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
                rate *= 1.0 + p.relapse_chronic * max(1.0 - since / p.relapse_memory, 0.0)
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
            return
        weeks = week - self.episode_start
        rate = p.remission_scale / (weeks + p.remission_offset) + p.remission_floor
        if self.severity == 1:
            rate *= p.remission_mild
        elif self.severity == 3:
            rate *= p.remission_severe
        if self.trauma == 2:
            rate *= p.remission_trauma
        if self.stage == "in_care":
            rate *= 1.0 + p.treatment_effect * self.progress
        if self.random.random() < 1.0 - exp(-rate):
            self.severity = 0
            self.remission = week
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
        if self.severity == 0 or self.stage == "in_care":
            return
        self.prompts = 0.0
        self.examples = 0
        for other, strength in self.neighbours:
            self.examples += other.shows_example
            if draw() >= p.prompt_chance * strength:
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

    def recognition(self) -> None:
        """See a need, or not."""
        if self.stage != "unaware":
            return
        p = self.model.p
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
        barriers = p.weight_self_reliance * self.self_reliance * exp(-p.coping_fatigue * weeks)
        barriers += p.weight_self_stigma * self.self_stigma
        barriers += p.weight_disclosure * self.concealment * self.perceived_stigma
        barriers += p.weight_distrust * (1.0 - self.trust) ** 2
        barriers += p.weight_ineffective * (1.0 - self.expected_benefit)
        barriers += p.weight_fear * self.fear_of_change + p.weight_structural * lost
        log_odds = p.intention_base - barriers + p.intention_prompt * self.prompts
        log_odds += p.intention_example * min(self.examples, 3)
        if self.severity == 1:
            log_odds += p.intention_mild
        elif self.severity == 3:
            log_odds += p.intention_severe
        if self.random.random() < 1.0 / (1.0 + exp(-log_odds)):
            self.enter("intending")

    def act(self) -> None:
        """Tell a confidant, ask a service, or give the intention up."""
        p = self.model.p
        if self.random.random() >= p.action_chance:
            if self.random.random() < p.intention_fade:
                self.enter("aware")
            return
        if not self.confided and self.random.random() < p.confide_chance * (1.0 - self.concealment):
            self.confided = True
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
        log_odds = p.refusal_base + p.refusal_help_resistance * self.help_resistance
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
        self.last_service = self.model.week
        pace = p.alliance_growth * (1.0 - p.alliance_concealment * self.concealment)
        self.alliance += pace * (1.0 - self.alliance)
        gain = service.effect * (1.0 - p.progress_alliance * (1.0 - self.alliance))
        self.progress = min(self.progress + gain, 1.0)
        done = self.sessions >= self.planned or (
            self.severity == 0 and self.random.random() < p.well_completion
        )
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
        self.shows_example = self.example
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


class PlainModel(mesa.Model):
    """A town of such persons on a small-world graph, with waiting lists."""

    def __init__(self, people: int = PEOPLE, seed: int = 1) -> None:
        super().__init__(rng=seed)
        self.p: Any = Parameters()
        self.week = 0
        self.queues: list[deque[PlainPerson]] = [deque() for _ in SERVICES]
        self.in_care = [0] * len(SERVICES)
        self.waits = [0.0] * len(SERVICES)
        persons = [PlainPerson(self) for _ in range(people)]
        graph = nx.watts_strogatz_graph(people, MEAN_TIES, 0.1, seed=seed)
        for node, person in enumerate(persons):
            person.neighbours = [
                (persons[other], 0.2 + 0.6 * self.random.random()) for other in graph[node]
            ]
        adults = sum(person.adult for person in persons)
        self.places = [max(int(service.places * adults / 1000), 1) for service in SERVICES]
        self.counts: Counter[str | int] = Counter()
        self.datacollector = mesa.DataCollector(
            model_reporters={"counts": "counts", "in care": lambda model: tuple(model.in_care)}
        )

    def step(self) -> None:
        """One week: stage after stage, each over everybody; places are filled in between."""
        self.counts = Counter()
        for stage in ("distress", "influence", "recognition", "seeking"):
            self.agents.do(stage)
        self.fill_places()
        self.agents.do("treatment")
        self.agents.do("record")
        self.datacollector.collect(self)
        self.week += 1

    def fill_places(self) -> None:
        """First appointments for those who have waited longest, while there are places."""
        for number, queue in enumerate(self.queues):
            while queue and self.in_care[number] < self.places[number]:
                first = queue.popleft()
                waited = self.week - first.stage_start
                self.waits[number] += 0.1 * (waited - self.waits[number])
                first.begin_care()
