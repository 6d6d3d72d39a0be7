"""Checks for the exercises on tokenization."""

from collections.abc import Sequence
from itertools import pairwise

from helpers.checks.checkpoint import tokenizer
from helpers.checks.exercise import Exercise, Mistake, choice
from helpers.checks.predictions import prediction

Ranks = dict[tuple[str, str], int]


def _ids(text: str) -> list[int]:
    return tokenizer()(text, add_special_tokens=False)["input_ids"]


check_count_tokens = Exercise(
    right=lambda text: len(_ids(text)),
    inputs=[
        ("I really want to go to an island.",),
        ("whaleshark",),
        ("",),
        ("  two spaces, two",),
        ("🦈 é\n",),
        (" SHARK",),
    ],
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
        Mistake(
            lambda text: len(tokenizer()(text)),
            "This is how many entries the tokenizer's output has, `input_ids` and `attention_mask`. Count the IDs in "
            "it.",
        ),
        Mistake(
            lambda text: len(_ids(text.lower())),
            "The text was made small first. Its capitals are part of it, and cost tokens of their own.",
        ),
        Mistake(
            lambda text: sum(len(_ids(word)) for word in text.split()),
            "Each word was given to the tokenizer by itself, without the space before it. Give it the whole text.",
        ),
        Mistake(
            lambda text: 1,
            "Always 1: either this is the number of texts (`return_tensors` puts the IDs into a row of a table), or a "
            "`return` stands in the loop.",
        ),
        Mistake(
            lambda text: len(text.encode()),
            "These are the bytes. A token holds one or several of them: ask the tokenizer.",
        ),
        Mistake(
            lambda text: len(set(_ids(text))),
            "A token that stands twice was counted once. Count each place.",
        ),
        Mistake(
            lambda text: len(_ids(text.strip())),
            "The spaces at the ends were taken away first. They are part of the text, and cost tokens too.",
        ),
        Mistake(
            lambda text: len(_ids(text)) + 1,
            "One too many, every time. Two special tokens are no part of the text, not one.",
        ),
        Mistake(
            lambda text: max(map(len, tokenizer().tokenize(text)), default=0),
            "This is the length of the longest token. How many tokens are there?",
        ),
    ],
    proof="A text's own tokens, without the two that the tokenizer puts at its ends.",
)


def _pair(first: str, second: str, between: int = 2) -> list[int]:
    start, end = tokenizer().cls_token_id, tokenizer().sep_token_id
    return [start, *_ids(first), *[end] * between, *_ids(second), end]


def _swapped(ids: list[int]) -> list[int]:
    start, end = tokenizer().cls_token_id, tokenizer().sep_token_id
    return [{start: end, end: start}.get(token_id, token_id) for token_id in ids]


check_encode_pair = Exercise(
    right=lambda first, second: tokenizer()(first, second)["input_ids"],
    inputs=[("Do you want to go?", "Yes!"), ("", "Only the second."), ("One", "two"), ("é 🦈", " a  b ")],
    mistakes=[
        Mistake(
            lambda first, second: ["<s>", *_ids(first), "</s>", "</s>", *_ids(second), "</s>"],
            "`cls_token` and `sep_token` are texts. Their IDs are `cls_token_id` and `sep_token_id`.",
        ),
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
            lambda first, second: [tokenizer()(first)["input_ids"], tokenizer()(second)["input_ids"]],
            "These are two texts, each in a list of its own, with special tokens of its own. A pair is one list.",
        ),
        Mistake(
            lambda first, second: [
                *_pair(first, "")[:1],
                *tokenizer()(first)["input_ids"],
                *[tokenizer().sep_token_id] * 2,
                *tokenizer()(second)["input_ids"],
                tokenizer().sep_token_id,
            ],
            "The special tokens are there twice: `tokenizer(...)` puts in its own. Ask for `add_special_tokens=False`.",
        ),
        Mistake(lambda first, second: _pair(first, first), "The first text stands there twice."),
        Mistake(
            lambda first, second: _swapped(_pair(first, second)),
            "`<s>` and `</s>` are swapped. `cls_token_id` opens the pair, `sep_token_id` closes a text.",
        ),
        Mistake(
            lambda first, second: _pair(second, first),
            "The two texts are swapped: the first one comes first.",
        ),
        Mistake(
            lambda first, second: _pair(first, second)[1:],
            "The first token is missing: `<s>`, whose ID is `tokenizer.cls_token_id`, opens the pair.",
        ),
        Mistake(
            lambda first, second: tokenizer()(first + second)["input_ids"],
            "The texts were joined, and are one text now. Encode each by itself, and put `</s></s>` between them.",
        ),
        Mistake(
            lambda first, second: tokenizer()(f"{first} {second}")["input_ids"],
            "The texts were joined by a space, and are one text now. Encode each by itself, and put `</s></s>` between "
            "them.",
        ),
        Mistake(
            lambda first, second: _pair(first, second)[1:-1],
            "The special tokens at the two ends are missing.",
        ),
        Mistake(
            lambda first, second: _pair(first, f" {second}"),
            "The second text got a space in front, which makes another token of its first word. Encode it as it is.",
        ),
        Mistake(
            lambda first, second: _pair(first, second, between=3),
            "There are three `</s>` between the texts. Two are enough: one closes the first, one opens the second.",
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


def _words_at(tokens: Sequence[str], mark: str) -> list[list[str]]:
    words: list[list[str]] = []
    for token in tokens:
        if token.startswith(mark) or not words:
            words.append([])
        words[-1].append(token)
    return words


def _last_never_kept(tokens: Sequence[str]) -> list[list[str]]:
    words: list[list[str]] = []
    word: list[str] = []
    for token in tokens:
        if token.startswith("Ġ"):
            words.append(word)
            word = []
        word.append(token)
    return words


check_group_words = Exercise(
    right=group_words,
    inputs=[
        (["We", "Ġsaw", "Ġwhales", "h", "arks", "Ġtoday"],),
        (["Ġisland"],),
        ([],),
        (["h", "a", "h", "a", "Ġha", "Ġha"],),
        (["ĠGet", "G", "ĠĠ", "Ġ", "s"],),
    ],
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
            "All tokens are in one word. A token that begins with `Ġ`, which is not the letter G, opens the next word.",
        ),
        Mistake(
            lambda tokens: _words_at(tokens, "G"),
            "Words were opened at the letter G. `Ġ` is another character: copy it from the exercise.",
        ),
        Mistake(
            lambda tokens: group_words(tokens) or [[]],
            "An empty list has no words: return `[]`, without a list in it.",
        ),
        Mistake(
            _last_never_kept,
            "The last word never gets into the list: after the loop it is still waiting.",
        ),
        Mistake(
            lambda tokens: [[token.replace("Ġ", "") for token in word] for word in group_words(tokens)],
            "The groups are right, and the `Ġ` are gone. Leave the tokens as they are.",
        ),
        Mistake(
            lambda tokens: ["".join(word).replace("Ġ", "") for word in group_words(tokens)],
            "These are the words as texts. Each word has to be a list of its tokens, `Ġ` included.",
        ),
        Mistake(
            lambda tokens: [[], *group_words(tokens)],
            "There is an empty list in front. Open a list when there is a token to put into it.",
        ),
        Mistake(
            lambda tokens: group_words(tokens)[1:],
            "The first word is missing. It has no `Ġ`, or nothing was there to put it into.",
        ),
        Mistake(
            lambda tokens: [word[:1] for word in group_words(tokens)],
            "Each word has only its first token. A token without `Ġ` goes on with the word before it.",
        ),
        Mistake(
            lambda tokens: [token for token in tokens if token.startswith("Ġ")],
            "These are the tokens with a `Ġ`. Group all tokens, in lists.",
        ),
    ],
    proof="Six tokens, four words: `Ġ` says where a word begins.",
)


def join(symbols: Sequence[str], pair: tuple[str, str] | None, most: int | None = None) -> list[str]:
    """Symbols with a pair joined wherever it stands, or at its first places alone."""
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


def _all_merges(symbols: Sequence[str], ranks: Ranks) -> list[str]:
    joined = list(symbols)
    while _pairs(joined, ranks):
        joined = merge_once(joined, ranks)
    return joined


def _swallows(symbols: Sequence[str], ranks: Ranks) -> list[str]:
    best = min(_pairs(symbols, ranks), key=ranks.__getitem__, default=None)
    joined = []
    for place, symbol in enumerate(symbols):
        if tuple(symbols[place : place + 2]) == best:
            joined.append("".join(best))
        elif place == 0 or tuple(symbols[place - 1 : place + 1]) != best:
            joined.append(symbol)
    return joined


def _join_every(symbols: Sequence[str], ranks: Ranks) -> list[str]:
    joined: list[str] = []
    place = 0
    while place < len(symbols):
        paired = tuple(symbols[place : place + 2]) in ranks
        joined.append("".join(symbols[place : place + 1 + paired]))
        place += 1 + paired
    return joined


def merge_once(symbols: Sequence[str], ranks: Ranks) -> list[str]:
    """Join the pair of neighbours with the lowest rank, wherever it stands."""
    return join(symbols, min(_pairs(symbols, ranks), key=ranks.__getitem__, default=None))


def turned(pair: tuple[str, str]) -> tuple[str, str]:
    """A pair as it stands in a word that is read from right to left."""
    first, second = pair
    return second[::-1], first[::-1]


def _merge_from_the_right(symbols: Sequence[str], ranks: Ranks) -> list[str]:
    backwards = [symbol[::-1] for symbol in symbols[::-1]]
    joined = merge_once(backwards, {turned(pair): rank for pair, rank in ranks.items()})
    return [piece[::-1] for piece in joined[::-1]]


check_merge_once = Exercise(
    right=merge_once,
    inputs=[
        (list("island"), {("i", "s"): 5, ("a", "n"): 1, ("n", "d"): 9}),
        (list("banana"), {("a", "n"): 0, ("b", "a"): 2}),
        (list("sea"), {("a", "n"): 0, ("s", "e"): 3}),
        (list("xyz"), {("a", "n"): 0}),
        (list("aaa"), {("a", "a"): 0}),
        (list("ab"), {}),
        (["ba", "n", "a", "n"], {("a", "n"): 0}),
        (list("abab"), {("b", "a"): 7, ("a", "b"): 7000, ("x", "y"): 0}),
        (["a"], {("a", "a"): 1}),
        (list("xab"), {("a", "b"): 3, ("x", "a"): 9}),
        ([], {("a", "a"): 1}),
    ],
    mistakes=[
        Mistake(
            _merge_from_the_right,
            "The pairs were joined from right to left. Go from left to right.",
        ),
        Mistake(
            lambda symbols, ranks: join(symbols, max(_pairs(symbols, ranks), key=ranks.__getitem__, default=None)),
            "You joined the pair with the highest rank. Rank 0 was learnt first and goes first: take the lowest.",
        ),
        Mistake(
            lambda symbols, ranks: join(symbols, next(iter(_pairs(symbols, ranks)), None)),
            "You joined the first pair from the left that is in the list. The rank decides, not the place.",
        ),
        Mistake(
            lambda symbols, ranks: join(
                symbols, min(_pairs(symbols, ranks), key=ranks.__getitem__, default=None), most=1
            ),
            "In `banana` the best pair stands twice, and you joined it once. One step joins it wherever it stands.",
        ),
        Mistake(
            lambda symbols, ranks: join(symbols, min(pairwise(symbols), key=ranks.__getitem__, default=None)),
            "Not every pair of neighbours has a rank. Look at those alone that are in `ranks`, and if there are none, "
            "return the symbols as they are.",
        ),
        Mistake(
            lambda symbols, ranks: join(symbols, min(_pairs(symbols, ranks), key=ranks.__getitem__)),
            "When no pair is in `ranks`, there is nothing to take the lowest of. Return the symbols as they are.",
        ),
        Mistake(
            lambda symbols, ranks: list(symbols),
            "Nothing was joined. Return the new list: the old one does not change by itself.",
        ),
        Mistake(
            lambda symbols, ranks: _all_merges(symbols, ranks),
            "You went on until no pair was left. One step is asked for: the best pair alone.",
        ),
        Mistake(
            lambda symbols, ranks: join(symbols, min(ranks, key=ranks.__getitem__, default=None)),
            "The lowest rank of all was taken, whether its pair stands in the symbols or not. Look among the pairs of "
            "neighbours.",
        ),
        Mistake(
            lambda symbols, ranks: min(_pairs(symbols, ranks), key=ranks.__getitem__, default=None),
            "This is the pair. Join it, and return the whole list of symbols.",
        ),
        Mistake(
            _swallows,
            "In `aaa` the pair `a`, `a` was found twice, and the middle `a` was used by both. A symbol is joined once: "
            "after a pair, go on behind it.",
        ),
        Mistake(
            lambda symbols, ranks: "".join(merge_once(symbols, ranks)),
            "The symbols are glued together into one text. Return them as a list.",
        ),
        Mistake(
            lambda symbols, ranks: join(symbols, min(_pairs(symbols, ranks), default=None)),
            "The first pair in alphabetical order was joined. Take the one with the lowest rank: `key=ranks.get`.",
        ),
        Mistake(
            lambda symbols, ranks: merge_once(symbols, {pair: rank for pair, rank in ranks.items() if rank}),
            "A rank of 0 counts as False in an `if`. Ask whether the pair is in `ranks`.",
        ),
        Mistake(
            lambda symbols, ranks: join(symbols, min(_pairs(symbols[:-1], ranks), key=ranks.__getitem__, default=None)),
            "The last pair was not looked at: there is one pair less than symbols, and not two.",
        ),
        Mistake(
            lambda symbols, ranks: _join_every(symbols, ranks),
            "Every pair that has a rank was joined. Join one pair, the one with the lowest rank.",
        ),
    ],
    proof="One step of byte pair encoding. Repeated until no pair is left, it is the tokenizer's second half.",
)

check_decode_all = Exercise(
    right=lambda ids: tokenizer().decode(ids),
    inputs=[(_ids("I like 🦈 and café"),), (_ids("漢字"),), ([],), (_ids(" so\n it  is "),), (_ids("né né �"),)],
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
        Mistake(
            lambda ids: tokenizer().decode(ids).strip(),
            "The spaces at the ends are gone. They are part of the text.",
        ),
        Mistake(
            lambda ids: "".join(tokenizer().decode([token_id]) for token_id in ids).replace("\ufffd", ""),
            "The � were thrown away, and the character with them. Put the bytes together before they are read as text.",
        ),
        Mistake(
            lambda ids: tokenizer().convert_ids_to_tokens(ids),
            "These are the tokens. One text is asked for.",
        ),
        Mistake(
            lambda ids: [tokenizer().decode([token_id]) for token_id in ids],
            "This is a list with a text for each ID. One text is asked for, from all IDs at once.",
        ),
    ],
    proof="Decoded together, no character is cut.",
)

FORESEE_COUNTS = Exercise(
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
            lambda: [len(_ids(word)) for word in ("shark", "SHARK", "1234567")],
            "These are the numbers without the space in front. With it, another entry of the vocabulary may fit.",
        ),
        Mistake(
            lambda: [1, 2, 7],
            "The first two are right. Digits are not read one by one: frequent groups of them are entries, too.",
        ),
        Mistake(
            lambda: [1, 2, 1],
            "The first two are right. So long a number is hardly an entry of its own. In how many pieces does it come?",
        ),
        Mistake(
            lambda: [len(_ids(" shark"))] * 2 + [len(_ids(" 1234567"))],
            "The capitals are not as cheap as the small letters: other merges apply to them.",
        ),
    ],
    proof="Here small letters are cheaper than capitals, and digits are cut into pieces.",
)

check_cost_by_language = Exercise(
    right=lambda texts: {language: len(_ids(text)) / len(text) for language, text in texts.items()},
    inputs=[
        ({"English": "the sea", "Russian": "море", "Hindi": "समुद्र"},),
        ({"Chinese": "海"},),
        ({"b": " the the  the", "a": "é", "c": "é", "d": "I live in Berlin"},),
    ],
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
        Mistake(
            lambda texts: {language: len(_ids(text)) / max(len(text.split()), 1) for language, text in texts.items()},
            "You divided by words. The question is what a code point costs: `len(text)` counts those.",
        ),
        Mistake(
            lambda texts: {language: len(_ids(text)) / len(text.replace(" ", "")) for language, text in texts.items()},
            "Spaces were not counted among the code points. `len(text)` counts them too.",
        ),
        Mistake(
            lambda texts: {language: len(_ids(language)) / len(language) for language in texts},
            "The languages' names were encoded. Encode their texts: `texts.items()` gives both.",
        ),
        Mistake(
            lambda texts: {language: len(set(_ids(text))) / len(text) for language, text in texts.items()},
            "A token that stands twice was counted once. Count each place.",
        ),
        Mistake(
            lambda texts: {language: len(_ids(text.lower())) / len(text) for language, text in texts.items()},
            "The texts were made small first. Capitals are part of them, and cost tokens of their own.",
        ),
        Mistake(
            lambda texts: {
                language: sum(len(_ids(character)) for character in text) / len(text)
                for language, text in texts.items()
            },
            "Each character was given to the tokenizer by itself. Give it the whole text.",
        ),
        Mistake(
            lambda texts: [len(_ids(text)) / len(text) for text in texts.values()],
            "The numbers are right, and their languages are gone. Return a dictionary.",
        ),
        Mistake(
            lambda texts: sum(len(_ids(text)) for text in texts.values()) / sum(len(text) for text in texts.values()),
            "This is one number for all languages together. Return a dictionary with a number for each.",
        ),
        Mistake(
            lambda texts: {language: round(len(_ids(text)) / len(text), 2) for language, text in texts.items()},
            "The numbers are rounded. Return them as they come.",
        ),
    ],
    proof="These English words pay a fraction of a token for a code point, this Hindi word two tokens.",
)

EXPLAIN_UNKNOWN = choice(
    "c",
    {
        "a": "50,265 entries are many, but there are more characters than that in Unicode, and far more words.",
        "b": "`<unk>` is in the vocabulary, and ordinary text never becomes it. Encode a rare character and look.",
        "c": "All 256 bytes are entries, and every text is bytes. In the worst case each byte is a token of its own.",
        "d": "Nothing is dropped: `decode` gave back every string of the lesson's wall.",
    },
)

check_foresee_counts = prediction("foresee_counts", FORESEE_COUNTS)
check_explain_unknown = prediction("explain_unknown", EXPLAIN_UNKNOWN)
