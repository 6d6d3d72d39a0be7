"""Make constraints.txt from the pins, for every system and Python at once; or move the pins first.

python -m tools.lock                            # the lock again; what is not pinned directly stays where it is
python -m tools.lock --upgrade                  # every pin to its newest version, and everything below them
python -m tools.lock --upgrade torch            # these alone

What it prints is what has moved.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from packaging.utils import canonicalize_name

from tools.files import write_atomically
from tools.install import python_range

REQUIREMENTS = (Path("requirements.txt"), Path("requirements-dev.txt"), Path("requirements-jupyterhub.txt"))
LOCK = Path("constraints.txt")
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)", re.MULTILINE)
HEADER = "# The lock of everything, for every system and Python: made by `make lock`, never by hand.\n"


class LockError(Exception):
    """Why no lock could be made."""


def pins(text: str) -> dict[str, str]:
    """The pins in a requirements file or a lock: name in normal form → version, the last where a lock has several.

    >>> pins("# the subject\\nhuggingface_hub==2.4.0\\n-e .\\n")
    {'huggingface-hub': '2.4.0'}
    """
    return {canonicalize_name(match["name"]): match["version"] for match in PIN.finditer(text)}


def loosened(text: str, names: Collection[str]) -> str:
    """A requirements file in which some packages have no version.

    >>> loosened("torch==2.13.0\\nnumpy==2.4.6\\n", {"torch"})
    'torch\\nnumpy==2.4.6\\n'
    """
    return PIN.sub(lambda match: match["name"] if canonicalize_name(match["name"]) in names else match[0], text)


def repinned(text: str, versions: dict[str, str]) -> str:
    """A requirements file with the versions of a lock.

    >>> repinned("torch==2.13.0\\n", {"torch": "2.14.0"})
    'torch==2.14.0\\n'
    """
    return PIN.sub(lambda match: f"{match['name']}=={versions[canonicalize_name(match['name'])]}", text)


def compile_lock(requirements: str, locked: str, upgraded: Collection[str] | None) -> str:
    """Resolve requirements for every system and Python that pyproject.toml allows.

    Args:
        locked: the lock until now, whose versions are kept where they still fit.
        upgraded: the packages that may leave theirs; None for all.

    Raises:
        LockError: with what the resolver says.
    """
    oldest, _ = python_range()
    moving = ["--upgrade"] if upgraded is None else [f"--upgrade-package={name}" for name in upgraded]
    output = LOCK.with_suffix(".part")
    write_atomically(output, locked.encode())  # the resolver reads what is there before it writes
    options = ["--universal", f"--python-version=3.{oldest}", "--no-header", "--no-annotate", "--quiet"]
    command = [sys.executable, "-m", "uv", "pip", "compile", *options, *moving, "-", f"--output-file={output}"]
    try:
        run = subprocess.run(command, input=requirements, capture_output=True, text=True)
        if run.returncode:
            raise LockError(run.stderr.strip())
        return output.read_text(encoding="utf-8")
    finally:
        output.unlink(missing_ok=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", nargs="*", metavar="PACKAGE", help="move these pins to their newest versions")
    upgrade = parser.parse_args().upgrade
    if upgrade:
        upgrade = [canonicalize_name(name) for name in upgrade]
    texts = {path: path.read_text(encoding="utf-8") for path in REQUIREMENTS}
    before = LOCK.read_text(encoding="utf-8") if LOCK.exists() else ""
    pinned = {name for text in texts.values() for name in pins(text)}
    unknown = set(upgrade or ()) - pins(before).keys() - pinned
    if unknown:
        print(f"{', '.join(sorted(unknown))}: no such package in the requirements or the lock.", file=sys.stderr)
        return 1
    moving = set() if upgrade is None else set(upgrade) or pinned
    # Options, such as the name of another file, are for pip; each file is read here.
    lines = "\n".join(loosened(text, moving) for text in texts.values()).splitlines()
    requirements = "\n".join(line for line in lines if not line.startswith("-"))
    try:
        after = compile_lock(requirements, before, None if upgrade == [] else moving)
    except LockError as error:
        print(f"No lock could be made, and nothing was changed.\n{error}", file=sys.stderr)
        return 1
    files = {path: repinned(text, pins(after)) for path, text in texts.items()} | {LOCK: HEADER + after}
    for path, text in files.items():
        write_atomically(path, text.encode())
    old, new = pins(before), pins(after)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            print(f"{name}: {old.get(name, 'not there')} -> {new.get(name, 'not there')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
