"""How Sphinx makes the site out of what tools/book.py has put together. `make book` calls it; nothing is executed."""

import re
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

from tools.book import PROGRAM, base_url

project = "Transformers under the hood"
author = copyright = "the authors of Transformers under the hood"
root_doc = "index"
extensions = ["myst_nb", "notfound.extension"]
exclude_patterns = ["conf.py"]

myst_enable_extensions = ["attrs_inline", "attrs_block"]
myst_heading_anchors = 4  # links to headings, made as GitHub makes them
nb_execution_mode = "off"  # the stored outputs are the tested ones
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"

html_theme = "sphinx_book_theme"
html_title = project
html_baseurl = base_url() or ""
# The page for addresses that lead nowhere is shown at any depth, so its own links begin at the site's root.
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
html_static_path = ["static", "../helpers/render/style.css", str(PROGRAM)]
html_favicon = "static/icon.svg"
html_css_files = ["style.css", "site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_extra_path = ["extra"]
html_use_index = False
html_copy_source = html_show_sourcelink = False
html_show_copyright = html_show_sphinx = False
html_context = {"default_mode": "auto"}  # light or dark, as the system says
html_theme_options = {
    "home_page_in_toc": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "show_navbar_depth": 1,
    "search_bar_text": "Search",
    "navbar_persistent": [],  # the side bar has the search already
}


def add_program(app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Let pages with an explorer, and no others, load the program that makes it live."""
    if re.search(r"<[a-z]+-explorer\b", context.get("body", "")):
        app.add_js_file("explorers.js", loading_method="defer")
        app.add_js_file("old.js")
    if "<way-explorer" in context.get("body", ""):
        app.add_css_file("way.css")


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add_program)
