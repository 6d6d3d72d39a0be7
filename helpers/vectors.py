"""Comparing vectors: neighbours in a table, likeness between tokens, and a view in two dimensions."""

from typing import Literal

import torch
from transformers import RobertaForSequenceClassification

from helpers.models import check_model

Measure = Literal["cosine", "dot product"]
TIE = 1e-4  # of their size, within which two numbers count as equal: rounding differs between machines


@torch.no_grad()
def nearest(
    table: torch.Tensor, token_id: int, count: int, measure: Measure = "cosine"
) -> tuple[list[int], list[float]]:
    """The tokens whose rows are nearest to a token's own, nearest first, itself left out.

    Args:
        table: (tokens, hidden size).

    Returns:
        IDs and scores. The cosine lies between -1 and 1 (0 for a row of zeros); the dot product has no bounds.
    """
    table = table.float()
    row = table[token_id]
    scores = torch.cosine_similarity(row, table, dim=-1) if measure == "cosine" else table @ row
    scores[token_id] = -torch.inf
    best = scores.topk(min(count, len(table) - 1))
    return best.indices.tolist(), best.values.tolist()


@torch.no_grad()
def layer_vectors(model: RobertaForSequenceClassification, input_ids: torch.Tensor) -> torch.Tensor:
    """One text's vectors before the first layer and after each: (layers + 1, tokens, hidden size).

    Args:
        input_ids: one text, (1, tokens).

    Raises:
        ValueError: the model cannot be used; see ``check_model``.
    """
    check_model(model)
    states = model.roberta(input_ids.to(model.device), output_hidden_states=True).hidden_states
    return torch.cat(states).float()


def layer_name(layer: int, layers: int) -> str:
    """In words, where the vectors of ``layer_vectors`` at a place come from.

    >>> layer_name(2, 4)
    'after layer 2 of 4'
    """
    return f"after layer {layer} of {layers}" if layer else "embeddings, before any layer"


def cosine_map(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """The cosine of every vector of one text with every vector of another: (m, H) and (n, H) give (m, n)."""
    return torch.nn.functional.normalize(first, dim=-1) @ torch.nn.functional.normalize(second, dim=-1).T


def turned(points: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """Points of a plane, turned and mirrored so that they lie as near as possible to others (Schönemann, 1966).

    A plane's two directions are free in that respect, and a picture that does not jump is easier to follow.

    Args:
        points, like: (n, 2).
    """
    left, _, right = torch.linalg.svd(points.T @ like)
    return points @ (left @ right)


def principal_plane(vectors: torch.Tensor) -> tuple[torch.Tensor, list[float]]:
    """Project vectors on the two directions in which they differ most (principal component analysis; Pearson, 1901).

    Args:
        vectors: (n, H), with n and H at least 2.

    Returns:
        (n, 2) coordinates, and the share of the whole variance that each direction holds. A direction's sign is free;
        here the entry furthest from 0 is positive, and the first of several that are as far.
    """
    centred = vectors.float() - vectors.float().mean(dim=0)
    _, lengths, directions = torch.linalg.svd(centred, full_matrices=False)
    points = centred @ directions[:2].T
    distances = points.abs()
    is_furthest = distances >= (1 - TIE) * distances.max(dim=0).values
    furthest = points.gather(0, is_furthest.int().argmax(dim=0, keepdim=True))
    points = points * torch.where(furthest < 0, -1.0, 1.0)
    variance = lengths**2
    return points, (variance[:2] / variance.sum().clamp_min(1e-12)).tolist()
