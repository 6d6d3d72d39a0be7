"""training.loop: batches hold every text once, padding is masked, and a stopped run resumes exactly."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from training import loop
from training.loop import fit, pad, soft_cross_entropy, token_batches


@given(st.lists(st.integers(1, 40), min_size=1, max_size=200), st.integers(40, 400), st.integers(0, 9))
def test_batches_hold_every_text_once_and_fit(lengths, tokens, seed):
    batches = token_batches(lengths, tokens, seed)
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    assert all(max(lengths[i] for i in batch) * len(batch) <= tokens for batch in batches)


def test_padding():
    batch = pad([[5, 6, 7], [8]], pad_id=1)
    assert batch["input_ids"].tolist() == [[5, 6, 7], [8, 1, 1]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1], [1, 0, 0]]


def test_soft_cross_entropy_with_one_hot_targets_is_torchs():
    torch.manual_seed(0)
    logits, labels = torch.randn(5, 3), torch.tensor([0, 1, 2, 0, 1])
    ours = soft_cross_entropy(logits, torch.eye(3)[labels], torch.ones(5))
    torch.testing.assert_close(ours, nn.functional.cross_entropy(logits, labels))


class Interrupted(Exception):
    pass


def train(state: Path, stop_at: int | None, warmup: int = 2) -> nn.Module:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 3))
    inputs, targets = torch.randn(20, 4), torch.eye(3)[torch.arange(20) % 3]

    def loss_of(batch: np.ndarray, step: int) -> torch.Tensor:
        if step == stop_at:
            raise Interrupted
        return soft_cross_entropy(model(inputs[batch]), targets[batch], torch.ones(len(batch)))

    batches = [np.arange(i % 4, 20, 4) for i in range(12)]
    fit(model, torch.optim.AdamW(model.parameters(), lr=0.1), batches, loss_of, warmup, state, seed=7, name="test")
    return model


def test_a_stopped_run_ends_where_an_unbroken_one_does(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "SAVE_EVERY_SECONDS", 0)
    unbroken = train(tmp_path / "unbroken.safetensors", stop_at=None)
    with pytest.raises(Interrupted):
        train(tmp_path / "stopped.safetensors", stop_at=5)
    resumed = train(tmp_path / "stopped.safetensors", stop_at=None)
    for ours, theirs in zip(resumed.parameters(), unbroken.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert {path.name for path in tmp_path.iterdir()} == {"unbroken.safetensors", "stopped.safetensors"}


def test_so_few_batches_that_none_is_left_to_warm_up_are_trained_on_all_the_same(tmp_path):
    model = train(tmp_path / "state.safetensors", stop_at=None, warmup=0)
    assert all(torch.isfinite(weight).all() for weight in model.parameters())
