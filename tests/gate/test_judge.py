"""The gate as a table: what the baseline held, what was said now, the policy, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.comparison import System, systems_of
from harness.errors import NoVerdictError, UsageError
from harness.gate import (
    Candidate,
    Kind,
    Outcome,
    Verdict,
    Weight,
    baseline_of,
    candidates_of,
    judge,
)
from harness.model.baseline import Accepted, Baseline
from harness.model.corpus import Article
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.policy import Limits, Money, Policy, Ratios, Terms, Waiver
from harness.model.results import ArticleError, Extraction, Level
from harness.model.usage import ModelCard, Price, Usage
from harness.model.values import QuantityValue
from harness.report.verdicts import verdict_lines, verdict_table
from harness.scoring import evaluate
from tests.worlds import gold, goldset, itself, predicted, situations

TODAY = date(2025, 6, 1)
ACCEPTED = Accepted("somebody", "first")
# In three paragraphs, so that a test has clusters to swap.
SPANS = ((26, 44), (98, 110), (158, 190))


def _fact(number: int, **more: Any) -> GoldFact:
    value = QuantityValue(Decimal(number), "EUR")
    return gold(id=f"f{number}", value=value, spans=(SPANS[number % 3],), **more)


FACTS = [_fact(n, tags=("hard",) if n == 1 else ()) for n in range(1, 9)]
FACTS.append(_fact(9, optional=True))
GOLD = goldset(FACTS)


def said(*numbers: int, wrong: int = 0, name: str = "x", **more: Any) -> Candidate:
    """Make a candidate that finds facts by number and says `wrong` things that are in no text."""
    return candidate(extraction(*numbers, wrong=wrong, name=name, **more))


def extraction(*numbers: int, wrong: int = 0, name: str = "x", **more: Any) -> Extraction:
    right = [itself(FACTS[number - 1]) for number in numbers]
    invented = [
        predicted(subject="Beta", value=QuantityValue(Decimal(900 + n), "EUR"))
        for n in range(wrong)
    ]
    return Extraction(name, more.pop("fingerprint", "1"), (*right, *invented), **more)


def candidate(*readings: Extraction, exact: bool = True, of: GoldSet = GOLD) -> Candidate:
    (system,) = systems_of(evaluate(of, one) for one in readings)
    return Candidate(system, exact)


def verdict(
    before: Candidate | Sequence[Candidate],
    now: Candidate | Sequence[Candidate],
    policy: Policy | None = None,
    **more: Any,
) -> Verdict:
    olds = [before] if isinstance(before, Candidate) else list(before)
    news = [now] if isinstance(now, Candidate) else list(now)
    return judge(news, baseline_of(olds, ACCEPTED), policy or Policy(), TODAY, **more)


def waiver(fact: str, expires: date, extractor: str | None = None) -> Waiver:
    return Waiver(f"a1/{fact}", "the supplier knows", expires, extractor)


OPEN = Limits(precision=Decimal(1), recall=Decimal(1), f1=Decimal(1))  # any drop is permitted

EXACT = [
    ("the same run again", said(1, 2), said(1, 2), Policy(), Outcome.PASS, None),
    ("a gain", said(1, 2), said(1, 2, 3), Policy(), Outcome.PASS, None),
    ("a fact lost", said(1, 2), said(1), Policy(), Outcome.FAIL, Kind.LOST),
    (
        "a fact lost for another: F1 is the same, and the fact is lost nevertheless",
        *(said(1, 2), said(1, 3), Policy(), Outcome.FAIL, Kind.LOST),
    ),
    (
        "as many facts lost as the policy permits, and every drop",
        *(said(1, 2, 3), said(1), Policy(max_lost=2, max_drop=OPEN), Outcome.PASS, Kind.LOST),
    ),
    (
        "one more than the policy permits",
        *(said(1, 2, 3), said(), Policy(max_lost=2, max_drop=OPEN), Outcome.FAIL, Kind.LOST),
    ),
    (
        "an optional fact lost changes no figure",
        *(said(1, 9), said(1), Policy(), Outcome.PASS, Kind.LOST_OPTIONAL),
    ),
    ("a new mistake", said(1, 2), said(1, 2, wrong=1), Policy(), Outcome.FAIL, Kind.DROP),
    (
        "the greatest permitted drop, to the last digit: 2/2 to 2/3 is 1/3, and no float",
        *(said(1, 2), said(1, 2, wrong=1)),
        Policy(max_drop=Limits(precision=Decimal("0.33333333333333333333"), f1=Decimal(1))),
        *(Outcome.FAIL, Kind.DROP),
    ),
    (
        "exactly the permitted drop: 7/7 to 7/10; as floats 1 - 0.7 is more than 0.3",
        *(said(1, 2, 3, 4, 5, 6, 7), said(1, 2, 3, 4, 5, 6, 7, wrong=3)),
        Policy(max_drop=Limits(precision=Decimal("0.3"), f1=Decimal(1))),
        *(Outcome.PASS, None),
    ),
    (
        "falling silent removes every mistake, and has not improved",
        *(said(wrong=2), said(), Policy(max_drop=OPEN), Outcome.FAIL, Kind.SILENT),
    ),
    (
        "an article on which nothing is said any more",
        *(said(1), said(), Policy(max_lost=9, max_drop=OPEN), Outcome.FAIL, Kind.SILENT),
    ),
    (
        "a waiver of one fact permits no silence about the others",
        *(said(1, 2), said()),
        Policy(max_lost=9, max_drop=OPEN, waivers=(waiver("f2", TODAY),)),
        *(Outcome.FAIL, Kind.SILENT),
    ),
    (
        "where all that was found is waived, silence is too",
        *(said(2), said(), Policy(waivers=(waiver("f2", TODAY),)), Outcome.PASS, Kind.WAIVED),
    ),
    ("what was silent before may stay so", said(), said(), Policy(), Outcome.PASS, None),
    (
        "below the floor, though nothing fell",
        *(said(1), said(1), Policy(floors=Limits(recall=Decimal("0.2"))), Outcome.FAIL, Kind.FLOOR),
    ),
    (
        "exactly on the floor: 1/8",
        *(said(1), said(1), Policy(floors=Limits(recall=Decimal("0.125"))), Outcome.PASS, None),
    ),
    (
        "a floor of another level",
        *(said(1), said(1)),
        Policy(floors=Limits(grounded=Ratios(recall=Decimal("0.5")))),
        *(Outcome.FAIL, Kind.FLOOR),
    ),
    (
        "an undefined figure is below its floor",
        *(said(), said(), Policy(floors=Limits(precision=Decimal(0))), Outcome.FAIL, Kind.FLOOR),
    ),
    (
        "a fact that must be found, though the baseline did not",
        *(said(1), said(1), Policy(must_find=("a1/f2",)), Outcome.FAIL, Kind.MUST_FIND),
    ),
    (
        "a tag whose facts must be found",
        *(said(2), said(2), Policy(must_find_tags=("hard",)), Outcome.FAIL, Kind.MUST_FIND),
    ),
    ("such a tag is found", said(1), said(1), Policy(must_find_tags=("hard",)), Outcome.PASS, None),
    (
        "too many predictions whose value stands nowhere",
        *(said(1, wrong=2), said(1, wrong=2), Policy(max_unsupported=1)),
        *(Outcome.FAIL, Kind.UNSUPPORTED),
    ),
    (
        "as many as permitted",
        *(said(1, wrong=2), said(1, wrong=2), Policy(max_unsupported=2), Outcome.PASS, None),
    ),
    (
        "a lost fact with a waiver is set aside in the figures too",
        *(said(1, 2), said(1), Policy(waivers=(waiver("f2", TODAY),)), Outcome.PASS, Kind.WAIVED),
    ),
    (
        "what is said wrongly in its place is set aside with it",
        *(
            said(1, 2),
            candidate(
                Extraction(
                    "x",
                    "2",
                    (
                        itself(FACTS[0]),
                        predicted(subject="Beta", value=FACTS[1].value, spans=(SPANS[2],)),
                    ),
                )
            ),
        ),
        *(Policy(waivers=(waiver("f2", TODAY),)), Outcome.PASS, Kind.WAIVED),
    ),
    (
        "a waiver ends with its day",
        *(said(1, 2), said(1), Policy(waivers=(waiver("f2", date(2025, 5, 31)),))),
        *(Outcome.FAIL, Kind.WAIVER_EXPIRED),
    ),
    (
        "a waiver of another fact helps nobody",
        *(said(1, 2), said(1), Policy(waivers=(waiver("f3", TODAY),)), Outcome.FAIL, Kind.LOST),
    ),
    (
        "a waiver that is not needed any more says so",
        *(said(1, 2), said(1, 2), Policy(waivers=(waiver("f2", TODAY),))),
        *(Outcome.PASS, Kind.WAIVER_IDLE),
    ),
    (
        "a waived fact need not be found, and that is told",
        *(said(1), said(1), Policy(must_find=("a1/f2",), waivers=(waiver("f2", TODAY),))),
        *(Outcome.PASS, Kind.WAIVED),
    ),
    (
        "a great rise is a warning: a broken scorer rises",
        *(said(1), said(1, 2, 3, 4, fingerprint="2"), Policy(), Outcome.PASS, Kind.RISE),
    ),
    (
        "other answers under the same fingerprint are a warning",
        *(said(1), said(1, 2), Policy(max_rise=Decimal(1)), Outcome.PASS, Kind.SAME_FINGERPRINT),
    ),
    (
        "an extractor's own terms go before those for all",
        *(said(1, 2), said(1)),
        Policy(extractor={"x": Terms(max_lost=1, max_drop=OPEN)}),
        *(Outcome.PASS, Kind.LOST),
    ),
]


@pytest.mark.parametrize(
    ("before", "now", "policy", "outcome", "kind"),
    [pytest.param(*row[1:], id=row[0]) for row in EXACT],
)
def test_deterministic_extractors_are_judged_exactly(
    before: Candidate, now: Candidate, policy: Policy, outcome: Outcome, kind: Kind | None
) -> None:
    found = verdict(before, now, policy)
    assert found.outcome is outcome, list(verdict_lines(found))
    kinds = [reason.kind for reason in found.reasons]
    assert kind is None or kind in kinds


MODEL = ModelCard("m", price=Price(Decimal(1), Decimal(1), "USD", "2025-01-01"))
TOKENS = {"a1": Usage(input_tokens=1_000_000)}


def varying(*readings: tuple[int, ...], wrong: int = 0) -> Candidate:
    several = [
        extraction(*numbers, wrong=wrong, name=f"x#{at}", repeats="x")
        for at, numbers in enumerate(readings, start=1)
    ]
    return candidate(*several, exact=False)


ALL = (1, 2, 3, 4, 5, 6, 7, 8)
VARYING = [
    (
        "a fact lost is chance until a test says otherwise",
        *(varying(ALL), varying(ALL[1:]), Outcome.INCONCLUSIVE, Kind.DROP),
    ),
    (
        "a drop below the least effect is no matter, but a greater one is not ruled out",
        *(varying(ALL, ALL, ALL, ALL), varying(ALL, ALL, ALL, ALL[1:]), Outcome.PASS),
        Kind.DIFFERENCE,
    ),
    (
        "always found, and now never: named, and judged by its effect",
        *(varying(ALL, ALL), varying(ALL[1:], ALL[1:]), Outcome.INCONCLUSIVE, Kind.LOST),
    ),
    (
        "nothing changed",
        *(varying(ALL, ALL[1:]), varying(ALL, ALL[1:]), Outcome.PASS, Kind.DIFFERENCE),
    ),
    ("nothing is said any more", varying(ALL), varying(()), Outcome.FAIL, Kind.SILENT),
]


@pytest.mark.parametrize(
    ("before", "now", "outcome", "kind"), [pytest.param(*row[1:], id=row[0]) for row in VARYING]
)
def test_others_are_judged_by_test_and_least_effect(
    before: Candidate, now: Candidate, outcome: Outcome, kind: Kind | None
) -> None:
    found = verdict(before, now)
    assert found.outcome is outcome, list(verdict_lines(found))
    assert kind is None or kind in [reason.kind for reason in found.reasons]


LINES = "".join(f"Im Absatz {number} steht eine Zahl.\n" for number in range(30))
PARAGRAPHS = goldset(
    [
        gold(id=f"f{number}", value=QuantityValue(Decimal(number + 1), "EUR"), spans=(span,))
        for number, span in enumerate(Article("a1", "retelling", "de", "2025", LINES).paragraphs)
    ],
    Article("a1", "retelling", "de", "2025", LINES),
)


def found_in(*readings: set[int]) -> Candidate:
    """Make a candidate that misses the facts of some paragraphs of thirty, reading by reading."""
    several = [
        Extraction(
            f"x#{at}",
            "1",
            tuple(itself(fact) for n, fact in enumerate(PARAGRAPHS.facts) if n not in missed),
            repeats="x",
        )
        for at, missed in enumerate(readings, start=1)
    ]
    return candidate(*several, exact=False, of=PARAGRAPHS)


TEN = set(range(10))


@pytest.mark.parametrize(
    ("now", "limit", "weight"),
    [
        (found_in(TEN, TEN), "0.02", Weight.NOTE),  # nothing differs anywhere
        (found_in({*TEN, 10}, TEN), "0.02", Weight.WARNING),  # in one place: no interval
        # Four lost and four won: level, but the interval is wide.
        (found_in({*range(4, 14)}, {*range(4, 14)}), "0.02", Weight.WARNING),
        (found_in({*range(4, 14)}, {*range(4, 14)}), "0.5", Weight.NOTE),
    ],
)
def test_a_pass_by_test_tells_what_it_cannot_rule_out(
    now: Candidate, limit: str, weight: Weight
) -> None:
    policy = Policy(max_drop=Limits(f1=Decimal(limit)), max_rise=Decimal(1))
    found = verdict(found_in(TEN, TEN), now, policy)
    assert found.outcome is Outcome.PASS
    (reason,) = [one for one in found.reasons if one.kind is Kind.DIFFERENCE]
    assert reason.weight is weight
    told = "\n".join(verdict_lines(found))
    assert "2 readings against 2" in told
    assert ("cannot be ruled out" in told) is (weight is Weight.WARNING)


def test_a_drop_that_cannot_be_chance_fails() -> None:
    """Ten paragraphs, in each a fact that is gone: p = 2/2^10."""
    text = "".join(f"Alpha hat {100 + number} Euro.\n" for number in range(10))
    article = msgspec.structs.replace(GOLD.articles["a1"], text=text)
    lines = article.paragraphs
    facts = [
        gold(id=f"g{n}", value=QuantityValue(Decimal(100 + n), "EUR"), spans=(lines[n],))
        for n in range(10)
    ]
    of = goldset(facts, article)
    extra = predicted(subject="Beta", value=QuantityValue(Decimal(7), "EUR"), spans=(lines[0],))

    def found(*said: Prediction) -> Candidate:
        return candidate(Extraction("x", "1", said), exact=False, of=of)

    before = found(*map(itself, facts), extra)
    one_left = found(itself(facts[0]), extra)
    failed = verdict(before, one_left)
    assert failed.outcome is Outcome.FAIL
    (drop,) = [reason for reason in failed.reasons if reason.kind is Kind.DROP]
    assert drop.test is not None
    assert drop.test.p is not None
    assert drop.test.p <= 0.05

    known = Policy(waivers=tuple(waiver(f"g{n}", TODAY) for n in range(2, 10)))
    undecided = verdict(before, one_left, known)  # the test knows of waivers, as the figures do
    assert undecided.outcome is Outcome.INCONCLUSIVE
    drop = next(reason for reason in undecided.reasons if reason.kind is Kind.DROP)
    assert drop.test is not None
    assert drop.test.p == 1.0


RUNS: list[tuple[str, dict[str, Any], Kind]] = [
    (
        "a run that lacks an extractor of the baseline",
        {"before": [said(1), said(1, name="y")], "now": [said(1)]},
        Kind.NOT_IN_RUN,
    ),
    (
        "also where another extractor got worse",
        {"before": [said(1, 2), said(1, name="y")], "now": [said(1)]},
        Kind.NOT_IN_RUN,
    ),
    (
        "errors on articles",
        {"before": said(1), "now": said(1, errors=(ArticleError("a1", "boom"),))},
        Kind.ERRORS,
    ),
    (
        "an interrupted run",
        {"before": said(1), "now": said(1), "complete": False},
        Kind.PARTIAL_RUN,
    ),
    ("no extractor of the baseline", {"before": said(1), "now": []}, Kind.NOTHING_JUDGED),
    (
        "an extractor that is to be judged and is not in the baseline",
        {
            "before": said(1),
            "now": [said(1), said(1, name="new")],
            "policy": Policy(extractors=("x", "new")),
        },
        Kind.NOT_IN_BASELINE,
    ),
    (
        "other gold",
        {
            "before": said(1),
            "now": candidate(extraction(1), of=msgspec.structs.replace(GOLD, hash="f" * 64)),
        },
        Kind.OTHER_CONDITIONS,
    ),
    (
        "another rendition",
        {
            "before": said(1),
            "now": candidate(extraction(1), of=msgspec.structs.replace(GOLD, rendition="original")),
        },
        Kind.OTHER_CONDITIONS,
    ),
]


@pytest.mark.parametrize(
    ("case", "kind"), [pytest.param(row[1], row[2], id=row[0]) for row in RUNS]
)
def test_what_cannot_be_judged_gets_no_verdict(case: dict[str, Any], kind: Kind) -> None:
    found = verdict(**case)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert kind in [reason.kind for reason in found.reasons]


def test_an_article_that_is_missing_is_a_regression() -> None:
    before = baseline_of([said(1)], ACCEPTED)
    entry = before.extractors["x"]
    more = msgspec.structs.replace(entry, places={**entry.places, "a2/0": entry.places["a1/0"]})
    found = judge(
        [said(1)], msgspec.structs.replace(before, extractors={"x": more}), Policy(), TODAY
    )
    assert found.outcome is Outcome.FAIL
    assert Kind.ARTICLE_MISSING in [reason.kind for reason in found.reasons]


@pytest.mark.parametrize(
    ("ceiling", "card", "outcome"),
    [
        ("1 USD", MODEL, Outcome.PASS),  # exactly the ceiling
        ("0.99 USD", MODEL, Outcome.FAIL),
        ("5 EUR", MODEL, Outcome.INCONCLUSIVE),  # nobody knows the exchange rate
        ("5 USD", ModelCard("m"), Outcome.INCONCLUSIVE),  # no price is known
        ("0 USD", None, Outcome.PASS),  # asks no model
    ],
)
def test_ceiling_of_cost(ceiling: str, card: ModelCard | None, outcome: Outcome) -> None:
    one = extraction(1, model=card, usage=TOKENS if card else {})
    policy = Policy(max_cost=ceiling, deterministic=True)
    now = candidates_of([one], [evaluate(GOLD, one)], policy)
    assert judge(now, baseline_of(now, ACCEPTED), policy, TODAY).outcome is outcome


def test_whose_answers_may_vary() -> None:
    """Those of a model and of repeats; a recording and all others are always the same."""
    rows = [
        (extraction(1), None, True),
        (extraction(1, model=MODEL), None, False),
        (extraction(1, name="replay:x", model=MODEL), None, True),
        (extraction(1, name="x#1", repeats="x"), None, False),
        (extraction(1, model=MODEL), True, True),  # the policy knows better
        (extraction(1), False, False),
    ]
    for one, told, exact in rows:
        (found,) = candidates_of([one], [evaluate(GOLD, one)], Policy(deterministic=told))
        assert found.exact is exact


def test_cost_is_added_up() -> None:
    several = [extraction(1, name=f"x#{n}", repeats="x", model=MODEL, usage=TOKENS) for n in (1, 2)]
    (found,) = candidates_of(several, [evaluate(GOLD, one) for one in several], Policy())
    assert found.cost == Money(Decimal(2), "USD")


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        (Policy(must_find=("a1/nothing",)), "a1/nothing"),
        (Policy(must_find_tags=("easy",)), "easy"),
        (Policy(waivers=(waiver("nothing", TODAY),)), "a1/nothing"),
        (Policy(waivers=(waiver("f1", TODAY, "nobody"),)), "nobody"),
        (Policy(extractor={"nobody": Terms(max_lost=1)}), "nobody"),
        (Policy(extractors=("x", "mime")), "extractors.1: extractor 'mime'"),
        (Policy(extractor={"x": Terms(must_find=("a1/f11",))}), "did you mean 'a1/f1'"),
    ],
)
def test_a_policy_that_names_what_is_not_there_is_refused(policy: Policy, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        verdict(said(1), said(1), policy)


@pytest.mark.parametrize(
    ("candidates", "complete"),
    [
        ([said(1, errors=(ArticleError("a1", "boom"),))], True),
        ([said(1)], False),
        ([], True),
    ],
)
def test_what_has_no_verdict_is_no_baseline(candidates: list[Candidate], complete: bool) -> None:
    with pytest.raises(NoVerdictError, match="no baseline"):
        baseline_of(candidates, ACCEPTED, complete=complete)


def test_a_lost_fact_is_told_with_its_place_and_what_stands_there_now() -> None:
    wrong = predicted(subject="Beta", value=FACTS[1].value, spans=(SPANS[2],))
    now = candidate(Extraction("x", "2", (itself(FACTS[0]), wrong)))
    found = verdict(said(1, 2), now)
    (lost,) = found.lost
    assert (lost.fact.id, lost.line, str(lost.error)) == ("f2", 4, "wrong subject")
    assert lost.prediction == wrong
    told = "\n".join(verdict_lines(found))
    assert "a1:4 „" in told
    assert lost.quote in told
    assert lost.quote not in "\n".join(verdict_lines(found, quotes=False))
    assert verdict_table(found, quotes=False)["extractors"][0]["lost"][0]["quote"] is None


def test_every_reason_says_something() -> None:
    for row in EXACT:
        for line in verdict_lines(verdict(row[1], row[2], row[3])):
            assert "None" not in line
            assert line.strip()


def _candidates(facts: list[GoldFact], said: list[Prediction], name: str = "x") -> Candidate:
    return candidate(Extraction(name, "1", tuple(said)), of=goldset(facts))


@given(situations())
def test_the_same_run_always_passes(situation: tuple[list[GoldFact], list[Prediction]]) -> None:
    now = _candidates(*situation)
    found = verdict(now, now)
    assert found.outcome is Outcome.PASS
    assert not found.reasons


@given(situations(), st.data())
def test_losing_a_required_fact_always_fails(
    situation: tuple[list[GoldFact], list[Prediction]], data: st.DataObject
) -> None:
    """Whatever else gets better; every drop of a figure is permitted here."""
    facts, said = situation
    before = _candidates(facts, said)
    required = {fact.id for fact in facts if not fact.optional}
    found = [id_ for _, id_ in before.system.found() if id_ in required]
    if not found:
        return
    lost = data.draw(st.sampled_from(found))
    now = _candidates(facts, [itself(fact) for fact in facts if fact.id != lost])
    if ("a1", lost) in now.system.found():
        return  # another fact's words say this one too
    outcome = verdict(before, now, Policy(max_drop=OPEN))
    assert outcome.outcome is Outcome.FAIL
    assert lost in [one.fact.id for one in outcome.lost]


@given(situations(), situations(), st.permutations(["a", "b", "c"]))
def test_the_order_of_extractors_changes_nothing(
    one: tuple[list[GoldFact], list[Prediction]],
    other: tuple[list[GoldFact], list[Prediction]],
    order: list[str],
) -> None:
    facts = one[0]
    before = [_candidates(facts, one[1], name) for name in "abc"]
    now = {
        "a": _candidates(facts, one[1], "a"),
        "b": _candidates(facts, [], "b"),
        "c": _candidates(facts, other[1], "c"),
    }
    straight = verdict(before, [now[name] for name in "abc"])
    turned = verdict(before[::-1], [now[name] for name in order])
    assert list(verdict_lines(straight)) == list(verdict_lines(turned))


@given(situations())
def test_a_baseline_holds_the_counts_of_its_run(
    situation: tuple[list[GoldFact], list[Prediction]],
) -> None:
    now = _candidates(*situation)
    entry = baseline_of([now], ACCEPTED).extractors["x"]
    for level in Level:
        counts = now.system.counts(level)
        assert (entry.counts(level).tp, entry.counts(level).fp, entry.counts(level).fn) == (
            *(counts.tp, counts.fp, counts.fn),
        )
        found = {f"{article}/{id_}" for article, id_ in now.system.found(level)}
        assert found == {name for name in entry.found if entry.times(name, level)}


def test_types() -> None:
    """The values that others build on are there by these names."""
    found = verdict(said(1), said(1))
    assert isinstance(found.baseline, Baseline)
    assert isinstance(found.judgements[0].system, System)
