"""The vocabulary explorer works on copies: it adds, refuses, and takes back."""

import asyncio
import copy

import pytest
import torch

from helpers.explorers import VocabularyExplorer
from helpers.explorers.base import DEBOUNCE_SECONDS, View
from tests.explorers.models import MODEL, TOKENIZER
from tests.render.test_views import Reader


@pytest.fixture
def explorer() -> VocabularyExplorer:
    return VocabularyExplorer(TOKENIZER, MODEL, added=())


def shown(explorer: VocabularyExplorer) -> str:
    return Reader(explorer.panel.result.value).text


def test_words_are_added_and_taken_back_in_the_field(explorer):
    start = explorer.panel.result.value
    assert "After, with no new word: 12 tokens" in shown(explorer)
    explorer.words.value = "whaleshark, zorpy"
    assert "50,267" in shown(explorer)
    assert "·whales + h + ark" in shown(explorer)
    assert "After, with 2 new words: 11 tokens" in shown(explorer)
    assert [new.token_id for new in explorer.extension.rows] == [50265, 50266]
    explorer.words.value = "whaleshark"
    assert [new.word for new in explorer.extension.rows] == ["whaleshark"]
    explorer.words.value = ""
    assert explorer.panel.result.value == start


def test_the_callers_tokenizer_and_model_stay(explorer):
    table = MODEL.get_input_embeddings().weight.clone()
    explorer.words.value = "zorpy"
    assert len(TOKENIZER) == len(MODEL.get_input_embeddings().weight) == 50265
    assert torch.equal(table, MODEL.get_input_embeddings().weight)


def test_a_comma_before_the_next_word_is_no_blank_word(explorer):
    explorer.words.value = "whaleshark, "
    assert explorer.panel.message.value == ""
    assert [new.word for new in explorer.extension.rows] == ["whaleshark"]


def test_what_happens_without_resizing_is_said(explorer):
    explorer.words.value = "zorpy"
    assert "ID 50265 would have no row, and the model would stop: IndexError: index out of range in self" in shown(
        explorer
    )


def test_a_word_that_was_one_token_after_a_space_is_pointed_out(explorer):
    explorer.words.value = "unicorn"
    assert "'unicorn' was one token before, with ID 35545" in shown(explorer)


def test_the_space_that_stays_before_an_added_word_is_explained(explorer):
    explorer.words.value = "whaleshark"
    assert "The space before 'whaleshark' is a token by itself now" in shown(explorer)
    explorer.text.value = "whaleshark!"
    assert "is a token by itself" not in shown(explorer)


def test_the_start_of_a_row_can_be_chosen(explorer):
    explorer.start.value = "pieces"
    explorer.words.value = "whaleshark"
    assert explorer.extension.rows[0].cosine == pytest.approx(1)
    explorer.start.value = "average"
    assert explorer.extension.rows[0].cosine < 0.9


@pytest.mark.parametrize(
    ("words", "said"),
    [("a1b2, , c", "Word 2 is blank"), ("zz9, zz9", "given twice"), ("to", "one token already")],
)
def test_refusals_keep_the_last_result(explorer, words, said):
    explorer.words.value = "whaleshark"
    before = explorer.panel.result.value
    explorer.words.value = words
    assert said in explorer.panel.message.value
    assert explorer.panel.result.value == before


def test_a_word_is_added_from_the_start():
    assert "After, with one new word: 11 tokens" in Reader(VocabularyExplorer(TOKENIZER, MODEL).panel.result.value).text


def test_a_word_that_the_sentence_does_not_contain_is_named(explorer):
    explorer.words.value = "zorpy"
    assert "The sentence does not contain 'zorpy', so its row is not used here." in shown(explorer)
    explorer.text.value = "So zorpy."
    assert "does not contain" not in shown(explorer)


def test_typing_in_the_sentence_makes_no_new_model(explorer):
    explorer.words.value = "whaleshark"
    made = explorer.extension
    explorer.text.value = "Another sentence."
    assert explorer.extension is made


def test_a_table_with_spare_rows_needs_no_growing():
    spare = copy.deepcopy(MODEL)
    spare.resize_token_embeddings(50300, mean_resizing=False)
    text = shown(VocabularyExplorer(TOKENIZER, spare))
    assert text.count("50,300") == 2
    assert "would have no row" not in text


def test_a_very_long_word_is_shortened_in_the_table(explorer):
    explorer.words.value = "x" * 200
    assert "x" * 39 + "…" in shown(explorer)


def test_a_burst_of_keys_runs_the_model_once(monkeypatch):
    calls = []

    async def type_a_sentence() -> None:
        explorer = VocabularyExplorer(TOKENIZER, MODEL)
        monkeypatch.setattr(explorer, "_view", lambda: calls.append(1) or View("", []))
        for end in range(10):
            explorer.text.value = "A sentence"[: end + 1]
        await asyncio.sleep(3 * DEBOUNCE_SECONDS)

    asyncio.run(type_a_sentence())
    assert len(calls) == 1
