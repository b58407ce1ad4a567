"""What a report shows beside its figures: the other profile, an earlier run, how it was made."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from harness.cli.gold.agree import pairs_of, read_pass
from harness.errors import UsageError
from harness.labelling.agreement import agree, joined
from harness.model.facts import GoldSet
from harness.model.results import Level, Profile, Run
from harness.report.changes import Earlier
from harness.report.trust import About
from harness.report.view import Beside
from harness.report.words import percent
from harness.scoring import evaluate

_PASSES = "passes"  # the folder of a gold set in which both annotators' files may lie


def beside(
    goldset: GoldSet,
    run: Run,
    profile: Profile,
    *,
    where: Path,
    volatile: Mapping[str, Any],
    earlier: Earlier,
) -> Beside:
    """Gather what is known beside the figures of a run."""
    others: Sequence[Profile] = [one for one in get_args(Profile) if one != profile]
    return Beside(
        other_profile=[
            evaluate(goldset, said, other) for other in others for said in run.extractions
        ],
        earlier=earlier,
        about=About(
            command=_command_of(volatile),
            versions=tuple(
                (f"{name} version", str(volatile[name]))
                for name in ("harness", "python")
                if name in volatile
            ),
            agreement=agreement(goldset, where),
        ),
    )


def agreement(goldset: GoldSet, where: Path) -> str:
    """Say how well the gold set's annotators agreed; empty where their labels are not at hand."""
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


def _command_of(volatile: Mapping[str, Any]) -> str:
    command = shlex.join(map(str, volatile.get("command", ())))
    return f"{command} (resumed from {volatile['resumes']})" if "resumes" in volatile else command
