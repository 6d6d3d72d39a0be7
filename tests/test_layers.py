"""helpers.layers: the model's own answer behind the last layer, and heads that hand over zeros."""

import pytest
import torch

from helpers.layers import heads_off, look_inside
from tests.explorers.models import MODEL, TOKENIZER

LAYERS, HEADS = MODEL.config.num_hidden_layers, MODEL.config.num_attention_heads
EVERY = {(layer, head) for layer in range(LAYERS) for head in range(HEADS)}
IDS = TOKENIZER("I do not love this island.", return_tensors="pt")["input_ids"]


@torch.no_grad()
def answer() -> torch.Tensor:
    return MODEL(IDS).logits.softmax(-1)[0]


def test_shapes_and_the_models_own_answer():
    inside = look_inside(MODEL, IDS)
    tokens = IDS.shape[1]
    assert inside.attention.shape == (LAYERS, HEADS, tokens, tokens)
    assert inside.answers.shape == (LAYERS + 1, MODEL.config.num_labels)
    torch.testing.assert_close(inside.attention.sum(-1), torch.ones(LAYERS, HEADS, tokens))
    torch.testing.assert_close(inside.answers[-1], answer())


def test_before_any_layer_every_text_has_the_same_answer():
    other = TOKENIZER("Something else!", return_tensors="pt")["input_ids"]
    first, second = look_inside(MODEL, IDS).answers, look_inside(MODEL, other).answers
    assert torch.equal(first[0], second[0])
    assert not torch.allclose(first[-1], second[-1])


def test_a_head_that_is_off_hands_over_zeros_and_the_others_what_they_did():
    seen = []
    dense = MODEL.roberta.encoder.layer[1].attention.output.dense
    plain = dense.register_forward_hook(lambda module, inputs, output: seen.append(inputs[0]))
    try:
        look_inside(MODEL, IDS)
        look_inside(MODEL, IDS, {(1, 2)})
    finally:
        plain.remove()
    width = MODEL.config.hidden_size // HEADS
    before, after = (some.reshape(*some.shape[:-1], HEADS, width) for some in seen)
    assert torch.equal(after[..., 2, :], torch.zeros_like(after[..., 2, :]))
    assert torch.equal(after[..., [0, 1, 3], :], before[..., [0, 1, 3], :])


def test_with_all_heads_off_the_text_no_longer_counts():
    other = TOKENIZER("This is the worst film I have ever seen.", return_tensors="pt")["input_ids"]
    first, second = look_inside(MODEL, IDS, EVERY).answers, look_inside(MODEL, other, EVERY).answers
    torch.testing.assert_close(first, second)


def test_the_model_is_as_before_afterwards_also_after_an_error():
    before = answer()
    look_inside(MODEL, IDS, EVERY)
    assert torch.equal(answer(), before)
    with pytest.raises(RuntimeError, match="stopped"), heads_off(MODEL, EVERY):
        raise RuntimeError("stopped")
    assert torch.equal(answer(), before)


@pytest.mark.parametrize("head", [(LAYERS, 0), (0, HEADS), (-1, 0)])
def test_a_head_that_is_not_there_is_refused(head):
    with pytest.raises(ValueError, match=rf"There is no head {head[1]} in layer {head[0]}: layers go from 0 to 3"):
        look_inside(MODEL, IDS, {head})
