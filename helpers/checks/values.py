"""A result as plain data: taken at once, compared with another, and written in a few characters."""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from types import BuiltinFunctionType, FunctionType, GeneratorType, ModuleType
from typing import Any

import numpy as np
import torch

from helpers.text import shortened

TOLERANCE = 1e-4
RELATIVE = 1e-6  # for large numbers, of which single precision keeps seven digits
NUMBERS = 12  # as many of a tensor are written out
HALF = (torch.float16, torch.bfloat16)
DEPTH = 20  # a list that is deeper than this holds itself


@dataclass(frozen=True, slots=True)
class Stopped:
    """In place of a result: the error with which a call stopped. A foreseen mistake can stop as well."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Odd:
    """In place of a result that is no data: what to call it, such as *a function*."""

    kind: str


def taken(value: Any, depth: int = 0) -> Any:
    """A value as data of its own, which nothing can change any more.

    Tensors are detached and copied, NumPy's numbers, texts and booleans become Python's, and mappings become
    dictionaries. What is no data becomes ``Odd``; nothing of it is looked at but its type.
    """
    if depth > DEPTH:
        return Odd("a list that holds itself")
    if value is None or isinstance(value, Stopped | Odd) or type(value) in (bool, int, float, complex, str, bytes):
        return value
    if isinstance(value, torch.Tensor):
        return value.detach().to_dense().cpu().clone() if value.is_sparse else value.detach().cpu().clone()
    if isinstance(value, np.generic):
        return value.item() if np.isscalar(value.item()) or isinstance(value.item(), bool) else Odd("a NumPy object")
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            return np.array([taken(item, depth + 1) for item in value.flat] + [None], dtype=object)[:-1].reshape(
                value.shape
            )
        return np.array(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Decimal | Real):
        return float(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {_key(key): taken(item, depth + 1) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(taken(item, depth + 1) for item in value)
    if isinstance(value, Set) and not isinstance(value, Sequence):
        return {_key(item) for item in value}
    if isinstance(value, Sequence):
        return [taken(item, depth + 1) for item in value]
    return Odd(kind_of(value))


def _key(value: Any) -> Any:
    """What a dictionary or a set holds has to stay hashable; a tensor is known there by its place in memory."""
    value = taken(value)
    return Odd("a tensor") if isinstance(value, torch.Tensor) else value


def kind_of(value: Any) -> str:
    """What a value is called in a sentence, with its article, and without an address.

    >>> kind_of([1])
    'a list'
    """
    if isinstance(value, Odd):
        return value.kind
    known = {
        torch.Tensor: "a tensor",
        np.ndarray: "an array",
        bool: "True or False",
        str: "a text",
        int: "a number",
        float: "a number",
        complex: "a complex number",
        dict: "a dictionary",
        FunctionType: "a function",
        BuiltinFunctionType: "a function",
        GeneratorType: "a generator",
        ModuleType: "a module",
        type: "a class",
    }
    for kind, name in known.items():
        if isinstance(value, kind):
            return name
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(first: Any, second: Any) -> bool:
    """Whether two results are equal.

    Numbers are compared in double precision, with a small tolerance; whole numbers without one. ``nan`` equals
    ``nan``. Tensors and arrays need one shape, and a tensor in half precision equals only another one. Lists and
    tuples are compared item by item. Two errors are equal if their kinds and messages are.
    """
    first, second = taken(first), taken(second)
    if isinstance(first, Stopped) and isinstance(second, Stopped):
        return type(first.error) is type(second.error) and str(first.error) == str(second.error)
    if isinstance(first, torch.Tensor) and isinstance(second, torch.Tensor):
        if (first.dtype in HALF) != (second.dtype in HALF):
            return False
        return first.shape == second.shape and _close(first.to(_wide(first)).numpy(), second.to(_wide(second)).numpy())
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.shape == second.shape and _close(first, second)
    if is_number(first) and is_number(second):
        both_whole = isinstance(first, int) and isinstance(second, int)
        return first == second if both_whole else _close(_double(first), _double(second))
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(same(*pair) for pair in zip(first, second, strict=True))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, torch.Tensor | np.ndarray) or isinstance(second, torch.Tensor | np.ndarray):
        return False
    return type(first) is type(second) and bool(first == second)


def _double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:  # a whole number of more than 308 digits
        return math.inf


def _wide(tensor: torch.Tensor) -> torch.dtype:
    return torch.bool if tensor.dtype is torch.bool else torch.complex128 if tensor.is_complex() else torch.float64


def _close(first: Any, second: Any) -> bool:
    """Whether arrays of one shape agree; True and 1 do not, nor do texts and numbers."""
    first, second = np.asarray(first), np.asarray(second)
    if first.dtype.kind in "iufc" and second.dtype.kind in "iufc":
        wide = np.complex128 if "c" in (first.dtype.kind, second.dtype.kind) else np.float64
        return bool(np.allclose(first.astype(wide), second.astype(wide), rtol=RELATIVE, atol=TOLERANCE, equal_nan=True))
    return same(first.tolist(), second.tolist()) if first.ndim else bool(first == second)


def plain(value: Any) -> Any:
    """A value with every tensor, array, tuple and set in it made a list, and what has no axis made a number."""
    if isinstance(value, torch.Tensor | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def short(value: Any, most: int = 100) -> str:
    """A value in at most so many characters; a large tensor by its shape, an object by its name or kind."""
    value = Odd(getattr(value, "__name__", kind_of(value))) if callable(value) else taken(value)
    return shortened(_written(value), most)


def _written(value: Any) -> str:
    if isinstance(value, float):
        return repr(float(f"{value:.6g}")) if math.isfinite(value) else str(value)
    if isinstance(value, Odd):
        return value.kind
    if isinstance(value, torch.Tensor | np.ndarray):
        if math.prod(value.shape) > NUMBERS:
            return f"{kind_of(value)} of shape {tuple(value.shape)}"
        return f"{'tensor' if isinstance(value, torch.Tensor) else 'array'}({_written(value.tolist())})"
    if isinstance(value, set):
        return f"{{{', '.join(sorted(map(_written, value)))}}}" if value else "set()"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_written(key)}: {_written(item)}' for key, item in value.items())}}}"
    return repr(value)
