"""The compact checkpoint cut into files for the site."""

import base64
import gzip
import hashlib
import json
import re
import shutil

import numpy as np
import pytest
from safetensors import safe_open

from helpers.checkpoints.errors import CheckpointError
from helpers.checkpoints.requirements import COMPACT_FOLDER
from tools import shards


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    target = tmp_path_factory.mktemp("shards")
    return target, shards.write(target)


@pytest.fixture
def folder(written):
    return written[0]


@pytest.fixture
def index(written):
    return json.loads(json.dumps(written[1]))


def test_the_files_together_are_the_checkpoint(folder, index):
    contents = {file["name"]: gzip.decompress((folder / f"{file['name']}.bin").read_bytes()) for file in index["files"]}
    assert contents["tokenizer"] == (COMPACT_FOLDER / "tokenizer.json").read_bytes()
    core = np.frombuffer(contents["core"], "<f2")
    table = np.concatenate([np.frombuffer(contents[name], "<f2") for name in contents if name.startswith("rows-")])
    with safe_open(COMPACT_FOLDER / "model.safetensors", framework="np") as weights:
        assert {*weights.keys()} == {*index["tensors"], shards.TABLE}
        for name, place in index["tensors"].items():
            values = weights.get_tensor(name)
            assert place["shape"] == [*values.shape]
            np.testing.assert_array_equal(core[place["begin"] : place["begin"] + values.size], values.ravel())
        np.testing.assert_array_equal(table, weights.get_tensor(shards.TABLE).ravel())
    np.testing.assert_allclose(index["average"], table.reshape(-1, 128).astype(float).mean(axis=0), atol=1e-6)


def test_each_file_has_its_size_and_the_sum_of_what_is_in_it(folder, index):
    for file in index["files"]:
        packed = (folder / f"{file['name']}.bin").read_bytes()
        assert len(packed) == file["bytes"]
        assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == file["sha256"]


def test_the_scripts_hand_over_the_same_bytes(folder, index):
    for file in index["files"]:
        script = (folder / f"{file['name']}.js").read_text(encoding="ascii")
        match = re.fullmatch(r'tuhDeliver\("([\w-]+)","([\w+/=]+)"\)\n', script)
        assert match and match[1] == file["name"]
        assert base64.b64decode(match[2]) == (folder / f"{file['name']}.bin").read_bytes()


def test_written_again_no_byte_is_another(folder, index, tmp_path):
    assert json.dumps(shards.write(tmp_path)) == json.dumps(index)
    for file in folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_damaged_checkpoint_is_not_published(tmp_path):
    copy = shutil.copytree(COMPACT_FOLDER, tmp_path / "checkpoint")
    (copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"tokenizer.json is damaged"):
        shards.write(tmp_path / "site", copy)
    assert not (tmp_path / "site").exists()
