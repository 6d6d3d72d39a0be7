"""Extending a tokenizer and its model together, on copies."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from transformers import AddedToken, PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers.copies import copy_tokenizer
from helpers.models import check_model
from helpers.text import check_text

Start = Literal["average", "pieces"]


@dataclass(frozen=True, slots=True)
class NewRow:
    """What became of one word.

    Attributes:
        word: the word that was added.
        token_id: its new ID.
        pieces: the IDs of the tokens that it was, in the middle of a sentence.
        row: its row of the embedding table, (hidden size,).
        mean_of_pieces: the mean of the rows of its pieces, (hidden size,).
    """

    word: str
    token_id: int
    pieces: list[int]
    row: torch.Tensor
    mean_of_pieces: torch.Tensor

    @property
    def cosine(self) -> float:
        """The cosine between the new row and the mean of its old pieces."""
        return torch.cosine_similarity(self.row, self.mean_of_pieces, dim=0).item()


@dataclass(frozen=True, slots=True)
class Extension:
    """A tokenizer and a model with the same new words."""

    tokenizer: PreTrainedTokenizerFast
    model: RobertaForSequenceClassification
    rows: list[NewRow]


def is_one_token(tokenizer: PreTrainedTokenizerFast, word: str) -> bool:
    """Whether a word has a token of its own; the one for unknown words does not count."""
    ids = tokenizer(word, add_special_tokens=False)["input_ids"]
    return len(ids) == 1 and (ids[0] != tokenizer.unk_token_id or word == tokenizer.unk_token)


def check_words(tokenizer: PreTrainedTokenizerFast, words: Sequence[str]) -> None:
    """Refuse words that cannot be added, or that nothing is gained by adding.

    Raises:
        ValueError: there are none, or one is blank, given twice, or one token already.
    """
    if not words:
        raise ValueError("There is no word to add: type one, or several with commas between them.")
    for number, word in enumerate(words, start=1):
        check_text(word)
        if not word.strip():
            raise ValueError(f"Word {number} is blank, and a token of nothing would be found everywhere: leave it out.")
        if word in words[: number - 1]:
            raise ValueError(f"The word {word!r} is given twice: leave one out.")
        if is_one_token(tokenizer, word):
            (token_id,) = tokenizer(word, add_special_tokens=False)["input_ids"]
            raise ValueError(f"{word!r} is one token already, with ID {token_id}: it needs no adding.")
        if (taken := tokenizer.convert_tokens_to_ids(word)) != tokenizer.unk_token_id:
            raise ValueError(
                f"{word!r} is how the vocabulary writes its token {taken}, {tokenizer.decode([taken])!r}. "
                "Added, the word would get that token's ID and meaning: choose another."
            )


def extend_tokenizer(
    tokenizer: PreTrainedTokenizerFast, words: Sequence[str], whole_words: bool = True
) -> PreTrainedTokenizerFast:
    """Return a copy of a tokenizer that knows more words.

    Args:
        words: found in a text as they are written here, case included.
        whole_words: do not look for them inside longer words.

    Raises:
        ValueError: see ``check_words``.
    """
    check_words(tokenizer, words)
    longer = copy_tokenizer(tokenizer)
    # Looked for in the text itself, before a tokenizer changes capitals or puts signs for spaces there.
    longer.add_tokens([AddedToken(word, single_word=whole_words, normalized=False) for word in words])
    return longer


def check_rows(tokenizer: PreTrainedTokenizerFast, model: RobertaForSequenceClassification, ids: Sequence[int]) -> None:
    """Refuse token IDs for which the model has no row.

    Raises:
        ValueError: naming the largest ID, both lengths, and the way out.
    """
    rows = model.get_input_embeddings().num_embeddings
    if (largest := max(ids)) >= rows:
        raise ValueError(
            f"Token ID {largest} has no row: the tokenizer has {len(tokenizer)} tokens and the model {rows} rows. "
            "Call model.resize_token_embeddings(len(tokenizer))."
        )


@torch.no_grad()
def extend(
    tokenizer: PreTrainedTokenizerFast,
    model: RobertaForSequenceClassification,
    words: Sequence[str],
    start: Start = "average",
    whole_words: bool = True,
) -> Extension:
    """Return copies of a tokenizer and its model, extended by the same words; the originals stay as they are.

    Args:
        start: where the new rows start. ``average``: the mean of all old rows, around which the library draws them
            (Hewitt, 2021). ``pieces``: the mean of the rows of the tokens that the word was before.

    Raises:
        ValueError: see ``check_words``; or the model cannot be used, see ``check_model``.
    """
    check_model(model)
    longer = extend_tokenizer(tokenizer, words, whole_words)
    larger = copy.deepcopy(model)
    old_rows = model.get_input_embeddings().weight.float()
    if len(longer) > len(old_rows):  # some tables have spare rows
        larger.resize_token_embeddings(len(longer), mean_resizing=False)
    table = larger.get_input_embeddings().weight
    rows = []
    for word in words:
        token_id = longer.convert_tokens_to_ids(word)
        pieces = tokenizer(" " + word, add_special_tokens=False)["input_ids"]
        mean_of_pieces = old_rows[pieces].mean(dim=0)
        table[token_id] = old_rows.mean(dim=0) if start == "average" else mean_of_pieces
        rows.append(NewRow(word, token_id, pieces, table[token_id].clone().float(), mean_of_pieces))
    return Extension(longer, larger, rows)


def error_without_resizing(model: RobertaForSequenceClassification, token_id: int) -> str:
    """Look a token ID up in a table without a row for it, and return the error that stops it; empty if none does."""
    try:
        model.get_input_embeddings()(torch.tensor([token_id], device=model.device))
    except IndexError as error:
        return f"IndexError: {error}"
    return ""
