"""What is imported is required, what is required is locked, and the range of Pythons stands in one place."""

import ast
import json
import re
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools.install import CPU_INDEX, python_range
from tools.lock import LOCK, REQUIREMENTS, pins
from tools.refresh import find_notebooks

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
READERS = {"helpers", "notebooks"}
OURS = {"helpers", "training", "tools", "tests"}
# Packages of training/requirements.txt, which readers of the lessons do not need.
TRAINING_ONLY = {"tqdm"}
PACKAGE_OF_MODULE = {"yaml": "pyyaml", "sklearn": "scikit-learn", "IPython": "ipython"}
PACKAGE_OF_MODULE |= {"bs4": "beautifulsoup4", "PIL": "pillow"}


def read(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def required(*files: str) -> set[str]:
    return {name for file in files for name in pins(read(file))}


def test_every_requirement_is_pinned():
    lines = [line for path in REQUIREMENTS for line in read(path).splitlines()]
    loose = [line for line in lines if line and line[0] not in "#-" and not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert loose == []


def test_the_lock_has_every_pin_and_one_version_for_each_system_and_python():
    """`make lock` writes it; the pins were edited by hand if they differ."""
    locked = [Requirement(line) for line in read(LOCK).splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"==[\w.]+", str(line.specifier)) for line in locked)
    for path in REQUIREMENTS:
        for name, version in pins(read(path)).items():
            assert [str(line.specifier) for line in locked if line.name == name] == [f"=={version}"], name


@pytest.mark.parametrize("file", ["requirements-dev.txt", "requirements-jupyterhub.txt"])
def test_every_installation_uses_the_lock(file):
    assert "-c constraints.txt" in read("requirements.txt").splitlines()
    assert "-r requirements.txt" in read(file).splitlines()
    assert "-r ../requirements.txt" in read(".binder/requirements.txt").splitlines()


def test_the_conda_environment_repeats_no_pin():
    environment = yaml.safe_load(read("environment.yml"))
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert pip == ["-r requirements-dev.txt"]


def test_binder_gets_the_build_for_processors():
    assert f"--extra-index-url {CPU_INDEX}" in read(".binder/requirements.txt").splitlines()


def test_the_range_of_pythons_is_the_same_everywhere():
    """pyproject.toml holds it. These files cannot read it there."""
    oldest, newest = python_range()
    assert f"python {SpecifierSet(PROJECT['requires-python'])}" in {
        f"python {SpecifierSet(str(entry).removeprefix('python '))}"
        for entry in yaml.safe_load(read("environment.yml"))["dependencies"]
        if str(entry).startswith("python ")
    }
    matrix = yaml.safe_load(read(".github/workflows/test.yml"))["jobs"]["systems"]["strategy"]["matrix"]
    assert matrix["python"] == [f"3.{oldest}", f"3.{newest}"]
    assert f"Python 3.{oldest} to 3.{newest}" in read("README.md")
    image = json.loads(read(".devcontainer/devcontainer.json"))["image"]
    workflows = [match for path in ROOT.glob(".github/workflows/*.yml") for match in one_version(read(path))]
    for text in (image, read(".binder/runtime.txt"), read("tools/image/Dockerfile"), *workflows):
        (minor,) = set(re.findall(r"\b3\.(\d+)\b", text))
        assert oldest <= int(minor) <= newest


def one_version(workflow: str) -> list[str]:
    return re.findall(r'python-version: "(3\.\d+)"', workflow)


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).partition(".")[0])
    return {
        canonicalize_name(PACKAGE_OF_MODULE.get(name, name)) for name in names - OURS - set(sys.stdlib_module_names)
    }


def imported_below(folder: str) -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py")]
    for path in find_notebooks(ROOT / folder):
        sources += [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return {name for source in sources for name in imported(source)}


def test_a_reader_gets_everything_that_lessons_and_helpers_import_and_nothing_to_test_with():
    needed = {name for folder in READERS for name in imported_below(folder)}
    assert needed <= required("requirements.txt")
    programs = {"jupyterlab", "ipykernel", "voila"}  # called by name
    assert required("requirements.txt") - needed == programs
    assert {canonicalize_name(name) for name in PROJECT["dependencies"]} <= required("requirements.txt")


def test_everything_imported_is_required():
    names = {name for folder in OURS for name in imported_below(folder)}
    assert names - required("requirements.txt", "requirements-dev.txt") <= TRAINING_ONLY
