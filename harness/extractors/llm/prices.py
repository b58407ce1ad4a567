"""List prices and training cutoffs of models, each as of its day, and prices of one's own."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from harness.errors import UsageError
from harness.model.usage import ModelCard, Price

OWN = "HARNESS_PRICES"
_OWN_PRICE = re.compile(
    r"(?P<model>\S+)=(?P<input>\d+(?:\.\d+)?)/(?P<output>\d+(?:\.\d+)?)\s?(?P<currency>[A-Z]{3})\Z"
)


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: str
    also: tuple[str, ...] = ()
    host: str = ""
    input: Decimal | None = None
    output: Decimal | None = None
    as_of: str = ""
    cutoff: str | None = None


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    currency: str
    models: tuple[_Row, ...]


def card_of(host: str, model: str) -> ModelCard:
    """Give what is known of a model by its exact name.

    A price of the table holds at the host that it stands with, one of one's own everywhere; a
    cutoff holds wherever the model runs. Raises UsageError where the own prices cannot be read.
    """
    table, own = _table(), own_prices(os.environ.get(OWN, "")).get(model)
    for row in table.models:
        if model in (row.model, *row.also):
            price = None
            if row.host == host and row.input is not None and row.output is not None:
                price = Price(row.input, row.output, table.currency, row.as_of)
            return ModelCard(model, (), own or price, row.cutoff)
    return ModelCard(model, (), own)


def own_prices(told: str) -> dict[str, Price]:
    """Read prices by model: "my-model=0.20/0.80USD, other=1/4EUR"; raises UsageError.

    They are of no day that we know; in its place stands where they are from.
    """
    found = {}
    for part in filter(None, map(str.strip, told.split(","))):
        match = _OWN_PRICE.match(part)
        if match is None:
            raise UsageError(
                f"{OWN} {part!r}: write MODEL=INPUT/OUTPUT and a currency, for a million tokens, "
                "e.g. my-model=0.20/0.80USD"
            )
        price = Price(Decimal(match["input"]), Decimal(match["output"]), match["currency"], OWN)
        found[match["model"]] = price
    return found


@cache
def _table() -> _Table:
    text = files("harness.extractors.llm").joinpath("prices.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, yaml.BaseLoader), _Table, strict=False)  # noqa: S506 - strings only
