"""tools.refresh: one normal form, idempotent, and nothing is written when a cell fails."""

from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import refresh


def write(path: Path, *sources: str) -> Path:
    notebook = new_notebook(cells=[new_markdown_cell("# Title", id="title")])
    for number, source in enumerate(sources):
        notebook.cells.append(new_code_cell(source, id=f"cell-{number}"))
    notebook.metadata = {"widgets": {"state": {}}, "kernelspec": {"name": "my-own", "display_name": "Mine"}}
    notebook.cells[-1].metadata = {"execution": {"iopub.execute_input": "2020"}, "tags": ["kept"], "collapsed": True}
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def test_the_second_run_changes_no_byte(tmp_path):
    source = "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('more')\n{'a', 'b', 'c'}"
    path = write(tmp_path / "01_small.ipynb", source)
    first = refresh.execute(path)
    path.write_bytes(first)
    assert refresh.execute(path) == first


def test_what_differs_from_run_to_run_is_dropped(tmp_path):
    notebook = nbformat.reads(refresh.execute(write(tmp_path / "n.ipynb", "1 + 1")).decode(), as_version=4)
    assert notebook.metadata == refresh.METADATA
    cell = notebook.cells[-1]
    assert cell.metadata == {"tags": ["kept"]}
    assert (cell.id, cell.execution_count, cell.outputs[0].data["text/plain"]) == ("cell-0", 1, "2")


def test_a_widget_is_stored_as_its_page_alone(tmp_path):
    source = "from helpers.explorers.base import Explorer\nExplorer([])"
    first = refresh.execute(write(tmp_path / "n.ipynb", source))
    (output,) = nbformat.reads(first.decode(), as_version=4).cells[-1].outputs
    assert set(output.data) == {"text/plain", "text/html"}
    assert refresh.execute(write(tmp_path / "n.ipynb", source)) == first


def test_a_failing_cell_leaves_the_file_as_it_was(tmp_path, monkeypatch, capsys):
    path = write(tmp_path / "n.ipynb", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        refresh.execute(path)
    monkeypatch.setattr("sys.argv", ["refresh", str(path)])
    assert refresh.main() == 1
    assert "not written, because a cell failed" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["n.ipynb"]


def test_exercises_and_jupyters_own_copies_are_left_alone(tmp_path):
    for name in (
        "01_a.ipynb",
        "solutions/02_b.ipynb",
        "exercises/02_b.ipynb",
        ".ipynb_checkpoints/01_a-checkpoint.ipynb",
        "notes.ipynb",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert refresh.find_notebooks(tmp_path) == [tmp_path / "01_a.ipynb", tmp_path / "solutions/02_b.ipynb"]


def test_the_command_writes_and_says_what_changed(tmp_path, monkeypatch, capsys):
    path = write(tmp_path / "n.ipynb", "print('hello')")
    monkeypatch.setattr("sys.argv", ["refresh", str(path)])
    assert refresh.main() == 0
    assert refresh.main() == 0
    assert capsys.readouterr().out.splitlines() == [f"{path}: refreshed", f"{path}: unchanged"]


def test_an_output_below_a_predict_line_is_folded_and_no_other(tmp_path):
    path = write(tmp_path / "n.ipynb", "print(1)", "print(2)")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(2, new_markdown_cell("**Predict.** What comes?", id="ask"))
    nbformat.write(notebook, path)
    first, asked = nbformat.reads(refresh.execute(path).decode(), as_version=4).cells[1::2]
    assert first.metadata == {}
    assert asked.metadata == {"jupyter": {"outputs_hidden": True}, "tags": ["kept", "hide-output"]}
    notebook.cells[2].source = "No question."
    nbformat.write(notebook, path)
    *_, told = nbformat.reads(refresh.execute(path).decode(), as_version=4).cells
    assert told.metadata == {"tags": ["kept"]}


def test_terminal_colours_are_taken_out(tmp_path):
    path = write(tmp_path / "n.ipynb", "print('\\x1b[1mbold\\x1b[0m')")
    assert nbformat.reads(refresh.execute(path).decode(), as_version=4).cells[-1].outputs[0].text == "bold\n"
