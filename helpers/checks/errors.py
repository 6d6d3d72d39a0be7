"""The error with which an answer stopped, in a sentence for its author: where, what, and what it usually means."""

import builtins
import difflib
import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from inspect import unwrap
from typing import Any

import torch
from transformers import BatchEncoding

from helpers.text import shortened

IMPORTS = {"np": "numpy as np", "numpy": "numpy", "math": "math", "torch": "torch", "re": "re", "random": "random"}

SHAPES = "The shapes do not fit each other. Print both."

# What the errors of Python, NumPy and PyTorch usually mean. The first pattern counts that is found in "Kind: message".
MEANINGS = {
    r"index out of range in self": (
        "An embedding table has no row for one of these numbers. Compare the largest ID with the length of the table."
    ),
    r"shape of the mask": "A mask of True and False needs the shape of what it picks from. Print both shapes.",
    r"bitwise_xor|operand type\(s\) for \^": "`^` is no power in Python: write `**`.",
    r"invalid combination of arguments": (
        "This function takes other arguments, or calls them otherwise: PyTorch says `dim` and `keepdim`."
    ),
    r"'Tensor' object has no attribute 'copy'": "A tensor is copied with `.clone()`.",
    r"'dict' object has no attribute": 'An entry of a dictionary stands in square brackets, with its key: `["score"]`.',
    r"truth value of an (array|empty)|Boolean value of Tensor": (
        "`if`, `and`, `not` and `while` need one True or False, and this comparison gives one for each number. "
        "`.any()`, `.all()` or the largest number makes one of them."
    ),
    r"only (one element tensors|length-1 arrays|0-dimensional arrays)|cannot be converted to Scalar": (
        "What works on one number, as the functions of `math` do, was given many. Use the function of that name in "
        "NumPy or PyTorch."
    ),
    r"'(builtin_)?function(_or_method)?'( object| and '|$)|'method' object|'type' object is not": (
        "This is the function itself, and not what it returns: are the round brackets of a call missing?"
    ),
    r"'NoneType'": (
        "Something here is None. `append`, `extend`, `sort` and `reverse` change a list and return None, and so does "
        "a function without `return`."
    ),
    r"Can't call numpy\(\) on Tensor that requires grad": "`.detach()` takes a tensor out of the calculation first.",
    r"Output operand|result type .* can't be cast": (
        "`+=`, `@=` and the like write into the array itself, and its shape or kind does not fit: write `x = x @ …`."
    ),
    r"unexpected keyword argument 'keepdim'|'dim'": "NumPy says `axis` and `keepdims`, PyTorch `dim` and `keepdim`.",
    r"axes don't match array": (
        "NumPy's `transpose` takes all axes, such as `.transpose(1, 0, 2)`; `.swapaxes(0, 1)` swaps two."
    ),
    r"view\(\)|'permute'": "`view` and `permute` are PyTorch's: NumPy says `reshape` and `transpose`.",
    r"torch\.return_types": "Along an axis, `max` gives values and places: take `.values` or `.indices`.",
    r"not implemented for '(Long|Int|Bool)'": "Decimal numbers are needed here. Are two arguments swapped?",
    r"tuple index out of range": "A shape has one place for each axis. How many axes are there?",
    r"mat1 and mat2|matmul: |vec \(|1D tensors expected|Expected size for first two|inconsistent tensor size": (
        "For `@`, the left one has to have as many columns as the right one has rows. Print both shapes; `.T` swaps "
        "the axes."
    ),
    r"size of tensor a|could not be broadcast|expanded size of the tensor|shape mismatch|must match the existing size|"
    r"doesn't match the broadcast shape": SHAPES,
    r"torch\.cat|Sizes of tensors must match|all (the )?input arrays?|same number of dimensions|stack expects each": (
        "What is put together needs the same shape, but for the axis along which it is put."
    ),
    r"cannot reshape|is invalid for input of size|not divisible|equal division": (
        "A new shape has to hold just as many numbers. Multiply the lengths of its axes."
    ),
    r"0-dim|index to scalar|is not subscriptable|too many indices|slice\(\) .*0-d": (
        "Square brackets ask for an item, and there is none to ask for, or fewer axes. Print what stands before them."
    ),
    r"inhomogeneous shape|expected sequence of length": (
        "The rows have different lengths, and a tensor or an array needs equal ones."
    ),
    r"Unable to create tensor": (
        "The texts have different lengths, and a tensor needs equal rows: `padding=True` fills the shorter ones up."
    ),
    r"boolean masks|only implemented on integer and Boolean|must be (long, )?byte or bool|bool(ean)? (tensor|type)": (
        "A mask of numbers is no mask of True and False. A comparison such as `mask == 0` makes one."
    ),
    r"infer output dtype|expected (scalar type|m1 and m2)|same dtype|to have the same dtype": (
        "The kinds of number do not fit. `.float()` makes decimal numbers of whole ones."
    ),
    r"must be Tensor, not|argument '(input|other)'|not supported for the input types|float\(\) argument must be": (
        "This function was given another kind of value than it works on. Print what it was given."
    ),
    r"unhashable type: '(list|dict|set)'": (
        "A dictionary or a set cannot look up what can change. `tuple(...)` makes something of a list that can be."
    ),
    r"values to unpack|cannot unpack": (
        "The names before `=`, or after `for`, are not as many as the values. Print one of them. (A dictionary gives "
        "its keys; pairs come from `.items()`.)"
    ),
    r"'(int|float)' has no len|0-d tensor": (
        "This is one number, and not several. A method that changes an object does not give the object back."
    ),
    r"'(numpy\.)?(int|float)\d*' object is not iterable": (
        "This is one number, and not several. `range(n)` counts up to n."
    ),
    r"object is not callable": (
        "Round brackets call a function, and this is a value: square brackets ask for an item. If a name of Python, "
        "such as `len`, was given to a value, restart the kernel."
    ),
    r"can only concatenate|unsupported operand|must be str, not|can't multiply sequence|not supported between": (
        "Two kinds of value do not go together here. Print both."
    ),
    r"indices must be integers|slice indices must be|only integers, slices": "A place in a list is a whole number.",
    r"takes \d+ positional|missing \d+ required|unexpected keyword|got multiple values": (
        "The call and the function do not agree on what is handed over. Compare them word by word."
    ),
    r"division by zero": "When is there nothing to divide by, and what should come out then?",
    r"empty (sequence|iterable|tensor|range)|argument is empty|zero-size array|numel\(\) == 0|with size 0": (
        "There is nothing to choose from. What should come out then?"
    ),
    r"in-place operation|leaf Variable": (
        "Numbers that learn cannot be changed in place: do it under `torch.no_grad()`, or with a `.detach().clone()`."
    ),
    r"read-only": "This array cannot be changed. Work on a `.copy()`.",
    r"^IndexError.*(dimension|axis)": (
        "Places are counted from 0, so the last one is the length less 1. Is it the right axis?"
    ),
    r"^IndexError": "Places are counted from 0, so the last one is the length less 1.",
    r"^KeyError": "The dictionary has no such key. Print its keys, and what is looked up.",
    r"^UnboundLocalError": "A name is used in the function before it has a value there. Give it one before the loop.",
    r"^ModuleNotFoundError": "That library is not installed, and the exercise can be done without it.",
    r"^SystemExit": "The answer ends the program. A function gives its result back with `return`.",
    r"^RecursionError": "The function calls itself without an end.",
    r"^MemoryError": "What was asked for does not fit into memory. How large does it get?",
    r"^StopIteration": "`next` found nothing more. `next(..., None)` gives None then.",
}


def explained(error: BaseException, function: Callable[..., Any], choices: Sequence[str] = ()) -> str:
    """Where and with what an answer stopped, and what that usually means: *stopped with …*."""
    at = line_of(error, function)
    where = f" in line {at[0]}, `{shortened(at[1], 80)}`" if at else ""
    message = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(str(error).split()))
    message = message.split(" - got ")[0]  # behind it stand all the ways in which PyTorch would take arguments
    meaning = _meaning(error, message, function, choices)
    if (
        meaning == SHAPES
        and "expanded size" not in message
        and at
        and re.search(r"\b(mean|sum|var|std|max|min)\(", at[1])
    ):
        meaning += " A number of each row belongs in a column of its own: `keepdim=True`, in NumPy `keepdims=True`."
    # A library's second sentence is advice of its own, which may be another one.
    what = f": {shortened(message.split('. ')[0] if meaning else message, 160).rstrip('.')}" if message else ""
    return f"stopped with {type(error).__name__}{where}{what}. {meaning}".rstrip()


def _meaning(error: BaseException, message: str, function: Callable[..., Any], choices: Sequence[str]) -> str:
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError) and error.name:
        return _of_name(error.name, [*_locals_of(error), *globals_of(function)], choices)
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], torch.Tensor):
        return "The key is a tensor, and the dictionary's keys are plain values: `.item()` or `.tolist()` gives those."
    if isinstance(error, AttributeError) and (error.name == "ne" or isinstance(error.obj, BatchEncoding)):
        return (
            "A model takes the tokenizer's output as named arguments: are the two stars of `model(**inputs)` missing, "
            'or `return_tensors="pt"`?'
        )
    name = getattr(function, "__name__", "")
    if name and re.search(rf"\b{re.escape(name)}\(\) (got|takes|missing)", message):
        return f"`{name}` is your own function here. One of a library is called with the library's name before it."
    for pattern, meaning in MEANINGS.items():
        if re.search(pattern, f"{type(error).__name__}: {message}"):
            return meaning
    return _close(error.name, dir(error.obj)) if isinstance(error, AttributeError) and error.name else ""


def _of_name(name: str, known: Sequence[str], choices: Sequence[str]) -> str:
    if name in choices:
        return f'The answer is a text, and needs its quotation marks: `"{name}"`.'
    if name in ("true", "false", "none", "null"):
        return f"Python writes `{name.replace('null', 'none').capitalize()}`."
    if name in ("inf", "nan"):
        return f'Python writes it as `float("{name}")`.'
    if name in IMPORTS:
        return f"The line `import {IMPORTS[name]}` is missing."
    return _close(name, [*known, *dir(builtins)]) or (
        "Python does not know this name. Was the cell run that gives it a value? A text needs quotation marks."
    )


def _locals_of(error: BaseException) -> list[str]:
    """The names that the code had where it stopped."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return list(frames[-1].f_locals) if frames else []


def _close(name: str, known: Sequence[str]) -> str:
    close = near_name(name, [other for other in known if not other.startswith(("_", "check_"))])
    return f"Did you mean `{close}`?" if close else ""


def near_name(name: str, known: Iterable[str], alike: float = 0.8) -> str | None:
    """The known name that a misspelt one is most like, if one is alike enough (from 0 to 1)."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, alike)), None)


def globals_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The names that a function sees around it: those of its notebook."""
    return getattr(unwrap(function), "__globals__", {})


def line_of(error: BaseException, function: Callable[..., Any]) -> tuple[int, str] | None:
    """Number and text of the line of the student's own code in which an error came up, if it is known."""
    home = globals_of(function)
    found = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_globals is home:
            line = traceback.FrameSummary(frame.f_code.co_filename, number, frame.f_code.co_name).line
            found = (number, line.strip()) if line and line.strip() else found
    return found
