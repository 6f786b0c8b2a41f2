"""The server as a process: its page, and views that are the model."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.browser.declared.series import series
from experiments.browser.server.static import Static
from experiments.compare.seeds.seed import Seed
from experiments.strategies.arms import Arm
from simulation import HelpSeekingModel
from simulation.errors import InputError
from simulation.scenario import load_scenario
from tests.support.browser_server import PAGE, Frame, Server, page, serving, small


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "page" / "assets").mkdir(parents=True)
    (folder / "page" / "assets" / "page-1a2b.js").write_text("// nothing\n" * 100)
    (folder / "secret.txt").write_text("secret")
    (folder / "page" / "link.txt").symlink_to(folder / "secret.txt")
    with serving(folder) as running:
        yield running


def model(weeks: int, people: int = 600, **settings: Any) -> HelpSeekingModel:
    made = HelpSeekingModel(
        "town", people=people, rng=1, weeks=60, horizon__burn_in_weeks=20, **settings
    )
    for _ in range(weeks):
        made.step()
    return made


# The page's files.


def test_the_page_is_there_with_strict_headers(server: Server) -> None:
    answer = server.get()
    assert answer.status_code == 200
    assert answer.text == PAGE
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy.partition("style-src")[0]
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-cache"
    assert "server" not in answer.headers
    again = server.get(**{"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_files_with_hashed_names_are_kept_and_sent_compressed(server: Server) -> None:
    answer = server.get("assets/page-1a2b.js")
    assert answer.text == "// nothing\n" * 100
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    plain = server.get("assets/page-1a2b.js", **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text


@pytest.mark.parametrize(
    "path",
    [
        "secret.txt",
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "link.txt",
        "assets/../../secret.txt",
        "/etc/passwd",
        "assets",
        "assets/",
        "\\..\\secret.txt",
        "index.html%00",
        "api",
        "api/nothing",
        "ws",
    ],
)
def test_no_path_leads_out_of_the_table(server: Server, path: str) -> None:
    import http.client

    connection = http.client.HTTPConnection(server.host)
    connection.request(
        "GET", f"/{path}", headers=server.bearer
    )  # as it is: others would tidy it up
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 404
    assert b"secret" not in body


def test_a_folder_without_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no page"):
        Static(tmp_path)


def test_what_is_declared_is_served(server: Server) -> None:
    told = server.get("api/declared").json()
    assert [each["name"] for each in told["series"]] == list(series())
    assert server.get("api/results").status_code == 200


# Views.


def test_a_view_is_the_model(server: Server) -> None:
    with page(server) as one:
        assert one.ask("open", setup=small(), colour="stage")["type"] == "done"
        ready = next(told for told in one.told if told["type"] == "ready")
        ran = model(0)
        assert ready["people"] == ran.population.people
        assert ready["adults"] == ran.town.adults
        assert (ready["week"], ready["weeks"], ready["playing"]) == (0, 60, False)
        assert ready["setup"]["settings"] == {"horizon.burn_in_weeks": 20}
        assert "parameters.trust_median" in ready["fixed"]
        assert "parameters.onset_rate" not in ready["fixed"]
        first = one.frame_at(0)
        assert first.flags == 1
        assert np.array_equal(first.codes[0], ran.population.stage)
        one.say("step", weeks=17)
        seen = one.frame_at(17)
        for _ in range(17):
            ran.step()
        assert np.array_equal(seen.codes[0], ran.population.stage)
        pictures = [frame.series for frame in one.frames if frame.series.size]
        curves = np.concatenate(pictures, axis=1)[0, :, :, 0]
        assert curves.shape[0] == 17
        in_care = ran.history.series("stage_in_care", 17) / ran.town.adults
        assert np.allclose(curves[:, list(series()).index("stage_in_care")], in_care)
        one.say("colour", by="trust")
        seen = one.frame_at(17)
        assert np.array_equal(seen.codes[0], np.rint(ran.population.trust * 254))
        header = np.frombuffer(one.town, "<u4", 8)
        assert header[1] == ready["people"]
        assert header[3] == ready["ties"]
        assert header[4] == ready["adults"]
        assert len(one.town) == 32 + 12 * header[1] + 9 * header[2]


def test_jump_change_strategy_and_reset(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small())
        one.ask("step", weeks=30)
        one.frame_at(30)
        one.ask("jump", week=12)
        back = one.frame_at(12)
        assert back.flags & 1
        assert back.series.shape[1] == 12
        assert np.array_equal(back.codes[0], model(12).population.stage)
        strategy = {"name": "subsidy", "share": 1.0}
        one.ask("strategy", strategy=strategy)
        state = one.until("state") if one.told[-1]["type"] != "done" else one.told[-2]
        assert state["setup"]["changes"] == [{"week": 12, "strategy": strategy}]
        one.ask("step", weeks=30)
        ran = model(42, strategies=[{**strategy, "start": 12}])
        assert np.array_equal(one.frame_at(42).codes[0], ran.population.stage)
        assert one.ask("jump", week=61)["type"] == "refused"
        assert one.ask("strategy", without="leap")["type"] == "refused"
        link = state["setup"]
        one.ask("reset", setup=link, week=42)
        afresh = one.frame_at(42)
        assert np.array_equal(afresh.codes[0], ran.population.stage)
        refused = one.ask(
            "reset", setup=small(strategies=[{"name": "leap", "target": "culture:x"}]), week=0
        )
        assert refused["type"] == "refused"
        assert "culture" in refused["text"]
        one.ask("step", weeks=1)
        assert one.frame_at(43).weeks == 43  # the town from before is still there


def test_arms_on_the_same_people_and_other_seeds(server: Server) -> None:
    setup = small(replicates=2, arms=[{"label": "Free", "strategies": [{"name": "subsidy"}]}])
    with page(server) as one:
        one.ask("open", setup=setup, colour="because")
        assert next(told for told in one.told if told["type"] == "ready")["arms"] == ["", "Free"]
        one.ask("step", weeks=40)
        seen = one.frame_at(40, banded=True)
        scenario = load_scenario("town", {"people": 600, "weeks": 60, "horizon.burn_in_weeks": 20})
        town = Seed(scenario, 1).begin(
            Arm("x", load_scenario(scenario, {"strategies": ["subsidy"]}).strategies)
        )
        for _ in range(40):
            town.step()
        without = model(40).population.stage == 7
        here = town.people.stage == 7
        assert np.array_equal(seen.codes[1] == 2, here & ~without)
        assert np.array_equal(seen.codes[1] == 3, without & ~here)
        assert not (seen.codes[0] > 1).any()
        for kind in ("outcomes", "comparison"):
            assert one.ask(kind)["type"] == kind
        assert one.ask("life", person=3, arm=1)["type"] == "life"
        assert one.ask("find", text="3", arm=1)["type"] == "found"
        assert one.ask("life", person=3, arm=2)["type"] == "refused"
        assert one.ask("life", person=600)["type"] == "refused"


def test_playing_goes_by_the_clock_and_ends_at_the_end(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small(weeks=40))
        began = time.monotonic()
        one.ask("play", speed=20)
        seen = one.frame_from(20)
        assert time.monotonic() - began > 0.04 * seen.weeks  # never ahead of it
        one.ask("pause")
        stood = one.told[-2]["week"]
        time.sleep(0.3)
        one.ask("pause")
        assert one.told[-2]["week"] == stood
        one.say("play", speed=0)
        one.frame_at(40)
        while one.told[-1].get("playing") is not False or one.told[-1]["week"] != 40:
            one.hear()


def test_pictures_wait_for_the_page_and_weeks_do_not(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small())
        one.frame_at(0)
        one.acknowledges = False
        one.say("play", speed=0)
        while len(one.frames) < 2:
            one.hear()
        first = one.frames[1]
        while one.told[-1].get("week") != 60:
            heard = one.hear()
            assert not isinstance(heard, Frame)  # nothing comes until the last is acknowledged
        one.say("ack", frame=first.number - 1)  # not the one that was sent last
        one.say("ack", frame=4_000_000_000)
        one.ask("pause")
        assert one.frames[-1] is first
        one.say("ack", frame=first.number)
        last = one.frame_at(60)
        assert last.series.shape[1] == 60 - first.weeks
        assert last.codes.shape == (1, 600)


def test_a_dropped_connection_goes_on_where_it_was(server: Server) -> None:
    with page(server) as one:
        one.ask("open", setup=small(weeks=2000))
        one.ask("play", speed=100)
        one.frame_from(10)
        session = next(told for told in one.told if told["type"] == "ready")["session"]
        one.websocket.socket.close()  # without a word
    time.sleep(0.5)
    with page(server) as again:
        again.say("resume", session=session)
        ready = again.until("ready")
        assert ready["playing"] is True
        stood = ready["week"]
        assert 10 <= stood < 2000
        first = again.hear()
        while not isinstance(first, Frame):
            first = again.hear()
        assert first.flags & 1
        assert first.series.shape[1] == first.weeks
        again.frame_from(first.weeks + 5)
        with page(server) as third:  # and in a third window
            third.say("resume", session=session)
            third.until("ready")
            with pytest.raises(RuntimeError, match="another window"):
                again.until("never")
            assert again.is_closed()
            assert third.ask("pause")["type"] == "done"
    with page(server) as stranger:
        assert stranger.ask("resume", session="x" * 22)["type"] == "refused"
        assert stranger.ask("open", setup=small())["type"] == "done"
