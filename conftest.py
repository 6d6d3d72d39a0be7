"""Settings that have to stand before any kernel or library starts, and the order of the tests."""

import os
from pathlib import Path

import pytest

from tools import kernel_environment

kernel_environment.apply()
if "PYTEST_XDIST_WORKER" in os.environ:
    # One process a core: threads of their own would only wait for each other.
    os.environ.update({"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})

ROOT = Path(__file__).parent
# These take long. The longest first, so that no core waits for another one at the end; `make check` leaves them out.
SLOW = [
    "tests/checkpoints/test_notebooks_run.py",
    "tests/site/test_one_sentence.py",
    "tests/site/test_live.py",
    "tests/browser/test_browser.py",
    "tests/checks/test_typed_answers.py",
    "tests/site/test_every_page.py",
    "tests/web/test_views.py",
    "tests/checks/test_every_exercise.py",
    "tests/tools/test_exercises.py",
    "notebooks/09_fine_tuning.ipynb",
    "tests/tools/test_bench.py",
    "tests/tools/rehearsals/test_classroom.py",
    "tests/web/test_one_sentence.py",
    "tests/web/test_engine.py",
    "tests/site/test_pages.py",
    "tests/tools/test_characters.py",
    "tests/test_nbval.py",
    "tests/test_families.py",
    "tests/test_models.py",
    "tests/checkpoints/test_store.py",
    "tests/tools/test_refresh.py",
]


def pytest_report_header() -> str | None:
    """What is left out on this machine."""
    from tools.web import WITHOUT_NODE, has_node  # loads NumPy, for which the settings above have to stand

    return None if has_node() else f"The site, its explorers and their engine are not tested. {WITHOUT_NODE}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, and put it first."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT).as_posix()
        return SLOW.index(path) if path in SLOW else len(SLOW)

    for item in items:
        if place(item) < len(SLOW) or item.path.suffix == ".ipynb":
            item.add_marker("slow")
    items.sort(key=place)
