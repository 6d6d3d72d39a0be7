"""requirements.txt and environment.yml carry the same pins, and hold everything that is imported."""

import ast
import re
import sys
from pathlib import Path

import nbformat
import yaml

from tools.refresh import find_notebooks

ROOT = Path(__file__).parents[1]
OURS = {"helpers", "training", "tools", "tests"}
# Packages of training/requirements.txt, which readers of the lessons do not need.
TRAINING_ONLY = {"tqdm"}
PACKAGE_OF_MODULE = {"yaml": "pyyaml", "sklearn": "scikit-learn", "IPython": "ipython"}


def pins() -> list[str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_requirement_is_pinned():
    loose = [line for line in pins() if line != "-e ." and not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert loose == []


def test_the_conda_environment_has_the_same_pins():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert pip == pins()


def test_the_python_version_is_the_same_everywhere():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert "python=3.11" in environment["dependencies"]
    workflow = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    assert 'python-version: "3.11"' in workflow


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.partition(".")[0])
    return names


def test_everything_imported_is_required():
    names = set()
    for folder in OURS:
        for path in (ROOT / folder).rglob("*.py"):
            names |= imported(path.read_text(encoding="utf-8"))
    for path in find_notebooks(ROOT / "notebooks"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                names |= imported(cell.source)
    packages = {PACKAGE_OF_MODULE.get(name, name) for name in names - OURS - set(sys.stdlib_module_names)}
    assert packages - {pin.partition("==")[0] for pin in pins()} <= TRAINING_ONLY
