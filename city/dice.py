"""Chance that depends on nothing but the seed, a topic and who it is about.

Every draw is a hash of (seed, topic, id): the order of draws, the number of threads and the other draws don't matter, so
that a person mistyped in one delivery is mistyped in the same way in the next. Nothing about the world belongs here.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """splitmix64's finalizer: neighbouring numbers come out unrelated."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@dataclass(frozen=True)
class Dice:
    """Draws by topic; `ids` (and `more`) are whole numbers that say who or what the draw is about."""

    seed: int

    def bits(self, topic: str, ids: ArrayLike, *more: ArrayLike) -> NDArray[np.uint64]:
        salt = int.from_bytes(blake2b(f"{self.seed}/{topic}".encode(), digest_size=8).digest(), "big")
        with np.errstate(over="ignore"):
            x = _mixed(np.asarray(ids).astype(np.uint64) * GOLDEN + np.uint64(salt))
            for other in more:
                x = _mixed(x + np.asarray(other).astype(np.uint64) * GOLDEN)
        return np.asarray(x)

    def share(self, topic: str, ids: ArrayLike, *more: ArrayLike) -> NDArray[np.float64]:
        """Uniform in [0, 1)."""
        return (self.bits(topic, ids, *more) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def happens(self, topic: str, chance: ArrayLike, ids: ArrayLike, *more: ArrayLike) -> NDArray[np.bool_]:
        return np.asarray(self.share(topic, ids, *more) < np.asarray(chance))

    def below(self, topic: str, limit: ArrayLike, ids: ArrayLike, *more: ArrayLike) -> NDArray[np.int64]:
        """A whole number, 0 ≤ n < limit."""
        return (self.share(topic, ids, *more) * np.asarray(limit)).astype(np.int64)

    def between(
        self, topic: str, low: ArrayLike, high: ArrayLike, ids: ArrayLike, *more: ArrayLike
    ) -> NDArray[np.int64]:
        """A whole number, low ≤ n ≤ high."""
        low = np.asarray(low)
        return low + self.below(topic, np.asarray(high) - low + 1, ids, *more)

    def pick(self, topic: str, weights: ArrayLike, ids: ArrayLike, *more: ArrayLike) -> NDArray[np.int64]:
        """An index into `weights`, as often as its weight says."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(edges, self.share(topic, ids, *more) * edges[-1], side="right")
        return np.minimum(found, len(edges) - 1)

    def normal(self, topic: str, ids: ArrayLike, *more: ArrayLike) -> NDArray[np.float64]:
        """Standard normal (Box-Muller)."""
        radius = np.sqrt(-2.0 * np.log1p(-self.share(topic + "/r", ids, *more)))
        return radius * np.cos(2.0 * np.pi * self.share(topic + "/a", ids, *more))
