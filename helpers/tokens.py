"""A text as displayable pieces: one a token, with its ID and the bytes of the text that it stands for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from transformers import PreTrainedTokenizerFast

from helpers.spelling import SPACE_SIGN, Spelling, spelling_of
from helpers.text import check_text

Kind = Literal["text", "added", "special", "unknown"]
NO_LIMIT = 10**9  # tokenizers that name none hold a number beyond this one
MOST_ID = 2**31  # beyond it, the library cannot even look an ID up


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

    @property
    def text(self) -> str | None:
        """The text that it stands for; None where its bytes are no whole characters."""
        try:
            return self.data.decode()
        except UnicodeDecodeError:
            return None

    @property
    def hexadecimal(self) -> str:
        """Its bytes as hexadecimal numbers."""
        return self.data.hex(" ").upper()


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of one text; ``inside`` are the tokens without the special ones at the ends."""

    characters: int
    bytes: int
    tokens: int
    words: int
    inside: int


def token_limit(tokenizer: PreTrainedTokenizerFast) -> int | None:
    """How many tokens the tokenizer lets a text have when it truncates, special tokens included; None for any number.

    What a model can read is ``helpers.models.reading_limit``.
    """
    return tokenizer.model_max_length if tokenizer.model_max_length < NO_LIMIT else None


def split_text(tokenizer: PreTrainedTokenizerFast, text: str, special_tokens: bool = True) -> list[Piece]:
    """Tokenize a text, without truncation.

    The pieces' bytes, joined, are the text's bytes, wherever a token remains of it. They are what the entries stand
    for, where the vocabulary is written in bytes or characters of the text. Where the tokenizer changes the text
    first, they are the stretches of the text that its offsets name, and what it drops belongs to the piece before:
    an accent, a joiner. White space belongs to the piece after it.

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
    ids, spans = encoding["input_ids"], encoding["offset_mapping"]
    tokens = tokenizer.convert_ids_to_tokens(ids)
    kinds, spelling = _kinds(tokenizer, ids), spelling_of(tokenizer)
    # What the tokenizer adds has an empty place at the text's beginning.
    inside = [place for place, kind in enumerate(kinds) if not (kind == "special" and spans[place][1] == 0)]
    parts = _Parts(
        tokens=[tokens[place] for place in inside],
        spans=[spans[place] for place in inside],
        entries=_entries(tokenizer, spelling, [(ids[place], tokens[place], kinds[place]) for place in inside]),
        starts=[place == 0 or kinds[inside[place - 1]] != "text" for place in range(len(inside))],
    )
    data = _by_entries(text.encode(), parts)
    if data is not None:
        shared = [_begins_inside_a_character(part) for part in data]
    else:
        data, shared = _by_spans(text, parts, spelling)
    pieces = [Piece(token_id, token, b"", kind) for token_id, token, kind in zip(ids, tokens, kinds, strict=True)]
    for place, part, continues in zip(inside, data, shared, strict=True):
        pieces[place] = replace(pieces[place], data=part, continues=continues)
    return [_unknown(tokenizer, piece) for piece in pieces]


def truncate(tokenizer: PreTrainedTokenizerFast, pieces: Sequence[Piece], limit: int | None) -> list[Piece]:
    """The pieces of a text that the tokenizer keeps when it truncates to a number of tokens.

    Args:
        pieces: what ``split_text`` made of the text, special tokens included.
        limit: how many may stay; None for any number.
    """
    if limit is None or len(pieces) <= limit:
        return list(pieces)
    head, tail = ends(pieces)
    inner, room = pieces[head : len(pieces) - tail], max(0, limit - head - tail)
    kept = inner[len(inner) - room :] if tokenizer.truncation_side == "left" else inner[:room]
    return [*pieces[:head], *kept, *pieces[len(pieces) - tail :]]


def cut_away(tokenizer: PreTrainedTokenizerFast, pieces: Sequence[Piece], limit: int | None) -> list[Piece]:
    """The pieces of a text that ``truncate`` leaves out."""
    if limit is None or len(pieces) <= limit:
        return []
    head, tail = ends(pieces)
    room = max(0, limit - head - tail)
    inner = pieces[head : len(pieces) - tail]
    return list(inner[: len(inner) - room] if tokenizer.truncation_side == "left" else inner[room:])


def differing(pieces: Sequence[Piece], others: Sequence[Piece]) -> list[bool]:
    """For each piece of a text, whether another way to cut the same text has no such token at the same bytes."""

    def places(some: Sequence[Piece]) -> list[tuple[int, int, int]]:
        begin, found = 0, []
        for piece in some:
            found.append((begin, len(piece.data), piece.token_id))
            begin += len(piece.data)
        return found

    known = set(places(others))
    return [place not in known for place in places(pieces)]


def ends(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many special tokens the tokenizer has put before a text and after it."""
    added = [piece.kind == "special" and not piece.data for piece in pieces]
    head = next((place for place, bare in enumerate(added) if not bare), len(added))
    tail = next((place for place, bare in enumerate(reversed(added)) if not bare), 0)
    if head == len(added):  # an empty text: what closes it stands last
        head, tail = (len(added) + 1) // 2, len(added) // 2
    return head, tail


def pieces_of_ids(tokenizer: PreTrainedTokenizerFast, ids: Sequence[int]) -> list[Piece]:
    """The other direction: the pieces that token IDs stand for. A special token stands for its own name.

    Raises:
        ValueError: an ID is not in the vocabulary.
    """
    in_range = [token_id if 0 <= token_id < MOST_ID else MOST_ID - 1 for token_id in ids]
    tokens, kinds = tokenizer.convert_ids_to_tokens(in_range), _kinds(tokenizer, ids)
    for token_id, token in zip(ids, tokens, strict=True):
        if token is None:
            last = max(tokenizer.get_vocab().values())
            hole = f", but {token_id} is a hole in it" if 0 <= token_id <= last else ""
            raise ValueError(f"There is no token ID {token_id}: the vocabulary goes from 0 to {last}{hole}.")
    spelling = spelling_of(tokenizer)
    data = [
        (spelling.bytes_of(token) if kind == "text" else None) or token.encode()
        for token, kind in zip(tokens, kinds, strict=True)
    ]
    continues = [_begins_inside_a_character(part) for part in data]
    return [Piece(*fields) for fields in zip(ids, tokens, data, kinds, continues, strict=True)]


def parse_ids(text: str) -> list[int]:
    """Read token IDs separated by spaces, commas or line ends: typed, or as a notebook prints them.

    >>> parse_ids("0, 713 2"), parse_ids("tensor([[0, 713, 2]])"), parse_ids("{'input_ids': [0, 2]}")
    ([0, 713, 2], [0, 713, 2], [0, 2])

    Raises:
        ValueError: naming the first word that is no whole number.
    """
    if match := re.search(r"['\"]?\binput_ids\b['\"]?\s*[:=]", text):  # a whole encoding: its IDs alone
        rest = re.split(r"['\"]?\b(?:attention_mask|token_type_ids)\b", text[match.end() :])[0]
        text = rest.strip(" \t\r\n,}")
    text = re.sub(r"\b(?:torch\.|np\.|numpy\.)?(?:tensor|array|Tensor|LongTensor)\s*\(", " ", text)
    text = re.sub(r"\b(?:dtype|device)\s*=\s*[\w.:'\"]+", " ", text)
    words = re.split(r"[\s,\[\](){}]+", text)
    for number, word in enumerate(filter(None, words), start=1):
        if not re.fullmatch(r"[0-9]{1,9}", word):
            raise ValueError(
                f"Entry {number}, {word[:20]!r}, is no token ID: type whole numbers with spaces or commas between them."
            )
    return [int(word) for word in words if word]


def text_of_ids(tokenizer: PreTrainedTokenizerFast, pieces: Sequence[Piece]) -> str:
    """The text that token IDs stand for, special tokens by name; bytes that form no character become �.

    Args:
        pieces: what ``pieces_of_ids`` made of the IDs.
    """
    if spelling_of(tokenizer).byte_level:
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
    inside = sum(1 for piece in pieces if piece.kind != "special" or piece.data)
    return Counts(len(text), len(text.encode()), len(pieces), len(text.split()), inside)


@dataclass(frozen=True, slots=True)
class _Entry:
    """The bytes that a token stands for by its entry, and the white space that it takes along where it stands."""

    data: bytes
    takes_before: bool = False
    takes_after: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    """The tokens of a text without those that the tokenizer adds at the ends.

    Attributes:
        spans: the characters of the text that each comes from, as the tokenizer says.
        entries: what each stands for by its entry; None where the entry does not tell.
        starts: whether each begins the text, or follows an added token: there some tokenizers put a space of their own.
    """

    tokens: list[str]
    spans: list[tuple[int, int]]
    entries: list[_Entry | None]
    starts: list[bool]


def _kinds(tokenizer: PreTrainedTokenizerFast, ids: Iterable[int]) -> list[Kind]:
    special, added = set(tokenizer.all_special_ids), set(tokenizer.get_added_vocab().values())
    return ["special" if i in special else "added" if i in added else "text" for i in ids]


def _unknown(tokenizer: PreTrainedTokenizerFast, piece: Piece) -> Piece:
    typed = piece.data.strip() == str(tokenizer.unk_token).encode()
    return piece if piece.token_id != tokenizer.unk_token_id or typed else replace(piece, kind="unknown")


def _entries(
    tokenizer: PreTrainedTokenizerFast, spelling: Spelling, tokens: Iterable[tuple[int, str, Kind]]
) -> list[_Entry | None]:
    added = tokenizer.added_tokens_decoder
    entries: list[_Entry | None] = []
    for token_id, token, kind in tokens:
        if kind == "text":
            data = spelling.bytes_of(token)
            entries.append(None if data is None else _Entry(data))
        else:  # written as plain text
            flags = added.get(token_id)
            entries.append(_Entry(token.encode(), bool(flags and flags.lstrip), bool(flags and flags.rstrip)))
    return entries


def _begins_inside_a_character(data: bytes) -> bool:
    return bool(data) and data[0] & 0b1100_0000 == 0b1000_0000  # the form of UTF-8's continuation bytes


def _by_entries(text: bytes, parts: _Parts) -> list[bytes] | None:
    """Each token's bytes, if the entries in a row spell the text; a space that the tokenizer put there stands for none.

    All places of the text that the tokens so far can reach are followed. Where two ways meet, the one counts that left
    a space out earlier: the tokenizer puts its own before the text's.
    """
    ways: list[dict[int, int]] = [{0: 0}]  # for each token, where it can end → where it begins then
    for entry, start in zip(parts.entries, parts.starts, strict=True):
        if entry is None:
            return None
        reached: dict[int, int] = {}
        for begin in sorted(ways[-1]):
            after = begin + (_white_space(text, begin) if entry.takes_before else 0)
            for data in (entry.data[1:], entry.data) if start and entry.data[:1] == b" " else (entry.data,):
                if text.startswith(data, after):
                    end = after + len(data)
                    reached.setdefault(end + (_white_space(text, end) if entry.takes_after else 0), begin)
        if not reached:
            return None
        ways.append(reached)
    end = len(text)
    if end not in ways[-1]:
        return None
    parts_of_text: list[bytes] = []
    for reached in reversed(ways[1:]):
        parts_of_text.append(text[reached[end] : end])
        end = reached[end]
    return parts_of_text[::-1]


def _white_space(text: bytes, begin: int) -> int:
    """How many bytes of white space begin at a place."""
    rest = text[begin:].decode(errors="ignore")
    return len(rest[: len(rest) - len(rest.lstrip())].encode())


def _by_spans(text: str, parts: _Parts, spelling: Spelling) -> tuple[list[bytes], list[bool]]:
    """Bytes and ``continues`` from the places in the text that the tokenizer names.

    Tokens whose places overlap share a character, and stand in one run.
    """
    spans = _corrected(text, parts, spelling)
    runs: list[list[int]] = []
    done, overlaps = 0, [False] * len(spans)
    for place, (start, end) in enumerate(spans):
        overlaps[place] = bool(runs) and start < done and end > start
        if overlaps[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
        done = max(done, end)
    data = [b""] * len(spans)
    done = 0
    for number, run in enumerate(runs):
        start = max(done, spans[run[0]][0])
        dropped = text[done:start]
        # What is dropped belongs to the piece before, and white space at its end to this one.
        cut = len(dropped.rstrip()) if number else 0
        if cut:
            data[runs[number - 1][-1]] += dropped[:cut].encode()
        end = max(start, *(spans[place][1] for place in run))
        for place, part in zip(run, _within_run(text, run, spans, parts, start), strict=True):
            data[place] = part
        data[run[0]] = dropped[cut:].encode() + data[run[0]]
        done = end
    if runs:
        data[runs[-1][-1]] += text[done:].encode()
    return data, overlaps


def _corrected(text: str, parts: _Parts, spelling: Spelling) -> list[tuple[int, int]]:
    """The spans, with an empty one for each ``▁`` that the tokenizer put there and the text does not have.

    Byte-level tokenizers trim white space off the spans that they name; a token that is nothing else gets it back.
    """
    spans = list(parts.spans)
    for place, (token, entry, (start, end)) in enumerate(zip(parts.tokens, parts.entries, parts.spans, strict=True)):
        if spelling.space_sign and not token.strip(SPACE_SIGN):
            overlapped = place + 1 < len(spans) and parts.spans[place + 1][0] < end
            if overlapped or not any(character.isspace() or character == SPACE_SIGN for character in text[start:end]):
                spans[place] = (start, start)
        elif spelling.byte_level and start == end and entry is not None and not entry.data.strip(b" "):
            begin = max(end - len(entry.data), spans[place - 1][1] if place else 0)
            if text[begin:end].isspace():
                spans[place] = (begin, end)
    return spans


def _within_run(
    text: str, run: Sequence[int], spans: Sequence[tuple[int, int]], parts: _Parts, start: int
) -> list[bytes]:
    """The bytes of tokens that share characters: their own if the entries spell the stretch, else all to the first."""
    end = max(start, *(spans[place][1] for place in run))
    stretch = text[start:end].encode()
    own = [entry.data if (entry := parts.entries[place]) is not None else None for place in run]
    if len(run) > 1 and None not in own:
        spelled = [part for part in own if part is not None]
        spelled[0] = spelled[0].lstrip(b" ") if not stretch.startswith(b" ") else spelled[0]
        if b"".join(spelled) == stretch:
            return spelled
    data, done = [], start
    for place in run:
        data.append(text[done : spans[place][1]].encode())
        done = max(done, spans[place][1])
    return data
