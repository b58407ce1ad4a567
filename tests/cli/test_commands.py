"""The command as it is typed: what it prints, what it leaves behind, how it exits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.goldfiles import FACTS, write_goldset

ROOT = Path(__file__).parents[2]
GOOD = '{"article": "a1", "predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro", "evidence": [[72, 88]]}\n'


def command(*arguments: str | Path, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-m", "harness", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **more,
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with the small gold set, away from the project."""
    write_goldset(tmp_path)
    return tmp_path


def test_run_scores_the_shipped_gold_from_any_folder(tmp_path: Path) -> None:
    done = command("run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for name in ("regex", "nearest", "empty"):
        assert name in done.stdout
    for level in ("value", "slot", "fact", "grounded"):
        assert done.stdout.count(level) >= 3
    (report,) = tmp_path.glob("reports/run-*/report.html")
    assert f"report: {report.relative_to(tmp_path)}" in done.stderr
    assert "\x1b" not in done.stdout  # NO_COLOR is kept


def test_json_is_the_same_as_what_is_stored(place: Path) -> None:
    done = command("run", "nearest", "--goldset", "small", "--json", "--out", "here", cwd=place)
    assert done.returncode == 0, done.stderr
    scores = json.loads(done.stdout)
    assert scores == json.loads((place / "here" / "scores.json").read_text())
    assert scores["extractors"][0]["levels"]["fact"].keys() >= {"tp", "fp", "fn", "precision", "f1"}
    assert scores["extractors"][0]["signature"].startswith("gold:small@1#")


def test_the_same_input_gives_the_same_bytes(place: Path) -> None:
    for name in ("one", "two"):
        command("run", "nearest", "--goldset", "small", "--out", name, cwd=place)
    for file in ("scores.json", "nearest/facts.jsonl", "nearest/predictions.jsonl"):
        assert (place / "one" / file).read_bytes() == (place / "two" / file).read_bytes(), file
    # Only head and last two sections tell what differs: the run, its time and command line.
    whole = [(place / name / "report.html").read_text() for name in ("one", "two")]
    pages = [page.partition("<main")[2] for page in whole]
    one, two = (page.partition('<section id="worth"')[0] for page in pages)
    assert one == two
    assert len(one) < len(pages[0])


def test_what_an_extractor_claims_stands_beside_its_full_figures(place: Path) -> None:
    """Also when the run is scored again: recall on the claimed predicate, and on all."""
    extractor = "tests.extractors_of_tests:Claiming"
    command("run", extractor, "--goldset", "small", "--out", "c", cwd=place)
    for done in (
        (place / "c" / "scores.json").read_text(),
        command("score", "c", "--json", cwd=place).stdout,
    ):
        (claiming,) = json.loads(done)["extractors"]
        assert claiming["claims"] == ["assets"]
        assert claiming["claimed"]["fn"] < claiming["levels"]["fact"]["fn"]


def test_originals_are_scored_and_marked(place: Path) -> None:
    done = command(
        "run", "nearest", "--goldset", "small", "--originals", "originals", "--out", "o", cwd=place
    )
    assert done.returncode == 0, done.stderr
    assert "Contains original text." in done.stdout
    assert json.loads((place / "o" / "run.json").read_text())["contains_original_text"] is True
    assert "Contains original text" in (place / "o" / "report.html").read_text()


def test_predictions_made_elsewhere_are_scored(place: Path) -> None:
    (place / "mine.jsonl").write_text(GOOD)
    done = command("score", "mine.jsonl", "--goldset", "small", "--json", cwd=place)
    assert done.returncode == 0, done.stderr
    (mine,) = json.loads(done.stdout)["extractors"]
    assert mine["name"] == "mine"
    assert mine["levels"]["fact"]["tp"] == 1
    assert mine["levels"]["fact"]["fn"] == 2


def test_own_labels_are_mapped(place: Path) -> None:
    (place / "mine.jsonl").write_text(GOOD.replace("assets", "P2403"))
    (place / "labels.yaml").write_text("P2403: assets\n")
    done = command(
        "score", "mine.jsonl", "--map", "labels.yaml", "--goldset", "small", "--json", cwd=place
    )
    assert json.loads(done.stdout)["extractors"][0]["levels"]["fact"]["tp"] == 1


def test_an_earlier_run_is_scored_again_without_its_extractor(place: Path) -> None:
    first = command("run", "nearest", "--goldset", "small", "--json", cwd=place)
    again = command("score", "latest", "--json", cwd=place)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout) == json.loads(first.stdout)
    strict = command("score", "latest", "--profile", "strict", "--json", cwd=place)
    assert json.loads(strict.stdout)["extractors"][0]["profile"] == "strict"
    wrong = command("score", "latest", "--originals", "originals", cwd=place)
    assert wrong.returncode == 2
    assert "was made on the rendition retelling" in wrong.stderr


def test_a_crash_is_exit_code_4_with_everything_else_scored(place: Path) -> None:
    extractor = "tests.extractors_of_tests:Crashing"
    done = command("run", "nearest", extractor, "--goldset", "small", "--out", "o", cwd=place)
    assert done.returncode == 4
    assert "crashing failed on a1: ZeroDivisionError" in done.stderr
    assert "nearest" in done.stdout
    assert "ZeroDivisionError" in (place / "o" / "crashing" / "errors" / "a1.txt").read_text()
    scores = json.loads((place / "o" / "scores.json").read_text())
    crashed = next(one for one in scores["extractors"] if one["name"] == "crashing")
    assert crashed["levels"]["fact"] | {"fn": 3, "tp": 0, "fp": 0} == crashed["levels"]["fact"]


def test_an_extractor_that_cannot_be_made_does_not_end_the_run(place: Path) -> None:
    extractor = "tests.extractors_of_tests:Unmakable"
    done = command("run", "nearest", extractor, "--goldset", "small", cwd=place)
    assert done.returncode == 4
    assert "no key" in done.stderr
    assert "nearest" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "regx"], "did you mean 'regex'"),
        (["run", "--goldset", "nowhere"], "no gold set 'nowhere'"),
        (["run", "--profile", "lax"], "'lax' is not one of"),
        (["run", "--nothing"], "No such option"),
        (["rnu"], "No such command"),
        (["score"], "Missing argument"),
        (["score", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["score", "latest"], "holds no run yet"),
        (["run", "--originals", "nowhere"], "no such folder"),
        (["run", "empty", "empty"], "two extractors are called 'empty'"),
    ],
)
def test_wrong_usage_is_exit_code_2(place: Path, arguments: list[str], says: str) -> None:
    done = command(*arguments, cwd=place)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not (place / "reports").exists()


def test_broken_gold_is_exit_code_2_with_all_its_lines(place: Path) -> None:
    broken = FACTS.replace("predicate: founded", "predicate: x").replace("name: Bonn", "name: Köln")
    write_goldset(place, facts=broken)
    done = command("run", "empty", "--goldset", "small", cwd=place)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert [line.split(":")[1:3] for line in lines] == [["4", "16"], ["11", "33"]]
    assert all(line.startswith("goldsets/small/facts/a1.yaml:") for line in lines)


def test_truncated_predictions_are_exit_code_2_with_their_line(place: Path) -> None:
    (place / "mine.jsonl").write_text(GOOD + GOOD[:40])
    done = command("score", "mine.jsonl", "--goldset", "small", cwd=place)
    assert done.returncode == 2
    assert (
        done.stderr.startswith("mine.jsonl:2:1: not JSON")
        or "mine.jsonl:2:1: not JSON" in done.stderr
    )


def test_a_place_that_cannot_be_written_is_exit_code_5(place: Path) -> None:
    (place / "reports").write_text("a file where the folder should be")
    done = command("run", "empty", "--goldset", "small", cwd=place)
    assert done.returncode == 5
    assert "cannot be made" in done.stderr


def test_a_full_disk_still_prints_the_figures(place: Path) -> None:
    """A device that is always full stands for the disk: the table is printed, the code is 5."""
    full = place / "full.py"
    full.write_text(
        "from tests.extractors_of_tests import Assets\n"
        "from harness.stores import runs\n"
        "def no_room(path, content):\n"
        "    raise OSError(28, 'No space left on device')\n"
        "runs.write_whole = no_room\n"
        "class Full(Assets):\n"
        "    name = 'full'\n"
    )
    done = command("run", "full.py:Full", "--goldset", "small", cwd=place)
    assert done.returncode == 5
    assert "full" in done.stdout
    assert "33.3" in done.stdout  # its recall
    assert "No space left on device" in done.stderr


def test_ctrl_c_keeps_what_was_computed(place: Path) -> None:
    slow = place / "slow.py"
    slow.write_text(
        "import time\n"
        "from tests.extractors_of_tests import Assets\n"
        "class Slow(Assets):\n"
        "    name = 'slow'\n"
        "    def extract(self, article, predicates):\n"
        "        print('reading', flush=True)\n"
        "        time.sleep(60)\n"
        "        yield from super().extract(article, predicates)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    arguments = ["run", "empty", "slow.py:Slow", "--goldset", "small", "--out", "o"]
    # A shell in the background hands down that Ctrl-C is ignored; a terminal does not.
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from harness.__main__ import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=place,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "reading\n"  # what an extractor prints is no data
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "what was computed is kept in o" in errors
    stored = json.loads((place / "o" / "run.json").read_text())
    assert stored["complete"] is False
    assert [one["name"] for one in stored["extractors"]] == ["empty", "slow"]
    again = command("score", "o", cwd=place)
    assert "an interrupted run is scored" in again.stderr
    assert again.returncode == 4  # what was not read is an error


def test_what_an_extractor_prints_is_no_data(place: Path) -> None:
    """Not while it reads, not when it is imported, and not by its child processes."""
    (place / "loud.py").write_text(
        "import os, subprocess\n"
        "from neighbour import Assets\n"
        "print('imported')\n"
        "class Loud(Assets):\n"
        "    name = 'loud'\n"
        "    def extract(self, article, predicates):\n"
        "        os.write(1, b'written')\n"
        "        subprocess.run(['echo', 'child'])\n"
        "        yield from super().extract(article, predicates)\n"
    )
    (place / "neighbour.py").write_text("from tests.extractors_of_tests import Assets\n")
    done = command("run", "loud.py:Loud", "--goldset", "small", "--json", cwd=place)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["extractors"][0]["levels"]["fact"]["tp"] == 1
    for word in ("imported", "written", "child"):
        assert word in done.stderr


def test_an_extractor_that_exits_ends_nothing(place: Path) -> None:
    (place / "gone.py").write_text("import sys\nclass Gone:\n    pass\nsys.exit(0)\n")
    done = command("run", "gone.py:Gone", "empty", "--goldset", "small", cwd=place)
    assert done.returncode == 4
    assert "SystemExit" in done.stderr
    assert "empty" in done.stdout


@pytest.mark.parametrize(
    "name", ["[red]x[/red] [/foo]", "run.json", "n" * 300, "größe 😀", "../up"]
)
def test_an_extractor_may_be_called_anything(place: Path, name: str) -> None:
    (place / "named.py").write_text(
        "from tests.extractors_of_tests import Assets\n"
        f"class Named(Assets):\n    name = {name!r}\n",
        encoding="utf-8",
    )
    done = command("run", "named.py:Named", "--goldset", "small", "--out", "o", cwd=place)
    assert done.returncode == 0, done.stderr
    again = command("score", "o", "--json", cwd=place)
    assert json.loads(again.stdout)["extractors"][0]["name"] == name
    assert not (place / "up").exists()


def test_a_run_is_scored_again_on_the_gold_set_it_was_made_on(place: Path) -> None:
    """Also where the folder is called otherwise than the set, or like a shipped one."""
    (place / "goldsets" / "small").rename(place / "goldsets" / "other")
    path = place / "goldsets" / "other" / "goldset.yaml"
    path.write_text(path.read_text().replace("name: small", "name: deepseek-2025"))
    first = command("run", "nearest", "--goldset", "other", "--json", cwd=place)
    again = command("score", "latest", "--json", cwd=place)
    assert json.loads(again.stdout) == json.loads(first.stdout)


def test_an_interrupted_run_stays_one_when_it_is_scored_again(place: Path) -> None:
    command("run", "nearest", "--goldset", "small", "--out", "o", cwd=place)
    stored = place / "o" / "run.json"
    stored.write_text(stored.read_text().replace('"complete": true', '"complete": false'))
    command("score", "o", "--out", "again", cwd=place)
    assert json.loads((place / "again" / "run.json").read_text())["complete"] is False
    assert "Not complete" in (place / "again" / "report.html").read_text()


def test_a_sign_that_the_terminal_lacks_costs_no_figure(place: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "harness", "run", "nearest", "--goldset", "small"],
        cwd=place,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"nearest" in done.stdout


def test_a_pipe_that_closes_is_no_negative_verdict(place: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    shell = (
        f"{sys.executable} -m harness run nearest --goldset small | true; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["bash", "-c", shell], cwd=place, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert b"report:" in done.stderr


def test_a_reader_that_goes_away_is_no_bug(place: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "harness", "list"],
        cwd=place,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        time.sleep(0)
        assert process.stderr is not None
        errors = process.stderr.read()
    assert b"bug" not in errors


def test_list_and_doctor_tell_what_is_here(place: Path) -> None:
    listed = command("list", cwd=place)
    assert listed.returncode == 0
    for told in ("regex", "nearest", "empty", "deepseek-2025", "small", "3 facts"):
        assert told in listed.stdout
    data = json.loads(command("list", "--json", cwd=place).stdout)
    shipped = {"deepseek-2025", "deepseek-2025-traps"}
    assert {row["name"] for row in data["goldsets"]} == {*shipped, "small"}
    doctor = command("doctor", cwd=place)
    assert doctor.returncode == 0
    assert "MISSING" not in doctor.stdout
    write_goldset(place, facts="article: a1\n")
    broken = command("doctor", cwd=place).stdout
    assert "MISSING gold set small" in broken
    assert "'facts' must be a list" in broken


def test_version_and_help(tmp_path: Path) -> None:
    version = command("--version", cwd=tmp_path).stdout
    assert version.startswith("harness 0.")
    help_ = command("--help", cwd=tmp_path).stdout
    for verb in ("run", "score", "list", "doctor"):
        assert f"\n  {verb}" in help_
        assert command(verb, "--help", cwd=tmp_path).returncode == 0
