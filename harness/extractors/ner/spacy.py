"""Mentions by a spaCy pipeline: `spacy:MODEL`, a package's name or a folder."""

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
    """Make the extractor whose names come from a spaCy pipeline; what it learns are the facts."""
    name = f"spacy:{model}"
    return Ner(name, GivenMentions(_Pipeline(name, model)))


class _Pipeline:
    """A loaded pipeline; `told` names the model with its version."""

    def __init__(self, name: str, model: str) -> None:
        self._nlp = _load(name, model)
        meta = self._nlp.meta
        version = f"{meta.get('lang')}_{meta.get('name')} {meta.get('version')}"
        self.told = f"spacy {meta.get('spacy_version')} {version}"
        if not any(
            "doc.ents" in self._nlp.get_pipe_meta(one).assigns for one in self._nlp.pipe_names
        ):
            raise ExtractorError(
                f"{name}: the pipeline has no component that finds names ({self._nlp.pipe_names}); "
                "take one with 'ner' or 'entity_ruler'"
            )

    def find(self, reading: Reading) -> Iterator[Mention]:
        """Run the pipeline paragraph by paragraph, so that no name crosses a line."""
        article = reading.article
        texts = [article.text[start:end] for start, end in article.paragraphs]
        for paragraph, document in zip(article.paragraphs, self._nlp.pipe(texts), strict=True):
            for entity in document.ents:
                first = paragraph.start + entity.start_char
                tokens = reading.tokens_in(Span(first, paragraph.start + entity.end_char))
                if tokens:
                    yield mention(reading, tokens, kind_of(entity.label_))


def _load(name: str, model: str) -> Any:
    try:
        import spacy  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ExtractorError(
            f"{name} needs spaCy; install it with: pip install 'factharness[spacy]'"
        ) from error
    if not model:
        raise ExtractorError(
            "spacy: names no pipeline; write spacy:de_core_news_sm or spacy:FOLDER"
        )
    try:
        return spacy.load(model)
    except OSError as error:
        way_out = (
            "it holds no spaCy pipeline; take the folder that nlp.to_disk wrote"
            if Path(model).exists()
            else f"no such folder or package; install it with: python -m spacy download {model}"
        )
        raise ExtractorError(f"{name}: {way_out}") from error
    except Exception as error:  # a pipeline may run any code of its own
        raise ExtractorError(f"{name} cannot be loaded: {_line(error)}") from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or repr(error)
