"""How far a share of right answers can be trusted."""

import math
from collections.abc import Callable


def share_interval(right: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval for a share that was counted (Clopper, Pearson, 1934).

    Its ends are the shares at which a count as high, or as low, as the one seen would happen in half of the cases that
    ``confidence`` leaves over. Of all such intervals at least ``confidence`` hold the true share.

    >>> share_interval(41, 41)
    (0.914, 1.0)

    Args:
        right, total: how many were right, of how many; ``total`` at least 1.

    Returns:
        The lower and the upper end, rounded to three decimals.

    Raises:
        ValueError: the counts do not fit, or ``confidence`` is not between 0 and 1.
    """
    if not 0 <= right <= total or total < 1:
        raise ValueError(f"{right} of {total} is no share: count at least one case, and at most all of them as right.")
    if not 0 < confidence < 1:
        raise ValueError(f"The confidence is {confidence}, and has to be between 0 and 1, such as 0.95.")
    tail = (1 - confidence) / 2
    low = 0.0 if right == 0 else _share_at(lambda share: _at_least(right, total, share) < tail)
    high = 1.0 if right == total else _share_at(lambda share: 1 - _at_least(right + 1, total, share) > tail)
    return round(low, 3), round(high, 3)


def _share_at(is_below: Callable[[float], bool]) -> float:
    """Where ``is_below``, true for small shares and false for large ones, changes; found by halving."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return low


def _at_least(count: int, total: int, share: float) -> float:
    """The probability that of ``total`` cases at least ``count`` are right, each with probability ``share``."""
    log_ways = math.lgamma(total + 1)  # in logarithms, since the number of ways overflows
    return math.fsum(
        math.exp(
            log_ways
            - math.lgamma(k + 1)
            - math.lgamma(total - k + 1)
            + k * math.log(share)
            + (total - k) * math.log1p(-share)
        )
        for k in range(count, total + 1)
    )
