"""`harness compare`: differences with intervals and tests, and the facts gained and lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from pathlib import Path

import click

from harness.cli.common import goldset_option, originals_option, profile_option, reports_option
from harness.cli.main import ExitCode
from harness.cli.stored import NamedRun, gold_of, named_runs, refuse_rendition
from harness.comparison import (
    Shared,
    Split,
    System,
    aside,
    restricted,
    shared_facts,
    split,
    systems_of,
    without,
)
from harness.errors import UsageError
from harness.model.facts import GoldSet
from harness.model.results import Counts, Extraction, Profile
from harness.model.signature import SCORING_VERSION
from harness.report.comparing import comparison_view
from harness.report.comparing_table import comparison_table
from harness.report.comparing_text import comparison_markdown, print_comparison
from harness.report.pairs import SILENT
from harness.report.words import counted
from harness.scoring import Evaluation, evaluate
from harness.stores.goldsets import load_goldset
from harness.stores.locks import Lock, lock_of
from harness.stores.scores import Recorded, load_gold_lock, load_pairs, load_scores

_LONGEST_LABEL = 24  # of a run, in the name of a system


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@goldset_option("Gold set. [the one the runs were made on]")
@originals_option("The original articles, for runs that were made on them.")
@profile_option()
@reports_option()
@click.option("--allow-original-text", is_flag=True, help="Quote the originals.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print as Markdown.")
def command(
    runs: tuple[str, ...],
    goldset: str | None,
    originals: Path | None,
    profile: Profile,
    reports: Path,
    *,
    allow_original_text: bool,
    as_json: bool,
    as_markdown: bool,
) -> int:
    """Tell what differs between runs or extractors, whether by luck, and in which facts.

    RUN is a run folder, `latest`, FOLDER:EXTRACTOR, or an extractor of the run before it (of the
    latest, where none is named). Repeats of an extractor count as one. The extractor `empty` takes
    part only where it is named.
    """
    if as_json and as_markdown:
        raise UsageError("--json and --markdown are two forms of one thing; choose one")
    named, legend = _labelled(named_runs(runs, reports))
    where = gold_of(goldset, [one.stored for one in named])
    gold = load_goldset(where, originals)
    for one in named:
        refuse_rendition(one.label, one.stored, gold)
    ground = _ground(named, gold, lock_of(gold, where))
    systems, splits = _systems(named, gold, ground, profile)
    if len(systems) < 2:
        raise UsageError("there is nothing to compare with: name another run or extractor")
    view = comparison_view(
        systems,
        quotes=allow_original_text or gold.rendition != "original",
        shared=ground.shared,
        splits=splits,
        notes=(*legend, *ground.notes),
    )
    if as_json:
        click.echo(json.dumps(comparison_table(view), ensure_ascii=False, indent=2))
    elif as_markdown:
        click.echo(comparison_markdown(view), nl=False)
    else:
        print_comparison(view)
    return ExitCode.DONE


def _labelled(named: list[NamedRun]) -> tuple[list[NamedRun], tuple[str, ...]]:
    """Give several runs letters where their names are too long for a table, and tell which."""
    if len(named) < 2 or all(len(one.label) <= _LONGEST_LABEL for one in named):
        return named, ()
    letters = [
        chr(ord("A") + index) if index < 26 else f"run {index}" for index in range(len(named))
    ]
    legend = tuple(f"{letter} is {one.label}" for letter, one in zip(letters, named, strict=True))
    return [replace(one, label=letter) for letter, one in zip(letters, named, strict=True)], legend


@dataclass(frozen=True, slots=True)
class _Ground:
    """The gold that all are compared on; `shared` where the runs were made on different gold."""

    gold: GoldSet
    shared: Shared | None
    left_out: tuple[str, ...]
    notes: tuple[str, ...]


def _ground(named: Sequence[NamedRun], gold: GoldSet, now: Lock) -> _Ground:
    """Decide what runs are compared on: the gold at hand, or what of it did not change."""
    hashes = {one.stored.goldset_hash for one in named}
    if hashes == {gold.hash}:
        return _Ground(gold, None, (), ())
    locks = []
    for one in named:
        lock = load_gold_lock(one.path)
        if lock is None:
            raise UsageError(
                f"{one.path}: was made on other gold, and keeps no hashes of its facts; score it "
                f"on the gold at hand first: harness score {one.path}"
            )
        locks.append(lock)
    shared = shared_facts(locks, now)
    if not shared.articles:
        raise UsageError("the runs' golds have no article of the same text in common")
    left_out = (
        (f"left out, for their text is not the same: {', '.join(shared.left_out)}",)
        if shared.left_out
        else ()
    )
    if len(hashes) == 1:
        kept = Shared(shared.articles, tuple(now.facts), (), (), shared.left_out)
        told = f"the gold has changed since; both are scored on gold {gold.hash[:12]}"
        return _Ground(
            restricted(gold, kept) if left_out else gold, None, shared.left_out, (told, *left_out)
        )
    told = (
        f"made on different gold ({', '.join(sorted(one[:12] for one in hashes))}): compared on "
        f"the {counted(len(shared.facts), 'fact')} that did not change; {len(shared.changed)} that "
        f"changed or came and {len(shared.gone)} that went, with all that was said of them, count "
        "for nobody"
    )
    return _Ground(restricted(gold, shared), shared, shared.left_out, (told, *left_out))


@dataclass(frozen=True, slots=True)
class _Said:
    """What one extractor of a run said, and what came of it on the gold that is compared on."""

    label: str  # of the run
    path: Path
    folder: str
    extraction: Extraction
    evaluation: Evaluation


def _systems(
    named: Sequence[NamedRun], gold: GoldSet, ground: _Ground, profile: Profile
) -> tuple[list[System], dict[tuple[str, str], Split | str]]:
    """Score what is compared; where golds differ, on all of the gold at hand too, for the split."""
    gone = [name for name in gold.articles if name not in ground.gold.articles]
    said = [
        _Said(run.label, run.path, folders[one.name], one, evaluate(ground.gold, one, profile))
        for run in named
        for folders in [{one.name: one.folder for one in run.stored.extractors}]
        for one in run.extractions(gold, (*gone, *ground.left_out))
        if run.extractors or one.name != SILENT
    ]
    if ground.shared:
        said = _without_aside(said, ground.gold, ground.shared, profile)
    systems: list[System] = []
    recorded: dict[str, tuple[Counts | str, Counts]] = {}
    for run in named:
        mine = {one.extraction.name: one for one in said if one.path == run.path}
        for system in systems_of(one.evaluation for one in mine.values()):
            label = system.name if len(named) == 1 else f"{run.label}:{system.name}"
            systems.append(System(label, system.readings))
            if ground.shared:
                read = [mine[reading.extractor].extraction for reading in system.readings]
                recorded[label] = _on_both_golds(run.path, read, gold, ground.shared, profile)
    splits = {
        (one, other): _split(recorded[one], recorded[other])
        for one, other in combinations(recorded, 2)
    }
    return systems, splits


def _without_aside(
    said: Sequence[_Said], gold: GoldSet, shared: Shared, profile: Profile
) -> list[_Said]:
    """Score again without what was said of facts that changed, then or now, by anybody."""
    then = (pair for one in said for pair in load_pairs(one.path / one.folder))
    now = (
        (f"{match.gold.article}/{match.gold.id}", match.prediction)
        for one in said
        for match in one.evaluation.matches
        if match.gold is not None and match.prediction is not None
    )
    left_out = aside(shared, gold, chain(then, now))
    return [
        replace(
            one,
            evaluation=evaluate(gold, without(one.evaluation, one.extraction, left_out), profile),
        )
        for one in said
    ]


def _on_both_golds(
    path: Path, read: Sequence[Extraction], gold: GoldSet, shared: Shared, profile: Profile
) -> tuple[Counts | str, Counts]:
    """Count all that was said as the run's folder recorded it, and on all of the gold at hand."""
    then = _recorded(load_scores(path), {one.name for one in read}, shared.articles, profile)
    now = [evaluate(gold, one, profile).by_article() for one in read]
    parts = (counted.get(name, Counts()) for counted in now for name in shared.articles)
    return then, sum(parts, Counts())


def _recorded(
    kept: Mapping[str, Recorded], names: set[str], articles: Sequence[str], profile: Profile
) -> Counts | str:
    """Add up what a run's folder says of an extractor, on the given articles; or tell why not."""
    total = Counts()
    for name in names:
        one = kept.get(name)
        if one is None:
            return "a run's scores.json is not there"
        if one.profile != profile:
            return f"a run was scored in the profile {one.profile}"
        if one.scoring != str(SCORING_VERSION):
            return f"a run was scored by scoring version {one.scoring}"
        total = sum((one.articles.get(article, Counts()) for article in articles), total)
    return total


def _split(before: tuple[Counts | str, Counts], after: tuple[Counts | str, Counts]) -> Split | str:
    for told in (before[0], after[0]):
        if isinstance(told, str):
            return told
    assert isinstance(before[0], Counts)  # noqa: S101 - for the types: looked at above
    assert isinstance(after[0], Counts)  # noqa: S101
    found = split((before[0].f1, after[0].f1), (before[1].f1, after[1].f1))
    return found or "one of the figures is undefined"
