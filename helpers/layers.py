"""What happens between the embeddings and the head: attention weights, and the answer after each layer."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from transformers import RobertaForSequenceClassification

from helpers.models import check_model, probabilities_of
from helpers.trace import trace

Head = tuple[int, int]  # the number of a layer and of one of its heads, both from 0


@dataclass(frozen=True, slots=True)
class Inside:
    """One text on its way through the layers.

    Attributes:
        attention: (layers, heads, tokens, tokens); the row of a token that looks adds up to 1.
        answers: (layers + 1, labels), probabilities: what the classification head makes of the vector of ``<s>``
            before the first layer and after each. The last row is the model's own answer.
    """

    attention: torch.Tensor
    answers: torch.Tensor


@contextmanager
def heads_off(model: RobertaForSequenceClassification, off: Collection[Head]) -> Iterator[None]:
    """Let some attention heads hand over zeros, and everything else work as it does.

    Raises:
        ValueError: there is no such head.
    """
    check_model(model)
    layers, heads = model.config.num_hidden_layers, model.config.num_attention_heads
    for layer, head in off:
        if not (0 <= layer < layers and 0 <= head < heads):
            raise ValueError(
                f"There is no head {head} in layer {layer}: layers go from 0 to {layers - 1}, and heads from 0 to "
                f"{heads - 1}."
            )
    width = model.config.hidden_size // heads

    def emptied(mixed: torch.Tensor, empty: Collection[int]) -> torch.Tensor:
        mixed = mixed.clone()
        for head in empty:
            mixed[..., head * width : (head + 1) * width] = 0
        return mixed

    handles = []
    for number, layer in enumerate(model.roberta.encoder.layer):
        if empty := [head for of_layer, head in off if of_layer == number]:
            handles.append(
                layer.attention.output.dense.register_forward_pre_hook(
                    lambda module, inputs, empty=empty: (emptied(inputs[0], empty),)
                )
            )
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@torch.no_grad()
def look_inside(model: RobertaForSequenceClassification, input_ids: torch.Tensor, off: Collection[Head] = ()) -> Inside:
    """Run one text through the layers, with some heads switched off.

    Args:
        input_ids: one text, (1, tokens).
        off: the heads that hand over zeros.

    Raises:
        ValueError: there is no such head, or the model is in training mode.
    """
    with heads_off(model, off):
        steps = trace(model, input_ids)
    layers = range(model.config.num_hidden_layers)
    starts = torch.stack([steps["embeddings"][0], *(steps[f"layer.{number}.output"][0] for number in layers)])
    return Inside(
        attention=torch.stack([steps[f"layer.{number}.attention"][0] for number in layers]),
        answers=probabilities_of(model.classifier(starts), model.config),
    )
