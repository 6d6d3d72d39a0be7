"""helpers.checks.errors: an error is told with its line and what it usually means."""

import linecache
import math
import re

import numpy as np
import pytest
import torch

from helpers.checks.checkpoint import model, tokenizer
from helpers.checks.errors import explained
from helpers.checks.running import call


def told(code: str, *arguments, choices=()) -> str:
    """What is said of a function ``answer`` that is defined in a cell of its own."""
    linecache.cache["<cell>"] = (len(code), None, code.splitlines(keepends=True), "<cell>")
    space = {"__name__": "__main__", "np": np, "torch": torch, "math": math, "tokenizer": tokenizer(), "model": model()}
    exec(compile(code, "<cell>", "exec"), space)
    return explained(call(space["answer"], arguments).result.error, space["answer"], choices)


@pytest.mark.parametrize(
    ("line", "error", "meaning"),
    [
        ("[1, 2][2]", "IndexError", "Places are counted from 0"),
        ("torch.zeros(2)[2]", "IndexError", "Places are counted from 0"),
        ("(1, 2)[2]", "IndexError", "one place for each axis"),
        ("len(3)", "TypeError", "one number, and not several"),
        ("np.ones((2, 3)).transpose(0, 1)[0, 9]", "IndexError", "counted from 0"),
        ("np.ones((2, 3, 4)).transpose(0, 1)", "ValueError", "takes all axes"),
        ("np.ones(2).max(dim=0)", "TypeError", "NumPy says `axis`"),
        ("torch.ones(2, 2) - torch.ones(2, 2).max(dim=0)", "TypeError", r"take `\.values`"),
        ("{'a': 1}['b']", "KeyError", "Print its keys"),
        ("{0: 1}[torch.tensor(0)]", "KeyError", r"`\.item\(\)` or `\.tolist\(\)`"),
        ("1 if np.ones(2) > 0 else 2", "ValueError", "one True or False"),
        ("1 if torch.ones(2) > 0 else 2", "RuntimeError", "one True or False"),
        ("math.sqrt(torch.ones(2))", "ValueError", "What works on one number"),
        ("math.exp(np.ones(2))", "TypeError", "What works on one number"),
        ("tokenizer.tokenize.upper()", "AttributeError", "round brackets"),
        ("len.upper()", "AttributeError", "round brackets"),
        ("np.ones[0]", "TypeError", "round brackets"),
        ("[].append(1).append(2)", "AttributeError", "Something here is None"),
        ("torch.ones(2, requires_grad=True).numpy()", "RuntimeError", "detach"),
        ("torch.ones(2, 3) @ torch.ones(2, 3)", "RuntimeError", "as many columns"),
        ("np.ones((2, 3)) @ np.ones((2, 3))", "ValueError", "as many columns"),
        ("torch.ones(2, 3) - torch.ones(2, 3).mean(dim=1)", "RuntimeError", "keepdim"),
        ("torch.ones(2, 3) + torch.ones(2)", "RuntimeError", r"do not fit each other\. Print both\.$"),
        ("np.ones((2, 3)) + np.ones((2, 3)).sum(1)", "ValueError", "keepdims"),
        ("torch.cat([torch.ones(2, 3), torch.ones(2, 2)])", "RuntimeError", "put together"),
        ("np.ones(4).reshape(3, 2)", "ValueError", "just as many numbers"),
        ("tokenizer(['a', 'a b c'], return_tensors='pt')", "ValueError", "padding=True"),
        ("model(tokenizer('a', return_tensors='pt'))", "AttributeError", r"model\(\*\*inputs\)"),
        ("model(**tokenizer('a'))", "AttributeError", 'return_tensors="pt"'),
        ("torch.ones(2).masked_fill(torch.ones(2).long(), 0)", "RuntimeError", "mask == 0"),
        ("torch.ones(2).long().mean()", "RuntimeError", r"\.float\(\)"),
        ("torch.softmax([1.0], dim=0)", "TypeError", "another kind of value"),
        ("{[1]: 2}", "TypeError", "tuple"),
        ("[a for a, b in {'abc': 1}]", "ValueError", r"\.items\(\)"),
        ("[n for n in 3]", "TypeError", "range"),
        ("list('a')(0)", "TypeError", "Square brackets|square brackets"),
        ("1 + 'a'", "TypeError", "Two kinds of value"),
        ("list('a')['a']", "TypeError", "whole number"),
        ("1 / 0", "ZeroDivisionError", "nothing to divide by"),
        ("max([])", "ValueError", "nothing to choose from"),
        ("answer()", "RecursionError", "calls itself"),
        ("__import__('nosuchlibrary')", "ModuleNotFoundError", "not installed"),
        ("exit_now", "NameError", "does not know this name"),
        ("tokeniser", "NameError", "Did you mean `tokenizer`"),
        ("random.random()", "NameError", "The line `import random` is missing"),
        ("np.erf(1)", "AttributeError", "has no attribute 'erf'"),
        ("torch.ones(2).softmaxx()", "AttributeError", "Did you mean `softmax`"),
        ("next(iter([]))", "StopIteration", "nothing more"),
    ],
)
def test_meaning(line, error, meaning):
    said = told(f"def answer():\n    # the second line\n    return {line}\n")
    assert said.startswith(f"stopped with {error} in line 3, `return {line}")
    assert re.search(meaning, said), said


def test_a_letter_without_quotation_marks():
    assert 'needs its quotation marks: `"c"`' in told("def answer():\n    return c\n", choices="abcd")


def test_a_name_without_a_value():
    assert "before it has a value" in told("def answer():\n    total += 1\n    return total\n")


def test_the_line_is_the_students_own_and_not_the_librarys():
    said = told(
        "def helper(x):\n    return torch.softmax(x, dim=9)\n\ndef answer():\n    return helper(torch.ones(2))\n"
    )
    assert "in line 2, `return torch.softmax(x, dim=9)`" in said


def test_no_address_and_no_long_message():
    code = "def answer():\n    raise ValueError(f'{object()} ' + 'x' * 500)\n"
    assert " at 0x" not in told(code)
    assert len(told(code)) < 320


def test_without_a_message_or_a_source():
    def answer():
        raise ValueError

    assert explained(ValueError(), answer) == "stopped with ValueError."
