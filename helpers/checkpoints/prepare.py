"""Write a checkpoint in the files that the lessons read, and none that could run code."""

import json
import os
import pickle
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import RobertaTokenizer

from helpers.checkpoints.errors import CheckpointError
from helpers.checkpoints.folder import CONFIG, PICKLED, WEIGHTS, check_folder
from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of

LIMIT = 512  # tokens of a text; the published tokenizer's files leave it out
ABOUT = """\
Made by "Transformers under the hood" from {origin}.

The weights are the same numbers under the same names. The tokenizer's files are written anew by transformers, with the
limit of {limit} tokens. {manifest} lists the sums. The licence is that of the original.
"""


def prepare(source: Path, target: Path, origin: str, further: Mapping[str, int] | None = None) -> None:
    """Write ``config.json``, ``model.safetensors``, ``tokenizer.json`` and a manifest to ``target``, in one step.

    Args:
        source: a folder with ``config.json``; ``model.safetensors`` or ``pytorch_model.bin``; ``tokenizer.json`` or
            ``vocab.json`` and ``merges.txt``. It is left alone.
        origin: where the checkpoint comes from, for messages and the folder's README.
        further: settings that the configuration has to have, beyond what all lessons need.

    Raises:
        CheckpointError: a file cannot be read, or the lessons cannot work with what is in it.
        OSError: ``target`` cannot be written.
    """
    temporary = target.with_name(f"{target.name}.part")
    shutil.rmtree(temporary, ignore_errors=True)  # of a program that was killed
    try:
        temporary.mkdir()
        _write_config(source / CONFIG, temporary / CONFIG)
        if (source / WEIGHTS).is_file():
            _link_or_copy(source / WEIGHTS, temporary / WEIGHTS)
        else:
            save_file(read_pickled(source / PICKLED), temporary / WEIGHTS, metadata={"format": "pt"})
        (temporary / WEIGHTS).chmod(0o644)  # written for its owner alone, and a cache may be shared
        _write_tokenizer(source, temporary)
        check_folder(temporary, origin, further)
        about = ABOUT.format(origin=origin, limit=LIMIT, manifest=MANIFEST_NAME)
        (temporary / "README.md").write_text(about, encoding="utf-8")
        (temporary / MANIFEST_NAME).write_text(manifest_of(temporary), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)  # damaged, or it would not be made again
        temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def read_pickled(path: Path) -> dict[str, torch.Tensor]:
    """Read a ``pytorch_model.bin`` with torch's restricted unpickler, which builds tensors and calls nothing else.

    Raises:
        CheckpointError: the file is damaged, or holds anything but tensors.
    """
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
        return {name: tensor.contiguous().clone() for name, tensor in weights.items()}
    except pickle.UnpicklingError:
        raise CheckpointError(
            f"{path} holds more than weights, and reading it could run a program. It was not read: do not use it."
        ) from None
    except (RuntimeError, EOFError, ValueError, AttributeError, TypeError):
        raise CheckpointError(f"{path} is damaged or no file of weights: fetch or copy it again.") from None


def _write_config(source: Path, path: Path) -> None:
    config = json.loads(source.read_text(encoding="utf-8"))
    if not config.get("label2id"):  # the library makes no names of labels from the other table
        config["label2id"] = {label: int(number) for number, label in config["id2label"].items()}
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _write_tokenizer(source: Path, folder: Path) -> None:
    try:
        tokenizer = RobertaTokenizer.from_pretrained(source)
    except Exception as error:  # of several libraries, for files that are missing, damaged or of another kind
        reason = str(error).partition("\n")[0]
        raise CheckpointError(f"The tokenizer's files in {source} cannot be read: {reason}") from None
    tokenizer.model_max_length = min(tokenizer.model_max_length, LIMIT)
    tokenizer.save_pretrained(folder)


def _link_or_copy(source: Path, path: Path) -> None:
    """Give a large file a second name; copy it where the disk knows no second names."""
    try:
        os.link(source.resolve(), path)
    except OSError:
        shutil.copyfile(source, path)
