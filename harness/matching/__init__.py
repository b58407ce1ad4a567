"""Gold against predictions, one to one: what fits, the best alignment, and what went wrong."""

from harness.matching.alignment import match_article
from harness.matching.candidates import ByValue
from harness.matching.rules import Fit, Rules
from harness.matching.tally import Slices, Tally, states_of

__all__ = ["ByValue", "Fit", "Rules", "Slices", "Tally", "match_article", "states_of"]
