"""helpers.copies: a copy is what the original is, and neither changes the other."""

import pytest
from transformers import AddedToken, PreTrainedTokenizerFast

from helpers.copies import copy_tokenizer
from tests.explorers.models import TOKENIZER
from tests.families import FAMILIES

MAKE = {"RoBERTa": lambda: TOKENIZER, **FAMILIES}
TEXT = "The café on the island <mask> 😀 whaleshark"


@pytest.fixture(params=MAKE, scope="module")
def original(request: pytest.FixtureRequest) -> PreTrainedTokenizerFast:
    return MAKE[request.param]()


def test_a_copy_is_written_as_the_original(original):
    twin = copy_tokenizer(original)
    assert twin.backend_tokenizer.to_str() == original.backend_tokenizer.to_str()
    assert type(twin) is type(original) and vars(twin).keys() == vars(original).keys()
    assert twin.special_tokens_map == original.special_tokens_map
    assert twin(TEXT) == original(TEXT)


def test_neither_changes_the_other(original):
    before, size = original(TEXT)["input_ids"], len(original)
    twin = copy_tokenizer(original)
    twin.add_tokens([AddedToken("whaleshark", lstrip=True)])
    twin.add_special_tokens({"additional_special_tokens": ["<user>"]})
    twin.model_max_length, twin.padding_side = 7, "left"
    twin(TEXT, truncation=True, max_length=3)
    assert (original(TEXT)["input_ids"], len(original)) == (before, size)
    assert (original.model_max_length, original.padding_side) != (7, "left")
    again = copy_tokenizer(twin)
    assert again.backend_tokenizer.to_str() == twin.backend_tokenizer.to_str()
    assert len(again) == len(twin) == size + 2


def test_settings_of_the_backend_come_along(original):
    twin = copy_tokenizer(original)
    twin.backend_tokenizer.enable_truncation(5, stride=1, direction="left")
    twin.backend_tokenizer.enable_padding(direction="left", length=8)
    again = copy_tokenizer(twin)
    assert again.backend_tokenizer.truncation == twin.backend_tokenizer.truncation
    assert again.backend_tokenizer.padding == twin.backend_tokenizer.padding
