"""`harness gold export`: labels for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.common import goldset_option, originals_option
from harness.cli.gold.formats import force_option, format_option, write_files
from harness.errors import UsageError
from harness.stores.formats.registry import FORMATS
from harness.stores.goldsets import load_goldset


@click.command("export")
@format_option
@goldset_option("Gold set to export. [deepseek-2025]")
@originals_option("Export the labels of the original articles in this folder.")
@click.option(
    "--allow-original-text",
    is_flag=True,
    help="Let the files hold the originals' text; they must stay with you.",
)
@click.option(
    "--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Where files go."
)
@force_option
def command(
    form: str,
    goldset: str | None,
    originals: Path | None,
    out: Path,
    *,
    allow_original_text: bool,
    force: bool,
) -> int:
    """Write a gold set's labels for a tool, with the texts that are labelled.

    label-studio: tasks.json to import, and labeling-config.xml for the project's settings. brat: a
    .txt and an .ann for each article, and annotation.conf. web-annotation: a .jsonld for each
    article. What a format cannot hold is told on stderr.
    """
    if originals is not None and not allow_original_text:
        raise UsageError(
            "an export holds the text that is labelled, and what belongs to the originals stays "
            "with them; add --allow-original-text if the files will not be passed on"
        )
    gold = load_goldset(goldset, originals)
    files, lost = FORMATS[form].export(gold)
    write_files(out, files, force=force)
    for name in lost:
        click.echo(f"lost: {name}", err=True)
    click.echo(
        f"{len(gold.facts)} facts of {len(gold.articles)} article(s) of {gold.name} in {out}, "
        f"{len(lost)} loss(es)",
        err=True,
    )
    return 0
