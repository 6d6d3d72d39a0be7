"""Run every notebook with another checkpoint, assertions on, and store nothing.

python -m tools.run_notebooks published                                       # every notebook
python -m tools.run_notebooks published notebooks/01_tokenization.ipynb
"""

import argparse
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbconvert.filters import strip_ansi

from helpers.checkpoints import CheckpointError, resolve_checkpoint
from helpers.checkpoints.errors import VARIABLE
from tools import kernel_environment
from tools.refresh import NOTEBOOKS, execute, find_notebooks


def run(path: Path) -> str:
    """Execute a notebook and return what went wrong, or nothing."""
    try:
        notebook = nbformat.reads(execute(path).decode(), as_version=4)
    except (CellExecutionError, CellTimeoutError) as error:
        return strip_ansi(str(error))
    # Solved exercises are tagged to go on after an error.
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(f"{output.ename}: {output.evalue}" for output in outputs if output.output_type == "error")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", help=f"as for {VARIABLE}")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")
    arguments = parser.parse_args()
    try:
        resolve_checkpoint(arguments.checkpoint)  # once, before kernels without network do it
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 1
    kernel_environment.apply()
    os.environ[VARIABLE] = arguments.checkpoint
    failures = 0
    for path in arguments.notebooks or find_notebooks(NOTEBOOKS):
        start = time.monotonic()
        wrong = run(path)
        ended = f"failed\n{wrong}" if wrong else f"ran in {time.monotonic() - start:.0f} s"
        print(f"{path}: {ended}", flush=True)
        failures += bool(wrong)
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
