"""The layer explorer: the grid of a head, the answer after each layer, heads to switch off."""

import copy
import re

import pytest
import torch

from helpers.explorers import LayerExplorer
from helpers.layers import look_inside
from helpers.vocabulary import extend_tokenizer
from tests.explorers.models import HOSTILE, MODEL, TOKENIZER
from tests.render.test_views import Reader, assert_inert

LAYERS, HEADS = MODEL.config.num_hidden_layers, MODEL.config.num_attention_heads


@pytest.fixture
def explorer() -> LayerExplorer:
    return LayerExplorer(TOKENIZER, MODEL)


def view(explorer: LayerExplorer) -> str:
    return Reader(explorer.panel.result.value).text


def grid(explorer: LayerExplorer) -> list[str]:
    return re.findall(r'<td style="color: [^"]*">([^<]*)</td>', explorer.panel.result.value)


def inside(explorer: LayerExplorer):
    return look_inside(MODEL, torch.tensor([TOKENIZER(explorer.text.value)["input_ids"]]), explorer.off)


def test_the_grid_is_the_chosen_heads(explorer):
    explorer.layer.value, explorer.head.value = 2, 1
    assert "Attention in layer 2, head 1" in view(explorer)
    assert grid(explorer) == [f"{weight:.2f}" for weight in inside(explorer).attention[2, 1].flatten().tolist()]


def test_the_answer_after_each_layer(explorer):
    explorer.text.value = "Lovely!"
    text = view(explorer)
    for name, line in zip(
        ["before any layer", *(f"after layer {n}" for n in range(LAYERS))], inside(explorer).answers, strict=True
    ):
        assert name + "".join(f"{value:.3f}" for value in line.tolist()) in text


def test_heads_are_switched_off_layer_by_layer_and_remembered(explorer):
    explorer.text.value = "I love it."
    on = view(explorer)
    explorer.switches[1].value = True
    explorer.layer.value = 3
    assert not any(switch.value for switch in explorer.switches)
    explorer.switches[0].value = True
    assert explorer.off == {(0, 1), (3, 0)}
    assert "Switched off: head 1 in layer 0, 0 in layer 3." in view(explorer)
    explorer.layer.value = 0
    assert [switch.value for switch in explorer.switches] == [False, True, False, False]
    explorer.head.value = 1
    assert "head 1 (off)" in view(explorer)
    explorer.switches[1].value = False
    assert explorer.off == {(3, 0)}
    explorer.all_on.click()
    assert explorer.off == set() and not any(switch.value for switch in explorer.switches)
    explorer.head.value = 0
    assert view(explorer) == on


def test_the_answers_with_all_heads_and_now_are_compared(explorer):
    for layer in range(LAYERS):
        explorer.layer.value = layer
        for switch in explorer.switches:
            switch.value = True
    assert "now − all heads" in view(explorer)
    now = inside(explorer).answers[-1]
    explorer.text.value = "Something else entirely!"
    torch.testing.assert_close(inside(explorer).answers[-1], now)  # nobody looks at anybody


def test_long_texts_are_read_whole_and_drawn_in_part(explorer):
    explorer.text.value = "word " * 100
    whole = len(TOKENIZER(explorer.text.value)["input_ids"])
    assert f"The first 24 tokens are drawn, {whole - 24} are not." in view(explorer)
    assert len(grid(explorer)) == 24 * 24
    assert grid(explorer)[0] == f"{inside(explorer).attention[0, 0, 0, 0].item():.2f}"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_is_inert(explorer, text):
    explorer.text.value = text
    assert_inert(explorer.panel.result.value)
    assert explorer.panel.message.value == ""


def test_a_tokenizer_longer_than_the_table_gets_the_way_out():
    explorer = LayerExplorer(extend_tokenizer(TOKENIZER, ["whaleshark"]), MODEL)
    explorer.text.value = "whaleshark"
    assert "has no row" in explorer.panel.message.value


def test_a_model_in_training_mode_is_refused_in_a_sentence():
    training = copy.deepcopy(MODEL)
    explorer = LayerExplorer(TOKENIZER, training)
    training.train()
    explorer.text.value = "Other"
    assert "call model.eval() first" in explorer.panel.message.value
