"""The gate: a run against its baseline by a policy. Values in, a verdict out; nothing is read."""

from harness.gate.acceptance import baseline_of
from harness.gate.candidates import Candidate, candidates_of
from harness.gate.judge import judge, other_conditions, refuse_unknown_names
from harness.gate.verdict import (
    Judgement,
    Kind,
    LostFact,
    Outcome,
    Reason,
    Verdict,
    Weight,
)
from harness.model.history import Sighting

__all__ = [
    "Candidate",
    "Judgement",
    "Kind",
    "LostFact",
    "Outcome",
    "Reason",
    "Sighting",
    "Verdict",
    "Weight",
    "baseline_of",
    "candidates_of",
    "judge",
    "other_conditions",
    "refuse_unknown_names",
]
