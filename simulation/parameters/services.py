"""Numbers of services: the kinds of help there are, each with price, places, effect, dropout."""

from __future__ import annotations

from pydantic import Field

from simulation.parameters.field import Section, number


class Service(Section):
    """One kind of help, as it is offered in this place."""

    price: float = number(
        0.0,
        "currency per session",
        0.0,
        10_000.0,
        "P_price_us",
        "What a session costs a person without coverage",
    )
    cost: float = number(
        0.0,
        "currency per session",
        0.0,
        10_000.0,
        "P_cost_hi, P_cost_lo, P_price_us",
        "What a session costs to provide",
    )
    coinsurance: float = number(
        0.2,
        "share of the price",
        0.0,
        1.0,
        "assumption: a fifth of the price is paid by the person in common insurance plans",
        "Share of the price that a person with coverage pays",
        (0.0, 1.0),
    )
    places: float = number(
        10.0,
        "people in care at once per 1,000 adults",
        0.0,
        1_000.0,
        "assumption: chosen so that most start within six weeks (P_wait_6wk) and a few wait long",
        "How many people the service can have in care; 1,000 is without limit",
    )
    sessions: float = number(
        8.0,
        "sessions",
        1.0,
        200.0,
        "P_visits_spec, P_visits_gm, P_sess_iapt",
        "Sessions of a course as the professional plans it, median",
    )
    interval: int = number(
        1,
        "weeks",
        1,
        52,
        "assumption: weekly psychotherapy, monthly visits to general practice",
        "Weeks between sessions",
    )
    effect: float = number(
        0.07,
        "share of full progress per session",
        0.0,
        1.0,
        "P_dose50, P_dose_rct, P_icbt_comp",
        "Progress with a session at full alliance",
    )
    dropout: float = number(
        0.06,
        "probability per session",
        0.0,
        1.0,
        "P_drop_gm, P_drop_psy, P_drop_oth, P_icbt_comp, P_f2f_comp, P_tele",
        "Chance to leave at a later session, at the middle of the alliance",
    )
    travels: float = number(
        1.0,
        "share of the travel time",
        0.0,
        5.0,
        "assumption: general practice is near, specialists are where travel is counted to",
        "Travel to a session as a share of the travel time of the person's place",
    )
    office_hours: float = number(
        0.7,
        "share of sessions",
        0.0,
        1.0,
        "assumption: most care in person is open when people work",
        "Sessions that fall into working hours",
    )
    exposure: float = number(
        0.5,
        "share of the scale",
        0.0,
        1.0,
        "assumption: seeing specialists shows the most, self-help at home nothing",
        "How visible it is that a person uses the service",
    )
    directive: float = number(
        0.5,
        "share of the scale",
        0.0,
        1.0,
        "assumption: general practice prescribes, support groups share",
        "How much the help directs rather than collaborates",
    )
    appeal: float = number(
        0.0,
        "log odds",
        -10.0,
        10.0,
        "P_visits_gm, P_visits_spec",
        "How much more often people think of this help than of general practice",
    )
    severity_fit: float = number(
        0.0,
        "steps",
        -3.0,
        3.0,
        "assumption: specialists suit severe episodes, self-help mild ones",
        "How the help suits severity: multiplies the step from moderate",
    )
    professional: bool = Field(
        True, description="Whether surveys count it as use of a service", strict=True
    )


class Services(Section):
    """The services of the place."""

    general_practice: Service = Service(
        price=110.0, cost=110.0, coinsurance=0.2, places=40.0, sessions=1.6, interval=3,
        effect=0.12, dropout=0.075, travels=0.3, office_hours=0.7, exposure=0.15, directive=0.7,
        appeal=0.0, severity_fit=-0.3,
    )  # fmt: skip
    specialist: Service = Service(
        price=150.0, cost=150.0, coinsurance=0.2, places=5.4, sessions=8.23, interval=1,
        effect=0.139, dropout=0.019, travels=1.0, office_hours=0.8, exposure=0.7, directive=0.4,
        appeal=0.75, severity_fit=1.0,
    )  # fmt: skip
    remote: Service = Service(
        price=110.0, cost=110.0, coinsurance=0.3, places=2.0, sessions=8.0, interval=1,
        effect=0.10, dropout=0.026, travels=0.0, office_hours=0.2, exposure=0.25, directive=0.4,
        appeal=-0.6, severity_fit=0.0,
    )  # fmt: skip
    self_help: Service = Service(
        price=5.0, cost=5.0, coinsurance=1.0, places=1000.0, sessions=8.0, interval=1,
        effect=0.04, dropout=0.062, travels=0.0, office_hours=0.0, exposure=0.0, directive=0.1,
        appeal=-1.8, severity_fit=-1.0, professional=False,
    )  # fmt: skip
    support_group: Service = Service(
        price=0.0, cost=15.0, coinsurance=0.0, places=2.0, sessions=10.0, interval=1,
        effect=0.07, dropout=0.025, travels=0.6, office_hours=0.1, exposure=0.5, directive=0.1,
        appeal=-1.5, severity_fit=0.2,
    )  # fmt: skip
