"""The embedding explorer: rows, neighbours, pieces, layers."""

import copy
import re

import pytest
import torch

from helpers.explorers import EmbeddingExplorer
from helpers.vectors import cosine_map, layer_vectors, principal_plane
from helpers.vocabulary import extend_tokenizer
from tests.explorers.models import MODEL, TOKENIZER
from tests.render.test_views import Reader

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
    assert f"{len(row)} numbers from" in word(explorer)
    assert f"{row[0].item():.4f}".replace("-", "−") in word(explorer)
    assert f"Its norm is {row.norm():.3f}." in word(explorer)
    assert "great" in word(explorer)


def test_the_number_of_neighbours_and_the_measure(explorer):
    explorer.neighbours.value = 3
    assert explorer.word_panel.result.value.count("<tr>") == 1 + 3
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
    assert [name for name, _ in explorer.piece.options] == ["1 of 3: ·whales", "2 of 3: h", "3 of 3: ark"]
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
    assert [value for _, value in explorer.layer.options] == [*range(LAYERS + 1)]


def test_the_same_word_moves_apart_in_different_sentences(explorer):
    explorer.text_a.value = explorer.text_b.value = "bank"
    for layer in (0, LAYERS):
        explorer.layer.value = layer
        assert texts(explorer).count("1.00") >= 3  # a text is like itself, at every layer


def test_long_sentences_say_what_is_not_compared(explorer):
    explorer.text_b.value = "word " * 100
    whole = len(TOKENIZER("word " * 100)["input_ids"])
    assert f"Sentence B: the first 24 tokens are compared, {whole - 24} are not." in texts(explorer)


def test_the_whole_text_is_read_before_its_first_tokens_are_compared(explorer):
    text = "I sat on the river bank " + "and then I was happy and sad " * 5
    explorer.text_a.value, explorer.text_b.value, explorer.layer.value = text, "bank", LAYERS
    ids = [TOKENIZER(text)["input_ids"] for text in (explorer.text_a.value, "bank")]
    first, second = (layer_vectors(MODEL, torch.tensor([each]))[LAYERS] for each in ids)
    row = [f"{value:.2f}".replace("-", "−") for value in cosine_map(first[:24], second)[6].tolist()]
    shown = re.findall(r'<td style="color: [^"]*">([^<]*)</td>', explorer.texts_panel.result.value)
    assert shown[6 * len(row) : 7 * len(row)] == row


def test_more_pieces_than_can_be_chosen_are_counted(explorer):
    explorer.text.value = "xylophonist " * 20
    whole = len(TOKENIZER(" " + explorer.text.value, add_special_tokens=False)["input_ids"])
    assert explorer.piece.options[0][0].startswith(f"1 of {whole}: ")
    assert "Only the first 32 are shown and can be chosen" in word(explorer)


def test_a_tokenizer_longer_than_the_table_gets_the_way_out():
    explorer = EmbeddingExplorer(extend_tokenizer(TOKENIZER, ["whaleshark"]), MODEL)
    explorer.text.value = explorer.text_a.value = "whaleshark"
    explorer.piece.value = 1  # the first is the space before it
    for panel in (explorer.word_panel, explorer.texts_panel):
        assert "has no row" in panel.message.value


def test_spare_rows_are_nobodys_neighbours():
    spare = copy.deepcopy(MODEL)
    spare.resize_token_embeddings(50300, mean_resizing=False)
    explorer = EmbeddingExplorer(TOKENIZER, spare)
    explorer.neighbours.value = 50
    for text in ("e", "@", "sea"):
        explorer.text.value = text
        assert explorer.word_panel.message.value == ""


def test_points_do_not_jump_from_layer_to_layer(explorer):
    """Each plane is turned to be like the one before; left as it falls, it is further away."""
    vectors = layer_vectors(MODEL, torch.tensor([TOKENIZER("I sat on the river bank.")["input_ids"]]))
    for layer in range(1, LAYERS + 1):
        (before, _), (after, _) = explorer._points(vectors[:layer]), explorer._points(vectors[: layer + 1])
        left = principal_plane(vectors[layer])[0]
        assert (after - before).norm() <= (left - before).norm() + 1e-4
        torch.testing.assert_close(torch.cdist(after, after), torch.cdist(left, left), atol=1e-3, rtol=0)
