"""Linear models over named features: fitted by scikit-learn, kept as names and weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scorer:
    """One row of weights a feature, one column a class; the last row is the bias."""

    features: Mapping[str, int]
    weights: Weights

    def scores(self, items: Sequence[Sequence[str]]) -> Weights:
        """Sum the weights of each item's features; unknown features weigh nothing."""
        import numpy as np  # noqa: PLC0415 - heavy

        known = [[self.features[name] for name in item if name in self.features] for item in items]
        result = np.empty((len(items), self.weights.shape[1]))
        for row, columns in enumerate(known):
            result[row] = self.weights[columns].sum(axis=0) + self.weights[-1]
        return result


def vocabulary(items: Iterable[Sequence[str]], rarest: int = 1) -> dict[str, int]:
    """Give a number to the features that at least `rarest` items have, in alphabetical order."""
    seen = Counter(name for item in items for name in item)
    return {
        name: number for number, name in enumerate(sorted(n for n in seen if seen[n] >= rarest))
    }


def matrix(items: Sequence[Sequence[str]], features: Mapping[str, int]) -> Any:
    """Make a sparse matrix of zeros and ones, one row an item."""
    import numpy as np  # noqa: PLC0415 - heavy
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - heavy

    rows = [sorted({features[name] for name in item if name in features}) for item in items]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int32)
    ones = np.ones(len(columns))
    return csr_matrix((ones, columns, ends), shape=(len(rows), len(features)))
