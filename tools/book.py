"""Build the site: every page from the notebooks' stored outputs and the project's own texts, nothing executed.

python -m tools.book                # into site/

The pages are first put together as sources in build/book/, under names without numbers, and then given to Sphinx with
warnings as errors. Links between files become links between pages; a link to a file that is no page leads to the
repository where its address is known (``GITHUB_REPOSITORY``), and is plain text elsewhere.
"""

import importlib
import os
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import escape

from helpers.intervals import share_interval
from helpers.labelled import everyday_sentences
from helpers.render.figures import SEVERAL, STATIONS
from tools import web
from tools.engine import Engine
from tools.order import NOTEBOOKS, ORDER, lesson, slug_of, stem

ROOT = NOTEBOOKS.parent
BOOK, WORK, SITE = ROOT / "book", ROOT / "build" / "book", ROOT / "site"
PROGRAM = web.BUILT / "site"  # what makes the explorers live
LIMIT = 40_000_000  # bytes of the whole site
# A link or a picture, or a stretch of code, in which none is looked for.
LINK = re.compile(
    r"(?P<code>```.*?```|`[^`]*`)|(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^()\s]+)\)", re.DOTALL
)
NOT_HERE = "not-in-dashboard"  # the tag of cells that speak of running the notebook
# What a notebook says of an explorer that answers on the site.
WITHOUT_KERNEL = re.compile(r" ?\(Without a running kernel [^()]* on the collection's site [^()]*\)")
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
ANCHOR = re.compile(r'<a id="(?P<name>[\w-]+)"></a>')
ONE_SENTENCE = "one_sentence"  # the page that shows the whole way
# Pages that are no notebooks: file → name of the page.
TEXTS = {
    "book/index.md": "index",
    "book/404.md": "404",
    "book/one_sentence.md": ONE_SENTENCE,
    "notebooks/glossary.md": "glossary",
    "notebooks/questions.md": "questions",
    "notebooks/INSTRUCTORS.md": "instructors",
    "helpers/compact_checkpoint/README.md": "model_card",
    "helpers/everyday_sentences/README.md": "data/everyday_sentences",
    "helpers/comments/README.md": "data/comments",
    "helpers/parallel_sentences/README.md": "data/parallel_sentences",
    "training/README.md": "training",
    "README.md": "project",
}
# The stations of the map, and the chapters of the page of the whole way that show them.
CHAPTERS = {"tokens": "pieces", "token IDs": "pieces", "embeddings": "vectors", "layers": "layers", "logits": "answer"}
CHAPTERS |= {"probabilities": "answer", "label": "answer"}
REFERENCE = ["glossary", "questions", "model_card", "instructors", "About the project, and installing <project>"]
DATA = ["training", "data/everyday_sentences", "data/comments", "data/parallel_sentences"]


class BookError(Exception):
    """Why the site could not be built."""


def pages() -> dict[str, str]:
    """Every page: the path of its file in the project → its name on the site."""
    found = dict(TEXTS)
    for slug in ORDER:
        found[f"notebooks/{stem(slug)}.ipynb"] = slug
        if (NOTEBOOKS / "exercises" / f"{stem(slug)}.ipynb").exists():
            found[f"notebooks/exercises/{stem(slug)}.ipynb"] = f"exercises/{slug}"
    return found


def repository() -> str | None:
    """The address of the repository, where its host says it in ``GITHUB_REPOSITORY``."""
    name = os.environ.get("GITHUB_REPOSITORY")
    return f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}" if name else None


def base_url() -> str | None:
    """The address of the site, where the repository's host publishes it."""
    owner, _, name = os.environ.get("GITHUB_REPOSITORY", "").partition("/")
    if not name:
        return None
    return f"https://{owner.lower()}.github.io/" + ("" if name == f"{owner.lower()}.github.io" else f"{name}/")


def relinked(text: str, file: str, names: dict[str, str], address: str | None) -> str:
    """A text in Markdown whose links to files have become links to pages.

    Args:
        file: the path of the file that the text is from.
        names: every page, as ``pages`` gives them.
        address: the repository's, if it is known.

    >>> relinked("[a](../glossary.md#byte), [b](../../LICENSE)", "notebooks/exercises/x.ipynb",
    ...          {"notebooks/glossary.md": "glossary", "notebooks/exercises/x.ipynb": "exercises/x"}, None)
    '[a](../glossary.md#byte), b'
    """
    here = posixpath.dirname(names[file])

    def replaced(match: re.Match[str]) -> str:
        image, words, target = match["image"], match["text"], match["target"]
        if match["code"] or re.match(r"[a-z]+:|#", target):
            return match[0]
        path, hash_sign, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
        if image:
            return f"![{words}]({posixpath.relpath(path, here)})"
        if path in names:
            ending = ".ipynb" if path.endswith(".ipynb") else ".md"
            return f"[{words}]({posixpath.relpath(names[path], here)}{ending}{hash_sign}{anchor})"
        if not (ROOT / path).exists():
            raise BookError(f"{file} links to {target}, which does not exist: correct the link.")
        return f"[{words}]({address}/blob/main/{path})" if address else words

    return LINK.sub(replaced, ANCHOR.sub(r"[]{#\g<name>}", text))


def run_line(file: str, address: str | None) -> str:
    """How to run a notebook: the command, and services that do it where the repository's address is known."""
    line = f"**Run it yourself:** `make lab`, then open `{posixpath.relpath(file, 'notebooks')}`."
    if "/exercises/" in file:
        line = f"You can read the exercises here. To solve them, and to have your answers checked, run them. {line}"
    if address:
        name = address.split("/", 3)[3]
        line += (
            f" Without installing anything: [Binder](https://mybinder.org/v2/gh/{name}/main?urlpath=lab/tree/{file}),"
            f" or [Colab](https://colab.research.google.com/github/{name}/blob/main/{file}) after "
            f"`%pip install git+{address}` in a cell of its own."
        )
    return line


def hints(source: str, module: Any) -> list[str]:
    """What the checks that a cell calls say of the mistakes that were foreseen."""
    found = []
    for name in re.findall(r"^(check_\w+)\(", source, re.MULTILINE):
        found += [mistake.hint for mistake in getattr(getattr(module, name), "mistakes", ())]
    return list(dict.fromkeys(found))


def folded(summary: str, points: list[str]) -> str:
    """Points of a list that are shown when somebody asks for them."""
    listed = "".join(f"<li>{with_code(point)}</li>" for point in points)
    return f"<details class='hints'><summary>{escape(summary)}</summary><ul>{listed}</ul></details>"


def with_code(text: str) -> str:
    """A text as HTML, with what stands between backticks as code, and between stars emphasized.

    >>> with_code("`<s> * 2` & *more*")
    '<code>&lt;s&gt; * 2</code> &amp; <em>more</em>'
    """
    parts = []
    for place, part in enumerate(text.split("`")):
        plain = str(escape(part))
        parts.append(f"<code>{plain}</code>" if place % 2 else re.sub(r"\*([^*\s][^*]*)\*", r"<em>\1</em>", plain))
    return "".join(parts)


def chapter_of(slug: str) -> str:
    """The place in the page of the whole way that a lesson is about, as it stands in an address; empty for all of it.

    >>> chapter_of("embedding_layer"), chapter_of("start_here")
    ('#vectors', '')
    """
    stations = SEVERAL.get(slug, tuple(name for name, _, of in STATIONS if of == slug))
    first = next((CHAPTERS[name] for name in stations if name in CHAPTERS), "")
    return f"#{first}" if first else ""


def with_link(figure: str, address: str) -> str:
    """The map of a lesson as a link to the page on which it is live."""
    words = "This part of the way, live and with your own sentence: One sentence, four layers, one answer"
    return f'<div class="position-relative">{figure}<a class="stretched-link" href="{address}">{words}</a></div>'


def notebook_page(file: str, names: dict[str, str], address: str | None) -> nbformat.NotebookNode:
    """A notebook as a page: links to pages, how to run it, and below each check of an exercise its hints."""
    notebook = nbformat.read(ROOT / file, as_version=4)
    is_exercise = "/exercises/" in file
    live = f"{ONE_SENTENCE}.html{chapter_of(slug_of(Path(file)))}"
    checks = importlib.import_module(f"helpers.checks.{slug_of(Path(file))}") if is_exercise else None
    cells = []
    for place, cell in enumerate(notebook.cells):
        if NOT_HERE in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            cell.source = relinked(WITHOUT_KERNEL.sub("", cell.source), file, names, address)
            if place == 0:
                cell.source += f"\n\n{run_line(file, address)}"
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):  # the site has the style sheet already
                page = STYLE.sub("", output.data["text/html"])
                output.data["text/html"] = with_link(page, live) if "route(" in cell.source else page
        cells.append(cell)
        if checks and cell.cell_type == "code" and (said := hints(cell.source, checks)):
            cells.append(nbformat.v4.new_markdown_cell(folded("Hints that a wrong answer can get", said)))
    for cell in cells:
        cell.metadata.pop("jupyter", None)
        cell.pop("id", None)
    notebook.cells = cells
    notebook.nbformat_minor = 4  # the last version whose cells need no names
    return notebook


def lesson_title(slug: str) -> str:
    """The heading of a lesson, without its sign and number.

    >>> lesson_title("tokenization")
    'Tokenization: from text to token IDs and back'
    """
    source = nbformat.read(lesson(slug), as_version=4).cells[0].source
    return source.splitlines()[0].removeprefix("# ").split(" · ", 1)[-1]


def map_of_stations() -> str:
    """The way of a text to its answer as a list; each station links to the lesson that is about it."""
    items = []
    for name, kind, slug in STATIONS:
        label = f"<strong>{escape(name)}</strong><span>{escape(kind)}</span>"
        items.append(f'<li><a href="{slug}.html">{label}</a></li>' if slug else f"<li><span>{label}</span></li>")
    return f'<ol class="map">{"".join(items)}</ol>'


def list_of_lessons() -> str:
    """Every lesson by its number and heading."""
    return "\n".join(f"- [{number} · {lesson_title(slug)}]({slug}.ipynb)" for slug, number in ORDER.items())


def index(names: dict[str, str]) -> dict[str, str]:
    """The parts of the front page that are made from others."""
    return {
        "explorer": explorer(),
        "map": map_of_stations(),
        "lessons": list_of_lessons(),
        "contents": contents(names),
    }


def explorer() -> str:
    """The token explorer as its lesson's stored output has it."""
    cells = nbformat.read(lesson("tokenization"), as_version=4).cells
    (cell,) = [cell for cell in cells if cell.id == "explorer"]
    page = STYLE.sub("", cell.outputs[0].data["text/html"])
    return f"<div>{page}</div>"  # a block of its own, and no part of a paragraph


def early_answers(engine: Engine) -> tuple[list[int], int]:
    """For how many everyday sentences the head names the final answer already when it reads after each layer.

    Returns:
        these counts, the last layer's left out, and the number of sentences.
    """
    labels = [
        [max(range(len(answer)), key=answer.__getitem__) for answer in engine("inside", ids, [])]
        for ids in engine("encode", [text for text, _ in everyday_sentences()])
    ]
    layers = range(1, len(labels[0]) - 1)
    return [sum(some[layer] == some[-1] for some in labels) for layer in layers], len(labels)


def one_sentence() -> dict[str, str]:
    """What stands in the page that shows the whole way before its program has started: its first sentence's answer."""
    with Engine() as engine:
        start = engine("start")
        parts: dict[str, str] = {}
        for panel in ("all", "left"):
            parts |= engine("view", f"way-explorer.{panel}", start)["parts"]
        counts, total = early_answers(engine)
    told = []
    for layer, count in enumerate(counts, start=1):
        low, high = share_interval(count, total)
        told.append(f"after layer {layer} in {count / total:.0%} ({low:.0%} to {high:.0%})")
    parts["agreement"] = f"{', '.join(told[:-1])}, and {told[-1]}"
    return parts | {"sentence": str(escape(start["t"])), "sentences": str(total)}


def contents(names: dict[str, str]) -> str:
    """The order of the pages, as Sphinx wants it told."""
    exercises = [name for name in names.values() if name.startswith("exercises/")]
    parts = {
        "The whole way": [ONE_SENTENCE],
        "Lessons": list(ORDER),
        "Exercises": exercises,
        "To look up": REFERENCE,
        "Data": DATA,
    }
    trees = [
        "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *documents, "```"])
        for caption, documents in parts.items()
    ]
    return "\n\n".join(trees)


def assemble(sources: Path) -> None:
    """Write the sources of every page into a folder."""
    names, address = pages(), repository()
    shutil.rmtree(sources, ignore_errors=True)
    for file, name in names.items():
        target = sources / f"{name}{Path(file).suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.endswith(".ipynb"):
            nbformat.write(notebook_page(file, names, address), target)
        else:
            text = relinked((ROOT / file).read_text(encoding="utf-8"), file, names, address)
            made = index(names) if name == "index" else one_sentence() if name == ONE_SENTENCE else {}
            for word, part in made.items():
                text = text.replace(f"{{{{ {word} }}}}", part)
            target.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "images", sources / "images")


# What the theme's pages say that a reader with a screen reader stumbles over: names that hide a text, cells that head
# nothing, a side bar that is no landmark.
CORRECTIONS = {
    '<summary aria-label="Toggle hidden content">': "<summary>",
    ' aria-label="Search" data-bs-placement': " data-bs-placement",
    '<th class="head"><p></p></th>': "<td></td>",
    '<th class="head text-right"><p></p></th>': "<td></td>",
    '<div id="pst-primary-sidebar" ': '<div id="pst-primary-sidebar" role="navigation" aria-label="Site" ',
}


def correct(site: Path) -> None:
    """Take out of the site what its pages do not need: icons as a script of 1.6 MB, which are there as a font too.

    What the theme says wrong is corrected on the way.
    """
    script = re.compile(r'<script defer src="[^"]*/fontawesome\.js[^"]*"></script>\n?')
    for template in (site / "_static").rglob("*.html"):
        template.unlink()
    for page in site.rglob("*.html"):
        text, count = script.subn("", page.read_text(encoding="utf-8"))
        if not count:
            raise BookError(
                f"{page.name} loads no fontawesome.js: the theme has changed, so look at what it loads now."
            )
        for wrong, right in CORRECTIONS.items():
            text = text.replace(wrong, right)
        page.write_text(text, encoding="utf-8")
    for file in [*site.rglob("fontawesome.js*"), *site.rglob("*.map")]:
        file.unlink(missing_ok=True)


def build(site: Path = SITE, work: Path = WORK) -> None:
    """Build the whole site.

    Args:
        site: the folder that becomes the site; what was in it is replaced when the new one is whole.
        work: a folder for what is needed on the way.

    Raises:
        BookError: a link leads nowhere, Sphinx has something to say, or the site is too large.
        WebError: the explorers' program could not be built.
    """
    web.build()
    sources, pages_made = work / "sources", work / "pages"
    assemble(sources)
    shutil.rmtree(pages_made, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--fail-on-warning",
        "--fresh-env",
        "--keep-going",
        "--quiet",
        "--conf-dir",
        str(BOOK),
    ]
    command += ["--doctree-dir", str(work / "doctrees"), str(sources), str(pages_made)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise BookError("Sphinx stopped, or had something to say, see above: mend it and build again.")
    correct(pages_made)
    size = sum(path.stat().st_size for path in pages_made.rglob("*") if path.is_file())
    if size > LIMIT:
        raise BookError(f"The site has {size:,} bytes, and {LIMIT:,} are the limit: look for what has grown.")
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(pages_made, site)
    print(f"{size / 1e6:.1f} MB in {site}: open {site / 'index.html'}.")


if __name__ == "__main__":
    try:
        build()
    except (BookError, web.WebError) as error:
        sys.exit(str(error))
