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


ADDED = (["whaleshark", "zorpy"], ["to", "zorpy"], [], ["qwxy", "qwxy", "the"], ["unicorn"])


def _one_for_all(words: list[str]) -> int:
    """The length when one tokenizer is used in all calls, one after the other."""
    return BASE + _new([word for earlier in ADDED[: ADDED.index(words) + 1] for word in earlier])


NEW_LENGTH = Exercise(
    right=lambda words: BASE + _new(words),
    inputs=[(words,) for words in ADDED],
    mistakes=[
        Mistake(
            lambda words: BASE,
            "This is the length without the words. Add whole words, to the very tokenizer whose length you return; and "
            "`vocab_size` never grows, `len(tokenizer)` does.",
        ),
        Mistake(
            lambda words: BASE + len(words),
            "One too many for `to`: it had an ID before, and kept it. Do not calculate, ask for the length.",
        ),
        Mistake(
            lambda words: len(set(words)),
            "This is what `add_tokens` answers. The question is how long the tokenizer is afterwards.",
        ),
        Mistake(
            lambda words: len(words),
            "This is how many words there are. The question is how long the tokenizer is afterwards.",
        ),
        Mistake(
            lambda words: _new(words),
            "This is how many entries came in. The question is how long the tokenizer is afterwards.",
        ),
        Mistake(
            _one_for_all,
            "The words of earlier calls are still in it: one tokenizer is used for all. Make a fresh one in the "
            "function.",
        ),
        Mistake(
            lambda words: BASE + len(set(words)),
            "A word that had an ID before was counted as new. `add_tokens` counts it all the same, and a space in "
            "front makes another word of it: add the words as they are, and ask for the length.",
        ),
        Mistake(
            lambda words: BASE + _new(words) - 1,
            "One too few. The length counts the entries, and the last ID is one less.",
        ),
    ],
    proof="`len(tokenizer)` counts the base vocabulary and every added word that had no ID before.",
)

EXTEND_SAFELY = Exercise(
    right=lambda words: (BASE + _new(words), BASE + _new(words)),
    inputs=[(["whaleshark"],), (["to", "zorpy"],), (["qwxy", "qwxy"],)],
    needed=("resize_token_embeddings", "set_input_embeddings"),
    mistakes=[
        Mistake(
            lambda words: (BASE + _new(words), BASE),
            "The embedding row is missing: the model was not resized, or before the words were added, or to "
            "`vocab_size`, which never grows. "
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
            lambda words: (BASE + _new(words), BASE + len(set(words))),
            "The table has a row too many. `to` was a token before, and `add_tokens` counts it all the same: resize to "
            "`len(tokenizer)`.",
        ),
        Mistake(
            lambda words: (BASE, BASE),
            "Neither has grown. Add the words to the tokenizer, and then resize the model.",
        ),
        Mistake(
            lambda words: (BASE + _new(words), len(set(words))),
            "The table has as many rows as words were added, and lost all others. `add_tokens` returns how many came "
            "in; `model.resize_token_embeddings` wants the tokenizer's new length.",
        ),
        Mistake(
            lambda words: (BASE + _new(words), len(words)),
            "The table has as many rows as there are new words, and lost all others. "
            "`model.resize_token_embeddings` wants the tokenizer's new length.",
        ),
        Mistake(
            lambda words: (BASE + _new(words), BASE + _new(words) + 1),
            "The table has one row more than the tokenizer has entries. Resize to `len(tokenizer)`.",
        ),
        Mistake(
            lambda words: (BASE + _new(words), -(-(BASE + _new(words)) // 64) * 64),
            "The table was filled up to a multiple of 64. Here it has to have just as many rows as the tokenizer has "
            "entries.",
        ),
        Mistake(
            lambda words: BASE + _new(words),
            "This is one number. Two are asked for: the tokenizer's length, and the rows of the model's table.",
        ),
        Mistake(
            lambda words: (BASE + len(words), BASE + len(words)),
            "Calculated, and wrong where a word had an ID before. Ask the tokenizer for its length, and the model for "
            "its table.",
        ),
    ],
    proof="Tokenizer and table have the same length, so every ID has a row.",
)


def _halved_again(table: torch.Tensor, pieces: list[int]) -> torch.Tensor:
    row = table[pieces[0]]
    for piece in pieces[1:]:
        row = (row + table[piece]) / 2
    return row


START_ROW = Exercise(
    right=lambda table, pieces: table[pieces].mean(dim=0),
    inputs=[(TABLE, [0, 2]), (TABLE, [1]), (TABLE, [3, 0, 1]), (TABLE, [2, 0, 0, 3])],
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
        Mistake(lambda table, pieces: table[pieces[-1]], "This is the row of the last piece alone. Use all of them."),
        Mistake(
            lambda table, pieces: table[pieces],
            "These are the rows of the pieces. Make one of them: their mean.",
        ),
        Mistake(
            lambda table, pieces: table[sorted(set(pieces))].mean(dim=0),
            "A piece that stands twice was counted once. Count each place.",
        ),
        Mistake(
            lambda table, pieces: (table[pieces[0]] + table[pieces[-1]]) / 2,
            "These are the first piece and the last one. Use all of them.",
        ),
        Mistake(
            lambda table, pieces: table[pieces[0] : pieces[-1] + 1].mean(dim=0),
            "A slice takes all rows between two IDs. Take the rows of the pieces alone: `table[pieces]`.",
        ),
        Mistake(
            lambda table, pieces: table[: len(pieces)].mean(dim=0),
            "These are the first rows of the table, whatever the pieces are. Take the rows of the pieces: "
            "`table[pieces]`.",
        ),
        Mistake(
            lambda table, pieces: table[pieces].median(dim=0).values,
            "This is the median. The mean is asked for.",
        ),
        Mistake(
            lambda table, pieces: tuple(table[pieces].median(dim=0)),
            "These are the medians and their places. The mean is asked for.",
        ),
        Mistake(
            _halved_again,
            "Each step halves the pieces before it. Add up all rows, and divide once.",
        ),
        Mistake(
            lambda table, pieces: table[pieces[0] : pieces[-1]].mean(dim=0),
            "A slice takes all rows between two IDs, without the last. Take the rows of the pieces: `table[pieces]`.",
        ),
        Mistake(
            lambda table, pieces: table[pieces].max(dim=0).values,
            "This is the largest number of each column. The mean is asked for.",
        ),
        Mistake(
            lambda table, pieces: table[sum(pieces) // len(pieces)],
            "The mean of the IDs was looked up. IDs are names: look up each row, and take the mean of the rows.",
        ),
        Mistake(
            lambda table, pieces: table[pieces].sum(dim=0) / len(table),
            "The sum was divided by the rows of the whole table. Divide by the number of pieces.",
        ),
        Mistake(
            lambda table, pieces: table[pieces].sum(dim=0) / 2,
            "The sum was divided by 2. A word can have more pieces, or one: divide by their number.",
        ),
        Mistake(
            lambda table, pieces: table[:, pieces].mean(dim=1),
            "Columns were picked in place of rows. `table[pieces]` picks rows.",
        ),
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
MIDDLE_MOVED = TABLE.clone()
MIDDLE_MOVED[2, 0] = 0
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
        (TABLE, LONGER[[1, 0, 2, 3, 4]]),
        (TABLE, TABLE),
        (TABLE, MIDDLE_MOVED),
        (TABLE[:1], TABLE[:1]),
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
            lambda before, after: (before == after).all(),
            "The shapes differ where rows were added, and then `==` stops. Take the old rows alone: "
            "`after[: len(before)]`.",
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
        Mistake(
            lambda before, after: bool((before == after[: len(before)]).any()),
            "One number that stayed is enough here. Every number has to be equal: `all`, or `torch.equal`.",
        ),
        Mistake(
            lambda before, after: {tuple(row) for row in before.tolist()} <= {tuple(row) for row in after.tolist()},
            "Rows that changed places pass. Compare each row with the row at its place.",
        ),
        Mistake(
            lambda before, after: (after[: len(before)] - before).sum().item() == 0,
            "Changes pass that cancel out, because they were added up. Compare number with number: `torch.equal`.",
        ),
        Mistake(
            lambda before, after: bool((after[: len(before)] - before).max() <= 0),
            "Numbers that became smaller pass. Compare number with number: `torch.equal`.",
        ),
        Mistake(
            lambda before, after: False,
            "False, whatever the numbers are. Compare the old rows with the first rows of the new table.",
        ),
        Mistake(
            lambda before, after: torch.equal(after[:-1], before),
            "One new row is taken for granted. There can be none, or several: `after[: len(before)]`.",
        ),
        Mistake(
            lambda before, after: len(before) == len(after),
            "This compares the lengths. Compare the numbers of the old rows.",
        ),
        Mistake(
            lambda before, after: torch.equal(before[:-1], after[: len(before) - 1]),
            "A change of the last old row passes. Compare up to and with it: `after[: len(before)]`.",
        ),
        Mistake(
            lambda before, after: torch.equal(before[-1], after[len(before) - 1]),
            "This looks at the last old row alone. Compare all of them: `after[: len(before)]`.",
        ),
    ],
    proof="Every old number is where it was, to the last digit.",
)

WIDE_GRADIENT = torch.tensor([[1.0, -2.0, 0.3333], [2.0, 1.0, 5.0]])
GRADIENT = torch.tensor([[0.5, -1.0], [2.0, 0.25], [-3.0, 1.0]])


def _only(gradient: torch.Tensor, row: int) -> torch.Tensor:
    kept = torch.zeros_like(gradient)
    kept[row] = gradient[row]
    return kept


def _but_before(gradient: torch.Tensor, row: int) -> torch.Tensor:
    kept = gradient.clone()
    kept[:row] = 0
    return kept


KEEP_ONE_ROW = Exercise(
    right=_only,
    inputs=[(GRADIENT, 1), (GRADIENT, 2), (WIDE_GRADIENT, 0), (torch.ones(3, 2), 1)],
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
        Mistake(
            lambda gradient, row: gradient[row : row + 1],
            "This is the row in a table of its own. The gradient has to keep the shape of the table, with zeros in "
            "all other rows.",
        ),
        Mistake(
            lambda gradient, row: _but_before(gradient, row),
            "The rows before it are stopped, and those behind it learn. Stop both.",
        ),
        Mistake(
            lambda gradient, row: _only(gradient.T, row).T,
            "A column was kept. The first index picks a row: `gradient[token_id]`.",
        ),
        Mistake(
            lambda gradient, row: _only(torch.ones_like(gradient), row),
            "The row has ones in it. It has to keep its own gradient.",
        ),
        Mistake(lambda gradient, row: gradient, "Nothing is stopped: all rows would learn."),
        Mistake(
            lambda gradient, row: torch.zeros_like(gradient), "Everything is stopped. One row has to keep its gradient."
        ),
    ],
    proof="One row has a gradient, and the shape is the table's. The optimizer has to leave the others alone as well.",
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
        Mistake(
            lambda: [3, 2],
            "Before is right. Adding saves nothing here: `Ġunicorn` was one token before, with the space before it.",
        ),
        Mistake(lambda: [4, 4], "After is right. Before: is there a token for the space alone? Look up `Ġunicorn`."),
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
