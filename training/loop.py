"""The one training loop: token-sized batches, linear warm-up and decay, resumable to the step."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn
from tqdm import tqdm

from tools.files import replace_with

SAVE_EVERY_SECONDS = 120


def token_batches(lengths: Sequence[int], tokens: int, seed: int) -> list[np.ndarray]:
    """Group texts of similar length into batches of at most ``tokens`` token IDs, padding included.

    The order of the batches, and the neighbours a text meets, are shuffled by ``seed``.
    """
    generator = np.random.default_rng(seed)
    order = np.argsort(np.asarray(lengths) + generator.uniform(0, 2, len(lengths)))
    batches, start = [], 0
    while start < len(order):
        stop = start + 1
        longest = lengths[order[start]]
        while stop < len(order) and max(longest, lengths[order[stop]]) * (stop + 1 - start) <= tokens:
            longest = max(longest, lengths[order[stop]])
            stop += 1
        batches.append(order[start:stop])
        start = stop
    return [batches[i] for i in generator.permutation(len(batches))]


def pad(sequences: list[list[int]], pad_id: int) -> dict[str, torch.Tensor]:
    """Right-pad to the longest: ``input_ids`` and ``attention_mask``, both (texts, tokens)."""
    longest = max(map(len, sequences))
    ids = torch.full((len(sequences), longest), pad_id)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    return {"input_ids": ids, "attention_mask": (torch.arange(longest) < lengths[:, None]).long()}


def soft_cross_entropy(logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Weighted mean of the cross entropy with ``targets``, probabilities of shape (texts, labels)."""
    losses = -(targets * logits.float().log_softmax(-1)).sum(-1)
    return (losses * weights).sum() / weights.sum()


def fit(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: list[np.ndarray],
    loss_of: Callable[[np.ndarray, int], torch.Tensor],
    warmup_steps: int,
    state: Path,
    seed: int,
    name: str,
) -> None:
    """Take one optimizer step a batch and keep ``state`` up to date, so that a stopped run goes on.

    The random state is set from ``seed`` and the step, so a resumed run draws what an unbroken one would.
    """
    parameters = parameters_of(optimizer)
    peak_rates = [group["lr"] for group in optimizer.param_groups]
    first = restore(model, optimizer, state) if state.exists() else 0
    model.train()
    saved = time.monotonic()
    recent: list[float] = []
    progress = tqdm(range(first, len(batches)), initial=first, total=len(batches), desc=name, mininterval=10)
    for step in progress:
        torch.manual_seed(seed * 1_000_003 + step)
        factor = min((step + 1) / max(1, warmup_steps), (len(batches) - step) / max(1, len(batches) - warmup_steps))
        for group, rate in zip(optimizer.param_groups, peak_rates, strict=True):
            group["lr"] = rate * factor
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(batches[step], step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        recent = [*recent[-99:], loss.item()]
        if step % 50 == 0:
            progress.set_postfix(loss=f"{np.mean(recent):.4f}", refresh=False)
        if time.monotonic() - saved > SAVE_EVERY_SECONDS:
            store(model, optimizer, state, step + 1)
            saved = time.monotonic()
    store(model, optimizer, state, len(batches))
    model.eval()


def parameters_of(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    """All parameters an optimizer steps, in its order."""
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def store(model: nn.Module, optimizer: torch.optim.Optimizer, path: Path, step: int) -> None:
    """Write weights, AdamW's moments and the number of steps taken to one safetensors file."""
    tensors = {f"model.{name}": tensor.contiguous().clone() for name, tensor in model.state_dict().items()}
    for index, parameter in enumerate(parameters_of(optimizer)):
        for name, tensor in optimizer.state[parameter].items():
            tensors[f"optimizer.{index}.{name}"] = tensor.contiguous().clone()
    replace_with(path, lambda temporary: save_file(tensors, temporary, metadata={"step": str(step)}))


def restore(model: nn.Module, optimizer: torch.optim.Optimizer, path: Path) -> int:
    """Undo ``store`` and return the number of steps already taken."""
    load_weights(model, path)
    parameters = parameters_of(optimizer)
    with safe_open(path, "pt") as file:
        for key in file.keys():
            if key.startswith("optimizer."):
                _, index, name = key.split(".", 2)
                optimizer.state[parameters[int(index)]][name] = file.get_tensor(key)
        return int(file.metadata()["step"])


def load_weights(model: nn.Module, path: Path) -> None:
    """Fill ``model`` with the weights that ``store`` wrote."""
    with safe_open(path, "pt") as file:
        keys = [key for key in file.keys() if key.startswith("model.")]
        model.load_state_dict({key.removeprefix("model."): file.get_tensor(key) for key in keys})
