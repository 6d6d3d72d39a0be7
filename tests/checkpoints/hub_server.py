"""A hub on 127.0.0.1 that speaks as much of the real one's HTTP as its client needs, and can be told to fail."""

import contextlib
import functools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from helpers.checkpoints.manifest import sha256_of

CHUNK = 1 << 20


@functools.cache  # a hub knows its files' sums; to count them for each answer would take seconds
def _sum(path: Path, changed: int) -> str:
    return sha256_of(path)


@dataclass
class Hub:
    """One repository with one commit, the ways in which it fails, and what it was asked.

    Attributes:
        files: what is served, by name; may differ from what is listed.
        listed: what a HEAD request is told of size and sum, by name.
        large: names that are stored as the real hub stores large files: served by another address to which the first
            one leads, with size and sum in headers of their own.
        status: of what is answered to HEAD; ``file_status`` of single files.
        cut_after: bytes after which the connection breaks off, by name; ``cuts`` says how many times.
        delay: seconds before a HEAD request is answered.
        answer: status and headers in place of the answer to HEAD.
        no_ranges: refuse to send a file from its middle.
        requests: method and path, and the ``Range`` header.
    """

    repository: str
    revision: str
    files: dict[str, Path]
    listed: dict[str, Path]
    large: set[str] = field(default_factory=lambda: {"model.safetensors", "pytorch_model.bin"})
    status: int = 200
    file_status: dict[str, int] = field(default_factory=dict)
    cut_after: dict[str, int] = field(default_factory=dict)
    cuts: int = 0
    delay: float = 0
    answer: tuple[int, dict[str, str]] | None = None
    no_ranges: bool = False
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    endpoint: str = ""

    def address(self, name: str) -> str:
        """The path of a file."""
        return f"/{self.repository}/resolve/{self.revision}/{name}"

    def downloads(self, name: str) -> list[str | None]:
        """The ``Range`` headers of the requests for a file's contents, in order."""
        paths = (f"GET /large/{name}", f"GET {self.address(name)}")
        return [asked for path, asked in self.requests if path in paths]

    def headers(self, name: str) -> dict[str, str]:
        """What a HEAD request for a listed file is told."""
        path = self.listed[name]
        told = {"X-Repo-Commit": self.revision, "ETag": f'"{_sum(path, path.stat().st_mtime_ns)}"'}
        size = str(path.stat().st_size)
        if name in self.large:
            return told | {"X-Linked-ETag": told["ETag"], "X-Linked-Size": size, "Location": self.elsewhere(name)}
        return told | {"Content-Length": size}

    def elsewhere(self, name: str) -> str:
        """Where a large file comes from: another host, which must not be told the token."""
        return f"{self.endpoint.replace('127.0.0.1', 'localhost')}/large/{name}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *arguments: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        hub, name = self.hub, path.rpartition("/")[2]
        if path.startswith("/large/"):
            assert "authorization" not in self.headers, "a token was told to another host"
            self._send_file(name)
        elif self._has(path, name, hub.files):
            if name in hub.large:
                self._answer(302, {"Location": hub.elsewhere(name)})
            else:
                self._send_file(name)

    def do_HEAD(self) -> None:
        path = unquote(urlsplit(self.path).path)
        hub, name = self.hub, path.rpartition("/")[2]
        time.sleep(hub.delay)
        if hub.answer is not None:
            self._answer(*hub.answer)
        elif hub.status != 200:
            self._answer(hub.status, {})
        elif self._has(path, name, hub.listed):
            self._answer(302 if name in hub.large else 200, hub.headers(name))

    def _has(self, path: str, name: str, files: dict[str, Path]) -> bool:
        """Whether there is such a file; if not, say so as the real hub does."""
        hub = self.hub
        if path == hub.address(name) and name in files:
            return True
        if not path.startswith(f"/{hub.repository}/resolve/"):
            self._answer(401, {"X-Error-Message": "Invalid username or password."})
        elif not path.startswith(f"/{hub.repository}/resolve/{hub.revision}/"):
            self._answer(404, {"X-Error-Code": "RevisionNotFound"})
        else:
            self._answer(404, {"X-Error-Code": "EntryNotFound"})
        return False

    def _asked(self) -> tuple[str, str | None]:
        return f"{self.command} {unquote(urlsplit(self.path).path)}", self.headers.get("Range")

    def _answer(self, status: int, headers: dict[str, str]) -> None:
        self.hub.requests.append((self._asked()[0], None))
        self.send_response(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _send_file(self, name: str) -> None:
        hub, asked = self.hub, self.headers.get("Range")
        if status := hub.file_status.get(name):
            return self._answer(status, {"Retry-After": "0"})
        if asked and hub.no_ranges:
            return self._answer(416, {})
        hub.requests.append(self._asked())
        size = hub.files[name].stat().st_size
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.send_header("Content-Length", str(size - start))
        self.end_headers()
        stop = size
        if name in hub.cut_after and hub.cuts > 0 and start < hub.cut_after[name]:
            stop, hub.cuts = hub.cut_after[name], hub.cuts - 1
        with hub.files[name].open("rb") as file:
            file.seek(start)
            while (left := stop - file.tell()) > 0:
                self.wfile.write(file.read(min(CHUNK, left)))
        self.close_connection = stop < size


@contextlib.contextmanager
def serve(hub: Hub) -> Iterator[Hub]:
    """Serve a hub at ``hub.endpoint`` until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
