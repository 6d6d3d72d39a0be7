"""helpers.checks.exercise: right answers pass, foreseen mistakes get their own hint, others a comparison."""

import time
from dataclasses import replace

import pytest
import torch

from helpers.checks import exercise, running
from helpers.checks.exercise import Exercise, Hint, Mistake, choice, hidden_test
from helpers.checks.vocabulary_extension import check_ten_words
from helpers.checks.what_an_answer_is_worth import check_audit

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


def blanc(number):  # a near name, of which the hint for `blank` tells
    return 2 * number


def check_blank(number):
    return number


def crash(number):
    return number["a"]


def nothing(number):
    number * 2


def squared(number):
    return number**2


def of_a_library(number):
    raise NotImplementedError("of PyTorch, say")


def refused(check, student):
    with pytest.raises(Hint) as caught:
        check(student)
    return str(caught.value)


@pytest.mark.parametrize(
    ("student", "hint"),
    [
        (lambda number: number + 1, "Add it to itself, not 1."),
        (
            blank,
            "`blank` is still blank: replace the line that raises NotImplementedError by your answer, and run the "
            "cell. There is also a function `blanc`: is its name misspelt?",
        ),
        (of_a_library, "`of_a_library(1)` stopped with NotImplementedError in line"),
        (crash, "`crash(1)` stopped with TypeError in line"),
        (
            nothing,
            "`nothing(1)` returned None. Does a way through the function end without `return`, or with one "
            "that returns nothing?",
        ),
        (squared, "`squared(1)` gave 1, and 2 is expected."),
        (lambda: 1, "`your function` takes no arguments, and the exercise hands it 1 argument."),
        (lambda number, more: 1, "`your function` takes 2 arguments, and the exercise hands it 1 argument."),
        (4, "The check needs the function itself, and got 4."),
        (None, "The check needs the function itself, and got None."),
        (lambda number: double, "`your function(1)` gave a function"),
        (lambda number: 7, "`your function(1)` gave 7, and 2 is expected. It is the same for every input here."),
        (lambda number: number, "`your function(1)` gave 1, and 2 is expected. This is what the function was given"),
    ],
)
def test_hints(student, hint):
    assert refused(DOUBLE, student).startswith(hint)


def test_a_right_answer_says_what_it_proves(capsys):
    DOUBLE(double)
    assert capsys.readouterr().out == "Right. Twice is twice.\n"


def test_an_endless_answer_is_called_once(monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.2)
    started = time.monotonic()
    said = refused(DOUBLE, lambda number: time.sleep(60))
    assert said.startswith("`your function(1)` did not come back within 0.2 seconds. Does a loop in it never end?")
    assert time.monotonic() - started < 5


def test_a_fault_of_the_check_is_a_hint_too(monkeypatch):
    monkeypatch.setattr(exercise, "same", lambda *pair: 1 / 0)
    assert refused(DOUBLE, double).startswith("The check itself stopped with ZeroDivisionError")


@pytest.mark.parametrize("check", [check_audit, check_ten_words])
def test_a_fault_of_a_check_of_its_own_is_a_hint_too(check):
    broken = [f"\ud800{number}" for number in range(10)]  # half of a character, which no tokenizer takes
    names = [f"name {number}" for number in range(8)]
    answer = broken if check is check_ten_words else (broken, names, [f"{{}} sings {number}." for number in range(4)])
    assert refused(check, lambda: answer).startswith("The check itself stopped with ")


def test_a_hint_is_one_paragraph_without_a_traceback_and_a_table_stays():
    assert Hint("Look again.")._render_traceback_() == ["Hint: Look again."]
    (long,) = Hint("word " * 50 + "end\n    " + "1 " * 60)._render_traceback_()
    *lines, table = long.splitlines()
    assert max(map(len, lines)) <= 90
    assert " ".join(lines).split() == ["Hint:", *["word"] * 50, "end"]
    assert table == "    " + "1 " * 60
    assert issubclass(Hint, AssertionError)


SUM = Exercise(sum, [([1, 2],), ([3, 4],)], [], "Sum.")


def greedy(numbers):
    numbers.append(0)
    return sum(numbers)


def test_a_right_result_does_not_excuse_a_changed_argument():
    said = refused(SUM, greedy)
    assert said.startswith("The result is right. One thing remains: `greedy([1, 2])` changed `numbers`")
    assert SUM.inputs == [([1, 2],), ([3, 4],)]


def in_evaluation(net):
    net.eval()
    return net(torch.ones(1, 2)).detach()


def in_evaluation_and_back(net):
    result = in_evaluation(net)
    net.train()
    return result


def test_a_network_has_to_come_back_in_its_mode_too(capsys):
    net = torch.nn.Sequential(torch.nn.Dropout(0.5)).train()
    exercise = Exercise(lambda net: torch.ones(1, 2), inputs=[(net,)], mistakes=[], proof="It is as it was.")
    assert refused(exercise, in_evaluation).startswith("The result is right. One thing remains: ")
    assert refused(replace(exercise, lent="Put it back."), in_evaluation) == "Put it back."
    exercise(in_evaluation_and_back)
    assert capsys.readouterr().out == "Right. It is as it was.\n"


def test_arguments_that_changed_places_are_noticed():
    exercise = Exercise(lambda first, second: first, inputs=[(1, 2), (3, 4)], mistakes=[], proof="")
    assert "in the order `first, second`" in refused(exercise, lambda second, first: first)


def test_an_argument_that_is_called_by_its_name_is_written_out_below():
    exercise = Exercise(
        lambda words: words[-1], inputs=[("a word is followed by others".split() * 2,)], mistakes=[], proof=""
    )
    said = refused(exercise, lambda words: words[1])
    assert said.startswith("`your function(words)` gave 'word', and 'others' is expected.\n    words = ['a', 'word', ")


def test_where_none_is_a_result_it_is_compared_like_others():
    exercise = Exercise(lambda number: number or None, inputs=[(0,), (2,)], mistakes=[], proof="")
    assert "gave 0, and None is expected" in refused(exercise, lambda number: number)
    assert "returned None, and 2 is expected" in refused(exercise, lambda number: None)


def test_a_wrong_result_comes_before_a_changed_argument():
    def wrong(numbers):
        return greedy(numbers) + numbers.pop(0)

    assert "It changed what it was given on the way" in refused(SUM, wrong)


def test_what_an_earlier_call_left_is_named():
    rows = []

    def grow(items):
        rows.extend(items)
        return rows

    said = refused(Exercise(list, [([1],), ([2],), ([3],)], [], ""), grow)
    assert said.endswith("What an earlier call gave is still in it. Begin with a new list inside the function.")


def test_an_answer_that_is_inverted_everywhere_is_said_to_be():
    even = Exercise(lambda number: number % 2 == 0, [(1,), (2,), (3,)], [], "")
    assert "wrong way round" in refused(even, lambda number: number % 2 == 1)
    assert "wrong way round" not in refused(even, lambda number: number == 1)


def test_chance_is_named():
    assert "something else each time" in refused(DOUBLE, lambda number: torch.rand(1).item() + number)


def test_a_library_that_does_the_work_is_named_and_a_needed_one_is_missed():
    strict = Exercise(torch.exp, [(torch.ones(2),)], [], "", forbidden=("layer_norm",))
    assert "`layer_norm` of a library did the work" in refused(strict, lambda x: torch.layer_norm(x, (2,)))
    needing = Exercise(torch.exp, [(torch.ones(2),)], [], "", needed=("exp",))
    needing(lambda x: torch.exp(x))
    assert "without `exp`" in refused(needing, lambda x: torch.full((2,), 2.718281828))


def test_a_question_does_not_give_its_answer_away():
    said = refused(Exercise(lambda: 7, [()], [], ""), lambda: 8)
    assert "gave 8, and that is not it" in said
    assert "7" not in said


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ([1, 5, 3], "of its 3 places these are right: 1, 3"),
        ((0, 0, 0), "none is right"),
        ([1, 2], "that is not it"),
    ],
)
def test_a_question_with_several_places_says_which_are_right(result, said):
    assert said in refused(Exercise(lambda: [1, 2, 3], [()], [], ""), lambda: result)


HALVES = Exercise(
    right=lambda number: number / 2,
    inputs=[(1,), (4,), (0,), (7,)],
    mistakes=[
        Mistake(lambda number: 1 / (number - 1), "Take the half, not one by one less."),
        Mistake(lambda number: number // 2, "The fraction."),
        Mistake(lambda number: number // 2 + 9 * (number == 4), "The fraction, and something at four."),
    ],
    proof="",
)


def test_a_foreseen_mistake_may_stop_with_an_error_and_others_are_not_taken_for_it():
    assert refused(HALVES, lambda number: 1 / (number - 1)) == "Take the half, not one by one less."
    assert "stopped with KeyError" in refused(HALVES, lambda number: {}[number])


def test_a_mistake_is_known_by_its_wrong_results_where_others_are_right_or_errors():
    only = Exercise(HALVES.right, HALVES.inputs, HALVES.mistakes[1:2], "")
    assert refused(only, lambda number: number // 2 if number else 1 // number) == "The fraction."
    # Two mistakes give the same where this answer is wrong, so neither is named.
    assert refused(HALVES, lambda number: number // 2 if number else 1 // number) not in ("The fraction.",)


def test_a_choice_explains_every_letter():
    question = choice("b", {"a": "Too few.", "b": "Just so.", "c": "Too many."})
    for letter, said in {"a": "Not (a). Too few.", "c": "Not (c). Too many."}.items():
        assert refused(question, lambda letter=letter: letter) == said


def test_a_hidden_test_compares_as_the_check_does(capsys):
    hidden_test(double, 2, expected=4)
    hidden_test(lambda number: [number], 2, expected=(2,))
    with pytest.raises(Hint, match=r"^`squared\(3\)` gave 9, and 6 is expected\."):
        hidden_test(squared, 3, expected=6)
    with pytest.raises(Hint, match=r"^`crash\(3\)` stopped with TypeError"):
        hidden_test(crash, 3, expected=6)
    with pytest.raises(Hint, match="still blank"):
        hidden_test(blank, 3, expected=6)
    assert capsys.readouterr().err == ""


def test_large_arguments_are_called_by_their_names():
    def total(table, factor):
        return 0

    exercise_ = Exercise(lambda table, factor: table.sum() * factor, [(torch.ones(9, 9), 2)], [], "")
    assert refused(exercise_, total).startswith("`total(table, 2)`, with table of shape (9, 9), gave a number")
