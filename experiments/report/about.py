"""About a study: what only its authors can say, and what a report says when they do not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from simulation.parameters.field import Section
from simulation.scenario.problems import input_error
from simulation.scenario.reading import read_file

Words = Annotated[str, Field(max_length=10_000, strict=True)]


class About(Section):
    """What authors say of their study, in their own words; all of it may be left out."""

    title: Annotated[str, Field(max_length=200, strict=True)] = Field(
        "", description="Title of the report"
    )
    authors: Words = Field("", description="Who made the study")
    question: Words = Field("", description="What was to be found out")
    background: Words = Field("", description="Why that is asked, and what is known")
    plan: Words = Field("", description="Whether there was an analysis plan, and where it is")
    population: Words = Field("", description="Whom the question is about")
    choice: Words = Field("", description="Why these strategies were chosen")
    prices: Words = Field("", description="Of which year and place prices are")
    engagement: Words = Field("", description="How patients and others concerned took part")
    engagement_effect: Words = Field("", description="What came of it for the study")
    discussion: Words = Field("", description="What the findings mean, and where they may hold")
    funding: Words = Field("", description="Who paid, and what their part in the study was")
    conflicts: Words = Field("", description="Interests of the authors that bear on it")


def read_about(file: str | None) -> About:
    """What a YAML file says about a study; nothing without a file. Raises InputError for whatever
    is wrong with it."""
    if file is None:
        return About()
    values, lines = read_file(Path(os.path.abspath(os.path.expanduser(file))), file)

    def source(place: tuple[str | int, ...] = ()) -> str:
        while place and place not in lines:
            place = place[:-1]
        return f"{file}, line {lines[place]}" if place else str(file)

    try:
        return About.model_validate(values)
    except ValidationError as error:
        raise input_error(error, About, values, source) from None
