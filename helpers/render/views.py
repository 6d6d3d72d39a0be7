"""Views of tokens with numbers: a padded batch, a map of every pair, points on a plane.

Tables and lists carry the meaning and the style sheet the looks: where styles are stripped, every view still reads.
"""

from collections.abc import Sequence

from markupsafe import Markup

from helpers.render.html import Cell, heading, number, table
from helpers.render.numbers import colour_cell
from helpers.render.tokens import drawn_token
from helpers.text import shortened, visible_parts
from helpers.tokens import Piece

# The plane as it is on a phone: there labels must not cover each other, and on a wider page they have more room.
WIDTH, HEIGHT, MARGIN = 330, 330, 24


def batch(
    caption: str,
    pieces: Sequence[Sequence[Piece]],
    input_ids: Sequence[Sequence[int]],
    attention_mask: Sequence[Sequence[int]],
) -> Markup:
    """Texts as rows of one rectangle: token, ID and mask; padding is grey, and its mask is 0.

    Args:
        pieces: one list a text, a piece for each 1 of its mask.
        input_ids, attention_mask: one list a text, of the same length.
    """
    rows: list[list[str | Markup]] = []
    for letter, own, ids, mask in zip("AB", pieces, input_ids, attention_mask, strict=True):
        left = iter(own)
        tokens = [drawn_token(next(left)) if seen else _padding("padding") for seen in mask]
        rows.append([f"{letter}, token", *tokens])
        rows.append(
            [
                f"{letter}, ID",
                *(str(number) if seen else _padding(number) for number, seen in zip(ids, mask, strict=True)),
            ]
        )
        rows.append([f"{letter}, mask", *("1" if seen else _padding(0) for seen in mask)])
    return table(caption, ["place"] + [str(place) for place in range(len(input_ids[0]))], rows, "grid")


def _padding(value: str | int) -> Cell:
    return Cell(f'<td class="padding">{value}</td>')


def heat_map(
    caption: str, corner: str, rows: Sequence[Piece], columns: Sequence[Piece], values: Sequence[Sequence[float]]
) -> Markup:
    """A value for every pair of tokens: orange is −1, white 0 and blue 1, and the number stands in each cell.

    Args:
        corner: what the row headings are.
    """
    body = [
        [drawn_token(piece), *(colour_cell(value) for value in line)] for piece, line in zip(rows, values, strict=True)
    ]
    return table(caption, [corner, *(drawn_token(piece) for piece in columns)], body, "grid")


def plane(
    caption: str, points: Sequence[Sequence[float]], pieces: Sequence[Piece], first_text: Sequence[bool]
) -> Markup:
    """Tokens as points of a plane: rings for text A, squares for text B, and a table of the same.

    Args:
        points: (points, 2).
        first_text: for each point, whether it belongs to text A.
    """
    low = [min(axis) for axis in zip(*points, strict=True)]
    span = max(max(axis) - least for axis, least in zip(zip(*points, strict=True), low, strict=True)) or 1
    items = []
    taken: list[tuple[float, float, int]] = []
    for (x, y), piece, first in zip(points, pieces, first_text, strict=True):
        left, up = (x - low[0]) / span, (y - low[1]) / span
        label = _label(piece)
        width = 7 * len(label)
        across, down = MARGIN + left * (WIDTH - 2 * MARGIN), MARGIN + (1 - up) * (HEIGHT - 2 * MARGIN)
        shift, drop = _free_place(across, down, width, taken)
        taken.append((across + shift, down + drop, width))
        name = "A" if first else "B"
        items.append(
            Markup(
                '<div class="{}" style="left: {:.1f}%; top: {:.1f}%"><i></i>'
                '<span style="left: {}px; top: {}px"><bdi>{}</bdi></span></div>'
            ).format(name, 100 * across / WIDTH, 100 * down / HEIGHT, shift, drop, label)
        )
    rows = [
        [f"{'A, ring' if first else 'B, square'}", drawn_token(piece), number(x, 2), number(y, 2)]
        for (x, y), piece, first in zip(points, pieces, first_text, strict=True)
    ]
    return (
        heading(caption)
        + Markup('<div class="plane" role="img" aria-label="{}">{}</div>').format(
            f"{caption} The numbers are in the table below.", Markup("").join(items)
        )
        + Markup("<p>Rings: text A. Squares: text B. Tokens near each other have similar vectors.</p>")
        + Markup("<details><summary>The same points as numbers</summary>{}</details>").format(
            table("The same points as numbers", ["text", "token", "across", "up"], rows)
        )
    )


def _label(piece: Piece) -> str:
    """A token in plain characters, short enough to stand beside a point."""
    if piece.text is None:
        return shortened(piece.hexadecimal, 16)
    named = "".join(f"[{name}]" if name else part for part, name in visible_parts(piece.text))
    return shortened(named.strip() or piece.token, 16)


def _free_place(across: float, down: float, width: int, taken: Sequence[tuple[float, float, int]]) -> tuple[int, int]:
    """Where a label can begin beside a point, in pixels from it: the first of several places that no other covers."""
    places = [(shift, 15 * line) for line in (0, -1, 1, -2, 2, -3, 3, -4, 4) for shift in (9, -9 - width)]

    def is_free(place: tuple[int, int]) -> bool:
        left, top = across + place[0], down + place[1]
        return (
            left >= 0
            and left + width <= WIDTH
            and all(
                abs(top - other) >= 15 or left >= begin + wide or left + width <= begin for begin, other, wide in taken
            )
        )

    return next(filter(is_free, places), places[0])
