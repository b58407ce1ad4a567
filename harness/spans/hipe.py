"""The figures of the HIPE scorer: strict, fuzzy (ent_type), exact and partial.

Unlike nervaluate it pairs once for all schemes: an equal span first, else the first gold span in
order that has the same boundaries or that overlaps and is free. Labels are compared in upper case;
predicted labels that gold does not have are left out, as that scorer does. By label, a pair
counts for the label of its gold span. Means over documents leave out those that have no
predicted spans (precision), no gold spans (recall) or either (F1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from harness.errors import UsageError
from harness.model.spans import LabelledSpan, MacroRatios, SchemeScores, SpanCounts, SpanDocument
from harness.spans.components import is_flat
from harness.spans.semeval import SCHEMES

_Tally = Counter[tuple[str, str, str]]  # (scheme, label, class)


def score_hipe(documents: Iterable[SpanDocument], profile: str) -> SchemeScores:
    """Score documents; raises UsageError where a side overlaps itself, for HIPE has no nesting."""
    every = [_upper(document) for document in documents]
    known = {span.label for document in every for span in document.gold}
    tallies = [_tally(document, known) for document in every]
    total = sum(tallies, _Tally())
    by_document = [_overall(tally) for tally in tallies]
    return SchemeScores(
        profile,
        _overall(total),
        {label: _by_scheme(total, {label}) for label in sorted(known)},
        {scheme: _means([one[scheme] for one in by_document]) for scheme in SCHEMES},
    )


def _upper(document: SpanDocument) -> SpanDocument:
    sides = []
    for spans, side in ((document.gold, "gold"), (document.predicted, "predicted")):
        if not is_flat(spans):
            raise UsageError(
                f"document {document.id!r}: {side} spans overlap each other; the profile hipe "
                "reads one flat layer; score with the profile optimal"
            )
        sides.append([LabelledSpan(one.start, one.end, one.label.upper()) for one in spans])
    return SpanDocument(document.id, *sides)


def _tally(document: SpanDocument, known: set[str]) -> _Tally:
    tally, taken = _Tally(), set[LabelledSpan]()
    gold = document.gold
    for span in (one for one in document.predicted if one.label in known):
        other = _partner(span, gold, taken)
        if other is None:
            tally.update((scheme, span.label, "spurious") for scheme in SCHEMES)
            continue
        taken.add(other)
        bounds = span.start == other.start and span.end == other.end
        label = span.label == other.label
        classes = (
            "correct" if bounds and label else "incorrect",
            "correct" if bounds else "incorrect",
            "correct" if bounds else "partial",
            "correct" if label else "incorrect",
        )
        named = zip(SCHEMES, classes, strict=True)
        tally.update((scheme, other.label, class_) for scheme, class_ in named)
    missed = [span for span in gold if span not in taken]
    tally.update((scheme, span.label, "missed") for span in missed for scheme in SCHEMES)
    return tally


def _partner(
    span: LabelledSpan, gold: Sequence[LabelledSpan], taken: set[LabelledSpan]
) -> LabelledSpan | None:
    # On flat sides nothing else overlaps a gold span of the same boundaries: it is free.
    free = (
        one for one in gold if one.start < span.end and span.start < one.end and one not in taken
    )
    return next(free, None)


def _overall(tally: _Tally) -> Mapping[str, SpanCounts]:
    return _by_scheme(tally, {label for _, label, _ in tally})


def _by_scheme(tally: _Tally, labels: set[str]) -> Mapping[str, SpanCounts]:
    sums = Counter[tuple[str, str]]()
    for (scheme, label, class_), number in tally.items():
        if label in labels:
            sums[scheme, class_] += number
    classes = ("correct", "incorrect", "partial", "missed", "spurious")
    return {scheme: SpanCounts(*(sums[scheme, one] for one in classes)) for scheme in SCHEMES}


def _means(counts: Sequence[SpanCounts]) -> MacroRatios:
    both = [one for one in counts if one.possible and one.actual]
    return MacroRatios(
        _mean([one.precision for one in counts]),
        _mean([one.recall for one in counts]),
        _mean([one.f1 for one in both]),
    )


def _mean(ratios: Sequence[float | None]) -> float | None:
    defined = [ratio for ratio in ratios if ratio is not None]
    return fsum(defined) / len(defined) if defined else None
