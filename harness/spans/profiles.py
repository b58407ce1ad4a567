"""The profiles by name and version, and the way from spans or tags to their scores."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from harness.errors import UsageError
from harness.model.spans import LabelledSpan, SpanDocument, SpanScores, TaggedDocument
from harness.spans.firstcome import pair_first_come
from harness.spans.hipe import score_hipe
from harness.spans.optimal import pair_best
from harness.spans.phrases import score_phrases, score_tagged
from harness.spans.semeval import score_by_rule
from harness.spans.tags import (
    Reading,
    Scheme,
    detect_scheme,
    read_as_conlleval,
    read_as_seqeval,
    read_strictly,
)

OnSpans = Callable[[Iterable[SpanDocument]], SpanScores]
OnTags = Callable[[Iterable[TaggedDocument], Scheme | None], SpanScores]


class Profile(NamedTuple):
    """How one scorer of the field counts; `on_spans` is None where tags are needed."""

    name: str
    on_spans: OnSpans | None
    on_tags: OnTags


def _on_spans(name: str, score: OnSpans) -> Profile:
    """Make a profile that reads tags leniently and then scores spans."""
    return Profile(name, score, lambda documents, _: score(spans_of(documents)))


def _on_tags(name: str, read: Reading) -> OnTags:
    return lambda documents, _: score_tagged(documents, read, name)


def _strictly(documents: Iterable[TaggedDocument], scheme: Scheme | None) -> SpanScores:
    every = list(documents)
    known = scheme or detect_scheme(one.gold for each in every for one in each.sentences)
    return score_tagged(every, lambda tags: read_strictly(tags, known), "seqeval-strict-1.2.2")


PROFILES: Mapping[str, Profile] = {
    one.name: one
    for one in (
        _on_spans("optimal-1", lambda them: score_by_rule(them, pair_best, "optimal-1")),
        Profile(
            "seqeval-1.2.2",
            lambda them: score_phrases(them, "seqeval-1.2.2"),
            _on_tags("seqeval-1.2.2", read_as_seqeval),
        ),
        Profile("seqeval-strict-1.2.2", None, _strictly),
        Profile("conlleval-2004", None, _on_tags("conlleval-2004", read_as_conlleval)),
        _on_spans(
            "nervaluate-1.2.1",
            lambda them: score_by_rule(them, pair_first_come, "nervaluate-1.2.1"),
        ),
        _on_spans("hipe-2022", lambda them: score_hipe(them, "hipe-2022")),
    )
}


def find_profile(name: str) -> Profile:
    """Give a profile by its name, with or without version; raises UsageError."""
    fitting = [one for one in PROFILES if name in {one, one.rpartition("-")[0]}]
    if not fitting:
        close = get_close_matches(name, PROFILES, 1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise UsageError(f"no span profile {name!r}: {hint}there are {', '.join(PROFILES)}")
    return PROFILES[fitting[0]]


def spans_of(documents: Iterable[TaggedDocument]) -> Iterator[SpanDocument]:
    """Read tags leniently as spans of tokens, counted through each document."""
    for document in documents:
        gold: list[LabelledSpan] = []
        predicted: list[LabelledSpan] = []
        offset = 0
        for sentence in document.sentences:
            for tags, spans in ((sentence.gold, gold), (sentence.predicted, predicted)):
                spans += [
                    LabelledSpan(one.start + offset, one.end + offset, one.label)
                    for one in read_as_seqeval(tags)
                ]
            offset += len(sentence.gold)
        yield SpanDocument(document.id, gold, predicted)


def score_documents(
    documents: Iterable[SpanDocument], profile: str, labels: Collection[str] | None = None
) -> SpanScores:
    """Score documents of spans; with `labels` all others are left out on both sides.

    Raises UsageError where the profile is unknown or works on tags only.
    """
    found = find_profile(profile)
    if found.on_spans is None:
        raise UsageError(
            f"profile {found.name} reads tags of tokens, and these are spans; "
            "give CoNLL files, or score with seqeval or optimal"
        )
    return found.on_spans(documents if labels is None else _of_labels(documents, set(labels)))


def score_tags(
    documents: Iterable[TaggedDocument], profile: str, scheme: Scheme | None = None
) -> SpanScores:
    """Score tagged documents; `scheme` is what strict reading goes by, detected where None.

    Raises UsageError where the profile is unknown.
    """
    return find_profile(profile).on_tags(documents, scheme)


def _of_labels(documents: Iterable[SpanDocument], labels: set[str]) -> Iterator[SpanDocument]:
    for document in documents:
        gold = [span for span in document.gold if span.label in labels]
        predicted = [span for span in document.predicted if span.label in labels]
        yield SpanDocument(document.id, gold, predicted)
