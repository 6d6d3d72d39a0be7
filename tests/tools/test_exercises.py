"""tools.exercises: what is handed out is what nbgrader makes of the solutions."""

import re
from pathlib import Path

import nbformat
import pytest

from tests.kernels import of_nbgrader
from tools import exercises
from tools.refresh import find_notebooks

SOLUTIONS = sorted(exercises.SOLUTIONS.glob("[0-9]*.ipynb"))
EXERCISES = sorted(exercises.EXERCISES.glob("[0-9]*.ipynb"))
STUB = 'raise NotImplementedError("Write your answer here.")'
NUMBERS = "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven".split()
each_solution = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
each_exercise = pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)


def checks_of(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if of_nbgrader(cell).get("grade") and not of_nbgrader(cell).solution]


def by_hand(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if of_nbgrader(cell).get("grade") and of_nbgrader(cell).solution]


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
    for cell in checks_of(notebook):
        cell.metadata.nbgrader.grade_id = "twice"
    path = tmp_path / "01_twice.ipynb"
    nbformat.write(notebook, path)
    with pytest.raises(RuntimeError, match=r"nbgrader made no exercise of .*01_twice.ipynb[\s\S]*twice"):
        exercises.generate([path])


@each_solution
def test_the_parts_of_an_exercise_notebook(path):
    notebook = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    titles = re.findall(r"^## (\d+) · ", text, re.M)
    times = re.findall(r"^\*(\d+) minutes · difficulty [●○]{3} · importance [●○]{3}\*$", text, re.M)
    assert 6 <= len(titles) <= 11
    assert titles == [str(number) for number in range(1, len(titles) + 1)]
    assert len(times) == len(titles)
    assert f"{NUMBERS[len(titles)]} exercises and one for those who want more" in text
    assert f"about {sum(map(int, times))} minutes" in text
    assert "## If you want more\n\n*No points.*" in text
    checks = checks_of(notebook)
    assert any("### BEGIN HIDDEN TESTS" in cell.source for cell in checks)
    for cell in notebook.cells:
        runs = cell.cell_type == "code" and (cell in checks or of_nbgrader(cell).get("solution"))
        if runs or cell.id.endswith("-lock"):
            assert cell.metadata.tags == ["raises-exception"], "so that Run All goes on after a hint"
    for cell in checks:
        assert of_nbgrader(cell).points > 0
        assert cell.source.startswith("check_"), "a visible check stands before the hidden ones"
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert not re.search(r"\binput\(|Explorer|ipywidgets|display\(", code)


@each_solution
def test_what_is_graded_by_hand_says_for_what_and_a_prediction_is_locked_unsealed(path):
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    places = [cell.id for cell in notebook.cells]
    for cell in by_hand(notebook):
        if cell.cell_type == "code":
            assert cells[f"{cell.id}-lock"].source == f"lock({cell.id.replace('-', '_')})"
            continue
        rubric = next(
            cells[name].source
            for name in reversed(places[: places.index(cell.id)])
            if "*Graded by hand, " in cells[name].source
        )
        assert f"*Graded by hand, {of_nbgrader(cell).points} points, one for each of these:*" in rubric
        assert len(re.findall(r"^- ", rubric.split("*Graded by hand")[1], re.M)) == of_nbgrader(cell).points
        most = int(re.search(r"at most (\d+) words", rubric)[1])
        model = cell.source.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
        assert len(model.split()) <= most, "the model answer keeps its own limit"


def test_no_exercise_and_no_hidden_test_is_lost():
    notebooks = [nbformat.read(path, as_version=4) for path in SOLUTIONS]
    checks = [cell for notebook in notebooks for cell in checks_of(notebook)]
    assert len(checks) == 72
    assert sum("### BEGIN HIDDEN TESTS" in cell.source for cell in checks) == 58
    assert sum(cell.cell_type == "markdown" for notebook in notebooks for cell in by_hand(notebook)) == 5


@each_exercise
def test_nothing_of_a_solution_is_handed_out(path):
    text = path.read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text
    solved = nbformat.read(exercises.SOLUTIONS / path.name, as_version=4)
    blank = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    for cell in solved.cells:
        if of_nbgrader(cell).get("solution"):
            stub = STUB if cell.cell_type == "code" else "*Write your answer here.*"
            assert stub in blank[cell.id].source
            assert cell.source.split("### BEGIN SOLUTION")[1].strip() not in blank[cell.id].source


def test_every_solution_has_its_exercise():
    assert [path.name for path in SOLUTIONS] == [path.name for path in EXERCISES]
    assert not set(EXERCISES) & set(find_notebooks(Path("notebooks")))
