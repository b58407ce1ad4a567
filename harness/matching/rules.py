"""When a prediction fits a gold fact. Tolerance is opened by gold alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from harness.model.corpus import Article, Span
from harness.model.dates import Step, parse_edtf
from harness.model.facts import GoldFact, Predicate, Prediction
from harness.model.identity import Identifier
from harness.model.names import normal_form
from harness.model.results import Level, Profile
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value

GROUNDED_IOU = (3, 10)
SPANS_LOOKED_AT = 3  # of a prediction; more would let it cover the whole text piece by piece

# Which predicted comparators each gold comparator takes in `standard`.
_TAKES = {"=": "= ~", "~": "~ =", ">": "> >=", ">=": "> >=", "<": "< <=", "<=": "< <="}


class Fit(NamedTuple):
    """How far a prediction fits a gold fact, slot by slot.

    `place` (evidence begins in a paragraph where gold has it) is only looked at where predicates
    differ. `overlap` is the best intersection over union of a predicted with a gold span, exact.
    `level` is the highest at which the pair is right; evidence may lack below grounded.
    """

    value: bool
    place: bool
    predicate: bool
    subject: bool
    polarity: bool
    reference: bool
    overlap: tuple[int, int] = (0, 1)
    level: Level | None = None

    @property
    def located(self) -> bool:
        """Whether only the value is wrong: same predicate and subject."""
        return self.predicate and self.subject and not self.value


_NOTHING = Fit(
    value=False,
    place=False,
    predicate=False,
    subject=False,
    polarity=False,
    reference=False,
)


class Rules:
    """The rules of one profile on one article."""

    def __init__(self, article: Article, identifier: Identifier, profile: Profile) -> None:
        self.article = article
        self.identifier = identifier
        self.profile = profile

    def subjects(self, gold: GoldFact) -> tuple[str, ...]:
        """Give the canonical names that are right as a gold fact's subject."""
        if self.profile == "standard" and gold.accept.subject:
            return (gold.subject, *gold.accept.subject)
        return (gold.subject,)

    def values(self, gold: GoldFact) -> tuple[Value, ...]:
        """Give everything that gold takes as a right value, as it takes it."""
        accepted = gold.accept.value if self.profile == "standard" else ()
        return (gold.value, *gold.restated.value, *accepted)

    def fit(self, gold: GoldFact, prediction: Prediction) -> Fit:
        """Hold a prediction against everything that gold takes as right."""
        return self._fit(gold, prediction, self.values(gold))

    def restatement(self, gold: GoldFact, prediction: Prediction) -> Level | None:
        """Give the level at which a prediction says a fact in the text's second words."""
        if not gold.restated.value:
            return None
        return self._fit(gold, prediction, gold.restated.value).level

    def _fit(self, gold: GoldFact, prediction: Prediction, values: Sequence[Value]) -> Fit:
        predicate = self.identifier.predicates[gold.predicate]
        same_predicate = gold.predicate == prediction.predicate
        said = prediction.value
        value = any(self.value_fits(predicate, one, said) for one in values)
        if not (value or same_predicate):
            return _NOTHING  # nearly all pairs end here, before anything dear is looked at
        subject = self.identifier.subject(predicate, prediction.subject) in self.subjects(gold)
        if not (value or subject):
            return _NOTHING
        place = not same_predicate and self._same_place(gold, prediction)
        polarity = gold.qualifiers.negated == prediction.qualifiers.negated
        reference = not predicate.compared or self._same_reference(predicate, gold, prediction)
        overlap = _overlap(gold, prediction)
        level = None
        if value and same_predicate:
            level = _level(overlap) if subject and polarity and reference else Level.SLOT
        elif value and place:
            level = Level.VALUE
        return Fit(value, place, same_predicate, subject, polarity, reference, overlap, level)

    def _same_reference(self, predicate: Predicate, gold: GoldFact, prediction: Prediction) -> bool:
        """Whether a prediction compares in the same measure with what gold compares with."""
        ours, theirs = gold.qualifiers, prediction.qualifiers
        if (theirs.dimension or "") != (ours.dimension or ""):
            return False
        accepted = gold.accept.than if self.profile == "standard" else ()
        return self.identifier.reference(predicate, theirs.than) in (ours.than or "", *accepted)

    def _same_place(self, gold: GoldFact, prediction: Prediction) -> bool:
        ours = self._places(gold.spans)
        return not ours.isdisjoint(self._places(_looked_at(prediction)))

    def _places(self, spans: Sequence[Span]) -> set[int]:
        """Give the paragraphs in which spans begin: a span over all the text is in the first."""
        found = (self.article.paragraph_at(span.start) for span in spans)
        return {index for index in found if index is not None}

    def value_fits(self, predicate: Predicate, gold: Value, predicted: Value) -> bool:
        """Whether a predicted value is right for one of gold's."""
        match gold, predicted:
            case EntityValue(), EntityValue():
                kinds = predicate.value_kinds
                return self.identifier.names.canonical(predicted.name, kinds) == gold.name
            case QuantityValue(), QuantityValue():
                return self._quantity_fits(gold, predicted)
            case DateValue(), DateValue():
                return self._date_fits(gold, predicted)
            case TextValue(), TextValue():
                return normal_form(gold.text) == normal_form(predicted.text)
            case _:
                return False

    def _quantity_fits(self, gold: QuantityValue, predicted: QuantityValue) -> bool:
        if gold.unit != predicted.unit:
            return False
        same = gold.amount == predicted.amount and gold.upper == predicted.upper
        if gold.vague and gold.amount == 0:
            return self._comparator_fits(gold, predicted)
        if gold.vague:
            inside = (
                predicted.upper is None
                and gold.amount <= predicted.amount
                and (gold.upper is None or predicted.amount < gold.upper)
            )
            return inside or same
        return same and self._comparator_fits(gold, predicted)

    def _comparator_fits(self, gold: QuantityValue, predicted: QuantityValue) -> bool:
        if gold.comparator == predicted.comparator:
            return True
        if self.profile == "strict":
            return False
        if gold.near and predicted.comparator == "~":
            return True
        return predicted.comparator in _TAKES[gold.comparator].split()

    def _date_fits(self, gold: DateValue, predicted: DateValue) -> bool:
        if gold.edtf == predicted.edtf:
            return True
        if self.profile == "strict":
            return False
        if gold.edtf.rstrip("~?%") == predicted.edtf.rstrip("~?%"):
            return True
        ours, theirs = parse_edtf(gold.edtf), parse_edtf(predicted.edtf)
        if (ours.first, ours.last) == (theirs.first, theirs.last) and ours.definite:
            return theirs.definite  # only the sign of approximation differs
        # The ladder ends at the year: nothing longer is one step wider than anything.
        close = theirs.step <= min(ours.step + 1, Step.YEAR)
        return close and theirs.contains(ours)


def _level(overlap: tuple[int, int]) -> Level:
    """Give the level of a pair that is right at fact."""
    (shared, union), (least, whole) = overlap, GROUNDED_IOU
    return Level.GROUNDED if shared * whole >= least * union else Level.FACT


def _looked_at(prediction: Prediction) -> tuple[Span, ...]:
    return prediction.evidence[:SPANS_LOOKED_AT]


def _overlap(gold: GoldFact, prediction: Prediction) -> tuple[int, int]:
    """Give the best intersection over union of two spans, as (intersection, union)."""
    best, best_union = 0, 1
    for theirs in _looked_at(prediction):
        for ours, role in gold.evidence:
            if role != "context" and theirs.start < ours.end and ours.start < theirs.end:
                shared, union = ours.iou(theirs)
                if shared * best_union > best * union:
                    best, best_union = shared, union
    return best, best_union
