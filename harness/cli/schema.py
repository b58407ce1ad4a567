"""`harness schema`: JSON Schemas for editors and for programs in other languages."""

from __future__ import annotations

import json

import click

from harness.cli.common import goldset_option
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder
from harness.stores.schemas import TYPES, schema, write_schemas


@click.command("schema")
@click.argument("name", required=False, type=click.Choice(list(TYPES)))
@goldset_option("Fill in this gold set's names and lists.")
@click.option("--write", is_flag=True, help="Write all into the gold set's folder schemas/.")
def command(name: str | None, goldset: str | None, *, write: bool) -> int:
    """Print the JSON Schema of a kind of file, or write all beside a gold set.

    A YAML file names its schema in its first line, and editors complete and check it:
    # yaml-language-server: $schema=../schemas/facts.schema.json
    """
    if write:
        place = write_schemas(goldset_folder(goldset))
        click.echo(f"{place}: {len(TYPES)} schemas")
        return 0
    if name is None:
        raise click.UsageError(f"name a schema ({', '.join(TYPES)}), or give --write")
    gold = load_goldset(goldset) if goldset else None
    click.echo(json.dumps(schema(name, gold), indent=2, ensure_ascii=False))
    return 0
