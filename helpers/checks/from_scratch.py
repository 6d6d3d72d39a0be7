"""Checks for the exercises on building the classifier from scratch, in NumPy."""

import math
from collections.abc import Callable, Iterable

import numpy as np

from helpers.checks.exercise import Exercise, Mistake, choice

POINTS = np.array([-3.0, -1.0, -0.1, 0.0, 0.5, 1.0, 4.0])
ERF = np.vectorize(math.erf)


def _gelu(x: np.ndarray) -> np.ndarray:
    return x * (1 + ERF(x / math.sqrt(2))) / 2


GELU = Exercise(
    right=_gelu,
    inputs=[(POINTS,), (POINTS[None, :3],)],
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
    ],
    proof="`x`, times the chance that a normally distributed number lies below it.",
)

VECTORS = np.arange(24.0).reshape(4, 6)


def _split(x: np.ndarray, heads: int) -> np.ndarray:
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)


SPLIT_HEADS = Exercise(
    right=_split,
    inputs=[(VECTORS, 2), (VECTORS, 3)],
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
    ],
    proof="Heads, tokens, numbers: each head has its own slice of every token's vector.",
)

SCORES = np.array([[1000.0, 1001.0, 999.0], [0.0, -1.0, 2.0], [0.0, 3000.0, 2999.0]])


def _softmax_less(scores: np.ndarray, less: np.ndarray | float, axis: int = -1) -> np.ndarray:
    """Softmax after something was taken away from the scores; too little of it, and ``exp`` overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        scores = np.exp(scores - less)
        return scores / scores.sum(axis=axis, keepdims=True)


def _stable(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    return _softmax_less(scores, scores.max(axis=axis, keepdims=True), axis)


def _unstable(scores: np.ndarray) -> np.ndarray:
    return _softmax_less(scores, 0.0)


STABLE_SOFTMAX = Exercise(
    right=_stable,
    inputs=[(SCORES,), (SCORES[1:],)],
    mistakes=[
        Mistake(
            _unstable,
            "The bug is still there: e¹⁰⁰⁰ is more than a number can hold. Take each row's largest score away first; "
            "the result is the same.",
        ),
        Mistake(
            lambda scores: _softmax_less(scores, scores.min(axis=-1, keepdims=True)),
            "Less the smallest or the mean, a score can still be too large for `exp`. Take each row's largest away.",
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
    ],
    proof="The same shares as before, with no number too large on the way.",
)

SHAPES = {"word": (50265, 128), "dense.weight": (128, 128), "dense.bias": (128,)}


def _count(shapes: dict[str, tuple[int, ...]]) -> int:
    return sum(math.prod(shape) for shape in shapes.values())


COUNT_PARAMETERS = Exercise(
    right=_count,
    inputs=[(SHAPES,), ({"one": (3,)},), ({},)],
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
    ],
    proof="Almost all of these parameters are in the table of word embeddings.",
)

INNER = np.array([[1.0, 2.0], [3.0, -1.0]])
WEIGHT, BIAS = np.array([[0.5, 1.0], [-1.0, 2.0], [0.0, 1.0]]), np.array([0.1, 0.2, 0.3])

LINEAR = Exercise(
    right=lambda x, weight, bias: x @ weight.T + bias,
    inputs=[(INNER, WEIGHT, BIAS), (INNER, np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, -1.0]))],
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
    ],
    proof="PyTorch stores a layer's weights with one row for each output, so they are turned before the product.",
)

ONE_OFF = np.zeros((100, 100))
ONE_OFF[50, 50] = 5e-2
Steps = dict[str, np.ndarray]


def _first(names: Iterable[str], differs: Callable[[str], bool]) -> str | None:
    return next(filter(differs, names), None)


def _difference(ours: Steps, theirs: Steps, name: str) -> float:
    return np.abs(ours[name] - theirs[name]).max()


FIRST_DIFFERENCE = Exercise(
    right=lambda ours, theirs: _first(ours, lambda name: not _difference(ours, theirs, name) <= 1e-5),
    inputs=[
        ({"a": INNER, "b": INNER + 1, "c": INNER + 2}, {"a": INNER, "b": INNER, "c": INNER}),
        ({"a": INNER, "b": INNER + 1e-7}, {"a": INNER, "b": INNER}),
        ({"a": INNER + 1}, {"a": INNER}),
        ({"a": INNER - 1}, {"a": INNER}),
        ({"a": INNER + 5e-5}, {"a": INNER}),
        ({"a": ONE_OFF}, {"a": np.zeros((100, 100))}),
        ({"query": INNER + 1, "key": INNER + 1}, {"query": INNER, "key": INNER}),
        ({"a": INNER, "b": INNER * np.nan}, {"a": INNER, "b": INNER}),
    ],
    mistakes=[
        Mistake(
            lambda ours, theirs: _first(ours, lambda name: _difference(ours, theirs, name) > 1e-5),
            "A `nan` passes, because `nan > 1e-5` is False. Ask the other way round: is it *not* true that the "
            "difference is at most 1e-5?",
        ),
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
            lambda ours, theirs: _first(ours, lambda name: _difference(ours, theirs, name) > 1e-3),
            "Too generous: differences up to 1e-5 may pass, and larger ones may not.",
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
            lambda ours, theirs: ([name for name in ours if not np.allclose(ours[name], theirs[name])] or [None])[-1],
            "This is the last one. Errors travel on, so the first difference is where to look.",
        ),
        Mistake(
            lambda ours, theirs: [name for name in ours if not np.allclose(ours[name], theirs[name])],
            "These are all of them. Return the first alone: the others may follow from it.",
        ),
        Mistake(
            lambda ours, theirs: all(np.allclose(ours[name], theirs[name]) for name in ours),
            "True or False does not say where. Return the name of the first tensor that differs, or None.",
        ),
    ],
    proof="The first tensor that differs is where to look for the mistake.",
)

WHAT_A_MODEL_IS = choice(
    "b",
    {
        "a": "The code is short, and the same for every checkpoint of this kind. It knows no language.",
        "b": "Other weights in the same lines make another classifier; the same weights in other lines, the same one.",
        "c": "Without the tokenizer nothing goes in, but it has learnt nothing of sentiment.",
        "d": "The configuration says how large the parts are. Two models of one size share it.",
    },
)

check_gelu = GELU.check
check_split_heads = SPLIT_HEADS.check
check_stable_softmax = STABLE_SOFTMAX.check
check_count_parameters = COUNT_PARAMETERS.check
check_linear = LINEAR.check
check_first_difference = FIRST_DIFFERENCE.check
check_what_a_model_is = WHAT_A_MODEL_IS.check
