"""What each kind of finding means and what to do about it, the same in every run."""

from __future__ import annotations

from typing import NamedTuple

from harness.gate import Kind, Weight


class Rule(NamedTuple):
    """A kind of finding: how heavy it is as a rule, what it means, and the way out."""

    weight: Weight
    meaning: str
    help: str


_ACCEPT = "Where this is as it should be, accept it: harness gate --accept --why '...'."
_RUN_AGAIN = "Run the extractors again, and the gate after them."
_WAIVERS = "Change [[tool.harness.gate.waivers]] in the policy."

RULES: dict[Kind, Rule] = {
    Kind.PARTIAL_RUN: Rule(
        Weight.NO_VERDICT,
        "The run was interrupted before all articles were read, and nothing follows from it.",
        "Finish it with harness run --resume.",
    ),
    Kind.OTHER_CONDITIONS: Rule(
        Weight.NO_VERDICT,
        "Run and baseline differ in gold, rendition, profile or scoring, so that their figures do "
        "not compare.",
        "A change of gold commits its new baseline with it. " + _ACCEPT,
    ),
    Kind.NOTHING_JUDGED: Rule(
        Weight.NO_VERDICT,
        "The run holds no extractor that could be judged.",
        "Run an extractor of the baseline, or accept a baseline with the one that was run.",
    ),
    Kind.NOT_IN_RUN: Rule(
        Weight.NO_VERDICT,
        "An extractor of the baseline is not in the run, so that nobody knows how it does.",
        "Run it, or accept a baseline without it.",
    ),
    Kind.NOT_IN_BASELINE: Rule(
        Weight.NO_VERDICT,
        "An extractor is to be judged that the baseline does not hold.",
        "Accept a baseline with it: harness gate --accept --why '...'.",
    ),
    Kind.ERRORS: Rule(
        Weight.NO_VERDICT,
        "An extractor failed on articles, so that its figures say nothing of it.",
        "Look into the run's folder for the error, mend it, and read on with harness run --resume.",
    ),
    Kind.LOST: Rule(
        Weight.REGRESSION,
        "A gold fact that the baseline's run found is not found any more.",
        "Find it again, or waive it with a reason and a day of expiry. " + _ACCEPT,
    ),
    Kind.LOST_OPTIONAL: Rule(
        Weight.WARNING,
        "An optional gold fact that the baseline's run found is not found any more; no figure "
        "counts it.",
        _ACCEPT,
    ),
    Kind.MUST_FIND: Rule(
        Weight.REGRESSION,
        "A gold fact is not found that must be found by the policy, whatever the baseline found.",
        "Find it, or take it out of must_find or must_find_tags in [tool.harness.gate].",
    ),
    Kind.ARTICLE_MISSING: Rule(
        Weight.REGRESSION,
        "The run holds nothing on an article on which something was said before.",
        _RUN_AGAIN + " " + _ACCEPT,
    ),
    Kind.SILENT: Rule(
        Weight.REGRESSION,
        "An extractor says nothing any more where it said something before; what fell silent has "
        "not improved.",
        _ACCEPT,
    ),
    Kind.DROP: Rule(
        Weight.REGRESSION,
        "A figure fell since the baseline by more than the policy permits.",
        "Win it back, or permit more under max_drop in [tool.harness.gate]. " + _ACCEPT,
    ),
    Kind.DIFFERENCE: Rule(
        Weight.NOTE,
        "How far an extractor whose answers vary differs from the baseline, with the interval in "
        "which the difference lies.",
        "Where it does not rule out a drop beyond the limit, more readings would: --repeats.",
    ),
    Kind.FLOOR: Rule(
        Weight.REGRESSION,
        "A figure is below the floor that the policy sets, whatever it was before.",
        "Raise the figure, or lower the floor under floors in [tool.harness.gate].",
    ),
    Kind.UNSUPPORTED: Rule(
        Weight.REGRESSION,
        "More predictions than permitted say a value that stands nowhere in the article.",
        "Look for them in the report, or raise max_unsupported in [tool.harness.gate].",
    ),
    Kind.COST: Rule(
        Weight.REGRESSION,
        "The run cost more than the policy permits.",
        "Ask for less, or raise max_cost in [tool.harness.gate].",
    ),
    Kind.COST_UNKNOWN: Rule(
        Weight.UNDECIDED,
        "The policy has a ceiling for cost, but what the run cost is not known.",
        "Tell the model's price, in the currency of the ceiling.",
    ),
    Kind.RISE: Rule(
        Weight.WARNING,
        "A figure rose by more than is likely: a broken scorer rises, and so do answers looked up.",
        "Look into the report whether the new matches are right. " + _ACCEPT,
    ),
    Kind.SAME_FINGERPRINT: Rule(
        Weight.WARNING,
        "An extractor gives other answers than in the baseline, and says that it is the same.",
        "Let its fingerprint tell all that its answers depend on.",
    ),
    Kind.WAIVED: Rule(
        Weight.NOTE,
        "A fact is not found that the policy permits to be missing for a time.",
        _WAIVERS,
    ),
    Kind.WAIVER_EXPIRED: Rule(
        Weight.WARNING, "The day until which a fact might be missing has passed.", _WAIVERS
    ),
    Kind.WAIVER_IDLE: Rule(
        Weight.NOTE, "A fact is found again that the policy permits to be missing.", _WAIVERS
    ),
    Kind.NEW_EXTRACTOR: Rule(
        Weight.NOTE,
        "An extractor is in the run, but not in the baseline, and was not judged.",
        "Accept a baseline with it: harness gate --accept --why '...'.",
    ),
}
