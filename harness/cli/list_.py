"""`harness list`: the extractors and gold sets at hand."""

from __future__ import annotations

import json

import click

from harness.errors import HarnessError
from harness.extractors.registry import known_extractors, known_prefixes
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import available_goldsets


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(*, as_json: bool) -> int:
    """Show the extractors and gold sets at hand."""
    extractors = [
        {"name": name, "from": origin, "does": told.splitlines()[0] if told else ""}
        for name, origin, told in known_extractors()
    ]
    extractors += [
        {"name": f"{prefix}…", "from": "built in", "does": told.splitlines()[0] if told else ""}
        for prefix, told in known_prefixes()
    ]
    goldsets = []
    for folder in available_goldsets():
        row: dict[str, object] = {"name": folder.name, "folder": str(folder)}
        try:
            gold = load_goldset(folder)
        except HarnessError as error:
            row["error"] = str(error).splitlines()[0]
        else:
            required = sum(not fact.optional for fact in gold.facts)
            row |= {"version": gold.version, "articles": len(gold.articles)}
            row |= {"facts": len(gold.facts), "required": required, "hash": gold.hash}
        goldsets.append(row)
    if as_json:
        click.echo(json.dumps({"extractors": extractors, "goldsets": goldsets}, indent=2))
        return 0
    click.echo("Extractors")
    for one in extractors:
        click.echo(f"  {one['name']:<10} {one['does']} ({one['from']})")
    click.echo("  module:Class or file.py:Class  your own")
    click.echo("Gold sets")
    for row in goldsets:
        told = row.get("error") or (
            f"version {row['version']}, {row['articles']} article(s), {row['facts']} facts "
            f"({row['required']} required), {str(row['hash'])[:12]}"
        )
        click.echo(f"  {row['name']:<16} {told}")
    return 0
