"""Fetch and verify a checkpoint in advance, for one machine or for a classroom.

python -m helpers.checkpoints                # the published checkpoint
python -m helpers.checkpoints FOLDER         # another one: a folder, or compact
"""

import argparse
import sys
from pathlib import Path

from helpers.checkpoints.errors import VARIABLE, CheckpointError
from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of
from helpers.checkpoints.resolve import resolve_checkpoint

MEGABYTE = 1_000_000


def report(folder: Path) -> str:
    """What is in a folder, with the sum of each file, and how another machine gets it."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    manifest = folder / MANIFEST_NAME
    # One that is there was compared with every file just now.
    listed = manifest.read_text(encoding="utf-8") if manifest.is_file() else None
    return "\n".join(
        [
            str(folder),
            f"{len(files)} files, {sum(path.stat().st_size for path in files) / MEGABYTE:,.1f} MB, "
            + ("every sum as in the manifest:" if listed else "with these sums:"),
            (listed or manifest_of(folder)).rstrip(),
            "To another machine, copy the folder, to the same place below its HF_HOME or to any other;",
            f"in the second case set {VARIABLE} to the folder's name there. Neither needs a network.",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m helpers.checkpoints", description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", nargs="?", default="published", help="compact, published, or a folder")
    asked = parser.parse_args(arguments).checkpoint
    try:
        print(report(Path(resolve_checkpoint(asked, thorough=True))))
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
