"""The pictures of the guides show the model as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.files.hashes import sha256_of
from experiments.studies.readme_pictures import IMAGES, MADE, PICTURES
from tests.support.cli_runner import ROOT, helpseek

NOTED = json.loads(MADE.read_text(encoding="utf-8"))
AGAIN = "python -m experiments.studies.readme_pictures makes it again"


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_those_that_were_made(name: str) -> None:
    noted = NOTED[name]
    assert noted["command"] == PICTURES[name]["command"], AGAIN
    assert sha256_of(IMAGES / name) == noted["sha256"], AGAIN
    for guide in (ROOT / "README.md", ROOT / "experiments" / "compare" / "README.md"):
        text = guide.read_text(encoding="utf-8")
        if name in text:
            told = " ".join(text.replace("\\\n", " ").split())
            assert noted["command"] in told, f"{guide.name} shows another command"


@pytest.mark.slow
def test_the_first_picture_is_of_the_model_as_it_is(tmp_path: Path) -> None:
    noted = NOTED["pathway.png"]
    said = helpseek(*noted["command"].split()[1:], "--no-figures", "--out", tmp_path / "out")
    assert said.code == 0, said.err
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert told["results"][noted["table"]]["content"] == noted["content"], AGAIN
