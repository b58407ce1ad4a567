"""A crash costs an article, an interrupt costs what comes after it, and nothing else is lost."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

import harness
from harness.errors import ExtractorError, UsageError
from harness.extractors.registry import load_extractor
from harness.model.corpus import Span
from harness.model.facts import GoldSet
from harness.model.results import Account, Counts, Outcome
from harness.model.values import QuantityValue
from harness.pipeline import run
from harness.stores.goldsets import load_goldset
from tests.extractors_of_tests import Assets, Crashing, Interrupted, Rubbish
from tests.goldfiles import FACTS, GOLDSET, RETELLING, SOURCE, write_goldset
from tests.worlds import predicted


@pytest.fixture
def gold(tmp_path: Path) -> GoldSet:
    """Give the small gold set with its article three times."""
    folder = write_goldset(tmp_path, goldset=GOLDSET.replace("[a1]", "[a1, a2, a3]"))
    for name in ("a2", "a3"):
        (tmp_path / "seeds" / name).mkdir()
        (tmp_path / "seeds" / name / "retelling.txt").write_text(RETELLING, encoding="utf-8")
        (tmp_path / "seeds" / name / "source.yaml").write_text(SOURCE.replace("a1", name))
        facts = FACTS.replace("article: a1", f"article: {name}")
        (folder / "facts" / f"{name}.yaml").write_text(facts, encoding="utf-8")
    return load_goldset(folder)


def test_an_extractor_reads_every_article(gold: GoldSet) -> None:
    (extraction,) = run([Assets()], gold).extractions
    assert [said.article for said in extraction.predictions] == ["a1", "a2", "a3"]
    assert harness.evaluate(gold, extraction).counts() == Counts(tp=3, fn=6)


def test_a_crash_costs_the_article_and_no_other(gold: GoldSet) -> None:
    class CrashingOnce(Crashing):
        def extract(self, article: Any, predicates: Any) -> Any:
            base = Crashing if article.id == "a2" else Assets
            return base.extract(self, article, predicates)

    done = run([CrashingOnce(), Assets()], gold)
    crashed, sound = done.extractions
    (error,) = crashed.errors
    assert error.article == "a2"
    assert "ZeroDivisionError" in error.traceback
    assert "in extract" in error.traceback
    assert harness.evaluate(gold, crashed).counts() == Counts(tp=2, fn=7)
    assert harness.evaluate(gold, sound).counts() == Counts(tp=3, fn=6)
    assert done.complete


def test_an_interrupt_keeps_what_was_computed(gold: GoldSet) -> None:
    kept = []

    class Sink:
        def keep(self, extractor: str, article: str, outcome: Outcome, account: Account) -> None:
            kept.append((extractor, article, len(outcome.predictions), account.fingerprint))

    done = run([Interrupted(), Assets()], gold, Sink())
    extraction, never_begun = done.extractions
    assert not done.complete
    assert never_begun.name == "assets"
    assert [error.article for error in never_begun.errors] == ["a1", "a2", "a3"]
    assert kept == [("interrupted", "a1", 1, extraction.fingerprint)]
    assert [said.article for said in extraction.predictions] == ["a1"]
    assert [error.article for error in extraction.errors] == ["a2", "a3"]
    assert harness.evaluate(gold, extraction).counts() == Counts(tp=1, fn=8)


@pytest.mark.parametrize(
    ("yields", "says"),
    [
        ("DeepSeek", "yielded a str, not a Prediction"),
        (None, "yielded a NoneType"),
        (predicted(), "unknown predicate 'cost'"),
        (predicted("assets", spans=[(0, 10_000)]), "is outside of a1"),
        (predicted("assets", confidence=2.0), "confidence 2.0"),
    ],
)
def test_rubbish_is_an_error_of_the_article(gold: GoldSet, yields: Any, says: str) -> None:
    extractor = Rubbish()
    extractor.yields = yields
    (extraction,) = run([extractor], gold).extractions
    assert extraction.predictions == ()
    assert says in extraction.errors[0].message


@pytest.mark.parametrize(
    "slots",
    [
        {"value": "5 Euro"},  # words in place of a value
        {"subject": None},
        {"subject": "Alph\udce4"},  # what no encoding can write
        {"qualifiers": {"negiert": True}},
        {"evidence": ((5, 0),)},
        {"confidence": "high"},
        {"confidence": Decimal("0.5")},
        {"value": QuantityValue(Decimal(5), "EUR", "≈")},  # type: ignore[arg-type]
    ],
)
def test_a_prediction_of_wrong_types_is_rubbish(gold: GoldSet, slots: dict[str, Any]) -> None:
    """Nothing is checked when a Prediction is made; it must not crash the scoring later."""
    extractor = Rubbish()
    extractor.yields = msgspec.structs.replace(predicted("assets", spans=[]), **slots)
    (extraction,) = run([extractor], gold).extractions
    assert extraction.predictions == ()
    message = extraction.errors[0].message
    assert "that is none" in message or "ends before" in message


def test_plain_tuples_are_spans(gold: GoldSet) -> None:
    extractor = Rubbish()
    extractor.yields = msgspec.structs.replace(predicted("assets", spans=[]), evidence=((0, 5),))
    (extraction,) = run([extractor], gold).extractions
    assert extraction.predictions[0].evidence == (Span(0, 5),)


@pytest.mark.parametrize("code", [0, 1, "bye"])
def test_an_extractor_cannot_end_the_run(gold: GoldSet, code: Any) -> None:
    class Exiting(Assets):
        name = "exiting"

        def extract(self, article: Any, predicates: Any) -> Any:
            yield from super().extract(article, predicates)
            raise SystemExit(code)

    exiting, sound = run([Exiting(), Assets()], gold).extractions
    assert [error.article for error in exiting.errors] == ["a1", "a2", "a3"]
    assert sound.errors == ()


def test_answers_for_another_article_are_rubbish(gold: GoldSet) -> None:
    extractor = Rubbish()
    extractor.yields = predicted("assets", spans=[])
    (extraction,) = run([extractor], gold).extractions
    assert [error.article for error in extraction.errors] == ["a2", "a3"]
    assert "answered for 'a1'" in extraction.errors[0].message


def test_an_extractor_that_cannot_be_made_fails_on_every_article(gold: GoldSet) -> None:
    done = run(["tests.extractors_of_tests:Unmakable", Assets()], gold)
    assert [len(one.errors) for one in done.extractions] == [3, 0]
    assert "no key" in done.extractions[0].errors[0].message


def test_two_extractors_of_one_name_are_refused(gold: GoldSet) -> None:
    with pytest.raises(UsageError, match="two extractors are called 'assets'"):
        run([Assets(), Assets()], gold)


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("regx", UsageError, "did you mean 'regex'?"),
        ("spam", UsageError, "known are regex, ner, nearest, empty"),
        ("nowhere.py:X", UsageError, "no such file"),
        ("nowhere.module:X", UsageError, "no module 'nowhere.module'"),
        ("tests.extractors_of_tests:X", UsageError, "has no 'X'"),
        ("tests.extractors_of_tests:NoExtractor", ExtractorError, "lacks fingerprint, extract"),
        ("tests.extractors_of_tests:Unmakable", ExtractorError, "cannot be made"),
    ],
)
def test_a_name_that_leads_nowhere_is_told(name: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error) as caught:
        load_extractor(name)
    assert says in str(caught.value)


def test_an_extractor_in_a_file_of_one_s_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "from tests.extractors_of_tests import Assets\nclass Mine(Assets):\n    name = 'mine'\n"
    )
    assert load_extractor(f"{path}:Mine").name == "mine"
    path.write_text("import nothing_of_that_name\n")
    with pytest.raises(ExtractorError, match="cannot be imported"):
        load_extractor(f"{path}:Mine")


def test_the_public_functions_are_the_command_s(gold: GoldSet, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(
        '{"article": "a1", "predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro"}\n'
    )
    extraction = harness.load_predictions(path, gold)
    assert harness.evaluate(gold, extraction).counts(harness.Level.FACT) == Counts(tp=1, fn=8)
    assert set(harness.__all__) <= set(dir(harness))
    for name in harness.__all__:
        assert getattr(harness, name) is not None
    with pytest.raises(AttributeError):
        _ = harness.nothing


def test_nobodys_time_has_that_of_those_who_read_later(
    gold: GoldSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("harness.turn.time.perf_counter", lambda: clock[0])

    class Slow(Assets):
        name = "slow"
        takes = 100.0

        def extract(self, article: Any, predicates: Any) -> Any:
            clock[0] += self.takes
            return super().extract(article, predicates)

    class Quick(Slow):
        name = "quick"
        takes = 1.0

    done = run([Quick(), Slow()], gold)
    assert [one.seconds for one in done.extractions] == [3, 300]
