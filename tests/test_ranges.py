"""helpers.ranges: every number out of range gets its sentence, every other one works in the library."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from helpers.checkpoints import COMPACT_FOLDER
from helpers.ranges import check_temperature, check_windows


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(COMPACT_FOLDER)


@pytest.mark.parametrize("temperature", [0, -1, 0.0, -0.5, math.nan, math.inf, -math.inf, None, "1", 1j])
def test_a_temperature_out_of_range(temperature):
    with pytest.raises(ValueError, match=r"The temperature is .*, and has to be a number above 0, such as 0\.5 or 2"):
        check_temperature(temperature)


@pytest.mark.parametrize("temperature", [1, 0.01, 300, np.float64(0.5), np.float32(2)])
def test_a_temperature_in_range(temperature):
    check_temperature(temperature)


@pytest.mark.parametrize("window", [2, 0, -5, 513, 10.0, "10", None])
def test_a_window_out_of_range(tokenizer, window):
    with pytest.raises(ValueError, match=r"The window is .*, and has to be a whole number from 3 to 512"):
        check_windows(tokenizer, window, 0)


@pytest.mark.parametrize("stride", [8, 9, 100, -1, 2.5, "2", None])
def test_a_stride_out_of_range(tokenizer, stride):
    with pytest.raises(ValueError, match=r"The stride is .*, and has to be a whole number from 0 to 7: a window of 10"):
        check_windows(tokenizer, 10, stride)


@settings(deadline=None)
@given(st.integers(3, 60), st.data())
def test_what_is_let_through_works(tokenizer, window, data):
    stride = data.draw(st.integers(0, window - 3))
    check_windows(tokenizer, window, stride)
    ids = tokenizer("to " * 70, truncation=True, max_length=window, stride=stride, return_overflowing_tokens=True)[
        "input_ids"
    ]
    assert len(ids) > 1 and max(map(len, ids)) == window
