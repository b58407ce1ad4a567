"""Judge a run: first whether it can be judged at all, then each extractor of the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from harness.errors import PolicyError
from harness.gate.candidates import Candidate
from harness.gate.extractor import judge_extractor
from harness.gate.verdict import Kind, Reason, Verdict, Weight, outcome_of
from harness.model.baseline import Baseline
from harness.model.facts import GoldSet
from harness.model.policy import Policy, Terms
from harness.model.results import Profile
from harness.model.signature import SCORING_VERSION
from harness.scoring import must_belong_together


def judge(  # noqa: PLR0913 - all that a verdict depends on
    candidates: Sequence[Candidate],
    baseline: Baseline,
    policy: Policy,
    today: date,
    *,
    complete: bool = True,
    only: Sequence[str] = (),
    in_run: Iterable[str] = (),
) -> Verdict:
    """Judge a run's extractors against the baseline, on a day that waivers may have outlived.

    A run that lacks an extractor of the baseline, has errors or was interrupted gets no verdict,
    and so does one that was made under other conditions. `only` names extractors that are judged
    alone, and `in_run` those of the run that are no candidates then. Raises PolicyError where the
    policy names what is not there, and MixedFiguresError where the candidates do not belong
    together.
    """
    if candidates:
        must_belong_together([one for part in candidates for one in part.system.readings])
        refuse_unknown_names(policy, candidates, {*baseline.extractors, *in_run})
    here = {one.name: one for one in candidates}
    asked = sorted(only or policy.extractors or baseline.extractors)
    about_run = [
        *_conditions(candidates, baseline),
        *_lacking(asked, here, baseline),
        *([] if complete else [Reason(Kind.PARTIAL_RUN, Weight.NO_VERDICT)]),
        *(
            Reason(Kind.NEW_EXTRACTOR, Weight.NOTE, name)
            for name in sorted(here.keys() - set(asked) - baseline.extractors.keys())
        ),
    ]
    judged = [name for name in asked if name in here and name in baseline.extractors]
    if any(reason.kind is Kind.OTHER_CONDITIONS for reason in about_run):
        judged = []
    elif not judged:
        about_run.append(Reason(Kind.NOTHING_JUDGED, Weight.NO_VERDICT))
    judgements = tuple(
        judge_extractor(here[name], baseline.extractors[name], policy, today) for name in judged
    )
    reasons = [*about_run, *(one for part in judgements for one in part.reasons)]
    return Verdict(outcome_of(reasons), baseline, tuple(about_run), judgements)


def _conditions(candidates: Sequence[Candidate], baseline: Baseline) -> Iterator[Reason]:
    """Name what makes the figures of run and baseline incomparable."""
    for candidate in candidates[:1]:
        profile = candidate.system.readings[0].signature.profile
        for told in other_conditions(candidate.system.goldset, profile, baseline):
            yield Reason(Kind.OTHER_CONDITIONS, Weight.NO_VERDICT, detail=told)


def other_conditions(goldset: GoldSet, profile: Profile, baseline: Baseline) -> list[str]:
    """Name what keeps figures on a gold set from being held against a baseline; none is good."""
    return [
        f"{what} {ours}, and the baseline {theirs}"
        for what, ours, theirs in (
            ("gold set", goldset.name, baseline.goldset),
            ("gold hash", goldset.hash[:12], baseline.goldset_hash[:12]),
            ("rendition", goldset.rendition, baseline.rendition),
            ("profile", profile, baseline.profile),
            ("scoring version", SCORING_VERSION, baseline.scoring),
        )
        if ours != theirs
    ]


def _lacking(
    asked: Iterable[str], here: dict[str, Candidate], baseline: Baseline
) -> Iterator[Reason]:
    for name in asked:
        if name not in baseline.extractors:
            yield Reason(Kind.NOT_IN_BASELINE, Weight.NO_VERDICT, name)
        elif name not in here:
            yield Reason(Kind.NOT_IN_RUN, Weight.NO_VERDICT, name)


def refuse_unknown_names(
    policy: Policy, candidates: Sequence[Candidate], known_extractors: Iterable[str]
) -> None:
    """Refuse what a typo would silently switch off; raises PolicyError.

    An extractor is known that is in the baseline, or in the run, judged or not.
    """
    extractors = {*known_extractors, *(one.name for one in candidates)}
    known = f"known are: {', '.join(sorted(extractors))}"
    for at, extractor in _named_extractors(policy):
        if extractor not in extractors:
            what = f"extractor {extractor!r} is neither in the run nor in the baseline"
            raise PolicyError(at, what, known)
    if candidates:
        _refuse_unknown_facts(policy, candidates[0].system.goldset)


def _named_extractors(policy: Policy) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every name of an extractor in a policy, with the way there."""
    for number, name in enumerate(policy.extractors):
        yield ("extractors", str(number)), name
    for name in policy.extractor:
        yield ("extractor", name), name
    for number, waiver in enumerate(policy.waivers):
        if waiver.extractor is not None:
            yield ("waivers", str(number), "extractor"), waiver.extractor


def _refuse_unknown_facts(policy: Policy, gold: GoldSet) -> None:
    facts = {f"{fact.article}/{fact.id}" for fact in gold.facts}
    tags = {tag for fact in gold.facts for tag in fact.tags}
    every: list[tuple[tuple[str, ...], Terms]] = [((), policy)]
    every += [(("extractor", name), terms) for name, terms in policy.extractor.items()]
    named = [
        ((*at, "must_find", str(number)), fact)
        for at, terms in every
        for number, fact in enumerate(terms.must_find)
    ]
    named += [(("waivers", str(n), "fact"), one.fact) for n, one in enumerate(policy.waivers)]
    for at, fact in named:
        if fact not in facts:
            close = get_close_matches(fact, facts, 1)
            hint = f"did you mean {close[0]!r}?" if close else ""
            raise PolicyError(at, f"{fact!r} is no fact (article/id) of gold", hint)
    for way, terms in every:
        for number, tag in enumerate(terms.must_find_tags):
            if tag not in tags:
                known = f"tags of gold are: {', '.join(sorted(tags))}"
                raise PolicyError(
                    (*way, "must_find_tags", str(number)), f"no fact has the tag {tag!r}", known
                )
