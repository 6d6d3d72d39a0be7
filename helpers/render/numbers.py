"""Numbers as text, bars, colours and strips."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from helpers.render.html import Cell, contrast, number, table

NEGATIVE, POSITIVE = "#b34700", "#00639a"


def bar_cell(value: float, decimals: int = 3, label: str = "") -> Cell:
    """A cell with a number between 0 and 1, and a bar as long beside it.

    Args:
        label: the label whose probability it is, if it is one.
    """
    told = f' data-label="{escape(label)}" data-probability="{value:.4f}"' if label else ""
    return Cell(
        f'<td class="bar"{told}><span>{number(value, decimals)}</span>'
        f'<div><i class="plus" style="left: 0.0%; width: {100 * value:.1f}%"></i></div></td>'
    )


def signed_bar_cell(value: float | None, largest: float) -> Cell:
    """A cell with a signed number, and beside it a bar from the middle, to the left below 0; – where there is none."""
    if value is None:
        return Cell('<td class="bar signed"><span>–</span></td>')
    length = 50 * abs(value) / largest if largest else 0
    left, sign = (50.0, "plus") if value >= 0 else (50 - length, "minus")
    return Cell(
        f'<td class="bar signed"><span>{number(value, sign=True)}</span>'
        f'<div><i class="{sign}" style="left: {left:.1f}%; width: {length:.1f}%"></i></div></td>'
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
        [label, bar_cell(a, label=label), bar_cell(b, label=label), number(b - a, sign=True)]
        for label, a, b in zip(labels, first, second, strict=True)
    ]
    return table(caption, ["label", *names, f"{names[1]} − {names[0]}"], rows)


def colours(value: float) -> tuple[str, str]:
    """Text and background for a value: orange at −1 and below, white at 0, blue at 1 and above."""
    share, end = min(1.0, abs(value)), POSITIVE if value > 0 else NEGATIVE
    channels = [int(255 + (int(end[place : place + 2], 16) - 255) * share + 0.5) for place in (1, 3, 5)]
    back = "#{:02x}{:02x}{:02x}".format(*channels)
    return max("#000000", "#ffffff", key=lambda text: contrast(text, back)), back


def colour_cell(value: float) -> Cell:
    """A cell with a number between −1 and 1, in its colour."""
    text, back = colours(value)
    return Cell(f'<td style="color: {text}; background: {back}">{number(value, 2)}</td>')


def strip(name: str, values: Sequence[float]) -> Markup:
    """A vector as a row of coloured cells, from orange over white to blue; its largest entry has the last colour."""
    largest = max(map(abs, values)) or 1
    width = 100 / len(values)
    stops = ", ".join(
        f"{colours(value / largest)[1]} {place * width:.2f}% {(place + 1) * width:.2f}%"
        for place, value in enumerate(values)
    )
    said = f"{name}: {len(values)} numbers from {number(min(values), 2)} to {number(max(values), 2)}"
    return Markup(
        '<p>{0}</p><div class="strip" role="img" aria-label="{0}" '
        'style="background: linear-gradient(to right, {1})"></div>'
    ).format(said, Markup(stops))


def answer(labels: Sequence[str], probabilities: Sequence[float]) -> str:
    """The most probable label, with its probability.

    >>> answer(["negative", "positive"], [0.25, 0.75])
    'positive 75%'
    """
    best = max(range(len(labels)), key=lambda place: probabilities[place])
    return f"{labels[best]} {probabilities[best]:.0%}"
