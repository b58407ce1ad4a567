"""`harness gold import`: labels made with other tools."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.gold.formats import force_option, format_option, write_files
from harness.stores.formats.imports import import_labels
from harness.stores.formats.registry import FORMATS
from harness.stores.goldsets import load_ground


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILES...", type=click.Path(path_type=Path)
)
@format_option
@click.option(
    "--goldset", metavar="NAME|DIR", required=True, help="Gold set whose texts were labelled."
)
@click.option("--article", metavar="ID", help="The article, where the files do not name it.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the files of facts go. [the gold set's folder facts/]",
)
@force_option
def command(
    files: tuple[Path, ...],
    form: str,
    goldset: str,
    article: str | None,
    out: Path | None,
    *,
    force: bool,
) -> int:
    """Read labels made with a tool, and write them as a gold set's files of facts.

    Nothing is written unless every label is gold that loads: spans where their words stand, names
    that the gold set's lists know. Comments and notes of a file that --force replaces are gone.
    """
    ground = load_ground(goldset)
    written = import_labels(FORMATS[form], files, ground, article)
    folder = out or ground.folder / "facts"
    contents = {f"{name}.yaml": content.encode() for name, content in written.items()}
    write_files(folder, contents, force=force)
    for name in contents:
        click.echo(str(folder / name))
    return 0
