"""How wrong results differ from the expected ones, in words that hold for every exercise."""

import ast
import inspect
import itertools
import math
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from helpers.checks.values import Odd, is_number, kind_of, plain, same, short

MUTATING = {"append", "extend", "insert", "sort", "reverse", "remove", "clear", "update", "add"}
FOUND = "It is in there"
CELLS = 24  # a table of at most so many numbers is shown
LINE = 140  # characters of two lists that can be read beside each other
Array = torch.Tensor | np.ndarray
Pair = tuple[Any, Any]  # a result, and what was expected


def of_none(student: Callable[..., Any], printed: str) -> str:
    """Why a function returned None."""
    if printed.strip():
        return "printed something and returned None. `print` shows a value, and `return` gives it back."
    name = _changing_method(student)
    if name:
        return (
            f"returned None. `.{name}(...)` changes what stands before it and returns None: do that first, and return "
            "after it."
        )
    return "returned None. Does a way through the function end without `return`, or with one that returns nothing?"


def _changing_method(student: Callable[..., Any]) -> str | None:
    """A method that changes a list and gives None, whose result is returned or kept."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(student)))
    except (OSError, TypeError, SyntaxError):
        return None
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Return | ast.Assign) else None
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in MUTATING:
            return value.func.attr
    return None


def of_kind(result: Any, expected: Any) -> str | None:
    """What is wrong with the kind of a result, and the one call that mends it, if there is one."""
    if isinstance(result, Odd):
        return _of_odd(result, expected)
    if isinstance(expected, Array):
        return _where_array(result, expected)
    if isinstance(result, Array):
        return _where_no_array(result, expected)
    if result is None:
        return f"returned None, and {short(expected)} is expected."
    if expected is None:
        return f"gave {short(result)}, and None is expected{', without quotation marks' if result == 'None' else ''}."
    if isinstance(result, str) and not isinstance(expected, str):
        right = same(_read(result), expected)
        return (
            f"gave the text {short(result)}, and {kind_of(expected)} is "
            f"expected{': return it without quotation marks, `str(...)` or `f`' if right else ''}."
        )
    if isinstance(result, bool) != isinstance(expected, bool) and not isinstance(result, str | list | tuple | dict):
        return f"gave {short(result)}, and {kind_of(expected)} is expected."
    if isinstance(result, set) and not isinstance(expected, set):
        return f"gave a set, which has no order and holds nothing twice, and {kind_of(expected)} is expected."
    if isinstance(result, dict) != isinstance(expected, dict):
        found = _found(result, expected)
        return f"gave {kind_of(result)}, and {kind_of(expected)} is expected. {found}".rstrip()
    if isinstance(result, list | tuple) and (is_number(expected) or isinstance(expected, str | bool)):
        found = _found(result, expected)
        return f"gave {short(result)}, and {kind_of(expected)} is expected. {found}".rstrip()
    return _of_items(result, expected)


def of_kinds(pairs: Sequence[Pair]) -> str | None:
    """What is wrong with the kind of the first of some results. That the right one is in it has to hold for all."""
    said, *others = (of_kind(*pair) for pair in pairs)
    if said and FOUND in said and not all(FOUND in (other or "") for other in others):
        return said.split(FOUND)[0].rstrip()
    return said


def _read(text: str) -> Any:
    text = text.strip()
    try:
        return ast.literal_eval(text.replace(",", "") if text[:1].isdigit() else text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def _of_odd(result: Odd, expected: Any) -> str:
    if result.kind == "a function":
        return "gave a function, and not what it returns: round brackets behind its name call it."
    if result.kind == "a coroutine":
        return "gave a coroutine: leave `async` before `def` away."
    if result.kind == "a generator":
        return "gave a generator, which has done nothing yet. Collect the items in a list, and return that."
    if result.kind in ("a map", "a zip", "a filter", "a reversed", "an enumerate") or result.kind.endswith("iterator"):
        return f"gave {result.kind} object, which has done nothing yet. `list(...)` around it gives its items."
    return f"gave {result.kind}, and {kind_of(expected)} is expected."


def _where_array(result: Any, expected: Array) -> str | None:
    """What is wrong with the kind of a result where a tensor or an array is expected."""
    said = f"gave {kind_of(result)}, and {kind_of(expected)} is expected"
    tensors = isinstance(expected, torch.Tensor)
    of_torch, of_numpy = ("torch.tensor", "torch.stack", "torch.cat"), ("np.array", "np.stack", "np.concatenate")
    make, stack, join = of_torch if tensors else of_numpy
    if type(result) is type(expected):
        return _of_numbers(result, expected)
    if isinstance(result, Array):
        return f"{said}: `{'torch.tensor(...)' if tensors else '.detach().numpy()'}` makes one of it."
    if isinstance(result, list | tuple) and result:
        found = _found(result, expected)
        if found or isinstance(result, tuple):
            return f"{said}. {found}".rstrip()
        if not all(isinstance(item, Array) for item in result):
            return f"{said}: `{make}(...)` makes one of it." if same(plain(result), plain(expected)) else f"{said}."
        if len({item.shape for item in result}) > 1:
            return f"{said}. The items have different shapes."
        is_row = tuple(result[0].shape) == tuple(expected.shape)[1:]
        return f"{said}: `{stack if is_row else join}(...)` makes one of its items."
    if isinstance(result, dict):
        return f"{said}. {_found(result, expected)}".rstrip()
    return f"{said}."


def _of_numbers(result: Array, expected: Array) -> str | None:
    """What is wrong with the kind of numbers in a tensor."""
    kind = str(result.dtype).removeprefix("torch.")
    if kind in ("float16", "bfloat16"):
        return (
            f"gave numbers in half precision ({kind}), which keeps three digits or fewer. Calculate in single "
            "precision: `.float()`."
        )
    if kind == "bool" and "bool" not in str(expected.dtype):
        return (
            "gave True and False, and numbers are expected. A comparison says where; the values are still to be "
            "taken from there."
        )
    if (
        isinstance(result, np.ndarray)
        and result.dtype.kind in "USO"
        and isinstance(expected, np.ndarray)
        and expected.dtype.kind in "iuf"
    ):
        return f"gave an array of {'objects' if result.dtype.kind == 'O' else 'texts'}, and one of numbers is expected."
    return None


def _where_no_array(result: Array, expected: Any) -> str:
    said = f"gave {short(result)}, and {kind_of(expected)} is expected"
    if isinstance(expected, list):
        return f"{said}: `.tolist()` makes one of it."
    if isinstance(expected, tuple):
        return f"{said}: `.tolist()` makes a list of it, which will do."
    if math.prod(result.shape) == 1 and not isinstance(expected, dict):
        return f"{said}: `.item()` makes one of it."
    return f"{said}: it has {math.prod(result.shape)} values."


def _found(result: Any, expected: Any) -> str:
    """Where in a container the expected result is."""
    if isinstance(expected, bool):
        return ""  # of two values one is there by chance
    if isinstance(result, dict):
        inside = [key for key, item in result.items() if same(item, expected)]
        return f"{FOUND}, under {short(inside[0])}: return that alone." if inside else ""
    if isinstance(result, list | tuple):
        inside = [place for place, item in enumerate(result) if same(item, expected)]
        return f"{FOUND}, as item {inside[0]}: return that alone." if inside else ""
    return ""


def _of_items(result: Any, expected: Any) -> str | None:
    """Items of the wrong kind in a list, or in the values of a dictionary."""
    pairs: list[Pair] = []
    if isinstance(result, dict) and isinstance(expected, dict) and result.keys() == expected.keys():
        pairs = [(result[key], expected[key]) for key in expected]
    elif isinstance(result, list | tuple) and isinstance(expected, list | tuple) and len(result) == len(expected):
        pairs = list(zip(result, expected, strict=True))
    for place, (item, wanted) in enumerate(pairs):
        if isinstance(item, Array) and is_number(wanted) and math.prod(item.shape) == 1:
            return f"gave {kind_of(item)} for each item, and numbers are expected: `.item()` makes a number of each."
        if isinstance(item, Array) and isinstance(wanted, list | tuple):
            return f"has {kind_of(item)} as item {place}, and a list is expected there: `.tolist()` makes one of it."
        if isinstance(wanted, Array) and not isinstance(item, Array | Odd):
            return f"has {kind_of(item)} as item {place}, and {kind_of(wanted)} is expected there."
        if isinstance(item, str) and is_number(wanted):
            return (
                f"gave texts such as {short(item)}, and numbers are expected: without quotation marks, or with "
                "`int(...)` or `float(...)`."
            )
        if is_number(item) and isinstance(wanted, str):
            return f"gave numbers such as {short(item)}, and texts are expected."
        if isinstance(item, Odd):
            return f"has {item.kind} among its items."
    return None


def recognised(pairs: Sequence[Pair]) -> str | None:
    """What is wrong with the first of some results, and with most others, if it is one of the usual things."""
    for said, relation in RELATIONS.items():
        # It is said of the first, so it has to hold there. What holds for the others is no chance.
        if _holds(relation, *pairs[0]) and 2 * sum(_holds(relation, *pair) for pair in pairs) > len(pairs):
            return said
    if len(pairs) > 1 or all(_count(expected) > 2 for _, expected in pairs):
        for said, relation in CALCULATIONS.items():  # one number can be near another by chance; several hardly can
            if all(_holds(relation, _numbers(result), _numbers(expected)) for result, expected in pairs):
                return said
    return None


def _holds(relation: Callable[[Any, Any], bool], result: Any, expected: Any) -> bool:
    try:
        with np.errstate(all="ignore"):
            return bool(relation(result, expected))
    except Exception:  # a relation that makes no sense for these values does not hold
        return False


def _numbers(value: Any) -> np.ndarray | None:
    """All numbers in a result, if there are only numbers."""
    try:
        numbers = np.asarray(plain(value))
    except ValueError:
        return None
    return numbers.astype(np.float64) if numbers.dtype.kind in "iuf" and numbers.size else None


def _has_nan(value: Any) -> bool:
    numbers = _numbers(value)
    return numbers is not None and bool(np.isnan(numbers).any())


def _count(value: Any) -> int:
    numbers = _numbers(value)
    return 0 if numbers is None else numbers.size


def _row(*values: Any) -> bool:
    return all(isinstance(value, list | tuple) for value in values)


def _arrays(*values: Any) -> bool:
    return all(isinstance(value, Array) for value in values)


def _near(first: Any, second: Any) -> bool:
    return np.shape(first) == np.shape(second) and same(np.asarray(first), np.asarray(second))


def _transposed(result: Any, expected: Any) -> bool:
    r, e = _numbers(result), _numbers(expected)
    if r is None or e is None or not 2 <= e.ndim <= 4 or same(r, e):
        return False
    return any(_near(r, e.transpose(axes)) for axes in itertools.permutations(range(e.ndim)))


def _flat(value: Any) -> list[Any]:
    return [inner for item in value for inner in (_flat(item) if _row(item) else [item])]


def _other_order(result: Any, expected: Any) -> bool:
    r, e = plain(result), plain(expected)
    return len(e) > 1 and not same(r, e) and same(sorted(r, key=repr), sorted(e, key=repr))


# What a result is, and when. Each sentence is true of the result, whatever led to it.
RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "It is nested once too often: take the one item out of the list around it.": (
        lambda r, e: _row(r) and len(r) == 1 and same(r[0], e) and e != []
    ),
    "This is the item by itself, and a list with it is expected.": lambda r, e: (
        _row(e) and len(e) == 1 and same(r, e[0])
    ),
    "The numbers are right, and there is an axis of length 1 too many: `[0]` or `.squeeze()` takes it away.": (
        lambda r, e: _arrays(r, e) and r.ndim > e.ndim and same(r.squeeze(), e.squeeze())
    ),
    "The numbers are right, and an axis of length 1 is missing: `keepdim=True` or `[None]` keeps it.": (
        lambda r, e: _arrays(r, e) and r.ndim < e.ndim and same(r.squeeze(), e.squeeze())
    ),
    "The numbers are right, and the axes are in another order: it is transposed.": _transposed,
    "The numbers are right, and their shape is lost.": (
        lambda r, e: _arrays(r, e) and r.shape != e.shape and same(r.reshape(-1), e.reshape(-1))
    ),
    "This is the first row alone. All rows are asked for.": (
        lambda r, e: _arrays(r, e) and len(e) > 1 and (same(r, e[0]) or same(r, e[:1]))
    ),
    "This is the first item alone. All of them are asked for: does the function end with the first?": (
        lambda r, e: _row(e) and not same(e[-1], e[0]) and (same(r, e[0]) or same(r, e[:1]))
    ),
    "This is the entry of the first key alone. Does a `return` stand in the loop?": (
        lambda r, e: isinstance(e, dict) and len(e) > 1 and same(r, dict(list(e.items())[:1]))
    ),
    "This is the last item alone. Is each item kept, or the one before it overwritten?": (
        lambda r, e: _row(e) and len(e) > 1 and (same(r, e[-1]) or same(r, e[-1:]))
    ),
    "One too short: the last item is missing.": lambda r, e: _row(r, e) and len(e) > 1 and same(r, e[:-1]),
    "One too short: the first item is missing.": lambda r, e: _row(r, e) and len(e) > 1 and same(r, e[1:]),
    "One too long: the last item does not belong to it.": lambda r, e: _row(r, e) and bool(r) and same(r[:-1], e),
    "One too long: the first item does not belong to it.": lambda r, e: _row(r, e) and bool(r) and same(r[1:], e),
    "The items are right, and in the opposite order.": (
        lambda r, e: _row(r, e) and len(e) > 1 and same(list(r), list(e)[::-1])
    ),
    "The rows are right, and in another order.": lambda r, e: _arrays(r, e) and r.ndim > 1 and _other_order(r, e),
    "The items are right, and in another order.": lambda r, e: _row(r, e) and _other_order(r, e),
    "The items are right, and in other inner lists. `append` adds a list as one item, `extend` adds its items.": (
        lambda r, e: _row(r, e) and any(map(_row, r)) != any(map(_row, e)) and same(_flat(r), _flat(e))
    ),
    "There are lists inside it, and none are expected. `append` adds a list as one item, `extend` adds its items.": (
        lambda r, e: _row(r, e) and any(isinstance(item, list) for item in r) and not any(map(_row, e))
    ),
    "Its items hold several values each, and one value each is expected.": (
        lambda r, e: _row(r, e) and bool(r) and all(map(_row, r)) and not any(map(_row, e))
    ),
    "Each item is there, and some more than once.": (
        lambda r, e: _row(r, e) and len(r) > len(e) and set(map(repr, plain(r))) == set(map(repr, plain(e)))
    ),
    "What is there more than once is missing the second time.": (
        lambda r, e: _row(r, e) and len(r) < len(e) and set(map(repr, plain(r))) == set(map(repr, plain(e)))
    ),
    "A number in it is no number (nan).": (lambda r, e: _has_nan(r) and not _has_nan(e) and not _arrays(r)),
    "The text is right but for spaces at its ends.": (
        lambda r, e: isinstance(r, str) and isinstance(e, str) and r.strip() == e.strip()
    ),
    "The text is right but for capitals.": (
        lambda r, e: isinstance(r, str) and isinstance(e, str) and r.casefold() == e.casefold()
    ),
}

# The same for numbers, all at once; each pair has one shape.
CALCULATIONS: dict[str, Callable[[np.ndarray, np.ndarray], bool]] = {
    "The sign is the wrong way round.": lambda r, e: _near(r, -e) and bool(np.any(e != 0)),
    "The sign is lost.": lambda r, e: _near(r, np.abs(e)),
    "It is nearly right: good to three digits. Was it rounded, or calculated in half precision?": (
        lambda r, e: r.shape == e.shape and bool(np.allclose(r, e, rtol=2e-3, atol=2e-3)) and bool(np.any(r % 1))
    ),
    "The fraction is lost: `//` and `int` throw it away.": lambda r, e: _near(r, np.floor(e)) or _near(r, np.trunc(e)),
    "It is rounded. Return it as it comes.": lambda r, e: any(_near(r, np.round(e, digits)) for digits in range(4)),
    "Too large by 1.": lambda r, e: _near(r, e + 1),
    "Too small by 1.": lambda r, e: _near(r, e - 1),
    "Too large by 2.": lambda r, e: _near(r, e + 2),
    "It is 1 less what is expected.": lambda r, e: _near(r, 1 - e),
    "It is upside down: 1 divided by what is expected.": lambda r, e: _near(r * e, np.ones_like(e)),
    "It is a hundred times too large: a share is expected, and not per cent.": lambda r, e: _near(r, 100 * e),
    "It is twice what is expected.": lambda r, e: _near(r, 2 * e),
    "It is half of what is expected.": lambda r, e: _near(2 * r, e),
    "It is the square of what is expected.": lambda r, e: _near(r, e**2),
    "It is the root of what is expected.": lambda r, e: _near(r**2, e),
    "All numbers are too large or too small by the same factor.": (
        lambda r, e: (
            e.size > 2 and np.ptp(e) > 1e-3 and _near(r, float((r * e).sum() / (e * e).sum()) * e) and np.ptp(r) > 1e-3
        )
    ),
    "All numbers are off by the same amount.": lambda r, e: e.size > 2 and np.ptp(r - e) < 1e-4 < np.ptp(e),
}


def shown(result: Any, expected: Any) -> str:
    """A wrong result beside the expected one: as a small table, in a line, or at the first place that differs."""
    if _arrays(result, expected):
        if result.shape != expected.shape:
            return f"gave the shape {tuple(result.shape)}, and {tuple(expected.shape)} is expected."
        return _beside(result, expected)
    if _row(result, expected) and len(short(result, 10_000)) + len(short(expected, 10_000)) > LINE:
        return _first_difference(result, expected)
    if isinstance(result, dict) and isinstance(expected, dict):
        return _of_dictionaries(result, expected)
    return f"gave {short(result)}, and {short(expected)} is expected."


def _beside(result: Array, expected: Array) -> str:
    r, e = _numbers(result), _numbers(expected)
    if r is None or e is None:
        return f"has the right shape, and wrong items: {short(result)}."
    if np.isnan(r).any() and not np.isnan(e).any():
        said = "has the right shape, but a number in it is no number (nan)."
    elif not np.isfinite(r).all():
        said = "has the right shape, but a number in it is infinite."
    else:
        said = f"has the right shape, but a number in it is off by {np.abs(r - e).max():.3g}."
    return f"{said}\n{_table(r, e)}" if r.size <= CELLS and r.ndim in (1, 2) else said


def _table(result: np.ndarray, expected: np.ndarray) -> str:
    """Two small tables below their headings: beside each other if they are narrow, else one below the other."""
    rows, wanted = (
        [[f"{number:.4g}" for number in row] for row in np.atleast_2d(table)] for table in (result, expected)
    )
    width = max(len(cell) for row in [*rows, *wanted] for cell in row)
    left, right = (["  ".join(f"{cell:>{width}}" for cell in row) for row in table] for table in (rows, wanted))
    if 2 * len(left[0]) > 80:
        return "\n".join(f"    {line}" for line in ["it gave", *left, "expected", *right])
    column = max(len(left[0]), len("it gave"))
    lines = zip(["it gave", *left], ["expected", *right], strict=True)
    return "\n".join(f"    {first:<{column}}    {second}" for first, second in lines)


def _first_difference(result: Sequence[Any], expected: Sequence[Any]) -> str:
    said = "gave a list of the right length, with wrong items."
    if len(result) != len(expected):
        said = f"gave {len(result)} of {len(expected)} items."
        if len(result) > len(expected):
            said = f"gave {len(result)} items, and {len(expected)} would be right."
    for place, (item, wanted) in enumerate(zip(result, expected, strict=False)):
        if not same(item, wanted):
            return f"{said} The first difference is at place {place}: {short(item)}, and {short(wanted)} is expected."
    return said


def _of_dictionaries(result: dict[Any, Any], expected: dict[Any, Any]) -> str:
    missing, extra = [key for key in expected if key not in result], [key for key in result if key not in expected]
    if missing or extra:
        parts = [
            f"has no key {short(missing[0])}" if missing else "",
            f"has a key {short(extra[0])} too many" if extra else "",
        ]
        return f"{' and '.join(filter(None, parts))}."
    key = next(key for key in expected if not same(result[key], expected[key]))
    return f"gave {short(result[key])} for {short(key)}, and {short(expected[key])} is expected."
