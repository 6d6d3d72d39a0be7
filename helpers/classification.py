"""Texts through the classifier as one padded batch, with everything on the way that can be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from transformers import PreTrainedConfig, PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers.models import check_model, label_names, probabilities_of, reading_limit
from helpers.ranges import check_temperature
from helpers.tokens import Piece, split_text, truncate
from helpers.vocabulary import check_rows


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model was given and what it answered.

    Attributes:
        input_ids, attention_mask: (texts, tokens).
        whole: the pieces of each text, without truncation and padding.
        pieces: those of them that the model read, in the order of the places whose mask is 1.
        shapes: name, shape and meaning of each tensor on the way.
        starts: (texts, hidden size), the vectors that the classification head reads.
        logits: (texts, labels).
        config: the model's.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    whole: list[list[Piece]]
    pieces: list[list[Piece]]
    shapes: list[tuple[str, tuple[int, ...], str]]
    starts: torch.Tensor
    logits: torch.Tensor
    config: PreTrainedConfig

    @property
    def labels(self) -> list[str]:
        """The labels' names, in the order of the logits."""
        return label_names(self.config)

    def probabilities(self, temperature: float = 1.0) -> torch.Tensor:
        """(texts, labels): the probabilities of the logits divided by a temperature above 0 (Guo et al., 2017)."""
        check_temperature(temperature)
        return probabilities_of(self.logits / temperature, self.config)


@torch.no_grad()
def classify(
    tokenizer: PreTrainedTokenizerFast, model: RobertaForSequenceClassification, texts: Sequence[str]
) -> Batch:
    """Tokenize, pad, truncate and classify.

    Raises:
        ValueError: a text holds a lone surrogate, the tokenizer has tokens for which the model has no row, or the model
            cannot be used; see ``check_model``.
    """
    check_model(model)
    limit = reading_limit(tokenizer, model)
    whole = [split_text(tokenizer, text) for text in texts]
    pieces = [truncate(tokenizer, some, limit) for some in whole]
    inputs = tokenizer(list(texts), padding=True, truncation=True, max_length=limit, return_tensors="pt")
    check_rows(tokenizer, model, inputs["input_ids"].flatten().tolist())
    output = model(**inputs.to(model.device), output_hidden_states=True)
    first, *_, last = output.hidden_states
    shapes = [
        ("input_ids", tuple(inputs["input_ids"].shape), "texts, tokens with padding"),
        ("attention_mask", tuple(inputs["attention_mask"].shape), "1 for a token, 0 for padding"),
        ("embeddings", tuple(first.shape), "a vector for each token"),
        (f"after {len(output.hidden_states) - 1} layers", tuple(last.shape), "a vector for each token in its context"),
        (f"vector of {tokenizer.cls_token}", tuple(last[:, 0].shape), "what the classification head reads"),
        ("logits", tuple(output.logits.shape), "texts, labels"),
    ]
    return Batch(
        inputs["input_ids"],
        inputs["attention_mask"],
        whole,
        pieces,
        shapes,
        last[:, 0].float(),
        output.logits.float(),
        model.config,
    )
