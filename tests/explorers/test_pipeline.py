"""The pipeline explorer: what it shows is what the model says."""

import copy
import html
import re

import pytest
import torch

from helpers.explorers import PipelineExplorer
from tests.explorers.models import MODEL, TOKENIZER
from tests.render.test_views import Reader


@pytest.fixture
def explorer() -> PipelineExplorer:
    return PipelineExplorer(TOKENIZER, MODEL)


def shown(explorer: PipelineExplorer) -> str:
    return Reader(explorer.panel.result.value).text


@torch.no_grad()
def probabilities(text: str, temperature: float = 1) -> list[str]:
    logits = MODEL(**TOKENIZER(text, return_tensors="pt")).logits[0]
    return [f"{value:.3f}" for value in (logits / temperature).softmax(-1).tolist()]


@pytest.mark.parametrize("temperature", [1, 4])
def test_probabilities_are_the_models(explorer, temperature):
    explorer.text_a.value, explorer.text_b.value = "What a day!", "What a terrible, terrible day."
    explorer.temperature.value = temperature
    bars = re.findall(r'<td class="wide">([\d.]+)<', explorer.panel.result.value)
    assert bars[::2] == probabilities("What a day!", temperature)
    assert bars[1::2] == probabilities("What a terrible, terrible day.", temperature)
    assert ("at temperature 4" in shown(explorer)) == (temperature == 4)


def test_padding_and_shapes(explorer):
    explorer.text_a.value, explorer.text_b.value = "Go.", "Go to sea."
    assert explorer.panel.result.value.count('<td class="padding">padding</td>') == 2
    assert "(2, 6, 128)" in shown(explorer)


def test_an_empty_text_is_answered_and_named(explorer):
    explorer.text_b.value = ""
    assert "Text B is empty. It becomes <s> </s>, and the model answers all the same." in shown(explorer)


def test_a_long_text_says_what_is_cut(explorer):
    explorer.text_a.value = "word " * 600
    assert "Text A: The model reads 512 tokens." in shown(explorer)


def test_attribution_on_a_button_with_its_residual(explorer):
    explorer.explain.click()
    text = Reader(explorer.tokens_panel.result.value).text
    residuals = re.findall(r"the residual is ([+−]?[\d.]+) with 50 steps", text)
    changes = re.findall(r"The logit changed by ([+−]?[\d.]+)", text)
    for residual, change in zip(residuals, changes, strict=True):
        assert abs(float(residual.replace("−", "-"))) <= 0.01 * abs(float(change.replace("−", "-")))
    assert len(residuals) == 2
    assert "what speaks for positive (+)" in text


def test_a_label_can_be_chosen(explorer):
    explorer.label.value = "neutral"
    explorer.explain.click()
    assert explorer.tokens_panel.result.value.count("what speaks for neutral") == 4  # two captions with their labels


def test_an_attribution_does_not_outlive_its_text(explorer):
    explorer.explain.click()
    explorer.text_a.value = "Another text."
    assert "Press the button" in explorer.tokens_panel.result.value


def test_a_long_text_is_not_explained(explorer):
    explorer.text_a.value = "word " * 200
    explorer.explain.click()
    assert "up to 128 are explained: shorten the text" in explorer.tokens_panel.result.value


def test_the_mask_is_the_one_that_the_model_was_given():
    left = copy.deepcopy(TOKENIZER)
    left.padding_side = "left"
    explorer = PipelineExplorer(left, MODEL, "I love this island!", "I do not love this island at all.")
    page = explorer.panel.result.value
    for text, row in zip("AB", explorer.batch.attention_mask.tolist(), strict=True):
        (line,) = [part for part in page.split("<tr>") if part.startswith(f"<td>{text}, mask</td>")]
        assert [int(cell) for cell in re.findall(r">([01])</td>", line)] == row
    assert "Text A is padded on the left" in page and "Text B is padded" not in page
    assert "padded on the left" not in PipelineExplorer(TOKENIZER, MODEL).panel.result.value


def test_a_text_cut_on_the_left_shows_what_the_model_read():
    left = copy.deepcopy(TOKENIZER)
    left.truncation_side = "left"
    explorer = PipelineExplorer(left, MODEL, "word " * 600 + "end", "short")
    assert [piece.token_id for piece in explorer.batch.pieces[0]] == explorer.batch.input_ids[0].tolist()
    assert "The first 91 after <s> are cut" in html.unescape(explorer.panel.result.value)
