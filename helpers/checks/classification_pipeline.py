"""Checks for the exercises on the classification pipeline."""

from collections.abc import Callable, Sequence

import torch

from helpers.checks.checkpoint import model, tokenizer
from helpers.checks.exercise import Exercise, Mistake, choice

LOGITS = torch.tensor([[2.0, 0.5, -1.0], [-3.0, 0.0, 1.0]])

SOFTMAX = Exercise(
    right=lambda logits, temperature: torch.softmax(logits / temperature, dim=-1),
    inputs=[(LOGITS, 1.0), (LOGITS, 4.0), (LOGITS[:1], 0.5)],
    mistakes=[
        Mistake(
            lambda logits, temperature: torch.softmax(logits / temperature, dim=0),
            "Softmax over the wrong axis: the columns add up to 1, and texts compete with each other. The labels of "
            "one text have to add up to 1: `dim=-1`.",
        ),
        Mistake(
            lambda logits, temperature: torch.softmax(logits, dim=-1),
            "The temperature was not used. Divide the logits by it first.",
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
            lambda logits, temperature: torch.exp(logits / temperature),
            "These are positive, but do not add up to 1. Divide each row by its sum.",
        ),
        Mistake(
            lambda logits, temperature: torch.exp(logits / temperature) / torch.exp(logits / temperature).sum(dim=-1),
            "Each row's sum lost its place: the shapes do not fit. `keepdim=True` keeps it in a column of its own.",
        ),
        Mistake(
            lambda logits, temperature: torch.sigmoid(logits / temperature),
            "This is the sigmoid, for each label by itself. Softmax lets the labels share one whole.",
        ),
    ],
    proof="Each row adds up to 1. A high temperature brings labels closer together, and never changes their order.",
)

GENERATOR = torch.Generator().manual_seed(1)
QUERY, KEY, VALUE = (torch.randn(5, 4, generator=GENERATOR) for _ in range(3))


def _head(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, divisor: float, axis: int = -1) -> torch.Tensor:
    return torch.softmax(query @ key.T / divisor, dim=axis) @ value


ATTENTION_HEAD = Exercise(
    right=lambda query, key, value: torch.nn.functional.scaled_dot_product_attention(query, key, value),
    inputs=[(QUERY, KEY, VALUE), (QUERY[:2], KEY[:2], VALUE[:2])],
    mistakes=[
        Mistake(
            lambda query, key, value: _head(query, key, value, 1),
            "The scores are not scaled. Divide them by the root of the head's width, `query.shape[-1] ** 0.5`.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, query.shape[-1]),
            "You divided by the width itself. Divide by its root.",
        ),
        Mistake(
            lambda query, key, value: _head(query, key, value, query.shape[-1] ** 0.5, axis=0),
            "Softmax over the wrong axis: each token shares its own attention out, so the rows add up to 1: `dim=-1`.",
        ),
        Mistake(
            lambda query, key, value: torch.softmax(query @ key.T / query.shape[-1] ** 0.5, dim=-1),
            "These are the attention weights. Multiply them by the values: a token gets its average of the contents.",
        ),
        Mistake(
            lambda query, key, value: query @ key.T / query.shape[-1] ** 0.5 @ value,
            "Softmax is missing: these weights can be negative, and do not add up to 1.",
        ),
        Mistake(
            lambda query, key, value: _head(key, query, value, query.shape[-1] ** 0.5),
            "Queries and keys are swapped. Row *i* of the scores is what token *i* asks of all the others: "
            "`query @ key.T`.",
        ),
    ],
    proof="Your lines equal the library's attention.",
)

SCORES = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0], [2.0, 2.0, 2.0]])
ONE_PADDED = torch.tensor([1, 1, 0])


def _masked(scores: torch.Tensor, hide: torch.Tensor, value: float = -torch.inf) -> torch.Tensor:
    return torch.softmax(scores.masked_fill(hide, value), dim=-1)


MASKED_ATTENTION = Exercise(
    right=lambda scores, mask: _masked(scores, (mask == 0)[None, :]),
    inputs=[(SCORES, ONE_PADDED), (SCORES[:2, :2], torch.tensor([1, 1]))],
    mistakes=[
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1),
            "Padding counted: the last column gets attention. Its scores have to go before softmax.",
        ),
        Mistake(
            lambda scores, mask: _masked(scores, (mask == 0)[None, :], 0.0),
            "The scores of padding are 0, and softmax makes e⁰ = 1 of a 0. Only minus infinity becomes 0.",
        ),
        Mistake(
            lambda scores, mask: torch.softmax(scores, dim=-1) * mask,
            "Padding gets nothing, but the rows no longer add up to 1. Take its scores out before softmax.",
        ),
        Mistake(
            lambda scores, mask: torch.nan_to_num(_masked(scores, (mask == 0)[:, None])),
            "You hid a row. The row is who asks, the column is who is asked: nobody may ask padding, so hide columns.",
        ),
    ],
    proof="Nobody attends to padding, and every row still adds up to 1.",
)

NAMES = {0: "negative", 1: "neutral", 2: "positive"}

LABELS_OF = Exercise(
    right=lambda logits, id2label: [id2label[label] for label in logits.argmax(dim=-1).tolist()],
    inputs=[(LOGITS, NAMES), (LOGITS[:1], NAMES), (torch.tensor([[0.0, 3.0, 1.0]]), {0: "a", 1: "b", 2: "c"})],
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
    ],
    proof="One name for each text. Softmax was not needed: it never changes the order.",
)


def word_score(words: Sequence[str]) -> float:
    """A made-up classifier for the exercise: what each word adds, and *not* turns it round."""
    values = {"good": 2.0, "fine": 1.0, "awful": -3.0}
    total = sum(values.get(word, 0.0) for word in words)
    return -total if "not" in words else total


def _without(words: Sequence[str], place: int) -> list[str]:
    return [*words[:place], *words[place + 1 :]]


Score = Callable[[Sequence[str]], float]


def _occlusion(score: Score, words: Sequence[str]) -> list[float]:
    return [score(words) - score(_without(words, place)) for place in range(len(words))]


OCCLUSION = Exercise(
    right=_occlusion,
    inputs=[
        (word_score, "not so good".split()),
        (word_score, ["fine"]),
        (word_score, "good but awful".split()),
        (len, ["so", "so"]),
    ],
    mistakes=[
        Mistake(
            lambda score, words: [-fall for fall in _occlusion(score, words)],
            "The sign is the wrong way round. A word that speaks for the label makes the score fall when it is left "
            "out: score of all words, less the score without it.",
        ),
        Mistake(
            lambda score, words: [score([word]) for word in words],
            "Each word was scored alone. Leave one out, and keep the others: *not* does nothing alone.",
        ),
        Mistake(
            lambda score, words: [score(_without(words, place)) for place in range(len(words))],
            "These are the scores without each word. How much did they fall? Compare with the score of all words.",
        ),
        Mistake(
            lambda score, words: [score(words) - score(words[place + 1 :]) for place in range(len(words))],
            "All words up to this one were left out. Leave out one at a time.",
        ),
        Mistake(
            lambda score, words: [score(words) - score([word for word in words if word != left]) for left in words],
            "A word that stands twice was left out twice. Go by places, not by words.",
        ),
        Mistake(
            lambda score, words: [
                score(words) - score([*words[:place], "", *words[place + 1 :]]) for place in range(len(words))
            ],
            "Something else was put in the word's place, and the text kept its length. Leave the word out.",
        ),
        Mistake(lambda score, words: _occlusion(score, words)[:-1], "Off by one: the last word was never left out."),
    ],
    proof="*not* got its share, though it has no score of its own.",
)

TEXTS = ["I love it!", "Terrible, and far too late.", "The shop opens at nine."]


@torch.no_grad()
def _logits(texts: Sequence[str], **options: bool) -> torch.Tensor:
    inputs = tokenizer()(list(texts), padding=True, truncation=True, max_length=512, return_tensors="pt")
    if not options.get("mask", True):
        del inputs["attention_mask"]
    return model()(**inputs).logits


BATCH_LOGITS = Exercise(
    right=_logits,
    inputs=[(TEXTS,), (TEXTS[:1],)],
    mistakes=[
        Mistake(
            lambda texts: _logits(texts, mask=False),
            "The bug is still there: without the attention mask, padding is read as if it were text.",
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

WHAT_98_MEANS = choice(
    "d",
    {
        "a": "How often it is right has to be counted, on texts with known labels. A model can be sure and wrong.",
        "b": "It is one text. 98 of its words cannot speak for anything: the answer is one for the whole text.",
        "c": "This text may be of a kind on which the model is always wrong, however sure it is.",
        "d": "It is how the model spreads one whole over its labels. Whether that deserves trust, counting shows.",
    },
)

check_softmax = SOFTMAX.check
check_attention_head = ATTENTION_HEAD.check
check_masked_attention = MASKED_ATTENTION.check
check_labels_of = LABELS_OF.check
check_occlusion = OCCLUSION.check
check_batch_logits = BATCH_LOGITS.check
check_what_98_means = WHAT_98_MEANS.check
