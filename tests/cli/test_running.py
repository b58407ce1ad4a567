"""Many articles at once: the same figures and bytes, whoever reads them and however they end."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.cli.interrupts import Interrupts
from harness.cli.progress import Progressing
from tests.cli.test_commands import ROOT, command
from tests.extractors.test_command import gone
from tests.goldfiles import FACTS, GOLDSET, RETELLING, SOURCE, write_goldset

ARTICLES = ("a1", "exits", "killed", "hangs", "a5")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with five articles."""
    return five_articles(tmp_path)


def five_articles(tmp_path: Path) -> Path:
    """Write the small gold set, its article five times."""
    folder = write_goldset(tmp_path, goldset=GOLDSET.replace("[a1]", f"[{', '.join(ARTICLES)}]"))
    for name in ARTICLES[1:]:
        (tmp_path / "seeds" / name).mkdir()
        (tmp_path / "seeds" / name / "retelling.txt").write_text(RETELLING, encoding="utf-8")
        (tmp_path / "seeds" / name / "source.yaml").write_text(SOURCE.replace("a1", name))
        facts = FACTS.replace("article: a1", f"article: {name}")
        (folder / "facts" / f"{name}.yaml").write_text(facts, encoding="utf-8")
    return tmp_path


def run(place: Path, *arguments: str, out: str = "o") -> subprocess.CompletedProcess[str]:
    return command("run", *arguments, "--goldset", "small", "--out", out, cwd=place)


EXTRACTORS = ("nearest", "tests.workers_of_tests:Slow", "tests.extractors_of_tests:Memory")


def test_the_result_does_not_depend_on_the_number_of_workers(place: Path) -> None:
    """Nor on who is done first: `Slow` takes longest for the first article."""
    for jobs in ("1", "2", "5"):
        done = run(place, *EXTRACTORS, "--jobs", jobs, out=jobs)
        assert done.returncode == 0, done.stderr
        fitted = "memory: fitted for each article on all others (leave-one-article-out)"
        assert fitted in done.stdout.splitlines()
    files = [path.relative_to(place / "1") for path in (place / "1").rglob("*") if path.is_file()]
    files = [one for one in files if one.name not in ("begun.json", "articles.jsonl")]  # who, when
    assert len(files) == 10
    for file in files:
        contents = [(place / jobs / file).read_bytes() for jobs in ("1", "2", "5")]
        if file.name == "run.json":
            contents = [re.sub(rb'"volatile": \{.*', b"", one, flags=re.DOTALL) for one in contents]
        if file.name == "report.html":  # its head names the run, its end time and command line
            contents = [
                one.partition(b"<main")[2].partition(b'<section id="worth"')[0] for one in contents
            ]
        assert contents[0] == contents[1] == contents[2], file


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_worker_that_dies_or_hangs_costs_its_article(place: Path, jobs: str) -> None:
    arguments = ["tests.workers_of_tests:Mortal", "nearest", "--jobs", jobs, "--timeout", "2"]
    done = run(place, *arguments)
    assert done.returncode == 4
    for told in (
        "mortal failed on exits: its process ended with exit code 7",
        "mortal failed on killed: its process was ended by SIGKILL",
        "mortal failed on hangs: no answer within 2 s",
    ):
        assert told in done.stderr
    mortal, nearest = json.loads((place / "o" / "scores.json").read_text())["extractors"]
    assert [one["article"] for one in mortal["failures"]] == ["exits", "killed", "hangs"]
    assert mortal["levels"]["fact"]["tp"] == 2
    assert nearest["failures"] == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_programs_keep_their_time_in_this_process_or_in_workers(place: Path, jobs: str) -> None:
    script = "read -r line; case $line in *hangs*) sleep 100;; esac; echo read >&2"
    (place / "slow.sh").write_text(script)
    done = run(place, "command:bash slow.sh", "--jobs", jobs, "--timeout", "1")
    assert "failed on hangs: no answer within 1 s; --timeout gives it more time" in done.stderr
    logs = place / "o" / "command-bash-slow.sh" / "logs"
    assert sorted(path.stem for path in logs.iterdir()) == ["a1", "a5", "exits", "killed"]
    assert (logs / "a1.txt").read_text() == "read\n"


def test_what_a_worker_started_ends_with_it(place: Path) -> None:
    """Here a child that its parent ends in good order, where it is given the time."""
    done = run(place, "tests.workers_of_tests:Parent", "--timeout", "1", "--jobs", "1")
    assert done.returncode == 4
    assert gone(int((place / "child").read_text()))


def test_what_cannot_be_sent_to_a_worker_is_told(place: Path) -> None:
    (place / "made.py").write_text(
        "from tests.extractors_of_tests import Assets\n"
        "class Made(Assets):\n    name = 'made'\n"
        "import harness\n"
        "made = Made()\n"
        "made.lock = lambda: None\n"
        "if __name__ == '__main__':\n"
        "    done = harness.run([made, 'nearest'], harness.load_goldset('small'), jobs=2)\n"
        "    print([error.message for error in done.extractions[0].errors][0])\n"
        "    print(len(done.extractions[1].errors))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "made.py"],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    message, errors = done.stdout.splitlines()
    assert "cannot be read in a worker process" in message
    assert "module:Class" in message
    assert errors == "0"


@pytest.mark.parametrize("arguments", [["--jobs", "0"], ["--timeout", "0"], ["--timeout", "-1"]])
def test_numbers_that_make_no_sense_are_refused(place: Path, arguments: list[str]) -> None:
    done = run(place, "nearest", *arguments)
    assert done.returncode == 2
    assert arguments[0] in done.stderr


SLOW = (
    "import time\n"
    "from tests.extractors_of_tests import Assets\n"
    "class Slow(Assets):\n"
    "    name = 'slow'\n"
    "    def extract(self, article, predicates):\n"
    "        if article.id == 'hangs':\n"
    "            print('hanging', flush=True)\n"
    "            time.sleep(60)\n"
    "        yield from super().extract(article, predicates)\n"
)


@contextmanager
def hanging(place: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a run, and give it when it hangs at the fourth article."""
    (place / "slow.py").write_text(SLOW)
    program = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from harness.__main__ import main\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    (place / "main.py").write_text(program)
    with subprocess.Popen(
        [sys.executable, "main.py", "run", *arguments, "--goldset", "small", "--out", "o"],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "hanging\n"
        yield process


@pytest.mark.parametrize(
    ("stop", "jobs"), [(signal.SIGINT, "1"), (signal.SIGTERM, "1"), (signal.SIGTERM, "2")]
)
def test_a_stop_keeps_what_was_computed(place: Path, stop: signal.Signals, jobs: str) -> None:
    """SIGTERM is heard as Ctrl-C is, wherever the articles are read."""
    with hanging(place, "slow.py:Slow", "nearest", "--jobs", jobs) as process:
        time.sleep(0.5)  # for what the other worker has in hand
        process.send_signal(stop)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert "what was computed is kept in o" in errors
    stored = json.loads((place / "o" / "run.json").read_text())
    assert stored["complete"] is False
    assert [one["name"] for one in stored["extractors"]] == ["slow", "nearest"]
    assert stored["extractors"][0]["predictions"] == {"1": 3, "2": 4}[jobs]
    again = command("score", "o", cwd=place)
    assert again.returncode == 4, again.stderr


def test_a_stop_ends_the_programs_that_run(place: Path) -> None:
    (place / "slow.sh").write_text(
        "sleep 100 & echo $! > pid.part; mv pid.part pid; echo hanging >&2; wait"
    )
    words = ["run", "command:bash slow.sh", "--goldset", "small", "--out", "o"]
    with subprocess.Popen(
        [sys.executable, "-m", "harness", *words],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    ) as process:
        while not (place / "pid").exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert gone(int((place / "pid").read_text()))


def test_an_interrupt_outside_of_open_stretches_waits() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt), interrupts.open():
            raise AssertionError("it was not heard")
        with pytest.raises(KeyboardInterrupt), interrupts.open():
            signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_is_ignored_stays_ignored() -> None:
    """As under nohup, or in the background of a shell."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with Interrupts() as interrupts, interrupts.open():
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_progress_is_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Interrupts() as interrupts, Progressing(interrupts, every=0) as watch:
        for done in range(3):
            watch.progress("slow", done, 2)
    captured = capsys.readouterr()
    assert captured.err == "slow: 1 of 2 articles read\nslow: 2 of 2 articles read\n"
    assert captured.out == ""


def test_a_quick_run_says_nothing_of_its_progress(place: Path) -> None:
    done = run(place, "nearest", "--json")
    assert done.stderr == "report: o/report.html\n"


def test_progress_is_a_bar_on_a_terminal(place: Path) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "xterm"}
    words = ["run", "nearest", "--goldset", "small", "--out", "o", "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "harness", *words],
        cwd=place,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"report:" not in shown and (chunk := os.read(ours, 65_536)):
            shown += chunk
        output, _ = process.communicate()
    os.close(ours)
    assert b"nearest" in shown
    assert b"5/5" in shown
    assert json.loads(output)["extractors"][0]["name"] == "nearest"


def test_the_examples_run(tmp_path: Path) -> None:
    """As README shows them, on the shipped gold."""
    assert len((ROOT / "examples" / "origins.py").read_text().splitlines()) <= 12
    assert len((ROOT / "examples" / "falls.sh").read_text().splitlines()) <= 7
    python = f"command:{shlex.quote(sys.executable)} examples/origins.py"
    asked = ("run", python, "command:examples/falls.sh", "--json")
    done = command(*asked, "--reports", tmp_path, "--out", tmp_path / "o", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    origins, falls = json.loads(done.stdout)["extractors"]
    assert origins["levels"]["fact"]["optional"] == 1  # TSMC is from Taiwan
    assert origins["levels"]["grounded"]["optional"] == 1
    assert falls["levels"]["value"]["tp"] == 1


def test_who_learns_is_left_out_where_one_article_has_facts(tmp_path: Path) -> None:
    """Nobody reads to it what it could learn from; the first run on gold of one's own is sound."""
    write_goldset(tmp_path)
    done = command("run", "--goldset", "small", "--out", "o", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "note: ner: left out, for it learns from other articles" in done.stderr
    names = [one["name"] for one in json.loads(done.stdout)["extractors"]]
    assert sorted(names) == ["empty", "nearest", "regex"]
