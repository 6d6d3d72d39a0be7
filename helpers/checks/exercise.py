"""A check runs a student's function on a few inputs, and recognizes the mistakes that were foreseen."""

import signal
import textwrap
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import torch

from helpers.tokens import shortened

SECONDS = 10  # for one call of a student's function; every right answer takes a fraction of one
TOLERANCE = 1e-4
LINE = 90  # characters; JupyterLab would break longer lines in the middle of a word
Function = Callable[..., Any]


class Hint(AssertionError):
    """What to think about next. Shown as one paragraph, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this; nbgrader counts the error and gives no points."""
        return ["\n".join(textwrap.wrap(f"Hint: {self}", LINE))]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that was foreseen: a function that gives it, and the hint for whoever gave it too."""

    answer: Function
    hint: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """In place of a result: the error with which a call stopped. A foreseen mistake can stop as well."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Exercise:
    """What is asked of a student's function.

    Attributes:
        right: gives the right results, from the library where it can.
        inputs: the arguments of each call.
        mistakes: in the order in which they are tried.
        proof: what a right answer shows; printed.
        pure: whether the function has to leave its arguments as they are.
        choices: the answers among which a question lets choose.
    """

    right: Function
    inputs: Sequence[tuple[Any, ...]]
    mistakes: Sequence[Mistake]
    proof: str
    pure: bool = False
    choices: Sequence[str] = ()

    def check(self, student: Function) -> None:
        """Print what a right answer proves.

        Raises:
            Hint: the answer is wrong, still blank, or stops with an error.
        """
        name = getattr(student, "__name__", "your function")
        if not callable(student):
            raise Hint(
                f"The check needs the function itself, and got {_short(student)}: leave the check cell as it was."
            )
        results = [_call(student, name, arguments, self.pure) for arguments in self.inputs]
        expected = [self.right(*deepcopy(arguments)) for arguments in self.inputs]
        wrong = [place for place in range(len(results)) if not same(results[place], expected[place])]
        if not wrong:
            print(f"Right. {self.proof}")
            return
        for mistake in self.mistakes:
            if all(same(*pair) for pair in zip(results, self._results_of(mistake), strict=True)):
                raise Hint(mistake.hint)
        call, result = _shown(name, self.inputs[wrong[0]]), results[wrong[0]]
        if isinstance(result, Stopped):
            raise Hint(f"{call} stopped with {type(result.error).__name__}: {result.error}")
        if not self.inputs[wrong[0]]:
            raise Hint(f"{call} gave {_short(result)}, {_of_question(result, expected[0], self.choices)}")
        raise Hint(f"{call} {_comparison(result, expected[wrong[0]])}")

    def _results_of(self, mistake: Mistake) -> list[Any]:
        return [_result(mistake.answer, deepcopy(arguments)) for arguments in self.inputs]


def choice(right: str, explanations: dict[str, str]) -> Exercise:
    """Multiple choice: every letter has an explanation, the right one too."""

    def wrong_choice(letter: str) -> Mistake:
        return Mistake(lambda: letter, f"Not ({letter}). {explanations[letter]}")

    wrong = [wrong_choice(letter) for letter in explanations if letter != right]
    return Exercise(lambda: right, [()], wrong, f"({right}). {explanations[right]}", choices=list(explanations))


def same(first: Any, second: Any) -> bool:
    """Whether two results are equal.

    Numbers may differ by a small tolerance. Tensors and arrays have to have one shape. Sequences are compared item by
    item. Two errors are equal if their kinds and messages are.
    """
    if isinstance(first, Stopped) and isinstance(second, Stopped):
        return type(first.error) is type(second.error) and str(first.error) == str(second.error)
    first, second = _plain(first), _plain(second)
    if isinstance(first, torch.Tensor) and isinstance(second, torch.Tensor):
        return first.shape == second.shape and torch.allclose(
            first.double(), second.double(), atol=TOLERANCE, equal_nan=True
        )
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.shape == second.shape and np.allclose(first, second, atol=TOLERANCE, equal_nan=True)
    if isinstance(first, torch.Tensor | np.ndarray) or isinstance(second, torch.Tensor | np.ndarray):
        return False
    if _is_number(first) and _is_number(second):
        return bool(abs(first - second) <= TOLERANCE)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(same(*pair) for pair in zip(first, second, strict=True))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    return type(first) is type(second) and bool(first == second)


def _plain(value: Any) -> Any:
    return bool(value) if isinstance(value, np.bool_) else value


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)  # NumPy's numbers too


def _call(student: Function, name: str, arguments: tuple[Any, ...], pure: bool) -> Any:
    shown = _shown(name, arguments)
    given = deepcopy(arguments)
    try:
        with _time_limit():
            result = _result(student, given)
    except TimeoutError:
        raise Hint(f"{shown} did not come back within {SECONDS} seconds. Does a loop in it never end?") from None
    if isinstance(result, Stopped) and isinstance(result.error, NotImplementedError):
        raise Hint(f"`{name}` is still blank: replace the line that raises NotImplementedError by your answer.")
    if pure and not same(given, arguments):
        raise Hint(f"{shown} changed what it was given. Work on a copy, and leave the original as it was.")
    return result


def _result(function: Function, arguments: tuple[Any, ...]) -> Any:
    """What a function returns, or the error with which it stops; running out of time is no error of its own."""
    try:
        return function(*arguments)
    except TimeoutError:
        raise
    except Exception as error:
        return Stopped(error)


@contextmanager
def _time_limit() -> Iterator[None]:
    """Interrupt what takes too long, where the system can: on Unix, in the main thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _of_question(result: Any, expected: Any, choices: Sequence[str]) -> str:
    """What to say of a wrong answer to a question, without giving the right one away."""
    if choices:
        return f"and the answer is one of {', '.join(map(repr, choices))}, with its quotation marks."
    if isinstance(result, list | tuple) and isinstance(expected, list) and len(result) == len(expected):
        pairs = enumerate(zip(result, expected, strict=True), start=1)
        right = ", ".join(str(place) for place, pair in pairs if same(*pair))
        return f"and of its {len(expected)} places {f'these are right: {right}' if right else 'none is right'}."
    return "and that is not it. Read once more what kind of answer is asked for."


def _comparison(result: Any, expected: Any) -> str:
    if result is None:
        return "gave None. Does the function end with `return`?"
    if isinstance(expected, torch.Tensor | np.ndarray):
        if type(result) is not type(expected):
            return f"gave a {type(result).__name__}, and {_kind(expected)} is expected."
        if result.shape != expected.shape:
            return f"gave the shape {tuple(result.shape)}, and {tuple(expected.shape)} is expected."
        difference = np.abs(np.asarray(result) - np.asarray(expected)).max()
        if not np.isfinite(difference):
            return "has the right shape, but a number in it is infinite, or no number (nan)."
        return f"has the right shape, but a number in it is off by {difference:.3g}."
    if isinstance(result, torch.Tensor | np.ndarray):
        way = {bool: "`bool(…)`", list: "`.tolist()`"}.get(type(expected), "`.item()`")
        return f"gave {_short(result)}, and a {type(expected).__name__} is expected: {way} makes one of it."
    return f"gave {_short(result)}, and {_short(expected)} is expected."


def _shown(name: str, arguments: tuple[Any, ...]) -> str:
    return f"`{name}({', '.join(_short(argument) for argument in arguments)})`"


def _kind(value: torch.Tensor | np.ndarray) -> str:
    return "a tensor" if isinstance(value, torch.Tensor) else "an array"


def _short(value: Any) -> str:
    if isinstance(value, torch.Tensor | np.ndarray):
        return f"{_kind(value)} of shape {tuple(value.shape)}"
    return shortened(repr(value), 100)
