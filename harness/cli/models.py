"""Options of `harness run` for extractors that ask models, and the desk made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click

from harness.cli.main import ExitCode
from harness.errors import UsageError
from harness.extractors.base import AnyExtractor, Plans
from harness.extractors.desk import Budget, Desk, Progress, Settings
from harness.model.facts import GoldSet
from harness.reading import Loaded
from harness.roster import Unavailable
from harness.stores.cache import opened_cache

_Command = TypeVar("_Command", bound=Callable[..., Any])
_DEFAULT = Settings()
_BUDGET = re.compile(r"(?P<amount>\d+(?:\.\d+)?)\s*(?P<of>[kM]?|[A-Z]{3})\Z")
_THOUSANDS = {"": 1, "k": 1_000, "M": 1_000_000}
_COUNTED = ("questions", "cached", "input_tokens", "output_tokens", "most_output_tokens")
_COSTS = ("cost", "most_cost")

MODEL_OPTIONS = (
    click.option(
        "--base-url",
        metavar="URL",
        help="Server of llm: extractors. [HARNESS_LLM_BASE_URL, else OpenAI's]",
    ),
    click.option(
        "--strategy",
        type=click.Choice(["one-pass", "by-type"]),
        default=_DEFAULT.strategy,
        show_default=True,
        help="Ask a model for all predicates at once, or once a type of value.",
    ),
    click.option(
        "--in-flight",
        type=click.IntRange(1, 1024),
        default=_DEFAULT.in_flight,
        show_default=True,
        help="Most calls of a model under way at a time; fewer where the server refuses.",
    ),
    click.option(
        "--budget",
        metavar="TOKENS|SUM",
        help="Stop asking models at so many tokens (200000, 200k) or so much money (2.50USD).",
    ),
    click.option(
        "--repeats",
        type=click.IntRange(1, 100),
        default=1,
        show_default=True,
        help="Let each extractor whose answers may vary read so many times; models with seeds of "
        "their own.",
    ),
    click.option("--seed", type=int, default=_DEFAULT.seed, show_default=True, help="First seed."),
    click.option(
        "--temperature",
        type=click.FloatRange(0, 2),
        default=_DEFAULT.temperature,
        show_default=True,
        help="How freely models answer.",
    ),
    click.option(
        "--max-tokens",
        type=click.IntRange(min=1),
        default=_DEFAULT.max_tokens,
        show_default=True,
        help="Longest answer of a model.",
    ),
    click.option(
        "--guidelines/--no-guidelines",
        default=True,
        show_default=True,
        help="Give models the gold set's guidelines for extractors, about 3,000 tokens.",
    ),
    click.option("--offline", is_flag=True, help="Answer from the cache alone; call nobody."),
    click.option(
        "--cache",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Where answers are kept. [HARNESS_CACHE, else the user's cache folder]",
    ),
)


def model_options(command: _Command) -> _Command:
    """Add the options that say how models are asked."""
    for option in reversed(MODEL_OPTIONS):
        command = option(command)
    return command


@contextmanager
def desk_of(
    asked: Mapping[str, Any],
    extractors: Sequence[Loaded],
    tell: Callable[[Progress], None] | None = None,
    told: Sequence[str] = (),
) -> Iterator[Desk]:
    """Make the desk that options describe; its cache is open while the context is.

    Where nobody asks a model, no cache is made. At the end what extractors noted is printed, but
    for what people were `told` before.
    """
    settings = Settings(
        base_url=asked["base_url"],
        strategy=asked["strategy"],
        in_flight=asked["in_flight"],
        offline=asked["offline"],
        seed=asked["seed"],
        temperature=asked["temperature"],
        max_tokens=asked["max_tokens"],
        guidelines=asked["guidelines"],
    )
    budget = budget_of(asked["budget"])
    if not any(asks_models(one.extractor) for one in extractors):
        yield Desk(settings=settings, budget=budget, tell=tell)
        return
    with opened_cache(asked["cache"]) as cache:
        desk = Desk(settings=settings, cache=cache, budget=budget, tell=tell)
        yield desk
        if cache.failure is not None:
            desk.note(f"answers are not all kept: {cache.failure}")
    if budget.limit is not None and budget.spent > budget.limit:
        desk.note(f"the budget of {budget} was exceeded by what was under way: {budget.told_spent}")
    for note in desk.notes:
        if note not in told:
            click.echo(f"note: {note}", err=True)


def asks_models(extractor: AnyExtractor) -> bool:
    """Whether an extractor, or a member of a vote, asks a model."""
    parts = (extractor, *getattr(extractor, "members", ()))
    return any(isinstance(part, Plans) for part in parts)


def budget_of(told: str | None) -> Budget:
    """Read a budget: 200000, 200k, 1.5M tokens, or a sum such as 2.50USD."""
    if told is None:
        return Budget()
    found = _BUDGET.match(told.strip())
    if found is None:
        raise UsageError(f"--budget {told!r}: write tokens (200000, 200k) or a sum (2.50USD)")
    amount, of = Decimal(found["amount"]), found["of"]
    if of in _THOUSANDS:
        return Budget(tokens=int(amount * _THOUSANDS[of]))
    return Budget(money=amount, currency=of)


def print_plans(extractors: Sequence[Loaded], goldset: GoldSet, *, as_json: bool) -> int:
    """Print what each extractor would ask, and all together; give 0."""
    rows = [_row(one.extractor, goldset) for one in extractors]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    for row in rows:
        click.echo(f"{row['extractor']:<24} {_told(row)}")
    asking = [row for row in rows if row.get("questions")]
    if len(asking) > 1:
        click.echo(f"{'all together':<24} {_told(_sum(asking))}")
    click.echo("nobody was asked; tokens are guessed from the length of the text", err=True)
    return ExitCode.DONE


def _row(extractor: AnyExtractor, goldset: GoldSet) -> dict[str, Any]:
    if isinstance(extractor, Unavailable):
        return {"extractor": extractor.name, "error": str(extractor.error)}
    if not isinstance(extractor, Plans):
        return {"extractor": extractor.name, "questions": 0}
    plan = extractor.plan(tuple(goldset.articles.values()), tuple(goldset.predicates.values()))
    price = extractor.model.price
    cost, most = (
        None if price is None else float(price.of(plan.input_tokens, tokens))
        for tokens in (plan.output_tokens, plan.most_output_tokens)
    )
    return {
        "extractor": extractor.name,
        "questions": plan.questions,
        "cached": plan.cached,
        "input_tokens": plan.input_tokens,
        "output_tokens": plan.output_tokens,
        "most_output_tokens": plan.most_output_tokens,
        "cost": cost,
        "most_cost": most,
        "currency": price.currency if price else None,
        "prices_as_of": price.as_of if price else None,
    }


def _sum(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Add plans up; the price of all is known where that of each is, in one currency."""
    currencies = {row["currency"] for row in rows}
    known = len(currencies) == 1 and None not in currencies
    added = {name: sum(row[name] for row in rows) for name in _COUNTED}
    costs = {name: sum(row[name] for row in rows) if known else None for name in _COSTS}
    oldest = min(row["prices_as_of"] or "" for row in rows)
    return added | costs | {"currency": rows[0]["currency"], "prices_as_of": oldest}


def _told(row: Mapping[str, Any]) -> str:
    if "error" in row:
        return f"cannot run: {row['error']}"
    if not row["questions"]:
        return "asks nobody"
    cost = (
        "price unknown"
        if row["cost"] is None
        else f"about {row['cost']:.4f} {row['currency']}, at most {row['most_cost']:.4f} "
        f"(list prices of {row['prices_as_of']})"
    )
    return (
        f"{row['questions']} questions, {row['cached']} of them in the cache; "
        f"about {row['input_tokens']:,} tokens in and {row['output_tokens']:,} out, "
        f"at most {row['most_output_tokens']:,}; {cost}"
    )
