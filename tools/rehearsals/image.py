"""Run the steps of the container image in a clean folder of this machine, without an engine, and use what comes out.

python -m tools.rehearsals.image

COPY takes what git tracks; RUN and CMD run as an account without rights where this program runs as root. What only an
engine could show stays untried: the base image, its account, and the sizes of the layers.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.order import lesson

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "tools" / "image" / "Dockerfile"
NOBODY = 65534
PLACES = {"/opt/": "opt/", "/home/jovyan": "home"}  # in the image, and below the clean folder


class RehearsalError(Exception):
    """A step that failed, or did not do what it has to."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the steps, and with which Python.

    Attributes:
        number: the account's number; None for whoever runs this program.
    """

    number: int | None
    python: str


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile that continues no line.

    >>> instructions("# why\\nFROM python:3.13-slim\\nRUN true\\n")
    [('FROM', 'python:3.13-slim'), ('RUN', 'true')]
    """
    found = [line.split(maxsplit=1) for line in dockerfile.splitlines() if line and not line.startswith("#")]
    return [(name, argument) for name, argument in found]


def placed(text: str, folder: Path) -> str:
    """A step's text with the image's folders replaced by those below the clean one."""
    for place, below in PLACES.items():
        text = text.replace(place, str(folder / below) + ("/" if below.endswith("/") else ""))
    return text


def choose_account() -> Account:
    """An account without rights where there is one that can run a Python, else this one."""
    own = getattr(sys, "_base_executable", sys.executable)
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return Account(None, own)
    for python in (own, shutil.which("python3", path="/usr/local/bin:/usr/bin")):
        try:
            if (
                python
                and subprocess.run([python, "-c", "import venv, ensurepip"], user=NOBODY, cwd="/").returncode == 0
            ):
                return Account(NOBODY, python)
        except PermissionError:
            continue
    print("No other account can run a Python here: the steps run as root.")
    return Account(None, own)


def run(command: list[str], account: Account, folder: Path, environment: dict[str, str], cwd: Path) -> str:
    """Run a command as the account, and return what it printed.

    Raises:
        RehearsalError: it failed; with the end of what it said.
    """
    ended = subprocess.run(
        command,
        cwd=cwd,
        env=environment | {"HOME": str(folder / "home"), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        user=account.number,
        group=account.number,
        extra_groups=None if account.number is None else [],
    )
    if ended.returncode:
        raise RehearsalError(
            f"{shlex.join(command)} ended with {ended.returncode}:\n{(ended.stdout + ended.stderr)[-3000:]}"
        )
    return ended.stdout


def build(folder: Path, account: Account) -> tuple[list[str], dict[str, str]]:
    """Carry out the Dockerfile below a folder; what starts a server in it, and in which environment.

    Raises:
        RehearsalError: a step failed, or is of a kind that this rehearsal does not know.
    """
    aliases = folder / "bin"
    aliases.mkdir()
    (aliases / "python").symlink_to(account.python)
    kept = (
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL",
        "PIP_FIND_LINKS",
        "PIP_CERT",
    )
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["PATH"] = f"{aliases}:/usr/local/bin:/usr/bin:/bin"
    cwd, command = folder, []
    for name, argument in instructions(DOCKERFILE.read_text(encoding="utf-8")):
        print(f"{name} {argument}", flush=True)
        argument = placed(argument, folder)
        match name:
            case "FROM" | "EXPOSE" | "USER":
                pass
            case "RUN" if argument.startswith("useradd"):
                (folder / "home").mkdir()
                own(folder / "home", account)
            case "RUN" if argument.startswith("chown"):
                own(Path(argument.split()[-1]), account)
            case "COPY":
                target = Path(argument.split()[-1])
                files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
                for file in filter(None, files.stdout.split("\0")):
                    (target / file).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / file, target / file)
                own(target, account)
            case "WORKDIR":
                cwd = Path(argument)
            case "RUN":
                run(["sh", "-c", argument], account, folder, environment, cwd)
            case "ENV":
                variable, _, value = argument.partition("=")
                environment[variable] = re.sub(r"\$(\w+)", lambda match: environment.get(match[1], ""), value)
            case "CMD":
                command = re.findall(r'"([^"]*)"', argument)
            case _:
                raise RehearsalError(f"The rehearsal does not know the instruction {name}.")
    return command, environment


def own(place: Path, account: Account) -> None:
    """Give a folder, with what is in it, to the account."""
    if account.number is not None:
        for path in (place, *place.rglob("*")):
            os.chown(path, account.number, account.number, follow_symlinks=False)


def use(folder: Path, account: Account, command: list[str], environment: dict[str, str]) -> None:
    """Start what the image starts, twice, and run a lesson in between.

    Raises:
        RehearsalError: the notebooks do not come into the home, are touched later, or do not run.
    """
    home = folder / "home"
    *start, server = command
    print(f"{server} {run([*start, server, '--version'], account, folder, environment, home).strip()}", flush=True)
    notebook = home / "under-the-hood" / lesson("start_here").name
    run([*start, "jupyter", "execute", "--inplace", str(notebook)], account, folder, environment, home)
    executed = notebook.read_bytes()
    if executed == lesson("start_here").read_bytes():
        raise RehearsalError(f"{notebook} was not executed.")
    run([*start, "true"], account, folder, environment, home)
    if notebook.read_bytes() != executed:
        raise RehearsalError(f"A second start has changed {notebook}, which is the student's.")
    print(f"{notebook.name} ran, and a second start left it alone.")


def main() -> int:
    account = choose_account()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            use(folder, account, *build(folder, account))
        except RehearsalError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
