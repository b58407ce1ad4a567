"""The head of a report: what was read and how it was scored, and what to know before any figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.model.facts import GoldSet
from harness.model.results import Run
from harness.report.trust import About
from harness.report.words import counted, listed, visible
from harness.scoring import Evaluation

_LISTED = 5  # articles; more are counted


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a reader must know before any figure: in a word or two, and told."""

    name: str
    told: str


ORIGINAL_TEXT = Alarm(
    "Contains original text.",
    "This run was made on the originals and quotes them. They may not be redistributed.",
)


def title_of(goldset: GoldSet, about: About) -> str:
    """Name gold set, edition and run; a run's own name repeats the first two."""
    ours = f"-{goldset.name}-{goldset.rendition}"
    runs = [one.name.removesuffix(ours) for one in about.made]
    return visible(" · ".join((goldset.name, goldset.rendition, *([listed(runs)] if runs else []))))


def told_facts(goldset: GoldSet, ranked: Sequence[Evaluation]) -> str:
    """Say in one line what was scored on, and how."""
    optional = sum(fact.optional for fact in goldset.facts)
    profile = ranked[0].signature.profile if ranked else "standard"
    facts = f"{len(goldset.facts) - optional} required facts and {optional} optional"
    return visible(
        f"{counted(len(goldset.articles), 'article')}, {facts} · profile {profile} · "
        f"gold {goldset.hash[:12]}"
    )


def alarms(goldset: GoldSet, run: Run, ranked: Sequence[Evaluation]) -> Iterator[Alarm]:
    """Warn of original text, of a run that was stopped, and of articles that somebody failed on.

    Articles that an extractor failed on for the same reason are told together.
    """
    if goldset.rendition == "original":
        yield ORIGINAL_TEXT
    if not run.complete:
        told = "The run was interrupted; what was not read counts as missed."
        yield Alarm("Not complete.", told)
    for one in ranked:
        failed: dict[str, list[str]] = {}
        for error in one.errors:
            failed.setdefault(error.message, []).append(error.article)
        for message, articles in failed.items():
            few = len(articles) <= _LISTED
            where = listed(articles) if few else counted(len(articles), "article")
            theirs = "Its" if len(articles) == 1 else "Their"
            told = visible(f"{where}: {message}. {theirs} gold facts count as missed.")
            yield Alarm(f"{visible(one.extractor)} failed on", told)
