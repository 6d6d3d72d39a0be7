"""The token explorer, driven as a reader would, without a browser."""

import pytest

from helpers.explorers import TokenExplorer
from helpers.vocabulary import extend_tokenizer
from tests.explorers.models import TOKENIZER
from tests.families import FAMILIES
from tests.render.test_views import Reader, first_codes, ids
from tests.test_tokens import other_tokenizer, prepending_tokenizer


@pytest.fixture
def explorer() -> TokenExplorer:
    return TokenExplorer(TOKENIZER)


def shown(explorer: TokenExplorer) -> str:
    return Reader(explorer.panel.html()).text


def test_typing_changes_the_chips(explorer):
    explorer.text.value = "An island"
    assert ids(explorer.panel.result.value) == [0, 4688, 2946, 2]
    assert "9 characters, 9 bytes, 2 words, 2 tokens and 2 at the ends, 1.00 tokens per word." in shown(explorer)


def test_special_tokens_on_and_off(explorer):
    explorer.text.value = "An island"
    explorer.special_tokens.value = False
    assert ids(explorer.panel.result.value) == [4688, 2946]


def test_views_and_raw_tokens(explorer):
    explorer.text.value = " é"
    assert "·é" in first_codes(explorer.panel.result.value)
    explorer.raw_tokens.value = True
    assert "ĠÃ©" in first_codes(explorer.panel.result.value)
    explorer.view.value = "bytes"
    assert "20 C3 A9" in first_codes(explorer.panel.result.value)


def test_an_empty_text_prompts_and_says_what_it_becomes(explorer):
    explorer.text.value = ""
    assert "Type a text. An empty one becomes <s> </s>." in shown(explorer)
    explorer.special_tokens.value = False
    assert "An empty one becomes no token at all." in shown(explorer)


def test_a_typed_special_token_is_named(explorer):
    explorer.text.value = "one </s> two"
    assert "Typed into the text, </s> became a special token, not text." in shown(explorer)


def test_a_long_text_says_what_is_cut(explorer):
    explorer.text.value = "word " * 600
    whole = len(TOKENIZER("word " * 600, verbose=False)["input_ids"])
    said = f"The tokenizer reads 512 tokens. The last {whole - 512} before </s> are cut by truncation, and go unread."
    assert said in shown(explorer)
    assert ids(explorer.panel.result.value) == TOKENIZER("word " * 600, truncation=True, max_length=512)["input_ids"]
    assert f"The {whole - 512} tokens that are cut:" in shown(explorer)


def test_comparison_with_two_more_words(explorer):
    explorer.text.value = "a whaleshark"
    assert "second tokenizer" not in shown(explorer)
    explorer.compare.value = True
    assert "The second tokenizer: 5 tokens, the first: 6; 2 of them are others, and framed" in shown(explorer)
    assert '<li class="added differs">' in explorer.panel.result.value
    assert len(TOKENIZER) == 50265
    explorer.text.value = "a whale"
    assert "The second tokenizer: 4 tokens, the first: 4; the same ones" in shown(explorer)
    assert "differs" not in explorer.panel.result.value


def test_comparison_with_the_callers_own():
    explorer = TokenExplorer(TOKENIZER, extend_tokenizer(TOKENIZER, ["zorpy"]))
    assert explorer.compare.description == "compare with the second tokenizer"
    explorer.compare.value = True
    explorer.text.value = "so zorpy"
    assert '<li class="added differs">' in explorer.panel.result.value


def test_ids_give_a_text(explorer):
    explorer.ids.value = "[0, 4688, 2946]"
    assert "Text: “<s>An island”" in Reader(explorer.ids_panel.result.value).text
    explorer.ids.value = ""
    assert "Type token IDs" in explorer.ids_panel.result.value


def test_the_ids_of_the_text_can_be_taken_over(explorer):
    explorer.text.value = "An island"
    explorer.use_ids.click()
    assert explorer.ids.value == "0 4688 2946 2"
    assert "Text: “<s>An island</s>”" in Reader(explorer.ids_panel.result.value).text


@pytest.mark.parametrize(
    ("typed", "said"), [("0 x", "Entry 2, &#39;x&#39;, is no token ID"), ("99999", "no token ID 99999")]
)
def test_wrong_ids_get_a_sentence(explorer, typed, said):
    before = explorer.ids_panel.result.value
    explorer.ids.value = typed
    assert said in explorer.ids_panel.message.value
    assert explorer.ids_panel.result.value == before


def test_a_tokenizer_that_cannot_be_shown_is_refused_at_once():
    class Slow:
        is_fast, model_max_length = False, 512

    with pytest.raises(ValueError, match="slow tokenizer"):
        TokenExplorer(Slow())


@pytest.mark.parametrize("tokenizer", [other_tokenizer(), prepending_tokenizer()], ids=["words", "▁"])
def test_any_fast_tokenizer_works(tokenizer):
    explorer = TokenExplorer(tokenizer)
    explorer.text.value = "the unable 漢"
    explorer.compare.value = True
    assert explorer.panel.message.value == explorer.ids_panel.message.value == ""
    assert "unknown" in shown(explorer)
    assert "special token, not text" not in shown(explorer)


def test_a_word_that_is_known_already_is_not_added_for_comparison():
    explorer = TokenExplorer(extend_tokenizer(TOKENIZER, ["unicorn"]))
    assert explorer.compare.description == "compare with whaleshark added"
    explorer.compare.value = True
    assert explorer.panel.message.value == ""
    both = TokenExplorer(extend_tokenizer(TOKENIZER, ["unicorn", "whaleshark"]))
    assert both.compare.disabled


def test_the_limit_and_the_end_are_the_tokenizers_own():
    tokenizer = FAMILIES["WordPiece, cased"]()
    tokenizer.model_max_length = 1024
    explorer = TokenExplorer(tokenizer, text="the " * 1399)
    assert "The tokenizer reads 1,024 tokens. The last 377 before [SEP] are cut" in shown(explorer)
    tokenizer = FAMILIES["byte fallback, always"]()
    tokenizer.model_max_length = 100
    explorer = TokenExplorer(tokenizer, text="sea " * 200)
    assert "The tokenizer reads 100 tokens. The last " in shown(explorer) and "</s>" not in shown(explorer)


@pytest.mark.parametrize(
    ("family", "said"),
    [
        ("byte-level", "vocabulary writes them (Ġ for a space)"),
        ("Unigram, first", "vocabulary writes them (▁ for a space)"),
        ("word-level", "vocabulary writes them"),
    ],
)
def test_the_sign_for_a_space_is_the_vocabularys(family, said):
    assert TokenExplorer(FAMILIES[family]()).raw_tokens.description.endswith(said)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_can_be_shown_and_compared_with_two_words_more(family):
    explorer = TokenExplorer(FAMILIES[family](), text="A Whaleshark saw a whaleshark and a unicorn ﬁsh 😀")
    explorer.compare.value = True
    explorer.ids.value = "tensor([[5, 6, 7]])"
    for panel in (explorer.panel, explorer.ids_panel):
        assert panel.message.value == ""
    assert explorer.panel.result.value.count('<li class="added differs">') >= 2
