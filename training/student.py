"""Stage 4: distil the teachers into the compact checkpoint's model.

python -m training.student    # about half an hour on two cores; resumes where it stopped
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoTokenizer, PreTrainedTokenizerBase, RobertaConfig, RobertaForSequenceClassification

from helpers.checkpoints import COMPACT_FOLDER
from helpers.labelled import SENTIMENTS
from training.data import DATA, NO_LABEL, read_validation
from training.errors import StageError
from training.loop import fit, load_weights, pad, soft_cross_entropy, token_batches
from training.metrics import describe
from training.soft_labels import load_soft_labels, read_distillation
from training.teacher import SEEDS, WORK, Teacher, load_teacher, load_tokenizer

SEED = 3
MAX_TOKENS = 96
BATCH_TOKENS = 3072
EPOCHS = 4
LEARNING_RATE = 1e-3
WARMUP_SHARE = 0.06
WEIGHT_DECAY = 0.01
EMBEDDING_STD = 0.05
MATCHING_WEIGHT = 0.5  # of the loss that pulls the <s> vector towards the teacher's pooled output
GOLD_SHARE = {"tweets_train": 0.3, "goemotions_train": 0.18, "goemotions_dev": 0.18}
CORPUS_WEIGHTS = {"tweets_train": 1.0, "tweets_unlabelled": 0.7, "goemotions_train": 0.7, "goemotions_dev": 0.7}
OTHER_WEIGHT = 0.5
UPPER_SHARE, LOWER_SHARE = 0.06, 0.09  # of the texts of each epoch, so that case alone decides less


def build_model() -> RobertaForSequenceClassification:
    """A small model with random weights; RoBERTa's shape in every other respect."""
    config = RobertaConfig(
        vocab_size=50265,
        hidden_size=128,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=512,
        max_position_embeddings=514,
        type_vocab_size=1,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        layer_norm_eps=1e-5,
        attention_probs_dropout_prob=0.0,  # the fast attention kernels on a CPU have no dropout
        id2label=dict(enumerate(SENTIMENTS)),
        label2id={label: index for index, label in enumerate(SENTIMENTS)},
    )
    model = RobertaForSequenceClassification(config)
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=min(0.05, 0.7 / module.in_features**0.5))
    return model


@torch.inference_mode()
def initial_embeddings(teacher: Teacher, tokenizer: PreTrainedTokenizerBase, width: int) -> torch.Tensor:
    """Word embeddings (vocabulary, width) that start from what the teacher knows of each token's text.

    Each token's text is described by the mean of its word-piece embeddings beside the teacher's pooled
    output for it; the principal components of all descriptions are kept. Tokens that are no text of
    their own (special tokens, parts of a character) start at random.
    """
    torch.manual_seed(SEED)
    embeddings = torch.randn(len(tokenizer), width) * EMBEDDING_STD
    texts = [tokenizer.decode([i]).strip() for i in range(len(tokenizer))]
    special = set(tokenizer.all_special_ids)
    rows = [i for i, text in enumerate(texts) if text and "\ufffd" not in text and i not in special]
    ids = [encoding.ids for encoding in load_tokenizer().encode_batch([texts[i] for i in rows])]
    pieces = teacher.encoder.get_input_embeddings()
    descriptions = []
    for start in range(0, len(ids), 512):
        batch = pad(ids[start : start + 512], pad_id=0)
        inner = batch["attention_mask"].clone()  # without [CLS] and [SEP]
        inner[:, 0] = 0
        inner[torch.arange(len(inner)), batch["attention_mask"].sum(1) - 1] = 0
        mean = (pieces(batch["input_ids"]) * inner[..., None]).sum(1) / inner.sum(1, keepdim=True).clamp(min=1)
        _, pooled = teacher(**batch)
        descriptions.append(torch.cat([mean / mean.std(), pooled / pooled.std()], dim=1))
    matrix = torch.cat(descriptions)
    matrix -= matrix.mean(0)
    _, directions = torch.linalg.eigh(matrix.T @ matrix)  # eigenvalues ascend
    components = matrix @ directions[:, -width:].flip(1)
    embeddings[rows] = components * (EMBEDDING_STD / components.std())
    embeddings[tokenizer.pad_token_id] = 0
    return embeddings


def vary_case(text: str, draw: float) -> str:
    """Upper-case or lower-case a text, or leave it, by a number drawn from [0, 1)."""
    if draw < UPPER_SHARE:
        return text.upper()
    return text.lower() if draw < UPPER_SHARE + LOWER_SHARE else text


@torch.inference_mode()
def predict(model: RobertaForSequenceClassification, ids: list[list[int]]) -> np.ndarray:
    """Probabilities (texts, 3), computed in float32."""
    probabilities = np.zeros((len(ids), 3), np.float32)
    for batch in token_batches([len(row) for row in ids], BATCH_TOKENS, seed=0):
        logits = model(**pad([ids[i] for i in batch], pad_id=1)).logits
        probabilities[batch] = logits.softmax(-1).numpy()
    return probabilities


def load_student(work: Path) -> RobertaForSequenceClassification:
    """The trained student of an earlier run of this stage."""
    path = work / "student.safetensors"
    if not path.exists():
        raise StageError(f"{path} is missing: run python -m training.student first.")
    student = Student(build_model(), teacher_width=384)
    load_weights(student, path)
    return student.model.eval()


class Student(nn.Module):
    """The classifier and, for training only, a map from its <s> vector to the teacher's pooled output."""

    def __init__(self, model: RobertaForSequenceClassification, teacher_width: int) -> None:
        super().__init__()
        self.model = model
        self.to_teacher = nn.Linear(model.config.hidden_size, teacher_width)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (logits (texts, 3), guess at the teacher's pooled output (texts, 384))."""
        hidden = self.model.roberta(input_ids, attention_mask).last_hidden_state
        return self.model.classifier(hidden), self.to_teacher(hidden[:, 0])


def make_optimizer(student: Student) -> torch.optim.AdamW:
    """AdamW; embeddings, which most steps touch a few rows of, are not decayed."""
    embeddings = {id(p) for p in student.model.roberta.embeddings.parameters()}
    groups = [
        {"params": [p for p in student.parameters() if id(p) not in embeddings], "weight_decay": WEIGHT_DECAY},
        {"params": list(student.model.roberta.embeddings.parameters()), "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.98), fused=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=WORK, help="folder for intermediate results")
    arguments = parser.parse_args()
    validation = read_validation(arguments.data)
    tokenizer = AutoTokenizer.from_pretrained(COMPACT_FOLDER)

    texts, of_corpus = [], []
    for corpus in read_distillation(arguments.data):
        probabilities, vectors = load_soft_labels(arguments.work, corpus)
        gold_share = GOLD_SHARE.get(corpus.name, 0.0) * (corpus.labels != NO_LABEL)[:, None]
        gold = np.eye(len(SENTIMENTS), dtype=np.float32)[corpus.labels]  # row -1 is unused: its share is 0
        texts += corpus.texts
        of_corpus.append(
            (
                gold_share * gold + (1 - gold_share) * probabilities,
                vectors,
                np.full(len(corpus), CORPUS_WEIGHTS.get(corpus.name, OTHER_WEIGHT), np.float32),
            )
        )
    targets, pooled, weights = (torch.from_numpy(np.concatenate(part)) for part in zip(*of_corpus, strict=True))
    targets = targets.float()

    batches, sequences = [], []
    for epoch in range(EPOCHS):
        draws = np.random.default_rng(SEED + epoch).random(len(texts))
        varied = [vary_case(text, draw) for text, draw in zip(texts, draws, strict=True)]
        ids = tokenizer(varied, truncation=True, max_length=MAX_TOKENS)["input_ids"]
        of_epoch = token_batches([len(row) for row in ids], BATCH_TOKENS, SEED + epoch)
        batches += of_epoch
        sequences += [[ids[i] for i in batch] for batch in of_epoch]

    torch.manual_seed(SEED)
    student = Student(build_model(), pooled.shape[1])
    if not (arguments.work / "student.safetensors").exists():
        start = initial_embeddings(load_teacher(arguments.work, SEEDS[0]), tokenizer, student.model.config.hidden_size)
        student.model.get_input_embeddings().weight.data.copy_(start)

    def loss_of(batch: np.ndarray, step: int) -> torch.Tensor:
        logits, guess = student(**pad(sequences[step], pad_id=tokenizer.pad_token_id))
        distance = 1 - nn.functional.cosine_similarity(guess.float(), pooled[batch].float())
        matching = (distance * weights[batch]).sum() / weights[batch].sum()
        return soft_cross_entropy(logits, targets[batch], weights[batch]) + MATCHING_WEIGHT * matching

    warmup = int(WARMUP_SHARE * len(batches))
    state = arguments.work / "student.safetensors"
    fit(student, make_optimizer(student), batches, loss_of, warmup, state, SEED, "student")
    ids = tokenizer(validation.texts, truncation=True)["input_ids"]
    print(describe(predict(student.model, ids), validation.labels))


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.student: {error}")
