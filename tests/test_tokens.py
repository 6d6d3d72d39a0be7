"""helpers.tokens: every byte of a text is in exactly one piece, whatever the text."""

import copy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import AddedToken, PreTrainedTokenizerFast

from helpers.copies import copy_tokenizer
from helpers.tokens import (
    count,
    cut_away,
    differing,
    groups,
    joined_text,
    parse_ids,
    pieces_of_ids,
    split_text,
    text_of_ids,
    token_limit,
    truncate,
)
from helpers.vocabulary import extend_tokenizer
from tests.explorers.models import TOKENIZER

EXTENDED = copy.deepcopy(TOKENIZER)
EXTENDED.add_tokens(
    ["whaleshark", AddedToken("né", single_word=True), AddedToken("zz", lstrip=True, rstrip=True), "to", "Ã©"]
)
any_text = st.text(st.characters(codec="utf-8"))
troublesome_text = st.lists(
    st.sampled_from(
        ["<s>", "</s>", "<mask>", "<pad>", "whaleshark", "né", "zz", "to", "Ã©", "é", " ", "  ", "\n", "😀"]
    )
    | any_text
).map("".join)


@given(troublesome_text, st.booleans(), st.booleans())
@example(" zz  zz <mask> <mask>", True, True)
@example("é Ã© é", False, True)
def test_pieces_rejoin_to_any_text(text, special_tokens, extended):
    tokenizer = EXTENDED if extended else TOKENIZER
    pieces = split_text(tokenizer, text, special_tokens)
    assert joined_text(pieces) == text
    assert [piece.token_id for piece in pieces] == tokenizer(text, add_special_tokens=special_tokens)["input_ids"]
    assert [piece for group in groups(pieces) for piece in group] == pieces


@given(any_text)
def test_groups_cut_between_characters_only(text):
    for group in groups(split_text(TOKENIZER, text)):
        joined = b"".join(piece.data for piece in group)
        joined.decode()  # raises if a character is cut
        if len(group) > 1:
            assert all(piece.continues for piece in group[1:])


@given(any_text)
def test_ids_lead_back_to_the_text(text):
    ids = TOKENIZER(text, add_special_tokens=False)["input_ids"]
    pieces = pieces_of_ids(TOKENIZER, ids)
    assert joined_text(pieces) == TOKENIZER.decode(ids, clean_up_tokenization_spaces=False)


@given(st.lists(st.integers(0, len(TOKENIZER) - 1)))
def test_any_ids_give_what_the_library_decodes(ids):
    assert joined_text(pieces_of_ids(TOKENIZER, ids)) == TOKENIZER.decode(ids, clean_up_tokenization_spaces=False)


def test_an_added_token_with_an_accent_comes_back_whole():
    # The library's decoder takes the accented letter for a byte.
    ids = EXTENDED("né", add_special_tokens=False)["input_ids"]
    assert joined_text(pieces_of_ids(EXTENDED, ids)) == "né" != EXTENDED.decode(ids)


def test_kinds_and_the_ends_that_the_tokenizer_adds():
    pieces = split_text(EXTENDED, "<s> whaleshark island")
    assert [(piece.token, piece.kind, piece.data) for piece in pieces] == [
        ("<s>", "special", b""),
        ("<s>", "special", b"<s>"),
        ("Ġ", "text", b" "),
        ("whaleshark", "added", b"whaleshark"),
        ("Ġisland", "text", b" island"),
        ("</s>", "special", b""),
    ]
    assert [piece.special_in_text for piece in pieces] == [False, True, False, False, False, False]
    assert not any(piece.kind == "special" for piece in split_text(TOKENIZER, "island", special_tokens=False))


def test_an_emoji_in_two_tokens_is_one_group():
    (_, emoji, _) = groups(split_text(TOKENIZER, "😀"))
    assert [piece.token_id for piece in emoji] == TOKENIZER("😀", add_special_tokens=False)["input_ids"]
    assert [piece.data for piece in emoji] == ["😀".encode()[:3], "😀".encode()[3:]]


def test_a_forgotten_truncation_does_not_hide_the_end():
    TOKENIZER("one two three", truncation=True, max_length=3)
    assert joined_text(split_text(TOKENIZER, "one two three")) == "one two three"


def other_tokenizer() -> PreTrainedTokenizerFast:
    """A lower-casing WordPiece tokenizer: no byte of it stands for itself."""
    vocabulary = {"[UNK]": 0, "un": 1, "##able": 2, "to": 3, "[CLS]": 4}
    backend = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    backend.normalizer, backend.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="[UNK]", cls_token="[CLS]")


def test_any_other_fast_tokenizer_is_shown_by_its_offsets():
    pieces = split_text(other_tokenizer(), "Unable to 漢 ")
    assert [(piece.token, piece.data.decode()) for piece in pieces] == [
        ("un", "Un"),
        ("##able", "able"),
        ("to", " to"),
        ("[UNK]", " 漢 "),
    ]
    assert [piece.data for piece in pieces_of_ids(other_tokenizer(), [1, 2])] == [b"un", b"able"]


def test_a_slow_tokenizer_is_refused():
    class Slow:
        is_fast = False

    with pytest.raises(ValueError, match="slow tokenizer, which gives no offsets"):
        split_text(Slow(), "text")


def test_counts():
    text = "two café 😀"
    counts = count(text, split_text(TOKENIZER, text))
    assert (counts.characters, counts.bytes, counts.tokens, counts.words) == (10, 14, 6, 3)
    assert counts.inside == 4
    assert count("", split_text(TOKENIZER, "")).inside == 0
    assert count("<s>", split_text(TOKENIZER, "<s>")).inside == 1


def test_what_truncation_cuts_away_and_what_it_keeps_are_the_text():
    pieces = split_text(TOKENIZER, "I love this island at all costs")
    for side in ("right", "left"):
        tokenizer = copy_tokenizer(TOKENIZER)
        tokenizer.truncation_side = side
        kept, cut = truncate(tokenizer, pieces, 5), cut_away(tokenizer, pieces, 5)
        inner = [*kept[1:-1], *cut] if side == "right" else [*cut, *kept[1:-1]]
        assert [kept[0], *inner, kept[-1]] == pieces
        assert cut_away(tokenizer, pieces, None) == cut_away(tokenizer, pieces, 100) == []


def test_tokens_differ_where_another_way_to_cut_has_none_at_the_same_bytes():
    whole, cut = (split_text(TOKENIZER, text) for text in ("a b", "a b"))
    assert differing(whole, cut) == [False] * 4
    longer = extend_tokenizer(TOKENIZER, ["whaleshark"])
    first, second = split_text(TOKENIZER, "a whaleshark!"), split_text(longer, "a whaleshark!")
    assert [piece.token for piece, other in zip(second, differing(second, first), strict=True) if other] == [
        "Ġ",
        "whaleshark",
    ]
    assert [piece.token for piece, other in zip(first, differing(first, second), strict=True) if other] == [
        "Ġwhales",
        "h",
        "ark",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0 713 2",
        "[0, 713, 2]",
        "0,713,\n2,",
        " (0 713 2) ",
        "tensor([[0, 713, 2]])",
        "torch.tensor([0, 713, 2], device='cuda:0', dtype=torch.int32)",
        "array([[  0,  713,   2]])",
        "array([[0], [713],\n [2]], dtype=int64)",
        "{'input_ids': [0, 713, 2], 'attention_mask': [1, 1, 1]}",
        "{'input_ids': tensor([[0, 713, 2]]), 'attention_mask': tensor([[1, 1, 1]])}",
        "input_ids = [0, 713, 2]",
    ],
)
def test_ids_are_read_as_typed_and_as_printed(text):
    assert parse_ids(text) == [0, 713, 2]


def test_nothing_is_no_ids():
    assert parse_ids(" \n ") == []


@pytest.mark.parametrize(
    ("text", "entry"), [("0 x", 2), ("1.5", 1), ("-3", 1), ("1 2 3e4", 3), ("٣", 1), ("9" * 30, 1)]
)
def test_what_is_no_id_is_named(text, entry):
    with pytest.raises(ValueError, match=rf"^Entry {entry}, '.*', is no token ID"):
        parse_ids(text)


@pytest.mark.parametrize("token_id", [len(TOKENIZER), -1, 2**31, 2**70])
def test_an_id_outside_the_vocabulary_is_refused(token_id):
    with pytest.raises(ValueError, match=f"no token ID {token_id}: the vocabulary goes from 0 to 50264"):
        pieces_of_ids(TOKENIZER, [0, token_id])


def test_the_limit_is_the_tokenizers_own():
    assert token_limit(TOKENIZER) == 512
    assert token_limit(other_tokenizer()) is None, "it does not say"
    longer = copy.deepcopy(TOKENIZER)
    longer.model_max_length = 1024
    assert token_limit(longer) == 1024


def test_an_id_in_a_hole_of_the_vocabulary_is_refused():
    vocabulary = {"a": 0, "b": 5}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="a"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend)
    with pytest.raises(ValueError, match="no token ID 3: the vocabulary goes from 0 to 5, but 3 is a hole in it"):
        pieces_of_ids(tokenizer, [0, 3])
    assert [piece.token for piece in pieces_of_ids(tokenizer, [5])] == ["b"]


def prepending_tokenizer() -> PreTrainedTokenizerFast:
    """A tokenizer that puts ▁ before a text and in place of spaces."""
    letters = [("<unk>", 0.0), ("▁", -2.0), *((letter, -3.0) for letter in "thewasl")]
    backend = Tokenizer(models.Unigram(letters, unk_id=0))
    backend.pre_tokenizer, backend.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    return PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="<unk>")


def test_a_sign_that_the_tokenizer_put_there_shares_no_character():
    pieces = split_text(prepending_tokenizer(), "the sea")
    assert not any(piece.continues for piece in pieces)
    assert joined_text(pieces) == "the sea"


@pytest.mark.parametrize(
    "tokenizer", [other_tokenizer(), prepending_tokenizer(), TOKENIZER], ids=["words", "▁", "bytes"]
)
def test_ids_of_any_tokenizer_give_what_it_decodes(tokenizer):
    ids = tokenizer("the unable to  sea", add_special_tokens=False)["input_ids"]
    assert text_of_ids(tokenizer, pieces_of_ids(tokenizer, ids)) == tokenizer.decode(ids)


def test_what_a_vocabulary_does_not_hold_is_unknown_and_not_special():
    (unknown,) = split_text(other_tokenizer(), "漢")
    assert (unknown.kind, unknown.special_in_text) == ("unknown", False)
    assert split_text(TOKENIZER, "<unk>")[1].kind == "special"
