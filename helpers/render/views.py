"""Views of pieces and numbers.

Tables carry the meaning and the style sheet the looks: where styles are stripped, every view still reads as a table.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape
from matplotlib import colormaps

from helpers.render.html import SPACE, Cell, contrast, number, paragraph, quoted, shown, table
from helpers.tokens import Counts, Piece, groups, joined_text

VIEWS = ("tokens", "IDs", "bytes")
MOST_CHIPS = 512  # more cannot be drawn between two keystrokes, nor be read


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
    return table(caption, [""] + [str(place) for place in range(len(input_ids[0]))], rows, "grid")


def _padding(value: str | int) -> Cell:
    return Cell(f'<td class="padding">{value}</td>')


def chips(pieces: Sequence[Piece], view: str = "tokens", raw: bool = False, limit: int = MOST_CHIPS) -> Markup:
    """Pieces as chips, those that share a character in one box; what follows the first ones as one running text.

    Args:
        view: one of ``VIEWS``: what stands first in a chip.
        raw: write tokens as the vocabulary does, with ``Ġ`` for a space.
    """
    drawn = pieces[:limit]
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
