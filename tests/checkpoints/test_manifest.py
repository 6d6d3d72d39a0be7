"""helpers.checkpoints.manifest: every file of a folder with its sum."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.checkpoints import COMPACT_FOLDER, CheckpointError
from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of, read_manifest, sha256_of, verify_manifest

REMEDY = "copy it again"
NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True).filter(lambda name: name != MANIFEST_NAME)


def test_sha256_is_the_known_one_of_a_known_text(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")  # the example of FIPS 180-2, appendix B.1
    assert sha256_of(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_manifest_covers_the_compact_folder():
    verify_manifest(COMPACT_FOLDER, REMEDY)
    shipped = {path.name for path in COMPACT_FOLDER.iterdir()} - {MANIFEST_NAME}
    assert set(read_manifest(COMPACT_FOLDER, REMEDY)) == shipped
    assert {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "README.md"} <= shipped


def test_sha256sum_reads_it():
    run = subprocess.run(["sha256sum", "--check", "--quiet", MANIFEST_NAME], cwd=COMPACT_FOLDER, capture_output=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("text", [None, "nonsense\n", "\xff"])
def test_a_damaged_manifest_is_named(tmp_path, text):
    if text is not None:
        (tmp_path / MANIFEST_NAME).write_text(text, encoding="latin-1")
    with pytest.raises(CheckpointError, match=rf"{MANIFEST_NAME}.*{REMEDY}"):
        verify_manifest(tmp_path, REMEDY)


@given(st.dictionaries(NAMES, st.binary(max_size=50), min_size=1, max_size=4), st.data())
def test_a_written_manifest_fits_until_one_byte_changes(tmp_path_factory, files, data):
    folder: Path = tmp_path_factory.mktemp("folder")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / MANIFEST_NAME).write_text(manifest_of(folder))
    verify_manifest(folder, REMEDY)
    changed = data.draw(st.sampled_from(sorted(files)))
    (folder / changed).write_bytes(files[changed] + b"x")
    with pytest.raises(CheckpointError, match="damaged"):
        verify_manifest(folder, REMEDY)
    (folder / changed).unlink()
    with pytest.raises(CheckpointError, match="missing"):
        verify_manifest(folder, REMEDY)
