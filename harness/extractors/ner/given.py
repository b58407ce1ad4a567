"""Mentions by a model that somebody else trained: only the facts are learned here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from harness.extractors.ner.mentions import UNKNOWN, Mention, listed_names, merged
from harness.extractors.ner.text import Reading
from harness.model.facts import GoldSet

# Labels of the usual schemes (CoNLL 2003, GermEval 2014, OntoNotes 5) and our own kinds.
_KINDS = {
    "PER": "PER", "PERS": "PER", "PERSON": "PER", "ORG": "ORG", "ORGANIZATION": "ORG",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FAC": "PLACE", "NORP": "GROUP",
    "PRODUCT": "PRODUCT", "PROD": "PRODUCT", "WORK_OF_ART": "PRODUCT", "EVENT": "EVENT",
    "LAW": "POLICY", "GROUP": "GROUP", "PLACE": "PLACE", "POLICY": "POLICY", "CONCEPT": "CONCEPT",
}  # fmt: skip


class Finder(Protocol):
    """Finds names in a text."""

    told: str

    def find(self, reading: Reading) -> Iterable[Mention]:
        """Yield the names of a text."""
        ...


@dataclass(frozen=True, slots=True)
class GivenMentions:
    """A mentioner that is ready, and its own trainer: it learns nothing from any article."""

    finder: Finder

    def fingerprint(self) -> str:
        """Tell the model."""
        return self.finder.told

    def fit(self, goldset: GoldSet, readings: Sequence[Reading]) -> GivenMentions:
        """Give itself: the model stays as it was given."""
        del goldset, readings
        return self

    def mentions(self, reading: Reading) -> list[Mention]:
        """Put the model's names together with those that lists tell."""
        return merged(self.finder.find(reading), listed_names(reading))


def kind_of(label: str) -> str:
    """Translate a model's label, also with B- or I- before it; NAME for one that is not known."""
    bare = label.upper()
    bare = bare[2:] if bare[:2] in ("B-", "I-") else bare
    bare = bare.removesuffix("DERIV").removesuffix("PART")  # GermEval: „deutsch“, „EU-weit“
    return _KINDS.get(bare, UNKNOWN)
