"""helpers.checkpoints.prepare: any files of a checkpoint become the three that the lessons read, and run no code."""

import json
import pickle
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from helpers.checkpoints import COMPACT_FOLDER, CheckpointError
from helpers.checkpoints.manifest import read_manifest, verify_manifest
from helpers.checkpoints.prepare import prepare


class Malicious:
    """Unpickled, it would write a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return Path.write_text, (self.path, "ran")


@pytest.fixture
def source(pickled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pickled, tmp_path / "source"))


def test_weights_keep_their_names_and_numbers(source, tmp_path):
    prepare(source, tmp_path / "target", "here")
    expected = torch.load(source / "pytorch_model.bin", weights_only=True)
    written = load_file(tmp_path / "target" / "model.safetensors")
    assert written.keys() == expected.keys() and "roberta.pooler.dense.weight" in written
    assert all(torch.equal(written[name], expected[name]) for name in expected)


def test_the_tokenizer_is_that_of_the_compact_checkpoint(source, tmp_path):
    prepare(source, tmp_path / "target", "here")
    theirs, ours = (AutoTokenizer.from_pretrained(folder) for folder in (tmp_path / "target", COMPACT_FOLDER))
    assert theirs.get_vocab() == ours.get_vocab() and len(theirs) == 50265
    for text in ("I really want to go to an island.", "a <mask> b", " naïve 🦈", ""):
        assert theirs(text)["input_ids"] == ours(text)["input_ids"]
    assert theirs.model_max_length == ours.model_max_length == 512


def test_both_formats_of_weights_give_the_same_folder(pickled, safe, tmp_path):
    prepare(pickled, tmp_path / "of_pickled", "here")
    prepare(safe, tmp_path / "of_safe", "here")
    answers = []
    for folder in ("of_pickled", "of_safe"):
        model = AutoModelForSequenceClassification.from_pretrained(tmp_path / folder)
        with torch.no_grad():
            answers.append(model(torch.tensor([[0, 100, 2]])).logits)
    assert torch.equal(*answers)
    names = [{path.name for path in (tmp_path / folder).iterdir()} for folder in ("of_safe", "of_pickled")]
    assert names[0] == names[1]


def test_the_folder_has_a_manifest_and_says_where_it_comes_from(source, tmp_path):
    prepare(source, tmp_path / "target", "owner/name, commit 123")
    verify_manifest(tmp_path / "target", "")
    assert {path.name for path in (tmp_path / "target").iterdir()} - {"MANIFEST.sha256"} == set(
        read_manifest(tmp_path / "target", "")
    )
    assert "owner/name, commit 123" in (tmp_path / "target" / "README.md").read_text()
    assert not [path for path in (tmp_path / "target").iterdir() if path.is_symlink()]


def test_the_source_is_left_alone(source, tmp_path):
    before = {path.name: path.read_bytes() for path in source.iterdir()}
    prepare(source, tmp_path / "target", "here")
    assert {path.name: path.read_bytes() for path in source.iterdir()} == before


def test_label2id_is_filled_in(source, tmp_path):
    config = json.loads((source / "config.json").read_text())
    del config["label2id"]
    (source / "config.json").write_text(json.dumps(config))
    prepare(source, tmp_path / "target", "here")
    model = AutoModelForSequenceClassification.from_pretrained(tmp_path / "target")
    assert model.config.label2id == {"negative": 0, "neutral": 1, "positive": 2}


@pytest.mark.parametrize("protocol", [0, 2])
@pytest.mark.parametrize("in_zip", [True, False])
def test_a_pickle_that_would_run_code_is_not_run(tmp_path, source, protocol, in_zip):
    ran = tmp_path / "ran"
    content = {"roberta.embeddings.word_embeddings.weight": Malicious(ran)}
    if in_zip:
        torch.save(content, source / "pytorch_model.bin", pickle_protocol=protocol)
    else:
        (source / "pytorch_model.bin").write_bytes(pickle.dumps(content, protocol))
    with pytest.raises(CheckpointError, match=r"pytorch_model\.bin holds something else than weights.*was not read"):
        prepare(source, tmp_path / "target", "here")
    assert not ran.exists()
    assert not (tmp_path / "target").exists() and not list(tmp_path.glob("target*"))
    # The trap does work: a plain unpickler falls into it.
    if not in_zip:
        pickle.loads((source / "pytorch_model.bin").read_bytes())
        assert ran.read_text() == "ran"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"nonsense", b"<html>not found</html>"])
def test_a_damaged_file_of_weights_is_named(source, tmp_path, data):
    (source / "pytorch_model.bin").write_bytes(data)
    with pytest.raises(CheckpointError, match=r"pytorch_model\.bin (is damaged|holds something else)"):
        prepare(source, tmp_path / "target", "here")
    assert not list(tmp_path.glob("target*"))


def test_what_git_lfs_leaves_without_its_files_is_named(source, tmp_path):
    (source / "pytorch_model.bin").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    with pytest.raises(CheckpointError, match="git lfs pull"):
        prepare(source, tmp_path / "target", "here")


@pytest.mark.parametrize(
    "content", [[1, 2], {"a": 1}, torch.zeros(2), {1: torch.zeros(2)}, {"a": torch.zeros(1).expand(10**12)}, {}]
)
def test_a_file_without_the_models_tensors_is_named_before_room_is_taken(source, tmp_path, content):
    torch.save(content, source / "pytorch_model.bin")
    with pytest.raises(CheckpointError, match=r"no file of weights|among its weights, .* is missing"):
        prepare(source, tmp_path / "target", "here")


def test_the_source_keeps_its_modes_and_shares_nothing_with_the_copy(safe, tmp_path):
    source = Path(shutil.copytree(safe, tmp_path / "source"))
    (source / "model.safetensors").chmod(0o400)
    prepare(source, tmp_path / "target", "here")
    assert (source / "model.safetensors").stat().st_mode & 0o777 == 0o400
    assert not (source / "model.safetensors").samefile(tmp_path / "target" / "model.safetensors")


@pytest.mark.parametrize("kind", ["file", "dangling link", "damaged folder"])
def test_whatever_stands_in_its_place_is_replaced(source, tmp_path, kind):
    target = tmp_path / "target"
    match kind:
        case "file":
            target.write_text("")
        case "dangling link":
            target.symlink_to(tmp_path / "nowhere")
        case "damaged folder":
            target.mkdir()
            (target / "model.safetensors").write_bytes(b"half")
    prepare(source, target, "here")
    verify_manifest(target, "")


@pytest.mark.parametrize("name", ["vocab.json", "merges.txt"])
def test_a_tokenizer_without_its_files_is_refused_and_nothing_is_left(source, tmp_path, name):
    (source / name).unlink()
    with pytest.raises(CheckpointError):
        prepare(source, tmp_path / "target", "here")
    assert not list(tmp_path.glob("target*"))
