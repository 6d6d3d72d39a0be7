"""How far a share of right answers can be trusted."""

from scipy.stats import binomtest


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
    interval = binomtest(right, total).proportion_ci(confidence, method="exact")
    return round(float(interval.low), 3), round(float(interval.high), 3)
