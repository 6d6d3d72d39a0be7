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
class Exercise:
    """What is asked of a student's function.

    Attributes:
        right: gives the right results, from the library where it can.
        inputs: the arguments of each call.
        mistakes: in the order in which they are tried.
        proof: what a right answer shows; printed.
        pure: whether the function has to leave its arguments as they are.
    """

    right: Function
    inputs: Sequence[tuple[Any, ...]]
    mistakes: Sequence[Mistake]
    proof: str
    pure: bool = False

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
        raise Hint(_comparison(name, self.inputs[wrong[0]], results[wrong[0]], expected[wrong[0]]))

    def _results_of(self, mistake: Mistake) -> list[Any]:
        return [mistake.answer(*deepcopy(arguments)) for arguments in self.inputs]


def choice(right: str, explanations: dict[str, str]) -> Exercise:
    """Multiple choice: every letter has an explanation, the right one too."""

    def wrong_choice(letter: str) -> Mistake:
        return Mistake(lambda: letter, f"Not ({letter}). {explanations[letter]}")

    wrong = [wrong_choice(letter) for letter in explanations if letter != right]
    return Exercise(lambda: right, [()], wrong, f"({right}). {explanations[right]}")


def same(first: Any, second: Any) -> bool:
    """Whether two results are equal.

    Numbers may differ by a small tolerance. Tensors and arrays have to have one shape. Sequences are compared item by
    item.
    """
    if isinstance(first, torch.Tensor) and isinstance(second, torch.Tensor):
        return first.shape == second.shape and torch.allclose(first.double(), second.double(), atol=TOLERANCE)
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


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)  # NumPy's numbers too


def _call(student: Function, name: str, arguments: tuple[Any, ...], pure: bool) -> Any:
    shown = f"`{name}({', '.join(_short(argument) for argument in arguments)})`"
    given = deepcopy(arguments)
    try:
        with _time_limit():
            result = student(*given)
    except NotImplementedError:
        raise Hint(
            f"`{name}` is still blank: replace the line that raises NotImplementedError by your answer."
        ) from None
    except TimeoutError:
        raise Hint(f"{shown} did not come back within {SECONDS} seconds. Does a loop in it never end?") from None
    except Exception as error:
        raise Hint(f"{shown} stopped with {type(error).__name__}: {error}") from None
    if pure and not same(given, arguments):
        raise Hint(f"{shown} changed what it was given. Work on a copy, and leave the original as it was.")
    return result


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


def _comparison(name: str, arguments: tuple[Any, ...], result: Any, expected: Any) -> str:
    call = f"`{name}({', '.join(_short(argument) for argument in arguments)})`"
    if not arguments:  # a question, whose answer must not be given away
        return f"{call} gave {_short(result)}, and that is not it. Read once more what kind of answer is asked for."
    if result is None:
        return f"{call} gave None. Does the function end with `return`?"
    if isinstance(expected, torch.Tensor | np.ndarray):
        if type(result) is not type(expected):
            kind = "a tensor" if isinstance(expected, torch.Tensor) else "an array"
            return f"{call} gave a {type(result).__name__}, and {kind} is expected."
        if result.shape != expected.shape:
            return f"{call} gave the shape {tuple(result.shape)}, and {tuple(expected.shape)} is expected."
        difference = np.abs(np.asarray(result) - np.asarray(expected)).max()
        return f"{call} has the right shape, but a number in it is off by {difference:.3g}."
    return f"{call} gave {_short(result)}, and {_short(expected)} is expected."


def _short(value: Any) -> str:
    if isinstance(value, torch.Tensor | np.ndarray):
        return f"{'a tensor' if isinstance(value, torch.Tensor) else 'an array'} of shape {tuple(value.shape)}"
    return shortened(repr(value), 100)
