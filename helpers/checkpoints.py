"""Which checkpoint to load, and from where.

A lesson asks once, and from then on uses plain ``transformers``:

    model_name = resolve_checkpoint("cardiffnlp/twitter-roberta-base-sentiment-latest")
    tokenizer = AutoTokenizer.from_pretrained(model_name)
"""

import hashlib
import json
import os
import re
from pathlib import Path

PUBLISHED_NAME = "cardiffnlp/twitter-roberta-base-sentiment-latest"
COMPACT_FOLDER = Path(__file__).parent / "compact_checkpoint"
VARIABLE = "SENTIMENT_CHECKPOINT"
MANIFEST_NAME = "MANIFEST.sha256"
RESTORE = "restore it with `git restore helpers/compact_checkpoint`, or clone the collection again"

# A fixed commit, so that the same numbers come out tomorrow. It holds its weights as
# pytorch_model.bin alone; transformers reads that with torch's weights_only unpickler, which runs no code.
PUBLISHED_REVISION = "3216a57f2a0d9c45a2e6c20157c20c49fb4bf9c7"
PUBLISHED_FILES = ["config.json", "*.safetensors", "pytorch_model.bin", "vocab.json", "merges.txt", "*token*.json"]

ALLOWED = (
    f"Allowed are 'compact' (ships with this collection), 'published' ({PUBLISHED_NAME}, about 501 MB "
    "from the Hugging Face hub), a folder that holds config.json, model.safetensors and tokenizer.json, "
    "or a hub id such as 'owner/name'."
)
HUB_ID = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*", re.ASCII)


class CheckpointError(Exception):
    """A checkpoint cannot be used; the message says which, why, and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show a notebook's reader the sentence alone; IPython calls this."""
        return [f"CheckpointError: {self}"]


def resolve_checkpoint(name: str | os.PathLike[str] = PUBLISHED_NAME) -> str:
    """Return something that every ``Auto….from_pretrained`` takes.

    The published name, which is the default, stands for "the checkpoint of the lessons": the compact
    one, or what the environment variable ``SENTIMENT_CHECKPOINT`` names. Any other name means itself:
    ``"compact"``, ``"published"``, a folder, or a hub id. What happens to be in a cache never decides.

    Raises:
        CheckpointError: the name is unknown, or its files are missing, damaged or of another kind.
    """
    asked, origin = os.fspath(name), "resolve_checkpoint was given"
    if asked == PUBLISHED_NAME:
        asked, origin = os.environ.get(VARIABLE, "").strip() or "compact", f"{VARIABLE} says"
    if asked == "compact":
        verify_manifest(COMPACT_FOLDER)
        return str(COMPACT_FOLDER)
    if asked in ("published", PUBLISHED_NAME):
        return fetch_published()
    path = Path(asked).expanduser()
    if path.is_dir():
        check_folder(path)
        return str(path.resolve())
    if path.exists():
        raise CheckpointError(f"{origin} {asked!r}, which is a file; name the folder that holds it. {ALLOWED}")
    if HUB_ID.fullmatch(asked):
        return asked
    raise CheckpointError(f"{origin} {asked!r}, and there is no such checkpoint or folder. {ALLOWED}")


def fetch_published() -> str:
    """Return the folder of the published checkpoint at its pinned commit, downloading what is missing.

    Raises:
        CheckpointError: the hub could not be reached and the cache does not hold the commit.
    """
    from huggingface_hub import snapshot_download  # takes a while to import, and most readers never need it

    try:
        return snapshot_download(PUBLISHED_NAME, revision=PUBLISHED_REVISION, allow_patterns=PUBLISHED_FILES)
    except Exception as error:  # the client raises errors of several libraries
        raise CheckpointError(
            f"The published checkpoint could not be fetched from the hub ({type(error).__name__}). Go on with the "
            f"compact checkpoint (unset {VARIABLE}), set {VARIABLE} to a folder that holds a copy, or try later."
        ) from error


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not a RoBERTa sequence classifier with safetensors weights.

    Raises:
        CheckpointError: naming the file and what is wrong with it.
    """
    for file in ("config.json", "model.safetensors", "tokenizer.json"):
        if not (folder / file).is_file():
            raise CheckpointError(f"The folder {folder} is no checkpoint: it has no {file}. {ALLOWED}")
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind, architectures = config.get("model_type"), config.get("architectures") or []
    except (ValueError, AttributeError):
        raise CheckpointError(f"{folder / 'config.json'} is not a JSON object: fetch the folder again.") from None
    if kind != "roberta" or "RobertaForSequenceClassification" not in architectures:
        raise CheckpointError(
            f"{folder / 'config.json'} describes a model of type {kind!r} and architectures {architectures}, "
            "and the lessons need RobertaForSequenceClassification."
        )


def sha256_of(path: Path) -> str:
    """The sha256 sum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, str]:
    """Read a folder's manifest, lines as ``sha256sum`` prints them: file name → sum.

    Raises:
        CheckpointError: the manifest is missing or a line of it is malformed.
    """
    path = folder / MANIFEST_NAME
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise CheckpointError(f"{path} is missing or cannot be read: {RESTORE}.") from None
    sums = {}
    for number, line in enumerate(lines, start=1):
        match = re.fullmatch(r"([0-9a-f]{64})  ([\w.-]+)", line)
        if match is None:
            raise CheckpointError(f"{path}, line {number} is not a sha256 sum and a file name: {RESTORE}.")
        sums[match[2]] = match[1]
    return sums


def verify_manifest(folder: Path) -> None:
    """Compare every file that a folder's manifest lists with its sum.

    Raises:
        CheckpointError: naming the first file that is missing or differs.
    """
    for name, expected in read_manifest(folder).items():
        path = folder / name
        if not path.is_file():
            raise CheckpointError(f"The compact checkpoint's file {path} is missing: {RESTORE}.")
        if sha256_of(path) != expected:
            raise CheckpointError(f"The compact checkpoint's file {path} is damaged (wrong sha256 sum): {RESTORE}.")
