"""Tell how good an extractor of facts is, by figures that can be trusted.

>>> goldset = harness.load_goldset()
>>> run = harness.run(["regex"], goldset)
>>> evaluation = harness.evaluate(goldset, run.extractions[0])
>>> evaluation.counts().f1
"""

from __future__ import annotations

from harness.version import __version__

TYPE_CHECKING = False  # importing typing would cost as much as starting Python
if TYPE_CHECKING:
    from harness.comparison import Comparison, compare
    from harness.errors import HarnessError
    from harness.model.corpus import Article, Span
    from harness.model.facts import GoldFact, GoldSet, Predicate, Prediction, Qualifiers
    from harness.model.results import Counts, Extraction, Level, Match, Run
    from harness.model.spans import LabelledSpan
    from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue
    from harness.pipeline import load_predictions, run
    from harness.scoring import Evaluation, evaluate
    from harness.spans import score_spans
    from harness.stores.goldsets import load_goldset

__all__ = [
    "Article",
    "Comparison",
    "Counts",
    "DateValue",
    "EntityValue",
    "Evaluation",
    "Extraction",
    "GoldFact",
    "GoldSet",
    "HarnessError",
    "LabelledSpan",
    "Level",
    "Match",
    "Predicate",
    "Prediction",
    "Qualifiers",
    "QuantityValue",
    "Run",
    "Span",
    "TextValue",
    "__version__",
    "compare",
    "evaluate",
    "load_goldset",
    "load_predictions",
    "run",
    "score_spans",
]

_HOME = {
    "harness.comparison": ("Comparison", "compare"),
    "harness.errors": ("HarnessError",),
    "harness.model.corpus": ("Article", "Span"),
    "harness.model.facts": ("GoldFact", "GoldSet", "Predicate", "Prediction", "Qualifiers"),
    "harness.model.results": ("Counts", "Extraction", "Level", "Match", "Run"),
    "harness.model.spans": ("LabelledSpan",),
    "harness.model.values": ("DateValue", "EntityValue", "QuantityValue", "TextValue"),
    "harness.pipeline": ("load_predictions", "run"),
    "harness.scoring": ("Evaluation", "evaluate"),
    "harness.spans": ("score_spans",),
    "harness.stores.goldsets": ("load_goldset",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that starting costs nothing."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULE_OF[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return list(__all__)
