"""The sequence tagger: a linear model over tokens, and the best path that BIO allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.extractors.ner.linear import Scorer, matrix, vocabulary
from harness.extractors.ner.mentions import Mention, listed_names, mention, merged, trimmed
from harness.extractors.ner.supervision import Lookup, entity_names
from harness.extractors.ner.text import Reading
from harness.model.facts import GoldSet

if TYPE_CHECKING:
    from harness.extractors.ner.linear import Weights

OUTSIDE = "O"
_COST = 0.1  # of a misread token against the size of the weights: LinearSVC's C
_FORBIDDEN = -1e9
_SHAPES = ((r"[a-zäöüß]+", "x"), (r"[A-ZÄÖÜ]+", "X"), (r"\d+", "0"))


class TaggerTrainer:
    """Makes taggers out of labelled articles."""

    def fingerprint(self) -> str:
        """Tell the cost parameter; the code is the extractor's to tell."""
        return f"LinearSVC C={_COST}"

    def fit(self, goldset: GoldSet, readings: Sequence[Reading]) -> Tagger:
        """Label the names of gold's entities in the texts, and learn the labels."""
        from sklearn.svm import LinearSVC  # noqa: PLC0415 - heavy

        names = Lookup(entity_names(goldset))
        items: list[list[str]] = []
        labels: list[str] = []
        for reading in readings:
            told = bio(names.find(reading), len(reading.tokens))
            listed = _listed(reading)
            for sentence in reading.sentences:
                items += features(reading, sentence, listed)
                labels += [told[index] for index in sentence]
        classes = sorted(set(labels))
        known = vocabulary(items)
        model = LinearSVC(C=_COST, random_state=0, max_iter=5000)
        return Tagger(_scorer(model, matrix(items, known), labels, known), tuple(classes))


def _scorer(model: Any, items: object, labels: list[str], known: dict[str, int]) -> Scorer:
    import numpy as np  # noqa: PLC0415 - heavy

    if len(set(labels)) == 1:  # nothing to tell apart: a text without any name
        return Scorer(known, np.zeros((len(known) + 1, 1)))
    model.fit(items, labels)
    weights = np.vstack([model.coef_.T, model.intercept_])
    if weights.shape[1] == 1:  # of two classes scikit-learn keeps the second's weights only
        weights = np.hstack([-weights, weights])
    return Scorer(known, weights)


@dataclass(frozen=True, slots=True)
class Tagger:
    """Finds mentions of the kinds it has learned, and the names that lists tell."""

    scorer: Scorer
    classes: tuple[str, ...]

    def mentions(self, reading: Reading) -> list[Mention]:
        """Tag every sentence; names of lists stand beside the tagged ones."""
        listed = _listed(reading)
        tagged: list[Mention] = []
        for sentence in reading.sentences:
            scores = self.scorer.scores(features(reading, sentence, listed))
            path = best_path(scores, self.classes)
            tagged += spans(reading, sentence, path)
        return merged(tagged, listed_names(reading))


def bio(mentions: Sequence[Mention], length: int) -> list[str]:
    """Write mentions as a label a token."""
    labels = [OUTSIDE] * length
    for one in mentions:
        for index in one.tokens:
            labels[index] = f"{'B' if index == one.tokens.start else 'I'}-{one.kind}"
    return labels


def spans(reading: Reading, sentence: range, path: Sequence[str]) -> Iterator[Mention]:
    """Read mentions from the labels of a sentence."""
    start = None
    for index, label in zip([*sentence, sentence.stop], [*path, OUTSIDE], strict=True):
        if start is not None and not label.startswith("I"):
            tokens = trimmed(reading, range(start, index))
            if tokens:
                yield mention(reading, tokens, path[start - sentence.start][2:])
            start = None
        if label.startswith("B"):
            start = index


def best_path(scores: Weights, classes: Sequence[str]) -> list[str]:
    """Find the labels with the highest sum of scores in which every I follows its kind (Viterbi).

    `scores` has one row a token and one column a class.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    follows = np.array([[_may_follow(one, other) for other in classes] for one in classes])
    best = scores[0] + np.array([_may_follow(OUTSIDE, one) for one in classes])
    back = []
    for row in scores[1:]:
        reached = best[:, None] + follows
        back.append(reached.argmax(axis=0))
        best = reached.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return [classes[index] for index in reversed(path)]


def _may_follow(label: str, following: str) -> float:
    inside = following.startswith("I")
    return _FORBIDDEN if inside and label[2:] != following[2:] else 0.0


def features(reading: Reading, sentence: range, listed: Sequence[str]) -> list[list[str]]:
    """Describe each token of a sentence: its word, shape and ends, its neighbours, the lists."""
    return [_features(reading, sentence, index, listed) for index in sentence]


def _features(reading: Reading, sentence: range, index: int, listed: Sequence[str]) -> list[str]:
    token = reading.tokens[index]
    lower = token.text.lower()
    found = [
        f"word={lower}",
        f"begins={lower[:5]}",
        f"ends3={lower[-3:]}",
        f"ends2={lower[-2:]}",
        f"shape={shape(token.text)}",
        f"listed={listed[index]}",
    ]
    if index == sentence.start:
        found.append("first")
    elif reading.tokens[index - 1].end == token.start:
        found.append("glued")
    for step in (-2, -1, 1, 2):
        other = index + step
        if other not in sentence:
            found.append(f"{step}=none")
            continue
        text = reading.tokens[other].text
        found += [f"{step}word={text.lower()}", f"{step}shape={shape(text)}"]
        if abs(step) == 1:
            found.append(f"{step}listed={listed[other]}")
    return found


@lru_cache(maxsize=20_000)
def shape(word: str) -> str:
    """Write what kinds of characters a word has, e.g. „GPT“ as X and „Mio“ as Xx."""
    for pattern, sign in _SHAPES:
        word = re.sub(pattern, sign, word)
    return word


def _listed(reading: Reading) -> list[str]:
    return bio(listed_names(reading), len(reading.tokens))
