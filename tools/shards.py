"""The compact checkpoint in the form in which the site's pages load it: small compressed files, each with its sum.

- ``core`` holds every tensor but the table of word embeddings, one behind the other, as the checkpoint stores them.
- ``rows-NN`` holds 1,024 rows of that table. IDs are ordered by frequency, so a sentence needs few of these.
- ``tokenizer`` is tokenizer.json.

Each is written twice: as ``NAME.bin`` (gzip), and as ``NAME.js``, a script that hands over the same bytes, for pages
that are opened as files, where a browser fetches nothing else.
"""

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from helpers.checkpoints.manifest import verify_manifest
from helpers.checkpoints.requirements import COMPACT_FOLDER
from helpers.checkpoints.resolve import RESTORE

ROWS = 1024
TABLE = "roberta.embeddings.word_embeddings.weight"


def write(folder: Path, checkpoint: Path = COMPACT_FOLDER) -> dict[str, Any]:
    """Write all files into a folder.

    Returns:
        the index: what there is, with sums. It becomes a part of the page's program.

    Raises:
        CheckpointError: a file of the checkpoint is not what its manifest says.
    """
    verify_manifest(checkpoint, RESTORE)
    folder.mkdir(parents=True, exist_ok=True)
    files = []

    def shard(name: str, data: bytes) -> None:
        packed = gzip.compress(data, 9, mtime=0)
        (folder / f"{name}.bin").write_bytes(packed)
        script = f'tuhDeliver("{name}","{base64.b64encode(packed).decode()}")\n'
        (folder / f"{name}.js").write_text(script, encoding="ascii")
        files.append({"name": name, "bytes": len(packed), "sha256": hashlib.sha256(data).hexdigest()})

    tensors: dict[str, Any] = {}
    core = []
    with safe_open(checkpoint / "model.safetensors", framework="np") as weights:
        begin = 0
        for name in sorted(set(weights.keys()) - {TABLE}):
            values = weights.get_tensor(name)
            tensors[name] = {"shape": values.shape, "begin": begin}
            core.append(values.astype("<f2").tobytes())
            begin += values.size
        table = weights.get_tensor(TABLE)
    shard("tokenizer", (checkpoint / "tokenizer.json").read_bytes())
    shard("core", b"".join(core))
    for number, first in enumerate(range(0, len(table), ROWS)):
        shard(f"rows-{number:02}", table[first : first + ROWS].astype("<f2").tobytes())
    return {
        "config": json.loads((checkpoint / "config.json").read_text(encoding="utf-8")),
        "tokenizer": json.loads((checkpoint / "tokenizer_config.json").read_text(encoding="utf-8")),
        "tensors": tensors,
        "rows": ROWS,
        # Where new rows start. It depends on all rows, which are the last to arrive.
        "average": [float(value) for value in table.astype(np.float32).mean(axis=0)],
        "files": files,
    }
