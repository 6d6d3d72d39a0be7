"""helpers.checkpoints.fetch: what goes wrong between hub and disk ends in a sentence, and the cache stays whole.

The client is the real one; the hub is a small server on this machine.
"""

import contextlib
import errno
import http.server
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from huggingface_hub import constants

from helpers.checkpoints import CheckpointError, fetch, published, resolve_checkpoint, store
from helpers.checkpoints.manifest import sha256_of
from tests.checkpoints import random_checkpoint
from tests.checkpoints.conftest import point_client_at

published_labels = published.SETTINGS["id2label"]
WAYS_OUT = r"compact checkpoint.*folder that holds a copy.*try again later"


def fails_and_leaves_nothing_ready(match: str) -> str:
    """The published checkpoint cannot be had; return the sentence."""
    with pytest.raises(CheckpointError, match=match) as caught:
        resolve_checkpoint("published")
    assert not store.published_folder().exists()
    assert not list(store.root().glob("*.part")) if store.root().exists() else True
    assert "\n" not in str(caught.value)
    return str(caught.value)


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return closed.getsockname()[1]


def works_now() -> None:
    assert store.is_ready(Path(resolve_checkpoint("published")))


def resumed_near(place: int, asked: str | None) -> bool:
    """Whether a ``Range`` header goes on from the last whole piece before ``place``."""
    return (
        asked is not None and 0 <= place - int(asked.removeprefix("bytes=").rstrip("-")) < constants.DOWNLOAD_CHUNK_SIZE
    )


def test_it_is_announced_before_anything_is_downloaded(serve, pickled, home, capsys):
    served = serve(pickled)
    resolve_checkpoint("published")
    said = capsys.readouterr().out
    size = (pickled / "pytorch_model.bin").stat().st_size
    assert said.startswith(
        f"{published.NAME}, commit {published.REVISION[:8]}\n"
        f"  to fetch: {size / 1e6:,.0f} MB from {served.endpoint}\n"
        f"  to: {home / store.FOLDER}\n"
        "  room: "
    )
    assert "weights_only" in said


def test_an_unreachable_hub_is_named_at_once(home, monkeypatch):
    port = closed_port()
    point_client_at(f"http://127.0.0.1:{port}", monkeypatch)
    fails_and_leaves_nothing_ready(rf"127\.0\.0\.1:{port} could not be reached: .*{WAYS_OUT}")


def test_a_name_that_cannot_be_resolved_is_named(home, monkeypatch):
    point_client_at("http://hub.invalid", monkeypatch)
    fails_and_leaves_nothing_ready(rf"name of http://hub\.invalid could not be resolved.*{WAYS_OUT}")


def test_slow_name_resolution_is_not_waited_for(home, monkeypatch):
    point_client_at("http://hub.invalid", monkeypatch)
    monkeypatch.setattr(fetch, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: time.sleep(3))
    start = time.monotonic()
    fails_and_leaves_nothing_ready(rf"gave no answer in time: .*{WAYS_OUT}")
    assert time.monotonic() - start < 2.5


def test_a_silent_hub_is_not_waited_for(serve, pickled, monkeypatch):
    serve(pickled).delay = 3
    monkeypatch.setattr(fetch, "ANSWER_SECONDS", 0.2)
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
        (407, "the proxy None refuses"),
        (429, "too many requests"),
        (500, "a fault of its own"),
        (503, "a fault of its own"),
        (418, "refused with status 418"),
    ],
)
def test_a_refusal_of_the_first_question_is_named_and_not_repeated(serve, pickled, status, says):
    served = serve(pickled)
    served.status = status
    fails_and_leaves_nothing_ready(rf"{says}.*{WAYS_OUT}")
    assert len(served.requests) == 1
    served.status = 200
    works_now()


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"Content-Type": "text/html", "Content-Length": "1000"}),
        (302, {"Location": "http://login.invalid/?next=hub"}),
        (200, {"X-Repo-Commit": published.REVISION, "Content-Length": "1000"}),
        (200, {"X-Repo-Commit": published.REVISION, "ETag": '"0"'}),
        (200, {"X-Repo-Commit": "0" * 40, "ETag": '"0"', "Content-Length": "1000"}),
    ],
    ids=["login page", "to a login page", "no sum", "no size", "other commit"],
)
def test_an_answer_that_makes_no_sense_is_named(serve, pickled, answer):
    served = serve(pickled)
    served.answer = answer
    fails_and_leaves_nothing_ready(rf"what {served.endpoint} answers is not what a hub answers.*{WAYS_OUT}")
    served.answer = None
    works_now()


def test_an_error_of_our_own_is_told_as_what_it_is(serve, pickled, monkeypatch):
    serve(pickled)

    def renamed(address: str) -> None:
        """A client in which an argument has another name."""

    monkeypatch.setattr(fetch, "get_hf_file_metadata", renamed)
    with pytest.raises(CheckpointError, match=r"unexpected happened \(TypeError: .*unexpected keyword") as caught:
        resolve_checkpoint("published")
    assert isinstance(caught.value.__cause__, TypeError)
    assert "login" not in str(caught.value)


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server of HTTPS with a certificate that it signed itself: its address, and the file of the certificate."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    if shutil.which(command[0]) is None:
        pytest.skip("no openssl here to make a certificate with")
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(http.server.SimpleHTTPRequestHandler, context) as port:
        yield f"https://127.0.0.1:{port}", certificate


@contextlib.contextmanager
def serving(handler: type[http.server.BaseHTTPRequestHandler], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve on a port of this machine, by HTTPS where there is a context."""
    quiet = type("Quiet", (handler,), {"log_message": lambda *arguments: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), quiet)
    server.handle_error = lambda *arguments: None  # a client that does not trust the certificate hangs up
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_certificate_that_is_not_trusted_is_named_with_what_to_do(home, untrusted, monkeypatch):
    endpoint, certificate = untrusted
    point_client_at(endpoint, monkeypatch)
    fails_and_leaves_nothing_ready(
        rf"certificate of {endpoint} is not trusted .*self.signed.*SSL_CERT_FILE.*{WAYS_OUT}"
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    point_client_at(endpoint, monkeypatch)
    fails_and_leaves_nothing_ready("does not have it")  # it is trusted now, and no hub


class Proxy(http.server.BaseHTTPRequestHandler):
    """Lets nobody through."""

    def do_CONNECT(self) -> None:
        self.send_error(407)

    do_HEAD = do_GET = do_CONNECT


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login_is_named_without_the_password(home, monkeypatch, scheme):
    with serving(Proxy) as port:
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", f"http://me:secret@127.0.0.1:{port}")
        point_client_at(f"{scheme}://hub.invalid", monkeypatch)
        said = fails_and_leaves_nothing_ready(rf"proxy 127\.0\.0\.1:{port} refuses \(.*407.*password.*{WAYS_OUT}")
    assert "secret" not in said


@pytest.mark.parametrize("given", ["http://me:secret@127.0.0.1:{port}", "127.0.0.1:{port}"])
def test_a_proxy_that_is_down_is_named(home, monkeypatch, given):
    port = closed_port()
    monkeypatch.setenv("HTTPS_PROXY", given.format(port=port))
    point_client_at("https://hub.invalid", monkeypatch)
    said = fails_and_leaves_nothing_ready(rf"proxy 127\.0\.0\.1:{port}, which .* could not be reached: .*{WAYS_OUT}")
    assert "secret" not in said


def test_a_proxy_without_an_address_is_named(home, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    point_client_at("https://hub.invalid", monkeypatch)
    fails_and_leaves_nothing_ready(r"name of the proxy proxy\.invalid:3128, which .* could not be resolved")


def test_a_proxy_that_is_not_for_this_hub_is_not_blamed(home, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "hub.invalid")
    point_client_at("https://hub.invalid", monkeypatch)
    fails_and_leaves_nothing_ready(r"name of https://hub\.invalid could not be resolved")


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


@pytest.mark.parametrize("endpoint", ["nonsense", "http://", "http://[::1", "file:///etc"])
def test_an_endpoint_that_is_none_is_named(home, monkeypatch, endpoint):
    point_client_at(endpoint, monkeypatch)
    fails_and_leaves_nothing_ready(WAYS_OUT)


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


def test_a_server_that_cannot_go_on_is_asked_for_the_whole_file(serve, pickled):
    served = serve(pickled)
    folder = store.published_folder()
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


def test_a_hub_that_lists_another_file_than_the_pinned_one_is_refused_before_the_download(serve, pickled, monkeypatch):
    served = serve(pickled)
    monkeypatch.setattr(published, "SUMS", {"pytorch_model.bin": "0" * 64})
    fails_and_leaves_nothing_ready(r"has the sha256 sum [0-9a-f]{64} at http.*knows it with 0{64}.*not downloaded")
    assert served.downloads("pytorch_model.bin") == []


def test_too_little_room_is_said_before_the_download(serve, pickled, monkeypatch):
    served = serve(pickled)
    monkeypatch.setattr(store, "free_bytes", lambda folder: 1_000_000)
    fails_and_leaves_nothing_ready(r"not enough room in .*MB are needed and 1 MB are free.*HF_HOME")
    assert served.downloads("config.json") == []


def test_a_disk_that_fills_up_on_the_way_is_named_and_what_came_is_kept(serve, pickled, monkeypatch):
    serve(pickled)

    def write_half(url: str, stream: object, **options: object) -> None:
        stream.write(b"x" * 10)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(fetch, "http_get", write_half)
        sentence = fails_and_leaves_nothing_ready("the disk is full")
    assert "What has arrived is kept" in sentence
    works_now()


def test_a_disk_that_is_full_for_the_operating_system_is_named(serve, pickled):
    serve(pickled)
    folder = store.published_folder()
    part = folder.with_name(f"{folder.name}.download") / "pytorch_model.bin.part"
    part.parent.mkdir(parents=True)
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full, which refuses every byte")
    part.symlink_to("/dev/full")
    fails_and_leaves_nothing_ready("the disk is full")
    part.unlink()
    works_now()


def test_the_free_room_of_a_folder_that_is_not_there_is_that_of_its_parent(tmp_path):
    assert store.free_bytes(tmp_path / "a" / "b") == shutil.disk_usage(tmp_path).free


@pytest.mark.parametrize("name", ["config.json", "pytorch_model.bin"])
def test_a_file_that_the_hub_does_not_have_is_named(serve, pickled, name):
    served = serve(pickled)
    del served.listed[name], served.files[name]
    fails_and_leaves_nothing_ready(rf"does not have it \(404\).*{WAYS_OUT}")


def test_weights_with_another_sum_than_the_known_one_are_deleted(serve, pickled, tmp_path):
    served = serve(pickled)
    data = bytearray((pickled / "pytorch_model.bin").read_bytes())
    data[len(data) // 2] ^= 1
    served.files["pytorch_model.bin"] = tmp_path / "flipped"
    served.files["pytorch_model.bin"].write_bytes(data)
    fails_and_leaves_nothing_ready(rf"pytorch_model\.bin of {published.NAME} arrived damaged.*deleted.*{WAYS_OUT}")
    assert not list(store.root().rglob("pytorch_model.bin*"))
    served.files["pytorch_model.bin"] = pickled / "pytorch_model.bin"
    works_now()


@pytest.mark.parametrize("content", [b"{", b"<html>", b""])
def test_a_configuration_that_arrives_damaged_is_named_and_fetched_again(serve, pickled, tmp_path, content):
    served = serve(pickled)
    served.files["config.json"] = tmp_path / "damaged"
    served.files["config.json"].write_bytes(content)
    fails_and_leaves_nothing_ready(r"config\.json is not a JSON object")
    assert served.downloads("pytorch_model.bin") == []
    served.files["config.json"] = pickled / "config.json"
    works_now()


@pytest.mark.parametrize("left", [b"something else", b"x" * 10_000_000])
def test_a_wrong_part_is_replaced(serve, pickled, left):
    served = serve(pickled)
    folder = store.published_folder()
    download = folder.with_name(f"{folder.name}.download")
    download.mkdir(parents=True)
    (download / "pytorch_model.bin.part").write_bytes(left)  # is continued, found wrong, fetched again; or too long
    (download / "config.json.part").write_bytes(b"stale")
    works_now()
    assert served.downloads("pytorch_model.bin")[-1] is None


def test_bytes_that_are_there_are_those_of_the_whole_file_or_its_part(tmp_path):
    (tmp_path / "whole").write_bytes(b"x" * 100)
    (tmp_path / "begun.part").write_bytes(b"x" * 30)
    assert [fetch.bytes_there(name, tmp_path) for name in ("whole", "begun", "absent")] == [100, 30, 0]
