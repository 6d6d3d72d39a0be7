"""The numbers in model answers and in what a prediction is told: each is calculated here once more."""

import nbformat
import pytest

from helpers.checks.checkpoint import model, tokenizer
from helpers.checks.classification_pipeline import check_windows
from helpers.checks.vocabulary_extension import FORESEE_LOVE, _with, check_savings
from helpers.checks.what_an_answer_is_worth import _negative, check_rates
from helpers.classification import classify
from helpers.intervals import share_interval
from helpers.labelled import comments, unmet_comments
from tools.exercises import SOLUTIONS

MOODS = {"amusement": "positive", "gratitude": "positive", "neutral": "neutral"}


def model_answer(cell_id: str) -> str:
    cells = [cell for path in SOLUTIONS.glob("[0-9]*.ipynb") for cell in nbformat.read(path, as_version=4).cells]
    return next(cell.source for cell in cells if cell.id == cell_id)


def probabilities(text: str) -> list[float]:
    return classify(tokenizer(), model(), [text]).probabilities()[0].tolist()


def written(number: float) -> str:
    return f"{number:.3f}".removeprefix("0") if 0 < number < 1 else f"{number:g}"


def test_a_policy_for_long_texts():
    answer, inner = model_answer("long-texts"), 512 - 2
    assert "510 − 64 = 446" in answer and inner - 64 == 446
    windows = {length: check_windows.right(range(length), inner, 64) for length in (3000, 1500)}
    assert len(windows[3000]) == 7 and "1 + 6 = 7 windows, about 3,400 tokens" in answer
    assert 3350 < sum(map(len, windows[3000])) < 3450
    assert len(windows[1500]) == 4 and "1,500 tokens on average, they need four" in answer
    assert pytest.approx(1.3) == 0.9 * 1 + 0.1 * 4 and "= 1.3 windows a letter, three tenths more" in answer


def test_which_measure():
    answer = model_answer("which-measure")
    for name, counts in {"A": (0, 0, 100), "B": (60, 60, 40), "C": (90, 400, 10)}.items():
        assert f"| {name} | {' | '.join(written(number) for number in check_rates.right(*counts, 2000))} |" in answer
    assert "interval .497 to .697" in answer and share_interval(60, 100) == (0.497, 0.697)
    assert "has .824 to .951" in answer and share_interval(90, 100) == (0.824, 0.951)
    false_alarms = 400 * 1600 / 1900
    accuracy, precision, recall, _ = check_rates.right(360, false_alarms, 40, 2000)
    assert f"about {false_alarms:.0f}, its hits rise to 360" in answer and recall == 360 / 400
    assert f"precision to {written(precision)}" in answer and f"accuracy rises to {written(accuracy)}" in answer
    assert f"{360 + false_alarms:.0f} are flagged" in answer
    assert (120 * 10 / 60, round(490 * 10 / 60)) == (20, 82) and "costs 20 minutes" in answer and "costs 82" in answer


def test_ten_words():
    answer = model_answer("ten-words-defence")
    texts = [text for text, _ in comments()]
    halves = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    saved = {word: [check_savings.right([word], half) for half in halves] for word in ("’", "😂", "downvoted", "lol")}
    assert "saves {} tokens on the first half and {} on the second".format(*saved["’"]) in answer
    assert "goes from {} to {}".format(*saved["😂"]) in answer
    assert f"would cost {-saved['lol'][0]} tokens" in answer
    assert sum("’" in text for text in halves[0]) > 100 and "more than a hundred places" in answer
    assert sum(text.count("downvoted") for text in halves[0]) == 3 and "from three" in answer


def test_what_the_prediction_about_love_is_told():
    extended = [_with(words).tokenize("I love lovely gloves") for words in (["love"], [" love"])]
    assert f"{', '.join(extended[0])}." in FORESEE_LOVE.proof
    assert "Ġgloves" in extended[1] and "Ġlovely" not in extended[1]


def test_an_audit_of_names():
    answer, names = model_answer("audit-report"), {}
    exec(model_answer("audit"), names)
    first, second, sentences = names["audit"]()
    means = {name: sum(_negative(name, sentences)) / len(sentences) for name in [*first, *second]}
    for group in (first, second):
        assert f"{sum(means[name] for name in group) / len(group):.3f}".removeprefix("0") in answer
    gaps = [
        sum(_negative(name, [sentence])[0] for name in first) / len(first)
        - sum(_negative(name, [sentence])[0] for name in second) / len(second)
        for sentence in sentences
    ]
    assert sum(gap > 0 for gap in gaps) == 1 and "in every sentence but one" in answer
    assert f"by {-min(gaps):.3f}".replace("0.", ".") in answer
    low, high = min(means, key=means.get), max(means, key=means.get)
    assert f"from {means[low]:.2f} (*{low}*) to {means[high]:.2f} (*{high}*)".replace("0.", ".") in answer
    pieces = {name: [len(tokenizer().tokenize(text)) for text in (name, f" {name}")] for name in means}
    assert all(inside == 1 for _, inside in pieces.values())
    assert [name for name, (alone, _) in pieces.items() if alone > 1] == ["Julia", "Clara", "Emma"]


def test_twenty_failures():
    answer = model_answer("gallery")
    labels = ["negative", "neutral", "positive"]
    answers = [(text, MOODS.get(emotion, "negative"), probabilities(text)) for text, emotion in unmet_comments()]
    wrong = [(text, row) for text, meant, row in answers if labels[row.index(max(row))] != meant]
    silent = [int(number) for number in answer.split("(")[1].split(")")[0].split(", ")]
    assert len(silent) == 10 and all(labels[wrong[k - 1][1].index(max(wrong[k - 1][1]))] == "neutral" for k in silent)
    told = {
        "He still sets the table for two": ("neutral", ".79"),
        "Sadly he still sets the table for two": ("negative", ".90"),
        "The way he waved at the wrong person for a full minute, I'm crying": ("negative", ".84"),
        "The way he waved at the wrong person for a full minute": ("neutral", ".51"),
        "The way he waved at the wrong person for a full minute, so funny": ("positive", ".91"),
        "What if the tests come back positive, I keep thinking about it": ("positive", ".58"),
        "What if the tests come back bad, I keep thinking about it": ("negative", ".59"),
        "Couldn't have done this without you, honestly": ("negative", ".72"),
        "I did this thanks to you, honestly": ("positive", ".92"),
    }
    for text, (label, number) in told.items():
        row = probabilities(text)
        assert (labels[row.index(max(row))], f"{max(row):.2f}".removeprefix("0")) == (label, number)
        assert f"{label} with {number}" in answer
    tie = probabilities("Only done this because of you, honestly")
    assert f"{tie[0]:.2f} to {tie[2]:.2f}".replace("0.", ".") in answer
    assert "negative with .49" in answer and max(wrong[28][1]) == pytest.approx(0.49, abs=0.005)
