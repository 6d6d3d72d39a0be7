"""helpers.vocabulary: tokenizer and model grow together, on copies, and nothing old changes."""

import copy

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.vocabulary import check_rows, check_words, error_without_resizing, extend, extend_tokenizer
from tests.explorers.models import MODEL, TOKENIZER

OLD_TABLE = MODEL.get_input_embeddings().weight.detach().clone()


@torch.no_grad()
def logits(tokenizer, model, text):
    return model(**tokenizer(text, return_tensors="pt")).logits


def test_the_originals_stay_as_they_are():
    extend(TOKENIZER, MODEL, ["whaleshark"])
    assert len(TOKENIZER) == MODEL.get_input_embeddings().num_embeddings == MODEL.config.vocab_size == 50265
    assert torch.equal(MODEL.get_input_embeddings().weight, OLD_TABLE)


def test_both_grow_and_nothing_old_changes():
    extension = extend(TOKENIZER, MODEL, ["whaleshark", "unicorn"])
    table = extension.model.get_input_embeddings().weight
    assert len(extension.tokenizer) == len(table) == extension.model.config.vocab_size == 50267
    assert [row.token_id for row in extension.rows] == [50265, 50266]
    assert torch.equal(table[:50265], OLD_TABLE)
    text = "Nothing of this is new."
    assert torch.equal(logits(extension.tokenizer, extension.model, text), logits(TOKENIZER, MODEL, text))


def test_a_row_starts_at_the_mean_of_its_pieces():
    (row,) = extend(TOKENIZER, MODEL, ["whaleshark"], start="pieces").rows
    assert TOKENIZER.convert_ids_to_tokens(row.pieces) == ["Ġwhales", "h", "ark"]
    assert torch.equal(row.row, OLD_TABLE[row.pieces].mean(dim=0))
    assert row.cosine == pytest.approx(1)


def test_a_row_starts_at_the_average_that_the_library_draws_around():
    extension = extend(TOKENIZER, MODEL, ["whaleshark"])
    library = copy.deepcopy(MODEL)
    torch.manual_seed(0)
    drawn = library.resize_token_embeddings(50266).weight[50265]
    assert torch.allclose(extension.rows[0].row, drawn, atol=1e-3)
    assert extension.rows[0].cosine < 0.9


def test_extensions_can_be_extended():
    first = extend(TOKENIZER, MODEL, ["whaleshark"])
    second = extend(first.tokenizer, first.model, ["zorpy"])
    assert second.rows[0].token_id == 50266
    assert len(first.tokenizer) == 50266


def test_whole_words():
    assert "whaleshark" in extend_tokenizer(TOKENIZER, ["whaleshark"], whole_words=False).tokenize("whalesharks")
    assert "whaleshark" not in extend_tokenizer(TOKENIZER, ["whaleshark"]).tokenize("whalesharks")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "There is no word to add"),
        (["whaleshark", " "], "Word 2 is blank"),
        ([""], "Word 1 is blank"),
        (["zorpy", "zorpy"], "'zorpy' is given twice"),
        (["to"], "'to' is one token already, with ID 560"),
        (["é"], "'é' is one token already"),
        (["<s>"], "'<s>' is one token already, with ID 0"),
        ([" unicorn"], "' unicorn' is one token already, with ID 35545"),
        (["Ã©"], "'Ã©' is how the vocabulary writes its token 1140, 'é'"),
        (["zo\ud800"], "Character 3 of the text is U"),
    ],
)
def test_words_that_gain_nothing_are_refused(words, complaint):
    with pytest.raises(ValueError, match=complaint):
        check_words(TOKENIZER, words)
    with pytest.raises(ValueError, match=complaint):
        extend(TOKENIZER, MODEL, words)


def test_a_word_added_before_is_refused():
    with pytest.raises(ValueError, match="'whaleshark' is one token already, with ID 50265"):
        check_words(extend_tokenizer(TOKENIZER, ["whaleshark"]), ["whaleshark"])


any_word = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6) | st.lists(
    st.sampled_from(["<s>", "</s>", "<mask>", " ", "a", "b", "whale", "shark", "é", "😀", "\n"]), min_size=1, max_size=4
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(any_word, min_size=1, max_size=3))
@example(["a<s>b"])
@example(["so</s>"])
@example(["whalesharks", "whaleshark"])
def test_every_accepted_word_becomes_one_token(words):
    try:
        longer = extend_tokenizer(TOKENIZER, words)
    except ValueError:
        return
    for word in words:
        assert longer(word, add_special_tokens=False)["input_ids"] == [longer.convert_tokens_to_ids(word)]


def test_the_error_without_resizing_is_the_librarys_own():
    assert error_without_resizing(MODEL, 50265) == "IndexError: index out of range in self"
    assert error_without_resizing(MODEL, 50264) == ""


def test_spare_rows_are_used_and_kept():
    spare = copy.deepcopy(MODEL)
    spare.resize_token_embeddings(50300, mean_resizing=False)
    extension = extend(TOKENIZER, spare, ["whaleshark"])
    assert extension.model.get_input_embeddings().num_embeddings == 50300
    assert error_without_resizing(spare, 50265) == ""


def test_ids_without_a_row_are_refused():
    check_rows(TOKENIZER, MODEL, [0, 50264])
    with pytest.raises(
        ValueError, match="Token ID 50265 has no row: the tokenizer has 50265 tokens and the model 50265"
    ):
        check_rows(TOKENIZER, MODEL, [0, 50265])
