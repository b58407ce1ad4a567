"""Extractors that learn from gold: names by a tagger or a given pipeline, facts by a classifier."""

from harness.extractors.ner.extractor import FittedNer, Ner

__all__ = ["FittedNer", "Ner"]
