"""What any prediction must keep, whoever made it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Prediction


def broken_rule(
    prediction: Prediction,
    articles: Mapping[str, Article],
    predicates: Mapping[str, Predicate],
) -> str | None:
    """Say which rule a prediction breaks that any extractor must keep; None if it keeps all."""
    article = articles.get(prediction.article)
    if article is None:
        known = ", ".join(articles)
        return f"unknown article {prediction.article!r}; known are {known}"
    if prediction.predicate not in predicates:
        return f"unknown predicate {prediction.predicate!r}"
    length = len(article.text)
    for start, end in prediction.evidence:
        if end < start:
            return f"evidence [{start}, {end}] ends before it begins"
        if not 0 <= start < end <= length:
            return f"evidence [{start}, {end}] is outside of {article.id} (0 to {length})"
    confidence = prediction.confidence
    if confidence is not None and not 0 <= confidence <= 1:
        return f"confidence {confidence} is not within 0 and 1"
    return None


def settled(prediction: Prediction, article: Article) -> Prediction:
    """Turn the quote of a prediction into evidence where its words stand in the article.

    What stands nowhere stays in `quote`, and is shown as not found.
    """
    quote = prediction.quote
    start = article.text.find(quote) if quote else -1
    if quote is None or start < 0:
        return prediction
    span = Span(start, start + len(quote))
    evidence = prediction.evidence or (span,)
    return msgspec.structs.replace(prediction, evidence=evidence, quote=None)
