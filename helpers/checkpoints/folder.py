"""Whether the lessons can work with the checkpoint in a folder, and if not, why not."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.checkpoints.errors import CheckpointError

COMPACT_FOLDER = Path(__file__).parents[1] / "compact_checkpoint"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"
WEIGHTS = "model.safetensors"
PICKLED = "pytorch_model.bin"  # an older file format, which can hold a program

# What every lesson relies on; sizes of layers and vectors may be any.
SETTINGS = {
    "model_type": "roberta",
    "vocab_size": 50265,
    "max_position_embeddings": 514,
    "type_vocab_size": 1,
    "pad_token_id": 1,
    "hidden_act": "gelu",
    "problem_type": "single_label_classification",
}
# A configuration may leave out what has the library's usual value.
USUAL = {"hidden_act": "gelu", "pad_token_id": 1}
ARCHITECTURE = "RobertaForSequenceClassification"
LABELS = {"negative", "neutral", "positive"}


def check_folder(folder: Path, origin: str, further: Mapping[str, int] | None = None) -> None:
    """Refuse a folder that the lessons cannot work with.

    Args:
        origin: what the messages call the checkpoint.
        further: settings that this one checkpoint has to have as well, by their names in config.json.

    Raises:
        CheckpointError: naming the file and what in it differs.
    """
    for name in (CONFIG, WEIGHTS, TOKENIZER):
        if not (folder / name).is_file():
            raise CheckpointError(f"{origin} is no checkpoint that the lessons can read: it has no {name}.")
    check_config(folder / CONFIG, origin, further)
    check_vocabulary(folder / TOKENIZER, origin)
    check_weights(folder / WEIGHTS, origin)


def check_config(path: Path, origin: str, further: Mapping[str, int] | None = None) -> None:
    """Compare a configuration with what the lessons need.

    Raises:
        CheckpointError: with every setting that differs.
    """
    config = USUAL | _read_object(path, origin)
    config["problem_type"] = config.get("problem_type") or SETTINGS["problem_type"]
    needed = {**SETTINGS, **(further or {})}
    differences = [
        f"{key} is {config.get(key)!r}, not {value!r}" for key, value in needed.items() if config.get(key) != value
    ]
    if ARCHITECTURE not in (config.get("architectures") or []):
        differences.append(f"architectures is {config.get('architectures')!r}, without {ARCHITECTURE!r}")
    labels = config.get("id2label")
    if not isinstance(labels, dict) or set(labels) != {"0", "1", "2"} or set(map(str, labels.values())) != LABELS:
        differences.append(
            f"id2label is {labels!r}, not a number from 0 to 2 for each of negative, neutral and positive"
        )
    elif config.get("label2id") and config["label2id"] != {label: int(number) for number, label in labels.items()}:
        differences.append(f"label2id is {config['label2id']!r}, and id2label says otherwise")
    if differences:
        raise CheckpointError(f"The lessons cannot work with {origin}: in its {path.name}, {'; '.join(differences)}.")


def check_vocabulary(path: Path, origin: str) -> None:
    """Compare a tokenizer's entries and merges with those of the compact checkpoint, which are the published ones.

    Raises:
        CheckpointError: saying how many entries differ, with an example, or that the merges do.
    """
    entries, merges = _entries_and_merges(path, origin)
    ours, our_merges = _entries_and_merges(COMPACT_FOLDER / TOKENIZER, "the compact checkpoint")
    different = sorted(token for token in entries.keys() | ours.keys() if entries.get(token) != ours.get(token))
    if different:
        token = different[0]
        raise CheckpointError(
            f"The lessons cannot work with {origin}: its vocabulary differs from the published one in "
            f"{len(different):,} entries, for example {token!r} with ID {entries.get(token)}, not {ours.get(token)}."
        )
    if merges != our_merges:
        raise CheckpointError(f"The lessons cannot work with {origin}: its merges differ from the published ones.")


def check_weights(path: Path, origin: str) -> None:
    """Open a file of weights, which reads its header and compares its length.

    Raises:
        CheckpointError: the file is cut off, or no safetensors file.
    """
    from safetensors import SafetensorError, safe_open  # takes a while to import, and the compact one needs it not

    try:
        with safe_open(path, framework="np"):
            pass
    except SafetensorError as error:
        raise CheckpointError(
            f"{origin} is damaged: its {path.name} cannot be read ({error}). Copy it again."
        ) from None


def _entries_and_merges(path: Path, origin: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    try:
        model = _read_object(path, origin)["model"]
        pairs = (pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"])
        return dict(model["vocab"]), [(first, second) for first, second in pairs]
    except (TypeError, ValueError, KeyError):
        raise CheckpointError(
            f"The lessons cannot work with {origin}: its {path.name} describes no byte pair encoding."
        ) from None


def _read_object(path: Path, origin: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:  # of JSON and of UTF-8
        content = None
    if not isinstance(content, dict):
        raise CheckpointError(f"{origin} is damaged: its {path.name} is not a JSON object. Copy it again.")
    return content
