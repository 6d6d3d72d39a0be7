"""Checks for the exercises on training a tokenizer."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from transformers import PreTrainedTokenizerFast

from helpers.checks.checkpoint import tokenizer
from helpers.checks.exercise import Exercise, Mistake, choice
from helpers.checks.predictions import prediction
from helpers.checks.tokenization import join, turned
from helpers.copies import copy_tokenizer

Pieces = Mapping[tuple[str, ...], int]


def _counts_of(rows: Iterable[tuple[Sequence[str], int]]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for pieces, often in rows:
        for pair in pairwise(pieces):
            counts[pair] += often
    return counts


def _counts(words: Pieces) -> Counter[tuple[str, str]]:
    return _counts_of(words.items())


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


def _by(words: Pieces, key: Callable[[Counter[tuple[str, str]], tuple[str, str]], Any]) -> tuple[str, str] | None:
    counts = _counts(words)
    return min(counts, key=lambda pair: key(counts, pair), default=None)


check_frequent_pair = Exercise(
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
            lambda words: _best(_counts({pieces[:-1]: often for pieces, often in words.items()})),
            "The last pair of each word is missing: a word has one pair less than pieces, and not two.",
        ),
        Mistake(
            lambda words: _by(words, lambda counts, pair: (-counts[pair], pair[::-1])),
            "Equal pairs are sorted by their second piece. The first piece comes first.",
        ),
        Mistake(
            lambda words: _by(words, lambda counts, pair: (-counts[pair], pair[0])),
            "Where the first pieces are equal, the second one decides, and here the first met does.",
        ),
        Mistake(
            lambda words: None if (pair := _best(_counts(words))) is None else (pair, _counts(words)[pair]),
            "This is the pair with its number. Return the pair alone.",
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


def _another() -> PreTrainedTokenizerFast:
    """A tokenizer that is not the one of the lessons."""
    other = copy_tokenizer(tokenizer())
    other.add_tokens(["whale"])
    return other


check_tokens_a_word = Exercise(
    right=lambda tokenizer, texts: _a_word(lambda text: len(tokenizer.tokenize(text)), texts),
    inputs=[
        (tokenizer(), ["I really want to go to an island.", "Whalesharks!"]),
        (tokenizer(), ["sea", "The seal sees the unbelievable whaleshark."]),
        (tokenizer(), ["Yes."]),
        (tokenizer(), ["HELLO  there, isn't it", "island"]),
        (tokenizer(), [" the the the sea"]),
        (tokenizer(), ["Yes. ", "Yes"]),
        (_another(), ["The whales whale"]),
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
            lambda given, texts: _a_word(lambda text: len(tokenizer().tokenize(text)), texts),
            "The tokenizer that was handed over is not used, but another one. Use the argument.",
        ),
        Mistake(
            lambda tokenizer, texts: _a_word(lambda text: len(tokenizer.tokenize(text.strip())), texts),
            "The spaces at the ends were taken away first. They are part of the text, and cost tokens too.",
        ),
        Mistake(
            lambda tokenizer, texts: (
                len(tokenizer.tokenize(" ".join(texts))) / sum(len(text.split()) for text in texts)
            ),
            "The texts were joined, and that changes the tokens where they meet. Give them one by one.",
        ),
        Mistake(
            lambda tokenizer, texts: len(tokenizer.tokenize(texts[0])) / len(texts[0].split()),
            "This is the first text alone. Does a `return` stand in the loop?",
        ),
        Mistake(
            lambda tokenizer, texts: (
                sum(len(tokenizer.tokenize(text)) for text in texts)
                / len({word for text in texts for word in text.split()})
            ),
            "A word that stands twice was counted once. Count each place.",
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

Merge = tuple[str, str]


def _pieces(word: str, merges: Sequence[Merge]) -> list[str]:
    pieces = list(word)
    for merge in merges:
        pieces = join(pieces, merge)
    return pieces


def _longest_first(word: str, merges: Sequence[Merge]) -> list[str]:
    known = {*word, *map("".join, merges)}
    pieces = []
    while word:
        piece = max((word[:end] for end in range(1, len(word) + 1) if word[:end] in known), key=len)
        pieces.append(piece)
        word = word[len(piece) :]
    return pieces


def _first_place(word: str, merges: Sequence[Merge]) -> list[str]:
    pieces = list(word)
    for merge in merges:
        pieces = join(pieces, merge, most=1)
    return pieces


def _of_letters(word: str, merges: Sequence[Merge]) -> list[str]:
    return _pieces(word, [merge for merge in merges if len("".join(merge)) == 2])


SEA = [("s", "e"), ("t", "h"), ("se", "a"), ("th", "e"), ("l", "l"), ("sea", "l")]


check_pieces_of = Exercise(
    right=_pieces,
    inputs=[
        ("seal", SEA),
        ("these", SEA),
        ("abc", [("b", "c"), ("a", "b")]),
        ("seesea", SEA),
        ("shell", SEA),
        ("aaa", [("a", "a")]),
        ("xyz", SEA),
        ("sea", []),
        ("", SEA),
        ("abxab", [("a", "b"), ("x", "a")]),
    ],
    mistakes=[
        Mistake(
            lambda word, merges: _pieces(word, merges[::-1]),
            "The merges were taken from the last to the first. What was learnt first goes first.",
        ),
        Mistake(
            lambda word, merges: _pieces(word, merges[:1]),
            "Only the first merge was done. Does a `return` stand in the loop?",
        ),
        Mistake(
            _longest_first,
            "The longest known piece was taken from the left. In `abc` the pair `b`, `c` was learnt first, so it is "
            "joined first, and `a` stays alone.",
        ),
        Mistake(
            _first_place,
            "Each merge was done once, at its first place. Do it wherever the pair stands.",
        ),
        Mistake(
            _of_letters,
            "The later merges were never found: they join pieces, and `se` is one piece after the first merge. Look at "
            "the pieces as they are by then.",
        ),
        Mistake(
            lambda word, merges: "".join(_pieces(word, merges)),
            "These are all pieces in one text, which is the word again. Return them as a list.",
        ),
        Mistake(
            lambda word, merges: " ".join(_pieces(word, merges)),
            "These are all pieces in one text. Return them as a list.",
        ),
        Mistake(
            lambda word, merges: list(word),
            "Nothing was joined: these are the characters. Keep what a merge gives for the next one; and a list never "
            "equals a tuple.",
        ),
        Mistake(
            lambda word, merges: [piece for piece in _pieces(word, merges) if len(piece) > 1],
            "Characters that stay alone are missing. They are pieces as well.",
        ),
        Mistake(
            lambda word, merges: [piece[::-1] for piece in _pieces(word[::-1], list(map(turned, merges)))][::-1],
            "The pairs were joined from right to left. Go from left to right.",
        ),
        Mistake(
            lambda word, merges: len(_pieces(word, merges)),
            "This is how many pieces there are. Return the pieces.",
        ),
    ],
    proof="Any word can be cut like this, also one that the training never saw.",
)


def _learn(
    words: Pieces, count: int, best: Callable[[Counter[Merge]], Merge | None] = _best, recount: bool = True
) -> list[Merge]:
    pieces = [(list(word), often) for word, often in words.items()]
    counts = _counts(words)
    merges: list[Merge] = []
    while len(merges) < count:
        if recount:
            counts = _counts_of(pieces)
        merge = best(counts)
        if merge is None:
            break
        merges.append(merge)
        pieces = [(join(word, merge), often) for word, often in pieces]
        if not recount:
            del counts[merge]
    return merges


check_learn_merges = Exercise(
    right=_learn,
    inputs=[
        ({("s", "e", "a"): 3, ("s", "e", "e", "s"): 2, ("s", "e", "a", "l"): 3, ("t", "h", "e"): 9}, 5),
        ({("l", "a", "l", "a"): 2, ("b", "o"): 5, ("b", "o", "l", "a"): 1}, 3),
        ({("b", "x"): 2, ("a", "y"): 2, ("c", "z"): 2}, 1),
        ({("a", "b"): 1}, 5),
        ({("a",): 3}, 2),
        ({}, 2),
        ({("a", "b", "c"): 2}, 0),
        ({("a", "b", "c"): 9, ("ab", "c"): 3, ("x", "y"): 8}, 3),
    ],
    mistakes=[
        Mistake(
            lambda words, count: _learn(words, count, recount=False),
            "The pairs were counted once, at the start. After each merge there are new ones: join, and count again.",
        ),
        Mistake(
            lambda words, count: [_best(_counts(words))] * count,
            "This is the same pair again and again. Join it in all words before you count the next time.",
        ),
        Mistake(
            lambda words, count: _learn(dict.fromkeys(words, 1), count),
            "Each word was counted once. A pair occurs as often as its word does: add the word's number.",
        ),
        Mistake(
            lambda words, count: ["".join(merge) for merge in _learn(words, count)],
            "These are the joined pieces. Return the pairs: a list of tuples of two strings.",
        ),
        Mistake(
            lambda words, count: _learn(words, count + 1),
            "One merge too many: `count` says how many at most.",
        ),
        Mistake(
            lambda words, count: _learn(words, count - 1),
            "One merge too few: `count` merges are asked for, while there are pairs.",
        ),
        Mistake(
            lambda words, count: _learn(words, 1000),
            "You went on until no pair was left. Stop after `count` merges.",
        ),
        Mistake(
            lambda words, count: [*_learn(words, count), *[None] * (count - len(_learn(words, count)))],
            "When no pair is left there is nothing to join: stop, and return what there is.",
        ),
        Mistake(
            lambda words, count: _learn(
                words, count, lambda counts: max(counts, key=lambda pair: (counts[pair], pair), default=None)
            ),
            "Of equally frequent pairs this takes the last in alphabetical order. Take the first.",
        ),
        Mistake(
            lambda words, count: _learn(
                words, count, lambda counts: max(counts, key=lambda pair: counts[pair], default=None)
            ),
            "Of equally frequent pairs this takes the one that was met first. Take the first in alphabetical order.",
        ),
        Mistake(
            lambda words, count: sorted(_learn(words, count)),
            "They are sorted. Their order is the order in which they were learnt.",
        ),
        Mistake(
            lambda words, count: _learn(words, count)[::-1],
            "They are in the opposite order: what was learnt first comes first.",
        ),
        Mistake(
            lambda words, count: dict.fromkeys(_learn(words, count)),
            "This is a dictionary. A list of pairs is asked for, in the order in which they were learnt.",
        ),
    ],
    proof="This is the whole training. The library's trainer does the same, with a rule of its own for ties.",
)


def _longest(word: str, pieces: Collection[str], mark: str = "##", shortest: bool = False) -> list[str]:
    """WordPiece's way to cut a word: from left to right, the longest piece that fits."""
    found, start = [], 0
    while start < len(word):
        stops = range(start + 1, len(word) + 1) if shortest else range(len(word), start, -1)
        fits = [stop for stop in stops if (mark if start else "") + word[start:stop] in pieces]
        if not fits:
            return ["[UNK]"]
        found.append((mark if start else "") + word[start : fits[0]])
        start = fits[0]
    return found


def _cut(word: str, pieces: Collection[str], unknown: Callable[[list[str], str], list[str]]) -> list[str]:
    """The same, with another thing to do where nothing fits: it is given what was found, and what is left."""
    for stop in range(len(word), -1, -1):
        found = _longest(word[:stop], pieces)
        if found != ["[UNK]"]:
            return unknown(found, word[stop:]) if stop < len(word) else found
    return []


def _from_the_right(word: str, pieces: Collection[str]) -> list[str]:
    found, stop = [], len(word)
    while stop:
        fits = [start for start in range(stop) if ("##" if start else "") + word[start:stop] in pieces]
        if not fits:
            return ["[UNK]"]
        found.append(("##" if fits[0] else "") + word[fits[0] : stop])
        stop = fits[0]
    return found[::-1]


def _growing(word: str, pieces: Collection[str]) -> list[str]:
    """As long as the next length fits as well."""
    found, start = [], 0
    while start < len(word):
        mark, stop = "##" if start else "", start + 1
        while stop < len(word) and mark + word[start : stop + 1] in pieces:
            stop += 1
        if mark + word[start:stop] not in pieces:
            return ["[UNK]"]
        found.append(mark + word[start:stop])
        start = stop
    return found


def _all_cuts(word: str, pieces: Collection[str], mark: str = "") -> list[list[str]]:
    """Every way to cut a word, those with a longer first piece first."""
    if not word:
        return [[]]
    fits = [stop for stop in range(len(word), 0, -1) if mark + word[:stop] in pieces]
    return [[mark + word[:stop], *rest] for stop in fits for rest in _all_cuts(word[stop:], pieces, "##")]


def _going_back(word: str, pieces: Collection[str]) -> list[str]:
    return next(iter(_all_cuts(word, pieces)), ["[UNK]"])


OF_THE_SEA = {"s", "se", "sea", "##e", "##a", "##l", "##al", "##s", "a", "l", "##lls"}

check_longest_match = Exercise(
    right=_longest,
    inputs=[
        ("undo", {"un", "u", "##do", "##d"}),
        ("seals", OF_THE_SEA),
        ("seas", OF_THE_SEA),
        ("sell", OF_THE_SEA),
        ("xyz", OF_THE_SEA),
        ("sealx", OF_THE_SEA),
        ("unun", {"un", "##u", "##n"}),
        ("abc", {"a", "ab", "##bc", "##c"}),
        ("abcd", {"ab", "abc", "##cd"}),
        ("s", OF_THE_SEA),
        ("eas", OF_THE_SEA),
        ("undo", {"u", "undo", "##n", "##d", "##o"}),
        ("Sea", OF_THE_SEA),
        ("abcd", {"ab", "a", "##cd", "##bcd", "abc"}),
        ("abcdef", {"abc", "##d", "##ef", "ab", "##cdef", "##bcdef"}),
        ("unable", {"un", "una", "##able", "##b", "##l", "##e"}),
    ],
    mistakes=[
        Mistake(
            lambda word, pieces: _longest(word, pieces, shortest=True),
            "The shortest piece that fits was taken each time. Take the longest: try the end of the word first.",
        ),
        Mistake(
            lambda word, pieces: _longest(word, {piece.removeprefix("##") for piece in pieces}, mark=""),
            "The marks are missing: behind the beginning of the word a piece is looked up, and written, with `##`.",
        ),
        Mistake(
            lambda word, pieces: [piece.removeprefix("##") for piece in _longest(word, pieces)],
            "The pieces are right, and their marks are missing: write `##` in front of all but the first.",
        ),
        Mistake(
            lambda word, pieces: _cut(word, pieces, lambda found, rest: [*found, "[UNK]"]),
            'Where nothing fits, the *whole* word is unknown, also what was found before: return `["[UNK]"]`.',
        ),
        Mistake(
            lambda word, pieces: _cut(word, pieces, lambda found, rest: found),
            'Where nothing fits, the rest of the word was dropped. The whole word is unknown then: `["[UNK]"]`.',
        ),
        Mistake(
            lambda word, pieces: _cut(word, pieces, lambda found, rest: []),
            'Where nothing fits, an empty list came. The whole word is unknown then: `["[UNK]"]`.',
        ),
        Mistake(
            lambda word, pieces: "[UNK]" if _longest(word, pieces) == ["[UNK]"] else _longest(word, pieces),
            'Right but for the unknown word: it has to come in a list as well, `["[UNK]"]`.',
        ),
        Mistake(
            _growing,
            "It stops growing where one length does not fit. A longer piece can fit all the same: try the longest "
            "first.",
        ),
        Mistake(
            lambda word, pieces: _longest(word.lower(), pieces),
            "Capitals were made small. Take the word as it is.",
        ),
        Mistake(
            lambda word, pieces: None if _longest(word, pieces) == ["[UNK]"] else _longest(word, pieces),
            'Right but for the unknown word: return `["[UNK]"]`, and not `None`.',
        ),
        Mistake(
            lambda word, pieces: min(_all_cuts(word, pieces), key=len, default=["[UNK]"]),
            "This is the way with the fewest pieces. WordPiece goes from left to right, takes the longest piece that "
            "fits "
            "each time, and never goes back.",
        ),
        Mistake(
            _going_back,
            "It went back and tried a shorter piece. WordPiece never goes back: where nothing fits behind the longest "
            "piece, the word is unknown.",
        ),
        Mistake(
            _from_the_right,
            "The word was cut from right to left. Begin on the left.",
        ),
        Mistake(
            lambda word, pieces: " ".join(_longest(word, pieces)),
            "The pieces are right, in one text. Return a list.",
        ),
    ],
    proof="One letter without a piece costs the whole word: a reason to have every byte in the vocabulary.",
)

ACCENTS = str.maketrans("éèáü", "eeau")


def without_accents(text: str) -> str:
    return text.lower().translate(ACCENTS)


def _alike(texts: Sequence[str], normalise: Callable[[str], str]) -> list[str]:
    different = list(dict.fromkeys(texts))
    forms = Counter(map(normalise, different))
    return [text for text in different if forms[normalise(text)] > 1]


check_made_alike = Exercise(
    right=_alike,
    inputs=[
        (["Mai", "mai", "May"], str.lower),
        (["résumé", "resume", "Resume", "rest"], without_accents),
        (["a", "a", "b"], str.lower),
        (["a", "A", "a", "A"], str.lower),
        (["x", "b", "B", "X"], str.lower),
        (["p", " p", "q "], str.strip),
        ([], str.lower),
        (["Ab", "ab", "cd"], str.swapcase),
        (["US", "up", "us", "UP", "we"], str.lower),
        (["ß", "ss", "SS"], str.upper),
    ],
    mistakes=[
        Mistake(
            lambda texts, normalise: [
                text
                for text in dict.fromkeys(texts)
                if [normalise(other) for other in texts].count(normalise(text)) > 1
            ],
            "A text that stands twice was taken for two texts. Only *different* texts count: leave repeats out first.",
        ),
        Mistake(
            lambda texts, normalise: [text for text in texts if text in _alike(texts, normalise)],
            "A text that stands twice was returned twice. Each comes once.",
        ),
        Mistake(
            lambda texts, normalise: [text for text in dict.fromkeys(texts) if normalise(text) != text],
            "These are the texts that the normaliser changes. Which of them become the same as another one?",
        ),
        Mistake(
            lambda texts, normalise: list(dict.fromkeys(normalise(text) for text in _alike(texts, normalise))),
            "These are the forms that several texts share. Return the texts, as they were.",
        ),
        Mistake(
            lambda texts, normalise: [
                text
                for place, text in enumerate(dict.fromkeys(texts))
                if normalise(text) in map(normalise, list(dict.fromkeys(texts))[:place])
            ],
            "The first of each group is missing: it becomes the same as a later one.",
        ),
        Mistake(
            lambda texts, normalise: [
                text
                for place, text in enumerate(_alike(texts, normalise))
                if normalise(text) not in map(normalise, _alike(texts, normalise)[:place])
            ],
            "Only the first of each group is there. The others become the same as it, and belong to the list.",
        ),
        Mistake(
            lambda texts, normalise: {
                form: [text for text in dict.fromkeys(texts) if normalise(text) == form]
                for form in dict.fromkeys(map(normalise, _alike(texts, normalise)))
            },
            "They are in groups. Return one list of all of them.",
        ),
        Mistake(
            lambda texts, normalise: sorted(_alike(texts, normalise)),
            "They were sorted. Leave them in the order in which they first occur.",
        ),
        Mistake(
            lambda texts, normalise: set(_alike(texts, normalise)),
            "A set has no order. Return a list, in the order in which the texts first occur.",
        ),
        Mistake(
            lambda texts, normalise: [text for text in dict.fromkeys(texts) if text not in _alike(texts, normalise)],
            "These are the texts that stay apart. The others are asked for.",
        ),
        Mistake(
            lambda texts, normalise: len(_alike(texts, normalise)),
            "This is how many there are. Return the texts.",
        ),
        Mistake(
            lambda texts, normalise: [
                [text for text in dict.fromkeys(texts) if normalise(text) == form]
                for form, count in Counter(map(normalise, dict.fromkeys(texts))).items()
                if count > 1
            ],
            "They are in groups. Return one list of all of them.",
        ),
        Mistake(
            lambda texts, normalise: [
                text
                for text in dict.fromkeys(texts)
                if text.lower() in [other.lower() for other in dict.fromkeys(texts) if other != text]
            ],
            "Only capitals were looked at. Use the `normalise` that the function is given.",
        ),
    ],
    proof="Whatever a normaliser makes alike, no model behind it can tell apart.",
)

EXPLAIN_NEW_TOKENIZER = choice(
    "c",
    {
        "a": "Nothing checks that. An ID that has a row in the table is a valid ID, whoever gave it.",
        "b": "The rows were trained for other pieces. Shorter texts are of no use if the model reads the wrong rows.",
        "c": "Row 7 was trained as *Ġto*. If the new tokenizer numbers another piece 7, the model still reads *Ġto*.",
        "d": "For that they would have to have the same IDs for the same pieces. Training gives IDs of its own.",
    },
)

check_explain_new_tokenizer = prediction("explain_new_tokenizer", EXPLAIN_NEW_TOKENIZER)
