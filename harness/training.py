"""Who learns is never scored on what it learned from: one story is left out, and then read."""

from __future__ import annotations

from collections.abc import Mapping

from harness.errors import ExtractorError
from harness.extractors.base import Extractor, Trainable
from harness.model.facts import GoldSet

LEAVE_ONE_OUT = "leave-one-article-out"
_KEPT = 8  # fitted extractors at a time: copies of a story stand close together


class Folds:
    """Gives for each article an extractor that has not seen it.

    A story is an article in all its renditions and trap copies; it is left out whole, with the
    names that only it holds. `copies` tells which gold article a text is where its own id does not.
    """

    def __init__(
        self, extractor: Trainable, goldset: GoldSet, copies: Mapping[str, str] | None = None
    ) -> None:
        self._extractor = extractor
        self._goldset = goldset
        self._copies = copies
        self._fitted: dict[str, Extractor] = {}

    def reader_of(self, article_id: str) -> Extractor:
        """Fit on all stories but the article's, or give what was; raises what `fit` raises."""
        gold_id = article_id if self._copies is None else self._copies.get(article_id, "")
        left = self._goldset.without(gold_id)
        if left.hash not in self._fitted:
            if len(self._fitted) == _KEPT:
                del self._fitted[next(iter(self._fitted))]
            self._fitted[left.hash] = fitted(self._extractor, left)
        return self._fitted[left.hash]


def fitted(extractor: Trainable, goldset: GoldSet) -> Extractor:
    """Fit an extractor on a gold set; raises ExtractorError where what comes of it is none."""
    learned: object = extractor.fit(goldset)  # of anybody's making
    if learned is extractor:
        raise ExtractorError(
            f"{extractor.name}: fit gave the extractor itself; it must give a new one, "
            "so that nothing learned from one fold is left in the next"
        )
    if not isinstance(learned, Extractor):
        raise ExtractorError(f"{extractor.name}: fit gave a {type(learned).__name__}, no extractor")
    return learned
