"""The data that training reads. It is not part of the project, so tests that use it skip where it is absent.

training/README.md names the files. They stand in the git-ignored ``training/data``, or where TRAINING_DATA says; on
the machines of those who share them, beside the project.
"""

from pathlib import Path

import pytest

from training.data import DATA

BESIDE = Path(__file__).parents[2] / "shared" / "data"
FOLDER = BESIDE if BESIDE.is_dir() and not DATA.is_dir() else DATA
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the training data is not in {FOLDER}")
