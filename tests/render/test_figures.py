"""helpers.render.figures: pictures carry alt text, a reading and the facts of what was drawn."""

import html
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from helpers.render.figures import SEVERAL, STATIONS, AccessibleFigure, facts, grid, label_points, route
from tools.order import ORDER

EMPTY = Figure(figsize=(1, 1))


def drawn(*panels) -> str:
    """The facts of a figure with a panel for each function."""
    figure = Figure()
    for axes, draw in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        draw(axes)
    return facts(figure)


def test_the_picture_and_its_text():
    figure = AccessibleFigure(EMPTY, alt="A line.", reading="It rises.")
    assert repr(figure) == "Figure: A line. Drawn: . Reading: It rises."
    assert 'alt="A line. Drawn: ."' in figure._repr_html_()
    assert figure.png.startswith(b"\x89PNG")
    assert "data:image/png;base64," in figure._repr_html_()


@given(st.text().filter(str.strip), st.text().filter(str.strip))
def test_any_text_beside_a_picture_is_escaped(alt, reading):
    figure = AccessibleFigure.__new__(AccessibleFigure)
    figure.png, figure.alt, figure.reading = b"", alt, reading
    page = figure._repr_html_()
    assert re.findall(r"</?[a-z]+", page) == ["<figure", "<img", "<figcaption", "</figcaption", "</figure"]
    assert html.unescape(re.search(r'alt="([^"]*)"', page)[1]) == alt
    assert html.unescape(re.search(r"<figcaption>([^<]*)</figcaption>", page)[1]) == reading


@pytest.mark.parametrize(("alt", "reading"), [("", "It rises."), ("A line.", " ")])
def test_a_figure_without_words_is_refused(alt, reading):
    with pytest.raises(ValueError, match="needs an alt text and a reading"):
        AccessibleFigure(EMPTY, alt, reading)


def test_the_same_figure_gives_the_same_bytes():
    assert AccessibleFigure(EMPTY, "a", "b").png == AccessibleFigure(EMPTY, "a", "b").png


@pytest.mark.parametrize(
    ("draw", "fact"),
    [
        (lambda axes: axes.plot([0, 1, 2], [1, -0.5, 3]), "a line of 3 points from −0.5 to 3"),
        (lambda axes: axes.plot([], []), "a line of 0 points (none)"),
        (lambda axes: axes.scatter([0, 2], [5, 7]), "2 points from 0 to 2 across, from 5 to 7 up"),
        (lambda axes: axes.barh(["a", "b"], [0.25, -1]), "bars 0.25 −1"),
        (lambda axes: axes.bar(["a", "b"], [0.25, 1e-9]), "bars 0.25 0"),
        (lambda axes: grid(axes, np.eye(2), "ab", "cd"), "a grid of 2 × 2 from 0 to 1"),
        (lambda axes: axes.text(0, 0, "word"), "words word"),
        (lambda axes: None, "nothing"),
    ],
)
def test_what_is_drawn_is_said(draw, fact):
    assert drawn(draw) == f"Drawn: {fact}."


def test_each_panel_is_said():
    assert (
        drawn(lambda axes: axes.plot([1, 2]), lambda axes: None) == "Drawn: a line of 2 points from 1 to 2 | nothing."
    )


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=5), st.floats(0.2, 10))
def test_other_data_are_other_facts(values, change):
    before, after = (drawn(lambda axes, some=some: axes.plot(some)) for some in (values, [v + change for v in values]))
    assert before != after


def test_a_grid_names_its_rows_and_columns():
    figure = Figure()
    axes = figure.subplots()
    grid(axes, np.zeros((1, 2)), ["row"], ["left", "right"])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["row"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["left", "right"]


def test_a_signed_grid_is_white_at_zero():
    figure = Figure()
    axes = figure.subplots()
    grid(axes, np.array([[-2.0, 0.0, 2.0]]), [""], "abc", top=2, signed=True)
    (image,) = axes.images
    assert image.norm.vmin == -image.norm.vmax == -2
    assert image.cmap(image.norm(0.0))[:3] == pytest.approx((0.97, 0.97, 0.97), abs=0.02)


def test_words_beside_points_do_not_cover_each_other():
    figure = Figure(figsize=(5, 4))
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    points = [(0.5, 0.5), (0.52, 0.51), (0.51, 0.49), (0.53, 0.5), (0.1, 0.9)]
    label_points(axes, points, ["Saturday", "Friday", "three", "happy", "alone"])
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    for place, box in enumerate(boxes):
        assert not any(box.shrunk(0.9, 0.8).overlaps(other.shrunk(0.9, 0.8)) for other in boxes[place + 1 :])
    assert [text.xy for text in axes.texts] == points


def test_every_lesson_of_the_route_is_on_the_map():
    assert set(ORDER) - {"start_here", "playground"} <= {slug for _, _, slug in STATIONS} | set(SEVERAL)


@pytest.mark.parametrize("slug", sorted({slug for _, _, slug in STATIONS if slug} | set(SEVERAL)))
def test_the_map_marks_where_a_lesson_is(slug):
    assert repr(route(slug)).count("you are here") == repr(route(slug)).count("← ") >= 1
    assert "You are here" in route(slug).reading


def test_the_map_shows_values():
    assert "[0, 100, 2]" in repr(route(values={"token IDs": "[0, 100, 2]"}))
    assert "you are here" not in repr(route())


def test_a_place_that_is_not_on_the_map_is_refused():
    with pytest.raises(ValueError, match="No station belongs to 'tokenisation'"):
        route("tokenisation")
    with pytest.raises(ValueError, match="There is no station 'id'"):
        route(values={"id": "1"})
