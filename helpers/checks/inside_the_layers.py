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
        Mistake(
            lambda query, key, value: _head(query, key, value, query.shape[-1] ** -0.5),
            "The scores were multiplied by the root. Divide by it.",
        ),
        Mistake(
            lambda query, key, value: torch.softmax(query @ key.T, dim=-1) / query.shape[-1] ** 0.5 @ value,
            "The scaling came after softmax, and the weights no longer add up to 1. Scale the scores before.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, len(query) ** 0.5),
            "You divided by the root of the number of tokens. Take the head's width, `query.shape[-1]`.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, 8),
            "You divided by 8, the root of a width of 64. This head has another: `query.shape[-1] ** 0.5`.",
        ),
        Mistake(
            lambda query, key, value: query @ key.T / query.shape[-1] ** 0.5,
            "These are the scores. Softmax makes weights of them, and the weights average the values.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, query, query.shape[-1] ** 0.5),
            "The queries were averaged. Average the values.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, key, query.shape[-1] ** 0.5),
            "The keys were averaged. Average the values.",
        ),
        Mistake(
            lambda query, key, value: torch.softmax(query.T @ key / query.shape[-1] ** 0.5, dim=-1) @ value.T,
            "The scores compare columns here. Tokens are rows: `query @ key.T`.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, query.shape[-1] ** 0.5).mean(dim=0),
            "This is the mean over the tokens. Each token gets a row of its own.",
        ),
    ],
    proof="Your lines equal the library's attention.",
    forbidden=("scaled_dot_product_attention", "multi_head_attention_forward", "_native_multi_head_attention"),
)

SCORES = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0], [2.0, 2.0, 2.0]])
ONE_PADDED = torch.tensor([1, 1, 0])


def _masked(scores: torch.Tensor, hide: torch.Tensor, value: float = -torch.inf) -> torch.Tensor:
    return torch.softmax(scores.masked_fill(hide, value), dim=-1)


MASKED_ATTENTION = Exercise(
    right=lambda scores, mask: _masked(scores, (mask == 0)[None, :]),
    inputs=[
        (SCORES, ONE_PADDED),
        (SCORES[:2, :2], torch.tensor([1, 1])),
        (SCORES, torch.tensor([1, 0, 1])),
        (SCORES[:2], torch.tensor([0, 1, 1])),
    ],
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
            lambda scores, mask: torch.nan_to_num(_masked(scores, (mask == 0)[: len(scores), None])),
            "You hid a row. The row is who asks, the column is who is asked: nobody may ask padding, so hide columns.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 1)[None, :]),
            "Upside down: the tokens are hidden, and padding gets all. The mask is 0 for padding.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores.masked_fill((mask == 0)[None, :], -torch.inf), dim=0),
            "Softmax over the wrong axis: each row has to add up to 1, `dim=-1`.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[None, :], torch.inf),
            "Plus infinity takes everything, and two of them make no number. Minus infinity takes nothing.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[None, :], -1.0),
            "-1 is not low enough. Minus infinity always is.",
        ),
        Mistake(
            lambda scores, mask: scores.masked_fill((mask == 0)[None, :], -torch.inf),
            "The scores of padding are gone. Softmax makes weights of the others.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores[:, mask.bool()], dim=-1),
            "The columns of padding were taken out, and the weights have another shape. Keep them, with 0 in them.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1) * mask / (torch.softmax(scores, dim=-1) * mask).sum(),
            "All weights together add up to 1. Each row has to.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores + mask, dim=-1),
            "The mask was added to the scores, and padding lost only 1. It has to get nothing at all.",
        ),
    ],
    proof="Nobody attends to padding, and every row still adds up to 1.",
)

check_attention_head = ATTENTION_HEAD.check
check_masked_attention = MASKED_ATTENTION.check
