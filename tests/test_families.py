"""Any fast tokenizer: whatever the family and the text, its pieces are the text's, and share what they really share."""

import copy
import functools
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerFast

from helpers.tokens import groups, joined_text, pieces_of_ids, split_text, text_of_ids, truncate
from helpers.vocabulary import extend_tokenizer
from tests.families import FAMILIES

every_family = pytest.mark.parametrize("family", FAMILIES)
SIGNS = [" ", "  ", "\n", "\t", "\u00a0", "\u3000", "▁", "Ġ", "##", "<0x41>"]
MARKS = ["\u0301", "e\u0301", "\u0308\u0301", "\u200d", "\ufe0f", "\u200b", "\u00ad", "\x00"]
CHANGED = ["é", "ﬁ", "½", "가", "İ", "ß", "①", "Å", "ᾳ"]
TYPED = ["<s>", "</s>", "<mask>", " <mask>", "[SEP]", "[UNK]", "<unk>", "<0xF0>"]
WORDS = ["the", "The", " sea", "whaleshark", "😀", "👩\u200d💻", "漢字", "❤\ufe0f"]
any_text = st.lists(
    st.sampled_from([*SIGNS, *MARKS, *CHANGED, *TYPED, *WORDS]) | st.text(st.characters(codec="utf-8"), max_size=4)
).map("".join)


@functools.cache
def made(family: str) -> PreTrainedTokenizerFast:
    return FAMILIES[family]()


@every_family
@settings(deadline=None, max_examples=150)
@given(text=any_text)
@example(text=" the sea")
@example(text="cafe\u0301 un")
@example(text="😀")
@example(text="<s> the</s>sea")
def test_pieces_rejoin_to_the_text_wherever_a_token_remains(family, text):
    tokenizer = made(family)
    for special_tokens in (True, False):
        encoding = tokenizer(text, add_special_tokens=special_tokens, return_offsets_mapping=True)
        pieces = split_text(tokenizer, text, special_tokens)
        assert [piece.token_id for piece in pieces] == encoding["input_ids"]
        bare = [piece for piece, (_, end) in zip(pieces, encoding["offset_mapping"], strict=True) if not end]
        if len(bare) < len(pieces):
            assert joined_text(pieces) == text
        joined_text(pieces).encode()


@every_family
@settings(deadline=None, max_examples=150)
@given(text=any_text)
@example(text=" the sea")
@example(text="the ﬁsh")
def test_pieces_share_a_character_only_where_the_tokenizer_cuts_one(family, text):
    tokenizer = made(family)
    pieces = split_text(tokenizer, text)
    spans = tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    done = 0
    for piece, (start, end) in zip(pieces, spans, strict=True):
        if piece.continues:
            within = bool(piece.data) and piece.data[0] & 0b1100_0000 == 0b1000_0000
            assert within or start < done
            assert piece.token.strip("▁"), "a sign for a space is no part of another character"
        done = max(done, end)
    for group in groups(pieces):
        b"".join(piece.data for piece in group).decode()  # raises if a character is cut


@every_family
@settings(deadline=None)
@given(
    text=st.lists(st.sampled_from([*WORDS, *CHANGED, " "])).map(lambda parts: "".join(["the", *parts])),
    mark=st.sampled_from(MARKS[:-1]),
)
@example(text="cafe", mark="\u0301")
def test_a_mark_that_no_token_comes_from_belongs_to_the_piece_before(family, text, mark):
    """Where the marked text has the same tokens as the plain one, only the last piece is longer."""
    tokenizer = made(family)
    plain, marked = (split_text(tokenizer, some, special_tokens=False) for some in (text, text + mark))
    if plain and [piece.token_id for piece in plain] == [piece.token_id for piece in marked]:
        assert [piece.data for piece in marked[:-1]] == [piece.data for piece in plain[:-1]]
    longer = split_text(tokenizer, f"{text}{mark} sea", special_tokens=False)
    if longer[-1].data.endswith(b"sea"):
        assert unicodedata.normalize("NFC", mark).encode() not in longer[-1].data.lstrip()


@every_family
@settings(deadline=None)
@given(text=any_text)
def test_ids_lead_back_to_what_the_tokenizer_decodes(family, text):
    tokenizer = made(family)
    ids = tokenizer(text)["input_ids"]
    pieces = pieces_of_ids(tokenizer, ids)
    assert [piece.token_id for piece in pieces] == ids
    assert text_of_ids(tokenizer, pieces) == tokenizer.decode(ids, clean_up_tokenization_spaces=False)


def of(family: str, text: str) -> list[tuple[str, bytes, bool]]:
    pieces = split_text(made(family), text, special_tokens=False)
    return [(piece.token, piece.data, piece.continues) for piece in pieces]


def test_a_byte_entry_stands_for_its_byte():
    emoji = "😀".encode()
    expected = [(f"<0x{byte:02X}>", bytes([byte]), place > 0) for place, byte in enumerate(emoji)]
    for scheme in ("normalizer", "always"):
        assert of(f"byte fallback, {scheme}", "😀") == [("▁", b"", False), *expected]
    assert of("byte fallback, never", "😀") == expected
    ids = made("byte fallback, never")("😀", add_special_tokens=False)["input_ids"]
    assert b"".join(piece.data for piece in pieces_of_ids(made("byte fallback, never"), ids)) == emoji


def test_the_sign_that_a_tokenizer_puts_before_a_text_stands_for_nothing():
    expected = [("▁", b"", False), ("▁the", b" the", False), ("▁sea", b" sea", False)]
    assert of("byte fallback, normalizer", " the sea") == expected
    assert of("byte fallback, always", " the sea") == expected[1:], (
        "it puts none before a text that begins with a space"
    )


def test_an_accent_that_a_tokenizer_drops_stands_with_its_letter():
    pieces = of("WordPiece, uncased", "cafe\u0301 sea")
    assert pieces[-1] == ("sea", b" sea", False)
    assert "".join(data.decode() for _, data, _ in pieces[:-1]) == "cafe\u0301"


def test_an_accent_that_a_tokenizer_composes_stands_with_its_letter():
    pieces = of("byte-level, NFC", "cafe\u0301 sea")
    assert pieces[-1][1] == b" sea"


def test_letters_that_come_from_one_character_share_it():
    pieces = of("Unigram, NFKC", "ﬁ")
    assert [(token, data.decode(), continues) for token, data, continues in pieces if token != "▁"] == [
        ("f", "ﬁ", False),
        ("i", "", True),
    ]


@every_family
@pytest.mark.parametrize("word", ["whaleshark", "Whaleshark"])
def test_a_word_can_be_added_and_is_found_as_it_is_written(family, word):
    longer = extend_tokenizer(made(family), [word])
    pieces = split_text(longer, f"We saw a {word} in the sea")
    (found,) = [piece for piece in pieces if piece.kind == "added"]
    assert found.data.strip() == word.encode()
    assert joined_text(pieces) == f"We saw a {word} in the sea"


@every_family
@settings(deadline=None, max_examples=30)
@given(text=any_text, limit=st.integers(3, 20), side=st.sampled_from(["left", "right"]))
def test_what_is_kept_is_what_the_tokenizer_keeps(family, text, limit, side):
    tokenizer = copy.deepcopy(made(family))
    tokenizer.truncation_side = side
    kept = truncate(tokenizer, split_text(tokenizer, text), limit)
    assert [piece.token_id for piece in kept] == tokenizer(text, truncation=True, max_length=limit)["input_ids"]
