"""What the lessons call but do not teach. Importing this package does not import torch."""

from helpers.checkpoints import CheckpointError, resolve_checkpoint

__all__ = ["CheckpointError", "resolve_checkpoint"]
