"""Checks for the exercises on fine-tuning."""

import string
import unicodedata
from collections.abc import Callable, Sequence

import torch

from helpers.checks.exercise import Exercise, Mistake, choice


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _leaked(train: Sequence[str], valid: Sequence[str], key: Callable[[str], str] = _key) -> list[str]:
    known = {key(text) for text in train}
    return [text for text in valid if key(text) in known]


def _words(text: str) -> str:
    return " ".join("".join(c for c in text.lower() if c.isalnum() or c.isspace()).split())


LEAKED = Exercise(
    right=_leaked,
    inputs=[
        (["Thank you!", "So sad.", "What a day"], ["thank you", "Not sad", "What a day!!", "Thank YOU!", "so  sad"]),
        (["I'm fine"], ["Im fine", "I am fine"]),
        (["Why 2?", "Why not?"], ["Why 3?", "why 2", "why 2"]),
        (["A1b", "12", "Every day"], ["every day", "everyday", "ab 1", "a-1-B", "1 2"]),
        (["One", "Two", "one!"], ["ONE.", "three"]),
        (["So sad"], []),
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
            "These are the texts of the training part. Which texts of the *other* part stand in it?",
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
            "The letters were sorted, so their order did not count. It does.",
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


BEST_EPOCH = Exercise(
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


STARS_LOSS = Exercise(
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

WHICH_PART = choice(
    "b",
    {
        "a": "It is the highest of five numbers, each with some luck in it. The luck was chosen along.",
        "b": "The held part chose nothing, so its number is not the luckiest of several.",
        "c": "The model has seen those very texts and labels while it learnt.",
        "d": "The mean is less lucky, but it speaks of five models, and you hand over one.",
    },
)

check_leaked = LEAKED.check
check_best_epoch = BEST_EPOCH.check
check_stars_loss = STARS_LOSS.check
check_which_part = WHICH_PART.check
