"""`harness selftest`: the gauge measures itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from harness.cli.common import originals_option, profile_option
from harness.cli.main import ExitCode
from harness.cli.printing import while_read
from harness.labelling.selftest import Check, selftest
from harness.model.results import Profile
from harness.stores.goldsets import load_goldset


@click.command("selftest")
@click.argument("goldset", required=False, metavar="[GOLDSET]")
@originals_option("Measure on the original articles in this folder instead of the retellings.")
@profile_option()
@click.option(
    "--changes",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How often each change is made.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(
    goldset: str | None, originals: Path | None, profile: Profile, changes: int, *, as_json: bool
) -> int:
    """Change perfect predictions in known ways, and hold every figure against arithmetic.

    Exit code 1 names the figures that are not what they must be.
    """
    gold = load_goldset(goldset, originals)
    checks = selftest(gold, changes, profile)
    wrong = [check for check in checks if check.differences]
    with while_read():
        if as_json:
            click.echo(json.dumps([asdict(check) for check in checks], indent=2))
        else:
            for check in checks:
                click.echo(_line(check))
    figures = sum(check.figures for check in checks)
    verdict = "all as arithmetic says" if not wrong else f"wrong in {len(wrong)} checks"
    click.echo(f"{gold.name}: {len(checks)} checks of {figures} figures: {verdict}", err=True)
    return ExitCode.NEGATIVE_VERDICT if wrong else ExitCode.DONE


def _line(check: Check) -> str:
    if not check.differences:
        word = "ok    " if check.changes or check.name == "nothing changed" else "none  "
        return f"{word} {check.changes:>3} {check.name} ({check.figures} figures)"
    told = [f"WRONG  {check.changes:>3} {check.name}"]
    told += [
        f"         {one.figure}: must be {one.expected}, is {one.got}" for one in check.differences
    ]
    return "\n".join(told)
