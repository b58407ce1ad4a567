"""What a verdict says as findings: each of a kind, with a weight, at a line of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from harness.gate import Kind, LostFact, Reason, Verdict, Weight
from harness.model.facts import GoldFact
from harness.model.places import FactPlaces, FilePlace
from harness.report.reasons import fact_name, sentence
from harness.report.words import statement, visible

_ALL_WELL = (Kind.DIFFERENCE, Weight.NOTE)
_ABOUT_FACTS = {
    Kind.LOST: "lost since the baseline",
    Kind.LOST_OPTIONAL: "optional, and lost since the baseline",
    Kind.MUST_FIND: "must be found, and is not",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a verdict rests on, at the line of the fact that it is about.

    `about` names the fact (article/id), or the figure or articles.
    """

    kind: Kind
    weight: Weight
    extractor: str | None
    about: str
    says: str
    place: FilePlace

    @property
    def check(self) -> str:
        """The kind as an identifier, e.g. "lost-facts"."""
        return check_of(self.kind)

    @property
    def fingerprint(self) -> str:
        """A hash that stays while what is found stays, wherever it is written."""
        known = "\n".join((self.kind, self.extractor or "", self.about))
        return hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()


def check_of(kind: Kind) -> str:
    """Write a kind as an identifier, e.g. "lost-facts"."""
    return kind.value.replace(" ", "-")


def findings_of(verdict: Verdict, places: FactPlaces, home: FilePlace) -> list[Finding]:
    """List what a verdict rests on, the heaviest first; a test that found nothing is no finding.

    `home` is where all is shown that is about no line of the sources: the baseline as a rule.
    """
    named = (*verdict.lost, *verdict.absent)
    lost = {(one.extractor, one.fact.article, one.fact.id): one for one in named}
    found = [one for one in verdict.reasons if (one.kind, one.weight) != _ALL_WELL]
    return [one for reason in found for one in _of_reason(reason, lost, places, home)]


def _of_reason(
    reason: Reason,
    lost: dict[tuple[str, str, str], LostFact],
    places: FactPlaces,
    home: FilePlace,
) -> Iterator[Finding]:
    name = reason.extractor
    about = f"{visible(name)}: " if name else ""
    if not reason.facts:
        of = str(reason.figure or ", ".join(reason.articles) or reason.detail)
        yield Finding(reason.kind, reason.weight, name, of, about + sentence(reason), home)
    for fact in reason.facts:
        key = (fact.article, fact.id)
        if reason.kind in _ABOUT_FACTS:
            told_of = _told(fact, _ABOUT_FACTS[reason.kind], lost.get((name or "", *key)))
        else:
            told_of = sentence(reason)
        place = places.get(key, home)
        if not place.inside:  # installed gold, say: no reader of the findings can show it
            told_of, place = f"{told_of}; gold {place}", home
        yield Finding(reason.kind, reason.weight, name, "/".join(key), about + told_of, place)


def _told(fact: GoldFact, what: str, lost: LostFact | None) -> str:
    """Say in one sentence what was expected and what stands against it now."""
    expected = f"expected {statement(fact)}"
    if lost is None:
        return f"{fact_name(fact)} {what}; {expected}"
    got = lost.prediction
    instead = "nothing" if got is None else f"{statement(got)} ({lost.error})"
    return f"{fact_name(fact)} {what}; {expected}; got {instead}; text line {lost.line}"
