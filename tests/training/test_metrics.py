"""training.metrics on cases that can be worked out by hand."""

import numpy as np
import pytest

from training.metrics import (
    calibration_error,
    calibration_interval,
    describe,
    f1_scores,
    precisions,
    recalls,
    reliability_table,
)

LABELS = np.array([0, 0, 1, 1, 2, 2])
ANSWERS = np.array([0, 1, 1, 1, 2, 0])
PROBABILITIES = np.eye(3)[ANSWERS]


def test_by_class():
    assert recalls(PROBABILITIES, LABELS).tolist() == [0.5, 1.0, 0.5]
    assert precisions(PROBABILITIES, LABELS) == pytest.approx([1 / 2, 2 / 3, 1])
    assert f1_scores(PROBABILITIES, LABELS) == pytest.approx([1 / 2, 4 / 5, 2 / 3])


def test_a_class_that_is_never_answered_scores_zero():
    assert precisions(np.eye(3)[[0, 0, 0]], np.array([0, 1, 2])).tolist() == [1 / 3, 0, 0]
    assert f1_scores(np.eye(3)[[0, 0, 0]], np.array([0, 1, 2]))[1:].tolist() == [0, 0]


def test_calibration_error():
    assert calibration_error(PROBABILITIES, LABELS) == pytest.approx(1 - 4 / 6)  # always certain, right 4 of 6 times
    honest = np.tile([0.5, 0.5 - 1e-9, 1e-9], (2, 1))
    assert calibration_error(honest, np.array([0, 1])) == pytest.approx(0, abs=1e-6)


def test_the_table_has_a_row_for_each_class_and_one_for_all():
    table = describe(PROBABILITIES, LABELS)
    assert "| negative | 2 | 0.500 | 0.500 | 0.500 |" in table
    assert "| macro average | 6 | 0.667 |" in table
    assert "Accuracy 0.667 (95 % interval 0.223 to 0.957, exact)." in table


def test_the_reliability_table_shows_empty_bins_too():
    table = reliability_table(PROBABILITIES, LABELS).splitlines()
    assert len(table) == 2 + 10
    assert table[-1] == "| 0.933 to 1.000 | 6 | 1.000 | 0.667 | 0.223 to 0.957 |"
    assert all(row.endswith("| 0 | – | – | – |") for row in table[2:-1])


def test_the_calibration_interval_holds_the_error_of_a_large_sample_and_is_narrower_there():
    few = calibration_interval(np.repeat(PROBABILITIES, 5, 0), np.repeat(LABELS, 5))
    many = calibration_interval(np.repeat(PROBABILITIES, 50, 0), np.repeat(LABELS, 50))
    for low, high in (few, many):
        assert low < calibration_error(PROBABILITIES, LABELS) < high
    assert many[1] - many[0] < few[1] - few[0]
