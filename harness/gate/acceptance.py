"""A run becomes a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from harness.errors import NoVerdictError
from harness.gate.candidates import Candidate
from harness.model.baseline import FORMAT, Accepted, Baseline, Entry, Tally, written_place
from harness.model.results import Counts, ErrorClass, Level, Place
from harness.model.signature import short

_Part = TypeVar("_Part")


def baseline_of(
    candidates: Sequence[Candidate], accepted: Accepted, *, complete: bool = True
) -> Baseline:
    """Make the baseline of a run's extractors.

    Raises NoVerdictError for a run that is partial, has errors or holds no extractor: nothing can
    be held against it.
    """
    failed = [one.name for one in candidates if any(part.errors for part in one.system.readings)]
    if not complete or failed or not candidates:
        why = (
            f"{', '.join(failed)} failed on articles"
            if failed
            else "it was interrupted"
            if not complete
            else "it holds no extractor"
        )
        raise NoVerdictError(f"this run can be no baseline: {why}")
    signature = candidates[0].system.readings[0].signature
    return Baseline(
        format=FORMAT,
        goldset=signature.goldset,
        goldset_version=signature.goldset_version,
        goldset_hash=signature.goldset_hash,
        rendition=signature.rendition,
        profile=signature.profile,
        scoring=signature.scoring,
        accepted=accepted,
        extractors={
            one.name: entry_of(one) for one in sorted(candidates, key=lambda one: one.name)
        },
    )


def entry_of(candidate: Candidate) -> Entry:
    """Keep of an extractor what later runs are held against."""
    system = candidate.system
    tables = [system.by_place(level) for level in Level]
    places = {place: written_place(place) for table in tables for place in table}
    found = [system.found(level) for level in Level]
    return Entry(
        fingerprint=short(system.readings[0].signature.fingerprint),
        readings=len(system.readings),
        places={
            name: _four([_tally(table.get(place, Counts())) for table in tables])
            for place, name in sorted(places.items(), key=lambda item: _order(item[0]))
        },
        found={
            "/".join(key): _four([times.get(key, 0) for times in found]) for key in sorted(found[0])
        },
        unsupported=unsupported(candidate),
        cost=candidate.cost.amount if candidate.cost else None,
        currency=candidate.cost.currency if candidate.cost else None,
    )


def unsupported(candidate: Candidate) -> int:
    """Count in all readings the predictions whose value stands nowhere in the article."""
    return sum(
        part.fp
        for reading in candidate.system.readings
        for (error, _), part in reading.errors_by_class().items()
        if error is ErrorClass.UNSUPPORTED
    )


def _tally(counts: Counts) -> Tally:
    return Tally(counts.tp, counts.fp, counts.fn)


def _four(parts: Sequence[_Part]) -> tuple[_Part, _Part, _Part, _Part]:
    value, slot, fact, grounded = parts
    return value, slot, fact, grounded


def _order(place: Place) -> tuple[str, int]:
    return place.article, -1 if place.paragraph is None else place.paragraph
