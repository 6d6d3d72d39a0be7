"""The data that training reads. It is not part of the project, so tests that use it skip where it is absent."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the training data is not in {FOLDER}")
