"""What limits a fact (since when, says who, how sure), counted on the facts that are right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from harness.model.facts import Qualifiers
from harness.model.identity import Identifier
from harness.model.names import normal_form
from harness.model.results import Level
from harness.scoring.evaluation import Evaluation


@dataclass(frozen=True, slots=True)
class QualifierCounts:
    """Tallies of one qualifier over the facts that are right; `silent` where neither side has it.

    `missed` has only gold, `invented` only the prediction, `wrong` both, but differing.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    silent: int = 0

    @property
    def accuracy(self) -> Fraction | None:
        """Right or rightly silent, out of all facts that are right; None where there are none."""
        whole = self.right + self.wrong + self.missed + self.invented + self.silent
        return Fraction(self.right + self.silent, whole) if whole else None

    @property
    def accuracy_where_said(self) -> Fraction | None:
        """Right, out of the facts where either side has the qualifier; None where there are none.

        Most facts have none, so that silence alone gives a high `accuracy`.
        """
        whole = self.right + self.wrong + self.missed + self.invented
        return Fraction(self.right, whole) if whole else None


def _date(qualifiers: Qualifiers) -> str:
    return (qualifiers.as_of or "").rstrip("~?%")


def _certainty(qualifiers: Qualifiers) -> str:
    return "" if qualifiers.certainty == "asserted" else qualifiers.certainty


# Each as a string that is empty where nothing is said; what belongs to identity is left out.
_PLAIN: Mapping[str, Callable[[Qualifiers], str]] = {
    "as_of": _date,
    "certainty": _certainty,
    "scope": lambda qualifiers: normal_form(qualifiers.scope or ""),
    "former": lambda qualifiers: "former" if qualifiers.former else "",
}
QUALIFIERS = ("attributed_to", *_PLAIN)


def qualifier_counts(evaluation: Evaluation) -> dict[str, QualifierCounts]:
    """Count every qualifier on the facts that are right at level fact, optional ones included."""
    names = Identifier(evaluation.goldset.entities, evaluation.goldset.predicates).names

    def source(qualifiers: Qualifiers) -> str:
        return names.canonical(qualifiers.attributed_to) if qualifiers.attributed_to else ""

    readers = {"attributed_to": source, **_PLAIN}
    tallies = {name: dict.fromkeys(QualifierCounts.__slots__, 0) for name in QUALIFIERS}
    for match in evaluation.matches:
        if match.gold is not None and match.prediction is not None and match.right_at(Level.FACT):
            for name, read in readers.items():
                gold, said = read(match.gold.qualifiers), read(match.prediction.qualifiers)
                tallies[name][_outcome(gold, said)] += 1
    return {name: QualifierCounts(**tally) for name, tally in tallies.items()}


def _outcome(gold: str, said: str) -> str:
    if not gold and not said:
        return "silent"
    if not said:
        return "missed"
    if not gold:
        return "invented"
    return "right" if gold == said else "wrong"
