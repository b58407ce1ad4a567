"""What a report is held against: the committed baseline, or a run or baseline that is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from click.decorators import FC

from harness.cli.beside import made_of
from harness.cli.stored import NamedRun, check_rendition, named_runs
from harness.comparison import System, compare, compare_accepted, systems_of
from harness.errors import HarnessError, UsageError
from harness.gate import other_conditions
from harness.model.baseline import Baseline, Entry
from harness.model.facts import GoldSet
from harness.model.results import Profile
from harness.report.changes import Earlier
from harness.report.words import told_commit
from harness.scoring import Evaluation, evaluate
from harness.stores.baseline import load_baseline
from harness.stores.policy import BASELINE, load_policy


@dataclass(frozen=True, slots=True)
class Against:
    """What each extractor reached then, and what is known of that; `nothing` tells why none is."""

    name: str = ""
    tells: str = ""
    then: Mapping[str, Entry | System] = field(default_factory=dict)
    nothing: str = ""

    def earlier(self, evaluations: Sequence[Evaluation]) -> Earlier:
        """Hold each extractor of a run against its namesake of then."""
        now = {one.name: one for one in systems_of(evaluations)}
        return Earlier(
            name=self.name,
            tells=self.tells,
            comparisons=[
                compare_accepted(then, one) if isinstance(then, Entry) else compare(then, one)
                for name, one in now.items()
                if (then := self.then.get(name)) is not None
            ],
            only_then=sorted(self.then.keys() - now.keys()),
            only_now=[name for name in now if name not in self.then],
            nothing=self.nothing,
        )


def against_option() -> Callable[[FC], FC]:
    """Add `--against`, a run or the file of a baseline."""
    return click.option(
        "--against",
        metavar="RUN|FILE",
        help="Show what changed since this run, or this baseline. [the committed baseline, where "
        "it is of the same gold]",
    )


def held_against(named: str | None, reports: Path, gold: GoldSet, profile: Profile) -> Against:
    """Find what is named, else the committed baseline.

    Raises UsageError where what is named is nothing, or was made under other conditions. The
    committed baseline was not asked for: what is wrong with it is told in the report.
    """
    if named is None:
        try:
            path = Path(load_policy().baseline or BASELINE)
            return _baseline(path, load_baseline(path), gold, profile)
        except HarnessError as error:
            return Against(nothing=str(error))
    if Path(named).is_file():
        return _baseline(Path(named), load_baseline(Path(named)), gold, profile)
    (run,) = named_runs([named], reports)
    return _run(named, run, gold, profile)


def _baseline(path: Path, baseline: Baseline, gold: GoldSet, profile: Profile) -> Against:
    if differing := other_conditions(gold, profile, baseline):
        raise UsageError(f"{path} does not fit this run: {'; '.join(differing)}")
    accepted = baseline.accepted
    at = f" at commit {told_commit(accepted.commit)}" if accepted.commit else ""
    told = f"accepted by {accepted.who}{at}, because: {accepted.why}"
    return Against(f"the baseline {path}", told, baseline.extractors)


def _run(named: str, run: NamedRun, gold: GoldSet, profile: Profile) -> Against:
    check_rendition(named, run.stored, gold)
    then = systems_of(evaluate(gold, one, profile) for one in run.extractions(gold))
    made = made_of(run.path, run.stored.volatile)
    parts = (
        f"made {made.at}" if made.at else "made",
        f"at commit {told_commit(made.commit)}" if made.commit else "",
        f"by {made.command}" if made.command else "",
    )
    return Against(
        f"the run {made.name}", " ".join(filter(None, parts)), {one.name: one for one in then}
    )
