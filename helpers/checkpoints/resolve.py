"""Which checkpoint a name stands for."""

import os
from pathlib import Path

from helpers.checkpoints import published
from helpers.checkpoints.errors import VARIABLE, CheckpointError
from helpers.checkpoints.manifest import verify_manifest
from helpers.checkpoints.requirements import COMPACT_FOLDER, CONFIG, FILES

RESTORE = "restore it with `git restore helpers/compact_checkpoint`, or clone the collection again"
ALLOWED = (
    f"Allowed are 'compact' (ships with this collection), 'published' ({published.NAME}, {published.SIZE} "
    "from the Hugging Face hub), or a folder that holds a checkpoint; `hf download owner/name --local-dir FOLDER` "
    "makes one."
)


def resolve_checkpoint(name: str | os.PathLike[str] = published.NAME, *, thorough: bool = False) -> str:
    """Return a folder that every ``Auto….from_pretrained`` takes.

    The published name, which is the default, stands for "the checkpoint of the lessons": the compact
    one, or what the environment variable ``SENTIMENT_CHECKPOINT`` names. Any other name means itself:
    ``"compact"``, ``"published"``, or a folder. What happens to be in a cache never decides.

    Args:
        thorough: count the sum of large weights too, as ``python -m helpers.checkpoints`` does;
            without it, their length is compared with what the file says.

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

    from helpers.checkpoints import store  # takes a while to import, and most readers never need it

    if asked in ("published", published.NAME):
        return str(store.fetch_published(thorough))
    try:
        path = Path(asked).expanduser().resolve()
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, RuntimeError, ValueError) as error:  # not allowed to look, nobody's home, no name for a file
        reason = getattr(error, "strerror", None) or error
        raise CheckpointError(f"{origin} {asked[:100]!r}, which cannot be looked up ({reason}). {ALLOWED}") from error
    if not is_there:
        raise CheckpointError(f"{origin} {asked!r}, and there is no such checkpoint or folder. {ALLOWED}")
    if not is_folder:
        raise CheckpointError(f"{origin} {asked!r}, which is a file; name the folder that holds it. {ALLOWED}")
    if not (path / CONFIG).is_file():
        raise CheckpointError(f"{origin} {asked!r}, and the folder {path} holds no {CONFIG}. {ALLOWED}")
    return str(store.open_folder(path, thorough))
