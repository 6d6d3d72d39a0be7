"""tools.bench measures what it says: both scripts do the same work, and the memory is a kernel's."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools import bench


def test_both_scripts_print_the_same_probabilities():
    plain, ours = (json.loads(bench.run_script(script)[1]) for script in (bench.PLAIN_SCRIPT, bench.OUR_SCRIPT))
    assert bench.OUR_SCRIPT != bench.PLAIN_SCRIPT
    assert plain == ours
    assert abs(sum(plain) - 1) < 1e-6


def test_the_lines_of_from_scratch_print_them_too_and_import_neither_torch_nor_transformers():
    script = bench.from_scratch_script() + "\nimport sys\nprint(sorted({'torch', 'transformers'} & set(sys.modules)))"
    *_, answer, modules = bench.run_script(script)[1].splitlines()
    assert modules == "[]"
    assert json.loads(answer) == pytest.approx(json.loads(bench.run_script(bench.PLAIN_SCRIPT)[1]), abs=1e-5)


def test_a_kernels_memory_grows_with_what_it_holds(tmp_path):
    path = tmp_path / "n.ipynb"
    sizes = []
    for source in ("pass", "ballast = bytearray(200_000_000)"):
        nbformat.write(new_notebook(cells=[new_code_cell(source)]), path)
        sizes.append(bench.run_lesson(path)[1])
    assert 190 < sizes[1] - sizes[0] < 210
