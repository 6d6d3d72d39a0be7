"""The merges that a lesson learns by counting, against the library's trainer, on far more than the lesson shows."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import AutoTokenizer

from helpers.checkpoints import COMPACT_FOLDER
from helpers.labelled import comments
from tests.lessons import names_before
from tests.shared_data import FOLDER, needs_data
from training.data import read_training


@pytest.fixture(scope="module")
def lesson() -> dict[str, Any]:
    return names_before("training_a_tokenizer", "learn-predict")


def learn(lesson: dict[str, Any], text: str, count: int) -> tuple[list[str], dict[str, int]]:
    lesson["words"] = Counter(word for word, _ in lesson["cutter"].pre_tokenize_str(text))
    merges, _, ids = lesson["learn"](count)
    return [first + second for first, second in merges], ids


def library(text: str, size: int) -> dict[str, int]:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.train_from_iterator([text], trainers.BpeTrainer(vocab_size=size, show_progress=False))
    return tokenizer.get_vocab()


words_of_few_letters = st.lists(st.text("abce", min_size=1, max_size=6), min_size=1, max_size=12).map(" ".join)


@settings(deadline=None)
@given(words_of_few_letters, st.integers(0, 12))
def test_merges_equal_the_librarys(lesson, text, count):
    merges, ids = learn(lesson, text, count)
    assert ids == library(text, len(ids))
    assert len(ids) <= len(set(ids) - set(merges)) + len(merges)


def test_merges_equal_the_librarys_on_real_texts(lesson):
    text = " ".join(text for text, _ in comments()[:150])
    _, ids = learn(lesson, text, 120)
    assert ids == library(text, len(ids))


@pytest.mark.slow
@needs_data
def test_no_token_whose_row_has_a_twin_was_met_in_training():
    twins = set(names_before("training_a_tokenizer", "twins-some")["twins"])
    tokenizer = AutoTokenizer.from_pretrained(COMPACT_FOLDER)
    met = {
        token_id
        for corpus in read_training(FOLDER)
        for ids in tokenizer([*corpus.texts, *(text.lower() for text in corpus.texts)])["input_ids"]
        for token_id in ids
    }
    assert len(twins) == 137
    assert not twins & met
