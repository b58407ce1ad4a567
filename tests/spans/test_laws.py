"""Laws of the pairings, against every assignment and against first-come loops over the whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import score_spans
from harness.errors import UsageError
from harness.model.spans import LabelledSpan, SchemeScores, SpanCounts
from harness.spans.components import components, is_flat, split
from harness.spans.optimal import most_correct_pairs

Span: TypeAlias = tuple[int, int, str]
Right: TypeAlias = Callable[[Span, Span], bool]

RIGHT: dict[str, Right] = {
    "strict": lambda one, other: one == other,
    "exact": lambda one, other: one[:2] == other[:2],
    "partial": lambda one, other: one[:2] == other[:2],
    "ent_type": lambda one, other: one[2] == other[2],
}


def span_lists(most: int, reach: int = 9) -> st.SearchStrategy[list[Span]]:
    span = st.builds(
        lambda start, length, label: (start, start + length, label),
        st.integers(0, reach),
        st.integers(1, 5),
        st.sampled_from("AB"),
    )
    return st.lists(span, max_size=most)


def flat_lists(most: int) -> st.SearchStrategy[list[Span]]:
    """Spans that do not overlap, in any order."""
    part = st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from("AB"))

    def lay(parts: list[tuple[int, int, str]]) -> list[Span]:
        spans, at = [], 0
        for gap, length, label in parts:
            spans.append((at + gap, at + gap + length, label))
            at += gap + length
        return spans

    return st.lists(part, max_size=most).map(lay).flatmap(st.permutations)


def scored(gold: list[Span], predicted: list[Span], profile: str = "optimal") -> SchemeScores:
    scores = score_spans([gold], [predicted], profile)
    assert isinstance(scores, SchemeScores)
    return scores


def assignments(gold: list[Span], predicted: list[Span]) -> Iterator[list[tuple[Span, Span]]]:
    """Give every one-to-one assignment of overlapping spans."""
    if not gold:
        yield []
        return
    first, rest = gold[0], gold[1:]
    yield from assignments(rest, predicted)
    for place, other in enumerate(predicted):
        if first[0] < other[1] and other[0] < first[1]:
            for more in assignments(rest, predicted[:place] + predicted[place + 1 :]):
                yield [(first, other), *more]


def brute(gold: list[Span], predicted: list[Span], scheme: str) -> SpanCounts:
    right = RIGHT[scheme]
    correct, pairs = max(
        (sum(right(*pair) for pair in one), len(one)) for one in assignments(gold, predicted)
    )
    wrong, half = (0, pairs - correct) if scheme == "partial" else (pairs - correct, 0)
    return SpanCounts(correct, wrong, half, len(gold) - pairs, len(predicted) - pairs)


sides = st.one_of(
    st.tuples(span_lists(4), span_lists(4)),
    st.tuples(flat_lists(4), flat_lists(4)),
    st.tuples(flat_lists(4), span_lists(4)),
)


@given(sides)
def test_optimal_is_what_trying_every_assignment_finds(both: tuple[list[Span], list[Span]]) -> None:
    """Overall and on each label's spans alone, with and without spans that overlap their side."""
    gold, predicted = both
    scores = scored(gold, predicted)
    for scheme in RIGHT:
        assert scores.overall[scheme] == brute(gold, predicted, scheme)
        for label, of_label in scores.by_label.items():
            ours, theirs = ([one for one in side if one[2] == label] for side in both)
            assert of_label[scheme] == brute(ours, theirs, scheme)


@given(sides)
def test_no_assignment_has_more_credit_than_optimal(both: tuple[list[Span], list[Span]]) -> None:
    """In `partial` correct pairs come first; that never costs credit."""
    gold, predicted = both
    best = max(
        sum(1.0 if one[:2] == other[:2] else 0.5 for one, other in pairs)
        for pairs in assignments(gold, predicted)
    )
    counts = scored(gold, predicted).overall["partial"]
    assert counts.correct + counts.partial / 2 == best


@given(span_lists(12, 30), span_lists(12, 30), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_pairs_are_one_to_one(
    gold: list[Span], predicted: list[Span], chance: random.Random
) -> None:
    scores = scored(gold, predicted)
    for counts in scores.overall.values():
        assert counts.possible == len(gold)
        assert counts.actual == len(predicted)
        assert min(counts.missed, counts.spurious) >= 0
    ours, theirs = (chance.sample(side, len(side)) for side in (gold, predicted))
    assert scored(ours, theirs) == scores


@given(span_lists(8), span_lists(8))
def test_swapping_gold_and_predictions_swaps_precision_and_recall(
    gold: list[Span], predicted: list[Span]
) -> None:
    there, back = scored(gold, predicted), scored(predicted, gold)
    for scheme, counts in there.overall.items():
        other = back.overall[scheme]
        assert (counts.precision, counts.recall, counts.f1) == (
            other.recall,
            other.precision,
            other.f1,
        )


@given(span_lists(8), span_lists(8))
def test_schemes_are_ordered(gold: list[Span], predicted: list[Span]) -> None:
    """What is right strictly is right exactly and by label, and no first-come pairing beats it."""
    best, first = scored(gold, predicted).overall, scored(gold, predicted, "nervaluate").overall
    assert best["strict"].correct <= min(best["exact"].correct, best["ent_type"].correct)
    for scheme in RIGHT:
        assert first[scheme].correct <= best[scheme].correct


def test_an_equal_pair_taken_early_would_cost_the_optimum() -> None:
    """The example of harness/spans/components.py: why nested documents are searched whole."""
    gold, predicted = [(0, 10, "A"), (0, 2, "A")], [(0, 10, "A"), (8, 10, "A")]
    overall = scored(gold, predicted).overall
    assert overall["ent_type"].correct == 2
    assert (overall["strict"].correct, overall["strict"].incorrect) == (1, 0)


def greedy(gold: list[Span], predicted: list[Span], scheme: str) -> tuple[int, int]:
    """First-come over a whole document, written from nervaluate's rules: correct, and pairs."""
    left, correct = list(enumerate(gold)), 0
    for span in predicted:
        shares = [
            (place, one)
            for place, one in left
            if max(0, min(span[1], one[1]) - max(span[0], one[0])) / (one[1] - one[0]) * 100.0 >= 1
        ]
        fit = [item for item in shares if RIGHT[scheme](span, item[1])]
        if scheme == "ent_type":
            fit.sort(key=lambda item: abs(span[0] - item[1][0]) + abs(span[1] - item[1][1]))
        correct += bool(fit)
        if taken := fit or shares:
            left.remove(taken[0])
    return correct, len(gold) - len(left)


@given(
    st.one_of(
        st.tuples(span_lists(9, 20), span_lists(9, 20)), st.tuples(flat_lists(9), flat_lists(9))
    )
)
def test_components_change_nothing_for_first_come(both: tuple[list[Span], list[Span]]) -> None:
    gold, predicted = both
    overall = scored(gold, predicted, "nervaluate").overall
    for scheme, counts in overall.items():
        correct, pairs = greedy(gold, predicted, scheme)
        assert counts.correct == correct
        assert counts.possible - counts.missed == pairs


@given(flat_lists(6), flat_lists(6))
def test_on_flat_sides_what_is_taken_early_overlaps_nothing_else(
    gold: list[Span], predicted: list[Span]
) -> None:
    ours, theirs = (scored_spans(sorted(side)) for side in (gold, predicted))
    equal, left, left_predicted, parts = split(ours, theirs)
    early = [one for one in ours if one not in left]
    assert sorted(equal) == sorted(one.label for one in early if one in theirs)
    assert len(equal) == len(early)
    for one in early:
        rest = (*left, *left_predicted)
        assert all(one.end <= span.start or span.end <= one.start for span in rest)
    assert parts == list(components(left, left_predicted))
    assert is_flat(scored_spans(gold))


def scored_spans(spans: list[Span]) -> list[LabelledSpan]:
    return [LabelledSpan(*one) for one in spans]


@given(span_lists(8, 30), span_lists(8, 30))
def test_components_never_touch(gold: list[Span], predicted: list[Span]) -> None:
    parts = [
        [*ours, *theirs] for ours, theirs in components(scored_spans(gold), scored_spans(predicted))
    ]
    reaches = [(min(one.start for one in part), max(one.end for one in part)) for part in parts]
    assert all(before[1] <= after[0] for before, after in pairwise(reaches))


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6), max_size=6))
def test_most_correct_pairs_is_what_trying_every_matching_finds(
    rows: list[list[tuple[int, bool]]],
) -> None:
    edges = [dict(row) for row in rows]

    def every(row: int, used: frozenset[int]) -> tuple[int, int]:
        if row == len(edges):
            return 0, 0
        options = [every(row + 1, used)]
        for column, correct in edges[row].items():
            if column not in used:
                more = every(row + 1, used | {column})
                options.append((more[0] + correct, more[1] + 1))
        return max(options)

    neighbours = [list(row) for row in edges]
    correct = [{column for column, right in row.items() if right} for row in edges]
    assert most_correct_pairs(neighbours, correct) == every(0, frozenset())


@pytest.mark.parametrize(
    ("gold", "predicted", "told"),
    [
        # A document that only the predictions know is a mistake of alignment, not a false positive.
        ({"a": []}, {"b": [(0, 1, "A")]}, "document 'b' is predicted and not in gold"),
        # An inclusive end is the usual reason for a span without length.
        ({"a": [(3, 3, "A")]}, {}, "add 1 to an end"),
        ({"a": [(-1, 3, "A")]}, {}, "add 1 to an end"),
    ],
)
def test_what_cannot_be_scored_is_refused(
    gold: dict[str, list[Span]], predicted: dict[str, list[Span]], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        score_spans(gold, predicted)


def test_a_silent_document_stays_in_the_denominator() -> None:
    scores = score_spans({"a": [(0, 1, "A")], "b": [(0, 1, "A")]}, {"a": [(0, 1, "A")]})
    assert isinstance(scores, SchemeScores)
    assert scores.overall["strict"] == SpanCounts(correct=1, missed=1)


@pytest.mark.parametrize("profile", ["seqeval-strict", "conlleval"])
def test_profiles_of_tags_refuse_spans(profile: str) -> None:
    with pytest.raises(UsageError, match="reads tags of tokens"):
        score_spans([[]], [[]], profile)


def test_hipe_refuses_nested_spans_by_document() -> None:
    with pytest.raises(UsageError, match="document 'a': gold spans overlap"):
        score_spans({"a": [(0, 4, "A"), (1, 2, "B")]}, {}, "hipe")


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'nervaluate-1\.2\.1'"):
        score_spans([[]], [[]], "nervaluate-1.2.0")
