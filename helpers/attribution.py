"""Which tokens moved the answer: two ways to share a logit out among the tokens of a text."""

import torch
from transformers import RobertaForSequenceClassification

from helpers.models import check_model

# Texts in one run of the model: a long text would otherwise take gigabytes.
BATCH = 32


@torch.no_grad()
def occlusion(model: RobertaForSequenceClassification, input_ids: torch.Tensor, label: int) -> torch.Tensor:
    """How much the logit of ``label`` falls when a token is left out.

    Args:
        input_ids: one text, (1, tokens), with ``<s>`` and ``</s>`` at its ends.

    Returns:
        (tokens,): positive where a token spoke for the label; 0 for the two ends, which always stay.
    """
    check_model(model)
    (ids,) = input_ids.to(model.device)
    fall = torch.zeros(len(ids), device=model.device)
    if len(ids) <= 2:
        return fall
    inner = range(1, len(ids) - 1)
    shorter = torch.stack([torch.cat([ids[:place], ids[place + 1 :]]) for place in inner])
    left = torch.cat([model(batch).logits[:, label] for batch in shorter.split(BATCH)])
    fall[1:-1] = model(ids[None]).logits[0, label] - left
    return fall


def integrated_gradients(
    model: RobertaForSequenceClassification, input_ids: torch.Tensor, label: int, steps: int = 50
) -> tuple[torch.Tensor, float]:
    """Share the logit of ``label`` out among the tokens by integrated gradients (Sundararajan et al., 2017).

    The path leads from a text whose inner word embeddings are all zero to the text itself, and the gradient
    is taken at the middle of each of ``steps`` equal parts. Only word embeddings change along the way. A baseline
    made of padding tokens would not do: RoBERTa derives positions from padding, so the positions would
    change as well, and the shares would no longer add up.

    Args:
        input_ids: one text, (1, tokens), with ``<s>`` and ``</s>`` at its ends.

    Returns:
        (tokens,) shares, and the residual: the sum of the shares less the whole change of the logit. It goes to 0 as
        ``steps`` grows.
    """
    check_model(model)
    embeddings, input_ids = model.roberta.embeddings, input_ids.to(model.device)
    end = embeddings.word_embeddings(input_ids).detach()
    # Given no IDs, the model would count every position, also those of <pad> tokens that a text can contain.
    positions = embeddings.create_position_ids_from_input_ids(input_ids, embeddings.padding_idx)

    def logit(vectors: torch.Tensor) -> torch.Tensor:
        return model(inputs_embeds=vectors, position_ids=positions.expand(len(vectors), -1)).logits[:, label]

    start = end.clone()
    start[:, 1:-1] = 0
    middles = (torch.arange(steps, dtype=end.dtype) + 0.5) / steps
    gradients = torch.zeros_like(start[0])
    for part in middles.split(BATCH):
        points = (start + part[:, None, None] * (end - start)).requires_grad_()
        (of_part,) = torch.autograd.grad(logit(points).sum(), points)
        gradients += of_part.sum(dim=0)
    shares = ((end - start)[0] * gradients / steps).sum(dim=-1)
    with torch.no_grad():
        first, last = logit(torch.cat([start, end]))
    return shares, (shares.sum() - (last - first)).item()
