"""What the lessons require of a checkpoint, and what is said of one that does not fit."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.checkpoints.errors import CheckpointError

COMPACT_FOLDER = Path(__file__).parents[1] / "compact_checkpoint"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
VOCABULARY, MERGES = "vocab.json", "merges.txt"  # what older checkpoints have in place of tokenizer.json
OLDER_SETTINGS = ("special_tokens_map.json", "added_tokens.json")  # of such tokenizers
WEIGHTS = "model.safetensors"
PICKLED = "pytorch_model.bin"  # an older file format, which can hold a program
FILES = (CONFIG, WEIGHTS, TOKENIZER, TOKENIZER_CONFIG)
OTHERS = (CONFIG, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY, MERGES, *OLDER_SETTINGS)  # beside the weights
LFS_NOTE = b"version https://git-lfs"

# What every lesson relies on; sizes of layers and vectors may be any.
REQUIRED: dict[str, Any] = {
    "model_type": "roberta",
    "vocab_size": 50265,
    "max_position_embeddings": 514,
    "type_vocab_size": 1,
    "pad_token_id": 1,
    "hidden_act": "gelu",
    "num_labels": 3,
    "problem_type": "single_label_classification",
    "is_decoder": False,
    "return_dict": True,
    # These can name code that the library would fetch and run.
    "attn_implementation": None,
    "_attn_implementation": None,
    "quantization_config": None,
}
# What has the library's usual value where a configuration leaves it out.
USUAL = {
    key: REQUIRED[key]
    for key in ("pad_token_id", "hidden_act", "num_labels", "problem_type", "is_decoder", "return_dict")
}
SIZES = {
    "hidden_size": 100_000,
    "num_hidden_layers": 1_000,
    "num_attention_heads": 1_000,
    "intermediate_size": 1_000_000,
}
ARCHITECTURE = "RobertaForSequenceClassification"
LABELS = {"negative", "neutral", "positive"}
Shapes = Mapping[str, tuple[int, ...]]
# What a tokenizer's files note of how they were saved or last used; a call sets padding and truncation anew.
PASSING = {"padding", "truncation", "is_local", "local_files_only", "name_or_path", "backend"}


def check_config(folder: Path, origin: str, further: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Compare a folder's configuration with what the lessons need, and return it.

    Args:
        origin: what the messages call the checkpoint.
        further: settings that this one checkpoint has to have as well, by their names in config.json.

    Raises:
        CheckpointError: with every setting that differs.
    """
    config = read_object(folder / CONFIG, origin)
    found = USUAL | {key: value for key, value in config.items() if value is not None}
    differences = [
        f"{key} is {found.get(key)!r}, not {value!r}"
        for key, value in {**REQUIRED, **(further or {})}.items()
        if found.get(key) != value or type(found.get(key)) is not type(value)
    ]
    differences += [
        f"{key} is {found.get(key)!r}, not a number from 1 to {most:,}"
        for key, most in SIZES.items()
        if type(found.get(key)) is not int or not 1 <= found[key] <= most
    ]
    if not differences and found["hidden_size"] % found["num_attention_heads"]:
        differences.append("hidden_size is no multiple of num_attention_heads")
    architectures = found.get("architectures")
    if not isinstance(architectures, list) or ARCHITECTURE not in architectures:
        differences.append(f"architectures is {architectures!r}, without {ARCHITECTURE!r}")
    labels = found.get("id2label")
    if not isinstance(labels, dict) or set(labels) != {"0", "1", "2"} or set(map(str, labels.values())) != LABELS:
        differences.append(
            f"id2label is {labels!r}, not a number from 0 to 2 for each of negative, neutral and positive"
        )
    elif found.get("label2id") and found["label2id"] != label2id(labels):
        differences.append(f"label2id is {found['label2id']!r}, and id2label says otherwise")
    if differences:
        raise CheckpointError(f"The lessons cannot work with {origin}: in its {CONFIG}, {'; '.join(differences)}.")
    return config


def label2id(id2label: Mapping[str, str]) -> dict[str, int]:
    """The labels' numbers by their names.

    >>> label2id({"0": "no", "1": "yes"})
    {'no': 0, 'yes': 1}
    """
    return {label: int(number) for number, label in id2label.items()}


def check_tokenizer(folder: Path, origin: str) -> bool:
    """Compare a tokenizer's entries and merges with those of the compact checkpoint, which are the published ones.

    Returns:
        Whether all else in its files is the same as well, so that the library makes the same tokenizer of them.

    Raises:
        CheckpointError: saying how many entries differ, with an example; that the merges do; or that the tokenizer
            puts a space before a text.
    """
    files, ours = _tokenizer_files(folder, origin), _tokenizer_files(COMPACT_FOLDER, "the compact checkpoint")
    entries, merges = _entries_and_merges(folder, files[0], origin)
    our_entries, our_merges = _entries_and_merges(COMPACT_FOLDER, ours[0], "the compact checkpoint")
    tokens = entries.keys() | our_entries.keys()
    different = sorted(token for token in tokens if entries.get(token) != our_entries.get(token))
    if different:
        token = different[0]
        raise CheckpointError(
            f"The lessons cannot work with {origin}: its vocabulary differs from the published one in "
            f"{len(different):,} entries, for example {token!r} with ID {entries.get(token)}, "
            f"not {our_entries.get(token)}."
        )
    if merges != our_merges:
        raise CheckpointError(f"The lessons cannot work with {origin}: its merges differ from the published ones.")
    if files[1].get("add_prefix_space"):
        raise CheckpointError(f"The lessons cannot work with {origin}: its tokenizer puts a space before every text.")
    return files == ours and not any((folder / name).exists() for name in OLDER_SETTINGS)


def read_header(folder: Path, origin: str) -> tuple[Shapes, set[str]]:
    """The shapes in a file of weights by the tensors' names, and the types of their numbers.

    Raises:
        CheckpointError: the file is no safetensors file, or has another length than its header says.
    """
    from safetensors import SafetensorError, safe_open  # takes a while to import, and the compact one needs it not

    refuse_lfs_note(folder / WEIGHTS)
    try:
        with safe_open(folder / WEIGHTS, framework="np") as file:
            tensors = {name: file.get_slice(name) for name in file.keys()}
            shapes = {name: tuple(tensor.get_shape()) for name, tensor in tensors.items()}
            return shapes, {tensor.get_dtype() for tensor in tensors.values()}
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{origin} is damaged: its {WEIGHTS} cannot be read ({error}). Copy it again.") from error


def check_weights(folder: Path, config: Mapping[str, Any], origin: str) -> bool:
    """Compare the header of a file of weights with its length, and the shapes in it with a configuration.

    Returns:
        Whether the library loads it as the lessons need it: in float32, and with no tensor left over.

    Raises:
        CheckpointError: the file is cut off, no safetensors file, or of another model.
    """
    shapes, types = read_header(folder, origin)
    expected = check_shapes(shapes, config, origin)
    # Where a configuration names no type, the library takes that of the file.
    dtype = config.get("dtype") or config.get("torch_dtype") or ("float32" if types == {"F32"} else None)
    return shapes.keys() == expected.keys() and dtype == "float32"


def check_shapes(shapes: Shapes, config: Mapping[str, Any], origin: str) -> Shapes:
    """Compare the shapes of weights, by their names, with those that the library makes of a configuration.

    Returns:
        The shapes of the model. The file may hold others as well.

    Raises:
        CheckpointError: naming the first tensor that is missing or has another shape.
    """
    import torch
    from transformers import RobertaConfig, RobertaForSequenceClassification

    try:
        with torch.device("meta"):  # which gives tensors a shape and no numbers
            model = RobertaForSequenceClassification(RobertaConfig.from_dict(dict(config)))
    except Exception as error:  # of many kinds, for settings that the lessons do not look at
        sentence = f"The lessons cannot work with {origin}: the library refuses its {CONFIG} ({error})."
        raise CheckpointError(" ".join(sentence.split())) from error
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    for name, shape in expected.items():
        if shapes.get(name) != shape:
            found = f"has the shape {shapes[name]}, not {shape}" if name in shapes else "is missing"
            raise CheckpointError(f"{origin} is damaged: among its weights, {name} {found}. Fetch or copy it again.")
    return expected


def refuse_lfs_note(path: Path) -> None:
    """Raise a CheckpointError for the note that a clone without Git LFS holds in place of a large file."""
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(LFS_NOTE)) == LFS_NOTE:
                raise CheckpointError(
                    f"{path} is a note that Git LFS left in place of the file: run `git lfs pull` there."
                )


def read_object(path: Path, origin: str) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises:
        CheckpointError: it cannot be read, or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError):  # of JSON and of UTF-8
        content = None
    if not isinstance(content, dict):
        refuse_lfs_note(path)
        raise CheckpointError(f"{origin} is damaged: its {path.name} is not a JSON object. Copy it again.")
    return content


def _tokenizer_files(folder: Path, origin: str) -> list[dict[str, Any]]:
    """What tokenizer.json and tokenizer_config.json say, empty where there is none."""
    paths = [folder / name for name in (TOKENIZER, TOKENIZER_CONFIG)]
    contents = [read_object(path, origin) if path.is_file() else {} for path in paths]
    return [{key: value for key, value in content.items() if key not in PASSING} for content in contents]


def _entries_and_merges(
    folder: Path, tokenizer: Mapping[str, Any], origin: str
) -> tuple[dict[str, int], list[tuple[str, ...]]]:
    """The vocabulary and the merges, from whichever files a checkpoint keeps them in."""
    try:
        if tokenizer:
            entries, merges = tokenizer["model"]["vocab"], tokenizer["model"]["merges"]
        else:
            entries = read_object(folder / VOCABULARY, origin)
            merges = (folder / MERGES).read_text(encoding="utf-8").removeprefix("#version: 0.2\n").splitlines()
        pairs = [tuple(pair.split(" ") if isinstance(pair, str) else pair) for pair in merges]
        if not all(isinstance(token, str) for token in entries):
            raise ValueError("an entry that is no text")
        return dict(entries), pairs
    except OSError as error:
        raise CheckpointError(f"{origin} has no tokenizer that can be read ({error}).") from error
    except (TypeError, ValueError, KeyError) as error:
        raise CheckpointError(f"The lessons cannot work with {origin}: it has no byte pair encoding.") from error
