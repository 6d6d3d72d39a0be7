"""Install this collection into .venv. It needs nothing but Python itself, and goes on where it was stopped.

python tools/install.py                 # what a reader needs
python tools/install.py --dev           # what tests, grading and measuring need as well
python tools/install.py --jupyterhub    # a reader's, and what a JupyterHub needs of its servers

The variable TORCH_BUILD says which PyTorch comes on Linux: cpu (the default), or cuda, the build for graphics cards.
"""

from __future__ import annotations  # an older Python has to get as far as the sentence that refuses it

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import threading
import urllib.request
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
VARIABLE = "TORCH_BUILD"
# PyTorch's own index of builds for processors alone. pip's usual index has the larger build for Linux.
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PATIENCE = 5  # seconds for that index to answer


class InstallError(Exception):
    """What stops the installation, and what to do about it."""


def python_range() -> tuple[int, int]:
    """The oldest and the newest minor version of Python 3 that pyproject.toml allows."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (oldest, after) = re.findall(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', text)[0]
    return int(oldest), int(after) - 1


def check_python(version: Sequence[Any]) -> None:
    """Refuse a Python that the pins were not made for.

    Raises:
        InstallError: naming it and what is needed.
    """
    oldest, newest = python_range()
    if not (3, oldest) <= tuple(version[:2]) <= (3, newest):
        raise InstallError(
            f"Python 3.{oldest} to 3.{newest} is needed, and this is {version[0]}.{version[1]}: "
            "run this script with another one."
        )


def make_environment() -> Path:
    """Make .venv if it is not there, and return its Python.

    Raises:
        InstallError: this Python cannot make one.
    """
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        try:
            venv.create(VENV, with_pip=True)
        except subprocess.CalledProcessError:
            raise InstallError(
                f"{sys.executable} cannot make virtual environments: install its venv module "
                "(on Debian and Ubuntu the package python3-venv)."
            ) from None
    return python


def pinned(name: str) -> str:
    """The version of a package in requirements.txt."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return re.findall(rf"^{name}==(\S+)$", text, re.MULTILINE)[0]


def installed(python: Path, name: str) -> str:
    """The version of a package in an environment; empty if it is not there."""
    script = f"import importlib.metadata as m; print(next((d.version for d in m.distributions(name={name!r})), ''))"
    return subprocess.run([str(python), "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def answers(url: str, seconds: float = PATIENCE) -> bool:
    """Whether a page answers in time. Looking the name up counts, which urllib's own limit does not cover."""
    good = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=seconds):
                good.append(True)
        except (OSError, ValueError):  # no network, no such page, or something in between that speaks no HTTP
            pass

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return bool(good)


def pip(python: Path, *arguments: str) -> None:
    """Run pip in an environment, quietly.

    Raises:
        InstallError: it failed, after it printed why.
    """
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise InstallError(f"pip could not finish, and says why above. Run this again to go on: {' '.join(command)}")


def install_torch(python: Path, build: str) -> None:
    """Install PyTorch where the usual index would give another build than the one that is asked for.

    Raises:
        InstallError: there is no such build.
    """
    if build not in ("cpu", "cuda"):
        raise InstallError(f"{VARIABLE} is {build!r}, and has to be cpu or cuda.")
    present = installed(python, "torch")
    if platform.system() != "Linux":  # the usual index has the build for processors
        if build == "cuda":
            raise InstallError(f"{VARIABLE}=cuda works on Linux alone: install that build as pytorch.org says.")
    elif build == "cuda":
        if present.endswith("+cpu"):
            pip(python, "uninstall", "--quiet", "--yes", "torch")
    elif present.partition("+")[0] != pinned("torch"):
        if answers(f"{CPU_INDEX}/torch/"):
            # That index alone, and for this package alone: what it needs comes from the usual one.
            index = ("--index-url", CPU_INDEX)
            pip(python, "install", "--quiet", "--no-deps", *index, f"torch=={pinned('torch')}")
        else:
            print(
                f"PyTorch's CPU index did not answer within {PATIENCE} s. pip takes PyTorch from where it usually "
                "looks; that can be the build for graphics cards, several gigabytes.",
                flush=True,
            )


def quiet_lab() -> None:
    """Let JupyterLab not ask whether it may fetch news: the question covers what a reader came for."""
    path = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    further = parser.add_mutually_exclusive_group()
    further.add_argument("--dev", action="store_true", help="also what tests, grading and measuring need")
    further.add_argument("--jupyterhub", action="store_true", help="also what a JupyterHub needs of its servers")
    asked = parser.parse_args()
    kind = "-dev" if asked.dev else "-jupyterhub" if asked.jupyterhub else ""
    requirements = f"requirements{kind}.txt"
    try:
        check_python(sys.version_info)
        python = make_environment()
        install_torch(python, os.environ.get(VARIABLE) or "cpu")
        pip(python, "install", "--quiet", "--requirement", requirements)
        quiet_lab()
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
