"""Which number each lesson has. Everything else finds a lesson by its slug.

To renumber, change ``ORDER`` and run ``make renumber``: files are renamed, and titles, links and their texts follow.
"""

import re
import sys
from pathlib import Path

from tools.files import write_atomically

ORDER = {
    "start_here": 0,
    "tokenization": 1,
    "training_a_tokenizer": 2,
    "vocabulary_extension": 3,
    "embedding_layer": 4,
    "classification_pipeline": 5,
    "inside_the_layers": 6,
    "from_scratch": 7,
    "what_an_answer_is_worth": 8,
    "fine_tuning": 9,
    "playground": 10,
}
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TEXTS = (".ipynb", ".md")
# A file name, and the link around it where there is one, with a text such as "lesson 3", "3 · Title" or "3".
FILE = re.compile(
    r"(?:\[(?P<before>(?:[Ll]esson |[Ee]xercises )?)(?P<number>\d+)(?P<after>(?: ·[^\]]*)?)\]\((?P<folder>[\w./]*))?"
    r"\b\d\d_(?P<slug>[a-z]+(?:_[a-z]+)*)"
)
TITLE = re.compile(r"(# (?:Exercises )?)\d+( · )")


def stem(slug: str) -> str:
    """The name of a lesson's file, without its ending.

    >>> stem("tokenization")
    '01_tokenization'
    """
    return f"{ORDER[slug]:02}_{slug}"


def lesson(slug: str) -> Path:
    """The path of a lesson's notebook."""
    return NOTEBOOKS / f"{stem(slug)}.ipynb"


def slug_of(path: Path) -> str:
    """The part of a notebook's name that stays when lessons are renumbered."""
    return path.stem.partition("_")[2]


def relinked(text: str) -> str:
    """A text whose mentions of lessons' files, and the numbers in the links around them, are those of ``ORDER``.

    >>> relinked("[lesson 9](../09_tokenization.ipynb#text)")
    '[lesson 1](../01_tokenization.ipynb#text)'
    """

    def replace(match: re.Match[str]) -> str:
        slug = match["slug"]
        if slug not in ORDER:
            return match[0]
        if match["number"] is None:
            return stem(slug)
        return f"[{match['before']}{ORDER[slug]}{match['after']}]({match['folder']}{stem(slug)}"

    return FILE.sub(replace, text)


def renumber(root: Path) -> list[Path]:
    """Rename the lessons below ``root/notebooks``, and correct every text below ``root/notebooks`` and in the README.

    Returns:
        The files that were renamed or written.
    """
    notebooks, changed = root / "notebooks", []
    found = [path for path in notebooks.rglob("[0-9]*_*.ipynb") if slug_of(path) in ORDER]
    renamed = {path: path.with_name(f"{stem(slug_of(path))}.ipynb") for path in found}
    moving = {old: new for old, new in renamed.items() if old != new}
    for old in moving:  # by way of another name, since two lessons may change places
        old.rename(old.with_suffix(".moving"))
    for old, new in moving.items():
        old.with_suffix(".moving").rename(new)
        changed.append(new)
    for path in [root / "README.md", *sorted(notebooks.rglob("*"))]:
        if path.suffix not in TEXTS or any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        before = path.read_text(encoding="utf-8")
        after = relinked(before)
        if path.suffix == ".ipynb" and slug_of(path) in ORDER:
            after = TITLE.sub(rf"\g<1>{ORDER[slug_of(path)]}\g<2>", after, count=1)
        if after != before:
            write_atomically(path, after.encode())
            changed.append(path)
    return changed


def main() -> int:
    for path in renumber(NOTEBOOKS.parent):
        print(path.relative_to(NOTEBOOKS.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
