"""The extractor `ner`: a sequence tagger for mentions, a pair classifier for facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from harness.errors import ExtractorError
from harness.extractors.ner.candidates import Candidate, Scene
from harness.extractors.ner.circumstances import circumstances
from harness.extractors.ner.learning import Learned, learn
from harness.extractors.ner.mentions import MentionTrainer
from harness.extractors.ner.pairs import PARAMETERS
from harness.extractors.ner.references import reference
from harness.extractors.ner.supervision import Lookup
from harness.extractors.ner.tagger import TaggerTrainer
from harness.extractors.ner.text import Reading
from harness.extractors.ner.words import clause_of
from harness.german.fingerprint import fingerprint
from harness.model.corpus import Article, Span
from harness.model.facts import GoldSet, Predicate, Prediction
from harness.version import __version__

# What was learned lately, by code, parameters and gold: a vote with `ner` in it fits the same folds
# as `ner` beside it. Nothing in it ever changes.
_LEARNED: dict[str, Learned] = {}
_KEPT = 8
_CLOSE = 160  # characters up to which one span covers both subject and value


class Ner:
    """Learn names and facts from labelled articles: a sequence tagger, then a pair classifier."""

    deterministic = True

    def __init__(self, name: str = "ner", trainer: MentionTrainer | None = None) -> None:
        self.name = name
        self.trainer: MentionTrainer = trainer or TaggerTrainer()

    def fingerprint(self) -> str:
        """Hash the code, the parameters, and the grammar of values and names."""
        own = fingerprint("harness.extractors.ner")
        told = f"{self.trainer.fingerprint()} {' '.join(map(str, PARAMETERS))}"
        return f"{self.name} {__version__} {own} {fingerprint()} {told}"

    def fit(self, goldset: GoldSet) -> FittedNer:
        """Learn from the articles of a gold set; raises ExtractorError where it has no facts."""
        if not goldset.facts:
            raise ExtractorError(f"{self.name} has nothing to learn from: the gold has no facts")
        told = f"{self.fingerprint()} fitted on {_digest(goldset)}"
        if not isinstance(self.trainer, TaggerTrainer):
            return FittedNer(self.name, told, learn(goldset, self.trainer))
        if told not in _LEARNED:
            if len(_LEARNED) == _KEPT:
                del _LEARNED[next(iter(_LEARNED))]
            _LEARNED[told] = learn(goldset, self.trainer)
        return FittedNer(self.name, told, _LEARNED[told])


@dataclass(frozen=True, slots=True)
class FittedNer:
    """What `Ner` has learned: reads articles and names facts in them."""

    name: str
    told: str
    learned: Learned

    def fingerprint(self) -> str:
        """Tell the code and parameters, and a hash of what it was fitted on."""
        return self.told

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        """Yield the facts of the given predicates whose confidence reaches the threshold."""
        reading = Reading(article)
        names = self.learned.mentioner.mentions(reading)
        texts = Lookup(self.learned.texts).find(reading)
        scene = Scene(reading, names, texts, predicates)
        candidates = list(scene.candidates())
        compared = {one.name for one in predicates if one.compared}
        for chosen in self.learned.pairs.choose(candidates):
            confidence = self.learned.calibration.probability(chosen.signs)
            if confidence < self.learned.threshold:
                continue
            one = candidates[chosen.number]
            fact = self._fact(reading, scene, one, confidence)
            if one.predicate not in compared:
                yield fact
                continue
            than = reference(reading, scene.names, one.subject, one.value_tokens)
            clause = clause_of(reading, one.value_tokens)
            words = [reading.tokens[index].text.lower() for index in clause]
            dimension = self.learned.dimensions.of(words)
            if than is not None and dimension is not None:
                qualifiers = msgspec.structs.replace(
                    fact.qualifiers, than=than.text, dimension=dimension
                )
                yield msgspec.structs.replace(fact, qualifiers=qualifiers)

    def save(self, folder: str | Path) -> None:
        """Write the model into a folder as JSON and arrays; `FittedNer.load` reads it."""
        from harness.extractors.ner.storage import save  # noqa: PLC0415 - it imports this file

        save(self, Path(folder))

    @staticmethod
    def load(folder: str | Path) -> FittedNer:
        """Read a model that `save` wrote; raises ExtractorError where it cannot be read."""
        from harness.extractors.ner.storage import load  # noqa: PLC0415 - it imports this file

        return load(Path(folder))

    def _fact(
        self, reading: Reading, scene: Scene, one: Candidate, confidence: float
    ) -> Prediction:
        clause = clause_of(reading, one.value_tokens)
        return Prediction(
            article=reading.article.id,
            predicate=one.predicate,
            subject=one.subject.text,
            value=one.value,
            qualifiers=circumstances(reading, scene.names, one.subject, one.value_tokens, clause),
            evidence=(_evidence(one.subject.span, one.value_span),),
            confidence=confidence,
        )


def _evidence(subject: Span, value: Span) -> Span:
    both = Span(min(subject.start, value.start), max(subject.end, value.end))
    return both if both.length <= _CLOSE else value


def _digest(goldset: GoldSet) -> str:
    """Hash all that is learned from: texts, facts and names."""
    digest = hashlib.sha256()
    encoder = msgspec.json.Encoder(order="deterministic")
    for part in (goldset.articles, goldset.facts, goldset.predicates, goldset.entities):
        digest.update(encoder.encode(part))
    return digest.hexdigest()[:12]
