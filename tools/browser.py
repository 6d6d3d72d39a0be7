"""A real browser on a real Jupyter, both on this machine, for the browser tests and the latency table.

Chromium is the system's own, named by its path: the environment variable CHROMIUM, or what is installed.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tools.order import lesson
from tools.refresh import clear_outputs

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
DASHBOARD = Path(__file__).parent / "dashboard"
VARIABLE = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW: ViewportSize = {"width": 1200, "height": 1000}
# No question about news, which would cover the page; and every cell in the page, also those out of sight.
LAB_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/themes": {"theme": "JupyterLab Light"},
}
START_SECONDS = 120
RUN_SECONDS = 180
BEGIN_SECONDS = 5  # until a cell that is told to run is marked as running
STALL_SECONDS = 60  # more than any one cell of the notebooks that are run here takes
STORED = "stored"  # a second copy of the notebooks, with the outputs that are stored in them


@dataclass(frozen=True, slots=True)
class Server:
    """A Jupyter server on this machine."""

    url: str
    token: str
    folder: Path


def find_chromium() -> str | None:
    """The path of the browser; None if there is none.

    Raises:
        FileNotFoundError: CHROMIUM names something that is not there.
    """
    if named := os.environ.get(VARIABLE):
        if not shutil.which(named):
            raise FileNotFoundError(f"{VARIABLE} says {named!r}, which is no program: correct the path, or unset it.")
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def serve(application: Literal["lab", "voila"], dark: bool = False) -> Iterator[Server]:
    """Start JupyterLab, or Voilà with the playground, on copies of the notebooks without outputs.

    None of the user's own settings apply.

    Raises:
        RuntimeError: it ended, or did not answer in time; with the end of what it printed.
    """
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        folder = home / "notebooks"
        shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns(".*"))
        shutil.copytree(folder, folder / STORED)
        for path in folder.glob("*.ipynb"):
            notebook = nbformat.read(path, as_version=4)
            clear_outputs(notebook)  # so that what is seen later was computed here
            nbformat.write(notebook, path)
        theme = {"apputils-extension/themes": {"theme": "JupyterLab Dark"}} if dark else {}
        for plugin, settings in (LAB_SETTINGS | theme).items():
            path = home / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(settings), encoding="utf-8")
        port = free_port()
        token = secrets.token_hex(16)
        options = ["--no-browser", f"--port={port}"]
        if application == "lab":
            options += ["--ip=127.0.0.1", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
            options += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
            command = [sys.executable, "-m", "jupyterlab", *options]
        else:
            command = [sys.executable, "-m", "voila", str(folder / lesson("playground").name), *options]
        own = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
        own |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "IPYTHONDIR": str(home / "ipython")}
        own |= {
            "JUPYTER_PATH": str(DASHBOARD),
            "JUPYTER_CONFIG_PATH": str(DASHBOARD),
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        }
        log = home / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=os.environ | own, stdout=output, stderr=subprocess.STDOUT)
            try:
                url = f"http://127.0.0.1:{port}"
                try:
                    wait_for(process, f"{url}/api/status?token={token}" if application == "lab" else url)
                except RuntimeError as error:
                    raise RuntimeError(f"{error}\n{log.read_text(errors='replace')[-2000:]}") from None
                yield Server(url, token, folder)
            finally:
                process.terminate()
                process.wait(timeout=30)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(process: subprocess.Popen, url: str, seconds: float = START_SECONDS) -> None:
    """Wait until a server that was just started answers.

    Raises:
        RuntimeError: it ended, or did not answer in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("The server did not start.")


@contextmanager
def browser() -> Iterator[BrowserContext]:
    """Chromium with an empty profile.

    Raises:
        FileNotFoundError: there is no Chromium.
    """
    path = find_chromium()
    if path is None:
        raise FileNotFoundError(f"No Chromium is installed; set {VARIABLE} to the path of one.")
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, headless=True, args=CHROMIUM_OPTIONS, viewport=WINDOW
        )
        try:
            yield context
        finally:
            context.close()


def open_in_lab(page: Page, server: Server, path: str) -> None:
    """Open a file in JupyterLab."""
    url = f"{server.url}/lab/tree/{path}?token={server.token}&reset"
    try:
        page.goto(url, wait_until="domcontentloaded")
    except PlaywrightError:  # on a busy machine Lab's own redirect can overtake the page that is asked for
        page.goto(url, wait_until="domcontentloaded")


def run_notebook(page: Page, server: Server, notebook: str) -> None:
    """Open a copy of a notebook in JupyterLab and run all its cells, from a kernel of its own.

    Raises:
        playwright.sync_api.Error: it did not come to its end, twice.
    """
    try:
        _run_copy(page, server, notebook)
    except PlaywrightError:  # Lab now and then loses a "run all"
        _run_copy(page, server, notebook)


def _run_copy(page: Page, server: Server, notebook: str) -> None:
    copy = f"{secrets.token_hex(4)}_{notebook}"
    shutil.copy(server.folder / notebook, server.folder / copy)
    open_in_lab(page, server, copy)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=1000 * START_SECONDS)
    page.locator('.jp-NotebookPanel [data-status="idle"]').first.wait_for(timeout=1000 * START_SECONDS)
    for _ in range(5):  # Lab loses the command while the notebook is not yet the one that commands are for
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(PlaywrightTimeoutError):
            page.locator(".jp-CodeCell .jp-InputArea-prompt", has_text=re.compile(r"\[(\*|\d+)\]")).first.wait_for(
                timeout=1000 * BEGIN_SECONDS
            )
            break
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
    page.wait_for_function(
        r"""seconds => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')];
            const done = prompts.filter((p, i) => p.textContent.trim() === `[${i + 1}]:`).length, now = Date.now();
            if (done !== window.seen?.done) window.seen = {done, since: now};
            if (now - window.seen.since > 1000 * seconds) throw new Error(`nothing happens after ${done} cells`);
            return prompts.length && done === prompts.length; }""",
        arg=STALL_SECONDS,
        timeout=1000 * RUN_SECONDS,
    )
    assert prompts.count() > 0


# Called with a text field: notes how long each keystroke takes until the result below it has changed.
# The browser draws the change in its next frame, up to 17 ms later.
WATCH = """field => {
    const panel = field.closest('.widget-vbox').querySelector('.widget-vbox');
    window.latencies = []; let start = null;
    field.addEventListener('keydown', () => { start = performance.now(); }, true);
    new MutationObserver(() => { const began = start; start = null;
        if (began !== null) window.latencies.push(performance.now() - began);
    }).observe(panel, {childList: true, subtree: true, characterData: true});
}"""


def keystroke_latencies(page: Page, field: Locator, text: str) -> list[float]:
    """Type a text key by key into an explorer's field; milliseconds from each key to the changed page."""
    field.scroll_into_view_if_needed()
    field.evaluate(WATCH)
    field.focus()
    for number, character in enumerate(text, start=1):
        page.keyboard.press(character if character != " " else "Space")
        page.wait_for_function("count => window.latencies.length >= count", arg=number, timeout=30_000)
        page.wait_for_timeout(30)  # a person's pause; the kernel comes to rest
    return page.evaluate("window.latencies")
