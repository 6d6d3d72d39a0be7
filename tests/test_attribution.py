"""helpers.attribution: occlusion is what it says, and integrated gradients are complete."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from helpers.attribution import BATCH, integrated_gradients, occlusion
from helpers.checkpoints import COMPACT_FOLDER
from helpers.labelled import everyday_sentences


@pytest.fixture(scope="module")
def model():
    return AutoModelForSequenceClassification.from_pretrained(COMPACT_FOLDER)


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(COMPACT_FOLDER)


def test_occlusion_is_the_fall_of_the_logit_without_the_token(model, tokenizer):
    ids = tokenizer("I love this film", return_tensors="pt")["input_ids"]
    falls = occlusion(model, ids, label=2)
    with torch.no_grad():
        whole, without_love = model(ids).logits, model(ids[:, [0, 1, 3, 4, 5]]).logits
    torch.testing.assert_close(falls[2], (whole - without_love)[0, 2], atol=1e-5, rtol=0)
    assert falls[0] == falls[-1] == 0
    assert falls.argmax() == 2


def test_an_empty_text_has_nothing_to_leave_out(model, tokenizer):
    ids = tokenizer("", return_tensors="pt")["input_ids"]
    assert occlusion(model, ids, label=0).tolist() == [0, 0]
    shares, residual = integrated_gradients(model, ids, label=0)
    assert shares.tolist() == [0, 0]
    assert abs(residual) < 1e-6


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(everyday_sentences()), st.sampled_from([0, 1, 2]))
def test_integrated_gradients_add_up(model, tokenizer, labelled, label):
    ids = tokenizer(labelled[0], return_tensors="pt")["input_ids"]
    shares, residual = integrated_gradients(model, ids, label, steps=100)
    embeddings = model.get_input_embeddings()(ids).detach()
    empty = embeddings.clone()
    empty[:, 1:-1] = 0
    with torch.no_grad():
        change = (model(ids).logits - model(inputs_embeds=empty).logits)[0, label].item()
    assert shares.sum().item() - change == pytest.approx(residual, abs=1e-4)
    assert abs(residual) <= 0.01 * abs(change) + 0.01
    assert shares[0] == shares[-1] == 0


def test_gradients_of_the_model_stay_clean(model, tokenizer):
    integrated_gradients(model, tokenizer("fine", return_tensors="pt")["input_ids"], label=1)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_padding_token_in_the_text_does_not_move_the_others(model, tokenizer):
    input_ids = tokenizer("a <pad> great day", return_tensors="pt")["input_ids"]
    shares, residual = integrated_gradients(model, input_ids, 2)
    with torch.no_grad():
        logit = model(input_ids).logits[0, 2].item()
        vectors = model.get_input_embeddings()(input_ids)
        vectors[:, 1:-1] = 0
        kept = (input_ids != tokenizer.pad_token_id).int()
        positions = kept.cumsum(dim=1) * kept + tokenizer.pad_token_id
        baseline = model(inputs_embeds=vectors, position_ids=positions).logits[0, 2].item()
    assert shares.sum().item() - residual == pytest.approx(logit - baseline, abs=1e-3)


def test_long_texts_in_parts_equal_the_whole(model, tokenizer):
    input_ids = tokenizer("A long day at sea. " * 10, return_tensors="pt")["input_ids"]
    (ids,) = input_ids
    assert len(ids) > BATCH + 2
    with torch.no_grad():
        whole = model(input_ids).logits[0, 0]
        last = torch.cat([ids[:-2], ids[-1:]])[None]
        assert occlusion(model, input_ids, 0)[-2].item() == pytest.approx(
            (whole - model(last).logits[0, 0]).item(), abs=1e-4
        )
