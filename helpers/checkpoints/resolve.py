"""Which checkpoint a name stands for."""

import filecmp
import os
import re
from pathlib import Path

from helpers.checkpoints import published
from helpers.checkpoints.errors import VARIABLE, CheckpointError
from helpers.checkpoints.folder import (
    COMPACT_FOLDER,
    CONFIG,
    FILES,
    TOKENIZER,
    TOKENIZER_CONFIG,
    WEIGHTS,
    check_config,
    check_weights,
)
from helpers.checkpoints.load_report import explain_leftover_pooler
from helpers.checkpoints.manifest import MANIFEST_NAME, verify_manifest

RESTORE = "restore it with `git restore helpers/compact_checkpoint`, or clone the collection again"
ALLOWED = (
    f"Allowed are 'compact' (ships with this collection), 'published' ({published.NAME}, {published.SIZE} "
    "from the Hugging Face hub), a folder that holds a checkpoint, or a hub id such as 'owner/name'."
)
HUB_ID = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*", re.ASCII)


def resolve_checkpoint(name: str | os.PathLike[str] = published.NAME) -> str:
    """Return a folder that every ``Auto….from_pretrained`` takes.

    The published name, which is the default, stands for "the checkpoint of the lessons": the compact
    one, or what the environment variable ``SENTIMENT_CHECKPOINT`` names. Any other name means itself:
    ``"compact"``, ``"published"``, a folder, or a hub id. What happens to be in a cache never decides.

    Raises:
        CheckpointError: the name is unknown; its files are missing, damaged or of another kind; or they have to be
            fetched and cannot be.
    """
    asked, origin = os.fspath(name), "resolve_checkpoint was given"
    if asked == published.NAME:
        asked, origin = os.environ.get(VARIABLE, "").strip() or "compact", f"{VARIABLE} says"
    if asked == "compact":
        verify_manifest(COMPACT_FOLDER, RESTORE, needed=FILES)
        return str(COMPACT_FOLDER)
    folder = _find(asked, origin)
    explain_leftover_pooler(folder)
    return str(folder)


def _find(asked: str, origin: str) -> Path:
    from helpers.checkpoints import cache  # takes a while to import, and most readers never need it

    if asked in ("published", published.NAME):
        return cache.fetch_commit(published.NAME, published.REVISION, published.SUMS, published.SETTINGS)
    try:
        path = Path(asked).expanduser().resolve()
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, RuntimeError, ValueError) as error:  # not allowed to look, nobody's home, no name for a file
        reason = getattr(error, "strerror", None) or error
        raise CheckpointError(f"{origin} {asked[:100]!r}, which cannot be looked up ({reason}). {ALLOWED}") from None
    if is_folder:
        return _open_folder(path, f"{origin} {asked!r}")
    if is_there:
        raise CheckpointError(f"{origin} {asked!r}, which is a file; name the folder that holds it. {ALLOWED}")
    if HUB_ID.fullmatch(asked):
        return cache.fetch_newest(asked)
    raise CheckpointError(f"{origin} {asked!r}, and there is no such checkpoint or folder. {ALLOWED}")


def _open_folder(folder: Path, asked: str) -> Path:
    """The folder itself if it holds the lessons' files, and otherwise a copy made ready."""
    from helpers.checkpoints import cache

    if not (folder / CONFIG).is_file():
        raise CheckpointError(f"{asked}, and the folder {folder} holds no {CONFIG}. {ALLOWED}")
    if (folder / MANIFEST_NAME).is_file():
        verify_manifest(folder, "copy the folder again")
    # The tokenizer has to be the very same, and not only its vocabulary: its settings decide as well how a text is cut.
    same = [(folder / name, COMPACT_FOLDER / name) for name in (TOKENIZER, TOKENIZER_CONFIG)]
    if not (folder / WEIGHTS).is_file() or not all(
        path.is_file() and filecmp.cmp(path, ours, False) for path, ours in same
    ):
        return cache.prepare_copy(folder)
    origin = f"the folder {folder}"
    check_weights(folder, check_config(folder, origin), origin)
    return folder
