"""Matches become figures: counts by level and slice, qualifiers, near misses, confidence."""

from harness.scoring.confidence import Bin, Confidence, Point, confidence_of
from harness.scoring.evaluation import Evaluation, evaluate, must_belong_together
from harness.scoring.near import NearMiss, near_misses
from harness.scoring.qualifiers import QUALIFIERS, QualifierCounts, qualifier_counts

__all__ = [
    "QUALIFIERS",
    "Bin",
    "Confidence",
    "Evaluation",
    "NearMiss",
    "Point",
    "QualifierCounts",
    "confidence_of",
    "evaluate",
    "must_belong_together",
    "near_misses",
    "qualifier_counts",
]
