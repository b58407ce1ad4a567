"""Mentions by a token classification model: `transformers:MODEL`, a folder or a hub name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.errors import ExtractorError
from harness.extractors.ner.extractor import Ner
from harness.extractors.ner.given import GivenMentions, kind_of
from harness.extractors.ner.mentions import Mention, mention
from harness.extractors.ner.text import Reading
from harness.model.corpus import Span


def make(model: str) -> Ner:
    """Make the extractor whose names come from a transformer; what it learns are the facts."""
    name = f"transformers:{model}"
    return Ner(name, GivenMentions(_TokenClassifier(name, model)))


class _TokenClassifier:
    """A loaded model with its tokenizer; `told` names it with its revision."""

    def __init__(self, name: str, model: str) -> None:
        self._classify = _load(name, model)
        config = self._classify.model.config
        revision = getattr(config, "_commit_hash", None) or "local"
        self.told = f"transformers {config.transformers_version} {model} {revision}"

    def find(self, reading: Reading) -> Iterator[Mention]:
        """Classify sentence by sentence: models read some hundred tokens at a time."""
        text = reading.article.text
        spans = [reading.span(sentence) for sentence in reading.sentences]
        results = self._classify([text[start:end] for start, end in spans])
        for (start, _), entities in zip(spans, results, strict=True):
            for entity in entities:
                place = Span(start + int(entity["start"]), start + int(entity["end"]))
                tokens = reading.tokens_in(place)
                if tokens:
                    yield mention(reading, tokens, kind_of(entity["entity_group"]))


def _load(name: str, model: str) -> Any:
    try:
        import torch  # noqa: F401, PLC0415 - an extra; transformers imports without it, and fails later
        from transformers import (  # noqa: PLC0415 - an extra
            AutoModelForTokenClassification,
            AutoTokenizer,
            pipeline,
        )
    except ImportError as error:
        raise ExtractorError(
            f"{name} needs transformers and torch; "
            "install them with: pip install 'factharness[transformers]'"
        ) from error
    if not model:
        raise ExtractorError(
            "transformers: names no model; write transformers:FOLDER or transformers:OWNER/NAME"
        )
    try:
        return pipeline(
            "token-classification",
            model=AutoModelForTokenClassification.from_pretrained(model, trust_remote_code=False),
            tokenizer=AutoTokenizer.from_pretrained(model, use_fast=True),
            aggregation_strategy="simple",
            device="cpu",
        )
    except Exception as error:  # the library raises whatever its hub client raises
        way_out = (
            "the folder holds no token classification model; take one that save_pretrained wrote"
            if Path(model).exists()
            else "no such folder, and the hub cannot be reached or does not have it; "
            "download the model where there is a network, and name its folder"
        )
        raise ExtractorError(f"{name}: {way_out}") from error
