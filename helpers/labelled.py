"""Labelled texts: reading a file of them, and the sets that ship with the collection."""

from collections.abc import Sequence
from pathlib import Path

from helpers.checkpoints.manifest import read_manifest, sha256_of

SENTIMENTS = ("negative", "neutral", "positive")
EMOTIONS = ("amusement", "anger", "fear", "gratitude", "neutral", "sadness")
LANGUAGES = ("English", "German", "French", "Turkish", "Russian", "Hindi", "Chinese", "Swahili")
EVERYDAY = Path(__file__).parent / "everyday_sentences"
COMMENTS = Path(__file__).parent / "comments"
PARALLEL = Path(__file__).parent / "parallel_sentences"


def read_labelled(path: Path, labels: Sequence[str]) -> list[tuple[str, str]]:
    """Read a file of labelled texts, one a line: label, tabulator, text.

    Args:
        labels: the names that may stand before the tabulator. Each has to occur.

    Returns:
        (text, label) for each line, in the order of the file.

    Raises:
        ValueError: naming the file, the line, what is wrong with it and what to do.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").removesuffix(b"\n").split(b"\n")
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}): name a file of labelled texts.") from None
    texts = [_parse(line, labels, f"{path}, line {number}") for number, line in enumerate(lines, start=1)]
    for label in labels:
        if all(label != found for _, found in texts):
            raise ValueError(f"{path} holds no text with the label {label!r}: add some, or leave the label out.")
    return texts


def _parse(line: bytes, labels: Sequence[str], where: str) -> tuple[str, str]:
    try:
        cells = line.decode("utf-8").removesuffix("\r").split("\t")
    except UnicodeDecodeError as error:
        raise ValueError(f"{where}: byte {error.start + 1} is not UTF-8; save the file as UTF-8.") from None
    if len(cells) != 2:
        raise ValueError(f"{where} has {len(cells) - 1} tabulators: write a label, one tabulator, and the text.")
    label, text = cells
    if label not in labels:
        raise ValueError(f"{where}: the label is {label!r}; write one of {', '.join(labels)}.")
    if not text.strip():
        raise ValueError(f"{where}: the text is empty; write one, or delete the line.")
    return text.strip(), label


def _shipped(path: Path, labels: Sequence[str]) -> list[tuple[str, str]]:
    """Read a file of the collection, if it still has the sum that its folder's manifest states."""
    sums = read_manifest(path.parent, "restore it")
    if not path.is_file() or sha256_of(path) != sums.get(path.name):
        raise ValueError(
            f"{path} is missing or was changed (wrong sha256 sum): restore it, and read your own texts with "
            "read_labelled."
        )
    return read_labelled(path, labels)


def everyday_sentences() -> list[tuple[str, str]]:
    """Return 120 plain sentences as (sentence, sentiment), 40 for each of the three."""
    return _shipped(EVERYDAY / "sentences.tsv", SENTIMENTS)


def comments() -> list[tuple[str, str]]:
    """Return the comments of GoEmotions (Demszky et al., 2020) that ship with the collection, as (text, emotion).

    The compact checkpoint has met each of them in its own training.
    """
    return _shipped(COMMENTS / "comments.tsv", EMOTIONS)


def unmet_comments() -> list[tuple[str, str]]:
    """Return 150 made-up comments as (text, emotion), 25 for each of the six; no model of ours was trained on them."""
    return _shipped(COMMENTS / "unmet.tsv", EMOTIONS)


def parallel_sentences() -> list[tuple[str, str]]:
    """Return the same ten plain sentences in eight languages as (sentence, language)."""
    return _shipped(PARALLEL / "sentences.tsv", LANGUAGES)
