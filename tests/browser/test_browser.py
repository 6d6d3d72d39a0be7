"""The notebooks as readers meet them: JupyterLab and Voilà in a real browser, on this machine and no other."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from helpers.render import contrast
from tests.explorers.models import HOSTILE
from tools.browser import (
    STORED,
    VARIABLE,
    WINDOW,
    Server,
    browser,
    find_chromium,
    keystroke_latencies,
    open_in_lab,
    run_notebook,
    serve,
)
from tools.order import lesson

pytestmark = pytest.mark.skipif(
    find_chromium() is None, reason=f"no Chromium is installed: install one, or set {VARIABLE} to its path"
)
expect.set_options(timeout=30_000)  # a busy machine is slow, and not wrong
PLAYGROUND = lesson("playground").name
TOKENIZATION = lesson("tokenization").name
SCREENSHOTS = os.environ.get("SCREENSHOTS")  # a folder to keep the explorers' pictures in; `make screenshots` sets it
EXPLORERS = {  # a field that only this explorer has → the name of its picture
    "Token IDs": "token",
    "Words to add, with commas between": "vocabulary",
    "Word": "embedding",
    "Temperature": "pipeline",
    "Head": "layer",
}
# For each text that a reader sees: its colour and the colour that lies behind it, as #rrggbb.
COLOURS = """view => {
    const read = c => { const [r, g, b, a = 1] = c.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
    const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
    const back = e => getComputedStyle(e).backgroundColor;
    const behind = e => e ? over(read(back(e)), behind(e.parentElement)) : [255, 255, 255, 1];
    const name = c => '#' + c.slice(0, 3).map(v => Math.round(v).toString(16).padStart(2, '0')).join('');
    const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT), pairs = {};
    for (let node; node = walker.nextNode();) {
        const element = node.parentElement, style = getComputedStyle(element);
        if (!node.data.trim() || element.closest('style, option') || !element.getClientRects().length) continue;
        const ground = behind(element);
        pairs[`${name(over(read(style.color), ground))} ${name(ground)}`] = node.data.trim().slice(0, 30);
    }
    return pairs;
}"""
UNNAMED = """view => [...view.querySelectorAll('input, textarea, select, button, [role=slider]')].filter(control => {
    const labels = [...(control.labels || [])].map(label => label.textContent.trim()).join('');
    return !(labels || control.textContent.trim() && control.tagName === 'BUTTON' || control.ariaLabel);
}).map(control => control.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    with browser() as context:
        yield context


@pytest.fixture(scope="module")
def lab() -> Iterator[Server]:
    with serve("lab") as server:
        yield server


def watched_page(context: BrowserContext) -> Iterator[Page]:
    """A page whose requests must all stay on this machine, and in which no script of a reader's text may run."""
    page = context.new_page()
    hosts: set[str | None] = set()
    dialogs: list[str] = []

    def answer(dialog) -> None:
        if dialog.type == "beforeunload":  # Lab asks before unsaved work is left, also when a run is tried again
            dialog.accept()
        else:
            dialogs.append(dialog.message)
            dialog.dismiss()

    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname))
    page.on("dialog", answer)
    yield page
    page.evaluate("window.onbeforeunload = null")
    page.close()
    assert hosts - {None} == {"127.0.0.1"}  # None: data and blob URLs, which are no requests
    assert dialogs == []


@pytest.fixture(scope="module")
def playground(context: BrowserContext, lab: Server) -> Iterator[Page]:
    """The playground in JupyterLab, all cells run."""
    for page in watched_page(context):
        run_notebook(page, lab, PLAYGROUND)
        yield page


def explorer(page: Page, field: str) -> Locator:
    """The explorer that has a field with this label."""
    return page.locator(".widget-vbox:not(.widget-vbox .widget-vbox)").filter(has=page.get_by_label(field, exact=True))


def no_cell_failed(page: Page) -> bool:
    return page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]').count() == 0


def test_a_lesson_runs_and_its_explorer_answers(context, lab):
    for page in watched_page(context):
        run_notebook(page, lab, TOKENIZATION)
        assert no_cell_failed(page)
        assert page.locator(".jp-OutputPlaceholder").count() == 0, "running a cell opens its fold"
        field = page.get_by_label("Text", exact=True)
        field.fill("An island")
        view = explorer(page, "Token IDs")
        expect(view).to_contain_text("9 characters, 9 bytes, 2 words, 2 tokens and 2 at the ends")
        expect(view).to_contain_text("4688")


def test_without_a_kernel_the_stored_page_is_shown_and_what_a_predict_line_asks_is_folded(context, lab):
    for page in watched_page(context):
        open_in_lab(page, lab, f"{STORED}/{TOKENIZATION}")
        shown = page.get_by_text("Token explorer, as it starts. Run the notebook to type into it.")
        expect(shown).to_be_visible()
        output = page.locator(".jp-OutputArea-output").filter(has=shown)
        expect(output.locator("ol").first).to_contain_text("2946")
        question = page.locator(".jp-MarkdownOutput").get_by_text("How many IDs will come back?")
        expect(question).to_be_visible()
        answer = page.get_by_text("17 IDs for 13 words")
        expect(answer).to_be_hidden()
        cell = page.locator(".jp-CodeCell").filter(has_text='text = "I really want to go to an island.')
        cell.locator(".jp-OutputPlaceholder").click()
        expect(answer).to_be_visible()


def test_a_picture_of_each_explorer(playground, tmp_path):
    """The first of the playground's tests, while the explorers show what they start with."""
    playground.set_viewport_size({"width": 1200, "height": 2400})  # each explorer whole, without scrolling
    for field, name in EXPLORERS.items():
        picture = explorer(playground, field).screenshot(path=Path(SCREENSHOTS or tmp_path) / f"{name}_explorer.png")
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 10_000
    playground.set_viewport_size(WINDOW)


def test_typing_key_by_key_changes_the_page_after_each(playground):
    for view, field in {"Token IDs": "Text", "Temperature": "Text B", "Head": "Text"}.items():
        box = explorer(playground, view).get_by_label(field, exact=True)
        assert len(keystroke_latencies(playground, box, " go")) == 3


def test_the_keyboard_alone_is_enough(playground):
    view, keyboard = explorer(playground, "Token IDs"), playground.keyboard
    view.get_by_label("Text", exact=True).fill(" é")
    view.get_by_label("Text", exact=True).focus()
    keyboard.press("Tab")
    keyboard.press("End")  # the list's last entry
    expect(view).to_contain_text("20 C3 A9")
    keyboard.press("Home")
    keyboard.press("Tab")
    keyboard.press("Space")
    expect(view).to_contain_text("1 word, 1 token, 1.00")
    keyboard.press("Tab")
    keyboard.press("Space")
    expect(view).to_contain_text("ĠÃ©")
    keyboard.press("Space")
    keyboard.press("Shift+Tab")
    keyboard.press("Space")
    expect(view).to_contain_text("1 token and 2 at the ends")


def test_buttons_answer_to_the_keyboard(playground):
    view = explorer(playground, "Temperature")
    view.get_by_label("Text A", exact=True).fill("so good " * 20)
    expect(view).to_contain_text("are explained while you type")
    view.get_by_label("Explain", exact=True).focus()
    for _ in range(2):
        playground.keyboard.press("Tab")
    playground.keyboard.press("Enter")
    expect(view).not_to_contain_text("are explained while you type")
    view.get_by_label("Text A", exact=True).fill("So good.")
    view.get_by_role("checkbox").check()
    expect(view).to_contain_text("the residual is")
    view.get_by_label("Temperature").focus()
    playground.keyboard.press("ArrowUp")
    expect(view).to_contain_text("at temperature 1.1")
    playground.keyboard.press("ArrowDown")
    expect(view).not_to_contain_text("at temperature")


def test_words_are_added_refused_and_taken_back(playground):
    view = explorer(playground, "Words to add, with commas between")
    words = view.get_by_role("textbox", name="Words to add")
    words.fill("whaleshark, , zorpy")
    expect(view.get_by_role("alert")).to_contain_text("Word 2 is blank")
    words.fill("whaleshark, zorpy")
    expect(view).to_contain_text("50,267")
    expect(view.get_by_role("alert")).to_have_count(0)
    words.fill("")
    expect(view).to_contain_text("with no new word")


def test_layers_change_the_map(playground):
    view = explorer(playground, "Neighbours")
    view.get_by_label("After layer").focus()
    playground.keyboard.press("End")
    expect(view).to_contain_text("after layer 4 of 4")


def test_heads_are_switched_off_and_on(playground):
    view = explorer(playground, "Head")
    view.get_by_label("Text", exact=True).fill("I love it.")
    for layer in range(4):
        view.get_by_label("Layer", exact=True).select_option(str(layer))
        expect(view).to_contain_text(f"Attention in layer {layer}, head 0")
        for head in range(4):
            view.get_by_label(f"switch off head {head}").check()
            expect(view).to_contain_text(f"{head} in layer {layer}")
    view.get_by_role("button", name="Switch all heads on").click()
    expect(view).to_contain_text("All heads are on.")
    expect(view.get_by_label("switch off head 0")).not_to_be_checked()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_inert(playground, text):
    view = explorer(playground, "Token IDs")
    before = playground.locator("script, .jp-OutputArea img").count()
    view.get_by_label("Text", exact=True).fill(text.replace("\x00", ""))  # no browser lets a null character in
    expected = f"{len(text.replace(chr(0), '').replace(chr(13), chr(10))):,} character"
    expect(view).to_contain_text(expected)
    assert playground.locator("script, .jp-OutputArea img").count() == before


@pytest.mark.parametrize("field", EXPLORERS)
def test_every_control_has_a_name(playground, field):
    assert explorer(playground, field).evaluate(UNNAMED) == []


def too_faint(view: Locator) -> dict[str, str]:
    """The pairs of colours in a view that cannot be read well, each with a text that has them."""
    pairs = view.evaluate(COLOURS)
    assert len(pairs) >= 2
    return {pair: text for pair, text in pairs.items() if contrast(*pair.split()) < 4.5}


@pytest.mark.parametrize("field", EXPLORERS)
def test_light_theme_can_be_read(playground, field):
    assert too_faint(explorer(playground, field)) == {}


def test_a_reloaded_page_still_answers(playground):
    """The last of the playground's tests: the page starts again."""
    playground.locator(".jp-MarkdownCell").first.click()
    playground.keyboard.press("Control+s")
    playground.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")
    playground.reload()
    field = explorer(playground, "Token IDs").get_by_label("Text", exact=True)
    field.fill("An island", timeout=30_000)
    expect(explorer(playground, "Token IDs")).to_contain_text("9 characters, 9 bytes")


def test_dark_theme_can_be_read(context):
    with serve("lab", dark=True) as server:
        for page in watched_page(context):
            run_notebook(page, server, PLAYGROUND)
            assert page.locator("body").get_attribute("data-jp-theme-name") == "JupyterLab Dark"
            explorer(page, "Temperature").get_by_role("checkbox").check()
            expect(explorer(page, "Temperature")).to_contain_text("the residual is")
            view = explorer(page, "Token IDs")
            view.get_by_label("Text", exact=True).fill("<s> 😀 whaleshark\n")
            view.get_by_label("Token IDs", exact=True).fill("x")
            expect(view.get_by_role("alert")).to_be_visible()
            for field in EXPLORERS:
                assert too_faint(explorer(page, field)) == {}


def test_a_lock_writes_its_seal_into_the_notebook(context, lab):
    solved = lesson("start_here")
    shutil.copy(solved.parent / "solutions" / solved.name, lab.folder / "locked.ipynb")
    for page in watched_page(context):
        run_notebook(page, lab, "locked.ipynb")
        assert no_cell_failed(page)
        cell = page.locator(".jp-CodeCell").filter(has_text="lock(foresee_shapes,")
        expect(cell).to_contain_text('lock(foresee_shapes, "[[3], [2, 1], [2, 2], [2, 1, 3], [2, 3], [3, 3]] · ')
        expect(cell).to_contain_text("Locked: [[3], ")
        cell.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")  # the sealed cell runs again
        expect(cell).to_contain_text("The check below tells.")
        picture = page.locator(".jp-Notebook").first
        if SCREENSHOTS:
            cell.scroll_into_view_if_needed()
            picture.screenshot(path=Path(SCREENSHOTS) / "lock.png")


def test_the_playground_is_a_dashboard(context):
    with serve("voila") as server:
        for page in watched_page(context):
            page.goto(server.url)
            view = explorer(page, "Temperature")
            expect(view).to_be_visible(timeout=60_000)
            view.get_by_role("textbox", name="Text A").fill("What an awful, awful day.")
            view.get_by_role("textbox", name="Text B").fill("What a lovely day!")
            view.get_by_label("Temperature").fill("2")
            expect(view).to_contain_text("at temperature 2")
            field = explorer(page, "Token IDs").get_by_label("Text", exact=True)
            field.fill('<img src=x onerror="alert(1)">')
            expect(explorer(page, "Token IDs")).to_contain_text("30 characters")
            text = page.locator("body").inner_text()
            assert "AutoTokenizer" not in text and "Run all cells" not in text
            expect(page).to_have_title("Playground · Transformers under the hood")
            for name in EXPLORERS:
                expect(explorer(page, name)).to_be_visible()


def test_a_picture_of_a_lesson(context, lab, tmp_path):
    for page in watched_page(context):
        page.set_viewport_size({"width": 1100, "height": 900})
        run_notebook(page, lab, lesson("start_here").name)
        assert no_cell_failed(page)
        page.locator(".jp-CodeCell").filter(has_text="route(values=values)").scroll_into_view_if_needed()
        picture = page.screenshot(path=Path(SCREENSHOTS or tmp_path) / "lesson.png")
        assert picture.startswith(b"\x89PNG")
