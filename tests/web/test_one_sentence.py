"""What stands in the page "One sentence, four layers, one answer" is what PyTorch says, for one's own sentence too."""

import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from helpers import resolve_checkpoint
from helpers.attribution import occlusion
from helpers.labelled import everyday_sentences
from helpers.layers import look_inside
from helpers.trace import trace
from tests.web.engine import needs_node
from tools.book import early_answers
from tools.engine import Engine

pytestmark = needs_node
ISLAND = "I do not love this island at all."
TEXTS = {
    "island": ISLAND,
    "without not": "I do love this island at all.",
    "mixed": "The food was great, but the service was terrible.",
    "irony": "Oh great, another delay. I just love waiting.",
    "emoji": "Finally on the island 😍🏝️ best day ever!",
    "German": "Ich liebe diese Insel überhaupt nicht.",
    "empty": "",
    "blank": "   ",
    "one letter": "a",
    "one word": "whaleshark",
    "Hindi": "यह द्वीप बहुत सुंदर है।",
    "Japanese": "この島が大好きです。",
    "Arabic": "أحب هذه الجزيرة",
    "family": "👩‍👩‍👧‍👦 are here",
    "special": "a <mask> </s> b",
    "HTML": '<img src=x onerror=alert(1)> & "it\'s"',
    "lines": "two\nlines\tand\u200ba gap",
    "same word": "no no no no no no",
    "64 tokens": "island " * 60 + "!",
    "long": "I love this island, do you not? " * 20,
    "512 tokens": "I love this island, do not you? " * 100,
}
DRAWN = [name for name in TEXTS if name not in ("long", "512 tokens")]
STOPS = range(1, 9)


@pytest.fixture(scope="module")
def engine():
    with Engine() as process:
        yield process


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(resolve_checkpoint())


@pytest.fixture(scope="module")
def model():
    return AutoModelForSequenceClassification.from_pretrained(resolve_checkpoint()).eval()


@pytest.fixture(scope="module")
def start(engine):
    return engine("start")


class Parts(dict):
    """The page's parts by name; each becomes a tree when it is looked at, which takes a while."""

    def __getitem__(self, name):
        part = super().__getitem__(name)
        return BeautifulSoup(part, "html.parser") if isinstance(part, str) else part


@pytest.fixture
def page(engine, start):
    """What the parts of the page hold for some settings, each as a tree; open tables stand in their places."""

    def made(panel="all", **changes):
        state = start | {name: str(value) for name, value in changes.items()}
        view = engine("view", f"way-explorer.{panel}", state)
        parts = view["parts"]
        tables = engine("view", "way-explorer.tables", state)["parts"] if "tables" in changes else {}
        for name, table in tables.items():
            place = f'<div data-slot="{name}"></div>'
            parts = {part: content.replace(place, table) for part, content in parts.items()}
        return Parts(parts | {"said": view.get("values", {})})

    return made


def encoded(tokenizer, text):
    return tokenizer(text, truncation=True, max_length=512, return_tensors="pt")["input_ids"]


def near(found, expected, tolerance):
    """Compare numbers; what is expected is a tensor, a list of tensors, or numbers."""
    if isinstance(expected, list) and torch.is_tensor(expected[0]):
        expected = torch.stack(expected)
    expected = torch.as_tensor(expected).detach().numpy()
    np.testing.assert_allclose(np.array(found), expected, rtol=0, atol=tolerance)


def bars(part):
    """The probabilities of each bar in a part."""
    return [
        [float(one["data-probability"]) for one in bar.select("[data-probability]")] for bar in part.select(".answer")
    ]


def shares(line):
    return [float(span["style"].removeprefix("--w:")) for span in line.select(".shaded > span")]


def numbers(cells):
    return [float(cell.get_text().replace("−", "-").replace(",", "")) for cell in cells]


@torch.no_grad()
def answer(model, ids, mask=None):
    return model(ids, attention_mask=mask).logits[0].softmax(-1)


def test_there_are_twenty_sentences_and_one_has_512_tokens(tokenizer):
    assert len(TEXTS) >= 20
    assert encoded(tokenizer, TEXTS["512 tokens"]).shape[1] == 512
    assert encoded(tokenizer, TEXTS["64 tokens"]).shape[1] == 64


@pytest.mark.parametrize("name", TEXTS)
def test_the_answer(page, tokenizer, model, name):
    ids = encoded(tokenizer, TEXTS[name])
    for part in (page(t=TEXTS[name])["answer"], page(t="x", q=TEXTS[name])["compare"] if name in DRAWN else None):
        if part:
            near(bars(part)[-1], answer(model, ids), 2e-5)


@pytest.mark.parametrize("name", DRAWN)
def test_pieces_and_what_they_read(page, tokenizer, model, name):
    ids = encoded(tokenizer, TEXTS[name])
    inside = look_inside(model, ids)
    for piece in {0, ids.shape[1] // 2, ids.shape[1] - 1}:
        parts = page(t=TEXTS[name], piece=piece)
        assert [int(one["data-token-id"]) for one in parts["text"].select(".piece")] == ids[0].tolist()
        lines = parts["layers"].select(".line:has(.shaded)")
        near([shares(line) for line in lines], inside.attention[:, :, piece].flatten(0, 1), 1e-4)
        assert [one["aria-pressed"] for one in parts["text"].select("button.piece")].index("true") == piece
    near(bars(parts["layers"]), inside.answers[1:], 2e-5)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("temperature", [1, 2.5, 0.2])
def test_logits_and_probabilities(page, tokenizer, model, name, temperature):
    logits = trace(model, encoded(tokenizer, TEXTS[name]))["logits"][0]
    rows = page(t=TEXTS[name], temperature=temperature)["head"].select("table")[-1].select("tbody tr")
    near([numbers(row.select(".signed span"))[0] for row in rows], logits, 1e-3)
    divided = logits / temperature
    near([numbers(row.select("td.n"))[0] for row in rows], divided, 0.006)
    probabilities = [float(row.select_one("[data-probability]")["data-probability"]) for row in rows]
    near(probabilities, divided.softmax(-1), 1e-4)


@pytest.mark.parametrize("name", DRAWN)
def test_hidden_from_all_and_from_the_first_alone(page, tokenizer, model, name):
    ids = encoded(tokenizer, TEXTS[name])
    tokens = ids.shape[1]
    for hidden in [[tokens - 1], list(range(1, tokens)), [1, tokens - 2]]:
        places = sorted({place for place in hidden if place > 0})
        mask = torch.ones_like(ids)
        mask[0, places] = 0
        pairs = torch.zeros(1, 1, tokens, tokens)
        pairs[0, 0, 0, places] = torch.finfo(torch.float32).min
        found = bars(page(t=TEXTS[name], hide=" ".join(map(str, places)))["hidden"])
        near(found, [answer(model, ids), answer(model, ids, mask), answer(model, ids, pairs)], 2e-5)


def test_the_island_shows_that_attention_weights_do_not_explain(page, tokenizer, model):
    """The numbers of the design: what reads what, and what each way of hiding *not* does. The control has no *not*."""
    ids = encoded(tokenizer, ISLAND)
    tokens = tokenizer.convert_ids_to_tokens(ids[0])
    attention = look_inside(model, ids).attention
    assert tokens[int(attention[0, 0, 0].argmax())] == "Ġlove" and attention[0, 0, 0].max() > 0.9
    assert tokens[int(attention[1, 1, 0].argmax())] == "Ġnot" and attention[1, 1, 0].max() > 0.9
    whole, everywhere, first = bars(page(t=ISLAND, hide=3)["hidden"])
    assert whole[0] > 0.8 and everywhere[2] > 0.9 and first[0] > 0.5
    assert "does not say how much" in page(t=ISLAND, hide=3)["hidden"].get_text()
    assert "little hung on" in page(t="I do love this island at all.", hide=5)["hidden"].get_text()


@pytest.mark.parametrize("name", DRAWN)
def test_left_out(page, tokenizer, model, name):
    ids = encoded(tokenizer, TEXTS[name])
    part = page("left", t=TEXTS[name])["left"]
    label = int(trace(model, ids)["logits"].argmax())
    if ids.shape[1] == 2:
        assert "nothing to leave out" in part.get_text()
        return
    falls = occlusion(model, ids, label)
    near(numbers(part.select("li:not(.special) > small")), falls[1:-1], 0.006)
    names = part.select("p b")
    assert names[-1].get_text() == names_of(page, TEXTS[name])[1 + int(falls[1:-1].abs().argmax())]


def names_of(page, text):
    """How each piece is called in sentences."""
    return [one.get_text() for one in page(t=text)["text"].select(".piece > span")]


@pytest.mark.parametrize("name", ["island", "emoji", "empty", "Hindi"])
def test_rows_of_numbers(page, tokenizer, model, name):
    ids = encoded(tokenizer, TEXTS[name])
    steps = trace(model, ids)
    part = page(t=TEXTS[name], piece=1, cell=17, tables="sum vectors")["vectors"]
    every, own = part.select("table")
    assert [len(row.select("td")) for row in every.select("tbody tr")] == [128] * ids.shape[1]
    near([numbers(row.select("td")) for row in every.select("tbody tr")], steps["embeddings"][0], 0.006)
    names = ["embeddings.word", "embeddings.position", "embeddings.token_type", "embeddings.sum", "embeddings"]
    columns = [steps[step][min(0, len(steps[step]) - 1)][1].tolist() for step in names]
    near([numbers(row.select("td")) for row in own.select("tbody tr")], np.array(columns).T, 0.0006)
    told = [float(one.replace("−", "-")) for one in re.findall(r"−?\d\.\d{3}", part.select_one(".sum").get_text())]
    near(told, [column[17] for column in columns], 0.0006)


@pytest.mark.parametrize(
    ("name", "piece", "layer", "head"), [("island", 0, 2, 2), ("emoji", 6, 4, 4), ("German", 3, 1, 3)]
)
def test_one_head_from_the_inside(page, tokenizer, model, name, piece, layer, head):
    ids = encoded(tokenizer, TEXTS[name])
    steps = trace(model, ids)
    query, key = (steps[f"layer.{layer - 1}.{part}"][0, :, 32 * (head - 1) : 32 * head] for part in ("query", "key"))
    dots = query[piece] @ key.T
    weights = steps[f"layer.{layer - 1}.attention"][0, head - 1]
    part = page(t=TEXTS[name], piece=piece, layer=layer, head=head, tables="map")["layers"]
    grid, mix = part.select(".detail table")
    rows = mix.select("tbody tr")[:-1]
    near([numbers(row.select("td.n")) for row in rows], np.stack([dots, dots / 32**0.5], 1), 0.006)
    near([numbers(row.select(".bar span"))[0] for row in rows], weights[piece], 0.0006)
    near([numbers(row.select("td")) for row in grid.select("tbody tr")], weights, 0.006)
    seen = int(weights[piece].argmax())
    assert f"that is {dots[seen] / 32**0.5:.2f}." in part.select_one(".detail").get_text().replace("−", "-")


@pytest.mark.parametrize("layer", [1, 4])
def test_the_feed_forward_part(page, tokenizer, model, layer):
    intermediate = trace(model, encoded(tokenizer, ISLAND))[f"layer.{layer - 1}.intermediate"][0, 4]
    said = page(t=ISLAND, piece=4, layer=layer, head="feed-forward")["layers"].select_one(".detail").get_text()
    assert f"GELU leaves {int((intermediate > 0).sum())} of the 512 numbers above 0." in said
    assert f"end between −{-float(intermediate.min()):.2f} and 0." in said


@pytest.mark.parametrize("name", DRAWN)
def test_two_sentences(page, tokenizer, model, name):
    texts = [ISLAND, TEXTS[name]]
    inside = [look_inside(model, encoded(tokenizer, text)) for text in texts]
    steps = [trace(model, encoded(tokenizer, text)) for text in texts]
    part = page(t=texts[0], q=texts[1])["compare"]
    for letter, one in enumerate(inside):
        near(bars(part)[letter::2], one.answers[1:], 2e-5)
        lines = [pair.select(".line")[letter] for pair in part.select(".pair")]
        near([shares(line) for line in lines], one.attention[:, :, 0].flatten(0, 1), 1e-4)
    states = ["embeddings", *(f"layer.{layer}.output" for layer in range(4))]
    cosines = [torch.cosine_similarity(steps[0][name][0, 0], steps[1][name][0, 0], dim=0) for name in states]
    near(numbers(part.select("tbody .bar span")), cosines, 0.0006)
    falls = [float(a - b) for a, b in pairwise(cosines)]
    said = part.get_text()
    if max(falls) > 0.01:
        assert f"They part most in layer {1 + falls.index(max(falls))}," in said
    elif texts[0] == texts[1]:
        assert "They stay alike to the end." in said


def test_early_answers_are_pytorchs(engine, tokenizer, model):
    labels = torch.stack(
        [look_inside(model, encoded(tokenizer, text)).answers.argmax(-1) for text, _ in everyday_sentences()]
    )
    counts, total = early_answers(engine)
    assert total == 120
    assert counts == [int((labels[:, layer] == labels[:, -1]).sum()) for layer in (1, 2, 3)]


@settings(deadline=None, max_examples=100)
@given(text=st.text(max_size=30))
def test_merges_end_at_the_tokenizers_own_pieces(engine, tokenizer, text):
    same_merges(engine, tokenizer, text)


@pytest.mark.parametrize("name", TEXTS)
def test_merges_of_the_sentences(engine, tokenizer, name):
    same_merges(engine, tokenizer, TEXTS[name])


def same_merges(engine, tokenizer, text):
    tokens = tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"])
    for word in engine("words", text):
        own = tokens[word["first"] : word["first"] + word["count"]]
        if word["merges"]:
            assert word["merges"][-1]["symbols"] == own
        else:
            assert len(own) == len(word["text"].encode())
        ranks = [merge["rank"] for merge in word["merges"]]
        assert all(0 <= rank < 50_000 for rank in ranks)


def test_merges_are_shown_for_the_chosen_word_or_another(page):
    def shown(**changes):
        return page(tables="merges", **changes)["text"].select_one("[data-table=merges]").get_text()

    assert "“ island” begins as 7 single bytes." in shown(t=ISLAND).replace("·", " ")
    assert "“ not”" in shown(t=ISLAND, piece=3)
    assert "here is another" in shown(t="")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("stop", STOPS)
def test_the_guide_goes_with_any_sentence(page, name, stop):
    asked = page("guide", t=TEXTS[name], stop=stop)["guide"]
    says = asked.select_one(".says").get_text()
    assert len(says.split()) <= 25
    assert not asked.select(".because")
    options = [button.get_text() for button in asked.select("[id^=guess-]")]
    if name not in DRAWN:
        assert "shorten it" in says and not options
        return
    assert len(set(options)) == len(options) <= 5
    verdicts = []
    for guess in range(len(options) - 1):
        told = page("guide", t=TEXTS[name], stop=stop, guess=guess)["guide"]
        verdicts.append(told.select_one(".because").get_text().split(".")[0])
        assert told.select_one("#guide-next")
    if len(verdicts) > 1:
        assert sorted(verdicts) == ["Not so"] * (len(verdicts) - 1) + ["Right"]


def right(page, text, stop):
    """The option that the guide takes for right, and why."""
    told = page("guide", t=text, stop=stop, guess="unsure")["guide"]
    (option,) = [one.get_text() for one in told.select("[id^=guess-]") if one.get_text().endswith(" right")]
    return option.removesuffix(" right"), told.select_one(".because").get_text()


@pytest.mark.parametrize("name", ["island", "without not", "mixed", "irony", "emoji", "German", "Hindi", "same word"])
def test_the_guides_answers_are_pytorchs(page, tokenizer, model, name):
    text = TEXTS[name]
    ids = encoded(tokenizer, text)
    names = names_of(page, text)
    inside = look_inside(model, ids)
    whole, best = inside.answers[-1], int(inside.answers[-1].argmax())
    told, why = right(page, text, 1)
    assert told == str(ids.shape[1] - 2)
    more = encoded(tokenizer, f"{text} whaleshark").shape[1] - ids.shape[1]
    assert f"one word more, and {more} pieces more." in why
    inner = list(range(1, ids.shape[1] - 1))
    spaced = next((place for place in inner if re.match("·.", names[place])), None)
    if spaced is not None:
        bare = tokenizer(names[spaced][1:], add_special_tokens=False)["input_ids"]
        told, why = right(page, text, 2)
        assert told == ("another one" if len(bare) == 1 else "none: it would be several pieces")
        assert f"{bare[0]:,}." in why or f"is cut into {len(bare)}: " in why
    steps, moved = trace(model, ids), trace(model, torch.cat([ids[:, :1], ids[:, :-1]], 1))
    alike = torch.cosine_similarity(steps["embeddings"][0, 1], moved["embeddings"][0, 2], dim=0)
    control = torch.cosine_similarity(*steps["embeddings"][0, 1:3], dim=0)
    told = re.findall(r": (−?\d\.\d\d)\.", right(page, text, 3)[1])
    near([float(one.replace("−", "-")) for one in told], torch.stack([alike, control]), 0.006)
    told, why = right(page, text, 4)
    assert told == names[int(inside.attention[0, 0, 0].argmax())]
    favourites = set(inside.attention[:, :, 0].argmax(-1).flatten().tolist())
    told = "All 16 heads" if len(favourites) == 1 else f"The 16 heads do not agree: {len(favourites)} different pieces"
    assert told in why
    same = [int(one.argmax()) == best for one in inside.answers]
    since = next(layer for layer in range(1, 5) if all(same[layer:]))
    assert right(page, text, 5)[0] == f"layer {since}"
    assert right(page, text, 6)[0] == "the row of <s>"

    def masked(place):
        mask = torch.ones_like(ids)
        mask[0, place] = 0
        return answer(model, ids, mask)

    others = range(1, ids.shape[1])
    mover = max(others, key=lambda place: abs(float(masked(place)[best] - whole[best])))
    shares = inside.attention[:, :, 0].mean((0, 1))
    read = max(others, key=lambda place: float(shares[place]))
    assert right(page, text, 7)[0] == names[mover]
    asked = page("guide", t=text, stop=7, guess=0)["guide"]
    assert f"{names[read]}: {shares[read]:.0%} of its reading" in asked.select_one(".says").get_text()
    hidden = [re.search(r"Nobody reads (.+):", note.get_text())[1] for note in asked.select(".note")[1:]]
    assert {names[mover], names[read]} <= set(hidden)
    # Of two pieces that are the same, either can be meant.
    near(bars(asked)[:1], [whole], 2e-5)
    for name, bar in zip(hidden, bars(asked)[1:], strict=True):
        places = [place for place in others if names[place] == name]
        assert min(float(abs(masked(place) - torch.tensor(bar)).max()) for place in places) < 2e-5
    pairs = torch.zeros(1, 1, ids.shape[1], ids.shape[1])
    pairs[0, 0, 0, mover] = torch.finfo(torch.float32).min
    first = answer(model, ids, pairs)
    near(bars(page("guide", t=text, stop=8, guess=0)["guide"]), [whole, masked(mover), first], 2e-5)
    change, part = (abs(float(one[best] - whole[best])) for one in (masked(mover), first))
    size = "smaller" if change - part > 0.05 else "larger" if part - change > 0.05 else "the same"
    assert right(page, text, 8)[0] == size


def test_at_its_end_the_guide_says_what_to_take_along_and_unhides(page):
    end = page("guide", t=ISLAND, stop=9)["guide"]
    assert len(end.select("li")) == 4
    assert '"hide":""' in end.select_one("#guide-next")["data-set"]


def test_what_the_guide_says_of_the_island_when_another_sentence_shows_no_effect(page):
    """The answer changes on the way, what is read most is not what counts, and the others carry *not* on."""
    assert right(page, ISLAND, 5)[0] != "layer 1"
    assert "reads most from ·love" in page("guide", t=ISLAND, stop=7)["guide"].select_one(".says").get_text()
    assert right(page, ISLAND, 7)[0] == "·not"
    assert right(page, ISLAND, 8)[0] == "smaller"


def test_a_stop_does_not_show_what_the_next_one_asks(page):
    assert [len(bars(page(t=ISLAND, stop=stop)["layers"])) for stop in (0, 4, 5)] == [4, 0, 4]
    assert [len(bars(page(t=ISLAND, stop=stop, hide=3)["hidden"])) for stop in (0, 7, 8)] == [3, 2, 3]


def test_the_guide_names_the_pieces_that_are_more_than_words(page):
    assert "That is 1 more than words: . is a piece of its own." in right(page, ISLAND, 1)[1]
    several = "That is 4 more than words: s, 't, interesting, . are pieces of their own."
    assert several in right(page, "The lecture on dialects wasn't uninteresting.", 1)[1]
    assert " and others are pieces of their own." in right(page, TEXTS["Hindi"], 1)[1]
    assert "as many as words" in right(page, "I love this island", 1)[1]


def test_the_guide_says_where_a_sentence_does_not_show_the_effect(page):
    assert (
        "does not show" in right(page, TEXTS["without not"], 5)[1] or "no change" in right(page, TEXTS["empty"], 5)[1]
    )
    assert "Type a sentence" in right(page, "", 1)[1]
    assert "Type a sentence" in right(page, "", 7)[1]
    assert "Another sentence shows it" in right(page, "a", 2)[1]


@pytest.mark.parametrize(
    ("hash_", "broken"),
    [
        ("", None),
        ("t=Hello+there&piece=3&layer=2&head=feed-forward&hide=3+5&temperature=0.5", None),
        ("layer=9", "layer=9"),
        ("piece=-1", "piece=-1"),
        ("t=a&colour=red", "colour=red"),
        ("hide=0", "hide=0"),
        ("cell=128", "cell=128"),
        ("__proto__=1", "__proto__=1"),
        ("temperature=0", "temperature=0"),
        ("head=<b>", "head=<b>"),
    ],
)
def test_addresses(engine, start, hash_, broken):
    told = engine("address", hash_)
    assert told["broken"] == broken
    if broken:
        assert told["settings"].items() <= start.items()


def test_what_a_state_names_and_does_not_exist_is_as_at_the_start(page):
    parts = page(t="a", piece=40, seen=50, hide="30 60", layer=1)
    assert parts["text"].select_one("[aria-pressed=true]")["id"] == "piece-0"
    assert len(bars(parts["hidden"])) == 1


def test_no_text_becomes_html(page):
    text = "<img src=x onerror=alert(1)> <script>1</script> \" ' &"
    for panel in ("all", "left", *[f"guide {stop}" for stop in STOPS]):
        name, _, stop = panel.partition(" ")
        tables = "merges sum vectors readings map head neighbours"
        parts = page(name, t=text, q=text, stop=stop or 0, layer=1, tables=tables, guess="unsure", hide=3)
        for part in parts.keys() - {"said"}:
            assert not parts[part].select("img, script")


def test_what_is_announced(page):
    said = page(t=ISLAND, piece=4, hide=3, layer=2, head=2, seen=1, temperature=2)["said"]
    assert said["t"] == "11 pieces with both ends; negative 82%."
    assert said["q"] == "Second sentence: 10 pieces with both ends; positive 92%."
    assert said["piece"] == "Chosen: love, ID 657."
    assert said["hide"] == "Nobody reads not: positive 92%."
    assert re.fullmatch(r"Layer 2, head 2: love reads most from \S+, \d+%\.", said["layer"])
    assert re.fullmatch(r"Layer 2, head 2: love reads \d+% from I\.", said["seen"])
    assert page(t=ISLAND)["said"]["hide"] == "Nothing is hidden: negative 82%."


def test_a_long_text_is_answered_and_not_drawn(page):
    parts = page(t=TEXTS["512 tokens"])
    assert "is answered, not drawn" in parts["layers"].get_text()
    assert "The model reads 512 pieces." in parts["answer"].get_text()
    assert bars(parts["answer"])
    assert not page("left", t=TEXTS["long"])["left"].get_text()


def test_whole_percentages_can_add_up_to_99_or_101(page):
    shown = [bar for name in DRAWN for bar in page(t=TEXTS[name])["layers"].select(".answer")]
    assert {sum(map(int, re.findall(r"(\d+)%", bar.get_text()))) for bar in shown} == {99, 100, 101}


def test_nearest_rows(page):
    rows = page("neighbours", t="island", piece=1)["neighbours"].select("tbody tr")
    assert len(rows) == 6


def test_a_second_sentence_that_cannot_be_read_stops_nothing(page):
    parts = page(t=ISLAND, q="a\ud800b")
    assert bars(parts["answer"]) and "half of a surrogate pair" in parts["compare"].get_text()


def test_temperature_is_announced_with_its_answer(page, tokenizer, model):
    share = float((trace(model, encoded(tokenizer, ISLAND))["logits"][0] / 10).softmax(-1).max())
    assert page(t=ISLAND, temperature=10)["said"]["temperature"] == f"At temperature 10: negative {share:.0%}."


def test_a_changed_label_is_never_called_little(page):
    said = page(t="You get what you pay for.", hide=1)["hidden"].get_text()
    answers = bars(page(t="You get what you pay for.", hide=1)["hidden"])
    labels = [one.index(max(one)) for one in answers]
    assert labels[0] == labels[1] or "little hung" not in said


def test_a_blank_piece_is_called_by_its_dots(page):
    assert page(t="   ", piece=1)["said"]["piece"] == "Chosen: ·, ID 1,437."
