"""The lessons as documents: what nbval does not check."""

import ast
import re
import statistics
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from tests.kernels import code_cells
from tools import refresh
from tools.order import ORDER, lesson
from tools.refresh import COLOUR_CODES, FOLDED, PREDICT, find_notebooks

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LESSONS = [lesson(slug) for slug in ORDER if slug != "playground"]
ALL = find_notebooks(NOTEBOOKS)
WITH_FIGURES = [path for path in LESSONS if "AccessibleFigure(" in path.read_text(encoding="utf-8")]
EMPTIED = """
def with_no_data(figure, alt, reading, drawn=AccessibleFigure):
    for axes in figure.axes:
        axes.clear()
    return drawn(figure, alt, reading)


AccessibleFigure = with_no_data
"""
EXEMPT_TAGS = {"nbval-ignore-output", "nbval-skip"}

each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
each_notebook = pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def prose(path: Path) -> str:
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def test_the_lessons_are_there_and_no_other_notebook():
    assert sorted(NOTEBOOKS.glob("*.ipynb")) == sorted(lesson(slug) for slug in ORDER)


@each_notebook
def test_every_code_cell_was_run_in_order(path):
    # nbval passes a cell that has neither outputs nor an execution count, without comparing anything.
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_few_cells_are_exempt_and_each_says_why(path):
    cells = code_cells(path)
    exempt = [cell for cell in cells if EXEMPT_TAGS & set(cell.metadata.get("tags", []))]
    assert len(exempt) <= 0.05 * len(cells)
    assert all(cell.source.startswith("# Not compared:") for cell in exempt)


@each_notebook
def test_the_notebook_is_in_normal_form(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == refresh.METADATA["language_info"]
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"nbgrader", "tags", "jupyter"}
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", cell.id), "cell ids are words, so that they stay the same"
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"


@each_notebook
def test_outputs_hold_nothing_that_differs_elsewhere(path):
    for cell in code_cells(path):
        text = str(cell.outputs)
        assert not re.search(r"0x[0-9a-f]{8,}|/(?:home|root|tmp|work|Users)/|site-packages", text), cell.id
        assert all(output.output_type != "error" for output in cell.outputs), cell.id
        assert "application/vnd.jupyter.widget-view+json" not in text


@each_lesson
def test_cells_are_short_and_plain(path):
    cells = code_cells(path)
    lines = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells]
    assert statistics.median(lines) <= 4
    for cell in cells:
        assert not re.search(r"^\s*[!%]|;\s*$|input\(", cell.source, re.MULTILINE), cell.id


@each_notebook
def test_imports_stand_in_the_first_code_cell_alone(path):
    first, *others = code_cells(path)
    assert any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(first.source).body)
    for cell in others:
        shown = cell.source.partition("### BEGIN HIDDEN TESTS")[0]  # hidden tests bring their own
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(shown).body), cell.id


@each_lesson
def test_the_anatomy_of_a_lesson(path):
    text = prose(path)
    assert text.startswith(f"# {int(path.stem[:2])} · ")
    for part in ("**You will be able to …**", "**Time:**", "**Predict.**", "## Recap", "**Sources:**"):
        assert part in text, part
    bullets = re.search(r"\*\*You will be able to …\*\*\n\n((?:- .+\n)+)", text)[1].splitlines()
    answers = re.search(r"## Recap\n\n((?:- .+\n)+)", text)[1].splitlines()
    assert 3 <= len(bullets) <= 5
    assert len(answers) >= len(bullets)
    assert int(re.search(r"\*\*Time:\*\* (?:about )?(\d+) minutes", text)[1]) <= 75
    assert "### Common misunderstandings" in text
    assert "## Explorer" in text or "## Your turn" in text


@each_lesson
def test_no_width_of_a_checkpoint_is_written_into_code(path):
    # But for cells that describe the published checkpoint without loading it.
    for cell in code_cells(path):
        if "published" not in cell.id:
            assert not re.search(r"\b(128|768)\b", cell.source), cell.id


@each_lesson
def test_prose_stands_before_and_between_code(path):
    kinds = [cell.cell_type for cell in read(path).cells]
    assert kinds[0] == kinds[-1] == "markdown"
    assert "code code code" not in " ".join(kinds), "three code cells in a row say too little"


@each_notebook
def test_links_to_other_notebooks_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", prose(path)):
        name, _, anchor = target.partition("#")
        assert (path.parent / name).exists(), target
        if anchor:
            text = (path.parent / name).read_text(encoding="utf-8")
            headings = [heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ ([\w -]+)$", text, re.M)]
            assert f'<a id="{anchor}"></a>' in text or (name.endswith(".md") and anchor in headings), target


@each_notebook
def test_every_figure_has_alt_text_and_a_reading(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            data = output.get("data", {})
            assert not {"image/png", "image/svg+xml", "image/jpeg"} & set(data), cell.id
            if "<img" in data.get("text/html", ""):
                assert re.search(r'<img alt="[^"]{30,}"', data["text/html"]), cell.id
                assert re.search(r"<figcaption>[^<]{20,}</figcaption>", data["text/html"]), cell.id


@each_notebook
def test_the_checkpoint_is_asked_for_once_and_by_name(path):
    source = "\n".join(cell.source for cell in code_cells(path))
    name = "cardiffnlp/twitter-roberta-base-sentiment-latest"
    if path == lesson("fine_tuning"):  # it trains, which the published checkpoint is too large for
        name = "compact"
    line = f'model_name = resolve_checkpoint("{name}")'
    assert source.count("model_name = ") == source.count(line) <= 1
    assert source.count(line) == 1 or path.parent.name == "solutions", "some exercises need no checkpoint"


@pytest.mark.parametrize(
    ("path", "explorers"),
    [*((path, 1) for path in LESSONS if path != lesson("from_scratch")), (lesson("playground"), 5)],
    ids=lambda value: getattr(value, "stem", None),
)
def test_explorers_are_stored_as_pages_that_need_no_kernel(path, explorers):
    outputs = [output.data for cell in code_cells(path) for output in cell.outputs if "Explorer(" in cell.source]
    assert len(outputs) == explorers
    for data in outputs:
        assert set(data) == {"text/plain", "text/html"}
        assert "explorer, as it starts. Run the notebook to type into it." in data["text/html"]
        assert len(re.findall('<table|<ol class="tokens', data["text/html"])) >= 2


@each_lesson
def test_an_output_below_a_predict_line_is_there_and_folded(path):
    cells = read(path).cells
    for before, cell in pairwise(cells):
        asked = before.cell_type == "markdown" and PREDICT in before.source
        if asked:
            assert cell.cell_type == "code" and cell.outputs, before.id
        if cell.cell_type == "code":
            folded = FOLDED in cell.metadata.get("tags", []), cell.metadata.get("jupyter") == {"outputs_hidden": True}
            assert folded == (asked, asked), cell.id


@each_notebook
def test_outputs_hold_no_terminal_colours(path):
    assert not any(
        COLOUR_CODES.search(str(output.get("text", ""))) for cell in code_cells(path) for output in cell.outputs
    )


@pytest.mark.parametrize("path", WITH_FIGURES, ids=lambda path: path.stem)
def test_what_is_compared_of_a_figure_tells_what_was_drawn(path):
    for cell in code_cells(path):
        if "AccessibleFigure(" in cell.source:
            drawn = [output.data["text/plain"].split("Drawn: ")[1].split(" Reading: ")[0] for output in cell.outputs]
            assert all(set(panels.rstrip(".").split(" | ")) != {"nothing"} for panels in drawn), cell.id


@pytest.mark.slow
def test_a_figure_that_loses_its_data_is_a_changed_output(tmp_path):
    """Each figure's cell of a lesson is run as it is, but for an emptied figure, of which the text has to say so."""
    path = lesson("embedding_layer")
    notebook = read(path)
    place = [cell.id for cell in notebook.cells].index(code_cells(path)[0].id)
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(EMPTIED))
    figures = [cell for cell in code_cells(path) if "AccessibleFigure(" in cell.source and cell.outputs]
    assert figures
    copy = tmp_path / path.name
    nbformat.write(notebook, copy)
    fresh = {cell.id: cell for cell in nbformat.reads(refresh.execute(copy).decode(), as_version=4).cells}
    for cell in figures:
        shown = fresh[cell.id].outputs[0].data["text/plain"]
        assert shown != cell.outputs[0].data["text/plain"], cell.id
        assert set(shown.split("Drawn: ")[1].split(".")[0].split(" | ")) == {"nothing"}
