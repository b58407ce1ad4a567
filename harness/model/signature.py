"""How a number was made, in one line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

from harness.model.corpus import Rendition

SCORING_VERSION = 1  # raised whenever the same predictions would get other figures
SEED = 20250127  # of every resampling, so that the same counts give the same interval
ARTICLES_AS_CLUSTERS = 20  # with so many, articles are resampled, and the estimand is wider

Unit: TypeAlias = Literal["paragraph", "article"]


def unit_of(articles: int) -> Unit:
    """Give what is resampled: paragraphs of these articles, or articles where they are many."""
    return "article" if articles >= ARTICLES_AS_CLUSTERS else "paragraph"


def short(fingerprint: str) -> str:
    """Give 12 hex digits that stand for a fingerprint of any length and form."""
    return hashlib.sha256(fingerprint.encode("utf-8", "backslashreplace")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Signature:
    """All that a figure depends on; two figures compare only where all but the extractor agree."""

    goldset: str
    goldset_version: str
    goldset_hash: str
    rendition: Rendition
    profile: Literal["standard", "strict"]
    extractor: str
    fingerprint: str
    unit: Unit = "paragraph"
    seed: int = SEED
    scoring: int = SCORING_VERSION
    folds: str = ""

    def __str__(self) -> str:
        return "|".join(
            (
                f"gold:{self.goldset}@{self.goldset_version}#{self.goldset_hash[:12]}",
                f"rendition:{self.rendition}",
                f"extractor:{self.extractor}#{short(self.fingerprint)}",
                *([f"folds:{self.folds}"] if self.folds else []),
                f"profile:{self.profile}",
                f"unit:{self.unit}",
                f"seed:{self.seed}",
                f"scoring:{self.scoring}",
            )
        )

    def differs_from(self, other: Signature) -> tuple[str, ...]:
        """Name what forbids putting two figures side by side, e.g. ("gold hash",)."""
        told = {
            "gold set": (self.goldset, other.goldset),
            "gold hash": (self.goldset_hash, other.goldset_hash),
            "rendition": (self.rendition, other.rendition),
            "profile": (self.profile, other.profile),
            "scoring version": (self.scoring, other.scoring),
        }
        return tuple(name for name, (ours, theirs) in told.items() if ours != theirs)
