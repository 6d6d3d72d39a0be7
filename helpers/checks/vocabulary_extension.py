"""Checks for the exercises on vocabulary extension."""

import torch

from helpers.checks.checkpoint import tokenizer
from helpers.checks.exercise import Exercise, Mistake, choice

BASE = len(tokenizer())
TABLE = torch.tensor([[1.0, 0.0, 2.0], [3.0, -2.0, 0.0], [5.0, 4.0, 1.0], [0.5, 0.5, 0.5]])


def _is_new(word: str) -> bool:
    return tokenizer().convert_tokens_to_ids(word) == tokenizer().unk_token_id


def _new(words: list[str]) -> int:
    return len({word for word in words if _is_new(word)})


NEW_LENGTH = Exercise(
    right=lambda words: BASE + _new(words),
    inputs=[(["whaleshark", "zorpy"],), (["to", "zorpy"],), ([],)],
    mistakes=[
        Mistake(
            lambda words: BASE,
            "This is the base vocabulary. `vocab_size` does not change when words are added: use `len(tokenizer)`.",
        ),
        Mistake(
            lambda words: BASE + len(words),
            "One too many for `to`: it had an ID before, and kept it. Do not calculate, ask for the length.",
        ),
        Mistake(
            lambda words: len(words),
            "This is what `add_tokens` answers. The question is how long the tokenizer is afterwards.",
        ),
        Mistake(
            lambda words: _new(words),
            "This is how many entries came in. The question is how long the tokenizer is afterwards.",
        ),
    ],
    proof="`len(tokenizer)` counts the base vocabulary and every added word that had no ID before.",
)

EXTEND_SAFELY = Exercise(
    right=lambda words: (BASE + _new(words), BASE + _new(words)),
    inputs=[(["whaleshark"],), (["to", "zorpy"],)],
    mistakes=[
        Mistake(
            lambda words: (BASE + _new(words), BASE),
            "The embedding row is missing: the model was not resized, or to `vocab_size`, which never grows. "
            "`model.resize_token_embeddings` wants the tokenizer's new length.",
        ),
        Mistake(
            lambda words: (BASE, BASE + _new(words)),
            "The model has grown, and the tokenizer has not: `tokenizer.add_tokens` comes first.",
        ),
        Mistake(
            lambda words: (BASE + _new(words), BASE + len(words)),
            "The table has a row too many. `to` was a token before: resize to `len(tokenizer)`, not by `len(words)`.",
        ),
        Mistake(
            lambda words: (BASE, BASE),
            "Neither has grown. Add the words to the tokenizer, and then resize the model.",
        ),
    ],
    proof="Tokenizer and table have the same length, so every ID has a row.",
)

START_ROW = Exercise(
    right=lambda table, pieces: table[pieces].mean(dim=0),
    inputs=[(TABLE, [0, 2]), (TABLE, [1]), (TABLE, [3, 0, 1])],
    mistakes=[
        Mistake(
            lambda table, pieces: table.mean(dim=0),
            "This is the mean of all rows, the average word. Take the rows of the pieces: `table[pieces]`.",
        ),
        Mistake(
            lambda table, pieces: table[pieces].mean(dim=1),
            "The mean goes over the wrong axis: it gives one number a piece. The new row needs one number a column, "
            "so average over `dim=0`.",
        ),
        Mistake(
            lambda table, pieces: table[pieces].sum(dim=0),
            "This is the sum. Divide it by the number of pieces.",
        ),
        Mistake(
            lambda table, pieces: table[pieces].mean(),
            "This is one number, the mean of everything. A row needs one number a column: `mean(dim=0)`.",
        ),
        Mistake(lambda table, pieces: table[pieces[0]], "This is the row of the first piece alone. Use all of them."),
    ],
    proof="The new row is the mean of its pieces' rows: of four starts, the one that kept the lesson's answers best.",
)

LONGER = torch.cat([TABLE, torch.zeros(1, 3)])
NUDGED = LONGER.clone()
NUDGED[2, 1] += 1e-6
MOVED = LONGER.clone()
MOVED[0] += 1
LAST_MOVED = LONGER.clone()
LAST_MOVED[3] += 1
CANCELLED = LONGER.clone()  # sums and means stay what they were
CANCELLED[1, 0] += 1
CANCELLED[1, 1] -= 1

OLD_ROWS_UNCHANGED = Exercise(
    right=lambda before, after: torch.equal(after[: len(before)], before),
    inputs=[
        (TABLE, LONGER),
        (TABLE, NUDGED),
        (TABLE, MOVED),
        (TABLE, LAST_MOVED),
        (TABLE, CANCELLED),
        (TABLE, LONGER + 1),
        (TABLE, TABLE),
    ],
    mistakes=[
        Mistake(
            lambda before, after: torch.equal(before, after),
            "A table that only got a row at the end passes for changed. Compare the old rows alone: "
            "`after[: len(before)]`.",
        ),
        Mistake(
            lambda before, after: torch.allclose(after[: len(before)], before),
            "Small differences pass. The old rows have to be the same numbers: `torch.equal`.",
        ),
        Mistake(
            lambda before, after: len(after) >= len(before),
            "True, whatever the numbers are. Compare the old rows with the first rows of the new table.",
        ),
        Mistake(
            lambda before, after: torch.equal(after[0], before[0]),
            "A change passes that spares the first row. Compare all old rows: `after[: len(before)]`.",
        ),
        Mistake(
            lambda before, after: bool(torch.isclose(after[: len(before)].sum(), before.sum(), rtol=1e-7)),
            "Changes pass that cancel out. Compare number with number: `torch.equal`.",
        ),
        Mistake(
            lambda before, after: after[: len(before)] == before,
            "This compares number by number and gives a whole table of answers. One is asked for: `torch.equal`.",
        ),
        Mistake(
            lambda before, after: (after == before).all(),
            "The tables have different lengths and cannot be compared as a whole. Take the old rows alone: "
            "`after[: len(before)]`.",
        ),
        Mistake(
            lambda before, after: not torch.equal(after[: len(before)], before),
            "The wrong way round: the answer is True when nothing has changed.",
        ),
    ],
    proof="Every old number is where it was, to the last digit.",
)

GRADIENT = torch.tensor([[0.5, -1.0], [2.0, 0.25], [-3.0, 1.0]])


def _only(gradient: torch.Tensor, row: int) -> torch.Tensor:
    kept = torch.zeros_like(gradient)
    kept[row] = gradient[row]
    return kept


KEEP_ONE_ROW = Exercise(
    right=_only,
    inputs=[(GRADIENT, 1), (GRADIENT, 2)],
    mistakes=[
        Mistake(
            lambda gradient, row: gradient - _only(gradient, row),
            "The bug is still there: the new row is stopped, and all others learn. It has to be the other way round.",
        ),
        Mistake(
            lambda gradient, row: _only(gradient, row - 1),
            "Off by one: the row before it was kept. Rows are counted from 0, like token IDs.",
        ),
        Mistake(
            lambda gradient, row: gradient[row],
            "This is the row alone. The gradient has to keep the shape of the table, with zeros in all other rows.",
        ),
        Mistake(lambda gradient, row: gradient, "Nothing is stopped: all rows would learn."),
        Mistake(
            lambda gradient, row: torch.zeros_like(gradient), "Everything is stopped. One row has to keep its gradient."
        ),
    ],
    proof="One row has a gradient, and the shape is the table's. The optimizer has to leave the others alone as well.",
    pure=True,
)

PREDICT_UNICORN = Exercise(
    right=lambda: [3, 4],
    inputs=[()],
    mistakes=[
        Mistake(
            lambda: [3, 3], "Before is right. An added token does not take the space before it along: count again."
        ),
        Mistake(lambda: [4, 3], "You expected that adding saves a token. But `Ġunicorn` was one token all the time."),
        Mistake(lambda: [5, 4], "Before: is *unicorn* really in pieces? Look it up with the space: `Ġunicorn`."),
        Mistake(lambda: [5, 3], "Before: is *unicorn* really in pieces? And after: who takes the space before it?"),
        Mistake(lambda: [5, 6], "These numbers count `<s>` and `</s>`. `tokenize` leaves them out."),
    ],
    proof="The added word costs a token more, and its trained row is no longer used.",
)

WHICH_IS_SILENT = choice(
    "b",
    {
        "a": "This one is loud: an ID without a row is an `IndexError`.",
        "b": "The words are in pieces again, and nothing complains: all the pieces have rows. Compare the two lengths.",
        "c": "This one is loud: weights of the wrong shape are a `RuntimeError` when they are loaded.",
        "d": "Saved together they fit, and nothing goes wrong.",
    },
)

check_new_length = NEW_LENGTH.check
check_extend_safely = EXTEND_SAFELY.check
check_start_row = START_ROW.check
check_old_rows_unchanged = OLD_ROWS_UNCHANGED.check
check_keep_one_row = KEEP_ONE_ROW.check
check_predict_unicorn = PREDICT_UNICORN.check
check_which_is_silent = WHICH_IS_SILENT.check
