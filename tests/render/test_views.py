"""helpers.render: views carry their text, escaped, and can be read in every theme."""

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

OUR_TAGS = set("bdi caption code details div i li ol p small span summary table tbody td th thead tr".split())
OUR_ATTRIBUTES = set(
    "aria-label class data-label data-probability data-token-id name role scope style tabindex".split()
)

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


def first_codes(page: str) -> list[str]:
    """The text of each token, as it stands first."""
    return [Reader(item).text for item in re.findall(r"(?:<summary>|<li[^>]*>)(<code.*?</code>)", page)]


def ids(page: str) -> list[int]:
    """The ID of each token of running text, in order."""
    return [int(token_id) for token_id in re.findall(r'(?:<summary>|<li[^>]*>)<code data-token-id="(\d+)"', page)]


@given(hostile_text, st.sampled_from(VIEWS), st.booleans(), st.sampled_from([2**9, 3]))
def test_any_text_as_tokens_is_inert(text, view, raw, limit):
    pieces = split_text(TOKENIZER, text)
    assert_inert(render.tokens(pieces, view, raw, [True] * len(pieces), limit))


@pytest.mark.slow
@settings(deadline=None)  # a long text makes a large heat map
@given(hostile_text)
def test_every_other_view_of_any_text_is_inert(text):
    pieces = split_text(TOKENIZER, text)
    numbers = [[0.5] * len(pieces)] * len(pieces)
    points = [(float(place), 0.0) for place in range(len(pieces))]
    views = [
        render.message(text),
        render.status(text),
        render.quoted(text),
        render.paragraph(text),
        render.heading(text),
        render.table(text, [text, text], [[text, text]]),
        render.side_by_side(render.paragraph(text)),
        render.cut_tokens(text, pieces),
        render.weighed_tokens(pieces, [None, *[0.5] * (len(pieces) - 1)]),
        render.strip(text, [0.5, -0.25]),
        render.heat_map(text, text, pieces, pieces, numbers),
        render.plane(text, points, pieces, [True] * len(pieces)),
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
    assert Reader(render.shown(text, mark_spaces=True)).text == "".join(
        name or part.replace(" ", "·") for part, name in visible_parts(text)
    ).join(["◌" if expected[:1] == "◌" and text[:1] != "◌" else "", ""])


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]) | st.just(" ")))
def test_tokens_of_visible_text_read_as_the_text(text):
    pieces = split_text(TOKENIZER, text, special_tokens=False)
    if any(piece.continues for piece in pieces):
        return  # shown as bytes
    page = render.tokens(pieces)
    assert "".join(first_codes(page)) == text.replace(" ", "·")
    assert ids(page) == [piece.token_id for piece in pieces]


def test_a_leading_space_has_a_name_and_the_raw_token_is_there_on_demand():
    pieces = split_text(TOKENIZER, "an island", special_tokens=False)
    page = render.tokens(pieces)
    assert '<span class="space" role="img" aria-label="space">·</span>island' in page
    assert first_codes(page) == ["an", "·island"]
    assert first_codes(render.tokens(pieces, raw=True)) == ["an", "Ġisland"]


def test_views_put_their_own_thing_first():
    pieces = split_text(TOKENIZER, "é", special_tokens=False)
    first = {view: first_codes(render.tokens(pieces, view))[0] for view in VIEWS}
    assert first == {"tokens": "é", "IDs": str(pieces[0].token_id), "bytes": "C3 A9"}


def test_a_touched_token_tells_its_place_entry_and_bytes_in_texts_that_are_not_long():
    pieces = split_text(TOKENIZER, "an island")
    assert (
        "Place 2, ID 2946, in the vocabulary Ġisland, bytes 20 69 73 6C 61 6E 64" in Reader(render.tokens(pieces)).text
    )
    assert "Place 0, ID 0, in the vocabulary <s>, no byte of the text" in Reader(render.tokens(pieces)).text
    assert "<details" not in render.tokens(split_text(TOKENIZER, "an island " * 40))


def test_tokens_that_share_a_character_stand_in_one_box_that_says_so():
    page = render.tokens(split_text(TOKENIZER, "😀", special_tokens=False))
    assert "“😀”: 2 tokens share a character" in Reader(page).text
    assert page.count('<li class="group"><ol>') == 1
    assert "�" not in page


def test_kinds_of_tokens_are_named():
    page = render.tokens(split_text(TOKENIZER, "<s>"))
    assert page.count("<small>special</small>") == 2
    assert page.count("<small>special, in the text</small>") == 1


def test_tokens_that_differ_are_marked():
    pieces = split_text(TOKENIZER, "an island", special_tokens=False)
    assert [*re.findall(r'<li class="([^"]*)"', render.tokens(pieces, differing=[False, True]))] == [
        "text",
        "text differs",
    ]


def test_a_combining_mark_alone_stands_on_a_circle():
    assert "“<bdi>◌\u0301</bdi>”" in render.tokens(split_text(TOKENIZER, "\u0301", special_tokens=False))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("raw", [False, True])
def test_what_is_beyond_the_limit_is_shown_as_one_text(view, raw):
    pieces = split_text(TOKENIZER, "one two three four", special_tokens=False)
    page = render.tokens(pieces, view, raw, limit=2)
    assert page.count("<li") == 2
    rest = Reader(page[page.index("The 2 tokens after these") :]).text
    expected = {
        "tokens": "Ġthree Ġfour" if raw else " three four",
        "IDs": "130 237",
        "bytes": "20 74 68 72 65 65 20 66 6F 75 72",
    }
    assert rest.endswith(expected[view])


def test_weights_stand_below_their_tokens_and_colour_them():
    pieces = split_text(TOKENIZER, "an island")
    page = render.weighed_tokens(pieces, [None, -2.0, 1.0, None])
    assert re.findall(r"<small>(.*?)</small>", page) == ["–", "−2.00", "+1.00", "–"]
    strong, weak = re.findall(r"background: (#[0-9a-f]{6})", page)
    assert (strong, weak) == (render.colours(-0.6)[1], render.colours(0.3)[1])


def test_counts_leave_the_ends_out():
    assert render.counts_line(count("An island", split_text(TOKENIZER, "An island"))) == (
        "9 characters, 9 bytes, 2 words, 2 tokens and 2 at the ends, 1.00 tokens per word."
    )
    assert render.counts_line(count(" ", split_text(TOKENIZER, " ", False))) == "1 character, 1 byte, 0 words, 1 token."


def test_numbers():
    assert [render.number(value) for value in (1.23456, -0.5, -0.0001)] == ["1.235", "−0.500", "0.000"]
    assert [render.number(value, 1, sign=True) for value in (0.5, -0.5, -0.01)] == ["+0.5", "−0.5", "0.0"]


def test_numbers_stand_right_below_their_headings_and_words_left():
    page = render.table("t", ["a", "b", "c"], [["x", "−1,234.5", "y"], ["z", "+3", Markup("5")]])
    assert re.findall(r'<td class="n">(.*?)</td>', page) == ["−1,234.5", "+3"]
    assert re.findall(r'<th scope="col" class="n">(.*?)</th>', page) == ["b"]


def test_the_first_cell_of_a_row_is_its_heading():
    page = render.table("t", ["a", "b"], [["x", "1"], [Markup("<code>y</code>"), "2"]])
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == ["x", "<code>y</code>"]


def test_only_what_is_wider_than_a_page_is_a_stop_for_the_keyboard():
    assert 'tabindex="0"' not in render.table("t", ["a", "b"], [["x", "1"]])
    assert 'tabindex="0"' in render.table("t", ["a"] * 8, [["x"] * 8])


def test_bars_are_as_long_as_their_numbers():
    assert 'class="plus" style="left: 0.0%; width: 25.0%"' in render.bar_cell(0.25)
    assert 'class="minus" style="left: 25.0%; width: 25.0%"' in render.signed_bar_cell(-1, 2)
    assert 'class="plus" style="left: 50.0%; width: 50.0%"' in render.signed_bar_cell(2, 2)
    assert "width: 0.0%" in render.signed_bar_cell(0, 0)
    assert Reader(render.signed_bar_cell(None, 2)).text == "–"


def test_a_probability_names_its_label():
    cell = render.bar_cell(0.25, label='"a"')
    assert dict(Reader(cell).attributes)["data-label"] == '"a"'
    assert dict(Reader(cell).attributes)["data-probability"] == "0.2500"


def test_a_strip_says_its_range_and_colours_each_number():
    page = render.strip("v", [1.0, -2.0])
    assert "v: 2 numbers from −2.00 to 1.00" in Reader(page).text
    assert f"{render.colours(0.5)[1]} 0.00% 50.00%, {render.colours(-1)[1]} 50.00% 100.00%" in page
    assert render.colours(0)[1] in render.strip("zeros", [0.0, 0.0])


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_batch_names_its_padding_where_it_is(side):
    pieces = [split_text(TOKENIZER, text) for text in ("Go.", "Go to sea.")]
    inputs = TOKENIZER(["Go.", "Go to sea."], padding=True, padding_side=side)
    page = render.batch("b", pieces, inputs["input_ids"], inputs["attention_mask"])
    (tokens,) = [line for line in page.split("<tr>") if line.startswith('<th scope="row">A, token</th>')]
    assert tokens.rstrip().endswith("padding</td></tr>") == (side == "right")
    assert page.count('<td class="padding">padding</td>') == 2
    assert page.count('<td class="padding">1</td>') == page.count('<td class="padding">0</td>') == 2


def test_the_contrast_formula():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_colours_go_from_orange_over_white_to_blue():
    assert [render.colours(value)[1] for value in (-2, -1, 0, 1, 2)] == ["#b34700"] * 2 + ["#ffffff"] + ["#00639a"] * 2
    assert render.colours(-0.3)[1] != render.colours(0.3)[1] != render.colours(0.2)[1]


@given(st.floats(-1, 1))
def test_colours_can_be_read(value):
    assert contrast(*render.colours(value)) >= 4.5


def rules() -> list[tuple[str, str]]:
    """The style sheet's selectors with what they set, those inside @media too."""
    sheet = re.sub(r"/\*.*?\*/|</?style>", "", STYLE, flags=re.S)
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)]


def test_every_colour_pair_of_the_style_sheet_can_be_read():
    pairs = [re.findall(r"(?<![-\w])(?:color|background): (?:var\([^;]*?)?(#[0-9a-f]{6})", body) for _, body in rules()]
    pairs = [pair for pair in pairs if len(pair) == 2]
    assert len(pairs) >= 8
    for text, background in pairs:
        assert contrast(text, background) >= 4.5, (text, background)


def test_text_and_background_are_set_together():
    for _, body in rules():
        if re.search(r"(?<![-\w])color: (#|var)", body):
            assert "background: " in body


def test_the_style_sheet_stays_inside_our_views():
    for selector, _ in rules():
        for part in re.sub(r"\([^)]*\)", "", selector).split(","):
            assert part.strip().startswith((".tuh.tuh", ".tuh-explorer.tuh-explorer")), part


def test_labels_of_the_plane_do_not_cover_each_other():
    pieces = split_text(TOKENIZER, "bank bank 🦈 pay", special_tokens=False)
    page = render.plane("c", [(0.0, 0.0)] * len(pieces), pieces, [True] * len(pieces))
    places = re.findall(r'<span style="left: (-?\d+)px; top: (-?\d+)px">', page)
    assert len(set(places)) == len(places) == len(pieces)
    assert "�" not in page


def test_points_of_the_plane_keep_their_proportions():
    pieces = split_text(TOKENIZER, "a b c", special_tokens=False)
    page = render.plane("c", [(0.0, 0.0), (2.0, 0.0), (2.0, 1.0)], pieces, [True, True, False])
    places = [(float(x), float(y)) for x, y in re.findall(r'style="left: ([\d.]+)%; top: ([\d.]+)%"', page)]
    across, up = places[1][0] - places[0][0], places[1][1] - places[2][1]
    assert across == pytest.approx(2 * up, abs=0.2)
    assert re.findall(r'<div class="([AB])"', page) == ["A", "A", "B"]
