"""The lessons' figures: pictures with alt text, a reading, and the facts of what was drawn."""

import base64
import io
from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

DPI = 110
HERE, ELSEWHERE = "#ffdfa6", "#e8eef4"
# The stations of a text on its way to an answer, each with the slug of the lesson that is about it.
STATIONS = (
    ("text", "a string", ""),
    ("tokens", "pieces of the text", "tokenization"),
    ("token IDs", "whole numbers", "tokenization"),
    ("embeddings", "a vector for each token", "embedding_layer"),
    ("layers", "each vector takes from the others", "inside_the_layers"),
    ("logits", "a score for each label", "classification_pipeline"),
    ("probabilities", "positive, adding up to 1", "classification_pipeline"),
    ("label", "the answer", "classification_pipeline"),
)
# Lessons that are about several stations, or about one that another lesson introduces.
SEVERAL = {
    "vocabulary_extension": ("tokens", "token IDs", "embeddings"),
    "from_scratch": tuple(name for name, _, _ in STATIONS),
    "training_a_tokenizer": ("tokens", "token IDs"),
    "what_an_answer_is_worth": ("probabilities", "label"),
    "fine_tuning": ("embeddings", "layers", "logits"),
}


class AccessibleFigure:
    """A picture with alt text and a one-line reading; both are also its plain text.

    The alt text ends with facts computed from what was drawn. Outputs are compared by their text, so a figure
    whose data have changed, or are gone, is a changed output.
    """

    def __init__(self, figure: Figure, alt: str, reading: str) -> None:
        """Draw ``figure`` once, as PNG.

        Args:
            figure: a matplotlib figure made without pyplot, so that nothing else shows it.
            alt: what the figure shows, for readers who do not see it.
            reading: what to take from it, shown below the picture.
        """
        if not alt.strip() or not reading.strip():
            raise ValueError("A figure needs an alt text and a reading: say what it shows and what to take from it.")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=DPI, bbox_inches="tight", facecolor="white")
        self.png = buffer.getvalue()
        self.alt, self.reading = f"{alt} {facts(figure)}", reading

    def __repr__(self) -> str:
        return f"Figure: {self.alt} Reading: {self.reading}"

    def _repr_html_(self) -> str:
        return Markup(
            '<figure style="margin: 0"><img alt="{}" src="data:image/png;base64,{}" style="max-width: 100%">'
            "<figcaption>{}</figcaption></figure>"
        ).format(self.alt, base64.b64encode(self.png).decode(), self.reading)


def facts(figure: Figure) -> str:
    """What a figure holds, in numbers, panel by panel: lines, bars, points, grids and words.

    Numbers have three digits, so that they are the same on every processor.
    """
    panels = [_facts_of(axes) for axes in figure.axes]
    return "Drawn: " + " | ".join(", ".join(panel) or "nothing" for panel in panels) + "."


def _facts_of(axes: Axes) -> list[str]:
    found = []
    for line in axes.lines:
        values = np.asarray(line.get_ydata(), dtype=float)
        found.append(f"a line of {len(values)} points {_range(values)}")
    for collection in axes.collections:
        if isinstance(collection, PathCollection):
            points = np.asarray(collection.get_offsets(), dtype=float)
            found.append(f"{len(points)} points {_range(points[:, 0])} across, {_range(points[:, 1])} up")
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    if bars:
        across = len({round(bar.get_width(), 6) for bar in bars}) > 1
        sizes = [bar.get_width() if across else bar.get_height() for bar in bars]
        found.append(f"bars {' '.join(_short(size) for size in sizes)}")
    for image in axes.images:
        values = np.asarray(image.get_array(), dtype=float)
        found.append(f"a grid of {values.shape[0]} × {values.shape[1]} {_range(values)}")
    if axes.texts:
        found.append(f"words {' '.join(text.get_text() for text in axes.texts)}")
    return found


def _range(values: np.ndarray) -> str:
    return f"from {_short(values.min())} to {_short(values.max())}" if values.size else "(none)"


def _short(value: float) -> str:
    return f"{value:.3g}".replace("-", "−") if abs(value) >= 5e-4 else "0"


def grid(
    axes: Axes,
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    top: float = 1.0,
    signed: bool = False,
) -> None:
    """Draw a table of numbers as coloured squares with words at its sides.

    Args:
        values: (rows, columns).
        top: the number that has the last colour, and with ``signed`` its negative the first.
        signed: draw negative numbers orange, 0 white and positive ones violet; otherwise dark is 0 and yellow ``top``.
    """
    axes.imshow(values, cmap="PuOr" if signed else "cividis", vmin=-top if signed else 0, vmax=top)
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=8)
    axes.set_yticks(range(len(rows)), rows, fontsize=8)
    axes.tick_params(length=0)


def label_points(axes: Axes, points: Sequence[Sequence[float]], words: Sequence[str]) -> None:
    """Write a word beside each point, each where no other word or point is, as far as there is such a place.

    Call it last: it reads the panel's limits.

    Args:
        points: (points, 2), in the panel's own units.
    """
    marks = axes.transData.transform(np.asarray(points, dtype=float)) * 72 / axes.figure.dpi  # in points of type
    boxes = [(x - 4, y - 4, x + 4, y + 4) for x, y in marks]
    for word, (x, y), where in zip(words, marks, points, strict=True):
        wide = 5.5 * len(word)
        places = [
            (x + shift, y + up) for up in (-4, 5, -13, 14, -22, 23, -31, 32) for shift in (7, -7 - wide, -wide / 2)
        ]

        def covered(place: tuple[float, float], wide: float = wide) -> int:
            left, low = place
            return sum(left < r and left + wide > b and low < t and low + 9 > u for b, u, r, t in boxes)

        left, low = min(places, key=covered)
        boxes.append((left, low, left + wide, low + 9))
        axes.annotate(word, (where[0], where[1]), xytext=(left - x, low - y), textcoords="offset points", fontsize=9)


def route(here: str | None = None, values: Mapping[str, str] | None = None) -> AccessibleFigure:
    """The way of a text to an answer, as one picture.

    Args:
        here: the slug of the lesson whose stations are marked, such as ``"embedding_layer"``.
        values: what to write beside a station, by its name; by default what kind of thing it is.

    Raises:
        ValueError: no lesson of the map has that slug, or no station that name.
    """
    names = [name for name, _, _ in STATIONS]
    marked = SEVERAL.get(here or "", tuple(name for name, _, slug in STATIONS if here and slug == here))
    if here and not marked:
        raise ValueError(f"No station belongs to {here!r}: name a lesson by its slug, such as 'tokenization'.")
    if unknown := set(values or {}) - set(names):
        raise ValueError(f"There is no station {unknown.pop()!r}: the stations are {', '.join(names)}.")
    figure = Figure(figsize=(6.2, 0.42 * len(names)))
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(len(names) - 0.4, -0.6))
    axes.axis("off")
    for place, (name, kind, _) in enumerate(STATIONS):
        colour = HERE if name in marked else ELSEWHERE
        box = {"boxstyle": "round,pad=0.35", "facecolor": colour, "edgecolor": "#10243a"}
        axes.text(1.5, place, name, ha="center", va="center", fontsize=10, bbox=box)
        note = f"{(values or {}).get(name, kind)}{'   ← you are here' if name in marked else ''}"
        axes.text(3.2, place, note, ha="left", va="center", fontsize=9)
        if place:
            axes.annotate(
                "", (1.5, place - 0.28), (1.5, place - 0.72), arrowprops={"arrowstyle": "->", "color": "#10243a"}
            )
    if here == "what_an_answer_is_worth":
        reading = "You are here: at the end of the way. What is the answer worth?"
    elif marked:
        reading = f"You are here: {', '.join(marked)}." if len(marked) < len(names) else "You are here: all of it."
    else:
        reading = "Read it from top to bottom."
    return AccessibleFigure(figure, alt="The way of a text to an answer, from top to bottom.", reading=reading)
