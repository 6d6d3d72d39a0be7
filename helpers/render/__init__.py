"""Everything that becomes HTML: parts of a page, views of tokens and numbers, and the lessons' figures."""

from helpers.render.html import STYLE, Cell, contrast, heading, message, number, page, paragraph, quoted, shown, table
from helpers.render.scatter import scatter
from helpers.render.views import (
    MOST_CHIPS,
    VIEWS,
    bar_cell,
    batch,
    chips,
    counts_line,
    drawn_token,
    heat_colours,
    heat_map,
    probabilities,
    raw_token,
    signed_bar_cell,
)

__all__ = [
    "MOST_CHIPS",
    "STYLE",
    "VIEWS",
    "Cell",
    "bar_cell",
    "batch",
    "chips",
    "contrast",
    "counts_line",
    "drawn_token",
    "heading",
    "heat_colours",
    "heat_map",
    "message",
    "number",
    "page",
    "paragraph",
    "probabilities",
    "quoted",
    "raw_token",
    "scatter",
    "shown",
    "signed_bar_cell",
    "table",
]
