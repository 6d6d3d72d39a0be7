"""The page "One sentence, four layers, one answer" as its readers meet it."""

import io
import os
import re
import time
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.explorers.models import HOSTILE
from tests.site.conftest import live, violations

PAGE = "one_sentence.html"
ISLAND = "I do not love this island at all."
SCREENSHOTS = os.environ.get("SCREENSHOTS")  # a folder for pictures; `make screenshots` sets it
GAP = 24  # pixels between the README's pictures
WIDTHS = (320, 390, 820, 1400)
# Everything that one can touch, and how large it is; links in running text are as high as their line.
SMALL = """() => [...document.querySelectorAll(
        ':is(way-explorer, .way) :is(button, a, summary, input, textarea), way-explorer nav a')]
    .filter(one => one.checkVisibility({contentVisibilityAuto: false}))
    .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 90)])
    .filter(([box]) => box.width < 43.9 || box.height < 43.9)
    .map(([box, html]) => `${box.width}×${box.height} ${html}`)"""
# What is wider than the window and not in a place that scrolls by itself.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def page(open_page):
    opened = open_page(PAGE)
    live(opened, "way-explorer")
    return opened


def words(page, slot):
    return page.locator(f"[data-slot={slot}]")


def fill(page, text):
    page.fill("#sentence", text)


@pytest.mark.parametrize("as_file", [False, True])
def test_it_answers_to_ones_own_sentence(open_page, as_file):
    page = open_page(PAGE, as_file=as_file)
    live(page, "way-explorer")
    fill(page, "Whales are wonderful")
    expect(page.locator("#piece-1")).to_contain_text("Wh")
    expect(words(page, "left")).to_contain_text("derful")
    for slot in ("vectors", "layers", "hidden", "compare"):
        expect(words(page, slot)).to_contain_text("wonderful")
    page.get_by_role("button", name="German").click()
    expect(page.locator("#sentence")).to_have_value(re.compile("Insel"))
    expect(words(page, "layers")).to_contain_text("Insel")


TABLES = "tables=head+map+readings+sum+vectors"


def test_open_tables_wait_until_the_typing_rests(open_page):
    page = open_page(f"{PAGE}#layer=1&{TABLES}")
    live(page, "way-explorer")
    table = words(page, "table-vectors")
    expect(table.locator("tbody tr")).to_have_count(11)
    table.evaluate(
        """one => {
            one.classes = [];
            new MutationObserver(() => one.classes.push(one.className)).observe(one, { attributes: true });
        }"""
    )
    page.focus("#sentence")
    page.keyboard.press("End")
    page.keyboard.type(" No whales?", delay=20)
    for name in ("vectors", "readings", "map"):
        expect(words(page, f"table-{name}")).to_contain_text("wh")
        expect(words(page, f"table-{name}")).to_have_count(1)
    # What stands there stays until the new one is here.
    expect(table).not_to_have_class(re.compile("stale"))
    assert "stale" in table.evaluate("one => one.classes")
    page.locator("#piece-1").click()
    expect(words(page, "table-readings").locator("caption")).to_contain_text("reads from")
    page.locator("[data-table=vectors] summary").click()
    expect(table).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", ["", "#layer=2&head=2&hide=3&tables=head+map+merges+readings+sum+vectors&stop=4"])
def test_every_target_is_large_and_nothing_scrolls_sideways(open_page, width, state):
    page = open_page(PAGE + state, width=width, height=844)
    live(page, "way-explorer")
    page.wait_for_timeout(500)
    assert page.evaluate(SMALL) == []
    assert page.evaluate(TOO_WIDE) <= 0
    for text in ("whale" * 60, "😍 👩‍👩‍👧‍👦 यह द्वीप", "no " * 60):
        fill(page, text)
        page.wait_for_timeout(400)
        assert page.evaluate(TOO_WIDE) <= 0


def test_at_400_percent_everything_can_be_reached(open_page):
    """A window of 1,280 by 1,024 pixels is one of 320 by 256 then, and a head that stays would fill it."""
    page = open_page(PAGE, width=320, height=256)
    live(page, "way-explorer")
    assert page.evaluate("getComputedStyle(document.querySelector('way-explorer')).position") == "static"
    assert page.evaluate(TOO_WIDE) <= 0
    page.locator("#guide-start").click()
    page.locator("#guess-1").click()
    expect(page.locator("#guide-because")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_guide_goes_by_keyboard_and_axe_finds_nothing_at_any_stop(open_page, scheme):
    page = open_page(PAGE, width=390, height=844, color_scheme=scheme, reduced_motion="reduce")
    live(page, "way-explorer")
    page.focus("#guide-start")
    page.keyboard.press("Enter")
    for stop in range(1, 9):
        expect(page.locator("#guide-heading")).to_have_text(f"Stop {stop} of 8")
        expect(page.locator("#guide-heading")).to_be_focused()
        lit = page.locator(".lit")
        expect(lit).to_have_class(re.compile("covered"))
        assert lit.evaluate("one => one.inert")
        assert violations(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#guide-because")).to_be_focused()
        expect(lit).not_to_have_class(re.compile("covered"))
        assert not lit.evaluate("one => one.inert")
        assert violations(page) == []
        while page.evaluate("document.activeElement.id") != "guide-next":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.locator("#guide-heading")).to_have_text("To take along")
    expect(page.locator("#guide-heading")).to_be_focused()
    assert violations(page) == []
    page.click("#guide-next")
    expect(page.locator("#guide-start")).to_be_focused()
    expect(page.locator(".guide")).to_have_count(0)
    assert page.locator(".lit, .covered").count() == 0
    assert page.evaluate("[...document.querySelectorAll('.way')].filter(one => one.inert).length") == 0


def test_arrow_keys_move_along_pieces_and_the_focus_stays(page):
    page.focus("#piece-0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#piece-2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#piece-2")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#piece-2")).to_be_focused()
    expect(page.locator("#reader-2")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("End")
    expect(page.locator("#piece-10")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator("#piece-0")).to_be_focused()
    assert page.locator("[data-slot=text] button.piece[tabindex='0']").count() == 1
    page.focus("#line-1-1")
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_be_visible()
    expect(page.locator("#line-1-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_have_count(0)


def test_what_has_changed_is_announced(page):
    line = page.locator(".live")
    expect(line).to_have_attribute("role", "status")
    fill(page, "I love whales")
    expect(line).to_have_text(re.compile(r"^\d pieces with both ends; positive \d\d%\.$"))
    page.click("#piece-2")
    expect(line).to_have_text("Chosen: love, ID 657.")
    page.click("#line-0-0")
    expect(line).to_have_text(re.compile(r"^Layer 1, head 1: love reads most from .+, \d+%\.$"))
    page.click("#seen-1")
    expect(line).to_have_text(re.compile(r"^Layer 1, head 1: love reads \d+% from I\.$"))
    page.click("#hide-2")
    expect(line).to_have_text(re.compile(r"^Nobody reads love: \w+ \d+%\.$"))
    page.click("#hide-2")
    expect(line).to_have_text(re.compile(r"^Nothing is hidden: positive \d+%\.$"))
    page.fill("#other", "I hate whales")
    expect(line).to_have_text(re.compile(r"^Second sentence: \d pieces with both ends; negative \d+%\.$"))
    page.focus("#temperature")
    page.keyboard.press("ArrowRight")
    expect(line).to_have_text(re.compile(r"^At temperature 1\.1: positive \d+%\.$"))
    expect(page.locator("#temperature")).to_have_attribute("aria-valuetext", "1.10")


def test_sliders_and_pointers(page):
    page.focus("#cell")
    page.keyboard.press("End")
    expect(page.locator(".sum")).to_have_text(re.compile("^Cell 128:"))
    expect(page.locator("#cell")).to_be_focused()
    strip = page.locator("[data-slot=vectors] .cells").first
    strip.scroll_into_view_if_needed()
    strip.click(position={"x": 2, "y": 8})
    expect(page.locator(".sum")).to_have_text(re.compile("^Cell 1:"))
    page.click("#line-1-1")
    row = page.locator(".map-row .cells").nth(4)
    box = row.bounding_box()
    row.click(position={"x": box["width"] * 2.5 / 11, "y": 5})
    expect(page.locator("#reader-4")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#seen-2")).to_have_attribute("aria-pressed", "true")


def test_a_link_shows_the_same(open_page, page):
    fill(page, "The film was not bad & 100% fun")
    page.click("#piece-3")
    page.click("#line-2-1")
    page.click("#hide-4")
    page.locator("[data-table=merges] summary").click()
    page.fill("#other", "The film was bad")
    page.locator("#guide-start").click()
    page.wait_for_function("location.hash.includes('stop=1')")
    page.wait_for_timeout(500)
    slots = [one.text_content() for one in page.locator("[data-slot]").all()]
    again = open_page(PAGE + page.evaluate("location.hash"))
    live(again, "way-explorer")
    expect(again.locator("#guide-heading")).to_have_text("Stop 1 of 8")
    again.wait_for_timeout(500)
    assert [one.text_content() for one in again.locator("[data-slot]").all()] == slots
    page.reload()
    live(page, "way-explorer")
    expect(page.locator("#sentence")).to_have_value("The film was not bad & 100% fun")


@pytest.mark.parametrize("hash_", ["layer=9", "t=a&foo=b", "piece=x", "stop=99", "__proto__=1", "=", "hide=0&t=x"])
def test_a_broken_link_shows_how_the_page_starts_and_says_so(open_page, hash_):
    page = open_page(f"{PAGE}#{hash_}")
    live(page, "way-explorer")
    message = page.locator("way-explorer .tuh-still")
    expect(message).to_contain_text("This link is broken at")
    expect(message).to_be_visible()
    expect(page.locator("#sentence")).to_have_value(ISLAND)
    fill(page, "Well then")
    expect(message).to_be_hidden()


def test_a_link_to_a_stop_of_the_guide_leads_there(open_page):
    page = open_page(f"{PAGE}#stop=5")
    live(page, "way-explorer")
    expect(page.locator("#guide-heading")).to_be_in_viewport()
    expect(page.locator("#guide-heading")).to_be_focused()


def test_what_is_typed_while_the_page_is_on_its_way_is_answered(open_page):
    def late(route):
        time.sleep(1.5)
        route.continue_()

    page = open_page("404.html")
    page.route("**/core.bin*", late)
    page.goto(page.url.replace("404.html", PAGE))
    page.wait_for_selector("#sentence")
    page.locator("#sentence").fill("early whales")
    expect(words(page, "left")).to_contain_text("whales")
    live(page, "way-explorer")
    expect(page.locator("way-explorer .tuh-still")).to_be_hidden()


def test_a_link_to_a_chapter(open_page):
    page = open_page(f"{PAGE}#layers")
    live(page, "way-explorer")
    expect(page.get_by_role("heading", name="3 · Four layers")).to_be_in_viewport()
    page.locator("way-explorer nav a").nth(4).click()
    heading = page.get_by_role("heading", name="5 · What")
    expect(heading).to_be_focused()
    top = page.locator("way-explorer").bounding_box()
    assert heading.bounding_box()["y"] >= top["y"] + top["height"] - 1
    assert page.evaluate("location.hash") == "#layers"


def test_typing_goes_on_with_a_long_text_and_the_guide_says_so(page):
    fill(page, "I love this island, do you not? " * 100)
    expect(words(page, "answer")).to_contain_text("The model reads 512 pieces.")
    page.locator("#sentence").press("End")
    page.keyboard.type("!!")
    expect(words(page, "layers")).to_contain_text("answered, not drawn")
    page.locator("#guide-start").click()
    expect(page.locator(".guide .says")).to_contain_text("shorten it")
    page.get_by_role("button", name="with “not”").click()
    expect(page.locator(".guide .says")).to_contain_text("How many")
    expect(words(page, "left")).to_contain_text("not")


def test_a_text_is_never_html(page):
    fill(page, HOSTILE["script"] + HOSTILE["onerror"])
    page.fill("#other", HOSTILE["onerror"])
    page.click("#line-0-0")
    page.locator("#guide-start").click()
    page.wait_for_selector(".guide")
    page.wait_for_timeout(500)
    assert page.locator("main :is(img, script):not([src^='_'])").count() == 0


def test_a_fault_of_the_network_is_said_and_the_page_stays(browser, server):
    server.missing = {"core.bin"}
    try:
        page = browser.new_context(service_workers="block").new_page()
        page.goto(server.url + PAGE)
        message = page.locator("way-explorer .tuh-still")
        expect(message).to_contain_text("checkpoint/core.bin")
        expect(words(page, "layers")).to_contain_text("love 96%")
        server.missing = set()
        fill(page, "Whales again")
        expect(words(page, "layers")).to_contain_text("Whales")
        expect(message).to_be_hidden()
        page.context.close()
    finally:
        server.missing = set()


def test_neighbours_are_brought_when_they_are_asked_for(page):
    page.click("#piece-6")
    page.locator("[data-table=neighbours] summary").click()
    expect(words(page, "neighbours").locator("tbody tr")).to_have_count(6)
    page.click("#piece-4")
    expect(words(page, "neighbours")).to_have_attribute("data-of", "657")
    expect(words(page, "neighbours").locator("tbody tr")).to_have_count(6)


def test_reduced_motion_shows_the_end_at_once(open_page):
    page = open_page(f"{PAGE}#tables=merges", reduced_motion="reduce")
    live(page, "way-explorer")
    last = page.locator("ol.merges li").last
    assert last.evaluate("one => getComputedStyle(one).animationName") == "none"
    assert last.evaluate("one => getComputedStyle(one).opacity") == "1"


def test_forced_colours_keep_what_colours_say(open_page):
    page = open_page(PAGE, forced_colors="active")
    live(page, "way-explorer")
    shaded = page.locator(".shaded > span").first
    assert "linear-gradient" in shaded.evaluate("one => getComputedStyle(one).backgroundImage")
    bar = page.locator(".answer .bar i").first
    assert bar.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(179, 71, 0)"


def test_a_sentence_in_an_address_may_hold_anything(open_page):
    text = "a&b=c#d %20 ü 😍 </s>\n+"
    page = open_page(f"{PAGE}#t={quote_plus(text)}")
    live(page, "way-explorer")
    expect(page.locator("#sentence")).to_have_value(text)


def test_the_readmes_picture(open_page, tmp_path):
    """Three looks at the page on a phone, side by side."""
    pictures = []
    for state, what in (("", "main h1"), ("#layer=2&head=2", "#layer-2"), ("#stop=7", "[data-slot=guide]")):
        page = open_page(PAGE + state, width=390, height=844, reduced_motion="reduce")
        live(page, "way-explorer")
        if "stop" in state:
            page.locator("#guess-1").click()
            page.wait_for_selector("#guide-because")
        else:
            page.locator(what).first.evaluate("one => one.scrollIntoView()")
        page.wait_for_timeout(500)
        pictures.append(Image.open(io.BytesIO(page.screenshot())))
    whole = Image.new("RGB", (sum(one.width + GAP for one in pictures) - GAP, 844), "white")
    for place, one in enumerate(pictures):
        whole.paste(one, (place * (one.width + GAP), 0))
    whole.save(Path(SCREENSHOTS or tmp_path) / "one_sentence.png", optimize=True)


@pytest.mark.skipif(not SCREENSHOTS, reason="pictures of every chapter are taken on demand, to be looked at")
@pytest.mark.parametrize("width", [390, 820, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_every_chapter(open_page, width, scheme):
    page = open_page(f"{PAGE}#layer=2&head=2&hide=3", width=width, height=844, color_scheme=scheme)
    live(page, "way-explorer")
    page.add_style_tag(
        content="way-explorer { position: static !important; } .way { content-visibility: visible !important; }"
    )
    page.wait_for_timeout(500)
    for place, chapter in enumerate(page.locator("section:has(> h2):has([data-slot])").all(), start=1):
        chapter.screenshot(path=Path(SCREENSHOTS) / f"chapter_{place}_{width}_{scheme}.png")


@pytest.mark.parametrize("width", [390, 820, 1400])
def test_a_chapters_number_leads_to_the_chapter_at_once(open_page, width):
    page = open_page(PAGE, width=width, height=844)
    live(page, "way-explorer")
    for chapter in (4, 6, 2, 5):
        page.locator("way-explorer nav a").nth(chapter - 1).click()
        page.wait_for_timeout(1500)
        top = page.locator("way-explorer").bounding_box()
        heading = page.get_by_role("heading", name=f"{chapter} · ").locator("visible=true").last.bounding_box()
        assert 0 <= heading["y"] - (top["y"] + top["height"]) < 60


def test_the_number_of_the_chapter_in_sight_is_marked(open_page):
    page = open_page(PAGE, width=390, height=844)
    live(page, "way-explorer")
    marked = page.locator("way-explorer nav a[aria-current=true]")
    for place in (4, 1):
        page.locator("way-explorer nav a").nth(place).click()
        expect(marked).to_have_text(re.compile(str(place + 1)))
        page.wait_for_timeout(1500)
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    expect(marked).to_have_count(0)


def test_who_scrolls_on_the_way_to_a_chapter_is_left_alone(page):
    page.locator("way-explorer nav a").nth(4).click()
    page.wait_for_timeout(100)
    page.keyboard.press("Home")
    page.wait_for_function("scrollY === 0")
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == 0


def test_a_sentence_that_is_too_long_for_a_link_is_not_said_to_be_in_it(page):
    fill(page, "この島は全然好きじゃない。" * 90)
    expect(page.locator(".live")).to_contain_text("pieces with both ends; neutral")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".live")).to_contain_text("too long for a link")


def test_without_javascript_the_page_says_so(open_page):
    page = open_page(PAGE, java_script_enabled=False)
    notice = page.locator("main noscript strong")
    assert "nothing on it answers" in notice.inner_html()
    assert notice.bounding_box()["height"] > 10
    expect(words(page, "layers")).to_contain_text("love 96%")
