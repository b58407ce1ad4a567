"""Which gold facts no other could be taken for, so that arithmetic alone says what must come."""

from __future__ import annotations

from harness.model.dates import parse_edtf
from harness.model.facts import GoldFact, GoldSet
from harness.model.values import DateValue, EntityValue, QuantityValue, Value, value_type


def unambiguous(goldset: GoldSet) -> list[GoldFact]:
    """List the facts that no other fact of the article could be taken for, even in part.

    Only for these does arithmetic alone say what a change must do. Facts that a trap set changed
    are left out where an error could say the world's version.
    """
    world = {(one.article, one.predicate, one.subject) for one in goldset.world}
    found = []
    for fact in goldset.facts:
        others = [one for one in goldset.facts if one.article == fact.article and one is not fact]
        if (fact.article, fact.predicate, fact.subject) not in world and not any(
            _may_be_taken_for(fact, one) for one in others
        ):
            found.append(fact)
    return found


def _may_be_taken_for(fact: GoldFact, other: GoldFact) -> bool:
    ours, theirs = ({one.subject, *one.accept.subject} for one in (fact, other))
    if fact.predicate == other.predicate and ours & theirs:
        return True
    return any(may_be_equal(one, two) for one in values_of(fact) for two in values_of(other))


def values_of(fact: GoldFact) -> tuple[Value, ...]:
    """Give all values that gold takes for a fact, in any profile."""
    return (fact.value, *fact.accept.value, *fact.restated.value)


def may_be_equal(one: Value, other: Value) -> bool:
    """Whether two values could count as the same; True wherever that is not plain."""
    if value_type(one) != value_type(other):
        return False
    match one, other:
        case EntityValue(), EntityValue():
            return one.name == other.name
        case QuantityValue(), QuantityValue():
            vague = one.vague or other.vague
            return one.unit == other.unit and (vague or one.amount == other.amount)
        case DateValue(), DateValue():
            ours, theirs = parse_edtf(one.edtf), parse_edtf(other.edtf)
            if None in {ours.first, ours.last, theirs.first, theirs.last}:
                return True
            return str(ours.first) <= str(theirs.last) and str(theirs.first) <= str(ours.last)
        case _:
            return True
