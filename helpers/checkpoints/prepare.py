"""Write a checkpoint in the files that the lessons read, and none that could run code."""

import json
import pickle
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from helpers.checkpoints.errors import CheckpointError
from helpers.checkpoints.folder import (
    COMPACT_FOLDER,
    CONFIG,
    PICKLED,
    TOKENIZER,
    TOKENIZER_CONFIG,
    WEIGHTS,
    check_config,
    check_shapes,
    check_vocabulary,
    check_weights,
    label2id,
)
from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of

LFS_NOTE = b"version https://git-lfs"
ABOUT = """\
Made by "Transformers under the hood" from {origin}.

The weights are the same numbers under the same names. The tokenizer's files are those of the collection's compact
checkpoint, after its entries and merges were found to be the same. {manifest} lists the sums. The licence is that of
the original.
"""


def prepare(source: Path, target: Path, origin: str, further: Mapping[str, Any] | None = None) -> None:
    """Write configuration, weights as safetensors, tokenizer and a manifest to ``target``, in one step.

    Args:
        source: a folder with ``config.json``; ``model.safetensors`` or ``pytorch_model.bin``; ``tokenizer.json`` or
            ``vocab.json`` and ``merges.txt``. It is left alone.
        origin: where the checkpoint comes from, for messages and the folder's README.
        further: settings that the configuration has to have, beyond what all lessons need.

    Raises:
        CheckpointError: a file cannot be read, or the lessons cannot work with what is in it.
        OSError: ``target`` cannot be written.
    """
    config = check_config(source, origin, further)
    check_vocabulary(source, origin)
    temporary = target.with_name(f"{target.name}.part")
    _remove(temporary)  # of a program that was killed
    try:
        temporary.mkdir()
        if (source / WEIGHTS).is_file():
            shutil.copyfile(source / WEIGHTS, temporary / WEIGHTS)
        else:
            save_file(read_pickled(source / PICKLED, config, origin), temporary / WEIGHTS, metadata={"format": "pt"})
            (temporary / WEIGHTS).chmod(0o644)  # written for its owner alone, and a cache may be shared
        check_weights(temporary, config, origin)
        # The library makes no names of labels from the other table.
        config["label2id"] = label2id(config["id2label"])
        (temporary / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        for name in (TOKENIZER, TOKENIZER_CONFIG):
            shutil.copyfile(COMPACT_FOLDER / name, temporary / name)
        about = ABOUT.format(origin=origin, manifest=MANIFEST_NAME)
        (temporary / "README.md").write_text(about, encoding="utf-8", errors="replace")
        (temporary / MANIFEST_NAME).write_text(manifest_of(temporary), encoding="utf-8")
        _remove(target)  # damaged, or it would not be made again
        temporary.replace(target)
    finally:
        _remove(temporary)


def read_pickled(path: Path, config: Mapping[str, Any], origin: str) -> dict[str, torch.Tensor]:
    """Read a ``pytorch_model.bin`` with torch's restricted unpickler, which builds tensors and calls nothing else.

    Raises:
        CheckpointError: the file is damaged, of another model, or holds anything but tensors.
    """
    with path.open("rb") as file:
        if file.read(len(LFS_NOTE)) == LFS_NOTE:
            raise CheckpointError(f"{path} is a note that Git LFS left in place of the file: run `git lfs pull` there.")
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
        shapes = {name: tuple(tensor.shape) for name, tensor in weights.items()}
    except pickle.UnpicklingError:
        raise CheckpointError(
            f"{path} holds something else than weights, which could be a program. It was not read: do not use it."
        ) from None
    except MemoryError:
        raise
    except Exception:  # of many kinds, for what was not written by torch
        raise CheckpointError(f"{path} is damaged or no file of weights: fetch or copy it again.") from None
    check_shapes(shapes, config, origin)  # before room is taken for them
    return {name: tensor.contiguous().clone() for name, tensor in weights.items()}


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)
