"""The everyday sentences: a small labelled set that ships with the collection."""

from pathlib import Path

LABELS = ("negative", "neutral", "positive")
FILE = Path(__file__).parent / "everyday_sentences" / "sentences.tsv"


def everyday_sentences() -> list[tuple[str, str]]:
    """Return the 120 sentences as (sentence, label), 40 for each of the three labels."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [(sentence, LABELS[int(label)]) for label, sentence in (line.split("\t") for line in lines)]
