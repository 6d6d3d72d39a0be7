"""The data that training reads. It is not part of the project, so tests that use it skip where it is absent.

training/README.md names the files. They stand in the git-ignored ``training/data``, or where TRAINING_DATA says; on
the machines of those who share them, beside the project.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLACES = [Path(os.environ.get("TRAINING_DATA") or ROOT / "training" / "data"), ROOT.parent / "shared" / "data"]
FOLDER = next((place for place in PLACES if place.is_dir()), PLACES[0])
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the training data is not in {FOLDER}")
