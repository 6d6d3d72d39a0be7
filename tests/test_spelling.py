"""helpers.spelling: how a vocabulary writes bytes, spaces and the insides of words."""

import pytest
from tokenizers.pre_tokenizers import ByteLevel

from helpers.spelling import BYTE_OF, Spelling, spelling_of
from tests.families import FAMILIES


def test_the_alphabet_is_the_librarys():
    assert sorted(BYTE_OF) == sorted(ByteLevel.alphabet())
    assert sorted(BYTE_OF.values()) == list(range(256))


@pytest.mark.parametrize(
    ("family", "spelling"),
    [
        ("byte-level", Spelling(byte_level=True)),
        ("byte-level, folding", Spelling(byte_level=True)),
        ("WordPiece, uncased", Spelling(inside="##")),
        ("Unigram, never", Spelling(space_sign=True)),
        ("byte fallback, normalizer", Spelling(space_sign=True, byte_entries=True)),
        ("word-level", Spelling()),
    ],
)
def test_the_spelling_is_read_from_the_tokenizer(family, spelling):
    assert spelling_of(FAMILIES[family]()) == spelling
    assert spelling.space == {"byte-level": "Ġ", "Unigram": "▁", "byte fallback": "▁"}.get(family.split(",")[0], "")


def test_without_a_decoder_the_other_direction_tells():
    tokenizer = FAMILIES["byte-level"]()
    tokenizer.backend_tokenizer.decoder = None
    assert spelling_of(tokenizer).byte_level
