"""Checks for the exercises on building the classifier from scratch, in NumPy."""

import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import accumulate
from operator import mul
from typing import TypeAlias

import numpy as np
import torch
from transformers import RobertaForSequenceClassification

from helpers.checks.checkpoint import model
from helpers.checks.exercise import Exercise, Mistake
from helpers.checks.predictions import prediction

POINTS = np.array([-3.0, -1.0, -0.1, 0.0, 0.5, 1.0, 4.0])
ERF = np.vectorize(math.erf)


def _gelu(x: np.ndarray) -> np.ndarray:
    return x * (1 + ERF(x / math.sqrt(2))) / 2


check_gelu = Exercise(
    right=_gelu,
    inputs=[(POINTS,), (POINTS[None, :3],), (POINTS[:4].reshape(2, 1, 2),)],
    mistakes=[
        Mistake(
            lambda x: np.maximum(x, 0),
            "This is ReLU, with a corner at 0. GELU is smooth there, and a little below 0 for small negative numbers.",
        ),
        Mistake(
            lambda x: x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2,
            "Close: this is the approximation with tanh that GPT-2 uses. RoBERTa uses the error function, `math.erf`.",
        ),
        Mistake(
            lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
            "`math.erf` takes one number at a time. `np.vectorize(math.erf)` makes a function for arrays of it.",
        ),
        Mistake(lambda x: x * (1 + ERF(x)) / 2, "The root is missing: the error function is given `x` divided by √2."),
        Mistake(
            lambda x: x * (1 + ERF(x / math.sqrt(2))), "Twice too large: the sum in brackets lies between 0 and 2."
        ),
        Mistake(
            lambda x: (1 + ERF(x / math.sqrt(2))) / 2,
            "This is the weight alone, between 0 and 1. Multiply `x` by it.",
        ),
        Mistake(
            lambda x: np.array([number * (1 + math.erf(number / math.sqrt(2))) / 2 for number in x]),
            "This goes through the first axis alone, and an array can have more. `np.vectorize(math.erf)` takes every "
            "shape.",
        ),
        Mistake(
            lambda x: (x * 1 + ERF(x / math.sqrt(2))) / 2,
            "`x` multiplies the 1 alone. Put the sum in brackets: `x * (1 + erf) / 2`.",
        ),
        Mistake(
            lambda x: x * 1 + ERF(x / math.sqrt(2)) / 2,
            "The brackets are missing: (1 + erf) / 2 comes first, and `x` multiplies it.",
        ),
        Mistake(
            lambda x: x * (1 + ERF(x / 2)) / 2,
            "`x` was divided by 2. Divide it by the root of 2.",
        ),
        Mistake(
            lambda x: x * (1 + ERF(x * math.sqrt(2))) / 2,
            "`x` was multiplied by the root of 2. Divide by it.",
        ),
        Mistake(
            lambda x: x * (1 + ERF(x / math.sqrt(2)) / 2),
            "Only `erf` was halved. The sum in brackets is: (1 + erf) / 2.",
        ),
        Mistake(
            lambda x: x * ERF(x / math.sqrt(2)) / 2,
            "The 1 in the brackets is missing: (1 + erf) / 2.",
        ),
        Mistake(
            lambda x: x * ERF(x / math.sqrt(2)),
            "The chance is (1 + erf) / 2, and this is `erf` alone.",
        ),
        Mistake(
            lambda x: x * (1 - ERF(x / math.sqrt(2))) / 2,
            "This is the chance that the number lies above. It is (1 + erf) / 2 that it lies below.",
        ),
        Mistake(
            lambda x: x / (1 + np.exp(-x)),
            "This is SiLU, `x` times the sigmoid. GELU takes the error function, `math.erf`.",
        ),
        Mistake(
            lambda x: x / (1 + np.exp(-1.702 * x)),
            "Close: this is an approximation by a sigmoid. RoBERTa uses the error function, `math.erf`.",
        ),
    ],
    proof="`x`, times the chance that a normally distributed number lies below it.",
)

VECTORS = np.arange(24.0).reshape(4, 6)


def _split(x: np.ndarray, heads: int) -> np.ndarray:
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)


check_split_heads = Exercise(
    right=_split,
    inputs=[(VECTORS, 2), (VECTORS, 3), (VECTORS[:3, :4], 4)],
    mistakes=[
        Mistake(
            lambda x, heads: x.reshape(len(x), heads, -1),
            "Tokens come first here, then heads. Each head has to see all tokens: swap the first two axes.",
        ),
        Mistake(
            lambda x, heads: x.reshape(heads, len(x), -1),
            "The shape is right and the numbers are not: `reshape` alone mixes tokens. Split each token's vector "
            "first, then swap the axes.",
        ),
        Mistake(
            lambda x, heads: x.reshape(len(x), -1, heads).transpose(2, 0, 1),
            "A head took numbers from all over the vector. Its own stand next to each other: `(tokens, heads, -1)`.",
        ),
        Mistake(
            lambda x, heads: _split(x, heads).transpose(0, 2, 1),
            "Heads first, good. Within a head, each row has to be a token.",
        ),
        Mistake(
            lambda x, heads: x.reshape(len(x), -1, heads).transpose(1, 0, 2),
            "The two lengths are swapped: there are `heads` heads, and the rest is the width of one.",
        ),
        Mistake(
            lambda x, heads: _split(x, heads)[0],
            "This is the first head alone. All heads are asked for.",
        ),
        Mistake(
            lambda x, heads: x.reshape(len(x), heads, -1).T,
            "`.T` turns all three axes round. Swap the first two alone: `.transpose(1, 0, 2)`.",
        ),
        Mistake(
            lambda x, heads: np.array(np.array_split(x, heads)),
            "The tokens were shared out among the heads. Split along the numbers: `axis=1`.",
        ),
        Mistake(
            lambda x, heads: np.stack([x[:, head : head + x.shape[1] // heads] for head in range(heads)]),
            "The heads overlap: the second begins where the first ends, at `head * size`.",
        ),
        Mistake(
            lambda x, heads: np.stack(np.split(x, heads, axis=0)),
            "The tokens were shared out among the heads. Each head sees all tokens, and a slice of their numbers.",
        ),
        Mistake(
            lambda x, heads: list(_split(x, heads)),
            "The heads are right, in a list. `np.stack(...)` makes one array of them.",
        ),
    ],
    proof="Heads, tokens, numbers: each head has its own slice of every token's vector.",
)

SCORES = np.array([[1000.0, 1001.0, 999.0], [0.0, -1.0, 2.0], [0.0, 30000.0, 29999.0]])


def _softmax_less(scores: np.ndarray, less: np.ndarray | float, axis: int = -1) -> np.ndarray:
    """Softmax after something was taken away from the scores; too little of it, and ``exp`` overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        scores = np.exp(scores - less)
        return scores / scores.sum(axis=axis, keepdims=True)


def _stable(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    return _softmax_less(scores, scores.max(axis=axis, keepdims=True), axis)


def _exp_less_max(scores: np.ndarray) -> np.ndarray:
    return np.exp(scores - scores.max(axis=-1, keepdims=True))


def _unstable(scores: np.ndarray) -> np.ndarray:
    return _softmax_less(scores, 0.0)


check_stable_softmax = Exercise(
    right=_stable,
    inputs=[(SCORES,), (SCORES[1:],), (-SCORES[:2],)],
    mistakes=[
        Mistake(
            _unstable,
            "The bug is still there: e¹⁰⁰⁰ is more than a number can hold. Take each row's largest score away first; "
            "the result is the same.",
        ),
        Mistake(
            lambda scores: _softmax_less(scores, scores.min(axis=-1, keepdims=True)),
            "`exp` still overflows. Whatever was done, take each row's own largest score away first.",
        ),
        Mistake(
            lambda scores: _softmax_less(scores, scores.max()),
            "Less the largest of all rows, every number of another row can become 0, and 0 by 0 is no number. Take "
            "each row's own largest score away.",
        ),
        Mistake(
            lambda scores: _stable(scores, axis=0),
            "Softmax over the wrong axis: each row has to add up to 1, so use `axis=-1` throughout.",
        ),
        Mistake(
            lambda scores: np.exp(scores - scores.max(axis=-1, keepdims=True)),
            "No overflow, but the rows do not add up to 1: divide by their sums.",
        ),
        Mistake(
            lambda scores: np.nan_to_num(_unstable(scores)),
            "The missing numbers were replaced, not calculated. Take each row's largest score away before `exp`.",
        ),
        Mistake(
            lambda scores: _softmax_less(scores, 1000.0),
            "A fixed number was taken away, which fits one row and no other. Take each row's largest score away.",
        ),
        Mistake(
            lambda scores: _softmax_less(np.clip(scores, -700, 700), 0.0),
            "The scores were cut off, and large ones became equal. Take each row's largest score away, which changes "
            "nothing.",
        ),
        Mistake(
            lambda scores: np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum(),
            "All numbers together add up to 1. Each row has to: `axis=-1, keepdims=True`, for the maximum as well.",
        ),
        Mistake(
            lambda scores: _softmax_less(scores / np.abs(scores).max(axis=-1, keepdims=True), 0.0),
            "The scores were divided, which changes the shares. Take each row's largest score away instead.",
        ),
        Mistake(
            lambda scores: _softmax_less(scores / scores.max(axis=-1, keepdims=True), 0.0),
            "The scores were divided by the largest, which changes the shares. Take it away instead.",
        ),
        Mistake(
            lambda scores: _softmax_less(scores, scores.max(axis=0)),
            "The largest of each column was taken away. Take each row's own: `axis=-1, keepdims=True`.",
        ),
        Mistake(
            lambda scores: np.log(_stable(scores)),
            "These are logarithms. Leave the logarithm away.",
        ),
        Mistake(
            lambda scores: _exp_less_max(scores) / _exp_less_max(scores).sum(),
            "All numbers together add up to 1. Each row has to: `axis=-1, keepdims=True`.",
        ),
        Mistake(
            lambda scores: scores - scores.max(axis=-1, keepdims=True),
            "These are the scores less the largest. `np.exp` and the division by the sum are still to come.",
        ),
        Mistake(
            lambda scores: (scores == scores.max(axis=-1, keepdims=True)).astype(float),
            "The largest got everything. Softmax gives the others their share, too.",
        ),
    ],
    proof="The same shares as before, with no number too large on the way.",
)

SHAPES = {"word": (50265, 128), "dense.weight": (128, 96), "dense.bias": (96,)}


def _count(shapes: dict[str, tuple[int, ...]]) -> int:
    return sum(math.prod(shape) for shape in shapes.values())


check_count_parameters = Exercise(
    right=_count,
    inputs=[(SHAPES,), ({"one": (3,)},), ({},), ({"a": (2, 3), "b": (2, 3), "c": (2, 2, 2)},)],
    mistakes=[
        Mistake(
            lambda shapes: sum(sum(shape) for shape in shapes.values()),
            "Rows and columns were added. A table of 3 rows and 4 columns holds 3 times 4 numbers.",
        ),
        Mistake(lambda shapes: len(shapes), "These are the tensors. The question is for the numbers in them."),
        Mistake(
            lambda shapes: sum(math.prod(shape) for shape in shapes.values() if len(shape) > 1),
            "The biases are missing: a tensor with one axis has parameters as well.",
        ),
        Mistake(
            lambda shapes: 4 * _count(shapes),
            "These are bytes, at four for each number. The question is for the numbers.",
        ),
        Mistake(
            lambda shapes: math.prod(math.prod(shape) for shape in shapes.values()),
            "The tensors' sizes were multiplied with each other. Multiply within a shape, and add up the tensors.",
        ),
        Mistake(
            lambda shapes: math.prod(next(iter(shapes.values()), (0,))),
            "This is the first tensor alone. Does a `return` stand in the loop?",
        ),
        Mistake(
            lambda shapes: math.prod([*shapes.values(), (0,)][-2 if shapes else -1]),
            "This is the last tensor alone. Add each to a sum that begins before the loop.",
        ),
        Mistake(
            lambda shapes: sum(math.prod(shape) for shape in set(shapes.values())),
            "Two tensors of one shape were counted once. Count each tensor.",
        ),
        Mistake(
            lambda shapes: 0,
            "It is always 0. A product begins at 1: 0 times anything is 0.",
        ),
        Mistake(
            lambda shapes: sum(accumulate(map(math.prod, shapes.values()), mul)),
            "The product of one tensor goes on into the next. Begin at 1 for each tensor.",
        ),
        Mistake(
            lambda shapes: sum(shape[0] * (shape[1] if len(shape) > 1 else 1) for shape in shapes.values()),
            "Two lengths were multiplied. A tensor can have three axes: `math.prod` multiplies all.",
        ),
        Mistake(
            lambda shapes: sum(math.prod(shape) for shape in shapes),
            "These are the names. Their shapes are in `shapes.values()`.",
        ),
        Mistake(
            lambda shapes: max(map(math.prod, shapes.values()), default=0),
            "This is the largest tensor. Add up all of them.",
        ),
        Mistake(
            lambda shapes: {name: math.prod(shape) for name, shape in shapes.items()},
            "These are the numbers in each tensor. Add them up.",
        ),
        Mistake(
            lambda shapes: sum(shape[0] for shape in shapes.values()),
            "These are the rows. Multiply by the other lengths.",
        ),
        Mistake(
            lambda shapes: sum(shape[0] * shape[-1] for shape in shapes.values()),
            "First length times last: right for two axes. A tensor can have one, or three: `math.prod` multiplies all.",
        ),
    ],
    proof="Almost all of these parameters are in the table of word embeddings.",
)

INNER = np.array([[1.0, 2.0], [3.0, -1.0]])
WEIGHT, BIAS = np.array([[0.5, 1.0], [-1.0, 2.0], [0.0, 1.0]]), np.array([0.1, 0.2, 0.3])

check_linear = Exercise(
    right=lambda x, weight, bias: x @ weight.T + bias,
    inputs=[
        (INNER, WEIGHT, BIAS),
        (INNER / 3, WEIGHT / 7, BIAS / 9),
        (INNER, np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, -1.0])),
    ],
    mistakes=[
        Mistake(
            lambda x, weight, bias: x @ weight + bias,
            "The matrix has one row for each output, so it does not fit as it is. Turn it on its side: `weight.T`.",
        ),
        Mistake(lambda x, weight, bias: x @ weight.T, "The bias is missing: it is added to each row."),
        Mistake(
            lambda x, weight, bias: (x @ weight.T + bias).T,
            "The result is on its side: each row has to be a token.",
        ),
        Mistake(lambda x, weight, bias: x @ weight.T - bias, "The bias was taken away. It is added."),
        Mistake(
            lambda x, weight, bias: (x + 1) @ weight.T + bias,
            "Something was added to the input. Multiply it as it is, and add the bias afterwards.",
        ),
        Mistake(
            lambda x, weight, bias: x * weight + bias,
            "`*` multiplies number by number. The product of matrices is `@`, here with `weight.T`.",
        ),
        Mistake(
            lambda x, weight, bias: (x + bias) @ weight.T,
            "The bias was added before the product. It comes after it: one number for each output.",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight.reshape(weight.shape[::-1]) + bias,
            "`reshape` does not turn a matrix, it fills it anew. `.T` turns it.",
        ),
        Mistake(
            lambda x, weight, bias: weight @ x.T + bias,
            "The two are swapped: `x @ weight.T` has one row for each token.",
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight.T + bias)[0],
            "This is the first token alone. One row for each token is asked for.",
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight.T).sum() + bias.sum(),
            "This is one number. Each token gets a row with a number for each output.",
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight.T) * bias,
            "The bias was multiplied. It is added.",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight.T + bias[0],
            "The first number of the bias was added everywhere. Each output has its own.",
        ),
        Mistake(
            lambda x, weight, bias: np.round(x @ weight.T + bias, 2),
            "It is rounded. Return the numbers as they are.",
        ),
        Mistake(
            lambda x, weight, bias: np.maximum(x @ weight.T + bias, 0),
            "Negative numbers became 0. A linear layer leaves them as they are.",
        ),
    ],
    proof="PyTorch stores a layer's weights with one row for each output, so they are turned before the product.",
)

PAIR = np.array([1.0, 2.0])
STEPS = "query key value scores weights mixed dense".split()
ONE_OFF = np.zeros((20, 20))
ONE_OFF[5, 5] = 1.5e-3
Steps = dict[str, np.ndarray]


def _first(names: Iterable[str], differs: Callable[[str], bool]) -> str | None:
    return next(filter(differs, names), None)


def _difference(ours: Steps, theirs: Steps, name: str) -> float:
    return float(np.abs(ours[name] - theirs[name]).max())


check_first_difference = Exercise(
    right=lambda ours, theirs: _first(ours, lambda name: _difference(ours, theirs, name) > 1e-5),
    inputs=[
        ({"a": PAIR, "b": PAIR + 1, "c": PAIR + 2}, {"a": PAIR, "b": PAIR, "c": PAIR}),
        ({"a": PAIR, "b": PAIR + 1e-7}, {"a": PAIR, "b": PAIR}),
        ({"a": PAIR + 1}, {"a": PAIR}),
        ({"a": PAIR - 1}, {"a": PAIR}),
        ({"a": PAIR + 5e-5}, {"a": PAIR}),
        ({"a": ONE_OFF}, {"a": np.zeros((20, 20))}),
        ({"query": PAIR + 1, "key": PAIR + 1}, {"query": PAIR, "key": PAIR}),
        ({"b": PAIR, "a": PAIR[::-1]}, {"b": PAIR, "a": PAIR}),  # the sums are equal
        ({"b": PAIR + np.array([0.0, 1.0])}, {"b": PAIR}),
        ({"b": PAIR - np.array([1.0, 0.0])}, {"b": PAIR}),
        ({"d": np.full(400, 4e-6)}, {"d": np.zeros(400)}),
        ({"e": np.array([6e-6, 0.0])}, {"e": np.zeros(2)}),
        (dict.fromkeys(STEPS, PAIR + 1), dict.fromkeys(STEPS, PAIR)),
        ({"a": 1000 * PAIR + 5e-3}, {"a": 1000 * PAIR}),
        ({"a": np.array([4e-6, 0.0])}, {"a": np.zeros(2)}),
        ({}, {}),
    ],
    mistakes=[
        Mistake(
            lambda ours, theirs: next(
                (name if _difference(ours, theirs, name) > 1e-5 else None for name in ours), None
            ),
            "The loop ends with the first tensor, whether it differs or not. Return None after the loop, not in it.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: (ours[name] - theirs[name]).max() > 1e-5),
            "Numbers that are too small pass. Take the size of a difference, without its sign: `np.abs`.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: np.abs(ours[name] - theirs[name]).mean() > 1e-5),
            "One wrong number among many passes, because the mean is small. Look at the largest difference.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: abs((ours[name] - theirs[name]).max()) > 1e-5),
            "The largest was taken first, and its sign away afterwards: a number that is too small passes. `np.abs` "
            "comes before `max`.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: abs(ours[name].max() - theirs[name].max()) > 1e-5),
            "The largest numbers were compared, wherever they stand. Subtract place by place first, then take the "
            "largest.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: np.abs(ours[name] - theirs[name]).sum() > 1e-5),
            "Small differences were taken together, and many of them make a large one. Look at the largest by itself.",
        ),
        Mistake(
            lambda ours, theirs: _first(
                ours, lambda name: not np.array_equal(np.round(ours[name], 5), np.round(theirs[name], 5))
            ),
            "Two numbers that are closer than 1e-5 can round to different ones. Subtract first, and compare the "
            "difference with 1e-5.",
        ),
        Mistake(
            lambda ours, theirs: max(ours, key=lambda name: _difference(ours, theirs, name), default=None),
            "This is the one that differs most. The first that differs is asked for, or None.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: abs((ours[name] - theirs[name]).sum()) > 1e-5),
            "Differences that cancel out pass, because they were added up. Look at the largest, without its sign.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: (np.abs(ours[name] - theirs[name]) > 1e-5).all()),
            "Every number has to differ here. One that differs is enough: `any`, or the largest difference.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: not np.allclose(ours[name], theirs[name])),
            "`np.allclose` by itself allows a large number to differ by more than 1e-5, and a small one by less. Say "
            "`rtol=0, atol=1e-5`.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: not np.allclose(ours[name], theirs[name], atol=1e-5)),
            "`np.allclose` has a second tolerance, which grows with the number. Say `rtol=0` as well.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: _difference(ours, theirs, name) > 1e-2),
            "Too generous: differences up to 1e-5 may pass, and larger ones may not.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: _difference(ours, theirs, name) > 1e-3),
            "Too generous: differences up to 1e-5 may pass, and larger ones, such as 5e-5, may not.",
        ),
        Mistake(
            lambda ours, theirs: _first(sorted(ours), lambda name: _difference(ours, theirs, name) > 1e-5),
            "The names were sorted. Their own order is the order in which the steps were taken.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: not np.array_equal(ours[name], theirs[name])),
            "Too strict: sums in another order round in another way. Let differences up to 1e-5 pass.",
        ),
        Mistake(
            lambda ours, theirs: _first(reversed(ours), lambda name: _difference(ours, theirs, name) > 1e-5),
            "This is the last one. Errors travel on, so the first difference is where to look.",
        ),
        Mistake(
            lambda ours, theirs: [name for name in ours if _difference(ours, theirs, name) > 1e-5],
            "These are all of them. Return the first alone: the others may follow from it.",
        ),
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: _difference(ours, theirs, name) <= 1e-5),
            "This is the first that agrees. The first that differs is asked for.",
        ),
        Mistake(
            lambda ours, theirs: all(_difference(ours, theirs, name) <= 1e-5 for name in ours),
            "True or False does not say where. Return the name of the first tensor that differs, or None.",
        ),
        Mistake(
            lambda ours, theirs: next(
                (place for place, name in enumerate(ours) if _difference(ours, theirs, name) > 1e-5), None
            ),
            "This is the place in the dictionary. Return the name that stands there.",
        ),
    ],
    proof="The first tensor that differs is where to look for the mistake.",
)

Classifier: TypeAlias = RobertaForSequenceClassification
IDS = torch.tensor([[0, 100, 657, 24, 328, 2]])


@torch.no_grad()
def _what_stays() -> list[bool]:
    """Whether the logits stay, for six changes of the weights; calculated with copies of the model."""
    before = model()(IDS).logits
    stays = []
    for change in (_renumbered, _stretched, _heads_swapped, _higher_value_bias, _reversed_inside, _doubled_head):
        changed = deepcopy(model())
        stays.append(torch.allclose(changed(change(changed)).logits, before, atol=1e-4))
    return stays


def _renumbered(changed: Classifier) -> torch.Tensor:
    table = changed.get_input_embeddings().weight
    places = torch.arange(len(table))
    places[2:] = places[2:].flip(0)  # `<pad>`, ID 1, stays
    table.copy_(table[places])
    return places[IDS]


def _stretched(changed: Classifier) -> torch.Tensor:
    attention = changed.roberta.encoder.layer[1].attention.self
    for part, factor in ((attention.query, 2.0), (attention.key, 0.5)):
        part.weight.mul_(factor)
        part.bias.mul_(factor)
    return IDS


def _heads_swapped(changed: Classifier) -> torch.Tensor:
    attention = changed.roberta.encoder.layer[1].attention
    width = attention.self.attention_head_size
    order = torch.arange(attention.self.all_head_size).reshape(-1, width)[
        [1, 0, *range(2, model().config.num_attention_heads)]
    ]
    for part in (attention.self.query, attention.self.key, attention.self.value):
        part.weight.copy_(part.weight[order.flatten()])
        part.bias.copy_(part.bias[order.flatten()])
    mixing = attention.output.dense.weight
    mixing.copy_(mixing[:, order.flatten()])
    return IDS


def _higher_value_bias(changed: Classifier) -> torch.Tensor:
    changed.roberta.encoder.layer[1].attention.self.value.bias.add_(1)
    return IDS


def _reversed_inside(changed: Classifier) -> torch.Tensor:
    layer = changed.roberta.encoder.layer[1]
    first, second = layer.intermediate.dense, layer.output.dense
    first.weight.copy_(first.weight.flip(0))
    first.bias.copy_(first.bias.flip(0))
    second.weight.copy_(second.weight.flip(1))
    return IDS


def _doubled_head(changed: Classifier) -> torch.Tensor:
    changed.classifier.out_proj.weight.mul_(2)
    changed.classifier.out_proj.bias.mul_(2)
    return IDS


FORESEE_EQUAL = Exercise(
    right=_what_stays,
    inputs=[()],
    mistakes=[],
    proof=(
        "IDs are only names (1). A doubled query times a halved key is the same score (2). Heads have no order, if "
        "the matrix behind them takes each from its new place (3), and neither have the numbers inside the second "
        "half (5). What is added to all values is in every average (4). Doubled logits are other logits; only the "
        "label stays (6)."
    ),
)

check_foresee_equal = prediction("foresee_equal", FORESEE_EQUAL)
