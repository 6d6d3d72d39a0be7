"""The tokenizer and classifier that lessons build by hand, against the library, on far more than a lesson shows."""

import ast
from collections.abc import Callable
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    RobertaConfig,
    RobertaForSequenceClassification,
)

from helpers.checkpoints import COMPACT_FOLDER
from helpers.trace import trace
from tests.lessons import names_before
from tests.shared_data import FOLDER, needs_data
from tools.order import lesson as notebook
from training.data import read_texts, read_tweets


@pytest.fixture(scope="module")
def lesson() -> dict[str, Any]:
    return names_before("from_scratch", "compare-say")


@pytest.fixture(scope="module")
def encode(lesson) -> Callable[[str], list[int]]:
    return lesson["encode"]


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(COMPACT_FOLDER)


@pytest.fixture(scope="module")
def first_tokenize() -> Callable[[str], list[str]]:
    return names_before("tokenization", "wall-say")["tokenize"]


@pytest.fixture(scope="module")
def layer_norm() -> Callable[..., torch.Tensor]:
    return names_before("embedding_layer", "rebuilt")["layer_norm"]


@settings(deadline=None)
@given(st.text())
def test_any_text_has_the_librarys_ids(encode, tokenizer, text):
    assert encode(text) == tokenizer(text, truncation=True, max_length=512)["input_ids"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<s>", "</s>", "<mask>", "<pad>", "<unk>", " ", "a", "\n", "'s"])).map("".join))
def test_special_tokens_anywhere_have_the_librarys_ids(encode, tokenizer, text):
    assert encode(text) == tokenizer(text)["input_ids"]


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="<")))
def test_the_first_lessons_tokenizer_equals_the_librarys(first_tokenize, tokenizer, text):
    assert first_tokenize(text) == tokenizer.tokenize(text)


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(2, 9), st.floats(0.01, 100), st.integers(0, 1000))
def test_the_embedding_lessons_layer_norm_equals_the_librarys(layer_norm, rows, width, scale, seed):
    torch.manual_seed(seed)
    x, weight, bias = scale * torch.randn(rows, width), torch.randn(width), torch.randn(width)
    expected = torch.nn.functional.layer_norm(x, (width,), weight, bias, eps=1e-5)
    torch.testing.assert_close(layer_norm(x, weight, bias, 1e-5), expected, atol=1e-4, rtol=1e-4)


@needs_data
def test_thousands_of_real_texts_have_the_librarys_ids(lesson, first_tokenize, tokenizer):
    texts = read_tweets(FOLDER / "tweets_val.tsv").texts + read_texts(FOLDER / "tweets_unlabelled.txt").texts[:2000]
    expected = tokenizer(texts)["input_ids"]
    assert [text for text, ids in zip(texts, expected, strict=True) if lesson["encode"](text) != ids] == []
    tokens = [tokenizer.convert_ids_to_tokens(ids[1:-1]) for ids in expected]
    assert [text for text, row in zip(texts, tokens, strict=True) if first_tokenize(text) != row] == []


@pytest.mark.slow
@needs_data
def test_two_thousand_real_texts_have_the_librarys_probabilities(lesson, tokenizer):
    model = AutoModelForSequenceClassification.from_pretrained(COMPACT_FOLDER)
    texts = read_tweets(FOLDER / "tweets_val.tsv").texts
    with torch.inference_mode():
        for text in texts:
            expected = model(**tokenizer(text, return_tensors="pt")).logits.softmax(-1)[0].numpy()
            np.testing.assert_allclose(lesson["forward"](lesson["encode"](text))["probabilities"], expected, atol=1e-5)


@pytest.mark.parametrize(("layers", "heads", "width", "seed"), [(1, 1, 8, 0), (2, 4, 16, 1), (3, 2, 12, 2)])
def test_every_tensor_agrees_on_random_models_of_other_shapes(lesson, monkeypatch, layers, heads, width, seed):
    torch.manual_seed(seed)
    config = RobertaConfig(
        vocab_size=60,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=3 * width,
        max_position_embeddings=40,
        type_vocab_size=1,
        num_labels=3,
        layer_norm_eps=1e-5,
        initializer_range=0.5,
    )
    model = RobertaForSequenceClassification(config).eval()
    names = lesson["forward"].__globals__
    monkeypatch.setitem(names, "weights", {name: tensor.numpy() for name, tensor in model.state_dict().items()})
    monkeypatch.setitem(names, "config", config.to_dict())
    ids = [0, *torch.randint(4, 60, (12,)).tolist(), 2]
    ours, theirs = lesson["forward"](ids), trace(model, torch.tensor([ids]))
    assert set(ours) == set(theirs)
    for name, tensor in theirs.items():
        np.testing.assert_allclose(ours[name], tensor[0].numpy(), atol=1e-4, err_msg=name)


def test_the_classifier_is_short_and_uses_no_deep_learning_library():
    """Up to the comparison: at most 150 lines, and neither torch nor transformers."""
    cells = nbformat.read(notebook("from_scratch"), as_version=4).cells
    end = next(index for index, cell in enumerate(cells) if cell.id == "compare-say")
    first_code, *code = [cell.source for cell in cells[:end] if cell.cell_type == "code"]
    assert "import torch" in first_code
    lines = [line for source in [first_code, *code] for line in source.splitlines() if line.strip()]
    assert len(lines) <= 150
    used = {node.id for source in code for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert not used & {"torch", "AutoTokenizer", "AutoModelForSequenceClassification", "trace"}
