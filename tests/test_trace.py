"""helpers.trace: the library's own tensors, by name, and a model left as it was."""

import pytest
import torch
from transformers import RobertaConfig, RobertaForSequenceClassification

from helpers.trace import step_names, trace

TEXTS, TOKENS, WIDTH, HEADS, LAYERS, LABELS = 2, 7, 12, 3, 2, 4


@pytest.fixture
def model() -> RobertaForSequenceClassification:
    torch.manual_seed(0)
    config = RobertaConfig(
        vocab_size=50,
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=20,
        max_position_embeddings=20,
        type_vocab_size=1,
        num_labels=LABELS,
    )
    return RobertaForSequenceClassification(config).eval()


@pytest.fixture
def inputs() -> dict[str, torch.Tensor]:
    ids = torch.tensor([[0, 5, 6, 7, 8, 9, 2], [0, 5, 6, 2, 1, 1, 1]])
    return {"input_ids": ids, "attention_mask": (ids != 1).long()}


def test_names_and_shapes(model, inputs):
    steps = trace(model, **inputs)
    assert list(steps) == step_names(LAYERS)
    shapes = {name: tuple(tensor.shape) for name, tensor in steps.items()}
    assert shapes["embeddings"] == shapes["layer.1.output"] == (TEXTS, TOKENS, WIDTH)
    assert shapes["layer.0.attention"] == (TEXTS, HEADS, TOKENS, TOKENS)
    assert shapes["layer.0.intermediate"] == (TEXTS, TOKENS, 20)
    assert shapes["head.start"] == (TEXTS, WIDTH)
    assert shapes["logits"] == shapes["probabilities"] == (TEXTS, LABELS)


def test_the_steps_are_the_librarys(model, inputs):
    steps = trace(model, **inputs)
    with torch.no_grad():
        expected = model(**inputs, output_hidden_states=True)
    for step, hidden in zip(("embeddings", "layer.0.output", "layer.1.output"), expected.hidden_states, strict=True):
        torch.testing.assert_close(steps[step], hidden)
    torch.testing.assert_close(steps["logits"], expected.logits)
    torch.testing.assert_close(steps["head.start"], expected.hidden_states[-1][:, 0])
    torch.testing.assert_close(steps["layer.1.attention"].sum(-1), torch.ones(TEXTS, HEADS, TOKENS))
    assert (steps["layer.1.attention"][1, :, :, 4:] == 0).all(), "padding gets no attention"


def hooks(model: RobertaForSequenceClassification) -> int:
    return sum(len(module._forward_hooks) for module in model.modules())


def test_the_model_is_left_as_it_was(model, inputs):
    before = model.config._attn_implementation
    with torch.no_grad():  # the library leaves hooks of its own behind when it is first asked for attentions
        model(**inputs, output_attentions=True)
    count = hooks(model)
    trace(model, **inputs)
    with pytest.raises(IndexError):
        trace(model, torch.tensor([[0, 99, 2]]))
    assert model.config._attn_implementation == before
    assert hooks(model) == count


def test_training_mode_is_refused(model, inputs):
    with pytest.raises(ValueError, match=r"model\.eval\(\)"):
        trace(model.train(), **inputs)
