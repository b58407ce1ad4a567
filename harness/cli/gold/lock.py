"""`harness gold lock`: the hash of each fact and text."""

from __future__ import annotations

import click

from harness.cli.main import ExitCode
from harness.stores.goldsets import load_goldset
from harness.stores.locks import LOCK_FILE, lock_of, read_lock, write_lock
from harness.stores.packaged import goldset_folder


@click.command("lock")
@click.argument("goldset", required=False, metavar="[GOLDSET]")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where lock.json is old.")
def command(goldset: str | None, *, check: bool) -> int:
    """Write the hash of each fact, each text and the whole set to lock.json."""
    folder = goldset_folder(goldset)
    path = folder / LOCK_FILE
    lock = lock_of(load_goldset(folder), folder)
    if check:
        current = path.is_file() and read_lock(path) == lock
        click.echo(f"{path}: {'is of this gold set' if current else 'is not of this gold set'}")
        return ExitCode.DONE if current else ExitCode.NEGATIVE_VERDICT
    write_lock(path, lock)
    click.echo(f"{path}: {len(lock.facts)} facts, {len(lock.texts)} texts, {lock.hash[:12]}")
    return ExitCode.DONE
