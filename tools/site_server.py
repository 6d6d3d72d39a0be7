"""A server of a folder on this machine, for measuring the site and testing it. It compresses nothing, says nothing."""

import contextlib
import http.server
import threading
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit


class SiteServer:
    """Serves a folder, and counts the bytes that it sends. Files can be made missing or damaged, by their names.

    Attributes:
        url: its address, with a slash at its end.
        sent: bytes of files so far, those on their way included.
    """

    def __init__(self, folder: Path) -> None:
        self.sent = 0
        self.missing: set[str] = set()
        self.damaged: set[str] = set()
        server = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments: Any) -> None:
                super().__init__(*arguments, directory=str(folder))

            def do_GET(self) -> None:
                if self._name() in server.missing:
                    self.send_error(404)
                else:
                    super().do_GET()

            def copyfile(self, source: Any, outputfile: Any) -> None:
                data = bytearray(source.read())
                if self._name() in server.damaged:
                    data[len(data) // 2] ^= 255
                server.sent += len(data)  # before anybody has read it and asks
                with contextlib.suppress(ConnectionError):  # a page that was closed
                    outputfile.write(data)

            def _name(self) -> str:
                return urlsplit(self.path).path.rpartition("/")[2]

            def log_message(self, *arguments: Any) -> None:
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self) -> "SiteServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
