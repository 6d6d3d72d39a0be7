"""Numbers that a reader chooses, refused in one sentence where they make no sense."""

import math
from numbers import Real

from transformers import PreTrainedTokenizerFast

from helpers.tokens import token_limit

SPECIAL = 2  # <s> and </s> take two places of each window


def check_temperature(temperature: float) -> None:
    """Refuse what the logits cannot be divided by.

    Raises:
        ValueError: it is no finite number above 0.
    """
    if not isinstance(temperature, Real) or not 0 < temperature < math.inf:
        raise ValueError(f"The temperature is {temperature!r}, and has to be a number above 0, such as 0.5 or 2.")


def check_windows(tokenizer: PreTrainedTokenizerFast, window: int, stride: int) -> None:
    """Refuse windows that the model cannot read, or that do not move on.

    Args:
        window: tokens in a window, ``<s>`` and ``</s>`` included.
        stride: tokens that neighbouring windows share.

    Raises:
        ValueError: one of the two is no whole number in its range; the sentence gives the range.
    """
    limit = token_limit(tokenizer)
    if not isinstance(window, int) or not SPECIAL < window <= (limit or math.inf):
        upward = f"to {limit}" if limit else "on"
        raise ValueError(f"The window is {window!r}, and has to be a whole number from {SPECIAL + 1} {upward}.")
    most = window - SPECIAL - 1
    if not isinstance(stride, int) or not 0 <= stride <= most:
        raise ValueError(
            f"The stride is {stride!r}, and has to be a whole number from 0 to {most}: a window of {window} holds "
            f"{window - SPECIAL} tokens of the text, and the next one has to begin later."
        )
