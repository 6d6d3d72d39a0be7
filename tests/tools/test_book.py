"""Notebooks and texts as sources of the site's pages."""

from pathlib import Path

import pytest

from tools.book import BookError, base_url, folded, hints, notebook_page, pages, relinked, repository, run_line
from tools.order import ORDER

ADDRESS = "https://github.com/someone/under-the-hood"
LESSON = "notebooks/01_tokenization.ipynb"
EXERCISES = "notebooks/exercises/01_tokenization.ipynb"


def test_every_lesson_and_every_exercise_notebook_is_a_page_without_a_number():
    names = pages()
    assert {*ORDER, *(f"exercises/{slug}" for slug in ORDER if slug != "playground")} <= {*names.values()}
    assert not any("solutions" in file for file in names)


@pytest.mark.parametrize(
    ("file", "link", "becomes"),
    [
        (LESSON, "[b](glossary.md#byte)", "[b](glossary.md#byte)"),
        (LESSON, "[3](03_vocabulary_extension.ipynb#a-heading)", "[3](vocabulary_extension.ipynb#a-heading)"),
        (EXERCISES, "[1](../01_tokenization.ipynb)", "[1](../tokenization.ipynb)"),
        (LESSON, "[card](../helpers/compact_checkpoint/README.md)", "[card](model_card.md)"),
        ("helpers/compact_checkpoint/README.md", "[c](../comments/README.md)", "[c](data/comments.md)"),
        ("README.md", "![picture](images/lesson.png)", "![picture](images/lesson.png)"),
        (LESSON, "[paper](https://arxiv.org/abs/1508.07909)", "[paper](https://arxiv.org/abs/1508.07909)"),
        (LESSON, "[above](#title)", "[above](#title)"),
        (LESSON, "`a[0](1)` stays", "`a[0](1)` stays"),
    ],
)
def test_links_between_files_become_links_between_pages(file, link, becomes):
    assert relinked(link, file, pages(), None) == becomes


def test_a_file_that_is_no_page_is_linked_in_the_repository_where_its_address_is_known():
    assert relinked("[the licence](../LICENSE)", LESSON, pages(), None) == "the licence"
    assert (
        relinked("[the licence](../LICENSE)", LESSON, pages(), ADDRESS) == f"[the licence]({ADDRESS}/blob/main/LICENSE)"
    )


def test_a_link_that_leads_nowhere_is_named_with_its_file():
    with pytest.raises(BookError, match=r"01_tokenization.ipynb links to lost.md, which does not exist"):
        relinked("[a](lost.md)", LESSON, pages(), None)


def test_services_are_offered_only_where_the_address_is_known():
    assert "Binder" not in run_line(LESSON, None)
    line = run_line(LESSON, ADDRESS)
    assert f"https://mybinder.org/v2/gh/someone/under-the-hood/main?urlpath=lab/tree/{LESSON}" in line
    assert f"/github/someone/under-the-hood/blob/main/{LESSON}" in line


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("", None),
        ("Someone/hood", "https://someone.github.io/hood/"),
        ("someone/someone.github.io", "https://someone.github.io/"),
    ],
)
def test_the_host_says_where_repository_and_site_are(monkeypatch, name, site):
    monkeypatch.setenv("GITHUB_REPOSITORY", name)
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)
    assert base_url() == site
    assert repository() == (f"https://github.com/{name}" if name else None)


def test_an_exercise_is_blank_and_has_its_hints_folded_below_its_check():
    cells = notebook_page(EXERCISES, pages(), None).cells
    place = next(place for place, cell in enumerate(cells) if cell.source == "check_count_tokens(count_tokens)")
    assert "NotImplementedError" in cells[place - 1].source
    assert cells[place + 1].source.startswith("<details class='hints'>")
    assert "special tokens were forgotten" in cells[place + 1].source


def test_hints_are_no_markup():
    assert "<li><code>&lt;s&gt;</code> &lt;b&gt;</li>" in folded("Hints", ["`<s>` <b>"])


def test_only_calls_of_checks_have_hints():
    class Module:
        check_a = type("Check", (), {"mistakes": [type("Mistake", (), {"hint": "Look."})] * 2})

    assert hints("check_a(answer)", Module) == ["Look."]
    assert hints("from x import check_a", Module) == []


def test_lessons_have_no_hints():
    assert not any("class='hints'" in cell.source for cell in notebook_page(LESSON, pages(), None).cells)
    assert Path(LESSON).stem in run_line(LESSON, None)
