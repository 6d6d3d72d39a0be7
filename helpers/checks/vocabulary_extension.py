"""Checks for the exercises on vocabulary extension."""

import contextlib
import tempfile
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedTokenizerFast

from helpers.checks.checkpoint import model, tokenizer
from helpers.checks.exercise import Exercise, Function, Hint, Mistake, faults_told, filled, given_back
from helpers.checks.predictions import prediction
from helpers.checks.values import plain, short
from helpers.copies import copy_tokenizer
from helpers.labelled import comments

BASE = len(tokenizer())
TABLE = torch.tensor([[1.0, 0.0, 2.0], [3.0, -2.0, 0.0], [5.0, 4.0, 1.0], [0.5, 0.5, 0.5]])


def _is_new(word: str) -> bool:
    return tokenizer().convert_tokens_to_ids(word) == tokenizer().unk_token_id


def _new(words: list[str]) -> int:
    return len({word for word in words if _is_new(word)})


ADDED: tuple[list[str], ...] = (["whaleshark", "zorpy"], ["to", "zorpy"], [], ["qwxy", "qwxy", "the"], ["unicorn"])


def _one_for_all(words: list[str]) -> int:
    """The length when one tokenizer is used in all calls, one after the other."""
    return BASE + _new([word for earlier in ADDED[: ADDED.index(words) + 1] for word in earlier])


check_new_length = Exercise(
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

check_extend_safely = Exercise(
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


check_start_row = Exercise(
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
SECOND_COLUMN_MOVED = LONGER.clone()
SECOND_COLUMN_MOVED[1, 1] += 1
CANCELLED = LONGER.clone()  # sums and means stay what they were
CANCELLED[1, 0] += 1
CANCELLED[1, 1] -= 1

check_old_rows_unchanged = Exercise(
    right=lambda before, after: torch.equal(after[: len(before)], before),
    inputs=[
        (TABLE, LONGER),
        (TABLE, NUDGED),
        (TABLE, MOVED),
        (TABLE, LAST_MOVED),
        (TABLE, CANCELLED),
        (TABLE, SECOND_COLUMN_MOVED),
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
            lambda before, after: torch.equal(before[:, 0], after[: len(before), 0]),
            "A change passes that spares the first column. Compare whole rows: `after[: len(before)]`.",
        ),
        Mistake(
            lambda before, after: [torch.equal(*rows) for rows in zip(before, after, strict=False)],
            "This is one answer for each row. One is asked for: are all of them True?",
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


check_keep_one_row = Exercise(
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

FORESEE_LOVE = Exercise(
    right=lambda: [len(_with(words).tokenize("I love lovely gloves")) for words in ([], ["love"], [" love"])],
    inputs=[()],
    mistakes=[],
    proof=(
        "`love` is found inside of *lovely* and *gloves*, too, cuts them, and leaves a lone `Ġ` before it: I, Ġ, "
        "love, Ġ, love, ly, Ġg, love, s. With the space in the entry *gloves* stays whole, and *lovely* does not."
    ),
)


@torch.no_grad()
def _extended(
    words: list[str],
    texts: list[str],
    start: Callable[[torch.Tensor, list[int]], torch.Tensor] = check_start_row.right,
    space: str = "",
    extend: bool = True,
) -> torch.Tensor:
    """Logits with new words, whose rows start as a function of the old table and of their pieces."""
    ours, its_model = copy_tokenizer(tokenizer()), deepcopy(model())
    pieces = [ours(space + word, add_special_tokens=False)["input_ids"] for word in words]
    old = its_model.get_input_embeddings().weight.detach().clone()
    if extend:
        ours.add_tokens(words)
        table = its_model.resize_token_embeddings(len(ours), mean_resizing=False).weight
        for token_id, own in zip(ours.convert_tokens_to_ids(words), pieces, strict=True):
            table[token_id] = start(old, own)
    return its_model(**ours(texts, padding=True, return_tensors="pt")).logits


def _looked_up(words: list[str], texts: list[str], token_id: int) -> torch.Tensor:
    """Logits with the old row of one token in place of every new one."""
    return _extended(words, texts, start=lambda old, own: old[own[0]] if len(own) == 1 else old[token_id])


check_extended_logits = Exercise(
    right=_extended,
    inputs=[
        (["zorpy"], ["A zorpy film."]),
        (["whaleshark", "qwxyz"], ["I met a whaleshark and a qwxyz!", "So what.", "qwxyz"]),
        (["unicorn"], ["A film."]),
        (["to", "blorfing"], ["I want to go blorfing.", "to and fro"]),
        (["blorfing", "to"], ["So to go blorfing."]),
    ],
    mistakes=[
        Mistake(
            lambda words, texts: _extended(
                words, texts, start=lambda old, own: old[own[0]] if len(own) == 1 else old.mean(dim=0)
            ),
            "The IndexError is gone. But the new rows are where the library starts them, near the average word. Ask "
            "for the pieces before the word is added, since it is its own only piece afterwards, and set each row to "
            "their mean after the table has grown.",
        ),
        Mistake(
            lambda words, texts: _extended(words, texts, start=lambda old, own: old.mean(dim=0)),
            "The new rows are the average of all rows, also that of a word that had an ID before. Take the mean of the "
            "rows of each word's pieces.",
        ),
        Mistake(
            lambda words, texts: _extended(words, texts, space=" "),
            "The pieces were looked up with a space in front. Here they are those of the word as it stands.",
        ),
        Mistake(
            lambda words, texts: _extended(words, texts, extend=False),
            "The words are still in pieces: the tokenizer was not extended, or the logits are the fresh one's.",
        ),
        Mistake(
            lambda words, texts: _looked_up(words, texts, BASE - 1),
            "The IDs were cut off at the last row: every new word is read as `<mask>`. The model needs rows of its own "
            "for them: `resize_token_embeddings`.",
        ),
        Mistake(
            lambda words, texts: _looked_up(words, texts, tokenizer().unk_token_id),
            "Every new word is read as `<unk>`. The model needs rows of its own for them: `resize_token_embeddings`.",
        ),
        Mistake(
            lambda words, texts: _extended(words, texts, start=lambda old, own: old[own].sum(dim=0)),
            "The new rows are the sums of their pieces' rows. Take the means.",
        ),
        Mistake(
            lambda words, texts: _extended(words, texts, start=lambda old, own: old[own[0]]),
            "The new rows are those of the first pieces. Take the mean over all pieces.",
        ),
        Mistake(
            lambda words, texts: _extended(
                words, texts, start=lambda old, own: old[own[0]] if len(own) == 1 else torch.zeros_like(old[0])
            ),
            "The new rows are all zeros, or one number throughout. Set each to the mean of the rows of its pieces.",
        ),
        Mistake(
            lambda words, texts: _extended(words, texts).softmax(dim=-1),
            "These are probabilities. The question is for the logits.",
        ),
        Mistake(
            lambda words, texts: torch.cat([_extended(words, [text]) for text in texts]).argmax(dim=-1),
            "These are the labels' numbers. The question is for the logits.",
        ),
    ],
    proof="Words, rows, and a start for each row: three steps, and the error names none of them.",
)

HEAD = torch.tensor([[0.5, -1.0, 0.0], [1.0, 0.5, -0.5]])


def _trained(
    table: torch.Tensor,
    head: torch.Tensor,
    token_id: int,
    label: int,
    steps: int,
    rate: float,
    decay: float = 0.0,
    mean: bool = False,
    square: bool = False,
) -> torch.Tensor:
    """The table after some steps of gradient descent on one row; ``decay`` makes every row smaller as well."""
    trained, target = table.clone(), torch.zeros(len(head))
    target[label] = 1
    for _ in range(steps):
        guess = head @ trained[token_id] if square else (head @ trained[token_id]).softmax(dim=-1)
        gradient = head.T @ (guess - target)  # of the cross-entropy; the derivation is in every textbook
        trained = trained * (1 - rate * decay)
        trained[token_id] -= rate * gradient / (len(head) if mean else 1)
    return trained


def _with_head(
    table: torch.Tensor, head: torch.Tensor, token_id: int, label: int, steps: int, rate: float
) -> torch.Tensor:
    """As if the head learnt along."""
    trained, head, target = table.clone(), head.clone(), torch.zeros(len(head))
    target[label] = 1
    for _ in range(steps):
        wrong = (head @ trained[token_id]).softmax(dim=-1) - target
        step = rate * head.T @ wrong
        head -= rate * torch.outer(wrong, trained[token_id])
        trained[token_id] -= step
    return trained


def _same_gradient(
    table: torch.Tensor, head: torch.Tensor, token_id: int, label: int, steps: int, rate: float
) -> torch.Tensor:
    return table + steps * (_trained(table, head, token_id, label, 1, rate) - table)


def _summed_gradients(
    table: torch.Tensor, head: torch.Tensor, token_id: int, label: int, steps: int, rate: float
) -> torch.Tensor:
    """As if the gradient was never set back to 0."""
    trained, sum_of_all, target = table.clone(), torch.zeros(head.shape[1]), torch.zeros(len(head))
    target[label] = 1
    for _ in range(steps):
        sum_of_all += head.T @ ((head @ trained[token_id]).softmax(dim=-1) - target)
        trained[token_id] -= rate * sum_of_all
    return trained


check_train_row = Exercise(
    right=_trained,
    inputs=[
        (TABLE, HEAD, 1, 0, 1, 0.5),
        (TABLE, HEAD, 3, 1, 5, 0.5),
        (TABLE, torch.cat([HEAD, -HEAD[:1]]), 0, 2, 20, 0.1),
        (TABLE, HEAD, 2, 1, 0, 0.5),
        (torch.zeros(2, 3), HEAD, 0, 1, 3, 2.0),
    ],
    mistakes=[
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(table, head, token_id, label, 1, rate),
            "One step was taken, however many were asked for.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(table, head, token_id, label, steps, -rate),
            "The loss grew: the gradient was added. Subtract it.",
        ),
        Mistake(
            _with_head,
            "The head has learnt along. Only the row of this token may learn.",
        ),
        Mistake(
            _summed_gradients,
            "The gradients of all steps were added up: PyTorch does so until it is told otherwise. Set `row.grad` to "
            "`None`, or to zero, before each step.",
        ),
        Mistake(
            _same_gradient,
            "The gradient was calculated once, and used in every step. Calculate it anew where the row is now.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(
                table, head, token_id, label, steps, rate, decay=0.01
            ),
            "Other rows have moved: weight decay makes all of them smaller. Use none: `weight_decay=0`, or your own "
            "subtraction.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(table, head, token_id, label, steps, rate)[
                token_id
            ],
            "This is the trained row. Return the whole table with it.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(table, head, token_id, 0, steps, rate),
            "The row learnt label 0. Take the label that the function is given.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(table, head, token_id, label, steps, 1.0),
            "Each step subtracted the whole gradient. Multiply it by `rate`.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(table, head, token_id, label, steps + 1, rate),
            "One step too many was taken.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: table,
            "Nothing was learnt: this is the table as it was. Is the trained row put into the copy that you return?",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(
                table, head, token_id, label, steps, rate, mean=True
            ),
            "The step is too short: the loss was divided by the number of labels. Cross-entropy is one number for the "
            "text.",
        ),
        Mistake(
            lambda table, head, token_id, label, steps, rate: _trained(
                table, head, token_id, label, steps, rate, square=True
            ),
            "This is the gradient of another loss. Take the cross-entropy: it goes through softmax.",
        ),
    ],
    proof="One row has learnt its label, and no other number of the table has moved.",
)


Halves = tuple[list[int] | None, int | None]


def loaded_after(student: Function) -> Callable[[list[str], str], Halves]:
    """A function that calls a student's with an empty folder, and tells what can be loaded from there afterwards.

    The IDs of a text with the words in it, from the tokenizer, and the rows of the model's embedding table; None for a
    half that is not there.
    """

    @wraps(student)
    def halves(words: list[str], folder: str) -> Halves:
        with tempfile.TemporaryDirectory() as place:
            student(words, place)
            ids = rows = None
            with contextlib.suppress(OSError, ValueError):
                if any(Path(place).glob("tokenizer*.json")):  # without one, the library may make an empty one
                    ids = AutoTokenizer.from_pretrained(place)(_text(words))["input_ids"]
            with contextlib.suppress(OSError, ValueError):
                rows = AutoModelForSequenceClassification.from_pretrained(place).get_input_embeddings().num_embeddings
        return ids, rows

    return halves


def _text(words: list[str]) -> str:
    return f"A {words[0]} met a {words[-1]}."


def _halves(words: list[str], ids: bool = True, rows: bool = True) -> tuple[list[int], int]:
    """What comes back from the folder, with either half as it was before the extension."""
    return (_with(words) if ids else tokenizer())(_text(words))["input_ids"], BASE + _new(words) * rows


FOLDER = "folder"

SAVE_BOTH = Exercise(
    right=lambda words, folder: _halves(words),
    inputs=[(["whaleshark"], FOLDER), (["to", "zorpy"], FOLDER)],
    mistakes=[
        Mistake(
            lambda words, folder: (None, None),
            "Neither a tokenizer nor a model could be loaded from the folder. `save_pretrained(folder)` saves each.",
        ),
        Mistake(
            lambda words, folder: (None, BASE + _new(words)),
            "The model is in the folder, and the tokenizer is not. Whoever takes the old one has the words in "
            "pieces, and nothing complains. Save both.",
        ),
        Mistake(
            lambda words, folder: (_halves(words)[0], None),
            "The tokenizer is in the folder, and the model is not. With the old model its new IDs have no rows. Save "
            "both.",
        ),
        Mistake(
            lambda words, folder: (None, BASE),
            "A model without new rows is in the folder, and no tokenizer.",
        ),
        Mistake(
            lambda words, folder: (_halves(words, ids=False)[0], None),
            "A tokenizer that does not know the words is in the folder, and no model.",
        ),
        Mistake(
            lambda words, folder: _halves(words, ids=False),
            "The tokenizer in the folder does not know the words: it was saved before they were added, or is another "
            "one.",
        ),
        Mistake(
            lambda words, folder: _halves(words, rows=False),
            "The model in the folder has no rows for the words: it was saved before it was resized, or resized to "
            "`vocab_size`, which never grows.",
        ),
        Mistake(
            lambda words, folder: _halves(words, ids=False, rows=False),
            "Both halves in the folder are as they were before the extension. Extend first, then save.",
        ),
        Mistake(
            lambda words, folder: (_halves(words)[0], BASE + len(words)),
            "The table has a row too many: `to` was a token before. Resize to `len(tokenizer)`.",
        ),
        Mistake(
            lambda words, folder: (_with(words[:1])(_text(words))["input_ids"], BASE + _new(words[:1])),
            "Only the first word was added.",
        ),
    ],
    proof="Both halves came back from one folder, and fit.",
)


def check_save_both(student: Function) -> None:
    """Print what a right answer shows; the two halves are loaded here.

    Raises:
        Hint: something is missing from the folder, or does not fit.
    """
    if not callable(student):
        SAVE_BOTH(student)
    SAVE_BOTH(loaded_after(student))


def _with(words: list[str]) -> PreTrainedTokenizerFast:
    ours = copy_tokenizer(tokenizer())
    ours.add_tokens(words)
    return ours


def _length(ours: PreTrainedTokenizerFast, texts: list[str]) -> int:
    return sum(map(len, ours(texts, add_special_tokens=False)["input_ids"])) if texts else 0


def _savings(words: list[str], texts: list[str]) -> int:
    return _length(tokenizer(), texts) - _length(_with(words), texts)


def _pieces_less_one(words: list[str], texts: list[str]) -> int:
    """As if an added word took its space along, and was never part of another word."""
    pieces = {word: len(tokenizer().tokenize(f" {word}")) for word in words}
    return sum((pieces[word] - 1) * text.split().count(word) for word in words for text in texts)


check_savings = Exercise(
    right=_savings,
    inputs=[
        (["whaleshark"], ["A whaleshark met a whaleshark.", "No shark."]),
        (["unicorn"], ["A unicorn.", "The unicorn sleeps."]),
        (["zorpy", "blorfing"], ["zorpy", "We were blorfing, zorpy and blorfing."]),
        (["love"], ["I love you", "lovely gloves"]),
        (["’"], ["I don’t know, it’s late."]),
        ([], ["Nothing new."]),
        (["lmao", "to"], ["lmao I want to", "so lmao"]),
        (["love"], ["I lo", "ve you"]),
        (["whale", "whaleshark"], ["A whaleshark met a whale."]),
        (["blorf"], ["zorpy love, a whaleshark and a blorf"]),
    ],
    mistakes=[
        Mistake(
            lambda words, texts: -_savings(words, texts),
            "The sign is turned: a saving is positive. Take the new length away from the old one.",
        ),
        Mistake(
            lambda words, texts: _length(_with(words), texts),
            "This is how long the texts are afterwards. By how much did they become shorter?",
        ),
        Mistake(
            lambda words, texts: _length(tokenizer(), texts),
            "This is how long the texts were before. By how much do they become shorter?",
        ),
        Mistake(
            lambda words, texts: _savings(words, texts[:1]),
            "This is the first text alone. Add up all of them.",
        ),
        Mistake(
            lambda words, texts: [_savings(words, [text]) for text in texts],
            "This is one number for each text. Add them up.",
        ),
        Mistake(
            lambda words, texts: max(_savings(words, texts), 0),
            "Where the texts become longer, the number has to be negative.",
        ),
        Mistake(
            lambda words, texts: abs(_savings(words, texts)),
            "The sign was left away: where the texts become longer, the number is negative.",
        ),
        Mistake(
            lambda words, texts: _savings(words, texts) / _length(tokenizer(), texts),
            "This is a share. The number of tokens is asked for.",
        ),
        Mistake(
            lambda words, texts: _savings([f" {word}" for word in words], texts),
            "The words were added with a space in front, which makes other entries of them. Add them as they are.",
        ),
        Mistake(
            _pieces_less_one,
            "This counts each word's pieces and expects one token in their place. An added word leaves its space "
            "behind, and is found inside of other words: cut the texts with both tokenizers, and compare.",
        ),
        Mistake(
            lambda words, texts: sum(_savings([word], texts) for word in words[:1]),
            "This is the first word alone. Add all of them.",
        ),
        Mistake(
            lambda words, texts: sum(_savings([word], texts) for word in words),
            "Each word was added to a tokenizer of its own. Together they save something else: one can lie inside of "
            "another. Add all to one.",
        ),
        Mistake(
            lambda words, texts: _savings(words, ["".join(texts)]),
            "The texts were joined, and a word was found across the border of two. Cut each by itself.",
        ),
        Mistake(
            lambda words, texts: _savings(words, [" ".join(texts)]),
            "The texts were joined with a space, which belongs to none of them. Cut each by itself.",
        ),
        Mistake(
            lambda words, texts: 0,
            "Nothing was saved anywhere. Are there two tokenizers, one with the words and one without, and is it "
            "tokens "
            "that are counted, not texts?",
        ),
    ],
    proof="An added word can save less than its pieces promise: its space stays behind, and inside of words it costs.",
)

TEN = 10


@faults_told()
def check_ten_words(student: Function) -> None:
    """Print what ten new entries save on either half of the comments.

    Raises:
        Hint: they are not ten different texts, or the first half does not become shorter.
    """
    chosen = plain(given_back(student))
    if not isinstance(chosen, list) or not all(isinstance(entry, str) for entry in chosen):
        raise Hint(f"`ten_words()` gave {short(chosen)}. Return a list of ten texts.")
    if len(chosen) != TEN or len(set(chosen)) != TEN:
        raise Hint(f"The list has {len(set(chosen))} different entries. Ten are asked for.")
    if not all(entry.strip() for entry in chosen):
        raise Hint("One of them is empty, or a space: every space of the text would become that entry.")
    texts = [text for text, _ in comments()]
    halves = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    saved, elsewhere = (_savings(chosen, half) for half in halves)
    if saved == 0:
        raise Hint("They save nothing. Do they occur in the corpus, written as they are there?")
    if saved < 0:
        harm = min(chosen, key=lambda entry: _savings([entry], halves[0]))
        raise Hint(
            f"With these ten the corpus is {-saved} tokens longer. The most harm does {short(harm)}: look at what "
            "it is cut into without your entry."
        )
    lengths = [_length(tokenizer(), half) for half in halves]
    said = f"Right. They save {saved} of {lengths[0]:,} tokens; on the second half {elsewhere} of {lengths[1]:,}."
    print(filled(f"{said} Whether that is worth ten rows is for you to say."))


check_foresee_love = prediction("foresee_love", FORESEE_LOVE)
