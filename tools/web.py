"""The page's program and its data: made with Node from web/ and the compact checkpoint, into build/web/.

python -m tools.web build           # what has changed
python -m tools.web check           # lint, types and unit tests of web/; without Node, one sentence
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from helpers.checkpoints.requirements import COMPACT_FOLDER
from tools import shards

ROOT = Path(__file__).parents[1]
WEB, BUILT = ROOT / "web", ROOT / "build" / "web"
WITHOUT_NODE = "Node is missing, which builds and tests the page's program: install Node 20 or newer."


class WebError(Exception):
    """Why the page's program could not be built."""


def has_node() -> bool:
    """Whether Node and npm can be called."""
    return bool(shutil.which("node") and shutil.which("npm"))


def build(target: Path = BUILT) -> Path:
    """Make program and data, unless what they are made from is as it was; several processes may ask at once.

    Returns:
        the folder: ``site/`` holds what the site needs, the program and the checkpoint.

    Raises:
        WebError: Node is missing, or a step failed.
    """
    if not has_node():
        raise WebError(WITHOUT_NODE)
    target.mkdir(parents=True, exist_ok=True)
    with FileLock(target / ".lock"):
        stamp = target / ".stamp"
        now = _digest(_inputs())
        if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
            return target
        stamp.unlink(missing_ok=True)
        install()
        shutil.rmtree(target / "site", ignore_errors=True)
        index = target / "index.json"
        index.write_text(json.dumps(shards.write(target / "site" / "checkpoint")), encoding="utf-8")
        run("node", "build.mjs", str(index), str(target))
        stamp.write_text(now, encoding="utf-8")
    return target


def install() -> None:
    """Install the locked packages of web/, unless they are there."""
    installed = WEB / "node_modules" / ".package-lock.json"
    lock = WEB / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run("npm", "ci", "--silent", "--no-audit", "--no-fund")
        installed.touch()


def run(*command: str) -> None:
    """Run a command in web/.

    Raises:
        WebError: it failed.
    """
    if subprocess.run([str(shutil.which(command[0])), *command[1:]], cwd=WEB, check=False).returncode:
        raise WebError(f"`{' '.join(command)}` failed in web/, see above.")


def _inputs() -> Iterator[Path]:
    yield from sorted(
        path for folder in ("src", "kernel", "test") for path in (WEB / folder).rglob("*") if path.is_file()
    )
    yield from (WEB / name for name in ("build.mjs", "package-lock.json"))
    yield from sorted(COMPACT_FOLDER.iterdir())
    yield Path(shards.__file__)


def _digest(paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def check() -> None:
    """Lint, types and unit tests of web/; without Node, a sentence that they are left out.

    Raises:
        WebError: one of them has something to say.
    """
    if not has_node():
        print(f"web/ is not checked. {WITHOUT_NODE}")
        return
    build()
    run("npm", "run", "--silent", "check")


if __name__ == "__main__":
    try:
        check() if sys.argv[1:] == ["check"] else build()
    except WebError as error:
        sys.exit(str(error))
