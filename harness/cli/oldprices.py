"""The note on prices that may have changed since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click

from harness.extractors.base import AnyExtractor, Plans


def tell_old_prices(extractors: Iterable[AnyExtractor]) -> None:
    """Say aside which prices are more than a year old; no figure depends on the day of that."""
    today = datetime.now().astimezone().date()
    cards = dict.fromkeys(one.model for one in extractors if isinstance(one, Plans))
    for card in cards:  # one for all readings of a model
        if card.price is not None and card.price.is_old(today):
            told = f"its price is of {card.price.as_of}; HARNESS_PRICES gives another"
            click.echo(f"note: {card.model}: {told}", err=True)
