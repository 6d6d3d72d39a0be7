"""training.tokenizer: the assembly refuses other source files, and gives the committed one again."""

import importlib.util
import json
import struct

import pytest

from helpers.checkpoints import COMPACT_FOLDER
from helpers.checkpoints.manifest import sha256_of
from training import tokenizer
from training.errors import StageError

needs_sources = pytest.mark.skipif(
    importlib.util.find_spec("blingfire") is None, reason="blingfire, a test-only dependency, is not installed"
)


@pytest.fixture
def committed() -> dict:
    return json.loads((COMPACT_FOLDER / "tokenizer.json").read_text(encoding="utf-8"))


@needs_sources
def test_ids_come_from_blingfire(committed):
    vocabulary = tokenizer.read_vocabulary(tokenizer.find_index_to_word())
    assert vocabulary == committed["model"]["vocab"]
    assert [vocabulary[token] for token in ("Ā", "ā", "Ă", "ă")] == [50108, 50109, 50110, 50111]


@needs_sources
def test_the_committed_files_come_out_again(tmp_path, committed):
    vocabulary = tokenizer.read_vocabulary(tokenizer.find_index_to_word())
    merges = [tuple(pair) for pair in committed["model"]["merges"]]
    assert len(merges) == tokenizer.MERGE_COUNT
    tokenizer.save(tokenizer.assemble(vocabulary, merges), tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert sha256_of(tmp_path / name) == sha256_of(COMPACT_FOLDER / name)


def test_the_committed_merges_are_those_of_the_source(tmp_path, committed):
    """Written back as the source file, version line included, the merges have the source's sum."""
    lines = ["#version: 0.2", *(" ".join(pair) for pair in committed["model"]["merges"])]
    path = tmp_path / "vocab.bpe"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert sha256_of(tokenizer.checked(path, "vocab.bpe")) == tokenizer.SOURCE_SHA256["vocab.bpe"]
    assert tokenizer.read_merges(path) == [tuple(pair) for pair in committed["model"]["merges"]]


def test_another_source_file_is_refused(tmp_path):
    (tmp_path / "vocab.bpe").write_text("#version: 0.2\na b\n")
    with pytest.raises(StageError, match="sha256"):
        tokenizer.checked(tmp_path / "vocab.bpe", "vocab.bpe")
    with pytest.raises(StageError, match="does not hold 50000 pairs"):
        tokenizer.read_merges(tmp_path / "vocab.bpe")


def test_a_short_vocabulary_is_refused(tmp_path):
    words = [b"ab", b" c"]
    data = bytes(104) + struct.pack("<i3i", 2, 0, 2, 4) + b"".join(words)
    (tmp_path / "short.i2w").write_bytes(data)
    with pytest.raises(StageError, match="gave 2 distinct tokens"):
        tokenizer.read_vocabulary(tmp_path / "short.i2w")


def test_a_merge_outside_the_vocabulary_is_refused():
    with pytest.raises(StageError, match="outside the vocabulary"):
        tokenizer.assemble({"a": 0, "b": 1}, [("a", "b")])
