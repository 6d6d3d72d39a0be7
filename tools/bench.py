"""Measure what a reader waits for and what a kernel holds; prints Markdown tables.

python -m tools.bench                       # everything
python -m tools.bench installation checks   # these tables alone
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from helpers.checkpoints import COMPACT_FOLDER, published
from tools import kernel_environment
from tools.bench_site import print_site
from tools.browser import browser, find_chromium, free_port, keystroke_latencies, run_notebook, serve, wait_for
from tools.machine import machine
from tools.order import lesson

REPEATS = 7
LARGEST = 8  # packages to name
SENTENCE = "I love using the Transformers library!"

PLAIN_SCRIPT = f"""
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer
name = {str(COMPACT_FOLDER)!r}
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForSequenceClassification.from_pretrained(name)
with torch.no_grad():
    print(model(**tokenizer({SENTENCE!r}, return_tensors="pt")).logits.softmax(-1)[0].tolist())
"""
OUR_SCRIPT = PLAIN_SCRIPT.replace(
    f"name = {str(COMPACT_FOLDER)!r}", "from helpers import resolve_checkpoint\nname = resolve_checkpoint()"
)
SHORTEST_SCRIPT = f"""
from transformers import pipeline
print(pipeline("text-classification", model={str(COMPACT_FOLDER)!r}, top_k=None)({SENTENCE!r}))
"""
IMPORT_SCRIPT = "import torch\nfrom transformers import AutoModelForSequenceClassification, AutoTokenizer"
TIMING = """
import statistics, time
def milliseconds(call, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
"""
PARTS_SCRIPT = f"""{TIMING}
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer
from helpers import resolve_checkpoint
name = resolve_checkpoint()
load_tokenizer = lambda: AutoTokenizer.from_pretrained(name)
load_model = lambda: AutoModelForSequenceClassification.from_pretrained(name)
tokenizer, model = load_tokenizer(), load_model()
inputs = tokenizer({SENTENCE!r}, return_tensors="pt")
with torch.inference_mode():
    model(**inputs)
    print(milliseconds(resolve_checkpoint, 5), milliseconds(load_tokenizer, 5), milliseconds(load_model, 5),
          milliseconds(lambda: model(**inputs), 200))
"""
CHIPS_SCRIPT = f"""{TIMING}
from transformers import AutoTokenizer
from helpers import resolve_checkpoint
from helpers.render import tokens
from helpers.tokens import split_text
tokenizer = AutoTokenizer.from_pretrained(resolve_checkpoint())
for count in (500, 5000, 50000):
    text = ({SENTENCE!r} + " 😀 ") * (count // 9)
    pieces = split_text(tokenizer, text)[:count]
    print(count, milliseconds(lambda: split_text(tokenizer, text), 20), milliseconds(lambda: tokens(pieces), 20))
"""
TYPED = " The sea is calm today, and so am I. Shall we go for a swim?"
NOTEBOOKS = Path("notebooks")
MEMORY_CELL = "import psutil\nprint(psutil.Process().memory_info().rss)"


def from_scratch_script() -> str:
    """The lines of *From scratch* up to the first probabilities, without the imports that its comparison needs."""
    cells = nbformat.read(lesson("from_scratch"), as_version=4).cells
    stop = [cell.id for cell in cells].index("run")
    imports, *code = [cell.source for cell in cells[:stop] if cell.cell_type == "code" and cell.id != "where"]
    heavy = ("import torch", "from transformers", "from helpers.")  # what is only for comparing and drawing
    needed = [line for line in imports.splitlines() if not line.startswith(heavy)]
    answer = f"print(forward(encode({SENTENCE!r}))['probabilities'].tolist())"
    return "\n".join([*needed, *code, answer])


def with_measurements(script: str, forward: str) -> str:
    """The script, followed by lines that print two numbers last.

    They are the process's largest resident size in megabytes, and the median milliseconds of ``forward``.
    """
    return f"""{script}
import resource, statistics, time
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
def measure():
    start = time.perf_counter()
    {forward}
    return 1000 * (time.perf_counter() - start)
print(peak, statistics.median(measure() for _ in range(100)))
"""


def run_script(script: str) -> tuple[float, str]:
    """Seconds from the start of a fresh process to its end, and what it printed."""
    start = time.perf_counter()
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return time.perf_counter() - start, run.stdout


def alternate(scripts: list[str]) -> list[float]:
    """Median seconds of each script; the runs take turns, so that a busy minute meets all alike."""
    for script in scripts:
        run_script(script)  # fills the file cache
    times = [[run_script(script)[0] for script in scripts] for _ in range(REPEATS)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def run_lesson(path: Path) -> tuple[float, float]:
    """Seconds to run a lesson from a fresh kernel, and the kernel's resident megabytes at its end."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(MEMORY_CELL))
    start = time.perf_counter()
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    return time.perf_counter() - start, int(notebook.cells[-1].outputs[0].text) / 1e6


def print_latencies() -> None:
    """Keystroke to changed page, in a real JupyterLab and browser, with nothing else running."""
    if find_chromium() is None:
        print("No Chromium is installed, so keystrokes were not measured.\n")
        return
    print(f"| keystroke to changed page ({len(TYPED)} keys) | median, ms | 95th percentile, ms |\n|---|---:|---:|")
    with serve("lab") as server, browser() as context:
        page = context.new_page()
        run_notebook(page, server, lesson("playground").name)
        for name, field in {"TokenExplorer": "Token IDs", "PipelineExplorer": "Temperature"}.items():
            view = page.locator(".widget-vbox").filter(has=page.get_by_label(field, exact=True)).first
            latencies = keystroke_latencies(page, view.get_by_role("textbox").first, TYPED)
            print(f"| {name} | {statistics.median(latencies):.0f} | {statistics.quantiles(latencies, n=20)[-1]:.0f} |")
    print()


def print_unreachable() -> None:
    """How long a reader waits for bad news when there is no hub, from a fresh process to the error."""
    calls = {
        '`resolve_checkpoint("published")`': (
            "from helpers import resolve_checkpoint",
            "resolve_checkpoint('published')",
        ),
        "`AutoTokenizer.from_pretrained` with its name": (
            "from transformers import AutoTokenizer",
            f"AutoTokenizer.from_pretrained({published.NAME!r})",
        ),
    }
    print("| the published checkpoint where no hub can be reached | seconds to the error |\n|---|---:|")
    with tempfile.TemporaryDirectory() as home:
        # The name ends in one that is reserved for never being resolved.
        environment = {**os.environ, "HF_ENDPOINT": "http://hub.invalid", "HF_HOME": home, "HF_HUB_OFFLINE": "0"}
        for label, (imports, call) in calls.items():
            script = f"{imports}\ntry:\n    {call}\nexcept Exception:\n    print('refused')"
            start = time.perf_counter()
            run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
            seconds = time.perf_counter() - start
            print(f"| {label} | {seconds:.1f} |" if run.stdout.endswith("refused\n") else f"| {label} | not refused |")
    print()


def print_start() -> None:
    """How long a reader waits for the first probability, and what the classifier costs in two forms."""
    shortest, plain, ours, imports = alternate([SHORTEST_SCRIPT, PLAIN_SCRIPT, OUR_SCRIPT, IMPORT_SCRIPT])
    print(f"| from a fresh process (median of {REPEATS}) | seconds | ratio |\n|---|---:|---:|")
    print(f"| to the first probability, the shortest script: `pipeline` | {shortest:.2f} | 1.00 |")
    print(f"| the same with the Auto classes | {plain:.2f} | {plain / shortest:.2f} |")
    print(f"| the same with `resolve_checkpoint`, as in the lessons | {ours:.2f} | {ours / shortest:.2f} |")
    print(f"| importing torch and the Auto classes, nothing else | {imports:.2f} | {imports / shortest:.2f} |\n")

    torch_pass = f"with torch.no_grad(): model(**tokenizer({SENTENCE!r}, return_tensors='pt'))"
    scripts = {
        "`transformers`, Auto classes": (PLAIN_SCRIPT, torch_pass),
        "the lines of *From scratch*": (from_scratch_script(), f"forward(encode({SENTENCE!r}))"),
    }
    seconds = alternate([script for script, _ in scripts.values()])
    print("| the whole classifier | first probability, s | ratio | peak memory, MB | ratio | one text, ms | ratio |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    first = None
    for name, second in zip(scripts, seconds, strict=True):
        peak, one_text = map(float, run_script(with_measurements(*scripts[name]))[1].split()[-2:])
        first = first or (second, peak, one_text)
        columns = zip((f"{second:.2f}", f"{peak:.0f}", f"{one_text:.1f}"), (second, peak, one_text), first, strict=True)
        print(f"| {name} | " + " | ".join(f"{text} | {value / base:.2f}" for text, value, base in columns) + " |")
    print()


def print_steps() -> None:
    """Single steps of a lesson."""
    resolve, load_tokenizer, load_model, forward = map(float, run_script(PARTS_SCRIPT)[1].split())
    print("| step | milliseconds |\n|---|---:|")
    print(f"| resolve_checkpoint, all sums verified | {resolve:.1f} |")
    print(f"| load the tokenizer | {load_tokenizer:.1f} |")
    print(f"| load the model | {load_model:.1f} |")
    print(f"| one forward pass, nine tokens | {forward:.2f} |\n")

    print("| tokens | tokenize, ms | draw as running text, ms |\n|---|---:|---:|")
    for line in run_script(CHIPS_SCRIPT)[1].splitlines():
        count, tokenize, draw = line.split()
        print(f"| {int(count):,} | {float(tokenize):.1f} | {float(draw):.1f} |")
    print()


def size_of(folder: Path) -> float:
    """Megabytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / 1e6


def print_installation() -> None:
    """A clean clone: `make lab` up to a page that answers, and what is installed then; the rest by `make dev`."""
    with tempfile.TemporaryDirectory() as name:
        clone = Path(name) / "clone"
        subprocess.run(["git", "clone", "--quiet", ".", str(clone)], check=True)
        port, start = free_port(), time.perf_counter()
        options = f"LAB_OPTIONS=--no-browser --port={port} --IdentityProvider.token=bench"
        lab = subprocess.Popen(
            ["make", "lab", options], cwd=clone, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(lab, f"http://127.0.0.1:{port}/lab?token=bench", seconds=1800)
            opened = time.perf_counter() - start
        finally:
            for process in [*psutil.Process(lab.pid).children(recursive=True), lab]:
                process.kill()
            lab.wait()
        reader = size_of(clone / ".venv")
        packages = [(size_of(path), path.name) for path in clone.glob(".venv/lib/*/site-packages/*") if path.is_dir()]
        subprocess.run(["make", "dev"], cwd=clone, check=True, stdout=subprocess.DEVNULL)
        print("| a clean clone | |\n|---|---:|")
        print(f"| `make lab` up to an open page, packages from the network or pip's cache | {opened:.0f} s |")
        print(f"| a reader's environment | {reader:,.0f} MB |")
        for megabytes, package in sorted(packages, reverse=True)[:LARGEST]:
            print(f"| of which {package} | {megabytes:,.0f} MB |")
        print(f"| with what tests, grading and measuring need | {size_of(clone / '.venv'):,.0f} MB |\n")


def print_checks() -> None:
    """The two commands of a maintainer, in an environment that is set up."""
    print("| environment already set up | seconds |\n|---|---:|")
    for target in ("check", "test"):
        start = time.perf_counter()
        subprocess.run(["make", target], check=True, stdout=subprocess.DEVNULL)
        print(f"| `make {target}` | {time.perf_counter() - start:.0f} |", flush=True)
    print()


def print_lessons() -> None:
    """Each lesson as a whole."""
    print("| lesson | seconds to run | kernel at the end, MB |\n|---|---:|---:|")
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        seconds, megabytes = run_lesson(path)
        print(f"| {path.stem} | {seconds:.1f} | {megabytes:.0f} |")
    print()


TABLES = {
    "installation": print_installation,
    "checks": print_checks,
    "start": print_start,
    "steps": print_steps,
    "keystrokes": print_latencies,
    "site": print_site,
    "unreachable": print_unreachable,
    "lessons": print_lessons,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", choices=[[], *TABLES], help="default: all")
    chosen = parser.parse_args().tables or TABLES
    kernel_environment.apply()
    print(f"{machine()}\n")
    for name in chosen:
        TABLES[name]()


if __name__ == "__main__":
    main()
