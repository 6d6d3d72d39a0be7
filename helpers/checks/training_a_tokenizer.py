"""Checks for the exercises on training a tokenizer."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from helpers.checks.checkpoint import tokenizer
from helpers.checks.exercise import Exercise, Mistake, choice

Pieces = Mapping[tuple[str, ...], int]


def _counts(words: Pieces) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for pieces, often in words.items():
        for pair in pairwise(pieces):
            counts[pair] += often
    return counts


def _best(counts: Counter[tuple[str, str]]) -> tuple[str, str] | None:
    """The most frequent pair; of several, the first in alphabetical order."""
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)


def _unweighted(words: Pieces) -> tuple[str, str] | None:
    return _best(_counts(dict.fromkeys(words, 1)))


def _once_a_word(words: Pieces) -> tuple[str, str] | None:
    counts: Counter[tuple[str, str]] = Counter()
    for pieces, often in words.items():
        for pair in set(pairwise(pieces)):
            counts[pair] += often
    return _best(counts)


def _across_words(words: Pieces) -> tuple[str, str] | None:
    row = [piece for pieces, often in words.items() for _ in range(often) for piece in pieces]
    return _best(Counter(pairwise(row)))


def _last_of_equals(words: Pieces) -> tuple[str, str] | None:
    counts = _counts(words)
    return max(counts, key=lambda pair: (counts[pair], pair), default=None)


def _first_met(words: Pieces) -> tuple[str, str] | None:
    counts = _counts(words)
    return max(counts, key=lambda pair: counts[pair], default=None)


FREQUENT_PAIR = Exercise(
    right=lambda words: _best(_counts(words)),
    inputs=[
        ({("s", "e", "a"): 3, ("s", "e", "e", "s"): 2, ("t", "h", "e"): 4},),
        ({("l", "a", "l", "a", "l", "a"): 2, ("b", "o"): 5},),
        ({("z", "y"): 2, ("b", "c"): 2, ("a", "x"): 1},),
        ({("c", "d"): 1, ("c", "e"): 1, ("e", "c"): 1, ("f", "g"): 9},),
        ({("a", "b"): 1, ("b", "a"): 1, ("x",): 7},),
        ({("b", "x"): 2, ("a", "y"): 2},),
        ({("th", "e"): 2, ("t", "h"): 1},),
        ({("a",): 3},),
        ({("a", "c"): 2, ("a", "b"): 2},),
        ({("b", "a", "a", "c"): 2, ("b", "o", "a"): 2, ("x", "y"): 3},),
        ({("h", "a", "a", "a"): 2, ("s", "h"): 3},),
        ({("ab", "c"): 2, ("a", "bd"): 2},),
        ({("a", "b"): 2, ("B", "a"): 2},),
        ({("b", "c"): 2, ("aa", "a"): 2},),
    ],
    mistakes=[
        Mistake(
            _unweighted,
            "Each word was counted once. A pair occurs as often as its word does: add the word's number.",
        ),
        Mistake(
            _once_a_word,
            "A pair that stands twice in a word was counted once. Count each place.",
        ),
        Mistake(
            _across_words,
            "Pairs across the border of two words were counted. Merges stay inside a word.",
        ),
        Mistake(
            _last_of_equals,
            "Of two pairs that are equally frequent this is the last in alphabetical order. Take the first.",
        ),
        Mistake(
            _first_met,
            "Of two pairs that are equally frequent this is the one that was met first. Take the first in alphabetical "
            "order, so that the order of the words does not matter.",
        ),
        Mistake(
            lambda words: max(_counts(words), key=lambda pair: _counts(words)[pair]),
            "Two things. Of equally frequent pairs take the first in alphabetical order, not the first met. And if "
            "there is no pair at all, return `None`.",
        ),
        Mistake(
            lambda words: min(_counts(words), key=lambda pair: (-_counts(words)[pair], pair)),
            "Right where there is a pair. If there is none, return `None`.",
        ),
        Mistake(
            lambda words: None if _best(_counts(words)) is None else "".join(_best(_counts(words)) or ()),
            "This is the joined piece. Return the pair itself: two strings in a tuple.",
        ),
        Mistake(
            lambda words: max(_counts(words).values(), default=None),
            "This is how often the pair occurs. Which pair is it?",
        ),
        Mistake(
            lambda words: min(_counts(words), key=lambda pair: (_counts(words)[pair], pair), default=None),
            "This is the rarest pair. Take the most frequent one.",
        ),
    ],
    proof="One step of the training; joining this pair and counting again is the next.",
)

Count = Callable[[str], int]


def _a_word(count: Count, texts: Sequence[str]) -> float:
    return sum(map(count, texts)) / sum(len(text.split()) for text in texts)


TOKENS_A_WORD = Exercise(
    right=lambda tokenizer, texts: _a_word(lambda text: len(tokenizer.tokenize(text)), texts),
    inputs=[
        (tokenizer(), ["I really want to go to an island.", "Whalesharks!"]),
        (tokenizer(), ["sea", "The seal sees the unbelievable whaleshark."]),
        (tokenizer(), ["Yes."]),
        (tokenizer(), ["HELLO  there, isn't it", "island"]),
        (tokenizer(), [" the the the sea"]),
    ],
    mistakes=[
        Mistake(
            lambda tokenizer, texts: _a_word(lambda text: len(tokenizer(text)["input_ids"]), texts),
            "`<s>` and `</s>` were counted with every text. Leave special tokens out.",
        ),
        Mistake(
            lambda tokenizer, texts: (
                sum(len(tokenizer.tokenize(text)) / len(text.split()) for text in texts) / len(texts)
            ),
            "This is the mean of each text's own share, in which a short text weighs as much as a long one. Divide all "
            "tokens by all words.",
        ),
        Mistake(
            lambda tokenizer, texts: (
                sum(len(tokenizer.tokenize(word)) for text in texts for word in text.split())
                / sum(len(text.split()) for text in texts)
            ),
            "Each word was given to the tokenizer by itself, without the space before it, and that changes its tokens. "
            "Give it whole texts.",
        ),
        Mistake(
            lambda tokenizer, texts: (
                sum(len(tokenizer.tokenize(text)) for text in texts) / sum(text.count(" ") for text in texts)
                if any(" " in text for text in texts)
                else float("nan")
            ),
            "You divided by the spaces. The words are what `split()` gives.",
        ),
        Mistake(
            lambda tokenizer, texts: (
                sum(len(tokenizer.tokenize(text)) for text in texts) / sum(len(text.split(" ")) for text in texts)
            ),
            '`split(" ")` counts something empty between two spaces. `split()` does not.',
        ),
        Mistake(
            lambda tokenizer, texts: (
                len({token for text in texts for token in tokenizer.tokenize(text)})
                / len({word for text in texts for word in text.split()})
            ),
            "What stands twice was counted once. Count each token and each word.",
        ),
        Mistake(
            lambda tokenizer, texts: 1 / _a_word(lambda text: len(tokenizer.tokenize(text)), texts),
            "These are the words for each token. Turn the fraction round.",
        ),
        Mistake(
            lambda tokenizer, texts: _a_word(len, texts),
            "These are characters for each word. Ask the tokenizer for its tokens.",
        ),
        Mistake(
            lambda tokenizer, texts: sum(len(tokenizer.tokenize(text)) for text in texts),
            "This is the number of all tokens. Divide by the number of all words.",
        ),
        Mistake(
            lambda tokenizer, texts: sum(len(tokenizer.tokenize(text)) for text in texts) / len(texts),
            "These are tokens for each text. Divide by the number of words.",
        ),
    ],
    proof="The lower, the shorter are texts for the model. It depends on the texts: say which.",
)

NEW_TOKENIZER = choice(
    "c",
    {
        "a": "Nothing checks that. An ID that has a row in the table is a valid ID, whoever gave it.",
        "b": "The rows were trained for other pieces. Shorter texts are of no use if the model reads the wrong rows.",
        "c": "Row 7 was trained as *Ġto*. If the new tokenizer numbers another piece 7, the model still reads *Ġto*.",
        "d": "For that they would have to have the same IDs for the same pieces. Training gives IDs of its own.",
    },
)

check_frequent_pair = FREQUENT_PAIR.check
check_tokens_a_word = TOKENS_A_WORD.check
check_new_tokenizer = NEW_TOKENIZER.check
