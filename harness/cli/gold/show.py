"""`harness gold show`: a fact in its text."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from harness.cli.common import goldset_option, originals_option
from harness.errors import UsageError
from harness.model.corpus import Article, Span
from harness.model.facts import GoldFact, GoldSet
from harness.report.console import console_of
from harness.report.words import limits, told, visible
from harness.stores.goldsets import load_goldset

_STYLES = {"main": "bold reverse", "mention": "bold underline", "context": "italic dim"}


@click.command("show")
@click.argument("fact", metavar="FACT")
@goldset_option("Gold set to look in. [deepseek-2025]")
@originals_option("Show it in the original too.")
def command(fact: str, goldset: str | None, originals: Path | None) -> int:
    """Show a fact in its text; FACT is its id, or ARTICLE/ID where several articles have it."""
    console = console_of()
    gold = load_goldset(goldset)
    chosen = _choose(fact, gold)
    for one in chosen:
        _print_slots(console, one)
        _print_text(console, gold.articles[one.article], one)
    if originals is not None:
        original = load_goldset(goldset, originals)
        for one in original.facts:
            if (one.article, one.id) in {(each.article, each.id) for each in chosen}:
                _print_text(console, original.articles[one.article], one)
    return 0


def _choose(named: str, gold: GoldSet) -> list[GoldFact]:
    article, _, name = named.rpartition("/")
    found = [
        fact for fact in gold.facts if fact.id == name and (not article or fact.article == article)
    ]
    if not found:
        close = get_close_matches(name, sorted({fact.id for fact in gold.facts}), 3)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise UsageError(f"{gold.name} has no fact {named!r}{hint}")
    return found


def _print_slots(console: Console, fact: GoldFact) -> None:
    console.print(Text(f"{fact.article}/{fact.id}", style="bold"))
    limited = limits(fact.qualifiers)
    rows = [
        (fact.predicate, f"{fact.subject} = {told(fact.value)}"),
        ("limits", limited),
        (
            "accepts",
            "; ".join([*fact.accept.subject, *map(told, fact.accept.value), *fact.accept.than]),
        ),
        ("restated", "; ".join(map(told, fact.restated.value))),
        ("tags", ", ".join([*(["optional"] if fact.optional else []), *fact.tags])),
    ]
    for name, text in rows:
        if text:
            console.print(Text(f"  {name:<14}{text}"), soft_wrap=True)


def _print_text(console: Console, article: Article, fact: GoldFact) -> None:
    console.print(Text(f"\n  {article.rendition}", style="dim"))
    for line in article.paragraphs:
        here = [item for item in fact.evidence if item.span.overlap(line)]
        if not here:
            continue
        text = Text(article.text[slice(*line)])
        for item in here:
            start = max(item.span.start, line.start) - line.start
            text.stylize(_STYLES[item.role], start, min(item.span.end, line.end) - line.start)
        if console.color_system is None:  # no colours to see it by: signs in the text
            text = Text(_bracketed(text.plain, line.start, [item.span for item in here]))
        plain = visible(text.plain)
        console.print(text if plain == text.plain else Text(plain))
    if console.color_system is None:
        return
    marks = Text("  ")
    for role, style in _STYLES.items():
        marks.append(role, style).append("  ")
    console.print(marks)


def _bracketed(line: str, offset: int, spans: list[Span]) -> str:
    """Put brackets around the spans of a line that begins at an offset."""
    signs = sorted(
        [(max(0, span.start - offset), "⟦") for span in spans]
        + [(min(len(line), span.end - offset), "⟧") for span in spans],
        reverse=True,
    )
    for place, sign in signs:
        line = line[:place] + sign + line[place:]
    return line
