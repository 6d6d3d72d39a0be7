"""Every notebook runs on a checkpoint like the published one, fetched from a hub by the notebook itself.

Its weights are random. What a trained one says is the subject of tests/test_published.py. It has as many layers and
heads as the published one. For the first lesson it has its width too, and so its 501 MB; for the others a quarter of
it, since a forward pass takes a sixteenth of the time then. `make lessons-published` runs all on the real one.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from jupyter_client.blocking import BlockingKernelClient

from helpers.checkpoints import published
from helpers.checkpoints.manifest import sha256_of
from tests.checkpoints import hub_server, random_checkpoint
from tests.checkpoints.hub_server import Hub
from tests.kernels import code_cells, kernel
from tests.kernels import run as run_cell
from tools.order import lesson
from tools.refresh import find_notebooks
from tools.run_notebooks import run

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FIRST = lesson("start_here")
# One lesson trains the compact checkpoint, whatever is asked for.
OTHERS = [path for path in find_notebooks(NOTEBOOKS) if path not in (FIRST, lesson("fine_tuning"))]
QUARTER = {name: published.SETTINGS[name] // 4 for name in ("hidden_size", "intermediate_size")}
PINS = """
from helpers.checkpoints import published

published.SUMS, published.SETTINGS = {sums!r}, {settings!r}
"""


@contextmanager
def reader_at_a_hub(place: Path, settings: dict[str, object]) -> Iterator[Hub]:
    """A hub with a checkpoint of these settings, and the environment of a reader who asks for the published one."""
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


def fetched(hub: Hub) -> int:
    """How many times the weights were downloaded."""
    return [path for path, _ in hub.requests].count("GET /large/pytorch_model.bin")


def test_the_first_lesson_runs_with_it_at_its_full_width(tmp_path):
    with reader_at_a_hub(tmp_path, published.SETTINGS) as hub:
        assert run(FIRST) == ""
        assert fetched(hub) == 1


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, BlockingKernelClient]]:
    """A hub with the narrow checkpoint, and a kernel for all notebooks: to start one for each would take minutes."""
    place = tmp_path_factory.mktemp("narrow")
    with reader_at_a_hub(place, published.SETTINGS | QUARTER) as hub, kernel(NOTEBOOKS) as client:
        yield hub, client


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_notebook_runs_with_it(narrow, path):
    hub, client = narrow
    run_cell(client, f"%reset -f\n%cd -q {path.parent}")
    for cell in code_cells(path):
        errors = [output for output in run_cell(client, cell.source) if output["type"] == "error"]
        assert not errors, f"{cell.id}: {errors[0]['ename']}: {errors[0]['evalue']}"
    if "resolve_checkpoint(" in path.read_text(encoding="utf-8"):
        assert fetched(hub) == 1, "once for all of them"
