"""`harness gold stats`: how many facts of which kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import click
from rich.console import Console
from rich.markup import escape

from harness.labelling.statistics import Statistics, Tally, count
from harness.report.console import console_of, table_of
from harness.stores.goldsets import load_goldset


@click.command("stats")
@click.argument("goldset", required=False, metavar="[GOLDSET]")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(goldset: str | None, *, as_json: bool) -> int:
    """Count facts by article, predicate, type of value and tag."""
    gold = load_goldset(goldset)
    counted = count(gold)
    if as_json:
        data = {"goldset": gold.name, "version": gold.version, "hash": gold.hash} | asdict(counted)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return 0
    console = console_of()
    console.print(f"[bold]{escape(gold.name)} {gold.version}[/bold] · gold {gold.hash[:12]}")
    _print_articles(console, counted)
    for heading, tallies in (
        ("predicate", counted.by_predicate),
        ("value type", counted.by_value_type),
        ("tag", counted.by_tag),
    ):
        _print(console, heading, tallies)
    return 0


def _print_articles(console: Console, counted: Statistics) -> None:
    table = table_of("article", "tokens", "required", "optional")
    for name, tally in counted.by_article.items():
        table.add_row(
            escape(name), *map(str, (counted.tokens[name], tally.required, tally.optional))
        )
    total = (sum(counted.tokens.values()), counted.total.required, counted.total.optional)
    table.add_row("all", *map(str, total), style="bold")
    console.print(table)


def _print(console: Console, heading: str, tallies: Mapping[str, Tally]) -> None:
    table = table_of(heading, "required", "optional")
    for name, tally in tallies.items():
        table.add_row(escape(name), str(tally.required), str(tally.optional))
    console.print()
    console.print(table)
