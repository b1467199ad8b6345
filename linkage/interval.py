"""The 95 % interval of a share: what any page that shows one needs, without loading what counts it."""

from math import sqrt

Z = 1.959964  # two-sided 95 %


def wilson(share_found: float, counted: int) -> tuple[float, float]:
    """The 95 % interval of a share of `counted` decisions (Wilson 1927); (nan, nan) for none."""
    if not counted:
        return float("nan"), float("nan")
    shrink = 1 + Z**2 / counted
    middle = (share_found + Z**2 / (2 * counted)) / shrink
    half = Z / shrink * sqrt(share_found * (1 - share_found) / counted + Z**2 / (4 * counted**2))
    return max(0.0, middle - half), min(1.0, middle + half)
