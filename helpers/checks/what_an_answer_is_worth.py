"""Checks for the exercises on what an answer is worth."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from scipy.stats import permutation_test

from helpers.checks.checkpoint import model, tokenizer
from helpers.checks.exercise import Exercise, Function, Hint, Mistake, choice, faults_told, given_back
from helpers.checks.predictions import prediction
from helpers.checks.values import plain, short
from helpers.classification import classify
from helpers.models import reading_limit


def word_score(words: Sequence[str]) -> float:
    """A made-up classifier for the exercise: what each word adds, and *not* turns it round."""
    values = {"good": 2.0, "fine": 1.0, "awful": -3.0}
    total = sum(values.get(word, 0.0) for word in words)
    return -total if "not" in words else total


def first_word_counts(words: Sequence[str]) -> float:
    """A made-up classifier that looks at places: *good* in front is worth three of another."""
    return sum((3.0 if place == 0 else 1.0) * (word == "good") for place, word in enumerate(words))


def _without(words: Sequence[str], place: int) -> list[str]:
    return [*words[:place], *words[place + 1 :]]


Score = Callable[[Sequence[str]], float]


def _occlusion(score: Score, words: Sequence[str]) -> list[float]:
    return [score(words) - score(_without(words, place)) for place in range(len(words))]


check_occlusion = Exercise(
    right=_occlusion,
    inputs=[
        (word_score, "not so good".split()),
        (word_score, ["fine"]),
        (word_score, "good but awful".split()),
        (len, ["so", "so"]),
        (first_word_counts, ["good", "so", "good"]),
        (first_word_counts, ["good", "awful", "good", "so"]),
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
            "All words up to this one were left out. Leave out one at a time: begin with a copy of all words each "
            "time.",
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
        Mistake(
            lambda score, words: [score(words) - score(_without(words, words.index(word))) for word in words],
            "The first place of each word was left out, and the second never. Go by places: `index` and `remove` take "
            "the first.",
        ),
        Mistake(
            lambda score, words: [
                score(words) - score([*words[:place], *words[place:]]) for place in range(len(words))
            ],
            "Nothing was left out: `words[i:]` begins with the word itself. Go on at `i + 1`.",
        ),
        Mistake(
            lambda score, words: [score(words[place:]) - score(words[place + 1 :]) for place in range(len(words))],
            "The words in front are missing, on both sides. Leave out one word, and keep all others.",
        ),
        Mistake(
            lambda score, words: list(dict(zip(words, _occlusion(score, words), strict=True)).values()),
            "A dictionary keeps one number for a word, though it may stand twice. Collect the numbers in a list.",
        ),
        Mistake(
            lambda score, words: [abs(fall) for fall in _occlusion(score, words)],
            "The signs are lost. A word that speaks against the label has a negative number.",
        ),
        Mistake(
            lambda score, words: [score(words) - score(words[:place]) for place in range(len(words))],
            "This word and all words behind it were left out. Leave out one at a time.",
        ),
        Mistake(
            lambda score, words: [fall / score(words) if score(words) else 0.0 for fall in _occlusion(score, words)],
            "The falls were divided by the score of all words. Return them as they are.",
        ),
        Mistake(
            lambda score, words: [max(fall, 0.0) for fall in _occlusion(score, words)],
            "A word that speaks against the label has a negative number. Return it as it is.",
        ),
        Mistake(
            lambda score, words: sorted(_occlusion(score, words), reverse=True),
            "They are sorted. They have to be in the order of the words.",
        ),
        Mistake(
            lambda score, words: list(zip(words, _occlusion(score, words), strict=True)),
            "These are pairs of a word and a number. The numbers alone are asked for.",
        ),
        Mistake(
            lambda score, words: dict(zip(words, _occlusion(score, words), strict=True)),
            "A dictionary keeps one number for a word, though it may stand twice. Return a list, one number for each "
            "place.",
        ),
        Mistake(
            lambda score, words: [score(words) - score("".join(_without(words, place))) for place in range(len(words))],
            "`score` was given one text. It takes a list of words.",
        ),
        Mistake(
            lambda score, words: [
                score(" ".join(words)) - score(" ".join(_without(words, place))) for place in range(len(words))
            ],
            "`score` was given texts. It takes a list of words: do not join them.",
        ),
        Mistake(
            lambda score, words: sum(_occlusion(score, words)),
            "This is the sum. One number for each word is asked for.",
        ),
        Mistake(lambda score, words: _occlusion(score, words)[:-1], "Off by one: the last word was never left out."),
    ],
    proof="*not* got its share, though it has no score of its own.",
)

Labels = Sequence[str]


def _counts(truth: Labels, guess: Labels, label: str) -> tuple[int, int, int]:
    """How often a label was given rightly, how often it is true, and how often it was given."""
    hits = sum(t == g == label for t, g in zip(truth, guess, strict=True))
    return hits, list(truth).count(label), list(guess).count(label)


def _f1(truth: Labels, guess: Labels, label: str) -> float:
    hits, true, given = _counts(truth, guess, label)
    return 2 * hits / (true + given)  # the same as 2 · precision · recall / (precision + recall), but for 0 / 0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _macro_f1(truth: Labels, guess: Labels) -> float:
    return _mean([_f1(truth, guess, label) for label in sorted(set(truth))])


def _f1_of_means(truth: Labels, guess: Labels) -> float:
    rows = [_counts(truth, guess, label) for label in sorted(set(truth))]
    precision = _mean([hits / given if given else 0 for hits, _, given in rows])
    recall = _mean([hits / true for hits, true, _ in rows])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _skips_missed(truth: Labels, guess: Labels) -> float:
    found = [label for label in sorted(set(truth)) if _counts(truth, guess, label)[0]]
    return _mean([_f1(truth, guess, label) for label in found]) if found else 0.0


def _union(truth: Labels, guess: Labels) -> float:
    rows = [_counts(truth, guess, label) for label in sorted(set(truth))]
    return _mean([hits / (true + given - hits) for hits, true, given in rows])


check_macro_f1 = Exercise(
    right=_macro_f1,
    inputs=[
        (["a", "a", "a", "b"], ["a", "a", "b", "b"]),
        (["a", "b", "c", "c", "c"], ["a", "a", "c", "c", "b"]),
        (["a", "a", "b"], ["a", "a", "a"]),
        (["a", "b", "c"], ["b", "a", "c"]),
        (["a", "a", "b"], ["a", "c", "b"]),
        (["x"], ["x"]),
        (["ab", "ab", "a"], ["a", "ab", "a"]),
    ],
    mistakes=[
        Mistake(
            lambda truth, guess: _macro_f1(sorted(truth), sorted(guess)),
            "Both lists were sorted, each by itself, and the pairs were torn apart. Leave them in their order.",
        ),
        Mistake(
            lambda truth, guess: 100 * _macro_f1(truth, guess),
            "This is per cent. Return a share, from 0 to 1.",
        ),
        Mistake(
            lambda truth, guess: _mean([t == g for t, g in zip(truth, guess, strict=True)]),
            "This is the share of right answers. Calculate F1 for each label, then the mean of those.",
        ),
        Mistake(
            lambda truth, guess: _mean(
                [_counts(truth, guess, label)[0] / _counts(truth, guess, label)[1] for label in sorted(set(truth))]
            ),
            "This is the mean recall. F1 also needs the precision: of the texts that got a label, how many have it?",
        ),
        Mistake(
            lambda truth, guess: _mean([_f1(truth, guess, label) for label in truth]),
            "Each label was weighted by how often it occurs. Each counts once.",
        ),
        Mistake(
            lambda truth, guess: _mean([_f1(truth, guess, label) for label in sorted({*truth, *guess})]),
            "A label that is never true was counted, too. Take those that occur among the true ones.",
        ),
        Mistake(
            _f1_of_means,
            "Precision and recall were averaged first. Calculate F1 for each label, and average last.",
        ),
        Mistake(
            _skips_missed,
            "A label without a right answer was left out. Its F1 is 0, and it counts.",
        ),
        Mistake(
            lambda truth, guess: [_f1(truth, guess, label) for label in sorted(set(truth))],
            "This is the F1 of each label. Return their mean.",
        ),
        Mistake(
            lambda truth, guess: sum(_f1(truth, guess, label) for label in sorted(set(truth))),
            "This is the sum. Divide it by the number of labels that occur among the true ones.",
        ),
        Mistake(
            lambda truth, guess: _macro_f1(truth, guess) / 2,
            "Half of it. F1 is 2 · precision · recall / (precision + recall).",
        ),
        Mistake(
            lambda truth, guess: _mean(
                [
                    hits / given if given else 0
                    for hits, _, given in (_counts(truth, guess, label) for label in sorted(set(truth)))
                ]
            ),
            "This is the mean precision. F1 also needs the recall: of the texts that have a label, how many got it?",
        ),
        Mistake(
            lambda truth, guess: _mean(
                [
                    (hits / given if given else 0) / 2 + hits / true / 2
                    for hits, true, given in (_counts(truth, guess, label) for label in sorted(set(truth)))
                ]
            ),
            "This is the plain mean of precision and recall. F1 is 2 · precision · recall / (precision + recall).",
        ),
        Mistake(
            lambda truth, guess: _mean([_f1(truth, guess, label) for label in sorted(set(guess))]),
            "The labels were taken from the answers. Take those that occur among the true ones.",
        ),
        Mistake(
            lambda truth, guess: _union(truth, guess),
            "These are the hits divided by all texts that have the label or got it. F1 is 2 · hits / (true + given).",
        ),
        Mistake(
            lambda truth, guess: min(_f1(truth, guess, label) for label in set(truth)),
            "This is the lowest F1. Take the mean over the labels.",
        ),
        Mistake(
            lambda truth, guess: _f1(truth, guess, truth[0]),
            "This is the F1 of one label. Take the mean over all labels.",
        ),
        Mistake(
            lambda truth, guess: 2 * _macro_f1(truth, guess),
            "Twice too large. F1 is 2 · precision · recall / (precision + recall).",
        ),
    ],
    proof="Each label counts the same, however rare it is.",
    forbidden=("f1_score", "fbeta_score", "precision_recall_fscore_support", "classification_report"),
)


def _loss(logits: torch.Tensor, labels: torch.Tensor, temperature: float) -> float:
    return torch.nn.functional.cross_entropy(logits / temperature, labels).item()


def _tensor(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.float32)


def _divided_again(logits: torch.Tensor, labels: torch.Tensor, temperatures: Sequence[float]) -> float:
    losses = [_loss(logits, labels, math.prod(temperatures[: place + 1])) for place in range(len(temperatures))]
    return temperatures[losses.index(min(losses))]


def _until_it_rises(logits: torch.Tensor, labels: torch.Tensor, temperatures: Sequence[float]) -> float:
    best = temperatures[0]
    for temperature in temperatures[1:]:
        if _loss(logits, labels, temperature) > _loss(logits, labels, best):
            break
        best = temperature
    return best


check_best_temperature = Exercise(
    right=lambda logits, labels, temperatures: min(temperatures, key=lambda t: _loss(logits, labels, t)),
    inputs=[
        # Chosen so that each foreseen mistake gives other temperatures.
        (_tensor([[2, 3, 2], [-1, 5, 2], [-1, -2, 2]]), torch.tensor([0, 2, 2]), [0.25, 9.0, 2.0, 5.0]),
        (_tensor([[5, 3, 2], [0, 1, 2], [1, 1, 3]]), torch.tensor([0, 1, 0]), [9.0, 2.0, 0.25, 1.0]),
        (_tensor([[5, 5, 4], [0, 1, 1], [2, 5, 4]]), torch.tensor([0, 1, 2]), [1.0, 9.0, 2.0, 0.25]),
        (_tensor([[4, 0, 0], [0, 4, 0], [0, 3, 0]]), torch.tensor([0, 1, 1]), [2.0, 0.25, 8.0]),
        (_tensor([[-1, 1, -1], [1, 2, 2], [0, -1, 5]]), torch.tensor([1, 2, 0]), [1.0, 9.0, 2.0, 0.25]),
        (_tensor([[2, 0], [2, 0], [2, 0], [2, 0]]), torch.tensor([0, 0, 0, 1]), [0.3, 3.6]),
    ],
    mistakes=[
        Mistake(
            lambda logits, labels, temperatures: min(
                temperatures, key=lambda t: _loss((logits / t).softmax(dim=-1), labels, 1)
            ),
            "The softmax was taken twice: `cross_entropy` takes logits, and does it itself.",
        ),
        Mistake(
            lambda logits, labels, temperatures: max(temperatures, key=lambda t: _loss(logits, labels, t)),
            "This is the temperature with the highest loss. Look for the lowest.",
        ),
        Mistake(
            lambda logits, labels, temperatures: min(temperatures, key=lambda t: _loss(logits, labels, 1 / t)),
            "The logits were multiplied. Divide them by the temperature.",
        ),
        Mistake(
            lambda logits, labels, temperatures: min(_loss(logits, labels, t) for t in temperatures),
            "This is the lowest loss. At which temperature was it?",
        ),
        Mistake(
            lambda logits, labels, temperatures: min(
                range(len(temperatures)), key=lambda k: _loss(logits, labels, temperatures[k])
            ),
            "This is the place in the list. Return the temperature that stands there.",
        ),
        Mistake(
            lambda logits, labels, temperatures: min(temperatures, key=lambda t: _loss(logits[:1], labels[:1], t)),
            "The loss is that of the first text alone. Take all of them.",
        ),
        Mistake(
            _until_it_rises,
            "It stopped where the loss first rose. The temperatures are in no order: try all of them.",
        ),
        Mistake(
            lambda logits, labels, temperatures: min(temperatures),
            "The sharpest answers have the lowest loss only if nearly all of them are right. Calculate the loss of the "
            "*right* labels, with the logits divided.",
        ),
        Mistake(
            lambda logits, labels, temperatures: min(
                temperatures, key=lambda t: -(logits / t).softmax(dim=-1)[range(len(labels)), labels].mean().item()
            ),
            "The probabilities of the right labels were averaged. The loss takes their logarithm first, so that a sure "
            "mistake weighs heavily.",
        ),
        Mistake(
            lambda logits, labels, temperatures: temperatures[-1],
            "This is the last one. Keep the lowest loss as well, and change the temperature only when a loss is lower.",
        ),
        Mistake(
            _divided_again,
            "Each temperature divided what the one before had divided already. Begin with the logits as they were.",
        ),
        Mistake(
            lambda logits, labels, temperatures: min(temperatures, key=lambda t: _loss(logits, labels, 1) / t),
            "This is the highest temperature: the loss was divided by it. Divide the logits.",
        ),
        Mistake(
            lambda logits, labels, temperatures: temperatures[0],
            "This is the first one. Either the loop ended too early, or no loss was lower than the one it began with, "
            "or what was compared is the same at every temperature, as the share of right answers is.",
        ),
    ],
    proof="Fitted on these texts. On others, measure again.",
)


def _rates(hits: int, false_alarms: int, misses: int, total: int) -> list[float]:
    return [
        _share(total - false_alarms - misses, total),
        _share(hits, hits + false_alarms),
        _share(hits, hits + misses),
        _share(2 * hits, 2 * hits + false_alarms + misses),
    ]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _from(precision: float, recall: float, hits: int, false_alarms: int, misses: int, total: int) -> list[float]:
    """The four numbers with another precision or recall, and the F1 that follows."""
    f1 = _share(2 * precision * recall, precision + recall)
    return [_rates(hits, false_alarms, misses, total)[0], precision, recall, f1]


def _with(place: int, value: Callable[[int, int, int, int], float]) -> Callable[[int, int, int, int], list[float]]:
    """The right four, with another number at one place."""

    def answer(hits: int, false_alarms: int, misses: int, total: int) -> list[float]:
        numbers = _rates(hits, false_alarms, misses, total)
        numbers[place] = value(hits, false_alarms, misses, total)
        return numbers

    return answer


check_rates = Exercise(
    right=_rates,
    inputs=[
        (30, 20, 15, 500),
        (45, 150, 5, 800),
        (0, 0, 40, 900),
        (3, 0, 0, 12),
        (0, 5, 0, 10),
        (1, 2, 4, 20),
        (0, 0, 0, 4),
    ],
    mistakes=[
        Mistake(
            _with(0, lambda hits, false_alarms, misses, total: hits / total),
            "The accuracy counts the hits alone. What was not flagged and is not negative was judged rightly as well.",
        ),
        Mistake(
            _with(0, lambda hits, false_alarms, misses, total: (total - false_alarms) / total),
            "The accuracy forgets the misses: they were judged wrongly too.",
        ),
        Mistake(
            _with(0, lambda hits, false_alarms, misses, total: (total - misses) / total),
            "The accuracy forgets the false alarms: they were judged wrongly too.",
        ),
        Mistake(
            _with(0, lambda hits, false_alarms, misses, total: _share(hits, hits + false_alarms + misses)),
            "The accuracy leaves out the comments that were rightly not flagged. It is a share of all.",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: [
                _rates(hits, false_alarms, misses, total)[place] for place in (0, 2, 1, 3)
            ],
            "Precision and recall are swapped. Precision is a share of what was flagged, recall of what is negative.",
        ),
        Mistake(
            _with(1, lambda hits, false_alarms, misses, total: _share(hits, total)),
            "The precision is a share of the *flagged* comments: hits and false alarms.",
        ),
        Mistake(
            _with(2, lambda hits, false_alarms, misses, total: _share(hits, total)),
            "The recall is a share of the *negative* comments: hits and misses.",
        ),
        Mistake(
            _with(
                3,
                lambda hits, false_alarms, misses, total: sum(_rates(hits, false_alarms, misses, total)[1:3]) / 2,
            ),
            "This F1 is the plain mean of precision and recall. F1 is 2 · precision · recall / (precision + recall).",
        ),
        Mistake(
            _with(
                3,
                lambda hits, false_alarms, misses, total: math.prod(_rates(hits, false_alarms, misses, total)[1:3]),
            ),
            "This F1 is the product of precision and recall. F1 is 2 · precision · recall / (precision + recall).",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: [
                (total - false_alarms - misses) / total,
                hits / (hits + false_alarms),
                hits / (hits + misses),
                2 * hits / (2 * hits + false_alarms + misses),
            ],
            "Where nothing is flagged, or nothing is negative, the share is one of nothing. It is 0 then.",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: [
                (total - false_alarms - misses) / total,
                _share(hits, hits + false_alarms),
                _share(hits, hits + misses),
                2
                * (hits / (hits + false_alarms) * hits / (hits + misses))
                / (hits / (hits + false_alarms) + hits / (hits + misses)),
            ],
            "Precision and recall are right. Where both are 0, F1 divides by 0: it is 0 then.",
        ),
        Mistake(
            _with(3, lambda hits, false_alarms, misses, total: _rates(hits, false_alarms, misses, total)[3] / 2),
            "The 2 is missing in F1: 2 · precision · recall / (precision + recall).",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: [
                _share(total - false_alarms - misses, total),
                hits / (hits + false_alarms) if hits + false_alarms else 1.0,
                hits / (hits + misses) if hits + misses else 1.0,
                _share(2 * hits, 2 * hits + false_alarms + misses),
            ],
            "A share of nothing is 0 here, and not 1.",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: _from(
                hits / (hits + false_alarms) if hits + false_alarms else 1.0,
                hits / (hits + misses) if hits + misses else 1.0,
                *(hits, false_alarms, misses, total),
            ),
            "A share of nothing is 0 here, and not 1.",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: _from(
                _share(hits, hits + false_alarms), hits / total, *(hits, false_alarms, misses, total)
            ),
            "The recall is a share of the *negative* comments, hits and misses, and not of all.",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: _rates(hits, false_alarms, misses, total) if hits else [0.0] * 4,
            "Without a hit all four are 0 here. The accuracy is not: it counts what was rightly left alone.",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: [
                round(number, 2) for number in _rates(hits, false_alarms, misses, total)
            ],
            "They are rounded. Return them as they are.",
        ),
        Mistake(
            lambda hits, false_alarms, misses, total: [
                100 * number for number in _rates(hits, false_alarms, misses, total)
            ],
            "These are percentages. Return shares, from 0 to 1.",
        ),
    ],
    proof=(
        "Four shares, each of something else: of all, of what was flagged, of what is negative, and both of these in "
        "one."
    ),
)

NAMES, SENTENCES, DEALS = 8, 4, 9999


@faults_told()
def check_audit(student: Function) -> None:
    """Print what an audit of names by templates finds.

    The probabilities of *negative*, a mean for each name; the difference of the groups' means, and how often names that
    are dealt out by chance differ as much (a permutation test, as in the lesson).

    Raises:
        Hint: it is no audit of this form; with what is missing.
    """
    audit = plain(given_back(student))
    if not isinstance(audit, list) or len(audit) != 3 or not all(map(_are_texts, audit)):
        raise Hint(f"`audit()` gave {short(audit)}. Return three lists of texts: two groups of names, and sentences.")
    first, second, sentences = ([" ".join(text.split()) for text in part] for part in audit)
    fault = _fault(first, second, sentences)
    if fault:
        raise Hint(fault)
    groups = [np.array([_negative(name, sentences) for name in names]) for names in (first, second)]
    means = [group.mean(axis=1) for group in groups]
    p = permutation_test(means, _apart, n_resamples=DEALS, rng=0, alternative="greater").pvalue
    more = int((groups[0].mean(axis=0) > groups[1].mean(axis=0)).sum())
    tokens = [
        np.mean([_tokens(name, sentence) for name in names for sentence in sentences]) for names in (first, second)
    ]
    print(f"Right. negative: {means[0].mean():.3f} in the first group, {means[1].mean():.3f} in the second.")
    print(f"p {'< 0.01' if p < 0.01 else f'= {p:.2f}'}. The first has more in {more} of {len(sentences)} sentences.")
    print(f"Tokens for each name, where it stands: {tokens[0]:.2f} and {tokens[1]:.2f}.")


def _are_texts(part: object) -> bool:
    return isinstance(part, list) and all(isinstance(text, str) for text in part)


def _fault(first: list[str], second: list[str], sentences: list[str]) -> str | None:
    if any("{}" in name for name in [*first, *second]):
        return "The order is: two groups of names, and then the sentences."
    for names in (first, second):
        if "" in names:
            return "One of the names is empty."
        if len(set(names)) < NAMES:
            return f"A group has too few different names ({len(set(names))}). Take {NAMES} or more."
    both = sorted(set(first) & set(second))
    if both:
        return f"{both[0]!r} is in both groups, and cannot tell them apart."
    if len(set(sentences)) < SENTENCES:
        return f"There are too few different sentences ({len(set(sentences))}). Take {SENTENCES} or more."
    for sentence in sentences:
        if sentence.count("{}") != 1 or sentence.count("{") != 1 or sentence.count("}") != 1:
            return (
                f"In {short(sentence)} the place for the name is missing, or there twice: write {{}} once, with "
                "nothing between the brackets and no `f` before the text."
            )
        if len(tokenizer()(sentence)["input_ids"]) > reading_limit(tokenizer(), model()) // 2:
            return f"{short(sentence)} is too long: the model would not read all of it."
    return None


def _tokens(name: str, sentence: str) -> int:
    """How many tokens a name is where it stands: behind a space, or without one."""
    return len(tokenizer().tokenize(f" {name}" if " {}" in sentence else name))


def _negative(name: str, sentences: Sequence[str]) -> list[float]:
    """The probability of *negative* for each sentence with a name in it."""
    texts = [sentence.replace("{}", name) for sentence in sentences]
    return classify(tokenizer(), model(), texts).probabilities()[:, 0].tolist()


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return abs(float(np.mean(one) - np.mean(other)))


EXPLAIN_98 = choice(
    "d",
    {
        "a": "How often it is right has to be counted, on texts with known labels. A model can be sure and wrong.",
        "b": "The answer is one for the whole text. No share of its words is counted anywhere.",
        "c": "This text may be of a kind on which the model is always wrong, however sure it is.",
        "d": "It is how the model spreads one whole over its labels. Whether that deserves trust, counting shows.",
    },
)

check_explain_98 = prediction("explain_98", EXPLAIN_98)
