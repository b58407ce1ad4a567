"""How a stored run is judged: its extractors scored, held against a baseline, by a policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from harness.cli.stored import NamedRun
from harness.errors import NoVerdictError, PolicyError
from harness.gate import Candidate, Verdict, candidates_of, judge
from harness.model.baseline import Baseline
from harness.model.facts import GoldSet
from harness.model.policy import Policy
from harness.model.results import Profile
from harness.scoring import evaluate
from harness.stores.policy import placed_in_policy


def verdict_of(named: NamedRun, gold: GoldSet, policy: Policy, baseline: Baseline) -> Verdict:
    """Judge a stored run as of today.

    Raises NoVerdictError where it was made on other gold, and UsageError with file and line where
    the policy names what is not there.
    """
    if named.stored.goldset_hash != gold.hash:
        raise NoVerdictError(
            f"{named.path} was made on gold {named.stored.goldset_hash[:12]}, and the gold is "
            f"{gold.hash[:12]} now; run the extractors again"
        )
    candidates = candidates_in(named, gold, policy, baseline.profile)
    return replace(judged(named, candidates, policy, baseline), run=named.seen)


def judged(
    named: NamedRun, candidates: list[Candidate], policy: Policy, baseline: Baseline
) -> Verdict:
    """Judge candidates of a run; raises UsageError where the policy names what is not there."""
    try:
        return judge(
            candidates,
            baseline,
            policy,
            datetime.now(UTC).date(),
            complete=named.stored.complete,
            only=named.extractors,
            in_run=names_in(named),
        )
    except PolicyError as error:
        raise placed_in_policy(error) from error


def names_in(named: NamedRun) -> list[str]:
    """Name all extractors of a run, also those that are not meant."""
    return [one.repeats or one.name for one in named.stored.extractors]


def candidates_in(
    named: NamedRun, gold: GoldSet, policy: Policy, profile: Profile
) -> list[Candidate]:
    """Score the extractors of a run that are meant."""
    extractions = named.extractions(gold)
    evaluations = [evaluate(gold, one, profile) for one in extractions]
    return candidates_of(extractions, evaluations, policy)
