"""Two texts through the classifier as one padded batch, with everything on the way that can be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from transformers import PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers.ranges import check_temperature
from helpers.tokens import Piece, split_text, token_limit
from helpers.vocabulary import check_rows


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model was given and what it answered.

    Attributes:
        input_ids, attention_mask: (texts, tokens).
        pieces: one list a text, without padding.
        cut: how many tokens of each text the model did not read.
        shapes: name, shape and meaning of each tensor on the way.
        logits: (texts, labels).
        labels: the labels' names, in the order of the logits.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    pieces: list[list[Piece]]
    cut: list[int]
    shapes: list[tuple[str, tuple[int, ...], str]]
    logits: torch.Tensor
    labels: list[str]

    def probabilities(self, temperature: float = 1.0) -> torch.Tensor:
        """(texts, labels): softmax of the logits divided by a temperature above 0 (Guo et al., 2017)."""
        check_temperature(temperature)
        return (self.logits / temperature).softmax(-1)


@torch.no_grad()
def classify(
    tokenizer: PreTrainedTokenizerFast, model: RobertaForSequenceClassification, texts: Sequence[str]
) -> Batch:
    """Tokenize, pad, truncate and classify.

    Raises:
        ValueError: a text holds a lone surrogate, or the tokenizer has tokens for which the model has no row.
    """
    limit = token_limit(tokenizer)
    pieces, cut = [], []
    for text in texts:
        whole = split_text(tokenizer, text)
        cut.append(max(0, len(whole) - limit))
        pieces.append([*whole[: limit - 1], whole[-1]] if cut[-1] else whole)
    inputs = tokenizer(list(texts), padding=True, truncation=True, max_length=limit, return_tensors="pt")
    check_rows(tokenizer, model, inputs["input_ids"].flatten().tolist())
    output = model(**inputs, output_hidden_states=True)
    first, *_, last = output.hidden_states
    shapes = [
        ("input_ids", tuple(inputs["input_ids"].shape), "texts, tokens with padding"),
        ("attention_mask", tuple(inputs["attention_mask"].shape), "1 for a token, 0 for padding"),
        ("embeddings", tuple(first.shape), "a vector for each token"),
        (f"after {len(output.hidden_states) - 1} layers", tuple(last.shape), "a vector for each token in its context"),
        ("vector of <s>", tuple(last[:, 0].shape), "what the classification head reads"),
        ("logits", tuple(output.logits.shape), "texts, labels"),
    ]
    labels = [model.config.id2label[label] for label in range(model.config.num_labels)]
    return Batch(inputs["input_ids"], inputs["attention_mask"], pieces, cut, shapes, output.logits, labels)
