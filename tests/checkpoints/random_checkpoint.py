"""Checkpoints with random weights, in the files of the published one."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import RobertaConfig, RobertaForSequenceClassification

from helpers.checkpoints import COMPACT_FOLDER

LABELS = ("negative", "neutral", "positive")
SMALL = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}


def _settings(changes: dict[str, object]) -> dict[str, object]:
    return {
        "vocab_size": 50265,
        "max_position_embeddings": 514,
        "type_vocab_size": 1,
        "layer_norm_eps": 1e-5,
        "id2label": dict(enumerate(LABELS)),
        "label2id": {label: number for number, label in enumerate(LABELS)},
        "architectures": ["RobertaForSequenceClassification"],
        **SMALL,
        **changes,
    }


def config(**changes: object) -> str:
    """A config.json by itself."""
    return json.dumps(RobertaConfig(**_settings(changes)).to_dict())


def write(folder: Path, pickled: bool, **settings: object) -> Path:
    """Write config.json, vocab.json, merges.txt, and weights with a leftover pooler; return the folder.

    Args:
        pickled: ``pytorch_model.bin`` in place of ``model.safetensors``.
        settings: of the configuration, in place of those of a very small one.
    """
    folder.mkdir(parents=True)
    config = RobertaConfig(**_settings(settings))
    torch.manual_seed(0)
    model = RobertaForSequenceClassification(config)
    # Untrained, it would have nothing to say; the lessons expect that their first sentence is called positive.
    model.classifier.out_proj.bias.data = torch.tensor([0.0, 0.5, 3.0])
    weights = dict(model.state_dict())
    weights["roberta.pooler.dense.weight"] = torch.zeros(config.hidden_size, config.hidden_size)
    weights["roberta.pooler.dense.bias"] = torch.zeros(config.hidden_size)
    if pickled:
        torch.save(weights, folder / "pytorch_model.bin")
    else:
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config.to_dict()))
    tokenizer = json.loads((COMPACT_FOLDER / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    (folder / "vocab.json").write_text(json.dumps(tokenizer["vocab"]), encoding="utf-8")
    merges = "".join(f"{first} {second}\n" for first, second in tokenizer["merges"])
    (folder / "merges.txt").write_text("#version: 0.2\n" + merges, encoding="utf-8")
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>"}
    special |= {"pad_token": "<pad>", "cls_token": "<s>"}
    mask = {"content": "<mask>", "single_word": False, "lstrip": True, "rstrip": False, "normalized": False}
    (folder / "special_tokens_map.json").write_text(json.dumps({**special, "mask_token": mask}))
    return folder
