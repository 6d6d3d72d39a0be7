"""A text as displayable pieces: one a token, with its ID and the bytes of the text that it stands for."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex
from tokenizers.decoders import ByteLevel
from transformers import PreTrainedTokenizerFast

# The positions that RoBERTa's position embedding leaves for tokens; tokenizers do not always say.
TOKEN_LIMIT = 512

Kind = Literal["text", "added", "special", "unknown"]

# Characters that show nothing, or change how others are shown: they are named instead of drawn.
UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}\p{Zs}--[ ]]", regex.V1)
CONTROL_NAMES = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\0": "NULL"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a text.

    Attributes:
        token_id: its ID.
        token: its entry as the vocabulary writes it, such as ``Ġisland``.
        data: the bytes of the text that it stands for; none for the ``<s>`` and ``</s>`` that the tokenizer adds.
        kind: ``special``, ``added`` (to the vocabulary, later), ``unknown`` (some vocabularies have one token for
            whatever they do not hold), or ``text`` for all others.
        continues: whether it begins inside a character that an earlier piece began.
    """

    token_id: int
    token: str
    data: bytes
    kind: Kind
    continues: bool = False

    @property
    def special_in_text(self) -> bool:
        """Whether this special token stands for a stretch of the text, and was not added at its ends."""
        return self.kind == "special" and bool(self.data)


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of one text; ``tokens_per_word`` leaves out the special tokens at the ends, and is None without words."""

    characters: int
    bytes: int
    tokens: int
    words: int
    tokens_per_word: float | None


def byte_alphabet() -> dict[str, int]:
    """The printable character that stands for each byte in a byte-level vocabulary (Radford et al., 2019)."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    borrowed = [byte for byte in range(256) if byte not in visible]
    return {chr(byte): byte for byte in visible} | {chr(256 + place): byte for place, byte in enumerate(borrowed)}


BYTE_OF = byte_alphabet()


def check_text(text: str) -> None:
    """Refuse a text that has no UTF-8 form.

    Raises:
        ValueError: naming the first lone surrogate and its place.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"Character {error.start + 1} of the text is U+{ord(text[error.start]):04X}, half of a surrogate pair. "
            "Alone it is no character and has no bytes, so no tokenizer can read it: delete it."
        ) from None


def token_limit(tokenizer: PreTrainedTokenizerFast) -> int:
    """How many tokens the model reads, special tokens included."""
    return min(tokenizer.model_max_length, TOKEN_LIMIT)


def split_text(tokenizer: PreTrainedTokenizerFast, text: str, special_tokens: bool = True) -> list[Piece]:
    """Tokenize a text, without truncation.

    The pieces' bytes, joined, are the text's bytes. In a byte-level vocabulary they are what its entries stand for;
    for any other tokenizer they are the stretches of the text that its offsets name.

    Args:
        special_tokens: whether to add ``<s>`` and ``</s>``; special tokens typed into the text count either way.

    Raises:
        ValueError: the text holds a lone surrogate, or the tokenizer has no offsets because it is a slow one.
    """
    check_text(text)
    if not tokenizer.is_fast:
        raise ValueError(f"{type(tokenizer).__name__} is a slow tokenizer, which gives no offsets: load the fast one.")
    encoding = tokenizer(
        text,
        add_special_tokens=special_tokens,
        truncation=False,
        padding=False,
        return_offsets_mapping=True,
        verbose=False,
    )
    ids, offsets, tokens = encoding["input_ids"], encoding["offset_mapping"], encoding.tokens()
    kinds = _kinds(tokenizer, ids)
    at_the_ends = [kind == "special" and end == 0 for kind, (_, end) in zip(kinds, offsets, strict=True)]
    data = [
        b"" if bare else _vocabulary_bytes(token, kind)
        for token, kind, bare in zip(tokens, kinds, at_the_ends, strict=True)
    ]
    if None not in data and b"".join(data) == text.encode():
        continues = [_begins_inside_a_character(part) for part in data]
    else:
        data, continues = _by_offsets(text, tokens, offsets, at_the_ends)
    kinds = [
        "unknown" if token_id == tokenizer.unk_token_id and part.strip() != tokenizer.unk_token.encode() else kind
        for token_id, part, kind in zip(ids, data, kinds, strict=True)
    ]
    return [Piece(*fields) for fields in zip(ids, tokens, data, kinds, continues, strict=True)]


def pieces_of_ids(tokenizer: PreTrainedTokenizerFast, ids: Sequence[int]) -> list[Piece]:
    """The other direction: the pieces that token IDs stand for. A special token stands for its own name.

    Raises:
        ValueError: an ID is not in the vocabulary.
    """
    for token_id in ids:
        if not 0 <= token_id < len(tokenizer):
            raise ValueError(f"There is no token ID {token_id}: the vocabulary goes from 0 to {len(tokenizer) - 1}.")
    tokens, kinds = tokenizer.convert_ids_to_tokens(list(ids)), _kinds(tokenizer, ids)
    if is_byte_level(tokenizer):
        data = [_vocabulary_bytes(token, kind) for token, kind in zip(tokens, kinds, strict=True)]
    else:
        data = [token.encode() for token in tokens]
    continues = [_begins_inside_a_character(part) for part in data]
    return [Piece(*fields) for fields in zip(ids, tokens, data, kinds, continues, strict=True)]


def parse_ids(text: str) -> list[int]:
    """Read token IDs separated by spaces, commas or line ends, with or without brackets around them.

    Raises:
        ValueError: naming the first word that is no whole number.
    """
    words = re.split(r"[\s,]+", text.strip(" \t\r\n,[]()"))
    for number, word in enumerate(words, start=1):
        if word and not re.fullmatch(r"[0-9]{1,9}", word):
            raise ValueError(
                f"Entry {number}, {word[:20]!r}, is no token ID: type whole numbers with spaces or commas between them."
            )
    return [int(word) for word in words if word]


def is_byte_level(tokenizer: PreTrainedTokenizerFast) -> bool:
    """Whether the vocabulary's entries are bytes, each written as one character."""
    return isinstance(tokenizer.backend_tokenizer.decoder, ByteLevel)


def text_of_ids(tokenizer: PreTrainedTokenizerFast, pieces: Sequence[Piece]) -> str:
    """The text that token IDs stand for, special tokens by name; bytes that form no character become �.

    Args:
        pieces: what ``pieces_of_ids`` made of the IDs.
    """
    if is_byte_level(tokenizer):
        return joined_text(pieces)
    return tokenizer.decode([piece.token_id for piece in pieces])


def joined_text(pieces: Iterable[Piece]) -> str:
    """The text that pieces stand for; bytes that form no character become �."""
    return b"".join(piece.data for piece in pieces).decode(errors="replace")


def groups(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces in order, those that share a character together."""
    together: list[list[Piece]] = []
    for piece in pieces:
        if piece.continues and together and together[-1][-1].kind == "text":
            together[-1].append(piece)
        else:
            together.append([piece])
    return together


def count(text: str, pieces: Sequence[Piece]) -> Counts:
    """Count a text and its pieces; words are what stands between white space."""
    words = len(text.split())
    inside = sum(1 for piece in pieces if piece.kind != "special" or piece.data)
    return Counts(len(text), len(text.encode()), len(pieces), words, inside / words if words else None)


def visible_parts(text: str) -> list[tuple[str, str]]:
    """Cut a text into ``(characters, name)``: the name is empty for what can be drawn, else that of one character."""
    parts: list[tuple[str, str]] = []
    start = 0
    for match in UNSEEN.finditer(text):
        if match.start() > start:
            parts.append((text[start : match.start()], ""))
        parts.append((match[0], character_name(match[0])))
        start = match.end()
    if start < len(text):
        parts.append((text[start:], ""))
    return parts


def shortened(text: str, most: int = 40) -> str:
    """A text cut to a number of characters, with … in place of the rest."""
    return text if len(text) <= most else text[: most - 1] + "…"


def character_name(character: str) -> str:
    """Unicode's name of a character, or the usual one of a control character, or its number."""
    return CONTROL_NAMES.get(character) or unicodedata.name(character, f"U+{ord(character):04X}")


def _kinds(tokenizer: PreTrainedTokenizerFast, ids: Iterable[int]) -> list[Kind]:
    special, added = set(tokenizer.all_special_ids), set(tokenizer.get_added_vocab().values())
    return ["special" if i in special else "added" if i in added else "text" for i in ids]


def _vocabulary_bytes(token: str, kind: Kind) -> bytes | None:
    """The bytes that an entry of a byte-level vocabulary stands for; added tokens are written as plain text."""
    if kind != "text":
        return token.encode()
    try:
        return bytes(BYTE_OF[character] for character in token)
    except KeyError:
        return None


def _begins_inside_a_character(data: bytes) -> bool:
    return bool(data) and data[0] & 0b1100_0000 == 0b1000_0000  # the form of UTF-8's continuation bytes


def _by_offsets(
    text: str, tokens: Sequence[str], offsets: Sequence[tuple[int, int]], at_the_ends: Sequence[bool]
) -> tuple[list[bytes], list[bool]]:
    """Bytes and ``continues`` from offsets: pieces with overlapping offsets share a character.

    What lies between two pieces belongs to the second, as a leading space does in a byte-level vocabulary. A ``▁`` that
    stands for no space of the text was put there by the tokenizer, and stands for nothing.
    """
    data, continues, done = [], [], 0
    last = max((place for place, bare in enumerate(at_the_ends) if not bare), default=None)
    for place, ((start, end), bare) in enumerate(zip(offsets, at_the_ends, strict=True)):
        if not tokens[place].strip("▁") and text[start:end].strip():
            end = start
        end = len(text) if place == last else end
        data.append(text[done:end].encode())
        continues.append(start < done and not bare and end > start)
        done = max(done, end)
    return data, continues
