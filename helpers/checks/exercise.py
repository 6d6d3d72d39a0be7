"""A check runs a student's function on a few inputs, and recognizes the mistakes that were foreseen."""

import inspect
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpers.checks import running
from helpers.checks.differences import of_kinds, of_none, recognised, shown
from helpers.checks.errors import explained, globals_of, near_name
from helpers.checks.running import Call, OutOfTime, call, copied
from helpers.checks.values import Stopped, plain, same, short, taken

ARGUMENT = 60  # characters of an argument that is written out
NAMED = 180  # characters of one that stands in a line of its own
LINE = 90  # characters that JupyterLab shows in a line; longer ones it breaks in the middle of a word
CHANGED_ON_THE_WAY = "It changed what it was given on the way, which may be why: work on a copy."
STUB = "Write your answer here."
Function = Callable[..., Any]


class Hint(AssertionError):
    """What to think about next. Shown as a paragraph without a traceback; indented lines stay as they are."""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this; nbgrader counts the error and gives no points."""
        return [filled(f"Hint: {self}")]


def filled(text: str) -> str:
    """A text in lines that JupyterLab does not break; indented ones stay as they are."""
    lines = text.splitlines()
    return "\n".join(line if line.startswith("    ") else textwrap.fill(line, LINE) for line in lines)


@contextmanager
def faults_told() -> Iterator[None]:
    """Inside, and in a function with this decorator, a fault of the check itself becomes a hint."""
    try:
        yield
    except Hint:
        raise
    except Exception as error:
        raise Hint(
            f"The check itself stopped with {type(error).__name__}: {error}. It does not know this kind of result: "
            "return plain numbers, texts, lists or tensors."
        ) from None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that was foreseen: a function that gives it, and the hint for whoever gave it too."""

    answer: Function
    hint: str


@dataclass(frozen=True)
class Exercise:
    """What is asked of a student's function.

    Attributes:
        right: gives the right results, from the library where it can.
        inputs: the arguments of each call.
        mistakes: in the order in which they are tried.
        proof: what a right answer shows; printed.
        lent: what to say when the result is right, and an argument did not come back as it was.
        choices: the answers among which a question lets choose.
        forbidden: names of functions of libraries that may not do the work.
        needed: names of functions of libraries of which one has to be called.
    """

    right: Function
    inputs: Sequence[tuple[Any, ...]]
    mistakes: Sequence[Mistake]
    proof: str
    lent: str = ""
    choices: Sequence[str] = ()
    forbidden: Sequence[str] = ()
    needed: Sequence[str] = ()

    @cached_property
    def expected(self) -> list[Any]:
        """The right result of each call."""
        return [taken(self.right(*copied(arguments))) for arguments in self.inputs]

    @cached_property
    def foreseen(self) -> list[tuple[str, list[Any]]]:
        """The hint of each mistake, and its result of each call."""
        return [(mistake.hint, _results(mistake.answer, self.inputs)) for mistake in self.mistakes]

    def __call__(self, student: Function) -> None:
        """Print what a right answer proves.

        Raises:
            Hint: the answer is wrong, still blank, or stops with an error.
        """
        with faults_told():
            hint = self._hint(student)
        if hint:
            raise Hint(hint)
        print(filled(f"Right. {self.proof}"))

    def _hint(self, student: Function) -> str | None:
        name = name_of(student)
        refused = _not_callable(student, self.inputs[0]) or _reordered(student, self.right)
        if refused:
            return refused
        calls = []
        for arguments in self.inputs:
            calls.append(call(student, arguments, {*self.forbidden, *self.needed}))
            stop = _stop(calls[-1], name, student)
            if stop:
                return stop
        results = [each.result for each in calls]
        wrong = [place for place in range(len(calls)) if not same(results[place], self.expected[place])]
        used = next((name for each in calls for name in each.noticed if name in self.forbidden), None)
        if used:
            return f"`{used}` of a library did the work. The exercise asks for your own lines: calculate it without."
        unused = [each for each in calls if self.needed and not each.noticed]
        if unused and not wrong:
            return (
                f"The result is right, and {_shown(student, unused[0].arguments)} came to it without "
                f"`{self.needed[0]}`. Do what is asked for, and return what it gave."
            )
        if not wrong:
            return next((self.lent or _changed(each, student) for each in calls if each.changed), None)
        return self._foreseen(results, wrong) or self._general(student, calls, results, wrong)

    def _foreseen(self, results: list[Any], wrong: list[int]) -> str | None:
        """The hint of the mistake that gives the same results everywhere; or at least wherever they are wrong."""
        for hint, others in self.foreseen:
            if all(same(*pair) for pair in zip(results, others, strict=True)):
                return hint
        if all(isinstance(expected, bool) for expected in self.expected):
            return None  # of two values one is given by chance
        given = [place for place in wrong if results[place] is not None and not isinstance(results[place], Stopped)]
        found = [hint for hint, others in self.foreseen if all(same(results[place], others[place]) for place in given)]
        return found[0] if len(given) > 1 and len(found) == 1 else None

    def _general(self, student: Function, calls: list[Call], results: list[Any], wrong: list[int]) -> str:
        # An error is shown rather than a wrong result, and a wrong result of the first call rather than of another.
        place = next((place for place in wrong if isinstance(results[place], Stopped)), wrong[0])
        result, expected, shown_call = results[place], self.expected[place], _shown(student, self.inputs[place])
        if isinstance(result, Stopped):
            said = f"{shown_call} {explained(result.error, student)}"
            return f"{said} {CHANGED_ON_THE_WAY}" if calls[place].changed else said
        nothing = any(each is None for each in self.expected)
        if result is None and (not nothing or calls[place].printed.strip()):
            return f"{shown_call} {of_none(student, calls[place].printed)}"
        if not self.inputs[place]:
            return f"{shown_call} {_of_question(result, expected)}"
        pairs = [(results[other], self.expected[other]) for other in wrong]
        kind = of_kinds(pairs)
        if kind:
            right = same(plain(result), plain(expected)) and not isinstance(result, str)
            return f"{shown_call} {kind}{' What is in it is right.' if right else ''}"
        said = _of_calls(calls, results, self.expected, wrong) or recognised(pairs) or ""
        if not said and calls[place].changed:
            said = CHANGED_ON_THE_WAY
        elif not said and not same(call(student, calls[place].arguments).result, result):
            said = "It gives something else each time. Is there chance in it, such as dropout in training mode?"
        head, *table = shown(result, expected).split("\n")
        return "\n".join([f"{shown_call} {head} {said}".rstrip(), *table, *_named(student, self.inputs[place])])


def result_of(student: Function, *arguments: Any, choices: Sequence[str] = ()) -> Any:
    """What a student's function returns, as data. ``choices`` are letters that may have lost their quotation marks.

    Raises:
        Hint: it is no function, is blank, never ends, or stops with an error.
    """
    refused = _not_callable(student, arguments)
    if refused:
        raise Hint(refused)
    called = call(student, arguments)
    if isinstance(called.result, Stopped):
        stop = _stop(called, name_of(student), student)
        raise Hint(stop or f"{_shown(student, arguments)} {explained(called.result.error, student, choices)}")
    return called.result


def given_back(student: Function, choices: Sequence[str] = ()) -> Any:
    """What a function without arguments returns, as data.

    Raises:
        Hint: as ``result_of``; or it returns None.
    """
    result = result_of(student, choices=choices)
    if result is None:
        raise Hint(f"`{name_of(student)}()` gave None. `print` shows a value, and `return` gives it back.")
    return result


def hidden_test(student: Function, *arguments: Any, expected: Any) -> None:
    """One more call of a student's function, compared as a check compares.

    Raises:
        Hint: the result is wrong; the call, and what came.
    """
    result = result_of(student, *arguments)
    if not same(result, expected):
        raise Hint(f"{_shown(student, arguments)} {shown(result, taken(expected))}")


def choice(right: str, explanations: dict[str, str]) -> Exercise:
    """Multiple choice: every letter has an explanation, the right one too."""

    def wrong_choice(letter: str) -> Mistake:
        return Mistake(lambda: letter, f"Not ({letter}). {explanations[letter]}")

    wrong = [wrong_choice(letter) for letter in explanations if letter != right]
    return Exercise(lambda: right, [()], wrong, f"({right}). {explanations[right]}", choices=list(explanations))


def _results(function: Function, inputs: Sequence[tuple[Any, ...]]) -> list[Any]:
    results: list[Any] = []
    for arguments in inputs:
        try:
            results.append(taken(function(*copied(arguments))))
        except Exception as error:
            results.append(Stopped(error))
    return results


def name_of(student: Any) -> str:
    """The name of a student's function."""
    name = getattr(student, "__name__", "")
    return name if name.isidentifier() else "your function"


def _not_callable(student: Any, arguments: tuple[Any, ...]) -> str | None:
    """Why a student's function cannot be called at all, if it cannot."""
    if not callable(student):
        return (
            f"The check needs the function itself, and got {short(student)}. Leave the check cell as it was, give the "
            "function's name to nothing else, and run the answer cell again."
        )
    signature = _signature(student)
    try:
        signature.bind(*arguments)
    except TypeError:
        takes, given = len(signature.parameters), len(arguments)
        return (
            f"`{name_of(student)}` takes {_count(takes)}, and the exercise hands it {_count(given)}. Leave the line "
            "that begins with `def` as it was."
        )
    return None


def _reordered(student: Function, right: Function) -> str | None:
    """Whether the names between the brackets behind ``def`` changed places."""
    names, wanted = list(_signature(student).parameters), list(_signature(right).parameters)
    if names == wanted or sorted(names) != sorted(wanted):
        return None
    return f"The arguments come in the order `{', '.join(wanted)}`. Leave the line that begins with `def` as it was."


def _signature(student: Function) -> inspect.Signature:
    try:
        return inspect.signature(student)
    except (ValueError, TypeError):  # some built-in functions do not tell
        return inspect.signature(lambda *arguments: None)


def _count(arguments: int) -> str:
    return f"{arguments or 'no'} argument{'s' * (arguments != 1)}"


def _stop(called: Call, name: str, student: Function) -> str | None:
    """What to say at once, whatever the other calls give: it never ended, or the stub is still there."""
    if not isinstance(called.result, Stopped):
        return None
    if isinstance(called.result.error, OutOfTime):
        limit = f"{running.SECONDS:g} seconds"
        return f"{_shown(student, called.arguments)} did not come back within {limit}. Does a loop in it never end?"
    if isinstance(called.result.error, NotImplementedError) and str(called.result.error) == STUB:
        known = globals_of(student)
        others = {other for other in known if callable(known[other]) and not other.startswith("check_")} - {name}
        near = near_name(name, others)
        tail = f" There is also a function `{near}`: is its name misspelt?" if near else ""
        return (
            f"`{name}` is still blank: replace the line that raises NotImplementedError by your answer, and run the "
            f"cell.{tail}"
        )
    return None


def _changed(called: Call, student: Function) -> str:
    parameters = list(_signature(student).parameters)
    named = [f"`{parameters[place]}`" if place < len(parameters) else "an argument" for place in called.changed]
    return (
        f"The result is right. One thing remains: {_shown(student, called.arguments)} changed {' and '.join(named)}, "
        "which it was only lent. Work on a copy, and leave the original as it was."
    )


def _of_calls(calls: list[Call], results: list[Any], expected: list[Any], wrong: list[int]) -> str | None:
    """What is wrong with the results of several calls taken together, if it is one of the usual things."""
    if len(calls) > 1 and all(same(result, results[0]) for result in results) and not same(expected[0], expected[-1]):
        return (
            "It is the same for every input here. Is it calculated from what the function is given, and nothing else?"
        )
    for place in range(len(calls[wrong[0]].arguments)):
        if all(same(results[other], calls[other].arguments[place]) for other in wrong) and len(wrong) > 1:
            return (
                "This is what the function was given, unchanged. Return the new value: the old one does not change "
                "by itself."
            )
    if len(wrong) == len(calls) > 1 and all(isinstance(result, bool) for result in [*results, *expected]):
        return "True and False are the wrong way round."
    place = wrong[0]
    earlier = results[place - 1] if place else None
    if isinstance(earlier, list) and earlier and same(results[place], earlier + list(expected[place])):
        return "What an earlier call gave is still in it. Begin with a new list inside the function."
    return None


def _of_question(result: Any, expected: Any) -> str:
    """What to say of a wrong answer to a question: which of its places are right."""
    gave = f"gave {short(result)}"
    if not (isinstance(result, list | tuple) and isinstance(expected, list) and len(result) == len(expected)):
        return f"{gave}, and that is not it."
    pairs = enumerate(zip(result, expected, strict=True), start=1)
    right = ", ".join(str(place) for place, pair in pairs if same(*pair))
    return f"{gave}, and of its {len(expected)} places {f'these are right: {right}' if right else 'none is right'}."


def _named(student: Function, arguments: tuple[Any, ...]) -> list[str]:
    """A line for each argument that a call shows by its name alone, if it fits into two."""
    pairs = zip(_signature(student).parameters, arguments, strict=False)
    texts = {name: short(argument, NAMED + 1) for name, argument in pairs}
    return [f"    {name} = {text}" for name, text in texts.items() if ARGUMENT < len(text) <= NAMED]


def _shown(student: Function, arguments: tuple[Any, ...]) -> str:
    """The call as one would write it; what is too long for that by its name, with the shape of the first tensor."""
    names = list(_signature(student).parameters)
    written, shape = [], ""
    for place, argument in enumerate(arguments):
        text = short(argument, 1000)
        if (len(text) > ARGUMENT or " of shape " in text) and place < len(names):
            written.append(names[place])
            if hasattr(argument, "shape") and not shape:
                shape = f", with {names[place]} of shape {tuple(argument.shape)},"
        else:
            written.append(short(argument, ARGUMENT))
    return f"`{name_of(student)}({', '.join(written)})`{shape}"
