"""`harness gold init`: a new gold set from plain text files."""

from __future__ import annotations

from pathlib import Path

import click

from harness.errors import UsageError
from harness.model.dates import parse_edtf
from harness.stores.new_goldset import create_goldset
from harness.stores.schemas import write_schemas


@click.command("init")
@click.argument("name", metavar="NAME|DIR")
@click.argument(
    "articles", nargs=-1, required=True, metavar="ARTICLES...", type=click.Path(path_type=Path)
)
@click.option("--doc-date", required=True, metavar="EDTF", help="When they appeared: 2025-01-28.")
@click.option("--language", default="de", show_default=True, help="Their language.")
def command(name: str, articles: tuple[Path, ...], doc_date: str, language: str) -> int:
    """Start a gold set of your own from plain text files (UTF-8).

    A NAME alone makes goldsets/NAME, where --goldset NAME finds it.
    """
    try:
        stretch = parse_edtf(doc_date)
    except ValueError as error:
        raise UsageError(f"--doc-date: {error}") from error
    if stretch.last is None:
        raise UsageError(f"--doc-date: {doc_date!r} has no end; write e.g. 2025-01-28")
    folder = Path(name) if "/" in name else Path("goldsets") / name
    to_label = create_goldset(folder, articles, doc_date, language)
    write_schemas(folder)
    click.echo(f"{folder}: a gold set of {len(to_label)} article(s)")
    click.echo("label facts in:")
    for path in to_label:
        click.echo(f"  {path}")
    click.echo(f"then: harness gold lint {name}")
    return 0
