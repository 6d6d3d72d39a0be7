"""Stage 3: let the teachers read every text, and fragments cut out of them.

python -m training.soft_labels    # about ten minutes; corpora already done are kept
"""

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np

from tools.files import replace_with
from training.data import DATA, NO_LABEL, Corpus, cut_fragments, read_training
from training.errors import StageError
from training.teacher import SEEDS, WORK, load_teacher, predict

FRAGMENTS = 96_000
SEED = 2


def read_distillation(folder: Path) -> list[Corpus]:
    """All training corpora, and one more of fragments cut out of them."""
    corpora = read_training(folder)
    texts = [text for corpus in corpora for text in corpus.texts]
    fragments = cut_fragments(texts, FRAGMENTS, SEED)
    return [*corpora, Corpus("fragments", fragments, np.full(FRAGMENTS, NO_LABEL))]


def digest(texts: list[str]) -> str:
    """A sum that changes when a text does."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def labels_path(work: Path, seed: int, corpus: Corpus) -> Path:
    """Where one teacher's reading of a corpus is kept."""
    return work / f"soft_labels_{seed}" / f"{corpus.name}.npz"


def load_soft_labels(work: Path, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """The mean over the teachers of their probabilities (texts, 3) and pooled outputs (texts, 384)."""
    readings = [load_one(labels_path(work, seed, corpus), corpus) for seed in SEEDS]
    probabilities, pooled = zip(*readings, strict=True)
    return np.mean(probabilities, axis=0), np.asarray(np.mean(pooled, axis=0, dtype=np.float32), np.float16)


def load_one(path: Path, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """One teacher's reading of a corpus, refused if it was made from other texts."""
    if not path.exists():
        raise StageError(f"{path} is missing: run python -m training.soft_labels first.")
    with np.load(path, allow_pickle=False) as arrays:
        if str(arrays["digest"]) != digest(corpus.texts):
            raise StageError(f"{path} was made from other texts: delete it and run python -m training.soft_labels.")
        return arrays["probabilities"], arrays["pooled"]


def save_one(path: Path, corpus: Corpus, probabilities: np.ndarray, pooled: np.ndarray) -> None:
    """Keep one teacher's reading of a corpus, with a sum of the texts it was made from."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            np.savez(file, probabilities=probabilities, pooled=pooled, digest=np.array(digest(corpus.texts)))

    replace_with(path, write)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=WORK, help="folder for intermediate results")
    arguments = parser.parse_args()
    corpora = read_distillation(arguments.data)
    for seed in SEEDS:
        teacher = load_teacher(arguments.work, seed)
        for corpus in corpora:
            path = labels_path(arguments.work, seed, corpus)
            if path.exists():
                load_one(path, corpus)
            else:
                save_one(path, corpus, *predict(teacher, corpus.texts, f"teacher {seed}, {corpus.name}"))


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.soft_labels: {error}")
