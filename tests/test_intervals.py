"""helpers.intervals: the exact interval, against printed tables and against what it promises."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.intervals import share_interval


@pytest.mark.parametrize(
    ("right", "total", "expected"),
    [
        (0, 10, (0.0, 0.308)),  # Clopper and Pearson's own chart, and every table since
        (1, 10, (0.003, 0.445)),
        (5, 10, (0.187, 0.813)),
        (10, 10, (0.692, 1.0)),
        (41, 41, (0.914, 1.0)),
        (1000, 2000, (0.478, 0.522)),
    ],
)
def test_known_intervals(right, total, expected):
    assert share_interval(right, total) == pytest.approx(expected, abs=6e-4)


@given(st.integers(1, 60), st.data())
def test_it_holds_the_share_and_turns_round_with_it(total, data):
    right = data.draw(st.integers(0, total))
    low, high = share_interval(right, total)
    assert low - 1e-3 <= right / total <= high + 1e-3
    assert share_interval(total - right, total) == pytest.approx((1 - high, 1 - low), abs=2e-3)


@given(st.integers(1, 25), st.floats(0.02, 0.98))
def test_at_least_95_of_100_intervals_hold_the_true_share(total, share):
    held = sum(
        math.comb(total, right) * share**right * (1 - share) ** (total - right)
        for right in range(total + 1)
        if share_interval(right, total)[0] - 5e-4 <= share <= share_interval(right, total)[1] + 5e-4
    )
    assert held >= 0.95


def test_more_cases_make_it_narrower():
    widths = [high - low for low, high in (share_interval(9 * n, 10 * n) for n in (1, 10, 100))]
    assert widths == sorted(widths, reverse=True)
    assert share_interval(9, 10, 0.5)[0] > share_interval(9, 10, 0.95)[0]


@pytest.mark.parametrize(("right", "total"), [(1, 0), (-1, 5), (6, 5)])
def test_counts_that_do_not_fit_are_refused(right, total):
    with pytest.raises(ValueError, match="is no share: count at least one case"):
        share_interval(right, total)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ValueError, match=r"has to be between 0 and 1, such as 0\.95"):
        share_interval(1, 2, confidence)
