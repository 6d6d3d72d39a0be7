"""Execute the notebooks and store them in one normal form: run twice, the second changes no byte.

python -m tools.refresh                              # every notebook
python -m tools.refresh notebooks/01_tokenization.ipynb
"""

import argparse
import re
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from tools import kernel_environment
from tools.files import write_atomically

CELL_TIMEOUT_SECONDS = 120
NOTEBOOKS = Path("notebooks")
KEPT = ("nbgrader", "tags")  # of a cell's metadata
PREDICT = "**Predict.**"  # in the prose above a cell whose output a reader first has to guess
FOLDED = "hide-output"  # the tag by which a site folds an output; Lab has a setting of its own
COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")  # for terminals; elsewhere they are noise
EXERCISES = "exercises"  # made from their solutions, and handed out without outputs
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py"},  # by which other tools name what they make of it
}


def clear_outputs(notebook: nbformat.NotebookNode) -> None:
    """Take out what running the notebook puts in."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def normalize(notebook: nbformat.NotebookNode) -> None:
    """Drop what differs from run to run: metadata of tools, timings, widgets' states and the ids of their views.

    A view without its kernel would show an error; a widget's own HTML, stored beside it, shows instead.
    """
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in KEPT if cell.metadata.get(key)})
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
            if "text" in output:
                output.text = COLOUR_CODES.sub("", output.text)
            output.get("data", {}).pop(WIDGET_VIEW, None)
    fold_predictions(notebook)


def fold_predictions(notebook: nbformat.NotebookNode) -> None:
    """Fold the output below each Predict line, so that it is not read before it is guessed.

    Lab opens it when the cell is run; the comparison of outputs does not look at metadata.
    """
    for before, cell in pairwise(notebook.cells):
        if cell.cell_type != "code":
            continue
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != FOLDED]
        cell.metadata.pop("tags", None)
        if before.cell_type == "markdown" and PREDICT in before.source:
            tags.append(FOLDED)
            cell.metadata.jupyter = nbformat.from_dict({"outputs_hidden": True})
        if tags:
            cell.metadata.tags = tags


def execute(path: Path) -> bytes:
    """Run a notebook from a fresh kernel and return its normal form.

    Raises:
        CellExecutionError: a cell failed that is not tagged ``raises-exception``.
        CellTimeoutError: a cell took longer than two minutes.
    """
    notebook = nbformat.read(path, as_version=4)
    clear_outputs(notebook)
    normalize(notebook)
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    normalize(notebook)
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()


def find_notebooks(folder: Path) -> list[Path]:
    """All numbered notebooks below ``folder``, without the exercises and the copies that Jupyter keeps hidden."""
    found = folder.rglob("[0-9]*.ipynb")

    def is_source(path: Path) -> bool:
        return not any(part.startswith(".") or part == EXERCISES for part in path.relative_to(folder).parts)

    return sorted(filter(is_source, found))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")
    paths = parser.parse_args().notebooks or find_notebooks(NOTEBOOKS)
    kernel_environment.apply()
    failures = 0
    for path in paths:
        try:
            fresh = execute(path)
        except (CellExecutionError, CellTimeoutError) as error:
            print(f"{path}: not written, because a cell failed.\n{error}", file=sys.stderr)
            failures += 1
            continue
        changed = fresh != path.read_bytes()
        if changed:
            write_atomically(path, fresh)
        print(f"{path}: {'refreshed' if changed else 'unchanged'}")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
