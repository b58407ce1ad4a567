"""What is remembered of a run: its evaluations become a record of ids, hashes and counts."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.facts import GoldSet
from harness.model.history import ExtractionRecord, RunRecord, Sighting
from harness.model.results import Extraction, Level, Run
from harness.model.signature import short
from harness.model.usage import total
from harness.scoring import Evaluation
from harness.stores.locks import fact_hash
from harness.stores.seeds import text_hash
from harness.version import __version__


def record_of(
    run: Run, evaluations: Sequence[Evaluation], digest: str, seen: Sighting
) -> RunRecord:
    """Make the record of a run and the evaluations of its extractions, in their order."""
    return RunRecord(
        digest=digest,
        seen=seen,
        goldset=evaluations[0].signature.goldset if evaluations else run.goldset,
        goldset_version=evaluations[0].signature.goldset_version if evaluations else "",
        goldset_hash=evaluations[0].signature.goldset_hash if evaluations else run.goldset_hash,
        rendition=run.rendition,
        complete=run.complete,
        harness=__version__,
        contents=contents_of(evaluations[0].goldset) if evaluations else {},
        extractions=tuple(
            _extraction(one, evaluation)
            for one, evaluation in zip(run.extractions, evaluations, strict=True)
        ),
    )


def contents_of(gold: GoldSet) -> dict[tuple[str, str], str]:
    """Give for each fact (article, id) 12 hex digits that change with it, or with its text."""
    texts = {name: text_hash(article.text) for name, article in gold.articles.items()}
    return {
        (fact.article, fact.id): short(fact_hash(gold, fact) + texts[fact.article])
        for fact in gold.facts
    }


def _extraction(extraction: Extraction, evaluation: Evaluation) -> ExtractionRecord:
    model = extraction.model
    cost = model.cost(total(extraction.usage.values())) if model else None
    return ExtractionRecord(
        name=extraction.name,
        repeats=extraction.repeats,
        fingerprint=short(extraction.fingerprint),
        signature=str(evaluation.signature),
        profile=evaluation.signature.profile,
        scoring=evaluation.signature.scoring,
        failed=len(extraction.errors),
        seconds=extraction.seconds,
        counts={level: evaluation.counts(level) for level in Level},
        outcomes={
            (match.gold.article, match.gold.id): (int(match.level or 0), not match.gold.optional)
            for match in evaluation.matches
            if match.gold is not None
        },
        cost=cost,
        currency=model.price.currency if model and model.price and cost is not None else None,
    )
