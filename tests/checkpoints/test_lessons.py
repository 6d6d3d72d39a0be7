"""Every notebook runs on a checkpoint of the published one's shape, fetched from a hub by the notebook itself.

Its weights are random. What a trained one says is the subject of tests/test_published.py.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from helpers.checkpoints import published
from helpers.checkpoints.manifest import sha256_of
from tests.checkpoints import hub_server, random_checkpoint
from tests.checkpoints.hub_server import Hub
from tools.lessons import run
from tools.order import lesson
from tools.refresh import find_notebooks

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ALL = find_notebooks(NOTEBOOKS)
FORMATS = ["pytorch_model.bin", "model.safetensors"]
# Both formats end in the same folder, so for the second the walk-through is enough.
WALK_THROUGH = [
    lesson(slug) for slug in ("tokenization", "vocabulary_extension", "embedding_layer", "classification_pipeline")
]
# One lesson trains the compact checkpoint, whatever is asked for.
OTHERS = [path for path in ALL if path != lesson("fine_tuning")]
CASES = [(FORMATS[0], path) for path in OTHERS] + [(FORMATS[1], path) for path in WALK_THROUGH]
PINS = """
from helpers.checkpoints import published

published.SUMS = {sums!r}
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A checkpoint in both formats, by names."""
    folder = tmp_path_factory.mktemp("full") / "checkpoint"
    random_checkpoint.write(folder, pickled=True, **published.SETTINGS, initializer_range=0.05)
    weights = torch.load(folder / "pytorch_model.bin", weights_only=True)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    yield {path.name: path for path in folder.iterdir()}
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def hub(
    request: pytest.FixtureRequest, files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hub]:
    """A hub with one of the formats, and the environment of a reader who asks for the published checkpoint."""
    served = {name: path for name, path in files.items() if path.suffix not in (".bin", ".safetensors")}
    served[request.param] = files[request.param]
    place = tmp_path_factory.mktemp("reader")
    startup = place / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "pins.py").write_text(PINS.format(sums={request.param: sha256_of(files[request.param])}))
    with (
        hub_server.serve(Hub(published.NAME, published.REVISION, served, served)) as running,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("SENTIMENT_CHECKPOINT", "published")
        patch.setenv("HF_ENDPOINT", running.endpoint)
        patch.setenv("HF_HOME", str(place / "home"))
        patch.setenv("HF_HUB_OFFLINE", "0")
        patch.setenv("IPYTHONDIR", str(place / "ipython"))
        yield running
    shutil.rmtree(place)


@pytest.mark.parametrize(("hub", "path"), CASES, indirect=["hub"], ids=lambda value: getattr(value, "stem", value))
def test_a_notebook_runs_with_it(hub, path):
    assert run(path) == ""


@pytest.mark.parametrize("hub", FORMATS, indirect=True)
def test_it_was_fetched_once(hub):
    if not hub.requests:
        assert run(ALL[0]) == ""
    (weights,) = hub.large & set(hub.files)
    assert len([path for path, _ in hub.requests if path == f"/large/{weights}"]) == 1
