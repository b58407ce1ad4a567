"""Can one trust the figures and make them again: how they were made, and what limits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.facts import GoldSet
from harness.model.results import Run
from harness.report.words import UNKNOWN, counted, told_commit, visible
from harness.scoring import Evaluation
from harness.statistics import smallest_p

_REACH = {
    "paragraph": "The intervals speak for the {articles} read and no other text: what is resampled "
    "is the paragraph, stratified by article.",
    "article": "What is resampled is the article: the intervals speak for text of the kind that "
    "these {articles} were drawn from.",
}


@dataclass(frozen=True, slots=True)
class Made:
    """How one run was made, as far as it says; empty is unknown."""

    name: str
    at: str = ""
    commit: str = ""
    command: str = ""
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """How the runs of a report were made, and how well its gold's annotators agreed."""

    made: tuple[Made, ...] = ()
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that is known, under its name; `code` where it is a line of a machine."""

    name: str
    told: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """Everything a reader needs to judge the figures and make them again."""

    caveats: tuple[str, ...]
    details: tuple[Detail, ...]


def trust(
    goldset: GoldSet,
    run: Run,
    ranked: Sequence[Evaluation],
    about: About,
    *,
    held_against: bool,
) -> Trust:
    """Gather caveats, how the runs were made, and signatures."""
    details = [
        *(detail for made in about.made for detail in _made(made)),
        Detail("Gold set", f"{goldset.name} {goldset.version}, {goldset.rendition}"),
        Detail("Gold hash", goldset.hash, code=True),
        Detail("Agreement", about.agreement),
        *(Detail(f"Signature of {one.extractor}", str(one.signature), code=True) for one in ranked),
    ]
    return Trust(
        caveats=tuple(_caveats(goldset, run, ranked, held_against=held_against)),
        details=tuple(
            Detail(visible(one.name), visible(one.told) or UNKNOWN, one.code) for one in details
        ),
    )


def _made(made: Made) -> list[Detail]:
    versions = ", ".join(f"{name} {version}" for name, version in made.versions)
    return [
        Detail("Run", f"{made.name}, made {made.at}" if made.at else made.name),
        Detail("Commit", told_commit(made.commit)),
        Detail("Command line", made.command, code=True),
        Detail("Versions", versions),
    ]


def _caveats(
    goldset: GoldSet, run: Run, ranked: Sequence[Evaluation], *, held_against: bool
) -> list[str]:
    articles = counted(len(goldset.articles), "article")
    unit = ranked[0].signature.unit if ranked else "paragraph"
    found = [_REACH[unit].format(articles=articles)]
    if unit == "paragraph":
        least = smallest_p(len(goldset.articles))
        found.append(
            f"A test that swapped whole articles could never go below p = {least:.4g} "
            f"with {articles}; ours swaps paragraphs."
        )
    found.append(
        "Differences between extractors on F1 are corrected for the number of pairs (Holm); all "
        "others, by predicate, tag, level or article, are exploratory."
    )
    if held_against:
        found.append(
            "What changed is shown without a verdict: only “harness gate” decides, by its policy."
        )
    if goldset.world:
        found.append(
            "The texts were changed on purpose: who answers with the world’s value has recited."
        )
    else:
        found.append(
            "A model may have read these articles or reports of the same events in training; "
            "compare its figures on the trap set, where facts were changed on purpose."
        )
    found += [
        f"{visible(one.name)}: training data ends {visible(one.model.cutoff)}; "
        "see the articles’ dates."
        for one in run.extractions
        if one.model is not None and one.model.cutoff
    ]
    if not run.complete:
        found.append("The run was interrupted: what was not read counts as missed.")
    return found
