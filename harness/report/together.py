"""What extractors find together and each alone, as the report tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from harness.complementarity import Complementarity, complementarity, readers
from harness.model.facts import GoldFact
from harness.report.changes import Anchors, Fact, fact_line
from harness.report.explained import ALONE
from harness.report.words import counted, listed, percent, visible
from harness.scoring import Evaluation

_MOST_FACTS = 20  # in a list; the rows have all


@dataclass(frozen=True, slots=True)
class Alone:
    """The required facts that one extractor finds and no other."""

    name: str
    number: int
    facts: tuple[Fact, ...]
    articles: tuple[tuple[str, tuple[Fact, ...]], ...]  # the first of them, by article
    more: str  # tells of all of them, where there are more
    query: str


@dataclass(frozen=True, slots=True)
class Together:
    """What several extractors find together: the ceiling of choosing among their answers."""

    compared: str
    sentence: str
    alone: tuple[Alone, ...]


def found_together(ranked: Sequence[Evaluation]) -> Complementarity | None:
    """Put together what those find that read for themselves; None for fewer than two."""
    asked = readers(ranked)
    return complementarity(asked) if len(asked) > 1 else None


def together_view(
    ranked: Sequence[Evaluation], found: Complementarity, anchors: Anchors
) -> Together:
    """Tell what extractors find together, and each of them alone."""
    whole = found.together
    best = next(one for one in ranked if one.extractor in found.alone)
    sentence = (
        f"Together they find {whole.tp:,} of {counted(whole.tp + whole.fn, 'required fact')}, "
        f"recall {percent(whole.recall)} %: the ceiling for whatever chooses among their answers. "
        f"{visible(best.extractor)} alone has recall {percent(best.counts().recall)} %. "
        f"None of them finds {counted(whole.fn, 'fact')}."
    )
    alone = tuple(_alone(name, facts, anchors) for name, facts in found.alone.items())
    return Together(_compared(list(found.alone), ranked), sentence, alone)


def _compared(names: Sequence[str], ranked: Sequence[Evaluation]) -> str:
    """Name who is compared, and who is not and why: they may find what “only” one finds too."""
    told = f"Compared are {listed([visible(name) for name in names])}, and “only” means of these"
    others = [one for one in ranked if one.extractor not in names]
    if not others:
        return f"{told}."
    repeated = any(one.repeats for one in others)
    kinds = ["zero lines", "votes", *(["further readings"] if repeated else [])]
    return (
        f"{told}. {listed(kinds).capitalize()} are left out: "
        f"{listed([visible(one.extractor) for one in others])}."
    )


def _alone(extractor: str, found: Sequence[GoldFact], anchors: Anchors) -> Alone:
    facts = tuple(
        fact_line(fact, anchors.get((extractor, fact.article, fact.id), "")) for fact in found
    )
    shown: dict[str, list[Fact]] = {}
    for fact in facts[:_MOST_FACTS]:
        shown.setdefault(fact.article, []).append(fact)
    return Alone(
        name=visible(extractor),
        number=len(facts),
        facts=facts,
        articles=tuple((article, tuple(lines)) for article, lines in shown.items()),
        more=f"all {len(facts):,}" if len(facts) > _MOST_FACTS else "",
        query=urlencode({"x": visible(extractor), "m": ALONE}),
    )
