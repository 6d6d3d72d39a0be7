"""Functions that lessons define, taken out of the notebooks, so that tests run what readers read."""

import contextlib
import io
from pathlib import Path
from typing import Any

import nbformat

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def names_before(stem: str, cell_id: str) -> dict[str, Any]:
    """Execute a lesson's code cells that stand before a cell, silently, and return the names they define."""
    names: dict[str, Any] = {}
    cells = nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4).cells
    stop = [cell.id for cell in cells].index(cell_id)
    for cell in cells[:stop]:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, f"{stem}:{cell.id}", "exec"), names)
    return names
