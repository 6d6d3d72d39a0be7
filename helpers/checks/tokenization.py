"""Checks for the exercises on tokenization."""

from collections.abc import Sequence
from itertools import pairwise

from helpers.checks.checkpoint import tokenizer
from helpers.checks.exercise import Exercise, Mistake, choice

Ranks = dict[tuple[str, str], int]


def _ids(text: str) -> list[int]:
    return tokenizer()(text, add_special_tokens=False)["input_ids"]


COUNT_TOKENS = Exercise(
    right=lambda text: len(_ids(text)),
    inputs=[("I really want to go to an island.",), ("whaleshark",), ("",)],
    mistakes=[
        Mistake(
            lambda text: len(_ids(text)) + 2,
            "Two too many, every time: special tokens were forgotten. `<s>` and `</s>` are counted too, and they are "
            "no part of the text. Ask for `add_special_tokens=False`.",
        ),
        Mistake(
            lambda text: len(text.split()),
            "These are the words. A token can be a part of a word, or a full stop: ask the tokenizer.",
        ),
        Mistake(
            lambda text: len(text),
            "These are the code points. A token can hold several of them, or a part of one: ask the tokenizer.",
        ),
        Mistake(
            lambda text: _ids(text),
            "This is the list of token IDs itself. How many are there? `len` counts them.",
        ),
    ],
    proof="A text's own tokens, without the two that the tokenizer puts at its ends.",
)


def _pair(first: str, second: str, between: int = 2) -> list[int]:
    start, end = tokenizer().cls_token_id, tokenizer().sep_token_id
    return [start, *_ids(first), *[end] * between, *_ids(second), end]


ENCODE_PAIR = Exercise(
    right=lambda first, second: tokenizer()(first, second)["input_ids"],
    inputs=[("Do you want to go?", "Yes!"), ("", "Only the second."), ("One", "two")],
    mistakes=[
        Mistake(
            lambda first, second: _ids(first) + _ids(second),
            "The special tokens were forgotten. A pair is `<s> first </s></s> second </s>`.",
        ),
        Mistake(
            lambda first, second: _pair(first, second, between=1),
            "Only one `</s>` stands between the two texts. RoBERTa closes the first text with one and opens the second "
            "with another: two in a row.",
        ),
        Mistake(
            lambda first, second: _pair(first, second)[:-1],
            "The last token is missing: the second text has to be closed by `</s>` as well.",
        ),
        Mistake(
            lambda first, second: [*tokenizer()(first)["input_ids"], *tokenizer()(second)["input_ids"]],
            "These are two texts one after the other, each with its own `<s>`. Only one `<s>` opens a pair.",
        ),
        Mistake(
            lambda first, second: [str(token_id) for token_id in _pair(first, second)],
            "The numbers are right, but they are strings. `'0'` is a text and `0` is a token ID.",
        ),
        Mistake(
            lambda first, second: tokenizer().convert_ids_to_tokens(_pair(first, second)),
            "These are tokens. The model is given their IDs.",
        ),
    ],
    proof="Your list equals what the library makes of the pair.",
)


def group_words(tokens: Sequence[str]) -> list[list[str]]:
    """Words as lists of tokens: a token with a space in front opens a word."""
    words: list[list[str]] = []
    for token in tokens:
        if token.startswith("Ġ") or not words:
            words.append([])
        words[-1].append(token)
    return words


def _words_one_late(tokens: Sequence[str]) -> list[list[str]]:
    words: list[list[str]] = [[]]
    for token in tokens:
        words[-1].append(token)
        if token.startswith("Ġ"):
            words.append([])
    return words


def _words_without_a_first(tokens: Sequence[str]) -> list[list[str]]:
    words: list[list[str]] = []
    for token in tokens:
        if token.startswith("Ġ"):
            words.append([])
        words[-1].append(token)
    return words


GROUP_WORDS = Exercise(
    right=group_words,
    inputs=[(["We", "Ġsaw", "Ġwhales", "h", "arks", "Ġtoday"],), (["Ġisland"],), ([],)],
    mistakes=[
        Mistake(
            lambda tokens: [[token] for token in tokens],
            "Every token stands alone. A token without `Ġ` goes on with the word before it.",
        ),
        Mistake(
            _words_without_a_first,
            "The first word has no `Ġ`, so there is no list yet to put it into. Open one when there is none.",
        ),
        Mistake(
            _words_one_late,
            "Off by one: `Ġ` stands at the *beginning* of a word. Open a new list before you append, not after.",
        ),
        Mistake(
            lambda tokens: group_words(tokens)[:-1],
            "The last word is missing. After the loop it is still waiting to be put into the list.",
        ),
        Mistake(
            lambda tokens: ["".join(word) for word in group_words(tokens)],
            "The groups are right, but the tokens in them are joined. Each word has to be a list of its tokens.",
        ),
        Mistake(
            lambda tokens: [list(tokens)],
            "All tokens are in one word. A token that begins with `Ġ` opens the next word.",
        ),
    ],
    proof="Six tokens, four words: `Ġ` says where a word begins.",
)


def _join(symbols: Sequence[str], pair: tuple[str, str] | None, most: int | None = None) -> list[str]:
    joined: list[str] = []
    done = 0
    place = 0
    while place < len(symbols):
        if tuple(symbols[place : place + 2]) == pair and (most is None or done < most):
            joined.append(symbols[place] + symbols[place + 1])
            done, place = done + 1, place + 2
        else:
            joined.append(symbols[place])
            place += 1
    return joined


def _pairs(symbols: Sequence[str], ranks: Ranks) -> list[tuple[str, str]]:
    return [pair for pair in pairwise(symbols) if pair in ranks]


def merge_once(symbols: Sequence[str], ranks: Ranks) -> list[str]:
    """Join the pair of neighbours with the lowest rank, wherever it stands."""
    return _join(symbols, min(_pairs(symbols, ranks), key=ranks.__getitem__, default=None))


MERGE_ONCE = Exercise(
    right=merge_once,
    inputs=[
        (list("island"), {("i", "s"): 5, ("a", "n"): 1, ("n", "d"): 9}),
        (list("banana"), {("a", "n"): 0, ("b", "a"): 2}),
        (list("sea"), {("a", "n"): 0, ("s", "e"): 3}),
        (list("xyz"), {("a", "n"): 0}),
        (list("aaa"), {("a", "a"): 0}),
        (list("ab"), {}),
    ],
    mistakes=[
        Mistake(
            lambda symbols, ranks: _join(symbols, max(_pairs(symbols, ranks), key=ranks.__getitem__, default=None)),
            "You joined the pair with the highest rank. Rank 0 was learnt first and goes first: take the lowest.",
        ),
        Mistake(
            lambda symbols, ranks: _join(symbols, next(iter(_pairs(symbols, ranks)), None)),
            "You joined the first pair from the left that is in the list. The rank decides, not the place.",
        ),
        Mistake(
            lambda symbols, ranks: _join(
                symbols, min(_pairs(symbols, ranks), key=ranks.__getitem__, default=None), most=1
            ),
            "In `banana` the best pair stands twice, and you joined it once. One step joins it wherever it stands.",
        ),
        Mistake(
            lambda symbols, ranks: _join(symbols, min(pairwise(symbols), key=ranks.__getitem__, default=None)),
            "Not every pair of neighbours has a rank. Look at those alone that are in `ranks`, and if there are none, "
            "return the symbols as they are.",
        ),
        Mistake(
            lambda symbols, ranks: _join(symbols, min(_pairs(symbols, ranks), key=ranks.__getitem__)),
            "When no pair is in `ranks`, there is nothing to take the lowest of. Return the symbols as they are.",
        ),
        Mistake(
            lambda symbols, ranks: list(symbols),
            "Nothing was joined. Return the new list: the old one does not change by itself.",
        ),
    ],
    proof="One step of byte pair encoding. Repeated until no pair is left, it is the tokenizer's second half.",
)

DECODE_ALL = Exercise(
    right=lambda ids: tokenizer().decode(ids),
    inputs=[(_ids("I like 🦈 and café"),), (_ids("漢字"),), ([],)],
    mistakes=[
        Mistake(
            lambda ids: "".join(tokenizer().decode([token_id]) for token_id in ids),
            "The bug is still there: each ID is decoded alone. A piece of an emoji is no character, so it becomes �. "
            "Bytes have to be put together before they are read as text.",
        ),
        Mistake(
            lambda ids: " ".join(tokenizer().decode([token_id]) for token_id in ids),
            "Spaces were put between the tokens. Tokens bring their own spaces.",
        ),
        Mistake(
            lambda ids: "".join(tokenizer().convert_ids_to_tokens(ids)),
            "These are tokens as the vocabulary writes them, with `Ġ` for a space. Make bytes of them, then text.",
        ),
        Mistake(
            lambda ids: "".join(tokenizer().convert_ids_to_tokens(ids)).replace("Ġ", " "),
            "The spaces are right, but `Ã©` should be é: it is two bytes, each written as one character.",
        ),
    ],
    proof="Decoded together, no character is cut.",
)

PREDICT_COUNTS = Exercise(
    right=lambda: [len(_ids(word)) for word in (" shark", " SHARK", " 1234567")],
    inputs=[()],
    mistakes=[
        Mistake(lambda: [1, 1, 1], "A word is not always one token. What became of ISLAND in the lesson?"),
        Mistake(
            lambda: [len(word.strip()) for word in (" shark", " SHARK", " 1234567")],
            "These are the letters and digits. Frequent pieces are joined into one token.",
        ),
        Mistake(
            lambda: [len(_ids(word)) + 2 for word in (" shark", " SHARK", " 1234567")],
            "Two too many each. `<s>` and `</s>` were counted, and the question is about the word alone.",
        ),
        Mistake(
            lambda: [len(_ids(" shark"))] * 2 + [len(_ids(" 1234567"))],
            "The capitals are not as cheap as the small letters: other merges apply to them.",
        ),
    ],
    proof="Here small letters are cheaper than capitals, and digits are cut into pieces.",
)

COST_BY_LANGUAGE = Exercise(
    right=lambda texts: {language: len(_ids(text)) / len(text) for language, text in texts.items()},
    inputs=[({"English": "the sea", "Russian": "море", "Hindi": "समुद्र"},), ({"Chinese": "海"},)],
    mistakes=[
        Mistake(
            lambda texts: {language: len(_ids(text)) for language, text in texts.items()},
            "These are the tokens of each text. Divide by its code points, so that long and short texts compare.",
        ),
        Mistake(
            lambda texts: {language: (len(_ids(text)) + 2) / len(text) for language, text in texts.items()},
            "The special tokens are counted. They cost every text the same, and make short ones look dear.",
        ),
        Mistake(
            lambda texts: {language: len(text) / len(_ids(text)) for language, text in texts.items()},
            "Upside down: these are the code points of a token. The question is how many tokens a code point costs.",
        ),
        Mistake(
            lambda texts: {language: len(_ids(text)) / len(text.encode()) for language, text in texts.items()},
            "You divided by bytes. A Russian letter is two bytes and one code point: `len(text)` counts code points.",
        ),
        Mistake(
            lambda texts: {language: len(_ids(text)) // len(text) for language, text in texts.items()},
            "`//` throws the fraction away. Divide with `/`.",
        ),
    ],
    proof="These English words pay a fraction of a token for a code point, this Hindi word two tokens.",
)

WHY_NOTHING_IS_UNKNOWN = choice(
    "c",
    {
        "a": "50,265 entries are many, but there are more characters than that in Unicode, and far more words.",
        "b": "`<unk>` is in the vocabulary, and ordinary text never becomes it. Encode a rare character and look.",
        "c": "All 256 bytes are entries, and every text is bytes. In the worst case each byte is a token of its own.",
        "d": "Nothing is dropped: `decode` gave back every string of the lesson's wall.",
    },
)

check_count_tokens = COUNT_TOKENS.check
check_encode_pair = ENCODE_PAIR.check
check_group_words = GROUP_WORDS.check
check_merge_once = MERGE_ONCE.check
check_decode_all = DECODE_ALL.check
check_predict_counts = PREDICT_COUNTS.check
check_cost_by_language = COST_BY_LANGUAGE.check
check_why_nothing_is_unknown = WHY_NOTHING_IS_UNKNOWN.check
