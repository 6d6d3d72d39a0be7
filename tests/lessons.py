"""Functions that lessons define, taken out of the notebooks, so that tests run what readers read."""

import contextlib
import io
from typing import Any

import nbformat

from tools.order import lesson


def names_before(slug: str, cell_id: str) -> dict[str, Any]:
    """Execute a lesson's code cells that stand before a cell, silently, and return the names they define."""
    names: dict[str, Any] = {}
    cells = nbformat.read(lesson(slug), as_version=4).cells
    stop = [cell.id for cell in cells].index(cell_id)
    for cell in cells[:stop]:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, f"{slug}:{cell.id}", "exec"), names)
    return names
