"""Checks for the exercises on fine-tuning."""

import math
import string
import unicodedata
from collections.abc import Callable, Sequence
from copy import deepcopy

import torch

from helpers.checks.checkpoint import model
from helpers.checks.exercise import Exercise, Mistake, choice
from helpers.checks.predictions import prediction


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _leaked(train: Sequence[str], valid: Sequence[str], key: Callable[[str], str] = _key) -> list[str]:
    known = {key(text) for text in train}
    return [text for text in valid if key(text) in known]


def _words(text: str) -> str:
    return " ".join("".join(c for c in text.lower() if c.isalnum() or c.isspace()).split())


check_leaked = Exercise(
    right=_leaked,
    inputs=[
        (["Thank you!", "So sad.", "What a day"], ["thank you", "Not sad", "What a day!!", "Thank YOU!", "so  sad"]),
        (["I'm fine"], ["Im fine", "I am fine"]),
        (["Why 2?", "Why not?"], ["Why 3?", "why 2", "why 2"]),
        (["A1b", "12", "Every day"], ["every day", "everyday", "ab 1", "a-1-B", "1 2"]),
        (["One", "Two", "one!"], ["ONE.", "three"]),
        (["So sad"], []),
        (["🙂", "ok"], ["…", "Ok"]),
        (["Not  now", "a-b"], ["not now", "A B"]),
        (
            ["Every day!", "No, on…", "Naïve?", "ok"],
            [
                "everyday",
                "on no",
                "On, no",
                "day",
                "every day is new",
                "Nave",
                "NAÏVE 🙂",
                "naive",
                "naïve_",
                "Naïve?",
                "ok",
                "OK!",
            ],
        ),
    ],
    mistakes=[
        Mistake(
            lambda train, valid: _leaked(train, valid, lambda text: text),
            "Only texts that are equal to the last sign were found. Compare small letters and digits alone.",
        ),
        Mistake(
            lambda train, valid: [text for text in valid if text in {_key(other) for other in train}],
            "One side was made into letters and digits, and the other was not. Do it to both.",
        ),
        Mistake(
            lambda train, valid: [text for text in valid if _key(text) in train],
            "The texts of one part were made into letters and digits, and those of the other were not. Do it to both.",
        ),
        Mistake(
            lambda train, valid: [text for text in valid if text.lower() in {_key(other) for other in train}],
            "One side was made into letters and digits, and of the other the letters were only made small. Do the same "
            "to both.",
        ),
        Mistake(
            lambda train, valid: _leaked(train, valid, str.lower),
            "Capitals were left aside, and signs and spaces were not. Keep letters and digits alone (`isalnum`).",
        ),
        Mistake(
            lambda train, valid: _leaked(
                train, valid, lambda text: "".join(character for character in text if character.isalnum())
            ),
            "*THANK* and *thank* are the same text here. Make the letters small first.",
        ),
        Mistake(
            lambda train, valid: _leaked(
                train, valid, lambda text: "".join(character for character in text.lower() if character.isalpha())
            ),
            "Digits were left out, so *Why 2?* and *Why 3?* became the same. `isalnum` keeps letters and digits.",
        ),
        Mistake(
            lambda train, valid: _leaked(valid, train),
            "These are the texts as they stand in the training part. Return those of the validation part.",
        ),
        Mistake(
            lambda train, valid: [text for text in valid for other in train if _key(text) == _key(other)],
            "A text that stands twice in the training part was named twice. Name it as often as it stands in the "
            "validation part.",
        ),
        Mistake(
            lambda train, valid: sorted(_leaked(train, valid)),
            "They are sorted. Keep the order of the validation part.",
        ),
        Mistake(
            lambda train, valid: [
                text for text in valid if any(_key(text) in _key(other) or _key(other) in _key(text) for other in train)
            ],
            "A text that is a part of another passes for the same. They have to be equal.",
        ),
        Mistake(
            lambda train, valid: _leaked(train, valid, lambda text: "".join(text.lower().split())),
            "Spaces and capitals were left aside, and other signs were not. Keep letters and digits alone (`isalnum`).",
        ),
        Mistake(
            lambda train, valid: _leaked(
                train, valid, lambda text: "".join(c for c in text.lower() if c.isascii() and c.isalnum())
            ),
            "Letters such as *ï* were thrown away. `isalnum` keeps the letters of every language.",
        ),
        Mistake(
            lambda train, valid: _leaked(train, valid, _words),
            "Spaces between words still count here, and they should not: *everyday* and *Every day!* are the same.",
        ),
        Mistake(
            lambda train, valid: _leaked(train, valid, lambda text: _key(unicodedata.normalize("NFD", text))),
            "*ï* became *i*, and they are two letters. Keep letters as they are.",
        ),
        Mistake(
            lambda train, valid: _leaked(
                train, valid, lambda text: "".join(c for c in text.lower() if c.isalnum() or c == "_")
            ),
            "The underscore was kept: `\\w` takes it for a letter. `isalnum` does not.",
        ),
        Mistake(
            lambda train, valid: _leaked(
                train, valid, lambda text: "".join(c for c in text.lower() if c not in f"{string.punctuation} ")
            ),
            "`string.punctuation` lacks signs such as … and 🙂. Keep letters and digits instead: `isalnum`.",
        ),
        Mistake(
            lambda train, valid: [text for text in valid if any(_key(text) in _key(other) for other in train)],
            "A text that is a part of a training text passes for the same. They have to be equal.",
        ),
        Mistake(
            lambda train, valid: [text for text in valid if any(_key(other) in _key(text) for other in train)],
            "A text that holds a whole training text passes for the same. They have to be equal.",
        ),
        Mistake(
            lambda train, valid: _leaked(train, valid, lambda text: "".join(sorted(_key(text)))),
            "The letters were sorted, or taken as a set, and their order did not count. It does.",
        ),
        Mistake(
            lambda train, valid: [text for text in _leaked(train, valid) if _key(text)],
            "Texts without a letter and without a digit were left aside. By the rule of the exercise they are all "
            "the same.",
        ),
        Mistake(
            lambda train, valid: len(_leaked(train, valid)),
            "This is how many there are. Return the texts themselves.",
        ),
        Mistake(
            lambda train, valid: list(dict.fromkeys(_leaked(train, valid))),
            "A text that leaks twice was named once. Return each of them, in the order of the validation part.",
        ),
        Mistake(
            lambda train, valid: [_key(text) for text in _leaked(train, valid)],
            "These are the letters that were compared. Return the texts as they are written.",
        ),
        Mistake(
            lambda train, valid: [text for text in valid if text not in _leaked(train, valid)],
            "These are the texts that do *not* leak. Which ones do?",
        ),
    ],
    proof="Before you trust a score, let this list be empty.",
)


def _best_epoch(losses: Sequence[float], patience: int) -> int:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best + 1


def _compares_with_the_last(losses: Sequence[float], patience: int) -> int:
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if losses[epoch] < losses[best]:
            best = epoch
        if waited >= patience:
            break
    return best + 1


def _where_it_stops(losses: Sequence[float], patience: int) -> int:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch + 1
    return len(losses)


def _counts_all(losses: Sequence[float], patience: int) -> int:
    best, waited = 0, 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < losses[best]:
            best = epoch
        else:
            waited += 1
            if waited >= patience:
                break
    return best + 1


def _best_epoch_or_equal(losses: Sequence[float], patience: int) -> int:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best + 1


check_best_epoch = Exercise(
    right=_best_epoch,
    inputs=[
        ([0.9, 0.7, 0.8, 0.85, 0.5], 2),
        ([0.9, 0.7, 0.8, 0.6, 0.65, 0.5], 2),
        ([0.9, 0.8, 0.7], 1),
        ([0.9, 0.7, 0.75, 0.72, 0.6], 2),
        ([0.5, 0.5, 0.4], 1),
        ([0.9, 0.95, 0.8, 0.85, 0.7, 0.75], 2),
        ([0.9, 0.5, 0.8, 0.7, 0.6, 0.4], 3),
        ([0.4], 3),
        ([300.0, 200.0, 250.0, 220.0, 50.0], 2),
        ([0.8, 0.6, 0.9, 0.4, 0.7], 2),
        ([0.5, 0.49, 0.485, 0.9, 0.9], 2),
        ([0.5, 0.4999, 0.6, 0.6], 2),
        ([0.9, 0.5, 0.6, 0.7], 3),
        ([0.9, 0.95, 0.7, 0.8, 0.75, 0.6, 0.7, 0.7, 0.7, 0.1], 3),
        ([0.9, 0.7, 0.8, 0.85, 0.65, 0.7, 0.7, 0.7, 0.1], 2),
    ],
    mistakes=[
        Mistake(
            lambda losses, patience: min(range(len(losses)), key=lambda epoch: losses[epoch]) + 1,
            "This is the lowest loss of all. But training stops before it gets there: after `patience` epochs in a row "
            "without a new lowest loss.",
        ),
        Mistake(
            lambda losses, patience: _best_epoch(losses, patience) - 1,
            "Off by one: Python counts from 0, and the first epoch is epoch 1.",
        ),
        Mistake(_where_it_stops, "This is the epoch where training stops. Whose weights are kept?"),
        Mistake(
            _compares_with_the_last,
            "Each loss was compared with the one before it. Compare with the lowest so far: a loss may fall and still "
            "be no new lowest one.",
        ),
        Mistake(
            _counts_all,
            "The epochs without a new lowest loss were added up over the whole training. They have to be in a row: "
            "begin again at 0 after each new lowest loss.",
        ),
        Mistake(
            lambda losses, patience: _best_epoch(losses, patience + 1),
            "One epoch too long: after exactly `patience` epochs without a new lowest loss training stops.",
        ),
        Mistake(
            lambda losses, patience: _best_epoch(losses, patience - 1) if patience > 1 else 1,
            "One epoch too short: training goes on until there were `patience` epochs in a row without a new lowest "
            "loss.",
        ),
        Mistake(
            lambda losses, patience: _best_epoch_or_equal(losses, patience),
            "An equal loss is not lower: the first of them stays the best, and the waiting goes on.",
        ),
        Mistake(
            lambda losses, patience: _best_epoch(losses, max(patience - 1, 1)),
            "One epoch too short: training goes on until there were `patience` epochs in a row without a new lowest "
            "loss.",
        ),
        Mistake(
            lambda losses, patience: losses[_best_epoch(losses, patience) - 1],
            "This is the loss. Which epoch was it?",
        ),
        Mistake(
            lambda losses, patience: (
                _best_epoch(losses, patience) if _where_it_stops(losses, patience) < len(losses) else len(losses)
            ),
            "When the list ends before training stops, the best epoch so far is asked for, and not the last.",
        ),
        Mistake(
            lambda losses, patience: len(losses),
            "This is the last epoch. Look for the lowest loss before training stops.",
        ),
    ],
    proof="The weights of this epoch are kept, whatever came after it.",
)

STAR_LOGITS = torch.tensor([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0], [-1.0, 0.0, 3.0], [1.0, 1.5, -2.0]])


def _loss(logits: torch.Tensor, labels: torch.Tensor) -> float:
    return torch.nn.functional.cross_entropy(logits, labels).item()


def _with_a_column(logits: torch.Tensor, place: int) -> torch.Tensor:
    columns = list(logits.unbind(dim=1))
    return torch.stack([*columns[:place], torch.zeros(len(logits)), *columns[place:]], dim=1)


check_stars_loss = Exercise(
    right=lambda logits, stars: _loss(logits, stars - 1),
    inputs=[
        (STAR_LOGITS, torch.tensor([1, 2, 3, 1])),
        (STAR_LOGITS[:2], torch.tensor([1, 2])),
        (STAR_LOGITS[:1], torch.tensor([2])),
        (STAR_LOGITS[[2, 2, 0]], torch.tensor([3, 1, 3])),
    ],
    mistakes=[
        Mistake(
            lambda logits, stars: _loss(logits, stars),
            "The bug is still there. Labels are places, counted from 0, and stars are counted from 1: three stars are "
            "place 2.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits, stars.clamp(max=2)),
            "The error is gone, and the bug is not: three stars became two, and one star is still place 1. Count from "
            "0: take 1 away.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits, stars % 3),
            "The error is gone, and the bug is not: three stars became place 0, the label of one star. Take 1 away.",
        ),
        Mistake(
            lambda logits, stars: _loss(_with_a_column(logits, 3), stars),
            "The error is gone, because there is a column more. But one star still means the second column. Take 1 "
            "away from the labels.",
        ),
        Mistake(
            lambda logits, stars: _loss(_with_a_column(logits, 0), stars),
            "A column was put in front, which fits the numbers, and takes a share of the probability from all labels. "
            "Take 1 away from the labels instead.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits, 3 - stars),
            "The labels are the wrong way round: three stars are the last column.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits.softmax(dim=-1), stars - 1),
            "The labels are right. But the softmax was taken twice: `cross_entropy` takes logits, and does it itself.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits[:1], stars[:1] - 1),
            "This is the loss of the first text. The mean over all is asked for.",
        ),
        Mistake(
            lambda logits, stars: torch.nn.functional.cross_entropy(logits, stars - 1, reduction="none"),
            "This is a loss for each text. Their mean is asked for, as a number.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits.roll(1, dims=1), stars - 1),
            "Labels and columns were both shifted, against each other. Take 1 away from the stars, and leave the "
            "logits.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits, stars - 1) * len(stars),
            "The labels are right. This is the sum over the texts: their mean is asked for.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits, stars - stars.min()),
            "The lowest number of stars was taken away, which is 1 only where a text has one star. Take 1 away.",
        ),
        Mistake(
            lambda logits, stars: _loss(logits[stars <= 2], stars[stars <= 2]) if (stars <= 2).any() else 0.0,
            "The texts with three stars were left out, and the others still have the label of one more. Take 1 away "
            "from all.",
        ),
    ],
    proof="The error came from three stars alone. With one and two there was none, and the loss was wrong as well.",
)

STEP = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
ONE_ROW = torch.tensor([[0.0, 0.0], [1.0, -1.0], [0.0, 0.0]])


def _stepped(table: torch.Tensor, gradient: torch.Tensor, decay: float = 0.5, plain: bool = False) -> torch.Tensor:
    """One step of AdamW; ``plain`` is Adam, whose decay goes into the gradient."""
    weight = table.clone().requires_grad_()
    weight.grad = gradient.clone()
    optimizer = torch.optim.Adam if plain else torch.optim.AdamW
    optimizer([weight], lr=0.1, weight_decay=decay).step()
    return weight.detach()


def _frozen(table: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    return (gradient == 0).all(dim=1, keepdim=True)


def _one_row_step(table: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    return torch.where(_frozen(table, gradient), table, _stepped(table, gradient))


check_one_row_step = Exercise(
    right=_one_row_step,
    inputs=[
        (STEP, ONE_ROW),
        (STEP, ONE_ROW.flip(0) * 3 + ONE_ROW),
        (STEP, torch.tensor([[0.0, 0.0], [0.0, 0.0], [0.0, 2.0]])),
        (STEP, torch.ones(3, 2)),
        (-STEP, ONE_ROW.roll(1, dims=0)),
        (STEP, torch.tensor([[0.5, -0.5], [0.0, 1.0], [0.0, 0.0]])),
        (STEP / 3, torch.tensor([[1e-5, 2e-5], [0.0, 0.0], [-2.0, 1.0]])),
    ],
    mistakes=[
        Mistake(
            _stepped,
            "The bug is still there: AdamW makes every row smaller, whatever its gradient is.",
        ),
        Mistake(
            lambda table, gradient: _stepped(table, gradient, decay=0),
            "The frozen rows stay. But the trained row has lost its weight decay as well. It has to move as before.",
        ),
        Mistake(
            lambda table, gradient: torch.where(gradient == 0, table, _stepped(table, gradient)),
            "In a row that is trained a single gradient can be zero, and its number decays all the same. Frozen is a "
            "row in which *all* are zero.",
        ),
        Mistake(
            lambda table, gradient: torch.where(
                gradient.sum(dim=1, keepdim=True) == 0, table, _stepped(table, gradient)
            ),
            "1 and −1 add up to 0, and the row learns all the same. Frozen is a row in which *all* are zero.",
        ),
        Mistake(
            lambda table, gradient: torch.where(
                (gradient.abs() < 1e-3).all(dim=1, keepdim=True), table, _stepped(table, gradient)
            ),
            "A row with a small gradient was frozen. It learns: frozen is a row in which all are zero.",
        ),
        Mistake(
            lambda table, gradient: torch.where(_frozen(table, gradient), table, _stepped(table, gradient, decay=0)),
            "The frozen rows stay. But the trained row has lost its weight decay as well. It has to move as before.",
        ),
        Mistake(
            lambda table, gradient: torch.where(_frozen(table, gradient), table, _stepped(table, gradient, decay=0.01)),
            "The frozen rows stay. But the trained row has another weight decay than before: `weight_decay=0.5`.",
        ),
        Mistake(
            lambda table, gradient: torch.where(_frozen(table, gradient), table, _stepped(table, gradient, plain=True)),
            "The frozen rows stay. But the trained row moves otherwise than before: AdamW, and not Adam.",
        ),
        Mistake(
            lambda table, gradient: torch.where(_frozen(table, gradient), _stepped(table, gradient), table),
            "The wrong way round: the trained rows stay, and the frozen ones move.",
        ),
        Mistake(
            lambda table, gradient: _stepped(table, gradient, plain=True),
            "Plain Adam puts the decay into the gradient, so that rows without one get one. All rows move.",
        ),
        Mistake(
            lambda table, gradient: torch.where(_frozen(table, gradient), table, table - 0.1 * gradient),
            "This is a step of SGD. The trained rows have to move as AdamW moves them.",
        ),
        Mistake(
            lambda table, gradient: table,
            "Nothing moves. The rows with a gradient have to.",
        ),
        Mistake(
            lambda table, gradient: torch.where(_frozen(table, gradient), 0.0, _stepped(table, gradient)),
            "The frozen rows are zero now. They have to stay as they were.",
        ),
        Mistake(
            lambda table, gradient: torch.where((torch.arange(3) == 1)[:, None], _stepped(table, gradient), table),
            "Row 1 was trained, whichever has a gradient. Look at the gradient.",
        ),
        Mistake(
            lambda table, gradient: _stepped(table, gradient)[~_frozen(table, gradient)[:, 0]],
            "These are the trained rows alone. Return the whole table.",
        ),
    ],
    proof="A gradient of zero freezes nothing, if the optimizer moves rows for another reason.",
)


def _wins(first: Sequence[float], second: Sequence[float]) -> tuple[int, int]:
    """How many seeds are decided, and how many of them the first way wins."""
    decided = [one > other for one, other in zip(first, second, strict=True) if one != other]
    return len(decided), sum(decided)


def _tail(seeds: int, wins: int) -> float:
    return sum(math.comb(seeds, more) for more in range(wins, seeds + 1)) / 2**seeds


def _by_luck(first: Sequence[float], second: Sequence[float]) -> float:
    return _tail(*_wins(first, second))


check_by_luck = Exercise(
    right=_by_luck,
    inputs=[
        ([0.8, 0.7, 0.9, 0.8], [0.7, 0.6, 0.8, 0.7]),
        ([0.8, 0.7, 0.9, 0.8, 0.6], [0.7, 0.8, 0.8, 0.7, 0.5]),
        ([0.5, 0.5, 0.6, 0.7], [0.5, 0.4, 0.5, 0.6]),
        ([0.1, 0.2], [0.3, 0.4]),
        ([0.5], [0.5]),
        ([], []),
        ([0.9, 0.1, 0.1, 0.1], [0.2, 0.2, 0.2, 0.2]),
        ([0.5, 0.9, 0.6, 0.6, 0.6], [0.5, 0.4, 0.7, 0.5, 0.6]),
    ],
    mistakes=[
        Mistake(
            lambda first, second: math.comb(*_wins(first, second)) / 2 ** _wins(first, second)[0],
            "This is the probability of exactly so many wins. More wins would be as good: add them up.",
        ),
        Mistake(
            lambda first, second: 1 - _by_luck(first, second),
            "This is the probability of fewer wins. At least as many are asked for.",
        ),
        Mistake(
            lambda first, second: _tail(len(first), _wins(first, second)[1]),
            "Seeds with equal scores were counted as lost. They are left out: nobody has won them.",
        ),
        Mistake(
            lambda first, second: _tail(
                len(first), sum(one >= other for one, other in zip(first, second, strict=True))
            ),
            "Seeds with equal scores were counted as won. They are left out: nobody has won them.",
        ),
        Mistake(
            lambda first, second: _by_luck(second, first),
            "This is the probability of so many wins of the first way or *fewer*, which is also that of the second "
            "way. So many or more of the first are asked for.",
        ),
        Mistake(
            lambda first, second: _tail(_wins(first, second)[0], _wins(first, second)[1] + 1),
            "This is the probability of *more* wins. As many as there were count, too.",
        ),
        Mistake(
            lambda first, second: (
                _tail(*_wins(first, second)) - 0.5 ** _wins(first, second)[0] if _wins(first, second)[0] else 0.0
            ),
            "The last case is missing: all seeds won. `range` stops one before its end.",
        ),
        Mistake(
            lambda first, second: _by_luck(first, second) if _wins(first, second)[0] else 0.0,
            "If no seed is left, the probability is 1.",
        ),
        Mistake(
            lambda first, second: min(2 * _by_luck(first, second), 1),
            "It is doubled, as if either way could be the better one. The question is for the first.",
        ),
        Mistake(
            lambda first, second: 0.5 ** _wins(first, second)[1],
            "This is the probability that the first so many seeds are won, in this order. Wins can fall on any of the "
            "seeds: count the ways.",
        ),
        Mistake(
            lambda first, second: _wins(first, second)[1] / max(_wins(first, second)[0], 1),
            "This is the share of wins. How probable are so many, or more, by luck?",
        ),
        Mistake(
            lambda first, second: _wins(first, second)[1],
            "This is how many seeds the first way has won. How probable are so many, or more, by luck?",
        ),
        Mistake(
            lambda first, second: sum(
                math.comb(_wins(first, second)[0], more)
                for more in range(_wins(first, second)[1], _wins(first, second)[0] + 1)
            ),
            "These are the ways in which so many wins can fall. Divide by all ways, 2 to the power of the seeds.",
        ),
    ],
    proof="Four wins in four seeds happen by luck in one of sixteen cases. Few seeds prove little.",
)


BATCH = torch.tensor([[0, 100, 657, 24, 2], [0, 170, 33, 2, 1]])
BATCH_LABELS = torch.tensor([0, 1])
ABSENT = 5000  # a token that is not in the batch


def _after_a_step(optimizer: Callable[..., torch.optim.Optimizer], frozen: bool = False) -> dict[str, torch.Tensor]:
    """The weights of the model with a new head after one step on two texts."""
    torch.manual_seed(0)
    learning = deepcopy(model())
    learning.classifier = type(learning.classifier)(learning.config)
    before = {name: weight.detach().clone() for name, weight in learning.named_parameters()}
    learning.get_input_embeddings().weight.requires_grad_(not frozen)
    mask = (BATCH != 1).long()
    learning(BATCH, attention_mask=mask, labels=BATCH_LABELS).loss.backward()
    optimizer([weight for weight in learning.parameters() if weight.requires_grad], lr=1e-2).step()
    return {name: (weight.detach() - before[name]).abs() for name, weight in learning.named_parameters()}


def _what_moves() -> list[bool]:
    """Whether six numbers move in a training step; calculated."""
    sgd, adamw = _after_a_step(torch.optim.SGD), _after_a_step(torch.optim.AdamW)
    frozen = _after_a_step(torch.optim.SGD, frozen=True)
    words, places = "roberta.embeddings.word_embeddings.weight", "roberta.embeddings.position_embeddings.weight"
    moved = [
        sgd["classifier.out_proj.bias"][2],
        sgd[words][ABSENT],
        adamw[words][ABSENT],
        sgd[places][100],
        frozen[words][BATCH[0, 1]],
        sgd["roberta.encoder.layer.0.attention.self.key.bias"],
    ]
    return [bool((each > ROUNDING).any()) for each in moved]


ROUNDING = 1e-7

FORESEE_MOVES = Exercise(
    right=_what_moves,
    inputs=[()],
    mistakes=[],
    proof=(
        "Softmax gives every label a share, and the loss pushes at each (1). A word that is not in the batch has no "
        "gradient, and neither has a position behind its end (2, 4); AdamW makes its row smaller all the same (3). "
        "What needs no gradient gets none (5). The bias of the keys adds one number to every score of a row, which "
        "softmax does not see, so its gradient is 0 but for rounding (6)."
    ),
)

EXPLAIN_PART = choice(
    "b",
    {
        "a": "It is the highest of five numbers, each with some luck in it. The luck was chosen along.",
        "b": "The held part chose nothing, so its number is not the luckiest of several.",
        "c": "The model has seen those very texts and labels while it learnt.",
        "d": "The mean is less lucky, but it speaks of five models, and you hand over one.",
    },
)

check_explain_part = prediction("explain_part", EXPLAIN_PART)
check_foresee_moves = prediction("foresee_moves", FORESEE_MOVES)
