"""training.publish: what it writes loads as float32, half the size, and passes its own manifest."""

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification

from helpers.checkpoints import CheckpointError
from helpers.checkpoints.manifest import verify_manifest
from training import publish
from training.student import build_model


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "COMPACT_FOLDER", tmp_path)
    return tmp_path


def test_the_written_model_is_the_given_one_in_half_precision(folder):
    torch.manual_seed(0)
    model = build_model().eval()
    ids = torch.tensor([[0, 100, 657, 2]])
    with torch.no_grad():
        before = model(ids).logits
    publish.write_model(model)
    loaded = AutoModelForSequenceClassification.from_pretrained(folder)
    assert loaded.dtype == torch.float32
    assert {tensor.dtype for tensor in load_file(folder / "model.safetensors").values()} == {torch.float16}
    with torch.no_grad():
        torch.testing.assert_close(loaded(ids).logits, before / publish.LOGIT_DIVISOR, atol=2e-3, rtol=0)
    assert {path.name for path in folder.iterdir()} == {"config.json", "model.safetensors"}


def test_the_manifest_fits_what_it_was_made_from_and_nothing_else(folder):
    (folder / "a.txt").write_text("a")
    publish.write_manifest()
    verify_manifest(folder, "copy it again")
    (folder / "a.txt").write_text("b")
    with pytest.raises(CheckpointError, match=r"a\.txt is damaged"):
        verify_manifest(folder, "copy it again")
