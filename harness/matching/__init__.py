"""Gold against predictions, one to one: what fits, the best alignment, and what went wrong."""

from harness.matching.alignment import match_article

__all__ = ["match_article"]
