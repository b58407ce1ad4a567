"""The pair classifier: which predicate a value stands for, whose it is, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.extractors.ner.candidates import Candidate, by_place
from harness.extractors.ner.linear import Scorer, matrix, vocabulary
from harness.model.names import normal_form

if TYPE_CHECKING:
    from harness.extractors.ner.linear import Weights

# Inverse strengths of the penalty on weights: chosen once, by leaving articles out.
_PREDICATE_C = 1.0
_SUBJECT_C = 0.03
_CALIBRATION_C = 1.0
_TOLERANCE = 0.001  # where fitting stops
_RAREST = 2  # a feature that one candidate alone has teaches nothing
PARAMETERS = (_PREDICATE_C, _SUBJECT_C, _CALIBRATION_C, _TOLERANCE, _RAREST)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The candidates of an article, and what gold says: fact, none, or neither (said elsewhere)."""

    article: str
    candidates: Sequence[Candidate]
    facts: Sequence[tuple[str, ...]]  # ids of the gold facts that each candidate states
    right: Sequence[bool | None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate that won its value, with what the calibration looks at."""

    number: int
    signs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PairModel:
    """Two logistic regressions: value → predicate, and name → subject of that value."""

    predicate: Scorer
    subject: Scorer

    def choose(self, candidates: Sequence[Candidate]) -> list[Chosen]:
        """Give each value its most probable predicate and subject, and each fact one value."""
        groups = by_place(candidates)
        if not groups:
            return []
        firsts = [numbers[0] for numbers in groups.values()]
        of_value = self.predicate.scores([_value_features(candidates[one]) for one in firsts])
        of_name = self.subject.scores([_subject_features(one) for one in candidates])[:, 0]
        best: dict[int, tuple[float, Chosen]] = {}
        for score, numbers in zip(of_value[:, 0], groups.values(), strict=True):
            winner = max(numbers, key=lambda number: of_name[number])
            others = [of_name[number] for number in numbers if number != winner]
            signs = _signs(candidates[winner], score, of_name[winner], others)
            chosen = (signs[1] + signs[3], Chosen(winner, signs))
            place = candidates[winner].place
            if place not in best or chosen[0] > best[place][0]:
                best[place] = chosen
        return _once_each(candidates, best.values())


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression from the signs of a choice to the probability that it is right."""

    middle: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probability(self, signs: Sequence[float]) -> float:
        """Give the probability that a chosen candidate is a fact."""
        parts = zip(signs, self.middle, self.scale, self.weights, strict=True)
        score = self.bias + sum((sign - mid) / size * weight for sign, mid, size, weight in parts)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def fit_pairs(articles: Iterable[Labelled]) -> PairModel:
    """Learn predicates from all values, and subjects from those values that are facts."""
    values: list[list[str]] = []
    is_value: list[bool] = []
    names: list[list[str]] = []
    is_subject: list[bool] = []
    for one in articles:
        for numbers in by_place(one.candidates).values():
            told = [one.right[number] for number in numbers]
            if any(told) or None not in told:
                values.append(_value_features(one.candidates[numbers[0]]))
                is_value.append(any(told))
            if any(told) or None in told:
                names += [_subject_features(one.candidates[number]) for number in numbers]
                is_subject += [right is not False for right in told]
    return PairModel(
        _logistic(values, is_value, _PREDICATE_C), _logistic(names, is_subject, _SUBJECT_C)
    )


def fit_calibration(chosen: Sequence[tuple[Chosen, bool]]) -> Calibration:
    """Learn from choices on articles that the model was not fitted on (Platt 1999)."""
    import numpy as np  # noqa: PLC0415 - heavy
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - heavy

    right = [is_right for _, is_right in chosen]
    if len(set(right)) < 2:
        share = min(max(sum(right) / max(len(right), 1), 0.001), 0.999)
        width = len(chosen[0][0].signs) if chosen else 0
        zeros = (0.0,) * width
        return Calibration(zeros, (1.0,) * width, zeros, float(np.log(share / (1 - share))))
    signs = np.array([one.signs for one, _ in chosen])
    middle, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    model = LogisticRegression(C=_CALIBRATION_C, max_iter=1000)
    model.fit((signs - middle) / scale, right)
    return Calibration(
        tuple(map(float, middle)),
        tuple(map(float, scale)),
        tuple(map(float, model.coef_[0])),
        float(model.intercept_[0]),
    )


def _logistic(items: Sequence[Sequence[str]], labels: Sequence[bool], penalty: float) -> Scorer:
    import numpy as np  # noqa: PLC0415 - heavy
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - heavy

    known = vocabulary(items, _RAREST)
    if len(set(labels)) < 2 or not known:  # nothing to tell apart
        bias = 5.0 if any(labels) else -5.0
        return Scorer(known, np.vstack([np.zeros((len(known), 1)), [[bias]]]))
    # The dual problem is smaller: there are more features than candidates.
    model: Any = LogisticRegression(
        solver="liblinear", dual=True, C=penalty, tol=_TOLERANCE, max_iter=2000, random_state=0
    )
    model.fit(matrix(items, known), np.array(labels, dtype=int))
    weights: Weights = np.vstack([model.coef_.T, [model.intercept_]])
    return Scorer(known, weights)


def _value_features(one: Candidate) -> list[str]:
    """Name features once for all predicates and once for this one: rare ones lean on all."""
    shared = (*one.context, *one.extra)
    return [*shared, *(f"{one.predicate}|{name}" for name in shared)]


def _subject_features(one: Candidate) -> list[str]:
    shared = one.pair
    return [
        *shared,
        *one.extra,
        *(f"{one.sort}|{name}" for name in shared),
        *(f"{one.predicate}|{name}" for name in shared),
    ]


def _signs(
    winner: Candidate, of_value: float, of_name: float, others: Sequence[float]
) -> tuple[float, ...]:
    return (
        float(of_value),
        _log_probability(of_value),
        float(of_name),
        _log_probability(of_name),
        float(of_name - max(others, default=-5.0)),
        float("back=0" in winner.pair),
        float("main=True" in winner.pair),
        float(len(others) + 1),
    )


def _log_probability(score: float) -> float:
    score = max(-30.0, min(30.0, score))
    return -math.log1p(math.exp(-score))


def _once_each(
    candidates: Sequence[Candidate], scored: Iterable[tuple[float, Chosen]]
) -> list[Chosen]:
    """Keep the best place of each fact: the same fact may be told twice."""
    best: dict[tuple[str, str, str], tuple[float, Chosen]] = {}
    for score, chosen in scored:
        one = candidates[chosen.number]
        fact = (one.predicate, normal_form(one.subject.text), str(one.value))
        if fact not in best or score > best[fact][0]:
            best[fact] = (score, chosen)
    return sorted((chosen for _, chosen in best.values()), key=lambda chosen: chosen.number)


def best_threshold(
    ranked: Iterable[tuple[float, str, tuple[str, ...], bool]], required: int
) -> float:
    """Find the confidence from which on F1 at level fact is highest.

    `ranked` holds (confidence, article, gold facts stated, is one of them required); `required` is
    the number of required gold facts.
    """
    found: set[tuple[str, str]] = set()
    tp = fp = 0
    best, threshold = 0.0, 1.0
    for confidence, article, facts, is_required in sorted(ranked, key=lambda one: -one[0]):
        fresh = [fact for fact in facts if (article, fact) not in found]
        if fresh:
            found.add((article, fresh[0]))
            tp += is_required
        elif not facts:
            fp += 1
        score = 2 * tp / (tp + fp + required) if required else 0.0
        if score > best:
            best, threshold = score, confidence
    return threshold
