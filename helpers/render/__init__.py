"""Everything that becomes HTML. A plain string is escaped on its way in; only ``Markup`` passes as it is.

Tables carry the meaning and the style sheet the looks: where styles are stripped, every view still reads as a table.
"""

import base64
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from markupsafe import Markup, escape
from matplotlib import colormaps

from helpers.tokens import UNSEEN, Counts, Piece, groups, joined_text, shortened, visible_parts

STYLE = Markup("<style>{}</style>").format(Markup(Path(__file__).with_name("style.css").read_text(encoding="utf-8")))
SPACE = Markup('<span class="space"> </span>')
VIEWS = ("tokens", "IDs", "bytes")


def page(*parts: Markup) -> Markup:
    """Parts of a view, one below the other, in the colours of the page's theme."""
    return Markup('<div class="tuh">{}</div>').format(Markup("").join(parts))


def heading(text: str) -> Markup:
    return Markup("<h4>{}</h4>").format(text)


def paragraph(*parts: str | Markup) -> Markup:
    return Markup("<p>{}</p>").format(Markup("").join(parts))


def message(text: str) -> Markup:
    """One sentence that has to be seen, announced to screen readers."""
    return (
        Markup('<div class="tuh"><p class="message" role="alert">{}</p></div>').format(shown(text))
        if text
        else Markup()
    )


def shown(text: str, mark_spaces: bool = False) -> Markup:
    """A text with every character that cannot be seen named, isolated from the direction of what is around it."""
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


def table(
    caption: str, columns: Sequence[str | Markup], rows: Iterable[Sequence[str | Markup]], name: str = ""
) -> Markup:
    """A table with a caption and column headings; cells that look like numbers stand right.

    Args:
        name: the style sheet's name for this kind of table.
    """
    head = Markup("").join(Markup("<th>{}</th>").format(column) for column in columns)
    body = Markup("").join(Markup("<tr>{}</tr>").format(Markup("").join(_cell(cell) for cell in row)) for row in rows)
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{0}"><table class="{1}"><caption>{0}</caption>'
        "<thead><tr>{2}</tr></thead><tbody>{3}</tbody></table></div>"
    ).format(caption, name, head, body)


class Cell(Markup):
    """A whole table cell, with its own style."""


def _cell(cell: str | Markup) -> Markup:
    if isinstance(cell, Cell):
        return cell
    numeric = not isinstance(cell, Markup) and cell.lstrip("+−-").replace(".", "").replace(",", "").isdecimal()
    return Markup('<td class="n">{}</td>' if numeric else "<td>{}</td>").format(cell)


def number(value: float, decimals: int = 3, sign: bool = False) -> str:
    """A number with a real minus sign; what rounds to zero is 0."""
    text = f"{value:+.{decimals}f}" if sign else f"{value:.{decimals}f}"
    if float(text) == 0:
        text = f"{0:.{decimals}f}"
    return text.replace("-", "−")


def bar_cell(value: float, decimals: int = 3) -> Cell:
    """A cell with a number between 0 and 1, and a bar as long."""
    return Cell(
        f'<td class="wide">{number(value, decimals)}<div class="bar" style="width: {100 * value:.1f}%"></div></td>'
    )


def signed_bar_cell(value: float, largest: float) -> Cell:
    """A cell with a signed number, and a bar from the middle of the cell: to the right if it is above 0."""
    length = 50 * abs(value) / largest if largest else 0
    left = 50 if value >= 0 else 50 - length
    return Cell(
        f'<td class="wide">{number(value, sign=True)}'
        f'<div class="bar" style="margin-left: {left:.1f}%; width: {length:.1f}%"></div></td>'
    )


def probabilities(
    caption: str,
    labels: Sequence[str],
    first: Sequence[float],
    second: Sequence[float],
    names: tuple[str, str] = ("text A", "text B"),
) -> Markup:
    """Two answers' probabilities as bars, and their difference.

    Args:
        names: what the two answers are called.
    """
    rows = [
        [label, bar_cell(a), bar_cell(b), number(b - a, sign=True)]
        for label, a, b in zip(labels, first, second, strict=True)
    ]
    return table(caption, ["label", *names, f"{names[1]} − {names[0]}"], rows)


def batch(caption: str, pieces: Sequence[Sequence[Piece]], input_ids: Sequence[Sequence[int]]) -> Markup:
    """Texts as rows of one rectangle: token, ID and mask; padding is grey, and its mask is 0.

    Args:
        pieces: one list a text, without padding.
        input_ids: one list a text, with padding at the end.
    """
    rows: list[list[str | Markup]] = []
    for letter, own, ids in zip("AB", pieces, input_ids, strict=True):
        grey = [Cell(f'<td class="padding">{token_id}</td>') for token_id in ids[len(own) :]]
        named, masked = (Cell(f'<td class="padding">{text}</td>') for text in ("padding", "0"))
        rows.append([f"{letter}, token", *map(drawn_token, own), *[named] * len(grey)])
        rows.append([f"{letter}, ID", *(str(piece.token_id) for piece in own), *grey])
        rows.append([f"{letter}, mask", *["1"] * len(own), *[masked] * len(grey)])
    return table(caption, [""] + [str(place) for place in range(len(input_ids[0]))], rows, "grid")


def chips(pieces: Sequence[Piece], view: str = "tokens", raw: bool = False, limit: int | None = None) -> Markup:
    """Pieces as chips, those that share a character in one box.

    Args:
        view: one of ``VIEWS``: what stands first in a chip.
        raw: write tokens as the vocabulary does, with ``Ġ`` for a space.
        limit: draw this many pieces, and what is left as one running text.
    """
    drawn = pieces if limit is None else pieces[:limit]
    columns = {"tokens": ("token", "ID"), "IDs": ("ID", "token"), "bytes": ("bytes", "token")}[view]
    # This runs on every keystroke, so the strings are put together directly; each part is escaped where it is made.
    parts = [f'<table class="chips"><thead><tr><th>{columns[0]}</th><th>{columns[1]}</th><th>kind</th></tr></thead>']
    for group in groups(drawn):
        if len(group) > 1:
            said = Markup("{}: {} tokens share a character").format(quoted(joined_text(group)), len(group))
            parts.append(f'<tbody class="group"><tr class="caption"><th colspan="3">{said}</th></tr>')
        else:
            parts.append("<tbody>")
        parts += [_chip(piece, view, raw) for piece in group]
        parts.append("</tbody>")
    parts.append("</table>")
    if rest := pieces[len(drawn) :]:
        parts.append(_rest(rest, view, raw))
    return Markup("".join(parts))


def _chip(piece: Piece, view: str, raw: bool) -> str:
    token = raw_token(piece) if raw else drawn_token(piece)
    first, second = {
        "tokens": (token, piece.token_id),
        "IDs": (piece.token_id, token),
        "bytes": (piece.data.hex(" ").upper() or "none", token),
    }[view]
    if piece.kind == "text":
        return f"<tr><td>{first}</td><td>{second}</td></tr>"
    kind = "special, in the text" if piece.special_in_text else piece.kind
    return f'<tr class="{piece.kind}"><td>{first}</td><td>{second}</td><td>{kind}</td></tr>'


def raw_token(piece: Piece) -> Markup:
    """A token as the vocabulary writes it."""
    return Markup(f"<pre>{shown(piece.token)}</pre>")


def drawn_token(piece: Piece) -> Markup:
    """A token as the text that it stands for; bytes that are no whole characters as hexadecimal numbers."""
    if not piece.data:
        return raw_token(piece)
    try:
        text = piece.data.decode()
    except UnicodeDecodeError:
        return Markup(f"bytes {piece.data.hex(' ').upper()}")
    if text.isascii() and text.lstrip(" ").isalnum():  # the usual case, and the fast one
        return Markup(f"<pre><bdi>{SPACE * text.count(' ')}{text.lstrip(' ')}</bdi></pre>")
    return Markup(f"<pre>{shown(text, mark_spaces=True)}</pre>")


def _rest(pieces: Sequence[Piece], view: str, raw: bool) -> str:
    if view == "IDs":
        text = escape(" ".join(str(piece.token_id) for piece in pieces))
    elif view == "bytes":
        text = escape(" ".join(piece.data.hex(" ").upper() for piece in pieces))
    elif raw:
        text = shown(" ".join(piece.token for piece in pieces))
    else:
        text = shown(joined_text(pieces))
    return f'<p>The {len(pieces):,} tokens after these:</p><p class="rest" tabindex="0">{text}</p>'


def counts_line(counts: Counts) -> Markup:
    """The sizes of a text in one line."""
    ratio = "" if counts.tokens_per_word is None else f", {counts.tokens_per_word:.2f} tokens per word"
    return paragraph(
        f"{_many(counts.characters, 'character')}, {_many(counts.bytes, 'byte')}, {_many(counts.words, 'word')}, "
        f"{_many(counts.tokens, 'token')}{ratio}."
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def heat_map(
    caption: str, rows: Sequence[Piece], columns: Sequence[Piece], values: Sequence[Sequence[float]]
) -> Markup:
    """A value for every pair of tokens; dark blue is 0 or less, yellow is 1, and the number stands in each cell."""
    body = [
        [drawn_token(piece), *(_heat_cell(value) for value in line)] for piece, line in zip(rows, values, strict=True)
    ]
    return table(caption, ["", *(drawn_token(piece) for piece in columns)], body, "grid")


def heat_colours(value: float) -> tuple[str, str]:
    """Text and background for a value between 0 and 1, on a palette that colour-blind people can read."""
    red, green, blue, _ = colormaps["cividis"](min(1.0, max(0.0, value)), bytes=True)
    back = f"#{red:02x}{green:02x}{blue:02x}"
    return max("#000000", "#ffffff", key=lambda text: contrast(text, back)), back


def _heat_cell(value: float) -> Cell:
    text, back = heat_colours(value)
    return Cell(f'<td style="color: {text}; background: {back}">{number(value, 2)}</td>')


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def scatter(
    caption: str, points: Sequence[tuple[float, float]], pieces: Sequence[Piece], first_text: Sequence[bool]
) -> Markup:
    """Tokens as points of a plane: rings for the first text, squares for the second, and a table of the same.

    Args:
        first_text: for each point, whether it belongs to the first text.
    """
    width, height, margin = 620, 360, 40
    low = [min(axis) for axis in zip(*points, strict=True)]
    span = [max(max(axis) - least, 1e-6) for axis, least in zip(zip(*points, strict=True), low, strict=True)]
    marks, taken = [], []
    for (x, y), piece, first in zip(points, pieces, first_text, strict=True):
        across = margin + (x - low[0]) / span[0] * (width - 3 * margin)
        down = height - margin - (y - low[1]) / span[1] * (height - 2 * margin)
        # A square is smaller than a ring, so that two tokens at one point stay visible.
        if first:
            mark = Markup('<circle cx="{:.0f}" cy="{:.0f}" r="8" fill="none" stroke="#0072b2" stroke-width="3"/>')
            marks.append(mark.format(across, down))
        else:
            mark = Markup('<rect x="{:.0f}" y="{:.0f}" width="8" height="8" fill="#b34700"/>')
            marks.append(mark.format(across - 4, down - 4))
        label = _label(piece)
        left, base = _free_place(across, down, 8 * len(label), taken)
        taken.append((left, base, 8 * len(label)))
        marks.append(Markup('<text x="{:.0f}" y="{:.0f}">{}</text>').format(left, base, label))
    svg = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
        'font-family="sans-serif" font-size="13"><rect width="{0}" height="{1}" fill="#ffffff"/>'
        '<g fill="#1f1f1f">{2}</g></svg>'
    ).format(width, height, Markup("").join(marks))
    picture = Markup(
        '<figure style="margin: 0"><img alt="{}" src="data:image/svg+xml;base64,{}" style="max-width: 100%">'
        "<figcaption>Rings: text A. Squares: text B. Tokens near each other have similar vectors.</figcaption></figure>"
    ).format(f"{caption}. The numbers are in the table below.", base64.b64encode(svg.encode()).decode())
    rows = [
        ["A, ring" if first else "B, square", drawn_token(piece), number(x, 2), number(y, 2)]
        for (x, y), piece, first in zip(points, pieces, first_text, strict=True)
    ]
    numbers = table("The same points as numbers", ["text", "token", "first direction", "second direction"], rows)
    return (
        heading(caption)
        + picture
        + Markup("<details><summary>The same points as numbers</summary>{}</details>").format(numbers)
    )


def _label(piece: Piece) -> str:
    """A token in plain characters, short enough to stand beside a point."""
    try:
        text = "".join(f"[{name}]" if name else part for part, name in visible_parts(piece.data.decode())).strip()
    except UnicodeDecodeError:
        text = piece.data.hex(" ").upper()
    return shortened(text or piece.token, 16)


def _free_place(
    across: float, down: float, width: int, taken: Sequence[tuple[float, float, int]]
) -> tuple[float, float]:
    """Where a label can begin beside a point: the first of several places that no other label covers."""
    places = [
        (across + shift, down + 4 + line * 14)
        for line in (0, -1, 1, -2, 2, -3, 3)
        for shift in (12, -12 - width)
        if across + shift >= 0
    ]

    def is_free(place: tuple[float, float]) -> bool:
        return all(
            abs(place[1] - base) >= 14 or place[0] >= left + other or place[0] + width <= left
            for left, base, other in taken
        )

    return next(filter(is_free, places), places[0])
