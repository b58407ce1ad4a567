"""A fitted extractor in a folder: names as JSON, weights as plain arrays; nothing in it runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import msgspec

from harness.errors import ExtractorError
from harness.extractors.ner.extractor import FittedNer, Ner
from harness.extractors.ner.given import GivenMentions
from harness.extractors.ner.learning import Learned
from harness.extractors.ner.linear import Scorer
from harness.extractors.ner.mentions import Mentioner
from harness.extractors.ner.pairs import Calibration, PairModel
from harness.extractors.ner.references import Dimensions
from harness.extractors.ner.tagger import Tagger

if TYPE_CHECKING:
    from harness.extractors.ner.linear import Weights

FORMAT = 1
_MODEL = "model.json"
_WEIGHTS = "weights.npz"
_TAGGER = "tagger"


class _Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `model.json` holds; the features of a scorer are in the order of its weights."""

    format: int
    name: str
    fingerprint: str
    texts: dict[str, str]
    threshold: float
    calibration: dict[str, Any]
    classes: tuple[str, ...]
    dimensions: tuple[str, ...]
    features: dict[str, tuple[str, ...]]


def save(fitted: FittedNer, folder: Path) -> None:
    """Write `model.json` and `weights.npz` into a folder, which is made where it is not there."""
    import numpy as np  # noqa: PLC0415 - heavy

    learned = fitted.learned
    scorers = {
        "predicate": learned.pairs.predicate,
        "subject": learned.pairs.subject,
        "dimension": learned.dimensions.scorer,
    }
    classes: tuple[str, ...] = ()
    if isinstance(learned.mentioner, Tagger):
        scorers[_TAGGER] = learned.mentioner.scorer
        classes = learned.mentioner.classes
    model = _Model(
        format=FORMAT,
        name=fitted.name,
        fingerprint=fitted.fingerprint(),
        texts=dict(learned.texts),
        threshold=learned.threshold,
        calibration=msgspec.to_builtins(learned.calibration),
        classes=classes,
        dimensions=learned.dimensions.classes,
        features={
            name: tuple(sorted(one.features, key=one.features.__getitem__))
            for name, one in scorers.items()
        },
    )
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps(msgspec.to_builtins(model), ensure_ascii=False, indent=1)
    (folder / _MODEL).write_text(told + "\n", "utf-8")
    weights: dict[str, Any] = {name: one.weights for name, one in scorers.items()}
    np.savez_compressed(folder / _WEIGHTS, allow_pickle=False, **weights)


def load(folder: Path) -> FittedNer:
    """Read what `save` wrote; raises ExtractorError where it is not all there or does not fit."""
    import numpy as np  # noqa: PLC0415 - heavy

    try:
        model = msgspec.json.decode((folder / _MODEL).read_bytes(), type=_Model)
        with (
            (folder / _WEIGHTS).open("rb") as file,
            np.load(file, allow_pickle=False) as stored,
        ):
            weights = {name: stored[name] for name in stored.files}
        calibration = msgspec.convert(model.calibration, Calibration)
    except (OSError, ValueError, EOFError, BadZipFile) as error:  # msgspec's are ValueErrors
        raise ExtractorError(f"{folder}: no model to load: {error}") from error
    if model.format != FORMAT:
        raise ExtractorError(
            f"{folder}: a model of format {model.format}, and this is format {FORMAT}; fit it again"
        )
    scorers = {
        name: _scorer(folder, name, features, weights.get(name))
        for name, features in model.features.items()
    }
    lacking = [name for name in ("predicate", "subject", "dimension") if name not in scorers]
    if lacking:
        raise ExtractorError(f"{folder}: the model lacks {', '.join(lacking)}; fit it again")
    learned = Learned(
        mentioner=_mentioner(folder, model, scorers),
        texts=model.texts,
        pairs=PairModel(scorers["predicate"], scorers["subject"]),
        calibration=calibration,
        dimensions=Dimensions(scorers["dimension"], model.dimensions),
        threshold=model.threshold,
    )
    return FittedNer(model.name, model.fingerprint, learned)


def _scorer(folder: Path, name: str, features: tuple[str, ...], weights: Weights | None) -> Scorer:
    if (
        weights is None
        or weights.dtype.kind != "f"
        or weights.ndim != 2
        or len(weights) != len(features) + 1
    ):
        raise ExtractorError(
            f"{folder}: the weights of {name!r} do not fit its features; fit it again"
        )
    return Scorer({feature: number for number, feature in enumerate(features)}, weights)


def _mentioner(folder: Path, model: _Model, scorers: dict[str, Scorer]) -> Mentioner:
    """Take the stored tagger, or load the model that the extractor's name tells."""
    if _TAGGER in scorers:
        if scorers[_TAGGER].weights.shape[1] != len(model.classes):
            raise ExtractorError(f"{folder}: the tagger's classes do not fit; fit it again")
        return Tagger(scorers[_TAGGER], model.classes)
    # The registry imports this package by name only, so it can be asked from here.
    from harness.extractors.registry import load_extractor  # noqa: PLC0415

    named = load_extractor(model.name)
    if not isinstance(named, Ner) or not isinstance(named.trainer, GivenMentions):
        raise ExtractorError(f"{folder}: {model.name!r} gives no mentions; fit it again")
    return named.trainer
