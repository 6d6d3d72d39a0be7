"""Checks for the exercises on the embedding layer."""

import torch
from torch.nn.functional import layer_norm

from helpers.checks.exercise import Exercise, Mistake, choice

PADDING = 1  # RoBERTa's padding token, from which its positions are counted


def positions(input_ids: list[int], start: int = PADDING + 1) -> list[int]:
    """Positions of a text's tokens, counted from ``start``; padding keeps the padding position."""
    kept = [token_id != PADDING for token_id in input_ids]
    return [start + sum(kept[:place]) if kept[place] else PADDING for place in range(len(input_ids))]


POSITION_IDS = Exercise(
    right=positions,
    inputs=[([0, 100, 213, 2],), ([0, 100, 2, 1, 1],), ([],)],
    mistakes=[
        Mistake(
            lambda ids: list(range(len(ids))),
            "The position offset was forgotten: you count from 0. RoBERTa's first token has position 2.",
        ),
        Mistake(
            lambda ids: list(range(2, len(ids) + 2)),
            "Padding is counted as if it were a token. All padding has the position 1, the padding token's own ID.",
        ),
        Mistake(
            lambda ids: list(range(1, len(ids) + 1)),
            "Off by one: you count from 1, and 1 is the position of padding. The first token has position 2.",
        ),
        Mistake(
            lambda ids: positions(ids, start=0),
            "Padding is right. The others have to be counted from 2, because 0 and 1 are not used for tokens.",
        ),
        Mistake(
            lambda ids: positions(ids, start=1),
            "Padding is right. The others are off by one: the first has position 2, one after the padding position.",
        ),
        Mistake(
            lambda ids: [
                0 if token_id == PADDING else place for token_id, place in zip(ids, positions(ids), strict=True)
            ],
            "The tokens are right. Padding has the position 1, not 0.",
        ),
    ],
    proof="Tokens are counted from 2, and padding stays at 1.",
)

GENERATOR = torch.Generator().manual_seed(0)
WORD, POSITION = (torch.randn(4, 6, generator=GENERATOR) for _ in range(2))
TYPE = torch.randn(1, 6, generator=GENERATOR)

ADD_EMBEDDINGS = Exercise(
    right=lambda word, position, token_type: word + position + token_type,
    inputs=[(WORD, POSITION, TYPE), (WORD[:1], POSITION[:1], TYPE)],
    mistakes=[
        Mistake(
            lambda word, position, token_type: word + position,
            "The token type was left out. It is the same row for every token, and it counts all the same.",
        ),
        Mistake(
            lambda word, position, token_type: torch.cat([word, position, token_type.expand_as(word)], dim=-1),
            "The vectors stand side by side, and are three times as wide. They are added up.",
        ),
        Mistake(
            lambda word, position, token_type: (word + position + token_type) / 3,
            "This is the mean. The three are added up; LayerNorm takes care of the scale afterwards.",
        ),
        Mistake(
            lambda word, position, token_type: word * position * token_type,
            "These are products. The three are added up.",
        ),
    ],
    proof="Three vectors for each token, added up into one.",
)

EPS = 1e-5
WEIGHT, BIAS = torch.tensor([1.0, 2.0, 0.5, 1.5]), torch.tensor([0.0, 0.1, -0.2, 0.3])
VECTORS = torch.tensor([[1.0, 2.0, 3.0, 6.0], [-4.0, 0.5, 0.0, 2.5], [0.01, 0.02, 0.0, -0.01]])


def _norm(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, unbiased: bool = False) -> torch.Tensor:
    variance = x.var(dim=-1, keepdim=True, correction=int(unbiased))
    return (x - x.mean(dim=-1, keepdim=True)) / torch.sqrt(variance + EPS) * weight + bias


LAYER_NORM = Exercise(
    right=lambda x, weight, bias: layer_norm(x, (x.shape[-1],), weight, bias, EPS),
    inputs=[(VECTORS, WEIGHT, BIAS), (VECTORS[1:], WEIGHT, BIAS)],
    mistakes=[
        Mistake(
            lambda x, weight, bias: (x - x.mean(dim=0)) / torch.sqrt(x.var(dim=0, correction=0) + EPS) * weight + bias,
            "The mean goes over the wrong axis: over the tokens. Each token's vector is brought to scale by itself, "
            "over its own numbers: `dim=-1, keepdim=True`.",
        ),
        Mistake(
            lambda x, weight, bias: (
                (x - x.mean(dim=-1)) / torch.sqrt(x.var(dim=-1, correction=0) + EPS) * weight + bias
            ),
            "Each row's mean lost its place: the shapes do not fit. `keepdim=True` keeps it in a column of its own.",
        ),
        Mistake(
            lambda x, weight, bias: _norm(x, weight, bias, unbiased=True),
            "Nearly. `var` divides by one less than the number of values, unless you say `correction=0`.",
        ),
        Mistake(
            lambda x, weight, bias: _norm(x, torch.ones_like(weight), torch.zeros_like(bias)),
            "The vectors are at scale. `weight` and `bias` are missing: multiply by the one, and add the other.",
        ),
        Mistake(
            lambda x, weight, bias: (
                (x - x.mean(dim=-1, keepdim=True)) / (x.var(dim=-1, keepdim=True, correction=0) + EPS) * weight + bias
            ),
            "You divided by the variance. Divide by its root, the standard deviation.",
        ),
        Mistake(
            lambda x, weight, bias: (
                (x - x.mean(dim=-1, keepdim=True)) / x.std(dim=-1, keepdim=True, correction=0) * weight + bias
            ),
            "Nearly. `eps` is missing, and shows where a vector's numbers lie close together: add it to the variance, "
            "under the root.",
        ),
    ],
    proof="Your lines equal the library's LayerNorm.",
)

TABLE = torch.tensor([[1.0, 0.0], [0.9, 0.1], [4.0, 3.0], [-1.0, 0.0], [0.0, 2.0]])


def _cosines(table: torch.Tensor, row: int) -> torch.Tensor:
    return torch.cosine_similarity(table[row], table, dim=-1)


def _best(scores: torch.Tensor, row: int, count: int) -> list[int]:
    return [place for place in scores.argsort(descending=True).tolist() if place != row][:count]


NEAREST = Exercise(
    right=lambda table, row, count: _best(_cosines(table, row), row, count),
    inputs=[(TABLE, 0, 2), (TABLE, 4, 1), (TABLE, 2, 3)],
    mistakes=[
        Mistake(
            lambda table, row, count: _cosines(table, row).argsort(descending=True).tolist()[:count],
            "A row is its own nearest neighbour. Leave it out, and go one further.",
        ),
        Mistake(
            lambda table, row, count: _best(table @ table[row], row, count),
            "This is the dot product, which likes long rows. The cosine divides by both lengths.",
        ),
        Mistake(
            lambda table, row, count: _best(-_cosines(table, row), row, count),
            "These are the furthest. A large cosine means near.",
        ),
        Mistake(
            lambda table, row, count: _best(-(table - table[row]).norm(dim=-1), row, count),
            "This is the distance between the points. The cosine looks at the direction alone.",
        ),
    ],
    proof="Nearest by direction, itself left out.",
)

TOKENS = torch.tensor([[1.0, 2.0], [3.0, 4.0], [100.0, 100.0]])


def _masked(vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return (vectors * mask[:, None]).sum(dim=0)


MASKED_MEAN = Exercise(
    right=lambda vectors, mask: _masked(vectors, mask) / mask.sum(),
    inputs=[(TOKENS, torch.tensor([1, 1, 0])), (TOKENS, torch.tensor([1, 0, 0])), (TOKENS[:2], torch.tensor([1, 1]))],
    mistakes=[
        Mistake(
            lambda vectors, mask: vectors.mean(dim=0),
            "Padding is counted: the mask was not used. Multiply by it before you add up, and divide by its sum.",
        ),
        Mistake(
            lambda vectors, mask: _masked(vectors, mask) / len(mask),
            "Padding is left out of the sum, and still counted below. Divide by `mask.sum()`.",
        ),
        Mistake(
            lambda vectors, mask: _masked(vectors, mask), "This is the sum. Divide by the number of tokens that count."
        ),
        Mistake(
            lambda vectors, mask: (vectors * mask).sum(dim=0) / mask.sum(),
            "The mask has one number a token, and lay across the vectors. Make a column of it: `mask[:, None]`.",
        ),
        Mistake(
            lambda vectors, mask: (vectors * mask[:, None]).mean(dim=1),
            "The mean goes over the wrong axis: it gives one number a token. Average over the tokens: `dim=0`.",
        ),
        Mistake(
            lambda vectors, mask: _masked(vectors, 1 - mask) / mask.sum(),
            "Upside down: the mask is 1 for a token and 0 for padding.",
        ),
    ],
    proof="However much padding is added, the mean stays the same.",
)

PREDICT_SHAPE = Exercise(
    right=lambda: ["texts", "tokens", "hidden size"],
    inputs=[()],
    mistakes=[
        Mistake(
            lambda: ["tokens", "hidden size"], "This is the shape for one text by itself. The model is given a batch."
        ),
        Mistake(lambda: ["texts", "hidden size"], "This is one vector a text. The embedding layer gives one a token."),
        Mistake(lambda: ["texts", "tokens"], "This is the shape of `input_ids`. Each of these IDs becomes a vector."),
        Mistake(
            lambda: ["tokens", "texts", "hidden size"],
            "The three are right, the order is not: the batch comes first, as in `input_ids`.",
        ),
        Mistake(
            lambda: ["texts", "hidden size", "tokens"],
            "The three are right, the order is not: the numbers of one vector stand together, at the end.",
        ),
    ],
    proof="One vector for each token of each text.",
)

SAME_WORD_TWICE = choice(
    "a",
    {
        "a": "Looked up by ID alone. Position and token type come in afterwards, and context in the layers after that.",
        "b": "Position is added to the row, after the look-up. The row itself is the same.",
        "c": "Context comes in the layers after the embeddings: there the two become different.",
        "d": "Dropout is switched off outside training, and it does not change the table.",
    },
)

check_position_ids = POSITION_IDS.check
check_add_embeddings = ADD_EMBEDDINGS.check
check_layer_norm = LAYER_NORM.check
check_nearest = NEAREST.check
check_masked_mean = MASKED_MEAN.check
check_predict_shape = PREDICT_SHAPE.check
check_same_word_twice = SAME_WORD_TWICE.check
