"""Make the exercises from their solutions with nbgrader.

python -m tools.exercises           # write notebooks/exercises/
python -m tools.exercises --check   # write nothing; fail if a file there is not what would be written
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from tools.files import write_atomically
from tools.refresh import METADATA

SOLUTIONS = Path("notebooks/solutions")
EXERCISES = Path("notebooks/exercises")
NBGRADER_CONFIG = Path("notebooks/nbgrader_config.py")


def course(folder: Path, solutions: list[Path]) -> NbGraderAPI:
    """An nbgrader course in an empty folder, with one assignment for each solved notebook, named like it."""
    for path in solutions:
        source = folder / "source" / path.stem / path.name
        source.parent.mkdir(parents=True)
        shutil.copy(path, source)
    # nbgrader starts alembic by its bare name, which an environment that was not activated does not find.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    config = PyFileConfigLoader(NBGRADER_CONFIG.name, str(NBGRADER_CONFIG.parent)).load_config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    return NbGraderAPI(config=config)


def release(api: NbGraderAPI, folder: Path, solution: Path) -> nbformat.NotebookNode:
    """Let nbgrader make one exercise in a course's folder, and return it.

    Raises:
        RuntimeError: nbgrader refused the notebook; with what it said.
    """
    result = api.generate_assignment(solution.stem)
    if not result["success"]:
        raise RuntimeError(f"nbgrader made no exercise of {solution}:\n{result['log']}")
    return nbformat.read(folder / "release" / solution.stem / solution.name, as_version=4)


def generate(solutions: list[Path]) -> dict[str, bytes]:
    """The exercise notebooks that nbgrader makes of solved ones, in normal form, by file name.

    Raises:
        RuntimeError: nbgrader refused a notebook; with what it said.
    """
    exercises = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        api = course(folder, solutions)
        for path in solutions:
            notebook = release(api, folder, path)
            notebook.metadata = nbformat.from_dict(METADATA)
            exercises[path.name] = (nbformat.writes(notebook) + "\n").encode()
    return exercises


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if something would change")
    check = parser.parse_args().check
    exercises = generate(sorted(SOLUTIONS.glob("[0-9]*.ipynb")))
    EXERCISES.mkdir(exist_ok=True)
    stale = [path for path in EXERCISES.glob("*.ipynb") if path.name not in exercises]
    changed = [name for name, fresh in exercises.items() if not _is(EXERCISES / name, fresh)]
    for path in stale:
        print(f"{path}: has no solution{'' if check else ', deleted'}")
        if not check:
            path.unlink()
    for name in changed:
        print(f"{EXERCISES / name}: {'is not what its solution gives; run make exercises' if check else 'written'}")
        if not check:
            write_atomically(EXERCISES / name, exercises[name])
    return int(check and bool(stale or changed))


def _is(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
