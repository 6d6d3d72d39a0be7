"""The built site, a server of it, and a browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tools.book import build
from tools.browser import CHROMIUM_OPTIONS, VARIABLE, find_chromium
from tools.site_server import SiteServer
from tools.web import WEB, WITHOUT_NODE, has_node

expect.set_options(timeout=30_000)  # a busy machine is slow, and not wrong
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    for item in here:
        item.add_marker(pytest.mark.skipif(not has_node(), reason=WITHOUT_NODE))
        if "page" in getattr(item, "fixturenames", ()) or "open_page" in getattr(item, "fixturenames", ()):
            reason = f"no Chromium is installed: install one, or set {VARIABLE} to its path"
            item.add_marker(pytest.mark.skipif(find_chromium() is None, reason=reason))


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The site, built once for all processes of a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # of this run; without other processes it would be that of all runs
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.exists():
            build(folder, shared / "book")
    return folder


@pytest.fixture(scope="session")
def server(site) -> Iterator[SiteServer]:
    with SiteServer(site) as running:
        yield running


@pytest.fixture(scope="module")  # other files have browsers of their own, and a process can drive one at a time
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, server, site) -> Iterator[Open]:
    """Open a page of the site in an empty profile; at the end, nothing may have gone wrong in it.

    Args of what it gives:
        name: the page's file, with what stands behind #.
        width, height: of the window.
        as_file: whether it is opened as a file, and not from a server.
        **options: of the browser's context, such as ``color_scheme``.
    """
    contexts, faults = [], []

    def opened(name: str, width: int = 1200, height: int = 900, as_file: bool = False, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        home = site.as_uri() + "/" if as_file else server.url
        page.on("request", lambda request: faults.append(request.url) if elsewhere(request.url, home) else None)
        page.goto(home + name)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


def elsewhere(url: str, home: str) -> bool:
    """Whether an address is none of the site's own."""
    return not url.startswith((home, "blob:", "data:"))


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # The page's own rules and those of WCAG 2.2; colours are compared where the browser draws them.
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    return [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]


def live(page: Page, name: str) -> None:
    """Wait until an explorer answers."""
    page.wait_for_selector(f"{name}[data-state=live]")
