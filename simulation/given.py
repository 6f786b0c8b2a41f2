"""What a scenario gives of a town: people and network of one's own, read, matched and checked.

Readers of the user's own files are imported where they are needed: pandas, Arrow and NetworkX
take longer to import than the default town takes to live through five years.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.file_summary import FileSummary
from simulation.network.named import NetworkFile, plain_number
from simulation.population.demographics import Demographics
from simulation.population.town import individuals, town
from simulation.seeds import checked_seed

if TYPE_CHECKING:
    from simulation.population.kept import Kept
    from simulation.scenario import Scenario

Traits = Mapping[str, NDArray[np.float32]]


def read_files(scenario: Scenario, seed: int = 1) -> tuple[FileSummary, ...]:
    """What the files that a scenario names hold, read and checked as for a town; none is built.

    Raises InputError for whatever ``build_town`` would refuse in them.
    """
    network = scenario.network
    named = scenario.population.source != "town" or network.kind == "file" or network.attributes
    return given(scenario, checked_seed(seed), None).files if named else ()


class Given(NamedTuple):
    """People and network as they are given, nodes in the order of the people, and what was read."""

    who: Demographics
    traits: Traits
    network: NetworkFile | None
    files: tuple[FileSummary, ...]


def given(scenario: Scenario, seed: int, graph: Any) -> Given:
    """People and network of a scenario, or of a NetworkX ``graph`` in place of its network.

    Raises InputError for files that cannot be used and for people and network that do not fit.
    """
    network = _given_network(scenario, graph)
    who, traits, summary, file_row = _people(scenario, seed, network)
    if network is not None:
        who, network = _placed(network, who, file_row, scenario)
    files = tuple(
        each for each in (summary, None if network is None else network.summary) if each is not None
    )
    return Given(who._replace(kept=_kept(scenario, file_row)), traits, network, files)


def _kept(scenario: Scenario, file_row: NDArray[np.int64] | None) -> dict[str, Kept]:
    """Columns of the table of people that are kept though the model knows nothing of them."""
    population = scenario.population
    if not population.keep or population.file is None or file_row is None:
        return {}
    from simulation.population.kept_cells import kept_columns
    from simulation.population.table_file import open_table

    file = open_table(population.file, encoding=population.encoding, sheet=population.sheet)
    return kept_columns(file, population.keep, file_row)


def people_asked_for(scenario: Scenario) -> int | None:
    """How many people a town of this scenario will have; None if only its files can tell."""
    if scenario.population.people is not None:
        return scenario.population.people
    by_files = scenario.population.source != "town" or scenario.network.kind == "file"
    return None if by_files else town_size()


def _given_network(scenario: Scenario, graph: Any) -> NetworkFile | None:
    """The user's own network, if there is one."""
    network = scenario.network
    only = {
        name: [str(value) for value in (values if isinstance(values, list) else [values])]
        for name, values in (network.only or {}).items()
    }
    if graph is not None:
        from simulation.network.generated import from_networkx

        made = from_networkx(
            graph, weight=network.weight, label=network.label, directed=network.directed, only=only
        )
        _warn_of_attributes(made, scenario)
        return made
    if network.kind != "file":
        if network.attributes:
            raise InputError(
                "means nothing without a network",
                field="network.attributes",
                found=network.attributes,
                allowed="with network.file, or a graph in Python",
            )
        return None
    assert network.file is not None
    from simulation.network.files import read_network

    return read_network(
        network.file,
        source=network.source,
        target=network.target,
        weight=network.weight,
        directed=network.directed,
        label=network.label,
        format=network.format,
        only=only,
    )


def _warn_of_attributes(network: NetworkFile, scenario: Scenario) -> None:
    """Say that what a graph tells of its people is not read, unless that is asked for."""
    from simulation.network.people import told_of_people

    names = told_of_people(network)
    if names and not scenario.network.attributes and scenario.population.source == "town":
        mapped = ", ".join(f"{name.lower()!r}: {name!r}" for name in names)
        warnings.warn(
            f"attributes of nodes are not read: {', '.join(names)}; "
            f"network__attributes={{{mapped}}} makes people of them",
            stacklevel=5,
        )


def _people(
    scenario: Scenario, seed: int, network: NetworkFile | None
) -> tuple[Demographics, Traits, FileSummary | None, NDArray[np.int64] | None]:
    """Who lives there, which of their traits are given, and what was read of a file of people: its
    summary, and in which of its rows each person stands."""
    population = scenario.population
    cultures = tuple(scenario.culture.groups)
    attributes = scenario.network.attributes
    if attributes and network is not None:
        if population.source != "town":
            raise InputError(
                f"means nothing when population.source is {population.source}",
                field="network.attributes",
                found=attributes,
                allowed="with population.source town",
            )
        from simulation.network.people import people_of

        file = scenario.network.file or "graph"
        _same_number(population.people, network.people, "population.people", file)
        table = people_of(network, attributes, cultures, seed=seed, file=file)
        return table.demographics, table.traits, table.summary, table.file_row
    if population.source == "file":
        assert population.file is not None
        from simulation.population.table import read_people

        people = None if network is not None else population.people
        table = read_people(
            population.file,
            population.columns,
            cultures,
            seed=seed,
            draw_missing=population.draw_missing,
            people=people,
            settings=population.reading(),
            ties_given=network is not None,
        )
        who = table.demographics
        if network is not None:
            _refuse_a_draw(scenario, table.weighted, who.people)
        return who, table.traits, table.summary, table.file_row
    if population.source == "marginals":
        assert population.file is not None
        from simulation.population.marginals import read_marginals
        from simulation.population.reweighting import reweighted_town

        marginals = read_marginals(
            population.file,
            population.columns,
            cultures,
            encoding=population.encoding,
            decimal=population.decimal,
            sheet=population.sheet,
        )
        return reweighted_town(marginals, population.people, seed), {}, marginals.summary, None
    people = population.people
    if network is not None:
        file = scenario.network.file or "graph"
        _same_number(people, network.people, "population.people", file)
        people = network.people
    if people is None:
        people = town_size()
    alone = population.individuals
    if alone is None:
        alone = network is not None
    if alone:
        who = individuals(people, seed, cultures=cultures)
    else:
        who = town(people, seed, cultures=cultures)
    if network is not None:
        who = who._replace(labels=network.labels)
    return who, {}, None, None


def _refuse_a_draw(scenario: Scenario, weighted: bool, rows: int) -> None:
    """Refuse to draw people whose ties are given: the network names each of them once."""
    population = scenario.population
    assert population.file is not None
    if weighted:
        raise InputError(
            "a draw by weight repeats people and leaves out others, but the network names each of "
            "them once",
            source=population.file,
            field="population.columns.weight",
            allowed="weight: none, or ties that are drawn (network.kind: friendships)",
        )
    if population.people not in (None, rows):
        raise InputError(
            f"{population.people:,} people cannot be made of {rows:,} rows, because the network "
            "names each of them once",
            source=population.file,
            field="population.people",
            found=population.people,
            allowed=f"{rows}, or leave it out, or ties that are drawn (network.kind: friendships)",
        )


def town_size() -> int:
    """How many people the built-in town has when nobody says otherwise."""
    from simulation.population.town import source

    return source().people


def _same_number(asked: int | None, there: int, field: str, file: str) -> None:
    if asked is not None and asked != there:
        raise InputError(
            f"{asked} people asked for, {there} in {file}",
            field=field,
            found=asked,
            allowed=f"{there}, or leave it out",
        )


def _placed(
    network: NetworkFile,
    who: Demographics,
    file_row: NDArray[np.int64] | None,
    scenario: Scenario,
) -> tuple[Demographics, NetworkFile]:
    """People and network, the nodes in the order of the people, who have the names of the nodes.

    People who were drawn take the nodes in their order; those of a table are matched by name or by
    row of the file, see ``network.matching``.
    """
    from simulation.network import matching

    file = scenario.network.file or "graph"
    if file_row is None:
        _same_number(who.people, network.people, "network", file)
        if scenario.population.source == "marginals" or scenario.population.individuals is False:
            network = matching.by_chance(network)
        return who._replace(labels=network.labels), network
    people_file = scenario.population.file or ""
    if scenario.network.attributes:
        assert who.labels is not None
        how = "people made of its persons"
        return who, matching.moved(network, np.argsort(file_row), who.labels, how)
    if who.labels is not None and not (
        network.numbered and matching.numbered_by_row(network, who.labels, file_row, file)
    ):
        person = matching.by_name(network, who.labels, file, people_file)
        labels, how = who.labels, "nodes matched by the id of the people"
    else:
        others = {} if who.labels is not None else _columns_not_mapped(scenario)
        person, first = matching.by_row(network, file_row, others, file, people_file)
        labels = who.labels or [str(row + first) for row in file_row.tolist()]
        how = f"nodes matched by the row of the table of people, counted from {first}"
    return who._replace(labels=labels), matching.moved(network, person, labels, how)


def _columns_not_mapped(scenario: Scenario) -> dict[str, list[str]]:
    """Columns of the table of people that were not read, as text: one may be the ids."""
    from simulation.population.table_file import open_table

    population = scenario.population
    assert population.file is not None
    table = open_table(population.file, encoding=population.encoding, sheet=population.sheet)
    names = table.names
    mapped = set((population.columns or {}).values())
    found = {}
    for name in names:
        if names.count(name) > 1 or name in mapped:
            continue
        with suppress(InputError):  # lists and dates are no ids
            texts = table.columns({name: name})[name].texts().to_pylist()
            if len(set(texts)) == len(texts):
                found[name] = [plain_number(text) for text in texts]
    return found
