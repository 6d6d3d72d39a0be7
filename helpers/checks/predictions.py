"""Predictions: an answer and its reason, kept before anything tells, and from then on the same.

A prediction is a function that returns both. ``lock`` keeps what it returns, and writes a seal into the notebook: into
its own cell, which is saved with it. A later change no longer fits the seal. It is a lock against oneself: whoever
deletes the seal and starts the kernel anew can predict once more.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from IPython.core.getipython import get_ipython

from helpers.checks.exercise import Exercise, Function, Hint, given_back, name_of
from helpers.checks.values import is_number, kind_of, plain, same, short

WORDS = 3  # that a reason has at least
ONCE = "A prediction is kept once, and a wrong one is worth its reason all the same"

KEPT: dict[str, tuple[Any, str]] = {}  # by the name of the function: the answer and its reason
ASKED: dict[str, Exercise] = {}  # by the name of the function: what it answers


def lock(student: Function, seal: str = "") -> None:
    """Keep what a function predicts, before the check tells.

    Args:
        student: returns two things, an answer and a sentence that says why.
        seal: what an earlier run of the cell has written into it.

    Raises:
        Hint: the reason is missing, or the prediction is no longer the one that was locked.
    """
    name, (answer, reason) = name_of(student), _read(student)
    _refuse_a_change(name, answer, reason)
    if name in ASKED and (odd := _odd(answer, ASKED[name])):
        raise Hint(f"{odd} Nothing is locked yet.")
    fresh = _seal(name, answer, reason)
    if seal and seal != fresh:
        raise Hint(f"Locked was {seal.rsplit(' · ', 1)[0]}, and `{name}` says something else now. {ONCE}: put it back.")
    KEPT[name] = answer, reason
    _write(name, fresh)
    print(f"Locked: {short(answer)}. The check below tells.")


def prediction(name: str, exercise: Exercise) -> Callable[[Function], None]:
    """The check of an exercise whose answer is locked before it tells. The function that answers has this name."""
    ASKED[name] = exercise

    def check(student: Function) -> None:
        answer, reason = _read(student)
        if name not in KEPT:
            raise Hint(f"First lock what you predict: run the cell with `lock({name})`, which stands above this one.")
        _refuse_a_change(name, answer, reason)

        def kept() -> Any:
            return _settled(answer)

        kept.__name__ = name
        try:
            exercise(kept)
        except Hint as hint:
            right = "" if exercise.choices else f"{short(exercise.expected[0])}: "
            raise Hint(f"{hint} Right is {right}{exercise.proof} {ONCE}.") from None

    return check


def _read(student: Function) -> tuple[Any, str]:
    """The answer and the reason that a function returns."""
    asked = ASKED.get(name_of(student))
    result = given_back(student, asked.choices if asked else ())
    if not isinstance(result, list | tuple) or len(result) != 2 or not isinstance(result[1], str):
        raise Hint(
            f"`{name_of(student)}()` gave {short(result)}. Return two things: what you predict, and behind it in "
            "quotation marks a sentence that says why."
        )
    answer, reason = result
    if isinstance(answer, set):
        raise Hint("A set has no order, and holds nothing twice. Return a list.")
    if len(set(re.findall(r"[^\W\d_]+", reason))) < WORDS:
        if isinstance(answer, str) and len(answer.split()) >= WORDS:
            raise Hint("They are the wrong way round: first what you predict, and then the sentence that says why.")
        raise Hint(f"{short(reason)} is no reason yet: write a sentence that says why.")
    return plain(answer), reason


def _settled(answer: Any) -> Any:
    """Capitals, and spaces, stops and brackets around a word, make no other answer of it."""
    if isinstance(answer, list):
        return [_settled(item) for item in answer]
    return answer.strip(" .()").casefold() if isinstance(answer, str) else answer


def _odd(answer: Any, exercise: Exercise) -> str | None:
    """What is wrong with the form of an answer, before anybody asks whether it is right."""
    if exercise.choices:
        known = _settled(answer) in exercise.choices
        letters = ", ".join(map(repr, exercise.choices))
        return None if known else f"The answer is {short(answer)}, and has to be one letter alone: {letters}."
    expected = plain(exercise.expected[0])
    if not isinstance(answer, list):
        return f"The answer is {short(answer)}, and has to be a list."
    if len(answer) != len(expected):
        return f"The answer has {len(answer)} {'place' if len(answer) == 1 else 'places'} of {len(expected)}."
    words = {item for item in expected if isinstance(item, str)}  # each of them occurs in the right answer
    for given, right in zip(answer, expected, strict=True):
        if isinstance(right, list) and not (isinstance(given, list) and all(map(is_number, given))):
            return f"In the list stands {short(given)}, and has to stand a list of numbers."
        if _kind(given) != _kind(right):
            return f"In the list stands {short(given)}, which is {kind_of(given)} and not {kind_of(right)}."
        if isinstance(given, str) and _settled(given) not in words:
            return f"In the list stands {short(given)}, and only these words can: {', '.join(sorted(words))}."
    return None


def _kind(value: Any) -> type:
    return float if is_number(value) else type(value)


def _refuse_a_change(name: str, answer: Any, reason: str) -> None:
    first = KEPT.get(name)
    if first and not (same(first[0], answer) and first[1] == reason):
        changed = "the reason" if same(first[0], answer) else f"`{name}`"
        raise Hint(f"Locked was {short(first[0])}, and {changed} says something else now. {ONCE}: put it back.")


def _seal(name: str, answer: Any, reason: str) -> str:
    """What was predicted, and a number that fits nothing but this prediction with this reason."""
    digest = hashlib.sha256(json.dumps([name, repr(answer), reason]).encode()).hexdigest()
    return f"{short(answer)} · {digest[:12]}"


def _write(name: str, seal: str) -> None:
    """Put the seal into the cell that is being run; JupyterLab shows and saves it there."""
    shell = get_ipython()
    if shell is None or shell.history_manager is None:
        return
    source = shell.history_manager.input_hist_raw[-1]
    sealed = re.sub(rf"\block\({name}\)", lambda _: f"lock({name}, {json.dumps(seal, ensure_ascii=False)})", source)
    if sealed != source:
        shell.set_next_input(sealed, replace=True)
