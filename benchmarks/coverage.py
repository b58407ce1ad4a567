"""How often a nominal 95 % interval holds the truth, on simulated data that look like ours.

Usage: python -m benchmarks.coverage [--simulations N] > benchmarks/coverage.md

Five articles with the paragraphs of `deepseek-2025` are simulated. A paragraph's number of required
facts is drawn from those of its article; each fact is found with a chance of its paragraph's own
(beta, so that facts of one paragraph succeed and fail together), false positives come in bursts.
The truth is known: the ratio of what is expected. "These articles" keeps the articles' difficulty
and draws paragraphs anew, which is what the intervals speak of; "other articles" draws the
articles' difficulty anew as well, which they do not speak of.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.statistics import METRICS, Sample, difference_interval, interval, paired_test, ratio

# Required facts by paragraph in the five articles.
PARAGRAPHS = (
    (0, 0, 2, 2, 4, 5, 7, 7, 9, 9),
    (0, 0, 1, 2, 3, 4, 7, 7, 7),
    (0, 1, 1, 2, 4, 5, 5, 6, 6, 8),
    (0, 0, 0, 1, 1, 2, 2, 3, 5, 9),
    (0, 0, 0, 1, 2, 2, 3, 3, 4, 4, 4, 4, 6),
)
SEED = 7
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """An extractor: its recall, false positives a gold fact, and how alike a paragraph's facts are.

    `thinned` keeps only this share of the gold facts, as in a slice by predicate.
    """

    tells: str
    recall: float
    false: float
    alike: float = 0.15
    thinned: float = 1.0


CASES = (
    Case("middling", 0.4, 0.2),
    Case("good", 0.7, 0.2),
    Case("very good", 0.93, 0.05),
    Case("finds little, precise", 0.07, 0.03),
    Case("finds little, wrong", 0.07, 0.3),
    Case("facts of a paragraph very alike", 0.5, 0.3, alike=0.3),
    Case("facts independent", 0.5, 0.3, alike=0.02),
    Case("a slice of about 20 facts", 0.5, 0.2, thinned=0.12),
)


def chances(recall: float, shifts: Numbers) -> Numbers:
    """Shift a chance in log odds."""
    return np.asarray(1 / (1 + np.exp(-(np.log(recall / (1 - recall)) + shifts))))


def truth(case: Case, shifts: Numbers) -> Numbers:
    """Give precision, recall and F1 of what is expected; `shifts` has one row a world."""
    facts = np.array([sum(sizes) for sizes in PARAGRAPHS]) * case.thinned
    chance = chances(case.recall, shifts)
    tp, false = chance * facts, np.broadcast_to(case.false * facts, chance.shape)
    sums = np.stack([tp, false, facts - tp], axis=-1).sum(axis=-2).mean(axis=0)
    return np.array([float(ratio(metric, sums)) for metric in METRICS])


def simulate(case: Case, shifts: Numbers, random: np.random.Generator, systems: int = 1) -> Sample:
    """Draw what extractors of one kind would do on the same paragraphs."""
    counts, strata = [], []
    for article, sizes in enumerate(PARAGRAPHS):
        facts = random.binomial(random.choice(sizes, len(sizes)), case.thinned)
        mean = chances(case.recall, shifts[article : article + 1])[0]
        sharp = (1 - case.alike) / case.alike
        chance = random.beta(mean * sharp, (1 - mean) * sharp, (systems, len(sizes))).T
        tp = random.binomial(facts[:, None], chance)
        burst = random.gamma(2, 0.5, (len(sizes), systems))
        fp = random.poisson(case.false * facts[:, None] * burst)
        counts.append(np.stack([tp, fp, facts[:, None] - tp], axis=-1))
        strata += [article] * len(sizes)
    return Sample(np.concatenate(counts).astype(float), np.array(strata), "paragraph")


def covered(case: Case, spread: float, simulations: int, *, fixed: bool) -> tuple[Numbers, Numbers]:
    """Give for each metric the share of intervals that hold the truth, and their median width."""
    random = np.random.default_rng(SEED)
    worlds = random.normal(0, spread, (4_000, len(PARAGRAPHS)))
    goal = truth(case, worlds[:1] if fixed else worlds)
    inside: list[list[bool]] = [[] for _ in METRICS]
    width: list[list[float]] = [[] for _ in METRICS]
    for number in range(simulations):
        sample = simulate(case, worlds[0 if fixed else number % len(worlds)], random)
        for place, metric in enumerate(METRICS):
            found = interval(sample, metric)
            if found is not None:
                inside[place].append(found.low <= goal[place] <= found.high)
                width[place].append(found.high - found.low)
    return np.array([np.mean(one) for one in inside]), np.array([np.median(one) for one in width])


def paired(case: Case, simulations: int) -> tuple[float, float]:
    """Give how often two equal extractors' interval of difference holds 0, and p <= 0.05."""
    random = np.random.default_rng(SEED)
    inside, rejected = [], []
    for _ in range(simulations):
        sample = simulate(case, np.zeros(len(PARAGRAPHS)), random, systems=2)
        between, _ = difference_interval(sample)
        test = paired_test(sample, swaps=1_000)
        if between is not None and test.p is not None:
            inside.append(between.low <= 0 <= between.high)
            rejected.append(test.p <= 0.05)
    return float(np.mean(inside)), float(np.mean(rejected))


def lines(simulations: int) -> Iterator[str]:
    """Write the table."""
    yield "# Coverage of the 95 % intervals"
    yield ""
    yield f"Made by `python -m benchmarks.coverage`; {simulations:,} simulated samples a row, so a"
    yield "share near 95 % is known to about one point. Widths are medians, in points."
    for fixed, spread, heading in (
        (True, 0.5, "These articles (what the intervals speak of)"),
        (False, 0.5, "Other articles, which differ moderately (0.5 in log odds)"),
        (False, 1.0, "Other articles, which differ much (1.0 in log odds)"),
    ):
        yield from ("", f"## {heading}", "")
        yield "| extractor | P holds % | R holds % | F1 holds % | width P | width R | width F1 |"
        yield "|---|---|---|---|---|---|---|"
        for case in CASES:
            share, width = covered(case, spread, simulations, fixed=fixed)
            cells = [*(f"{100 * one:.1f}" for one in (*share, *width))]
            yield f"| {case.tells} | {' | '.join(cells)} |"
    yield from ("", "## Two extractors that are equally good", "")
    yield "| extractors | interval of the F1 difference holds 0, % | p ≤ 0.05, % (nominal 5) |"
    yield "|---|---|---|"
    for case in CASES:
        inside, rejected = paired(case, simulations)
        yield f"| {case.tells} | {100 * inside:.1f} | {100 * rejected:.1f} |"


def main() -> None:
    """Print the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", type=int, default=2_000)
    for line in lines(parser.parse_args().simulations):
        print(line, flush=True)


if __name__ == "__main__":
    main()
