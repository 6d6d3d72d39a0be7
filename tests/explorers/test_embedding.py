"""The embedding explorer: rows, neighbours, pieces, layers."""

import pytest

from helpers.explorers import EmbeddingExplorer
from tests.explorers.models import MODEL, TOKENIZER
from tests.test_render import Reader

LAYERS = MODEL.config.num_hidden_layers


@pytest.fixture
def explorer() -> EmbeddingExplorer:
    return EmbeddingExplorer(TOKENIZER, MODEL)


def word(explorer: EmbeddingExplorer) -> str:
    return Reader(explorer.word_panel.result.value).text


def texts(explorer: EmbeddingExplorer) -> str:
    return Reader(explorer.texts_panel.result.value).text


def test_a_words_row_and_neighbours(explorer):
    explorer.text.value = "good"
    row = MODEL.get_input_embeddings().weight[TOKENIZER.convert_tokens_to_ids("Ġgood")]
    assert f"({len(row)} numbers)" in word(explorer)
    assert f"{row[0].item():.4f}".replace("-", "−") in word(explorer)
    assert f"Its length (norm): {row.norm():.3f}" in word(explorer)
    assert "great" in word(explorer)


def test_the_number_of_neighbours_and_the_measure(explorer):
    explorer.neighbours.value = 3
    assert explorer.word_panel.result.value.count('<span class="space">') <= 4
    cosine = word(explorer)
    explorer.measure.value = "dot product"
    assert "by dot product" in word(explorer) != cosine


def test_the_space_before_a_word_makes_another_row(explorer):
    explorer.text.value = "to"
    assert f"Row {TOKENIZER.convert_tokens_to_ids('Ġto')} of the table" in word(explorer)
    explorer.leading_space.value = False
    assert f"Row {TOKENIZER.convert_tokens_to_ids('to')} of the table" in word(explorer)


def test_a_word_in_pieces_offers_each(explorer):
    explorer.text.value = "whaleshark"
    assert [name for name, _ in explorer.piece.options] == ["1 of 3: Ġwhales", "2 of 3: h", "3 of 3: ark"]
    assert "3 tokens, so 3 rows. Choose the piece to look up." in word(explorer)
    explorer.piece.value = 2
    assert f"Row {TOKENIZER.convert_tokens_to_ids('ark')} of the table" in word(explorer)
    explorer.text.value = "sea"
    assert f"Row {TOKENIZER.convert_tokens_to_ids('Ġsea')} of the table" in word(explorer)


def test_no_word_gets_a_prompt(explorer):
    explorer.text.value = ""
    assert "Type a word, and its row is shown here." in word(explorer)


def test_layers_have_readable_names_and_change_the_map(explorer):
    assert "embeddings, before any layer" in texts(explorer)
    maps = set()
    for layer in range(1, LAYERS + 1):
        explorer.layer.value = layer
        assert f"after layer {layer} of {LAYERS}" in texts(explorer)
        maps.add(texts(explorer))
    assert len(maps) == LAYERS
    assert (explorer.layer.min, explorer.layer.max) == (0, LAYERS)


def test_the_same_word_moves_apart_in_different_sentences(explorer):
    explorer.text_a.value = explorer.text_b.value = "bank"
    for layer in (0, LAYERS):
        explorer.layer.value = layer
        assert texts(explorer).count("1.00") >= 3  # a text is like itself, at every layer


def test_long_sentences_say_what_is_not_compared(explorer):
    explorer.text_b.value = "word " * 100
    whole = len(TOKENIZER("word " * 100)["input_ids"])
    assert f"Text B: the first 24 tokens are compared, {whole - 24} are not." in texts(explorer)
