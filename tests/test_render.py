"""helpers.render: figures carry their text, escaped."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from helpers.render import AccessibleFigure

FIGURE = Figure(figsize=(1, 1))


def test_the_picture_and_its_text():
    figure = AccessibleFigure(FIGURE, alt="A line.", reading="It rises.")
    assert repr(figure) == "Figure: A line. Reading: It rises."
    assert 'alt="A line."' in figure._repr_html_()
    assert figure.png.startswith(b"\x89PNG")
    assert "data:image/png;base64," in figure._repr_html_()


@given(st.text().filter(str.strip), st.text().filter(str.strip))
def test_any_text_is_escaped(alt, reading):
    figure = AccessibleFigure.__new__(AccessibleFigure)
    figure.png, figure.alt, figure.reading = b"", alt, reading
    page = figure._repr_html_()
    assert re.findall(r"</?[a-z]+", page) == ["<figure", "<img", "<figcaption", "</figcaption", "</figure"]
    assert html.unescape(re.search(r'alt="([^"]*)"', page)[1]) == alt
    assert html.unescape(re.search(r"<figcaption>([^<]*)</figcaption>", page)[1]) == reading


@pytest.mark.parametrize(("alt", "reading"), [("", "It rises."), ("A line.", " ")])
def test_a_figure_without_words_is_refused(alt, reading):
    with pytest.raises(ValueError, match="needs an alt text and a reading"):
        AccessibleFigure(FIGURE, alt, reading)


def test_the_same_figure_gives_the_same_bytes():
    assert AccessibleFigure(FIGURE, "a", "b").png == AccessibleFigure(FIGURE, "a", "b").png
