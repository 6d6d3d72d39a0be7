"""The explorers of the site: they answer in the page, from a server and as files, and say so where they cannot."""

import re

import pytest
from playwright.sync_api import expect

from tests.explorers.models import HOSTILE
from tests.site.conftest import live

PAGES = {
    "token-explorer": "tokenization.html",
    "vocabulary-explorer": "vocabulary_extension.html",
    "embedding-explorer": "embedding_layer.html",
    "layer-explorer": "inside_the_layers.html",
    "pipeline-explorer": "classification_pipeline.html",
}


def panel(page, name):
    return page.locator(f"{name} .tuh-panel").first


@pytest.mark.parametrize("as_file", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_an_explorer_answers_to_ones_own_text(open_page, name, as_file):
    page = open_page(PAGES[name], as_file=as_file)
    live(page, name)
    before = panel(page, name).inner_text()
    page.locator(f"{name} :is(textarea, input[type=text])").first.fill("zorpy whales")
    expect(panel(page, name)).not_to_have_text(before)
    expect(panel(page, name)).to_contain_text("whales")


@pytest.mark.parametrize("name", PAGES)
def test_the_address_holds_what_one_sees(open_page, name):
    page = open_page(PAGES[name])
    live(page, name)
    field = f"{name} :is(textarea, input[type=text])"
    page.locator(field).first.fill("a quiet sea & 100% calm")
    page.wait_for_function("location.hash.includes('quiet')")
    shown = panel(page, name).inner_text()
    again = open_page(PAGES[name] + page.evaluate("location.hash"))
    live(again, name)
    expect(again.locator(field).first).to_have_value("a quiet sea & 100% calm")
    expect(panel(again, name)).to_have_text(re.compile(re.escape(shown.split("\n")[0])))


@pytest.mark.parametrize("name", PAGES)
def test_a_text_is_never_html(open_page, name):
    page = open_page(PAGES[name])
    live(page, name)
    for field in page.locator(f"{name} :is(textarea, input[type=text])").all():
        field.fill(HOSTILE["script"] + HOSTILE["onerror"])
    page.wait_for_timeout(1000)
    assert page.locator(f"{name} :is(img, script, b)").count() == 0


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_file_that_is_not_what_it_should_be_is_named(browser, server, harm):
    setattr(server, harm, {"core.bin"})
    try:
        page = browser.new_context(service_workers="block").new_page()
        page.goto(server.url + PAGES["pipeline-explorer"])
        expect(page.locator("pipeline-explorer .tuh-still")).to_contain_text("checkpoint/core", timeout=30_000)
        assert page.locator("pipeline-explorer [data-probability]").count() > 0  # the summary is still there
        page.context.close()
    finally:
        setattr(server, harm, set())


def test_an_explorer_that_is_blocked_says_so(open_page):
    page = open_page("404.html")
    page.add_init_script("window.Worker = class { constructor() { throw new Error('no'); } }")
    page.goto(page.url.replace("404.html", PAGES["token-explorer"]))
    expect(page.locator("token-explorer .tuh-still")).to_contain_text("the browser blocks workers")


def test_an_old_browser_is_told(open_page):
    page = open_page("404.html")
    page.add_init_script("delete window.DecompressionStream")
    page.goto(page.url.replace("404.html", PAGES["token-explorer"]))
    expect(page.locator("token-explorer .tuh-still")).to_contain_text("too old for it")


def test_a_lesson_with_a_model_of_its_own_keeps_its_summary(open_page):
    page = open_page("fine_tuning.html")
    expect(page.locator("pipeline-explorer .tuh-still")).to_contain_text("run the notebook")


@pytest.mark.parametrize(
    ("name", "file"), [("pipeline-explorer", "classification_pipeline.html"), ("way-explorer", "one_sentence.html")]
)
def test_a_second_visit_needs_no_network(open_page, name, file):
    page = open_page(file)
    live(page, name)
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_timeout(5000)  # what came before the service worker is still being written
    page.context.set_offline(True)
    page.reload()
    live(page, name)
    page.context.set_offline(False)


def test_nothing_freezes_at_512_tokens(open_page):
    page = open_page(PAGES["pipeline-explorer"])
    live(page, "pipeline-explorer")
    field = page.locator("pipeline-explorer textarea").first
    field.fill("I love this island, do you not? " * 100)
    field.press("End")
    field.type("!")  # the page itself goes on
    expect(panel(page, "pipeline-explorer")).to_contain_text("are cut by truncation")
