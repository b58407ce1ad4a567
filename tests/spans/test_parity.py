"""The profiles against what the tools themselves answered: integers equal, floats to 1e-12.

The cases in tests/parity were generated for this project. The real runs of HIPE-2022 are not
copied: their test looks for them in HARNESS_PARITY or beside the repository, else it is skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.model.spans import (
    PhraseScores,
    SchemeScores,
    SpanCounts,
    SpanScores,
    TaggedDocument,
    TaggedSentence,
)
from harness.spans import score_spans
from harness.spans.phrases import averages, ratios
from harness.spans.profiles import score_tags
from harness.spans.tags import read_as_seqeval

CASES = Path(__file__).parents[1] / "parity"
BESIDE = Path(__file__).parents[2].parent / "shared" / "parity"
RUNS = Path(os.environ.get("HARNESS_PARITY", BESIDE)) / "spans"
INTEGERS = ("correct", "incorrect", "partial", "missed", "spurious", "possible", "actual")
RATIOS = ("precision", "recall", "f1")


def lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def half_open(spans: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, str]]:
    return [(one["start"], one["end"] + 1, one["label"]) for one in spans]


def schemes(scores: SpanScores) -> SchemeScores:
    assert isinstance(scores, SchemeScores)
    return scores


def phrases(scores: SpanScores) -> PhraseScores:
    assert isinstance(scores, PhraseScores)
    return scores


def check(counts: SpanCounts, expected: Mapping[str, Any], told: object) -> None:
    for name in INTEGERS:
        assert getattr(counts, name) == expected[name], (told, name)
    for name in RATIOS:
        # Where a ratio is undefined the tools say 0.
        near(
            getattr(counts, name) or 0.0,
            expected.get(name, 0.0 if name not in expected else None),
            told,
        )


def near(found: float | None, expected: float | None, told: object) -> None:
    if found is None or expected is None:
        assert found is expected, told
    else:
        assert abs(found - expected) <= 1e-12, (told, found, expected)


def test_nervaluate_on_150_generated_cases_overall_and_by_type() -> None:
    cases = list(lines(CASES / "nervaluate-1.2.1.jsonl"))
    assert len(cases) == 150
    for number, case in enumerate(cases):
        gold, predicted = (list(map(half_open, case[side])) for side in ("gold", "predicted"))
        scores = schemes(score_spans(gold, predicted, "nervaluate"))
        expected = case["expected"]
        assert scores.overall.keys() == expected["overall"].keys()
        for scheme, one in expected["overall"].items():
            check(scores.overall[scheme], one, (number, scheme))
        assert scores.by_label.keys() == expected["types"].keys()
        for label, of_label in expected["types"].items():
            for scheme, one in of_label.items():
                check(scores.by_label[label][scheme], one, (number, label, scheme))


P, L, X = "PER", "LOC", "XYZ"
EDGES: dict[str, tuple[list[list[tuple[int, int, str]]], list[list[tuple[int, int, str]]]]] = {
    # name: (gold, predicted), a list a document; inclusive ends as in the tool
    "A1doc_partial": ([[(0, 3, P)]], [[(0, 1, P)]]),
    "B2doc_partial": ([[(0, 3, P)], [(0, 3, P)]], [[(0, 1, P)], [(0, 1, P)]]),
    # An equal prediction comes after the overlapping gold span stands first.
    "C_overlap_gold": ([[(0, 5, P), (3, 5, P)]], [[(3, 5, P)]]),
    # First come: a wrong label takes the gold span from the right one.
    "D_type_steal": ([[(0, 5, P)]], [[(0, 1, L), (0, 5, P)]]),
    "E_dup_pred": ([[(0, 2, P)]], [[(0, 2, P), (0, 2, P)]]),
    "G_one_pred_two_gold": ([[(0, 1, P), (2, 3, P)]], [[(0, 3, P)]]),
    "H_two_pred_one_gold": ([[(0, 3, P)]], [[(0, 1, P), (2, 3, P)]]),
    "I_type_only": ([[(0, 1, P)]], [[(0, 1, L)]]),
    "J_empty_first_doc": ([[], [(0, 1, P)]], [[], [(0, 1, P)]]),
    # One of 150 tokens is less than the least overlap of one per cent.
    "K_long_1tok_overlap": ([[(0, 149, P)]], [[(149, 160, P)]]),
    # A label that nobody asked for is left out on both sides.
    "L_unknown_tag": ([[(0, 1, P)]], [[(0, 1, P), (4, 5, X)]]),
}


def test_nervaluate_on_its_edge_cases() -> None:
    expected = json.loads((CASES / "nervaluate-1.2.1-edges.json").read_text("utf-8"))
    assert expected.keys() == EDGES.keys()
    names = (*INTEGERS[:5], *RATIOS)
    for name, sides in EDGES.items():
        gold, predicted = (
            [[(s, e + 1, label) for s, e, label in doc] for doc in side] for side in sides
        )
        scores = schemes(score_spans(gold, predicted, "nervaluate", labels=(P, L)))
        for scheme, row in expected[name].items():
            counts = scores.overall[scheme]
            for field, value in zip(names, row, strict=True):
                near(getattr(counts, field) or 0.0, value, (name, scheme, field))


def test_seqeval_and_conlleval_on_200_generated_cases() -> None:
    cases = list(lines(CASES / "seqeval-1.2.2.jsonl"))
    assert len(cases) == 200
    for number, case in enumerate(cases):
        pairs = zip(case["y_true"], case["y_pred"], strict=True)
        documents = [TaggedDocument("", [TaggedSentence(*pair) for pair in pairs])]
        for profile, key in (("seqeval", "default"), ("seqeval-strict", "strict_IOB2")):
            scores = phrases(score_tags(documents, profile, "IOB2"))
            for zero in (0, 1):
                for average, row in averages(scores, zero).items():
                    expected = case[f"{key}/{average}/zd{zero}"]
                    for found, value in zip(row, expected, strict=True):
                        near(found, value, (number, profile, average, zero))
        for side, key in (("y_true", "entities_true"), ("y_pred", "entities_pred")):
            read = [
                [[one.label, one.start, one.end - 1] for one in read_as_seqeval(tags)]
                for tags in case[side]
            ]
            assert read == case[key], number
        scores = phrases(score_tags(documents, "conlleval"))
        told, overall = case["conlleval"], scores.overall
        counted = (scores.tokens, overall.gold, overall.predicted, overall.correct)
        assert counted == (told["tokens"], told["gold"], told["found"], told["correct"]), number


def runs() -> list[Any]:
    if not RUNS.is_dir():
        skip = pytest.mark.skip(
            reason=f"HIPE-2022 runs are not at hand: no {RUNS.name} folder in HARNESS_PARITY"
        )
        return [pytest.param("", "", {}, marks=skip, id="hipe-2022-runs")]
    expected = json.loads((RUNS / "expected.json").read_text("utf-8"))
    return [
        pytest.param(corpus, run, told, id=run)
        for corpus, of_corpus in expected.items()
        for run, told in of_corpus.items()
    ]


@pytest.mark.parametrize(("corpus", "run", "expected"), runs())
def test_real_runs_as_hipe_nervaluate_seqeval_and_spacy_score_them(
    corpus: str, run: str, expected: Mapping[str, Any]
) -> None:
    """seqeval's strict mode and accuracy are left out: spans do not say which tags were broken."""
    gold, predicted = (
        {one["doc"]: half_open(one["spans"]) for one in lines(RUNS / corpus / f"{name}.jsonl")}
        for name in ("gold", run)
    )
    hipe = schemes(score_spans(gold, predicted, "hipe"))
    assert hipe.macro is not None
    for scheme, one in expected["hipe_scorer"].items():
        micro, macro = hipe.overall[scheme], hipe.macro[scheme]
        for name in INTEGERS:
            assert getattr(micro, name) == one[name], (scheme, name)
        for name, key in zip(RATIOS, ("P", "R", "F1"), strict=True):
            near(getattr(micro, name), one[f"{key}_micro"], (scheme, name))
            near(getattr(macro, name), one[f"{key}_macro_doc"], (scheme, name, "macro"))
    nervaluate = schemes(score_spans(gold, predicted, "nervaluate"))
    for scheme, one in expected["nervaluate_1.2.1"]["overall"].items():
        check(nervaluate.overall[scheme], one, scheme)
    for label, of_label in expected["nervaluate_1.2.1"]["entities"].items():
        for scheme, one in of_label.items():
            check(nervaluate.by_label[label][scheme], one, (label, scheme))
    seqeval = phrases(score_spans(gold, predicted, "seqeval"))
    told = expected["seqeval_1.2.2"]["default"]
    rows = dict(averages(seqeval))
    rows |= {label: ratios(one) for label, one in seqeval.by_label.items()}
    for name, one in {
        **{key: told[key] for key in ("micro", "macro", "weighted")},
        **told["per_type"],
    }.items():
        for found, value in zip(rows[name], one.values(), strict=True):
            near(found, value, name)
    spacy = expected["spacy_3.8.18"]
    strict = schemes(score_spans(gold, predicted)).overall["strict"]
    for name, key in zip(RATIOS, "prf", strict=True):
        near(getattr(strict, name), spacy[f"ents_{key}"], name)
