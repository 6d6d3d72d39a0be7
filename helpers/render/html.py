"""The parts of every view. A plain string is escaped on its way in; only ``Markup`` passes as it is."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from helpers.text import UNSEEN, visible_parts

STYLE = Markup("<style>{}</style>").format(Markup(Path(__file__).with_name("style.css").read_text(encoding="utf-8")))
SPACE = Markup('<span class="space" role="img" aria-label="space">·</span>')
MANY_COLUMNS = 6  # a table with more of them is wider than most pages, and the keyboard has to reach what is beside


def page(*parts: Markup) -> Markup:
    """Parts of a view, one below the other, in the colours of the page's theme."""
    return Markup('<div class="tuh">{}</div>').format(Markup("").join(parts))


def heading(text: str | Markup) -> Markup:
    """A line above a part. No heading of the page: explorers stand below headings of any level."""
    return Markup('<p class="heading">{}</p>').format(text)


def paragraph(*parts: str | Markup) -> Markup:
    return Markup("<p>{}</p>").format(Markup("").join(parts))


def message(text: str) -> Markup:
    """One sentence that has to be seen, announced to screen readers at once."""
    return Markup('<div class="tuh"><p class="message" role="alert">{}</p></div>').format(shown(text))


def status(*parts: str | Markup) -> Markup:
    """The result in one line, announced to screen readers when they have time."""
    return Markup('<div class="tuh"><p class="status" role="status">{}</p></div>').format(Markup("").join(parts))


def shown(text: str, mark_spaces: bool = False) -> Markup:
    """A text with every character that cannot be seen named, isolated from the direction of what is around it.

    >>> shown("<b>\\n")
    Markup('<bdi>&lt;b&gt;<small>LINE FEED</small></bdi>')
    """
    # A combining mark at the beginning needs something to stand on.
    parts = ["◌"] if text and not UNSEEN.match(text) and unicodedata.category(text[0]).startswith("M") else []
    for part, name in visible_parts(text):
        if name:
            parts.append(f"<small>{escape(name)}</small>")
        else:
            parts.append(escape(part).replace(" ", SPACE) if mark_spaces else escape(part))
    return Markup(f"<bdi>{''.join(parts)}</bdi>")


def quoted(text: str) -> Markup:
    """A text in quotation marks, for use in a sentence."""
    return Markup("“{}”").format(shown(text))


def side_by_side(*parts: Markup) -> Markup:
    """Parts beside each other where the page is wide enough, else one below the other."""
    return Markup('<div class="side">{}</div>').format(
        Markup("").join(Markup("<div>{}</div>").format(part) for part in parts)
    )


def table(
    caption: str, columns: Sequence[str | Markup], rows: Iterable[Sequence[str | Markup]], name: str = ""
) -> Markup:
    """A table with a caption; the first cell of each row is its heading, and numbers stand right, under theirs.

    Args:
        name: the style sheet's name for this kind of table.
    """
    rows = [list(row) for row in rows]
    numeric = [bool(rows) and _is_number(rows[0][place]) for place in range(len(columns))]
    head = Markup("").join(
        Markup('<th scope="col" class="n">{}</th>' if is_number else '<th scope="col">{}</th>').format(column)
        for column, is_number in zip(columns, numeric, strict=True)
    )
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(first, Markup("").join(map(_cell, others)))
        for first, *others in rows
    )
    reached = Markup(' tabindex="0"' if len(columns) > MANY_COLUMNS else "")
    return Markup(
        '<div class="scroll"{3} role="region" aria-label="{0}"><table class="{1}"><caption><span>{0}</span></caption>'
        "<thead><tr>{2}</tr></thead><tbody>{4}</tbody></table></div>"
    ).format(caption, name, head, reached, body)


class Cell(Markup):
    """A whole table cell, with its own style."""


def _is_number(cell: str | Markup) -> bool:
    return not isinstance(cell, Markup) and cell.lstrip("+−-").replace(".", "").replace(",", "").isdecimal()


def _cell(cell: str | Markup) -> Markup:
    if isinstance(cell, Cell):
        return cell
    return Markup('<td class="n">{}</td>' if _is_number(cell) else "<td>{}</td>").format(cell)


def number(value: float, decimals: int = 3, sign: bool = False) -> str:
    """A number with a real minus sign; what rounds to zero is 0.

    >>> number(-1.23456), number(-0.0004), number(2, 1, sign=True)
    ('−1.235', '0.000', '+2.0')
    """
    text = f"{value:+.{decimals}f}" if sign else f"{value:.{decimals}f}"
    if float(text) == 0:
        text = f"{0:.{decimals}f}"
    return text.replace("-", "−")


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2).

    >>> contrast("#000000", "#ffffff"), contrast("#123456", "#123456")
    (21.0, 1.0)
    """

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)
