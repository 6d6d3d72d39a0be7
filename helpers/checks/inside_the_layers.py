"""Checks for the exercises on attention."""

from collections.abc import Sequence

import torch

from helpers.checks.embedding_layer import norm
from helpers.checks.exercise import Exercise, Mistake
from helpers.checks.predictions import prediction

GENERATOR = torch.Generator().manual_seed(1)
QUERY, KEY, VALUE = (torch.randn(5, 6, generator=GENERATOR) for _ in range(3))


def _head(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, divisor: float, axis: int = -1) -> torch.Tensor:
    return torch.softmax(query @ key.T / divisor, dim=axis) @ value


check_attention_head = Exercise(
    right=lambda query, key, value: torch.nn.functional.scaled_dot_product_attention(query, key, value),
    inputs=[(QUERY[:2], KEY[:2], VALUE[:2]), (QUERY, KEY, VALUE)],
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
            lambda query, key, value: _head(query, key, value, query.shape[-1] / 2),
            "`** 1/2` is read as `(… ** 1) / 2`: the power comes first. Write `** 0.5`.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, 1 / (query.shape[-1] / 2)),
            "`** 1/2` is read as `(… ** 1) / 2`: the power comes first. Write `** 0.5`, and divide by it.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, 2 * query.shape[-1]),
            "`/ width ** 1/2` is read as `(… / width ** 1) / 2`. Write `/ width ** 0.5`.",
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
            lambda query, key, value: (
                torch.softmax((query @ key.T / query.shape[-1] ** 0.5).flatten(), dim=0).reshape(len(query), -1) @ value
            ),
            "All weights together add up to 1. Each row has to: `dim=-1`.",
        ),
        Mistake(
            lambda query, key, value: _masked(query @ key.T / query.shape[-1] ** 0.5, _later(query @ key.T)) @ value,
            "The later tokens are hidden. Here every token may attend to all.",
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


def _masked(scores: torch.Tensor, hide: torch.Tensor, value: float = -torch.inf, axis: int = -1) -> torch.Tensor:
    return torch.softmax(scores.masked_fill(hide, value), dim=axis)


check_masked_attention = Exercise(
    right=lambda scores, mask: _masked(scores, (mask == 0)[None, :]),
    inputs=[
        (SCORES, ONE_PADDED),
        (SCORES[:2, :2], torch.tensor([1, 1])),
        (SCORES, torch.tensor([1, 0, 1])),
        (SCORES - 20, ONE_PADDED),
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
            lambda scores, mask: _masked(scores, (mask == 0)[None, :], axis=0),
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
            lambda scores, mask: _masked(scores, (mask == 0)[None, :], -10.0),
            "-10 is not low enough where all scores are low. Minus infinity always is.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, None]),
            "You hid rows: `[:, None]` makes a column of the mask. The column is who is asked, and has to be hidden: "
            "`mask[None, :]`, or the mask as it is.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1) * mask[:, None],
            "Rows became 0: `[:, None]` makes a column of the mask. And softmax has to be without padding: hide its "
            "scores before.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, None], -1e9),
            "You hid rows. The column is who is asked, and has to be hidden: `mask[None, :]`, or the mask as it is.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[None, :], -1e9, axis=0),
            "Softmax over the wrong axis: each row has to add up to 1, `dim=-1`.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores - 10 * (1 - mask), dim=-1),
            "10 less is not low enough: padding still gets something. Minus infinity always is.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores - 5 * (1 - mask), dim=-1),
            "5 less is not low enough: padding still gets something. Minus infinity always is.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores[:, : int(mask.sum())], dim=-1),
            "The columns behind the first tokens were taken out, and the weights have another shape. Keep them, with 0 "
            "in them; and padding can stand in front.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (torch.arange(len(mask)) >= mask.sum())[None, :]),
            "Padding was taken to stand at the end. The mask says where it is.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask[:, None] * mask[None, :]) == 0),
            "Rows were hidden too, and softmax of a row without any score is no number. Hide columns alone.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores + (1 - mask) * -torch.inf, dim=-1),
            "0 times infinity is no number. `masked_fill(mask == 0, -torch.inf)` puts it where it belongs.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 1)[None, :], -1e9),
            "Upside down: the tokens are hidden. The mask is 0 for padding.",
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

BATCH = torch.randn(3, 3, 3, generator=GENERATOR)
LENGTHS = torch.tensor([[1, 1, 1], [1, 1, 0], [1, 0, 0]])


def _masked_batch(scores: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return _masked(scores, (mask == 0)[:, None, :])


check_masked_batch = Exercise(
    right=_masked_batch,
    inputs=[
        (BATCH, LENGTHS),
        (BATCH[:2], LENGTHS[:2]),
        (BATCH[:1], LENGTHS[:1]),
        (BATCH[:2, :2, :2], torch.tensor([[1, 0], [1, 1]])),
        (BATCH, LENGTHS.flip(-1)),
    ],
    mistakes=[
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1),
            "The mask was not used. Each text has its own row of it, which says which columns to hide.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, mask == 0),
            "The mask was laid over asking and asked tokens, where its shape happens to fit, or not at all. "
            "Its rows are texts: `mask[:, None, :]` gives every asking token of a text the same mask.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, :, None]),
            "Rows were hidden in place of columns: an asking token that is padding gets nothing at all, and softmax of "
            "that is no number. Hide columns: `mask[:, None, :]`.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask[0] == 0)[None, None, :]),
            "The first text's mask was used for all. Each text has its own.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 1)[:, None, :]),
            "Upside down: the tokens are hidden, and padding gets all. The mask is 0 for padding.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, None, :], 0.0),
            "The scores of padding are 0, and softmax makes e⁰ = 1 of a 0. Minus infinity becomes 0.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1) * mask[:, None, :],
            "Padding gets nothing, but the rows no longer add up to 1. Take its scores out before softmax.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, None, :], axis=1),
            "Softmax over the wrong axis. The last one holds the tokens that are asked, and has to add up to 1.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, None, :], axis=0),
            "Softmax over the texts, which have nothing to do with each other. The last axis has to add up to 1.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, None, :] | (mask == 0)[:, :, None]),
            "Rows were hidden too, and softmax of a row without any score is no number. Hide columns alone: what a "
            "padding position asks does no harm.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, None, :], -1e9, axis=1),
            "Softmax over the wrong axis. The last one holds the tokens that are asked, and has to add up to 1.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[:, :, None], -1e9),
            "Rows were hidden in place of columns: `mask[:, :, None]` says who asks. Hide who is asked: "
            "`mask[:, None, :]`.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask.amin(dim=0) == 0)[None, None, :]),
            "One mask was made for all texts. Each text has its own.",
        ),
        Mistake(
            lambda scores, mask: _masked_batch(scores, mask)[0],
            "This is the first text alone. All texts are asked for.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores + mask[:, None, :], dim=-1),
            "The mask was added to the scores, and padding lost only 1. It has to get nothing at all.",
        ),
        Mistake(
            lambda scores, mask: torch.nan_to_num(
                _masked(scores, (mask == 0)[:, None, :]) * mask[:, :, None] / mask[:, :, None]
            ),
            "The rows of padding became 0. They were not to be changed: hide columns alone.",
        ),
    ],
    proof="One mask for each text, laid over its columns.",
)

WIDTH = 4
CAME_IN, MIXED = (3 * torch.randn(3, WIDTH, generator=GENERATOR) for _ in range(2))
DENSE, DENSE_BIAS = torch.randn(WIDTH, WIDTH, generator=GENERATOR), torch.randn(WIDTH, generator=GENERATOR)
SCALE, SHIFT = torch.tensor([1.0, 2.0, 0.5, -1.0]), torch.tensor([0.0, 0.5, -0.2, 0.3])
T = torch.Tensor


def _linear(x: T, weight: T, bias: T) -> T:
    return x @ weight.T + bias


check_half_layer = Exercise(
    right=lambda came_in, mixed, weight, bias, scale, shift: norm(came_in + _linear(mixed, weight, bias), scale, shift),
    inputs=[
        (CAME_IN, MIXED, DENSE, DENSE_BIAS, SCALE, SHIFT),
        (CAME_IN[:1], MIXED[:1], DENSE.T.contiguous(), DENSE_BIAS, SCALE, SHIFT),
    ],
    mistakes=[
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(_linear(mixed, weight, bias), scale, shift),
            "What came in is lost. The residual connection adds it to what the matrix gives, before LayerNorm.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: (
                came_in + norm(_linear(mixed, weight, bias), scale, shift)
            ),
            "What came in was added after LayerNorm. Add first, then bring the sum to scale.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: (
                came_in + _linear(norm(mixed, scale, shift), weight, bias)
            ),
            "LayerNorm came first. Here it comes last: matrix, sum, LayerNorm. (Other models do it the other way.)",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(came_in + mixed, scale, shift),
            "The matrix is missing: what attention gives is multiplied by it, and the bias added, before the sum.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                _linear(came_in + mixed, weight, bias), scale, shift
            ),
            "The sum went through the matrix. Only what attention gives does; what came in is added as it is.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                mixed + _linear(came_in, weight, bias), scale, shift
            ),
            "The two are swapped: what attention gives goes through the matrix, and what came in is added.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: came_in + _linear(mixed, weight, bias),
            "LayerNorm is missing: the sum has to be brought to scale.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(came_in + mixed @ weight + bias, scale, shift),
            "PyTorch stores one row of weights for each output: `weight.T`, or `torch.nn.functional.linear`.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(came_in + mixed @ weight.T, scale, shift),
            "The bias of the matrix is missing.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                came_in + _linear(mixed, weight, bias), torch.ones_like(scale), torch.zeros_like(shift)
            ),
            "The sum has mean 0 and deviation 1. `scale` and `shift` are still to come.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                came_in + _linear(mixed, weight, bias), scale, torch.zeros_like(shift)
            ),
            "`shift` is missing.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                came_in * _linear(mixed, weight, bias), scale, shift
            ),
            "The two were multiplied. The residual connection adds.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                came_in + _linear(mixed, weight, bias), scale, shift, unbiased=True
            ),
            "Nearly. `std` and `var` divide by one less than the number of values, unless you say `correction=0`.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                came_in + _linear(mixed, weight, bias), shift, scale
            ),
            "`scale` and `shift` are swapped: multiply by the one, then add the other.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: (
                came_in + norm(came_in + _linear(mixed, weight, bias), scale, shift)
            ),
            "What came in was added once more after LayerNorm. Once, before it, is enough.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(mixed + _linear(mixed, weight, bias), scale, shift),
            "What attention gives was added to itself. Add what came in.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: norm(
                came_in + torch.nn.functional.gelu(_linear(mixed, weight, bias)), scale, shift
            ),
            "GELU belongs into the second half. Here the matrix and the sum follow each other.",
        ),
        Mistake(
            lambda came_in, mixed, weight, bias, scale, shift: (
                norm((came_in + _linear(mixed, weight, bias)).T, torch.tensor(1.0), torch.tensor(0.0)).T * scale + shift
            ),
            "The mean was taken over the tokens. LayerNorm brings each token's own numbers to scale: `dim=-1`.",
        ),
    ],
    proof="Matrix, sum, LayerNorm. The second half of a layer does so around two matrices with GELU between them.",
)

WRITTEN = torch.tensor([[1.0, 5.0, -2.0], [0.5, 0.0, 3.0], [2.0, 1.0, 0.0]])


def _later(scores: torch.Tensor, diagonal: int = 1) -> torch.Tensor:
    return torch.ones_like(scores, dtype=torch.bool).triu(diagonal=diagonal)


check_look_back = Exercise(
    right=lambda scores: _masked(scores, _later(scores)),
    inputs=[(WRITTEN,), (torch.zeros(4, 4),), (WRITTEN[:1, :1],), (WRITTEN - 50,)],
    mistakes=[
        Mistake(
            lambda scores: scores.softmax(dim=-1),
            "Every token still looks at the later ones. Hide the columns to the right of the diagonal, before softmax.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores).T),
            "This looks forwards: the earlier tokens are hidden. Hide the columns to the right of the diagonal.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores, diagonal=0)),
            "A token may attend to itself, too. Here the diagonal is hidden, and the first token has nobody.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores, diagonal=2)),
            "Each token still looks at the one right behind it.",
        ),
        Mistake(
            lambda scores: scores.softmax(dim=-1).tril(),
            "The rows no longer add up to 1: the later ones were taken away after softmax. Hide them before.",
        ),
        Mistake(
            lambda scores: scores.tril().softmax(dim=-1),
            "A score of 0 is a score like any other, and gets its share. Hide with minus infinity.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores), axis=0),
            "Softmax over the wrong axis: each row has to add up to 1, `dim=-1`.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores, diagonal=0) & (torch.arange(len(scores))[:, None] > 0)),
            "A token may attend to itself, too. Here only the first does.",
        ),
        Mistake(
            lambda scores: _masked(scores, ~_later(scores)),
            "The wrong way round: the token itself and the earlier ones are hidden.",
        ),
        Mistake(
            lambda scores: (scores + torch.ones_like(scores).triu(1) * float("-inf")).softmax(dim=-1),
            "0 times infinity is no number (nan). Put minus infinity only where a token is hidden: `masked_fill`, or "
            "`torch.where`.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores), value=-1.0),
            "What is hidden still gets a share: −1 is a score like any other. Use minus infinity.",
        ),
        Mistake(
            lambda scores: (
                scores.masked_fill(_later(scores), float("-inf")).flatten().softmax(dim=0).reshape(scores.shape)
            ),
            "All numbers together add up to 1. Each row has to: `dim=-1`.",
        ),
        Mistake(
            lambda scores: _masked(scores.T, _later(scores)),
            "The scores were turned over. Row *i* is what token *i* asks of the others.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores))[-1],
            "This is the last row. Return one row for each token.",
        ),
        Mistake(
            lambda scores: scores.masked_fill(_later(scores), float("-inf")),
            "These are scores. Softmax makes weights of them.",
        ),
        Mistake(
            lambda scores: _masked(scores, _later(scores), value=-10.0),
            "What is hidden still gets a share where the other scores are low. Use minus infinity.",
        ),
    ],
    proof="The first token sees itself alone, the last one sees all.",
)

GIVEN = torch.randn(3, 4, 2, generator=GENERATOR)


def _side_by_side(given: torch.Tensor, off: Sequence[int], value: float = 0.0) -> torch.Tensor:
    kept = given.clone()
    kept[list(off)] = value
    return kept.transpose(0, 1).flatten(start_dim=1)


def _on(given: torch.Tensor, off: Sequence[int]) -> torch.Tensor:
    return torch.tensor([float(head not in off) for head in range(len(given))])[:, None, None]


def _columns_off(joined: torch.Tensor, off: Sequence[int], width: int) -> torch.Tensor:
    kept = joined.clone()
    for head in off:
        kept[:, head * width : (head + 1) * width] = 0
    return kept


def _left_out(given: torch.Tensor, off: Sequence[int]) -> torch.Tensor:
    on = [head for head in range(len(given)) if head not in off]
    return given[on].transpose(0, 1).flatten(start_dim=1)


check_heads_off = Exercise(
    right=_side_by_side,
    inputs=[(GIVEN, [1]), (GIVEN, []), (GIVEN, [0, 2]), (GIVEN[:2], [0, 1]), (GIVEN[:, :1], [2])],
    mistakes=[
        Mistake(
            lambda given, off: _side_by_side(given, []),
            "All heads are still on.",
        ),
        Mistake(
            _left_out,
            "The heads that are off were left out, and the rows are shorter. Put zeros there: the matrix behind them "
            "has its columns.",
        ),
        Mistake(
            lambda given, off: _side_by_side(given, [head for head in range(len(given)) if head not in off]),
            "The wrong way round: the heads in the list are off, and the others are on.",
        ),
        Mistake(
            lambda given, off: (
                _side_by_side(given, off).reshape(given.shape[1], given.shape[2], -1).transpose(1, 2).flatten(1)
            ),
            "Each row has the right numbers in another order. Head 0 comes first, with all its numbers, then head 1.",
        ),
        Mistake(
            lambda given, off: (given * _on(given, off)).reshape(given.shape[1], -1),
            "`reshape` fills in the order in which the numbers lie: heads first. Tokens have to come first: "
            "`transpose(0, 1)` before it.",
        ),
        Mistake(
            lambda given, off: (given * _on(given, off)).transpose(0, 1),
            "There are still three axes. Put the heads of each token side by side: `reshape`, or `flatten`.",
        ),
        Mistake(
            lambda given, off: (given * _on(given, off)).sum(dim=0),
            "The heads were added up. They have to stand side by side.",
        ),
        Mistake(
            lambda given, off: _columns_off(given.reshape(given.shape[1], -1), off, given.shape[-1]),
            "`reshape` fills in the order in which the numbers lie: heads first. Tokens have to come first: "
            "`transpose(0, 1)` before it.",
        ),
        Mistake(
            lambda given, off: _side_by_side(given, [head - 1 for head in off]),
            "The head before it was switched off. Heads are counted from 0.",
        ),
        Mistake(
            lambda given, off: _columns_off(_side_by_side(given, []), off, 1),
            "One column was switched off for a head. Head `h` begins at column `h * width`, and has `width` of them.",
        ),
        Mistake(
            lambda given, off: _side_by_side(given, off[:1]),
            "Only the first head of the list is off.",
        ),
        Mistake(
            lambda given, off: _side_by_side(given, off[-1:]),
            "Only the last head of the list is off.",
        ),
        Mistake(
            lambda given, off: _side_by_side(given.flip(0), [len(given) - 1 - head for head in off]),
            "The heads are in the opposite order: head 0 comes first.",
        ),
        Mistake(
            lambda given, off: (given * _on(given, off)).flatten(end_dim=1),
            "The heads lie below each other: one row a token is asked for. Join them along the last axis, `dim=-1`.",
        ),
        Mistake(
            lambda given, off: (given * _on(given, off)).permute(1, 2, 0).flatten(start_dim=1),
            "The heads' numbers are mixed: the first of each, then the second. All of head 0 come first.",
        ),
        Mistake(
            lambda given, off: (given * _on(given, off)).flatten(start_dim=1),
            "This is one row a head. One row a token is asked for: `transpose(0, 1)` before it.",
        ),
        Mistake(
            lambda given, off: _side_by_side(given, off, value=1.0),
            "Ones stand where a head is off. Zeros have to.",
        ),
    ],
    proof="One row a token, head beside head: what the matrix that mixes them is given.",
)


def _head_of(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """What the head gives the first token."""
    return torch.nn.functional.scaled_dot_product_attention(query, key, value)[0]


def _what_changes() -> list[bool]:
    """Whether the first token's vector changes, for six changes of a head; calculated."""
    swapped, twice, added = [0, 2, 1, 3, 4], [0, 1, 2, 3, 4] * 2, VALUE[:1]
    changed = [
        (QUERY[swapped], KEY[swapped], VALUE[swapped]),
        (QUERY[twice], KEY[twice], VALUE[twice]),
        (QUERY, KEY + added, VALUE),
        (QUERY, KEY, VALUE + added),
        (2 * QUERY, KEY, VALUE),
        (2 * QUERY, KEY / 2, VALUE),
    ]
    before = _head_of(QUERY, KEY, VALUE)
    return [not torch.allclose(_head_of(*each), before, atol=1e-5) for each in changed]


FORESEE_ATTENTION = Exercise(
    right=_what_changes,
    inputs=[()],
    mistakes=[],
    proof=(
        "A head takes an average: it has no order (1), and with everything twice it is the same (2). What is added to "
        "all keys adds one number to every score of a row, which softmax does not see (3). What is added to all "
        "values is in the average (4). Doubled scores are sharper (5), and doubled and halved ones are as before (6)."
    ),
)

check_foresee_attention = prediction("foresee_attention", FORESEE_ATTENTION)
