"""Judge by facts: those that were lost, that must be found, that are waived; silent articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from harness.gate.candidates import Candidate
from harness.gate.case import Case, before_by_place, name
from harness.gate.verdict import Kind, LostFact, Reason, Weight
from harness.model.facts import GoldFact
from harness.model.policy import Waiver
from harness.model.results import Counts, Level, Match


def lost_facts(case: Case) -> Iterator[Reason]:
    """Hold the number of lost required facts against its limit; optional ones are a warning.

    Where articles failed, what was lost on the others is named, and nothing follows from it.
    """
    counted = [fact for fact in case.lost if name(fact) not in case.waivers]
    required = tuple(fact for fact in counted if not fact.optional)
    optional = tuple(fact for fact in counted if fact.optional)
    limit = case.terms.max_lost
    if limit is None and case.candidate.exact:
        limit = 0
    if case.candidate.failed:
        if required:
            yield case.reason(Kind.LOST, Weight.NO_VERDICT, facts=required)
        return
    if required:
        over = limit is not None and len(required) > limit
        yield case.reason(
            Kind.LOST,
            Weight.REGRESSION if over else Weight.WARNING,
            now=Fraction(len(required)),
            limit=None if limit is None else Fraction(limit),
            facts=required,
        )
    if optional:
        yield case.reason(Kind.LOST_OPTIONAL, Weight.WARNING, facts=optional)


def must_find(case: Case) -> Iterator[Reason]:
    """Name facts that must be found in every reading, and are not."""
    absent = tuple(fact for fact in _absent(case) if name(fact) not in case.waivers)
    if absent:
        yield case.reason(Kind.MUST_FIND, Weight.REGRESSION, facts=absent)


def _absent(case: Case) -> list[GoldFact]:
    """List facts that must be found in every reading and are not, waived ones included."""
    wanted, tags = set(case.terms.must_find), set(case.terms.must_find_tags)
    system = case.candidate.system
    times = system.found()
    return [
        fact
        for fact in system.goldset.facts
        if (name(fact) in wanted or (tags.intersection(fact.tags) and not fact.optional))
        and times.get((fact.article, fact.id), 0) < len(system.readings)
    ]


def articles(case: Case) -> Iterator[Reason]:
    """Name articles on which an extractor says nothing any more, where it said something.

    That is a regression where a fact was found there, and where nobody knows that the article was
    read. Else all that is not said any more was wrong, which may be better: a warning. Facts set
    aside were found by nobody.
    """
    before: dict[str, Counts] = {}
    for place, part in before_by_place(case, Level.FACT).items():
        before[place.article] = before.get(place.article, Counts()) + part
    speaks = {
        match.prediction.article
        for reading in case.candidate.system.readings
        for match in reading.matches
        if match.prediction is not None
    }
    gold = case.candidate.system.goldset.articles.keys()
    silent = {
        article: part
        for article, part in before.items()
        if article not in speaks and (part.tp + part.fp or article not in gold)
    }
    read = set() if case.candidate.from_file else set(gold)
    for kind, weight, found in (
        (Kind.ARTICLE_MISSING, Weight.REGRESSION, silent.keys() - read),
        (Kind.SILENT, Weight.REGRESSION, {one for one in read & silent.keys() if silent[one].tp}),
        (Kind.SILENT, Weight.WARNING, {one for one in read & silent.keys() if not silent[one].tp}),
    ):
        if found:
            yield case.reason(kind, weight, articles=tuple(sorted(found)))


def waivers_of(case: Case, own: Iterable[Waiver], today: date) -> Iterator[Reason]:
    """Tell which waivers are used, which have ended, and which nobody needs any more."""
    excused = {name(fact) for fact in (*case.lost, *_absent(case))}
    facts = {name(fact): fact for fact in case.candidate.system.goldset.facts}
    times = case.candidate.system.found()
    for waiver in own:
        fact = facts[waiver.fact]
        if times.get((fact.article, fact.id), 0) == len(case.candidate.system.readings):
            yield case.reason(Kind.WAIVER_IDLE, Weight.NOTE, facts=(fact,), waiver=waiver)
        elif today > waiver.expires:
            yield case.reason(Kind.WAIVER_EXPIRED, Weight.WARNING, facts=(fact,), waiver=waiver)
        elif waiver.fact in excused:
            yield case.reason(Kind.WAIVED, Weight.NOTE, facts=(fact,), waiver=waiver)


def lost_fact(case: Case, fact: GoldFact) -> LostFact:
    """Give a lost fact with its place, and with what stands against it now."""
    article = case.candidate.system.goldset.articles[fact.article]
    match = _match_of(case.candidate, fact)
    return LostFact(
        extractor=case.candidate.name,
        fact=fact,
        line=article.line_at(fact.stated_at.start),
        quote=article.text[slice(*fact.stated_at)],
        error=match.error if match else None,
        prediction=match.prediction if match else None,
        waiver=case.waivers.get(name(fact)),
    )


def _match_of(candidate: Candidate, fact: GoldFact) -> Match | None:
    """Give what became of a fact in the first reading that did not find it."""
    for reading in candidate.system.readings:
        for match in reading.matches:
            if match.gold is not None and name(match.gold) == name(fact):
                if not match.right_at(Level.FACT):
                    return match
                break
    return None
