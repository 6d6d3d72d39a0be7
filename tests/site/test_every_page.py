"""Every page in a browser: on a phone and a desk, light and dark, nothing goes wrong and axe finds nothing."""

import pytest

from tests.site.conftest import violations
from tools.book import pages

NAMES = sorted(pages().values())
FADE = 500  # milliseconds, in which the theme changes its colours, and its script looks at what can be scrolled
# What makes a page wider than its window, if anything does.
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > width + 1)
        .slice(0, 3).map(one => one.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("name", NAMES)
def test_a_page(open_page, name):
    page = open_page(f"{name}.html", color_scheme="light")
    settle(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(FADE)
    assert violations(page) == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(FADE)
        assert page.evaluate(TOO_WIDE) == []
    assert violations(page) == []


def settle(page):
    """Wait until every explorer of a page answers, or says why it does not."""
    page.wait_for_function(
        """[...document.querySelectorAll('*')].every(
            one => !one.localName.endsWith('-explorer') || one.dataset.state)"""
    )
    page.wait_for_timeout(FADE)
