"""The explorers of the page show what the notebook's show: the same tokens, the same words, the same tables."""

import re
from typing import Any

import pytest
from markupsafe import Markup

from helpers import render
from helpers.explorers import EmbeddingExplorer, LayerExplorer, PipelineExplorer, TokenExplorer, VocabularyExplorer
from helpers.explorers.base import Panel
from tests.explorers.models import HOSTILE, MODEL, TOKENIZER
from tests.web.engine import needs_node
from tools.engine import Engine, EngineError

pytestmark = needs_node
TEXTS = {
    **HOSTILE,
    "plain": "I really want to go to an island 😀",
    "added": "We swam with a whaleshark and a unicorn yesterday!",
    "some tokens": "the sea and the land and the sky and the sea again " * 3,
    "quotes": 'It\'s "so" & so < that > this',
    "marks": "\u0301 e\u0301 नमस्ते \u00a0 x",
}
NUMBER = re.compile(r"(?<![\w#])−?\d+\.\d+")
STYLE = re.compile(r' style="[^"]*"')


@pytest.fixture(scope="module")
def engine():
    process = Engine()
    yield process
    process.close()


def same(page: Any, panel: Panel) -> None:
    """The page's panel equals the notebook's, numbers up to rounding; colours and lengths follow from the numbers."""
    assert panel.message.value == ""
    said = render.status(Markup(page["said"])) if page["said"] else ""
    for ours, theirs in ((said, panel.status.value), (page["html"], panel.result.value)):
        ours, theirs = STYLE.sub("", str(ours)), STYLE.sub("", str(theirs))
        assert NUMBER.sub("0.0", ours) == NUMBER.sub("0.0", theirs)
        for one, other in zip(NUMBER.findall(ours), NUMBER.findall(theirs), strict=True):
            assert float(one.replace("−", "-")) == pytest.approx(float(other.replace("−", "-")), abs=2e-3)


@pytest.fixture(scope="module")
def token() -> TokenExplorer:
    return TokenExplorer(TOKENIZER)


@pytest.fixture(scope="module")
def vocabulary() -> VocabularyExplorer:
    return VocabularyExplorer(TOKENIZER, MODEL)


@pytest.fixture(scope="module")
def embedding() -> EmbeddingExplorer:
    return EmbeddingExplorer(TOKENIZER, MODEL)


@pytest.fixture(scope="module")
def layers() -> LayerExplorer:
    return LayerExplorer(TOKENIZER, MODEL)


@pytest.fixture(scope="module")
def pipeline() -> PipelineExplorer:
    return PipelineExplorer(TOKENIZER, MODEL)


def yes(value: bool) -> str:
    return "yes" if value else "no"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize(
    ("view", "raw", "special", "compare"),
    [
        ("tokens", False, True, False),
        ("IDs", True, False, True),
        ("bytes", False, True, True),
        ("tokens", True, True, True),
    ],
)
def test_the_token_explorer(engine, token, text, view, raw, special, compare):
    explorer = token
    explorer.text.value = text
    explorer.view.value, explorer.raw_tokens.value = view, raw
    explorer.special_tokens.value, explorer.compare.value = special, compare
    settings = {"text": text, "view": view, "raw": yes(raw), "special": yes(special), "compare": yes(compare)}
    same(engine("view", "token-explorer.text", settings), explorer.panel)


@pytest.mark.parametrize("ids", ["0 713 2", "", "17841 7471 2", "50264, 1", " ".join(map(str, range(600)))])
def test_ids_of_the_token_explorer(engine, ids):
    explorer = TokenExplorer(TOKENIZER)
    explorer.ids.value = ids
    same(engine("view", "token-explorer.ids", {"ids": ids, "view": "tokens", "raw": "no"}), explorer.ids_panel)


@pytest.mark.parametrize("words", ["whaleshark", "", "zorpy, <b>x</b>, it's 5", "unicorn", "x" * 100])
def test_words_of_the_vocabulary_explorer(engine, vocabulary, words):
    same_vocabulary(engine, vocabulary, TEXTS["added"] + " <b>x</b>, it's 5 zorpy.", words)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_texts_of_the_vocabulary_explorer(engine, vocabulary, text):
    same_vocabulary(engine, vocabulary, text, "whaleshark, unicorn")


def same_vocabulary(engine, explorer, text, words):
    for start, whole in (("average", True), ("pieces", False)):
        explorer.text.value, explorer.words.value = text, words
        explorer.start.value, explorer.whole_words.value = start, whole
        settings = {"text": text, "words": words, "start": start, "whole": yes(whole)}
        same(engine("view", "vocabulary-explorer.words", settings), explorer.panel)


@pytest.mark.parametrize("text", ["island", "", "whaleshark", "😀", "xylophonist " * 20, "<b>'\""])
@pytest.mark.parametrize(("space", "piece", "measure", "count"), [(True, 0, "cosine", 8), (False, 1, "dot product", 3)])
def test_words_of_the_embedding_explorer(engine, embedding, text, space, piece, measure, count):
    explorer = embedding
    explorer.text.value, explorer.leading_space.value = text, space
    explorer.measure.value, explorer.neighbours.value = measure, count
    piece = min(piece, len(explorer.piece.options) - 1)
    explorer.piece.value = piece
    settings = {"text": text, "space": yes(space), "piece": str(piece), "measure": measure, "neighbours": str(count)}
    page = engine("view", "embedding-explorer.word", settings)
    same(page, explorer.word_panel)
    assert [label for _, label in page["choices"]["piece"]] == [label for label, _ in explorer.piece.options]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("layer", [0, 4])
def test_texts_of_the_embedding_explorer(engine, embedding, text, layer):
    explorer = embedding
    explorer.text_b.value, explorer.layer.value = text, layer
    settings = {"text-a": explorer.text_a.value, "text-b": text, "layer": str(layer)}
    page = engine("view", "embedding-explorer.texts", settings)
    points = page["html"].index('<div class="plane"')
    # Where a point falls, and its label beside it, can differ by a turn that the numbers leave open.
    page["html"] = page["html"][:points]
    explorer.texts_panel.result.value = explorer.texts_panel.result.value.split('<div class="plane"')[0]
    same(page, explorer.texts_panel)


@pytest.mark.parametrize("layer", range(5))
def test_the_plane_of_the_embedding_explorer(engine, layer):
    explorer = EmbeddingExplorer(TOKENIZER, MODEL)
    explorer.layer.value = layer
    settings = {"text-a": explorer.text_a.value, "text-b": explorer.text_b.value, "layer": str(layer)}
    same(engine("view", "embedding-explorer.texts", settings), explorer.texts_panel)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize(("layer", "head", "off"), [(0, 0, []), (3, 2, [(0, 1), (3, 2)])])
def test_the_layer_explorer(engine, layers, text, layer, head, off):
    explorer = layers
    explorer.off = set(off)
    explorer.text.value, explorer.layer.value, explorer.head.value = text, layer, head
    explorer._show()
    heads = " ".join(f"{layer}.{head}" for layer, head in off)
    settings = {"text": text, "layer": str(layer), "head": str(head), "off": heads}
    same(engine("view", "layer-explorer.inside", settings), explorer.panel)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("temperature", [1.0, 10**0.65, 0.1])
def test_answers_of_the_pipeline_explorer(engine, pipeline, text, temperature):
    explorer = pipeline
    explorer.text_b.value = text
    explorer.temperature.value = temperature
    settings = {"text-a": explorer.text_a.value, "text-b": text, "temperature": str(temperature)}
    same(engine("view", "pipeline-explorer.answers", settings), explorer.panel)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("label", ["the most probable label of text A", "neutral"])
def test_explanations_of_the_pipeline_explorer(engine, pipeline, text, label):
    explorer = pipeline
    explorer.text_b.value = text
    explorer.label.value = label
    settings = {"text-a": explorer.text_a.value, "text-b": text, "label": label, "long": "no"}
    same(engine("view", "pipeline-explorer.explained", settings), explorer.tokens_panel)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("token-explorer.ids", {"ids": "1 <b>", "view": "tokens", "raw": "no"}),
        ("vocabulary-explorer.words", {"text": "a", "words": "to", "start": "average", "whole": "yes"}),
        ("layer-explorer.inside", {"text": "\udc00", "layer": "0", "head": "0", "off": ""}),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(engine, name, settings):
    with pytest.raises(EngineError, match=r"[.:]"):
        engine("view", name, settings)
