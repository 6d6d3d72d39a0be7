"""Tokens as points of a plane, their labels where they cover no other."""

import base64
from collections.abc import Sequence

from markupsafe import Markup

from helpers.render.html import heading, number, table
from helpers.render.views import drawn_token
from helpers.text import shortened, visible_parts
from helpers.tokens import Piece


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
    marks: list[Markup] = []
    taken: list[tuple[float, float, int]] = []
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
