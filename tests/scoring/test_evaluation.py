"""Counts are what arithmetic says, and what scikit-learn says."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from sklearn.metrics import precision_recall_fscore_support

import harness
from harness.errors import MixedFiguresError, UsageError
from harness.model.facts import GoldFact, Prediction
from harness.model.results import ArticleError, Counts, Extraction, Level, Match
from harness.model.values import QuantityValue
from harness.report.facts import fact_lines
from harness.scoring import Evaluation, evaluate
from tests.worlds import PREDICATES, gold, goldset, itself, predicted, situations

Situation = tuple[list[GoldFact], list[Prediction]]


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        (Counts(tp=3, fp=1, fn=2), Fraction(3, 4), Fraction(3, 5), Fraction(2, 3)),
        (Counts(), None, None, None),  # nothing said, nothing to say
        (Counts(fn=5), None, Fraction(0), Fraction(0)),  # silent: no precision, and not 0 or 1
        (Counts(fp=5), Fraction(0), None, Fraction(0)),
        (Counts(optional=3, restated=2), None, None, None),  # on neither side
    ],
)
def test_ratios(
    counts: Counts, precision: Fraction | None, recall: Fraction | None, f1: Fraction | None
) -> None:
    assert (counts.precision, counts.recall, counts.f1) == (precision, recall, f1)


def test_an_optional_fact_leaves_both_sides_when_found_and_adds_nothing_when_missed() -> None:
    facts = [gold(), gold("price", id="f2", optional=True)]
    found = evaluate(goldset(facts), [itself(fact) for fact in facts])
    missed = evaluate(goldset(facts), [itself(facts[0])])
    assert found.counts() == Counts(tp=1, optional=1)
    assert missed.counts() == Counts(tp=1)


def test_a_wrong_value_is_a_false_positive_and_a_false_negative() -> None:
    said = predicted(value=QuantityValue(Decimal(1), "EUR"))
    assert evaluate(goldset([gold()]), [said]).counts() == Counts(fp=1, fn=1)


@pytest.mark.parametrize("slots", [{"article": "a2"}, {"predicate": "kosten"}])
def test_what_could_not_be_counted_is_refused(slots: dict[str, str]) -> None:
    """A typo in an id must not raise precision."""
    said = msgspec.structs.replace(predicted(), **slots)
    with pytest.raises(UsageError, match="unknown"):
        evaluate(goldset([gold()]), [said])


def test_what_read_another_edition_is_refused() -> None:
    """Its spans would point at other words, and its figures would look like any others."""
    read = Extraction("x", "1", (), rendition="original")
    with pytest.raises(UsageError, match="x read the original, and the gold .* of the retelling"):
        evaluate(goldset([gold()]), read)
    assert evaluate(goldset([gold()]), Extraction("x", "1", (), rendition="retelling")).errors == ()


def test_an_article_that_failed_keeps_its_gold_in_the_denominator() -> None:
    """Also where something was said before the crash: half an answer is none."""
    error = ArticleError("a1", "ValueError()")
    evaluation = evaluate(goldset([gold()]), Extraction("x", "1", (predicted(),), (error,)))
    assert evaluation.counts() == Counts(fn=1)
    assert evaluation.errors == (error,)


def _labels(matches: tuple[Match, ...], level: Level) -> list[tuple[str, str, str]]:
    """Give (predicate, true label, predicted label) for each item that counts."""
    items = []
    for match in matches:
        for side, part in match.sides(level):
            items += [(side.predicate, side.predicate, side.predicate)] * part.tp
            items += [(side.predicate, side.predicate, "none")] * part.fn
            items += [(side.predicate, "none", side.predicate)] * part.fp
    return items


@given(situations())
def test_micro_and_macro_are_scikit_learn_s(situation: Situation) -> None:
    evaluation = evaluate(goldset(situation[0]), situation[1])
    for level in (Level.SLOT, Level.FACT, Level.GROUNDED):
        items = _labels(evaluation.matches, level)
        if not items:
            continue
        truth, said = [item[1] for item in items], [item[2] for item in items]
        counts = evaluation.counts(level)
        micro = precision_recall_fscore_support(
            truth, said, labels=sorted(PREDICATES), average="micro", zero_division=0
        )
        ours = (counts.precision, counts.recall, counts.f1)
        assert [float(ratio or 0) for ratio in ours] == pytest.approx(list(micro[:3]), abs=1e-12)
        required = sorted({label for label in truth if label != "none"})
        macro = evaluation.macro_f1(level)
        assert (macro is None) == (not required)
        if required:
            theirs = precision_recall_fscore_support(
                truth, said, labels=required, average="macro", zero_division=0
            )
            assert float(macro or 0) == pytest.approx(theirs[2], abs=1e-12)


@given(situations())
def test_slices_add_up_to_the_whole(situation: Situation) -> None:
    evaluation = evaluate(goldset(situation[0]), situation[1])
    for level in Level:
        for slices in (
            evaluation.by_predicate(level),
            evaluation.by_article(level),
            evaluation.by_value_type(level),
        ):
            assert sum(slices.values(), Counts()) == evaluation.counts(level)


@given(situations())
def test_every_mistake_has_a_class(situation: Situation) -> None:
    evaluation = evaluate(goldset(situation[0]), situation[1])
    counted = sum(evaluation.errors_by_class().values(), Counts())
    whole = evaluation.counts(Level.FACT)
    assert (counted.fp, counted.fn) == (whole.fp, whole.fn)


@given(situations())
def test_all_counts_can_be_added_up_again_from_the_stored_lines(situation: Situation) -> None:
    """`facts.jsonl` is the evidence for every number."""
    small = goldset(situation[0])
    evaluation = evaluate(small, situation[1])
    rows = [json.loads(line) for line in fact_lines(small, evaluation)]
    order = {None: 0, "value": 1, "slot": 2, "fact": 3, "grounded": 4}
    for level in Level:
        tp = fp = fn = 0
        for row in rows:
            right = bool(row["gold"]) and order[row["level"]] >= level
            tp += right and not row["gold"]["optional"]
            fn += bool(row["gold"]) and not right and not row["gold"]["optional"]
            fp += bool(row["prediction"]) and not right and order[row["restates"]] < level
        counts = evaluation.counts(level)
        assert (tp, fp, fn) == (counts.tp, counts.fp, counts.fn)


def _evaluated(facts: list[GoldFact], said: list[Prediction]) -> Evaluation:
    return evaluate(goldset(facts), said)


def test_a_comparison_names_what_was_gained_and_lost() -> None:
    facts = [gold(), gold("price", id="f2"), gold("cost", "Beta", id="f3")]
    before = _evaluated(facts, [itself(facts[0]), itself(facts[1])])
    after = _evaluated(facts, [itself(facts[1]), itself(facts[2]), predicted("cost", "Gamma")])
    compared = harness.compare(before, after)
    assert [fact.id for fact in compared.gained] == ["f3"]
    assert [fact.id for fact in compared.lost] == ["f1"]
    assert compared.difference("recall") == 0
    assert compared.difference("precision") == Fraction(2, 3) - 1
    silent = harness.compare(before, _evaluated(facts, []))
    assert silent.difference("precision") is None
    assert silent.difference("f1") == Fraction(-4, 5)


def test_figures_made_in_different_ways_are_not_compared() -> None:
    small = goldset([gold()])
    standard, strict = evaluate(small, []), evaluate(small, [], "strict")
    with pytest.raises(MixedFiguresError, match="differ in profile"):
        harness.compare(standard, strict)
