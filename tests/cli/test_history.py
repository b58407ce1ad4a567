"""`harness history` as it is typed."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from harness.cli.main import run_command_line
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


def test_what_holds_no_runs_says_so(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file that is still empty, and one of another program: who reads is not told of writing."""
    Path("empty").mkdir()
    Path("empty/history.sqlite").touch()
    capfd.readouterr()
    assert harness("history", "--reports", "empty") == 0
    assert capfd.readouterr().out.startswith("the history holds no run yet")
    assert harness("history", "--reports", "empty", "--json") == 0
    assert capfd.readouterr().out == "[]\n"
    Path("other").mkdir()
    database = sqlite3.connect("other/history.sqlite")
    database.execute("CREATE TABLE songs (name TEXT)")
    database.close()
    assert harness("history", "--reports", "other") == 2
    assert "is no history, but a database of something else" in capfd.readouterr().err


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
    types = {field.name: str(field.type) for field in parquet.read_schema("facts.parquet")}
    assert (types["required"], types["level"], types["fact"]) == ("bool", "int64", "string")


def test_parquet_has_its_types_whatever_the_columns_hold(place: Path) -> None:
    """Here nobody asked a model, and there is no git: cost, currency and commit are empty."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    assert harness("history", "export", "before.parquet") == 0
    database = sqlite3.connect("reports/history.sqlite")
    database.execute("UPDATE extractions SET cost = '0.000000123', currency = 'USD'")
    database.execute("UPDATE runs SET commit_id = 'c0ffee'")
    database.commit()
    assert harness("history", "export", "after.parquet") == 0
    database.execute("DELETE FROM runs")
    database.execute("DELETE FROM figures")
    database.commit()
    database.close()
    assert harness("history", "export", "none.parquet") == 0
    before, after, none = (
        parquet.read_table(f"{name}.parquet") for name in ("before", "after", "none")
    )
    assert before.schema == after.schema == none.schema
    assert none.num_rows == 0
    types = {field.name: str(field.type) for field in before.schema}
    assert types["commit"] == types["currency"] == "string"
    assert (types["cost"], types["complete"], types["tp"], types["seconds"]) == (
        *("decimal128(38, 12)", "bool", "int64", "double"),
    )
    (row, *_) = before.to_pylist()
    assert (row["complete"], row["cost"], row["commit"]) == (True, None, None)
    assert after.to_pylist()[0]["cost"] == Decimal("0.000000123")


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
    file = sqlite3.connect("reports/history.sqlite")
    file.execute("PRAGMA user_version = 99")
    file.close()
    score(GOOD, "third")
    told = capfd.readouterr().err
    assert "made by a newer harness" in told
    assert "harness history add third" in told
    assert Path("third/report.html").is_file()


def test_a_correction_of_gold_is_no_loss(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The same predictions, held against a fact that was corrected since."""
    facts = place / "goldsets/small/facts/a1.yaml"
    facts.write_text(facts.read_text("utf-8").replace("5000000", "6000000"), "utf-8")
    score(GOOD, "third")
    capfd.readouterr()
    assert harness("history") == 0
    told = capfd.readouterr().out
    assert "F1 █▁│▄  0.0 to 0.0 % on gold " in told
    assert "lost in third" not in told
    assert "not found since their gold changed with third (" in told


@pytest.mark.filterwarnings("ignore")  # MLflow and its database layer warn of themselves
def test_mlflow_gets_figures_parameters_and_report(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    mlflow = pytest.importorskip("mlflow", reason="the extra mlflow is not installed")
    pytest.importorskip("sqlalchemy", reason="the extra mlflow is not installed")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{place / 'ml.db'}")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    assert harness("run", "nearest", "vote:nearest,regex", "--goldset", "small", "--mlflow") == 0
    found = mlflow.MlflowClient(f"sqlite:///{place / 'ml.db'}")
    (experiment,) = found.search_experiments(filter_string="name = 'factharness/small'")
    runs = found.search_runs([experiment.experiment_id])
    (own,) = [run for run in runs if run.data.params.get("extractor") == "nearest"]
    (whole,) = [run for run in runs if "extractor" not in run.data.params]
    scores = json.loads(next(Path("reports").glob("run-*/scores.json")).read_text())
    fact = scores["extractors"][0]["levels"]["fact"]
    assert own.data.metrics["fact.tp"] == fact["tp"]
    assert whole.data.metrics["nearest/fact.tp"] == fact["tp"]
    assert "vote_nearest_regex/fact.fn" in whole.data.metrics
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
