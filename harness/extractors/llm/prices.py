"""List prices and training cutoffs of models, as they were on the day that the table names."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from harness.model.usage import ModelCard, Price


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: str
    also: tuple[str, ...] = ()
    host: str = ""
    input: Decimal | None = None
    output: Decimal | None = None
    cutoff: str | None = None


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: str
    currency: str
    models: tuple[_Row, ...]


def card_of(host: str, model: str) -> ModelCard:
    """Give what the table knows of a model by its exact name.

    A price holds at the host that it stands with; a cutoff holds wherever the model runs.
    """
    table = _table()
    for row in table.models:
        if model in (row.model, *row.also):
            price = None
            if row.host == host and row.input is not None and row.output is not None:
                price = Price(row.input, row.output, table.currency, table.as_of)
            return ModelCard(model, (), price, row.cutoff)
    return ModelCard(model)


@cache
def _table() -> _Table:
    text = files("harness.extractors.llm").joinpath("prices.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, yaml.BaseLoader), _Table, strict=False)  # noqa: S506 - strings only
