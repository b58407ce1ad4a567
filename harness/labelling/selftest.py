"""The gauge measures itself: known changes to perfect predictions, and what must come of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from harness.errors import UsageError
from harness.labelling.ambiguity import unambiguous
from harness.labelling.arithmetic import Item, expected_figures, figures_of
from harness.labelling.changes import NOBODY, changes_of, invented, perfect_prediction
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.results import ArticleError, ErrorClass, Extraction, Profile
from harness.model.signature import SEED
from harness.scoring import evaluate


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what arithmetic says."""

    figure: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of change: how often it was made, how many figures were held against arithmetic."""

    name: str
    changes: int
    figures: int
    differences: tuple[Difference, ...]


def selftest(goldset: GoldSet, changes: int = 5, profile: Profile = "standard") -> list[Check]:
    """Change perfect predictions in every known way, and hold each figure against arithmetic.

    `changes` is how often each change is made at most; a change that the gold set has no
    unambiguous fact for is made less often, or not at all. Raises UsageError where the gold set
    knows the name that stands for nobody.
    """
    if any(NOBODY in name for name in goldset.entities):
        raise UsageError(f"{goldset.name}: {NOBODY} stands for nobody here, but the set has it")
    gauge = _Gauge(goldset, profile)
    perfect = {_key(fact): Item(fact, perfect_prediction(fact)) for fact in goldset.facts}
    items = list(perfect.values())
    added = [invented(goldset, number) for number in range(changes)]
    checks = [
        gauge.check("nothing changed", 0, items),
        _said_twice(gauge, items),
        _one_article_failed(gauge, items),
        gauge.check("added", changes, [*items, *added]),
    ]
    candidates = _spread(unambiguous(goldset))
    for name, change in changes_of(goldset, profile):
        changed, made = dict(perfect), 0
        for fact in candidates:
            item = change(fact, made) if made < changes else None
            if item is not None:
                changed[_key(fact)] = item
                made += 1
        checks.append(gauge.check(name, made, list(changed.values())))
    return checks


@dataclass(frozen=True, slots=True)
class _Gauge:
    """Scores on one gold set in one profile."""

    goldset: GoldSet
    profile: Profile

    def check(
        self,
        name: str,
        changes: int,
        items: Sequence[Item],
        said: Sequence[Prediction] = (),
        errors: tuple[ArticleError, ...] = (),
    ) -> Check:
        """Score what the items say, in an order of no meaning, and compare with their arithmetic.

        `said` is given where more is said than the items tell of.
        """
        answers = list(said or (item.said for item in items if item.said is not None))
        Random(SEED).shuffle(answers)  # noqa: S311 - no secret
        extraction = Extraction("selftest", "1", tuple(answers), errors)
        got = figures_of(evaluate(self.goldset, extraction, self.profile))
        expected = expected_figures(items)
        names = sorted({*expected, *got})
        differences = tuple(
            Difference(one, str(expected.get(one, 0)), str(got.get(one, 0)))
            for one in names
            if expected.get(one, 0) != got.get(one, 0)
        )
        return Check(name, changes, len(names), differences)


def _said_twice(gauge: _Gauge, items: Sequence[Item]) -> Check:
    """Say everything twice: predictions of one identity are one."""
    said = [item.said for item in items if item.said is not None] * 2
    return gauge.check("said twice", len(items), items, said)


def _one_article_failed(gauge: _Gauge, items: Sequence[Item]) -> Check:
    """Fail on the first article: its gold facts are missed, whatever was said before."""
    failed = next(iter(gauge.goldset.articles))
    lost = [
        Item(item.gold, None, None, None if item.gold.optional else ErrorClass.MISSED)
        if item.gold is not None and item.gold.article == failed
        else item
        for item in items
    ]
    said = [item.said for item in items if item.said is not None]
    errors = (ArticleError(failed, "made to fail"),)
    return gauge.check("articles failed", 1, lost, said, errors)


def _spread(facts: Sequence[GoldFact]) -> list[GoldFact]:
    """Mix facts the same way each time, so that changes fall on all articles."""
    mixed = list(facts)
    Random(SEED).shuffle(mixed)  # noqa: S311 - no secret
    return mixed


def _key(fact: GoldFact) -> tuple[str, str]:
    return fact.article, fact.id
