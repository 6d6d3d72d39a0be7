"""helpers.checks.lost_name: a check cell without its function says what to do; other cells are left alone."""

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.checks.lost_name import hint
from tools.exercises import EXERCISES


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("gelu", "check_gelu(gelu)", "There is no `gelu` yet. Run the answer cell above; is its name still `gelu`?"),
        (
            "foresee",
            "lock(foresee)",
            "There is no `foresee` yet. Run the answer cell above; is its name still `foresee`?",
        ),
        ("gelu", "print(gelu)", None),
        ("other", "check_gelu(gelu)", None),
        (None, "check_gelu(gelu)", None),
    ],
)
def test_hint(name, line, said):
    assert hint(NameError("no such name", name=name), line, []) == said


def test_a_misspelt_function_is_named():
    assert hint(NameError("", name="gelu"), "check_gelu(gelu)", ["check_gelu", "gellu"]).endswith("function `gellu`.")


@pytest.mark.slow
def test_in_a_notebook():
    sources = [
        "from helpers.checks.from_scratch import check_gelu",
        "def gellu(x):\n    return x",
        "check_gelu(gelu)",
        "print(unknown)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    resources = {"metadata": {"path": str(EXERCISES)}}
    NotebookClient(notebook, kernel_name="python3", allow_errors=True, resources=resources).execute()
    (checked,), (other,) = (cell.outputs for cell in notebook.cells[2:])
    assert checked.ename == other.ename == "NameError"
    assert checked.traceback[0].startswith("Hint: There is no `gelu` yet.")
    assert checked.traceback[0].endswith("There is a function `gellu`.")
    assert "Hint" not in "".join(other.traceback)
