"""Read and check the texts that the compact checkpoint is trained and selected on.

``python -m training.data`` reads every file and prints what is in it.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.labelled import SENTIMENTS, everyday_sentences, unmet_comments
from training.errors import StageError

DATA = Path(os.environ.get("TRAINING_DATA") or Path(__file__).with_name("data"))  # git ignores that folder

NEGATIVE, NEUTRAL, POSITIVE, NO_LABEL = 0, 1, 2, -1

# The sentiment groups published with GoEmotions (Demszky et al., 2020). Everything else is ambiguous.
GOEMOTIONS_NEGATIVE = set(
    "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness".split()
)
GOEMOTIONS_POSITIVE = set(
    "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief".split()
)
# Plutchik's emotions as XED numbers them (Öhman et al., 2020); 7, surprise, is ambiguous.
XED_GROUPS = {1: NEGATIVE, 2: POSITIVE, 3: NEGATIVE, 4: NEGATIVE, 5: POSITIVE, 6: NEGATIVE, 8: POSITIVE}
XED_AMBIGUOUS_ID = 7


@dataclass(frozen=True)
class Corpus:
    """Texts of one source, each with a label 0, 1 or 2, or ``NO_LABEL``."""

    name: str
    texts: list[str]
    labels: np.ndarray  # shape (texts,), int

    def __len__(self) -> int:
        return len(self.texts)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, line) and refuse a file that is missing, empty or not UTF-8."""
    if not path.is_file():
        raise StageError(f"{path} is missing: training/README.md says where its publisher keeps it.")
    data = path.read_bytes()
    if not data.strip():
        raise StageError(f"{path} is empty: fetch it again.")
    for number, line in enumerate(data.rstrip(b"\n").split(b"\n"), start=1):
        try:
            yield number, line.decode("utf-8").rstrip("\r")
        except UnicodeDecodeError as error:
            raise StageError(f"{path}, line {number}: byte {error.start + 1} is not UTF-8.") from None


def read_table(path: Path, columns: int, parse: Callable[[list[str]], tuple[str, int]]) -> Corpus:
    """Read tab-separated lines; ``parse`` turns the cells of one into (text, label) or raises ValueError."""
    texts, labels = [], []
    for number, line in read_lines(path):
        line = line.rstrip("\t")  # XED's spreadsheet export ends some lines, one of them blank, in tabs
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != columns:
            raise StageError(f"{path}, line {number}: {len(cells)} tab-separated cells, {columns} expected.")
        try:
            text, label = parse(cells)
        except ValueError as error:
            raise StageError(f"{path}, line {number}: {error}") from None
        if not text.strip():
            raise StageError(f"{path}, line {number}: the text is empty.")
        texts.append(text.strip())
        labels.append(label)
    return Corpus(path.stem, texts, np.array(labels))


def parse_ids(cell: str, highest: int) -> list[int]:
    """Parse ``"4, 27"`` to ``[4, 27]``."""
    if not re.fullmatch(r"\d+(, ?\d+)*", cell):
        raise ValueError(f"{cell!r} is not a list of numbers with commas between them.")
    ids = [int(part) for part in cell.split(",")]
    if max(ids) > highest:
        raise ValueError(f"{max(ids)} is not an emotion's number; the highest is {highest}.")
    return ids


def one_label(groups: set[int]) -> int:
    """The label that all emotions of a text agree on, else ``NO_LABEL``."""
    return groups.pop() if len(groups) == 1 else NO_LABEL


def read_tweets(path: Path) -> Corpus:
    """Read ``label TAB text``."""

    def parse(cells: list[str]) -> tuple[str, int]:
        if cells[0] not in ("0", "1", "2"):
            raise ValueError(f"the label is {cells[0]!r}; 0, 1 or 2 was expected.")
        return cells[1], int(cells[0])

    return read_table(path, 2, parse)


def read_texts(path: Path) -> Corpus:
    """Read one unlabelled text a line."""
    return read_table(path, 1, lambda cells: (cells[0], NO_LABEL))


def group_emotion(name: str) -> int:
    """The label of an emotion's group, or ``NO_LABEL`` where the group is ambiguous."""
    if name in GOEMOTIONS_NEGATIVE:
        return NEGATIVE
    if name in GOEMOTIONS_POSITIVE:
        return POSITIVE
    return NEUTRAL if name == "neutral" else NO_LABEL


def read_goemotions(path: Path, names: list[str]) -> Corpus:
    """Read ``text TAB emotion ids TAB comment id`` and group the emotions."""

    def parse(cells: list[str]) -> tuple[str, int]:
        return cells[0], one_label({group_emotion(names[emotion]) for emotion in parse_ids(cells[1], len(names) - 1)})

    return read_table(path, 3, parse)


def read_goemotions_names(path: Path) -> list[str]:
    """Read the 27 emotions and "neutral", in order of their numbers."""
    names = [line for _, line in read_lines(path)]
    missing = (GOEMOTIONS_NEGATIVE | GOEMOTIONS_POSITIVE | {"neutral"}) - set(names)
    if missing:
        raise StageError(f"{path} lacks {', '.join(sorted(missing))}: fetch it again.")
    return names


def read_xed_annotated(path: Path) -> Corpus:
    """Read ``text TAB emotion ids`` and group Plutchik's emotions."""

    def parse(cells: list[str]) -> tuple[str, int]:
        emotions = parse_ids(cells[1], 8)
        return cells[0], one_label({XED_GROUPS.get(emotion, NO_LABEL) for emotion in emotions})

    return read_table(path, 2, parse)


def read_xed_neutral(path: Path) -> Corpus:
    """Read ``id TAB text``; every text is neutral."""
    return read_table(path, 2, lambda cells: (cells[1], NEUTRAL))


def read_unmet() -> Corpus:
    """Read the made-up comments that ship with the collection, their emotions grouped as GoEmotions' are."""
    texts, emotions = zip(*unmet_comments(), strict=True)
    return Corpus("unmet", list(texts), np.array([group_emotion(emotion) for emotion in emotions]))


def read_training(folder: Path) -> list[Corpus]:
    """Read all corpora for training."""
    names = read_goemotions_names(folder / "goemotions_labels.txt")
    return [
        read_tweets(folder / "tweets_train.tsv"),
        read_texts(folder / "tweets_unlabelled.txt"),
        read_goemotions(folder / "goemotions_train.tsv", names),
        read_goemotions(folder / "goemotions_dev.tsv", names),
        read_xed_annotated(folder / "xed_en_annotated.tsv"),
        read_xed_neutral(folder / "xed_en_neutral.txt"),
    ]


def read_validation(folder: Path) -> Corpus:
    """Read the 2,000 tweets that everything is selected on."""
    return read_tweets(folder / "tweets_val.tsv")


def read_everyday() -> Corpus:
    """Read the everyday sentences that ship with the collection; nothing is trained or selected on them."""
    texts, labels = zip(*everyday_sentences(), strict=True)
    return Corpus("everyday", list(texts), np.array([SENTIMENTS.index(label) for label in labels]))


SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def cut_fragments(texts: list[str], count: int, seed: int) -> list[str]:
    """Cut ``count`` sentences and spans of 2 to 9 words out of ``texts``, alternately."""
    generator = np.random.default_rng(seed)
    fragments: list[str] = []
    while len(fragments) < count:
        text = texts[generator.integers(len(texts))]
        if len(fragments) % 2:
            sentences = SENTENCE_END.split(text)
            fragment = sentences[generator.integers(len(sentences))] if len(sentences) > 1 else ""
        else:
            words = text.split()
            start = generator.integers(len(words))
            fragment = " ".join(words[start : start + generator.integers(2, 10)])
        if len(fragment) > 2:
            fragments.append(fragment)
    return fragments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files (default: %(default)s)")
    folder = parser.parse_args().data
    print(f"{'corpus':<20}{'texts':>8}" + "".join(f"{label:>10}" for label in (*SENTIMENTS, "none")))
    for corpus in [*read_training(folder), read_validation(folder), read_everyday()]:
        counts = [int((corpus.labels == label).sum()) for label in (NEGATIVE, NEUTRAL, POSITIVE, NO_LABEL)]
        print(f"{corpus.name:<20}{len(corpus):>8}" + "".join(f"{count:>10}" for count in counts))


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.data: {error}")
