"""Checks for the exercises on the first answer, and on tensors."""

from collections.abc import Mapping, Sequence

import torch

from helpers.checks.exercise import Exercise, Mistake
from helpers.checks.predictions import prediction

Answers = Sequence[Mapping[str, float | str]]


def _answers(**scores: float) -> list[dict[str, float | str]]:
    return [{"label": label, "score": score} for label, score in scores.items()]


def _best(answers: Answers) -> Mapping[str, float | str]:
    return max(answers, key=lambda answer: float(answer["score"]))


def _sure_label(answers: Answers, least: float) -> str | None:
    best = _best(answers)
    return str(best["label"]) if float(best["score"]) >= least else None


check_sure_label = Exercise(
    right=_sure_label,
    inputs=[
        (_answers(positive=0.93, negative=0.04, neutral=0.03), 0.6),
        (_answers(negative=0.2, neutral=0.45, positive=0.35), 0.6),
        (_answers(negative=0.1, neutral=0.2, positive=0.7), 0.7),
        (_answers(no=0.31, yes=0.69), 0.5),
        (_answers(negative=0.45, neutral=0.15, positive=0.4), 0.3),
        (_answers(anger=0.3, joy=0.5, fear=0.2), 0.6),
        (_answers(neutral=0.4, positive=0.45, negative=0.15), 0.4),
        (_answers(negative=0.46, neutral=0.3, positive=0.24), 0.5),
    ],
    mistakes=[
        Mistake(
            lambda answers, least: str(_best(answers)["label"]),
            "An answer was given although no score is high enough. Return `None` then.",
        ),
        Mistake(
            lambda answers, least: answers[0]["label"] if float(answers[0]["score"]) >= least else None,
            "This looks at the first entry alone. The entries are in no order: look for the highest score.",
        ),
        Mistake(
            lambda answers, least: answers[0]["label"],
            "This is the label of the first entry. The entries are in no order: look for the highest score.",
        ),
        Mistake(
            lambda answers, least: str(_best(answers)["label"]) if float(_best(answers)["score"]) > least else None,
            "A score that is just as high as `least` is high enough.",
        ),
        Mistake(
            lambda answers, least: next((each["label"] for each in answers if float(each["score"]) >= least), None),
            "This is the first entry that is high enough. Another can be higher: look for the highest score.",
        ),
        Mistake(
            lambda answers, least: _best(answers)["score"] if float(_best(answers)["score"]) >= least else None,
            "This is the score. The label that belongs to it is asked for.",
        ),
        Mistake(
            lambda answers, least: dict(_best(answers)) if float(_best(answers)["score"]) >= least else None,
            'This is the whole entry. Its label alone is asked for: `["label"]`.',
        ),
        Mistake(
            lambda answers, least: _sure_label(answers, least) or [],
            "This is an empty list. Return `None` itself.",
        ),
        Mistake(
            lambda answers, least: _sure_label(answers, least) or "",
            "This is an empty text. Return `None` itself.",
        ),
        Mistake(
            lambda answers, least: [each["label"] for each in answers if float(each["score"]) >= least],
            "This is a list of all that are high enough. One label is asked for, or `None`.",
        ),
        Mistake(
            lambda answers, least: _sure_label(answers, least) or "None",
            'This is the text `"None"`. Return `None` itself, without quotation marks.',
        ),
        Mistake(
            lambda answers, least: _sure_label(answers, least) or "neutral",
            "Unsure is not neutral: where no score is high enough, return `None`.",
        ),
        Mistake(
            lambda answers, least: max(str(answer["label"]) for answer in answers),
            "This is the last label in alphabetical order. Compare the scores: `key=`.",
        ),
    ],
    proof="The program has no answer that says *I cannot tell*. With a limit, yours has.",
)

TABLE = torch.tensor([[2.0, 1.0, 5.0], [6.0, 3.0, 15.0]])
SQUARE = torch.tensor([[1.0, 9.0], [3.0, 1.0]])
TALL = torch.tensor([[1.0, 0.5], [2.0, 0.5], [1.0, 3.0]])

check_column_shares = Exercise(
    right=lambda table: table / table.sum(dim=0),
    inputs=[(TABLE,), (SQUARE,), (TALL,), (torch.tensor([[4.0, 2.0]]),)],
    mistakes=[
        Mistake(
            lambda table: table / table.sum(dim=1, keepdim=True),
            "These are shares of each *row*. Here each column has to add up to 1: `dim=0`.",
        ),
        Mistake(
            lambda table: table / table.sum(),
            "These are shares of the whole table. Each column has to add up to 1 by itself: `dim=0`.",
        ),
        Mistake(lambda table: table.sum(dim=0), "These are the sums of the columns. Divide the table by them."),
        Mistake(
            lambda table: table.softmax(dim=0),
            "Softmax raises *e* to the numbers first. A share is the number itself, divided by the sum.",
        ),
        Mistake(
            lambda table: table / table.sum(dim=1),
            "`dim=1` goes across, and gives the sums of the rows. The sums of the columns are asked for: `dim=0`.",
        ),
        Mistake(
            lambda table: table.sum(dim=0) / table,
            "The wrong way round: divide the numbers by the sums of their columns.",
        ),
        Mistake(lambda table: table / table.amax(dim=0), "Divided by the largest of each column. Take its sum."),
        Mistake(lambda table: table / table.mean(dim=0), "Divided by the mean of each column. Take its sum."),
        Mistake(
            lambda table: (table / table.sum(dim=0)).T,
            "Right, and turned over: turn it back with `.T`, or leave a `.T` away.",
        ),
        Mistake(lambda table: table / len(table), "Divided by how many rows there are. Divide by each column's sum."),
    ],
    proof="Along `dim=0` no `keepdim` is needed: a row of sums fits under every row.",
)


def _most_alike(table: torch.Tensor, row: torch.Tensor) -> int:
    return int((table @ row).argmax())


POINTS = torch.tensor([[1.0, 0.0], [0.9, 0.9], [-3.0, 0.5], [0.0, 2.0]])
WIDE = torch.tensor([[0.0, 1.0, 0.0], [2.0, 0.0, -1.0], [-1.0, -4.0, 1.0]])

check_most_alike = Exercise(
    right=_most_alike,
    inputs=[
        (POINTS, torch.tensor([1.0, 0.5])),
        (POINTS, torch.tensor([0.2, 3.0])),
        (POINTS, torch.tensor([-1.0, -0.1])),
        (WIDE, torch.tensor([1.0, 0.0, -1.0])),
        (WIDE, torch.tensor([0.5, -1.0, 0.0])),
        (-POINTS[:2].flip(0) - 1, torch.tensor([1.0, 2.0])),
        (POINTS, torch.tensor([0.0, -1.0])),
        (torch.tensor([[1.0, 0.0], [5.0, 5.0]]), torch.tensor([1.0, 0.0])),
    ],
    mistakes=[
        Mistake(
            lambda table, row: table @ row,
            "These are all dot products. Which of them is the largest? `argmax` tells its place.",
        ),
        Mistake(
            lambda table, row: (table @ row).max().item(),
            "This is the largest dot product. The place of its row is asked for: `argmax`.",
        ),
        Mistake(
            lambda table, row: int((table @ row).clamp(min=0).argmax()),
            "All dot products can be negative, and then none is larger than 0. Begin with the first one.",
        ),
        Mistake(
            lambda table, row: int((table @ row)[:-1].argmax()),
            "The last row was not looked at.",
        ),
        Mistake(lambda table, row: int((table @ row).argmin()), "This is the place of the smallest. Take the largest."),
        Mistake(
            lambda table, row: table[(table @ row).argmax()],
            "This is the row itself. Its place is asked for, a whole number.",
        ),
        Mistake(
            lambda table, row: int((table * row).argmax()),
            "`*` multiplies number by number and adds nothing up. `@` makes one number of each row.",
        ),
        Mistake(lambda table, row: _most_alike(table, row) + 1, "One too many. Rows are counted from 0."),
        Mistake(
            lambda table, row: int((table - row).norm(dim=-1).argmin()),
            "This is the row with the smallest distance. Here the largest dot product is asked for: `@`.",
        ),
        Mistake(
            lambda table, row: int((table @ row).abs().argmax()),
            "The sign was left away. A large negative dot product means that two rows point in opposite directions.",
        ),
        Mistake(
            lambda table, row: int(torch.cosine_similarity(table, row, dim=-1).argmax()),
            "This is the largest cosine, which leaves lengths out. Here the dot product itself is asked for: `@`.",
        ),
        Mistake(
            lambda table, row: int(table.sum(dim=-1).argmax()),
            "This is the row with the largest sum. The dot product multiplies with the other row first: `@`.",
        ),
    ],
    proof="`table @ row` asks all rows at once, and `argmax` says which of them gave the most.",
)


def _above(texts: Sequence[str], scores: torch.Tensor) -> list[str]:
    return [text for text, score in zip(texts, scores.tolist(), strict=True) if score > scores.mean().item()]


check_above_the_mean = Exercise(
    right=_above,
    inputs=[
        (["good", "bad", "great", "so so"], torch.tensor([0.8, 0.1, 0.9, 0.3])),
        (["a", "b", "c"], torch.tensor([-1.0, -5.0, -2.0])),
        (["x", "y"], torch.tensor([0.5, 0.5])),
        (["p", "q", "r"], torch.tensor([3.0, 0.0, 0.0])),
        (["same", "same", "other"], torch.tensor([0.1, 0.9, 0.8])),
        (["m", "n", "o"], torch.tensor([1.0, 2.0, 3.0])),
        (["u", "v", "w"], torch.tensor([0.0, 1.0, 9.0])),
        (["y", "y", "z"], torch.tensor([5.0, 4.0, 0.0])),
        (["d", "e", "f", "g"], torch.tensor([0.0, 5.0, 9.0, 9.0])),
    ],
    mistakes=[
        Mistake(
            lambda texts, scores: [text for text, score in zip(texts, scores, strict=True) if score >= scores.mean()],
            "A score that is just the mean is not above it.",
        ),
        Mistake(
            lambda texts, scores: [text for text, score in zip(texts, scores, strict=True) if score < scores.mean()],
            "These are the texts below the mean.",
        ),
        Mistake(
            lambda texts, scores: [text for text, score in zip(texts, scores, strict=True) if score > 0.5],
            "Compared with 0.5. Compare with the mean of the scores.",
        ),
        Mistake(
            lambda texts, scores: [text for text, score in zip(texts, scores, strict=True) if score > 0],
            "Compared with 0. Compare with the mean of the scores.",
        ),
        Mistake(
            lambda texts, scores: [text for text, score in zip(texts, scores, strict=True) if score > scores.median()],
            "Compared with the median, the number in the middle. The mean is asked for.",
        ),
        Mistake(
            lambda texts, scores: [
                text for text, score in zip(texts, scores, strict=True) if score > (scores.max() + scores.min()) / 2
            ],
            "Compared with the middle between the highest and the lowest. The mean is the sum, divided by how many.",
        ),
        Mistake(
            lambda texts, scores: [
                text for text, score in zip(texts, scores, strict=True) if score > scores.sum() // len(scores)
            ],
            "`//` throws the fraction of the mean away. Divide with `/`.",
        ),
        Mistake(
            lambda texts, scores: scores > scores.mean(),
            "This says for each text whether it is above. Return the texts for which it is True.",
        ),
        Mistake(lambda texts, scores: scores[scores > scores.mean()], "These are the scores. Return their texts."),
        Mistake(
            lambda texts, scores: scores[scores > scores.mean()].tolist(), "These are the scores. Return their texts."
        ),
        Mistake(
            lambda texts, scores: (scores > scores.mean()).nonzero().flatten().tolist(),
            "These are the places. Return the texts that stand there.",
        ),
        Mistake(
            lambda texts, scores: (scores > scores.mean()).tolist(),
            "This says for each text whether it is above. Return the texts for which it is True.",
        ),
        Mistake(
            lambda texts, scores: [
                texts[place] for place in scores.argsort(descending=True) if scores[place] > scores.mean()
            ],
            "They were sorted by score. Leave the texts in the order in which they came.",
        ),
        Mistake(
            lambda texts, scores: list(dict.fromkeys(_above(texts, scores))),
            "A text that stands twice was kept once. Each place counts.",
        ),
        Mistake(
            lambda texts, scores: [
                texts[texts.index(text)] for text in texts if scores[texts.index(text)] > scores.mean()
            ],
            "`index` finds the first place of a text that stands twice. Go through texts and scores together: `zip`.",
        ),
    ],
    proof="A comparison gives a `True` or `False` for each score, and the `True`s pick.",
)

check_centered = Exercise(
    right=lambda table: table - table.mean(dim=1, keepdim=True),
    inputs=[(TABLE,), (SQUARE,), (TALL,), (torch.tensor([[1.0, 3.0]]),)],
    mistakes=[
        Mistake(
            lambda table: table - table.mean(dim=1),
            "At least one bug is still there: the means lie in a row, and each number gets the mean above it. "
            "With another shape it is an error. `keepdim=True` puts them below each other.",
        ),
        Mistake(
            lambda table: table - table.mean(dim=0),
            "The columns add up to 0 now, and the rows do not. Each *row's* mean is asked for: `dim=1, keepdim=True`.",
        ),
        Mistake(
            lambda table: table - table.mean(),
            "The mean of all numbers was taken away. Each row has its own: `dim=1, keepdim=True`.",
        ),
        Mistake(
            lambda table: table.mean(dim=1, keepdim=True).expand_as(table) - table,
            "The sign is turned: take the mean away from the numbers.",
        ),
        Mistake(
            lambda table: table / table.mean(dim=1, keepdim=True),
            "Divided by the mean. Take it away.",
        ),
        Mistake(
            lambda table: (table - table.mean(dim=1, keepdim=True)) / table.std(dim=1, keepdim=True),
            "The rows were brought to scale as well. Take the mean away and do nothing else.",
        ),
        Mistake(
            lambda table: table - table.sum(dim=1, keepdim=True),
            "The sum was taken away. Take the mean.",
        ),
        Mistake(
            lambda table: (table.T - table.mean(dim=1)).T.T,
            "Right, and turned over: turn it back with `.T`.",
        ),
    ],
    proof="With as many rows as columns there was no error, only a wrong result. The table that was given is whole.",
)

EXAMPLE = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

FORESEE_SHAPES = Exercise(
    right=lambda: [
        list(shape)
        for shape in (
            EXAMPLE.sum(dim=0).shape,
            EXAMPLE.sum(dim=1, keepdim=True).shape,
            (EXAMPLE @ EXAMPLE.T).shape,
            EXAMPLE[:, None].shape,
            (EXAMPLE * EXAMPLE[1]).shape,
            torch.stack([EXAMPLE, EXAMPLE, EXAMPLE]).sum(dim=1).shape,
        )
    ],
    inputs=[()],
    mistakes=[],
    proof=(
        "A sum takes its direction away (1, 6), and `keepdim` leaves it one long (2). Rows on the left and columns on "
        "the right give two by two (3). `None` adds a direction (4), and a row is stretched to fit (5). `stack` puts "
        "a new one in front: 3, 2, 3 (6)."
    ),
)

check_foresee_shapes = prediction("foresee_shapes", FORESEE_SHAPES)
