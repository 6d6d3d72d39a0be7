"""A folder's manifest: the sha256 sum of every file, in lines as ``sha256sum`` prints them."""

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

from helpers.checkpoints.errors import CheckpointError

MANIFEST_NAME = "MANIFEST.sha256"


def sha256_of(path: Path) -> str:
    """The sha256 sum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_of(folder: Path) -> str:
    """The manifest of all files that a folder holds now, as a text."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != MANIFEST_NAME)
    return "".join(f"{sha256_of(folder / name)}  {name}\n" for name in names)


def read_manifest(folder: Path, remedy: str) -> dict[str, str]:
    """Read a folder's manifest: file name → sum.

    Args:
        remedy: what to do about a damaged folder; the end of the sentence.

    Raises:
        CheckpointError: the manifest is missing or a line of it is malformed.
    """
    path = folder / MANIFEST_NAME
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path} is missing or cannot be read: {remedy}.") from error
    sums = {}
    for number, line in enumerate(lines, start=1):
        match = re.fullmatch(r"([0-9a-f]{64})  ([\w.-]+)", line)
        if match is None:
            raise CheckpointError(f"{path}, line {number} is not a sha256 sum and a file name: {remedy}.")
        sums[match[2]] = match[1]
    return sums


def verify_manifest(folder: Path, remedy: str, needed: Collection[str] = (), unread: Collection[str] = ()) -> None:
    """Compare every file that a folder's manifest lists with its sum.

    Args:
        remedy: what to do about a damaged folder; the end of the sentence.
        needed: files that the manifest has to list.
        unread: files that only have to be there.

    Raises:
        CheckpointError: naming the first file that is missing or differs.
    """
    sums = read_manifest(folder, remedy)
    for name in needed:
        if name not in sums:
            raise CheckpointError(f"{folder / MANIFEST_NAME} does not list {name}: {remedy}.")
    for name, expected in sums.items():
        path = folder / name
        if not path.is_file():
            raise CheckpointError(f"The checkpoint's file {path} is missing: {remedy}.")
        try:
            found = expected if name in unread else sha256_of(path)
        except OSError as error:
            raise CheckpointError(f"The checkpoint's file {path} cannot be read ({error.strerror}).") from error
        if found != expected:
            raise CheckpointError(f"The checkpoint's file {path} is damaged (wrong sha256 sum): {remedy}.")
