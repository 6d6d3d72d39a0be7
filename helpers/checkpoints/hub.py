"""Fetching a checkpoint's files from the Hugging Face hub: announced, resumed, verified.

The hub's own client does the transfer. Around it stand what a classroom needs: an answer within seconds when there is
no hub to be reached, room counted before the first byte, parts that are kept for the next try, and every file
compared with its sum before it gets its name.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx2
from huggingface_hub import HfApi, constants, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.hf_api import RepoSibling
from huggingface_hub.utils import build_hf_headers

from helpers.checkpoints.errors import WAYS_OUT, CheckpointError
from helpers.checkpoints.folder import CONFIG, MERGES, PICKLED, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY, WEIGHTS
from helpers.checkpoints.manifest import sha256_of

ANSWER_SECONDS = 8  # for the hub's first answer, name resolution included
SMALL = (CONFIG, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY, MERGES)
LARGE = (WEIGHTS, PICKLED)  # the first of them that there is
PART = ".part"
COMMIT = re.compile(r"[0-9a-f]{40}")
MEGABYTE = 1_000_000

Result = TypeVar("Result")


@dataclass(frozen=True)
class RemoteFile:
    """A file in a commit. ``size`` in bytes; large files have a sha256 sum, small ones the sum that git gives them."""

    name: str
    size: int
    sha256: str | None
    git_sum: str

    def equals(self, path: Path) -> bool:
        """Whether a local file has this one's contents."""
        if path.stat().st_size != self.size:
            return False
        if self.sha256:
            return sha256_of(path) == self.sha256
        return hashlib.sha1(b"blob %d\0" % self.size + path.read_bytes()).hexdigest() == self.git_sum


@dataclass(frozen=True)
class Commit:
    """The files of one commit that a checkpoint needs, the weights last."""

    repository: str
    revision: str
    files: list[RemoteFile]


def find_commit(repository: str, revision: str | None, sums: Mapping[str, str]) -> Commit:
    """Ask the hub what a commit holds.

    Args:
        revision: a commit, branch or tag; ``None`` is the newest commit.
        sums: sha256 sums that are known already, by file name.

    Raises:
        CheckpointError: no answer, a refusal, a file missing, or a sum that is not the known one.
    """
    revision_found, listed = _ask(repository, revision)
    small = [name for name in SMALL if name in listed]
    # Where sums are known, other weights under the same name are not what was asked for.
    large = [name for name in LARGE if name in listed and (not sums or name in sums)][:1]
    if CONFIG not in small or not large:
        missing = CONFIG if large else " or ".join(sums or LARGE)
        raise CheckpointError(
            f"{repository} on the hub is no checkpoint that the lessons can read: it has no {missing}."
        )
    names = small + large
    for name in names:
        if name in sums and listed[name].sha256 != sums[name]:
            raise CheckpointError(
                f"{name} of {repository} has the sha256 sum {listed[name].sha256} at {constants.ENDPOINT}, and this "
                f"collection knows it with {sums[name]}. It was not downloaded. Ask whoever runs that server; "
                f"until then, {WAYS_OUT}."
            )
    return Commit(repository, revision_found, [listed[name] for name in names])


def _ask(repository: str, revision: str | None) -> tuple[str, dict[str, RemoteFile]]:
    """The number of the commit, and its files by name."""
    with as_sentences(repository):
        try:
            info = _within(
                ANSWER_SECONDS,
                lambda: HfApi().model_info(repository, revision=revision, files_metadata=True, timeout=ANSWER_SECONDS),
            )
            listed = {sibling.rfilename: _remote_file(sibling) for sibling in info.siblings or ()}
            number = info.sha or ""
            if COMMIT.fullmatch(number) and (number == revision or not COMMIT.fullmatch(revision or "")):
                return number, listed
        except HFValidationError as error:
            raise CheckpointError(f"{repository!r} is no name that a repository can have: {error}") from None
        except (ValueError, TypeError, KeyError, AttributeError):
            pass  # said below
    raise CheckpointError(
        f"{repository} could not be had, because what {constants.ENDPOINT} answers is not what a hub answers. "
        f"A network that wants a login first does that: open a page in a browser, or {WAYS_OUT}."
    )


def _remote_file(sibling: RepoSibling) -> RemoteFile:
    sha256 = sibling.lfs.sha256 if sibling.lfs else None
    if not isinstance(sibling.size, int) or not isinstance(sha256 or sibling.blob_id, str) or sibling.blob_id is None:
        raise ValueError(f"{sibling.rfilename} has neither size nor sum")
    return RemoteFile(sibling.rfilename, sibling.size, sha256, sibling.blob_id)


def download(commit: Commit, files: list[RemoteFile], folder: Path) -> None:
    """Download those of a commit's files that ``folder`` does not hold yet, each verified before it gets its name.

    An interrupted file stays as a part, and the next call goes on from its end.

    Raises:
        CheckpointError: the transfer failed, or what came has another sum.
    """
    with as_sentences(commit.repository):
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            path = folder / file.name
            if path.is_file() and file.equals(path):
                continue
            _download_file(commit, file, path)


def bytes_to_come(commit: Commit, folder: Path) -> int:
    """How many bytes ``download`` has to fetch, less what is there whole or in part."""

    def there(file: RemoteFile) -> int:
        sizes = [path.stat().st_size for path in (folder / file.name, _part(folder / file.name)) if path.is_file()]
        return min(file.size, max(sizes, default=0))

    return sum(file.size - there(file) for file in commit.files)


def free_bytes(folder: Path) -> int:
    """The room on the disk of a folder that may not exist yet."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(existing).free


def _part(path: Path) -> Path:
    return path.with_name(path.name + PART)


def _download_file(commit: Commit, file: RemoteFile, path: Path) -> None:
    part = _part(path)
    if part.is_file() and part.stat().st_size > file.size:
        part.unlink()
    resumed = part.is_file()
    with part.open("ab") as stream:
        try:
            http_get(
                hf_hub_url(commit.repository, file.name, revision=commit.revision),
                stream,
                resume_size=stream.tell(),
                headers=build_hf_headers(),
                expected_size=file.size,
                displayed_filename=file.name,
            )
        except HfHubHTTPError as error:
            if error.response.status_code != 416 or not resumed:  # the server cannot go on from there
                raise
    if file.equals(part):
        part.replace(path)
        return
    part.unlink()
    if resumed:  # the part may have been of another file, or damaged on the disk
        return _download_file(commit, file, path)
    raise CheckpointError(
        f"{file.name} of {commit.repository} arrived damaged: its sum is not the one that the hub lists. "
        f"It was deleted. A proxy may have changed it; {WAYS_OUT}."
    )


def _within(seconds: float, function: Callable[[], Result]) -> Result:
    """Call a function, and stop waiting for it after some seconds: name resolution takes no timeout by itself."""
    outcome: list[Result | BaseException] = []

    def call() -> None:
        try:
            outcome.append(function())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=call, daemon=True)  # which does not keep the program from ending
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


@contextlib.contextmanager
def as_sentences(repository: str) -> Iterator[None]:
    """Turn what the network, the hub and the disk can do wrong into one sentence.

    Raises:
        CheckpointError: in place of every other error.
    """
    try:
        yield
    except CheckpointError:
        raise
    except Exception as error:  # the client raises errors of several libraries
        kept = " What has arrived is kept, and the next try goes on from there." if _is_full(error) else ""
        raise CheckpointError(f"{repository} could not be had, because {_reason(error)}: {WAYS_OUT}.{kept}") from error


def _is_full(error: Exception) -> bool:
    # Some libraries give the system's words without its number.
    return getattr(error, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(error)


def _reason(error: Exception) -> str:
    host = constants.ENDPOINT
    if isinstance(error, OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE is set, which forbids the network"
    if isinstance(error, HfHubHTTPError):
        return _refusal(error, host)
    if isinstance(error, TimeoutError | httpx2.TimeoutException):
        return f"{host} gave no answer in time"
    chain: list[BaseException | None] = [error]
    while chain[-1] is not None:
        chain.append(chain[-1].__cause__ or chain[-1].__context__)
    if any(isinstance(link, socket.gaierror) for link in chain):
        return f"the name of {host} could not be resolved, as when a machine has no network"
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        return f"{host} could not be reached"
    if isinstance(error, httpx2.HTTPError):
        return f"the connection to {host} broke off ({type(error).__name__})"
    if _is_full(error):
        return "the disk is full"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be read or written ({error.strerror}; HF_HOME says where checkpoints are kept)"
    if isinstance(error, OSError):
        return "a file that arrived is shorter or longer than the hub says"
    return f"something unexpected happened ({type(error).__name__}: {error})".replace("\n", " ")


def _refusal(error: HfHubHTTPError, host: str) -> str:
    status = error.response.status_code
    if isinstance(error, RevisionNotFoundError):
        return f"{host} does not have that commit of it (404)"
    if isinstance(error, GatedRepoError):
        return f"{host} gives it only to people who agreed to its terms ({status})"
    match status:
        case 404:
            return f"{host} does not have it (404)"
        case 401 | 403:
            return f"{host} does not have it, or gives it only to some who log in ({status})"
        case 429:
            return f"{host} has had too many requests from this network (429)"
        case _ if status >= 500:
            return f"{host} has a fault of its own ({status})"
    return f"{host} refused with status {status}"
