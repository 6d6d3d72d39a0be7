"""Checks for the exercises on what an answer is worth."""

from collections.abc import Callable, Sequence

from helpers.checks.exercise import Exercise, Mistake, choice


def word_score(words: Sequence[str]) -> float:
    """A made-up classifier for the exercise: what each word adds, and *not* turns it round."""
    values = {"good": 2.0, "fine": 1.0, "awful": -3.0}
    total = sum(values.get(word, 0.0) for word in words)
    return -total if "not" in words else total


def _without(words: Sequence[str], place: int) -> list[str]:
    return [*words[:place], *words[place + 1 :]]


Score = Callable[[Sequence[str]], float]


def _occlusion(score: Score, words: Sequence[str]) -> list[float]:
    return [score(words) - score(_without(words, place)) for place in range(len(words))]


OCCLUSION = Exercise(
    right=_occlusion,
    inputs=[
        (word_score, "not so good".split()),
        (word_score, ["fine"]),
        (word_score, "good but awful".split()),
        (len, ["so", "so"]),
    ],
    mistakes=[
        Mistake(
            lambda score, words: [-fall for fall in _occlusion(score, words)],
            "The sign is the wrong way round. A word that speaks for the label makes the score fall when it is left "
            "out: score of all words, less the score without it.",
        ),
        Mistake(
            lambda score, words: [score([word]) for word in words],
            "Each word was scored alone. Leave one out, and keep the others: *not* does nothing alone.",
        ),
        Mistake(
            lambda score, words: [score(_without(words, place)) for place in range(len(words))],
            "These are the scores without each word. How much did they fall? Compare with the score of all words.",
        ),
        Mistake(
            lambda score, words: [score(words) - score(words[place + 1 :]) for place in range(len(words))],
            "All words up to this one were left out. Leave out one at a time.",
        ),
        Mistake(
            lambda score, words: [score(words) - score([word for word in words if word != left]) for left in words],
            "A word that stands twice was left out twice. Go by places, not by words.",
        ),
        Mistake(
            lambda score, words: [
                score(words) - score([*words[:place], "", *words[place + 1 :]]) for place in range(len(words))
            ],
            "Something else was put in the word's place, and the text kept its length. Leave the word out.",
        ),
        Mistake(lambda score, words: _occlusion(score, words)[:-1], "Off by one: the last word was never left out."),
    ],
    proof="*not* got its share, though it has no score of its own.",
)

WHAT_98_MEANS = choice(
    "d",
    {
        "a": "How often it is right has to be counted, on texts with known labels. A model can be sure and wrong.",
        "b": "It is one text. 98 of its words cannot speak for anything: the answer is one for the whole text.",
        "c": "This text may be of a kind on which the model is always wrong, however sure it is.",
        "d": "It is how the model spreads one whole over its labels. Whether that deserves trust, counting shows.",
    },
)

check_occlusion = OCCLUSION.check
check_what_98_means = WHAT_98_MEANS.check
