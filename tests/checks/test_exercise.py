"""helpers.checks.exercise: right answers pass, foreseen mistakes get their own hint, others a comparison."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from helpers.checks import exercise
from helpers.checks.exercise import Exercise, Hint, Mistake, Stopped, choice, same

DOUBLE = Exercise(
    right=lambda number: 2 * number,
    inputs=[(1,), (5,)],
    mistakes=[Mistake(lambda number: number + 1, "Add it to itself, not 1.")],
    proof="Twice is twice.",
)


def double(number):
    return 2 * number


def blank(number):
    raise NotImplementedError("Write your answer here.")


def crash(number):
    return number["a"]


def endless(number):
    while True:
        time.sleep(0.01)


def nothing(number):
    number * 2


def squared(number):
    return number**2


@pytest.mark.parametrize(
    ("student", "hint"),
    [
        (lambda number: number + 1, "Add it to itself, not 1."),
        (blank, "`blank` is still blank: replace the line that raises NotImplementedError by your answer."),
        (crash, "`crash(1)` stopped with TypeError: 'int' object is not subscriptable"),
        (nothing, "`nothing(1)` gave None. Does the function end with `return`?"),
        (squared, "`squared(1)` gave 1, and 2 is expected."),
        (lambda: 1, "`<lambda>(1)` stopped with TypeError"),
        (4, "The check needs the function itself, and got 4"),
    ],
)
def test_hints(student, hint):
    with pytest.raises(Hint) as caught:
        DOUBLE.check(student)
    assert str(caught.value).startswith(hint)


def test_a_right_answer_says_what_it_proves(capsys):
    DOUBLE.check(double)
    assert capsys.readouterr().out == "Right. Twice is twice.\n"


def test_an_endless_loop_is_interrupted(monkeypatch):
    monkeypatch.setattr(exercise, "SECONDS", 0.2)
    with pytest.raises(Hint, match=r"did not come back within 0\.2 seconds\. Does a loop in it never end"):
        DOUBLE.check(endless)
    DOUBLE.check(double)  # the alarm is off again


def test_a_hint_is_one_paragraph_without_a_traceback():
    assert Hint("Look again.")._render_traceback_() == ["Hint: Look again."]
    (long,) = Hint("word " * 50 + "end")._render_traceback_()
    assert max(map(len, long.splitlines())) <= 90
    assert long.split() == ["Hint:", *["word"] * 50, "end"]
    assert issubclass(Hint, AssertionError)


def test_students_cannot_change_the_inputs():
    def greedy(numbers):
        numbers.append(0)
        return sum(numbers)

    adding = Exercise(sum, [([1, 2],)], [], "Sum.")
    adding.check(greedy)
    assert adding.inputs == [([1, 2],)]
    with pytest.raises(Hint, match=r"changed what it was given\. Work on a copy"):
        Exercise(sum, [([1, 2],)], [], "Sum.", pure=True).check(greedy)


def test_a_question_does_not_give_its_answer_away():
    with pytest.raises(Hint, match=r"gave 'C', and the answer is one of 'a', 'b', 'c', 'd', with its quotation marks"):
        choice("c", {"a": "No.", "b": "No.", "c": "Yes.", "d": "No."}).check(lambda: "C")
    with pytest.raises(Hint, match=r"gave 8, and that is not it") as caught:
        Exercise(lambda: 7, [()], [], "").check(lambda: 8)
    assert "7" not in str(caught.value)


@pytest.mark.parametrize(
    ("result", "said"),
    [([1, 5, 3], "of its 3 places these are right: 1, 3"), ((0, 0, 0), "none is right"), ([1, 2], "not it")],
)
def test_a_question_with_several_places_says_which_are_right(result, said):
    with pytest.raises(Hint, match=said):
        Exercise(lambda: [1, 2, 3], [()], [], "").check(lambda: result)


def test_a_foreseen_mistake_may_stop_with_an_error_and_others_are_not_taken_for_it():
    halves = Exercise(
        right=lambda number: number / 2,
        inputs=[(1,), (4,)],
        mistakes=[Mistake(lambda number: 1 / (number - 1), "Take the half, not one by one less.")],
        proof="",
    )
    with pytest.raises(Hint, match=r"^Take the half"):
        halves.check(lambda number: 1 / (number - 1))
    with pytest.raises(Hint, match=r"stopped with KeyError: 1$"):
        halves.check(lambda number: {}[number])


def test_a_choice_explains_every_letter(capsys):
    question = choice("b", {"a": "Too few.", "b": "Just so.", "c": "Too many."})
    for letter, said in {"a": "Not (a). Too few.", "c": "Not (c). Too many."}.items():
        with pytest.raises(Hint) as caught:
            question.check(lambda letter=letter: letter)
        assert str(caught.value) == said
    question.check(lambda: "b")
    assert "(b). Just so." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        (1, 1.00001, True),
        (1, 1.1, False),
        (1, True, False),
        (1, "1", False),
        ([1, 2], (1, 2), True),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1}, False),
        (torch.ones(2), torch.ones(2), True),
        (torch.ones(2), torch.ones(1, 2), False),
        (torch.ones(2), [1, 1], False),
        (np.ones(2), np.ones(2), True),
        (np.ones(2), np.ones((1, 2)), False),
        (np.ones(2), torch.ones(2), False),
        (np.int64(3), 3, True),
        (np.True_, True, True),
        (np.True_, 1, False),
        (Stopped(KeyError(1)), Stopped(KeyError(1)), True),
        (Stopped(KeyError(1)), Stopped(KeyError(2)), False),
        (Stopped(KeyError(1)), Stopped(IndexError(1)), False),
        (Stopped(KeyError(1)), None, False),
        (np.float64(0.5), 0.5, True),
        ("a", "a", True),
    ],
)
def test_same(first, second, equal):
    assert same(first, second) is equal
    assert same(second, first) is equal


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ([1.0], "gave a list, and a tensor is expected"),
        (torch.ones(3), r"gave the shape \(3,\), and \(2,\) is expected"),
        (torch.tensor([1.0, 1.5]), "has the right shape, but a number in it is off by 0.5"),
        (torch.tensor([1.0, torch.nan]), "a number in it is infinite, or no number"),
    ],
)
def test_tensors_are_compared_by_kind_shape_and_value(result, said):
    with pytest.raises(Hint, match=said):
        Exercise(lambda number: torch.ones(2), [(0,)], [], "").check(lambda number: result)


@pytest.mark.parametrize(
    ("expected", "result", "way"),
    [
        ([1, 2], torch.tensor([1, 2]), r"a list is expected: `\.tolist\(\)` makes"),
        (True, torch.tensor(True), r"a bool is expected: `bool\("),
        (1.5, np.array(1.5), r"a float is expected: `\.item\(\)` makes"),
    ],
)
def test_a_tensor_in_place_of_a_plain_value_is_told_the_way(expected, result, way):
    with pytest.raises(Hint, match=way):
        Exercise(lambda number: expected, [(0,)], [], "").check(lambda number: result)


def test_libraries_print_nothing_beside_a_check():
    # nbgrader gives no points for a check cell that prints anything to stderr.
    script = (
        "import warnings\nimport helpers.checks.exercise\n"
        "from transformers import AutoModelForSequenceClassification\nfrom helpers import resolve_checkpoint\n"
        "model = AutoModelForSequenceClassification.from_pretrained(resolve_checkpoint())\n"
        "model.resize_token_embeddings(50270)\nwarnings.warn('a notice')"
    )
    environment = {name: value for name, value in os.environ.items() if not name.endswith("PROGRESS_BARS")}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert run.stderr == ""
