"""Every notebook runs on a checkpoint like the published one, fetched from a hub by the notebook itself.

Its weights are random. What a trained one says is the subject of tests/test_published.py. It has as many layers and
heads as the published one. For two notebooks it has its width too, and so its 501 MB; for the others a quarter of it,
since a forward pass takes a sixteenth of the time then. `make lessons-published` runs them all on the real one.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.checkpoints import published
from helpers.checkpoints.manifest import sha256_of
from tests.checkpoints import hub_server, random_checkpoint
from tests.checkpoints.hub_server import Hub
from tools.lessons import run
from tools.order import lesson
from tools.refresh import find_notebooks

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FULL_WIDTH = [lesson("start_here"), lesson("embedding_layer")]
# One lesson trains the compact checkpoint, whatever is asked for.
OTHERS = [path for path in find_notebooks(NOTEBOOKS) if path not in (*FULL_WIDTH, lesson("fine_tuning"))]
QUARTER = {name: published.SETTINGS[name] // 4 for name in ("hidden_size", "intermediate_size")}
CASES = [("full", path) for path in FULL_WIDTH] + [("quarter", path) for path in OTHERS]
PINS = """
from helpers.checkpoints import published

published.SUMS, published.SETTINGS = {sums!r}, {settings!r}
"""


@pytest.fixture(scope="module")
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub with a checkpoint of one width, and the environment of a reader who asks for the published checkpoint."""
    settings = published.SETTINGS | (QUARTER if request.param == "quarter" else {})
    place = tmp_path_factory.mktemp("reader")
    folder = random_checkpoint.write(place / "checkpoint", pickled=True, **settings, initializer_range=0.05)
    served = {path.name: path for path in folder.iterdir()}
    startup = place / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    sums = {name: sha256_of(path) for name, path in served.items() if path.suffix == ".bin"}
    (startup / "pins.py").write_text(PINS.format(sums=sums, settings=settings))
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


@pytest.mark.parametrize("hub", ["full", "quarter"], indirect=True)
def test_it_was_fetched_once(hub):
    if not hub.requests:
        assert run(FULL_WIDTH[0]) == ""
    assert [path for path, _ in hub.requests].count("GET /large/pytorch_model.bin") == 1
