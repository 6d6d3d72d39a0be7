"""helpers.checkpoints.resolve: which checkpoint a name stands for."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CheckpointError, resolve_checkpoint
from helpers.checkpoints import COMPACT_FOLDER
from helpers.checkpoints.errors import VARIABLE, WIDTH
from helpers.checkpoints.manifest import read_manifest
from helpers.checkpoints.published import NAME as PUBLISHED_NAME

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


@pytest.mark.parametrize(
    "name",
    [
        "compat",
        "Compact",
        "no/such/folder",
        "",
        "..",
        "a b/c",
        "owner/name",
        "<script>",
        "~nobody-of-this-name/x",
        "x" * 5000,
    ],
)
def test_an_unknown_name_is_refused_with_what_is_allowed(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckpointError) as caught:
        resolve_checkpoint(name)
    assert all(word in str(caught.value) for word in ("'compact'", "'published'", "folder", "hf download"))


def test_an_unknown_name_in_the_variable_names_the_variable(monkeypatch):
    monkeypatch.setenv(VARIABLE, "compat")
    with pytest.raises(CheckpointError, match=f"{VARIABLE} says 'compat'"):
        resolve_checkpoint()


def test_a_file_is_refused():
    with pytest.raises(CheckpointError, match="is a file"):
        resolve_checkpoint(COMPACT_FOLDER / "config.json")


def test_a_folder_without_a_configuration_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match=r"holds no config\.json"):
        resolve_checkpoint(tmp_path)


def test_the_published_one_is_never_replaced_by_another(monkeypatch, home):
    monkeypatch.setenv(VARIABLE, "published")
    with pytest.raises(CheckpointError, match=r"compact checkpoint.*folder.*later"):
        resolve_checkpoint()


def test_an_error_shows_as_a_sentence_in_a_notebook():
    assert CheckpointError("This is wrong.")._render_traceback_() == ["CheckpointError: This is wrong."]


@given(st.lists(st.from_regex(r"[a-z/-]{1,120}", fullmatch=True), max_size=40))
def test_an_error_is_broken_between_words(words):
    lines = CheckpointError(" ".join(words))._render_traceback_()
    assert " ".join(lines).split() == ["CheckpointError:", *words]
    assert all(len(line) <= WIDTH or " " not in line for line in lines)


@pytest.mark.parametrize("name", sorted(read_manifest(COMPACT_FOLDER, "")))
@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_damaged_file_is_named_when_loading(monkeypatch, copy, name, damage):
    monkeypatch.setattr("helpers.checkpoints.resolve.COMPACT_FOLDER", copy)
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
