"""The forward pass, step by step, as named tensors taken out of the library's own modules."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from transformers import RobertaForSequenceClassification

from helpers.models import check_model, probabilities_of


@contextmanager
def eager_attention(model: RobertaForSequenceClassification) -> Iterator[None]:
    """Let the model calculate attention in the one way that keeps the weights it gives.

    The faster ways never hold all attention weights at once, and so cannot return them.
    """
    before = model.config._attn_implementation
    model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)


@torch.no_grad()
def trace(
    model: RobertaForSequenceClassification, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None
) -> dict[str, torch.Tensor]:
    """Run a classifier and return every intermediate tensor by name, in order of calculation.

    Shapes, with texts, tokens, heads, and the hidden size H:

    - ``embeddings.word``, ``embeddings.position``, ``embeddings.token_type``, ``embeddings.sum``, and
      ``embeddings`` (after LayerNorm): (texts, tokens, H); position and token type may have 1 text
    - ``layer.N.query``, ``.key``, ``.value``, ``.mixed`` (the heads' averages of values, side by side),
      ``.attention_output`` and ``.output`` (both after LayerNorm): (texts, tokens, H)
    - ``layer.N.attention``, the attention weights: (texts, heads, tokens, tokens), rows add up to 1
    - ``layer.N.intermediate``, after GELU: (texts, tokens, 4 H as a rule)
    - ``head.start``, the vector of ``<s>``, and ``head.dense``, after tanh: (texts, H)
    - ``logits`` and ``probabilities``: (texts, labels)

    Raises:
        ValueError: the model cannot be used; see ``check_model``.
    """
    check_model(model)
    steps: dict[str, torch.Tensor] = {}
    handles = []

    def record(name: str, module: torch.nn.Module, take_input: bool = False) -> None:
        def hook(module: torch.nn.Module, inputs: tuple, output: torch.Tensor) -> None:
            steps[name] = inputs[0] if take_input else output

        handles.append(module.register_forward_hook(hook))

    embeddings, head = model.roberta.embeddings, model.classifier
    record("embeddings.word", embeddings.word_embeddings)
    record("embeddings.position", embeddings.position_embeddings)
    record("embeddings.token_type", embeddings.token_type_embeddings)
    record("embeddings.sum", embeddings.LayerNorm, take_input=True)
    record("embeddings", embeddings)
    for number, layer in enumerate(model.roberta.encoder.layer):
        for part in ("query", "key", "value"):
            record(f"layer.{number}.{part}", getattr(layer.attention.self, part))
        record(f"layer.{number}.mixed", layer.attention.output.dense, take_input=True)
        record(f"layer.{number}.attention_output", layer.attention.output)
        record(f"layer.{number}.intermediate", layer.intermediate)
        record(f"layer.{number}.output", layer.output)
    record("head.start", head.dense, take_input=True)
    record("head.dense", head.out_proj, take_input=True)
    try:
        with eager_attention(model):
            output = model(
                input_ids.to(model.device),
                attention_mask=None if attention_mask is None else attention_mask.to(model.device),
                output_attentions=True,
            )
    finally:
        for handle in handles:
            handle.remove()
    for number, weights in enumerate(output.attentions):
        steps[f"layer.{number}.attention"] = weights
    steps["logits"] = output.logits
    steps["probabilities"] = probabilities_of(output.logits, model.config)
    return {name: steps[name] for name in step_names(len(model.roberta.encoder.layer))}


def step_names(layers: int) -> list[str]:
    """The names that ``trace`` gives, in order.

    >>> step_names(4)[5], step_names(4)[-1], len(step_names(4))
    ('layer.0.query', 'probabilities', 41)
    """
    names = ["embeddings.word", "embeddings.position", "embeddings.token_type", "embeddings.sum", "embeddings"]
    parts = ("query", "key", "value", "attention", "mixed", "attention_output", "intermediate", "output")
    names += [f"layer.{number}.{part}" for number in range(layers) for part in parts]
    return [*names, "head.start", "head.dense", "logits", "probabilities"]
