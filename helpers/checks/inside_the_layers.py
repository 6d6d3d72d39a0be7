"""Checks for the exercises on attention."""

import torch

from helpers.checks.exercise import Exercise, Mistake

GENERATOR = torch.Generator().manual_seed(1)
QUERY, KEY, VALUE = (torch.randn(5, 4, generator=GENERATOR) for _ in range(3))


def _head(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, divisor: float, axis: int = -1) -> torch.Tensor:
    return torch.softmax(query @ key.T / divisor, dim=axis) @ value


ATTENTION_HEAD = Exercise(
    right=lambda query, key, value: torch.nn.functional.scaled_dot_product_attention(query, key, value),
    inputs=[(QUERY, KEY, VALUE), (QUERY[:2], KEY[:2], VALUE[:2])],
    mistakes=[
        Mistake(
            lambda query, key, value: _head(query, key, value, 1),
            "The scores are not scaled. Divide them by the root of the head's width, `query.shape[-1] ** 0.5`.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, query.shape[-1]),
            "You divided by the width itself. Divide by its root.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, query.shape[-1] ** 0.5, axis=0),
            "Softmax over the wrong axis: each token shares its own attention out, so the rows add up to 1: `dim=-1`.",
        ),
        Mistake(
            lambda query, key, value: torch.softmax(query @ key.T / query.shape[-1] ** 0.5, dim=-1),
            "These are the attention weights. Multiply them by the values: a token gets its average of the contents.",
        ),
        Mistake(
            lambda query, key, value: query @ key.T / query.shape[-1] ** 0.5 @ value,
            "Softmax is missing: these weights can be negative, and do not add up to 1.",
        ),
        Mistake(
            lambda query, key, value: _head(key, query, value, query.shape[-1] ** 0.5),
            "Queries and keys are swapped. Row *i* of the scores is what token *i* asks of all the others: "
            "`query @ key.T`.",
        ),
    ],
    proof="Your lines equal the library's attention.",
)

SCORES = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0], [2.0, 2.0, 2.0]])
ONE_PADDED = torch.tensor([1, 1, 0])


def _masked(scores: torch.Tensor, hide: torch.Tensor, value: float = -torch.inf) -> torch.Tensor:
    return torch.softmax(scores.masked_fill(hide, value), dim=-1)


MASKED_ATTENTION = Exercise(
    right=lambda scores, mask: _masked(scores, (mask == 0)[None, :]),
    inputs=[(SCORES, ONE_PADDED), (SCORES[:2, :2], torch.tensor([1, 1]))],
    mistakes=[
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1),
            "Padding counted: the last column gets attention. Its scores have to go before softmax.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[None, :], 0.0),
            "The scores of padding are 0, and softmax makes e⁰ = 1 of a 0. Minus infinity becomes 0.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1) * mask,
            "Padding gets nothing, but the rows no longer add up to 1. Take its scores out before softmax.",
        ),
        Mistake(
            lambda scores, mask: torch.nan_to_num(_masked(scores, (mask == 0)[:, None])),
            "You hid a row. The row is who asks, the column is who is asked: nobody may ask padding, so hide columns.",
        ),
    ],
    proof="Nobody attends to padding, and every row still adds up to 1.",
)

check_attention_head = ATTENTION_HEAD.check
check_masked_attention = MASKED_ATTENTION.check
