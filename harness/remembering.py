"""Reading or remembering: on changed texts, how often the text's value was said and the world's."""

from __future__ import annotations

from dataclasses import dataclass

from harness.matching import Rules
from harness.model.facts import GoldSet
from harness.model.identity import Identifier
from harness.model.results import ErrorClass, Level
from harness.scoring import Evaluation


@dataclass(frozen=True, slots=True)
class Remembered:
    """What became of the facts that a trap set has changed, in articles that were read.

    The first four parts add up to all of these. What stands in an article that the extractor failed
    on is `unread`, and tells nothing of reading or remembering.
    """

    read: int  # the text's value, and not the world's
    recited: int  # the world's value, and not the text's
    both: int
    neither: int
    unread: int = 0

    @property
    def changed(self) -> int:
        """How many facts of the articles that were read are changed."""
        return self.read + self.recited + self.both + self.neither


def remembered(goldset: GoldSet, evaluation: Evaluation) -> Remembered | None:
    """Count what an extractor read and recited at level fact; None where nothing was changed."""
    if not goldset.world:
        return None
    read = {
        (match.gold.article, match.gold.id)
        for match in evaluation.matches
        if match.gold is not None and match.right_at(Level.FACT)
    }
    recited = _recited(goldset, evaluation)
    failed = {error.article for error in evaluation.errors}
    changed = [(fact.article, fact.id) for fact in goldset.world if fact.article not in failed]
    said = [(fact in read, fact in recited) for fact in changed]
    return Remembered(
        read=said.count((True, False)),
        recited=said.count((False, True)),
        both=said.count((True, True)),
        neither=said.count((False, False)),
        unread=len(goldset.world) - len(changed),
    )


def _recited(goldset: GoldSet, evaluation: Evaluation) -> set[tuple[str, str]]:
    """Name the changed facts whose worldly version a recited prediction says."""
    identifier = Identifier(goldset.entities, goldset.predicates)
    profile = evaluation.signature.profile
    rules = {name: Rules(one, identifier, profile) for name, one in goldset.articles.items()}
    found = set()
    for match in evaluation.matches:
        if match.error is ErrorClass.RECITED and match.prediction is not None:
            said = match.prediction
            for fact in goldset.world:
                if fact.article == said.article:
                    level = rules[said.article].fit(fact, said).level
                    if level is not None and level >= Level.FACT:
                        found.add((fact.article, fact.id))
    return found
