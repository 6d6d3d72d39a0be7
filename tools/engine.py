"""The page's engine as a process, for what the site shows at its start, and for tests that compare it with Python."""

import json
import subprocess
from typing import Any

from tools.web import build


class EngineError(Exception):
    """The sentence with which the engine refused."""


class Engine:
    """Answers calls by name, one at a time.

    Raises:
        WebError: it could not be built.
    """

    def __init__(self) -> None:
        folder = build()
        self.process = subprocess.Popen(
            ["node", str(folder / "server.mjs"), str(folder / "site" / "checkpoint")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._line() == "ready"

    def __call__(self, name: str, *arguments: Any) -> Any:
        assert self.process.stdin
        self.process.stdin.write(json.dumps([name, *arguments]) + "\n")
        self.process.stdin.flush()
        answer = self._line()
        if "error" in answer:
            raise EngineError(answer["error"])
        return answer["result"]

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.process.communicate()  # closes its input, at which it ends

    def _line(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())
