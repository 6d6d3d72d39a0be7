"""helpers.checkpoints: which checkpoint a name stands for, and what is refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import CheckpointError, resolve_checkpoint
from helpers.checkpoints import (
    COMPACT_FOLDER,
    MANIFEST_NAME,
    PUBLISHED_NAME,
    VARIABLE,
    read_manifest,
    sha256_of,
    verify_manifest,
)

MEGABYTE = 1_000_000


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COMPACT_FOLDER, tmp_path / "copy"))


def test_compact_is_the_default():
    assert resolve_checkpoint() == resolve_checkpoint(PUBLISHED_NAME) == resolve_checkpoint("compact")
    assert Path(resolve_checkpoint()) == COMPACT_FOLDER


def test_the_variable_decides_for_the_lessons(monkeypatch, copy):
    monkeypatch.setenv(VARIABLE, str(copy))
    assert resolve_checkpoint(PUBLISHED_NAME) == str(copy)
    assert resolve_checkpoint("compact") == str(COMPACT_FOLDER)


@pytest.mark.parametrize("value", ["", "  ", "compact", " compact "])
def test_the_variable_may_be_empty_or_say_compact(monkeypatch, value):
    monkeypatch.setenv(VARIABLE, value)
    assert Path(resolve_checkpoint()) == COMPACT_FOLDER


def test_a_folder_means_itself(copy):
    assert resolve_checkpoint(copy) == resolve_checkpoint(str(copy)) == str(copy)


def test_a_hub_id_means_itself():
    assert resolve_checkpoint("someone/some-model") == "someone/some-model"


@pytest.mark.parametrize("name", ["compat", "Compact", "no/such/folder", "", "..", "a b/c", "<script>"])
def test_an_unknown_name_is_refused_with_what_is_allowed(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckpointError) as caught:
        resolve_checkpoint(name)
    assert all(word in str(caught.value) for word in ("'compact'", "'published'", "folder", "hub id"))


def test_an_unknown_name_in_the_variable_names_the_variable(monkeypatch):
    monkeypatch.setenv(VARIABLE, "compat")
    with pytest.raises(CheckpointError, match=f"{VARIABLE} says 'compat'"):
        resolve_checkpoint()


def test_a_file_is_refused():
    with pytest.raises(CheckpointError, match="is a file"):
        resolve_checkpoint(COMPACT_FOLDER / "config.json")


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_folder_without_a_needed_file_is_refused(copy, missing):
    (copy / missing).unlink()
    with pytest.raises(CheckpointError, match=f"has no {missing}"):
        resolve_checkpoint(copy)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"model_type": "bert"}', '{"model_type": "roberta"}'])
def test_a_folder_with_another_kind_of_model_is_refused(copy, text):
    (copy / "config.json").write_text(text)
    with pytest.raises(CheckpointError, match=r"config\.json"):
        resolve_checkpoint(copy)


def test_the_published_checkpoint_without_network_gives_the_ways_out(monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(CheckpointError, match=r"compact checkpoint.*folder.*later"):
        resolve_checkpoint("published")


def test_an_error_shows_as_one_line_in_a_notebook():
    assert CheckpointError("This is wrong.")._render_traceback_() == ["CheckpointError: This is wrong."]


def test_the_manifest_covers_the_shipped_folder():
    verify_manifest(COMPACT_FOLDER)
    shipped = {path.name for path in COMPACT_FOLDER.iterdir()} - {MANIFEST_NAME}
    assert set(read_manifest(COMPACT_FOLDER)) == shipped
    assert {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "README.md"} <= shipped


@pytest.mark.parametrize("name", sorted(read_manifest(COMPACT_FOLDER)))
@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_damaged_file_is_named_when_loading(monkeypatch, copy, name, damage):
    monkeypatch.setattr("helpers.checkpoints.COMPACT_FOLDER", copy)
    path, data = copy / name, bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    match damage:
        case "missing":
            path.unlink()
        case "cut":
            path.write_bytes(path.read_bytes()[:-1])
        case "flipped":
            path.write_bytes(data)
    with pytest.raises(CheckpointError, match=name.replace(".", r"\.")):
        resolve_checkpoint()


@pytest.mark.parametrize("text", [None, "nonsense\n", "\xff"])
def test_a_damaged_manifest_is_named(copy, text):
    manifest = copy / MANIFEST_NAME
    manifest.unlink() if text is None else manifest.write_text(text, encoding="latin-1")
    with pytest.raises(CheckpointError, match=MANIFEST_NAME):
        verify_manifest(copy)


def test_sha256_is_the_known_one_of_a_known_text(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")  # the example of FIPS 180-2, appendix B.1
    assert sha256_of(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_folder_is_small():
    assert sum(path.stat().st_size for path in COMPACT_FOLDER.iterdir()) <= 18 * MEGABYTE


def test_importing_helpers_does_not_import_torch():
    code = "import sys, helpers; print(sorted({'torch', 'transformers', 'numpy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_model_card_begins_with_metadata_a_hub_can_read():
    card = (COMPACT_FOLDER / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\n") and "\npipeline_tag: text-classification\n" in card
    assert json.loads((COMPACT_FOLDER / "config.json").read_text())["model_type"] == "roberta"
