"""Gold against predictions, one to one: what fits, the best alignment, and what went wrong."""

from harness.matching.alignment import match_article
from harness.matching.rules import Rules

__all__ = ["Rules", "match_article"]
