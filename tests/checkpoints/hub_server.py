"""A hub on 127.0.0.1 that speaks as much of the real one's HTTP as its client needs, and can be told to fail."""

import contextlib
import functools
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

CHUNK = 1 << 20


@functools.cache  # a hub knows its files' sums; to count them for each answer would take seconds
def _sums(path: Path, changed: int) -> tuple[int, str, str]:
    data = path.read_bytes()
    git_sum = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    return len(data), git_sum, hashlib.sha256(data).hexdigest()


@dataclass
class Hub:
    """One repository with one commit, the ways in which it fails, and what it was asked.

    Attributes:
        files: what is served, by name; may differ from what is listed.
        listed: what the listing tells of size and sums, by name.
        large: names that are stored as the real hub stores large files: listed with a sha256 sum, served by another
            address to which the first one leads.
        status: of the listing; ``file_status`` of single files.
        cut_after: bytes after which the connection breaks off, by name; ``cuts`` says how many times.
        delay: seconds before the listing is answered.
        answer: what is answered in place of the listing.
        no_ranges: refuse to send a file from its middle.
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
    answer: bytes | None = None
    no_ranges: bool = False
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    endpoint: str = ""

    def listing(self) -> dict:
        """What ``/api/models/…`` answers."""
        siblings = []
        for name, path in self.listed.items():
            size, git_sum, sha256 = _sums(path, path.stat().st_mtime_ns)
            entry = {"rfilename": name, "size": size, "blobId": git_sum}
            if name in self.large:
                entry["lfs"] = {"sha256": sha256, "size": size, "pointerSize": 134}
            siblings.append(entry)
        return {"id": self.repository, "modelId": self.repository, "sha": self.revision, "siblings": siblings}

    def downloads(self, name: str) -> list[str | None]:
        """The ``Range`` headers of the requests for a file's contents, in order."""
        return [
            asked
            for path, asked in self.requests
            if path == f"/large/{name}" or path.endswith(f"/resolve/{self.revision}/{name}")
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *arguments: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        hub = self.hub
        if path in (f"/api/models/{hub.repository}", f"/api/models/{hub.repository}/revision/{hub.revision}"):
            time.sleep(hub.delay)
            body = json.dumps(hub.listing()).encode() if hub.answer is None else hub.answer
            self._answer(hub.status, body, {"Content-Type": "application/json"})
        elif path == f"/api/models/{hub.repository}/tree/{hub.revision}":
            tree = [self._of_tree(entry) for entry in hub.listing()["siblings"]]
            self._answer(hub.status, json.dumps(tree).encode(), {"Content-Type": "application/json"})
        elif path.startswith(f"/api/models/{hub.repository}/revision/"):
            self._answer(404, b"", {"X-Error-Code": "RevisionNotFound"})
        elif path.startswith(f"/{hub.repository}/resolve/{hub.revision}/"):
            name = path.rpartition("/")[2]
            if name in hub.large:
                # As on the real hub, large files come from another host, which must not be told the token.
                elsewhere = hub.endpoint.replace("127.0.0.1", "localhost")
                self._answer(302, b"", {"Location": f"{elsewhere}/large/{name}"})
            else:
                self._send_file(name)
        elif path.startswith("/large/"):
            assert "authorization" not in self.headers, "a token was told to another host"
            self._send_file(path.rpartition("/")[2])
        else:
            self._answer(401, b"", {"X-Error-Message": "Invalid username or password."})

    def do_HEAD(self) -> None:
        """What the client asks before it puts a file into its own cache."""
        name = unquote(urlsplit(self.path).path).rpartition("/")[2]
        (entry,) = [entry for entry in self.hub.listing()["siblings"] if entry["rfilename"] == name]
        self.send_response(200)
        self.send_header("X-Repo-Commit", self.hub.revision)
        self.send_header("ETag", f'"{entry["lfs"]["sha256"] if "lfs" in entry else entry["blobId"]}"')
        self.send_header("Content-Length", str(entry["size"]))
        self.end_headers()

    @staticmethod
    def _of_tree(entry: dict) -> dict:
        lfs = {"oid": entry["lfs"]["sha256"], "size": entry["size"], "pointerSize": 134} if "lfs" in entry else None
        of_tree = {"type": "file", "path": entry["rfilename"], "size": entry["size"], "oid": entry["blobId"]}
        return of_tree | ({"lfs": lfs} if lfs else {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.hub.requests.append((unquote(urlsplit(self.path).path), None))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_file(self, name: str) -> None:
        hub, asked = self.hub, self.headers.get("Range")
        if status := hub.file_status.get(name):
            return self._answer(status, b"", {"Retry-After": "0"})
        if asked and hub.no_ranges:
            return self._answer(416, b"", {})
        hub.requests.append((unquote(urlsplit(self.path).path), asked))
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
    hub.listing()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
