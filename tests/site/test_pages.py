"""The site's pages as files: every link leads somewhere, nothing is asked of another host, and nothing is too large."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tools.book import LIMIT, pages
from tools.order import ORDER


@pytest.fixture(scope="module")
def trees(site):
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in sorted(site.rglob("*.html"))
    }


def test_every_page_is_there_and_the_whole_is_small(site):
    for name in pages().values():
        assert (site / f"{name}.html").exists(), name
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) <= LIMIT


def test_every_link_leads_somewhere(site, trees):
    anchors = {
        path: {one["id"] for one in tree.select("[id]")} | {one["name"] for one in tree.select("a[name]")}
        for path, tree in trees.items()
    }
    broken = []
    for path, tree in trees.items():
        if path.name == "404.html":  # its links begin at the root of the site's address
            continue
        for link in tree.select("a[href]"):
            target = urlsplit(link["href"])
            if target.scheme:
                continue
            file = (path.parent / unquote(target.path)).resolve() if target.path else path
            is_place = target.fragment and "=" not in target.fragment and file in anchors
            if not file.exists() or (is_place and target.fragment not in anchors[file]):
                broken.append(f"{path.relative_to(site)}: {link['href']}")
    assert not broken


def test_nothing_is_loaded_from_another_host(site, trees):
    for path, tree in trees.items():
        loaded = [one.get("src") or one.get("href") for one in tree.select("script[src], img[src], link[href]")]
        foreign = [one for one in loaded if re.match(r"https?:|//", one)]
        assert not [one for one in foreign if "canonical" not in str(tree.find(href=one))], path
    for style in Path(site, "_static").rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style


def test_pages_bear_no_numbers_in_their_names(site):
    for slug in ORDER:
        assert (site / f"{slug}.html").exists()
        assert not list(site.glob(f"[0-9]*_{slug}.html"))


def test_the_page_of_the_whole_way_comes_first(trees, site):
    """On the front page, in the lessons' maps, and in the lesson to start with."""
    front = trees[site / "index.html"]
    first = front.select_one("article p a[href]")
    assert first["href"].startswith("one_sentence.html")
    for slug in ORDER:
        tree = trees[site / f"{slug}.html"]
        linked = tree.select('.position-relative:has(figure) > a[href*="one_sentence.html"]')
        assert len(linked) == (slug not in ("playground",)), slug
        for link in linked:
            anchor = link["href"].partition("#")[2]
            assert not anchor or trees[site / "one_sentence.html"].select_one(
                f"section:has(> [id={anchor}]), section[id={anchor}]"
            )


def test_before_its_program_has_started_the_page_of_the_whole_way_shows_its_first_sentence(trees, site):
    tree = trees[site / "one_sentence.html"]
    assert "I do not love this island at all." in tree.select_one("way-explorer").get_text()
    for slot in ("answer", "text", "vectors", "layers", "head", "hidden", "left", "compare"):
        assert tree.select_one(f"[data-slot={slot}]").get_text(strip=True), slot
    assert "{{" not in tree.get_text()
