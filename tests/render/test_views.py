"""helpers.render: views carry their text, escaped, and can be read in every theme."""

import base64
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from helpers import render
from helpers.render import STYLE, VIEWS, contrast
from helpers.text import visible_parts
from helpers.tokens import count, split_text
from tests.explorers.models import TOKENIZER

OUR_TAGS = set(
    "bdi caption details div figcaption figure h4 img p pre small span summary table tbody td th thead tr".split()
)
OUR_ATTRIBUTES = set("alt aria-label class colspan role src style tabindex".split())

hostile_text = st.lists(
    st.sampled_from(
        ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"', "'", "&amp;", "</td>", "<s>", "\u202e"]
    )
    | st.text(st.characters(codec="utf-8"), max_size=8),
    max_size=6,
).map("".join)


class Reader(HTMLParser):
    """Collects tags, attributes and text of a page, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(str(page))
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_inert(page: str) -> None:
    reader = Reader(page)
    assert set(reader.tags) <= OUR_TAGS
    assert {name for name, _ in reader.attributes} <= OUR_ATTRIBUTES
    assert all(value.startswith("data:image/") for name, value in reader.attributes if name == "src")


@given(hostile_text, st.sampled_from(VIEWS), st.booleans(), st.sampled_from([None, 3]))
def test_any_text_as_chips_is_inert(text, view, raw, limit):
    assert_inert(render.chips(split_text(TOKENIZER, text), view, raw, limit))


@pytest.mark.slow
@settings(deadline=None)  # a long text makes a large heat map
@given(hostile_text)
def test_every_other_view_of_any_text_is_inert(text):
    pieces = split_text(TOKENIZER, text)
    numbers = [[0.5] * len(pieces)] * len(pieces)
    points = [(float(place), 0.0) for place in range(len(pieces))]
    views = [
        render.message(text),
        render.quoted(text),
        render.paragraph(text),
        render.heading(text),
        render.table(text, [text], [[text]]),
        render.heat_map(text, pieces, pieces, numbers),
        render.scatter(text, points, pieces, [True] * len(pieces)),
        render.batch(
            text,
            [pieces, pieces[:2]],
            [[piece.token_id for piece in pieces]] * 2,
            [[1] * len(pieces), [1, 1, *[0] * (len(pieces) - 2)]],
        ),
        render.probabilities(text, [text], [0.1], [0.9]),
        render.counts_line(count(text, pieces)),
    ]
    for view in views:
        assert isinstance(view, Markup)
        assert_inert(view)


@given(st.text(st.characters(codec="utf-8")))
def test_shown_text_is_the_text_with_names_for_what_cannot_be_seen(text):
    expected = "".join(name or part for part, name in visible_parts(text))
    if expected and unicodedata.category(expected[0]).startswith("M"):
        expected = "◌" + expected
    assert Reader(render.shown(text)).text == expected
    assert Reader(render.shown(text, mark_spaces=True)).text == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]) | st.just(" ")))
def test_chips_of_visible_text_read_as_the_text(text):
    pieces = split_text(TOKENIZER, text, special_tokens=False)
    if any(piece.continues for piece in pieces):
        return  # shown as bytes
    page = re.sub(r"<td>\d+</td>|<td>special, in the text</td>|<thead>.*</thead>", "", render.chips(pieces))
    assert sorted(Reader(page).text) == sorted(text)
    cells = re.findall(r"<pre>.*?</pre>", page)
    assert "".join(Reader(cell).text for cell in cells) == text


def test_a_leading_space_is_a_space_and_the_raw_token_is_there_on_demand():
    pieces = split_text(TOKENIZER, "an island", special_tokens=False)
    assert '<span class="space"> </span>island' in render.chips(pieces)
    assert "Ġ" not in render.chips(pieces)
    assert "Ġisland" in render.chips(pieces, raw=True)


def test_views_put_their_own_thing_first():
    pieces = split_text(TOKENIZER, "é", special_tokens=False)
    first = {view: Reader(re.search(r"<tbody>.*?<td>(.*?)</td>", render.chips(pieces, view))[1]).text for view in VIEWS}
    assert first == {"tokens": "é", "IDs": str(pieces[0].token_id), "bytes": "C3 A9"}


def test_tokens_that_share_a_character_stand_in_one_box_that_says_so():
    page = render.chips(split_text(TOKENIZER, "😀", special_tokens=False))
    assert Reader(re.search(r"<th colspan.*?</th>", page)[0]).text == "“😀”: 2 tokens share a character"
    assert page.count('class="group"') == 1
    assert "�" not in page


def test_a_typed_special_token_is_badged():
    page = render.chips(split_text(TOKENIZER, "<s>"))
    assert page.count("<td>special</td>") == 2
    assert page.count("<td>special, in the text</td>") == 1


def test_a_combining_mark_alone_stands_on_a_circle():
    assert "“<bdi>◌\u0301</bdi>”" in render.chips(split_text(TOKENIZER, "\u0301", special_tokens=False))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("raw", [False, True])
def test_what_is_beyond_the_limit_is_shown_as_running_text(view, raw):
    pieces = split_text(TOKENIZER, "one two three four", special_tokens=False)
    page = render.chips(pieces, view, raw, limit=2)
    assert page.count("<tr><td>") == 2
    rest = Reader(page[page.index("The 2 tokens after these") :]).text
    expected = {
        "tokens": "Ġthree Ġfour" if raw else " three four",
        "IDs": "130 237",
        "bytes": "20 74 68 72 65 65 20 66 6F 75 72",
    }
    assert rest.endswith(expected[view])


def test_numbers():
    assert [render.number(value) for value in (1.23456, -0.5, -0.0001)] == ["1.235", "−0.500", "0.000"]
    assert [render.number(value, 1, sign=True) for value in (0.5, -0.5, -0.01)] == ["+0.5", "−0.5", "0.0"]


def test_numbers_stand_right_and_words_left():
    page = render.table("t", ["c"], [["−1,234.5"], ["a"], ["+3"], [Markup("5")]])
    assert re.findall(r'<td class="n">(.*?)</td>', page) == ["−1,234.5", "+3"]


def test_bars_are_as_long_as_their_numbers():
    assert "width: 25.0%" in render.bar_cell(0.25)
    assert "margin-left: 25.0%; width: 25.0%" in render.signed_bar_cell(-1, 2)
    assert "margin-left: 50.0%; width: 50.0%" in render.signed_bar_cell(2, 2)
    assert "width: 0.0%" in render.signed_bar_cell(0, 0)


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_batch_names_its_padding_where_it_is(side):
    pieces = [split_text(TOKENIZER, text) for text in ("Go.", "Go to sea.")]
    inputs = TOKENIZER(["Go.", "Go to sea."], padding=True, padding_side=side)
    page = render.batch("b", pieces, inputs["input_ids"], inputs["attention_mask"])
    (tokens,) = [line for line in page.split("<tr>") if line.startswith("<td>A, token</td>")]
    assert tokens.rstrip().endswith("padding</td></tr>") == (side == "right")
    assert page.count('<td class="padding">padding</td>') == 2
    assert page.count('<td class="padding">1</td>') == page.count('<td class="padding">0</td>') == 2


def test_the_contrast_formula():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@given(st.floats(-1, 1))
def test_heat_colours_can_be_read(value):
    assert contrast(*render.heat_colours(value)) >= 4.5


def test_every_colour_pair_of_the_style_sheet_can_be_read():
    rules = re.findall(r"\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S))
    pairs = [re.findall(r"(?<![-\w])(?:color|background): (?:var\([^,]+, )?(#[0-9a-f]{6})", rule) for rule in rules]
    pairs = [pair for pair in pairs if len(pair) == 2]
    assert len(pairs) >= 6
    for text, background in pairs:
        assert contrast(text, background) >= 4.5, (text, background)


def test_text_and_background_are_set_together():
    rules = re.findall(r"\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S))
    for rule in rules:
        if re.search(r"(?<![-\w])color: (#|var)", rule):
            assert "background: " in rule


def test_the_style_sheet_stays_inside_our_views():
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/|</?style>", "", STYLE, flags=re.S))
    assert all(part.strip().startswith(".tuh") for selector in selectors for part in selector.split(","))


def test_labels_of_the_plane_do_not_cover_each_other():
    pieces = split_text(TOKENIZER, "bank bank 🦈 pay", special_tokens=False)
    svg = base64.b64decode(
        re.search(
            r"svg\+xml;base64,([^\"]+)", render.scatter("c", [(0.0, 0.0)] * len(pieces), pieces, [True] * len(pieces))
        )[1]
    ).decode()
    places = re.findall(r'<text x="(\d+)" y="(\d+)">', svg)
    assert len(set(places)) == len(pieces)
    assert "�" not in svg
