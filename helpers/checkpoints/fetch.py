"""Fetching the published checkpoint from the Hugging Face hub: resumed, verified, every fault in a sentence.

The hub's own client does the transfer. Around it stand what a classroom needs: an answer within seconds when there is
no hub to be reached, a part that is kept for the next try, and the weights compared with their known sum.
"""

import contextlib
import errno
import os
import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, OfflineModeIsEnabled, RevisionNotFoundError
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import build_hf_headers

from helpers.checkpoints import published
from helpers.checkpoints.errors import WAYS_OUT, CheckpointError
from helpers.checkpoints.manifest import sha256_of

ANSWER_SECONDS = 8  # for the hub's first answer, name resolution included
PART = ".part"
LOGIN = "does not have it, or gives it only to some who log in"
REFUSALS = {401: LOGIN, 403: LOGIN, 404: "does not have it", 429: "has had too many requests from this network"}

Result = TypeVar("Result")


def size_of(name: str) -> int:
    """Ask the hub for the size, in bytes, of a large file of the pinned commit.

    Raises:
        CheckpointError: no answer, a refusal, or another file than the known one.
    """
    with as_sentences(published.NAME):
        answer = _within(
            ANSWER_SECONDS,
            lambda: get_hf_file_metadata(_address(name), timeout=ANSWER_SECONDS, headers=build_hf_headers()),
        )
    if answer.commit_hash != published.REVISION or not answer.etag or not answer.size:
        raise CheckpointError(
            f"{published.NAME} could not be had, because what {constants.ENDPOINT} answers is not what a hub answers. "
            f"A network that wants a login first does that: open a page in a browser, or {WAYS_OUT}."
        )
    if answer.etag != published.SUMS[name]:
        raise CheckpointError(
            f"{name} of {published.NAME} has the sha256 sum {answer.etag} at {constants.ENDPOINT}, and this collection "
            f"knows it with {published.SUMS[name]}. It was not downloaded. Ask whoever runs that server; until then, "
            f"{WAYS_OUT}."
        )
    return answer.size


def download(name: str, folder: Path, size: int | None = None) -> None:
    """Download a file of the pinned commit, unless ``folder`` holds it; it gets its name when its sum is the known one.

    An interrupted file stays as a part, and the next call goes on from its end. A file without a known sum, a small
    one, is fetched anew each time.

    Raises:
        CheckpointError: the transfer failed, or what came has another sum.
    """
    path, part = folder / name, folder / (name + PART)
    known = published.SUMS.get(name)
    with as_sentences(published.NAME):
        folder.mkdir(parents=True, exist_ok=True)
        if known and path.is_file() and sha256_of(path) == known:
            return
        if part.is_file() and (not known or part.stat().st_size > (size or 0)):
            part.unlink()
        resumed = part.is_file()
        with part.open("ab") as stream:
            try:
                http_get(
                    _address(name),
                    stream,
                    resume_size=stream.tell(),
                    headers=build_hf_headers(),
                    expected_size=size,
                    displayed_filename=name,
                )
            except HfHubHTTPError as error:
                if _status(error) != 416 or not resumed:  # the server cannot go on from there
                    raise
        if not known or sha256_of(part) == known:
            part.replace(path)
            return
        part.unlink()
    if resumed:  # the part may have been of another file, or damaged on the disk
        return download(name, folder, size)
    raise CheckpointError(
        f"{name} of {published.NAME} arrived damaged: its sum is not the known one. It was deleted. A proxy may have "
        f"changed it; {WAYS_OUT}."
    )


def bytes_there(name: str, folder: Path) -> int:
    """How much of a file is there, whole or in part."""
    return max((path.stat().st_size for path in (folder / name, folder / (name + PART)) if path.is_file()), default=0)


def _address(name: str) -> str:
    return hf_hub_url(published.NAME, name, revision=published.REVISION)


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
def as_sentences(origin: str) -> Iterator[None]:
    """Turn what the network, the hub and the disk can do wrong into one sentence, and keep the error as its cause.

    Raises:
        CheckpointError: in place of every other error.
    """
    try:
        yield
    except CheckpointError:
        raise
    except Exception as error:  # the client raises errors of several libraries
        kept = " What has arrived is kept, and the next try goes on from there." if _is_full(error) else ""
        raise CheckpointError(f"{origin} could not be had, because {_reason(error)}: {WAYS_OUT}.{kept}") from error


def _is_full(error: Exception) -> bool:
    # Some libraries give the system's words without its number.
    return getattr(error, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(error)


def _reason(error: Exception) -> str:
    host, proxy = constants.ENDPOINT, _proxy()
    way = f"the proxy {proxy}, which HTTPS_PROXY or the system's settings name," if proxy else host
    if isinstance(error, OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE is set, which forbids the network"
    if isinstance(error, httpx2.ProxyError) or (isinstance(error, HfHubHTTPError) and _status(error) == 407):
        return f"the proxy {proxy} refuses ({_first_line(error)}); HTTPS_PROXY=http://name:password@{proxy} logs in"
    if isinstance(error, HfHubHTTPError):
        return _refusal(error, host)
    if isinstance(error, TimeoutError | httpx2.TimeoutException):
        return f"{way} gave no answer in time"
    chain: list[BaseException | None] = [error]
    while chain[-1] is not None:
        chain.append(chain[-1].__cause__ or chain[-1].__context__)
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {host} is not trusted here ({link.verify_message}); where a network has a "
                "certificate of its own, set SSL_CERT_FILE to its file"
            )
        if isinstance(link, socket.gaierror):
            return f"the name of {way} could not be resolved, as when a machine has no network"
    if isinstance(error, httpx2.ConnectError):
        return f"{way} could not be reached"
    if isinstance(error, httpx2.HTTPError):
        return f"the connection to {way} broke off ({type(error).__name__})"
    if _is_full(error):
        return "the disk is full"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be read or written ({error.strerror}; HF_HOME says where checkpoints are kept)"
    if isinstance(error, OSError):
        return "a file that arrived is shorter or longer than the hub says"
    return f"something unexpected happened ({type(error).__name__}: {_first_line(error)})"


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")


def _status(error: HfHubHTTPError) -> int:
    return error.response.status_code


def _proxy() -> str | None:
    """Host and port of the proxy on the way to the hub, without the name and password that may stand before them."""
    try:
        hub = urlsplit(constants.ENDPOINT)
        proxies = {} if urllib.request.proxy_bypass(hub.hostname or "") else urllib.request.getproxies()
        given = proxies.get(hub.scheme) or proxies.get("all") or ""
        return urlsplit(given if "://" in given else f"//{given}").netloc.rpartition("@")[2] or None
    except ValueError:  # no addresses
        return None


def _refusal(error: HfHubHTTPError, host: str) -> str:
    status = _status(error)
    if isinstance(error, RevisionNotFoundError):
        return f"{host} does not have that commit of it ({status})"
    if isinstance(error, GatedRepoError):
        return f"{host} gives it only to people who agreed to its terms ({status})"
    if status in REFUSALS:
        return f"{host} {REFUSALS[status]} ({status})"
    return f"{host} has a fault of its own ({status})" if status >= 500 else f"{host} refused with status {status}"
