"""`harness history` as it is typed."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from harness.cli.main import run_command_line
from harness.report.timeline import sparkline
from tests.goldfiles import write_goldset

GOOD = '{"article": "a1", "predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro"}\n'
SEAT = '{"article": "a1", "predicate": "location", "subject": "Alpha AG", "surface": "Bonn"}\n'


def harness(*arguments: str) -> int:
    return run_command_line(arguments)


def score(said: str, out: str) -> None:
    Path("x.jsonl").write_text(said)
    assert harness("score", "x.jsonl", "--goldset", "small", "--out", out) == 0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which a fact was found and then lost."""
    write_goldset(tmp_path)
    monkeypatch.chdir(tmp_path)
    score(GOOD + SEAT, "first")
    score(GOOD, "second")
    return tmp_path


def test_figures_over_time_and_where_a_fact_was_lost(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    assert harness("history") == 0
    told = capfd.readouterr().out
    assert "x on small, retelling, standard: F1 █▁  50.0 to 80.0 %" in told
    assert "lost in second (" in told
    assert "last found by first (" in told
    assert "    a1/location-alpha\n" in told
    assert harness("history", "--json") == 0
    (series,) = json.loads(capfd.readouterr().out)
    assert [run["tp"] for run in series["runs"]] == [2, 1]
    assert series["lost"][0]["lost_in"]["run"] == "second"


def test_names_that_it_does_not_hold(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert harness("history", "--extractor", "nobody") == 2
    assert "x on small" in capfd.readouterr().err
    assert harness("history", "--reports", "elsewhere") == 2


def test_export_as_csv(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert harness("history", "export") == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert [(row["run"], row["level"], row["tp"]) for row in rows if row["level"] == "fact"] == [
        *(("first", "fact", "2"), ("second", "fact", "1")),
    ]
    assert len(rows) == 8
    assert harness("history", "export", "facts.csv", "--facts") == 0
    facts = list(csv.DictReader(Path("facts.csv").read_text().splitlines()))
    lost = [row["level"] for row in facts if row["fact"] == "location-alpha"]
    assert lost == ["3", "0"]


def test_export_as_parquet(place: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    assert harness("history", "export", "facts.parquet", "--facts") == 0
    table = parquet.read_table("facts.parquet").to_pylist()
    assert [row["level"] for row in table if row["fact"] == "location-alpha"] == [3, 0]


def test_export_without_pyarrow_names_the_extra(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    assert harness("history", "export", "x.parquet") == 2
    assert "factharness[parquet]" in capfd.readouterr().err
    assert harness("history", "export", "x.xlsx") == 2
    assert ".csv or .parquet" in capfd.readouterr().err


def test_runs_are_added_later(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for file in Path("reports").glob("history.sqlite*"):
        file.unlink()
    assert harness("history", "add", "first", "second") == 0
    assert harness("history", "add", "first") == 0
    assert "is in the history already" in capfd.readouterr().out
    assert harness("history") == 0
    assert "    a1/location-alpha\n" in capfd.readouterr().out


def test_runs_added_later_keep_their_time_and_commit(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As the run itself says: the file's time is that of the last copy."""
    for file in Path("reports").glob("history.sqlite*"):
        file.unlink()
    told = json.loads(Path("first/run.json").read_text())
    assert told["volatile"]["started"] < told["volatile"]["ended"]
    told["volatile"]["commit"] = "c0ffee+changes"
    Path("first/run.json").write_text(json.dumps(told))
    os.utime("first/run.json", (0, 0))
    assert harness("history", "add", "first") == 0
    capfd.readouterr()
    assert harness("history", "--json") == 0
    (series,) = json.loads(capfd.readouterr().out)
    (run,) = series["runs"]
    assert run["made_at"] == f"{told['volatile']['started'][:19]}Z"
    assert run["commit"] == "c0ffee+changes"


def test_a_history_of_the_future_costs_no_run(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import sqlite3  # noqa: PLC0415

    file = sqlite3.connect("reports/history.sqlite")
    file.execute("PRAGMA user_version = 99")
    file.close()
    score(GOOD, "third")
    told = capfd.readouterr().err
    assert "made by a newer harness" in told
    assert "harness history add third" in told
    assert Path("third/report.html").is_file()


def test_sparkline() -> None:
    assert sparkline([0.0, 0.5, 1.0]) == "▁▅█"
    assert sparkline([0.3, None, 0.3]) == "▄ ▄"
    assert sparkline([]) == ""


@pytest.mark.filterwarnings("ignore")  # MLflow and its database layer warn of themselves
def test_mlflow_gets_figures_parameters_and_report(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    mlflow = pytest.importorskip("mlflow", reason="the extra mlflow is not installed")
    pytest.importorskip("sqlalchemy", reason="the extra mlflow is not installed")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{place / 'ml.db'}")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    assert harness("run", "nearest", "--goldset", "small", "--mlflow") == 0
    found = mlflow.MlflowClient(f"sqlite:///{place / 'ml.db'}")
    (experiment,) = found.search_experiments(filter_string="name = 'factharness/small'")
    runs = found.search_runs([experiment.experiment_id])
    (own,) = [run for run in runs if "extractor" in run.data.params]
    (whole,) = [run for run in runs if "extractor" not in run.data.params]
    scores = json.loads(next(Path("reports").glob("run-*/scores.json")).read_text())
    fact = scores["extractors"][0]["levels"]["fact"]
    assert own.data.metrics["fact.tp"] == fact["tp"]
    assert own.data.params["signature"] == scores["extractors"][0]["signature"]
    assert [one.path for one in found.list_artifacts(whole.info.run_id)] == ["report.html"]


def test_mlflow_that_is_not_there(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(Path("reports").iterdir())
    monkeypatch.setitem(__import__("sys").modules, "mlflow", None)
    assert harness("run", "nearest", "--goldset", "small", "--mlflow") == 2
    assert "factharness[mlflow]" in capfd.readouterr().err
    assert sorted(Path("reports").iterdir()) == before  # before the work, not after
