"""tools.run_notebooks: a notebook that fails on a checkpoint is reported, and no notebook is written."""

import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools import run_notebooks
from tools.refresh import METADATA

ASKS = "import os\nassert os.environ['SENTIMENT_CHECKPOINT'] == 'compact'"


def write(path, *sources, tags=()):
    cells = [new_code_cell(source, metadata={"tags": list(tags)}) for source in sources]
    nbformat.write(new_notebook(cells=cells, metadata=METADATA), path)
    return path


@pytest.fixture
def run_main(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["run_notebooks", *map(str, arguments)])
        monkeypatch.setenv("SENTIMENT_CHECKPOINT", "")  # restored afterwards
        return run_notebooks.main(), capsys.readouterr()

    return run


def test_a_notebook_is_given_the_checkpoint_and_is_not_written(tmp_path, run_main):
    path = write(tmp_path / "n.ipynb", ASKS, "print(1)")
    before = path.read_bytes()
    status, captured = run_main("compact", path)
    assert status == 0 and f"{path}: ran in" in captured.out
    assert path.read_bytes() == before


@pytest.mark.parametrize("tags", [(), ("raises-exception",)])
def test_every_error_is_reported_and_the_others_still_run(tmp_path, run_main, tags):
    bad = write(tmp_path / "bad.ipynb", "assert 1 == 2, 'not equal'", tags=tags)
    good = write(tmp_path / "good.ipynb", "pass")
    status, captured = run_main("compact", bad, good)
    assert status == 1
    assert f"{bad}: failed" in captured.out and "AssertionError: not equal" in captured.out
    assert f"{good}: ran in" in captured.out


def test_a_checkpoint_that_cannot_be_had_is_one_sentence(run_main):
    status, captured = run_main("compat")
    assert status == 1 and captured.err.count("\n") == 1 and "compat" in captured.err
