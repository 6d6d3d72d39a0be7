"""Which checkpoint a name stands for."""

import os
import re
from pathlib import Path

from helpers.checkpoints import published
from helpers.checkpoints.errors import VARIABLE, CheckpointError
from helpers.checkpoints.folder import COMPACT_FOLDER, CONFIG, TOKENIZER, WEIGHTS, check_folder
from helpers.checkpoints.load_report import explain_leftover_pooler
from helpers.checkpoints.manifest import verify_manifest

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
        verify_manifest(COMPACT_FOLDER, RESTORE)
        return str(COMPACT_FOLDER)
    folder = _find(asked, origin)
    explain_leftover_pooler(folder)
    return str(folder)


def _find(asked: str, origin: str) -> Path:
    from helpers.checkpoints import cache  # takes a while to import, and most readers never need it

    if asked in ("published", published.NAME):
        return cache.fetch_commit(published.NAME, published.REVISION, published.SUMS, published.SETTINGS)
    path = Path(asked).expanduser()
    if path.is_dir():
        path = path.resolve()
        if not (path / CONFIG).is_file():
            raise CheckpointError(f"{origin} {asked!r}, and the folder {path} holds no {CONFIG}. {ALLOWED}")
        if not ((path / WEIGHTS).is_file() and (path / TOKENIZER).is_file()):
            return cache.prepare_copy(path)
        check_folder(path, f"the folder {path}")
        return path
    if path.exists():
        raise CheckpointError(f"{origin} {asked!r}, which is a file; name the folder that holds it. {ALLOWED}")
    if HUB_ID.fullmatch(asked):
        return cache.fetch_newest(asked)
    raise CheckpointError(f"{origin} {asked!r}, and there is no such checkpoint or folder. {ALLOWED}")
