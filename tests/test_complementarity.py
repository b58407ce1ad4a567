"""What extractors find together, and alone: of the required facts, and of nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given

from harness.complementarity import complementarity
from harness.errors import MixedFiguresError, UsageError
from harness.model.facts import GoldFact, Prediction
from harness.model.results import Counts, Extraction, Level, Run
from harness.report.scores import score_table
from harness.report.view import make_view
from harness.scoring import Evaluation, evaluate
from tests.worlds import gold, goldset, itself, predicted, situations

FACTS = [
    gold(id="both"),
    gold("price", id="ours"),
    gold("cost", "Beta", id="theirs", spans=((78, 82),)),
    gold("price", "Beta", id="nobody"),
    gold("cost", "Gamma", id="optional", optional=True),
]
BOTH, OURS, THEIRS, NOBODY, OPTIONAL = FACTS


def evaluation(name: str, *found: GoldFact) -> Evaluation:
    said = tuple(itself(fact) for fact in found)
    return evaluate(goldset(FACTS), Extraction(name, "1", said))


US = evaluation("us", BOTH, OURS, OPTIONAL)
THEM = evaluation("them", BOTH, THEIRS)


def test_together_is_what_any_finds_and_alone_what_no_other_does() -> None:
    found = complementarity([US, THEM])
    assert found.together == Counts(tp=3, fn=1)
    assert found.alone == {"us": (OURS,), "them": (THEIRS,)}  # nothing optional: it is not asked


def test_a_third_takes_from_what_others_find_alone() -> None:
    found = complementarity([US, THEM, evaluation("third", OURS)])
    assert found.together == Counts(tp=3, fn=1)
    assert found.alone == {"us": (), "them": (THEIRS,), "third": ()}


def test_one_alone_finds_all_it_finds_alone() -> None:
    found = complementarity([US])
    assert found.together == Counts(tp=2, fn=2)
    assert found.alone == {"us": (BOTH, OURS)}


def test_the_level_decides_what_is_found() -> None:
    """Right at level slot, but whose it is is wrong."""
    other = evaluate(goldset(FACTS), Extraction("x", "1", (predicted("price", "Gamma"),)))
    assert complementarity([other]).together == Counts(fn=4)
    assert complementarity([other], Level.SLOT).together == Counts(tp=1, fn=3)


@given(situations(), situations())
def test_together_is_no_less_than_any_and_no_more_than_all(
    ours: tuple[list[GoldFact], list[Prediction]], theirs: tuple[list[GoldFact], list[Prediction]]
) -> None:
    gold_set = goldset(ours[0])
    both = [
        evaluate(gold_set, Extraction(name, "1", tuple(said)))
        for name, said in (("a", ours[1]), ("b", theirs[1]))
    ]
    found = complementarity(both)
    counts = [one.counts() for one in both]
    assert max(one.tp for one in counts) <= found.together.tp <= sum(one.tp for one in counts)
    assert found.together.tp + found.together.fn == counts[0].tp + counts[0].fn
    shared = sum(one.tp for one in counts) - found.together.tp
    assert [len(found.alone[name]) for name in "ab"] == [one.tp - shared for one in counts]


def test_what_does_not_belong_together_is_refused() -> None:
    strict = evaluate(goldset(FACTS), Extraction("x", "1", ()), "strict")
    with pytest.raises(MixedFiguresError, match="us and x cannot be put side by side.*profile"):
        complementarity([US, strict])
    with pytest.raises(UsageError, match="nothing to put together"):
        complementarity([])


def a_run(*evaluations: Evaluation) -> Run:
    extractions = tuple(Extraction(one.extractor, "1", ()) for one in evaluations)
    return Run("small", "1", "0" * 64, "retelling", extractions)


def test_zero_lines_and_votes_are_left_out_of_a_run_s_figures() -> None:
    """They add nothing of their own, and would take from what the others find alone."""
    evaluations = [
        *(US, THEM),
        *(evaluation(name, *FACTS) for name in ("nearest", "empty", "vote:us,them")),
    ]
    table = score_table(goldset(FACTS), a_run(*evaluations), evaluations)
    assert table["complementarity"] == {
        "level": "fact",
        "extractors": ["us", "them"],
        "tp": 3,
        "fn": 1,
        "recall": 0.75,
        "alone": {
            "us": [{"article": "a1", "id": "ours"}],
            "them": [{"article": "a1", "id": "theirs"}],
        },
    }
    told = make_view(goldset(FACTS), a_run(*evaluations), evaluations).worth.together
    assert told is not None
    assert told.sentence.startswith("Together they find 3 of 4 required facts, recall 75.0 %")
    assert [(one.name, one.number) for one in told.alone] == [("them", 1), ("us", 1)]


def test_fewer_than_two_that_read_have_nothing_together() -> None:
    evaluations = [US, evaluation("nearest"), evaluation("vote:us,nearest")]
    assert score_table(goldset(FACTS), a_run(*evaluations), evaluations)["complementarity"] is None
    assert make_view(goldset(FACTS), a_run(*evaluations), evaluations).worth.together is None
