"""The known versions of packages, and the tests that other versions are tried with."""

from __future__ import annotations

import re
import runpy
import tomllib
from typing import Any

from tests.support.cli_runner import ROOT

VERSIONS = runpy.run_path(str(ROOT / ".ci" / "versions.py"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


def test_whatever_is_declared_has_a_known_version_by_name_and_number_alone() -> None:
    known = PROJECT["tool"]["uv"]["constraint-dependencies"]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9a-z.+!]+( ; [^@/]+)?", line) for line in known)
    groups = (PROJECT["project"]["optional-dependencies"], PROJECT["dependency-groups"])
    declared = PROJECT["project"]["dependencies"] + [
        line for group in groups for lines in group.values() for line in lines
    ]
    assert {*map(name_of, declared)} <= {*map(name_of, known)}
    assert {"llvmlite", "pydantic-core"} <= {*map(name_of, known)}
    built = PROJECT["tool"]["uv"]["build-constraint-dependencies"]
    assert {*map(name_of, PROJECT["build-system"]["requires"])} <= {*map(name_of, built)}


def test_the_block_can_be_taken_out_and_put_back() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    bare = VERSIONS["_without_block"](text)
    assert "constraint" not in bare
    assert tomllib.loads(bare)["project"] == PROJECT["project"]
    assert bare == VERSIONS["_without_block"](bare)


def test_what_other_versions_are_tried_with_is_there() -> None:
    for place in VERSIONS["QUICK"]:
        file, _, name = place.partition("::")
        assert (ROOT / file).is_file(), place
        assert not name or f"def {name}(" in (ROOT / file).read_text(), place
