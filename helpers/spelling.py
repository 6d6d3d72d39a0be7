"""How a vocabulary writes its entries: bytes as characters, spaces as signs, pieces inside a word."""

import json
import re
from dataclasses import dataclass
from typing import Any

from transformers import PreTrainedTokenizerFast

SPACE_SIGN = "▁"
BYTE_ENTRY = re.compile(r"<0x([0-9A-F]{2})>")


def byte_alphabet() -> dict[str, int]:
    """The printable character that stands for each byte in a byte-level vocabulary (Radford et al., 2019).

    >>> byte_alphabet()["Ġ"], byte_alphabet()["a"]
    (32, 97)
    """
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    borrowed = [byte for byte in range(256) if byte not in visible]
    return {chr(byte): byte for byte in visible} | {chr(256 + place): byte for place, byte in enumerate(borrowed)}


BYTE_OF = byte_alphabet()


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the entries of a vocabulary are written.

    Attributes:
        byte_level: each character stands for a byte (GPT-2, RoBERTa).
        space_sign: ``▁`` stands for a space (SentencePiece).
        byte_entries: some entries are one byte each, such as ``<0xF0>`` (byte fallback).
        inside: what marks a piece that goes on inside a word, such as ``##`` (WordPiece).
    """

    byte_level: bool = False
    space_sign: bool = False
    byte_entries: bool = False
    inside: str = ""

    @property
    def space(self) -> str:
        """What an entry has in place of a space; empty if entries have none."""
        return "Ġ" if self.byte_level else SPACE_SIGN if self.space_sign else ""

    def bytes_of(self, entry: str) -> bytes | None:
        """The bytes that an entry stands for, as it would be decoded; None if it is not written in this way.

        >>> Spelling(byte_level=True).bytes_of("Ġsea")
        b' sea'
        >>> Spelling(space_sign=True, byte_entries=True).bytes_of("<0xF0>").hex()
        'f0'
        >>> Spelling(inside="##").bytes_of("##ing")
        b'ing'
        """
        if self.byte_level:
            if any(character not in BYTE_OF for character in entry):
                return None
            return bytes(BYTE_OF[character] for character in entry)
        if self.byte_entries and (match := BYTE_ENTRY.fullmatch(entry)):
            return bytes([int(match[1], 16)])
        if self.space_sign:
            entry = entry.replace(SPACE_SIGN, " ")
        return entry.removeprefix(self.inside).encode()


def spelling_of(tokenizer: PreTrainedTokenizerFast) -> Spelling:
    """How a tokenizer's vocabulary is written."""
    backend = tokenizer.backend_tokenizer
    # Where there is no decoder, the other direction tells.
    parts = _parts(backend.decoder) or _parts(backend.pre_tokenizer)
    types = {part["type"] for part in parts}
    replaced = {str(part.get("pattern")) for part in parts if part["type"] == "Replace"}
    return Spelling(
        byte_level="ByteLevel" in types,
        space_sign="Metaspace" in types or any(SPACE_SIGN in pattern for pattern in replaced),
        byte_entries="ByteFallback" in types,
        inside=getattr(backend.model, "continuing_subword_prefix", None) or "",
    )


def _parts(component: Any) -> list[dict[str, Any]]:
    """The settings of a component of the backend, and of those that it is put together from."""
    if component is None:
        return []
    waiting, found = [json.loads(component.__getstate__())], []
    while waiting:
        part = waiting.pop()
        found.append(part)
        waiting += [*part.get("decoders", []), *part.get("pretokenizers", [])]
    return found
