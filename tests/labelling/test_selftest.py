"""The gauge finds itself right, and notices when it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import msgspec
import pytest
from click.testing import CliRunner

from harness.cli.selftest import command
from harness.errors import UsageError
from harness.labelling.arithmetic import Item, expected_figures
from harness.labelling.changes import NOBODY
from harness.labelling.selftest import selftest
from harness.matching import Fit, Rules, Tally
from harness.model.facts import Entity, GoldFact, Predicate, Prediction
from harness.model.results import Counts, Level, Profile
from harness.model.values import QuantityValue, Value
from harness.scoring import Evaluation
from harness.stores.goldsets import load_goldset
from tests.worlds import gold, goldset, itself, predicted


@pytest.mark.parametrize("name", ["deepseek-2025", "deepseek-2025-traps"])
@pytest.mark.parametrize("profile", ["standard", "strict"])
def test_both_gold_sets_pass(name: str, profile: Profile) -> None:
    checks = selftest(load_goldset(name), changes=8, profile=profile)
    assert [check.name for check in checks if check.differences] == []
    assert sum(check.figures for check in checks) > 4_000


def test_every_kind_of_change_is_made_on_the_shipped_gold() -> None:
    """A check that changes nothing checks nothing."""
    checks = selftest(load_goldset(), changes=1)
    assert [check.name for check in checks if not check.changes] == ["nothing changed"]


ORIGINAL_COUNTS, ORIGINAL_FIT, ORIGINAL_VALUE = Tally.counts, Rules.fit, Rules.value_fits


def no_false_negatives(tally: Tally, level: Level) -> Counts:
    return replace(ORIGINAL_COUNTS(tally, level), fn=0)


def no_polarity(rules: Rules, fact: GoldFact, said: Prediction) -> Fit:
    fit = ORIGINAL_FIT(rules, fact, said)
    return fit if fit.polarity else fit._replace(polarity=True, level=Level.GROUNDED)


def any_unit(rules: Rules, predicate: Predicate, ours: Value, theirs: Value) -> bool:
    if isinstance(ours, QuantityValue) and isinstance(theirs, QuantityValue):
        theirs = msgspec.structs.replace(theirs, unit=ours.unit)
    return ORIGINAL_VALUE(rules, predicate, ours, theirs)


def no_tags(evaluation: Evaluation, level: Level = Level.FACT) -> dict[str, Counts]:
    del evaluation, level
    return {}


def always_one(evaluation: Evaluation, level: Level = Level.FACT) -> Fraction:
    del evaluation, level
    return Fraction(1)


FAULTS: dict[str, tuple[object, str, Callable[..., object]]] = {
    "what is missed is forgotten": (Tally, "counts", no_false_negatives),
    "a “not” is overlooked": (Rules, "fit", no_polarity),
    "any unit is as good as another": (Rules, "value_fits", any_unit),
    "a slice is lost": (Evaluation, "by_tag", no_tags),
    "an average is made up": (Evaluation, "macro_f1", always_one),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_scorer_is_found_out(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = FAULTS[fault]
    monkeypatch.setattr(where, name, broken)
    assert any(check.differences for check in selftest(load_goldset(), changes=3))


def test_the_command_names_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*FAULTS["an average is made up"])
    done = CliRunner().invoke(command, [], standalone_mode=False)
    assert done.return_value == 1
    assert "macro F1: must be" in done.output


def test_a_gold_set_that_knows_nobody_is_refused() -> None:
    small = goldset([gold()])
    nobody = {NOBODY: Entity(NOBODY, "ORG")}
    with pytest.raises(UsageError, match="stands for nobody"):
        selftest(msgspec.structs.replace(small, entities={**small.entities, **nobody}))


def test_arithmetic_by_hand() -> None:
    """One right, one optional and right, one missed, one made up."""
    found, optional, missed = (
        gold(tags=("t",)),
        gold("price", id="f2", optional=True),
        gold(id="f3"),
    )
    figures = expected_figures(
        [
            Item(found, itself(found)),
            Item(optional, itself(optional), Level.FACT),
            Item(missed, None, None),
            Item(None, predicted("price"), None),
        ]
    )
    assert figures["fact all tp"] == 1
    assert figures["fact all fn"] == 1
    assert figures["fact all fp"] == 1
    assert figures["fact all optional"] == 1
    assert "grounded all optional" not in figures
    assert figures["grounded all fp"] == 2
    assert figures["fact precision"] == figures["fact recall"] == Fraction(1, 2)
    assert figures["fact tag t tp"] == 1
    assert figures["macro F1"] == Fraction(2, 3)  # price has no required gold
