"""Checks for the exercises on the classification pipeline."""

from collections.abc import Sequence
from copy import deepcopy

import torch

from helpers.checks.checkpoint import model, tokenizer
from helpers.checks.exercise import Exercise, Mistake
from helpers.checks.predictions import prediction

LOGITS = torch.tensor([[2.0, 0.5, -1.0], [-3.0, 0.0, 1.0]])


def _less(divided: torch.Tensor, less: torch.Tensor) -> torch.Tensor:
    return torch.exp(divided - less)


def _less_max(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    return _less(logits / temperature, (logits / temperature).max(dim=-1, keepdim=True).values)


check_softmax = Exercise(
    right=lambda logits, temperature: torch.softmax(logits / temperature, dim=-1),
    inputs=[
        (LOGITS, 1.0),
        (LOGITS, 4.0),
        (LOGITS[:1], 0.5),
        (LOGITS, 0.02),
        (LOGITS, 0.005),
        (torch.tensor([[3.0, 2.5, 0.0]]), 0.02),
    ],
    mistakes=[
        Mistake(
            lambda logits, temperature: torch.softmax(logits / temperature, dim=0),
            "Softmax over the wrong axis: the columns add up to 1, and texts compete with each other. The labels of "
            "one text have to add up to 1: `dim=-1`.",
        ),
        Mistake(
            lambda logits, temperature: torch.softmax(logits, dim=-1),
            "The temperature was not used, or added or taken away, which changes nothing. Divide the logits by it "
            "first.",
        ),
        Mistake(
            lambda logits, temperature: torch.softmax(logits * temperature, dim=-1),
            "Multiplied: a high temperature made the answer surer. Divide the logits by it.",
        ),
        Mistake(
            lambda logits, temperature: torch.softmax(logits, dim=-1) / temperature,
            "The temperature came too late: these do not add up to 1. Divide the logits, before softmax.",
        ),
        Mistake(
            lambda logits, temperature: (
                torch.exp(logits / temperature) / torch.exp(logits / temperature).sum(dim=-1, keepdim=True)
            ),
            "Right for small numbers. At the temperature 0.02 the logits become so large that `exp` overflows, and "
            "`nan` comes out. Subtract each row's largest number before `exp`, after the division: the result stays "
            "the "
            "same.",
        ),
        Mistake(
            lambda logits, temperature: torch.exp(logits / temperature),
            "These are positive, but do not add up to 1. Divide each row by its sum.",
        ),
        Mistake(
            lambda logits, temperature: _less_max(logits, temperature) / _less_max(logits, temperature).sum(dim=-1),
            "Each row's sum lost its place: the shapes do not fit. `keepdim=True` keeps it in a column of its own.",
        ),
        Mistake(
            lambda logits, temperature: torch.sigmoid(logits / temperature),
            "This is the sigmoid, for each label by itself. Softmax lets the labels share one whole.",
        ),
        Mistake(
            lambda logits, temperature: logits / temperature / (logits / temperature).sum(dim=-1, keepdim=True),
            "The logits themselves were divided by their sum. Take `torch.exp` of them first: it makes each positive.",
        ),
        Mistake(
            lambda logits, temperature: (
                _less(logits / temperature, (logits / temperature).max())
                / _less(logits / temperature, (logits / temperature).max()).sum(dim=-1, keepdim=True)
            ),
            "Less the largest of all rows, every number of another row can become 0, and 0 by 0 is no number. Take "
            "each row's own largest away.",
        ),
        Mistake(
            lambda logits, temperature: torch.softmax((logits / temperature).clamp(max=80), dim=-1),
            "The divided logits were cut off, and large ones became equal. Take each row's largest away, which changes "
            "nothing.",
        ),
        Mistake(
            lambda logits, temperature: _less_max(logits, temperature) / _less_max(logits, temperature).sum(),
            "All numbers together add up to 1. Each row has to: `dim=-1, keepdim=True`.",
        ),
        Mistake(
            lambda logits, temperature: torch.nan_to_num(
                torch.exp(logits / temperature) / torch.exp(logits / temperature).sum(dim=-1, keepdim=True)
            ),
            "The missing numbers were replaced, not calculated. Take each row's largest away before `exp`.",
        ),
        Mistake(
            lambda logits, temperature: torch.log_softmax(logits / temperature, dim=-1),
            "These are the logarithms of the probabilities. `torch.exp`, or `softmax` in place of `log_softmax`, gives "
            "the probabilities.",
        ),
        Mistake(
            lambda logits, temperature: torch.softmax(logits / temperature, dim=-1).max(dim=-1).values,
            "This is the largest probability of each row. All of them are asked for.",
        ),
        Mistake(
            lambda logits, temperature: torch.softmax((logits / temperature).flatten(), dim=0).reshape(logits.shape),
            "All numbers together add up to 1. Each row has to: `dim=-1`.",
        ),
    ],
    proof="Each row adds up to 1, at every temperature. The order of the labels stays.",
)

NAMES = {0: "negative", 1: "neutral", 2: "positive"}

check_labels_of = Exercise(
    right=lambda logits, id2label: [id2label[label] for label in logits.argmax(dim=-1).tolist()],
    inputs=[
        (LOGITS, NAMES),
        (LOGITS[:1], NAMES),
        (torch.tensor([[0.0, 3.0, 1.0]]), {0: "a", 1: "b", 2: "c"}),
        (LOGITS, {2: "two", 0: "zero", 1: "one"}),
        (torch.tensor([[0.0, 1.0, 0.5], [0.0, 2.0, 0.0], [9.0, 0.0, 1.0]]), NAMES),
        (torch.tensor([[-9.0, 1.0, 2.0], [0.0, 3.0, 0.0]]), NAMES),
        (torch.tensor([[0.1, 0.0, 0.2], [0.0, 9.0, 0.0]]), NAMES),
    ],
    mistakes=[
        Mistake(
            lambda logits, id2label: logits.argmax(dim=-1).tolist(),
            "These are the labels' numbers. Their names are in `id2label`.",
        ),
        Mistake(
            lambda logits, id2label: [id2label[label] for label in logits.argmax(dim=-1)],
            "What you look up is a tensor, and the keys of `id2label` are plain numbers: `.tolist()` makes them.",
        ),
        Mistake(
            lambda logits, id2label: [id2label[label] for label in logits.argmin(dim=-1).tolist()],
            "These are the least probable labels: the largest logit wins.",
        ),
        Mistake(
            lambda logits, id2label: id2label[logits[0].argmax().item()],
            "This is the label of the first text alone. Return a list with one for each text.",
        ),
        Mistake(
            lambda logits, id2label: [id2label[label % len(id2label)] for label in logits.argmax(dim=0).tolist()],
            "The largest was looked for in each column, that is, over the texts. Look in each row: `dim=-1`.",
        ),
        Mistake(
            lambda logits, id2label: [str(label) for label in logits.argmax(dim=-1).tolist()],
            "These are numbers written as strings. Look the names up in `id2label`.",
        ),
        Mistake(
            lambda logits, id2label: [list(id2label.values())[label] for label in logits.argmax(dim=-1).tolist()],
            "The names were taken by their place in the dictionary. Its order says nothing: look up the label's "
            "number.",
        ),
        Mistake(
            lambda logits, id2label: [NAMES[label] for label in logits.argmax(dim=-1).tolist()],
            "These are the names of the lesson's model. Use the dictionary that the function is given.",
        ),
        Mistake(
            lambda logits, id2label: [id2label[logits.argmax().item() % logits.shape[-1]]] * len(logits),
            "The largest was looked for in all rows together. Each row has its own: `dim=-1`.",
        ),
        Mistake(
            lambda logits, id2label: list(dict.fromkeys(id2label[label] for label in logits.argmax(dim=-1).tolist())),
            "A label that two texts share was named once. There is one name for each text.",
        ),
        Mistake(
            lambda logits, id2label: [id2label[logits.argmax().item()]],
            "`argmax()` without an axis looks for the largest of all rows together. Each row has its own: `dim=-1`.",
        ),
        Mistake(
            lambda logits, id2label: [id2label[label] for label in logits.abs().argmax(dim=-1).tolist()],
            "The signs were left away. −3 is a low logit, and not a high one.",
        ),
        Mistake(
            lambda logits, id2label: [
                id2label[label]
                for label, share in zip(
                    logits.argmax(dim=-1).tolist(), logits.softmax(dim=-1).amax(dim=-1).tolist(), strict=True
                )
                if share > 0.5
            ],
            "A text without a label above one half was left out. The most probable one can be lower.",
        ),
        Mistake(
            lambda logits, id2label: sorted(id2label[label] for label in logits.argmax(dim=-1).tolist()),
            "The names are sorted. They have to be in the order of the texts.",
        ),
    ],
    proof="One name for each text. Softmax was not needed: it never changes the order.",
)


TEXTS = ["I love it!", "Terrible, and far too late.", "The shop opens at nine."]


@torch.no_grad()
def _logits(texts: Sequence[str], mask: bool | None = True, special: bool = True) -> torch.Tensor:
    """Logits with the mask, without one, or with one that is upside down (``None``)."""
    inputs = tokenizer()(
        list(texts), padding=True, truncation=True, max_length=512, return_tensors="pt", add_special_tokens=special
    )
    seen = {True: inputs["attention_mask"], False: None, None: 1 - inputs["attention_mask"]}
    return model()(inputs["input_ids"], attention_mask=seen[mask]).logits


def _ids(text: str) -> list[int]:
    return tokenizer()(text, add_special_tokens=False)["input_ids"]


check_batch_logits = Exercise(
    right=_logits,
    inputs=[(TEXTS,), (TEXTS[:1],), (["So so.", "b", "I love it!", "b"],), ([f"{'so ' * 200}bad", "good"],)],
    mistakes=[
        Mistake(
            lambda texts: _logits(texts, mask=False),
            "The bug is still there: without the attention mask, padding is read as if it were text.",
        ),
        Mistake(
            lambda texts: _logits(texts, mask=None),
            "The mask is upside down: it is 1 for a token, and 0 for padding. The tokenizer's own is right.",
        ),
        Mistake(
            lambda texts: _logits(texts, special=False),
            "The special tokens are missing. The head reads `<s>`: let the tokenizer put it in front.",
        ),
        Mistake(
            lambda texts: _logits(sorted(texts, key=len)),
            "The texts were sorted by length. The rows have to be in the order in which the texts came.",
        ),
        Mistake(
            lambda texts: _logits(sorted(texts)),
            "The texts were sorted. The rows have to be in the order in which the texts came.",
        ),
        Mistake(
            lambda texts: _logits([" ".join(texts)]),
            "The texts were joined into one. Give the tokenizer the list.",
        ),
        Mistake(
            lambda texts: [_logits([text]) for text in texts],
            "Each text's logits are right, in a list of tensors. `torch.cat(...)` makes one tensor of them.",
        ),
        Mistake(
            lambda texts: _logits([tokenizer().decode(_ids(text)[:126]) for text in texts]),
            "Long texts were cut at 128 tokens. The model reads 512.",
        ),
        Mistake(
            lambda texts: _logits(texts)[0], "This is the first text's answer alone. Return one row for each text."
        ),
        Mistake(lambda texts: _logits(texts).softmax(-1), "These are probabilities. The question is for the logits."),
        Mistake(
            lambda texts: _logits(texts).argmax(-1), "These are the labels' numbers. The question is for the logits."
        ),
    ],
    proof="A text's logits do not depend on who else is in the batch.",
)

THREE = torch.tensor([2.0, 1.0, 0.0])


def _what_changes(changed: torch.Tensor) -> str:
    """What the softmax of changed logits is to that of the old ones."""
    before, after = THREE.softmax(dim=-1), changed.softmax(dim=-1)
    if torch.allclose(before, after):
        return "same"
    return "order" if torch.equal(before.argsort(), after.argsort()) else "label"


FORESEE_CHANGES = Exercise(
    right=lambda: [
        _what_changes(changed)
        for changed in (
            THREE + 7,
            THREE / 4,
            -THREE,
            THREE + torch.tensor([0.0, 1.5, 0.0]),
            THREE**2,
            THREE.softmax(dim=-1),
        )
    ],
    inputs=[()],
    mistakes=[],
    proof=(
        "Only differences between logits count (1). Squeezing or stretching keeps the order, also by squares, as long "
        "as no logit is negative (2, 5); turning does not (3). 2.5 is ahead of 2 (4). Probabilities lie in the order "
        "of the logits, but closer together, so a second softmax is another one (6)."
    ),
)

FIRST = torch.nn.Linear(3, 4)
with torch.no_grad():
    FIRST.weight.copy_(torch.arange(12).reshape(4, 3) / 10)
    FIRST.bias.fill_(0.5)
NET = torch.nn.Sequential(FIRST, torch.nn.Dropout(0.5), torch.nn.Tanh(), torch.nn.Dropout(0.5))
ROWS = torch.tensor([[1.0, 0.0, -1.0], [0.5, 2.0, 0.0], [0.0, 0.0, 0.0]])


@torch.no_grad()
def _steady(net: torch.nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    return deepcopy(net).eval()(inputs)


check_steady = Exercise(
    right=lambda net, inputs: _steady(net, inputs),
    inputs=[(deepcopy(NET).train(), ROWS), (deepcopy(NET).eval(), ROWS), (deepcopy(NET).train(), ROWS[:1])],
    mistakes=[
        Mistake(
            lambda net, inputs: (_steady(net, inputs), net.training),
            "These are the outputs and the mode. The outputs alone are asked for.",
        ),
        Mistake(
            lambda net, inputs: _steady(net, inputs).argmax(dim=-1),
            "These are the places of the largest outputs. Return the outputs themselves.",
        ),
        Mistake(
            lambda net, inputs: _steady(net, inputs).softmax(dim=-1),
            "The softmax was taken of the outputs. Return the outputs themselves.",
        ),
        Mistake(
            lambda net, inputs: _steady(net, inputs)[0],
            "This is the first row of the outputs. Return all of them.",
        ),
        Mistake(
            lambda net, inputs: net.training,
            "This is the mode. The outputs are asked for.",
        ),
    ],
    lent=(
        "The outputs are right. But the network does not go as it came: its mode, also that of its dropout layers, "
        "has to be what it was, and nothing else in it may change. Keep `net.training` before you switch; "
        "`net.train(...)` sets the network and all its parts."
    ),
    proof="Dropout is off for the answer, and nobody who trains notices that you asked.",
)


def _starts(ids: Sequence[int], size: int, overlap: int) -> Sequence[int]:
    return range(0, max(len(ids) - overlap, 1), size - overlap) if ids else []


def _windows(ids: Sequence[int], size: int, overlap: int) -> list[list[int]]:
    return [list(ids[start : start + size]) for start in _starts(ids, size, overlap)]


def _to_the_end(ids: Sequence[int], size: int, step: int) -> list[list[int]]:
    """A window wherever one can begin."""
    return [list(ids[start : start + size]) for start in range(0, len(ids), step)]


TEN = list(range(11, 21))

check_windows = Exercise(
    right=_windows,
    inputs=[
        (TEN, 4, 1),
        (TEN, 4, 2),
        (TEN, 5, 3),
        (TEN, 3, 0),
        (TEN[:4], 4, 1),
        (TEN[:2], 4, 1),
        (TEN[:5], 4, 1),
        (TEN[:5], 4, 3),
        ([7, 7, 7, 7, 7], 3, 1),
        ([], 4, 1),
        (TEN, 6, 3),
        (TEN[:1], 3, 1),
    ],
    mistakes=[
        Mistake(
            lambda ids, size, overlap: _to_the_end(ids, size, size - overlap),
            "The last window holds only what the one before it had. Stop when the end was read.",
        ),
        Mistake(
            lambda ids, size, overlap: _to_the_end(ids, size, size),
            "They do not overlap. Each begins `overlap` IDs before the end of the one before it.",
        ),
        Mistake(
            lambda ids, size, overlap: [window for window in _windows(ids, size, overlap) if len(window) == size],
            "The end of the text is missing: the last window may be shorter.",
        ),
        Mistake(
            lambda ids, size, overlap: _to_the_end(ids, size, max(overlap, 1)),
            "Each window begins `overlap` IDs further on. It has to overlap by so many: go on by `size - overlap`.",
        ),
        Mistake(
            lambda ids, size, overlap: _windows(ids, size, overlap)[:1],
            "This is the first window alone.",
        ),
        Mistake(
            lambda ids, size, overlap: _windows(ids, size, overlap) or [[]],
            "An empty list has no windows: return `[]`, and not a window that is empty.",
        ),
        Mistake(
            lambda ids, size, overlap: [
                ids[max(start - overlap, 0) : start + size] for start in range(0, len(ids), size)
            ],
            "The windows are longer than `size`: the overlap was put in front of them.",
        ),
        Mistake(
            lambda ids, size, overlap: [*_windows(ids, size, overlap)[:-1], list(ids[-size:])] if ids else [],
            "The last window was moved back, so that it is full. It begins with the last `overlap` IDs of the one "
            "before it, and may be shorter.",
        ),
        Mistake(
            lambda ids, size, overlap: [list(ids[start : start + size + 1]) for start in _starts(ids, size, overlap)],
            "Each window is one too long: `size` IDs, and no more.",
        ),
        Mistake(
            lambda ids, size, overlap: _windows(ids, size, overlap) if len(ids) >= size else [],
            "A text that is shorter than `size` still has one window.",
        ),
        Mistake(
            lambda ids, size, overlap: _windows(ids, size, 1),
            "They always overlap by 1. They have to overlap by `overlap`.",
        ),
        Mistake(
            lambda ids, size, overlap: _windows(ids, size, min(overlap + 1, size - 1)),
            "They overlap by one too many.",
        ),
        Mistake(
            lambda ids, size, overlap: len(_windows(ids, size, overlap)),
            "This is how many windows there are. Return the windows.",
        ),
    ],
    proof="Every token is read, and those in the overlap twice.",
)

check_foresee_changes = prediction("foresee_changes", FORESEE_CHANGES)
