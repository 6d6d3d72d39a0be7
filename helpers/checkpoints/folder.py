"""Whether the lessons can work with the checkpoint in a folder, and if not, why not."""

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
WEIGHTS = "model.safetensors"
PICKLED = "pytorch_model.bin"  # an older file format, which can hold a program
FILES = (CONFIG, WEIGHTS, TOKENIZER, TOKENIZER_CONFIG)

# What every lesson relies on; sizes of layers and vectors may be any.
SETTINGS: dict[str, Any] = {
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
    # These two can name code that the library would fetch and run.
    "attn_implementation": None,
    "_attn_implementation": None,
    "quantization_config": None,
}
# What has the library's usual value where a configuration leaves it out.
USUAL = {
    key: SETTINGS[key]
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
Shapes = dict[str, tuple[int, ...]]


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
        for key, value in {**SETTINGS, **(further or {})}.items()
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
    """The labels' numbers by their names."""
    return {label: int(number) for number, label in id2label.items()}


def check_vocabulary(folder: Path, origin: str) -> None:
    """Compare a tokenizer's entries and merges with those of the compact checkpoint, which are the published ones.

    Raises:
        CheckpointError: saying how many entries differ, with an example, or that the merges do; or that the
            tokenizer cuts texts in another way.
    """
    entries, merges = _entries_and_merges(folder, origin)
    ours, our_merges = _entries_and_merges(COMPACT_FOLDER, "the compact checkpoint")
    different = sorted(token for token in entries.keys() | ours.keys() if entries.get(token) != ours.get(token))
    if different:
        token = different[0]
        raise CheckpointError(
            f"The lessons cannot work with {origin}: its vocabulary differs from the published one in "
            f"{len(different):,} entries, for example {token!r} with ID {entries.get(token)}, not {ours.get(token)}."
        )
    if merges != our_merges:
        raise CheckpointError(f"The lessons cannot work with {origin}: its merges differ from the published ones.")
    if (folder / TOKENIZER_CONFIG).is_file() and read_object(folder / TOKENIZER_CONFIG, origin).get("add_prefix_space"):
        raise CheckpointError(f"The lessons cannot work with {origin}: its tokenizer puts a space before every text.")


def check_shapes(shapes: Mapping[str, tuple[int, ...]], config: Mapping[str, Any], origin: str) -> None:
    """Compare the shapes of weights, by their names, with what a configuration implies. Others may be there as well.

    Raises:
        CheckpointError: naming the first tensor that is missing or has another shape.
    """
    for name, expected in expected_shapes(config).items():
        if shapes.get(name) != expected:
            found = f"has the shape {shapes[name]}, not {expected}" if name in shapes else "is missing"
            raise CheckpointError(f"{origin} is damaged: among its weights, {name} {found}. Fetch or copy it again.")


def expected_shapes(config: Mapping[str, Any]) -> Shapes:
    """The shapes of all weights that a RoBERTa classifier with three labels has, by their names."""
    width, wide = config["hidden_size"], config["intermediate_size"]
    shapes: Shapes = {
        "roberta.embeddings.word_embeddings.weight": (config["vocab_size"], width),
        "roberta.embeddings.position_embeddings.weight": (config["max_position_embeddings"], width),
        "roberta.embeddings.token_type_embeddings.weight": (config["type_vocab_size"], width),
        **_vectors("roberta.embeddings.LayerNorm", width),
        **_linear("classifier.dense", width, width),
        **_linear("classifier.out_proj", len(LABELS), width),
    }
    for number in range(config["num_hidden_layers"]):
        name = f"roberta.encoder.layer.{number}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            shapes |= _linear(f"{name}.attention.{part}", width, width)
        shapes |= _vectors(f"{name}.attention.output.LayerNorm", width)
        shapes |= _linear(f"{name}.intermediate.dense", wide, width)
        shapes |= _linear(f"{name}.output.dense", width, wide)
        shapes |= _vectors(f"{name}.output.LayerNorm", width)
    return shapes


def check_weights(folder: Path, config: Mapping[str, Any], origin: str) -> None:
    """Compare the header of a file of weights with its length, and the shapes in it with a configuration.

    Raises:
        CheckpointError: the file is cut off, no safetensors file, or of another model.
    """
    from safetensors import SafetensorError, safe_open  # takes a while to import, and the compact one needs it not

    try:
        with safe_open(folder / WEIGHTS, framework="np") as file:
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{origin} is damaged: its {WEIGHTS} cannot be read ({error}). Copy it again.") from None
    check_shapes(shapes, config, origin)


def read_object(path: Path, origin: str) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises:
        CheckpointError: it cannot be read, or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):  # of JSON and of UTF-8
        content = None
    if not isinstance(content, dict):
        raise CheckpointError(f"{origin} is damaged: its {path.name} is not a JSON object. Copy it again.")
    return content


def _vectors(name: str, width: int) -> Shapes:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def _linear(name: str, outputs: int, inputs: int) -> Shapes:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def _entries_and_merges(folder: Path, origin: str) -> tuple[dict[str, int], list[tuple[str, ...]]]:
    """The vocabulary and the merges, from whichever files a checkpoint keeps them in."""
    try:
        if (folder / TOKENIZER).is_file():
            model = read_object(folder / TOKENIZER, origin)["model"]
            entries, merges = model["vocab"], model["merges"]
        else:
            entries = read_object(folder / VOCABULARY, origin)
            merges = (folder / MERGES).read_text(encoding="utf-8").removeprefix("#version: 0.2\n").splitlines()
        pairs = [tuple(pair.split(" ") if isinstance(pair, str) else pair) for pair in merges]
        if not all(isinstance(token, str) for token in entries):
            raise ValueError
        return dict(entries), pairs
    except OSError as error:
        raise CheckpointError(f"{origin} has no tokenizer that can be read ({error}).") from None
    except (TypeError, ValueError, KeyError):
        raise CheckpointError(f"The lessons cannot work with {origin}: it has no byte pair encoding.") from None
