"""tools.order: one table numbers the lessons, and names, titles, links and their texts follow."""

import re
from pathlib import Path

import pytest

from tools import order

ROOT = Path(__file__).parents[2]
PLAIN_NUMBER = re.compile(r"(?<!\[)\b[Ll]essons? \d|(?<!\[)\b[Ee]xercises? \d")
TEXTS = [ROOT / "README.md", *(path for ending in order.TEXTS for path in (ROOT / "notebooks").rglob(f"*{ending}"))]
TEXTS = [path for path in TEXTS if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[lesson 9](../09_b_c.ipynb#text)", "[lesson 3](../03_b_c.ipynb#text)"),
        ("[9](09_b_c.ipynb), [1](01_a.ipynb)", "[3](03_b_c.ipynb), [1](01_a.ipynb)"),
        ("[9 · The title](notebooks/09_b_c.ipynb)", "[3 · The title](notebooks/03_b_c.ipynb)"),
        ("`09_b_c.ipynb` and 09_b_c", "`03_b_c.ipynb` and 03_b_c"),
        ("09_unknown.ipynb", "09_unknown.ipynb"),
        ("[exercises 9](exercises/09_a.ipynb)", "[exercises 1](exercises/01_a.ipynb)"),
    ],
)
def test_mentions_follow_the_table(monkeypatch, text, expected):
    monkeypatch.setattr(order, "ORDER", {"a": 1, "b_c": 3})
    assert order.relinked(text) == expected


def test_renumbering_renames_files_and_corrects_titles_and_links(tmp_path, monkeypatch):
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    files = {
        "README.md": "Start with `notebooks/01_a.ipynb`.",
        "notebooks/01_a.ipynb": '"# 1 · A" "[2 · B](02_b.ipynb)"',
        "notebooks/02_b.ipynb": '"# 2 · B" "[lesson 1](01_a.ipynb)"',
        "notebooks/solutions/01_a.ipynb": '"# Exercises 1 · A" "[lesson 1](../01_a.ipynb)"',
        "notebooks/INSTRUCTORS.md": "[lesson 1](01_a.ipynb)",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(order, "ORDER", {"a": 2, "b": 1})  # they change places
    order.renumber(tmp_path)
    found = {str(p.relative_to(tmp_path)): p.read_text(encoding="utf-8") for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {
        "README.md": "Start with `notebooks/02_a.ipynb`.",
        "notebooks/02_a.ipynb": '"# 2 · A" "[1 · B](01_b.ipynb)"',
        "notebooks/01_b.ipynb": '"# 1 · B" "[lesson 2](02_a.ipynb)"',
        "notebooks/solutions/02_a.ipynb": '"# Exercises 2 · A" "[lesson 2](../02_a.ipynb)"',
        "notebooks/INSTRUCTORS.md": "[lesson 2](02_a.ipynb)",
    }
    assert order.renumber(tmp_path) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_has_the_numbers_of_the_table(path):
    text = path.read_text(encoding="utf-8")
    assert order.relinked(text) == text


def test_no_lesson_is_called_by_a_number_that_would_not_follow():
    sources = [path for folder in ("helpers", "tools", "training") for path in (ROOT / folder).rglob("*.py")]
    for path in [*sources, *TEXTS, *(ROOT / "helpers").rglob("*.md")]:
        text = path.read_text(encoding="utf-8").replace("# Exercises ", "")
        assert path.name == "order.py" or not PLAIN_NUMBER.search(text), (path, PLAIN_NUMBER.search(text))
