"""Every foreseen wrong answer gets the hint that was written for it, and every other change of a result is refused."""

import importlib
import pkgutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers.checks
from helpers.checks.exercise import Exercise, Hint
from helpers.checks.predictions import ASKED
from helpers.checks.values import same

EXERCISES = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(helpers.checks.__path__)
    for name, value in vars(importlib.import_module(f"helpers.checks.{module.name}")).items()
    if isinstance(value, Exercise)
}
# The answers here come from lists: what a library has to do for them is left aside.
FREE = {name: replace(exercise, needed=()) for name, exercise in EXERCISES.items()}
each_exercise = pytest.mark.parametrize("exercise", FREE.values(), ids=FREE.keys())
MISTAKES = {
    f"{name}-{place}": (exercise, mistake)
    for name, exercise in FREE.items()
    for place, mistake in enumerate(exercise.mistakes)
}
ARRAYS = torch.Tensor | np.ndarray


def answering(exercise, change):
    """An answer that gives the right results, each changed; called once for each input, in their order."""
    results = iter([*exercise.expected, *exercise.expected])
    return lambda *arguments: change(next(results))


def recast(value):
    """The same data in another container or kind of number."""
    if isinstance(value, torch.Tensor):
        return value.double().requires_grad_() if value.is_floating_point() else value.clone()
    if isinstance(value, np.ndarray):
        return np.asfortranarray(value)
    if isinstance(value, list | tuple):
        return tuple(map(recast, value))
    if isinstance(value, dict):
        return {key: recast(item) for key, item in value.items()}
    if isinstance(value, bool):
        return np.bool_(value)
    return np.float64(value) if isinstance(value, float) else np.str_(value) if isinstance(value, str) else value


def changed(value, draw):
    """The same data with one thing in it that is not as it was."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + draw(st.integers(-3, 3).filter(bool))
    if isinstance(value, float):
        return value + draw(st.sampled_from([-1.0, 1.0])) * draw(st.floats(2e-3, 10))
    if isinstance(value, str):
        return f"{value}{draw(st.sampled_from('xyz'))}"
    if isinstance(value, ARRAYS):
        if 0 in value.shape:
            return value[None]
        place = tuple(draw(st.integers(0, length - 1)) for length in value.shape)
        value = value.clone() if isinstance(value, torch.Tensor) else value.copy()
        value[place] = changed(value[place].item(), draw)
        return value
    if isinstance(value, list | tuple):
        items = list(value)
        if not items or draw(st.booleans()):
            return [*items, 0] if draw(st.booleans()) or not items else items[:-1]
        place = draw(st.integers(0, len(items) - 1))
        return [*items[:place], changed(items[place], draw), *items[place + 1 :]]
    if isinstance(value, dict):
        if not value:
            return {"": 0}
        key = draw(st.sampled_from(list(value)))
        return value | {key: changed(value[key], draw)}
    return 0 if value is None else None


@each_exercise
def test_at_least_three_mistakes_are_foreseen_unless_a_prediction_is_told_the_right_one(exercise):
    assert len(exercise.mistakes) >= 3 or exercise in ASKED.values()


@each_exercise
def test_right_results_are_accepted_whatever_they_are_made_of(exercise, capsys):
    exercise(answering(exercise, recast))
    assert capsys.readouterr().out.split() == ["Right.", *exercise.proof.split()]


@each_exercise
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_a_result_with_one_thing_changed_is_refused_with_a_sentence(exercise, data):
    wrong = data.draw(st.integers(0, len(exercise.inputs) - 1))
    results = [
        changed(result, data.draw) if place == wrong else result for place, result in enumerate(exercise.expected)
    ]
    answers = iter([*results, *results[wrong:]])
    assert not same(results, exercise.expected)
    with pytest.raises(Hint) as caught:
        exercise(lambda *arguments: next(answers))
    said = str(caught.value)
    assert said and len(said) < 1500
    assert "check itself" not in said
    assert " at 0x" not in said


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_foreseen_mistake_gets_its_own_hint(exercise, mistake):
    with pytest.raises(Hint) as caught:
        exercise(mistake.answer)
    assert str(caught.value) == mistake.hint


def test_each_exercise_is_a_check_for_notebooks_or_part_of_one():
    for name, exercise in EXERCISES.items():
        module, exercise_name = name.split(".")
        if exercise_name.lower() in ASKED:
            assert exercise is ASKED[exercise_name.lower()], "it is locked first"
        elif not exercise_name.startswith("check_"):
            check = getattr(importlib.import_module(f"helpers.checks.{module}"), f"check_{exercise_name.lower()}")
            assert exercise_name in check.__code__.co_names
