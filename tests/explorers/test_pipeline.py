"""The pipeline explorer: what it shows is what the model says."""

import copy
import html
import re

import pytest
import torch

from helpers import render
from helpers.attribution import integrated_gradients, occlusion
from helpers.explorers import PipelineExplorer
from tests.explorers.models import MODEL, TOKENIZER
from tests.render.test_views import Reader


@pytest.fixture
def explorer() -> PipelineExplorer:
    return PipelineExplorer(TOKENIZER, MODEL)


def shown(explorer: PipelineExplorer) -> str:
    return Reader(explorer.panel.html()).text


@torch.no_grad()
def probabilities(text: str, temperature: float = 1) -> list[str]:
    logits = MODEL(**TOKENIZER(text, return_tensors="pt")).logits[0]
    return [f"{value:.3f}" for value in (logits / temperature).softmax(-1).tolist()]


@pytest.mark.parametrize("temperature", [1, 4])
def test_probabilities_are_the_models(explorer, temperature):
    explorer.text_a.value, explorer.text_b.value = "What a day!", "What a terrible, terrible day."
    explorer.temperature.value = temperature
    bars = re.findall(r'data-probability="[\d.]+"><span>([\d.]+)<', explorer.panel.result.value)
    assert bars[::2] == probabilities("What a day!", temperature)
    assert bars[1::2] == probabilities("What a terrible, terrible day.", temperature)
    assert ("at temperature 4" in shown(explorer)) == (temperature == 4)


def test_the_answers_are_said_in_one_line(explorer):
    assert shown(explorer).startswith("Text A: positive 93%. Text B: negative 82%.")


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


def explained(explorer: PipelineExplorer) -> str:
    return Reader(explorer.tokens_panel.html()).text


def falls(text: str, label: int) -> list[str]:
    ids = TOKENIZER(text, return_tensors="pt")["input_ids"]
    return [render.number(value, 2, sign=True) for value in occlusion(MODEL, ids, label)[1:-1].tolist()]


def test_tokens_are_explained_while_one_types(explorer):
    explorer.text_a.value, explorer.text_b.value = "I hate it.", "So what?"
    page = explorer.tokens_panel.result.value
    below = re.findall(r"</span> <small>(.*?)</small>", page)
    assert below == falls("I hate it.", 0) + falls("So what?", 0)
    assert "What speaks for negative (+) and against it (−), in logits." in explained(explorer)


def test_what_was_not_left_out_has_a_dash_and_no_number(explorer):
    page = explorer.tokens_panel.result.value
    assert page.count("<small>–</small>") == page.count("<span>–</span>") == 4


def test_both_texts_are_explained_for_one_label(explorer):
    explorer.label.value = "neutral"
    explorer.text_a.value, explorer.text_b.value = "I hate it.", "So what?"
    below = re.findall(r"</span> <small>(.*?)</small>", explorer.tokens_panel.result.value)
    assert below == falls("I hate it.", 1) + falls("So what?", 1)


def test_shares_with_their_residual_and_where_the_two_ways_disagree(explorer):
    explorer.shares.value = True
    text = explained(explorer)
    residuals = re.findall(r"the residual is ([+−]?[\d.]+) with 50 steps", text)
    changes = re.findall(r"The logit changed by ([+−]?[\d.]+)", text)
    for residual, change in zip(residuals, changes, strict=True):
        assert abs(float(residual.replace("−", "-"))) <= 0.01 * abs(float(change.replace("−", "-")))
    assert len(residuals) == 2
    ids = TOKENIZER(explorer.text_b.value, return_tensors="pt")["input_ids"]
    both = zip(occlusion(MODEL, ids, 2)[1:-1], integrated_gradients(MODEL, ids, 2, 50)[0][1:-1], strict=True)
    apart = sum((a * b < 0).item() for a, b in both)
    assert f"For {apart} of {len(ids[0]) - 2} tokens the two ways disagree" in text


def test_a_long_text_waits_for_the_button_and_a_longer_one_is_not_explained(explorer):
    explorer.text_a.value = "word " * 40
    assert "up to 32 are explained while you type" in explained(explorer)
    explorer.explain.click()
    assert "up to 32" not in explained(explorer) and not explorer.explain.disabled
    explorer.text_a.value = "word " * 200
    explorer.explain.click()
    assert "up to 128 are explained: shorten the text" in explained(explorer)


def test_the_mask_is_the_one_that_the_model_was_given():
    left = copy.deepcopy(TOKENIZER)
    left.padding_side = "left"
    explorer = PipelineExplorer(left, MODEL, "I love this island!", "I do not love this island at all.")
    page = explorer.panel.result.value
    for text, row in zip("AB", explorer.batch.attention_mask.tolist(), strict=True):
        (line,) = [part for part in page.split("<tr>") if part.startswith(f'<th scope="row">{text}, mask</th>')]
        assert [int(cell) for cell in re.findall(r">([01])</td>", line)] == row
    assert "Text A is padded on the left" in page and "Text B is padded" not in page
    assert "padded on the left" not in PipelineExplorer(TOKENIZER, MODEL).panel.result.value


def test_a_text_cut_on_the_left_shows_what_the_model_read():
    left = copy.deepcopy(TOKENIZER)
    left.truncation_side = "left"
    explorer = PipelineExplorer(left, MODEL, "word " * 600 + "end", "short")
    assert [piece.token_id for piece in explorer.batch.pieces[0]] == explorer.batch.input_ids[0].tolist()
    assert "The first 91 after <s> are cut" in html.unescape(explorer.panel.result.value)
