"""Make the labelled set of the fine-tuning lesson out of GoEmotions: choose, screen, write.

    python -m training.comments    # writes helpers/comments/comments.tsv and the folder's manifest

Chosen are comments with one emotion alone, of 3 to 16 words, without links, masked names or markup. Out go those with
a word that the npm package ``cuss`` rates as maybe or surely a profanity, since the set is for classrooms.
"""

import argparse
import hashlib
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of, sha256_of
from helpers.labelled import COMMENTS, EMOTIONS
from tools.files import write_atomically
from training.data import DATA, NO_LABEL, parse_ids, read_goemotions_names, read_table
from training.errors import StageError
from training.npm import fetch

CUSS_VERSION = "2.2.0"
CUSS_SHA256 = "1d18ada207c6551513c767492b9441619ceea0dfe0895552410040ee0c937223"
LEAST_RATING, SURE = 1, 2  # of 0 (unlikely a profanity), 1 (maybe) and 2 (likely)
WORDS = range(3, 17)
MOST = 450  # of one emotion, so that the common ones do not swallow the rest
# Masked names, links, names of users and forums, markup, and quotation marks doubled by an export.
# What the list lacks and a classroom does not want: short forms, threats, and remarks about groups of people.
ALSO = frozenset(
    "fck fk fkn effing motherfu stfu gtfo lmfao bs sexist kill kys suicide suicidal overdose molest slavery abusive "
    "lolicon loli incel simp thot hentai nsfw onlyfans gay trans jew muslim black".split()
)
UNWANTED = re.compile(r'\[|https?:|\b[ru]/|[*_^]|""')


def profanities(folder: Path) -> dict[str, int]:
    """The words and phrases that the list rates at least ``LEAST_RATING``, and their ratings; fetched to ``folder``."""
    path = fetch("cuss", CUSS_VERSION, "index.js", folder)
    if sha256_of(path) != CUSS_SHA256:
        raise StageError(f"cuss {CUSS_VERSION} has the sha256 sum {sha256_of(path)}: check the list, then CUSS_SHA256.")
    return parse_profanities(path.read_text(encoding="utf-8"))


def parse_profanities(source: str) -> dict[str, int]:
    """The words of a JavaScript table such as ``{darn: 1, 'oh my': 0}`` with a rating that is high enough."""
    entries = re.findall(r"""^\s*(?:'([^']+)'|"([^"]+)"|([\w-]+)): (\d)""", source, re.MULTILINE)
    rated = {(a or b or c).lower(): int(rating) for a, b, c, rating in entries if int(rating) >= LEAST_RATING}
    return dict.fromkeys(ALSO, LEAST_RATING) | rated


def is_clean(text: str, profane: Mapping[str, int]) -> bool:
    """Whether no word or phrase stands in a text: alone, inflected, drawn out, or at the start of a word if it is sure.

    >>> is_clean("Darned cat!", {"darn": 1})
    False
    """
    words = re.findall(r"[a-z]+", text.lower())
    words += [re.sub(r"(.)\1{2,}", r"\1", word) for word in words]
    spaced = f" {' '.join(words)} "
    stems = {word.removesuffix(ending) for word in words for ending in ("", "s", "es", "ed", "ing", "er", "ers", "y")}
    starts = tuple(word for word, rating in profane.items() if rating == SURE and len(word) > 3)
    return (
        not stems & profane.keys()
        and not any(f" {phrase} " in spaced for phrase in profane if " " in phrase)
        and not any(word.startswith(starts) for word in words)
    )


def suits(text: str) -> bool:
    """Whether a text has the right length and is plain text."""
    return len(text.split()) in WORDS and not UNWANTED.search(text)


def choose(texts: list[tuple[str, str]], most: int = MOST) -> list[tuple[str, str]]:
    """At most so many texts of each emotion, mixed, in an order that depends on the texts alone."""
    ordered = sorted(texts, key=lambda pair: hashlib.sha256(pair[0].encode()).digest())
    kept: list[tuple[str, str]] = []
    counts: Counter[str] = Counter()
    for text, emotion in ordered:
        if counts[emotion] < most:
            counts[emotion] += 1
            kept.append((text, emotion))
    return sorted(kept, key=lambda pair: hashlib.sha256(b"mixed" + pair[0].encode()).digest())


def read_single(path: Path, names: list[str]) -> list[tuple[str, str]]:
    """The comments of a GoEmotions file that have one of our emotions and no other."""

    def parse(cells: list[str]) -> tuple[str, int]:
        emotions = [names[emotion] for emotion in parse_ids(cells[1], len(names) - 1)]
        wanted = len(emotions) == 1 and emotions[0] in EMOTIONS
        return cells[0], EMOTIONS.index(emotions[0]) if wanted else NO_LABEL

    corpus = read_table(path, 3, parse)
    return [
        (text, EMOTIONS[label]) for text, label in zip(corpus.texts, corpus.labels, strict=True) if label != NO_LABEL
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files (default: %(default)s)")
    folder = parser.parse_args().data
    names = read_goemotions_names(folder / "goemotions_labels.txt")
    found = [pair for part in ("train", "dev") for pair in read_single(folder / f"goemotions_{part}.tsv", names)]
    with tempfile.TemporaryDirectory() as scratch:
        profane = profanities(Path(scratch))
    suited = [pair for pair in found if suits(pair[0])]
    clean = [pair for pair in suited if is_clean(pair[0], profane)]
    chosen = choose(clean)
    write_atomically(COMMENTS / "comments.tsv", "".join(f"{label}\t{text}\n" for text, label in chosen).encode())
    write_atomically(COMMENTS / MANIFEST_NAME, manifest_of(COMMENTS).encode())
    print(f"{len(found)} with one of the emotions alone, {len(suited)} suit, {len(clean)} are clean")
    for emotion in EMOTIONS:
        print(f"{emotion:<10} {sum(label == emotion for _, label in chosen):>4}")


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.comments: {error}")
