"""tools.exercises: what is handed out is what nbgrader makes of the solutions, and blank answers get hints."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tools import exercises
from tools.refresh import find_notebooks

SOLUTIONS = sorted(exercises.SOLUTIONS.glob("[0-9]*.ipynb"))
EXERCISES = sorted(exercises.EXERCISES.glob("[0-9]*.ipynb"))
STUB = 'raise NotImplementedError("Write your answer here.")'
each_solution = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
each_exercise = pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)


def graded(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def test_the_exercises_are_what_their_solutions_give(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["exercises", "--check"])
    assert exercises.main() == 0, capsys.readouterr().out


def test_drift_is_found_and_mended(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(exercises, "EXERCISES", tmp_path)
    monkeypatch.setattr(exercises, "generate", lambda solutions: {"01_a.ipynb": b"fresh"})
    (tmp_path / "01_a.ipynb").write_bytes(b"edited by hand")
    (tmp_path / "09_gone.ipynb").write_bytes(b"its solution is gone")
    monkeypatch.setattr("sys.argv", ["exercises", "--check"])
    assert exercises.main() == 1
    assert "is not what its solution gives; run make exercises" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["exercises"])
    assert exercises.main() == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"01_a.ipynb": b"fresh"}


def test_a_notebook_that_nbgrader_refuses_is_named_with_its_reason(tmp_path):
    notebook = nbformat.read(SOLUTIONS[0], as_version=4)
    for cell in graded(notebook):
        cell.metadata.nbgrader.grade_id = "twice"
    path = tmp_path / "01_twice.ipynb"
    nbformat.write(notebook, path)
    with pytest.raises(RuntimeError, match=r"nbgrader made no exercise of .*01_twice.ipynb[\s\S]*twice"):
        exercises.generate([path])


@each_solution
def test_the_parts_of_an_exercise_notebook(path):
    notebook = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    checks = graded(notebook)
    assert 2 <= len(checks) <= 8
    assert len(re.findall(r"^## \d · ", text, re.M)) == len(checks)
    assert len(re.findall(r"^\*\d+ minutes · difficulty [●○]{3} · importance [●○]{3}\*$", text, re.M)) == len(checks)
    assert "## If you want more\n\n*No points.*" in text
    assert any("### BEGIN HIDDEN TESTS" in cell.source for cell in checks)
    for cell in notebook.cells:
        if cell in checks or cell.metadata.get("nbgrader", {}).get("solution"):
            assert cell.metadata.tags == ["raises-exception"], "so that Run All goes on after a hint"
    for cell in checks:
        assert cell.metadata.nbgrader.points > 0
        assert cell.source.startswith("check_"), "a visible check stands before the hidden ones"
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert not re.search(r"\binput\(|Explorer|ipywidgets|display\(", code)


def test_no_exercise_and_no_hidden_test_was_lost_when_lessons_were_divided():
    checks = [cell for path in SOLUTIONS for cell in graded(nbformat.read(path, as_version=4))]
    assert len(checks) == 49
    assert sum("### BEGIN HIDDEN TESTS" in cell.source for cell in checks) == 39


@each_exercise
def test_blank_exercises_run_to_the_end_and_every_error_is_a_hint(path):
    notebook = nbformat.read(path, as_version=4)
    checks = {cell.id for cell in graded(notebook)}
    NotebookClient(
        notebook, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    errors = {
        cell.id: output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    assert set(errors) == checks
    for output in errors.values():
        assert output.ename == "Hint"
        assert "is still blank" in output.evalue
        assert "\n".join(output.traceback).split() == ["Hint:", *output.evalue.split()]


@each_exercise
def test_nothing_of_a_solution_is_handed_out(path):
    text = path.read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text
    solved = nbformat.read(exercises.SOLUTIONS / path.name, as_version=4)
    blank = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    for cell in solved.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert STUB in blank[cell.id].source
            assert cell.source.split("### BEGIN SOLUTION")[1].strip() not in blank[cell.id].source


def test_every_solution_has_its_exercise():
    assert [path.name for path in SOLUTIONS] == [path.name for path in EXERCISES]
    assert not set(EXERCISES) & set(find_notebooks(Path("notebooks")))
