"""helpers.checkpoints.store: one folder a checkpoint, whole or not there, fetched once, good on other machines."""

import errno
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from safetensors import SafetensorError
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from helpers.checkpoints import COMPACT_FOLDER, CheckpointError, published, resolve_checkpoint, store
from helpers.checkpoints.manifest import MANIFEST_NAME, read_manifest, sha256_of, verify_manifest
from helpers.checkpoints.requirements import check_config
from tests.checkpoints import random_checkpoint

FORMATS = ("pickled", "safe")
FETCH = """
import sys
from helpers.checkpoints import published, resolve_checkpoint
published.SUMS, published.SETTINGS = {"pytorch_model.bin": sys.argv[1]}, {"hidden_size": 8}
print(resolve_checkpoint("published"))
"""


def folder() -> Path:
    return store.published_folder()


def environment_for(endpoint: str, home: Path) -> dict[str, str]:
    """What a reader sets, for a program of its own."""
    return {
        **os.environ,
        "HF_ENDPOINT": endpoint,
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_DISABLE_PROGRESS_BARS": "0",
    }


def test_what_is_ready_needs_no_network(serve, pickled, monkeypatch):
    served = serve(pickled)
    first = resolve_checkpoint("published")
    served.requests.clear()
    served.status = 500
    assert resolve_checkpoint("published") == first
    assert served.requests == []


def test_what_is_ready_needs_no_model_to_be_made(serve, pickled, monkeypatch):
    serve(pickled)
    first = resolve_checkpoint("published")
    monkeypatch.setattr("helpers.checkpoints.requirements.check_shapes", None)
    assert resolve_checkpoint("published") == first


def test_nothing_but_the_ready_folder_stays_behind(serve, pickled):
    serve(pickled)
    resolve_checkpoint("published")
    assert [path.name for path in store.root().iterdir() if path.suffix != ".lock"] == [folder().name]


def test_what_a_killed_program_left_is_cleared_away(serve, pickled):
    serve(pickled)
    left = folder().with_name(f"{folder().name}.part")
    left.mkdir(parents=True)
    (left / "model.safetensors").write_bytes(b"half")
    assert store.is_ready(Path(resolve_checkpoint("published")))
    assert not left.exists()


@pytest.mark.parametrize("copy_links", [True, False])
@pytest.mark.parametrize("how", ["same place", "named"])
def test_a_copy_works_on_a_machine_without_network(serve, pickled, tmp_path, monkeypatch, copy_links, how):
    serve(pickled)
    resolve_checkpoint("published")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(store.root(), elsewhere / store.FOLDER, symlinks=copy_links)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HOME", str(elsewhere if how == "same place" else tmp_path / "empty"))
    name = "published" if how == "same place" else str(elsewhere / store.FOLDER / folder().name)
    assert Path(resolve_checkpoint(name)).is_relative_to(elsewhere)


@pytest.mark.parametrize("damage", ["cut", "missing", "no manifest", "empty manifest", "empty folder"])
def test_a_damaged_copy_is_fetched_again(serve, pickled, damage):
    serve(pickled)
    weights = Path(resolve_checkpoint("published")) / "model.safetensors"
    match damage:
        case "cut":
            weights.write_bytes(weights.read_bytes()[:-1])
        case "missing":
            weights.unlink()
        case "no manifest":
            (weights.parent / MANIFEST_NAME).unlink()
        case "empty manifest":
            (weights.parent / MANIFEST_NAME).write_bytes(b"")
        case "empty folder":
            shutil.rmtree(weights.parent)
            weights.parent.mkdir()
    assert not store.is_ready(folder())
    assert store.is_ready(Path(resolve_checkpoint("published")))


def test_a_damaged_copy_without_network_is_not_used(serve, pickled):
    served = serve(pickled)
    (Path(resolve_checkpoint("published")) / "config.json").write_text("{}")
    served.status = 500
    with pytest.raises(CheckpointError, match="a fault of its own"):
        resolve_checkpoint("published")


def test_two_programs_at_once_fetch_once(serve, pickled, home):
    served = serve(pickled)
    served.delay = 1.5  # so that the second comes while the first is at it
    command = [sys.executable, "-c", FETCH, published.SUMS["pytorch_model.bin"]]
    options = {"env": environment_for(served.endpoint, home), "stdout": subprocess.PIPE, "text": True}
    programs = [subprocess.Popen(command, **options) for _ in range(2)]
    answers = [program.communicate(timeout=120)[0].splitlines() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    assert {lines[-1] for lines in answers} == {str(folder())}
    assert len([path for path, _ in served.requests if path == "GET /large/pytorch_model.bin"]) == 1
    assert any("Another program is fetching" in line for lines in answers for line in lines)
    assert store.is_ready(folder())


def test_the_variables_of_the_client_are_obeyed(pickled, serve, home):
    termios = pytest.importorskip("termios", reason="only Unix has terminals that a program can make")
    served = serve(pickled)
    environment = environment_for(served.endpoint, home) | {"SENTIMENT_CHECKPOINT": "published"}
    code = FETCH.replace('"published"', "")
    command = [sys.executable, "-c", code, published.SUMS["pytorch_model.bin"]]
    screen, terminal = os.openpty()  # progress bars are for terminals and notebooks
    termios.tcsetwinsize(terminal, (40, 100))
    with os.fdopen(terminal) as stderr:
        run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True, check=True)
    with os.fdopen(screen, "rb") as file:
        shown = file.read1().decode()
    assert run.stdout.splitlines()[-1] == str(folder())
    assert "pytorch_model.bin: 100%|" in shown


def test_a_cache_that_cannot_be_written_is_named(serve, pickled, home, monkeypatch):
    serve(pickled)

    def refuse(path: Path, *arguments: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        with pytest.raises(
            CheckpointError, match=rf"{home}\S* cannot be read or written .*HF_HOME.*compact checkpoint"
        ):
            resolve_checkpoint("published")
    assert store.is_ready(Path(resolve_checkpoint("published")))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("ready", [True, False])
def test_somebody_who_may_only_read_uses_what_is_ready_and_is_told_what_is_not(serve, pickled, home, tmp_path, ready):
    serve(pickled)
    for parent in (tmp_path, *tmp_path.parents):
        if os.access(parent, os.W_OK) and parent.stat().st_uid == 0 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o555)
    home.mkdir()
    if ready:
        resolve_checkpoint("published")
    os.seteuid(65534)
    try:
        if ready:
            assert Path(resolve_checkpoint("published")) == folder()
        else:
            with pytest.raises(CheckpointError, match=rf"{home}\S* cannot be read or written .*HF_HOME"):
                resolve_checkpoint("published")
    finally:
        os.seteuid(0)
    assert ready or not any(home.iterdir())


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"vocab_size": 50266}, "vocab_size is 50266, not 50265"),
        ({"id2label": {0: "no", 1: "yes"}, "label2id": {"no": 0, "yes": 1}}, "id2label is"),
        ({"hidden_size": 16}, "hidden_size is 16, not 8"),
    ],
)
def test_another_shape_than_expected_is_told_before_the_weights_are_fetched(serve, pickled, tmp_path, settings, says):
    wrong = Path(shutil.copytree(pickled, tmp_path / "wrong"))
    (wrong / "config.json").write_text(random_checkpoint.config(**settings))
    served = serve(wrong)
    with pytest.raises(CheckpointError, match=rf"cannot work with {published.NAME}: in its config\.json, .*{says}"):
        resolve_checkpoint("published")
    assert served.downloads("pytorch_model.bin") == []
    assert not folder().exists()


@pytest.mark.parametrize("kind", ["file", "below a file", "dangling link"])
def test_a_home_that_is_no_folder_is_named(serve, pickled, home, tmp_path, monkeypatch, kind):
    serve(pickled)
    match kind:
        case "file":
            home.write_text("")
        case "below a file":
            (tmp_path / "file").write_text("")
            monkeypatch.setattr(constants, "HF_HOME", str(tmp_path / "file" / "home"))
        case "dangling link":
            home.symlink_to(tmp_path / "nowhere" / "home")
            (tmp_path / "nowhere").write_text("")
    with pytest.raises(CheckpointError, match=r"could not be had, because .*HF_HOME.*compact checkpoint"):
        resolve_checkpoint("published")


def test_a_full_disk_while_a_copy_is_made_is_named(home, pickled, monkeypatch):
    def full(*arguments: object, **options: object) -> None:
        raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")

    with monkeypatch.context() as patch:
        patch.setattr("safetensors.torch.save_file", full)
        with pytest.raises(CheckpointError, match="the disk is full"):
            resolve_checkpoint(pickled)
    assert [path.suffix for path in store.root().iterdir()] == [".lock"]
    resolve_checkpoint(pickled)


def test_too_little_room_for_a_copy_is_said_before(home, pickled, monkeypatch):
    monkeypatch.setattr(store, "free_bytes", lambda folder: 1_000_000)
    with pytest.raises(CheckpointError, match=r"not enough room in .* are needed and 1 MB are free"):
        resolve_checkpoint(pickled)


def test_a_folder_without_weights_is_refused(home, pickled, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    shutil.copy(pickled / "config.json", bare)
    with pytest.raises(CheckpointError, match=r"has neither model\.safetensors nor pytorch_model\.bin"):
        resolve_checkpoint(bare)


def save(folder: Path, dtype: torch.dtype = torch.float32) -> Path:
    """A folder of one's own, as ``save_pretrained`` leaves it."""
    model = AutoModelForSequenceClassification.from_pretrained(COMPACT_FOLDER).to(dtype)
    model.save_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(COMPACT_FOLDER)
    tokenizer("a b", padding="max_length", max_length=5, truncation=True)  # which a save remembers
    tokenizer.save_pretrained(folder)
    return folder


def change_json(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_folder_from_save_pretrained_is_used_in_place(home, tmp_path):
    mine = save(tmp_path / "mine")
    assert Path(resolve_checkpoint(mine)) == mine
    assert not home.exists()


def test_a_folder_without_a_type_of_numbers_in_its_configuration_is_used_in_place(home, tmp_path):
    mine = save(tmp_path / "mine")
    change_json(mine / "config.json", dtype=None)
    assert Path(resolve_checkpoint(mine)) == mine


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_numbers_of_another_type_become_float32_in_a_copy(home, tmp_path, dtype):
    mine = save(tmp_path / "mine", dtype)
    ready = Path(resolve_checkpoint(mine))
    assert ready.parent == store.root()
    model = AutoModelForSequenceClassification.from_pretrained(ready)
    theirs = load_file(mine / "model.safetensors")
    assert model.dtype == torch.float32
    assert all(torch.equal(tensor, theirs[name].float()) for name, tensor in model.state_dict().items())


@pytest.mark.parametrize("name", ["dtype", "torch_dtype"])
def test_a_configuration_that_would_have_the_numbers_narrowed_is_corrected_in_a_copy(home, tmp_path, name):
    mine = save(tmp_path / "mine")
    change_json(mine / "config.json", **{"dtype": None, name: "float16"})
    ready = Path(resolve_checkpoint(mine))
    assert ready != mine
    assert AutoModelForSequenceClassification.from_pretrained(ready).dtype == torch.float32


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_in_other_files_is_made_ready_as_a_copy(home, request, name):
    source: Path = request.getfixturevalue(name)
    before = sorted(path.name for path in source.iterdir())
    ready = Path(resolve_checkpoint(source))
    assert ready.parent == store.root() and store.is_ready(ready)
    assert sorted(path.name for path in source.iterdir()) == before
    changed = (ready / MANIFEST_NAME).stat().st_mtime_ns
    assert Path(resolve_checkpoint(source)) == ready
    assert (ready / MANIFEST_NAME).stat().st_mtime_ns == changed, "made once"


def test_a_folder_that_was_saved_again_has_one_copy(home, pickled, tmp_path):
    mine = Path(shutil.copytree(pickled, tmp_path / "mine"))
    first = Path(resolve_checkpoint(mine))
    change_json(mine / "config.json", hidden_dropout_prob=0.5)
    second = Path(resolve_checkpoint(mine))
    assert json.loads((second / "config.json").read_text())["hidden_dropout_prob"] == 0.5
    assert [path for path in store.root().iterdir() if path.is_dir()] == [second] != [first]


def test_two_folders_have_a_copy_each(home, pickled, tmp_path):
    other = Path(shutil.copytree(pickled, tmp_path / "other"))
    assert resolve_checkpoint(pickled) != resolve_checkpoint(other)
    assert len([path for path in store.root().iterdir() if path.is_dir()]) == 2


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "model_max_length": 3}),
        ("tokenizer_config.json", {"padding_side": "left"}),
        ("tokenizer.json", {"normalizer": {"type": "Lowercase"}}),
        ("special_tokens_map.json", {"bos_token": "<mask>"}),
        ("added_tokens.json", {"want": 50265}),
    ],
)
def test_a_folder_with_another_tokenizers_settings_is_made_ready_as_a_copy(home, tmp_path, name, changes):
    mine = save(tmp_path / "mine")
    if not (mine / name).exists():
        (mine / name).write_text("{}")
    change_json(mine / name, **changes)
    ready = Path(resolve_checkpoint(mine))
    assert ready != mine
    assert AutoTokenizer.from_pretrained(ready)("I want to go.")["input_ids"] == [0, 100, 236, 7, 213, 4, 2]


@pytest.mark.parametrize("model_type", ["bert", "xlm-roberta", "distilbert"])
def test_another_family_is_refused_with_the_reason(home, tmp_path, model_type):
    mine = save(tmp_path / "mine")
    change_json(mine / "config.json", model_type=model_type)
    with pytest.raises(
        CheckpointError, match=f"cannot work with the folder {mine}: .*model_type is '{model_type}', not 'roberta'"
    ):
        resolve_checkpoint(mine)


def flip(path: Path) -> None:
    """Change bytes near the end of a file, and not its length."""
    with path.open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(bytes(range(100)))


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "README.md"])
def test_a_folder_with_a_manifest_is_compared_with_it(home, pickled, tmp_path, name):
    copy = Path(shutil.copytree(resolve_checkpoint(pickled), tmp_path / "copy"))
    assert Path(resolve_checkpoint(copy)) == copy
    flip(copy / name)
    with pytest.raises(CheckpointError, match=rf"{name} is damaged \(wrong sha256 sum\): copy the folder again"):
        resolve_checkpoint(copy)


def test_a_manifest_of_ones_own_need_not_list_what_ours_do(home, source):
    (source / MANIFEST_NAME).write_text(f"{sha256_of(source / 'config.json')}  config.json\n")
    assert store.is_ready(Path(resolve_checkpoint(source)))


def test_large_weights_are_compared_by_their_length_and_on_demand_by_their_sum(home, pickled, tmp_path):
    copy = Path(shutil.copytree(resolve_checkpoint(pickled), tmp_path / "copy"))
    flip(copy / "model.safetensors")
    assert Path(resolve_checkpoint(copy)) == copy
    with pytest.raises(CheckpointError, match=r"model\.safetensors is damaged \(wrong sha256 sum\): copy the folder"):
        resolve_checkpoint(copy, thorough=True)
    with (copy / "model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(CheckpointError, match=r"model\.safetensors cannot be read"):
        resolve_checkpoint(copy)


def test_no_weights_are_read_at_a_start(serve, pickled, monkeypatch):
    serve(pickled)
    resolve_checkpoint("published")
    read = []
    monkeypatch.setattr(
        "helpers.checkpoints.manifest.sha256_of", lambda path: read.append(path.name) or sha256_of(path)
    )
    resolve_checkpoint("published")
    assert "tokenizer.json" in read and "model.safetensors" not in read
    resolve_checkpoint("published", thorough=True)
    assert "model.safetensors" in read


def test_weights_that_changed_are_fetched_again_on_demand(serve, pickled):
    serve(pickled)
    ready = Path(resolve_checkpoint("published"))
    flip(ready / "model.safetensors")
    assert not store.is_ready(ready)
    assert store.is_ready(Path(resolve_checkpoint("published", thorough=True)))


@pytest.mark.parametrize("value", ["", "rel", "./rel", "../rel"])
@pytest.mark.parametrize("name", ["published", "folder"])
def test_a_home_that_depends_on_where_one_stands_is_refused(home, pickled, tmp_path, monkeypatch, value, name):
    monkeypatch.setattr(constants, "HF_HOME", value)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CheckpointError, match=f"HF_HOME is '{value}'.* whole path"):
        resolve_checkpoint(pickled if name == "folder" else name)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["vocab.json", "merges.txt"])
def test_a_tokenizer_without_its_files_is_refused_and_nothing_is_left(home, source, name):
    (source / name).unlink()
    with pytest.raises(CheckpointError, match=r"cannot be read|no tokenizer"):
        resolve_checkpoint(source)
    assert not home.exists()


class Malicious:
    """Unpickled, it would write a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return Path.write_text, (self.path, "ran")


def prepare(source: Path, target: Path, origin: str) -> None:
    """Make a folder ready as its own configuration says."""
    store.prepare(source, target, origin, check_config(source, origin))


@pytest.fixture
def source(pickled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pickled, tmp_path / "source"))


def test_weights_keep_their_names_and_numbers(source, tmp_path):
    prepare(source, tmp_path / "target", "here")
    expected = torch.load(source / "pytorch_model.bin", weights_only=True)
    written = load_file(tmp_path / "target" / "model.safetensors")
    assert expected.keys() - written.keys() == {"roberta.pooler.dense.weight", "roberta.pooler.dense.bias"}
    assert written and all(torch.equal(written[name], expected[name]) for name in written)


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
    contents = [{path.name: path.read_bytes() for path in (tmp_path / f"of_{kind}").iterdir()} for kind in FORMATS]
    assert contents[0] == contents[1]


def test_what_is_ready_loads_without_a_word(pickled, tmp_path, capfd):
    prepare(pickled, tmp_path / "target", "here")
    capfd.readouterr()
    model = AutoModelForSequenceClassification.from_pretrained(tmp_path / "target")
    AutoTokenizer.from_pretrained(tmp_path / "target")
    assert "REPORT" not in "".join(capfd.readouterr()) and model.dtype == torch.float32


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


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "model.safetensors", "tokenizer.json", "vocab.json", "config.json"]
)
def test_what_git_lfs_leaves_in_place_of_any_file_is_named(home, source, name):
    if name == "model.safetensors":
        (source / "pytorch_model.bin").unlink()
    (source / name).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    with pytest.raises(CheckpointError, match=rf"{name} is a note that Git LFS left .*git lfs pull"):
        resolve_checkpoint(source)


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
