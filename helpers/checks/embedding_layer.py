"""Checks for the exercises on the embedding layer."""

import torch
from torch.nn.functional import layer_norm

from helpers.checks.checkpoint import model, tokenizer
from helpers.checks.exercise import Exercise, Mistake
from helpers.checks.predictions import prediction

PADDING = 1  # RoBERTa's padding token, from which its positions are counted


def positions(input_ids: list[int], start: int = PADDING + 1) -> list[int]:
    """Positions of a text's tokens, counted from ``start``; padding keeps the padding position."""
    kept = [token_id != PADDING for token_id in input_ids]
    return [start + sum(kept[:place]) if kept[place] else PADDING for place in range(len(input_ids))]


check_position_ids = Exercise(
    right=positions,
    inputs=[([0, 100, 213, 2],), ([0, 100, 2, 1, 1],), ([0, 7, 7, 0, 2, 2, 1],), ([1, 1],)],
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
        Mistake(
            lambda ids: [PADDING if token_id == PADDING else ids.index(token_id) + 2 for token_id in ids],
            "`index` finds the first place of a token, so a token that stands twice gets one position twice. Count "
            "along with `enumerate`.",
        ),
        Mistake(
            lambda ids: [PADDING if token_id == PADDING else token_id + 2 for token_id in ids],
            "The positions were made of the token IDs. A position says where a token stands, whichever it is.",
        ),
        Mistake(
            lambda ids: [int(token_id != PADDING) for token_id in ids],
            "This is the attention mask. Count the tokens, from 2 on.",
        ),
        Mistake(
            lambda ids: [
                PADDING if token_id in (0, 1, 2) else place for token_id, place in zip(ids, positions(ids), strict=True)
            ],
            "`<s>` and `</s>` are tokens, and have positions. Padding alone, the ID 1, has none of its own.",
        ),
        Mistake(
            lambda ids: [sum(token_id != PADDING for token_id in ids[: k + 1]) + 1 for k in range(len(ids))],
            "Padding repeats the last position. All padding has the position 1.",
        ),
        Mistake(
            lambda ids: [place for place in positions(ids) if place != PADDING],
            "The positions of padding are missing: each ID gets one, and padding gets 1.",
        ),
        Mistake(
            lambda ids: [PADDING if token_id == PADDING else place + 3 for place, token_id in enumerate(ids)],
            "Padding is right. The others are one too high: the first token has position 2.",
        ),
        Mistake(
            lambda ids: [PADDING if token_id == PADDING else place for place, token_id in enumerate(ids, start=2)][
                ::-1
            ],
            "They are in the opposite order: the first token has position 2.",
        ),
    ],
    proof="Tokens are counted from 2, and padding stays at 1.",
)

GENERATOR = torch.Generator().manual_seed(0)
WORD = torch.tensor([[1.0, 2.0, 0.0], [5.0, -1.0, 3.0]])
POSITION = torch.tensor([[0.5, 0.0, -2.0], [4.0, 0.25, 1.0]])
TYPE = torch.tensor([10.0, 20.0, 40.0])


def _to_first_row(table: torch.Tensor, row: torch.Tensor) -> torch.Tensor:
    return torch.cat([table[:1] + row, table[1:]])


check_add_embeddings = Exercise(
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
        Mistake(
            lambda word, position, token_type: word + token_type,
            "The positions were left out. Without them the model would not see the order of the tokens.",
        ),
        Mistake(
            lambda word, position, token_type: position + token_type,
            "The words were left out.",
        ),
        Mistake(
            lambda word, position, token_type: word + position + 2 * token_type,
            "The token type was added twice.",
        ),
        Mistake(
            lambda word, position, token_type: word + 2 * position + token_type,
            "The positions were added twice.",
        ),
        Mistake(
            lambda word, position, token_type: word + position - token_type,
            "The token type was taken away. The three are added up.",
        ),
        Mistake(
            lambda word, position, token_type: _to_first_row(word + position, token_type),
            "The token type was added to the first token alone. It counts for every token.",
        ),
        Mistake(
            lambda word, position, token_type: torch.cat([word, position, token_type[None]]),
            "The rows stand one below the other, and there are more of them than tokens. The three are added up.",
        ),
        Mistake(
            lambda word, position, token_type: torch.stack([word, position, token_type.expand_as(word)]),
            "The three lie on top of each other, in a new axis. They are added up: `.sum(dim=0)` would do it.",
        ),
        Mistake(
            lambda word, position, token_type: word + position + token_type[: len(word), None],
            "The token type became a column. It has a number for each column of `word`: add it as it is.",
        ),
        Mistake(
            lambda word, position, token_type: layer_norm(word + position + token_type, (word.shape[-1],)),
            "LayerNorm is in it already. What goes *into* LayerNorm is asked for.",
        ),
    ],
    proof="Three vectors for each token, added up into one.",
)

EPS = 1e-5
WEIGHT, BIAS = torch.tensor([1.25, 2.0, 0.5, 1.5]), torch.tensor([0.4, 0.1, -0.2, 0.3])
VECTORS = torch.tensor([[1.0, 2.0, 3.0, 6.0], [-4.0, 0.5, 0.0, 2.5], [0.01, 0.02, 0.0, -0.01]])


def norm(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, unbiased: bool = False) -> torch.Tensor:
    variance = x.var(dim=-1, keepdim=True, correction=int(unbiased))
    return (x - x.mean(dim=-1, keepdim=True)) / torch.sqrt(variance + EPS) * weight + bias


check_layer_norm = Exercise(
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
            lambda x, weight, bias: norm(x, weight, bias, unbiased=True),
            "Nearly. `var` divides by one less than the number of values, unless you say `correction=0`.",
        ),
        Mistake(
            lambda x, weight, bias: norm(x, torch.ones_like(weight), torch.zeros_like(bias)),
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
            "Nearly. `eps` is missing or too small, and that shows where a vector's numbers lie close together: add "
            "1e-5 to the variance, under the root.",
        ),
        Mistake(
            lambda x, weight, bias: (
                (x - x.mean(dim=-1, keepdim=True)) / (x.std(dim=-1, keepdim=True, correction=0) + EPS) * weight + bias
            ),
            "Nearly. `eps` was added to the standard deviation. Add it to the variance, under the root.",
        ),
        Mistake(
            lambda x, weight, bias: (
                (x - x.mean(dim=-1, keepdim=True)) / (x.std(dim=-1, keepdim=True) + EPS) * weight + bias
            ),
            "Two things. `std` divides by one less than the number of values, unless you say `correction=0`. And `eps` "
            "is added to the variance, under the root.",
        ),
        Mistake(
            lambda x, weight, bias: (x - x.mean(dim=-1, keepdim=True)) / x.std(dim=-1, keepdim=True) * weight + bias,
            "Two things. `std` divides by one less than the number of values, unless you say `correction=0`. And `eps` "
            "is missing: it is added to the variance, under the root.",
        ),
        Mistake(
            lambda x, weight, bias: (norm(x, torch.ones_like(weight), torch.zeros_like(bias)) + bias) * weight,
            "`bias` was added before the product. Multiply by `weight` first, then add `bias`.",
        ),
        Mistake(
            lambda x, weight, bias: norm(x, torch.ones_like(weight), torch.zeros_like(bias)) * weight[0] + bias[0],
            "The first numbers of `weight` and `bias` were used for all. Each column has its own.",
        ),
        Mistake(
            lambda x, weight, bias: norm(x, torch.ones_like(weight), torch.zeros_like(bias)) @ weight + bias,
            "`@` multiplies and adds up. Multiply number by number: `*`.",
        ),
        Mistake(
            lambda x, weight, bias: (
                (x - x.mean(dim=-1, keepdim=True))
                / torch.sqrt(((x - x.mean(dim=-1, keepdim=True)) ** 2).sum(dim=-1, keepdim=True) + EPS)
                * weight
                + bias
            ),
            "The squares were added up. The variance is their mean.",
        ),
        Mistake(
            lambda x, weight, bias: norm(x, weight, torch.zeros_like(bias)),
            "`bias` is missing: add it at the end.",
        ),
        Mistake(
            lambda x, weight, bias: norm(x, torch.ones_like(weight), bias),
            "`weight` is missing: multiply by it, before `bias` is added.",
        ),
        Mistake(
            lambda x, weight, bias: (
                (x - x.mean(dim=-1, keepdim=True)) / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + EPS) * weight + bias
            ),
            "The mean of the squares is no variance here: take the mean away before you square.",
        ),
        Mistake(
            lambda x, weight, bias: x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + EPS) * weight + bias,
            "The mean was not taken away. Do that first, in the numbers and in their squares.",
        ),
        Mistake(
            lambda x, weight, bias: x / torch.sqrt(x.var(dim=-1, keepdim=True, correction=0) + EPS) * weight + bias,
            "The mean was not taken away: the vectors have variance 1, and not mean 0.",
        ),
        Mistake(
            lambda x, weight, bias: (x - x.mean(dim=-1, keepdim=True)) * weight + bias,
            "The mean is 0, and the variance is not yet 1: divide by the root of variance and `eps`.",
        ),
        Mistake(
            lambda x, weight, bias: (
                x
                - x.mean(dim=-1, keepdim=True) / torch.sqrt(x.var(dim=-1, keepdim=True, correction=0) + EPS) * weight
                + bias
            ),
            "`/` comes before `-`: only the mean is divided. Put the difference in brackets.",
        ),
        Mistake(
            lambda x, weight, bias: torch.nn.functional.normalize(x, dim=-1) * weight + bias,
            "The vectors have length 1. LayerNorm takes the mean away, and divides by the standard deviation.",
        ),
        Mistake(
            lambda x, weight, bias: (x - x.mean()) / torch.sqrt(x.var(correction=0) + EPS) * weight + bias,
            "Mean and variance were taken over all numbers. Each row has its own: `dim=-1, keepdim=True`.",
        ),
    ],
    proof="Your lines equal the library's LayerNorm.",
    forbidden=("layer_norm", "native_layer_norm", "batch_norm", "group_norm", "instance_norm"),
)

TABLE = torch.tensor([[1.0, 0.0], [0.9, 0.1], [4.0, 3.0], [-1.0, 0.1], [0.0, 2.0], [2.0, 0.0]])


def _cosines(table: torch.Tensor, row: int) -> torch.Tensor:
    return torch.cosine_similarity(table[row], table, dim=-1)


def _best(scores: torch.Tensor, row: int, count: int) -> list[int]:
    return [place for place in scores.argsort(descending=True).tolist() if place != row][:count]


def _zeroed(table: torch.Tensor, row: int) -> torch.Tensor:
    cosines = _cosines(table, row)
    cosines[row] = 0
    return cosines


check_nearest = Exercise(
    right=lambda table, row, count: _best(_cosines(table, row), row, count),
    inputs=[
        (TABLE, 0, 2),
        (TABLE, 4, 1),
        (TABLE, 2, 1),
        (TABLE, 5, 2),
        (TABLE, 3, 3),
        (TABLE[:5], 0, 4),
        (TABLE[:5], 2, 3),
    ],
    mistakes=[
        Mistake(
            lambda table, row, count: table[_best(_cosines(table, row), row, count)],
            "These are the rows themselves. Return their numbers.",
        ),
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
        Mistake(
            lambda table, row, count: _best(_cosines(table, row).abs(), row, count),
            "The sign was taken away, and the opposite direction passes for near. A negative cosine is far.",
        ),
        Mistake(
            lambda table, row, count: _cosines(table, row).argsort(descending=True).tolist()[1 : count + 1],
            "The first one was left out. Another row may point in the very same direction and come before the row "
            "itself: leave out the row by its number.",
        ),
        Mistake(
            lambda table, row, count: _zeroed(table, row).topk(count).indices.tolist(),
            "The row's own cosine was made 0, which is still more than a negative one. Leave the row out altogether.",
        ),
        Mistake(
            lambda table, row, count: _best(_cosines(table, row), row, count)[::-1],
            "The rows are right, and the nearest comes last. It has to come first.",
        ),
        Mistake(
            lambda table, row, count: _best(_cosines(table, row), row, 2),
            "There are always two. `count` says how many are asked for.",
        ),
        Mistake(
            lambda table, row, count: _best(_cosines(table, row), row, len(table)),
            "These are all of them, in order. `count` says how many are asked for.",
        ),
        Mistake(
            lambda table, row, count: [place - (place > row) for place in _best(_cosines(table, row), row, count)],
            "These are numbers in the table without the row. Count in the whole table.",
        ),
        Mistake(
            lambda table, row, count: [
                place for place in _cosines(table, row).argsort(descending=True).tolist()[:count] if place != row
            ],
            "The list was cut before the row was left out. Leave it out first, then take as many as are asked for.",
        ),
        Mistake(
            lambda table, row, count: sorted(_best(_cosines(table, row), row, count)),
            "The rows are right, and sorted by their numbers. The nearest has to come first.",
        ),
        Mistake(
            lambda table, row, count: [table[place].tolist() for place in _best(_cosines(table, row), row, count)],
            "These are the rows themselves. Their numbers are asked for.",
        ),
        Mistake(
            lambda table, row, count: [
                _cosines(table, row)[place].item() for place in _best(_cosines(table, row), row, count)
            ],
            "These are the cosines. At which rows are they?",
        ),
        Mistake(
            lambda table, row, count: _cosines(table, row),
            "These are the cosines with all rows. Which rows have the largest? `argsort` sorts the places.",
        ),
    ],
    proof="Nearest by direction, itself left out.",
)

TOKENS = torch.tensor([[1.0, 2.0], [3.0, 4.0], [100.0, 100.0]])


def _masked(vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return (vectors * mask[:, None]).sum(dim=0)


check_masked_mean = Exercise(
    right=lambda vectors, mask: _masked(vectors, mask) / mask.sum(),
    inputs=[
        (TOKENS, torch.tensor([1, 1, 0])),
        (TOKENS, torch.tensor([1, 0, 0])),
        (TOKENS[:2], torch.tensor([1, 1])),
        (
            torch.tensor([[0.0, 2.0, 1.0], [5.0, 0.0, -2.5], [50.0, 60.0, 70.0], [4.0, 0.0, 1.0]]),
            torch.tensor([1, 1, 0, 1]),
        ),
    ],
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
        Mistake(
            lambda vectors, mask: vectors[mask.bool()].mean(dim=1),
            "Padding is left out. But the mean goes over the wrong axis, and gives one number a token: `dim=0`.",
        ),
        Mistake(
            lambda vectors, mask: vectors[mask].mean(dim=0),
            "A mask of 0 and 1 picks row 0 and row 1, again and again. `mask.bool()` picks where it is True.",
        ),
        Mistake(
            lambda vectors, mask: vectors[~mask].mean(dim=0),
            "Of whole numbers, `~` makes -1 and -2, which pick rows from the end. `mask.bool()` picks where it is "
            "True.",
        ),
        Mistake(
            lambda vectors, mask: vectors[:-1].mean(dim=0),
            "The last row was left out, whatever the mask says. Use the mask.",
        ),
        Mistake(
            lambda vectors, mask: vectors[: mask.sum()].mean(dim=0),
            "The first rows were taken, as many as there are tokens. Padding can stand between tokens: go by the mask.",
        ),
        Mistake(
            lambda vectors, mask: _masked(vectors, mask) // mask.sum(),
            "`//` throws the fraction away. Divide with `/`.",
        ),
        Mistake(
            lambda vectors, mask: _masked(vectors, mask) / (vectors * mask[:, None] != 0).sum(dim=0),
            "A token's number can be 0, and was not counted then. Divide by `mask.sum()`.",
        ),
        Mistake(
            lambda vectors, mask: vectors[mask == 0].mean(dim=0),
            "This is the mean of the padding. Take the tokens, where the mask is 1.",
        ),
        Mistake(
            lambda vectors, mask: vectors[mask.bool()].mean(),
            "This is one number. One for each column is asked for: `mean(dim=0)`.",
        ),
        Mistake(
            lambda vectors, mask: vectors * mask[:, None],
            "Padding is 0 now. The mean is still to be taken: add up over the tokens, and divide by `mask.sum()`.",
        ),
        Mistake(
            lambda vectors, mask: vectors[mask.bool()],
            "These are the tokens without padding. Take their mean: `.mean(dim=0)`.",
        ),
        Mistake(
            lambda vectors, mask: _masked(vectors, mask).sum() / mask.sum(),
            "This is one number. One for each column is asked for: add up over the tokens alone, `dim=0`.",
        ),
    ],
    proof="However much padding is added, the mean stays the same.",
)

BANK = ("The bank was closed.", "My bank is open.", "We sat on the river bank.")


@torch.no_grad()
def _what_is_the_same() -> list[bool]:
    """Six comparisons of a word with itself, made with the model."""
    encoded = [tokenizer()(text, return_tensors="pt") for text in BANK]
    bank, bare = tokenizer().convert_tokens_to_ids(["Ġbank", "bank"])
    places = [each["input_ids"][0].tolist().index(bank) for each in encoded]
    layer, table = model().roberta.embeddings, model().get_input_embeddings().weight
    inner = [layer(each["input_ids"])[0, place] for each, place in zip(encoded, places, strict=True)]
    last = [model().roberta(**each).last_hidden_state[0, place] for each, place in zip(encoded, places, strict=True)]
    padded = layer(torch.tensor([[0, bank, 2, PADDING, PADDING]]))[0]
    return [
        torch.equal(table[encoded[0]["input_ids"][0, places[0]]], table[encoded[2]["input_ids"][0, places[2]]]),
        torch.allclose(inner[0], inner[2], atol=1e-4),
        torch.allclose(inner[0], inner[1], atol=1e-4),
        torch.allclose(last[0], last[1], atol=1e-4),
        torch.allclose(padded[-1], padded[-2], atol=1e-4),
        torch.equal(table[bank], table[bare]),
    ]


FORESEE_SAME = Exercise(
    right=_what_is_the_same,
    inputs=[()],
    mistakes=[],
    proof=(
        "Up to the embedding layer only the token and its place count (1, 2, 3); the other tokens come in with the "
        "layers (4). "
        "Padding has one place for all (5). With a space and without one are two IDs, and two rows (6)."
    ),
)


@torch.no_grad()
def _embedded(ids: list[int], places: list[int], token_type: bool = True, scaled: bool = True) -> torch.Tensor:
    layer = model().roberta.embeddings
    total = layer.word_embeddings(torch.tensor(ids)) + layer.position_embeddings(torch.tensor(places))
    if token_type:
        total = total + layer.token_type_embeddings(torch.tensor(0))
    return layer.LayerNorm(total) if scaled else total


check_embed = Exercise(
    right=lambda ids: _embedded(ids, positions(ids)),
    forbidden=("RobertaEmbeddings.forward",),
    inputs=[
        ([0, 250, 16912, 4, 2],),
        ([0, 250, 16912, 4, 2, 1, 1],),
        ([0, 9, 9, 9, 2, 1],),
        ([0, 2],),
    ],
    mistakes=[
        Mistake(
            lambda ids: _embedded(ids, list(range(len(ids)))),
            "The bug is still there: the positions are counted from 0. RoBERTa's first token has position 2.",
        ),
        Mistake(
            lambda ids: _embedded(ids, list(range(1, len(ids) + 1))),
            "The positions are counted from 1, which belongs to padding. The first token has position 2.",
        ),
        Mistake(
            lambda ids: _embedded(ids, list(range(2, len(ids) + 2))),
            "Right without padding. All padding has the position 1, and is not counted on.",
        ),
        Mistake(
            lambda ids: _embedded(ids, positions(ids, start=0)),
            "Padding is right. The tokens have to be counted from 2.",
        ),
        Mistake(
            lambda ids: _embedded(ids, positions(ids, start=1)),
            "Padding is right. The tokens have to be counted from 2, and not from 1.",
        ),
        Mistake(
            lambda ids: _embedded(
                ids, [0 if token_id == PADDING else place for token_id, place in zip(ids, positions(ids), strict=True)]
            ),
            "The tokens are right. Padding has the position 1, not 0.",
        ),
        Mistake(
            lambda ids: _embedded(ids, positions(ids))[: sum(token_id != PADDING for token_id in ids)],
            "The rows of padding are missing: the layer gives padding vectors too.",
        ),
        Mistake(
            lambda ids: _embedded(ids, positions(ids), token_type=False),
            "The positions are right, and the token type got lost.",
        ),
        Mistake(
            lambda ids: _embedded(ids, positions(ids), scaled=False),
            "The sum is right, and LayerNorm is missing.",
        ),
        Mistake(
            lambda ids: _embedded(ids, positions(ids))[None],
            "The vectors are right, in a batch of one text. Return those of the text: `[0]`.",
        ),
    ],
    proof="Two rows further down in one table: no error, other vectors. Comparing with the library found it.",
)

check_foresee_same = prediction("foresee_same", FORESEE_SAME)
