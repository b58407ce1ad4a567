"""`harness gate --accept`: a run becomes the baseline, and what that changes is said."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.judging import candidates_in, judged, names_in
from harness.cli.main import ExitCode
from harness.cli.stored import NamedRun
from harness.errors import InvalidFileError, NoVerdictError, PolicyError, UsageError
from harness.gate import Candidate, baseline_of, refuse_unknown_names
from harness.model.baseline import Accepted, Baseline
from harness.model.facts import GoldSet
from harness.model.policy import Policy
from harness.model.results import Profile
from harness.report.sightings import run_told
from harness.report.verdicts import acceptance_lines
from harness.stores.baseline import load_baseline, write_baseline
from harness.stores.policy import placed_in_policy
from harness.stores.revisions import author, current_commit


def accept(
    path: Path,
    named: NamedRun,
    gold: GoldSet,
    policy: Policy,
    profile: Profile | None,
    why: str,
    who: str | None,
) -> int:
    """Make a run the baseline, whatever became better or worse; give the exit code."""
    by = who or author()
    if by is None:
        raise UsageError("--accept needs --who: git does not know your name")
    before = _old(path)
    profile = profile or (before.profile if before else "standard")
    candidates = candidates_in(named, gold, policy, profile)
    candidates = _to_accept(named, candidates, policy, before)
    accepted = Accepted(by, why.strip(), named.seen.commit or current_commit())
    baseline = baseline_of(candidates, accepted, complete=named.stored.complete)
    changes = None if before is None else judged(named, candidates, Policy(), before)
    write_baseline(path, baseline)
    click.echo(f"accepted {run_told(named.seen)}")
    for name, entry in baseline.extractors.items():
        counts = entry.counts()
        click.echo(f"accepted {name}: {counts.tp} TP, {counts.fp} FP, {counts.fn} FN")
    for line in acceptance_lines(changes) if changes else ():
        click.echo(line)
    for name in sorted(set(before.extractors if before else ()) - set(baseline.extractors)):
        click.echo(f"note: the baseline no longer holds {name}", err=True)
    click.echo(f"baseline: {path}; commit it with what changed", err=True)
    return ExitCode.DONE


def _to_accept(
    named: NamedRun, candidates: list[Candidate], policy: Policy, before: Baseline | None
) -> list[Candidate]:
    """Pick the extractors that the policy judges, else all.

    Raises NoVerdictError where the run lacks one, and UsageError for one that nobody knows.
    """
    try:
        known = {*names_in(named), *(before.extractors if before else ())}
        refuse_unknown_names(policy, candidates, known)
    except PolicyError as error:
        raise placed_in_policy(error) from error
    if not policy.extractors:
        return candidates
    here = {one.name: one for one in candidates}
    lacking = [name for name in policy.extractors if name not in here]
    if lacking:
        raise NoVerdictError(f"this run lacks {', '.join(lacking)}, which the policy judges")
    return [one for one in candidates if one.name in policy.extractors]


def _old(path: Path) -> Baseline | None:
    """Give the baseline that is replaced; None where there is none, or none that tells anything.

    Raises UsageError for one of a newer harness, and for a file that may not be read: what it
    holds would be lost unseen.
    """
    try:
        return load_baseline(path)
    except NoVerdictError:
        return None
    except InvalidFileError as error:
        click.echo(f"note: the old baseline tells nothing, and is replaced: {error}", err=True)
        return None
