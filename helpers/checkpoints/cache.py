"""Checkpoints made ready for the lessons: plain folders in one place, each with a manifest.

A folder here holds ``config.json``, ``model.safetensors`` and ``tokenizer.json``, whatever files the checkpoint came
in, and no links: it can be copied to another machine, to the same place or to any other and named there.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from huggingface_hub import constants, try_to_load_from_cache

from helpers.checkpoints import hub
from helpers.checkpoints.errors import WAYS_OUT, CheckpointError
from helpers.checkpoints.folder import (
    CONFIG,
    FILES,
    MERGES,
    PICKLED,
    TOKENIZER,
    TOKENIZER_CONFIG,
    VOCABULARY,
    WEIGHTS,
    check_config,
)
from helpers.checkpoints.manifest import sha256_of, verify_manifest

FOLDER = "under-the-hood"
FETCH_AGAIN = "run `python -m helpers.checkpoints` to fetch it again"
SMALL_FILES = 10 * hub.MEGABYTE  # more than all files but the weights take
Say = Callable[[str], None]


def root() -> Path:
    """Where checkpoints that are ready stand, one folder each."""
    return Path(constants.HF_HOME) / FOLDER


def place_of(repository: str, revision: str) -> Path:
    """Where a commit of a hub repository stands, or will."""
    return root() / f"{repository.replace('/', '--')}--{revision}"


def is_ready(folder: Path) -> bool:
    """Whether a folder holds the lessons' files and everything else that its manifest lists, undamaged."""
    try:
        verify_manifest(folder, FETCH_AGAIN, needed=FILES)
    except CheckpointError:
        return False
    return True


def fetch_commit(
    repository: str, revision: str, sums: Mapping[str, str], further: Mapping[str, Any], say: Say = print
) -> Path:
    """Return the folder of a commit, made ready; download what is missing. What is ready needs no network.

    Args:
        revision: all 40 digits.
        sums: sha256 sums that files have to have, by name.
        further: settings that the configuration has to have, beyond what all lessons need.

    Raises:
        CheckpointError: with what went wrong and the ways out; what is ready already stays as it was.
    """
    target = place_of(repository, revision)
    if is_ready(target):
        return target
    origin = f"{repository}, commit {revision}"
    with _alone(target, origin, say):
        if is_ready(target):  # another program has done it while this one waited
            return target
        if not _prepare_from_hub_cache(repository, revision, sums, further, say):
            download = target.with_name(f"{target.name}.download")
            _download(hub.find_commit(repository, revision, sums), download, further, say)
            _prepare(download, target, origin, further, say)
            shutil.rmtree(download, ignore_errors=True)
    return target


def fetch_newest(repository: str, say: Say = print) -> Path:
    """Return the folder of a repository's newest commit; without the hub, that of the one fetched last.

    Raises:
        CheckpointError: no commit is here, and none could be fetched.
    """
    try:
        commit = hub.find_commit(repository, None, {})
    except CheckpointError as error:
        fetched = root().glob(f"{repository.replace('/', '--')}--{'?' * 40}")
        newest = max(filter(is_ready, fetched), key=lambda path: path.stat().st_mtime, default=None)
        if newest is None:
            raise
        say(f"{error}\nThis is the copy that was fetched last, commit {newest.name[-40:]}.")
        return newest
    return fetch_commit(repository, commit.revision, {}, {}, say)


def prepare_copy(folder: Path, say: Say = print) -> Path:
    """Return a folder's checkpoint made ready, as a copy here; the folder itself is left alone.

    Raises:
        CheckpointError: the lessons cannot work with it, or it cannot be written.
    """
    origin = f"the folder {folder}"
    check_config(folder, origin)
    weights = _weights(folder)
    if weights is None:
        raise CheckpointError(
            f"{origin} is no checkpoint that the lessons can read: it has neither {WEIGHTS} nor {PICKLED}."
        )
    with hub.as_sentences(origin):
        names = (weights.name, CONFIG, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY, MERGES)
        sums = [f"{sha256_of(folder / name)} {name}" for name in names if (folder / name).is_file()]
    target = root() / f"folder--{hashlib.sha256(' '.join(sums).encode()).hexdigest()[:40]}"
    if not is_ready(target):
        with _alone(target, origin, say):
            _check_room(weights.stat().st_size + SMALL_FILES, origin)
            _prepare(folder, target, origin, {}, say)
    return target


def _download(commit: hub.Commit, folder: Path, further: Mapping[str, Any], say: Say) -> None:
    *small, weights = commit.files
    to_come = hub.bytes_to_come(commit, folder)
    needed = to_come + weights.size + SMALL_FILES  # the weights are written again before the download is deleted
    free = hub.free_bytes(root())
    say(
        f"{commit.repository}, commit {commit.revision[:8]}\n"
        f"  to fetch: {to_come / hub.MEGABYTE:,.0f} MB from {constants.ENDPOINT}\n"
        f"  to: {root()}\n"
        f"  room: {needed / hub.MEGABYTE:,.0f} MB needed on the way, {free / hub.MEGABYTE:,.0f} MB free"
    )
    _check_room(needed, commit.repository)
    hub.download(commit, small, folder)
    check_config(folder, commit.repository, further)  # before the long download, not after it
    hub.download(commit, [weights], folder)


def _check_room(needed: int, origin: str) -> None:
    free = hub.free_bytes(root())
    if free < needed:
        raise CheckpointError(
            f"There is not enough room in {root()} for {origin}: {needed / hub.MEGABYTE:,.0f} MB are needed and "
            f"{free / hub.MEGABYTE:,.0f} MB are free. Make room, set HF_HOME to a folder on another disk, "
            f"or {WAYS_OUT}."
        )


def _prepare(source: Path, target: Path, origin: str, further: Mapping[str, Any], say: Say) -> None:
    if not (source / WEIGHTS).is_file():
        say(
            f"Its weights are a {PICKLED}, a kind of file that can hold a program.\n"
            f"They are read in torch's weights_only mode, which runs none, and stored as\n{WEIGHTS}."
        )
    from helpers.checkpoints.prepare import prepare  # imports torch, which what is ready already needs not

    with hub.as_sentences(origin):
        prepare(source, target, origin, further)


def _prepare_from_hub_cache(
    repository: str, revision: str, sums: Mapping[str, str], further: Mapping[str, Any], say: Say
) -> bool:
    """Make the hub client's own copy of a commit ready, if it is whole: other programs may have fetched it."""
    config = try_to_load_from_cache(repository, CONFIG, revision=revision)
    if not isinstance(config, str):
        return False
    folder = Path(config).parent
    weights, origin = _weights(folder), f"the copy of {repository} in {folder}"
    try:
        # Only a sum that is known tells whether the copy is whole.
        if weights is None or weights.name not in sums or sha256_of(weights) != sums[weights.name]:
            return False
        _check_room(weights.stat().st_size + SMALL_FILES, origin)
        _prepare(folder, place_of(repository, revision), origin, further, say)
    except (OSError, CheckpointError) as error:
        say(f"{origin} is not used. {error}")
        return False
    return True


def _weights(folder: Path) -> Path | None:
    return next((folder / name for name in (WEIGHTS, PICKLED) if (folder / name).is_file()), None)


@contextlib.contextmanager
def _alone(target: Path, repository: str, say: Say) -> Iterator[None]:
    """Keep other programs from fetching the same checkpoint at the same time."""
    with hub.as_sentences(repository):
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.with_name(f"{target.name}.lock"))
        try:
            lock.acquire(blocking=False)
        except Timeout:
            say(f"Another program is fetching {repository}; waiting for it.")
            lock.acquire()
    try:
        yield
    finally:
        lock.release()
