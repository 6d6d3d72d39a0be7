"""Copies of tokenizers that cost next to nothing."""

import copy

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast


def copy_tokenizer(tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    """A copy that knows the same, and can be given new tokens and settings of its own.

    ``copy.deepcopy`` writes the whole vocabulary out and reads it again. Here both share the entries and merges, which
    no method of a tokenizer changes but training it anew.
    """
    backend = tokenizer.backend_tokenizer
    own = Tokenizer(backend.model)
    for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder"):
        if (value := getattr(backend, part)) is not None:
            setattr(own, part, value)
    for _, token in sorted(backend.get_added_tokens_decoder().items()):
        (own.add_special_tokens if token.special else own.add_tokens)([token])
    if backend.truncation:
        own.enable_truncation(**backend.truncation)
    if backend.padding:
        own.enable_padding(**backend.padding)
    twin = copy.copy(tokenizer)
    large = ("_tokenizer", "_vocab", "_merges")
    twin.__dict__ = {
        name: value if name in large else copy.deepcopy(value) for name, value in tokenizer.__dict__.items()
    }
    twin._tokenizer = own
    return twin
