"""The formats by name: how each is written and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from harness.model.facts import GoldSet
from harness.stores.formats import (
    brat,
    brat_reader,
    labelstudio,
    labelstudio_reader,
    webannotation,
    webannotation_reader,
)
from harness.stores.formats.exchange import Exported
from harness.stores.formats.foreign import ForeignFile
from harness.stores.formats.settling import LabelledArticle
from harness.stores.goldsets import Ground


class Format(NamedTuple):
    """How a tool's format is written and read; `read` notes faults in the file it is given."""

    export: Callable[[GoldSet], Exported]
    read: Callable[[ForeignFile, Ground, str | None], list[LabelledArticle]]


FORMATS: Mapping[str, Format] = {
    "label-studio": Format(labelstudio.export, labelstudio_reader.read),
    "brat": Format(brat.export, brat_reader.read),
    "web-annotation": Format(webannotation.export, webannotation_reader.read),
}
