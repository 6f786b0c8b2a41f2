"""Numbers of services: the kinds of help there are, each with price, places, effect, dropout.

Five kinds of help are in every world; a world may name further ones, which have the codes after
them, in the order in which they are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, model_validator

from simulation.errors import InputError
from simulation.measures.categories import MODALITIES, MOST_MODALITIES, Category, help_row
from simulation.parameters.field import Section, tabled
from simulation.parameters.table import numbers

LIKE = "like"
"""In a file: the service of which a new one takes all that is not said."""
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED = ("nobody", "all", LIKE, "total", "discounted")
"""Names that mean something else where kinds of help are named."""
_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"


class Service(Section):
    """One kind of help, as it is offered in this place."""

    stands_at: ClassVar[str] = "services.*"

    title: Annotated[str, Field(max_length=60, pattern=_ONE_LINE, strict=True)] = Field(
        "", description="What tables and figures call it; left out, what its name says"
    )
    price: float = tabled(
        "currency per session", 0.0, 10_000.0, "What a session costs a person without coverage"
    )
    cost: float = tabled("currency per session", 0.0, 10_000.0, "What a session costs to provide")
    coinsurance: float = tabled(
        "share of the price", 0.0, 1.0, "Share of the price that a person with coverage pays"
    )
    places: float = tabled(
        "people in care at once per 1,000 adults",
        0.0,
        1_000.0,
        "How many people the service can have in care; 1,000 is without limit",
    )
    sessions: float = tabled(
        "sessions", 1.0, 200.0, "Sessions of a course as the professional plans it, median"
    )
    interval: int = tabled("weeks", 1, 52, "Weeks between sessions")
    effect: float = tabled(
        "share of full progress per session", 0.0, 1.0, "Progress with a session at full alliance"
    )
    dropout: float = tabled(
        "probability per session",
        0.0,
        1.0,
        "Chance to leave at a later session, at the middle of the alliance",
    )
    travels: float = tabled(
        "share of the travel time",
        0.0,
        5.0,
        "Travel to a session as a share of the travel time of the person's place",
    )
    office_hours: float = tabled(
        "share of sessions", 0.0, 1.0, "Sessions that fall into working hours"
    )
    exposure: float = tabled(
        "share of the scale", 0.0, 1.0, "How visible it is that a person uses the service"
    )
    directive: float = tabled(
        "share of the scale", 0.0, 1.0, "How much the help directs rather than collaborates"
    )
    appeal: float = tabled(
        "log odds",
        -10.0,
        10.0,
        "How much more often people think of this help than of general practice",
    )
    severity_fit: float = tabled(
        "steps", -3.0, 3.0, "How the help suits severity: multiplies the step from moderate"
    )
    professional: bool = Field(
        True, description="Whether surveys count it as use of a service", strict=True
    )
    by_professionals: bool = Field(
        True,
        description="Whether professionals give it, so that more places for professional services "
        "are places here, too",
        strict=True,
    )
    step_up: Annotated[str, Field(max_length=40, strict=True)] = Field(
        "specialist",
        description="The service that takes over a course which gets nowhere; empty where there is "
        "none above it, and another professional may be tried",
    )

    @classmethod
    def numbers(cls) -> dict[str, None]:
        """The names of all numbers of a service, in their order."""
        return {
            name: None
            for name, field in cls.model_fields.items()
            if field.annotation in (float, int)
        }


def _offered(name: str, **others: Any) -> Service:
    """A service as the table has it."""
    place = f"services.{name}."
    values: dict[str, Any] = {
        parameter.removeprefix(place): entry.value
        for parameter, entry in numbers().items()
        if parameter.startswith(place)
    }
    return Service(**values, **others)


class Services(Section):
    """The services of the place: those of every world, and those that this one names besides."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Service]
    further: ClassVar[type[Section]] = Service
    """What stands under names that a world chooses."""

    general_practice: Service = _offered("general_practice")
    specialist: Service = _offered("specialist", step_up="")
    remote: Service = _offered("remote")
    self_help: Service = _offered("self_help", professional=False, by_professionals=False)
    support_group: Service = _offered("support_group", by_professionals=False)

    def by_name(self) -> dict[str, Service]:
        """All services by name, in the order of their codes."""
        usual = {name: getattr(self, name) for name in MODALITIES}
        return usual | (self.__pydantic_extra__ or {})

    def rows(self) -> tuple[Category, ...]:
        """The kinds of help with their words and colours, in the order of their codes."""
        return tuple(
            help_row(name, service.title, code)
            for code, (name, service) in enumerate(self.by_name().items())
        )

    @model_validator(mode="before")
    @classmethod
    def _names_that_may_be(cls, tree: Any) -> Any:
        own = [name for name in tree if name not in MODALITIES] if isinstance(tree, Mapping) else []
        for name in own:
            if not isinstance(name, str) or not _WORD.fullmatch(name) or name in _RESERVED:
                raise InputError(
                    "cannot be the name of a service",
                    found=name,
                    allowed="up to 40 small letters, digits and underscores, a letter first; not "
                    + ", ".join(_RESERVED),
                )
        if len(own) > MOST_MODALITIES - len(MODALITIES):
            raise InputError(
                "too many services",
                found=len(own) + len(MODALITIES),
                allowed=f"{MOST_MODALITIES}, those of every world among them",
            )
        return tree

    @model_validator(mode="after")
    def _new_ones_are_whole(self) -> Services:
        # A slip in the name of a service would otherwise be a new one, with numbers of no service.
        for name, service in (self.__pydantic_extra__ or {}).items():
            unsaid = [field for field in Service.numbers() if field not in service.model_fields_set]
            if unsaid:
                near = get_close_matches(name, MODALITIES, n=1)
                raise InputError(
                    f"a new service that does not say {', '.join(unsaid[:4])}"
                    + (f" and {len(unsaid) - 4} more" if len(unsaid) > 4 else ""),
                    field=name,
                    allowed=(f"did you mean {near[0]}? A new one needs " if near else "")
                    + f"{LIKE}: {MODALITIES[0]} (or another service), or all of its numbers",
                )
        return self

    @model_validator(mode="after")
    def _steps_that_there_are(self) -> Services:
        names = self.by_name()
        for name, service in names.items():
            if service.step_up and (service.step_up == name or service.step_up not in names):
                raise InputError(
                    "no other service of this world",
                    field=f"{name}.step_up",
                    found=service.step_up,
                    allowed=", ".join(other for other in names if other != name) + ", or nothing",
                )
        return self
