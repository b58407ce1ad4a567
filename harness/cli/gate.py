"""`harness gate`: PASS, FAIL or INCONCLUSIVE against the baseline."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from harness.cli.ci import CiOutputs, ci_options
from harness.cli.common import goldset_option, originals_option, reports_option
from harness.cli.last_found import with_last_found
from harness.cli.main import ExitCode
from harness.cli.stored import NamedRun, gold_of, refuse_rendition, run_to_judge
from harness.errors import (
    InvalidFileError,
    NoVerdictError,
    PolicyError,
    UsageError,
)
from harness.gate import (
    Candidate,
    Outcome,
    Verdict,
    baseline_of,
    candidates_of,
    judge,
    refuse_unknown_names,
)
from harness.model.baseline import Accepted, Baseline
from harness.model.facts import GoldSet
from harness.model.policy import Policy
from harness.model.results import Profile
from harness.report.verdicts import acceptance_lines, run_told, verdict_lines, verdict_table
from harness.scoring import evaluate
from harness.stores.baseline import load_baseline, write_baseline
from harness.stores.goldsets import load_goldset
from harness.stores.policy import BASELINE, load_policy, placed_in_policy
from harness.stores.revisions import author, current_commit

_CODES = {
    Outcome.PASS: ExitCode.DONE,
    Outcome.FAIL: ExitCode.NEGATIVE_VERDICT,
    Outcome.INCONCLUSIVE: ExitCode.NO_VERDICT,
}


@click.command("gate")
@click.argument("run", default="latest", metavar="[RUN]")
@click.option("--accept", is_flag=True, help="Make this run the baseline.")
@click.option("--why", metavar="TEXT", help="With --accept: why.")
@click.option("--who", metavar="NAME", help="With --accept: who. [git's user.name]")
@click.option(
    "--profile",
    type=click.Choice(["standard", "strict"]),
    help="With --accept: how much tolerance gold opens. [the old baseline's, else standard]",
)
@click.option(
    "--baseline",
    "baseline_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The baseline. [the policy's, else reports/baseline.json]",
)
@goldset_option("Gold set. [the one the run was made on]")
@originals_option("The original articles, for a run that was made on them.")
@reports_option()
@ci_options
@click.option(
    "--allow-original-text", is_flag=True, help="Quote the originals in --json and for CI."
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def command(
    run: str,
    why: str | None,
    who: str | None,
    profile: Profile | None,
    baseline_file: Path | None,
    goldset: str | None,
    originals: Path | None,
    reports: Path,
    ci: CiOutputs,
    *,
    accept: bool,
    allow_original_text: bool,
    as_json: bool,
) -> int:
    """Judge a run (the latest) against the baseline, by the policy in [tool.harness.gate].

    RUN is a run folder, `latest`, or FOLDER:EXTRACTOR to judge one extractor alone. Exit code 0
    is PASS, 1 FAIL, 3 INCONCLUSIVE.
    """
    _check_options(why, who, profile, ci, accept=accept)
    policy = load_policy()
    path = baseline_file or Path(policy.baseline or BASELINE)
    named = run_to_judge(run, reports)
    where = gold_of(goldset, [named.stored])
    gold = load_goldset(where, originals)
    refuse_rendition(named.label, named.stored, gold)
    ci.refuse_original_text(gold, allowed=allow_original_text)
    if accept:
        return _accept(path, named, gold, policy, profile, why or "", who)
    verdict = with_last_found(verdict_of(named, gold, policy, load_baseline(path)), reports)
    _print(verdict, as_json=as_json, quotes=allow_original_text or gold.rendition != "original")
    ci.write(verdict, where, path)
    return _CODES[verdict.outcome]


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
    candidates = _candidates(named, gold, policy, baseline.profile)
    return replace(_judged(named, candidates, policy, baseline), run=named.seen)


def _judged(
    named: NamedRun, candidates: list[Candidate], policy: Policy, baseline: Baseline
) -> Verdict:
    try:
        return judge(
            candidates,
            baseline,
            policy,
            datetime.now(UTC).date(),
            complete=named.stored.complete,
            only=named.extractors,
            in_run=_in_run(named),
        )
    except PolicyError as error:
        raise placed_in_policy(error) from error


def _in_run(named: NamedRun) -> list[str]:
    return [one.repeats or one.name for one in named.stored.extractors]


def _check_options(
    why: str | None, who: str | None, profile: str | None, ci: CiOutputs, *, accept: bool
) -> None:
    if accept and ci:
        raise UsageError("--accept gives no verdict that could be told to a CI system")
    if accept and not (why or "").strip():
        raise UsageError("--accept needs --why: the next reader will ask")
    if not accept and (why or who or profile):
        raise UsageError("--why, --who and --profile belong to --accept")


def _candidates(
    named: NamedRun, gold: GoldSet, policy: Policy, profile: Profile
) -> list[Candidate]:
    extractions = named.extractions(gold)
    evaluations = [evaluate(gold, one, profile) for one in extractions]
    return candidates_of(extractions, evaluations, policy)


def _accept(
    path: Path,
    named: NamedRun,
    gold: GoldSet,
    policy: Policy,
    profile: Profile | None,
    why: str,
    who: str | None,
) -> int:
    by = who or author()
    if by is None:
        raise UsageError("--accept needs --who: git does not know your name")
    before = _old(path)
    profile = profile or (before.profile if before else "standard")
    candidates = _candidates(named, gold, policy, profile)
    candidates = _to_accept(named, candidates, policy, before)
    accepted = Accepted(by, why.strip(), named.seen.commit or current_commit())
    baseline = baseline_of(candidates, accepted, complete=named.stored.complete)
    changes = None if before is None else _judged(named, candidates, Policy(), before)
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
        known = {*_in_run(named), *(before.extractors if before else ())}
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


def _print(verdict: Verdict, *, as_json: bool, quotes: bool) -> None:
    if as_json:
        click.echo(json.dumps(verdict_table(verdict, quotes=quotes), ensure_ascii=False, indent=2))
        return
    for line in verdict_lines(verdict, quotes=quotes):
        click.echo(line)
