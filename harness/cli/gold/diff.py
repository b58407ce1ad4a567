"""`harness gold diff`: which facts were added, changed or removed."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click

from harness.cli.common import goldset_option
from harness.labelling.difference import Difference, difference
from harness.model.facts import GoldSet
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder
from harness.stores.revisions import at_revision


@click.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@goldset_option("The gold set that git revisions are of.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(old: str, new: str | None, goldset: str | None, *, as_json: bool) -> int:
    """Tell which facts were added, changed in what, or removed.

    OLD and NEW are gold set folders or git revisions (`harness gold diff HEAD~1`); NEW is the
    gold set as it lies there, unless named.
    """
    folder = goldset_folder(goldset)
    with ExitStack() as stack:
        before = _load(old, folder, stack)
        after = _load(new, folder, stack) if new else load_goldset(folder)
        found = difference(before, after)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False, default=str))
    else:
        _print(found)
    return 0


def _load(named: str, folder: Path, stack: ExitStack) -> GoldSet:
    if (Path(named) / "goldset.yaml").is_file():
        return load_goldset(Path(named))
    return load_goldset(stack.enter_context(at_revision(folder, named)))


def _print(found: Difference) -> None:
    click.echo(f"gold {found.old_hash[:12]} -> {found.new_hash[:12]}")
    if found.is_empty:
        click.echo("nothing changed")
        return
    for fact in found.added:
        click.echo(f"added    {fact}")
    for fact in found.removed:
        click.echo(f"removed  {fact}")
    for change in found.changed:
        click.echo(f"changed  {change.fact}")
        for slot, old, new in change.slots:
            click.echo(f"         {slot}: {_words(old)} -> {_words(new)}")
    for what, names in (
        ("text", found.texts),
        ("entity", found.entities),
        ("predicate", found.predicates),
    ):
        for name in names:
            click.echo(f"{what:<10}{name}")


def _words(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
