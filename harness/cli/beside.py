"""What a report shows beside its figures: the other profile, an earlier run, how it was made."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from harness.cli.gold.agree import pairs_of, read_pass
from harness.errors import UsageError
from harness.labelling.agreement import agree, joined
from harness.model.facts import GoldSet
from harness.model.results import Level, Profile, Run
from harness.report.changes import Earlier
from harness.report.trust import About, Made
from harness.report.view import Beside
from harness.report.words import percent
from harness.scoring import evaluate
from harness.stores.goldsets import base_of, load_goldset

_PASSES = "passes"  # the folder of a gold set in which both annotators' files may lie


def beside(
    goldset: GoldSet,
    run: Run,
    profile: Profile,
    *,
    where: Path,
    made: Mapping[Path, Mapping[str, Any]],
    earlier: Earlier,
) -> Beside:
    """Gather what is known beside the figures of a run; `made` is what its folders say of it."""
    others: Sequence[Profile] = [one for one in get_args(Profile) if one != profile]
    return Beside(
        other_profile=[
            evaluate(goldset, said, other) for other in others for said in run.extractions
        ],
        earlier=earlier,
        about=About(
            made=tuple(made_of(path, volatile) for path, volatile in made.items()),
            agreement=agreement(goldset, where),
        ),
    )


def agreement(goldset: GoldSet, where: Path) -> str:
    """Say how well the gold set's annotators agreed, or those of the set that it was made of.

    Empty where their labels are not at hand.
    """
    if not (where / _PASSES).is_dir() and (base := base_of(where)) is not None:
        told = agreement(load_goldset(base), base)
        return f"of {base.name}, by whose guidelines it is labelled: {told}" if told else ""
    folder = where / _PASSES
    if not folder.is_dir():
        return ""
    try:
        pairs = [
            (read_pass(one, goldset), read_pass(other, goldset))
            for one, other in pairs_of(folder, folder)
        ]
    except UsageError as error:
        return f"cannot be told: {error}"
    every = joined(agree(one, other, goldset.entities, goldset.predicates) for one, other in pairs)
    articles = len(pairs)
    return (
        f"two annotators before adjudication, {articles} articles: "
        f"F1 {percent(every.f1(Level.FACT))} % at level fact, "
        f"{percent(every.f1(Level.FACT, required=True))} % on what both call required"
    )


def made_of(path: Path, volatile: Mapping[str, Any]) -> Made:
    """Tell how a run was made, as far as the volatile block of its run.json says."""
    command = shlex.join(map(str, volatile.get("command", ())))
    resumed = f" (resumed from {volatile['resumes']})" if "resumes" in volatile else ""
    own = {"harness": volatile.get("harness"), "Python": volatile.get("python")}
    versions = {name: told for name, told in own.items() if told} | volatile.get("packages", {})
    return Made(
        name=path.name,
        at=_told_time(str(volatile.get("started") or "")),
        commit=str(volatile.get("commit") or ""),
        command=f"{command}{resumed}",
        versions=tuple((name, str(told)) for name, told in versions.items()),
    )


def _told_time(began: str) -> str:
    """Write a run's time for people, to the second; as it is where it is none of ours."""
    try:
        return f"{datetime.fromisoformat(began):%Y-%m-%d %H:%M:%S} UTC"
    except ValueError:
        return began
