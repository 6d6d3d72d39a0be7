"""The published checkpoint itself, where it is on the machine: what the original walk-through printed with it.

The same numbers stand in the lessons, as what the published one says.
"""

import re

import nbformat
import pytest
import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedTokenizerFast,
    RobertaForSequenceClassification,
)

from helpers.checkpoints import COMPACT_FOLDER, CheckpointError, resolve_checkpoint
from tools.order import lesson

TWO_SENTENCES = "I really want to go to an island. Do you want to go?"
IDS = [0, 100, 269, 236, 7, 213, 7, 41, 2946, 4, 1832, 47, 236, 7, 213, 116, 2]
TEXT = "I love using the Transformers library!"
# Of the nine rows of the embedding layer's output: number of the row, its first three numbers, its last three.
ROWS = [
    (0, (0.0633, -0.0212, 0.0193), (-0.0826, -0.0200, -0.0056)),
    (1, (0.1453, 0.3706, -0.0322), (0.0359, -0.0750, 0.0376)),
    (8, (0.1316, -0.0281, -0.0168), (0.1175, 0.0908, -0.0614)),
]
PROBABILITIES = {"negative": 0.002647, "neutral": 0.010738, "positive": 0.986615}


@pytest.fixture(scope="module")
def folder() -> str:
    try:
        return resolve_checkpoint("published")
    except CheckpointError as error:
        pytest.skip(f"the published checkpoint is not on this machine: {error}")


@pytest.fixture(scope="module")
def tokenizer(folder: str) -> PreTrainedTokenizerFast:
    return AutoTokenizer.from_pretrained(folder)


@pytest.fixture(scope="module")
def model(folder: str) -> RobertaForSequenceClassification:
    return AutoModelForSequenceClassification.from_pretrained(folder)


@pytest.mark.published
def test_the_token_ids(tokenizer):
    assert tokenizer(TWO_SENTENCES)["input_ids"] == IDS


@pytest.mark.published
def test_the_sizes(model):
    embeddings = model.roberta.embeddings
    assert str(embeddings.word_embeddings) == "Embedding(50265, 768, padding_idx=1)"
    assert embeddings.position_embeddings.num_embeddings == 514
    assert embeddings.token_type_embeddings.num_embeddings == 1
    assert len(model.roberta.encoder.layer) == 12


@pytest.mark.published
def test_the_embeddings(tokenizer, model):
    with torch.no_grad():
        embedded = model.roberta.embeddings(tokenizer(TEXT, return_tensors="pt")["input_ids"])
    assert embedded.shape == (1, 9, 768)
    for number, first, last in ROWS:
        row = embedded[0, number]
        torch.testing.assert_close(row[:3], torch.tensor(first), atol=1e-4, rtol=0)
        torch.testing.assert_close(row[-3:], torch.tensor(last), atol=1e-4, rtol=0)


@pytest.mark.published
def test_the_probabilities(tokenizer, model):
    with torch.no_grad():
        probabilities = model(**tokenizer(TEXT, return_tensors="pt")).logits.softmax(-1)[0]
    for label, expected in PROBABILITIES.items():
        assert probabilities[model.config.label2id[label]].item() == pytest.approx(expected, abs=5e-4)


def prose(slug: str) -> str:
    cells = nbformat.read(lesson(slug), as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown").replace("−", "-")


def test_the_lessons_quote_these_numbers():
    assert all("**What the published one says" in prose(slug) for slug in ("tokenization", "embedding_layer"))
    assert "the same 17 IDs" in prose("tokenization") and len(IDS) == 17
    for _, first, last in ROWS:
        quoted = " | ".join(", ".join(f"{value:.4f}" for value in values) for values in (first, last))
        assert quoted in prose("embedding_layer")
    assert f"**What the published one says:** {quoted_probabilities()}." in prose("classification_pipeline")


def test_the_lessons_quote_the_model_card():
    card = (COMPACT_FOLDER / "README.md").read_text(encoding="utf-8")
    macro_recall = re.search(r"\| macro average \| 2000 \| 0(\.\d+)", card)[1]
    accuracy = re.search(r"Accuracy 0(\.\d+)", card)[1]
    assert f"a macro-recall of {macro_recall}:" in prose("start_here")
    assert f"accuracy is {accuracy} " in prose("what_an_answer_is_worth")
    assert quoted_probabilities() in prose("start_here")


def quoted_probabilities() -> str:
    return ", ".join(f"{label} {value:.6f}" for label, value in PROBABILITIES.items())
