"""Comparisons: what a ratio is measured against, and in which dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.extractors.ner.fields import fields_of
from harness.extractors.ner.linear import Scorer, matrix, vocabulary
from harness.extractors.ner.mentions import Mention
from harness.extractors.ner.text import Reading
from harness.model.facts import GoldSet

_LINKS = frozenset({"als", "wie", "gegenüber", "von", "vom", "der", "des"})


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Names the dimension of a comparison by the words around it; none where none was learned."""

    scorer: Scorer
    classes: tuple[str, ...]

    def of(self, words: Sequence[str]) -> str | None:
        """Give the dimension whose words these are most like."""
        if not self.classes:
            return None
        scores = self.scorer.scores([_features(words)])[0]
        return self.classes[int(scores.argmax())]


def fit_dimensions(goldset: GoldSet, readings: Mapping[str, Reading]) -> Dimensions:
    """Learn the words of each dimension from the evidence of gold's comparisons."""
    items, labels = [], []
    for fact in goldset.facts:
        if fact.qualifiers.dimension is None:
            continue
        reading = readings[fact.article]
        for span in fact.spans:
            words = [reading.tokens[index].text.lower() for index in reading.tokens_in(span)]
            items.append(_features(words))
            labels.append(fact.qualifiers.dimension)
    return _fitted(items, labels)


def _fitted(items: Sequence[Sequence[str]], labels: Sequence[str]) -> Dimensions:
    import numpy as np  # noqa: PLC0415 - heavy
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - heavy

    known = vocabulary(items)
    classes = tuple(sorted(set(labels)))
    weights = np.zeros((len(known) + 1, len(classes)))
    if len(classes) > 1:
        model = LinearSVC(C=0.3, random_state=0, max_iter=5000)
        model.fit(matrix(items, known), labels)
        weights = np.vstack([model.coef_.T, model.intercept_])
        if weights.shape[1] == 1:  # of two classes scikit-learn keeps the second's weights only
            weights = np.hstack([-weights, weights])
    return Dimensions(Scorer(known, weights), classes)


def _features(words: Sequence[str]) -> list[str]:
    return [
        *(f"word={word[:6]}" for word in words if word[:1].isalpha()),
        *(f"field={one}" for word in words for one in fields_of(word)),
    ]


def reference(
    reading: Reading, names: Sequence[Mention], subject: Mention, value: range
) -> Mention | None:
    """Find what a ratio is measured against: a name behind „als“ or „wie“, else the nearest."""
    sentence = reading.sentences[reading.sentence_of(value.start)]
    others = [
        one
        for one in names
        if one.tokens.start in sentence
        and one.kind not in ("LOC", "PLACE", "PER", "EVENT", "POLICY")
        and one.text != subject.text
        and one.tokens.stop <= max(one.tokens.stop, value.start)
    ]
    behind = [one for one in others if one.tokens.start >= value.stop]
    linked = [
        one
        for one in behind
        if any(
            reading.tokens[index].text.lower() in _LINKS
            for index in range(value.stop, one.tokens.start)
        )
    ]
    for group in (linked, behind):
        if group:
            return min(group, key=lambda one: one.tokens.start)
    return max(others, key=lambda one: one.tokens.start, default=None)
