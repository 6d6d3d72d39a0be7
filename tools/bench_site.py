"""What the site costs: bytes, seconds, keystrokes, memory. `make bench` prints it with all other tables."""

import statistics
import time

import psutil
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tools.book import SITE, build
from tools.browser import CHROMIUM_OPTIONS, find_chromium
from tools.site_server import SiteServer

REPEATS = 5
MEGABIT = 1_000_000 / 8  # bytes a second
SLOW_NETWORK, SLOW_PROCESSOR = 10, 4  # megabits a second; times slower
# Each page by its explorer: its file, and the part of it that is drawn last.
PAGES = {
    "token-explorer": ("tokenization.html", "token-explorer .tuh-panel"),
    "pipeline-explorer": ("classification_pipeline.html", "pipeline-explorer .tuh-panel"),
    "way-explorer": ("one_sentence.html", "[data-slot=left]"),
}
OWN = "My own sentence about whales."  # in a text that no page starts with
KEYS = " The sea is calm today, and so am I. Shall we go for a swim?"
# So many tokens, with <s> and </s>, when the key that is pressed has been read.
TEXTS = {12: "I really want to go to an island now", 64: "I really want to go to an island now. " * 6 + "an i"}
# From the key to the page that has changed, and been drawn.
WATCH = """([part, field]) => {
    window.latencies = [], window.changes = []; let start = null;
    field.addEventListener('beforeinput', () => { start = performance.now(); }, true);
    new MutationObserver(() => {
        const began = start;
        if (began === null) return;
        window.changes.push(performance.now() - began);
        requestAnimationFrame(() => setTimeout(() => window.latencies.push(performance.now() - began)));
        start = null;
    }).observe(part, {childList: true, subtree: true, characterData: true});
}"""


def slowed(session: CDPSession) -> None:
    """Let a page have a slow network and a slow processor."""
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
    rate = SLOW_NETWORK * MEGABIT
    conditions = {"offline": False, "latency": 40, "downloadThroughput": rate, "uploadThroughput": rate}
    session.send("Network.emulateNetworkConditions", conditions)


def first_answer(browser: Browser, server: SiteServer, name: str, slow: bool) -> tuple[float, int]:
    """Seconds from opening a page in an empty profile to the answer to a text of one's own, and bytes until then."""
    # What a service worker brings, no session of a page can slow down; it starts when the page has answered.
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    if slow:
        slowed(context.new_cdp_session(page))
    begun, start = server.sent, time.perf_counter()
    file, part = PAGES[name]
    page.goto(server.url + file, wait_until="commit")
    page.wait_for_selector(f"{name}[data-state=live]", timeout=120_000)
    sent = server.sent - begun
    page.locator(f"{name} textarea").first.fill(OWN)
    page.wait_for_function(f"document.querySelector('{part}').textContent.includes('whales')", timeout=60_000)
    seconds = time.perf_counter() - start
    context.close()
    return seconds, sent


def keystrokes(page: Page, name: str, tokens: int, part: str) -> tuple[list[float], list[float]]:
    """Milliseconds from each key until a part of the page has changed, and until it is drawn."""
    fields = page.locator(f"{name} textarea")
    for number in range(fields.count() if name == "pipeline-explorer" else 1):
        fields.nth(number).fill(TEXTS[tokens])
    page.wait_for_timeout(3000)
    field = fields.first
    page.evaluate(WATCH, [page.locator(part).first.element_handle(), field.element_handle()])
    field.focus()
    page.keyboard.press("End")
    for place, _ in enumerate(KEYS):
        page.keyboard.press("Backspace" if place % 2 else "n")
        page.wait_for_timeout(120 if tokens == 12 else 250)  # a fast typist's pace; less fast
    page.wait_for_function(f"window.latencies.length >= {len(KEYS)}", timeout=30_000)
    return page.evaluate("window.changes"), page.evaluate("window.latencies")


def renderer_megabytes() -> float:
    """Memory of the browser's tabs that no other process shares."""
    tabs = [
        process
        for process in psutil.Process().children(recursive=True)
        if "--type=renderer" in " ".join(process.cmdline())
    ]
    return sum(process.memory_full_info().uss for process in tabs) / 1e6


def print_site() -> None:
    """Bytes and seconds to the first own answer, keystrokes, memory, and a second visit without the network."""
    path = find_chromium()
    if path is None:
        print("No Chromium is installed, so the site was not measured.\n")
        return
    build()
    with SiteServer(SITE) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        slow = f"{SLOW_NETWORK} Mbit/s, processor {SLOW_PROCESSOR} times slower"
        print(f"| the site, opened to the answer to one's own text (median of {REPEATS}) | MB | seconds | {slow} |")
        print("|---|---:|---:|---:|")
        for name in PAGES:
            runs = [first_answer(browser, server, name, slow=False) for _ in range(REPEATS)]
            slow_runs = [first_answer(browser, server, name, slow=True) for _ in range(REPEATS)]
            seconds = [statistics.median(second for second, _ in some) for some in (runs, slow_runs)]
            megabytes = statistics.median(count for _, count in slow_runs) / 1e6
            print(f"| {name} | {megabytes:.1f} | {seconds[0]:.2f} | {seconds[1]:.1f} |", flush=True)
        print()
        print(f"| the site, a keystroke ({len(KEYS)} keys): median, 95th percentile | tokens | changed, ms | drawn |")
        print("|---|---:|---:|---:|")
        for name, (file, last) in PAGES.items():
            context = browser.new_context()
            page = context.new_page()
            page.goto(server.url + file)
            page.wait_for_selector(f"{name}[data-state=live]")
            page.wait_for_timeout(3000)  # until the rest is here
            parts = [(12, last, name)]
            if name == "way-explorer":  # leaving out each of 64 tokens comes later
                all_but_last = "[data-slot=layers]"
                parts = [
                    (12, last, f"{name}, everything"),
                    (64, all_but_last, f"{name}, but for what leaving out says"),
                ]
            for tokens, part, told in parts:
                some = [
                    f"{statistics.median(times):.0f}, {statistics.quantiles(times, n=20)[-1]:.0f}"
                    for times in keystrokes(page, name, tokens, part)
                ]
                print(f"| {told} | {tokens} | {some[0]} | {some[1]} |", flush=True)
            if name == "pipeline-explorer":
                megabytes = renderer_megabytes()
                page.wait_for_function("navigator.serviceWorker.controller !== null")
                page.wait_for_timeout(3000)
                context.set_offline(True)
                start = time.perf_counter()
                page.reload()
                page.wait_for_selector(f"{name}[data-state=live]")
                again = time.perf_counter() - start
            context.close()
        print(f"\n| the site, {PAGES['pipeline-explorer'][0]} | |\n|---|---:|")
        print(f"| memory of the tab, everything loaded | {megabytes:.0f} MB |")
        print(f"| a second visit without a network, until it answers | {again:.2f} s |\n")
        browser.close()
