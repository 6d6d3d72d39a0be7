"""helpers.checkpoints.cache: one folder a checkpoint, whole or not there, fetched once, good on other machines."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import constants, snapshot_download
from safetensors import SafetensorError
from transformers import AutoTokenizer

from helpers.checkpoints import CheckpointError, cache, published, resolve_checkpoint
from helpers.checkpoints.manifest import MANIFEST_NAME
from tests.checkpoints import random_checkpoint

FETCH = """
import sys
from helpers.checkpoints import published, resolve_checkpoint
published.SUMS, published.SETTINGS = {"pytorch_model.bin": sys.argv[1]}, {"hidden_size": 8}
print(resolve_checkpoint("published"))
"""


def folder() -> Path:
    return cache.place_of(published.NAME, published.REVISION)


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


def test_nothing_but_the_ready_folder_stays_behind(serve, pickled):
    serve(pickled)
    resolve_checkpoint("published")
    assert [path.name for path in cache.root().iterdir() if path.suffix != ".lock"] == [folder().name]


def test_what_a_killed_program_left_is_cleared_away(serve, pickled):
    serve(pickled)
    left = folder().with_name(f"{folder().name}.part")
    left.mkdir(parents=True)
    (left / "model.safetensors").write_bytes(b"half")
    assert cache.is_ready(Path(resolve_checkpoint("published")))
    assert not left.exists()


@pytest.mark.parametrize("copy_links", [True, False])
@pytest.mark.parametrize("how", ["same place", "named"])
def test_a_copy_works_on_a_machine_without_network(serve, pickled, tmp_path, monkeypatch, copy_links, how):
    serve(pickled)
    resolve_checkpoint("published")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(cache.root(), elsewhere / cache.FOLDER, symlinks=copy_links)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HOME", str(elsewhere if how == "same place" else tmp_path / "empty"))
    name = "published" if how == "same place" else str(elsewhere / cache.FOLDER / folder().name)
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
    assert not cache.is_ready(folder())
    assert cache.is_ready(Path(resolve_checkpoint("published")))


def test_a_damaged_copy_without_network_is_not_used(serve, pickled):
    served = serve(pickled)
    (Path(resolve_checkpoint("published")) / "config.json").write_text("{}")
    served.status = 500
    with pytest.raises(CheckpointError, match="a fault of its own"):
        resolve_checkpoint("published")


def test_the_hub_clients_own_cache_is_used_if_it_is_whole(serve, pickled, home, monkeypatch):
    served = serve(pickled)
    snapshot = Path(snapshot_download(published.NAME, revision=published.REVISION))
    served.requests.clear()
    resolve_checkpoint("published")
    assert served.requests == []
    assert {path.name for path in snapshot.iterdir()} == set(served.files)


@pytest.mark.parametrize("damage", ["no weights", "no tokenizer", "other weights", "other settings"])
def test_the_hub_clients_own_cache_is_not_used_if_it_is_partial(serve, pickled, damage):
    served = serve(pickled)
    snapshot = Path(snapshot_download(published.NAME, revision=published.REVISION))
    names = {"no tokenizer": "vocab.json", "other settings": "config.json"}
    name = names.get(damage, "pytorch_model.bin")
    (snapshot / name).unlink()
    if damage.startswith("other"):
        (snapshot / name).write_bytes(b"stale")
    served.requests.clear()
    assert cache.is_ready(Path(resolve_checkpoint("published")))
    assert served.downloads("pytorch_model.bin")


def test_two_programs_at_once_fetch_once(serve, pickled, home):
    served = serve(pickled)
    served.delay = 1.5  # so that the second comes while the first is at it
    command = [sys.executable, "-c", FETCH, published.SUMS["pytorch_model.bin"]]
    options = {"env": environment_for(served.endpoint, home), "stdout": subprocess.PIPE, "text": True}
    programs = [subprocess.Popen(command, **options) for _ in range(2)]
    answers = [program.communicate(timeout=120)[0].splitlines() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    assert {lines[-1] for lines in answers} == {str(folder())}
    assert len([path for path, _ in served.requests if path == "/large/pytorch_model.bin"]) == 1
    assert any("Another program is fetching" in line for lines in answers for line in lines)
    assert cache.is_ready(folder())


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
    assert cache.is_ready(Path(resolve_checkpoint("published")))


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


def test_another_repository_means_its_newest_commit(serve, safe, monkeypatch, capsys):
    served = serve(safe)
    served.repository, served.revision = "owner/name", "1" * 40
    fetched = Path(resolve_checkpoint("owner/name"))
    assert fetched == cache.place_of("owner/name", "1" * 40)
    served.revision = "2" * 40
    assert Path(resolve_checkpoint("owner/name")) == cache.place_of("owner/name", "2" * 40)
    capsys.readouterr()
    served.status = 500
    assert Path(resolve_checkpoint("owner/name")) == cache.place_of("owner/name", "2" * 40)
    assert f"fetched last, commit {'2' * 40}" in capsys.readouterr().out
    (cache.place_of("owner/name", "2" * 40) / "config.json").write_text("{}")
    assert Path(resolve_checkpoint("owner/name")) == cache.place_of("owner/name", "1" * 40), "that one is damaged"


def test_another_repository_that_was_never_fetched_is_told(serve, safe):
    serve(safe).repository = "owner/name"
    with pytest.raises(CheckpointError, match=r"owner/other could not be had.*\(401\)"):
        resolve_checkpoint("owner/other")


@pytest.mark.parametrize("model_type", ["bert", "xlm-roberta", "distilbert"])
def test_another_family_is_refused_with_the_reason(serve, safe, tmp_path, model_type):
    other = Path(shutil.copytree(safe, tmp_path / "other"))
    (other / "config.json").write_text(random_checkpoint.config().replace('"roberta"', f'"{model_type}"'))
    serve(other).repository = "owner/name"
    with pytest.raises(
        CheckpointError, match=f"cannot work with owner/name: .*model_type is '{model_type}', not 'roberta'"
    ):
        resolve_checkpoint("owner/name")


@pytest.mark.parametrize("name", ["pickled", "safe"])
def test_a_folder_in_other_files_is_made_ready_as_a_copy(home, request, name):
    source: Path = request.getfixturevalue(name)
    before = sorted(path.name for path in source.iterdir())
    ready = Path(resolve_checkpoint(source))
    assert ready.parent == cache.root() and cache.is_ready(ready)
    assert sorted(path.name for path in source.iterdir()) == before
    changed = (ready / MANIFEST_NAME).stat().st_mtime_ns
    assert Path(resolve_checkpoint(source)) == ready
    assert (ready / MANIFEST_NAME).stat().st_mtime_ns == changed, "made once"


def test_a_folder_that_differs_in_its_configuration_is_another_one(home, pickled, tmp_path):
    ready = Path(resolve_checkpoint(pickled))
    other = Path(shutil.copytree(pickled, tmp_path / "other"))
    (other / "config.json").write_text(random_checkpoint.config(hidden_dropout_prob=0.5))
    assert Path(resolve_checkpoint(other)) != ready


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


def test_a_folder_with_a_manifest_is_compared_with_it(home, pickled, tmp_path):
    copy = Path(shutil.copytree(resolve_checkpoint(pickled), tmp_path / "copy"))
    assert Path(resolve_checkpoint(copy)) == copy
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(bytes(range(100)))
    with pytest.raises(
        CheckpointError, match=r"model\.safetensors is damaged \(wrong sha256 sum\): copy the folder again"
    ):
        resolve_checkpoint(copy)


def test_a_folder_with_another_tokenizers_settings_is_made_ready_as_a_copy(home, pickled, tmp_path):
    copy = Path(shutil.copytree(resolve_checkpoint(pickled), tmp_path / "copy"))
    (copy / MANIFEST_NAME).unlink()
    (copy / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "model_max_length": 3}')
    ready = Path(resolve_checkpoint(copy))
    assert ready != copy
    assert AutoTokenizer.from_pretrained(ready)("I want to go.")["input_ids"] == [0, 100, 236, 7, 213, 4, 2]


def test_a_full_disk_while_a_copy_is_made_is_named(home, pickled, monkeypatch):
    def full(*arguments: object, **options: object) -> None:
        raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")

    with monkeypatch.context() as patch:
        patch.setattr("helpers.checkpoints.prepare.save_file", full)
        with pytest.raises(CheckpointError, match="the disk is full"):
            resolve_checkpoint(pickled)
    assert [path.suffix for path in cache.root().iterdir()] == [".lock"]
    resolve_checkpoint(pickled)


def test_too_little_room_for_a_copy_is_said_before(home, pickled, monkeypatch):
    monkeypatch.setattr("helpers.checkpoints.hub.free_bytes", lambda folder: 1_000_000)
    with pytest.raises(CheckpointError, match=r"not enough room in .* are needed and 1 MB are free"):
        resolve_checkpoint(pickled)


def test_a_folder_without_weights_is_refused(home, pickled, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    shutil.copy(pickled / "config.json", bare)
    with pytest.raises(CheckpointError, match=r"has neither model\.safetensors nor pytorch_model\.bin"):
        resolve_checkpoint(bare)
