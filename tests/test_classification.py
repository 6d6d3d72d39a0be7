"""helpers.classification says what plain transformers says, text by text."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.classification import classify
from tests.explorers.models import MODEL, TOKENIZER


@torch.no_grad()
def alone(text):
    inputs = TOKENIZER(text, truncation=True, max_length=512, return_tensors="pt")
    return inputs["input_ids"][0].tolist(), MODEL(**inputs).logits[0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), min_size=2, max_size=2))
def test_padding_changes_no_answer(texts):
    batch = classify(TOKENIZER, MODEL, texts)
    for row, text in enumerate(texts):
        ids, logits = alone(text)
        assert [piece.token_id for piece in batch.pieces[row]] == ids
        assert batch.input_ids[row].tolist() == ids + [1] * (batch.input_ids.shape[1] - len(ids))
        assert batch.attention_mask[row].sum() == len(ids)
        assert torch.allclose(batch.logits[row], logits, atol=1e-4)


def test_a_long_text_is_cut_and_counted():
    batch = classify(TOKENIZER, MODEL, ["word " * 600, "short"])
    whole = len(TOKENIZER("word " * 600, verbose=False)["input_ids"])
    assert batch.input_ids.shape == (2, 512)
    assert [len(pieces) for pieces in batch.whole] == [whole, len(batch.pieces[1])]
    assert [piece.token_id for piece in batch.pieces[0]] == alone("word " * 600)[0]


def test_names_shapes_and_labels():
    batch = classify(TOKENIZER, MODEL, ["Good.", "Not so good."])
    width = MODEL.config.hidden_size
    shapes = {name: shape for name, shape, _ in batch.shapes}
    assert batch.labels == ["negative", "neutral", "positive"]
    assert shapes["input_ids"] == shapes["attention_mask"] == (2, 6)
    assert shapes["embeddings"] == shapes[f"after {MODEL.config.num_hidden_layers} layers"] == (2, 6, width)
    assert shapes["vector of <s>"] == (2, width)
    assert shapes["logits"] == (2, 3)


def test_temperature():
    batch = classify(TOKENIZER, MODEL, ["Good.", "Bad."])
    assert torch.equal(batch.probabilities(), batch.logits.softmax(-1))
    assert torch.allclose(batch.probabilities(2.0), (batch.logits / 2).softmax(-1))
    assert batch.probabilities(1000.0).max() < 0.34
    with pytest.raises(ValueError, match=r"temperature is 0, and has to be a number above 0"):
        batch.probabilities(0)


def test_a_tokenizer_longer_than_the_model_is_refused():
    longer = copy.deepcopy(TOKENIZER)
    longer.add_tokens(["whaleshark"])
    with pytest.raises(
        ValueError, match="Token ID 50265 has no row: the tokenizer has 50266 tokens and the model 50265"
    ):
        classify(longer, MODEL, ["A whaleshark.", "No fish."])
