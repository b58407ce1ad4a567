"""Evaluations side by side: what differs in the figures, fact by fact, and whether it is chance."""

from harness.comparison.differences import (
    Comparison,
    PredicateDifference,
    by_predicate,
    compare,
    compare_accepted,
    compare_all,
)
from harness.comparison.golds import (
    Shared,
    Split,
    aside,
    restricted,
    shared_facts,
    split,
    without,
)
from harness.comparison.systems import (
    System,
    as_system,
    averaged,
    sample_of,
    systems_of,
)

__all__ = [
    "Comparison",
    "PredicateDifference",
    "Shared",
    "Split",
    "System",
    "as_system",
    "aside",
    "averaged",
    "by_predicate",
    "compare",
    "compare_accepted",
    "compare_all",
    "restricted",
    "sample_of",
    "shared_facts",
    "split",
    "systems_of",
    "without",
]
