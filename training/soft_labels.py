"""Stage 3: let the teacher read every text, and fragments cut out of them.

python -m training.soft_labels --data DIR    # about five minutes; corpora already done are kept
"""

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np

from training.data import NO_LABEL, Corpus, cut_fragments, read_training
from training.files import StageError, replace_with
from training.teacher import WORK, load_teacher, predict

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


def load_soft_labels(work: Path, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """The teacher's probabilities (texts, 3) and pooled outputs (texts, 384) for a corpus."""
    path = work / "soft_labels" / f"{corpus.name}.npz"
    if not path.exists():
        raise StageError(f"{path} is missing: run python -m training.soft_labels first.")
    with np.load(path, allow_pickle=False) as arrays:
        if str(arrays["digest"]) != digest(corpus.texts):
            raise StageError(f"{path} was made from other texts: delete it and run python -m training.soft_labels.")
        return arrays["probabilities"], arrays["pooled"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the data files")
    parser.add_argument("--work", type=Path, default=WORK, help="folder for intermediate results")
    arguments = parser.parse_args()
    corpora = read_distillation(arguments.data)
    teacher = load_teacher(arguments.work)
    for corpus in corpora:
        path = arguments.work / "soft_labels" / f"{corpus.name}.npz"
        if path.exists():
            load_soft_labels(arguments.work, corpus)
            continue
        probabilities, pooled = predict(teacher, corpus.texts, corpus.name)

        def write(temporary: Path, arrays: tuple = (probabilities, pooled), texts: list[str] = corpus.texts) -> None:
            with temporary.open("wb") as file:
                np.savez(file, probabilities=arrays[0], pooled=arrays[1], digest=np.array(digest(texts)))

        replace_with(path, write)


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.soft_labels: {error}")
