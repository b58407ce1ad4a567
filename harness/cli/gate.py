"""`harness gate`: PASS, FAIL or INCONCLUSIVE against the baseline."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.cli.accepting import accept as accept_run
from harness.cli.ci import CiOutputs, ci_options
from harness.cli.common import goldset_option, originals_option, reports_option
from harness.cli.judging import verdict_of
from harness.cli.last_found import with_last_found
from harness.cli.main import ExitCode
from harness.cli.printing import while_read
from harness.cli.stored import gold_of, refuse_rendition, run_to_judge
from harness.errors import UsageError
from harness.gate import Outcome, Verdict
from harness.model.results import Profile
from harness.report.verdicts import verdict_lines, verdict_table
from harness.stores.baseline import load_baseline
from harness.stores.goldsets import load_goldset
from harness.stores.policy import BASELINE, load_policy

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
        return accept_run(path, named, gold, policy, profile, why or "", who)
    verdict = with_last_found(verdict_of(named, gold, policy, load_baseline(path)), reports)
    _print(verdict, as_json=as_json, quotes=allow_original_text or gold.rendition != "original")
    ci.write(verdict, where, path)
    return _CODES[verdict.outcome]


def _check_options(
    why: str | None, who: str | None, profile: str | None, ci: CiOutputs, *, accept: bool
) -> None:
    if accept and ci:
        raise UsageError("--accept gives no verdict that could be told to a CI system")
    if accept and not (why or "").strip():
        raise UsageError("--accept needs --why: the next reader will ask")
    if not accept and (why or who or profile):
        raise UsageError("--why, --who and --profile belong to --accept")


def _print(verdict: Verdict, *, as_json: bool, quotes: bool) -> None:
    with while_read():
        if as_json:
            table = verdict_table(verdict, quotes=quotes)
            click.echo(json.dumps(table, ensure_ascii=False, indent=2))
            return
        for line in verdict_lines(verdict, quotes=quotes):
            click.echo(line)
