"""Checkpoints made ready for the lessons: plain folders in one place, each with a manifest.

A folder here holds ``config.json``, ``model.safetensors`` and ``tokenizer.json``, whatever files the checkpoint came
in, and no links: it can be copied to another machine, to the same place or to any other and named there.
"""

import contextlib
import hashlib
import json
import pickle
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from huggingface_hub import constants

from helpers.checkpoints import fetch, published
from helpers.checkpoints import requirements as required
from helpers.checkpoints.errors import WAYS_OUT, CheckpointError
from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of, verify_manifest
from helpers.checkpoints.requirements import CONFIG, PICKLED, WEIGHTS

if TYPE_CHECKING:
    import torch  # takes seconds to import, and what is ready already needs it not

FOLDER = "under-the-hood"
MEGABYTE = 1_000_000
SMALL_FILES = 10 * MEGABYTE  # more than all files but the weights take
ABOUT = """\
Made by "Transformers under the hood" from {origin}.

The weights are the same numbers under the same names, in float32; those that the classifier has no use for are left
out. The tokenizer's files are those of the collection's compact checkpoint, which has the same entries and merges.
{manifest} lists the sums. The licence is that of the original.
"""


def root() -> Path:
    """Where checkpoints that are ready stand, one folder each.

    Raises:
        CheckpointError: HF_HOME names no place, but one that depends on where a program was started.
    """
    home = Path(constants.HF_HOME)
    if not home.is_absolute():
        raise CheckpointError(
            f"HF_HOME is {constants.HF_HOME!r}, which is another folder wherever a program starts: write its whole "
            "path, or unset it."
        )
    return home / FOLDER


def published_folder() -> Path:
    """Where the published checkpoint stands, or will."""
    return root() / f"{published.NAME.replace('/', '--')}--{published.REVISION}"


def is_ready(folder: Path, thorough: bool = True) -> bool:
    """Whether a folder holds the lessons' files and everything else that its manifest lists, undamaged.

    Args:
        thorough: count the sum of the weights too, and not only compare their length with what the file says.
    """
    try:
        verify_manifest(folder, "", needed=required.FILES, unread=() if thorough else (WEIGHTS,))
        required.read_header(folder, "")  # the shapes in it were compared when it was made
    except CheckpointError:
        return False
    return True


def fetch_published(thorough: bool = False) -> Path:
    """Return the published checkpoint's folder, made ready; download what is missing. What is ready needs no network.

    Raises:
        CheckpointError: with what went wrong and the ways out; what is ready already stays as it was.
    """
    target = published_folder()
    if is_ready(target, thorough):
        return target
    origin = f"{published.NAME}, commit {published.REVISION}"
    with _alone(target, origin):
        if not is_ready(target, thorough):  # another program may have done it while this one waited
            download = target.with_name(f"{target.name}.download")
            prepare(download, target, origin, _download(download))
            shutil.rmtree(download, ignore_errors=True)
    return target


def open_folder(folder: Path, thorough: bool = False) -> Path:
    """Return a folder that the lessons can work with: this one, or a copy made ready if its files are of other kinds.

    Raises:
        CheckpointError: the lessons cannot work with it, or a copy is needed and cannot be written.
    """
    origin = f"the folder {folder}"
    if (folder / MANIFEST_NAME).is_file():
        verify_manifest(folder, "copy the folder again", unread=() if thorough else (WEIGHTS, PICKLED))
    config = required.check_config(folder, origin)
    paths = [folder / name for name in (WEIGHTS, PICKLED, *required.OTHERS) if (folder / name).is_file()]
    if not paths or paths[0].name not in (WEIGHTS, PICKLED):
        raise CheckpointError(
            f"{origin} is no checkpoint that the lessons can read: it has neither {WEIGHTS} nor {PICKLED}."
        )
    same_tokenizer = required.check_tokenizer(folder, origin)
    if paths[0].name == WEIGHTS and required.check_weights(folder, config, origin) and same_tokenizer:
        return folder
    # Sizes and times tell whether the folder has changed since; to read it all would take a second at every start.
    state = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    copies = root() / f"folder--{_digest(folder)}"
    target = copies.with_name(f"{copies.name}--{_digest(state)}")
    if is_ready(target, thorough):
        return target
    with _alone(copies, origin):
        if not is_ready(target, thorough):
            _check_room(2 * paths[0].stat().st_size + SMALL_FILES, origin)  # numbers half as wide need twice the room
            prepare(folder, target, origin, config)
            for earlier in root().glob(f"{copies.name}--*"):
                if earlier != target:
                    _remove(earlier)
    return target


def prepare(source: Path, target: Path, origin: str, config: dict[str, Any]) -> None:
    """Write configuration, weights as safetensors, tokenizer and a manifest to ``target``, in one step.

    Args:
        source: a folder with ``model.safetensors`` or ``pytorch_model.bin``. It is left alone.
        origin: where the checkpoint comes from, for messages and the folder's README.
        config: its configuration, checked.

    Raises:
        CheckpointError: the weights cannot be read, or are not the configuration's.
        OSError: ``target`` cannot be written.
    """
    from safetensors.torch import save_file

    # The library makes no names of labels from the other table, and loads numbers in the type that is named here.
    config = config | {"label2id": required.label2id(config["id2label"]), "dtype": "float32"}
    config.pop("torch_dtype", None)  # the older name
    temporary = target.with_name(f"{target.name}.part")
    _remove(temporary)  # of a program that was killed
    try:
        weights = read_weights(source, config, origin)
        temporary.mkdir()
        save_file(weights, temporary / WEIGHTS, metadata={"format": "pt"})
        (temporary / WEIGHTS).chmod(0o644)  # written for its owner alone, and a cache may be shared
        (temporary / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        for name in (required.TOKENIZER, required.TOKENIZER_CONFIG):
            shutil.copyfile(required.COMPACT_FOLDER / name, temporary / name)
        about = ABOUT.format(origin=origin, manifest=MANIFEST_NAME)
        (temporary / "README.md").write_text(about, encoding="utf-8", errors="replace")
        (temporary / MANIFEST_NAME).write_text(manifest_of(temporary), encoding="utf-8")
        _remove(target)  # damaged, or it would not be made again
        temporary.replace(target)
    finally:
        _remove(temporary)


def read_weights(folder: Path, config: Mapping[str, Any], origin: str) -> dict[str, "torch.Tensor"]:
    """The model's weights by name, in float32, from safetensors or else from a ``pytorch_model.bin``.

    Raises:
        CheckpointError: the file is damaged, of another model, or holds anything but tensors.
    """
    import torch
    from safetensors.torch import load_file

    weights = load_file(folder / WEIGHTS) if (folder / WEIGHTS).is_file() else _read_pickled(folder / PICKLED)
    shapes = {name: tuple(tensor.shape) for name, tensor in weights.items()}
    names = required.check_shapes(shapes, config, origin)  # before room is taken for them
    return {name: weights[name].to(torch.float32, copy=True).contiguous() for name in names}


def _read_pickled(path: Path) -> dict[str, "torch.Tensor"]:
    """Read a file with torch's restricted unpickler, which builds tensors and calls nothing else."""
    import torch

    print(
        f"Its weights are a {PICKLED}, a kind of file that can hold a program.\n"
        f"They are read in torch's weights_only mode, which runs none, and stored as\n{WEIGHTS}."
    )
    required.refuse_lfs_note(path)
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
        if not all(isinstance(tensor, torch.Tensor) for tensor in weights.values()):
            raise ValueError("something else than tensors")
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            f"{path} holds something else than weights, which could be a program. It was not read: do not use it."
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # of many kinds, for what was not written by torch
        raise CheckpointError(f"{path} is damaged or no file of weights: fetch or copy it again.") from error
    return weights


def _download(folder: Path) -> dict[str, Any]:
    """Have the published checkpoint's configuration and weights in a folder, and return the first."""
    (weights,) = published.SUMS
    size = fetch.size_of(weights)
    to_come = max(0, size - fetch.bytes_there(weights, folder))
    needed = to_come + size + SMALL_FILES  # the weights are written again before the download is deleted
    print(
        f"{published.NAME}, commit {published.REVISION[:8]}\n"
        f"  to fetch: {to_come / MEGABYTE:,.0f} MB from {constants.ENDPOINT}\n"
        f"  to: {root()}\n"
        f"  room: {needed / MEGABYTE:,.0f} MB needed on the way, {free_bytes(root()) / MEGABYTE:,.0f} MB free"
    )
    _check_room(needed, published.NAME)
    fetch.download(CONFIG, folder)
    config = required.check_config(folder, published.NAME, published.SETTINGS)  # before the long download
    fetch.download(weights, folder, size)
    return config


def free_bytes(folder: Path) -> int:
    """The room on the disk of a folder that may not exist yet."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free


def _check_room(needed: int, origin: str) -> None:
    if (free := free_bytes(root())) < needed:
        raise CheckpointError(
            f"There is not enough room in {root()} for {origin}: {needed / MEGABYTE:,.0f} MB are needed and "
            f"{free / MEGABYTE:,.0f} MB are free. Make room, set HF_HOME to a folder on another disk, or {WAYS_OUT}."
        )


def _digest(what: object) -> str:
    return hashlib.sha256(str(what).encode(errors="surrogateescape")).hexdigest()[:16]


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _alone(target: Path, origin: str) -> Iterator[None]:
    """Keep other programs from making the same folder at the same time, and end every fault in a sentence."""
    with fetch.as_sentences(origin):
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.with_name(f"{target.name}.lock"))
        try:
            lock.acquire(blocking=False)
        except Timeout:
            print(f"Another program is fetching {origin}; waiting for it.")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
