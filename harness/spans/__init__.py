"""The span scoring of the field: SemEval-2013, seqeval, conlleval, nervaluate, HIPE."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from harness.errors import UsageError
from harness.model.spans import DocumentId, LabelledSpan, SpanDocument, SpanScores
from harness.spans.profiles import PROFILES, score_documents

__all__ = ["PROFILES", "score_spans"]

SpanLike: TypeAlias = LabelledSpan | tuple[int, int, str]
Side: TypeAlias = (
    Mapping[DocumentId, Iterable[SpanLike]]
    | Mapping[str, Iterable[SpanLike]]
    | Mapping[int, Iterable[SpanLike]]
    | Sequence[Iterable[SpanLike]]
)


def score_spans(
    gold: Side,
    predicted: Side,
    profile: str = "optimal",
    *,
    labels: Collection[str] | None = None,
) -> SpanScores:
    """Score predicted spans against gold.

    A side is a mapping of document to spans or a sequence of documents, a span is a LabelledSpan
    or a tuple (start, end, label), half-open, in whatever unit both sides share. A document that
    `predicted` leaves out is a silent one: its gold counts as missed. `labels` limits both sides
    to some labels. Raises UsageError where the profile is unknown, a span has no length, or
    `predicted` has a document that gold does not have.
    """
    return score_documents(_documents(gold, predicted), profile, labels)


def _documents(gold: Side, predicted: Side) -> Iterator[SpanDocument]:
    ours, theirs = _by_id(gold), _by_id(predicted)
    unknown = [one for one in theirs if one not in ours]
    if unknown:
        raise UsageError(f"document {unknown[0]!r} is predicted and not in gold; add it to gold")
    for document, spans in ours.items():
        found = theirs.get(document, ())
        yield SpanDocument(document, _spans(document, spans), _spans(document, found))


def _spans(document: DocumentId, spans: Iterable[SpanLike]) -> list[LabelledSpan]:
    read = [one if isinstance(one, LabelledSpan) else LabelledSpan(*one) for one in spans]
    for one in read:
        if not 0 <= one.start < one.end:
            raise UsageError(
                f"document {document!r}: {one} has no length; "
                "ends are half-open, so add 1 to an end that is the last unit inside"
            )
    return read


def _by_id(side: Side) -> Mapping[DocumentId, Iterable[SpanLike]]:
    pairs = side.items() if isinstance(side, Mapping) else enumerate(side)
    return dict(pairs)
