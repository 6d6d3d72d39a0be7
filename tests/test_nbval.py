"""The comparison of stored outputs does compare: a changed output fails, an address does not."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.refresh import METADATA

ROOT = Path(__file__).parents[1]
SAME = {
    "print(1.2345)": "1.2345\n",
    "print(object())": "<object object at 0x7f0000000000>\n",
    "import os; print(os.environ.get('SENTIMENT_CHECKPOINT'))": "None\n",
    "import os; print(os.environ['HF_HUB_OFFLINE'], os.environ['PYTHONHASHSEED'])": "1 0\n",
    "import sys; print('warned', file=sys.stderr)": ("stderr", "warned\n"),
    "print('\\x1b[1mbold\\x1b[0m')": "bold\n",
}
DIFFERENT = {
    "print(1.2345)": "1.2346\n",
    "print(object)": "<object object at 0x7f0000000000>\n",
    "import sys; print('warned', file=sys.stderr)": ("stderr", "silent\n"),
    "pass": "something\n",
    "print('something')": "",
}


def compare(folder: Path, stored: dict[str, str | tuple[str, str]]) -> tuple[int, int]:
    """Run nbval, set up as for the lessons; return how many cells passed and failed."""
    cells = []
    for source, output in stored.items():
        name, text = output if isinstance(output, tuple) else ("stdout", output)
        outputs = [new_output("stream", name=name, text=text)] if text else []
        cells.append(new_code_cell(source, execution_count=len(cells) + 1, outputs=outputs))
    nbformat.write(new_notebook(cells=cells, metadata=METADATA), folder / "cells.ipynb")
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "no:cacheprovider", "--nbval"]
    run = subprocess.run([*command, str(folder / "cells.ipynb")], cwd=ROOT, capture_output=True, text=True)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed)", run.stdout.splitlines()[-1])}
    return counts.get("passed", 0), counts.get("failed", 0)


@pytest.mark.slow
def test_equal_outputs_pass(tmp_path):
    assert compare(tmp_path, SAME) == (len(SAME), 0)


@pytest.mark.slow
def test_every_different_output_fails(tmp_path):
    assert compare(tmp_path, DIFFERENT) == (0, len(DIFFERENT))
