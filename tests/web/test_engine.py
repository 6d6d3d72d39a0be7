"""The engine of the page says what Python says: the same IDs and pieces, and the same numbers up to rounding."""

import json
import random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AddedToken, AutoModelForSequenceClassification, AutoTokenizer

from helpers import resolve_checkpoint
from helpers.attribution import occlusion
from helpers.copies import copy_tokenizer
from helpers.labelled import everyday_sentences
from helpers.layers import look_inside
from helpers.text import visible_parts
from helpers.tokens import groups, joined_text, parse_ids, pieces_of_ids, split_text, text_of_ids, truncate
from helpers.trace import trace
from helpers.vectors import cosine_map, layer_vectors, nearest, principal_plane
from helpers.vocabulary import extend
from tests.web.engine import needs_node
from tools.engine import Engine, EngineError
from tools.order import NOTEBOOKS

pytestmark = needs_node
ROOT = NOTEBOOKS.parent
HARD = [
    "",
    " ",
    "   ",
    "\n\n a\t\r b ",
    "<mask>",
    "a  <mask> b<mask>c",
    "\ufeff<mask>",
    "\x85<mask>",
    "\x1c\x1d<mask>",
    "<s>x</s><pad><unk>",
    "<s",
    "I'll've'd'RE 'Re'm's't",
    "can't'S",
    "e\u0301 \u0301 é",
    "👩‍👩‍👧‍👦👍🏽 😀😀",
    "नमस्ते दुनिया",
    "\u200d\u200b\u2060",
    "x\u00a0y\u3000z",
    "\0\x01\x7f",
    "ab\u2028c\u2029d",
    "١٢٣ ⅷ ²",
    "\U0001fae8\U00020000 𝒳",
    "ꟍ ꟎ \u088f",  # letters of newer versions of Unicode
    "ß ẞ ﬁ İ",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" * 20,
    "__proto__ constructor toString",
]
WORDS = ["whaleshark", "unicorn", "a b", "über", "😀"]
LETTERS = st.sampled_from([*"aeiou \n'.<>", "<mask>", "</s>", "whaleshark", "unicorn", "é", "\u0301", "😀", "\u200d"])
TEXTS = st.one_of(st.text(max_size=40), st.lists(LETTERS, max_size=12).map("".join))


@pytest.fixture(scope="module")
def engine():
    process = Engine()
    yield process
    process.close()


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(resolve_checkpoint())


@pytest.fixture(scope="module")
def model():
    return AutoModelForSequenceClassification.from_pretrained(resolve_checkpoint())


def many_texts() -> list[str]:
    """More than 5,000 texts of this collection: sentences, comments, other languages, prose and code."""
    texts = [
        line for file in sorted((ROOT / "helpers").glob("*/*.tsv")) for line in file.read_text("utf-8").split("\n")
    ]
    texts += [field for line in texts for field in line.split("\t")]
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        texts += [line for cell in cells for line in cell["source"]]
    return sorted(set(texts))


def shown(pieces):
    return [[piece.token_id, piece.token, piece.data.hex(), piece.kind, piece.continues] for piece in pieces]


def test_token_ids_of_many_texts(engine, tokenizer):
    texts = many_texts() + HARD
    assert len(texts) > 5000
    assert engine("encode", texts) == tokenizer(texts)["input_ids"]


@settings(deadline=None, max_examples=300)
@given(text=TEXTS, ends=st.booleans())
def test_pieces_of_any_text(engine, tokenizer, text, ends):
    same_pieces(engine, tokenizer, text, ends)


@pytest.mark.parametrize("text", HARD)
def test_pieces_of_hard_texts(engine, tokenizer, text):
    same_pieces(engine, tokenizer, text, True)


def same_pieces(engine, tokenizer, text, ends):
    pieces = split_text(tokenizer, text, ends)
    answer = engine("pieces", text, ends)
    assert answer["pieces"] == shown(pieces)
    assert answer["groups"] == [len(group) for group in groups(pieces)]
    assert answer["text"] == joined_text(pieces)


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, whole=st.booleans())
def test_pieces_with_added_words(engine, tokenizer, longer, text, whole):
    assert engine("pieces", text, True, WORDS, whole)["pieces"] == shown(split_text(longer[whole], text))


@pytest.fixture(scope="module")
def longer(tokenizer):
    made = {}
    for whole in (False, True):
        made[whole] = copy_tokenizer(tokenizer)
        made[whole].add_tokens([AddedToken(word, single_word=whole, normalized=False) for word in WORDS])
    return made


def test_characters_beside_a_whole_word(engine, longer):
    """Whether a character belongs to a word is a matter of the library's version of Unicode, not the browser's."""
    classes = json.loads((ROOT / "web/src/engine/characters.json").read_text(encoding="utf-8"))
    edges = {edge + step for edge in classes["words"] for step in (-1, 0, 1)}
    characters = [chr(number) for number in sorted(edges) if not 0xD800 <= number < 0xE000 and number < 0x110000]
    text = " ".join(f"{character}unicorn" for character in characters)
    ids = [piece[0] for piece in engine("pieces", text, False, WORDS, True)["pieces"]]
    assert ids == [piece.token_id for piece in split_text(longer[True], text, False)]


@settings(deadline=None, max_examples=100)
@given(text=st.text(max_size=20))
def test_what_can_be_seen(engine, text):
    assert engine("visible", text) == [list(part) for part in visible_parts(text)]


@pytest.mark.parametrize("text", ["\ud800", "a😀\udc00", "abc\udbff def"])
def test_half_of_a_surrogate_pair_is_refused_in_the_same_words(engine, tokenizer, text):
    with pytest.raises(ValueError) as expected:
        split_text(tokenizer, text)
    with pytest.raises(EngineError) as refused:
        engine("pieces", text, True)
    assert str(refused.value) == str(expected.value)


@pytest.mark.parametrize("limit", [2, 3, 5, 100])
def test_truncation(engine, tokenizer, limit):
    text = "I love this island at all costs"
    assert engine("truncated", text, limit) == [
        piece.token_id for piece in truncate(tokenizer, split_text(tokenizer, text), limit)
    ]


@pytest.mark.parametrize("typed", ["0, 713 2", "tensor([[0, 713, 2]])", "{'input_ids': [0, 50264, 2]}", "", "27 7471"])
def test_ids_back_to_text(engine, tokenizer, typed):
    pieces = pieces_of_ids(tokenizer, parse_ids(typed))
    answer = engine("ofIds", typed)
    assert answer["text"] == text_of_ids(tokenizer, pieces)
    assert answer["pieces"] == [[piece.token_id, piece.data.hex()] for piece in pieces]


@pytest.mark.parametrize("typed", ["1 two", "-1", "50265", "1.5", "999999999"])
def test_typed_ids_are_refused_in_the_same_words(engine, tokenizer, typed):
    with pytest.raises(ValueError) as expected:
        pieces_of_ids(tokenizer, parse_ids(typed))
    with pytest.raises(EngineError) as refused:
        engine("ofIds", typed)
    assert str(refused.value) == str(expected.value)


def near(found, expected, tolerance):
    np.testing.assert_allclose(np.array(found).ravel(), expected.double().numpy().ravel(), rtol=0, atol=tolerance)


def test_every_tensor_of_the_everyday_sentences(engine, tokenizer, model):
    for text in [text for text, _ in everyday_sentences()]:
        ids = tokenizer(text)["input_ids"]
        steps, answer = trace(model, torch.tensor([ids])), engine("trace", ids, {})
        assert {*answer} == {*steps}
        for name, tensor in steps.items():
            shape, numbers = answer[name]
            assert shape == list(tensor.shape[1:]) or name == "embeddings.position", name
            near(numbers, tensor[0], 1e-5 if name == "probabilities" else 1e-4)


def test_padding_is_not_read(engine, tokenizer, model):
    batch = tokenizer(["I love this island!", "I do not love this island at all."], padding=True, return_tensors="pt")
    steps = trace(model, batch["input_ids"], batch["attention_mask"])
    for place in range(2):
        answer = engine("trace", batch["input_ids"][place].tolist(), {"mask": batch["attention_mask"][place].tolist()})
        for name, tensor in steps.items():
            near(answer[name][1], tensor[place % len(tensor)], 1e-4)


def test_five_hundred_and_twelve_tokens(engine, tokenizer, model):
    ids = tokenizer("I love this island, do not you? " * 100, truncation=True, max_length=512)["input_ids"]
    assert len(ids) == 512
    near(engine("trace", ids, {})["probabilities"][1], trace(model, torch.tensor([ids]))["probabilities"], 1e-5)


@pytest.mark.parametrize("off", [[], [[0, 1]], [[1, 0], [1, 2], [3, 3]]])
def test_heads_switched_off(engine, tokenizer, model, off):
    ids = tokenizer("I do not love this island.")["input_ids"]
    inside = look_inside(model, torch.tensor([ids]), [tuple(head) for head in off])
    near(engine("inside", ids, off), inside.answers, 1e-5)


@pytest.mark.parametrize("label", [0, 2])
def test_leaving_tokens_out(engine, tokenizer, model, label):
    ids = tokenizer("I do not love this island at all, whales hark!")["input_ids"]
    first, *inner, last = engine("occlusion", ids, label)
    assert first is None and last is None
    near(inner, occlusion(model, torch.tensor([ids]), label)[1:-1], 1e-4)


@pytest.mark.parametrize("measure", ["cosine", "dot product"])
def test_neighbours_come_in_the_same_order(engine, model, measure):
    table = model.get_input_embeddings().weight
    for token_id in [2946, 0, 50264, *random.Random(0).sample(range(len(table)), 20)]:
        ids, scores = nearest(table, token_id, 50, measure)
        found = engine("nearest", token_id, 50, measure)
        near([one["score"] for one in found], torch.tensor(scores), 1e-4)
        for place, one in enumerate(found):  # equal rows have no order
            assert one["id"] == ids[place] or abs(scores[place] - scores[ids.index(one["id"])]) < 1e-5


def test_cosines_between_two_texts(engine, tokenizer, model):
    texts = [tokenizer(text)["input_ids"] for text in ("I sat on the river bank.", "I went to the bank to pay.")]
    vectors = [layer_vectors(model, torch.tensor([ids])) for ids in texts]
    for layer in range(5):
        near(engine("cosines", *texts, layer), cosine_map(vectors[0][layer], vectors[1][layer]), 1e-5)


@pytest.mark.parametrize("text", ["I sat on the river bank.", "", "a"])
def test_the_plane_in_which_vectors_differ_most(engine, tokenizer, model, text):
    ids = tokenizer(text)["input_ids"]
    points, shares = principal_plane(layer_vectors(model, torch.tensor([ids]))[2])
    answer = engine("plane", ids, 2)
    near(answer["points"], points, 1e-4)
    near(answer["shares"], torch.tensor(shares), 1e-5)


@pytest.mark.parametrize("start", ["average", "pieces"])
def test_added_words_and_their_rows(engine, tokenizer, model, start):
    text = "We swam with a whaleshark and an unicorn yesterday!"
    extension = extend(tokenizer, model, ["whaleshark", "sealion"], start)
    twice = extend(extension.tokenizer, extension.model, ["unicorns", "unicorn"][:1], start, whole_words=False)
    answer = engine("extend", [[["whaleshark", "sealion"], start, True], [["unicorns"], start, False]], text)
    ids = twice.tokenizer(text)["input_ids"]
    assert answer["ids"] == ids
    for row, (word, token_id, pieces, numbers) in zip(extension.rows + twice.rows, answer["rows"], strict=True):
        assert (row.word, row.token_id, row.pieces) == (word, token_id, pieces)
        near(numbers, row.row, 1e-6)
    near(answer["logits"], twice.model(torch.tensor([ids])).logits[0].detach(), 1e-4)


@pytest.mark.parametrize(
    "words", [[], [" "], ["whaleshark", "whaleshark"], ["the"], ["Ġisland"], ["say \"the'"] * 2, ["\ud800"], ["'s"]]
)
def test_words_that_cannot_be_added_are_refused_in_the_same_words(engine, tokenizer, model, words):
    with pytest.raises(ValueError) as expected:
        extend(tokenizer, model, words)
    with pytest.raises(EngineError) as refused:
        engine("extend", [[words, "average", True]], "")
    assert str(refused.value) == str(expected.value)
