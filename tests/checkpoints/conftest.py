"""A hub, a cache and a pin of their own for each test."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants
from huggingface_hub.utils import close_session

from helpers.checkpoints import published
from helpers.checkpoints.manifest import sha256_of
from tests.checkpoints import hub_server, random_checkpoint
from tests.checkpoints.hub_server import Hub


def point_client_at(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the variables HF_ENDPOINT and HF_HUB_OFFLINE do, after the client was imported."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", endpoint + "/{repo_id}/resolve/{revision}/{filename}")
    close_session()


@pytest.fixture(scope="session")
def pickled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small checkpoint in the files of the pinned commit."""
    return random_checkpoint.write(tmp_path_factory.mktemp("small") / "pickled", pickled=True)


@pytest.fixture(scope="session")
def safe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with safetensors."""
    return random_checkpoint.write(tmp_path_factory.mktemp("small") / "safe", pickled=False)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setattr(constants, "HF_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "home" / "hub"))
    return tmp_path / "home"


@pytest.fixture
def serve(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Hub]]:
    """Serve a folder under the published name, as the pinned commit, with the pins that fit it."""
    with contextlib.ExitStack() as running:

        def start(folder: Path) -> Hub:
            files = {path.name: path for path in folder.iterdir()}
            hub = running.enter_context(
                hub_server.serve(Hub(published.NAME, published.REVISION, dict(files), dict(files)))
            )
            point_client_at(hub.endpoint, monkeypatch)
            sums = {name: sha256_of(path) for name, path in files.items() if name in hub.large}
            monkeypatch.setattr(published, "SUMS", sums)
            monkeypatch.setattr(published, "SETTINGS", {"hidden_size": 8})
            # The client writes in pieces of 10 MB; of a small file that is cut, it would keep nothing.
            monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1 << 14)
            return hub

        yield start
    close_session()
