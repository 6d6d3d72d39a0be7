"""Every foreseen wrong answer gets the hint that was written for it, in every lesson."""

import importlib
import pkgutil

import pytest

import helpers.checks
from helpers.checks.exercise import Exercise, Hint

FRAMEWORK = {"checkpoint", "exercise"}
EXERCISES = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(helpers.checks.__path__)
    if module.name not in FRAMEWORK
    for name, value in vars(importlib.import_module(f"helpers.checks.{module.name}")).items()
    if isinstance(value, Exercise)
}
each_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())
MISTAKES = {
    f"{name}-{place}": (exercise, mistake)
    for name, exercise in EXERCISES.items()
    for place, mistake in enumerate(exercise.mistakes)
}


@each_exercise
def test_at_least_three_mistakes_are_foreseen_and_their_hints_differ(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes]
    assert len(hints) >= 3
    assert len(set(hints)) == len(hints)


@each_exercise
def test_the_right_answer_is_accepted(exercise, capsys):
    exercise.check(exercise.right)
    assert capsys.readouterr().out == f"Right. {exercise.proof}\n"


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_foreseen_mistake_gets_its_own_hint(exercise, mistake):
    with pytest.raises(Hint) as caught:
        exercise.check(mistake.answer)
    assert str(caught.value) == mistake.hint


def test_each_exercise_has_a_check_for_notebooks():
    for name, exercise in EXERCISES.items():
        module, exercise_name = name.split(".")
        check = getattr(importlib.import_module(f"helpers.checks.{module}"), f"check_{exercise_name.lower()}")
        assert check == exercise.check
