"""helpers.checkpoints.hub: what goes wrong between the hub and the disk ends in a sentence, and the cache stays whole.

The client is the real one; the hub is a small server on this machine.
"""

import errno
import json
import shutil
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from huggingface_hub import constants
from hypothesis import given
from hypothesis import strategies as st

from helpers.checkpoints import CheckpointError, cache, hub, published, resolve_checkpoint
from helpers.checkpoints.hub import RemoteFile
from helpers.checkpoints.manifest import sha256_of
from tests.checkpoints import hub_server, random_checkpoint
from tests.checkpoints.conftest import point_client_at

published_labels = published.SETTINGS["id2label"]
WAYS_OUT = r"compact checkpoint.*folder that holds a copy.*try again later"


def fails_and_leaves_nothing_ready(match: str) -> str:
    """The published checkpoint cannot be had; return the sentence."""
    with pytest.raises(CheckpointError, match=match) as caught:
        resolve_checkpoint("published")
    assert not cache.place_of(published.NAME, published.REVISION).exists()
    assert not list(cache.root().glob("*.part")) if cache.root().exists() else True
    assert "\n" not in str(caught.value)
    return str(caught.value)


def works_now() -> None:
    assert cache.is_ready(Path(resolve_checkpoint("published")))


def resumed_near(place: int, asked: str | None) -> bool:
    """Whether a ``Range`` header goes on from the last whole piece before ``place``."""
    return (
        asked is not None and 0 <= place - int(asked.removeprefix("bytes=").rstrip("-")) < constants.DOWNLOAD_CHUNK_SIZE
    )


def test_it_is_announced_before_anything_is_downloaded(serve, pickled, home, capsys):
    served = serve(pickled)
    resolve_checkpoint("published")
    said = capsys.readouterr().out
    size = sum(path.stat().st_size for path in pickled.iterdir())
    assert said.startswith(
        f"{published.NAME}, commit {published.REVISION[:8]}\n"
        f"  to fetch: {size / 1e6:,.0f} MB from {served.endpoint}\n"
        f"  to: {home / cache.FOLDER}\n"
        "  room: "
    )
    assert "weights_only" in said


def test_an_unreachable_hub_is_named_at_once(home, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    point_client_at(f"http://127.0.0.1:{port}", monkeypatch)
    fails_and_leaves_nothing_ready(rf"127\.0\.0\.1:{port} could not be reached: .*{WAYS_OUT}")


def test_a_name_that_cannot_be_resolved_is_named(home, monkeypatch):
    point_client_at("http://hub.invalid", monkeypatch)
    fails_and_leaves_nothing_ready(rf"name of http://hub\.invalid could not be resolved.*{WAYS_OUT}")


def test_slow_name_resolution_is_not_waited_for(home, monkeypatch):
    point_client_at("http://hub.invalid", monkeypatch)
    monkeypatch.setattr(hub, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: time.sleep(3))
    start = time.monotonic()
    fails_and_leaves_nothing_ready(rf"gave no answer in time: .*{WAYS_OUT}")
    assert time.monotonic() - start < 2.5


def test_a_silent_hub_is_not_waited_for(serve, pickled, monkeypatch):
    serve(pickled).delay = 3
    monkeypatch.setattr(hub, "ANSWER_SECONDS", 0.2)
    start = time.monotonic()
    fails_and_leaves_nothing_ready(rf"gave no answer in time: .*{WAYS_OUT}")
    assert time.monotonic() - start < 2.5


def test_offline_mode_is_named(home):
    fails_and_leaves_nothing_ready(rf"HF_HUB_OFFLINE is set.*{WAYS_OUT}")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (404, "does not have it"),
        (401, "log in"),
        (403, "log in"),
        (429, "too many requests"),
        (500, "a fault of its own"),
        (503, "a fault of its own"),
        (418, "refused with status 418"),
    ],
)
def test_a_refusal_of_the_listing_is_named_and_not_repeated(serve, pickled, status, says):
    served = serve(pickled)
    served.status = status
    fails_and_leaves_nothing_ready(rf"{says}.*{WAYS_OUT}")
    assert len([path for path, _ in served.requests if path.startswith("/api/models/")]) == 1
    served.status = 200
    works_now()


@pytest.mark.parametrize(
    ("status", "says"), [(404, "does not have it"), (429, "too many"), (500, "a fault of its own")]
)
def test_a_refusal_of_a_file_is_named(serve, pickled, monkeypatch, status, says):
    served = serve(pickled)
    served.file_status["pytorch_model.bin"] = status
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # the client waits between its tries after 429
    fails_and_leaves_nothing_ready(rf"{says}.*{WAYS_OUT}")
    served.file_status.clear()
    works_now()


@pytest.mark.parametrize(
    "answer", [b"<html>Log in to this network</html>", b"", b"[]", b"{}", b'{"id": 3, "sha": null}']
)
def test_an_answer_that_makes_no_sense_is_named(serve, pickled, answer):
    served = serve(pickled)
    served.answer = answer
    fails_and_leaves_nothing_ready(rf"what {served.endpoint} answers is not what a hub answers.*{WAYS_OUT}")
    served.answer = None
    works_now()


@pytest.mark.parametrize("sha", ["../../elsewhere", "main", "", None])
def test_a_commit_that_is_none_is_not_taken_for_a_folder(serve, safe, sha):
    served = serve(safe)
    served.repository = "owner/name"
    served.answer = json.dumps(served.listing() | {"sha": sha}).encode()
    with pytest.raises(CheckpointError, match="not what a hub answers"):
        resolve_checkpoint("owner/name")


@pytest.mark.parametrize("change", [{"size": None}, {"size": "12"}, {"blobId": None}])
def test_a_listing_without_sizes_or_sums_is_named(serve, pickled, change):
    served = serve(pickled)
    listing = served.listing()
    small = next(entry for entry in listing["siblings"] if "lfs" not in entry)
    small.update(change)
    served.answer = json.dumps(listing).encode()
    fails_and_leaves_nothing_ready("not what a hub answers")


@pytest.mark.parametrize("endpoint", ["nonsense", "http://", "http://[::1", "file:///etc"])
def test_an_endpoint_that_is_none_is_named(home, monkeypatch, endpoint):
    point_client_at(endpoint, monkeypatch)
    fails_and_leaves_nothing_ready(WAYS_OUT)


@pytest.mark.parametrize("name", ["a/b--c", "owner/-name", "owner/name..", "owner/name.git", "o/" + "n" * 200])
def test_a_name_that_no_hub_has_is_named(serve, pickled, name):
    serve(pickled)
    with pytest.raises(CheckpointError, match=name.replace(".", r"\.")):
        resolve_checkpoint(name)


def test_weights_in_another_format_than_the_pinned_one_are_not_taken(serve, pickled, safe, tmp_path, monkeypatch):
    both = Path(shutil.copytree(pickled, tmp_path / "both"))
    shutil.copy(safe / "model.safetensors", both)
    served = serve(both)
    monkeypatch.setattr(published, "SUMS", {"pytorch_model.bin": sha256_of(both / "pytorch_model.bin")})
    works_now()
    assert served.downloads("model.safetensors") == [] != served.downloads("pytorch_model.bin")


def test_a_commit_that_the_hub_does_not_have_is_named(serve, pickled, monkeypatch):
    serve(pickled)
    monkeypatch.setattr(published, "REVISION", "0" * 40)
    fails_and_leaves_nothing_ready(r"does not have that commit of it \(404\)")


def test_a_connection_cut_at_half_the_file_is_resumed_within_one_call(serve, pickled):
    served = serve(pickled)
    half = (pickled / "pytorch_model.bin").stat().st_size // 2
    served.cut_after, served.cuts = {"pytorch_model.bin": half}, 1
    works_now()
    assert resumed_near(half, served.downloads("pytorch_model.bin")[-1])


def test_a_download_that_was_given_up_is_resumed_by_the_next_call(serve, pickled, monkeypatch):
    served = serve(pickled)
    half = (pickled / "pytorch_model.bin").stat().st_size // 2
    served.cut_after, served.cuts = {"pytorch_model.bin": half}, 1

    def give_up(seconds: float) -> None:
        """Called by the client before it tries again, as when somebody interrupts the kernel."""
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("huggingface_hub.file_download.time", SimpleNamespace(sleep=give_up))
        with pytest.raises(KeyboardInterrupt):
            resolve_checkpoint("published")
    served.requests.clear()
    works_now()
    *_, asked = served.downloads("pytorch_model.bin")
    assert resumed_near(half, asked)
    assert served.downloads("vocab.json") == []


def test_a_server_that_cannot_go_on_is_asked_for_the_whole_file(serve, pickled):
    served = serve(pickled)
    folder = cache.place_of(published.NAME, published.REVISION)
    part = folder.with_name(f"{folder.name}.download") / "pytorch_model.bin.part"
    part.parent.mkdir(parents=True)
    part.write_bytes((pickled / "pytorch_model.bin").read_bytes()[:1000])
    served.no_ranges = True
    works_now()


def test_labels_in_another_order_than_published_are_refused(serve, pickled, tmp_path, monkeypatch):
    other = Path(shutil.copytree(pickled, tmp_path / "other"))
    labels = {0: "positive", 1: "neutral", 2: "negative"}
    swapped = random_checkpoint.config(id2label=labels, label2id={label: number for number, label in labels.items()})
    (other / "config.json").write_text(swapped)
    serve(other)
    monkeypatch.setattr(published, "SETTINGS", {"id2label": published_labels})
    fails_and_leaves_nothing_ready(r"id2label is .*'0': 'positive'.*, not .*'0': 'negative'")


def test_a_file_that_is_shorter_than_listed_is_named(serve, pickled, tmp_path):
    served = serve(pickled)
    served.files["pytorch_model.bin"] = tmp_path / "cut"
    served.files["pytorch_model.bin"].write_bytes((pickled / "pytorch_model.bin").read_bytes()[:-1000])
    fails_and_leaves_nothing_ready(WAYS_OUT)
    served.files["pytorch_model.bin"] = pickled / "pytorch_model.bin"
    works_now()


@pytest.mark.parametrize("name", ["pytorch_model.bin", "vocab.json"])
def test_a_file_with_another_sum_than_listed_is_deleted(serve, pickled, tmp_path, name):
    served = serve(pickled)
    data = bytearray((pickled / name).read_bytes())
    data[len(data) // 2] ^= 1
    served.files[name] = tmp_path / "flipped"
    served.files[name].write_bytes(data)
    fails_and_leaves_nothing_ready(rf"{name} of {published.NAME} arrived damaged.*deleted.*{WAYS_OUT}")
    assert not list(cache.root().rglob(f"{name}*"))
    served.files[name] = pickled / name
    works_now()


def test_a_hub_that_lists_another_file_than_the_pinned_one_is_refused_before_the_download(serve, pickled, monkeypatch):
    served = serve(pickled)
    monkeypatch.setattr(published, "SUMS", {"pytorch_model.bin": "0" * 64})
    fails_and_leaves_nothing_ready(r"has the sha256 sum [0-9a-f]{64} at http.*knows it with 0{64}.*not downloaded")
    assert served.downloads("pytorch_model.bin") == []


def test_a_wrong_part_is_replaced(serve, pickled):
    served = serve(pickled)
    folder = cache.place_of(published.NAME, published.REVISION)
    download = folder.with_name(f"{folder.name}.download")
    download.mkdir(parents=True)
    (download / "pytorch_model.bin.part").write_bytes(b"something else")  # is continued, found wrong, fetched again
    (download / "vocab.json.part").write_bytes(b"x" * 10_000_000)  # longer than the file
    (download / "merges.txt").write_bytes(b"stale")
    works_now()
    assert served.downloads("pytorch_model.bin")[-1] is None


def test_safetensors_are_preferred(serve, pickled, safe, tmp_path):
    both = Path(shutil.copytree(pickled, tmp_path / "both"))
    shutil.copy(safe / "model.safetensors", both)
    served = serve(both)
    works_now()
    assert served.downloads("pytorch_model.bin") == []


@pytest.mark.parametrize("missing", ["config.json", "pytorch_model.bin"])
def test_a_repository_without_a_needed_file_is_refused(serve, pickled, missing):
    served = serve(pickled)
    del served.listed[missing]
    fails_and_leaves_nothing_ready(rf"no checkpoint that the lessons can read: it has no .*{missing}")


def test_too_little_room_is_said_before_the_download(serve, pickled, monkeypatch):
    served = serve(pickled)
    monkeypatch.setattr(hub, "free_bytes", lambda folder: 1_000_000)
    fails_and_leaves_nothing_ready(r"not enough room in .*MB are needed and 1 MB are free.*HF_HOME")
    assert served.downloads("config.json") == []


def test_a_disk_that_fills_up_on_the_way_is_named_and_what_came_is_kept(serve, pickled, monkeypatch):
    serve(pickled)

    def write_half(url: str, stream: object, **options: object) -> None:
        stream.write(b"x" * 10)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(hub, "http_get", write_half)
        sentence = fails_and_leaves_nothing_ready("the disk is full")
    assert "What has arrived is kept" in sentence
    works_now()


def test_a_disk_that_is_full_for_the_operating_system_is_named(serve, pickled):
    serve(pickled)
    folder = cache.place_of(published.NAME, published.REVISION)
    part = folder.with_name(f"{folder.name}.download") / "pytorch_model.bin.part"
    part.parent.mkdir(parents=True)
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full, which refuses every byte")
    part.symlink_to("/dev/full")
    fails_and_leaves_nothing_ready("the disk is full")
    part.unlink()
    works_now()


def test_the_free_room_of_a_folder_that_is_not_there_is_that_of_its_parent(tmp_path):
    assert hub.free_bytes(tmp_path / "a" / "b") == shutil.disk_usage(tmp_path).free


def test_bytes_to_come_count_what_is_there_whole_or_in_part(tmp_path):
    files = [RemoteFile(name, 100, None, "") for name in ("whole", "part", "absent", "long")]
    (tmp_path / "whole").write_bytes(b"x" * 100)
    (tmp_path / "part.part").write_bytes(b"x" * 30)
    (tmp_path / "long.part").write_bytes(b"x" * 1000)
    assert hub.bytes_to_come(hub.Commit("a/b", "c", files), tmp_path) == 0 + 70 + 100 + 0


@given(st.binary(max_size=100), st.binary(max_size=100), st.booleans())
def test_a_remote_file_equals_what_has_its_contents_and_nothing_else(tmp_path_factory, data, other, large):
    folder = tmp_path_factory.mktemp("files")
    (folder / "data").write_bytes(data)
    (folder / "other").write_bytes(other)
    served = hub_server.Hub("a/b", "c", {}, {"data": folder / "data"}, large={"data"} if large else set())
    (entry,) = served.listing()["siblings"]
    sha256 = entry["lfs"]["sha256"] if large else None
    file = RemoteFile("data", entry["size"], sha256, entry["blobId"])
    assert file.equals(folder / "data")
    assert file.equals(folder / "other") == (data == other)
