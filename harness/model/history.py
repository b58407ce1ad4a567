"""What is remembered of runs: figures and outcomes by fact, by ids and hashes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from harness.model.results import Counts, Level


@dataclass(frozen=True, slots=True)
class Sighting:
    """A run of the past: its folder, when it was made (ISO 8601, UTC), and the commit."""

    run: str
    made_at: str
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractionRecord:
    """One extractor's part of a remembered run.

    `outcomes` holds for each gold fact (article, id) the level it was right at, 0 for none, and
    whether it is required. `failed` counts articles that the extractor failed on.
    """

    name: str
    repeats: str
    fingerprint: str
    signature: str
    profile: str
    scoring: int
    failed: int
    seconds: float
    counts: Mapping[Level, Counts]
    outcomes: Mapping[tuple[str, str], tuple[int, bool]] = field(repr=False)
    cost: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as it is remembered; `digest` is of its run.json, so that none is entered twice.

    `contents` holds for each gold fact (article, id) what stands for all that it says and for the
    text it is in.
    """

    digest: str
    seen: Sighting
    goldset: str
    goldset_version: str
    goldset_hash: str
    rendition: str
    complete: bool
    harness: str
    contents: Mapping[tuple[str, str], str] = field(repr=False)
    extractions: tuple[ExtractionRecord, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What figures over time belong together."""

    goldset: str
    rendition: str
    profile: str
    extractor: str


@dataclass(frozen=True, slots=True)
class Point:
    """One run of a series; counts at level fact are added up over the repeats."""

    seen: Sighting
    goldset_hash: str
    scoring: int
    complete: bool
    failed: int
    readings: int
    counts: Counts

    @property
    def gauge(self) -> tuple[str, int]:
        """What figures are measured by; those of another gold or scoring do not compare."""
        return self.goldset_hash, self.scoring

    @property
    def sound(self) -> bool:
        """Whether the figures speak of the extractor: nothing failed, nothing was left out."""
        return self.complete and not self.failed


@dataclass(frozen=True, slots=True)
class Loss:
    """A fact that a series' newest sound run misses, and earlier ones found.

    `gold_changed` and `scoring_changed`: between the two runs that are named the fact was changed
    in gold, or the scoring was, so that nobody knows whether the extractor lost it.
    """

    article: str
    fact: str
    required: bool
    gold_changed: bool
    scoring_changed: bool
    last_found: Sighting
    lost_in: Sighting
