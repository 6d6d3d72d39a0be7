"""Which checkpoint to load, and from where.

A lesson asks once, and from then on uses plain ``transformers``:

    model_name = resolve_checkpoint("cardiffnlp/twitter-roberta-base-sentiment-latest")
    tokenizer = AutoTokenizer.from_pretrained(model_name)

``python -m helpers.checkpoints`` fetches and verifies the published checkpoint in advance.
"""

from helpers.checkpoints.errors import CheckpointError
from helpers.checkpoints.requirements import COMPACT_FOLDER
from helpers.checkpoints.resolve import resolve_checkpoint

__all__ = ["COMPACT_FOLDER", "CheckpointError", "resolve_checkpoint"]
